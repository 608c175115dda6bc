-- The judging core alone, in one pass: imports folded to days, every group judged. No versions, no evidence, no
-- checks: rows whose codes or days say nothing drop out.

--# fold
CREATE TEMP TABLE days AS
SELECT 'import-excess' AS rule, importer AS country, NULL::country AS partner, importer, substance, year(date) AS year, date,
       sum(net * factor) AS base, sum(records) AS records
FROM (
    SELECT try_cast(form AS form) AS form, try_cast(reporter AS country) AS importer, date,
           sum(quantity_g - coalesce(reexport_g, 0::DECIMAL(18, 6))) AS net, count(*) AS records
    FROM source WHERE flow = 'import' AND date BETWEEN DATE '1961-01-01' AND DATE '2199-12-31' AND quantity_g > coalesce(reexport_g, 0::DECIMAL(18, 6)) GROUP BY ALL
) JOIN share USING (form)
WHERE NOT listed AND importer IS NOT NULL GROUP BY ALL;
