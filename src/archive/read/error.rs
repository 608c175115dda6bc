//! Why a published run cannot answer.

use crate::terms::shown_path;
use std::fmt::Display;
use std::io::{self, ErrorKind};
use std::path::Path;

/// A published run cannot be opened or read.
#[derive(Debug, thiserror::Error)]
pub enum PublishedError {
    /// Nothing was published there.
    #[error(
        "{out} holds no published run; publish one with inforce run DATASET --out {out}, or name another folder with --out"
    )]
    NoRun {
        /// The output folder.
        out: String,
    },
    /// There are runs, but not this one.
    #[error("run {run} {gone} in {out}; {there}")]
    NotThere {
        /// Its number.
        run: String,
        /// The output folder.
        out: String,
        /// What became of it.
        gone: &'static str,
        /// Which there are.
        there: String,
    },
    /// The run was pruned just when it was to be opened.
    #[error("{path} has just been pruned; ask a newer run")]
    Gone {
        /// Its folder.
        path: String,
    },
    /// A file of the run is not there.
    #[error(
        "{path} is missing: the run is damaged, or of an older inforce; publish it anew with inforce run"
    )]
    Missing {
        /// Which.
        path: String,
    },
    /// What the run passes on is laid out otherwise.
    #[error(
        "{path} is of another version of inforce, which laid it out in way {found}, and this one reads way {known}; publish the run anew with inforce run"
    )]
    Layout {
        /// Which file.
        path: String,
        /// How it is laid out.
        found: u32,
        /// How this program does it.
        known: u32,
    },
    /// A file of the run cannot be read.
    #[error("{path}: {error}; check the path and its permissions")]
    Io {
        /// Which.
        path: String,
        /// What the system said.
        #[source]
        error: io::Error,
    },
    /// A file of the run is not what was written.
    #[error("{path} is not what was published: {found}; publish the run anew with inforce run")]
    Other {
        /// Which.
        path: String,
        /// What is wrong.
        found: String,
    },
}

impl PublishedError {
    pub(super) fn io(path: &Path, error: io::Error) -> Self {
        let path = shown_path(path);
        if error.kind() == ErrorKind::NotFound {
            Self::Missing { path }
        } else {
            Self::Io { path, error }
        }
    }

    pub(super) fn hash(path: &Path) -> Self {
        Self::other(path, "its hash is not the one that was published")
    }

    pub(super) fn other(path: &Path, found: impl Display) -> Self {
        Self::Other {
            path: shown_path(path),
            found: found.to_string(),
        }
    }
}
