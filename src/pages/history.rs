//! The tables of an alert's page with the filings, and with the levels that followed from them.

use crate::archive::read::PublishedRun;
use crate::ask::explain::{Explained, FilingEffect, FilingOutcome, supplements};
use crate::estimates::{Effect, Level};
use crate::ledger::OwnExport;
use crate::pages::ReportError;
use crate::pages::replace_folder::Site;
use crate::terms::Day;
use inforce_present::table::html::{PageTable, Row, TableBuilder, figure, short, wide};
use inforce_present::table::{Cell, Fields};

/// Returns the anchor of a filing's row in its page.
pub(super) fn anchor(place: usize) -> String {
    format!("f-{}", place + 1)
}

/// Returns the anchor of the filing in use that sets a level, by its id; a supplement may have the same id.
pub(super) fn row_of(filings: &[FilingEffect<'_>], id: &str) -> Option<String> {
    let is = |told: &FilingEffect<'_>| {
        matches!(told.became, FilingOutcome::InUse(_))
            && told.id == id
            && !told.filing.kind.is_change()
    };
    filings.iter().position(is).map(anchor)
}

/// Returns the filings of a calendar year that count on no day of it because they were not confirmed, each with its anchor.
pub(super) fn unconfirmed<'f>(
    filings: &'f [FilingEffect<'_>],
    of_year: i32,
) -> Vec<(String, &'f str)> {
    let is = |told: &FilingEffect<'_>| matches!(told.became, FilingOutcome::InUse(Effect::NotConfirmed { year }) if *year == of_year);
    let filings = filings.iter().enumerate();
    filings
        .filter(|(_, told)| is(told))
        .map(|(place, told)| (anchor(place), told.id))
        .collect()
}

/// Whether the importing country's own exports raise the level within the year.
pub(super) fn has_own_exports(of: &Explained) -> bool {
    of.dossier.own_exports.of_year(of.year()).next().is_some()
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
        .add(short("Kind"), |told| Cell::of(told.filing.kind.name()));
    let fields = if filings.iter().any(|told| told.filing.year.is_some()) {
        fields
            .add(short("For"), |told| Cell::maybe(told.filing.year))
            .add(short("Confirmed"), |told| {
                Cell::maybe(told.filing.confirmed)
            })
    } else {
        fields.add(short("Effective"), |told| {
            Cell::maybe(told.filing.effective)
        })
    };
    let counted = |told: &FilingEffect<'_>| {
        let counts = !matches!(
            told.became,
            FilingOutcome::InUse(Effect::NotConfirmed { .. })
        );
        told.counted.filter(|_| counts)
    };
    let fields = fields
        .add(figure("Filed, g"), |told| Cell::figure(told.filing.grams))
        .add(figure("Counted, g"), move |told| {
            Cell::maybe_figure(counted(told))
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
    let levels = of.levels();
    let fields = if has_own_exports(of) {
        own_exports(stretch(|of| *of), |of: &LevelSpan<'_>| of.2)
    } else {
        stretch(|of| *of)
    };
    TableBuilder::table(
        site,
        page,
        ("levels", "The level in force in the year"),
        &fields,
        &levels,
    )
}

/// Returns the columns with those of what a level consists of besides.
fn own_exports<'l, R: 'l>(fields: Fields<'l, R>, of: fn(&R) -> &Level) -> Fields<'l, R> {
    fields
        .add(figure("Estimate, g"), move |row| {
            Cell::figure(of(row).base())
        })
        .add(figure("Own exports, g"), move |row| {
            Cell::maybe_figure(of(row).own_exports)
        })
}

/// Returns the table of the own exports that raise the level within the year, by day; `None` if there are none.
pub(super) fn exports(
    site: &Site,
    page: &str,
    run: &PublishedRun,
    of: &Explained,
) -> Result<Option<PageTable>, ReportError> {
    if !has_own_exports(of) {
        return Ok(None);
    }
    let exports = run.own_exports_by_day(Some((of.importer, of.alert.substance)))?;
    let until = &of.dossier.own_exports;
    let fields = Fields::<OwnExport>::new()
        .add(short("Day"), |export| Cell::of(export.day))
        .add(figure("Exported, g"), |export| Cell::figure(export.base))
        .add(figure("Since 1 January, g"), |export| {
            Cell::figure(until.until(export.day))
        })
        .add(figure("Records"), |export| Cell::figure(export.records));
    let of_year = exports
        .iter()
        .filter(|export| export.day.year() == of.year());
    let named = ("own-exports", "The importing country's own exports, by day");
    TableBuilder::table(site, page, named, &fields, of_year).map(Some)
}

/// A stretch of days with one level: the first day, the day after the last, and the level.
pub(super) type LevelSpan<'l> = (Day, Option<Day>, &'l Level);

/// Returns the columns of a stretch.
pub(super) fn stretch<'l, R: 'l>(of: fn(&R) -> LevelSpan<'_>) -> Fields<'l, R> {
    Fields::<R>::new()
        // What holds since ever has no first day.
        .add(short("From"), move |row| {
            Cell::maybe(Some(of(row).0).filter(|from| *from > Day::FIRST))
        })
        .add(short("Until"), move |row| Cell::maybe(of(row).1))
        .add(figure("Level in force, g"), move |row| {
            Cell::maybe_figure(of(row).2.compared())
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
