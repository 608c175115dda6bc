//! Lists the runs that an output folder has or had.

use super::{PublishedError, json};
use crate::archive::{AlertCounts, Generations, Number, RunFile};
use crate::terms::{Day, shown_path};
use serde::Deserialize;
use std::path::Path;

/// A run of an output folder.
#[derive(Clone, Debug)]
pub struct ListedRun {
    /// The number of the run.
    pub number: Number,
    /// What is left of the run.
    pub state: ListedState,
    /// The BLAKE3 hash of its `run.json`, which the next run states.
    pub blake3: String,
    /// The content of its `run.json`, if that can be read.
    pub notes: Option<RunFile>,
    /// The known-at date; known only of a run that is there.
    pub known_at: Option<Day>,
    /// The number of its alerts; known only of a run that is there.
    pub alerts: Option<u64>,
}

inforce_law::words! {
    /// What is left of a run.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ListedState {
        /// The run is there, and `current` names it.
        Current = "current",
        /// The run is there.
        Kept = "kept",
        /// Only its `run.json` is left.
        Pruned = "pruned",
        /// The run is not as it was published.
        Damaged = "damaged",
    }
}

#[derive(Deserialize)]
struct ManifestNotes {
    known_at: Option<Day>,
    counts: CountNotes,
}

#[derive(Deserialize)]
struct CountNotes {
    alerts: AlertCounts,
}

/// Returns all runs that an output folder has or had, ascending.
pub fn listed(out: &Path) -> Result<Vec<ListedRun>, PublishedError> {
    let at = Generations::of(out);
    let io = |error| PublishedError::io(&at.runs(), error);
    let (there, mut pruned) = (at.numbers().map_err(io)?, at.pruned().map_err(io)?);
    if there.is_empty() && pruned.is_empty() {
        return Err(PublishedError::NoRun {
            out: shown_path(out),
        });
    }
    let current = at.current().map_err(io)?;
    // A run is still there if its process was killed while it was being pruned.
    pruned.retain(|number| there.binary_search(number).is_err());
    let here = |number| {
        let state = if current == Some(number) {
            ListedState::Current
        } else {
            ListedState::Kept
        };
        let manifest = json::<ManifestNotes>(&at.folder(number).join("manifest.json"));
        let mut listed = one(number, &at.folder(number).join("run.json"), state);
        match manifest {
            Ok(manifest) => {
                (listed.known_at, listed.alerts) =
                    (manifest.known_at, Some(manifest.counts.alerts.total()));
            }
            Err(_) => listed.state = ListedState::Damaged,
        }
        listed
    };
    let gone = |number| one(number, &at.tombstone(number), ListedState::Pruned);
    let mut all: Vec<ListedRun> = there
        .into_iter()
        .map(here)
        .chain(pruned.into_iter().map(gone))
        .collect();
    all.sort_by_key(|listed| listed.number);
    Ok(all)
}

/// Returns a run by its `run.json`.
fn one(number: Number, path: &Path, state: ListedState) -> ListedRun {
    let bytes = std::fs::read(path).unwrap_or_default();
    let notes = RunFile::read(&bytes).ok();
    let state = if notes.is_some() {
        state
    } else {
        ListedState::Damaged
    };
    ListedRun {
        number,
        state,
        blake3: blake3::hash(&bytes).to_hex().to_string(),
        notes,
        known_at: None,
        alerts: None,
    }
}
