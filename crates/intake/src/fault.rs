//! Lists what can be wrong with a whole file, and with a dataset.

use super::column::{Column, ColumnFaults, FileColumns, Kind, Type};
use super::layout::{Missed, Owner};
use super::{naming, synonyms};
use crate::config::{ConfigError, ConfigFaults};
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
    /// The name ends in neither `.csv` nor `.parquet`, and the content is not a table.
    #[error(
        "does not end in .csv or .parquet (lower case), and holds no table; move it out of the dataset, or let its name start with _ to have it skipped"
    )]
    Foreign,
    /// A content that is not read here, whatever the name.
    #[error("is {is}; {remedy}")]
    Content {
        /// What the content is.
        is: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// CSV or Parquet under a wrong name.
    #[error("is {is}, but its name does not end in {ending} (lower case); rename it")]
    Named {
        /// What the content is.
        is: &'static str,
        /// The ending that the name needs.
        ending: &'static str,
    },
    /// A table that is not quite CSV, under a name that does not end in `.csv`.
    #[error("{0}; besides, the name of a CSV file must end in .csv (lower case)")]
    AsCsv(Box<Fault>),
    /// A folder whose name gives its files a value.
    #[error("the name of the folder gives a value for all files in it, which is not read; {}", out_of_name(.name, *.kind))]
    ValueInName {
        /// The name of the folder.
        name: String,
        /// What the rows of its files are.
        kind: Kind,
    },
    /// A folder of a table format, whose log says which of its files count.
    #[error(
        "is {0}, whose log says which of its files are current: read without it, rows would count that were removed; export the current version of the table as Parquet or CSV, and put that here in place of the folder"
    )]
    TableFormat(&'static str),
    /// A symbolic link to a folder, a pipe, a socket or a device.
    #[error("is a link to a folder, a pipe, a socket or a device; put the files themselves here")]
    NotRegular,
    /// The name is not UTF-8, so that it cannot be reported.
    #[error("has a name that is not UTF-8; rename it")]
    Name,
    /// The operating system could not read the file.
    #[error(
        "cannot be read: {0}; check that it is there, its permissions and the disk, or deliver it again"
    )]
    Unreadable(#[source] std::io::Error),
    /// The file changed between two readings.
    #[error(
        "changed while it was being read; deliver files under another name and rename them when they are complete, then run again"
    )]
    Changed,
    /// Parquet that cannot be decoded.
    #[error("is damaged: {}; deliver it again", escaped(.0))]
    Damaged(String),
    /// A value in a column of text of a Parquet file that is not text.
    #[error("column {} holds bytes that are not UTF-8, in row group {group} (the first is 1); write its texts in UTF-8 and deliver it again", .column.name())]
    NotText {
        /// The column.
        column: Column,
        /// The row group; the first is 1.
        group: usize,
    },
    /// Any other content under the name of Parquet.
    #[error("is neither Parquet, which starts with PAR1, nor a table in CSV; deliver it again")]
    NotParquet,
    /// Parquet without its end.
    #[error(
        "is cut off at its end: it starts as Parquet, but its footer is not there; deliver it again"
    )]
    CutParquet,
    /// Lines that end in a carriage return only.
    #[error("its lines end with CR only; save it with LF or CRLF")]
    CarriageReturns,
    /// Fields that are separated by something other than commas.
    #[error(
        "is separated by {0}; expected commas (in Excel: save as CSV UTF-8; if that still writes semicolons, make the comma the list separator of the system)"
    )]
    Separator(&'static str),
    /// An empty file.
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
    /// A line that is too long.
    #[error(
        "line {line} is longer than 1 MiB, which no row is; deliver it again, with a line end after each row"
    )]
    LongLine {
        /// The line's number in the file, header included.
        line: u64,
    },
    /// The header line cannot be read.
    #[error(
        "has a header line that cannot be read: {0}; write it in UTF-8 with the column names separated by commas"
    )]
    Header(String),
    /// A file without a header.
    #[error("line 1 is not the column names: it starts with {}; let it hold the column names, with nothing above them; {}", shown(.first), required(*.kind))]
    NoHeader {
        /// The first field of line 1.
        first: String,
        /// What the rows of the file are.
        kind: Kind,
    },
    /// A line that tells a spreadsheet program how the fields are separated.
    #[error("line 1 is \"sep=\", which only Excel reads; remove that line{}", also_separated(*.separator))]
    SepLine {
        /// The separator, if not commas.
        separator: Option<&'static str>,
    },
    /// Column names behind the mark of a comment.
    #[error("line 1 has {mark} before the column names; remove it there")]
    HeaderBehind {
        /// The mark.
        mark: &'static str,
    },
    /// Column names that are not on line 1.
    #[error("{} {above}, and the column names stand on line {line}; remove what is above them{}", lines_above(*.line), also_separated(*.separator))]
    HeaderBelow {
        /// The line of the column names; the first line of the file is 1.
        line: usize,
        /// What is on the lines above.
        above: &'static str,
        /// The separator of the names, if not commas.
        separator: Option<&'static str>,
    },
    /// A second header further down, with other column names or in another order.
    #[error(
        "line {line} is another header: it names columns, but not those of the first header in the same order, so that the lines after it would be read under wrong names; split the file before line {line}, each part with its own header"
    )]
    OtherHeader {
        /// The line's number in the file, header included.
        line: u64,
    },
    /// A file that no layout recognises.
    #[error("is {is}, and no layout recognises it{}; run inforce inspect on the file to see what it holds, and write a layout for it, for which inforce inspect --propose makes a draft; if it holds no table, move it out of the dataset, or let its name start with _ to have it skipped", nearest(.missed))]
    Unrecognised {
        /// What the content is.
        is: &'static str,
        /// The layouts, the nearest first.
        missed: Vec<Missed>,
    },
    /// A file or sheet that several layouts recognise.
    #[error("{} {}; {}", .sheet.as_ref().map_or_else(|| "is recognised by several layouts:".to_owned(), |sheet| format!("sheet {} is recognised by several layouts:", shown(sheet))), .layouts.join(", "), apart(*.owner))]
    SeveralLayouts {
        /// The sheet, of a workbook.
        sheet: Option<String>,
        /// The owner of the layouts.
        owner: Owner,
        /// The layouts, each with its owner.
        layouts: Vec<String>,
    },
    /// Sheets of a workbook that no layout recognises, beside some that one does.
    #[error("holds {} that no layout recognises, beside those that layout {layout} does: {}; hide or remove what holds no table, or list it under sheet.others in a layout of the dataset", if .sheets.len() == 1 { "a sheet" } else { "sheets" }, .sheets.iter().map(|sheet| shown(sheet)).collect::<Vec<_>>().join(", "))]
    UnreadSheets {
        /// The sheets.
        sheets: Vec<String>,
        /// The layout that recognises another sheet.
        layout: String,
    },
    /// What keeps a recognised file from being read.
    #[error("cannot be read by layout {layout}: {said}")]
    Described {
        /// The layout.
        layout: String,
        /// What was found, what was expected, and what to do.
        said: String,
    },
    /// A file that cannot be read as its type.
    #[error("{0}; if that does not help, save the table that it holds as CSV in UTF-8")]
    Cells(#[from] inforce_sheets::Fault),
    /// Everything that is wrong with the columns.
    #[error("{}", columns(.0, true))]
    Columns(Box<ColumnFaults>),
    /// A fault that another process found.
    #[error("{said}")]
    Told {
        /// Its message.
        said: String,
        /// Its message without any content of the file.
        without_contents: String,
    },
}

impl Fault {
    /// Whether the file is sound, but has not the canonical shape.
    pub(super) const fn is_of_shape(&self) -> bool {
        matches!(
            self,
            Self::Columns(_)
                | Self::NoHeader { .. }
                | Self::Header(_)
                | Self::HeaderBelow { .. }
                | Self::HeaderBehind { .. }
                | Self::Separator(_)
        )
    }

    /// Returns the message without any content of the file: in a file without a header, the first line is a record.
    #[must_use]
    pub fn without_contents(&self) -> String {
        match self {
            Self::NoHeader { .. } => "line 1 is not the column names".to_owned(),
            Self::Columns(faults) => columns(faults, false),
            Self::AsCsv(fault) => fault.without_contents(),
            Self::Told {
                without_contents, ..
            } => without_contents.clone(),
            _ => self.to_string(),
        }
    }
}

/// Why a dataset cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The folder does not exist.
    #[error(
        "{folder}: there is no such folder; name a dataset, which is a folder with trades/ and estimates/ in it"
    )]
    NoDataset {
        /// The path as given.
        folder: String,
    },
    /// The description of the dataset (`about.toml`) cannot be read.
    #[error("{0}; nothing was judged")]
    About(#[from] ConfigError),
    /// A layout of the dataset or of the configuration cannot be read.
    #[error("{0}; nothing was judged")]
    Layouts(#[from] ConfigFaults),
    /// There are no records to judge.
    #[error("{folder} holds no record file; put .csv or .parquet files under {folder}/trades")]
    NoRecords {
        /// The path as given.
        folder: String,
    },
    /// Data beside the folders that are read.
    #[error("{folder} holds what would not be read: {}; nothing was judged; records belong in {folder}/trades, filings in {folder}/estimates", .found.join(", "))]
    Misplaced {
        /// The path as given.
        folder: String,
        /// What was found, and where it should be.
        found: Vec<String>,
    },
    /// All files that are refused whole.
    #[error("{} cannot be read, so nothing was judged; mend what is named here, or leave it out with --keep-going{}", files(.0.len()), all(.0))]
    Faults(Vec<FileFault>),
    /// All files that are refused whole, if no record file is left.
    #[error("{} cannot be read, which leaves no record file to judge; mend at least one under trades/{}", files(.0.len()), all(.0))]
    NothingLeft(Vec<FileFault>),
    /// A file that could be read at first and no longer can, or that changed.
    #[error("{0}; nothing was judged")]
    Lost(FileFault),
}

fn files(number: usize) -> String {
    if number == 1 {
        "1 file".to_owned()
    } else {
        format!("{number} files")
    }
}

/// Writes each fault on its own line.
fn all(faults: &[FileFault]) -> String {
    let mut text = String::new();
    for fault in faults {
        let _ = write!(text, "\n  {fault}");
    }
    text
}

impl Fault {
    /// Whether a layout recognises the file and something keeps it from being read by that layout.
    pub(super) const fn is_of_layouts(&self) -> bool {
        matches!(
            self,
            Self::SeveralLayouts { .. } | Self::UnreadSheets { .. } | Self::Described { .. }
        )
    }
}

/// The most layouts that a message names.
const NAMED_LAYOUTS: usize = 3;

/// Returns how layouts of an owner that recognise the same file are told apart.
const fn apart(owner: Owner) -> &'static str {
    match owner {
        Owner::Dataset => "make the layouts differ, for example by file.path, or remove one",
        Owner::Config | Owner::BuiltIn => {
            "put a layout for this file into the folder layouts/ of the dataset, which comes before them: it may be a copy of one of them, with file.path"
        }
    }
}

/// Words how far the nearest layouts came.
fn nearest(missed: &[Missed]) -> String {
    let near = missed.iter().filter(|missed| missed.is_near());
    let said = near
        .take(NAMED_LAYOUTS)
        .map(|missed| format!("layout {}: {}", missed.layout, missed.why));
    let said: Vec<String> = said.collect();
    if said.is_empty() {
        String::new()
    } else {
        format!(" ({})", said.join("; "))
    }
}

/// The most names that a message lists.
const LISTED_NAMES: usize = 20;

fn names<'a>(names: impl Iterator<Item = &'a str>, count: usize) -> String {
    let listed: Vec<String> = names.take(LISTED_NAMES).map(shown).collect();
    let (word, more) = (
        if count == 1 { "column" } else { "columns" },
        count.saturating_sub(LISTED_NAMES),
    );
    let rest = if more == 0 {
        String::new()
    } else {
        format!(" and {more} more")
    };
    format!("{word} {}{rest}", listed.join(", "))
}

fn list(columns: &[Column]) -> String {
    columns
        .iter()
        .map(|column| column.name())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Words everything that is wrong with the columns of a file, and what to do; without the names in the file unless
/// `with_names`.
fn columns(faults: &ColumnFaults, with_names: bool) -> String {
    let ColumnFaults {
        kind,
        known,
        unknown,
        repeated,
        missing,
        wrong,
        mixed,
    } = faults;
    let mut said = Vec::new();
    match (unknown.is_empty(), with_names) {
        (true, _) => {}
        (false, true) => said.push(format!(
            "has unknown {}",
            names(unknown.iter().map(String::as_str), unknown.len())
        )),
        (false, false) => said.push("has unknown columns".to_owned()),
    }
    said.extend(
        repeated
            .iter()
            .map(|column| format!("has column {} twice; keep one of the two", column.name())),
    );
    if !missing.is_empty() {
        let lacks = names(missing.iter().map(|column| column.name()), missing.len());
        let needed = if unknown.is_empty() {
            format!("; {}", required(*kind))
        } else {
            String::new()
        };
        said.push(format!("lacks {lacks}{needed}"));
    }
    if *mixed {
        said.push("mixes two notations; write quantity_g and reexport_g, or quantity, unit and reexport, not columns of both".to_owned());
    }
    for (column, found) in wrong {
        said.push(format!(
            "column {} is {}; expected {}",
            column.name(),
            escaped(found),
            expected(column.value_type(), found)
        ));
    }
    if !unknown.is_empty() && with_names {
        if let Some(other) = of_other_kind(unknown, *kind) {
            return format!(
                "has the columns of {}s, not of {}s; move it to {}/",
                other.name(),
                kind.name(),
                other.folder()
            );
        }
        said.extend(naming::advice(unknown, known, *kind));
        said.push(format!("known are {}", list(kind.columns())));
        said.push(
            "call each that holds one of them by its name, and leave out any other".to_owned(),
        );
    }
    said.join("; ")
}

/// Returns the other kind of file if the unknown columns are columns of that kind; `received` belongs to both kinds.
fn of_other_kind(unknown: &[String], kind: Kind) -> Option<Kind> {
    let other = if kind == Kind::Record {
        Kind::Filing
    } else {
        Kind::Record
    };
    FileColumns::of(
        other,
        unknown.iter().map(String::as_str).chain(["received"]),
    )
    .is_ok()
    .then_some(other)
}

/// Returns what to do about a value in the name of a folder: which column takes it, if there is one.
fn out_of_name(name: &str, kind: Kind) -> String {
    let (key, value) = name.split_once('=').unwrap_or((name, ""));
    let plain = shown_path(name.replace('=', "-"));
    match naming::sole(key.trim_start_matches('_'), kind) {
        Some(column) => format!(
            "call the folder {}, whose value is read",
            shown_path(format!("{}={value}", column.name()))
        ),
        None => format!(
            "a {} has no column {}: give the folder a name without =, such as {plain}, or move the files out of it{}",
            kind.name(),
            shown(key),
            if synonyms::is_part_of_day(key) {
                " (the day in each row tells it)"
            } else {
                ""
            }
        ),
    }
}

/// Returns the type that is read, and how to write it in place of the type that was found.
fn expected(read: Type, found: &str) -> &'static str {
    match read {
        Type::Text | Type::Code => "text (UTF8)",
        Type::Year => "a whole number of 32 bits (INT32)",
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

/// Words which lines are above the column names.
fn lines_above(line: usize) -> String {
    if line == 2 {
        "line 1 is".to_owned()
    } else {
        format!("lines 1 to {} are", line.saturating_sub(1))
    }
}

/// Words the further fault of column names that are not separated by commas.
fn also_separated(separator: Option<&'static str>) -> String {
    separator.map_or_else(String::new, |name| {
        format!("; besides, fields are separated by {name}: write commas between them")
    })
}

fn required(kind: Kind) -> &'static str {
    match kind {
        Kind::Filing => {
            "a file of filings needs filing_id, country, substance, kind, received, grams, and effective (or year, of the 1961 Convention)"
        }
        Kind::Record => {
            "a file of records needs record_id, date, reporter, flow, form and quantity_g (or quantity and unit)"
        }
    }
}
