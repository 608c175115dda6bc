//! A published run, opened again: what it says of itself, its configuration, and its tables, read no further
//! than a question needs.
//!
//! Nothing is read but what was published: manifest and configuration are compared with their hashes when a run is opened,
//! each table once, before it is read.
//!
//! Everything comes from the run's own folder, which never changes once it is published; the dataset need
//! not be there any more, and is only named here, with what its files were. Nothing here decides anything: filings
//! become timelines in [`crate::estimates`] again, as they did that night.

mod changes;
mod cursor;
mod dossier;
mod error;
mod listing;
mod notes;
mod previous_run;
mod reach;
mod records;
mod refused;
mod replaced;
mod rows;
mod stream;
mod table;

pub use cursor::{EvidenceCursor, EvidenceFile, EvidenceView};
pub use dossier::Dossier;
pub use error::PublishedError;
pub use listing::{Listed, ListedState, listed};
pub use notes::DaysOfFile;
pub use previous_run::{Earlier, EarlierFile, FileNumbers};
pub use reach::Reach;
pub use records::{EvidenceRow, RecordRow, SupersededRow, WarnedRow};
pub use refused::{RefusedMention, RefusedRow, Unusable};
pub use rows::{Account, AlertRow};
pub(crate) use table::{Table, described};

use crate::archive::{
    Generations, InputEntry, Manifest, MoreEntry, Number, OutputEntry, RunFile, Staged, hash_of,
    is_at, run_name,
};
use crate::config::{Config, ConfigSource, Policy};
use crate::conversion::Conversion;
use crate::estimates::{Estimates, ReadFiling, Standing, stand};
use crate::intake::{About, Kind, Lists, Noted};
use crate::terms::{Country, Day, shown_path};
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

/// A published run.
#[derive(Debug)]
pub struct PublishedRun {
    folder: PathBuf,
    /// Held as long as the run is open, so that it is not pruned meanwhile; `None` of a run that is being written.
    held: Option<File>,
    /// What it has besides what its manifest covers.
    more: Vec<MoreEntry>,
    /// The hashes of its tables, by file; none of a run that is being written.
    hashes: BTreeMap<String, String>,
    /// The tables that have been compared with theirs.
    sound: Mutex<BTreeSet<String>>,
    /// What was sent as filings and could not be used, once that has been read.
    unusable: OnceLock<Unusable>,
    /// The run before, as its `run.json` names it.
    previous: Option<String>,
    /// Its number.
    pub run: String,
    /// The dataset it was made of, from the root of the file system.
    pub dataset: PathBuf,
    /// Judged with what had been received by then; `None`: with everything.
    pub known_at: Option<Day>,
    /// The policy it was judged by.
    pub policy: Policy,
    /// What its dataset says of itself: who delivered it, as of when, whether it is invented.
    pub about: Option<About>,
    /// The configuration it was judged by.
    pub config: Config,
    /// What each form holds, from the same.
    pub conversion: Conversion,
}

/// A file of records that a run read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadFile {
    /// Relative to the dataset, `/` between its parts.
    pub name: String,
    /// What it was.
    pub noted: Noted,
    /// Rows, refused ones included.
    pub rows: u64,
}

/// The files of records of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadFiles {
    /// Those that were read, in path order: a record's [`crate::terms::Origin`] counts them.
    pub read: Vec<ReadFile>,
    /// Those that could not be read and were left out, by name.
    pub left_out: Vec<String>,
}

/// The table of the records that warnings concern.
const WARNED_FILE: &str = "warned.parquet";

impl PublishedRun {
    /// What its records were checked and weighed by.
    #[must_use]
    pub const fn lists(&self) -> Lists<'_> {
        Lists {
            config: &self.config,
            conversion: &self.conversion,
        }
    }

    /// Opens the run that is current in an output folder.
    pub fn current(out: &Path) -> Result<Self, PublishedError> {
        loop {
            // Named by its own folder, so that a run published meanwhile changes nothing.
            let opened = Self::current_folder(out)?;
            match Self::at(&opened) {
                Err(PublishedError::Gone { .. }) if Self::current_folder(out)? != opened => {}
                run => return run,
            }
        }
    }

    /// The folder of the run that is current, by its own name.
    fn current_folder(out: &Path) -> Result<PathBuf, PublishedError> {
        let link = out.join("current");
        if !link.is_dir() {
            return Err(PublishedError::NoRun {
                out: shown_path(out),
            });
        }
        link.canonicalize()
            .map_err(|error| PublishedError::io(&link, error))
    }

    /// Opens the run of a number in an output folder.
    pub fn numbered(out: &Path, number: Number) -> Result<Self, PublishedError> {
        let generations = Generations::of(out);
        let folder = generations.folder(number);
        if folder.is_dir() {
            return Self::at(
                &folder
                    .canonicalize()
                    .map_err(|error| PublishedError::io(&folder, error))?,
            );
        }
        let numbers = generations
            .numbers()
            .map_err(|error| PublishedError::io(&generations.runs(), error))?;
        match (numbers.first(), numbers.last()) {
            (Some(first), Some(last)) => {
                let gone = if generations.tombstone(number).exists() {
                    "was pruned"
                } else {
                    "is not there"
                };
                let there = format!(
                    "those that are there go from {} to {}; inforce runs lists them",
                    run_name(*first),
                    run_name(*last)
                );
                Err(PublishedError::NotThere {
                    run: run_name(number),
                    out: shown_path(out),
                    gone,
                    there,
                })
            }
            _ => Err(PublishedError::NoRun {
                out: shown_path(out),
            }),
        }
    }

    /// Opens the run in a folder.
    pub fn at(folder: &Path) -> Result<Self, PublishedError> {
        let held = held(folder)?;
        let path = folder.join("run.json");
        let bytes = std::fs::read(&path).map_err(|error| PublishedError::io(&path, error))?;
        let notes = RunFile::read(&bytes).map_err(|fault| PublishedError::other(&path, fault))?;
        let manifest = folder.join("manifest.json");
        let hash = hash_of(&manifest).map_err(|error| PublishedError::io(&manifest, error))?;
        if hash.to_hex().as_str() != notes.manifest_blake3 {
            return Err(PublishedError::hash(&manifest));
        }
        let (mut run, covered) = Self::open(folder, notes.run, PathBuf::from(notes.dataset))?;
        let more = notes
            .more
            .iter()
            .map(|entry| (entry.file.to_string(), entry.blake3.clone()));
        run.hashes = covered
            .into_iter()
            .map(|output| (output.file.into_owned(), output.blake3))
            .chain(more)
            .collect();
        Ok(Self {
            held: Some(held),
            more: notes.more,
            previous: notes.previous.map(|previous| previous.run),
            ..run
        })
    }

    /// Opens a run that has been written, but for its `run.json`.
    pub fn staged(staged: &Staged<'_>) -> Result<Self, PublishedError> {
        Self::open(staged.folder(), staged.run(), PathBuf::new()).map(|(run, _)| run)
    }

    /// The run, and the tables that its manifest covers.
    fn open(
        folder: &Path,
        run: String,
        dataset: PathBuf,
    ) -> Result<(Self, Vec<OutputEntry>), PublishedError> {
        let manifest: Manifest = json(&folder.join("manifest.json"))?;
        let path = folder.join("config.json");
        let files: BTreeMap<String, String> = json(&path)?;
        let source = ConfigSource::stored(files);
        if source.hash().to_hex().as_str() != manifest.config_blake3 {
            return Err(PublishedError::other(
                &path,
                "it is not the configuration that manifest.json names",
            ));
        }
        let config = Config::load(source).map_err(|error| PublishedError::other(&path, error))?;
        let conversion =
            Conversion::of(&config).map_err(|error| PublishedError::other(&path, error))?;
        let Manifest {
            known_at,
            policy,
            about,
            outputs,
            ..
        } = manifest;
        let (held, more, previous, hashes) = (None, Vec::new(), None, BTreeMap::new());
        let (sound, unusable) = (Mutex::default(), OnceLock::new());
        let folder = folder.to_path_buf();
        Ok((
            Self {
                folder,
                held,
                more,
                hashes,
                sound,
                unusable,
                previous,
                run,
                dataset,
                known_at,
                policy,
                about,
                config,
                conversion,
            },
            outputs,
        ))
    }

    /// What it has besides what its manifest covers, by `run.json`.
    #[must_use]
    pub fn more(&self) -> &[MoreEntry] {
        &self.more
    }

    /// Whether its program recorded warnings and doubts; those of an older inforce did not, so that of its runs nothing is known
    /// of either.
    #[must_use]
    pub fn knows_warnings(&self) -> bool {
        self.has(WARNED_FILE)
    }

    /// Whether its `run.json` lists a file.
    fn has(&self, file: &str) -> bool {
        self.more.iter().any(|entry| &*entry.file == file)
    }

    /// The number of the run before, as its `run.json` names it.
    #[must_use]
    pub fn previous(&self) -> Option<&str> {
        self.previous.as_deref()
    }

    /// Where a table is, once it is known to be what was published, by the hash that manifest or `run.json` has; one of a
    /// run that is still being written is what it is.
    pub(super) fn table(&self, file: &str) -> Result<PathBuf, PublishedError> {
        let path = self.path(file);
        // Whoever asks meanwhile waits for the answer.
        let mut sound = self.sound.lock().unwrap_or_else(PoisonError::into_inner);
        if self.held.is_none() || sound.contains(file) {
            return Ok(path);
        }
        let hash = hash_of(&path).map_err(|error| PublishedError::io(&path, error))?;
        match self.hashes.get(file) {
            Some(published) if hash.to_hex().as_str() == published => {
                sound.insert(file.to_owned());
                Ok(path)
            }
            Some(_) => Err(PublishedError::hash(&path)),
            None => Err(PublishedError::other(
                &path,
                "neither manifest.json nor run.json names it",
            )),
        }
    }

    /// Its folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where one of its files is.
    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.folder.join(file)
    }

    /// The files of records that it read.
    pub fn files(&self) -> Result<ReadFiles, PublishedError> {
        let path = self.path("manifest.json");
        let Manifest {
            inputs, left_out, ..
        } = self.manifest()?;
        let modified = self.run_file()?.modified;
        let folder = format!("{}/", Kind::Record.folder());
        let file = |InputEntry {
                        file: name,
                        size,
                        rows,
                        blake3,
                        ..
                    }: InputEntry| {
            let hash = blake3::Hash::from_hex(&blake3)
                .map_err(|error| PublishedError::other(&path, error))?;
            let noted = Noted {
                size,
                modified: modified.get(&name).copied(),
                hash,
            };
            Ok(ReadFile { name, noted, rows })
        };
        let read = inputs
            .into_iter()
            .filter(|input| input.file.starts_with(&folder))
            .map(file)
            .collect::<Result<_, _>>()?;
        let left_out = left_out
            .into_iter()
            .map(|note| note.file)
            .filter(|file| file.starts_with(&folder))
            .collect();
        Ok(ReadFiles { read, left_out })
    }

    /// All valid filings that it read, by country, substance and id.
    pub fn filings(&self) -> Result<Vec<ReadFiling>, PublishedError> {
        rows::filings(&self.table("filings.parquet")?, &self.config, None)
            .map(|(filings, _)| filings)
    }

    /// The names of the files that their origins number.
    pub fn files_of_filings(&self) -> Result<Vec<String>, PublishedError> {
        rows::filings(&self.table("filings.parquet")?, &self.config, None).map(|(_, files)| files)
    }

    /// Those of one country; versions of one filing may name different substances.
    pub fn filings_of(&self, country: Country) -> Result<Vec<ReadFiling>, PublishedError> {
        self.filings_and_files(&[country])
            .map(|(filings, _)| filings)
    }

    /// Those of some countries, and the names of the files that their origins number.
    pub fn filings_and_files(
        &self,
        countries: &[Country],
    ) -> Result<(Vec<ReadFiling>, Vec<String>), PublishedError> {
        rows::filings(
            &self.table("filings.parquet")?,
            &self.config,
            Some(countries),
        )
    }

    /// Filings as they stood for this run, and the estimates they make.
    #[must_use]
    pub fn estimates(&self, filings: Vec<ReadFiling>) -> (Standing, Estimates) {
        let standing = stand(filings, self.known_at);
        let estimates = Estimates::of(&standing.in_use, self.policy);
        (standing, estimates)
    }
}

/// Takes hold of a run's folder, which keeps it from being pruned for as long as it is open.
fn held(folder: &Path) -> Result<File, PublishedError> {
    let gone = || PublishedError::Gone {
        path: shown_path(folder),
    };
    let open = File::open(folder).map_err(|error| PublishedError::io(folder, error))?;
    // Where the file system knows no locks, nothing can be pruned either.
    match open.try_lock_shared() {
        Err(TryLockError::WouldBlock) => Err(gone()),
        _ if !is_at(&open, folder) => Err(gone()),
        _ => Ok(open),
    }
}

fn json<T: DeserializeOwned>(path: &Path) -> Result<T, PublishedError> {
    let bytes = std::fs::read(path).map_err(|error| PublishedError::io(path, error))?;
    serde_json::from_slice(&bytes).map_err(|error| PublishedError::other(path, error))
}
