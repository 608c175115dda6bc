//! The reasons why bytes cannot be kept or read back.

use crate::terms::shown_path;
use std::io;
use std::path::Path;

/// The reason why bytes that do not fit in memory cannot be kept on disk, or cannot be read back.
#[derive(Debug, thiserror::Error)]
pub enum ScratchError {
    /// The file cannot be created.
    #[error(
        "{folder}: no file can be made there for what does not fit in memory: {error}; check the folder and its permissions, or give the run more memory with --memory"
    )]
    Make {
        /// The folder.
        folder: String,
        /// What the operating system said.
        #[source]
        error: io::Error,
    },
    /// The file cannot be written, usually because the disk is full.
    #[error(
        "{folder}: what does not fit in memory cannot be written there: {error}; free space in {folder}, or give the run more memory with --memory"
    )]
    Write {
        /// The folder.
        folder: String,
        /// What the operating system said.
        #[source]
        error: io::Error,
    },
    /// The file cannot be read.
    #[error(
        "{folder}: what did not fit in memory cannot be read back: {error}; check the disk, or give the run more memory with --memory"
    )]
    Read {
        /// The folder.
        folder: String,
        /// What the operating system said.
        #[source]
        error: io::Error,
    },
    /// The disk returned other bytes than those written.
    #[error(
        "{folder}: what did not fit in memory reads back otherwise than it was written; check the disk, or give the run more memory with --memory"
    )]
    Damaged {
        /// The folder.
        folder: String,
    },
}

impl ScratchError {
    pub(super) fn make(folder: &Path, error: io::Error) -> Self {
        Self::Make {
            folder: shown_path(folder),
            error,
        }
    }

    pub(super) fn write(folder: &Path, error: io::Error) -> Self {
        Self::Write {
            folder: shown_path(folder),
            error,
        }
    }

    pub(super) fn read(folder: &Path, error: io::Error) -> Self {
        Self::Read {
            folder: shown_path(folder),
            error,
        }
    }

    pub(super) fn damaged(folder: &Path) -> Self {
        Self::Damaged {
            folder: shown_path(folder),
        }
    }
}
