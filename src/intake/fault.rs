//! What can be wrong with a file as a whole.

use super::column::{Column, Kind};
use crate::terms::{escaped, shown, shown_path};
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
    #[error(
        "does not end in .csv or .parquet (lower case); rename it, move it out of the dataset, or let its name start with _ to have it skipped"
    )]
    Foreign,
    /// A symbolic link to a folder, a pipe, a socket or a device.
    #[error("is a link to a folder, a pipe, a socket or a device; put the files themselves here")]
    NotRegular,
    /// The name is not UTF-8, so that it cannot be reported.
    #[error("has a name that is not UTF-8; rename it")]
    Name,
    /// The operating system could not read it.
    #[error("cannot be read: {0}; check that it is there, its permissions and the disk, or deliver it again")]
    Unreadable(#[source] std::io::Error),
    /// It changed between two readings.
    #[error("changed while it was being read; deliver files under another name and rename them when they are complete, then run again")]
    Changed,
    /// Parquet that cannot be decoded.
    #[error("is damaged or not Parquet: {}; deliver it again", escaped(.0))]
    Damaged(String),
    /// No byte at all.
    #[error("is empty, without even column names; deliver it again, or remove it")]
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
    #[error("has a header line that cannot be read: {0}; write it in UTF-8 with the column names separated by commas")]
    Header(String),
    /// Columns nobody knows.
    #[error("has unknown {}; known are {}; rename or remove any other", names(.unknown.iter().map(String::as_str), .unknown.len()), list(.kind.columns()))]
    UnknownColumns {
        /// Their names.
        unknown: Vec<String>,
        /// What the file holds.
        kind: Kind,
    },
    /// A column twice.
    #[error("has column {} twice; keep one of the two", .column.name())]
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
    #[error("has column {} of type {}; expected is {expected}; write the column in that type", .column.name(), escaped(.found))]
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
    #[error("{folder}: there is no such folder; name a dataset, which is a folder with trades/ and estimates/ in it")]
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
    #[error("{} cannot be read, so nothing was judged; mend what is named here, or leave it out with --keep-going{}", files(.0.len()), all(.0))]
    Faults(Vec<FileFault>),
    /// Files that are refused whole, and no record file besides; all of them.
    #[error("{} cannot be read, which leaves no record file to judge; mend at least one under trades/{}", files(.0.len()), all(.0))]
    NothingLeft(Vec<FileFault>),
    /// A file that could be read at first and no longer can, or not in the same way.
    #[error("{0}; nothing was judged")]
    Lost(FileFault),
}

fn files(number: usize) -> String {
    if number == 1 { "1 file".to_owned() } else { format!("{number} files") }
}

/// Each fault on a line of its own.
fn all(faults: &[FileFault]) -> String {
    let mut text = String::new();
    for fault in faults {
        let _ = write!(text, "\n  {fault}");
    }
    text
}

/// How many names a message lists.
const LISTED_NAMES: usize = 20;

fn names<'a>(names: impl Iterator<Item = &'a str>, count: usize) -> String {
    let listed: Vec<String> = names.take(LISTED_NAMES).map(shown).collect();
    let (word, more) = (if count == 1 { "column" } else { "columns" }, count.saturating_sub(LISTED_NAMES));
    let rest = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{word} {}{rest}", listed.join(", "))
}

fn list(columns: &[Column]) -> String {
    columns.iter().map(|column| column.name()).collect::<Vec<_>>().join(", ")
}

fn required(kind: Kind) -> &'static str {
    match kind {
        Kind::Filing => "a file of filings needs filing_id, country, substance, kind, received, effective, grams",
        Kind::Record => "a file of records needs record_id, date, reporter, flow, form and quantity_g (or quantity and unit)",
    }
}
