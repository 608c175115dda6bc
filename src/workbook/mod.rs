//! A published run as a workbook that officials work in: what it found, what that rests on, the estimates, both accounts
//! of the trade, and what could not be judged.
//!
//! Everything comes from the run's own folder. What is counted or summed here is counted or summed from the rows that the
//! run published; nothing is judged, and no figure is rounded but for what a cell can hold: a number of a spreadsheet has
//! 15 digits, and where an exact figure has more, it stands beside the number as text. The same run makes the same bytes.
//!
//! Tables are written row by row and kept on disk until the workbook is put together, so that memory does not grow with
//! evidence, ledger or refused rows; the alerts alone are held. Who may see what of another country's trade, where the
//! workbook is about some countries only, is decided in `concern`.

mod accounts;
mod alerts;
mod changes;
mod concern;
mod error;
mod estimates;
mod evidence;
mod not_judged;
mod read_me;
mod save;
mod summary;
mod table_v;
#[cfg(test)]
mod tests;

pub use error::WorkbookError;
pub use table_v::write_table_v;

use crate::archive::read::{AlertRow, PublishedRun};
use crate::archive::{Manifest, RunFile};
use crate::intake::About;
use crate::terms::Country;
use changes::Changes;
use concern::Audience;
use inforce_present::xlsx::{Book, LIMIT, SheetName, guarded, page_header};
use std::collections::BTreeSet;
use std::path::Path;

/// The sheets in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Title {
    ReadMe,
    Summary,
    Alerts,
    Evidence,
    Estimates,
    Accounts,
    NotJudged,
}

impl Title {
    const TABLES: [Self; 5] = [
        Self::Alerts,
        Self::Evidence,
        Self::Estimates,
        Self::Accounts,
        Self::NotJudged,
    ];

    /// Its place and name.
    const fn sheet(self) -> SheetName {
        let (place, name) = match self {
            Self::ReadMe => (0, "Read-me"),
            Self::Summary => (1, "Summary"),
            Self::Alerts => (2, "Alerts"),
            Self::Evidence => (3, "Evidence"),
            Self::Estimates => (4, "Estimates"),
            Self::Accounts => (5, "Two accounts"),
            Self::NotJudged => (6, "Not judged"),
        };
        SheetName { place, name }
    }
}

/// What the dataset says of itself, above a printed page; nothing where it says nothing.
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

/// A workbook to be made.
#[derive(Clone, Debug)]
pub struct WorkbookRequest<'a> {
    /// Of which run.
    pub run: &'a PublishedRun,
    /// Only what concerns these countries; `None`: everything.
    pub countries: Option<BTreeSet<Country>>,
}

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkbookContents {
    /// Sheets.
    pub sheets: u32,
    /// Alerts in it.
    pub alerts: u64,
    /// Rows of evidence in it.
    pub evidence: u64,
}

/// What every sheet is made from.
struct Source<'a> {
    run: &'a PublishedRun,
    concern: Audience<'a>,
    manifest: Manifest,
    notes: RunFile,
    /// What became of them since the run before, where that is known.
    changes: Option<Changes>,
    /// Those that the workbook is about, in order.
    alerts: Vec<AlertRow>,
}

impl Source<'_> {
    /// Whether the dataset says that it is made up.
    fn is_invented(&self) -> bool {
        self.run.about.as_ref().is_some_and(|about| about.invented)
    }
}

/// Writes the workbook of a run: aside, and in place once it is whole.
pub fn write(asked: &WorkbookRequest<'_>, to: &Path) -> Result<WorkbookContents, WorkbookError> {
    save::aside(asked.run, to, |folder, file| {
        guarded(|| assemble(asked, LIMIT, folder)?.save(file))
    })
}

/// All sheets, tables of so many rows a sheet.
fn assemble<'a>(
    asked: &'a WorkbookRequest<'a>,
    limit: u32,
    folder: &Path,
) -> Result<Assembled, WorkbookError> {
    let run = asked.run;
    let concern = Audience::of(asked.countries.as_ref(), run);
    let mut alerts = run.alerts(None)?;
    alerts.retain(|alert| concern.alert(alert));
    let changes = Changes::of(run, &concern)?;
    let source = Source {
        run,
        concern,
        manifest: run.manifest()?,
        notes: run.run_file()?,
        changes,
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
    summary::write(&mut book, &source)?;
    read_me::write(&mut book, &source, &about, kept_back)?;
    Ok(Assembled(book))
}

/// A workbook that is yet to be saved.
struct Assembled(Book);

impl Assembled {
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
