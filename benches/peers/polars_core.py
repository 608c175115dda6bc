"""The judging core alone: imports folded to days, levels, import-excess alerts. No versions, no
evidence, no checks: rows whose codes or days say nothing drop out. In one pass (`core`), or in two (`core2`): year totals of
each group first, then the days of those only whose year comes to more than the least level of the year."""

import polars as pl

from filings import Filings, write_levels
from polars_judge import could_exceed, excess_days, excesses
from polars_lists import FIRST_DAY, LAST_DAY, Lists, Records, code, filing_rows, grams, scan

MASSES = ("running_total_g", "estimate_g", "peak_excess_g", "year_total_g")


def core(passes, dataset, config, out):
    write_levels(out / "levels.csv", Filings(dataset, config, filing_rows))
    lists = Lists(config, out / "levels.csv")
    _, rows = scan(dataset)
    days = fold(rows, lists, {1: None, 2: could}[passes])
    found = excess_days(days, lists.levels)
    excesses(found, lists.levels).sort("country", "substance", "year").select(
        pl.col("country").cast(pl.String), pl.col("substance").cast(pl.String), "year", "first_excess_date", "peak_excess_date",
        "last_excess_date", "cured_on", *(grams(pl.col(name)) for name in MASSES), "estimate_status", "filing_id", "excess_days",
        "excess_records", "records",
    ).write_parquet(out / "alerts.parquet", compression="zstd")  # fmt: skip


def place(records):
    """Form, importer and year in one number."""
    return (code(records.form) * 256 + code(records.reporter)) * 256 + pl.col("date").dt.year() - 1961


def could(rows, lists, records):
    """The places of the groups that could exceed."""
    number = pl.col("place")
    years = (
        rows.group_by(place(records).alias("place")).agg(records.net.cast(pl.Int128).sum().alias("net"))
        .collect(engine="streaming").drop_nulls("place")
        .with_columns(
            (number // 65536).cast(pl.UInt16).cat.to(lists.form).alias("form"),
            (number // 256 % 256).cast(pl.UInt8).cat.to(lists.country).alias("importer"),
            (number % 256 + 1961).alias("year"),
        )
        .join(lists.share, on="form")
    )  # fmt: skip
    base = pl.col("net") * pl.col("factor")
    totals = years.group_by("importer", "substance", "year", "listed").agg(base.sum().alias("total"))
    found = could_exceed(totals, lists.levels)
    return years.join(found, on=["importer", "substance", "year"], how="semi")["place"].unique()


def fold(rows, lists, narrow):
    """Imports by country, substance and day; only those of the places that `narrow` leaves, if given."""
    records = Records(lists)
    imports = rows.filter(records.is_import & pl.col("date").is_between(FIRST_DAY, LAST_DAY) & (records.net > 0))
    if narrow:
        imports = imports.filter(place(records).is_in(narrow(imports, lists, records).implode()))
    cells = (
        imports.group_by(records.cell.alias("cell"))
        .agg(records.net.cast(pl.Int128).sum().alias("net"), pl.len().cast(pl.Int64).alias("records"))
        .collect(engine="streaming").drop_nulls("cell")
    )  # fmt: skip
    return (
        records.named(cells).join(lists.share, on="form").filter(~pl.col("listed"))
        .group_by("importer", "substance", "date")
        .agg((pl.col("net") * pl.col("factor")).sum().alias("base"), pl.col("records").sum())
        .with_columns(pl.lit("import-excess").alias("rule"), pl.col("importer").alias("country"),
                      pl.lit(None, lists.country).alias("partner"), pl.col("date").dt.year().alias("year"))
    )  # fmt: skip
