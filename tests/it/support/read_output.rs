//! Reads a published table, and says so where its columns are not those of the contract.

use std::fs::File;
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int32Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};

use super::day::Day;
use super::number::plain;
use super::table::{Cell, Kind, Layout, Table};

pub fn table(folder: &Path, layout: &'static Layout) -> Result<Table, String> {
    let mut table = Table::new(layout);
    for name in files(folder, layout)? {
        let before = table.rows.len();
        read(folder, &name, &mut table).map_err(|what| format!("{name}: {what}"))?;
        let year = name
            .rsplit('/')
            .next()
            .map(|file| file.trim_end_matches(".parquet"));
        let is_other = |row: &Vec<Cell>| {
            let date = table.cell(row, "date").unwrap_or_default();
            date.split('-').next() != year
        };
        let own = &table.rows[before..];
        if layout.is_by_year() && (own.is_empty() || own.iter().any(is_other)) {
            return Err(format!("{name}: no row, or a row of another year"));
        }
    }
    Ok(table)
}

/// The files of a table, in order.
pub fn files(folder: &Path, layout: &Layout) -> Result<Vec<String>, String> {
    if !layout.is_by_year() {
        return Ok(vec![format!("{}.parquet", layout.name)]);
    }
    let explain = |error: std::io::Error| format!("{}: {error}", layout.name);
    let entries = std::fs::read_dir(folder.join(layout.name)).map_err(explain)?;
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.map_err(explain)?.file_name();
        names.push(format!("{}/{}", layout.name, name.to_string_lossy()));
    }
    names.sort();
    Ok(names)
}

fn read(folder: &Path, name: &str, table: &mut Table) -> Result<(), String> {
    let layout = table.layout;
    let explain = |error: parquet::errors::ParquetError| error.to_string();
    let file = File::open(folder.join(name)).map_err(|error| error.to_string())?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .and_then(ParquetRecordBatchReaderBuilder::build)
        .map_err(explain)?;
    for batch in reader {
        let batch = batch.map_err(|error| error.to_string())?;
        let columns = columns(&batch, layout)?;
        for row in 0..batch.num_rows() {
            let cells = columns.iter().map(|(array, kind)| cell(*array, *kind, row));
            table.rows.push(cells.collect());
        }
    }
    Ok(())
}

/// The texts of a file of a world: what stands in its columns, read by the types that Parquet itself names.
pub fn input(file: File, columns: &[String]) -> Vec<Vec<String>> {
    let plain_types = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let reader = ParquetRecordBatchReaderBuilder::try_new_with_options(file, plain_types)
        .and_then(ParquetRecordBatchReaderBuilder::build)
        .expect("a file of a world is Parquet");
    let mut rows = Vec::new();
    for batch in reader {
        let batch = batch.expect("a file of a world can be read");
        for row in 0..batch.num_rows() {
            let read = |column: &String| {
                let array = batch.column_by_name(column).expect("its columns are there");
                let kind = match array.data_type() {
                    DataType::Date32 => Kind::Date,
                    DataType::Int32 => Kind::Year,
                    DataType::Decimal128(precision, scale) => Kind::Decimal(*precision, *scale),
                    _ => Kind::Text,
                };
                cell(array, kind, row).unwrap_or_default()
            };
            rows.push(columns.iter().map(read).collect());
        }
    }
    rows
}

type Column<'a> = (&'a dyn Array, Kind);

fn columns<'a>(batch: &'a RecordBatch, layout: &Layout) -> Result<Vec<Column<'a>>, String> {
    let column = |(name, kind): &(&str, Kind)| {
        let array = batch
            .column_by_name(name)
            .ok_or_else(|| format!("no column {name}"))?;
        if has_kind(array.data_type(), *kind) {
            Ok((array.as_ref(), *kind))
        } else {
            Err(format!("{name} is {}, not {kind:?}", array.data_type()))
        }
    };
    layout.columns.iter().map(column).collect()
}

fn has_kind(found: &DataType, kind: Kind) -> bool {
    match kind {
        Kind::Text => match found {
            DataType::Dictionary(_, values) => **values == DataType::Utf8,
            other => matches!(
                other,
                DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View
            ),
        },
        Kind::Date => *found == DataType::Date32,
        Kind::Year => *found == DataType::Int32,
        Kind::Count => *found == DataType::Int64,
        Kind::Flag => *found == DataType::Boolean,
        Kind::Decimal(precision, scale) => *found == DataType::Decimal128(precision, scale),
        Kind::Texts => match found {
            DataType::List(item) => has_kind(item.data_type(), Kind::Text),
            _ => false,
        },
    }
}

fn cell(array: &dyn Array, kind: Kind, row: usize) -> Cell {
    if array.is_null(row) {
        return None;
    }
    Some(match kind {
        Kind::Text => return text(array, row),
        Kind::Date => Day(array.as_primitive::<Date32Type>().value(row)).to_string(),
        Kind::Year => array.as_primitive::<Int32Type>().value(row).to_string(),
        Kind::Count => array.as_primitive::<Int64Type>().value(row).to_string(),
        Kind::Flag => array.as_boolean().value(row).to_string(),
        Kind::Decimal(_, scale) => {
            let units = array.as_primitive::<Decimal128Type>().value(row);
            plain(
                units,
                usize::try_from(scale).expect("scales of the contract"),
            )
        }
        Kind::Texts => {
            let list = array.as_list::<i32>().value(row);
            let texts = (0..list.len()).map(|at| text(&list, at).unwrap_or("null".to_owned()));
            texts.collect::<Vec<_>>().join(" ")
        }
    })
}

fn text(array: &dyn Array, row: usize) -> Cell {
    match array.data_type() {
        DataType::Utf8 => Some(array.as_string::<i32>().value(row).to_owned()),
        DataType::LargeUtf8 => Some(array.as_string::<i64>().value(row).to_owned()),
        DataType::Utf8View => Some(array.as_string_view().value(row).to_owned()),
        _ => {
            let dictionary = array.as_any_dictionary();
            let key = dictionary.normalized_keys()[row];
            text(dictionary.values(), key)
        }
    }
}
