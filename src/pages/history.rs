//! What was filed and what came of it, on the page of an alert.

use crate::ask::explain::{Explained, FilingEffect, supplements};
use crate::estimates::Level;
use crate::intake::FilingKind;
use crate::pages::ReportError;
use crate::pages::replace_folder::Site;
use crate::pages::table::{Cell, Row, Table, TableBuilder, figure, short, wide};
use crate::terms::{Day, Mass};

/// The place of a filing's row within its page.
pub(super) fn anchor(place: usize) -> String {
    format!("f-{}", place + 1)
}

/// The row of the filing in use with an id, which may be that of a supplement and of another filing.
pub(super) fn row_of(filings: &[FilingEffect<'_>], id: &str, supplement: bool) -> Option<String> {
    let is = |told: &FilingEffect<'_>| {
        told.id == id && (told.filing.kind == FilingKind::Supplement) == supplement
    };
    filings
        .iter()
        .position(|told| told.whole_grams.is_some() && is(told))
        .map(anchor)
}

/// Every filing, whatever became of it.
pub(super) fn filings(
    site: &Site,
    page: &str,
    filings: &[FilingEffect<'_>],
) -> Result<Table, ReportError> {
    let columns = [
        short("Received"),
        wide("Filing"),
        short("Kind"),
        short("Effective"),
        figure("Filed, g"),
        figure("Counted, g"),
        wide("What it does"),
        wide("Note"),
    ];
    let row = |(place, told): (usize, &FilingEffect<'_>)| Row {
        anchor: Some(anchor(place)),
        over: false,
        cells: vec![
            Cell::text(told.filing.received),
            Cell::text(told.id),
            Cell::text(told.filing.kind.name()),
            Cell::day(told.filing.effective),
            Cell::figure(told.filing.grams),
            told.whole_grams
                .map(|whole| Cell::figure(Mass::from_whole_grams(whole.into())))
                .unwrap_or_default(),
            Cell::text(&told.effect),
            Cell::text(told.note.unwrap_or_default()),
        ],
    };
    TableBuilder::new(site, page, "filings", "What was filed", &columns)
        .of(filings.iter().enumerate().map(row))
}

/// The levels in force in the alert's year.
pub(super) fn levels(site: &Site, page: &str, of: &Explained) -> Result<Table, ReportError> {
    let columns = [
        short("From"),
        short("Until"),
        figure("Estimate in force, g"),
        short("Status"),
        wide("Filing"),
        wide("Supplements that count"),
    ];
    let rows = of
        .levels()
        .into_iter()
        .map(|(from, to, level)| Row::of(stretch((from, to), level)));
    TableBuilder::new(
        site,
        page,
        "levels",
        "The estimate in force in the year",
        &columns,
    )
    .of(rows)
}

/// A stretch of days with one level: from, until, level, status, filing, supplements.
pub(super) fn stretch((from, to): (Day, Option<Day>), level: &Level) -> Vec<Cell> {
    vec![
        Cell::text(from),
        Cell::day(to),
        Cell::figure(level.mass),
        Cell::text(level.status.name()),
        Cell::text(level.filing.as_deref().unwrap_or_default()),
        Cell::text(supplements(level, to, " ")),
    ]
}
