//! The errors of the operating system, with what they are about.

use super::shown_path;
use std::io;
use std::path::Path;

/// What the operating system reports of a file or folder. Errors that hold it say what follows and what can be done.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {error}")]
pub struct PathError {
    /// The path, as messages show it.
    pub path: String,
    /// The error of the operating system.
    #[source]
    pub error: io::Error,
}

impl PathError {
    /// Makes the error of a path.
    pub fn new(path: impl AsRef<Path>, error: io::Error) -> Self {
        Self {
            path: shown_path(path),
            error,
        }
    }
}
