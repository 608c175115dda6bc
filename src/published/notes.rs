//! What a run says of itself in `manifest.json` and `run.json`.

use super::{PublishedError, PublishedRun, json};
use crate::outputs::{FileCounts, FilingCounts, RecordCounts};
use crate::terms::Day;
use serde::Deserialize;

/// What `manifest.json` and `run.json` say that a reader wants to know.
#[derive(Clone, Debug)]
pub struct Notes {
    /// The manifest.
    pub manifest: ManifestNotes,
    /// When the run started, UTC.
    pub started: String,
    /// BLAKE3 of `manifest.json`.
    pub manifest_blake3: String,
    /// The number of the run before, if there was one.
    pub previous: Option<String>,
}

/// What `manifest.json` says.
#[derive(Clone, Debug, Deserialize)]
pub struct ManifestNotes {
    /// Which program wrote it.
    pub program: ProgramNotes,
    /// BLAKE3 over the configuration's files.
    pub config_blake3: String,
    /// What became of every row.
    pub counts: CountNotes,
    /// Every file read.
    pub inputs: Vec<InputNotes>,
    /// Files that could not be read and were left out.
    pub left_out: Vec<LeftOutNotes>,
    /// What is odd about the estimates.
    pub findings: Vec<FindingNotes>,
    /// The published files.
    pub outputs: Vec<OutputNotes>,
}

/// A program and its version.
#[derive(Clone, Debug, Deserialize)]
pub struct ProgramNotes {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// Counts of rows.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct CountNotes {
    /// Of record files.
    pub records: RecordCounts,
    /// Of filing files.
    pub filings: FilingCounts,
}

/// A file that was read.
#[derive(Clone, Debug, Deserialize)]
pub struct InputNotes {
    /// Relative to the dataset.
    pub file: String,
    /// Rows, refused ones included.
    pub rows: u64,
    /// Its hash.
    pub blake3: String,
    /// What became of its rows.
    pub counts: FileCounts,
}

/// A file that was left out.
#[derive(Clone, Debug, Deserialize)]
pub struct LeftOutNotes {
    /// Relative to the dataset.
    pub file: String,
    /// Why it could not be read.
    pub fault: String,
}

/// A finding on the estimates.
#[derive(Clone, Debug, Deserialize)]
pub struct FindingNotes {
    /// What it is, by the name that `estimates` gives it.
    pub kind: String,
    /// Whose estimate, by code.
    pub country: String,
    /// Of what, by code.
    pub substance: String,
    /// The first day it holds.
    pub from: Day,
    /// The day it ends; `None`: open.
    pub to: Option<Day>,
    /// The filing it is about.
    pub filing_id: Option<String>,
}

/// A published file.
#[derive(Clone, Debug, Deserialize)]
pub struct OutputNotes {
    /// Its name in the run's folder.
    pub file: String,
    /// Rows.
    pub rows: u64,
    /// Its hash.
    pub blake3: String,
}

#[derive(Deserialize)]
struct RunFileNotes {
    started: String,
    manifest_blake3: String,
    previous: Option<PreviousNotes>,
}

#[derive(Deserialize)]
struct PreviousNotes {
    run: String,
}

impl PublishedRun {
    /// What it says of itself.
    pub fn notes(&self) -> Result<Notes, PublishedError> {
        let run: RunFileNotes = json(&self.path("run.json"))?;
        let manifest = json(&self.path("manifest.json"))?;
        let RunFileNotes { started, manifest_blake3, previous } = run;
        Ok(Notes { manifest, started, manifest_blake3, previous: previous.map(|previous| previous.run) })
    }
}
