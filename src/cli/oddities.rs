//! `inforce oddities`.

use super::args::Common;
use super::figures::{count, grams, grouped, heading, of};
use super::found::free;
use super::listing::{Cell, Column, Listing, figure, text};
use super::source::{Format, Source, failed, misuse};
use super::{End, names, say};
use crate::archive::read::{AlertRow, EvidenceRow, RecordRow};
use crate::ask::oddities::{
    LEAST_OTHERS, LEAST_TIMES, MOST_TIMES, Odd, Oddity, OddityKind, Others, Times, Without,
    oddities,
};
use crate::config::Config;
use crate::terms::{Country, Substance, shown_whole};
use clap::Args;
use clap::builder::PossibleValuesParser;
use std::fmt;

/// The help, with the limits.
fn after() -> String {
    let figure = |figure: i128| grouped(&figure.to_string());
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
    source: Source,
}

/// Answers.
pub(super) fn run(asked: &OdditiesAsked, common: &Common) -> End {
    let opened = match asked.source.open(common) {
        Ok(opened) => opened,
        Err(end) => return end,
    };
    let run = &opened.run;
    let countries: Result<Vec<Country>, String> = asked
        .country
        .iter()
        .map(|text| names::country(text, &run.config))
        .collect();
    let substances: Result<Vec<Substance>, String> = asked
        .substance
        .iter()
        .map(|text| names::substance(text, &run.config))
        .collect();
    let (countries, substances) = match (countries, substances) {
        (Ok(countries), Ok(substances)) => (countries, substances),
        (Err(fault), _) | (_, Err(fault)) => return misuse(common, &fault),
    };
    let mut alerts = match run.alerts(None) {
        Ok(alerts) => alerts,
        Err(error) => return failed(common, &error),
    };
    alerts.retain(|alert| {
        (countries.is_empty()
            || countries.contains(&alert.country)
            || countries.contains(&alert.importer()))
            && (substances.is_empty() || substances.contains(&alert.substance))
            && (asked.year.is_empty()
                || asked.year.iter().any(|year| i64::from(*year) == alert.year))
    });
    let mut found = match oddities(run, &alerts) {
        Ok(found) => found,
        Err(error) => return failed(common, &error),
    };
    found.retain(|(_, oddity)| {
        asked.kind.is_empty() || asked.kind.iter().any(|kind| kind == oddity.kind().name())
    });
    let told = match asked.source.format {
        Format::Table => Ok(as_table(&run.config, &run.run, &found)),
        format => as_listing(&run.config, &found, format),
    };
    match told {
        Ok(text) => say(text.as_bytes()),
        Err(error) => return failed(common, &format!("cannot put the answer in words: {error}")),
    }
    End::Done
}

/// For people: each oddity with what was compared, and its records below.
fn as_table(config: &Config, run: &str, found: &[(&AlertRow, Oddity)]) -> String {
    let number = of(
        u64::try_from(found.len()).unwrap_or(u64::MAX),
        "oddity",
        "oddities",
    );
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

/// For programs and spreadsheets.
fn as_listing(
    config: &Config,
    found: &[(&AlertRow, Oddity)],
    format: Format,
) -> Result<String, fmt::Error> {
    let found: Vec<(u64, &AlertRow, &Oddity)> = (1..)
        .zip(found)
        .map(|(place, (alert, oddity))| (place, *alert, oddity))
        .collect();
    listing(config, &found).told(format, "", "")
}

/// A row for each record; a table shows of it what its heading and sentences do not say.
fn listing(config: &Config, found: &[(u64, &AlertRow, &Oddity)]) -> Listing {
    const fn hidden(name: &'static str) -> Column {
        text(name, "").for_programs()
    }
    let columns = vec![
        hidden("oddity"),
        hidden("kind"),
        hidden("alert_id"),
        text("date", "date"),
        text("record_id", "record"),
        text("received", "received"),
        text("reporter", "reporter"),
        text("partner", "partner"),
        text("flow", "flow"),
        text("form", "form"),
        figure("quantity_g", "g shipped"),
        figure("reexport_g", "re-export"),
        figure("base_g", "g base"),
        text("authorisation", "authorisation"),
        text("source_file", "file"),
        figure("source_row", "row"),
        hidden("alike"),
        hidden("all_but_one_g"),
        hidden("without"),
        hidden("others"),
        hidden("others_median_g"),
        hidden("others_times"),
        hidden("estimate_g"),
        hidden("estimate_times"),
        hidden("compared"),
    ];
    let rows = found.iter().flat_map(|(place, alert, oddity)| {
        let compared = compared(config, alert, oddity).join(" ");
        oddity
            .records
            .iter()
            .map(move |row| cells(config, *place, alert, oddity, row, &compared))
    });
    Listing {
        columns,
        rows: rows.collect(),
    }
}

fn cells(
    config: &Config,
    place: u64,
    alert: &AlertRow,
    oddity: &Oddity,
    row: &EvidenceRow,
    compared: &str,
) -> Vec<Cell> {
    let record = &row.record;
    let mut cells = vec![
        Cell::of(place),
        Cell::of(oddity.kind().name()),
        Cell::of(&alert.id),
        Cell::of(record.date),
        free(&record.id),
        Cell::of(record.received),
        Cell::of(config.country_code(record.reporter)),
        Cell::maybe(record.partner.map(|partner| config.country_code(partner))),
        Cell::of(record.flow.name()),
        Cell::of(config.form_code(record.form)),
        Cell::both(record.quantity, grams(record.quantity)),
        Cell::both(record.reexport, grams(record.reexport)),
        Cell::both(row.base, grams(row.base)),
        free(&record.authorisation),
        free(&record.file),
        Cell::of(record.row),
    ];
    match &oddity.odd {
        Odd::SameShipment { rest, without } => {
            let word = without.map(|without| {
                if without == Without::NoExcess {
                    "no-excess"
                } else {
                    "still-in-excess"
                }
            });
            cells.extend([
                Cell::of(oddity.records.len()),
                Cell::of(rest),
                Cell::maybe(word),
            ]);
            cells.extend(std::iter::repeat_with(Cell::default).take(5));
        }
        Odd::Thousandfold { others, estimate } => {
            cells.extend(std::iter::repeat_with(Cell::default).take(3));
            cells.push(Cell::maybe(others.map(|others| others.number)));
            cells.push(Cell::maybe(others.map(|others| others.median)));
            cells.push(Cell::maybe(others.map(|others| others.times.rounded)));
            cells.push(Cell::maybe(estimate.map(|(estimate, _)| estimate)));
            cells.push(Cell::maybe(estimate.map(|(_, times)| times.rounded)));
        }
    }
    cells.push(Cell::of(compared));
    cells
}

/// What was compared with what, in sentences.
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
                format!(
                    "The base mass of {} g alone is {} the estimate of {} g in force for {} on {}.",
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

/// In what the records of a shipment are alike.
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

/// What the alert would be without so many of the records.
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

fn in_words(times: Times) -> String {
    let about = if times.exact { "" } else { "about " };
    format!("{about}{} times", grouped(&times.rounded.to_string()))
}
