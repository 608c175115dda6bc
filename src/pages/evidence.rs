//! The records of an alert, and what was not judged, on its page.

use super::tables;
use crate::archive::read::{EvidenceRow, RecordRow, RefusedRow, SupersededRow, WarnedRow};
use crate::ask::explain::Explained;
use crate::pages::ReportError;
use crate::pages::replace_folder::Site;
use crate::pages::shared::RunData;
use crate::pages::table::{Cell, Column, Row, Table, TableBuilder, figure, short, text, wide};
use crate::terms::Day;

/// The place within its page of the last record of a day, at which the running total of that day stands.
pub(super) fn row_of(evidence: &[EvidenceRow], day: Day) -> String {
    format!(
        "e-{}",
        evidence.partition_point(|row| row.record.date <= day)
    )
}

/// The columns that say what moved, of all tables of records.
const MOVEMENT: [Column; 6] = [
    short("Date"),
    wide("Record"),
    wide("Reporter"),
    wide("Partner"),
    short("Form"),
    figure("Shipped, g"),
];

/// The cells of these columns.
fn movement(of: &RunData<'_>, record: &RecordRow) -> Vec<Cell> {
    let partner = record.partner.map(|partner| tables::country(of, partner));
    vec![
        Cell::text(record.date),
        Cell::text(&record.id),
        tables::country(of, record.reporter),
        partner.unwrap_or_default(),
        Cell::text(of.run.config.form_code(record.form)),
        Cell::figure(record.quantity),
    ]
}

/// Every record, by day.
pub(super) fn evidence(
    site: &Site,
    page: &str,
    of: &RunData<'_>,
    explained: &Explained,
) -> Result<Table, ReportError> {
    let [date, id, reporter, partner, form, shipped] = MOVEMENT;
    let columns = [
        date,
        id,
        reporter,
        partner,
        form,
        shipped,
        figure("For re-export, g"),
        figure("× factor"),
        figure("= base, g"),
        figure("Running total, g"),
        figure("Estimate, g"),
        short("That day"),
        short("Flow"),
        short("Received"),
        wide("Authorisation"),
        text("Special licence"),
        wide("File"),
        figure("Row"),
    ];
    let first = Some(explained.alert.figures.first_excess_date)
        .filter(|_| !explained.alert.rule.lists_only());
    let row = |(place, row): (usize, &EvidenceRow)| {
        let record = &row.record;
        let mark = match (
            row.in_excess && row.estimate.is_some(),
            Some(record.date) == first,
        ) {
            (true, true) => "passes the estimate",
            (true, false) => "in excess",
            _ => "",
        };
        let mut cells = movement(of, record);
        cells.extend([
            Cell::figure(record.reexport),
            Cell::figure(row.factor),
            Cell::figure(row.base),
            Cell::figure(row.running_total),
            Cell::grams(row.estimate),
            Cell::text(mark),
            Cell::text(record.flow.name()),
            Cell::text(record.received),
            Cell::text(&record.authorisation),
            Cell::text(&record.special_licence),
            Cell::text(&record.file),
            Cell::figure(record.row),
        ]);
        Row {
            anchor: Some(format!("e-{}", place + 1)),
            over: !mark.is_empty(),
            cells,
        }
    };
    TableBuilder::new(site, page, "evidence", "The records, by day", &columns).of(explained
        .evidence
        .iter()
        .enumerate()
        .map(row))
}

/// Versions that do not stand.
pub(super) fn superseded(
    site: &Site,
    page: &str,
    of: &RunData<'_>,
    rows: &[SupersededRow],
) -> Result<Table, ReportError> {
    let [date, id, reporter, partner, form, shipped] = MOVEMENT;
    let columns = [
        date,
        id,
        reporter,
        partner,
        form,
        shipped,
        short("Received"),
        wide("File"),
        figure("Row"),
        wide("What stands: file"),
        figure("Its row"),
    ];
    let row = |row: &SupersededRow| {
        let record = &row.record;
        let mut cells = movement(of, record);
        cells.extend([
            Cell::text(record.received),
            Cell::text(&record.file),
            Cell::figure(record.row),
            Cell::text(&row.standing.file),
            Cell::figure(row.standing.row),
        ]);
        Row::of(cells)
    };
    TableBuilder::new(
        site,
        page,
        "superseded",
        "Versions of records that do not stand",
        &columns,
    )
    .of(rows.iter().map(row))
}

/// The records that doubts about an alert are about.
pub(super) fn doubted(
    site: &Site,
    page: &str,
    of: &RunData<'_>,
    rows: &[WarnedRow],
) -> Result<Table, ReportError> {
    let [date, id, reporter, partner, form, shipped] = MOVEMENT;
    let columns = [
        short("Doubt"),
        date,
        id,
        reporter,
        partner,
        form,
        shipped,
        short("Received"),
        text("Authorisation"),
        text("Special licence"),
        short("Stands"),
        wide("File"),
        figure("Row"),
    ];
    let row = |row: &WarnedRow| {
        let record = &row.record;
        let mut cells = vec![Cell::text(row.kind.name())];
        cells.extend(movement(of, record));
        cells.extend([
            Cell::text(record.received),
            Cell::text(&record.authorisation),
            Cell::text(&record.special_licence),
            Cell::text(if row.stands { "yes" } else { "no" }),
            Cell::text(&record.file),
            Cell::figure(record.row),
        ]);
        Row::of(cells)
    };
    TableBuilder::new(
        site,
        page,
        "doubted",
        "The records that the doubts are about",
        &columns,
    )
    .of(rows.iter().map(row))
}

/// The id and the title of the table of refused records that name country and substance.
pub(super) const REFUSED: (&str, &str) =
    ("refused", "Refused records that name country and substance");
/// Those of the table of filings that may be meant and were refused.
pub(super) const UNUSABLE: (&str, &str) = ("unusable", "Filings that were received and refused");

/// Refused rows, in a table with an id and a title.
pub(super) fn refused<'r>(
    site: &Site,
    page: &str,
    (id, title): (&'static str, &'static str),
    rows: impl Iterator<Item = &'r RefusedRow>,
) -> Result<Table, ReportError> {
    let columns = [
        wide("File"),
        figure("Row"),
        wide("Id"),
        short("Reason"),
        wide("What was found and expected"),
        wide("The row"),
    ];
    let row = |row: &RefusedRow| {
        Row::of(vec![
            Cell::text(&row.file),
            Cell::figure(row.row),
            Cell::text(&row.id),
            Cell::text(&row.reason),
            Cell::text(&row.detail),
            Cell::text(&row.raw),
        ])
    };
    TableBuilder::new(site, page, id, title, &columns).of(rows.map(row))
}
