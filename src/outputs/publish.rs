//! Publishing: a fresh folder written aside, synced, and made current by one rename.

use super::manifest::{Manifest, OutputEntry, PreviousRun, RunFile};
use super::table_file::{hash_of, write_bytes};
use super::tables::Tables;
use crate::evidence::EvidenceError;
use crate::ledger::LedgerError;
use crate::scratch::ScratchError;
use crate::terms::shown_path;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// Why a run cannot be published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The operating system refused.
    #[error("{path}: {error}; nothing was published; check the path, its permissions and the space left, or name another with --out")]
    Io {
        /// Where.
        path: String,
        /// What it said.
        #[source]
        error: io::Error,
    },
    /// The output folder is something else.
    #[error("{out} is not a folder; nothing was published; move it away, or name another folder with --out")]
    NotAFolder {
        /// The path.
        out: String,
    },
    /// Another run holds the output folder.
    #[error("{out} is being written by another run; nothing was published; wait until it has ended, or name another folder with --out")]
    Locked {
        /// The output folder.
        out: String,
    },
    /// `current` is not the link that this program makes.
    #[error("{path} is not a symbolic link; nothing was published; move it away, or name another folder with --out")]
    NotOurs {
        /// The path.
        path: String,
    },
    /// The disk returned other bytes than were written.
    #[error("{path} reads back otherwise than it was written; nothing was published; check the disk, or name another with --out")]
    ReadBack {
        /// Which file.
        path: String,
    },
    /// The evidence is not what the alerts rest on.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// A part of the ledger is lost.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// What did not fit in memory is lost.
    #[error(transparent)]
    Scratch(#[from] ScratchError),
    /// The answer is in place, but the disk did not confirm it.
    #[error("{path}: {error}; the run is published, but could be lost if the machine stops now; check the disk and run again")]
    Unconfirmed {
        /// Where.
        path: String,
        /// What it said.
        #[source]
        error: io::Error,
    },
}

impl PublishError {
    pub(super) fn io(path: &Path, error: io::Error) -> Self {
        Self::Io { path: shown_path(path), error }
    }
}

/// An output folder held for one run: no other run can publish there until this is dropped.
#[derive(Debug)]
pub struct Publication {
    out: PathBuf,
    /// Unlocked by the system when it is closed, however the process ends.
    _lock: File,
}

/// A published run.
#[derive(Clone, Debug)]
pub struct Published {
    /// Its folder.
    pub folder: PathBuf,
    /// The manifest's hash.
    pub manifest: blake3::Hash,
}

/// What `run.json` says of a run that has been written.
#[derive(Debug)]
pub struct Written {
    /// Its number.
    pub run: String,
    /// The manifest's hash.
    pub manifest: blake3::Hash,
    /// What was written besides what the manifest covers.
    pub more: Vec<OutputEntry>,
    /// The run before, if there is one.
    pub previous: Option<PreviousRun>,
}

impl Publication {
    /// Takes hold of the output folder, which is made if need be, and clears what a killed run left.
    pub fn begin(out: &Path) -> Result<Self, PublishError> {
        if fs::metadata(out).is_ok_and(|metadata| !metadata.is_dir()) {
            return Err(PublishError::NotAFolder { out: shown_path(out) });
        }
        let runs = out.join("runs");
        fs::create_dir_all(&runs).map_err(|error| PublishError::io(&runs, error))?;
        let path = out.join(".lock");
        // Opened as it is: the file is only ever locked, so there is nothing in it to cut.
        let lock = File::options().write(true).create(true).truncate(false).open(&path).map_err(|error| PublishError::io(&path, error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(PublishError::Locked { out: shown_path(out) }),
            Err(TryLockError::Error(error)) => return Err(PublishError::io(&path, error)),
        }
        let current = out.join("current");
        if fs::symlink_metadata(&current).is_ok_and(|metadata| !metadata.is_symlink()) {
            return Err(PublishError::NotOurs { path: shown_path(current) });
        }
        for name in names_in(&runs)? {
            if name.strip_prefix('.').and_then(|name| name.strip_suffix(PARTIAL)).and_then(number_of).is_some() {
                let left = runs.join(name);
                let removed = if left.is_dir() { fs::remove_dir_all(&left) } else { fs::remove_file(&left) };
                removed.map_err(|error| PublishError::io(&left, error))?;
            }
        }
        Ok(Self { out: out.to_path_buf(), _lock: lock })
    }

    /// The number that the next run gets.
    pub fn next(&self) -> Result<u64, PublishError> {
        Ok(last(&self.out.join("runs"))?.unwrap_or(0) + 1)
    }

    /// Writes everything aside, syncs it, and makes it current. The manifest gets the tables' hashes,
    /// and `run` is told what was written.
    pub fn publish(
        &self,
        tables: &Tables<'_>,
        mut manifest: Manifest,
        run: impl FnOnce(Written) -> RunFile,
    ) -> Result<Published, PublishError> {
        let runs = self.out.join("runs");
        let last = last(&runs)?;
        let number = format!("{:06}", last.unwrap_or(0) + 1);
        let partial = runs.join(format!(".{number}{PARTIAL}"));
        fs::create_dir(&partial).map_err(|error| PublishError::io(&partial, error))?;
        let written = self.write(&partial, tables, &mut manifest, &number, last, run);
        let folder = runs.join(&number);
        match written.and_then(|hash| self.commit(&partial, &folder, &number).map(|()| hash)) {
            Ok(manifest) => Ok(Published { folder, manifest }),
            Err(error) => {
                // What was written aside is of no use to anybody; the error that matters is the first.
                let _ = fs::remove_dir_all(&partial);
                Err(error)
            }
        }
    }

    /// Puts the finished folder in place and makes it current; where that fails, it is gone again.
    fn commit(&self, partial: &Path, folder: &Path, number: &str) -> Result<(), PublishError> {
        sync_folder(partial)?;
        fs::rename(partial, folder).map_err(|error| PublishError::io(folder, error))?;
        let current = sync_folder(&self.out.join("runs")).and_then(|()| self.make_current(number));
        if !matches!(current, Ok(()) | Err(PublishError::Unconfirmed { .. })) {
            let _ = fs::remove_dir_all(folder);
        }
        current
    }

    fn write(
        &self,
        folder: &Path,
        tables: &Tables<'_>,
        manifest: &mut Manifest,
        number: &str,
        last: Option<u64>,
        run: impl FnOnce(Written) -> RunFile,
    ) -> Result<blake3::Hash, PublishError> {
        manifest.outputs = tables.write(folder)?;
        let more = tables.write_more(folder)?;
        write_json(&folder.join("config.json"), &tables.config.source.texts())?;
        let hash = write_json(&folder.join("manifest.json"), manifest)?;
        let previous = match last {
            Some(last) => self.previous(last)?,
            None => None,
        };
        write_json(&folder.join("run.json"), &run(Written { run: number.to_owned(), manifest: hash, more, previous }))?;
        Ok(hash)
    }

    /// The run before, by its `run.json`, where it has one.
    fn previous(&self, number: u64) -> Result<Option<PreviousRun>, PublishError> {
        let run = format!("{number:06}");
        let path = self.out.join("runs").join(&run).join("run.json");
        match hash_of(&path) {
            Ok(hash) => Ok(Some(PreviousRun { run, blake3: hash.to_hex().to_string() })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(PublishError::io(&path, error)),
        }
    }

    /// Points `current` at a run by one rename, so that it always names a whole one.
    fn make_current(&self, number: &str) -> Result<(), PublishError> {
        let aside = self.out.join(".current");
        let current = self.out.join("current");
        match fs::remove_file(&aside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(PublishError::io(&aside, error)),
            _ => {}
        }
        std::os::unix::fs::symlink(Path::new("runs").join(number), &aside).map_err(|error| PublishError::io(&aside, error))?;
        fs::rename(&aside, &current).map_err(|error| PublishError::io(&current, error))?;
        sync(&self.out).map_err(|error| PublishError::Unconfirmed { path: shown_path(&self.out), error })
    }
}

/// The ending of a folder that is being written.
const PARTIAL: &str = ".partial";

/// The number of a run by the name of its folder, as this program writes it: six digits, more past a million.
fn number_of(name: &str) -> Option<u64> {
    let ours = (6..=12).contains(&name.len()) && name.bytes().all(|digit| digit.is_ascii_digit());
    name.parse().ok().filter(|_| ours)
}

/// The number of the last run.
fn last(runs: &Path) -> Result<Option<u64>, PublishError> {
    Ok(names_in(runs)?.iter().filter_map(|name| number_of(name)).max())
}

fn names_in(folder: &Path) -> Result<Vec<String>, PublishError> {
    let io = |error| PublishError::io(folder, error);
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(io)? {
        names.extend(entry.map_err(io)?.file_name().into_string());
    }
    Ok(names)
}

fn sync_folder(folder: &Path) -> Result<(), PublishError> {
    sync(folder).map_err(|error| PublishError::io(folder, error))
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

fn write_json(path: &Path, content: &impl serde::Serialize) -> Result<blake3::Hash, PublishError> {
    let mut bytes = serde_json::to_vec_pretty(content).map_err(|error| PublishError::io(path, io::Error::other(error)))?;
    bytes.push(b'\n');
    write_bytes(path, &bytes)
}
