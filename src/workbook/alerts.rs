//! Writes the sheet Alerts: one row for each alert, with a link to its evidence.

use super::{Title, WorkbookError, WorkbookSource};
use crate::archive::read::AlertRow;
use crate::archive::tables::{AlertColumns, Columns};
use crate::judgement::{Doubt, Rule};
use inforce_present::table::{Cell, Fields, Kind};
use inforce_present::xlsx::{Book, Layout, Mark, Sheet, Spot, Tint, column};

/// An alert, with the cell where its evidence begins.
type Linked<'a> = (&'a AlertRow, Option<Spot>);

/// Returns the columns of the sheet.
fn fields<'s>(source: &'s WorkbookSource<'_>) -> Fields<'s, Linked<'s>> {
    let config = &source.run.config;
    let code = |country| Cell::text(config.country_code(country));
    let name = |country| Cell::text(config.country_name(country));
    let of_substance = |alert: &AlertRow| config.substance(alert.substance);
    let mut fields = Fields::<Linked<'s>>::new()
        .add(column("Alert", 265, Kind::Text), |(alert, _)| {
            Cell::text(&alert.id)
        })
        .add(column("Evidence", 90, Kind::Text), |(alert, spot)| {
            let records = alert.figures.records;
            let words = format!("{records} record{}", if records == 1 { "" } else { "s" });
            spot.map(|spot| Cell::link(words, spot.link()))
                .unwrap_or_default()
        })
        .add(column("Doubts", 130, Kind::Prose), |(alert, _)| {
            doubts(source, alert)
        });
    if source.run.has_returns() {
        let not_later = |alert: &AlertRow| match alert.not_later {
            Some(true) => "no later than the first day",
            _ => "",
        };
        fields = fields.add(
            column(
                "Excess began (totals of a month, a quarter or a year)",
                150,
                Kind::Text,
            ),
            move |(alert, _)| Cell::words(not_later(alert)),
        );
    }
    if let Some(changes) = &source.changes {
        fields = fields
            .add(
                column("Change since the last run", 110, Kind::Text),
                |(alert, _)| Cell::words(changes.word(alert)),
            )
            .add(column("Why it changed", 200, Kind::Prose), |(alert, _)| {
                Cell::text(changes.why(alert, &source.concern).unwrap_or_default())
            });
    }
    fields
        .add(column("Rule", 150, Kind::Text).begins(), |(alert, _)| {
            Cell::words(alert.rule.name())
        })
        .add(column("Country", 66, Kind::Text), move |(alert, _)| {
            code(alert.country)
        })
        .add(
            column("Country: name", 170, Kind::Prose),
            move |(alert, _)| name(alert.country),
        )
        .add(
            column("Importer, where the exporter is notified", 84, Kind::Text),
            move |(alert, _)| alert.partner.map(code).unwrap_or_default(),
        )
        .add(
            column("Importer: name", 130, Kind::Prose),
            move |(alert, _)| alert.partner.map(name).unwrap_or_default(),
        )
        .add(
            column("Substance", 78, Kind::Text).begins(),
            |(alert, _)| Cell::text(config.substance_code(alert.substance)),
        )
        .add(
            column("Substance: name", 140, Kind::Text),
            move |(alert, _)| Cell::text(&of_substance(alert).name),
        )
        .add(column("Schedule", 72, Kind::Text), move |(alert, _)| {
            Cell::text(of_substance(alert).schedule.name())
        })
        .add(column("Convention", 76, Kind::Text), move |(alert, _)| {
            Cell::words(of_substance(alert).convention.name())
        })
        .add(column("Force", 72, Kind::Text), move |(alert, _)| {
            Cell::words(config.provisions(alert.substance).force.name())
        })
        .add(column("Year", 60, Kind::Plain), |(alert, _)| {
            Cell::Whole(alert.year)
        })
        .add(
            column("First day in excess (or first date listed)", 120, Kind::Day).begins(),
            |(alert, _)| Cell::day(alert.figures.first_excess_date),
        )
        .add(
            column("Excess on that day, g", 120, Kind::Mass),
            |(alert, _)| Cell::maybe_figure(alert.figures.excess),
        )
        .add(
            column("Running total on that day, g", 120, Kind::Mass),
            |(alert, _)| Cell::maybe_figure(alert.figures.running_total),
        )
        .add(
            column("Level in force that day, g", 120, Kind::Mass),
            |(alert, _)| Cell::maybe_figure(alert.figures.estimate),
        )
        .add(
            column("Own exports in it, g", 110, Kind::Mass),
            |(alert, _)| {
                let own = alert.figures.own_exports;
                Cell::maybe_figure(own.filter(|_| source.concern.filing(alert)))
            },
        )
        .add(
            column("Status of the level", 80, Kind::Text),
            |(alert, _)| Cell::text(alert.figures.status()),
        )
        .add(
            column("Filing that governs", 150, Kind::Text),
            |(alert, _)| {
                let seen = source.concern.filing(alert);
                Cell::text(if seen { alert.figures.filing() } else { "" })
            },
        )
        .add(
            column("Largest excess of the year, g", 130, Kind::Mass).begins(),
            |(alert, _)| Cell::maybe_figure(alert.figures.peak_excess),
        )
        .add(
            column("Day of the largest excess", 90, Kind::Day),
            |(alert, _)| Cell::date(alert.figures.peak_excess_date),
        )
        .add(
            column(
                "Last day in excess (or last movement listed)",
                120,
                Kind::Day,
            ),
            |(alert, _)| Cell::day(alert.figures.last_excess_date),
        )
        .add(
            column("No longer in excess from", 90, Kind::Day),
            |(alert, _)| {
                let cured = alert.figures.cured_on;
                Cell::date(cured.filter(|_| source.concern.filing(alert)))
            },
        )
        .add(
            column("Total of the year, g", 120, Kind::Mass).begins(),
            |(alert, _)| Cell::figure(alert.figures.year_total),
        )
        .add(
            column("Days in excess (or with movements)", 100, Kind::Count),
            |(alert, _)| Cell::Whole(alert.figures.excess_days),
        )
        .add(
            column("Records on these days", 86, Kind::Count),
            |(alert, _)| Cell::Whole(alert.figures.excess_records),
        )
        .add(column("Records in all", 76, Kind::Count), |(alert, _)| {
            Cell::Whole(alert.figures.records)
        })
        .add(column("Prohibited", 300, Kind::Text), |(alert, _)| {
            let prohibits = alert.rule == Rule::ProhibitedTrade;
            let prohibition = config
                .prohibition(alert.country, alert.substance)
                .filter(|_| prohibits);
            Cell::text(prohibition.map(|by| by.told()).unwrap_or_default())
        })
}

/// Writes the sheet, with links to where the evidence of each alert begins.
pub(super) fn write(
    book: &mut Book,
    source: &WorkbookSource<'_>,
    spots: &[Option<Spot>],
) -> Result<(), WorkbookError> {
    let fields = fields(source);
    let layout = Layout {
        title: Title::Alerts.sheet(),
        columns: fields.columns(),
        marks: vec![
            Mark::Bar("Largest excess of the year, g"),
            Mark::Cell("Status of the level", "stale", Tint::Amber),
            Mark::Cell("Status of the level", "expired", Tint::Amber),
            Mark::Cell("Status of the level", "none", Tint::Red),
            Mark::Cell("Change since the last run", "new", Tint::Blue),
            Mark::Cell("Change since the last run", "worsened", Tint::Amber),
            Mark::Cell("Change since the last run", "eased", Tint::Amber),
            Mark::Cell("Change since the last run", "restated", Tint::Amber),
        ],
        kept: 1,
        source: AlertColumns::FILE,
        tint: 0xC0_00_00,
    };
    let mut sheet = Sheet::begin(book, layout)?;
    for (alert, spot) in source.alerts.iter().zip(spots) {
        sheet.row(&fields.cells(&(alert, *spot)))?;
    }
    Ok(sheet.end()?)
}

/// Returns the doubts about an alert, in words. A reader who may not see what the importer filed reads only that the
/// estimate is in doubt.
fn doubts(source: &WorkbookSource<'_>, alert: &AlertRow) -> Cell {
    let words: Vec<&str> = alert
        .doubts
        .iter()
        .map(|doubt| word(source, alert, *doubt).0)
        .collect();
    Cell::text(words.join("; "))
}

/// Returns the word for a doubt about an alert, and what it means.
pub(super) fn word(
    source: &WorkbookSource<'_>,
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
