//! The errors that prevent a report.

use crate::archive::read::PublishedError;
use crate::ask::explain::ExplainError;
use crate::ask::plausibility::PlausibilityError;
use crate::terms::{MassOverflow, PathError};
use std::fmt::Display;
use std::io;
use std::path::Path;

/// Why a report cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The run cannot be read.
    #[error(transparent)]
    Published(#[from] PublishedError),
    /// A total has more than 38 digits.
    #[error(transparent)]
    Overflow(#[from] MassOverflow),
    /// An alert cannot be explained.
    #[error(transparent)]
    Explain(#[from] ExplainError),
    /// The estimates cannot be compared with what is known of them.
    #[error(transparent)]
    Plausibility(#[from] PlausibilityError),
    /// A file or folder of the report cannot be read or written.
    #[error(
        "{0}; the report was not put in place; check the path, its permissions and the space left"
    )]
    Io(#[source] PathError),
    /// Another process makes a report of the same run.
    #[error("{folder} is having its report made already; wait until that has ended")]
    Busy {
        /// The folder of the run.
        folder: String,
    },
    /// The place of the report, or of the unfinished report, is taken by something that is not a folder.
    #[error("{path} is not a folder; the report was not put in place; move it away")]
    Taken {
        /// The path.
        path: String,
    },
    /// A template failed, or a table cannot be written as JSON.
    #[error("{page} cannot be laid out: {error}; this is a fault of inforce")]
    Layout {
        /// The name of the page or part.
        page: String,
        /// The error of the template or of the JSON.
        error: String,
    },
}

impl ReportError {
    pub(super) fn io(path: &Path, error: io::Error) -> Self {
        Self::Io(PathError::new(path, error))
    }
}

/// Returns the error of a page or part that cannot be laid out.
pub(super) fn laid_out(page: &str, error: impl Display) -> ReportError {
    ReportError::Layout {
        page: page.to_owned(),
        error: error.to_string(),
    }
}
