//! Writes the sheet Evidence: the records that alerts rest on.

use super::{Title, WorkbookError, WorkbookSource};
use crate::archive::read::EvidenceRow;
use crate::archive::tables::{Columns, EvidenceColumns};
use crate::terms::Mass;
use inforce_present::table::{Cell, Fields, Kind};
use inforce_present::xlsx::{Book, Layout, Mark, Sheet, Spot, Tint, column};
use std::collections::HashMap;

/// A record, and what the importing country's own exports add to the level of its day, where they matter and may be shown.
type Weighed = (EvidenceRow, Option<Mass>);

/// Returns the columns of a record, which follow the alert's id.
fn fields<'c>(source: &'c WorkbookSource<'_>) -> Fields<'c, Weighed> {
    let config = &source.run.config;
    let name = |country| Cell::text(config.country_name(country));
    let code = |country| Cell::text(config.country_code(country));
    Fields::<Weighed>::new()
        .add(column("Date", 90, Kind::Day), |(row, _)| {
            Cell::day(row.record.date)
        })
        .add(
            column("In excess on that day", 75, Kind::Text),
            |(row, _)| Cell::words(if row.in_excess { "yes" } else { "no" }),
        )
        .add(column("Base, g", 120, Kind::Mass), |(row, _)| {
            Cell::figure(row.base)
        })
        .add(
            column("Running total at the end of the day, g", 130, Kind::Mass),
            |(row, _)| Cell::figure(row.running_total),
        )
        .add(
            column("Level in force that day, g", 130, Kind::Mass),
            |(row, _)| Cell::maybe_figure(row.estimate),
        )
        .add(
            column("Own exports in it, g", 120, Kind::Mass),
            |(_, own)| Cell::maybe_figure(*own),
        )
        .add(
            column("Reporter", 72, Kind::Text).begins(),
            move |(row, _)| code(row.record.reporter),
        )
        .add(
            column("Reporter: name", 190, Kind::Prose),
            move |(row, _)| name(row.record.reporter),
        )
        .add(column("Flow", 60, Kind::Text), |(row, _)| {
            Cell::words(row.record.flow.name())
        })
        .add(column("Partner", 66, Kind::Text), move |(row, _)| {
            row.record.partner.map(code).unwrap_or_default()
        })
        .add(
            column("Partner: name", 190, Kind::Prose),
            move |(row, _)| row.record.partner.map(name).unwrap_or_default(),
        )
        .add(column("Form", 140, Kind::Text).begins(), |(row, _)| {
            Cell::text(config.form_code(row.record.form))
        })
        .add(column("Form: name", 190, Kind::Prose), |(row, _)| {
            Cell::text(&config.form_names[row.record.form.index()])
        })
        .add(
            column("Quantity as shipped, g", 120, Kind::Mass).begins(),
            |(row, _)| Cell::figure(row.record.quantity),
        )
        .add(
            column("Of these for re-export, g", 110, Kind::Mass),
            |(row, _)| Cell::figure(row.record.reexport),
        )
        .add(column("Share of base", 90, Kind::Share), |(row, _)| {
            Cell::figure(row.factor)
        })
        .add(column("Record", 160, Kind::Text).begins(), |(row, _)| {
            Cell::text(&row.record.id)
        })
        .add(column("Received", 90, Kind::Day), |(row, _)| {
            Cell::day(row.record.received)
        })
        .add(
            column("Import authorisation", 150, Kind::Text),
            |(row, _)| Cell::text(&row.record.authorisation),
        )
        .add(column("Special licence", 120, Kind::Text), |(row, _)| {
            Cell::text(&row.record.special_licence)
        })
        .add(
            column("Source file", 230, Kind::Text).begins(),
            |(row, _)| Cell::text(&row.record.file),
        )
        .add(column("Source row", 70, Kind::Count), |(row, _)| {
            Cell::Whole(row.record.row)
        })
}

/// Writes the sheet; returns where the evidence of each alert begins.
pub(super) fn write(
    book: &mut Book,
    source: &WorkbookSource<'_>,
) -> Result<Vec<Option<Spot>>, WorkbookError> {
    let limit = book.limit;
    let fields = fields(source);
    let mut all = vec![column("Alert", 260, Kind::Text)];
    all.extend(fields.columns());
    let has_returns = source.run.has_returns();
    all.extend(has_returns.then(|| column("Period", 66, Kind::Text)));
    let layout = Layout {
        title: Title::Evidence.sheet(),
        columns: all,
        marks: vec![Mark::Row("In excess on that day", "yes", Tint::Rose)],
        kept: 2,
        source: EvidenceColumns::FILE,
        tint: 0xC0_00_00,
    };
    let returns = source.run.returns()?;
    let mut sheet = Sheet::begin(book, layout)?;
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
            // Only the first row of an alert has a link, because a sheet can hold fewer links than rows.
            let index = u64::try_from(*place).unwrap_or(u64::MAX);
            let back = || Cell::Link {
                text: id.clone(),
                to: Spot::of(Title::Alerts.sheet(), index, limit).link(),
            };
            let mut told = vec![if first { back() } else { Cell::text(id) }];
            let own = source.own_exports(&source.alerts[*place], row.record.date);
            let period = has_returns.then(|| Cell::words(returns.period(&row.record).name()));
            told.extend(fields.cells(&(row, own)));
            told.extend(period);
            Ok::<(), WorkbookError>(sheet.row(&told)?)
        },
    )?;
    sheet.end()?;
    Ok(spots)
}
