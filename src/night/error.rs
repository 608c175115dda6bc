//! Why a run ends without an answer.

use crate::archive::PublishError;
use crate::archive::read::PublishedError;
use crate::evidence::EvidenceError;
use crate::intake::{FileFault, IntakeError};
use crate::ledger::LedgerError;
use crate::scratch::ScratchError;
use crate::terms::figures::count;

/// Why a run ends without an answer; nothing was published.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The output folder lies among the inputs.
    #[error(
        "{out} lies under {inputs}, where the next run would read it as data; name another folder with --out"
    )]
    OutInDataset {
        /// The output folder.
        out: String,
        /// The folder of inputs.
        inputs: String,
    },
    /// The dataset cannot be read.
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// A total has more digits than the outputs hold, or a part of the ledger is lost.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// What does not fit in memory cannot be kept.
    #[error(transparent)]
    Scratch(#[from] ScratchError),
    /// Alerts cannot be made.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// The answer cannot be written.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// The configuration is not that of the run before, and nobody said that it is to be another.
    #[error(
        "the configuration is not that of run {run}, so nothing was judged or published: {differences}; {sources}"
    )]
    OtherConfig {
        /// The run before.
        run: String,
        /// What differs.
        differences: String,
        /// Where the two come from, and what to do.
        sources: String,
    },
    /// No row of a kind was of use, where the run before had some that were.
    #[error(
        "{refused}, so nothing was published: run {run} had {} that were not; mend the files, publish to another folder with --out to look at what was refused, or let --accept publish it here",
        count(*used_before)
    )]
    EverythingRefused {
        /// The run before.
        run: String,
        /// How many rows, of what, why and where.
        refused: String,
        /// How many rows of the kind were not refused before.
        used_before: u64,
    },
    /// What was carried over from the run before is not what the records say, found before anything was published.
    #[error(
        "{group}: the ledger carried over from run {run} and the records of the group disagree, so nothing was published; run again with --full, and report it"
    )]
    Sample {
        /// The group, as the alert it could make.
        group: String,
        /// The run before.
        run: String,
    },
    /// The run before cannot be compared with.
    #[error("{0}; nothing was published")]
    Published(#[from] PublishedError),
    /// Rows are unaccounted for: a fault of this program, found before anything was published.
    #[error("{file}: {found}, so nothing was published; this is a fault of the program, report it")]
    Books {
        /// Where.
        file: String,
        /// What does not close.
        found: String,
    },
}

/// Why the steps of a night end before there is an answer. Other files, or nothing carried over, may lead to one.
pub(super) enum Setback {
    /// What the run before published cannot be used.
    Published(PublishedError),
    /// Files cannot be read to the end, as the first reading finds.
    Unreadable(Vec<FileFault>),
    /// A file that could be read before cannot be read again, or has changed since.
    Lost(FileFault),
    /// There is no answer.
    Run(RunError),
}

macro_rules! setbacks {
    ($($error:ty => $setback:ident,)*) => {
        $(impl From<$error> for Setback {
            fn from(error: $error) -> Self {
                Self::$setback(error.into())
            }
        })*
    };
}
setbacks! {
    PublishedError => Published,
    FileFault => Lost,
    RunError => Run,
    LedgerError => Run,
    ScratchError => Run,
    EvidenceError => Run,
}
