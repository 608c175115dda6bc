"""Writes the same few records by the tools that people use, each into a dataset of its own beside this file.

Needs pandas, polars, pyarrow, duckdb, deltalake and pyspark (with Java) from PyPI, and LibreOffice as soffice:

    python testdata/layouts/tools/make.py

What is read of the files stands in the file expect.txt of each dataset. Other versions of the tools write other bytes, which must
be read in the same way.
"""

import datetime
import decimal
import os
import pathlib
import shutil
import subprocess
import tempfile

import deltalake
import duckdb
import pandas
import polars
import pyarrow
import pyarrow.parquet
from pyspark.sql import SparkSession

HERE = pathlib.Path(__file__).parent
DAY = datetime.date.fromisoformat
IDS = ["C-1", "C-2", "C-3"]
DAYS = [DAY("2024-02-01"), DAY("2024-03-01"), DAY("2024-12-31")]
RECEIVED = [DAY("2024-02-10"), None, DAY("2025-01-05")]
PARTNERS = ["DEU", None, "KEN"]
FLOWS = ["import", "import", "export"]
FORMS = ["PD006", "PM007-HCL", "PD006"]
GRAMS = [1250.1, 60.0, 0.000001]


def columns(days, received, grams):
    return {
        "record_id": IDS,
        "date": days,
        "received": received,
        "reporter": ["CHE"] * 3,
        "partner": PARTNERS,
        "flow": FLOWS,
        "form": FORMS,
        "quantity_g": grams,
    }


def dataset(name):
    folder = HERE / name / "trades"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def frames():
    moments = [pandas.to_datetime(days) for days in (DAYS, RECEIVED)]
    frame = pandas.DataFrame(columns(*moments, GRAMS))
    frame.to_parquet(dataset("pandas") / "records.parquet", index=False)
    folder = dataset("polars")
    polars.DataFrame(columns(DAYS, RECEIVED, GRAMS)).write_parquet(folder / "records.parquet")
    whole = columns(DAYS, RECEIVED, [1250, 60, 1])
    folder = dataset("pyarrow")
    pyarrow.parquet.write_table(pyarrow.table(whole), folder / "integers.parquet")
    exact = [decimal.Decimal(text) for text in ("1250.1", "60", "0.000001")]
    exact = pyarrow.array(exact, pyarrow.decimal128(38, 9))
    pyarrow.parquet.write_table(pyarrow.table(columns(DAYS, RECEIVED, exact)), folder / "decimals.parquet")
    folder = dataset("duckdb")
    records = pyarrow.table(columns(DAYS, RECEIVED, GRAMS))
    duckdb.sql(f"COPY (SELECT * FROM records) TO '{folder}/doubles.parquet' (FORMAT parquet)")
    decimals = "SELECT * REPLACE (quantity_g::DECIMAL(18, 6) AS quantity_g) FROM records"
    duckdb.sql(f"COPY ({decimals}) TO '{folder}/decimals.parquet' (FORMAT parquet)")
    folder = dataset("delta")
    deltalake.write_deltalake(str(folder / "records"), records)


def spark():
    """Floats and moments in folders by reporter, as Spark writes them if nothing is said; and decimals and days."""
    session = SparkSession.builder.master("local[1]").config("spark.sql.session.timeZone", "UTC").getOrCreate()
    folder = dataset("spark")
    columns = "record_id string, date date, received date, reporter string, partner string, flow string, form string, quantity_g"
    rows = list(zip(IDS, DAYS, RECEIVED, ["CHE"] * 3, PARTNERS, FLOWS, FORMS, GRAMS))
    frame = session.createDataFrame(rows, f"{columns} double").coalesce(1)
    moments = frame.withColumn("date", frame.date.cast("timestamp")).withColumn("received", frame.received.cast("timestamp"))
    moments.write.partitionBy("reporter").parquet(f"{folder}/moments")
    frame.withColumn("quantity_g", frame.quantity_g.cast("decimal(18, 6)")).write.parquet(f"{folder}/decimals")
    session.stop()


def office(name, locale, pattern):
    """Converts a file of text, as somebody types it in, to what LibreOffice saves under a locale."""
    folder = dataset(name)
    with tempfile.TemporaryDirectory() as home:
        home = pathlib.Path(home)
        profile = home / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(
            '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry"'
            ' xmlns:xs="http://www.w3.org/2001/XMLSchema">'
            '<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">'
            f"<value>{locale}</value></prop></item></oor:items>"
        )
        lines = [["Nummer", "Datum", "Eingang", "Land", "Partner", "Richtung", "Stoff", "Menge (g)"]]
        for at in range(3):
            day = DAYS[at].strftime(pattern)
            received = RECEIVED[at]
            received = received.strftime(pattern) if received else ""
            grams = ["1250,1", "60", "0,125"][at]
            lines.append([IDS[at], day, received, "CHE", PARTNERS[at] or "", FLOWS[at], FORMS[at], grams])
        typed = home / "records.csv"
        typed.write_text("".join(";".join(line) + "\n" for line in lines))
        convert = [
            "soffice",
            f"-env:UserInstallation=file://{home}/profile",
            "--headless",
            "--infilter=Text - txt - csv (StarCalc):59,34,76,1",
        ]
        to = ["--outdir", str(folder)]
        # LibreOffice brings a Python of its own.
        settings = {"env": {**os.environ, "PYTHONPATH": ""}, "check": True, "capture_output": True}
        for ending in ("xlsx", "ods"):
            subprocess.run([*convert, "--convert-to", ending, *to, str(typed)], **settings)
        shown = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true"
        plain = [part for part in convert if not part.startswith("--infilter")]
        subprocess.run([*plain, "--convert-to", shown, *to, str(folder / "records.ods")], **settings)


if __name__ == "__main__":
    frames()
    spark()
    office("office-de", "de-DE", "%d.%m.%Y")
    office("office-fr", "fr-FR", "%d/%m/%Y")
