//! Writes a published run as a workbook for officials: the alerts, the records that they rest on, the estimates, both
//! accounts of the trade, what was not judged, and what there is to ask about estimates.
//!
//! Everything comes from the run's own folder. Counts and sums are made from the published rows; this module judges nothing.
//! A number in a spreadsheet has 15 digits: a figure with more is rounded, and its exact text stands beside it. The same run
//! gives the same bytes.
//!
//! Tables are written row by row and kept on disk until the workbook is put together, so memory holds the alerts but does
//! not grow with evidence, ledger or refused rows. `concern` decides what a workbook about some countries shows of other
//! countries' trade.

mod accounts;
mod alerts;
mod changes;
mod concern;
mod error;
mod estimates;
mod evidence;
mod forms;
mod not_judged;
mod plausibility;
mod read_me;
mod save;
mod summary;
mod table_v;
#[cfg(test)]
mod tests;

pub use error::WorkbookError;
pub use forms::{WrittenForm, write_forms};
pub use table_v::write_table_v;

use crate::archive::read::{AlertRow, PublishedRun};
use crate::archive::{Manifest, RunFile};
use crate::estimates::OwnExports;
use crate::intake::About;
use crate::ledger::OwnExport;
use crate::terms::{Country, Day, Mass, Substance};
use changes::AlertChanges;
use concern::Audience;
use inforce_present::xlsx::{Book, LIMIT, SheetName, guarded, page_header};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The sheets, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Title {
    ReadMe,
    Summary,
    Alerts,
    Evidence,
    Estimates,
    Accounts,
    NotJudged,
    Plausibility,
}

impl Title {
    const TABLES: [Self; 6] = [
        Self::Alerts,
        Self::Evidence,
        Self::Estimates,
        Self::Accounts,
        Self::NotJudged,
        Self::Plausibility,
    ];

    /// Returns the place and the name of the sheet.
    const fn sheet(self) -> SheetName {
        let (place, name) = match self {
            Self::ReadMe => (0, "Read-me"),
            Self::Summary => (1, "Summary"),
            Self::Alerts => (2, "Alerts"),
            Self::Evidence => (3, "Evidence"),
            Self::Estimates => (4, "Estimates"),
            Self::Accounts => (5, "Two accounts"),
            Self::NotJudged => (6, "Not judged"),
            Self::Plausibility => (7, "Plausibility"),
        };
        SheetName { place, name }
    }
}

/// Returns what the dataset says about itself, for the header of printed pages; empty if it says nothing.
fn header(about: Option<&About>) -> String {
    let said = |about: &About| {
        let words = About {
            invented: false,
            note: None,
            ..about.clone()
        }
        .told()
        .join(", ");
        page_header(&words, about.invented.then_some("Invented data"))
    };
    about.map(said).unwrap_or_default()
}

/// A request for a workbook.
#[derive(Clone, Debug)]
pub struct WorkbookRequest<'a> {
    /// The run.
    pub run: &'a PublishedRun,
    /// The countries whose concerns are shown; `None` for everything.
    pub countries: Option<BTreeSet<Country>>,
}

/// What a workbook holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkbookContents {
    /// The number of sheets.
    pub sheets: u32,
    /// The number of alerts.
    pub alerts: u64,
    /// The number of rows of evidence.
    pub evidence: u64,
}

/// The data from which every sheet is made.
struct WorkbookSource<'a> {
    run: &'a PublishedRun,
    concern: Audience<'a>,
    manifest: Manifest,
    notes: RunFile,
    /// How the alerts differ from the previous run, if the run was compared with one.
    changes: Option<AlertChanges>,
    /// The alerts that the workbook is about, in order.
    alerts: Vec<AlertRow>,
    /// The own exports that raise the levels of these alerts, by importing country and substance.
    own_exports: BTreeMap<(Country, Substance), OwnExports>,
}

impl WorkbookSource<'_> {
    /// Returns what own exports add to the level of an alert on a day; `None` where they do not matter, and where the reader may not
    /// see what the importing country filed and exported.
    fn own_exports(&self, alert: &AlertRow, day: Day) -> Option<Mass> {
        let matter = alert.figures.own_exports.is_some() && self.concern.filing(alert);
        let own = self.own_exports.get(&(alert.importer(), alert.substance));
        matter.then(|| own.map_or(Mass::ZERO, |own| own.until(day)))
    }

    /// Whether the dataset says that it is made up.
    fn is_invented(&self) -> bool {
        self.run.about.as_ref().is_some_and(|about| about.invented)
    }
}

/// Writes the workbook of a run to a file beside `to`, and puts it in place once it is whole.
pub fn write(asked: &WorkbookRequest<'_>, to: &Path) -> Result<WorkbookContents, WorkbookError> {
    save::aside(asked.run, to, |folder, file| {
        guarded(|| assemble(asked, LIMIT, folder)?.save(file))
    })
}

/// Makes all sheets; a table of more than `limit` rows goes on in further sheets.
fn assemble<'a>(
    asked: &'a WorkbookRequest<'a>,
    limit: u32,
    folder: &Path,
) -> Result<UnsavedWorkbook, WorkbookError> {
    let run = asked.run;
    let concern = Audience::of(asked.countries.as_ref(), run);
    let mut alerts = run.alerts(None)?;
    alerts.retain(|alert| concern.alert(alert));
    let changes = AlertChanges::of(run, &concern)?;
    let source = WorkbookSource {
        run,
        concern,
        manifest: run.manifest()?,
        notes: run.run_file()?,
        changes,
        own_exports: own_exports(run, &alerts)?,
        alerts,
    };
    let about = format!(
        "inforce: run {}{}{}",
        run.run,
        source.concern.words(),
        if source.is_invented() {
            ", invented data"
        } else {
            ""
        }
    );
    let mut book = Book::new(
        limit,
        &source.notes.started,
        &about,
        header(run.about.as_ref()),
        folder,
    )?;
    let spots = evidence::write(&mut book, &source)?;
    alerts::write(&mut book, &source, &spots)?;
    estimates::write(&mut book, &source)?;
    accounts::write(&mut book, &source)?;
    let kept_back = not_judged::write(&mut book, &source)?;
    plausibility::write(&mut book, &source)?;
    summary::write(&mut book, &source)?;
    read_me::write(&mut book, &source, &about, kept_back)?;
    Ok(UnsavedWorkbook(book))
}

/// Returns the own exports that raise the levels of some alerts, by importing country and substance.
fn own_exports(
    run: &PublishedRun,
    alerts: &[AlertRow],
) -> Result<BTreeMap<(Country, Substance), OwnExports>, WorkbookError> {
    let raised = alerts
        .iter()
        .filter(|alert| alert.figures.own_exports.is_some());
    let wanted: BTreeSet<(Country, Substance)> = raised
        .map(|alert| (alert.importer(), alert.substance))
        .collect();
    if wanted.is_empty() {
        return Ok(BTreeMap::new());
    }
    let key = |export: &OwnExport| (export.exporter, export.substance);
    let mut found = BTreeMap::new();
    for of_one in run
        .own_exports_by_day(None)?
        .chunk_by(|a, b| key(a) == key(b))
    {
        if let Some(key) = of_one.first().map(key).filter(|key| wanted.contains(key)) {
            let days = of_one.iter().map(|export| (export.day, export.base));
            found.insert(key, OwnExports::of(days)?);
        }
    }
    Ok(found)
}

/// A workbook that is not saved yet.
struct UnsavedWorkbook(Book);

impl UnsavedWorkbook {
    fn save(self, file: &std::fs::File) -> Result<WorkbookContents, WorkbookError> {
        let rows = |title: Title| self.0.held.get(&title.sheet()).map_or(0, |held| held.rows);
        let sheets = 2 + self.0.held.values().map(|held| held.parts).sum::<u32>();
        let written = WorkbookContents {
            sheets,
            alerts: rows(Title::Alerts),
            evidence: rows(Title::Evidence),
        };
        self.0.save(file)?;
        Ok(written)
    }
}
