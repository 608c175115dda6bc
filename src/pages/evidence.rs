//! The tables of an alert's page with its records, and with the rows that were not judged.

use super::history::has_own_exports;
use super::tables;
use crate::archive::read::{
    EvidenceRow, RecordRow, RefusedRow, ReturnRow, SupersededRow, WarnedRow,
};
use crate::ask::explain::Explained;
use crate::pages::ReportError;
use crate::pages::replace_folder::Site;
use crate::pages::shared::RunData;
use crate::terms::Day;
use inforce_present::table::html::{PageTable, Row, TableBuilder, figure, short, text, wide};
use inforce_present::table::{Cell, Fields};

/// Returns the anchor of the last record of a day, the row with the running total of that day.
pub(super) fn row_of(evidence: &[EvidenceRow], day: Day) -> String {
    format!(
        "e-{}",
        evidence.partition_point(|row| row.record.date <= day)
    )
}

/// Returns the columns that say what moved; all tables of records share them.
pub(super) fn movement<'f, R: 'f>(
    of: &'f RunData<'_>,
    record: fn(&R) -> &RecordRow,
) -> Fields<'f, R> {
    let config = &of.run.config;
    Fields::<R>::new()
        .add(short("Date"), move |row| Cell::of(record(row).date))
        .add(wide("Record"), move |row| Cell::of(&record(row).id))
        .add(wide("Reporter"), move |row| {
            tables::country(of, record(row).reporter)
        })
        .add(wide("Partner"), move |row| {
            tables::partner(of, record(row).partner)
        })
        .add(short("Form"), move |row| {
            Cell::of(config.form_code(record(row).form))
        })
        .add(figure("Shipped, g"), move |row| {
            Cell::figure(record(row).quantity)
        })
}

/// Returns the table of every record of the alert, by day.
pub(super) fn evidence(
    site: &Site,
    page: &str,
    of: &RunData<'_>,
    explained: &Explained,
) -> Result<PageTable, ReportError> {
    let first = Some(explained.alert.figures.first_excess_date)
        .filter(|_| !explained.alert.rule.lists_only());
    let mark = |row: &EvidenceRow| match (
        row.in_excess && row.estimate.is_some(),
        Some(row.record.date) == first,
    ) {
        (true, true) => "passes the level",
        (true, false) => "in excess",
        _ => "",
    };
    let fields = movement(of, |row: &EvidenceRow| &row.record)
        .add(figure("For re-export, g"), |row| {
            Cell::figure(row.record.reexport)
        })
        .add(figure("× factor"), |row| Cell::figure(row.factor))
        .add(figure("= base, g"), |row| Cell::figure(row.base))
        .add(figure("Running total, g"), |row| {
            Cell::figure(row.running_total)
        })
        .add(figure("Level, g"), |row| Cell::maybe_figure(row.estimate));
    let fields = if first.is_some() && has_own_exports(explained) {
        let own = |row: &EvidenceRow| explained.dossier.own_exports.until(row.record.date);
        fields
            .add(figure("Estimate, g"), move |row| {
                Cell::maybe_figure(row.estimate.map(|level| level.minus(own(row))))
            })
            .add(figure("Own exports, g"), move |row| {
                Cell::maybe_figure(row.estimate.map(|_| own(row)))
            })
    } else {
        fields
    };
    let fields = fields
        .add(short("That day"), |row| Cell::words(mark(row)))
        .add(short("Flow"), |row| Cell::of(row.record.flow.name()))
        .add(short("Received"), |row| Cell::of(row.record.received))
        .add(wide("Authorisation"), |row| {
            Cell::of(&row.record.authorisation)
        })
        .add(text("Special licence"), |row| {
            Cell::of(&row.record.special_licence)
        })
        .add(wide("File"), |row| Cell::of(&row.record.file))
        .add(figure("Row"), |row| Cell::figure(row.record.row));
    // Few datasets have records of a month, a quarter or a year.
    let fields = if explained.returns.is_empty() {
        fields
    } else {
        fields.add(short("Period"), |row| {
            Cell::of(explained.period(&row.record).name())
        })
    };
    let rows = explained.evidence.iter().enumerate();
    let rows = rows.map(|(place, row)| Row {
        anchor: Some(format!("e-{}", place + 1)),
        over: !mark(row).is_empty(),
        cells: fields.cells(row),
    });
    let label = "The records, by day";
    TableBuilder::new(site, page, "evidence", label, fields.columns()).of(rows)
}

/// Returns the table of versions that do not stand.
pub(super) fn superseded(
    site: &Site,
    page: &str,
    of: &RunData<'_>,
    rows: &[SupersededRow],
) -> Result<PageTable, ReportError> {
    let fields = movement(of, |row: &SupersededRow| &row.record)
        .add(short("Received"), |row| Cell::of(row.record.received))
        .add(wide("File"), |row| Cell::of(&row.record.file))
        .add(figure("Row"), |row| Cell::figure(row.record.row))
        .add(wide("What stands: file"), |row| {
            Cell::of(&row.standing.file)
        })
        .add(figure("Its row"), |row| Cell::figure(row.standing.row));
    let label = "Versions of records that do not stand";
    TableBuilder::table(site, page, ("superseded", label), &fields, rows)
}

/// Returns the table of the records that are set aside.
pub(super) fn set_aside<'r>(
    site: &Site,
    page: &str,
    of: &RunData<'_>,
    rows: impl Iterator<Item = &'r ReturnRow>,
) -> Result<PageTable, ReportError> {
    let fields = movement(of, |row: &ReturnRow| &row.record)
        .add(short("Period"), |row| Cell::of(row.period.name()))
        .add(short("Received"), |row| Cell::of(row.record.received))
        .add(wide("File"), |row| Cell::of(&row.record.file))
        .add(figure("Row"), |row| Cell::figure(row.record.row));
    let label = "Records set aside";
    TableBuilder::table(site, page, ("set-aside", label), &fields, rows)
}

/// Returns the table of the records that the doubts about an alert are about.
pub(super) fn doubted(
    site: &Site,
    page: &str,
    of: &RunData<'_>,
    rows: &[WarnedRow],
) -> Result<PageTable, ReportError> {
    let fields = Fields::<WarnedRow>::new()
        .add(short("Doubt"), |row| Cell::of(row.kind.name()))
        .and(movement(of, |row: &WarnedRow| &row.record))
        .add(short("Received"), |row| Cell::of(row.record.received))
        .add(text("Authorisation"), |row| {
            Cell::of(&row.record.authorisation)
        })
        .add(text("Special licence"), |row| {
            Cell::of(&row.record.special_licence)
        })
        .add(short("Stands"), |row| {
            Cell::words(if row.stands { "yes" } else { "no" })
        })
        .add(wide("File"), |row| Cell::of(&row.record.file))
        .add(figure("Row"), |row| Cell::figure(row.record.row));
    let label = "The records that the doubts are about";
    TableBuilder::table(site, page, ("doubted", label), &fields, rows)
}

/// The id and the title of the table of refused records that name the country and the substance.
pub(super) const REFUSED: (&str, &str) =
    ("refused", "Refused records that name country and substance");
/// The id and the title of the table of refused filings that may be meant for the country and the substance.
pub(super) const UNUSABLE: (&str, &str) = ("unusable", "Filings that were received and refused");

/// Returns a table of refused rows, with the given id and title.
pub(super) fn refused<'r>(
    site: &Site,
    page: &str,
    named: (&'static str, &'static str),
    rows: impl Iterator<Item = &'r RefusedRow>,
) -> Result<PageTable, ReportError> {
    let fields = Fields::<RefusedRow>::new()
        .add(wide("File"), |row| Cell::of(&row.file))
        .add(figure("Row"), |row| Cell::figure(row.row))
        .add(wide("Id"), |row| Cell::of(&row.id))
        .add(short("Reason"), |row| Cell::of(&row.reason))
        .add(wide("What was found and expected"), |row| {
            Cell::of(&row.detail)
        })
        .add(wide("The row"), |row| Cell::of(&row.raw));
    TableBuilder::table(site, page, named, &fields, rows)
}
