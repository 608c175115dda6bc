//! The tables of an alert's page with the filings, and with the levels that followed from them.

use crate::ask::explain::{Explained, FilingEffect, supplements};
use crate::estimates::Level;
use crate::intake::FilingKind;
use crate::pages::ReportError;
use crate::pages::replace_folder::Site;
use crate::terms::Day;
use inforce_present::table::html::{PageTable, Row, TableBuilder, figure, short, wide};
use inforce_present::table::{Cell, Fields};

/// Returns the anchor of a filing's row in its page.
pub(super) fn anchor(place: usize) -> String {
    format!("f-{}", place + 1)
}

/// Returns the anchor of the filing in use with an id. A supplement and another filing may have the same id; `supplement`
/// chooses.
pub(super) fn row_of(filings: &[FilingEffect<'_>], id: &str, supplement: bool) -> Option<String> {
    let is = |told: &FilingEffect<'_>| {
        told.id == id && (told.filing.kind == FilingKind::Supplement) == supplement
    };
    filings
        .iter()
        .position(|told| told.counted.is_some() && is(told))
        .map(anchor)
}

/// Returns the table of every filing, whether in use or not.
pub(super) fn filings(
    site: &Site,
    page: &str,
    filings: &[FilingEffect<'_>],
) -> Result<PageTable, ReportError> {
    let fields = Fields::<FilingEffect<'_>>::new()
        .add(short("Received"), |told| Cell::of(told.filing.received))
        .add(wide("Filing"), |told| Cell::of(told.id))
        .add(short("Kind"), |told| Cell::of(told.filing.kind.name()))
        .add(short("Effective"), |told| {
            Cell::maybe(told.filing.effective)
        })
        .add(figure("Filed, g"), |told| Cell::figure(told.filing.grams))
        .add(figure("Counted, g"), |told| {
            Cell::maybe_figure(told.counted)
        })
        .add(wide("What it does"), |told| Cell::of(&told.effect))
        .add(wide("Note"), |told| Cell::of(told.note.unwrap_or_default()));
    let rows = filings.iter().enumerate().map(|(place, told)| Row {
        anchor: Some(anchor(place)),
        ..Row::of(fields.cells(told))
    });
    TableBuilder::new(site, page, "filings", "What was filed", fields.columns()).of(rows)
}

/// Returns the table of the levels in force in the alert's year.
pub(super) fn levels(site: &Site, page: &str, of: &Explained) -> Result<PageTable, ReportError> {
    let label = "The estimate in force in the year";
    let levels = of.levels();
    TableBuilder::table(site, page, ("levels", label), &stretch(|of| *of), &levels)
}

/// A stretch of days with one level: the first day, the day after the last, and the level.
pub(super) type Stretch<'l> = (Day, Option<Day>, &'l Level);

/// Returns the columns of a stretch.
pub(super) fn stretch<'l, R: 'l>(of: fn(&R) -> Stretch<'_>) -> Fields<'l, R> {
    Fields::<R>::new()
        .add(short("From"), move |row| Cell::of(of(row).0))
        .add(short("Until"), move |row| Cell::maybe(of(row).1))
        .add(figure("Estimate in force, g"), move |row| {
            Cell::figure(of(row).2.mass)
        })
        .add(short("Status"), move |row| {
            Cell::of(of(row).2.status.name())
        })
        .add(wide("Filing"), move |row| {
            Cell::of(of(row).2.filing.as_deref().unwrap_or_default())
        })
        .add(wide("Supplements that count"), move |row| {
            let (_, to, level) = of(row);
            Cell::of(supplements(level, to, " "))
        })
}
