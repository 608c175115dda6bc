//! Reads a dataset back as text, in the simplest way that reads what is made here.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int32Type};
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::super::text;

/// A row with its place.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) file: String,
    pub(super) row: u64,
    /// Column and value; an empty text is a missing value.
    pub(super) fields: Vec<(String, String)>,
}

impl Line {
    pub(super) fn text(&self, column: &str) -> &str {
        self.fields
            .iter()
            .find(|(name, _)| name == column)
            .map_or("", |(_, text)| text)
    }

    /// The day of receipt, or the date.
    pub(super) fn received(&self) -> &str {
        match self.text("received") {
            "" => self.text("date"),
            day => day,
        }
    }

    /// Quantity and re-export in micrograms.
    pub(super) fn micrograms(&self) -> (i64, i64) {
        let millionths = |text: &str| {
            let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
            assert!(fraction.len() <= 6, "{self:?}");
            let digits = format!("{whole}{fraction:0<6}");
            digits.parse::<i64>().unwrap_or_else(|_| panic!("{self:?}"))
        };
        let either = |a: &str, b: &str| match (self.text(a), self.text(b)) {
            ("", "") => "0".to_owned(),
            (a, b) => format!("{a}{b}"),
        };
        let quantity = millionths(&either("quantity_g", "quantity"));
        let reexport = millionths(&either("reexport_g", "reexport"));
        match self.text("unit") {
            "kg" => (quantity * 1000, reexport * 1000),
            "mg" => {
                assert_eq!((quantity % 1000, reexport % 1000), (0, 0), "{self:?}");
                (quantity / 1000, reexport / 1000)
            }
            _ => (quantity, reexport),
        }
    }
}

/// All files of a folder, sorted.
pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            out.extend(files(&path));
        } else {
            out.push(path);
        }
    }
    out.sort();
    out
}

/// All rows of `trades` or `estimates`, faulty ones as far as they can be read.
pub(super) fn read(dataset: &Path, folder: &str) -> Vec<Line> {
    let mut out = Vec::new();
    for path in files(&dataset.join(folder)) {
        let file = path
            .strip_prefix(dataset)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        let csv = path.extension().is_some_and(|suffix| suffix == "csv");
        let rows = if csv {
            read_lines(&path)
        } else {
            read_columns(&path)
        };
        for (row, fields) in (1..).zip(rows) {
            out.push(Line {
                file: file.clone(),
                row,
                fields,
            });
        }
    }
    out
}

type Fields = Vec<(String, String)>;

fn read_lines(path: &Path) -> Vec<Fields> {
    let text = fs::read(path).unwrap();
    let text = String::from_utf8_lossy(&text);
    let mut lines = text.strip_suffix('\n').unwrap().split('\n');
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let fields = |line: &str| {
        // Quotes occur in the last column only.
        let values = line.splitn(names.len(), ',').map(str::to_owned);
        names
            .iter()
            .map(|name| (*name).to_owned())
            .zip(values)
            .collect()
    };
    lines.map(fields).collect()
}

fn read_columns(path: &Path) -> Vec<Fields> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    let mut out = Vec::new();
    for batch in builder.build().unwrap() {
        let batch = batch.unwrap();
        let schema = batch.schema();
        for row in 0..batch.num_rows() {
            let named = schema.fields().iter().zip(batch.columns());
            out.push(
                named
                    .map(|(field, column)| (field.name().clone(), value(column, row)))
                    .collect(),
            );
        }
    }
    out
}

fn value(column: &ArrayRef, row: usize) -> String {
    if column.is_null(row) {
        return String::new();
    }
    match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::Int32 => column.as_primitive::<Int32Type>().value(row).to_string(),
        DataType::Date32 => text::date(column.as_primitive::<Date32Type>().value(row)),
        DataType::Decimal128(_, places) => {
            let mut out = Vec::new();
            let number = column.as_primitive::<Decimal128Type>().value(row);
            text::push_decimal(
                &mut out,
                i64::try_from(number).unwrap(),
                u32::try_from(*places).unwrap(),
            );
            String::from_utf8(out).unwrap()
        }
        other => panic!("{other} is no type of a dataset"),
    }
}
