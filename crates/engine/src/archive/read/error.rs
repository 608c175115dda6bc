//! The errors of reading a published run.

use crate::terms::{PathError, shown_path};
use std::fmt::Display;
use std::io::{self, ErrorKind};
use std::path::Path;

/// Why a published run cannot be opened or read.
#[derive(Debug, thiserror::Error)]
pub enum PublishedError {
    /// Nothing was published in the output folder.
    #[error(
        "{out} holds no published run; publish one with inforce run DATASET --out {out}, or name another folder with --out"
    )]
    NoRun {
        /// The output folder.
        out: String,
    },
    /// The output folder has runs, but not this one.
    #[error("run {run} {gone} in {out}; {there}")]
    NotThere {
        /// The number of the run.
        run: String,
        /// The output folder.
        out: String,
        /// What became of the run, in words.
        gone: &'static str,
        /// Which runs there are, in words.
        there: String,
    },
    /// The run was pruned just when it was being opened.
    #[error("{path} has just been pruned; ask a newer run")]
    Gone {
        /// The run's folder.
        path: String,
    },
    /// A file of the run is missing.
    #[error(
        "{path} is missing: the run is damaged, or of an older inforce; publish it anew with inforce run"
    )]
    Missing {
        /// The file.
        path: String,
    },
    /// What the run passes on has another layout.
    #[error(
        "{path} is of another version of inforce, which laid it out in way {found}, and this one reads way {known}; publish the run anew with inforce run"
    )]
    Layout {
        /// The file.
        path: String,
        /// The layout of the file.
        found: u32,
        /// The layout of this program.
        known: u32,
    },
    /// A file of the run cannot be read.
    #[error("{0}; check the path and its permissions")]
    Io(#[source] PathError),
    /// A file of the run is not as it was published.
    #[error("{path} is not what was published: {found}; publish the run anew with inforce run")]
    Other {
        /// The file.
        path: String,
        /// What is wrong with the file.
        found: String,
    },
}

impl PublishedError {
    pub(in crate::archive) fn io(path: &Path, error: io::Error) -> Self {
        let of_path = PathError::new(path, error);
        if of_path.error.kind() == ErrorKind::NotFound {
            Self::Missing { path: of_path.path }
        } else {
            Self::Io(of_path)
        }
    }

    pub(super) fn hash(path: &Path) -> Self {
        Self::other(path, "its hash is not the one that was published")
    }

    /// Returns the error of a file in which something else is wrong.
    pub fn other(path: &Path, found: impl Display) -> Self {
        Self::Other {
            path: shown_path(path),
            found: found.to_string(),
        }
    }
}
