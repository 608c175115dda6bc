//! The errors that prevent a workbook.

use crate::archive::read::PublishedError;
use crate::ask::plausibility::PlausibilityError;
use crate::terms::{MassOverflow, PathError};
use inforce_present::xlsx::WriteFault;
use std::io;
use std::path::Path;

/// Why a workbook cannot be made. An earlier file in its place stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// The run cannot be read.
    #[error(transparent)]
    Published(#[from] PublishedError),
    /// A total has more than 38 digits.
    #[error(transparent)]
    Overflow(#[from] MassOverflow),
    /// The estimates cannot be compared with what is known of them.
    #[error(transparent)]
    Plausibility(#[from] PlausibilityError),
    /// The name of the file does not end in `.xlsx`, the ending that spreadsheet programs expect.
    #[error(
        "{path} does not end in .xlsx, by which spreadsheet programs know a workbook; name the file so with --to"
    )]
    Ending {
        /// The file.
        path: String,
    },
    /// The file would lie in the folder of the published runs.
    #[error(
        "{path} lies in the folder of the published runs, which never change; name another file with --to"
    )]
    InRun {
        /// The file.
        path: String,
    },
    /// The path names a folder.
    #[error("{path} is a folder; name a file in it with --to")]
    Folder {
        /// The path.
        path: String,
    },
    /// Something else is in the place of a form.
    #[error(
        "{path} is there already and says something else; nothing was written; move it away, or name another folder with --to"
    )]
    Other {
        /// The file.
        path: String,
    },
    /// A file or folder cannot be read or written.
    #[error(
        "{0}; no workbook was written; check the path, its permissions and the space left, or name another place with --to"
    )]
    Io(#[source] PathError),
    /// The library that writes workbooks failed.
    #[error(
        "no workbook was written: {said}; check the space left where it is to be, or name another place with --to"
    )]
    Writer {
        /// The error of the library.
        said: String,
    },
}

impl WorkbookError {
    pub(super) fn io(path: &Path, error: io::Error) -> Self {
        Self::Io(PathError::new(path, error))
    }

    /// Whether the command line is at fault.
    #[must_use]
    pub const fn is_misuse(&self) -> bool {
        matches!(
            self,
            Self::Ending { .. } | Self::InRun { .. } | Self::Folder { .. } | Self::Other { .. }
        )
    }
}

impl From<WriteFault> for WorkbookError {
    fn from(WriteFault(said): WriteFault) -> Self {
        Self::Writer { said }
    }
}
