//! Finds the records that a run judged again, in the files that the run read, with what became of them.
//!
//! The tables of a run do not hold most records, so these questions read its dataset again. The answer still is about the run: a
//! file that has changed since is an error. The checks of intake, the run's configuration and its tables decide which rows are
//! valid, known, superseded or in scope.

use crate::archive::read::{
    PublishedError, PublishedRun, ReadFile, ReadFiles, ReadReturns, RecordRow, RefusedRow,
};
use crate::conversion::Scope;
use crate::intake::{
    self, Column, ColumnSet, FileFault, FolderListing, InputFile, Kind, Layouts, Opener, Prefilter,
    Refused, Seen, Wanted, find,
};
use crate::judgement::{ExemptReason, left_out, scope};
use crate::night::first_reading::is_known;
use crate::night::inputs::{Piece, by_portion};
use crate::parallel;
use crate::records::{Period, Record, Texts};
use crate::terms::{Map, Origin, Set, Substance, file_at, shown_path};
use std::collections::BTreeMap;

/// The files of records of a run, opened again.
pub struct RecordFiles<'r> {
    run: &'r PublishedRun,
    /// The files.
    pub files: ReadFiles,
    /// The records of periods longer than a day, and those set aside.
    pub(super) returns: ReadReturns,
    opened: Vec<InputFile>,
}

/// Rows found in these files.
#[derive(Debug)]
pub(super) struct FoundRows<T> {
    /// What was made of each record.
    pub(super) records: Vec<T>,
    /// The refused rows, each with the text that was looked for in it.
    pub(super) refused: Vec<(String, RefusedRow)>,
}

/// A valid record and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundRecord {
    /// The record.
    pub record: RecordRow,
    /// What became of it.
    pub became: Became,
    /// The period that the record reports on.
    pub period: Period,
    /// The substances for which the record is set aside (`rules.md` 4.6).
    pub set_aside: Vec<Substance>,
    /// The substances under control for which the record counts for nothing, with the reason (`rules.md` 7.6, 7.7).
    pub exempt: Vec<(Substance, ExemptReason)>,
}

/// What became of a valid record, in the words of the books (`rules.md` 4.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Became {
    /// The record counts.
    Judged,
    /// None of the record's substances was under control on its day (`rules.md` 4.4).
    OutOfScope,
    /// An exemption leaves out every substance under control (`rules.md` 7.8).
    Exempt,
    /// Another version stands, in this file and row (`rules.md` 4.2).
    Superseded(String, u64),
    /// The record was received after the known-at date.
    NotYetKnown,
    /// Records of a finer period count in its place (`rules.md` 4.6).
    SetAside,
}

impl Became {
    /// Returns the word that the answers use.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Judged => "judged",
            Self::OutOfScope => "out-of-scope",
            Self::Exempt => "exempt",
            Self::Superseded(..) => "superseded",
            Self::NotYetKnown => "not-yet-known",
            Self::SetAside => "set-aside",
        }
    }
}

/// The reason why the records of a run cannot be found again.
#[derive(Debug, thiserror::Error)]
pub enum RecordsError {
    /// Files differ from those that the run read.
    #[error("run {run} judged other files than are there now, so they cannot answer for it; {}{}", REMEDY.replace("DATASET", dataset), all(files))]
    Changed {
        /// The run.
        run: String,
        /// The dataset of the run.
        dataset: String,
        /// Every file concerned, with what is wrong with it.
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

/// The most files that a message names.
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

impl<'r> RecordFiles<'r> {
    /// Opens the files. An error: they are not the files that the run read.
    pub fn of(run: &'r PublishedRun) -> Result<Self, RecordsError> {
        let files = run.files()?;
        let changed = |files| RecordsError::Changed {
            run: run.run.clone(),
            dataset: shown_path(&run.dataset),
            files,
        };
        let Ok(FolderListing { files: there, .. }) = find(&run.dataset, Kind::Record) else {
            return Err(changed(vec![format!(
                "{}: there is no record file",
                shown_path(&run.dataset)
            )]));
        };
        let layouts = Layouts::load(&run.config.source, &run.dataset)
            .map_err(|faults| changed(vec![faults.to_string()]))?;
        if layouts.own.map(|hash| hash.to_hex().to_string()) != files.layouts {
            return Err(changed(vec![
                "layouts/ is not what the files were read by".to_owned(),
            ]));
        }
        let opener = Opener {
            layouts: &layouts,
            config: &run.config,
        };
        // The tables of a workbook are opened together.
        let mut of_sent: BTreeMap<&str, &ReadFile> = BTreeMap::new();
        for file in &files.read {
            of_sent.entry(&file.sent).or_insert(file);
        }
        let of_sent: Vec<&ReadFile> = of_sent.into_values().collect();
        let found = parallel::map(of_sent.len(), |place| {
            reopened(&there, of_sent[place], opener)
        });
        let (mut tables, mut bad) = (BTreeMap::new(), Vec::new());
        for of_sent in found {
            match of_sent {
                Ok(of_sent) => {
                    tables.extend(of_sent.into_iter().map(|file| (file.name.clone(), file)));
                }
                Err(fault) => bad.push(fault),
            }
        }
        let mut good = Vec::new();
        let wanted = if bad.is_empty() { &files.read[..] } else { &[] };
        for file in wanted {
            match tables.remove(&file.name) {
                Some(table) => good.push(table),
                None => bad.push(format!("{} is missing", shown_path(&file.name))),
            }
        }
        if bad.is_empty() {
            Ok(Self {
                run,
                files,
                returns: run.returns()?,
                opened: good,
            })
        } else {
            Err(changed(bad))
        }
    }

    /// Returns what `make` makes of the valid records that are `wanted`, and the refused rows, among those that the prefilter
    /// lets pass, for which `text` returns a text. Both are in order of file and row.
    pub(super) fn find<T>(
        &self,
        prefilter: &Prefilter<'_>,
        wanted: impl Fn(&Record, Texts<'_>) -> bool + Sync,
        text: impl Fn(&Refused<'_>) -> Option<String> + Sync,
        make: impl Fn(FoundRecord) -> T,
    ) -> Result<FoundRows<T>, RecordsError> {
        let lists = self.run.lists();
        let of_portion = |piece: Piece<'_>| {
            let file = u32::try_from(piece.file_index).unwrap_or(u32::MAX);
            let (mut valid, mut refused) = (Vec::new(), Vec::new());
            let meant = Wanted::Meant(prefilter);
            let mut seen = |seen: Seen<'_>| match seen {
                Seen::Valid(rows) => {
                    for row in rows.iter() {
                        let (record, texts) = (row.record(), row.texts().unwrap_or_default());
                        if wanted(&record, texts) {
                            let row = row.number();
                            let of_row = self.row(file, row, &record, texts);
                            valid.push((Origin { file, row }, record.period, of_row));
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
                .scan(piece.portion, ColumnSet::All, meant, &lists, &mut seen)?;
            Ok((valid, refused))
        };
        let (mut valid, mut refused) = (Vec::new(), Vec::new());
        for of_file in by_portion(&self.opened, of_portion) {
            for portion in of_file.map_err(|fault| RecordsError::Fault {
                run: self.run.run.clone(),
                fault,
            })? {
                valid.push(portion.0);
                refused.extend(portion.1);
            }
        }
        let places: Set<Origin> = valid.iter().flatten().map(|(origin, ..)| *origin).collect();
        let replaced = self.run.replaced(&self.files, &places)?;
        let told = |(origin, period, record): (Origin, Period, RecordRow)| FoundRecord {
            became: self.became(&record, origin, &replaced),
            period,
            set_aside: self.returns.set_aside(&record).to_vec(),
            exempt: left_out(
                record.form,
                record.date,
                record.procedure,
                &self.run.conversion,
            )
            .collect(),
            record,
        };
        // There may be so many records that copies of them, as the room for them grows, would take more time than they do.
        let mut records = Vec::with_capacity(places.len());
        records.extend(valid.into_iter().flatten().map(|found| make(told(found))));
        Ok(FoundRows { records, refused })
    }

    fn became(&self, record: &RecordRow, origin: Origin, replaced: &Map<Origin, Origin>) -> Became {
        if !is_known(record.received, self.run.known_at) {
            Became::NotYetKnown
        } else if let Some(standing) = replaced.get(&origin) {
            Became::Superseded(self.name(standing.file).to_owned(), standing.row)
        } else if let scope @ (Scope::OutOfScope | Scope::Exempt) = scope(
            record.form,
            record.date,
            record.procedure,
            &self.run.conversion,
        ) {
            if scope == Scope::Exempt {
                Became::Exempt
            } else {
                Became::OutOfScope
            }
        } else if self.is_set_aside(record) {
            Became::SetAside
        } else {
            Became::Judged
        }
    }

    /// Whether a record is set aside for every substance under control.
    fn is_set_aside(&self, record: &RecordRow) -> bool {
        let set_aside = self.returns.set_aside(record);
        let conversion = &self.run.conversion;
        conversion.holds_only(record.form, record.date, set_aside)
    }

    fn name(&self, file: u32) -> &str {
        file_at(&self.files.read, file).map_or("", |file| file.name.as_str())
    }

    fn row(&self, file: u32, row: u64, record: &Record, texts: Texts<'_>) -> RecordRow {
        RecordRow {
            record: *record,
            id: texts.record_id.to_owned(),
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

/// Finds and opens a file of a run among the files that are there, or returns what is wrong with it.
fn reopened(
    there: &[intake::DatasetFile],
    file: &ReadFile,
    opener: Opener<'_>,
) -> Result<Vec<InputFile>, String> {
    let found = there
        .binary_search_by(|found| found.name.cmp(&file.sent))
        .ok()
        .and_then(|place| there.get(place));
    let found = found.ok_or_else(|| format!("{} is missing", shown_path(&file.sent)))?;
    let read =
        InputFile::reopen(found, opener, Some(&file.noted)).map_err(|fault| fault.to_string())?;
    let tables = read.tables;
    let Some(other) = tables.iter().find(|table| table.hash != file.noted.hash) else {
        return Ok(tables);
    };
    let found = if other.size == file.noted.size {
        "has other content than it had".to_owned()
    } else {
        format!("has {} bytes where it had {}", other.size, file.noted.size)
    };
    Err(format!("{} {found}", shown_path(&file.sent)))
}
