//! What can go wrong while a dataset is made: always with the place, what was found, and what to do.

use std::io;
use std::path::{Path, PathBuf};

use parquet::errors::ParquetError;

/// Why no dataset was made. What had been written by then is left for inspection.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SynthError {
    /// The output folder holds something.
    #[error(
        "{}: the folder is not empty; name a new folder, or remove what is in it first", .0.display()
    )]
    NotEmpty(PathBuf),
    /// The output is a file.
    #[error("{}: is a file; name a folder, which need not exist", .0.display())]
    NotAFolder(PathBuf),
    /// Too few records to plant anything, or more than can be numbered.
    #[error("{found} records asked for; ask for {least} to {most}")]
    RecordCount {
        /// What was asked for.
        found: u64,
        /// The least that can be made.
        least: u64,
        /// The most that can be made.
        most: u64,
    },
    /// Files of no rows.
    #[error("0 rows a file asked for; ask for at least 1")]
    NoRowsPerFile,
    /// A file or folder could not be written.
    #[error("{}: cannot write: {source}; check space and permissions", .path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The Parquet writer refused its input.
    #[error("{}: cannot encode: {source}; this is a fault of the program, report it", .path.display())]
    Encode {
        /// The file.
        path: PathBuf,
        /// What the writer said.
        source: ParquetError,
    },
    /// The config cannot serve as the source of codes.
    #[error("config/{file}, line {line}: {found}; mend the config")]
    Config {
        /// The file of the config.
        file: &'static str,
        /// Line, the header being 1.
        line: u64,
        /// What was found there.
        found: String,
    },
}

impl SynthError {
    /// For `map_err` on anything that touches `path`.
    pub(super) fn write(path: &Path) -> impl FnOnce(io::Error) -> SynthError {
        move |source| SynthError::Write {
            path: path.to_owned(),
            source,
        }
    }

    /// For `map_err` on the Parquet writer of `path`. A failed write to the file below it is a failed write.
    pub(super) fn encode(path: &Path) -> impl FnOnce(ParquetError) -> SynthError {
        move |source| match source {
            ParquetError::External(inner) if inner.is::<io::Error>() => {
                let source = inner
                    .downcast::<io::Error>()
                    .map_or_else(io::Error::other, |e| *e);
                SynthError::Write {
                    path: path.to_owned(),
                    source,
                }
            }
            source => SynthError::Encode {
                path: path.to_owned(),
                source,
            },
        }
    }
}
