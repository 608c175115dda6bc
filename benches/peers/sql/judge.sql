-- Judgement: from days of groups to days of groups in excess, and to the excess of each group. For the whole job
-- and for the core alone.

--# judgement
CREATE TEMP TABLE excess_days AS
WITH totals AS (
    SELECT *, sum(base) OVER (PARTITION BY rule, country, partner, substance, year ORDER BY date) AS total FROM days
), judged AS (
    SELECT t.*, coalesce(level, 0) AS level, coalesce(status, 'none') AS status, filing_id,
           (total - coalesce(level, 0))::DECIMAL(38, 15) AS over, over > 0 AS in_excess
    FROM totals t ASOF LEFT JOIN levels l ON l.importer = t.importer AND l.substance = t.substance AND l."from" <= t.date
)
FROM judged QUALIFY bool_or(in_excess) OVER (PARTITION BY rule, country, partner, substance, year);

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
