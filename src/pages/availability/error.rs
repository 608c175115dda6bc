//! The errors that prevent pages on availability.

use crate::terms::PathError;
use std::io;
use std::path::Path;

/// Why pages cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum AvailabilityPagesError {
    /// The folder is not a new one.
    #[error(
        "{path}: found something there already, expected a new or empty folder; name another one, or remove it"
    )]
    Taken {
        /// The folder.
        path: String,
    },
    /// A file or folder cannot be written.
    #[error(
        "{0}; no page was put in place; name a folder whose parent exists and can be written, and look at the space left"
    )]
    Io(#[source] PathError),
    /// A template failed.
    #[error("{page} cannot be laid out: {error}; this is a fault of inforce")]
    Layout {
        /// The name of the page.
        page: String,
        /// The error of the template.
        error: String,
    },
}

impl AvailabilityPagesError {
    pub(super) fn io(path: &Path, error: io::Error) -> Self {
        Self::Io(PathError::new(path, error))
    }
}
