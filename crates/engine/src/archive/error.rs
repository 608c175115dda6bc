//! The errors that prevent the publishing of a run.

use crate::evidence::EvidenceError;
use crate::ledger::LedgerError;
use crate::scratch::ScratchError;
use crate::terms::{PathError, shown_path};
use std::fmt::Display;
use std::io;
use std::path::Path;

/// Why a run cannot be published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// A file or folder cannot be read or written.
    #[error(
        "{0}; nothing was published; check the path, its permissions and the space left, or name another with --out"
    )]
    Io(#[source] PathError),
    /// The path of the output folder is not a folder.
    #[error(
        "{out} is not a folder; nothing was published; move it away, or name another folder with --out"
    )]
    NotAFolder {
        /// The path.
        out: String,
    },
    /// Another run holds the output folder.
    #[error(
        "{out} is being written by another run{waited}; nothing was published; wait for it with --wait, or name another folder with --out"
    )]
    Locked {
        /// The output folder.
        out: String,
        /// How long this run waited, in words.
        waited: String,
    },
    /// `current` is not the link that this program makes.
    #[error(
        "{path} is not a symbolic link; nothing was published; move it away, or name another folder with --out"
    )]
    NotOurs {
        /// The path.
        path: String,
    },
    /// The previous run is damaged, so no run can follow it.
    #[error(
        "{path} is not what was published: {found}; nothing was published; put a sound copy of the run in its place, or move the run's folder out of runs, so that the one before it is followed"
    )]
    Damaged {
        /// The damaged file.
        path: String,
        /// What is wrong with it.
        found: String,
    },
    /// The disk returned other bytes than were written.
    #[error(
        "{path} reads back otherwise than it was written; nothing was published; check the disk, or name another with --out"
    )]
    ReadBack {
        /// The file.
        path: String,
    },
    /// The evidence does not agree with the alerts.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// A part of the ledger is lost.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Data that did not fit in memory are lost.
    #[error(transparent)]
    Scratch(#[from] ScratchError),
    /// The run is published, but the disk did not confirm that.
    #[error(
        "{path}: {error}; the run is published, but could be lost if the machine stops now; check the disk and run again"
    )]
    Unconfirmed {
        /// The path.
        path: String,
        /// The error of the operating system.
        #[source]
        error: io::Error,
    },
    /// The run has its number, but `current` could not be made to name it, and the run could not be withdrawn.
    #[error(
        "{path}: {error}; {run} is published, but current names the run before it; check the disk and run again"
    )]
    NotCurrent {
        /// The path.
        path: String,
        /// The run.
        run: String,
        /// The error of the operating system.
        #[source]
        error: io::Error,
    },
}

impl PublishError {
    pub(super) fn io(path: &Path, error: io::Error) -> Self {
        Self::Io(PathError::new(path, error))
    }

    pub(super) fn damaged(path: &Path, found: impl Display) -> Self {
        Self::Damaged {
            path: shown_path(path),
            found: found.to_string(),
        }
    }
}
