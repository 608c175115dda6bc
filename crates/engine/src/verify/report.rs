//! The report of a verification: what was checked, and which faults were found.

use crate::archive::Number;
use crate::terms::figures::of;
use crate::terms::shown_path;
use std::fmt::Display;
use std::path::Path;

/// The report of all checks.
#[derive(Debug, Default)]
pub struct Report {
    /// The checks, in the order in which they were made.
    pub checks: Vec<Checked>,
}

/// The result of one check.
#[derive(Debug)]
pub struct Checked {
    /// The run that was checked; `None` for a check of all runs together.
    pub run: Option<Number>,
    /// The check that was made.
    pub check: Check,
    /// What holds, in words; stated if no fault was found.
    pub holds: String,
    /// The faults that were found, at most 20.
    pub faults: Vec<Discrepancy>,
    /// The number of further faults.
    pub more: u64,
    /// What to do about the faults.
    pub remedy: String,
    /// The number of faults that are files or folders which should not be there.
    strays: u64,
}

/// Something that is not as it was published, or not as it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discrepancy {
    /// The file or folder.
    pub file: String,
    /// What is wrong with it.
    pub found: String,
}

inforce_law::words! {
    /// The kinds of checks.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Check {
        /// Each run is followed by the run that names it.
        Chain = "chain",
        /// Every file is as it was published, and there is no other.
        Files = "files",
        /// What was made of the run later is as it was made.
        Made = "made",
        /// The tables have the columns of the contract.
        Schemas = "schemas",
        /// Every row that was read is accounted for.
        Counts = "counts",
        /// Records of periods count or are set aside as they must.
        Returns = "returns",
        /// Estimates follow from the filings.
        Estimates = "estimates",
        /// Alerts follow from ledger and estimates.
        Alerts = "alerts",
        /// Alerts rest on their evidence.
        Evidence = "evidence",
        /// Warnings and doubts rest on what was published.
        Doubts = "doubts",
        /// All tables say the same of a row of the inputs.
        Places = "places",
        /// Changes follow from this run and the previous one.
        Changes = "changes",
        /// The inputs still give the same answer.
        Inputs = "inputs",
    }
}

/// What to do about files that are not as they were published.
const SEALED: &str = "put a sound copy in its place; if there is none, trust nothing that the run says: where it is the newest, move its folder out of runs and publish it anew with inforce run; where later runs follow it, leave it, for they would follow nothing";
/// What to do about files that should not be there.
const STRAYS: &str = "move away what is named here: nothing rests on it";

/// The most faults of one check that are listed.
const LISTED: usize = 20;

impl Checked {
    /// Begins a check without faults.
    pub(super) fn new(run: Option<Number>, check: Check) -> Self {
        let remedy = match check {
            Check::Chain | Check::Files => SEALED,
            Check::Made => {
                "put back a copy of it as it was made, or move it away and make it again with inforce report or inforce notices, and --run with this number"
            }
            Check::Inputs => {
                "put back the inputs as they were that night, or ask why they were changed"
            }
            _ => {
                "the hashes are those of the files, so either somebody changed both, which a copy of the run shows, or this is a fault of the program: report it"
            }
        };
        Self {
            run,
            check,
            holds: String::new(),
            faults: Vec::new(),
            more: 0,
            remedy: remedy.to_owned(),
            strays: 0,
        }
    }

    /// Adds a fault of a file.
    pub(super) fn fault(&mut self, file: &Path, found: impl Display) {
        if self.faults.len() < LISTED {
            self.faults.push(Discrepancy {
                file: shown_path(file),
                found: found.to_string(),
            });
        } else {
            self.more += 1;
        }
    }

    /// Adds the fault that a file or folder should not be there.
    pub(super) fn stray(&mut self, file: &Path, found: impl Display) {
        self.fault(file, found);
        self.strays += 1;
    }

    /// Adjusts the remedy if all faults, or some of them, are files or folders that should not be there.
    pub(super) fn closed(mut self) -> Self {
        let others = u64::try_from(self.faults.len()).unwrap_or(u64::MAX) + self.more - self.strays;
        match (self.strays, others) {
            (0, _) => {}
            (_, 0) => STRAYS.clone_into(&mut self.remedy),
            _ => self
                .remedy
                .push_str("; what is said to be moved away, move away"),
        }
        self
    }

    /// Adds a fault unless the condition holds.
    pub(super) fn unless(&mut self, holds: bool, file: &Path, found: impl FnOnce() -> String) {
        if !holds {
            self.fault(file, found());
        }
    }

    /// Whether the check found no fault.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

impl Report {
    /// Whether no check found a fault.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.checks.iter().all(Checked::is_sound)
    }
}

/// Returns a number with its noun, in the singular or plural.
pub(super) fn counted(number: usize, one: &str, several: &str) -> String {
    of(u64::try_from(number).unwrap_or(u64::MAX), one, several)
}
