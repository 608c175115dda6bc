-- The whole job of `inforce run`, up to the days that are judged. The runner cuts a script into its steps at the
-- lines of two dashes and a hash, and has a word before some of them.

--# records
-- Every column is cast by itself before it meets another, because a cast of a dictionary is done once for
-- each of its entries and not once for each row.
CREATE TEMP MACRO importer(flow, reporter, partner) AS CASE WHEN flow = 'import' THEN try_cast(reporter AS country) ELSE try_cast(partner AS country) END;
CREATE TEMP MACRO net(quantity, reexport) AS (quantity - coalesce(reexport, 0::DECIMAL(18, 6)))::DECIMAL(18, 6);
CREATE TEMP VIEW records AS
SELECT *, coalesce(
    record_id <> '' AND flow IN ('import', 'export')
    AND date >= DATE '1961-01-01' AND date <= DATE '2199-12-31'
    AND (received IS NULL OR received >= date AND received <= DATE '2199-12-31')
    AND try_cast(form AS form) IS NOT NULL AND try_cast(reporter AS country) IS NOT NULL
    AND (try_cast(partner AS country) IS NOT NULL OR flow = 'import' AND coalesce(partner, '') = '')
    AND reporter IS DISTINCT FROM partner
    AND quantity_g >= 0 AND quantity_g < 1000000000000
    AND (reexport_g IS NULL OR reexport_g >= 0 AND reexport_g <= quantity_g), false) AS sound
FROM source;

--# fold
-- All valid versions, superseded ones included: they only ever add, and are taken off again further down.
CREATE TEMP TABLE cells AS
SELECT try_cast(form AS form) AS form, importer(flow, reporter, partner) AS importer, flow = 'import' AS import, date,
       sum(net(quantity_g, reexport_g)) AS net, count(*) AS records
FROM records WHERE sound AND quantity_g > coalesce(reexport_g, 0::DECIMAL(18, 6)) GROUP BY ALL;

--# candidates
-- Year totals first; days only of groups whose year comes to more than the least level of the year.
CREATE TEMP TABLE years AS
SELECT importer, substance, import, year, any_value(listed) AS listed, sum(net * factor) AS total
FROM (SELECT form, importer, import, year(date) AS year, sum(net) AS net FROM cells GROUP BY ALL) JOIN share USING (form)
GROUP BY ALL;

CREATE TEMP TABLE least AS
SELECT y.importer, y.substance, y.import, y.year,
       CASE WHEN min(l."from") <= make_date(y.year, 1, 1) THEN min(l.level) ELSE 0 END AS level
FROM years y LEFT JOIN levels l
  ON l.importer = y.importer AND l.substance = y.substance
 AND l."from" <= make_date(y.year, 12, 31) AND (l."to" IS NULL OR l."to" > make_date(y.year, 1, 1))
WHERE NOT y.listed GROUP BY y.importer, y.substance, y.import, y.year;

CREATE TEMP TABLE could AS
SELECT importer, substance, import, year FROM years JOIN least USING (importer, substance, import, year) WHERE total > level;

CREATE TEMP TABLE wanted AS
SELECT DISTINCT importer, substance, import, year FROM (
    SELECT t.importer, t.substance, import, year
    FROM (
        SELECT *, sum(base) OVER (PARTITION BY importer, substance, import, year ORDER BY date) AS total
        FROM (
            SELECT importer, substance, import, could.year, date, sum(net * factor) AS base
            FROM cells JOIN share USING (form) JOIN could USING (importer, substance, import)
            WHERE could.year = year(date) GROUP BY ALL
        )
    ) t ASOF LEFT JOIN levels l ON l.importer = t.importer AND l.substance = t.substance AND l."from" <= t.date
    WHERE total > coalesce(level, 0)
)
UNION SELECT importer, substance, import, year FROM years WHERE listed
UNION SELECT importer, substance, import, year FROM years JOIN prohibited USING (importer, substance) WHERE year >= year(since);

-- One number for a group of a form, dense enough for a table of all of them.
SET VARIABLE first_year = (SELECT min(year) FROM years);
SET VARIABLE years = (SELECT max(year) - min(year) + 1 FROM years);
CREATE TEMP MACRO place(form form, importer country, import BOOLEAN, year BIGINT) AS
    ((enum_code(form)::INTEGER * 256 + enum_code(importer)) * 2 + import::INTEGER) * getvariable('years')::INTEGER
    + (year - getvariable('first_year'))::INTEGER;
CREATE TEMP TABLE places AS
SELECT DISTINCT place(form, importer, import, year) AS place FROM wanted JOIN share USING (substance);

--# keep
-- The only reading of whole rows: those of the groups above, those whose id may occur twice, and faulty ones.
CREATE TEMP TABLE kept AS
SELECT record_id, date, received, reporter, partner, flow, form, quantity_g, reexport_g, authorisation, special_licence,
       file, source_row, sound, d.id IS NOT NULL AS doubtful, p.place IS NOT NULL AS wanted
FROM records r
LEFT JOIN doubles d ON d.id = hash(record_id, reporter)
LEFT JOIN places p ON p.place = place(try_cast(form AS form), importer(flow, reporter, partner), flow = 'import', year(date))
WHERE d.id IS NOT NULL OR p.place IS NOT NULL OR NOT sound;

--# versions
-- The greatest version of an id, flow and set of substances stands. All else about the ids that are there once is known
-- without comparing.
CREATE TEMP TABLE held AS SELECT form, list_sort(list(substance::VARCHAR)) AS substances FROM share GROUP BY form;
CREATE TEMP TABLE versions AS
SELECT k.*, row_number() OVER (PARTITION BY record_id, reporter, flow, substances ORDER BY
    coalesce(received, date) DESC, quantity_g DESC, date DESC, coalesce(partner, '') DESC, k.form DESC,
    coalesce(reexport_g, 0) DESC, coalesce(authorisation, '') DESC, coalesce(special_licence, '') DESC, file, source_row) AS nth
FROM kept k JOIN held h ON h.form = k.form::form WHERE sound AND doubtful;

-- One row for each substance of a movement of a wanted group.
CREATE TEMP TABLE movements AS
SELECT k.* EXCLUDE (form, reporter, sound, doubtful, wanted), k.form, k.reporter::country AS reporter,
       importer(flow, k.reporter, partner) AS importer, flow = 'import' AS import, year(date) AS year, substance, listed, factor,
       (net(quantity_g, reexport_g)::DECIMAL(28, 6) * factor)::DECIMAL(38, 15) AS base
FROM (FROM kept WHERE sound AND NOT doubtful UNION ALL SELECT * EXCLUDE nth FROM versions WHERE nth = 1) k
JOIN share s ON s.form = k.form::form
WHERE wanted AND quantity_g > coalesce(reexport_g, 0);

--# ledger
COPY (
    SELECT CASE WHEN import THEN 'import-reports' ELSE 'partner-reports' END AS basis, importer::VARCHAR AS importer,
           substance::VARCHAR AS substance, date, base::DECIMAL(38, 15) AS base_g, records::BIGINT AS records
    FROM (
        SELECT import, importer, substance, date, sum((net * factor)::DECIMAL(38, 15)) AS base, sum(records) AS records
        FROM (
            FROM cells
            UNION ALL
            SELECT form::form, importer(flow, reporter, partner), flow = 'import', date, -net(quantity_g, reexport_g), -1
            FROM versions WHERE nth > 1 AND quantity_g > coalesce(reexport_g, 0)
        ) JOIN share USING (form) GROUP BY ALL HAVING sum(records) > 0
    ) e
    ORDER BY NOT e.import, e.importer, e.substance, e.date
) TO 'ledger.parquet' (COMPRESSION zstd);

--# days
-- Days of the groups of the three rules that compare; pairs only where all exporters together could exceed.
CREATE TEMP TABLE days AS
SELECT CASE WHEN import THEN 'import-excess' ELSE 'partner-reported-excess' END AS rule, importer AS country, NULL::country AS partner,
       importer, substance, year, date, sum(base) AS base, count(*) AS records
FROM movements WHERE NOT listed GROUP BY ALL
UNION ALL
SELECT 'export-excess', reporter, importer, importer, substance, year, date, sum(base), count(*)
FROM movements WHERE NOT listed AND NOT import GROUP BY ALL;

CREATE TEMP TABLE listings AS
SELECT 'schedule-i-trade' AS rule, * FROM movements WHERE listed
UNION ALL
SELECT 'prohibited-trade', m.* FROM movements m JOIN prohibited p ON p.importer = m.importer AND p.substance = m.substance AND p.since <= m.date
WHERE coalesce(special_licence, '') = '';
