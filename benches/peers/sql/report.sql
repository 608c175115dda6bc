-- Alerts, evidence, quarantine and estimates, as files.

--# alerts
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
-- Days know their alert, so that rows find both at once, by enums and a day.
CREATE TEMP TABLE alert_days AS
SELECT nth, alert_id, d.rule, d.country, d.importer, d.substance, d.date, total, level, in_excess
FROM excess_days d JOIN alerts a ON a.rule = d.rule AND a.country = d.country AND a.partner IS NOT DISTINCT FROM d.partner
     AND a.substance = d.substance AND a.year = d.year;

COPY (
    WITH rows AS (
        SELECT m.*, nth, alert_id, total, level, in_excess
        FROM movements m JOIN (FROM alert_days WHERE rule <> 'export-excess') d
          ON (d.rule = 'import-excess') = m.import AND d.importer = m.importer AND d.substance = m.substance AND d.date = m.date
        WHERE NOT listed
        UNION ALL
        SELECT m.*, nth, alert_id, total, level, in_excess
        FROM movements m JOIN (FROM alert_days WHERE rule = 'export-excess') d
          ON d.country = m.reporter AND d.importer = m.importer AND d.substance = m.substance AND d.date = m.date
        WHERE NOT listed AND NOT import
        UNION ALL
        SELECT l.* EXCLUDE rule, nth, alert_id, sum(base) OVER (PARTITION BY nth ORDER BY l.date RANGE UNBOUNDED PRECEDING), NULL, true
        FROM listings l JOIN alerts a ON a.rule = l.rule AND a.country = l.importer AND a.substance = l.substance AND a.year = l.year
    )
    SELECT alert_id, record_id, date, coalesce(received, date) AS received, reporter::VARCHAR AS reporter, nullif(partner, '') AS partner,
           flow, form, quantity_g, coalesce(reexport_g, 0)::DECIMAL(18, 6) AS reexport_g, nullif(authorisation, '') AS authorisation,
           nullif(special_licence, '') AS special_licence, factor, base::DECIMAL(38, 15) AS base_g, total::DECIMAL(38, 15) AS running_total_g,
           level::DECIMAL(38, 15) AS estimate_g, in_excess, f.name AS source_file, source_row
    FROM rows r LEFT JOIN files f ON f.file = r.file
    ORDER BY nth, date, r.reporter, record_id
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
