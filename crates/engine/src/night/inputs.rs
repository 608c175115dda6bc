//! Opens the files of a dataset and distributes the work on them.

use super::{Meter, RunError, Stage};
use crate::archive::Stretch;
use crate::config::Config;
use crate::conversion::Lists;
use crate::intake::{
    ColumnSet, DatasetFile, FileFault, Inode, InputFile, IntakeError, Kind, Layouts, Noted,
    OpenedFile, Opener, Portion, Reader, Seen, Wanted, check_places, find,
};
use crate::parallel;
use crate::terms::{Origin, shown_path};
use crate::versions::Version;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::SystemTime;
use tracing::{debug, info, warn};

/// What to do about files that cannot be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unreadable {
    /// The run ends with an error that names them all.
    #[default]
    EndRun,
    /// The files are left out and named in the manifest.
    LeaveOut,
}

/// The files that can be read, by kind and in path order, and the first fault of each file that cannot.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    pub(super) records: Vec<InputFile>,
    pub(super) filings: Vec<InputFile>,
    pub(super) faults: BTreeMap<String, FileFault>,
    /// Files and folders that are skipped because of their names.
    pub(super) skipped: Vec<String>,
    /// The hash of the dataset's own layouts.
    layouts: Option<blake3::Hash>,
    /// When the run started that read every byte of every file, if some files were recognised by what the run before noted.
    hashed: Option<String>,
    /// When this run began to read the files; `None` if other processes read them.
    read_from: Option<SystemTime>,
    /// Brings files of records of which only an outline is on this machine.
    pub(super) bring: Option<Bring>,
}

/// Files of records that a run before noted, by which they are recognised.
pub(super) struct Trusted {
    pub(super) files: BTreeMap<String, Noted>,
    /// When the run started that read every byte of them.
    pub(super) hashed: String,
}

/// What a run notes of its files for the next run.
pub(super) struct FilesNoted {
    pub(super) modified: BTreeMap<String, u64>,
    pub(super) inodes: BTreeMap<String, Inode>,
    pub(super) hashed: Option<String>,
}

/// Brings files to this machine, by their names as they were sent. An error unless they are the files that were opened.
pub(super) struct Bring(pub(super) Box<Bringing>);

type Bringing = dyn Fn(&[&InputFile]) -> Result<(), RunError> + Send + Sync;

impl std::fmt::Debug for Bring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Bring")
    }
}

/// A portion of an open file to work on.
#[derive(Clone, Copy)]
pub struct Piece<'a> {
    /// The place of the file among the files of its kind.
    pub file_index: usize,
    /// The place of the portion in the file.
    pub place: usize,
    /// Reads the file.
    pub reader: &'a Reader<'a>,
    /// The portion.
    pub portion: &'a Portion,
}

impl Piece<'_> {
    /// Returns the rows of the piece, which is of one of the files of records.
    pub(super) fn stretch<'f>(&self, files: &'f [InputFile]) -> Stretch<'f> {
        Stretch {
            file: files
                .get(self.file_index)
                .map_or("", |file| file.name.as_str()),
            first_row: self.portion.first_row(),
            rows: self.portion.rows(),
        }
    }

    /// Calls `each` for the valid records of the portion that are wanted, in order and in full.
    pub(super) fn versions(
        self,
        wanted: Wanted<'_>,
        lists: &Lists,
        mut each: impl FnMut(Version<'_>),
    ) -> Result<(), FileFault> {
        let file = u32::try_from(self.file_index).unwrap_or(u32::MAX);
        let mut seen = |seen: Seen<'_>| {
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
            .scan(self.portion, ColumnSet::All, wanted, lists, &mut seen)
            .map(drop)
    }
}

/// The files of a dataset, found and not yet opened.
pub(super) struct FoundFiles {
    pub(super) layouts: Layouts,
    /// The files of records, then those of filings, each kind in path order.
    pub(super) files: Vec<DatasetFile>,
    /// Entries that cannot be files of a dataset.
    pub(super) faults: Vec<FileFault>,
    /// Files and folders that are skipped because of their names.
    skipped: Vec<String>,
}

impl FoundFiles {
    /// Finds all files.
    pub(super) fn of(dataset: &Path, config: &Config) -> Result<Self, RunError> {
        check_places(dataset)?;
        let layouts = Layouts::load(&config.source, dataset).map_err(IntakeError::from)?;
        let records = find(dataset, Kind::Record)?;
        let filings = find(dataset, Kind::Filing)?;
        if records.files.is_empty() && records.faults.is_empty() {
            return Err(IntakeError::NoRecords {
                folder: shown_path(dataset),
            }
            .into());
        }
        let all = |of_records: Vec<_>, of_filings| of_records.into_iter().chain(of_filings);
        Ok(Self {
            layouts,
            files: all(records.files, filings.files).collect(),
            faults: records.faults.into_iter().chain(filings.faults).collect(),
            skipped: filings.skipped.into_iter().chain(records.skipped).collect(),
        })
    }

    /// Returns what files are opened by.
    pub(super) fn opener<'a>(&'a self, config: &'a Config) -> Opener<'a> {
        Opener {
            layouts: &self.layouts,
            config,
        }
    }
}

impl Inputs {
    /// Finds and opens all files. Of a file that is recognised the bytes are not read.
    pub(super) fn open(
        dataset: &Path,
        config: &Config,
        meter: &Meter,
        trusted: Option<&Trusted>,
    ) -> Result<Self, RunError> {
        let found = FoundFiles::of(dataset, config)?;
        let size =
            |file: &DatasetFile| std::fs::metadata(&file.path).map_or(0, |metadata| metadata.len());
        meter.begin(Stage::Opening, found.files.iter().map(size).sum());
        let opens_by = found.opener(config);
        let read_from = Some(SystemTime::now());
        let open = |place: usize| {
            let file = &found.files[place];
            let noted = trusted.and_then(|trusted| trusted.files.get(&file.name));
            InputFile::reopen(file, opens_by, noted).inspect(|_| meter.advance(size(file)))
        };
        let opened = parallel::map(found.files.len(), open);
        let mut inputs = Self::of(found, opened);
        let recognised = inputs.records.iter().any(|file| file.recognised);
        let hashed = trusted.filter(|_| recognised);
        inputs.hashed = hashed.map(|trusted| trusted.hashed.clone());
        inputs.read_from = read_from;
        meter.size(
            inputs.records.len() + inputs.filings.len(),
            rows(&inputs.records).saturating_add(rows(&inputs.filings)),
        );
        Ok(inputs)
    }

    /// Sorts what was opened, or why it was not, of each file that was found.
    pub(super) fn of(found: FoundFiles, opened: Vec<Result<OpenedFile, FileFault>>) -> Self {
        let mut inputs = Self {
            skipped: found.skipped,
            layouts: found.layouts.own,
            ..Self::default()
        };
        for fault in found.faults {
            inputs.refuse(fault);
        }
        for (file, result) in found.files.iter().zip(opened) {
            match result {
                Ok(opened) => {
                    inputs.skipped.extend(opened.skipped);
                    match file.kind {
                        Kind::Record => inputs.records.extend(opened.tables),
                        Kind::Filing => inputs.filings.extend(opened.tables),
                    }
                }
                Err(fault) => inputs.refuse(fault),
            }
        }
        // The tables of a workbook follow its name.
        for files in [&mut inputs.records, &mut inputs.filings] {
            files.sort_by(|a, b| a.name.cmp(&b.name));
        }
        inputs
    }

    /// Opens the files again, without the file that was lost and without those that could not be read before.
    pub(super) fn open_without(
        self,
        lost: FileFault,
        dataset: &Path,
        config: &Config,
        meter: &Meter,
    ) -> Result<Self, RunError> {
        let mut inputs = Self::open(dataset, config, meter, None)?;
        for fault in self.faults.into_values().chain([lost]) {
            inputs.refuse(fault);
        }
        Ok(inputs)
    }

    /// Makes sure that rows of some files of records can be read.
    pub(super) fn at_hand(&self, files: &[&InputFile]) -> Result<(), RunError> {
        self.bring.as_ref().map_or(Ok(()), |bring| (bring.0)(files))
    }

    /// Returns an error if a file has changed since it was opened.
    pub(super) fn check_unchanged(&self) -> Result<(), FileFault> {
        let mut files = self.records.iter().chain(&self.filings);
        files.try_for_each(InputFile::check_unchanged)
    }

    /// Returns the number of rows of the record files that `which` selects by place.
    pub(super) fn rows_of(&self, which: impl Fn(usize) -> bool) -> u64 {
        let files = self.records.iter().enumerate();
        rows(files.filter_map(|(file, input)| which(file).then_some(input)))
    }

    /// Logs the files that are read.
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

    /// Warns of files that are not read.
    pub(super) fn warn(&self) {
        for fault in self.faults.values() {
            warn!(file = fault.file, fault = %fault.fault.without_contents(), "left out");
        }
        if self.without_filings() {
            warn!("no file under estimates/: every estimate is none");
        }
    }

    /// Whether there is no file of filings, not even one that cannot be read.
    pub(super) fn without_filings(&self) -> bool {
        let folder = format!("{}/", Kind::Filing.folder());
        self.filings.is_empty() && !self.faults.keys().any(|file| file.starts_with(&folder))
    }

    /// Returns the hash of the dataset's own layouts; `None` if it has none.
    pub(super) fn layouts_hash(&self) -> Option<String> {
        self.layouts.map(|hash| hash.to_hex().to_string())
    }

    /// Whether files were recognised by what the run before noted.
    pub(super) fn are_trusted(&self) -> bool {
        self.hashed.is_some()
    }

    /// Returns what the next run recognises the files by.
    pub(super) fn noted(&self) -> FilesNoted {
        let modified = |file: &InputFile| Some((file.name.clone(), file.modified()?));
        // What other processes read may have been replaced since.
        let tells = |file: &&InputFile| {
            let from = self.read_from;
            from.is_some_and(|from| file.inode().tells_of_changes_after(from))
        };
        let telling = self.records.iter().filter(tells);
        FilesNoted {
            modified: self
                .filings
                .iter()
                .chain(&self.records)
                .filter_map(modified)
                .collect(),
            inodes: telling
                .map(|file| (file.name.clone(), file.inode()))
                .collect(),
            hashed: self.hashed.clone(),
        }
    }

    /// Notes a fault and drops the file. The first of several faults of a file is kept.
    pub(super) fn refuse(&mut self, fault: FileFault) {
        // All tables of a workbook go together.
        let mut files = self.records.iter().chain(&self.filings);
        let sent = files
            .find(|file| file.name == fault.file)
            .map_or_else(|| fault.file.clone(), |file| file.sent().to_owned());
        self.records.retain(|file| file.sent() != sent);
        self.filings.retain(|file| file.sent() != sent);
        self.faults.entry(fault.file.clone()).or_insert(fault);
    }

    /// Returns an error if a file cannot be read and the user did not ask to go on, or if no file of records is left.
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

/// Does some work on every portion of every file, on all threads. Returns the results by file and portion, in order; for a file
/// that fails, its first fault.
pub fn by_portion<T: Send>(
    files: &[InputFile],
    work: impl Fn(Piece<'_>) -> Result<T, FileFault> + Sync,
) -> Vec<Result<Vec<T>, FileFault>> {
    by_portion_of(files, |_| true, work)
}

/// Does some work on every portion of the files that `which` selects by place. The results of the other files are empty.
pub(super) fn by_portion_of<T: Send>(
    files: &[InputFile],
    which: impl Fn(usize) -> bool + Sync,
    work: impl Fn(Piece<'_>) -> Result<T, FileFault> + Sync,
) -> Vec<Result<Vec<T>, FileFault>> {
    parallel::map(files.len(), |file_index| {
        if !which(file_index) {
            return Ok(Vec::new());
        }
        let reader = &files[file_index].reader()?;
        let portions = reader.portions();
        parallel::try_map(portions.len(), |place| {
            work(Piece {
                file_index,
                place,
                reader,
                portion: &portions[place],
            })
        })
    })
}

/// Returns the number of rows of all files. The footers of files may claim more rows than can be counted.
fn rows<'f>(files: impl IntoIterator<Item = &'f InputFile>) -> u64 {
    files
        .into_iter()
        .fold(0, |rows, file| rows.saturating_add(file.rows))
}
