//! The command `inforce oddities`, which lists records of alerts that look odd.

use super::args::Common;
use super::error::CommandError;
use super::figures::{count, grams, grouped, heading, of};
use super::found::record_fields;
use super::source::{AnswerFormat, AnswerSource};
use super::{End, names, say};
use crate::archive::read::{AlertRow, EvidenceRow, RecordRow};
use crate::ask::oddities::{
    LEAST_OTHERS, LEAST_TIMES, MOST_TIMES, Odd, Oddity, OddityKind, Others, WholeRatio, Without,
    oddities,
};
use crate::config::{Config, Provisions};
use crate::terms::{Country, shown_whole};
use clap::Args;
use clap::builder::PossibleValuesParser;
use inforce_present::table::answer::{Answer, figure, hidden, text};
use inforce_present::table::terminal;
use inforce_present::table::{Cell, Fields};
use std::fmt;

/// Returns the help text with the limits.
fn after() -> String {
    let figure = |figure: i128| grouped(figure);
    format!(
        "\
Examples:
  inforce oddities
  inforce oddities --country kenya --year 2024
  inforce oddities --kind same-shipment --format csv

Only the records of alerts are looked at, alert by alert, because a slip in one of them would accuse \
somebody. What is listed is advice to ask about a record and no alert: the record may be right, and \
was judged as it stands.

same-shipment: records of an alert with the same reporter, partner, date, flow, form, quantity, \
re-export and authorisation, each with an id of its own. Where the rule compares with an estimate, \
the answer says whether a day would be in excess without all but one of them.

thousandfold: a record whose quantity is from {} to {} times the median of the reporter's other \
records of the same form in the alert, if there are at least {LEAST_OTHERS} (of an even number, the \
median is the lower of the two in the middle); or whose base mass alone is at least {} times the \
estimate in force that day, if that is above 0. A quantity in grams that was reported in kilograms \
looks like that.

With --country, the records are those of alerts that are notified to it and of alerts about exports \
to it, as in inforce alerts. A record of several alerts is listed with each. Options of several \
values may be repeated. --format json and --format csv have a row for each record; those with the \
same number belong together.",
        figure(LEAST_TIMES),
        figure(MOST_TIMES),
        figure(LEAST_TIMES)
    )
}

/// List records of alerts that look odd: the same shipment under two ids, a thousandfold quantity
#[derive(Debug, Args)]
#[command(after_help = after())]
pub(super) struct OdditiesAsked {
    /// Only in alerts notified to this country, or about exports to it
    #[arg(long, value_name = "COUNTRY")]
    country: Vec<String>,
    /// Only in alerts of this substance
    #[arg(long, value_name = "SUBSTANCE")]
    substance: Vec<String>,
    /// Only in alerts of this calendar year
    #[arg(long, value_name = "YEAR")]
    year: Vec<i32>,
    /// Only this kind
    #[arg(long, value_name = "KIND", value_parser = PossibleValuesParser::new(OddityKind::ALL.map(OddityKind::name)))]
    kind: Vec<String>,
    #[command(flatten)]
    source: AnswerSource,
}

/// Runs the command.
pub(super) fn run(asked: &OdditiesAsked, common: &Common) -> Result<End, CommandError> {
    let opened = asked.source.open(common)?;
    let run = &opened.run;
    let countries: Vec<Country> = names::countries(&asked.country, &run.config)?;
    let substances = names::substances(&asked.substance, &run.config)?;
    let mut alerts = run.alerts(None)?;
    alerts.retain(|alert| {
        (countries.is_empty()
            || countries.contains(&alert.country)
            || countries.contains(&alert.importer()))
            && (substances.is_empty() || substances.contains(&alert.substance))
            && (asked.year.is_empty()
                || asked.year.iter().any(|year| i64::from(*year) == alert.year))
    });
    let mut found = oddities(run, &alerts)?;
    found.retain(|(_, oddity)| {
        asked.kind.is_empty() || asked.kind.iter().any(|kind| kind == oddity.kind().name())
    });
    let told = match asked.source.format {
        AnswerFormat::Table => terminal::told(&as_table(&run.config, &run.run, &found)),
        format => as_listing(&run.config, &found, format)?,
    };
    say(told.as_bytes());
    Ok(End::Done)
}

/// Returns each oddity with what was compared and its records below, for people.
fn as_table(config: &Config, run: &str, found: &[(&AlertRow, Oddity)]) -> String {
    let number = of(found.len(), "oddity", "oddities");
    let mut text = format!("Oddities in the records of alerts, run {run}: {number}\n");
    text += "Advice to ask about a record, and no alert: the record may be right, and was judged as it stands.\n";
    if found.is_empty() {
        text += "\n  None.\n";
    }
    for (place, (alert, oddity)) in (1..).zip(found) {
        let question = match oddity.kind() {
            OddityKind::SameShipment => "The same shipment under several ids?",
            OddityKind::Thousandfold => "A thousandfold quantity?",
        };
        let said = compared(config, alert, oddity)
            .into_iter()
            .map(|sentence| format!("  {sentence}\n"));
        text.extend(
            [
                "\n".to_owned(),
                heading(&format!("{}. {question} {}", count(place), alert.id)),
                "\n".into(),
            ]
            .into_iter()
            .chain(said),
        );
        text.extend(["\n", &listing(config, &[(place, alert, oddity)]).table()]);
    }
    text
}

/// Returns one row for each record, for programs and spreadsheets.
fn as_listing(
    config: &Config,
    found: &[(&AlertRow, Oddity)],
    format: AnswerFormat,
) -> Result<String, fmt::Error> {
    let found: Vec<(u64, &AlertRow, &Oddity)> = (1..)
        .zip(found)
        .map(|(place, (alert, oddity))| (place, *alert, oddity))
        .collect();
    format.of(&listing(config, &found), "", "")
}

/// A record of an oddity, with what was compared.
struct OddRecord<'o> {
    place: u64,
    alert: &'o AlertRow,
    oddity: &'o Oddity,
    row: &'o EvidenceRow,
    compared: String,
}

/// Returns a row for each record. The table for people leaves out what its heading and sentences say.
fn listing(config: &Config, found: &[(u64, &AlertRow, &Oddity)]) -> Answer {
    let same = |of: &OddRecord<'_>| match &of.oddity.odd {
        Odd::SameShipment { rest, without } => Some((*rest, *without)),
        Odd::Thousandfold { .. } => None,
    };
    let others = |of: &OddRecord<'_>| match &of.oddity.odd {
        Odd::Thousandfold { others, .. } => *others,
        Odd::SameShipment { .. } => None,
    };
    let estimate = |of: &OddRecord<'_>| match &of.oddity.odd {
        Odd::Thousandfold { estimate, .. } => *estimate,
        Odd::SameShipment { .. } => None,
    };
    let fields = Fields::<OddRecord<'_>>::new()
        .add(hidden("oddity"), |of| Cell::of(of.place))
        .add(hidden("kind"), |of| Cell::of(of.oddity.kind().name()))
        .add(hidden("alert_id"), |of| Cell::of(&of.alert.id))
        .and(record_fields(config, |of| &of.row.record))
        .add(figure("base_g", "g base"), |of| Cell::figure(of.row.base))
        .add(text("authorisation", "authorisation"), |of| {
            Cell::text(&of.row.record.authorisation)
        })
        .add(text("source_file", "file"), |of| {
            Cell::text(&of.row.record.file)
        })
        .add(figure("source_row", "row"), |of| {
            Cell::of(of.row.record.row)
        })
        .add(hidden("alike"), |of| {
            Cell::maybe(same(of).map(|_| of.oddity.records.len()))
        })
        .add(hidden("all_but_one_g"), |of| {
            Cell::maybe(same(of).map(|(rest, _)| rest))
        })
        .add(hidden("without"), |of| {
            let without = same(of).and_then(|(_, without)| without);
            Cell::maybe(without.map(|without| match without {
                Without::NoExcess => "no-excess",
                Without::Earlier | Without::Greater => "still-in-excess",
            }))
        })
        .add(hidden("others"), |of| {
            Cell::maybe(others(of).map(|others| others.number))
        })
        .add(hidden("others_median_g"), |of| {
            Cell::maybe(others(of).map(|others| others.median))
        })
        .add(hidden("others_times"), |of| {
            Cell::maybe(others(of).map(|others| others.times.rounded))
        })
        .add(hidden("estimate_g"), |of| {
            Cell::maybe(estimate(of).map(|(estimate, _)| estimate))
        })
        .add(hidden("estimate_times"), |of| {
            Cell::maybe(estimate(of).map(|(_, times)| times.rounded))
        })
        .add(hidden("compared"), |of| Cell::of(&of.compared));
    let records = found.iter().flat_map(|(place, alert, oddity)| {
        let compared = compared(config, alert, oddity).join(" ");
        oddity.records.iter().map(move |row| OddRecord {
            place: *place,
            alert,
            oddity,
            row,
            compared: compared.clone(),
        })
    });
    Answer::of(&fields, &records.collect::<Vec<_>>())
}

/// Returns in sentences what was compared with what.
fn compared(config: &Config, alert: &AlertRow, oddity: &Oddity) -> Vec<String> {
    let Some(row) = oddity.records.first() else {
        return Vec::new();
    };
    let record = &row.record;
    match &oddity.odd {
        Odd::SameShipment { rest, without } => {
            let number = oddity.records.len();
            let mut said = vec![alike(config, number, record)];
            said.push(format!(
                "All but one of them add {} g of base to the total of the alert.",
                grams(rest)
            ));
            said.extend(without.map(|without| told(alert, without, number.saturating_sub(1))));
            said
        }
        Odd::Thousandfold { others, estimate } => {
            let by_others = others.map(|Others { number, median, times }| {
                format!(
                    "The quantity of {} g is {} the lower median, {} g, of the quantities of the {number} other records of {} of form {} in the alert.",
                    grams(record.quantity),
                    in_words(times),
                    grams(median),
                    config.country_code(record.reporter),
                    config.form_code(record.form)
                )
            });
            let by_estimate = estimate.map(|(estimate, times)| {
                let Provisions {
                    estimate: called,
                    own_exports_raise,
                    ..
                } = config.provisions(alert.substance);
                let own_exports = if *own_exports_raise {
                    ", own exports included,"
                } else {
                    ""
                };
                format!(
                    "The base mass of {} g alone is {} the {called} of {} g{own_exports} in force for {} on {}.",
                    grams(row.base),
                    in_words(times),
                    grams(estimate),
                    config.country_code(alert.importer()),
                    record.date
                )
            });
            by_others.into_iter().chain(by_estimate).collect()
        }
    }
}

/// Returns in words in what the records of a shipment are alike.
fn alike(config: &Config, number: usize, record: &RecordRow) -> String {
    let none = || "none given".to_owned();
    format!(
        "{number} records have the same reporter ({}), partner ({}), date ({}), flow ({}), form ({}), quantity ({} g), re-export ({} g) and authorisation ({}), and each has an id of its own.",
        config.country_code(record.reporter),
        record
            .partner
            .map_or_else(none, |partner| config.country_code(partner).to_owned()),
        record.date,
        record.flow.name(),
        config.form_code(record.form),
        grams(record.quantity),
        grams(record.reexport),
        Some(&record.authorisation)
            .filter(|text| !text.is_empty())
            .map_or_else(none, |text| shown_whole(text))
    )
}

/// Returns in words what the alert would be without `number` of the equal records.
fn told(alert: &AlertRow, without: Without, number: usize) -> String {
    let figures = &alert.figures;
    let first = figures.first_excess_date;
    let greatest = figures.peak_excess.map(grams).unwrap_or_default();
    let peak = figures
        .peak_excess_date
        .map(|day| format!(" on {day}"))
        .unwrap_or_default();
    match without {
        Without::NoExcess => format!(
            "The first day in excess is {first}, and the greatest excess is {greatest} g{peak}: without {number} of them, no day would be in excess."
        ),
        Without::Earlier => {
            format!(
                "The first day in excess is {first}, before their date: without {number} of them, that day would still be in excess."
            )
        }
        Without::Greater => {
            format!(
                "The greatest excess is {greatest} g{peak}: without {number} of them, that day would still be in excess."
            )
        }
    }
}

fn in_words(times: WholeRatio) -> String {
    let about = if times.exact { "" } else { "about " };
    format!("{about}{} times", grouped(times.rounded))
}
