//! Decides which old runs are kept, and removes the others.
//!
//! A run with letters stays: people may have edited or sent the letters, and later letters refer to them.
//!
//! The `run.json` of a removed run is kept, so that the chain of hashes stays whole. It is on the disk before the run loses
//! its number, and the run loses its number before anything in it is removed.

use super::chain::{Generations, Number, run_name};
use super::disk::{Place, make_folder, sync_folder};
use super::error::PublishError;
use super::publish::Publication;
use super::run_file::RunFile;
use crate::terms::{PathError, shown_path};
use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io;
use std::num::NonZeroU32;
use std::path::Path;
use tracing::info;

/// What was pruned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// The runs that were removed.
    pub removed: Vec<Number>,
    /// The runs that were not removed because somebody is reading them.
    pub in_use: Vec<Number>,
}

/// Why old runs are still there after a run was published.
#[derive(Debug, thiserror::Error)]
pub enum PruneError {
    /// A file or folder cannot be read, written or removed.
    #[error(
        "{0}; the run is published, but older ones are still to be pruned; check the path and its permissions"
    )]
    Io(#[source] PathError),
    /// A run cannot be understood; neither this run nor any other was removed.
    #[error(
        "{path} is not what was published: {found}; the run is published, but no older one was pruned; see inforce verify --all"
    )]
    Damaged {
        /// The damaged file.
        path: String,
        /// What is wrong with it.
        found: String,
    },
    /// The `run.json` of a run could not be kept.
    #[error("{0}; the run is published, but older ones are still to be pruned")]
    Tombstone(PublishError),
}

impl PruneError {
    fn io(path: &Path, error: io::Error) -> Self {
        Self::Io(PathError::new(path, error))
    }

    /// Converts an error of publishing into one which says that the run is published.
    fn tombstone(error: PublishError) -> Self {
        match error {
            PublishError::Io(error) => Self::Io(error),
            PublishError::ReadBack { path } => Self::Damaged {
                path,
                found: "it reads back otherwise than it was written".to_owned(),
            },
            other => Self::Tombstone(other),
        }
    }
}

/// A run as the policy sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Night {
    number: Number,
    /// The year and month in which the run started, UTC: the first seven characters of its start.
    month: String,
}

/// Returns the runs to remove, out of all that are there in ascending order. Spares the newest `keep` runs, the last run of
/// each month, and the runs in `spared`.
fn doomed(nights: &[Night], keep: NonZeroU32, spared: &BTreeSet<Number>) -> Vec<Number> {
    let keep = usize::try_from(keep.get()).unwrap_or(usize::MAX);
    let older = &nights[..nights.len().saturating_sub(keep)];
    let last_of_month = |place: usize, night: &Night| {
        !nights[place + 1..]
            .iter()
            .any(|later| later.month == night.month)
    };
    let gone = older
        .iter()
        .enumerate()
        .filter(|(place, night)| !last_of_month(*place, night) && !spared.contains(&night.number));
    gone.map(|(_, night)| night.number).collect()
}

impl Publication {
    /// Removes old runs. Spares the newest `keep` runs; the last run of each month, by the start in `run.json` (UTC); the
    /// current run and the run with which it was compared; runs with letters; and runs that somebody is reading.
    pub fn prune(&self, keep: NonZeroU32) -> Result<Pruned, PruneError> {
        let at = &self.at;
        let numbers = at
            .numbers()
            .map_err(|error| PruneError::io(&at.runs(), error))?;
        let mut nights = Vec::new();
        let mut spared: BTreeSet<Number> = numbers.last().copied().into_iter().collect();
        let current = at
            .current()
            .map_err(|error| PruneError::io(&at.current_link(), error))?;
        spared.extend(current);
        for number in &numbers {
            let run = read(at, *number)?.1;
            let month: String = run.started.chars().take("2024-01".len()).collect();
            nights.push(Night {
                number: *number,
                month,
            });
            spared.extend(Some(*number).filter(|_| at.letters(*number).exists()));
            if Some(*number) == current {
                spared.extend(
                    run.previous
                        .and_then(|previous| super::chain::number_of(&previous.run)),
                );
            }
        }
        let mut pruned = Pruned::default();
        for number in doomed(&nights, keep, &spared) {
            if self.remove(number)? {
                info!(run = run_name(number), "pruned");
                pruned.removed.push(number);
            } else {
                pruned.in_use.push(number);
            }
        }
        Ok(pruned)
    }

    /// Removes a run; returns `false` and keeps it if somebody is reading it.
    fn remove(&self, number: Number) -> Result<bool, PruneError> {
        let at = &self.at;
        let folder = at.folder(number);
        let open = File::open(&folder).map_err(|error| PruneError::io(&folder, error))?;
        // Every reader of a run holds a lock on its folder; no reader can take one while this lock is held.
        match open.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(false),
            Err(TryLockError::Error(error)) => return Err(PruneError::io(&folder, error)),
        }
        self.bury(number)?;
        let doomed = at.doomed(number);
        fs::rename(&folder, &doomed).map_err(|error| PruneError::io(&folder, error))?;
        sync_folder(&at.runs()).map_err(|error| PruneError::io(&at.runs(), error))?;
        fs::remove_dir_all(&doomed).map_err(|error| PruneError::io(&doomed, error))?;
        Ok(true)
    }

    /// Keeps the `run.json` of a run, whole or not at all.
    fn bury(&self, number: Number) -> Result<(), PruneError> {
        let at = &self.at;
        let folder = at.pruned_runs();
        make_folder(&folder, self.access).map_err(|error| PruneError::io(&folder, error))?;
        let (aside, tombstone) = (Generations::partial_tombstone(number), at.tombstone(number));
        let bytes = read(at, number)?.0;
        Place {
            folder: &folder,
            access: self.access,
        }
        .write(&aside, &bytes)
        .map_err(PruneError::tombstone)?;
        fs::rename(folder.join(aside), &tombstone)
            .map_err(|error| PruneError::io(&tombstone, error))?;
        sync_folder(&folder).map_err(|error| PruneError::io(&folder, error))
    }
}

/// Reads the `run.json` of a run; returns its bytes and its content.
fn read(at: &Generations, number: Number) -> Result<(Vec<u8>, RunFile), PruneError> {
    let path = at.folder(number).join("run.json");
    let bytes = fs::read(&path).map_err(|error| PruneError::io(&path, error))?;
    let run = RunFile::read(&bytes).map_err(|fault| PruneError::Damaged {
        path: shown_path(&path),
        found: fault.to_string(),
    })?;
    Ok((bytes, run))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_and_the_last_of_each_month_stay() {
        let months = [
            "2023-12", "2023-12", "2024-01", "2024-01", "2024-01", "2024-02", "2024-02", "2024-02",
            "2024-02",
        ];
        let nights: Vec<Night> = months
            .iter()
            .zip(1..)
            .map(|(month, number)| Night {
                number,
                month: (*month).to_owned(),
            })
            .collect();
        let gone = |keep: u32, spared: &[Number]| {
            doomed(
                &nights,
                NonZeroU32::new(keep).expect("at least one"),
                &spared.iter().copied().collect(),
            )
        };
        assert_eq!(gone(1, &[]), [1, 3, 4, 6, 7, 8]);
        assert_eq!(gone(3, &[]), [1, 3, 4, 6]);
        assert_eq!(gone(3, &[4, 6]), [1, 3]);
        assert!(gone(9, &[]).is_empty());
        assert!(gone(100, &[]).is_empty());
        assert!(doomed(&[], NonZeroU32::MIN, &BTreeSet::new()).is_empty());
    }
}
