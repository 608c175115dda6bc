//! What a run says of itself, whole.

use super::{PublishedError, PublishedRun, json};
use crate::archive::{Manifest, PASSED_ON, PassedOn, RunFile};
use crate::terms::{Day, shown_path};
use serde::Deserialize;
use std::path::Path;

/// How what a run passes on is laid out.
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
    /// Relative to the dataset.
    pub file: String,
    /// The first and the last date of its valid, known records, superseded ones included.
    pub days: Option<(Day, Day)>,
}

/// What a run passed on, if it is laid out as this program does it.
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
    /// All that its manifest says.
    pub fn manifest(&self) -> Result<Manifest, PublishedError> {
        json(&self.path("manifest.json"))
    }

    /// What it passes on to the next run.
    pub fn passed_on(&self) -> Result<PassedOn, PublishedError> {
        passed_on(&self.table(PASSED_ON)?)
    }

    /// The days of its files of records, in path order; runs of an older inforce say as much.
    pub fn days_of_files(&self) -> Result<Vec<DaysOfFile>, PublishedError> {
        json::<DaysNote>(&self.path(PASSED_ON)).map(|note| note.files)
    }

    /// All that its `run.json` says.
    pub fn run_file(&self) -> Result<RunFile, PublishedError> {
        json(&self.path("run.json"))
    }
}
