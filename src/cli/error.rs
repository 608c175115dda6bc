//! Why a command ends without its answer. The kind of the error becomes the exit code in one place.

use super::End;
use std::fmt::Display;

/// A command ended without its answer.
#[derive(Debug)]
pub(super) struct CommandError {
    pub(super) end: End,
    pub(super) message: String,
}

/// The work failed.
pub(super) fn failed(message: impl Display) -> CommandError {
    CommandError {
        end: End::Failed,
        message: message.to_string(),
    }
}

/// The command line or the configuration is wrong.
pub(super) fn misuse(message: impl Display) -> CommandError {
    CommandError {
        end: End::Misuse,
        message: message.to_string(),
    }
}

/// An error that is not the fault of the command line.
impl<E: std::error::Error> From<E> for CommandError {
    fn from(error: E) -> Self {
        failed(error)
    }
}
