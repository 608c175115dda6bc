//! The errors of a stage.

use super::message::Message;
use crate::evidence::EvidenceError;
use crate::intake::{FileFault, IntakeError};
use crate::ledger::LedgerError;
use crate::night::RunError;
use crate::scratch::ScratchError;
use std::fmt::Display;

/// The reason why a stage fails.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    /// The work of the run itself fails.
    #[error(transparent)]
    Run(#[from] RunError),
    /// A stream belongs to another run, or to another program.
    #[error(
        "{place}: the {what} is {found}; expected {expected}; give every stage of a run the same program, configuration, dataset and options, and run the stages again from the first"
    )]
    Header {
        /// The stream.
        place: String,
        /// What differs.
        what: &'static str,
        /// What the stream has.
        found: String,
        /// What this stage has.
        expected: String,
    },
    /// A stream cannot be read or written.
    #[error(
        "{place}: cannot be read or written as a stream of messages: {found}; run the stages again from the first, and look at the log of the engine"
    )]
    Stream {
        /// The stream.
        place: String,
        /// What was found.
        found: String,
    },
    /// A message cannot be used.
    #[error(
        "{place}: a message {kind} with key {key} cannot be used: {found}; run the stages again from the first, and look at the log of the engine"
    )]
    Message {
        /// The stream.
        place: String,
        /// The kind.
        kind: String,
        /// The key.
        key: i64,
        /// What was found.
        found: String,
    },
    /// Messages were lost, doubled or changed between two stages.
    #[error(
        "{place}: {written} were written and {read} arrived, so the engine lost, doubled or changed messages; nothing was published; run the stages again from the first"
    )]
    Carried {
        /// The stages between which it happened.
        place: String,
        /// What was written.
        written: String,
        /// What arrived.
        read: String,
    },
    /// Work was not done, or was done twice.
    #[error(
        "{what} {which} was done {times} times in stage {stage}; expected once; nothing was published; run the stages again from the first"
    )]
    Times {
        /// The work.
        what: &'static str,
        /// The file, or the file and portion.
        which: String,
        /// The stage.
        stage: &'static str,
        /// How often it was done.
        times: usize,
    },
    /// Messages with one key came to several tasks.
    #[error(
        "the messages with key {key} came to {tasks} tasks of stage {stage}; expected one, so the engine did not bring together what has one key; nothing was published; run the stages again from the first, on an engine whose repartition by a column does"
    )]
    Split {
        /// The key.
        key: i64,
        /// The stage.
        stage: &'static str,
        /// The number of tasks.
        tasks: usize,
    },
    /// The evidence that came for an alert is not that which the alert rests on.
    #[error(
        "the evidence that came to stage exhibit is not what the alerts rest on ({found}): the engine lost, doubled or changed messages; nothing was published; run the stages again from the first, and report it if it happens again"
    )]
    Evidence {
        /// What was found.
        found: String,
    },
    /// The files are not those of the list.
    #[error(
        "{dataset}: the files are not those that were listed: {found}; run the stages again from the first"
    )]
    Files {
        /// The dataset.
        dataset: String,
        /// What differs.
        found: String,
    },
    /// The plan was not made from the same survey.
    #[error(
        "plan.arrow: the plan holds {found} and the survey gives {expected}; run the stages again from stage plan on"
    )]
    Plan {
        /// What the plan holds.
        found: String,
        /// What the survey gives.
        expected: String,
    },
    /// There are more hashes that occur twice in the portions of a task than it can look up.
    #[error(
        "{suspects} hashes of reporter and record id in the portions of this task occur more than once; expected at most 4294967295; run the stages again with more tasks"
    )]
    Suspects {
        /// Their number.
        suspects: usize,
    },
    /// A file of the state folder cannot be opened.
    #[error(
        "{path}: {error}; run the stages before this one first, and give them the same --state"
    )]
    State {
        /// The file.
        path: String,
        /// What the system says.
        error: std::io::Error,
    },
}

impl StageError {
    pub(super) fn stream(place: &str, found: impl Display) -> Self {
        Self::Stream {
            place: place.to_owned(),
            found: found.to_string(),
        }
    }

    pub(super) fn message(place: &str, message: &Message, found: impl Display) -> Self {
        Self::Message {
            place: place.to_owned(),
            kind: format!("{:?}", message.kind),
            key: message.key,
            found: found.to_string(),
        }
    }
}

macro_rules! of_the_run {
    ($($error:ty,)*) => {
        $(impl From<$error> for StageError {
            fn from(error: $error) -> Self {
                Self::Run(error.into())
            }
        })*
    };
}
of_the_run! {
    EvidenceError,
    IntakeError,
    LedgerError,
    ScratchError,
}

impl From<FileFault> for StageError {
    fn from(fault: FileFault) -> Self {
        IntakeError::Lost(fault).into()
    }
}
