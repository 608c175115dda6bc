//! Shows what a file is and how it is read, without judging anything.

use super::Refused;
use super::column::Kind;
use super::content;
use super::dataset::DatasetFile;
use super::fault::{Fault, FileFault, IntakeError};
use super::file::{FileShape, Format, InputFile, Opener};
use super::layout::{Candidate, FileType, Missed, Owner, ReadTable, canonical, find_tables};
use super::rows::Seen;
use super::scan::{ColumnSet, Wanted};
use crate::conversion::Lists;
use crate::terms::shown_path;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf, absolute};

/// Where a file stands in a dataset, or how it may stand in one.
#[derive(Clone, Debug)]
pub struct Located {
    /// The dataset whose layouts count; `None` without one.
    pub dataset: Option<PathBuf>,
    /// The file of the dataset: one, or both kinds if the file is in no dataset, as if it lay in either folder.
    pub files: Vec<DatasetFile>,
}

/// Finds the dataset of a file by its path: the folder above `trades/` or `estimates/`, unless `dataset` says which.
pub fn locate(path: &Path, dataset: Option<&Path>) -> Result<Located, IntakeError> {
    let found = |name: String, kind: Kind| DatasetFile {
        format: Format::by_name(&name),
        name,
        path: path.to_owned(),
        kind,
    };
    if let Some(dataset) = dataset.filter(|dataset| !dataset.is_dir()) {
        return Err(IntakeError::NoDataset {
            folder: shown_path(dataset),
        });
    }
    let whole = absolute(path).unwrap_or_else(|_| path.to_owned());
    let folder = if let Some(dataset) = dataset {
        Some(absolute(dataset).unwrap_or_else(|_| dataset.to_owned()))
    } else {
        let is_folder = |folder: &&Path| kind_of(folder.file_name()).is_some();
        let above = whole.ancestors().skip(1).find(is_folder);
        above.and_then(Path::parent).map(Path::to_owned)
    };
    let inner = folder
        .as_ref()
        .and_then(|folder| whole.strip_prefix(folder).ok());
    let parts: Option<Vec<&str>> = inner.and_then(|inner| {
        inner
            .components()
            .map(|part| part.as_os_str().to_str())
            .collect()
    });
    let kind = parts
        .as_ref()
        .and_then(|parts| kind_of(parts.first().map(AsRef::as_ref)));
    let files = match (parts, kind) {
        (Some(parts), Some(kind)) if parts.len() > 1 => vec![found(parts.join("/"), kind)],
        _ => {
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned());
            let name = name.unwrap_or_default();
            [Kind::Record, Kind::Filing]
                .map(|kind| found(format!("{}/{name}", kind.folder()), kind))
                .into()
        }
    };
    Ok(Located {
        dataset: folder,
        files,
    })
}

/// Returns the kind of the files in a folder of a dataset.
fn kind_of(folder: Option<&std::ffi::OsStr>) -> Option<Kind> {
    let name = folder?;
    [Kind::Record, Kind::Filing]
        .into_iter()
        .find(|kind| name == kind.folder())
}

/// What a file is and how it is read.
#[derive(Debug)]
pub struct Inspected {
    /// What the content is.
    pub is: &'static str,
    /// The tables that are read.
    pub tables: Vec<InspectedTable>,
    /// The sheets that are not read, because the layout says so or because they are hidden.
    pub skipped: Vec<String>,
    /// Why the file cannot be read.
    pub fault: Option<FileFault>,
    /// The layouts that do not recognise a file that cannot be read, the nearest first.
    pub missed: Vec<Missed>,
}

/// How a table is read, and what is refused.
#[derive(Debug)]
pub struct InspectedTable {
    /// The file as it is opened.
    pub file: InputFile,
    /// How it is read.
    pub read: ReadTable,
    /// The number of valid rows.
    pub valid: u64,
    /// The rows that are refused, by reason; the most rows first.
    pub refused: Vec<RefusedFor>,
}

/// The rows that are refused for a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedFor {
    /// The reason.
    pub reason: &'static str,
    /// The number of rows.
    pub rows: u64,
    /// The number of the first row.
    pub first_row: u64,
    /// What was found in the first row, and what was expected.
    pub detail: String,
}

/// Shows how a file is read, with its first rows.
#[must_use]
pub fn inspect(
    found: &DatasetFile,
    opener: Opener<'_>,
    lists: &Lists<'_>,
    most_rows: usize,
) -> Inspected {
    let is = File::open(&found.path)
        .map_err(Fault::Unreadable)
        .and_then(|file| content::told_of(&file));
    let mut inspected = Inspected {
        is: is.unwrap_or("not readable"),
        tables: Vec::new(),
        skipped: Vec::new(),
        fault: None,
        missed: Vec::new(),
    };
    match InputFile::open(found, opener) {
        Ok(file) => {
            inspected.skipped = file.skipped;
            for table in file.tables {
                match InspectedTable::of(table, lists, most_rows) {
                    Ok(table) => inspected.tables.push(table),
                    Err(fault) => inspected.fault = Some(fault),
                }
            }
        }
        Err(fault) => {
            inspected.fault = Some(fault);
            inspected.missed = missed(found, opener).unwrap_or_default();
        }
    }
    inspected
}

/// Returns the layouts that do not recognise a file.
fn missed(found: &DatasetFile, opener: Opener<'_>) -> Result<Vec<Missed>, Fault> {
    let file = File::open(&found.path).map_err(Fault::Unreadable)?;
    let Some(file_type) = content::file_type(&file, &found.name)? else {
        return Ok(Vec::new());
    };
    let candidate = Candidate {
        name: &found.name,
        kind: found.kind,
        file: &file,
        file_type,
        is_canonical_text: false,
        config: opener.config,
    };
    let owners = [Owner::Dataset, Owner::Config, Owner::BuiltIn];
    Ok(find_tables(candidate, opener.layouts, &owners)?.missed)
}

impl InspectedTable {
    fn of(file: InputFile, lists: &Lists<'_>, most_rows: usize) -> Result<Self, FileFault> {
        let in_file = |fault: Fault| FileFault {
            file: file.name.clone(),
            fault,
        };
        let own = File::open(&file.path)
            .map_err(Fault::Unreadable)
            .map_err(in_file)?;
        let read = match &file.shape {
            FileShape::Described(described) => described.told(&own, lists, most_rows),
            FileShape::Csv(columns) => canonical(&own, FileType::Text, columns.order(), most_rows),
            FileShape::Parquet(columns) => {
                canonical(&own, FileType::Parquet, columns.order(), most_rows)
            }
        };
        let read = read.map_err(in_file)?;
        let (mut valid, mut refused) = (0_u64, BTreeMap::<&'static str, RefusedFor>::new());
        let mut refuse = |row: u64, found: Refused<'_>| {
            let reason = found.reason.name();
            let entry = refused.entry(reason).or_insert_with(|| RefusedFor {
                reason,
                rows: 0,
                first_row: row,
                detail: found.detail(),
            });
            entry.rows += 1;
        };
        let reader = file.reader()?;
        for portion in reader.portions() {
            match file.kind {
                Kind::Record => {
                    reader.scan(
                        portion,
                        ColumnSet::All,
                        Wanted::All,
                        lists,
                        &mut |seen| match seen {
                            Seen::Valid(rows) => valid += u64::try_from(rows.len()).unwrap_or(0),
                            Seen::Refused(row, found) => refuse(row, found),
                        },
                    )?;
                }
                Kind::Filing => {
                    reader.filings(portion, lists, &mut |row, filing| match filing {
                        Ok(_) => valid += 1,
                        Err(found) => refuse(row, found),
                    })?;
                }
            }
        }
        drop(reader);
        let mut refused: Vec<RefusedFor> = refused.into_values().collect();
        refused.sort_by_key(|refused| (std::cmp::Reverse(refused.rows), refused.reason));
        Ok(Self {
            file,
            read,
            valid,
            refused,
        })
    }
}
