"""Judgement in Polars: from days of groups to days of groups in excess, and to the excess of each group. For the
whole job and for the core alone."""

import polars as pl

KEY = ["rule", "country", "partner", "substance", "year"]


def judged(days, group, levels):
    """Days with their running total and the level in force."""
    return (
        days.sort("date").with_columns(pl.col("base").cum_sum().over(group).alias("total"))
        .join_asof(levels.drop("to", "supplements").sort("from"), left_on="date", right_on="from",
                   by=["importer", "substance"], check_sortedness=False)
        .with_columns(pl.col("level").fill_null(0), pl.col("status").fill_null("none"))
    )  # fmt: skip


def least(levels, years):
    """The least level of each country and substance in each of the years."""
    return pl.concat(
        levels.filter(pl.col("from") <= pl.date(year, 12, 31), pl.col("to").is_null() | (pl.col("to") > pl.date(year, 1, 1)))
        .group_by("importer", "substance")
        .agg(pl.when(pl.col("from").min() <= pl.date(year, 1, 1)).then(pl.col("level").min()).otherwise(0).alias("least"))
        .with_columns(pl.lit(year, pl.Int32).alias("year"))
        for year in years
    )


def could_exceed(years, levels):
    """The groups whose year comes to more than the least level of the year."""
    lowest = least(levels, years["year"].unique())
    return years.join(lowest, on=["importer", "substance", "year"], how="left").filter(
        ~pl.col("listed"), pl.col("total") > pl.col("least").fill_null(0)
    )


def excess_days(days, levels):
    over = pl.col("total") - pl.col("level")
    with_excess = judged(days, KEY, levels).with_columns(over.alias("over"), (over > 0).alias("in_excess"))
    return with_excess.filter(pl.col("in_excess").any().over(KEY))


def excesses(days, levels):
    """One row for each group, from its days."""
    day, over = pl.col("date"), pl.col("in_excess")
    first, last = day.filter(over).min(), day.filter(over).max()
    groups = (
        days.sort("date").group_by(KEY).agg(
            pl.col("importer").first(), first.alias("first_excess_date"), last.alias("last_excess_date"),
            day.filter(pl.col("over") == pl.col("over").max()).min().alias("peak_excess_date"),
            pl.col("over").max().alias("peak_excess_g"), over.sum().cast(pl.Int64).alias("excess_days"),
            pl.col("records").filter(over).sum().alias("excess_records"), pl.col("base").sum().alias("year_total_g"),
            pl.col("records").sum(), pl.col("total").filter(over).last().alias("last_total"),
            day.filter(day > last).min().alias("next_date"),
            *(pl.col(name).filter(over).first().alias(alias) for name, alias in (
                ("total", "running_total_g"), ("level", "estimate_g"), ("over", "excess_g"), ("status", "estimate_status"),
                ("filing_id", "filing_id"))),
        )
    )  # fmt: skip
    # Cured by the next day with a movement, which is none in excess, or before it by a new level.
    by_level = (
        groups.join(levels.select("importer", "substance", "from", "level"), on=["importer", "substance"])
        .filter(pl.col("from") > pl.col("last_excess_date"), pl.col("from").dt.year() == pl.col("year"),
                pl.col("level") >= pl.col("last_total"))
        .group_by(KEY).agg(pl.col("from").min().alias("by_level"))
    )  # fmt: skip
    cured = pl.min_horizontal("next_date", "by_level").alias("cured_on")
    return groups.join(by_level, on=KEY, how="left", nulls_equal=True).with_columns(cured)
