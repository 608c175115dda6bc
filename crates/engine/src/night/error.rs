//! The errors of a run.

use crate::archive::PublishError;
use crate::archive::read::PublishedError;
use crate::evidence::EvidenceError;
use crate::intake::{FileFault, IntakeError};
use crate::ledger::LedgerError;
use crate::scratch::ScratchError;
use crate::terms::figures::count;

/// The reason why a run ends without an answer. Nothing was published.
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
    /// A total has more digits than the outputs hold, or a part of the ledger was lost.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Data that do not fit in memory cannot be stored in the scratch folder.
    #[error(transparent)]
    Scratch(#[from] ScratchError),
    /// Alerts cannot be made.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// The answer cannot be written.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// The configuration is not that of the run before, and `--accept` was not given.
    #[error(
        "the configuration is not that of run {run}, so nothing was judged or published: {differences}; {sources}"
    )]
    OtherConfig {
        /// The run before.
        run: String,
        /// The differences.
        differences: String,
        /// Where the two configurations come from, and what to do.
        sources: String,
    },
    /// Every row of a kind was refused, and the run before had rows of that kind that were not.
    #[error(
        "{refused}, so nothing was published: run {run} had {} that were not; mend the files, publish to another folder with --out to look at what was refused, or let --accept publish it here",
        count(*used_before)
    )]
    EverythingRefused {
        /// The run before.
        run: String,
        /// How many rows of which kind, with the reason and the file.
        refused: String,
        /// How many rows of the kind the run before did not refuse.
        used_before: u64,
    },
    /// The ledger that was carried over disagrees with the records of a group.
    #[error(
        "{group}: the ledger carried over from run {run} and the records of the group disagree, so nothing was published; run again with --full, and report it"
    )]
    Sample {
        /// The group, as the alert it could make.
        group: String,
        /// The run before.
        run: String,
    },
    /// Files that are elsewhere cannot be asked for.
    #[error(
        "{path}: cannot be written: {error}; nothing was published; make room there, or name another --state"
    )]
    Ask {
        /// The list of files.
        path: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// The run before cannot be read for the comparison.
    #[error("{0}; nothing was published")]
    Published(#[from] PublishedError),
    /// Rows are unaccounted for. This is a fault of the program.
    #[error("{file}: {found}, so nothing was published; this is a fault of the program, report it")]
    Books {
        /// The file or the kind of file.
        file: String,
        /// The counts that do not agree.
        found: String,
    },
}

/// The reason why the steps of a night end early. The night may still succeed with other files or with nothing carried over.
pub(super) enum Setback {
    /// What the run before published cannot be used.
    Published(PublishedError),
    /// The new files have records of periods longer than a day, and nothing can be carried over.
    Returns,
    /// The first reading found files that cannot be read to the end.
    Unreadable(Vec<FileFault>),
    /// A file that could be read before cannot be read again or has changed.
    Lost(FileFault),
    /// The run ends with an error.
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
