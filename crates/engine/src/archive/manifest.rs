//! `manifest.json`: what a run read, what became of it, and what the run published. It has nothing that depends on the
//! clock.

use super::counts::{Counts, FilingCounts, RecordCounts};
use super::warnings::WarningEntry;
use crate::config::{Config, Policy};
use crate::estimates::{Finding, FindingKind};
use crate::intake::About;
use crate::judgement::{Returns, Trade};
use crate::terms::Day;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The program that made a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// The name of the program.
    pub name: Cow<'static, str>,
    /// The version of the program.
    pub version: Cow<'static, str>,
}

impl Program {
    /// This program.
    pub const SELF: Self = Program {
        name: Cow::Borrowed("inforce"),
        version: Cow::Borrowed(env!("CARGO_PKG_VERSION")),
    };
}

/// Everything on which a run's answer depends and of which it consists, without anything that depends on the clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The program that made the run.
    pub program: Program,
    /// The known-at date: only what was received by this day counts; `None` if everything counts.
    pub known_at: Option<Day>,
    /// The policy of `inforce.toml`.
    pub policy: Policy,
    /// What the dataset says about itself; null if it says nothing.
    #[serde(default)]
    pub about: Option<About>,
    /// The BLAKE3 hash of the configuration's files.
    pub config_blake3: String,
    /// The counts of what became of every row, and of the alerts.
    pub counts: Counts,
    /// BLAKE3 over the dataset's own layouts; absent where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layouts_blake3: Option<String>,
    /// Every file that was read, in path order, filings first.
    pub inputs: Vec<InputEntry>,
    /// The files that could not be read and were left out because the user allowed that.
    pub left_out: Vec<LeftOut>,
    /// The findings on the estimates.
    pub findings: Vec<FindingEntry>,
    /// The warnings: what is valid but looks wrong, by kind and file.
    #[serde(default)]
    pub warnings: Vec<WarningEntry>,
    /// The published files.
    pub outputs: Vec<OutputEntry>,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputEntry {
    /// The path relative to the dataset.
    pub file: String,
    /// The size in bytes.
    pub size: u64,
    /// The number of rows, with those that were refused.
    pub rows: u64,
    /// The BLAKE3 hash.
    pub blake3: String,
    /// The counts of what became of the rows.
    pub counts: FileCounts,
    /// How a layout describes it; absent where its shape is the canonical one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layout: Option<LayoutEntry>,
}

/// How a layout describes a file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayoutEntry {
    /// The name of the layout.
    pub name: String,
    /// Who gives the layout: `dataset`, `config` or `built-in`.
    pub owner: String,
    /// The file as it was sent, relative to the dataset.
    pub sent: String,
    /// The sheet, of a workbook.
    pub sheet: Option<String>,
    /// The number of the last row.
    pub last_row: u64,
}

impl InputEntry {
    /// Returns the file as it was sent, relative to the dataset.
    #[must_use]
    pub fn sent(&self) -> &str {
        self.layout
            .as_ref()
            .map_or(&self.file, |layout| &layout.sent)
    }

    /// Returns the greatest number that a row may have.
    #[must_use]
    pub fn last_row(&self) -> u64 {
        self.layout
            .as_ref()
            .map_or(self.rows, |layout| layout.last_row)
    }
}

/// The counts of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileCounts {
    /// The counts of a file of records.
    Records(RecordCounts),
    /// The counts of a file of filings.
    Filings(FilingCounts),
}

impl FileCounts {
    /// Returns the counts in the order of [`RecordCounts::each`]; `None` for what becomes of no row of such a file.
    #[must_use]
    pub fn each(&self) -> [Option<u64>; 8] {
        match self {
            Self::Records(counts) => counts.each().map(Some),
            Self::Filings(counts) => counts.each(),
        }
    }

    /// Returns the number of refused rows.
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
    /// The path relative to the dataset.
    pub file: String,
    /// Why it could not be read.
    pub fault: String,
}

/// A finding: a point about the estimates that somebody should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingEntry {
    /// The kind of the finding.
    pub kind: FindingKind,
    /// The country of the estimate.
    pub country: String,
    /// The substance of the estimate.
    pub substance: String,
    /// The first day of the finding.
    pub from: Day,
    /// The day after the last; null if the finding is open.
    pub to: Option<Day>,
    /// The filing that the finding is about, if it is about one.
    pub filing_id: Option<String>,
}

impl FindingEntry {
    /// Returns findings on estimates, or on trade that is not compared with any, as the manifest lists them.
    #[must_use]
    pub fn of(findings: &[Finding], config: &Config) -> Vec<Self> {
        let entry = |finding: &Finding| Self {
            kind: finding.kind,
            country: config.country_code(finding.country).to_owned(),
            substance: config.substance_code(finding.substance).to_owned(),
            from: finding.from,
            to: finding.to,
            filing_id: finding.filing.as_deref().map(ToOwned::to_owned),
        };
        findings.iter().map(entry).collect()
    }

    /// Returns the findings about returns that disagree, by reporter, substance and year; one for each flow (`rules.md` 4.6).
    #[must_use]
    pub fn of_returns(returns: &Returns, config: &Config) -> Vec<Self> {
        let entry = |trade: Trade| {
            Some(Self {
                kind: FindingKind::ReturnsDisagree,
                country: config.country_code(trade.reporter).to_owned(),
                substance: config.substance_code(trade.substance).to_owned(),
                from: Day::from_civil(trade.year, 1, 1)?,
                to: Day::from_civil(trade.year + 1, 1, 1),
                filing_id: None,
            })
        };
        let trades = returns.disagreements().into_iter();
        trades.filter_map(entry).collect()
    }
}

/// A published file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputEntry {
    /// The name in the run's folder.
    pub file: Cow<'static, str>,
    /// The size in bytes.
    pub size: u64,
    /// The number of rows.
    pub rows: u64,
    /// The BLAKE3 hash.
    pub blake3: String,
}
