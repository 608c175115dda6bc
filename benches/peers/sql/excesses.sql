-- The alerts of the core alone, as a file.

--# alerts
COPY (
    SELECT importer::VARCHAR AS country, substance::VARCHAR AS substance, year::INTEGER AS year, first_excess_date, peak_excess_date,
           last_excess_date, cured_on, running_total_g::DECIMAL(38, 15) AS running_total_g, estimate_g::DECIMAL(38, 15) AS estimate_g,
           peak_excess_g::DECIMAL(38, 15) AS peak_excess_g, year_total_g::DECIMAL(38, 15) AS year_total_g, estimate_status, filing_id,
           excess_days::BIGINT AS excess_days, excess_records::BIGINT AS excess_records, records::BIGINT AS records
    FROM excesses ORDER BY country, substance, year
) TO 'alerts.parquet' (COMPRESSION zstd);
