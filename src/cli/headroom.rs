//! The command `inforce headroom`, which shows how much of each estimate in force is used.

use super::args::Common;
use super::error::{CommandError, misuse};
use super::figures::{grams, of, per_cent};
use super::source::{AnswerFormat, AnswerSource};
use super::{End, names, say};
use crate::ask::headroom::{
    AccountWithoutEstimate, FEWEST_DAYS, Outlook, Used, headroom, keep_at_risk, share,
};
use crate::config::Config;
use crate::estimates::Status;
use crate::terms::{Country, Day, Ratio, Substance};
use clap::Args;
use inforce_present::table::answer::{Answer, figure, hidden, number, text};
use inforce_present::table::{Cell, Column, Fields, terminal};
use std::str::FromStr;

const AFTER: &str = "\
Examples:
  inforce headroom --on 2024-09-30 --within 10%
  inforce headroom --country kenya --substance diazepam
  inforce headroom --access --country kenya
  inforce headroom --require-data-to 2024-09-30 --format csv

The pace is that of the twelve months that end with the day. The newest record is the importer's own \
for what importers report, and that of any other reporter for what partners report: what came to pass later is not counted. \
A total of a month, a quarter or a year counts on the last day of its period; the column totals says how many there are.

--access looks at the other side: an estimate that is used up before the year ends may leave patients without medicine. It lists the estimates \
that are exceeded, or that will be at the pace of the year so far: the total of the calendar year over the days from 1 January to the last day \
that the account's data reach. With fewer than 90 such days nothing is told. Changes of the estimate later in the year count as far as the run \
knows them. CSV and JSON have these columns without --access, too.

To the estimate of a narcotic drug (1961) belongs what the country itself has exported in the year up to the day. Of a precursor \
(1988), trade is shown only where a requirement is in force.

Exit code 10: with --require-data-to, an account has no record of that day or a later one.";

/// Show who has used how much of the estimate in force, and when it would be used up
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct HeadroomAsked {
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
    within: Option<WholePercent>,
    /// Only what is used up or may be before the year ends, at the pace of the year so far; the earliest first
    #[arg(long, conflicts_with = "within")]
    access: bool,
    /// Exit code 10 unless the data of every account that is shown reach this day (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    require_data_to: Option<Day>,
    #[command(flatten)]
    source: AnswerSource,
}

/// A whole number of per cent.
#[derive(Clone, Copy, Debug)]
struct WholePercent(u8);

impl FromStr for WholePercent {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = text.strip_suffix('%').unwrap_or(text).trim_end();
        number
            .parse()
            .ok()
            .filter(|percent| *percent <= 100)
            .map(WholePercent)
            .ok_or_else(|| "expected 0% to 100%, in whole per cent".into())
    }
}

/// Runs the command.
pub(super) fn run(asked: &HeadroomAsked, common: &Common) -> Result<End, CommandError> {
    let opened = asked.source.open(common)?;
    let config = &opened.run.config;
    let (country, substance) =
        names::country_and_substance((asked.country.as_ref(), asked.substance.as_ref()), config)?;
    let newest = opened.run.reach()?.newest();
    let Some(on) = asked.on.or(newest) else {
        return Err(misuse(
            "the run has no valid record, so there is no last day of its data; name a day with --on",
        ));
    };
    let mut found = headroom(&opened.run, on)?;
    let is_asked = |of: Country, in_substance: Substance| {
        country.is_none_or(|country| of == country)
            && substance.is_none_or(|substance| in_substance == substance)
    };
    found
        .used
        .retain(|used| is_asked(used.country, used.substance));
    found
        .without
        .retain(|without| is_asked(without.country, without.substance));
    let mut used = found.used;
    if let Some(WholePercent(percent)) = asked.within {
        used.retain(|used| share(used) >= i128::from(100 - percent) * 10_000);
    }
    let left = on.end_of_year().number() - on.number();
    let days = super::figures::of(left, "day", "days");
    let reach = match newest {
        Some(newest) if newest < on => format!("; no record is newer than {newest}"),
        Some(newest) => format!("; the newest record is of {newest}"),
        None => "; there is no valid record".to_owned(),
    };
    let notes = notes(&used, &found.without, on);
    if asked.access {
        keep_at_risk(&mut used);
    }
    let title = if asked.access {
        format!(
            "Estimates that are used up on {on}, {days} before the year ends, or may be before it ends, the earliest first{reach}"
        )
    } else {
        format!("Estimates used on {on}, {days} before the year ends, the most first{reach}")
    };
    let raised = used.iter().any(|used| used.level.own_exports.is_some());
    let fields = fields(config, opened.run.has_returns(), raised, asked.access);
    let format = asked.source.format;
    format.tell(&Answer::of(&fields, &used), &title, "None.")?;
    if asked.access && format == AnswerFormat::Table {
        say(terminal::told(&notes).as_bytes());
    }
    let reached =
        |required: Day, data_to: Option<Day>| data_to.is_some_and(|data_to| data_to >= required);
    Ok(match asked.require_data_to {
        Some(required) if used.is_empty() && !reached(required, newest) => End::DoesNotFit,
        Some(required) if used.iter().any(|used| !reached(required, used.data_to)) => {
            End::DoesNotFit
        }
        _ => End::Done,
    })
}

/// Returns what must be said about estimates that may be used up.
fn notes(used: &[Used], without: &[AccountWithoutEstimate], on: Day) -> String {
    let mut said = format!(
        "\n  Advice, and no alert: an estimate that is used up may hold up imports and leave patients without medicine. The pace is the total of {} \
         over the days from 1 January to the last day that the data of the account reach, {on} at most; where shipments come seldom, it tells \
         little. The two accounts are never added.\n",
        on.year()
    );
    if used.iter().any(|used| used.level.own_exports.is_some()) {
        said += "  Of narcotic drugs, own exports stay as they are on the day; later ones raise the level.\n";
    }
    let number_with = |outlook| used.iter().filter(|used| used.outlook == outlook).count();
    let (too_short, has_totals) = (
        number_with(Outlook::TooShort),
        number_with(Outlook::HasTotals),
    );
    let number_of = |status| without.iter().filter(|of| of.status == status).count();
    let has = |number| of(number, "account has", "accounts have");
    let counted = [
        (
            too_short,
            format!(
                "Nothing is told of {} whose data reach over fewer than {FEWEST_DAYS} days of the year.",
                of(too_short, "account", "accounts")
            ),
        ),
        (
            has_totals,
            format!(
                "Nothing is told of {} with totals of a month, a quarter or a year, because their days are not known.",
                of(has_totals, "account", "accounts")
            ),
        ),
        (
            number_of(Status::None),
            format!(
                "{} trade in the year and no estimate in force: nothing is told of it.",
                has(number_of(Status::None))
            ),
        ),
        (
            number_of(Status::Unknown),
            format!(
                "{} trade in the year and no requirement in force: nothing is compared.",
                has(number_of(Status::Unknown))
            ),
        ),
    ];
    let counted = counted.into_iter().filter(|(number, _)| *number > 0);
    said.extend(counted.map(|(_, sentence)| format!("  {sentence}\n")));
    said
}

/// Returns the columns of an estimate that was used; the number of totals is shown where the run has totals, and what was filed and
/// exported where own exports raise an estimate. A table shows either what is left, or whether patients may be left without.
fn fields(config: &Config, has_totals: bool, raised: bool, access: bool) -> Fields<'_, Used> {
    let of_headroom = |column: Column| {
        if access {
            column.for_programs()
        } else {
            column
        }
    };
    let of_access = |column: Column| {
        if access {
            column
        } else {
            column.for_programs()
        }
    };
    let of_raised = |column: Column| {
        if raised {
            column
        } else {
            column.for_programs()
        }
    };
    let totals = if has_totals {
        figure("totals", "totals")
    } else {
        figure("totals", "totals").for_programs()
    };
    Fields::<Used>::new()
        .add(text("country", "country"), |used| {
            Cell::of(config.country_code(used.country))
        })
        .add(text("country_name", ""), |used| {
            Cell::of(config.country_name(used.country))
        })
        .add(text("substance", "substance"), |used| {
            Cell::of(config.substance_code(used.substance))
        })
        .add(text("substance_name", ""), |used| {
            Cell::of(&config.substance(used.substance).name)
        })
        .add(text("basis", "account"), |used| Cell::of(used.basis.name()))
        .add(hidden("convention"), |used| {
            Cell::of(config.provisions(used.substance).name)
        })
        .add(hidden("force"), |used| {
            Cell::of(config.provisions(used.substance).force.name())
        })
        .add(of_raised(figure("filed_g", "filed g")), |used| {
            Cell::figure(used.level.base())
        })
        .add(
            of_raised(figure("own_exports_g", "own exports g")),
            |used| Cell::maybe_figure(used.level.own_exports),
        )
        .add(figure("estimate_g", "estimate g"), |used| {
            Cell::figure(used.level.mass)
        })
        .add(of_headroom(text("status", "status")), |used| {
            Cell::of(used.level.status.name())
        })
        .add(figure("used_g", "used g"), |used| Cell::figure(used.total))
        .add(of_headroom(figure("used_millionths", "used")), |used| {
            per_cent(used.total, used.level.mass)
                .map(|shown| Cell::both(share(used), shown))
                .unwrap_or_default()
        })
        .add(figure("left_g", "left g"), |used| Cell::figure(used.left()))
        .add(
            of_headroom(figure("twelve_months_g", "last 12 months g")),
            |used| Cell::figure(used.twelve_months),
        )
        .add(of_headroom(text("exhausted_on", "used up on")), |used| {
            let exceeded = used.total > used.level.mass;
            match used.exhausted {
                Some(day) if exceeded => Cell::both(day, "exceeded"),
                Some(day) => Cell::of(day),
                None if exceeded => Cell::for_people("exceeded"),
                None => Cell::for_people("not this year"),
            }
        })
        .add(hidden("outlook"), |used| Cell::of(used.outlook.name()))
        .add(of_access(text("reached_to", "data to")), |used| {
            Cell::maybe(used.reached.to)
        })
        .add(number("reached_days", "").for_programs(), |used| {
            Cell::of(used.reached.days)
        })
        .add(
            of_access(text("used_up_on", "used up on")),
            |used| match used.outlook {
                Outlook::UsedUp(used_up) => Cell::of(used_up.on),
                Outlook::Exceeded => Cell::for_people("exceeded"),
                Outlook::TooShort | Outlook::HasTotals | Outlook::Lasts => Cell::Nothing,
            },
        )
        .add(
            of_access(figure("estimate_then_g", "estimate then g")),
            |used| Cell::maybe_figure(used.outlook.used_up().map(|used_up| used_up.estimate)),
        )
        .add(of_access(figure("missing_g", "missing g")), |used| {
            let used_up = used.outlook.used_up();
            let shown = |missing| Cell::both(missing, grams(Ratio::from(missing).rounded(3)));
            used_up
                .map(|used_up| shown(used_up.missing))
                .unwrap_or_default()
        })
        .add(of_headroom(text("data_to", "newest record")), |used| {
            Cell::maybe(used.data_to)
        })
        .add(totals, |used| Cell::figure(used.totals))
}
