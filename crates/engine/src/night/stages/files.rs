//! The files of a dataset as the stages know them: listed once, opened once, and opened again by what was noted.

use super::error::StageError;
use super::message::{Checksum, Message, MessageKind, Receipt};
use super::stream::{Header, carried, decoded, read};
use super::{StageName, Stages};
use crate::config::Config;
use crate::intake::{
    DatasetFile, Fault, FileFault, InputFile, IntakeError, Kind, Layouts, Noted, OpenedFile,
    Opener, Portion,
};
use crate::night::inputs::{FoundFiles, Inputs};
use crate::parallel;
use crate::terms::shown_path;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::BufReader;

/// The name of the list of files in the state folder.
pub(super) const LISTED: &str = "listed.arrow";
/// The name of what was found in the files, in the state folder.
pub(super) const OPENED: &str = "opened.arrow";

/// What was found in a file that can be read.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FileNote {
    size: u64,
    modified: Option<u64>,
    hash: String,
    lines: Option<Vec<Portion>>,
    /// Whether a layout describes the file.
    described: bool,
    tables: Vec<TableNote>,
}

/// A table in a file, with the rows of each of its portions.
#[derive(Debug, Serialize, Deserialize)]
struct TableNote {
    name: String,
    portions: Vec<u64>,
}

/// Why a file cannot be read, in words.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct FaultNote {
    said: String,
    without_contents: String,
}

impl FileNote {
    /// Notes what was found; a file that can be read has a table.
    pub(super) fn of(opened: &OpenedFile) -> Option<Self> {
        let noted = opened.tables.first()?.noted();
        let table = |table: &InputFile| TableNote {
            name: table.name.clone(),
            portions: table.portions.iter().map(Portion::rows).collect(),
        };
        Some(Self {
            size: noted.size,
            modified: noted.modified,
            hash: noted.hash.to_hex().to_string(),
            lines: noted.lines,
            described: opened
                .tables
                .iter()
                .any(|table| table.described().is_some()),
            tables: opened.tables.iter().map(table).collect(),
        })
    }

    /// Opens the file again; an error unless it is the file that was noted.
    fn reopen(&self, file: &DatasetFile, by: Opener<'_>) -> Result<OpenedFile, FileFault> {
        let changed = || FileFault {
            file: file.name.clone(),
            fault: Fault::Changed,
        };
        let noted = Noted {
            size: self.size,
            modified: self.modified,
            inode: None,
            hash: blake3::Hash::from_hex(&self.hash).map_err(|_| changed())?,
            lines: self.lines.clone(),
        };
        let opened = InputFile::reopen(file, by, Some(&noted))?;
        let is_same = |(table, note): (&InputFile, &TableNote)| {
            let portions = table.portions.iter().map(Portion::rows);
            table.hash == noted.hash
                && table.name == note.name
                && portions.eq(note.portions.iter().copied())
        };
        if opened.tables.len() == self.tables.len()
            && opened.tables.iter().zip(&self.tables).all(is_same)
        {
            Ok(opened)
        } else {
            Err(changed())
        }
    }
}

impl FaultNote {
    pub(super) fn of(fault: &Fault) -> Self {
        Self {
            said: fault.to_string(),
            without_contents: fault.without_contents(),
        }
    }

    pub(super) fn fault(&self, file: &str) -> FileFault {
        FileFault {
            file: file.to_owned(),
            fault: Fault::Told {
                said: self.said.clone(),
                without_contents: self.without_contents.clone(),
            },
        }
    }
}

/// The list of files.
pub(super) struct Listed {
    pub(super) header: Header,
    pub(super) files: Vec<DatasetFile>,
    layouts: Layouts,
}

impl Listed {
    /// Returns what files are opened by.
    pub(super) fn opener<'a>(&'a self, config: &'a Config) -> Opener<'a> {
        Opener {
            layouts: &self.layouts,
            config,
        }
    }
}

/// A table of records, in the order of their names: its place is the number of the file in a run.
pub(super) struct TableOfRecords {
    /// The place of its file in the list.
    pub(super) file: usize,
    /// The place in the file.
    table: usize,
    pub(super) name: String,
    /// The rows of each portion.
    pub(super) portions: Vec<u64>,
}

/// The files with what was found in them.
pub(super) struct Opened {
    pub(super) listed: Listed,
    notes: Vec<Result<FileNote, FaultNote>>,
    pub(super) tables: Vec<TableOfRecords>,
}

impl Stages<'_> {
    /// Returns the header of the run over these files.
    pub(super) fn header<'f>(
        &self,
        names: impl Iterator<Item = &'f str>,
        layouts: &Layouts,
    ) -> Header {
        let mut hasher = blake3::Hasher::new();
        for name in names {
            hasher.update(name.as_bytes()).update(&[0]);
        }
        if let Some(own) = &layouts.own {
            hasher.update(&[0]).update(own.as_bytes());
        }
        Header::new(
            self.nightly.config.source.hash(),
            self.nightly.known_at.map(|day| day.to_string()),
            hasher.finalize(),
        )
    }

    fn layouts(&self) -> Result<Layouts, StageError> {
        let loaded = Layouts::load(&self.nightly.config.source, self.nightly.dataset);
        Ok(loaded.map_err(IntakeError::from)?)
    }

    /// Opens a file of the state folder.
    pub(super) fn state(&self, name: &str) -> Result<BufReader<File>, StageError> {
        let path = self.state.join(name);
        let file = File::open(&path).map_err(|error| StageError::State {
            path: shown_path(&path),
            error,
        })?;
        Ok(BufReader::new(file))
    }

    /// Reads the list of files.
    pub(super) fn listed(&self) -> Result<Listed, StageError> {
        let (found, messages) = carried(self.state(LISTED)?)?;
        let mut files = BTreeMap::new();
        for message in messages {
            match message.kind {
                MessageKind::Listed => {
                    let name = message.payload.get(8..).map(std::str::from_utf8);
                    let file = name
                        .and_then(Result::ok)
                        .and_then(|name| DatasetFile::named(self.nightly.dataset, name))
                        .ok_or_else(|| StageError::message(LISTED, &message, "it is no file"))?;
                    files.insert(message.key, file);
                }
                MessageKind::Receipt => {}
                _ => return Err(misplaced(LISTED, &message)),
            }
        }
        let files: Vec<DatasetFile> = files.into_values().collect();
        let layouts = self.layouts()?;
        let header = self.header(files.iter().map(|file| file.name.as_str()), &layouts);
        header.expect(&found, LISTED)?;
        Ok(Listed {
            header,
            files,
            layouts,
        })
    }

    /// Reads what was found in the files. An error unless every file was opened once.
    pub(super) fn opened(&self) -> Result<Opened, StageError> {
        let listed = self.listed()?;
        let mut notes: BTreeMap<usize, Vec<FileNote>> = BTreeMap::new();
        let mut faults: BTreeMap<usize, FaultNote> = BTreeMap::new();
        let mut of_open = Checksum::default();
        let opened = read(self.state(OPENED)?, OPENED, &listed.header, |message| {
            let file = usize::try_from(message.key).unwrap_or(usize::MAX);
            if matches!(message.kind, MessageKind::Opened | MessageKind::Fault) {
                of_open.add(&message);
            }
            match message.kind {
                MessageKind::Opened => {
                    let note = decoded(&message, OPENED)?;
                    notes.entry(file).or_default().push(note);
                }
                // What later stages found of files that can be opened is added by the driver.
                MessageKind::Fault | MessageKind::Unread => {
                    faults.insert(file, decoded(&message, OPENED)?);
                }
                MessageKind::Receipt => {}
                _ => return Err(misplaced(OPENED, &message)),
            }
            Ok(())
        });
        let (_, receipts) = opened?;
        same(
            "from stage open to opened.arrow",
            Receipt::sum(&receipts, StageName::Open, |task| task.written.on),
            of_open,
        )?;
        let note = |(place, file): (usize, &DatasetFile)| {
            let of_file = notes.remove(&place).unwrap_or_default();
            // A fault may be found when the file is read, after it was opened.
            if let Some(fault) = faults.remove(&place) {
                return Ok(Err(fault));
            }
            let times = of_file.len();
            let mut of_file = of_file.into_iter();
            match (of_file.next(), times) {
                (Some(note), 1) => Ok(Ok(note)),
                _ => Err(StageError::Times {
                    what: "file",
                    which: shown_path(&file.name),
                    stage: StageName::Open.name(),
                    times,
                }),
            }
        };
        let notes = listed
            .files
            .iter()
            .enumerate()
            .map(note)
            .collect::<Result<Vec<_>, StageError>>()?;
        let mut tables = Vec::new();
        for (file, (found, note)) in listed.files.iter().zip(&notes).enumerate() {
            let Some(note) = note.as_ref().ok().filter(|_| found.kind == Kind::Record) else {
                continue;
            };
            for (table, of_table) in note.tables.iter().enumerate() {
                tables.push(TableOfRecords {
                    file,
                    table,
                    name: of_table.name.clone(),
                    portions: of_table.portions.clone(),
                });
            }
        }
        tables.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Opened {
            listed,
            notes,
            tables,
        })
    }

    /// Finds the files again and fails if they are not those of the list.
    pub(super) fn found(&self, listed: &Listed) -> Result<FoundFiles, StageError> {
        let found = FoundFiles::of(self.nightly.dataset, self.nightly.config)?;
        let (now, then): (BTreeSet<&str>, BTreeSet<&str>) = (
            found.files.iter().map(|file| file.name.as_str()).collect(),
            listed.files.iter().map(|file| file.name.as_str()).collect(),
        );
        match now.symmetric_difference(&then).next() {
            None => Ok(found),
            Some(name) => Err(StageError::Files {
                dataset: shown_path(self.nightly.dataset),
                found: format!(
                    "{} is {}",
                    shown_path(name),
                    if now.contains(name) { "new" } else { "missing" }
                ),
            }),
        }
    }
}

impl Opened {
    fn opener<'a>(&'a self, stages: &'a Stages<'_>) -> Opener<'a> {
        self.listed.opener(stages.nightly.config)
    }

    /// Returns the files that cannot be read, with the reasons.
    pub(super) fn faults(&self) -> Vec<FileFault> {
        let files = self.listed.files.iter().zip(&self.notes);
        files
            .filter_map(|(file, note)| Some(note.as_ref().err()?.fault(&file.name)))
            .collect()
    }

    /// Returns when a file was last written, as it was opened, in nanoseconds since 1970; 0 if that is not known, or a layout describes
    /// the file.
    pub(super) fn modified(&self, file: usize) -> u64 {
        let note = self.notes.get(file).and_then(|note| note.as_ref().ok());
        note.filter(|note| !note.described)
            .and_then(|note| note.modified)
            .unwrap_or(0)
    }

    /// Opens some tables of records again.
    pub(super) fn records(
        &self,
        stages: &Stages<'_>,
        tables: impl Iterator<Item = usize>,
    ) -> Result<BTreeMap<usize, InputFile>, FileFault> {
        let mut by_file: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for place in tables {
            if let Some(table) = self.tables.get(place) {
                by_file.entry(table.file).or_default().push(place);
            }
        }
        let mut opened = BTreeMap::new();
        for (file, places) in by_file {
            let Some(Ok(note)) = self.notes.get(file) else {
                continue;
            };
            let found = note.reopen(&self.listed.files[file], self.opener(stages))?;
            for (table, input) in found.tables.into_iter().enumerate() {
                let of_table = |place: &&usize| self.tables[**place].table == table;
                if let Some(place) = places.iter().find(of_table) {
                    opened.insert(*place, input);
                }
            }
        }
        Ok(opened)
    }

    /// Opens all files of filings again.
    pub(super) fn filings(&self, stages: &Stages<'_>) -> Result<Vec<InputFile>, FileFault> {
        let mut filings = Vec::new();
        for (file, note) in self.listed.files.iter().zip(&self.notes) {
            if let Some(note) = note.as_ref().ok().filter(|_| file.kind == Kind::Filing) {
                filings.extend(note.reopen(file, self.opener(stages))?.tables);
            }
        }
        filings.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(filings)
    }

    /// Opens all files again.
    pub(super) fn inputs(&self, stages: &Stages<'_>) -> Result<Inputs, StageError> {
        let found = stages.found(&self.listed)?;
        let places: BTreeMap<&str, usize> = self
            .listed
            .files
            .iter()
            .enumerate()
            .map(|(place, file)| (file.name.as_str(), place))
            .collect();
        let open = |number: usize| {
            let file = &found.files[number];
            let place = places
                .get(file.name.as_str())
                .copied()
                .unwrap_or(usize::MAX);
            match self.notes.get(place) {
                Some(Ok(note)) => Ok(Ok(note.reopen(file, self.opener(stages))?)),
                Some(Err(fault)) => Ok(Err(fault.fault(&file.name))),
                None => Err(FileFault {
                    file: file.name.clone(),
                    fault: Fault::Changed,
                }),
            }
        };
        let opened = parallel::try_map(found.files.len(), open)?;
        Ok(Inputs::of(found, opened))
    }
}

/// The error that a message does not belong into a stream.
pub(super) fn misplaced(place: &str, message: &Message) -> StageError {
    StageError::message(place, message, "no such message belongs here")
}

/// Fails unless as much arrived as was written.
pub(super) fn same(place: &str, written: Checksum, read: Checksum) -> Result<(), StageError> {
    if written == read {
        return Ok(());
    }
    Err(StageError::Carried {
        place: place.to_owned(),
        written: written.to_string(),
        read: read.to_string(),
    })
}
