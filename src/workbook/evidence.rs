//! The sheet Evidence: the records that alerts rest on.

use super::book::{Book, Spot, Title};
use super::cell::{Cell, Kind};
use super::sheet::{Layout, Mark, Sheet, column};
use super::styles::Tint;
use super::{Source, WorkbookError};
use crate::archive::read::EvidenceRow;
use std::collections::HashMap;

fn layout() -> Layout {
    Layout {
        title: Title::Evidence,
        columns: vec![
            column("Alert", 260, Kind::Text),
            column("Date of the movement", 90, Kind::Day),
            column("In excess on that day", 75, Kind::Text),
            column("Base, g", 120, Kind::Mass),
            column("Running total at the end of the day, g", 130, Kind::Mass),
            column("Estimate in force that day, g", 130, Kind::Mass),
            column("Reporter", 72, Kind::Text).begins(),
            column("Reporter: name", 190, Kind::Prose),
            column("Flow", 60, Kind::Text),
            column("Partner", 66, Kind::Text),
            column("Partner: name", 190, Kind::Prose),
            column("Form", 140, Kind::Text).begins(),
            column("Form: name", 190, Kind::Prose),
            column("Quantity as shipped, g", 120, Kind::Mass).begins(),
            column("Of these for re-export, g", 110, Kind::Mass),
            column("Share of base", 90, Kind::Share),
            column("Record", 160, Kind::Text).begins(),
            column("Received", 90, Kind::Day),
            column("Import authorisation", 150, Kind::Text),
            column("Special licence", 120, Kind::Text),
            column("Source file", 230, Kind::Text).begins(),
            column("Source row", 70, Kind::Whole),
        ],
        marks: vec![Mark::Row("In excess on that day", "yes", Tint::Rose)],
        kept: 2,
        source: "evidence.parquet",
        tint: 0xC0_00_00,
    }
}

/// Writes it; where the evidence of each alert begins.
pub(super) fn write(
    book: &mut Book,
    source: &Source<'_>,
) -> Result<Vec<Option<Spot>>, WorkbookError> {
    let limit = book.limit;
    let mut sheet = Sheet::begin(book, layout())?;
    let places: HashMap<&str, usize> = source
        .alerts
        .iter()
        .enumerate()
        .map(|(place, alert)| (alert.id.as_str(), place))
        .collect();
    let mut spots = vec![None; source.alerts.len()];
    source.run.each_evidence(
        |id| places.get(id),
        |place, row| {
            let id = &source.alerts[*place].id;
            let first = spots[*place].is_none();
            if first {
                spots[*place] = Some(sheet.next());
            }
            // One link for each alert: a sheet holds fewer links than rows.
            let index = u64::try_from(*place).unwrap_or(u64::MAX);
            let back = || Cell::Link {
                words: id.clone(),
                to: Spot::of(Title::Alerts, index, limit).link(),
            };
            sheet.row(&cells(
                source,
                if first { back() } else { Cell::Text(id) },
                &row,
            ))
        },
    )?;
    sheet.end()?;
    Ok(spots)
}

fn cells<'r>(source: &'r Source<'_>, alert: Cell<'r>, row: &'r EvidenceRow) -> [Cell<'r>; 22] {
    let config = &source.run.config;
    let record = &row.record;
    let partner = record.partner;
    [
        alert,
        Cell::Day(record.date),
        Cell::Words(if row.in_excess { "yes" } else { "no" }),
        Cell::Figure(row.base.to_string()),
        Cell::Figure(row.running_total.to_string()),
        Cell::figure(row.estimate),
        Cell::Text(config.country_code(record.reporter)),
        Cell::Text(config.country_name(record.reporter)),
        Cell::Words(record.flow.name()),
        partner.map_or(Cell::Nothing, |partner| {
            Cell::Text(config.country_code(partner))
        }),
        partner.map_or(Cell::Nothing, |partner| {
            Cell::Text(config.country_name(partner))
        }),
        Cell::Text(config.form_code(record.form)),
        Cell::Text(&config.form_names[record.form.index()]),
        Cell::Figure(record.quantity.to_string()),
        Cell::Figure(record.reexport.to_string()),
        Cell::Figure(row.factor.to_string()),
        Cell::text(&record.id),
        Cell::Day(record.received),
        Cell::text(&record.authorisation),
        Cell::text(&record.special_licence),
        Cell::Text(&record.file),
        Cell::Whole(record.row),
    ]
}
