//! Gives the rows of cells of a file, whatever its type, one after the other.

use super::description::{FilePart, FileType};
use super::parquet_cells;
use crate::fault::Fault;
use crate::reason::BadLine;
use crate::terms::Map;
use inforce_sheets::packed::Unpacked;
use inforce_sheets::text::{self, LastLine, LineBreaks, TextEncoding};
use inforce_sheets::workbook::{self, Limits, Visibility, Workbook};
use inforce_sheets::xml;
use inforce_sheets::{Cell, Row};
use std::collections::hash_map::Entry;
use std::fs::File;
use std::io::{BufReader, Seek};
use std::ops::ControlFlow;

/// A row that was read.
pub(super) enum Taken<'r> {
    /// A row of cells.
    Row(&'r Row),
    /// A line that is no row.
    Bad {
        /// The number of the line.
        number: u64,
        /// The text of the line; invalid bytes as U+FFFD.
        raw: &'r str,
        /// What is wrong with it.
        fault: BadLine,
    },
}

/// What of a file is read, and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extract<'a> {
    /// The type of the file.
    pub(super) file_type: FileType,
    /// How the layout says the file is written.
    pub(super) written: &'a FilePart,
    /// The sign between the fields of text.
    pub(super) separator: char,
    /// The sheet, of a workbook.
    pub(super) sheet: Option<&'a str>,
}

/// A sheet of a file; a file without sheets counts as one sheet.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    /// The name; `None` for a file without sheets.
    pub(super) name: Option<String>,
    /// Whether the sheet is shown when the workbook is opened.
    pub(super) is_shown: bool,
}

/// Returns the sheets of a file.
pub(super) fn sheets(file: &File, file_type: FileType) -> Result<Vec<Sheet>, Fault> {
    if file_type != FileType::Workbook {
        return Ok(vec![Sheet {
            name: None,
            is_shown: true,
        }]);
    }
    let workbook = Workbook::open(anew(file)?, Limits::default())?;
    let sheet = |sheet: &workbook::Sheet| Sheet {
        name: Some(sheet.name.clone()),
        is_shown: sheet.visibility == Visibility::Visible,
    };
    Ok(workbook.sheets().iter().map(sheet).collect())
}

/// Returns the file to be read from its start.
fn anew(file: &File) -> Result<File, Fault> {
    let mut file = file.try_clone().map_err(Fault::Unreadable)?;
    file.rewind().map_err(Fault::Unreadable)?;
    Ok(file)
}

/// Calls `each` for the rows of a file, in order, until it breaks.
pub(super) fn rows(
    file: &File,
    extract: Extract<'_>,
    each: &mut dyn FnMut(Taken<'_>) -> ControlFlow<()>,
) -> Result<(), Fault> {
    let file = anew(file)?;
    match extract.file_type {
        FileType::Text => text_rows(file, extract, each),
        FileType::Parquet => parquet_cells::rows(&file, &mut |row| each(Taken::Row(row))),
        FileType::Workbook => {
            let mut workbook = Workbook::open(file, Limits::default())?;
            for row in workbook.rows(extract.sheet.unwrap_or_default())? {
                if each(Taken::Row(&row?)).is_break() {
                    break;
                }
            }
            Ok(())
        }
        FileType::Xml => xml_rows(&file, extract, each),
    }
}

/// Calls `each` for the paths of all fields, as row 0, and then for the records, numbered from 1. A field that stands several
/// times in a record is a cell that cannot be read.
fn xml_rows(
    file: &File,
    extract: Extract<'_>,
    each: &mut dyn FnMut(Taken<'_>) -> ControlFlow<()>,
) -> Result<(), Fault> {
    let path = extract.written.row.as_deref().unwrap_or_default();
    let records = || -> Result<_, Fault> {
        let reader = BufReader::new(anew(file)?);
        Ok(xml::rows(reader, path, xml::DocumentLimits::default())?)
    };
    let (mut places, mut names): (Map<String, usize>, Vec<Cell>) = (Map::default(), Vec::new());
    for record in records()? {
        for field in record?.fields {
            if let Entry::Vacant(place) = places.entry(field.path) {
                names.push(Cell::Text(place.key().clone()));
                place.insert(names.len() - 1);
            }
        }
    }
    let width = names.len();
    let mut row = Row {
        number: 0,
        cells: names,
    };
    if each(Taken::Row(&row)).is_break() {
        return Ok(());
    }
    for record in records()? {
        let record = record?;
        row.number = record.number;
        row.cells.clear();
        row.cells.resize(width, Cell::Empty);
        for field in record.fields {
            let Some(place) = places.get(&field.path) else {
                return Err(Fault::Changed);
            };
            let cell = &mut row.cells[*place];
            *cell = match cell {
                Cell::Empty if field.text.is_empty() => Cell::Empty,
                Cell::Empty => Cell::Text(field.text),
                _ => Cell::Error(format!("{} stands several times", field.path)),
            };
        }
        if each(Taken::Row(&row)).is_break() {
            break;
        }
    }
    Ok(())
}

fn text_rows(
    file: File,
    extract: Extract<'_>,
    each: &mut dyn FnMut(Taken<'_>) -> ControlFlow<()>,
) -> Result<(), Fault> {
    let written = extract.written;
    let options = text::Options {
        encoding: TextEncoding::named(&written.encoding)?,
        separator: extract.separator,
        line_breaks: if written.line_breaks {
            LineBreaks::InQuotes
        } else {
            LineBreaks::EndRows
        },
        last_line: if written.open_end {
            LastLine::MayLackItsEnd
        } else {
            LastLine::MustEnd
        },
        ..text::Options::default()
    };
    for line in text::rows(Unpacked::new(file)?, options)? {
        let flow = match line? {
            text::Line::Row(row) => each(Taken::Row(&row)),
            text::Line::Bad(bad) if bad.reason == text::Reason::Cut => {
                return Err(Fault::Cut { line: bad.number });
            }
            text::Line::Bad(bad) => each(Taken::Bad {
                number: bad.number,
                raw: &bad.raw,
                fault: BadLine::Text(bad.reason),
            }),
        };
        if flow.is_break() {
            break;
        }
    }
    Ok(())
}
