//! Writes the lines of an answer as one Parquet file. Its columns are those of JSON and CSV, by their kind: counts are 64-bit whole
//! numbers, figures decimals of two places, everything else is text.

use crate::archive::{Access, aside};
use crate::cli::error::{CommandError, failed, misuse};
use crate::terms::shown_path;
use arrow_array::{ArrayRef, Decimal128Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use inforce_present::table::answer::Answer;
use inforce_present::table::{Cell, Column, Kind, Readers};
use parquet::arrow::ArrowWriter;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The type of figures: 38 digits, two of them after the point.
const FIGURE: DataType = DataType::Decimal128(38, 2);

/// A fault if an answer cannot be written to a place: a folder, or a file that the answer is read from.
pub(super) fn check<'f>(
    to: &Path,
    read: impl IntoIterator<Item = &'f PathBuf>,
) -> Result<(), CommandError> {
    let fault = |found: &str| {
        misuse(format!(
            "{}: {found}; nothing was written; name another file",
            shown_path(to)
        ))
    };
    if to.is_dir() {
        return Err(fault("it is a folder"));
    }
    let is_same = |file: &PathBuf| {
        let paths = file.canonicalize().ok().zip(to.canonicalize().ok());
        paths.is_some_and(|(file, to)| file == to)
    };
    if read.into_iter().any(is_same) {
        return Err(fault("the answer is read from it"));
    }
    Ok(())
}

/// Writes an answer. A file that stands there is replaced at once, when the new one is whole.
pub(super) fn write(answer: &Answer, to: &Path) -> Result<(), CommandError> {
    let unwritten = |error: &dyn Display| {
        misuse(format!(
            "{}: {error}; nothing was written there; name a file in a folder that exists and can be written",
            shown_path(to)
        ))
    };
    let batch = batch(answer)?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty());
    let file = aside(folder.unwrap_or(Path::new(".")), Access::Group)
        .map_err(|error| unwritten(&error))?;
    let mut writer = ArrowWriter::try_new(file.as_file(), batch.schema(), None)?;
    writer.write(&batch)?;
    writer.close()?;
    file.as_file()
        .sync_all()
        .map_err(|error| unwritten(&error))?;
    file.persist(to).map_err(|error| unwritten(&error.error))?;
    Ok(())
}

fn batch(answer: &Answer) -> Result<RecordBatch, CommandError> {
    let columns = answer.columns.iter().enumerate();
    let columns: Vec<(usize, &Column)> = columns
        .filter(|(_, column)| column.readers != Readers::People)
        .collect();
    let mut fields = Vec::new();
    let mut arrays: Vec<ArrayRef> = Vec::new();
    for (place, column) in columns {
        let cells = answer
            .rows
            .iter()
            .map(|row| row.get(place).and_then(Cell::exact));
        let (kind, array): (DataType, ArrayRef) = match column.kind {
            Kind::Count => {
                let numbers = cells.map(|cell| cell.map(|text| text.parse()).transpose());
                let numbers: Result<Vec<Option<i64>>, _> = numbers.collect();
                (DataType::Int64, Arc::new(Int64Array::from(numbers?)))
            }
            Kind::Figure => {
                let numbers = cells.map(|cell| cell.map(|text| hundredths(&text)).transpose());
                let numbers: Vec<Option<i128>> = numbers.collect::<Result<_, CommandError>>()?;
                let array = Decimal128Array::from(numbers).with_data_type(FIGURE);
                (FIGURE, Arc::new(array))
            }
            _ => {
                let texts: Vec<_> = cells.collect();
                (DataType::Utf8, Arc::new(StringArray::from_iter(texts)))
            }
        };
        fields.push(Field::new(column.name, kind, true));
        arrays.push(array);
    }
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?)
}

/// Returns a decimal of two places in hundredths.
fn hundredths(text: &str) -> Result<i128, CommandError> {
    let digits = text
        .split_once('.')
        .filter(|(_, places)| places.len() == 2)
        .map(|(whole, places)| format!("{whole}{places}"));
    digits
        .and_then(|digits| digits.parse().ok())
        .ok_or_else(|| {
            failed(format!(
                "{text} has not two places; this is a fault of inforce"
            ))
        })
}
