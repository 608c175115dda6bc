//! The records that a run judged, found again in the files it read, with what became of them.
//!
//! Most records are in no table of a run, so these questions read its dataset again. The answer is of the run all the
//! same: a file that is no longer what it read is an error, and which rows are valid, known, superseded or in scope is
//! for the checks of intake, the run's configuration and its tables to say.

use crate::archive::read::{
    PublishedError, PublishedRun, ReadFile, ReadFiles, RecordRow, RefusedRow,
};
use crate::intake::{
    self, Column, ColumnSet, FileFault, InputFile, Kind, Listing, Prefilter, Record, Refused, Seen,
    Texts, Wanted, find,
};
use crate::night::first_reading::is_known;
use crate::night::inputs::{Piece, by_portion};
use crate::terms::{Map, Origin, Set, shown_path};
use rayon::prelude::*;

/// The files of records of a run, opened again.
pub struct Records<'r> {
    run: &'r PublishedRun,
    /// Which they are.
    pub files: ReadFiles,
    opened: Vec<InputFile>,
}

/// Rows of these files.
#[derive(Debug, Default)]
pub(super) struct FoundRows {
    pub(super) records: Vec<FoundRecord>,
    /// With what was made of each.
    pub(super) refused: Vec<(String, RefusedRow)>,
}

/// A valid record and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundRecord {
    /// The record.
    pub record: RecordRow,
    /// What became of it.
    pub became: Became,
}

/// What became of a valid record, by the words of the books (`rules.md` 4.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Became {
    /// It counts.
    Judged,
    /// None of its substances was under control on its day (`rules.md` 4.4).
    OutOfScope,
    /// Another version of it stands, in this file and row (`rules.md` 4.2).
    Superseded(String, u64),
    /// It was received after the known-at date.
    NotYetKnown,
}

impl Became {
    /// The word the answers use.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Judged => "judged",
            Self::OutOfScope => "out-of-scope",
            Self::Superseded(..) => "superseded",
            Self::NotYetKnown => "not-yet-known",
        }
    }
}

/// The records of a run cannot be found again.
#[derive(Debug, thiserror::Error)]
pub enum RecordsError {
    /// Files are not what the run read.
    #[error("run {run} judged other files than are there now, so they cannot answer for it; {}{}", REMEDY.replace("DATASET", dataset), all(files))]
    Changed {
        /// The run.
        run: String,
        /// Its dataset.
        dataset: String,
        /// What is wrong with which file, all of them.
        files: Vec<String>,
    },
    /// A file cannot be read.
    #[error("{fault}; run {run} had read it")]
    Fault {
        /// The run.
        run: String,
        /// What is wrong with it.
        fault: FileFault,
    },
    /// The run cannot be read.
    #[error(transparent)]
    Published(#[from] PublishedError),
}

const REMEDY: &str = "publish what is there with inforce run DATASET, or put the files back";

/// How many files a message names.
const LISTED: usize = 20;

fn all(files: &[String]) -> String {
    let more = files.len().saturating_sub(LISTED);
    let rest = (more > 0).then(|| format!("and {more} more"));
    files
        .iter()
        .take(LISTED)
        .chain(&rest)
        .fold(String::new(), |text, file| text + "\n  " + file)
}

impl<'r> Records<'r> {
    /// Opens them, if they are what they were.
    pub fn of(run: &'r PublishedRun) -> Result<Self, RecordsError> {
        let files = run.files()?;
        let changed = |files| RecordsError::Changed {
            run: run.run.clone(),
            dataset: shown_path(&run.dataset),
            files,
        };
        let Ok(Listing { files: there, .. }) = find(&run.dataset, Kind::Record) else {
            return Err(changed(vec![format!(
                "{}: there is no record file",
                shown_path(&run.dataset)
            )]));
        };
        let opened: Vec<Result<InputFile, String>> = files
            .read
            .par_iter()
            .map(|file| reopened(&there, file))
            .collect();
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        for file in opened {
            match file {
                Ok(file) => good.push(file),
                Err(fault) => bad.push(fault),
            }
        }
        if bad.is_empty() {
            Ok(Self {
                run,
                files,
                opened: good,
            })
        } else {
            Err(changed(bad))
        }
    }

    /// The valid records that are `wanted`, and the refused rows of which `text` makes something, of those that may be
    /// meant, in order of file and row.
    pub(super) fn find(
        &self,
        prefilter: &Prefilter<'_>,
        wanted: impl Fn(&Record, Texts<'_>) -> bool + Sync,
        text: impl Fn(&Refused<'_>) -> Option<String> + Sync,
    ) -> Result<FoundRows, RecordsError> {
        let lists = self.run.lists();
        let of_portion = |piece: Piece<'_>| {
            let file = u32::try_from(piece.file_index).unwrap_or(u32::MAX);
            let (mut valid, mut refused) = (Vec::new(), Vec::new());
            let meant = Wanted::Meant(prefilter);
            let seen = |seen: Seen<'_>| match seen {
                Seen::Valid(rows) => {
                    for row in rows.iter() {
                        let (record, texts) = (row.record(), row.texts().unwrap_or_default());
                        if wanted(&record, texts) {
                            let row = row.number();
                            valid.push((Origin { file, row }, self.row(file, row, &record, texts)));
                        }
                    }
                }
                Seen::Refused(row, fault) => {
                    refused
                        .extend(text(&fault).map(|text| (text, self.refused(file, row, &fault))));
                }
            };
            piece
                .reader
                .scan(piece.portion, ColumnSet::All, meant, &lists, seen)?;
            Ok((valid, refused))
        };
        let (mut valid, mut refused) = (Vec::new(), Vec::new());
        for of_file in by_portion(&self.opened, of_portion) {
            for portion in of_file.map_err(|fault| RecordsError::Fault {
                run: self.run.run.clone(),
                fault,
            })? {
                valid.extend(portion.0);
                refused.extend(portion.1);
            }
        }
        let replaced = self.run.replaced(
            &self.files,
            &valid.iter().map(|(origin, _)| *origin).collect::<Set<_>>(),
        )?;
        let told = |(origin, record): (Origin, RecordRow)| FoundRecord {
            became: self.became(&record, origin, &replaced),
            record,
        };
        Ok(FoundRows {
            records: valid.into_iter().map(told).collect(),
            refused,
        })
    }

    fn became(&self, record: &RecordRow, origin: Origin, replaced: &Map<Origin, Origin>) -> Became {
        if !is_known(record.received, self.run.known_at) {
            Became::NotYetKnown
        } else if let Some(standing) = replaced.get(&origin) {
            Became::Superseded(self.name(standing.file).to_owned(), standing.row)
        } else if self.run.conversion.is_controlled(record.form, record.date) {
            Became::Judged
        } else {
            Became::OutOfScope
        }
    }

    fn name(&self, file: u32) -> &str {
        usize::try_from(file)
            .ok()
            .and_then(|file| self.files.read.get(file))
            .map_or("", |file| file.name.as_str())
    }

    fn row(&self, file: u32, row: u64, record: &Record, texts: Texts<'_>) -> RecordRow {
        RecordRow {
            id: texts.record_id.to_owned(),
            date: record.date,
            received: record.received,
            reporter: record.reporter,
            partner: record.partner,
            flow: record.flow,
            form: record.form,
            quantity: record.quantity,
            reexport: record.reexport,
            authorisation: texts.authorisation.to_owned(),
            special_licence: texts.special_licence.to_owned(),
            file: self.name(file).to_owned(),
            row: i64::try_from(row).unwrap_or(i64::MAX),
        }
    }

    fn refused(&self, file: u32, row: u64, fault: &Refused<'_>) -> RefusedRow {
        RefusedRow {
            kind: Kind::Record.name().to_owned(),
            file: self.name(file).to_owned(),
            row: i64::try_from(row).unwrap_or(i64::MAX),
            id: fault.text(Column::RecordId).unwrap_or_default(),
            reason: fault.reason.name().to_owned(),
            detail: fault.detail(),
            raw: fault.raw(),
            kept: fault.fields(Kind::Record, &self.run.config),
        }
    }
}

/// A file of a run among those that are there, or what is wrong with it.
fn reopened(there: &[intake::DatasetFile], file: &ReadFile) -> Result<InputFile, String> {
    let found = there
        .binary_search_by(|found| found.name.cmp(&file.name))
        .ok()
        .and_then(|place| there.get(place));
    let found = found.ok_or_else(|| format!("{} is missing", shown_path(&file.name)))?;
    let opened = InputFile::reopen(found, Some(&file.noted)).map_err(|fault| fault.to_string())?;
    if opened.hash == file.noted.hash {
        return Ok(opened);
    }
    let found = if opened.size == file.noted.size {
        "has other content than it had".to_owned()
    } else {
        format!("has {} bytes where it had {}", opened.size, file.noted.size)
    };
    Err(format!("{} {found}", shown_path(&file.name)))
}
