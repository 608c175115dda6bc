"""The lists of the configuration and the expressions on records, for Polars.

Codes become enums, and what is grouped by is packed into one integer: a streaming group-by on one integer
takes half the time of one on four columns. Masses are integers: quantities in 10^-6 g, factors in 10^-9, base
masses in 10^-15 g. Sums of them are Int128, because a decimal would be one inside, too, and cost a little more.
"""

import datetime
from decimal import Decimal

import polars as pl

GRAM = 10**15
LARGE = 10**12 * 10**6
EPOCH = datetime.date(1970, 1, 1)
FIRST_DAY, LAST_DAY = datetime.date(1961, 1, 1), datetime.date(2199, 12, 31)
DAYS_BEFORE_EPOCH = (EPOCH - FIRST_DAY).days
COLUMNS = dict.fromkeys(
    "record_id date received reporter partner flow form quantity_g reexport_g authorisation special_licence".split(), pl.String
) | {"date": pl.Date, "received": pl.Date, "quantity_g": pl.Decimal(18, 6), "reexport_g": pl.Decimal(18, 6)}


class Lists:
    """The built-in lists have no day from which a factor or a control applies, so neither is asked for here: less
    work than inforce does."""

    def __init__(self, config, levels):
        def read(name):
            return pl.read_csv(config / name, infer_schema=False)

        # Peers know the Convention of 1971 alone, whose substances have numbers below 256.
        self.substances = read("substances.csv").filter(pl.col("convention") == "1971")
        self.country = pl.Enum(read("countries.csv")["alpha3"].sort())
        self.substance = pl.Enum(self.substances["code"].sort())
        forms, preparations = read("forms.csv"), read("preparations.csv")
        self.known_forms = pl.concat([forms["form"], preparations["preparation"]]).unique().to_list()
        forms = forms.filter(pl.col("substance").is_in(self.substances["code"].to_list()))
        factors = self.factors(forms, preparations.filter(pl.col("form").is_in(forms["form"].to_list())))
        self.form = pl.Enum(sorted({form for form, _ in factors}))
        listed = dict(self.substances.select("code", pl.col("schedule") == "I").rows())
        rows = [(form, substance, factor, listed[substance]) for (form, substance), factor in factors.items()]
        self.share = pl.DataFrame(
            rows, {"form": self.form, "substance": self.substance, "factor": pl.Int128, "listed": pl.Boolean}, orient="row"
        )
        self.prohibited = (
            read("prohibitions.csv")
            .drop_nulls("from")
            .select(
                pl.col("country").cast(self.country).alias("importer"),
                pl.col("substance").cast(self.substance),
                pl.col("from").str.to_date().alias("since"),
            )
        )
        self.levels = pl.read_csv(levels, schema_overrides={"filing_id": pl.String}, infer_schema=False).select(
            pl.col("country").cast(self.country).alias("importer"),
            pl.col("substance").cast(self.substance),
            pl.col("from").str.to_date(),
            pl.col("to").str.to_date(),
            pl.col("level").cast(pl.Int128) * GRAM,
            "status",
            "filing_id",
            "supplements",
        )

    @staticmethod
    def factors(forms, preparations):
        """Factor of each substance of each form that has factors above zero, in units of 10^-9."""
        base = {row["form"]: (row["substance"], row["base_percent"]) for row in forms.iter_rows(named=True)}
        factors = {(form, substance): int(Decimal(percent) * 10**7) for form, (substance, percent) in base.items() if percent}
        for row in preparations.iter_rows(named=True):
            substance, percent = base[row["form"]]
            if percent is None:
                raise SystemExit(f"{row['preparation']}: a component without a factor is more than this script knows")
            key = (row["preparation"], substance)
            factors[key] = factors.get(key, 0) + int(Decimal(row["percent"]) * Decimal(percent) * 10**5)
        return {key: factor for key, factor in factors.items() if factor > 0}


class Records:
    """Expressions on the columns of the record files."""

    def __init__(self, lists):
        self.lists = lists
        self.is_import = pl.col("flow") == "import"
        self.reporter = pl.col("reporter").cast(lists.country, strict=False)
        self.partner = pl.col("partner").cast(lists.country, strict=False)
        self.form = pl.col("form").cast(lists.form, strict=False)
        self.quantity = pl.col("quantity_g").to_physical().cast(pl.Int64)
        self.reexport = pl.col("reexport_g").to_physical().cast(pl.Int64).fill_null(0)
        self.net = self.quantity - self.reexport
        self.id = pl.col("record_id").hash() + pl.col("reporter").hash(1)
        self.importer = pl.when(self.is_import).then(code(self.reporter)).otherwise(code(self.partner))
        self.side = self.importer * 2 + self.is_import.cast(pl.Int32)
        #: Form, importer, flow and year in one number.
        self.place = (code(self.form) * 512 + self.side) * 256 + pl.col("date").dt.year() - 1961
        #: Day, form, importer and flow in one number.
        day = pl.col("date").to_physical().cast(pl.Int64) + DAYS_BEFORE_EPOCH
        self.cell_form = (pl.col("cell") // 512 % 512).cast(pl.UInt16).cat.to(lists.form)
        self.cell = (day * 512 + code(self.form).cast(pl.Int64)) * 512 + self.side.cast(pl.Int64)

    def sound(self):
        partner = pl.col("partner")
        return (
            (pl.col("record_id") != "")
            & pl.col("flow").is_in(["import", "export"])
            & pl.col("date").is_between(FIRST_DAY, LAST_DAY)
            & (pl.col("received").is_null() | (pl.col("received") >= pl.col("date")) & (pl.col("received") <= LAST_DAY))
            & self.form.is_not_null()
            & self.reporter.is_not_null()
            & (self.partner.is_not_null() | self.is_import & (partner.is_null() | (partner == "")))
            & partner.ne_missing(pl.col("reporter"))
            & self.quantity.is_between(0, LARGE - 1)
            & (self.reexport >= 0)
            & (self.reexport <= self.quantity)
        ).fill_null(False)

    def named(self, frame):
        """What a cell's number stands for."""
        cell = pl.col("cell")
        return frame.with_columns(
            (cell // 262144 - DAYS_BEFORE_EPOCH).cast(pl.Int32).cast(pl.Date).alias("date"),
            self.cell_form.alias("form"),
            (cell % 512 // 2).cast(pl.UInt8).cat.to(self.lists.country).alias("importer"),
            (cell % 2 == 1).alias("import"),
        )

    def reason(self):
        """Why a row that is not sound is refused: the first that applies."""

        def missing(name):
            return pl.col(name).fill_null("") == ""

        def outside(name):
            return ~pl.col(name).is_between(FIRST_DAY, LAST_DAY)

        texts = pl.any_horizontal(missing(name) for name in ("record_id", "reporter", "flow", "form"))
        reasons = (
            (texts | pl.col("date").is_null() | pl.col("quantity_g").is_null() | missing("partner") & ~self.is_import, "missing-field"),
            (outside("date") | outside("received").fill_null(False), "date-out-of-range"),
            (pl.col("date") > pl.col("received"), "dated-after-receipt"),
            (self.reporter.is_null() | self.partner.is_null() & ~missing("partner"), "unknown-country"),
            (pl.col("reporter") == pl.col("partner"), "self-trade"),
            (~pl.col("flow").is_in(["import", "export"]), "unknown-flow"),
            (~pl.col("form").is_in(self.lists.known_forms), "unknown-form"),
            (self.form.is_null(), "no-factor"),
            ((self.quantity < 0) | (self.reexport < 0), "negative-quantity"),
            (self.quantity >= LARGE, "quantity-too-large"),
        )
        return pl.coalesce(*(pl.when(holds).then(pl.lit(reason)) for holds, reason in reasons), pl.lit("reexport-exceeds-quantity"))


def code(column):
    return column.to_physical().cast(pl.Int32)


def grams(column, precision=38):
    """Integers of 10^-15 g as decimals."""
    return column.cast(pl.Decimal(precision, 0)) * pl.lit("0.000000000000001").cast(pl.Decimal(38, 15))


def filing_rows(path, columns):
    """The rows of a file of filings, for a column that it lacks nothing."""
    frame = pl.read_parquet(path)
    return frame.select(pl.col(name) if name in frame.columns else pl.lit(None).alias(name) for name in columns).rows()


def scan(dataset):
    """The record files and all their rows, numbered; of CSV files the paths do not matter."""
    trades = dataset / "trades"
    paths = sorted(trades.rglob("*.parquet"), key=lambda path: path.parts)
    if paths:
        return paths, pl.scan_parquet(paths, row_index_name="row")
    files = sorted(trades.rglob("*.csv"))
    return [], pl.scan_csv(files, schema=COLUMNS, quote_char=None, row_index_name="row")
