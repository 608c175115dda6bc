//! Why a run cannot be published.

use crate::evidence::EvidenceError;
use crate::ledger::LedgerError;
use crate::scratch::ScratchError;
use crate::terms::shown_path;
use std::fmt::Display;
use std::io;
use std::path::Path;

/// Why a run cannot be published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The operating system refused.
    #[error(
        "{path}: {error}; nothing was published; check the path, its permissions and the space left, or name another with --out"
    )]
    Io {
        /// Where.
        path: String,
        /// What it said.
        #[source]
        error: io::Error,
    },
    /// The output folder is something else.
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
        /// How long it was waited for, in words.
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
    /// The run before is not what was published, so that none can follow it.
    #[error(
        "{path} is not what was published: {found}; nothing was published; put a sound copy of the run in its place, or move the run's folder out of runs, so that the one before it is followed"
    )]
    Damaged {
        /// Which file.
        path: String,
        /// What is wrong with it.
        found: String,
    },
    /// The disk returned other bytes than were written.
    #[error(
        "{path} reads back otherwise than it was written; nothing was published; check the disk, or name another with --out"
    )]
    ReadBack {
        /// Which file.
        path: String,
    },
    /// The evidence is not what the alerts rest on.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// A part of the ledger is lost.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// What did not fit in memory is lost.
    #[error(transparent)]
    Scratch(#[from] ScratchError),
    /// The answer is in place, but the disk did not confirm it.
    #[error(
        "{path}: {error}; the run is published, but could be lost if the machine stops now; check the disk and run again"
    )]
    Unconfirmed {
        /// Where.
        path: String,
        /// What it said.
        #[source]
        error: io::Error,
    },
    /// The answer is in place under its number, but `current` could not be made to point to it, nor the answer be taken back.
    #[error(
        "{path}: {error}; {run} is published, but current names the run before it; check the disk and run again"
    )]
    NotCurrent {
        /// Where.
        path: String,
        /// The run.
        run: String,
        /// What it said.
        #[source]
        error: io::Error,
    },
}

impl PublishError {
    pub(super) fn io(path: &Path, error: io::Error) -> Self {
        Self::Io {
            path: shown_path(path),
            error,
        }
    }

    pub(super) fn damaged(path: &Path, found: impl Display) -> Self {
        Self::Damaged {
            path: shown_path(path),
            found: found.to_string(),
        }
    }
}
