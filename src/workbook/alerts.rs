//! The sheet Alerts: one row each, with a link to its evidence.

use super::book::{Book, Spot, Title};
use super::cell::{Cell, Kind};
use super::sheet::{Column, Layout, Mark, Sheet, column};
use super::styles::Tint;
use super::{Source, WorkbookError};
use crate::archive::read::AlertRow;
use crate::judgement::{Doubt, Rule};

fn columns(changes: bool) -> Vec<Column> {
    let change = [
        column("Change since the last run", 110, Kind::Text),
        column("Why it changed", 200, Kind::Prose),
    ];
    let doubts = [column("Doubts", 130, Kind::Prose)];
    let before = [
        column("Alert", 265, Kind::Text),
        column("Evidence", 90, Kind::Text),
    ];
    let after = [
        column("Rule", 150, Kind::Text).begins(),
        column("Country", 66, Kind::Text),
        column("Country: name", 170, Kind::Prose),
        column("Importer of an export-excess", 84, Kind::Text),
        column("Importer: name", 130, Kind::Prose),
        column("Substance", 78, Kind::Text).begins(),
        column("Substance: name", 140, Kind::Text),
        column("Schedule", 72, Kind::Text),
        column("Year", 60, Kind::Plain),
        column(
            "First day in excess (or first movement listed)",
            120,
            Kind::Day,
        )
        .begins(),
        column("Excess on that day, g", 120, Kind::Mass),
        column("Running total on that day, g", 120, Kind::Mass),
        column("Estimate in force that day, g", 120, Kind::Mass),
        column("Status of the estimate", 80, Kind::Text),
        column("Filing that governs", 150, Kind::Text),
        column("Largest excess of the year, g", 130, Kind::Mass).begins(),
        column("Day of the largest excess", 90, Kind::Day),
        column(
            "Last day in excess (or last movement listed)",
            120,
            Kind::Day,
        ),
        column("No longer in excess from", 90, Kind::Day),
        column("Total of the year, g", 120, Kind::Mass).begins(),
        column("Days in excess (or with movements)", 100, Kind::Whole),
        column("Records on these days", 86, Kind::Whole),
        column("Records in all", 76, Kind::Whole),
        column("Prohibited", 300, Kind::Text),
    ];
    before
        .into_iter()
        .chain(doubts)
        .chain(change.into_iter().filter(|_| changes))
        .chain(after)
        .collect()
}

/// Writes it, with links to where the evidence of each alert begins.
pub(super) fn write(
    book: &mut Book,
    source: &Source<'_>,
    spots: &[Option<Spot>],
) -> Result<(), WorkbookError> {
    let layout = Layout {
        title: Title::Alerts,
        columns: columns(source.changes.is_some()),
        marks: vec![
            Mark::Bar("Largest excess of the year, g"),
            Mark::Cell("Status of the estimate", "stale", Tint::Amber),
            Mark::Cell("Status of the estimate", "expired", Tint::Amber),
            Mark::Cell("Status of the estimate", "none", Tint::Red),
            Mark::Cell("Change since the last run", "new", Tint::Blue),
            Mark::Cell("Change since the last run", "worsened", Tint::Amber),
            Mark::Cell("Change since the last run", "eased", Tint::Amber),
            Mark::Cell("Change since the last run", "restated", Tint::Amber),
        ],
        kept: 1,
        source: "alerts.parquet",
        tint: 0xC0_00_00,
    };
    let mut sheet = Sheet::begin(book, layout)?;
    for (alert, spot) in source.alerts.iter().zip(spots) {
        sheet.row(&cells(source, alert, *spot))?;
    }
    sheet.end()
}

fn cells<'r>(source: &'r Source<'_>, alert: &'r AlertRow, spot: Option<Spot>) -> Vec<Cell<'r>> {
    let config = &source.run.config;
    let figures = &alert.figures;
    let partner = alert.partner;
    let prohibition = (alert.rule == Rule::ProhibitedTrade)
        .then(|| config.prohibition(alert.country, alert.substance))
        .flatten();
    let rows = if alert.figures.records == 1 {
        "1 record".to_owned()
    } else {
        format!("{} records", alert.figures.records)
    };
    let link = spot.map_or(Cell::Nothing, |spot| Cell::Link {
        words: rows,
        to: spot.link(),
    });
    let change = source.changes.iter().flat_map(|changes| {
        [
            Cell::Words(changes.word(alert)),
            changes
                .why(alert, &source.concern)
                .map_or(Cell::Nothing, Cell::Owned),
        ]
    });
    let before = [Cell::Text(&alert.id), link];
    let after = [
        Cell::Words(alert.rule.name()),
        Cell::Text(config.country_code(alert.country)),
        Cell::Text(config.country_name(alert.country)),
        partner.map_or(Cell::Nothing, |partner| {
            Cell::Text(config.country_code(partner))
        }),
        partner.map_or(Cell::Nothing, |partner| {
            Cell::Text(config.country_name(partner))
        }),
        Cell::Text(config.substance_code(alert.substance)),
        Cell::Text(&config.substance(alert.substance).name),
        Cell::Text(config.substance(alert.substance).schedule.name()),
        Cell::Whole(alert.year),
        Cell::day(Some(figures.first_excess_date)),
        Cell::figure(figures.excess),
        Cell::figure(figures.running_total),
        Cell::figure(figures.estimate),
        Cell::text(figures.status()),
        if source.concern.filing(alert) {
            Cell::text(figures.filing())
        } else {
            Cell::Nothing
        },
        Cell::figure(figures.peak_excess),
        Cell::day(figures.peak_excess_date),
        Cell::day(Some(figures.last_excess_date)),
        if source.concern.filing(alert) {
            Cell::day(figures.cured_on)
        } else {
            Cell::Nothing
        },
        Cell::figure(Some(figures.year_total)),
        Cell::Whole(figures.excess_days),
        Cell::Whole(figures.excess_records),
        Cell::Whole(figures.records),
        prohibition.map_or(Cell::Nothing, |prohibition| Cell::Owned(prohibition.told())),
    ];
    before
        .into_iter()
        .chain([doubts(source, alert)])
        .chain(change)
        .chain(after)
        .collect()
}

/// What may touch the alert. Who may not see what the importer filed is told of the estimate alone.
fn doubts<'r>(source: &Source<'_>, alert: &AlertRow) -> Cell<'r> {
    let words: Vec<&str> = alert
        .doubts
        .iter()
        .map(|doubt| word(source, alert, *doubt).0)
        .collect();
    if words.is_empty() {
        Cell::Nothing
    } else {
        Cell::Owned(words.join("; "))
    }
}

/// The word for a doubt about an alert, and what it means.
pub(super) fn word(
    source: &Source<'_>,
    alert: &AlertRow,
    doubt: Doubt,
) -> (&'static str, &'static str) {
    match doubt {
        Doubt::RefusedFiling if !source.concern.filing(alert) => (
            "importer's estimate in doubt",
            "What the importing country filed may be incomplete.",
        ),
        doubt => (doubt.name(), doubt.meaning()),
    }
}
