//! What can be wrong with a file as a whole.

use super::column::{Column, Kind, Type};
use super::meant;
use crate::config::ConfigError;
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
    /// An ending that is known in lower case.
    #[error("its name must end in lower-case .{0}; rename it")]
    Ending(&'static str),
    /// Parquet that cannot be decoded.
    #[error("is damaged: {}; deliver it again", escaped(.0))]
    Damaged(String),
    /// Anything else under the name of Parquet.
    #[error("is not Parquet, which starts with PAR1; is it CSV? then let its name end in .csv; if not, deliver it again")]
    NotParquet,
    /// Parquet that lacks its end.
    #[error("is cut off at its end: it starts as Parquet, but its footer is not there; deliver it again")]
    CutParquet,
    /// Text in another encoding.
    #[error("is UTF-16; save it as UTF-8")]
    Utf16,
    /// The line ends of another age.
    #[error("its lines end with CR only; save it with LF or CRLF")]
    CarriageReturns,
    /// Fields that are not separated by commas.
    #[error(
        "is separated by {0}; expected commas (in Excel: save as CSV UTF-8; if that still writes semicolons, make the comma the list separator of the system)"
    )]
    Separator(&'static str),
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
    /// A line that no row of a table fills.
    #[error("line {line} is longer than 1 MiB, which no row is; deliver it again, with a line end after each row")]
    LongLine {
        /// The line's number in the file, header included.
        line: u64,
    },
    /// The header line cannot be read.
    #[error("has a header line that cannot be read: {0}; write it in UTF-8 with the column names separated by commas")]
    Header(String),
    /// No header at all.
    #[error("line 1 is not the column names: it starts with {}; write them there; {}", shown(.first), required(*.kind))]
    NoHeader {
        /// The first field of that line.
        first: String,
        /// What the file holds.
        kind: Kind,
    },
    /// Column names again further down, but others, or in another order.
    #[error(
        "line {line} is another header: it names columns, but not those of the first header in the same order, so that the lines after it would be read under wrong names; split the file before line {line}, each part with its own header"
    )]
    OtherHeader {
        /// The line's number in the file, header included.
        line: u64,
    },
    /// Columns nobody knows.
    #[error("has unknown {}{}; known are {}; rename or remove any other", names(.unknown.iter().map(String::as_str), .unknown.len()), meant_by(.unknown, *.kind), list(.kind.columns()))]
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
    #[error("column {} is {}; expected {}", .column.name(), escaped(.found), expected(.column.value_type(), .found))]
    WrongType {
        /// The column.
        column: Column,
        /// The type in the file.
        found: String,
    },
}

impl Fault {
    /// What is wrong, without a word of what the file holds: a file that lacks its header has a record in its place.
    #[must_use]
    pub fn without_contents(&self) -> String {
        match self {
            Self::NoHeader { .. } => "line 1 is not the column names".to_owned(),
            Self::UnknownColumns { .. } => "has unknown columns".to_owned(),
            _ => self.to_string(),
        }
    }
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
    /// What the dataset says of itself cannot be read.
    #[error("{0}; nothing was judged")]
    About(#[from] ConfigError),
    /// There is nothing to judge.
    #[error("{folder} holds no record file; put .csv or .parquet files under {folder}/trades")]
    NoRecords {
        /// The path as given.
        folder: String,
    },
    /// There is nothing to judge, but something that may have been meant.
    #[error("{folder} holds no record file; put .csv or .parquet files under {folder}/trades (found {found})")]
    Misplaced {
        /// The path as given.
        folder: String,
        /// What is there instead.
        found: String,
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

/// What each unknown column may be, as far as its name tells.
fn meant_by(unknown: &[String], kind: Kind) -> String {
    let (mut renamed, mut pandas) = (Vec::new(), String::new());
    for name in unknown.iter().take(LISTED_NAMES) {
        if let Some(column) = kind.columns().iter().find(|column| meant::same_name(column.name(), name)) {
            renamed.push(format!("{} for {}", column.name(), shown(name)));
        } else if name.starts_with("__index_level_") {
            let _ = write!(pandas, "; {} was written by pandas: use index=False", shown(name));
        } else if name.is_empty() {
            pandas.push_str("; a column without a name is a comma too many, or was written by pandas: use index=False");
        }
    }
    if renamed.is_empty() { pandas } else { format!("; write {}{pandas}", renamed.join(", ")) }
}

/// The type that is read, and how to write it in place of the type that was found.
fn expected(read: Type, found: &str) -> &'static str {
    match read {
        Type::Text | Type::Code => "text (UTF8)",
        Type::Day if found.starts_with("Timestamp") => "a DATE; in pandas: .dt.date",
        Type::Day => "a DATE",
        Type::Decimal if found.starts_with("Float") => {
            "a decimal such as decimal(18,6), for a binary float is not exact (pyarrow: cast to pa.decimal128(18, 6))"
        }
        Type::Decimal => {
            "a decimal of at most 18 digits, at most 6 of them places, such as decimal(18,6) (pyarrow: cast to pa.decimal128(18, 6))"
        }
    }
}

fn required(kind: Kind) -> &'static str {
    match kind {
        Kind::Filing => "a file of filings needs filing_id, country, substance, kind, received, effective, grams",
        Kind::Record => "a file of records needs record_id, date, reporter, flow, form and quantity_g (or quantity and unit)",
    }
}
