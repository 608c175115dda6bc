//! What was checked, and what was found.

use crate::archive::Number;
use crate::terms::figures::of;
use crate::terms::shown_path;
use std::fmt::Display;
use std::path::Path;

/// All that was checked.
#[derive(Debug, Default)]
pub struct Report {
    /// In the order in which it was checked.
    pub checks: Vec<Checked>,
}

/// One thing that was checked.
#[derive(Debug)]
pub struct Checked {
    /// Of which run; `None`: of all together.
    pub run: Option<Number>,
    /// What.
    pub check: Check,
    /// What holds, in words, where nothing was found.
    pub holds: String,
    /// What does not.
    pub faults: Vec<Fault>,
    /// How many more faults there are of the same kind.
    pub more: u64,
    /// What to do about them.
    pub remedy: String,
    /// How many of the faults are that something is there which should not be.
    strays: u64,
}

/// Something that is not as it was published, or not as it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file or folder.
    pub file: String,
    /// What is wrong with it.
    pub found: String,
}

/// What is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Each run is followed by the one that names it.
    Chain,
    /// Every file is what was published, and there is no other.
    Files,
    /// What was made of the run later is as it was made.
    Made,
    /// The tables have the columns of the contract.
    Schemas,
    /// Every row that was read is accounted for.
    Counts,
    /// Estimates follow from the filings.
    Estimates,
    /// Alerts follow from ledger and estimates.
    Alerts,
    /// Alerts rest on their evidence.
    Evidence,
    /// Warnings and doubts rest on what was published.
    Doubts,
    /// A row of the inputs is the same in all tables.
    Places,
    /// Changes follow from this run and the one before.
    Changes,
    /// The inputs still give the same answer.
    Inputs,
}

impl Check {
    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chain => "chain",
            Self::Files => "files",
            Self::Made => "made",
            Self::Schemas => "schemas",
            Self::Counts => "counts",
            Self::Estimates => "estimates",
            Self::Alerts => "alerts",
            Self::Evidence => "evidence",
            Self::Doubts => "doubts",
            Self::Places => "places",
            Self::Changes => "changes",
            Self::Inputs => "inputs",
        }
    }
}

/// What to do about files that are not what was published.
const SEALED: &str = "put a sound copy in its place; if there is none, trust nothing that the run says: where it is the newest, move its folder out of runs and publish it anew with inforce run; where later runs follow it, leave it, for they would follow nothing";
/// What to do about files that are in the way of nothing.
const STRAYS: &str = "move away what is named here: nothing rests on it";

/// Faults of one kind are listed up to so many.
const LISTED: usize = 20;

impl Checked {
    /// Nothing found yet.
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

    /// Something is wrong with a file.
    pub(super) fn fault(&mut self, file: &Path, found: impl Display) {
        if self.faults.len() < LISTED {
            self.faults.push(Fault {
                file: shown_path(file),
                found: found.to_string(),
            });
        } else {
            self.more += 1;
        }
    }

    /// Something is there that should not be.
    pub(super) fn stray(&mut self, file: &Path, found: impl Display) {
        self.fault(file, found);
        self.strays += 1;
    }

    /// Says what to do where all that was found, or some of it, is what should not be there.
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

    /// Something is, unless it holds.
    pub(super) fn unless(&mut self, holds: bool, file: &Path, found: impl FnOnce() -> String) {
        if !holds {
            self.fault(file, found());
        }
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

impl Report {
    /// Whether nothing was found.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.checks.iter().all(Checked::is_sound)
    }
}

/// One thing or several, with the number.
pub(super) fn counted(number: usize, one: &str, several: &str) -> String {
    of(u64::try_from(number).unwrap_or(u64::MAX), one, several)
}
