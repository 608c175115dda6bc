//! Reads what a run says about itself: its manifest, its `run.json`, and what it passes on.

use super::{PublishedError, PublishedRun, json};
use crate::archive::{Manifest, PASSED_ON, PassedOn, RunFile};
use crate::terms::{Day, shown_path};
use serde::Deserialize;
use std::path::Path;

/// The layout of what a run passes on.
#[derive(Deserialize)]
struct LayoutNote {
    layout: u32,
}

/// What every layout has.
#[derive(Deserialize)]
struct DaysNote {
    files: Vec<DaysOfFile>,
}

/// The days of a file of records.
#[derive(Debug, Deserialize)]
pub struct DaysOfFile {
    /// The path relative to the dataset.
    pub file: String,
    /// The first and the last date of its valid, known records, superseded ones included.
    pub days: Option<(Day, Day)>,
}

/// Reads what a run passes on; fails if the layout is not that of this program.
pub(super) fn passed_on(path: &Path) -> Result<PassedOn, PublishedError> {
    let LayoutNote { layout } = json(path)?;
    if layout == PassedOn::LAYOUT {
        json(path)
    } else {
        Err(PublishedError::Layout {
            path: shown_path(path),
            found: layout,
            known: PassedOn::LAYOUT,
        })
    }
}

impl PublishedRun {
    /// Reads the manifest.
    pub fn manifest(&self) -> Result<Manifest, PublishedError> {
        json(&self.path("manifest.json"))
    }

    /// Reads what the run passes on to the next.
    pub fn passed_on(&self) -> Result<PassedOn, PublishedError> {
        passed_on(&self.table(PASSED_ON)?)
    }

    /// Returns the days of the files of records, in path order. Runs of older versions have these as well.
    pub fn days_of_files(&self) -> Result<Vec<DaysOfFile>, PublishedError> {
        json::<DaysNote>(&self.path(PASSED_ON)).map(|note| note.files)
    }

    /// Reads `run.json`.
    pub fn run_file(&self) -> Result<RunFile, PublishedError> {
        json(&self.path("run.json"))
    }
}
