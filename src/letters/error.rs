//! The reasons why a letter cannot be written.

use crate::archive::read::PublishedError;
use crate::ask::explain::ExplainError;
use crate::config::ConfigError;
use crate::terms::PathError;
#[cfg(feature = "pdf")]
use inforce_present::document::PressError;
use inforce_present::xlsx::WriteFault;
use std::io;
use std::path::Path;

/// The reason why a letter cannot be written; letters written before it stay.
#[derive(Debug, thiserror::Error)]
pub enum NoticeError {
    /// `--since` names a run, and no run up to that run has letters.
    #[error(
        "no run up to {run} has letters to follow; write them with inforce notices --run {run}, or leave --since out"
    )]
    NoLetters {
        /// The run.
        run: String,
    },
    /// The texts or names have a fault.
    #[error(transparent)]
    Templates(#[from] ConfigError),
    /// A message cannot be formatted.
    #[error(
        "{file}: message {message}: {found}; correct the message as config/notices/en.ftl has it"
    )]
    Message {
        /// The file of the texts.
        file: String,
        /// The name of the message.
        message: String,
        /// What is wrong.
        found: String,
    },
    /// The workbook of a letter cannot be made.
    #[error(
        "the workbook of {letter} cannot be made: {found}; give the messages sheet-movements, sheet-filings and sheet-refused at most 25 characters each, none of them [ ] : * ? / \\"
    )]
    Enclosure {
        /// The letter.
        letter: String,
        /// What is wrong.
        found: String,
    },
    /// The operating system reported an error.
    #[error("{0}; check the path, its permissions and the space left")]
    Io(#[source] PathError),
    /// The notes of a letter are not as this program writes them.
    #[error(
        "{path} is not what inforce notices wrote: {found}; put back a sound copy, or move it out of the folder: what its letter said then counts as not said"
    )]
    Other {
        /// The path of the file.
        path: String,
        /// What is wrong.
        found: String,
    },
    /// An alert cannot be explained.
    #[error(transparent)]
    Explain(#[from] ExplainError),
    /// The run cannot be read.
    #[error(transparent)]
    Published(#[from] PublishedError),
    /// The typesetter reported an error or a warning: a missing letter is only a warning.
    #[cfg(feature = "pdf")]
    #[error(
        "{letter} cannot be typeset: {found}; no PDF of it was written; name a folder that has the fonts with --fonts"
    )]
    Typeset {
        /// The letter.
        letter: String,
        /// What the typesetter said.
        found: String,
    },
}

impl NoticeError {
    pub(super) fn enclosure(letter: &str, WriteFault(found): WriteFault) -> Self {
        Self::Enclosure {
            letter: letter.to_owned(),
            found,
        }
    }

    /// Converts the error of the typesetter for a letter.
    #[cfg(feature = "pdf")]
    pub(super) fn press(letter: &str, error: PressError) -> Self {
        match error {
            PressError::Io { path, error } => Self::io(&path, error),
            PressError::Typeset(found) => Self::Typeset {
                letter: letter.to_owned(),
                found,
            },
        }
    }

    pub(super) fn io(path: &Path, error: io::Error) -> Self {
        Self::Io(PathError::new(path, error))
    }
}
