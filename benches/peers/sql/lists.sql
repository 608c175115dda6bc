-- The lists of the configuration. Codes become enums, so that rows are grouped and joined by small numbers.
-- A form in the enum has a factor; a row whose form does not cast is refused. The built-in lists have no day
-- from which a factor or a control applies, so neither is asked for here: less work than inforce does.

CREATE TYPE country AS ENUM (SELECT alpha3 FROM read_csv(getvariable('config') || '/countries.csv') ORDER BY 1);
CREATE TYPE substance AS ENUM (SELECT code FROM read_csv(getvariable('config') || '/substances.csv') ORDER BY 1);

CREATE TEMP TABLE forms AS
FROM read_csv(getvariable('config') || '/forms.csv', types = {'base_percent': 'DECIMAL(10, 7)'});

-- Shares of base: base percent / 100, for preparations percent / 100 x base percent / 100; never in floats.
CREATE TEMP TABLE named AS
SELECT form, substance, (base_percent * 0.01)::DECIMAL(10, 9) AS factor FROM forms
UNION ALL
SELECT preparation, substance, sum(((percent * 0.01) * (base_percent * 0.01))::DECIMAL(10, 9))
FROM read_csv(getvariable('config') || '/preparations.csv', types = {'percent': 'DECIMAL(10, 7)'}) JOIN forms USING (form)
GROUP BY ALL HAVING count(*) = count(base_percent);

CREATE TYPE form AS ENUM (SELECT DISTINCT form FROM named WHERE factor > 0 ORDER BY 1);

CREATE TEMP TABLE share AS
SELECT n.form::form AS form, n.substance::substance AS substance, n.factor::DECIMAL(10, 9) AS factor, s.schedule = 'I' AS listed
FROM named n JOIN read_csv(getvariable('config') || '/substances.csv') s ON s.code = n.substance
WHERE n.factor > 0;

CREATE TEMP TABLE prohibited AS
SELECT country::country AS importer, substance::substance AS substance, "from"::DATE AS since
FROM read_csv(getvariable('config') || '/prohibitions.csv') WHERE "from" IS NOT NULL;

CREATE TEMP TABLE levels AS
SELECT country::country AS importer, substance::substance AS substance, "from", "to", level::DECIMAL(20, 0) AS level, status, filing_id,
       supplements
FROM read_csv(getvariable('levels'), nullstr = '', types = {
    'country': 'VARCHAR', 'substance': 'VARCHAR', 'from': 'DATE', 'to': 'DATE', 'level': 'BIGINT', 'status': 'VARCHAR',
    'filing_id': 'VARCHAR', 'supplements': 'VARCHAR'});
