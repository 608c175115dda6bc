"""The whole job, step by step: three readings of the records, as few columns each as possible, by the
streaming engine; what is left after each is small and worked on in memory."""

import polars as pl

from filings import Filings, write_levels
from polars_judge import KEY, could_exceed, excess_days, excesses, judged
from polars_lists import DAYS_BEFORE_EPOCH, Lists, Records, filing_rows, grams, scan

GROUP = ["importer", "substance", "import", "year"]


class Full:
    def __init__(self, dataset, config, out):
        self.dataset, self.config, self.out = dataset, config, out
        self.paths, self.rows = scan(dataset)

    def steps(self):
        return (self.filings, self.fold, self.candidates, self.doubles, self.keep, self.versions, self.ledger, self.days, self.alerts,
                self.evidence, self.quarantine)  # fmt: skip

    def filings(self):
        filings = Filings(self.dataset, self.config, filing_rows)
        write_levels(self.out / "levels.csv", filings)
        self.refused = filings.refused
        self.lists = Lists(self.config, self.out / "levels.csv")
        self.records = Records(self.lists)
        (self.out / "levels.csv").unlink()

    def fold(self):
        """Superseded versions included: they only ever add, and are taken off again for the ledger."""
        records = self.records
        self.cells = (
            self.rows.filter(records.sound() & (records.net > 0))
            .group_by(records.cell.alias("cell"))
            .agg(records.net.cast(pl.Int128).sum().alias("net"), pl.len().cast(pl.Int64).alias("records"))
            .collect(engine="streaming")
        )

    def candidates(self):
        """Year totals first; days only of groups whose year comes to more than the least level of the year."""
        share, levels = self.lists.share, self.lists.levels
        cells = self.records.named(self.cells).with_columns(pl.col("date").dt.year().alias("year"))
        years = (
            cells.group_by("form", "importer", "import", "year").agg(pl.col("net").sum())
            .join(share, on="form").with_columns(pl.col("net") * pl.col("factor"))
            .group_by(*GROUP, "listed").agg(pl.col("net").sum().alias("total"))
        )  # fmt: skip
        could = could_exceed(years, levels)
        daily = (
            cells.join(could.join(share, on="substance").select("form", "importer", "import", "year").unique(),
                       on=["form", "importer", "import", "year"], how="semi")
            .join(share, on="form").join(could, on=GROUP, how="semi")
            .with_columns((pl.col("net") * pl.col("factor")).alias("base"))
            .group_by(*GROUP, "date").agg(pl.col("base").sum())
        )  # fmt: skip
        exceeding = judged(daily, GROUP, levels).filter(pl.col("total") > pl.col("level"))
        prohibited = years.join(self.lists.prohibited, on=["importer", "substance"]).filter(pl.col("year") >= pl.col("since").dt.year())
        self.wanted = pl.concat([part.select(GROUP) for part in (exceeding, years.filter("listed"), prohibited)]).unique()
        self.places = self.place_of(self.wanted.join(share, on="substance"))

    def place_of(self, frame):
        side = pl.col("importer").to_physical().cast(pl.Int32) * 2 + pl.col("import").cast(pl.Int32)
        place = (pl.col("form").to_physical().cast(pl.Int32) * 512 + side) * 256 + pl.col("year") - 1961
        return frame.select(place.alias("place"))["place"].unique()

    def doubles(self):
        """Ids that may occur twice, by 8 bytes of each."""
        ids = self.rows.select(self.records.id.alias("id")).collect(engine="streaming")["id"].sort()
        self.doubled = ids.filter(ids == ids.shift()).unique()

    def keep(self):
        """The only reading of whole rows: those of the groups wanted, those whose id may occur twice, and faulty ones."""
        records = self.records
        doubtful, wanted = records.id.is_in(self.doubled.implode()), records.place.is_in(self.places.implode())
        self.kept = (
            self.rows.filter(doubtful | wanted.fill_null(False) | ~records.sound())
            .collect(engine="streaming")
            .with_columns(doubtful.alias("doubtful"), wanted.fill_null(False).alias("wanted"), records.sound().alias("sound"))
        )

    def versions(self):
        records, texts = self.records, ("partner", "form", "authorisation", "special_licence")
        keys = {
            "received": pl.coalesce("received", "date"), "quantity": records.quantity, "date": pl.col("date"),
            **{text: pl.col(text).fill_null("") for text in texts[:2]}, "reexport": records.reexport,
            **{text: pl.col(text).fill_null("") for text in texts[2:]},
        }  # fmt: skip
        held = self.lists.share.group_by("form").agg(pl.col("substance").cast(pl.String).sort().str.join(" ").alias("held"))
        doubtful = self.kept.filter(pl.col("sound") & pl.col("doubtful"))
        doubtful = doubtful.with_columns(records.form.alias("known_form")).join(held, left_on="known_form", right_on="form")
        identity = ("record_id", "reporter", "flow", "held")
        ordered = doubtful.sort(
            *identity, *(key.alias(f"by_{name}") for name, key in keys.items()), "row",
            descending=[False] * len(identity) + [True] * len(keys) + [False],
        )  # fmt: skip
        same = pl.all_horizontal(pl.col(name) == pl.col(name).shift() for name in identity)
        self.superseded = ordered.filter(same.fill_null(False))
        wanted = self.kept.filter(pl.col("wanted") & pl.col("sound") & (records.net > 0))
        self.movements = (
            wanted.join(self.superseded.select("row"), on="row", how="anti")
            .with_columns(
                records.form, records.reporter, records.is_import.alias("import"), records.net.cast(pl.Int128).alias("net"),
                pl.when(records.is_import).then(records.reporter).otherwise(records.partner).alias("importer"),
                pl.col("date").dt.year().alias("year"),
            )
            .join(self.lists.share, on="form").with_columns((pl.col("net") * pl.col("factor")).alias("base"))
        )  # fmt: skip

    def ledger(self):
        """Grouped and sorted by one number again, of side, importer, substance and day in this order."""
        records, lists = self.records, self.lists
        superseded = self.superseded.filter(records.net > 0)
        off = superseded.select(cell=records.cell, net=(-records.net).cast(pl.Int128), records=pl.lit(-1, pl.Int64))
        day, side = pl.col("cell") // 262144, pl.col("cell") % 512
        substance = pl.col("substance").to_physical().cast(pl.Int64)
        entry = ((((1 - side % 2) * 256 + side // 2) * 256 + substance) * 131072 + day).alias("entry")
        entries = (
            pl.concat([self.cells, off]).lazy().with_columns(records.cell_form.alias("form"))
            .join(lists.share.lazy(), on="form").select(entry, (pl.col("net") * pl.col("factor")).alias("base"), "records")
            .group_by("entry").agg(pl.col("base").sum(), pl.col("records").sum())
            .filter(pl.col("records") > 0).collect(engine="streaming").sort("entry")
        )  # fmt: skip
        del self.cells
        number = pl.col("entry")
        basis = pl.when(number < 1 << 33).then(pl.lit("import-reports")).otherwise(pl.lit("partner-reports"))
        entries.lazy().select(
            basis.alias("basis"),
            (number // (1 << 25) % 256).cast(pl.UInt8).cat.to(lists.country).cast(pl.String).alias("importer"),
            (number // (1 << 17) % 256).cast(pl.UInt8).cat.to(lists.substance).cast(pl.String).alias("substance"),
            (number % (1 << 17) - DAYS_BEFORE_EPOCH).cast(pl.Int32).cast(pl.Date).alias("date"),
            grams(pl.col("base")).alias("base_g"), "records",
        ).sink_parquet(self.out / "ledger.parquet", compression="zstd", engine="streaming")  # fmt: skip

    def days(self):
        """Days of each group of the three rules that compare; pairs only where all exporters together exceed."""
        compared = self.movements.filter(~pl.col("listed"))
        exports = compared.filter(~pl.col("import"))
        nobody = pl.lit(None, self.lists.country).alias("partner")
        parts = (
            ("import-excess", compared.filter("import"), pl.col("importer").alias("country"), nobody),
            ("partner-reported-excess", exports, pl.col("importer").alias("country"), nobody),
            ("export-excess", exports, pl.col("reporter").alias("country"), pl.col("importer").alias("partner")),
        )
        days = pl.concat(
            frame.drop("partner").with_columns(pl.lit(rule).alias("rule"), country, partner)
            .group_by(*KEY, "importer", "date").agg(pl.col("base").sum(), pl.len().cast(pl.Int64).alias("records"))
            for rule, frame, country, partner in parts
        )  # fmt: skip
        self.excess_days = excess_days(days, self.lists.levels)

    def listings(self):
        free = self.movements.join(self.lists.prohibited, on=["importer", "substance"]).filter(
            pl.col("since") <= pl.col("date"), pl.col("special_licence").fill_null("") == ""
        )
        parts = (("schedule-i-trade", self.movements.filter("listed")), ("prohibited-trade", free.drop("since")))
        return pl.concat(
            frame.with_columns(
                pl.lit(rule).alias("rule"), pl.col("importer").alias("country"), pl.lit(None, self.lists.country).alias("beside")
            )
            for rule, frame in parts
        )

    def alerts(self):
        day = pl.col("date")
        listed = self.listings().drop("partner").rename({"beside": "partner"}).group_by(KEY).agg(
            day.min().alias("first_excess_date"), day.max().alias("last_excess_date"), pl.col("base").sum().alias("year_total_g"),
            day.n_unique().cast(pl.Int64).alias("excess_days"), pl.len().cast(pl.Int64).alias("excess_records"),
            pl.len().cast(pl.Int64).alias("records"),
        )  # fmt: skip
        texts = [pl.col(name).cast(pl.String) for name in ("country", "partner", "substance")]
        between = pl.when(pl.col("partner").is_null()).then(pl.lit("")).otherwise(">" + pl.col("partner").cast(pl.String))
        alert_id = pl.concat_str([pl.col("rule"), pl.lit(":"), texts[0], between, pl.lit(":"), texts[2], pl.lit(":"), pl.col("year")])
        self.alerted = (
            pl.concat([excesses(self.excess_days, self.lists.levels), listed], how="diagonal").sort(KEY, nulls_last=False)
            .with_columns(alert_id.alias("alert_id")).with_row_index("nth")
        )  # fmt: skip
        masses = [grams(pl.col(name)) for name in ("running_total_g", "estimate_g", "excess_g", "peak_excess_g", "year_total_g")]
        names = self.lists.substances.select(pl.col("code").alias("substance"), pl.col("name").alias("substance_name"), "schedule")
        self.alerted.with_columns(*texts, *masses).join(names, on="substance", maintain_order="left").select(
            "alert_id", "rule", "country", "partner", "substance", "substance_name", "schedule", "year", "first_excess_date",
            "peak_excess_date", "last_excess_date", "cured_on", "running_total_g", "estimate_g", "excess_g", "peak_excess_g",
            "year_total_g", "estimate_status", "filing_id", "excess_days", "excess_records", "records",
        ).write_parquet(self.out / "alerts.parquet", compression="zstd")  # fmt: skip

    def sources(self, frame):
        """File and row of the file for the number of a row among all."""
        if not self.paths:
            return frame.with_columns(pl.lit(None, pl.String).alias("source_file"), pl.lit(None, pl.Int64).alias("source_row"))
        heights = pl.concat(pl.scan_parquet(path).select(pl.len().cast(pl.Int64)) for path in self.paths).collect().to_series()
        starts, names = heights.cum_sum() - heights, pl.Series([path.relative_to(self.dataset).as_posix() for path in self.paths])
        rows = frame["row"].cast(pl.Int64)
        file = starts.search_sorted(rows, side="right") - 1
        return frame.with_columns(names.gather(file).alias("source_file"), (rows - starts.gather(file) + 1).alias("source_row"))

    def evidence(self):
        """Days know their alert, so that rows find both at once, by enums and a day."""
        days = self.excess_days.join(self.alerted.select(*KEY, "nth", "alert_id"), on=KEY, nulls_equal=True)
        told = ["nth", "alert_id", "total", "level", "in_excess"]
        pairs = pl.col("rule") == "export-excess"
        of_all = days.filter(~pairs).select(*told, "importer", "substance", "date", (pl.col("rule") == "import-excess").alias("import"))
        of_pairs = days.filter(pairs).select(*told, "importer", "substance", "date", pl.col("country").alias("reporter"))
        listed = (
            self.listings().drop("country").rename({"beside": "nobody"})
            .join(self.alerted.select("rule", pl.col("country").alias("importer"), "substance", "year", "nth", "alert_id"),
                  on=["rule", "importer", "substance", "year"])
            .sort("date").with_columns(pl.col("base").cum_sum().over("nth").alias("total"))
            .with_columns(pl.col("total").max().over("nth", "date"), pl.lit(None, pl.Int128).alias("level"), pl.lit(True).alias("in_excess"))
            .drop("rule", "nobody")
        )  # fmt: skip
        compared = self.movements.filter(~pl.col("listed"))
        exports = compared.filter(~pl.col("import"))
        rows = pl.concat([
            compared.join(of_all, on=["import", "importer", "substance", "date"]),
            exports.join(of_pairs, on=["reporter", "importer", "substance", "date"]),
            listed,
        ], how="diagonal")  # fmt: skip
        found = self.sources(rows)

        def text(name):
            return pl.when(pl.col(name) != "").then(pl.col(name)).alias(name)

        found.sort("nth", "date", "reporter", "record_id").select(
            "alert_id", "record_id", "date", pl.coalesce("received", "date").alias("received"), pl.col("reporter").cast(pl.String),
            text("partner"), "flow", pl.col("form").cast(pl.String), "quantity_g",
            pl.col("reexport_g").fill_null(0).cast(pl.Decimal(18, 6)), text("authorisation"), text("special_licence"),
            (pl.col("factor").cast(pl.Decimal(10, 0)) * pl.lit("0.000000001").cast(pl.Decimal(10, 9))).cast(pl.Decimal(10, 9)),
            grams(pl.col("base")).alias("base_g"), grams(pl.col("total")).alias("running_total_g"), grams(pl.col("level")).alias("estimate_g"),
            "in_excess", "source_file", "source_row",
        ).write_parquet(self.out / "evidence.parquet", compression="zstd")  # fmt: skip

    def quarantine(self):
        faulty = self.sources(self.kept.filter(~pl.col("sound")))
        raw = pl.struct(pl.exclude("row", "sound", "doubtful", "wanted", "source_file", "source_row")).struct.json_encode()
        columns = {"kind": pl.String, "source_file": pl.String, "source_row": pl.Int64, "id": pl.String, "reason": pl.String, "raw": pl.String}
        identity = pl.when(pl.col("record_id") != "").then("record_id").alias("id")
        records = faulty.select(
            pl.lit("record").alias("kind"), "source_file", "source_row", identity, self.records.reason().alias("reason"), raw.alias("raw")
        )
        filings = pl.DataFrame(self.refused, columns, orient="row")
        pl.concat([filings, records]).sort("kind", "source_file", "source_row").write_parquet(self.out / "quarantine.parquet", compression="zstd")
        supplements = pl.when(pl.col("supplements").is_null()).then(pl.lit([], pl.List(pl.String))).otherwise(pl.col("supplements").str.split(";"))
        self.lists.levels.select(
            pl.col("importer").cast(pl.String).alias("country"), pl.col("substance").cast(pl.String), "from", "to",
            grams(pl.col("level")).alias("level_g"), "status", "filing_id", supplements.alias("supplements"),
        ).write_parquet(self.out / "estimates.parquet", compression="zstd")  # fmt: skip
