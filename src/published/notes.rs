//! What a run's manifest and `run.json` say, beyond what every question needs.

use super::{PublishedError, PublishedRun, json};
use crate::terms::Day;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Counts by name.
pub type Named = BTreeMap<String, u64>;

/// What `manifest.json` says.
#[derive(Clone, Debug, Deserialize)]
pub struct ManifestNotes {
    /// The program that wrote it.
    pub program: ProgramNotes,
    /// BLAKE3 over the configuration's files.
    pub config_blake3: String,
    /// What became of every row, and the alerts.
    pub counts: CountNotes,
    /// Every file read, in path order, filings first.
    pub inputs: Vec<InputNotes>,
    /// Files that could not be read and were left out.
    pub left_out: Vec<LeftOutNotes>,
    /// What is odd about the estimates.
    pub findings: Vec<FindingNotes>,
    /// The published files that the manifest covers.
    pub outputs: Vec<OutputNotes>,
}

/// Name and version of a program.
#[derive(Clone, Debug, Deserialize)]
pub struct ProgramNotes {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// Counts of a run.
#[derive(Clone, Debug, Deserialize)]
pub struct CountNotes {
    /// Of rows of record files, by what became of them.
    pub records: Named,
    /// Of rows of filing files.
    pub filings: Named,
    /// Of alerts, by rule.
    pub alerts: Named,
}

/// A file that was read.
#[derive(Clone, Debug, Deserialize)]
pub struct InputNotes {
    /// Relative to the dataset.
    pub file: String,
    /// Its rows, refused ones included.
    pub rows: u64,
    /// Its hash.
    pub blake3: String,
    /// What became of its rows: `records` or `filings`, by name.
    pub counts: BTreeMap<String, Named>,
}

/// A file that was left out.
#[derive(Clone, Debug, Deserialize)]
pub struct LeftOutNotes {
    /// Relative to the dataset.
    pub file: String,
    /// Why it could not be read.
    pub fault: String,
}

/// A point about the estimates that somebody should look at.
#[derive(Clone, Debug, Deserialize)]
pub struct FindingNotes {
    /// What it is.
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
    /// Its rows.
    pub rows: u64,
    /// Its hash.
    pub blake3: String,
}

/// What `run.json` says.
#[derive(Clone, Debug, Deserialize)]
pub struct RunFileNotes {
    /// When the run started, UTC.
    pub started: String,
    /// BLAKE3 of `manifest.json`.
    pub manifest_blake3: String,
}

impl PublishedRun {
    /// What its manifest says.
    pub fn manifest(&self) -> Result<ManifestNotes, PublishedError> {
        json(&self.path("manifest.json"))
    }

    /// What its `run.json` says.
    pub fn run_file(&self) -> Result<RunFileNotes, PublishedError> {
        json(&self.path("run.json"))
    }
}
