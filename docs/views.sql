-- The tables of a published run as views of DuckDB.
--
--   duckdb -cmd "set variable run = '/srv/incb/out/current'" -cmd ".read docs/views.sql"
--
-- The views read the files when they are asked. Of out/current they read the run that is current then; of out/runs/000041
-- always the same. Masses are decimals in grams, exact to the last digit.

create or replace view alerts as from read_parquet(getvariable('run') || '/alerts.parquet');
create or replace view evidence as from read_parquet(getvariable('run') || '/evidence/*.parquet');
create or replace view ledger as from read_parquet(getvariable('run') || '/ledger/*.parquet');
create or replace view estimates as from read_parquet(getvariable('run') || '/estimates.parquet');
create or replace view refused as from read_parquet(getvariable('run') || '/quarantine.parquet');
create or replace view exempt as from read_parquet(getvariable('run') || '/exempt.parquet');
create or replace view changes as from read_parquet(getvariable('run') || '/changes.parquet');
create or replace view filings as from read_parquet(getvariable('run') || '/filings.parquet');
create or replace view superseded as from read_parquet(getvariable('run') || '/superseded/*.parquet');
create or replace view own_exports as from read_parquet(getvariable('run') || '/own_exports.parquet');
create or replace view warned as from read_parquet(getvariable('run') || '/warned.parquet');

-- Both accounts of the trade of each importing country, substance and year, beside each other. They are never added.
create or replace view accounts as
select importer, substance, year(date) as year,
       sum(base_g) filter (basis = 'import-reports') as importer_reports_g,
       sum(base_g) filter (basis = 'partner-reports') as partners_report_g
from ledger
group by all
order by all;

-- The level in force on each day with trade, without what own exports add under the 1961 Convention; null before the first filing.
create or replace view ledger_with_level as
select ledger.*, estimates.level_g, estimates.status, estimates.filing_id
from ledger
left join estimates
  on estimates.country = ledger.importer and estimates.substance = ledger.substance
 and estimates."from" <= ledger.date and (estimates."to" is null or ledger.date < estimates."to");
