//! `manifest.json` and `run.json`.

use super::counts::{Counts, FilingCounts, RecordCounts};
use crate::config::Policy;
use crate::estimates::FindingKind;
use crate::terms::Day;
use serde::{Deserialize, Serialize};

/// Which program wrote it.
#[derive(Clone, Debug, Serialize)]
pub struct Program {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

impl Program {
    /// This program.
    pub const SELF: Program = Program { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };
}

/// Everything a run's answer depends on and consists of, and nothing of the clock.
#[derive(Clone, Debug, Serialize)]
pub struct Manifest {
    /// Which program wrote it.
    pub program: Program,
    /// Judged with what had been received by then; `None`: with everything.
    pub known_at: Option<Day>,
    /// The policy of `inforce.toml`.
    pub policy: Policy,
    /// BLAKE3 over the configuration's files.
    pub config_blake3: String,
    /// What became of every row, and the alerts.
    pub counts: Counts,
    /// Every file read, in path order, filings first.
    pub inputs: Vec<InputEntry>,
    /// Files that could not be read and were left out because the user asked to go on.
    pub left_out: Vec<LeftOut>,
    /// What is odd about the estimates.
    pub findings: Vec<FindingEntry>,
    /// The published files.
    pub outputs: Vec<OutputEntry>,
}

/// A file that was read.
#[derive(Clone, Debug, Serialize)]
pub struct InputEntry {
    /// Relative to the dataset.
    pub file: String,
    /// Bytes.
    pub size: u64,
    /// Rows, refused ones included.
    pub rows: u64,
    /// Its hash.
    pub blake3: String,
    /// What became of its rows.
    pub counts: FileCounts,
}

/// The counts of one file.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileCounts {
    /// Of a file of records.
    Records(RecordCounts),
    /// Of a file of filings.
    Filings(FilingCounts),
}

/// A file that was left out.
#[derive(Clone, Debug, Serialize)]
pub struct LeftOut {
    /// Relative to the dataset.
    pub file: String,
    /// Why it could not be read.
    pub fault: String,
}

/// A point about the estimates that somebody should look at.
#[derive(Clone, Debug, Serialize)]
pub struct FindingEntry {
    /// What it is.
    pub kind: FindingKind,
    /// Whose estimate.
    pub country: String,
    /// Of what.
    pub substance: String,
    /// The first day it holds.
    pub from: Day,
    /// The day it ends; null: open.
    pub to: Option<Day>,
    /// The filing it is about.
    pub filing_id: Option<String>,
}

/// A published file.
#[derive(Clone, Debug, Serialize)]
pub struct OutputEntry {
    /// Its name in the run's folder.
    pub file: &'static str,
    /// Bytes.
    pub size: u64,
    /// Rows.
    pub rows: u64,
    /// Its hash.
    pub blake3: String,
}

/// What depends on the clock, the machine and earlier runs.
#[derive(Clone, Debug, Serialize)]
pub struct RunFile {
    /// The run's number, as its folder is called.
    pub run: String,
    /// Which program wrote it.
    pub program: Program,
    /// The dataset's folder, from the root of the file system.
    pub dataset: String,
    /// The folder of the configuration likewise; null: the built-in one.
    pub config: Option<String>,
    /// When it started, UTC.
    pub started: String,
    /// How long it took until everything was written.
    pub seconds: f64,
    /// The machine.
    pub host: String,
    /// Threads used.
    pub threads: usize,
    /// BLAKE3 of `manifest.json`.
    pub manifest_blake3: String,
    /// What else was published, for later questions.
    pub more: Vec<OutputEntry>,
    /// The run before, if there is one.
    pub previous: Option<PreviousRun>,
}

/// The run before.
#[derive(Clone, Debug, Serialize)]
pub struct PreviousRun {
    /// Its number.
    pub run: String,
    /// BLAKE3 of its `run.json`.
    pub blake3: String,
}
