//! Opens a published run: reads what it says about itself, its configuration, and its tables as far as a question needs.
//!
//! Only what was published is read. The manifest and the configuration are compared with their hashes when a run is opened,
//! and each table before it is first read.
//!
//! Everything comes from the run's own folder, which never changes once it is published. The dataset need not be there any
//! more: the run only names it, with what its files were. This module decides nothing: [`crate::estimates`] makes the
//! timelines from the filings again, as on that night.

mod changes;
mod cursor;
mod dossier;
mod error;
mod exempt;
mod listing;
mod notes;
mod previous_run;
mod reach;
mod records;
mod refused;
mod replaced;
mod returns;
mod rows;
mod stream;
mod table;

pub use cursor::{EvidenceCursor, EvidenceView};
pub use dossier::Dossier;
pub use error::PublishedError;
pub use exempt::ExemptRow;
pub use listing::{ListedRun, ListedState, listed};
pub use notes::DaysOfFile;
pub use previous_run::{Earlier, EarlierFile, FileNumbers};
pub use reach::Reach;
pub use records::{EvidenceRow, RecordRow, SupersededRow, WarnedRow};
pub use refused::{RefusedMention, RefusedRow, Unusable};
pub use returns::{ReadReturns, ReturnRow};
pub use rows::TableRows;
pub use rows::{Account, AlertRow};
pub use table::{Table, described};

use crate::archive::tables::{Columns, OwnExportColumns, WarnedColumns, file_of_year, year_of};
use crate::archive::{
    Generations, InputEntry, Manifest, MoreEntry, Number, OutputEntry, RunFile, Staged,
    TableLayout, hash_of, is_at, run_name,
};
use crate::config::{Config, ConfigSource, Policy, Thresholds};
use crate::conversion::{Conversion, Lists};
use crate::estimates::{Estimates, OwnExports, ReadFiling, Standing, StandingFiling, stand};
use crate::intake::{About, Kind, Noted};
use crate::judgement::{Limits, Notices, RuleBook};
use crate::ledger::OwnExport;
use crate::parallel::{self, lock};
use crate::terms::{Country, Day, Substance, shown_path};
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

/// A published run.
#[derive(Debug)]
pub struct PublishedRun {
    folder: PathBuf,
    /// The lock on the folder while the run is open, so that the run is not pruned meanwhile; `None` for a run that is being
    /// written.
    held: Option<File>,
    /// The files that the manifest does not cover.
    more: Vec<MoreEntry>,
    /// The hashes of the files, by file.
    hashes: BTreeMap<String, String>,
    /// Whether evidence, ledger and superseded versions have a file for each calendar year.
    by_year: bool,
    /// The tables that have been compared with their hashes.
    sound: Mutex<BTreeSet<String>>,
    /// The filings that could not be used, once they have been read.
    unusable: OnceLock<Unusable>,
    /// The previous run, as `run.json` names it.
    previous: Option<String>,
    /// The number of the run, as its folder is named.
    pub run: String,
    /// The folder of the dataset, as an absolute path.
    pub dataset: PathBuf,
    /// The known-at date: only what was received by this day counts; `None` if everything counts.
    pub known_at: Option<Day>,
    /// The policy of the run.
    pub policy: Policy,
    /// What the dataset says about itself: who delivered it, as of when, whether it is invented.
    pub about: Option<About>,
    /// The configuration of the run.
    pub config: Config,
    /// What each form holds, by that configuration.
    pub conversion: Conversion,
}

/// A file of records that a run read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadFile {
    /// The path relative to the dataset, with `/` between its parts.
    pub name: String,
    /// The file as it was sent, of which this may be one table.
    pub sent: String,
    /// The size, the time and the hash of the file.
    pub noted: Noted,
    /// The number of rows, with those that were refused.
    pub rows: u64,
}

/// The files of records of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadFiles {
    /// The files that were read, in path order; [`crate::terms::Origin`] numbers them in this order.
    pub read: Vec<ReadFile>,
    /// The names of the files that could not be read and were left out.
    pub left_out: Vec<String>,
    /// The hash of the dataset's own layouts, if it had any.
    pub layouts: Option<String>,
}

impl PublishedRun {
    /// Returns the lists by which the run checked and weighed its records.
    #[must_use]
    pub const fn lists(&self) -> Lists<'_> {
        Lists {
            config: &self.config,
            conversion: &self.conversion,
        }
    }

    /// Opens the current run of an output folder.
    pub fn current(out: &Path) -> Result<Self, PublishedError> {
        loop {
            // The run is opened by its own folder, so that a run published meanwhile changes nothing.
            let opened = Self::current_folder(out)?;
            match Self::at(&opened) {
                Err(PublishedError::Gone { .. }) if Self::current_folder(out)? != opened => {}
                run => return run,
            }
        }
    }

    /// Returns the folder of the current run, by its own name.
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
        run.hashes = hashes(covered, &notes.more);
        Ok(Self {
            held: Some(held),
            by_year: notes.layout == Some(TableLayout::ByYear),
            more: notes.more,
            previous: notes.previous.map(|previous| previous.run),
            ..run
        })
    }

    /// Opens a run that is written, except for its `run.json`.
    pub fn staged(staged: &Staged<'_>) -> Result<Self, PublishedError> {
        let (run, covered) = Self::open(staged.folder(), staged.run(), PathBuf::new())?;
        Ok(Self {
            hashes: hashes(covered, staged.more()),
            ..run
        })
    }

    /// Returns the run and the tables that its manifest covers.
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
                by_year: true,
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

    /// Returns the files that the manifest does not cover, as listed in `run.json`.
    #[must_use]
    pub fn more(&self) -> &[MoreEntry] {
        &self.more
    }

    /// Returns the thresholds of the run's configuration. They are no part of the hash in the manifest, so `config.json` must have the
    /// hash that `run.json` names.
    pub fn thresholds(&self) -> Result<Thresholds, PublishedError> {
        self.table("config.json")?;
        Ok(self.config.thresholds)
    }

    /// Whether the run's program recorded warnings and doubts. Programs of older versions did not, so nothing is known of
    /// those of their runs.
    #[must_use]
    pub fn knows_warnings(&self) -> bool {
        self.has(WarnedColumns::FILE)
    }

    /// Whether the run's program knew the conventions of 1961 and 1988, and published which records count for nothing and what
    /// countries themselves exported. Programs of older versions judged by the convention of 1971 alone.
    #[must_use]
    pub fn knows_conventions(&self) -> bool {
        // A run that is being written lists nothing yet.
        self.held.is_none() || self.has(OwnExportColumns::FILE)
    }

    /// Whether `run.json` lists a file.
    fn has(&self, file: &str) -> bool {
        self.more.iter().any(|entry| &*entry.file == file)
    }

    /// Returns the number of the previous run, as `run.json` names it.
    #[must_use]
    pub fn previous(&self) -> Option<&str> {
        self.previous.as_deref()
    }

    /// Returns the path of a table, once the table agrees with the hash in the manifest or in `run.json`. A table of a run
    /// that is being written is not checked.
    pub(super) fn table(&self, file: &str) -> Result<PathBuf, PublishedError> {
        let path = self.path(file);
        let sound = || lock(&self.sound);
        if self.held.is_none() || sound().contains(file) {
            return Ok(path);
        }
        let hash = hash_of(&path).map_err(|error| PublishedError::io(&path, error))?;
        match self.hashes.get(file) {
            Some(published) if hash.to_hex().as_str() == published => {
                sound().insert(file.to_owned());
                Ok(path)
            }
            Some(_) => Err(PublishedError::hash(&path)),
            None => Err(PublishedError::other(
                &path,
                "neither manifest.json nor run.json names it",
            )),
        }
    }

    /// Returns the rows of a table, once the table agrees with its hash as [`PublishedRun::table`] says.
    pub(super) fn rows<C: Columns>(&self) -> Result<TableRows<'_, C>, PublishedError> {
        self.rows_in(&self.files_of::<C>())
    }

    /// Returns the rows of a table of those calendar years that are wanted, where it has a file for each, and else all rows. The files
    /// agree with their hashes as [`PublishedRun::table`] says.
    fn rows_of_years<C: Columns>(
        &self,
        is_wanted: impl Fn(i32) -> bool,
    ) -> Result<TableRows<'_, C>, PublishedError> {
        let mut files = self.files_of::<C>();
        files.retain(|file| year_of::<C>(file).is_none_or(&is_wanted));
        self.rows_in(&files)
    }

    /// Returns the rows of those files of a table that another run does not have with the same bytes.
    fn rows_unlike<C: Columns>(&self, other: &Self) -> Result<TableRows<'_, C>, PublishedError> {
        let mut files = self.files_of::<C>();
        files.retain(|file| {
            let hash = self.hashes.get(file);
            hash.is_none() || hash != other.hashes.get(file)
        });
        self.rows_in(&files)
    }

    fn rows_in<C: Columns>(&self, files: &[String]) -> Result<TableRows<'_, C>, PublishedError> {
        parallel::try_map(files.len(), |place| self.table(&files[place]))?;
        TableRows::open(&self.folder, files, &self.config)
    }

    /// Returns the rows of a table, which is not compared with its hash.
    pub fn unchecked_rows<C: Columns>(&self) -> Result<TableRows<'_, C>, PublishedError> {
        TableRows::open(&self.folder, &self.files_of::<C>(), &self.config)
    }

    /// Whether evidence, ledger and superseded versions have a file for each calendar year, and are not one file each, as in runs of
    /// older versions.
    #[must_use]
    pub const fn is_by_year(&self) -> bool {
        self.by_year
    }

    /// Returns the path of the file with a table's rows of a calendar year.
    pub fn path_of_year<C: Columns>(&self, year: i32) -> PathBuf {
        if self.by_year {
            self.path(&file_of_year::<C>(year))
        } else {
            self.path(&format!("{}.parquet", C::FILE))
        }
    }

    /// Returns the files of a table, in order, whether they are there or not.
    pub fn files_of<C: Columns>(&self) -> Vec<String> {
        files_of::<C>(self.by_year, self.hashes.keys())
    }

    /// Returns the folder of the run.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the path of a file of the run.
    pub fn path(&self, file: &str) -> PathBuf {
        self.folder.join(file)
    }

    /// Returns the files of records that the run read or left out.
    pub fn files(&self) -> Result<ReadFiles, PublishedError> {
        let path = self.path("manifest.json");
        let Manifest {
            inputs,
            left_out,
            layouts_blake3: layouts,
            ..
        } = self.manifest()?;
        let RunFile {
            modified, inodes, ..
        } = self.run_file()?;
        let folder = format!("{}/", Kind::Record.folder());
        let file = |entry: InputEntry| {
            let hash = blake3::Hash::from_hex(&entry.blake3)
                .map_err(|error| PublishedError::other(&path, error))?;
            let noted = Noted {
                size: entry.size,
                modified: modified.get(&entry.file).copied(),
                inode: inodes.get(&entry.file).copied(),
                hash,
                lines: None,
            };
            Ok(ReadFile {
                sent: entry.sent().to_owned(),
                name: entry.file,
                noted,
                rows: entry.rows,
            })
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
        Ok(ReadFiles {
            read,
            left_out,
            layouts,
        })
    }

    /// Returns all valid filings that the run read, by country, substance and id.
    pub fn filings(&self) -> Result<Vec<ReadFiling>, PublishedError> {
        rows::filings(&self.rows()?, None).map(|(filings, _)| filings)
    }

    /// Returns the names of the filing files, in the order in which origins number them.
    pub fn files_of_filings(&self) -> Result<Vec<String>, PublishedError> {
        rows::filings(&self.rows()?, None).map(|(_, files)| files)
    }

    /// Returns the valid filings of a country, of all substances.
    pub fn filings_of(&self, country: Country) -> Result<Vec<ReadFiling>, PublishedError> {
        self.filings_and_files(&[country])
            .map(|(filings, _)| filings)
    }

    /// Returns the valid filings of some countries, and the names of the files that their origins number.
    pub fn filings_and_files(
        &self,
        countries: &[Country],
    ) -> Result<(Vec<ReadFiling>, Vec<String>), PublishedError> {
        rows::filings(&self.rows()?, Some(countries))
    }

    /// Returns which filings stood for this run, and the estimates that follow from them.
    #[must_use]
    pub fn estimates(&self, filings: Vec<ReadFiling>) -> (Standing, Estimates) {
        let standing = stand(filings, self.known_at);
        let estimates = Estimates::of(&standing.in_use, &self.config, self.policy);
        (standing, estimates)
    }

    /// Returns what a country itself reported as exported of a substance; nothing where that does not matter, or if the run is of
    /// an older version.
    pub fn own_exports(
        &self,
        exporter: Country,
        substance: Substance,
    ) -> Result<OwnExports, PublishedError> {
        if !self.conversion.is_raised(substance) {
            return Ok(OwnExports::default());
        }
        let days = self.own_exports_by_day(Some((exporter, substance)))?;
        of_days(days)
    }

    /// Returns the levels that trade is compared with: estimates, raised by the own exports of every country.
    pub fn limits<'e>(&self, estimates: &'e Estimates) -> Result<Limits<'e>, PublishedError> {
        let mut limits = Limits::without_own_exports(estimates);
        let all = self.own_exports_by_day(None)?;
        for of_one in all.chunk_by(|a, b| (a.exporter, a.substance) == (b.exporter, b.substance)) {
            if let Some(one) = of_one.first() {
                let own = of_days(of_one.to_vec())?;
                limits
                    .raise(one.exporter, one.substance, &own)
                    .map_err(|error| {
                        PublishedError::other(&self.path(OwnExportColumns::FILE), error)
                    })?;
            }
        }
        Ok(limits)
    }

    /// Returns what the rules look up, with the filings in use.
    #[must_use]
    pub fn rule_book(&self, in_use: &[StandingFiling]) -> RuleBook<'_> {
        RuleBook {
            lists: self.lists(),
            notices: Arc::new(Notices::of(&self.config, in_use)),
        }
    }

    /// Returns what the rules look up; reads the filings only if the run has notices.
    pub fn rules(&self) -> Result<RuleBook<'_>, PublishedError> {
        if self.config.notices.is_empty() {
            return Ok(self.rule_book(&[]));
        }
        let standing = stand(self.filings()?, self.known_at);
        Ok(self.rule_book(&standing.in_use))
    }
}

/// Returns the hashes of files, by file: those that a manifest covers, and more.
fn hashes(covered: Vec<OutputEntry>, more: &[MoreEntry]) -> BTreeMap<String, String> {
    let more = more
        .iter()
        .map(|entry| (entry.file.to_string(), entry.blake3.clone()));
    let covered = covered
        .into_iter()
        .map(|output| (output.file.into_owned(), output.blake3));
    covered.chain(more).collect()
}

/// Returns the files of a table of a run, in order, out of the names of its files, which are ascending. `by_year` says whether
/// large tables have a file for each calendar year.
fn files_of<'f, C: Columns>(by_year: bool, files: impl Iterator<Item = &'f String>) -> Vec<String> {
    match (C::BY_YEAR, by_year) {
        (false, _) => vec![C::FILE.to_owned()],
        (true, false) => vec![format!("{}.parquet", C::FILE)],
        (true, true) => files
            .filter(|file| year_of::<C>(file).is_some())
            .cloned()
            .collect(),
    }
}

/// Adds up own exports by day.
fn of_days(days: Vec<OwnExport>) -> Result<OwnExports, PublishedError> {
    OwnExports::of(days.into_iter().map(|export| (export.day, export.base)))
        .map_err(|error| PublishedError::other(Path::new(OwnExportColumns::FILE), error))
}

/// Locks a run's folder, so that the run is not pruned while the returned file is open.
fn held(folder: &Path) -> Result<File, PublishedError> {
    let gone = || PublishedError::Gone {
        path: shown_path(folder),
    };
    let open = File::open(folder).map_err(|error| PublishedError::io(folder, error))?;
    // On a file system without locks, nothing can be pruned either.
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
