//! The files of a dataset, opened, and the work they make.

use super::{Meter, RunError, Stage};
use crate::intake::{
    ColumnSet, DatasetFile, FileFault, InputFile, IntakeError, Kind, Listing, Lists, Portion,
    Reader, Seen, Wanted, check_places, find,
};
use crate::terms::{Origin, shown_path};
use crate::versions::Version;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use tracing::{debug, info, warn};

/// What happens to files that cannot be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unreadable {
    /// The run ends and names them all.
    #[default]
    EndRun,
    /// They are left out and named in the manifest.
    LeaveOut,
}

/// The files that can be read, in path order by kind, and those that cannot, with the first fault of each.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    pub(super) records: Vec<InputFile>,
    pub(super) filings: Vec<InputFile>,
    pub(super) faults: BTreeMap<String, FileFault>,
    /// Files and folders that are skipped for their names.
    pub(super) skipped: Vec<String>,
}

/// What work is being done on: a portion of a file that is open, by the file's place among those of its
/// kind and the portion's in the file.
#[derive(Clone, Copy)]
pub(crate) struct Piece<'a> {
    pub(crate) file_index: usize,
    pub(crate) place: usize,
    pub(crate) reader: &'a Reader<'a>,
    pub(crate) portion: &'a Portion,
}

impl Piece<'_> {
    /// The valid records of it that are wanted, in order and in full.
    pub(super) fn versions(
        self,
        wanted: Wanted<'_>,
        lists: &Lists,
        mut each: impl FnMut(Version<'_>),
    ) -> Result<(), FileFault> {
        let file = u32::try_from(self.file_index).unwrap_or(u32::MAX);
        let seen = |seen: Seen<'_>| {
            let Seen::Valid(rows) = seen else { return };
            for row in rows.iter() {
                each(Version {
                    origin: Origin {
                        file,
                        row: row.number(),
                    },
                    record: row.record(),
                    texts: row.texts().unwrap_or_default(),
                });
            }
        };
        self.reader
            .scan(self.portion, ColumnSet::All, wanted, lists, seen)
            .map(drop)
    }
}

impl Inputs {
    /// Finds and opens everything.
    pub(super) fn open(dataset: &Path, meter: &Meter) -> Result<Self, RunError> {
        check_places(dataset)?;
        let Listing {
            files: record_files,
            faults: record_faults,
            skipped: record_skipped,
        } = find(dataset, Kind::Record)?;
        let Listing {
            files: filing_files,
            faults: filing_faults,
            skipped: filing_skipped,
        } = find(dataset, Kind::Filing)?;
        if record_files.is_empty() && record_faults.is_empty() {
            return Err(IntakeError::NoRecords {
                folder: shown_path(dataset),
            }
            .into());
        }
        let size = |found: &DatasetFile| {
            std::fs::metadata(&found.path).map_or(0, |metadata| metadata.len())
        };
        meter.begin(
            Stage::Opening,
            record_files.iter().chain(&filing_files).map(size).sum(),
        );
        let skipped = filing_skipped.into_iter().chain(record_skipped).collect();
        let mut inputs = Self {
            skipped,
            ..Self::default()
        };
        for fault in record_faults.into_iter().chain(filing_faults) {
            inputs.refuse(fault);
        }
        let open = |found: &[DatasetFile]| -> Vec<Result<InputFile, FileFault>> {
            found
                .par_iter()
                .map(|found| InputFile::open(found).inspect(|file| meter.advance(file.size)))
                .collect()
        };
        for result in open(&record_files).into_iter().chain(open(&filing_files)) {
            match result {
                Ok(file) if file.kind == Kind::Record => inputs.records.push(file),
                Ok(file) => inputs.filings.push(file),
                Err(fault) => inputs.refuse(fault),
            }
        }
        meter.size(
            inputs.records.len() + inputs.filings.len(),
            rows(&inputs.records).saturating_add(rows(&inputs.filings)),
        );
        Ok(inputs)
    }

    /// The files of a dataset once more, without one that was lost and without those that could not be read before.
    pub(super) fn open_without(
        self,
        lost: FileFault,
        dataset: &Path,
        meter: &Meter,
    ) -> Result<Self, RunError> {
        let mut inputs = Self::open(dataset, meter)?;
        for fault in self.faults.into_values().chain([lost]) {
            inputs.refuse(fault);
        }
        Ok(inputs)
    }

    /// An error where a file is not what it was when it was opened.
    pub(super) fn check_unchanged(&self) -> Result<(), FileFault> {
        let mut files = self.records.iter().chain(&self.filings);
        files.try_for_each(InputFile::check_unchanged)
    }

    /// The rows of some files of records, by their places.
    pub(super) fn rows_of(&self, which: impl Fn(usize) -> bool) -> u64 {
        let files = self.records.iter().enumerate();
        rows(files.filter_map(|(file, input)| which(file).then_some(input)))
    }

    /// Says in the log what is read.
    pub(super) fn log(&self) {
        for file in self.filings.iter().chain(&self.records) {
            debug!(
                file = file.name,
                rows = file.rows,
                bytes = file.size,
                "file opened"
            );
        }
        info!(
            records = self.records.len(),
            filings = self.filings.len(),
            rows = rows(&self.records),
            "files opened"
        );
    }

    /// Warns of what is not read.
    pub(super) fn warn(&self) {
        for fault in self.faults.values() {
            warn!(file = fault.file, fault = %fault.fault.without_contents(), "left out");
        }
        if self.without_filings() {
            warn!("no file under estimates/: every estimate is none");
        }
    }

    /// Whether there is no file of filings at all, not even one that cannot be read.
    pub(super) fn without_filings(&self) -> bool {
        let folder = format!("{}/", Kind::Filing.folder());
        self.filings.is_empty() && !self.faults.keys().any(|file| file.starts_with(&folder))
    }

    /// When each file had last been written to.
    pub(super) fn modified(&self) -> BTreeMap<String, u64> {
        let modified = |file: &InputFile| Some((file.name.clone(), file.modified()?));
        self.filings
            .iter()
            .chain(&self.records)
            .filter_map(modified)
            .collect()
    }

    /// Notes a fault and drops the file. Of several faults of one file the first stands.
    pub(super) fn refuse(&mut self, fault: FileFault) {
        self.records.retain(|file| file.name != fault.file);
        self.filings.retain(|file| file.name != fault.file);
        self.faults.entry(fault.file.clone()).or_insert(fault);
    }

    /// Ends the run where a file cannot be read and the user did not ask to go on, or nothing is left.
    pub(super) fn decide(&mut self, unreadable: Unreadable) -> Result<(), RunError> {
        if self.faults.is_empty()
            || (unreadable == Unreadable::LeaveOut && !self.records.is_empty())
        {
            return Ok(());
        }
        let faults = std::mem::take(&mut self.faults).into_values().collect();
        Err(match unreadable {
            Unreadable::EndRun => IntakeError::Faults(faults),
            Unreadable::LeaveOut => IntakeError::NothingLeft(faults),
        }
        .into())
    }
}

/// Does some work on every portion of every file, on all threads; what came of it, by file and portion in
/// order, and where a file fails, its first fault.
pub(crate) fn by_portion<T: Send>(
    files: &[InputFile],
    work: impl Fn(Piece<'_>) -> Result<T, FileFault> + Sync,
) -> Vec<Result<Vec<T>, FileFault>> {
    by_portion_of(files, |_| true, work)
}

/// The same with some of the files, by their places; of the others nothing came.
pub(super) fn by_portion_of<T: Send>(
    files: &[InputFile],
    which: impl Fn(usize) -> bool + Sync,
    work: impl Fn(Piece<'_>) -> Result<T, FileFault> + Sync,
) -> Vec<Result<Vec<T>, FileFault>> {
    files
        .par_iter()
        .enumerate()
        .map(|(file_index, file)| {
            if !which(file_index) {
                return Ok(Vec::new());
            }
            let reader = &file.reader()?;
            let portions = reader.portions().par_iter().enumerate();
            portions
                .map(|(place, portion)| {
                    work(Piece {
                        file_index,
                        place,
                        reader,
                        portion,
                    })
                })
                .collect()
        })
        .collect()
}

/// Rows of all files; what their footers claim may be more than can be counted.
fn rows<'f>(files: impl IntoIterator<Item = &'f InputFile>) -> u64 {
    files
        .into_iter()
        .fold(0, |rows, file| rows.saturating_add(file.rows))
}
