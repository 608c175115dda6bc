//! What can be wrong with a file as a whole.

use super::column::{Column, Kind};
use crate::terms::shown;
use std::fmt::Write as _;

/// A file that is refused whole, and why.
#[derive(Debug, thiserror::Error)]
#[error("{}: {fault}", shown_path(.file))]
pub struct FileFault {
    /// The path relative to the dataset, `/` between its parts.
    pub file: String,
    /// What is wrong with it.
    pub fault: Fault,
}

/// Why a file is refused whole: what was found, what was expected, what to do.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Neither `.csv` nor `.parquet`.
    #[error("is neither .csv nor .parquet; move it out of the dataset, or let its name start with _ to have it skipped")]
    Foreign,
    /// A symbolic link to a folder, a pipe, a socket or a device.
    #[error("is not a regular file or folder; put the file itself here")]
    NotRegular,
    /// The name is not UTF-8, so that it cannot be reported.
    #[error("has a name that is not UTF-8; rename it")]
    Name,
    /// The operating system could not read it.
    #[error("cannot be read: {0}; check the disk and the permissions, or deliver it again")]
    Unreadable(#[source] std::io::Error),
    /// It changed between two readings.
    #[error("changed while it was being read; deliver files under another name and rename them when they are complete, then run again")]
    Changed,
    /// Parquet that cannot be decoded.
    #[error("is damaged or not Parquet: {0}; deliver it again")]
    Damaged(String),
    /// An empty CSV file.
    #[error("is empty; a CSV file starts with one line of column names")]
    Empty,
    /// The last line has no newline.
    #[error(
        "ends within a line: its last line ({line}) has no newline, as in a transfer cut short; deliver it again, or end it with a newline"
    )]
    Cut {
        /// The line's number in the file, header included.
        line: u64,
    },
    /// The header line cannot be read.
    #[error("has a header line that cannot be read: {0}; write the column names separated by commas")]
    Header(String),
    /// Columns nobody knows.
    #[error("has unknown {}; known are {}", names(.unknown.iter().map(String::as_str), .unknown.len()), list(.kind.columns()))]
    UnknownColumns {
        /// Their names.
        unknown: Vec<String>,
        /// What the file holds.
        kind: Kind,
    },
    /// A column twice.
    #[error("has column {} twice; each column stands once", .column.name())]
    RepeatedColumn {
        /// The column.
        column: Column,
    },
    /// Columns without which nothing can be judged.
    #[error("lacks {}; {}", names(.missing.iter().map(|column| column.name()), .missing.len()), required(*.kind))]
    MissingColumns {
        /// The columns.
        missing: Vec<Column>,
        /// What the file holds.
        kind: Kind,
    },
    /// Quantities both in grams and with a unit.
    #[error("mixes two notations; write quantity_g and reexport_g, or quantity, unit and reexport, not columns of both")]
    MixedNotation,
    /// A Parquet column of another type.
    #[error("has column {} as {found}; expected is {expected}", .column.name())]
    WrongType {
        /// The column.
        column: Column,
        /// The type in the file.
        found: String,
        /// The types that are read.
        expected: &'static str,
    },
}

/// Why a dataset cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// There is no such folder.
    #[error("{folder} is not a folder; a dataset is a folder with trades/ and estimates/ in it")]
    NoDataset {
        /// The path as given.
        folder: String,
    },
    /// There is nothing to judge.
    #[error("{folder} holds no record file; put .csv or .parquet files under {folder}/trades")]
    NoRecords {
        /// The path as given.
        folder: String,
    },
    /// Files that are refused whole; all of them.
    #[error("{}", all(.0))]
    Faults(Vec<FileFault>),
}

fn all(faults: &[FileFault]) -> String {
    let mut text = match faults.len() {
        1 => "1 file cannot be read, so nothing was judged; with --keep-going it is left out".to_owned(),
        n => format!("{n} files cannot be read, so nothing was judged; with --keep-going they are left out"),
    };
    for fault in faults {
        let _ = write!(text, "\n  {fault}");
    }
    text
}

/// A path as it is where that is harmless, escaped where not.
fn shown_path(path: &str) -> String {
    let quoted = shown(path);
    if quoted.trim_matches('"') == path { path.to_owned() } else { quoted }
}

fn names<'a>(names: impl Iterator<Item = &'a str>, count: usize) -> String {
    let quoted: Vec<String> = names.take(20).map(shown).collect();
    format!("{} {}", if count == 1 { "column" } else { "columns" }, quoted.join(", "))
}

fn list(columns: &[Column]) -> String {
    columns.iter().map(|column| column.name()).collect::<Vec<_>>().join(", ")
}

fn required(kind: Kind) -> &'static str {
    match kind {
        Kind::Filing => "required are filing_id, country, substance, kind, received, effective, grams",
        Kind::Record => "required are record_id, date, reporter, flow, form and quantity_g (or quantity and unit)",
    }
}
