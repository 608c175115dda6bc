//! `manifest.json`: what a run read, what became of it, and what came out; nothing of the clock.

use super::counts::{Counts, FilingCounts, RecordCounts};
use super::warnings::WarningEntry;
use crate::config::{Config, Policy};
use crate::estimates::{Estimates, Finding, FindingKind};
use crate::intake::About;
use crate::terms::Day;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Which program wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// Its name.
    pub name: Cow<'static, str>,
    /// Its version.
    pub version: Cow<'static, str>,
}

impl Program {
    /// This program.
    pub const SELF: Self = Program {
        name: Cow::Borrowed(env!("CARGO_PKG_NAME")),
        version: Cow::Borrowed(env!("CARGO_PKG_VERSION")),
    };
}

/// Everything a run's answer depends on and consists of, and nothing of the clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Which program wrote it.
    pub program: Program,
    /// Judged with what had been received by then; `None`: with everything.
    pub known_at: Option<Day>,
    /// The policy of `inforce.toml`.
    pub policy: Policy,
    /// What the dataset says of itself; null where it says nothing.
    #[serde(default)]
    pub about: Option<About>,
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
    /// What is valid but looks wrong, by kind and file.
    #[serde(default)]
    pub warnings: Vec<WarningEntry>,
    /// The published files.
    pub outputs: Vec<OutputEntry>,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileCounts {
    /// Of a file of records.
    Records(RecordCounts),
    /// Of a file of filings.
    Filings(FilingCounts),
}

impl FileCounts {
    /// Rows that were refused.
    #[must_use]
    pub const fn quarantined(&self) -> u64 {
        match self {
            Self::Records(counts) => counts.quarantined,
            Self::Filings(counts) => counts.quarantined,
        }
    }
}

/// A file that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Relative to the dataset.
    pub file: String,
    /// Why it could not be read.
    pub fault: String,
}

/// A point about the estimates that somebody should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

impl FindingEntry {
    /// All that is odd about some estimates.
    #[must_use]
    pub fn of_estimates(estimates: &Estimates, config: &Config) -> Vec<Self> {
        let entry = |finding: &Finding| Self {
            kind: finding.kind,
            country: config.country_code(finding.country).to_owned(),
            substance: config.substance_code(finding.substance).to_owned(),
            from: finding.from,
            to: finding.to,
            filing_id: finding.filing.as_deref().map(ToOwned::to_owned),
        };
        estimates.findings().iter().map(entry).collect()
    }
}

/// A published file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputEntry {
    /// Its name in the run's folder.
    pub file: Cow<'static, str>,
    /// Bytes.
    pub size: u64,
    /// Rows.
    pub rows: u64,
    /// Its hash.
    pub blake3: String,
}
