//! Why there is no report.

use crate::archive::read::PublishedError;
use crate::ask::explain::ExplainError;
use crate::terms::{MassOverflow, shown_path};
use std::fmt::Display;
use std::io;
use std::path::Path;

/// A report cannot be made.
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
    /// The system refused.
    #[error(
        "{path}: {error}; the report was not put in place; check the path, its permissions and the space left"
    )]
    Io {
        /// Where.
        path: String,
        /// What it said.
        #[source]
        error: io::Error,
    },
    /// Somebody else makes a report of the same run.
    #[error("{folder} is having its report made already; wait until that has ended")]
    Busy {
        /// The run's folder.
        folder: String,
    },
    /// Something else has the report's place.
    #[error("{path} is not a folder; the report was not put in place; move it away")]
    Taken {
        /// Where.
        path: String,
    },
    /// A page could not be written down.
    #[error("{page} cannot be laid out: {error}; this is a fault of inforce")]
    Layout {
        /// Which.
        page: String,
        /// What the templates said.
        error: String,
    },
}

impl ReportError {
    pub(super) fn io(path: &Path, error: io::Error) -> Self {
        Self::Io {
            path: shown_path(path),
            error,
        }
    }
}

/// A page could not be written down.
pub(super) fn laid_out(page: &str, error: impl Display) -> ReportError {
    ReportError::Layout {
        page: page.to_owned(),
        error: error.to_string(),
    }
}
