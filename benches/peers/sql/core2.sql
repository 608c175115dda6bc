-- The judging core alone, in two passes: year totals of each group first, then the days of those only whose year comes
-- to more than the least level of the year. Otherwise as in one pass.

--# years
CREATE TEMP TABLE imports AS
SELECT form, importer, year, sum(net) AS net
FROM (
    SELECT try_cast(form AS form) AS form, try_cast(reporter AS country) AS importer, year(date) AS year,
           sum(quantity_g - coalesce(reexport_g, 0::DECIMAL(18, 6))) AS net
    FROM source WHERE flow = 'import' AND date BETWEEN DATE '1961-01-01' AND DATE '2199-12-31' AND quantity_g > coalesce(reexport_g, 0::DECIMAL(18, 6)) GROUP BY ALL
)
WHERE form IS NOT NULL AND importer IS NOT NULL GROUP BY ALL;

CREATE TEMP TABLE could AS
WITH years AS (SELECT importer, substance, year, sum(net * factor) AS total FROM imports JOIN share USING (form) WHERE NOT listed GROUP BY ALL)
SELECT y.importer, y.substance, y.year
FROM years y LEFT JOIN levels l
  ON l.importer = y.importer AND l.substance = y.substance
 AND l."from" <= make_date(y.year, 12, 31) AND (l."to" IS NULL OR l."to" > make_date(y.year, 1, 1))
GROUP BY y.importer, y.substance, y.year
HAVING any_value(y.total) > CASE WHEN min(l."from") <= make_date(y.year, 1, 1) THEN min(l.level) ELSE 0 END;

SET VARIABLE first_year = (SELECT min(year) FROM imports);
SET VARIABLE years = (SELECT max(year) - min(year) + 1 FROM imports);
CREATE TEMP MACRO place(form form, importer country, year BIGINT) AS
    (enum_code(form)::INTEGER * 256 + enum_code(importer)) * getvariable('years')::INTEGER + (year - getvariable('first_year'))::INTEGER;
CREATE TEMP TABLE places AS SELECT DISTINCT place(form, importer, year) AS place FROM could JOIN share USING (substance);

--# fold
CREATE TEMP TABLE days AS
SELECT 'import-excess' AS rule, importer AS country, NULL::country AS partner, importer, substance, year(date) AS year, date,
       sum(net * factor) AS base, sum(records) AS records
FROM (
    SELECT try_cast(form AS form) AS form, try_cast(reporter AS country) AS importer, date,
           sum(quantity_g - coalesce(reexport_g, 0::DECIMAL(18, 6))) AS net, count(*) AS records
    FROM source SEMI JOIN places ON places.place = place(try_cast(form AS form), try_cast(reporter AS country), year(date))
    WHERE flow = 'import' AND date BETWEEN DATE '1961-01-01' AND DATE '2199-12-31' AND quantity_g > coalesce(reexport_g, 0::DECIMAL(18, 6)) GROUP BY ALL
) JOIN share USING (form)
WHERE NOT listed AND importer IS NOT NULL GROUP BY ALL;
