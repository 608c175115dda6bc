//! The errors that end a command without an answer. The kind of the error becomes the exit code in one place.

use super::End;
use std::fmt::Display;

/// Why a command ended without an answer.
#[derive(Debug)]
pub(super) struct CommandError {
    pub(super) end: End,
    pub(super) message: String,
}

/// Returns the error of work that failed.
pub(super) fn failed(message: impl Display) -> CommandError {
    CommandError {
        end: End::Failed,
        message: message.to_string(),
    }
}

/// Returns the error of a command line or a configuration that is wrong.
pub(super) fn misuse(message: impl Display) -> CommandError {
    CommandError {
        end: End::Misuse,
        message: message.to_string(),
    }
}

/// Converts an error that is not the fault of the command line.
impl<E: std::error::Error> From<E> for CommandError {
    fn from(error: E) -> Self {
        failed(error)
    }
}
