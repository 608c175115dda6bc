-- The whole job of `inforce run`. Steps are cut at the lines that start with two dashes and a hash; between some of them the
-- runner has a word.

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
CREATE TEMP TABLE superseded AS
SELECT * EXCLUDE nth FROM (
    SELECT *, row_number() OVER (PARTITION BY record_id, reporter ORDER BY
        coalesce(received, date) DESC, quantity_g DESC, date DESC, coalesce(partner, '') DESC, form DESC, flow DESC,
        coalesce(reexport_g, 0) DESC, coalesce(authorisation, '') DESC, coalesce(special_licence, '') DESC, file, source_row) AS nth
    FROM kept WHERE sound AND doubtful
) WHERE nth > 1;

-- One row for each substance of a movement of a wanted group.
CREATE TEMP TABLE movements AS
SELECT k.* EXCLUDE (form, reporter, sound, doubtful, wanted), k.form, k.reporter::country AS reporter,
       importer(flow, k.reporter, partner) AS importer, flow = 'import' AS import, year(date) AS year, substance, listed, factor,
       (net(quantity_g, reexport_g)::DECIMAL(28, 6) * factor)::DECIMAL(38, 15) AS base
FROM kept k JOIN share s ON s.form = k.form::form
WHERE wanted AND sound AND quantity_g > coalesce(reexport_g, 0)
  AND NOT EXISTS (FROM superseded s WHERE doubtful AND s.file = k.file AND s.source_row = k.source_row);

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
            FROM superseded WHERE quantity_g > coalesce(reexport_g, 0)
        ) JOIN share USING (form) GROUP BY ALL HAVING sum(records) > 0
    ) e
    ORDER BY NOT e.import, e.importer, e.substance, e.date
) TO 'ledger.parquet' (COMPRESSION zstd);

--# alerts
-- Each movement under each rule that takes it; export-excess only where all exporters together exceed.
CREATE TEMP TABLE excess_days AS
WITH days AS (
    SELECT import, importer AS country, NULL::country AS partner, importer, substance, year, date, sum(base) AS base, count(*) AS records
    FROM movements WHERE NOT listed GROUP BY ALL
    UNION ALL
    SELECT NULL, reporter, importer, importer, substance, year, date, sum(base), count(*)
    FROM movements JOIN wanted USING (importer, substance, import, year) WHERE NOT listed AND NOT import GROUP BY ALL
), totals AS (
    SELECT CASE WHEN import THEN 'import-excess' WHEN NOT import THEN 'partner-reported-excess' ELSE 'export-excess' END AS rule,
           * EXCLUDE import, sum(base) OVER (PARTITION BY import, country, partner, substance, year ORDER BY date) AS total
    FROM days
), judged AS (
    SELECT t.*, coalesce(level, 0) AS level, coalesce(status, 'none') AS status, filing_id,
           (total - coalesce(level, 0))::DECIMAL(38, 15) AS over, over > 0 AS in_excess
    FROM totals t ASOF LEFT JOIN levels l ON l.importer = t.importer AND l.substance = t.substance AND l."from" <= t.date
)
FROM judged QUALIFY bool_or(in_excess) OVER (PARTITION BY rule, country, partner, substance, year);

CREATE TEMP TABLE listings AS
SELECT 'schedule-i-trade' AS rule, * FROM movements WHERE listed
UNION ALL
SELECT 'prohibited-trade', m.* FROM movements m JOIN prohibited p ON p.importer = m.importer AND p.substance = m.substance AND p.since <= m.date
WHERE coalesce(special_licence, '') = '';

CREATE TEMP TABLE excesses AS
WITH groups AS (
    SELECT rule, country, partner, any_value(importer) AS importer, substance, year,
           min(date) FILTER (in_excess) AS first_excess_date, max(date) FILTER (in_excess) AS last_excess_date,
           max(over) AS peak_excess_g, count(*) FILTER (in_excess) AS excess_days, sum(records) FILTER (in_excess) AS excess_records,
           sum(base) AS year_total_g, sum(records) AS records
    FROM excess_days GROUP BY ALL
), marked AS (
    SELECT g.*, min(d.date) FILTER (d.over = peak_excess_g) AS peak_excess_date,
           min(d.date) FILTER (d.date > last_excess_date) AS next_date,
           max(d.total) FILTER (d.date = last_excess_date) AS last_total,
           max(d.total) FILTER (d.date = first_excess_date) AS running_total_g,
           max(d.level) FILTER (d.date = first_excess_date) AS estimate_g,
           max(d.status) FILTER (d.date = first_excess_date) AS estimate_status,
           max(d.filing_id) FILTER (d.date = first_excess_date) AS filing_id
    FROM groups g JOIN excess_days d ON d.rule = g.rule AND d.country = g.country AND d.partner IS NOT DISTINCT FROM g.partner
         AND d.substance = g.substance AND d.year = g.year
    GROUP BY ALL
)
-- Cured by the next day with a movement, which is none in excess, or before it by a new level.
SELECT m.*, least(next_date, (SELECT min(l."from") FROM levels l
    WHERE l.importer = m.importer AND l.substance = m.substance AND l."from" > m.last_excess_date
      AND l."from" <= make_date(m.year, 12, 31) AND l.level >= m.last_total)) AS cured_on
FROM marked m;

CREATE TEMP TABLE alerts AS
WITH every AS (
    SELECT rule, country, partner, substance, year, first_excess_date, peak_excess_date, last_excess_date, cured_on, running_total_g,
           estimate_g, running_total_g - estimate_g AS excess_g, peak_excess_g, year_total_g, estimate_status, filing_id,
           excess_days, excess_records, records
    FROM excesses
    UNION ALL
    SELECT rule, importer, NULL, substance, year, min(date), NULL, max(date), NULL, NULL, NULL, NULL, NULL, sum(base), NULL, NULL,
           count(DISTINCT date), count(*), count(*)
    FROM listings GROUP BY ALL
)
SELECT row_number() OVER (ORDER BY rule, country, partner NULLS FIRST, substance, year) AS nth,
       rule || ':' || country || coalesce('>' || partner, '') || ':' || substance || ':' || year AS alert_id, *
FROM every;

COPY (
    SELECT alert_id, rule, country::VARCHAR AS country, partner::VARCHAR AS partner, substance::VARCHAR AS substance,
           s.name AS substance_name, s.schedule, year::INTEGER AS year, first_excess_date, peak_excess_date, last_excess_date, cured_on,
           running_total_g::DECIMAL(38, 15) AS running_total_g, estimate_g::DECIMAL(38, 15) AS estimate_g,
           excess_g::DECIMAL(38, 15) AS excess_g, peak_excess_g::DECIMAL(38, 15) AS peak_excess_g,
           year_total_g::DECIMAL(38, 15) AS year_total_g, estimate_status, filing_id, excess_days::BIGINT AS excess_days,
           excess_records::BIGINT AS excess_records, records::BIGINT AS records
    FROM alerts JOIN read_csv(getvariable('config') || '/substances.csv') s ON s.code = alerts.substance::VARCHAR ORDER BY nth
) TO 'alerts.parquet' (COMPRESSION zstd);

--# evidence
COPY (
    WITH named AS (
        SELECT CASE WHEN import THEN 'import-excess' ELSE 'partner-reported-excess' END AS rule, importer AS country, NULL::country AS beside, *
        FROM movements WHERE NOT listed
        UNION ALL SELECT 'export-excess', reporter, importer, * FROM movements WHERE NOT listed AND NOT import
    ), rows AS (
        SELECT n.*, d.total, d.level, d.in_excess
        FROM named n JOIN excess_days d ON d.rule = n.rule AND d.country = n.country AND d.partner IS NOT DISTINCT FROM n.beside
             AND d.substance = n.substance AND d.date = n.date
        UNION ALL
        SELECT rule, importer, NULL, * EXCLUDE rule,
               sum(base) OVER (PARTITION BY rule, importer, substance, year ORDER BY date RANGE UNBOUNDED PRECEDING), NULL, true
        FROM listings
    )
    SELECT a.alert_id, record_id, date, coalesce(received, date) AS received, reporter::VARCHAR AS reporter, nullif(r.partner, '') AS partner,
           flow, form, quantity_g, coalesce(reexport_g, 0)::DECIMAL(18, 6) AS reexport_g, nullif(authorisation, '') AS authorisation,
           nullif(special_licence, '') AS special_licence, factor, base::DECIMAL(38, 15) AS base_g, total::DECIMAL(38, 15) AS running_total_g,
           level::DECIMAL(38, 15) AS estimate_g, in_excess, f.name AS source_file, source_row
    FROM rows r JOIN alerts a ON a.rule = r.rule AND a.country = r.country AND a.partner IS NOT DISTINCT FROM r.beside
         AND a.substance = r.substance AND a.year = r.year
    JOIN files f ON f.file = r.file
    ORDER BY a.nth, r.date, r.reporter, record_id
) TO 'evidence.parquet' (COMPRESSION zstd);

--# quarantine
COPY (
    SELECT 'record' AS kind, f.name AS source_file, source_row, nullif(record_id, '') AS id, CASE
        WHEN coalesce(record_id, '') = '' OR date IS NULL OR coalesce(reporter, '') = '' OR coalesce(flow, '') = '' OR coalesce(form, '') = ''
             OR quantity_g IS NULL OR coalesce(partner, '') = '' AND flow <> 'import' THEN 'missing-field'
        WHEN date NOT BETWEEN DATE '1961-01-01' AND DATE '2199-12-31' OR received NOT BETWEEN DATE '1961-01-01' AND DATE '2199-12-31'
             THEN 'date-out-of-range'
        WHEN date > received THEN 'dated-after-receipt'
        WHEN try_cast(reporter AS country) IS NULL OR partner <> '' AND try_cast(partner AS country) IS NULL THEN 'unknown-country'
        WHEN reporter = partner THEN 'self-trade'
        WHEN flow NOT IN ('import', 'export') THEN 'unknown-flow'
        WHEN form NOT IN (SELECT form FROM forms UNION SELECT form FROM named) THEN 'unknown-form'
        WHEN try_cast(form AS form) IS NULL THEN 'no-factor'
        WHEN quantity_g < 0 OR reexport_g < 0 THEN 'negative-quantity'
        WHEN quantity_g >= 1000000000000 THEN 'quantity-too-large'
        ELSE 'reexport-exceeds-quantity' END AS reason, kept::VARCHAR AS raw
    FROM kept JOIN files f USING (file) WHERE NOT sound
    UNION ALL FROM refused_filings
    ORDER BY ALL
) TO 'quarantine.parquet' (COMPRESSION zstd);

COPY (
    SELECT importer::VARCHAR AS country, substance::VARCHAR AS substance, "from", "to", level::DECIMAL(38, 15) AS level_g, status, filing_id,
           CASE WHEN supplements IS NULL THEN [] ELSE string_split(supplements, ';') END AS supplements
    FROM levels ORDER BY ALL
) TO 'estimates.parquet' (COMPRESSION zstd);
