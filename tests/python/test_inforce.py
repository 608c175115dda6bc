"""The Python package against the demo and against tables of other tools.

    pip install . polars pandas duckdb pytest && pytest tests/python
"""

import datetime
import doctest
import pathlib
from decimal import Decimal

import duckdb
import inforce
import pandas
import polars
import pyarrow
import pyarrow.compute
import pyarrow.parquet
import pytest

DEMO = pathlib.Path(__file__).parents[2] / "testdata" / "demo"

TRADES = {
    "record_id": ["R1", "R2", "R3"],
    "date": [datetime.date(2024, 5, 3), datetime.date(2024, 6, 1), datetime.date(2024, 6, 1)],
    "reporter": ["KEN", "KEN", "CHE"],
    "partner": ["CHE", "CHE", "KEN"],
    "flow": ["import", "import", "export"],
    "form": ["PD006", "PD006", "PD006"],
    "quantity_g": [Decimal("700.000001"), Decimal("400"), Decimal("1100.000001")],
}
ESTIMATES = {
    "filing_id": ["A1"],
    "country": ["KEN"],
    "substance": ["PD006"],
    "kind": ["assessment"],
    "received": [datetime.date(2023, 11, 1)],
    "effective": [datetime.date(2024, 1, 1)],
    "grams": [Decimal("1000")],
}
#: By the rules, in grams: what the importer reports and what its partner reports, each against 1,000.
EXCESS = {
    "export-excess:CHE>KEN:PD006:2024": Decimal("100.000001"),
    "import-excess:KEN:PD006:2024": Decimal("100.000001"),
    "partner-reported-excess:KEN:PD006:2024": Decimal("100.000001"),
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return inforce.run(DEMO, out=tmp_path_factory.mktemp("demo") / "out")


def excesses(run):
    rows = run.alerts.read(["alert_id", "excess_g"]).to_pylist()
    return {row["alert_id"]: row["excess_g"] for row in rows}


def test_a_dataset_is_judged(demo):
    assert (demo.number, len(demo.alerts)) == ("000001", 138)
    assert demo.manifest["counts"]["alerts"]["import-excess"] == 39
    assert sum(demo.manifest["counts"]["alerts"].values()) == len(demo.alerts)
    assert demo.alerts.schema.field("excess_g").type == pyarrow.decimal128(38, 15)
    assert repr(demo).endswith("138 alerts>")


def test_a_table_without_rows_has_its_columns(demo):
    within = {name: values[:1] for name, values in TRADES.items()}
    judged = inforce.judge(pyarrow.table(within), pyarrow.table(ESTIMATES))
    assert len(judged.alerts) == 0
    assert judged.evidence.files == []
    assert judged.evidence.schema == demo.evidence.schema
    assert judged.evidence.read().num_rows == 0
    assert pyarrow.table(judged.evidence).schema == demo.evidence.schema
    assert judged.estimates.schema == demo.estimates.schema


def test_a_table_has_the_rows_of_all_years(demo):
    years = [file.stem for file in demo.evidence.files]
    assert len(years) > 1
    assert len(demo.evidence) == demo.evidence.read().num_rows == pyarrow.table(demo.evidence).num_rows
    assert sorted({str(day.year) for day in demo.evidence.read(["date"])["date"].to_pylist()}) == years


def test_runs_are_opened_by_their_numbers(demo):
    again = inforce.run(DEMO, out=demo.out)
    assert (again.number, inforce.open(demo.out).number) == ("000002", "000002")
    assert inforce.open(demo.out, run=1).folder == demo.folder == inforce.open(demo.out, run="000001").folder
    with pytest.raises(FileNotFoundError, match="is no published run"):
        inforce.open(demo.out, run=9)
    with pytest.raises(KeyError, match="has no table alert; it has alerts, "):
        demo.table("alert")


def test_tables_of_other_tools_are_judged_to_the_last_digit():
    arrow = pyarrow.table(TRADES), pyarrow.table(ESTIMATES)
    of_polars = polars.DataFrame(TRADES), polars.DataFrame(ESTIMATES)
    of_pandas = tuple(pandas.DataFrame(columns) for columns in (TRADES, ESTIMATES))
    of_times = of_pandas[0].assign(date=pandas.to_datetime(of_pandas[0]["date"])), of_pandas[1]
    categories = of_polars[0].with_columns(polars.col("flow").cast(polars.Categorical)), of_polars[1]
    in_parts = [arrow[0].slice(0, 1), arrow[0].slice(1)], arrow[1]
    trades, estimates = arrow
    relations = duckdb.sql("from trades"), duckdb.sql("from estimates")
    assert trades.num_rows == 3 and estimates.num_rows == 1
    for given in (arrow, of_polars, of_pandas, of_times, categories, in_parts, relations):
        run = inforce.judge(*given)
        assert excesses(run) == EXCESS, type(given[0])
        assert len(run.refused) == 0


def test_files_and_folders_are_judged(tmp_path):
    pyarrow.parquet.write_table(pyarrow.table(TRADES), tmp_path / "t.parquet")
    filed = tmp_path / "filed"
    filed.mkdir()
    (filed / "e.csv").write_text("filing_id,country,substance,kind,received,effective,grams\nA1,KEN,PD006,assessment,2023-11-01,2024-01-01,1000\n")
    assert excesses(inforce.judge(tmp_path / "t.parquet", filed)) == EXCESS


def test_what_cannot_be_exact_is_refused():
    floats = polars.DataFrame(TRADES).with_columns(polars.col("quantity_g").cast(polars.Float64))
    with pytest.raises(inforce.InforceError, match="quantity_g") as raised:
        inforce.judge(floats, polars.DataFrame(ESTIMATES))
    assert raised.value.code == 1
    assert raised.value.command[1] == "run"
    noon = pandas.DataFrame(TRADES).assign(date=pandas.to_datetime("2024-05-03 12:00"))
    with pytest.raises(ValueError, match="column date: found a time of day"):
        inforce.judge(noon, pandas.DataFrame(ESTIMATES))
    with pytest.raises(TypeError, match="found LazyFrame, expected an Arrow stream"):
        inforce.judge(polars.LazyFrame(TRADES), polars.DataFrame(ESTIMATES))


def test_other_tools_take_the_tables(demo):
    total = sum(demo.alerts.read()["year_total_g"].to_pylist())
    assert polars.DataFrame(demo.alerts)["year_total_g"].sum() == total
    alerts = demo.alerts.scan()
    assert alerts.count_rows() == 138
    assert duckdb.sql("select sum(year_total_g) from alerts").fetchall() == [(total,)]
    frame = pandas.DataFrame(demo.alerts.read().to_pandas())
    assert sum(frame["year_total_g"]) == total
    assert sum(batch.num_rows for batch in demo.evidence.batches()) == len(demo.evidence)
    assert pyarrow.table(demo.evidence) == demo.evidence.read()


def test_views_of_duckdb_say_what_the_tables_say(demo):
    views = (DEMO.parents[1] / "docs" / "views.sql").read_text(encoding="utf-8")
    database = duckdb.connect()
    database.execute("set variable run = '" + str(demo.folder) + "'")
    database.execute(views)

    def ask(query):
        return database.execute(query).fetchall()

    named = [name for (name,) in ask("select view_name from duckdb_views() where not internal")]
    assert len(named) == 13
    tables = {"refused": "quarantine"}
    for name in set(named) - {"accounts", "ledger_with_level"}:
        assert ask(f"select count(*) from {name}") == [(len(demo.table(tables.get(name, name))),)], name
    assert ask("select count(*), sum(excess_g) from alerts") == [(138, sum(filter(None, demo.alerts.read()["excess_g"].to_pylist())))]
    # Each alert of one account is the sum of that account, and the level of its first day is the one in force, but for own exports.
    assert ask("""
        select count(*) from alerts join accounts on importer = country and accounts.substance = alerts.substance and accounts.year = alerts.year
        where rule = 'import-excess' and year_total_g <> importer_reports_g""") == [(0,)]
    assert ask("""
        select count(*) filter (coalesce(level_g, 0) + coalesce(own_exports_g, 0) = estimate_g), count(*)
        from alerts join ledger_with_level as ledger
          on ledger.basis = 'import-reports' and importer = country and ledger.substance = alerts.substance and date = first_excess_date
        where rule = 'import-excess'""") == [(39, 39)]


def test_questions_are_answered_with_exact_masses(demo):
    alert = demo.alerts.read().filter(pyarrow.compute.field("rule") == "import-excess").to_pylist()[0]
    explained = demo.explain(alert["alert_id"])
    assert explained["alert"]["excess_g"] == alert["excess_g"]
    checked = demo.check(importer="KEN", form="PM005-HCL", quantity="2kg", date=datetime.date(2024, 5, 3))
    assert (checked["verdict"], checked["substances"][0]["base_g"]) == ("no-estimate", Decimal("1608"))
    levels = demo.estimates_on("2024-05-01", country="KEN")
    assert levels and all(level["country"] == "KEN" and isinstance(level["level_g"], Decimal) for level in levels)
    assert demo.verify().endswith("No fault\n")


def test_errors_are_those_of_the_command_line(demo, tmp_path):
    with pytest.raises(inforce.InforceError, match="is no alert of run 000001") as raised:
        demo.explain("import-excess:XXX:PD006:2024")
    assert raised.value.code == 2
    with pytest.raises(inforce.InforceError, match="no-such"):
        inforce.run(tmp_path / "no-such", out=tmp_path / "out")
    assert not (tmp_path / "out" / "current").exists()


def test_the_examples_of_the_documentation_hold(tmp_path, monkeypatch):
    monkeypatch.chdir(DEMO.parents[1])
    found = doctest.testmod(inforce, extraglobs={"OUT": tmp_path / "out"}, optionflags=doctest.ELLIPSIS)
    assert found.failed == 0 and found.attempted > 3
