//! `inforce headroom`.

use super::args::Common;
use super::figures::{grams, per_cent};
use super::listing::{Cell, Listing, figure, text};
use super::source::{Source, failed, misuse};
use super::{End, names, say};
use crate::archive::read::PublishedRun;
use crate::ask::headroom::{Used, headroom, share};
use crate::terms::{Day, Mass};
use clap::Args;
use std::str::FromStr;

const AFTER: &str = "\
Examples:
  inforce headroom --on 2024-09-30 --within 10%
  inforce headroom --country kenya --substance diazepam
  inforce headroom --require-data-to 2024-09-30 --format csv

The pace is that of the twelve months that end with the day. The newest record is the importer's own \
for what importers report, and that of any other reporter for what partners report: what came to pass later is not counted.

Exit code 10: with --require-data-to, an account has no record of that day or a later one.";

/// Show who has used how much of the estimate in force, and when it would be used up
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct Headroom {
    /// The day (YYYY-MM-DD) [default: that of the newest record]
    #[arg(long, value_name = "DATE")]
    on: Option<Day>,
    /// Only estimates of a country
    #[arg(long, value_name = "COUNTRY")]
    country: Option<String>,
    /// Only estimates of a substance
    #[arg(long, value_name = "SUBSTANCE")]
    substance: Option<String>,
    /// Only where at most so much of the estimate is left, or it is exceeded
    #[arg(long, value_name = "PERCENT")]
    within: Option<Percent>,
    /// Exit code 10 unless the data of every account that is shown reach this day (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    require_data_to: Option<Day>,
    #[command(flatten)]
    source: Source,
}

/// A whole number of per cent.
#[derive(Clone, Copy, Debug)]
struct Percent(u8);

impl FromStr for Percent {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = text.strip_suffix('%').unwrap_or(text).trim_end();
        number
            .parse()
            .ok()
            .filter(|percent| *percent <= 100)
            .map(Percent)
            .ok_or_else(|| "expected 0% to 100%, in whole per cent".into())
    }
}

/// Answers.
pub(super) fn run(asked: &Headroom, common: &Common) -> End {
    let opened = match asked.source.open(common) {
        Ok(opened) => opened,
        Err(end) => return end,
    };
    let config = &opened.run.config;
    let country = asked
        .country
        .as_ref()
        .map(|text| names::country(text, config))
        .transpose();
    let substance = asked
        .substance
        .as_ref()
        .map(|text| names::substance(text, config))
        .transpose();
    let (country, substance) = match (country, substance) {
        (Ok(country), Ok(substance)) => (country, substance),
        (Err(fault), _) | (_, Err(fault)) => return misuse(common, &fault),
    };
    let newest = match opened.run.reach() {
        Ok(reach) => reach.newest(),
        Err(error) => return failed(common, &error),
    };
    let Some(on) = asked.on.or(newest) else {
        return misuse(
            common,
            &"the run has no valid record, so there is no last day of its data; name a day with --on",
        );
    };
    let mut used = match headroom(&opened.run, on) {
        Ok(used) => used,
        Err(error) => return failed(common, &error),
    };
    used.retain(|used| country.is_none_or(|country| used.country == country));
    used.retain(|used| substance.is_none_or(|substance| used.substance == substance));
    if let Some(Percent(percent)) = asked.within {
        used.retain(|used| share(used) >= i128::from(100 - percent) * 10_000);
    }
    let left = on.end_of_year().number() - on.number();
    let days = super::figures::of(u64::try_from(left).unwrap_or(0), "day", "days");
    let reach = match newest {
        Some(newest) if newest < on => format!("; no record is newer than {newest}"),
        Some(newest) => format!("; the newest record is of {newest}"),
        None => "; there is no valid record".to_owned(),
    };
    let title =
        format!("Estimates used on {on}, {days} before the year ends, the most first{reach}");
    match listing(&opened.run, &used).told(asked.source.format, &title, "None.") {
        Ok(text) => say(text.as_bytes()),
        Err(error) => return failed(common, &format!("cannot put the answer in words: {error}")),
    }
    let reached =
        |required: Day, data_to: Option<Day>| data_to.is_some_and(|data_to| data_to >= required);
    match asked.require_data_to {
        Some(required) if used.is_empty() && !reached(required, newest) => End::DoesNotFit,
        Some(required) if used.iter().any(|used| !reached(required, used.data_to)) => {
            End::DoesNotFit
        }
        _ => End::Done,
    }
}

fn listing(run: &PublishedRun, used: &[Used]) -> Listing {
    let config = &run.config;
    let columns = vec![
        text("country", "country"),
        text("country_name", ""),
        text("substance", "substance"),
        text("substance_name", ""),
        text("basis", "account"),
        figure("estimate_g", "estimate g"),
        text("status", "status"),
        figure("used_g", "used g"),
        figure("used_millionths", "used"),
        figure("left_g", "left g"),
        figure("twelve_months_g", "last 12 months g"),
        text("exhausted_on", "used up on"),
        text("data_to", "newest record"),
    ];
    let mass = |mass: Mass| Cell::both(mass, grams(mass));
    let row = |used: &Used| {
        let left = used.left();
        let exceeded = used.total > used.level.mass;
        let end = if exceeded {
            "exceeded".to_owned()
        } else {
            used.exhausted
                .map_or_else(|| "not this year".to_owned(), |day| day.to_string())
        };
        vec![
            Cell::of(config.country_code(used.country)),
            Cell::of(config.country_name(used.country)),
            Cell::of(config.substance_code(used.substance)),
            Cell::of(&config.substance(used.substance).name),
            Cell::of(used.basis.name()),
            mass(used.level.mass),
            Cell::of(used.level.status.name()),
            mass(used.total),
            per_cent(used.total, used.level.mass)
                .map(|shown| Cell::both(share(used), shown))
                .unwrap_or_default(),
            mass(left),
            mass(used.twelve_months),
            used.exhausted
                .map_or_else(|| Cell::shown(&end), |day| Cell::both(day, &end)),
            Cell::maybe(used.data_to),
        ]
    };
    Listing {
        columns,
        rows: used.iter().map(row).collect(),
    }
}
