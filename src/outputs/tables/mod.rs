//! The five tables as Arrow batches, column by column as `data.md` lays them down.

mod alerts;
mod estimates;
mod evidence;
mod ledger;
mod quarantine;

pub use quarantine::Refusal;

use super::manifest::OutputEntry;
use super::publish::PublishError;
use super::table_file::write_table;
use crate::config::Config;
use crate::estimates::Estimates;
use crate::evidence::Alert;
use crate::ledger::Ledger;
use crate::terms::{Day, Factor, Mass, Quantity};
use crate::versions::Version;
use arrow_array::{ArrayRef, Date32Array, Decimal128Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use std::path::Path;
use std::sync::Arc;

/// All that is published of a run.
#[derive(Clone, Copy)]
pub struct Tables<'a> {
    /// Codes and names.
    pub config: &'a Config,
    /// Sorted by key.
    pub alerts: &'a [Alert],
    /// What the evidence points into.
    pub versions: &'a [Version],
    /// The record files' names, by their place in path order.
    pub record_files: &'a [String],
    /// Sorted by kind, file and row.
    pub refusals: &'a [Refusal],
    /// All timelines.
    pub estimates: &'a Estimates,
    /// Base mass per day.
    pub ledger: &'a Ledger<'a>,
}

/// Rows made into arrays at a time.
const BATCH_ROWS: usize = 16_384;

/// Bytes of text made into arrays at a time, about: a column's offsets must fit 31 bits.
const BATCH_TEXT: usize = 64 << 20;

/// Cuts rows into batches of at most so many rows and so much text; each holds at least one row.
fn batched<T>(mut rows: impl Iterator<Item = T>, text: impl Fn(&T) -> usize) -> impl Iterator<Item = Vec<T>> {
    std::iter::from_fn(move || {
        let mut size = 0;
        let mut batch = Vec::new();
        while size < BATCH_TEXT && batch.len() < BATCH_ROWS {
            let Some(row) = rows.next() else {
                break;
            };
            size += text(&row);
            batch.push(row);
        }
        (!batch.is_empty()).then_some(batch)
    })
}

impl Tables<'_> {
    /// Writes the five files into a folder.
    pub(super) fn write(&self, folder: &Path) -> Result<Vec<OutputEntry>, PublishError> {
        // The two large ones side by side.
        let (evidence, ledger) = rayon::join(
            || table(folder, "evidence.parquet", evidence::schema(), evidence::batches(self)),
            || table(folder, "ledger.parquet", ledger::schema(), ledger::batches(self)),
        );
        Ok(vec![
            table(folder, "alerts.parquet", alerts::schema(), alerts::batches(self))?,
            evidence?,
            table(folder, "quarantine.parquet", quarantine::schema(), quarantine::batches(self))?,
            table(folder, "estimates.parquet", estimates::schema(), estimates::batches(self))?,
            ledger?,
        ])
    }
}

fn table(
    folder: &Path,
    file: &'static str,
    schema: SchemaRef,
    columns: impl Iterator<Item = Vec<ArrayRef>>,
) -> Result<OutputEntry, PublishError> {
    let path = folder.join(file);
    let batch_schema = Arc::clone(&schema);
    let mut wrong = None;
    let batches = columns.map_while(|columns| RecordBatch::try_new(Arc::clone(&batch_schema), columns).map_err(|e| wrong = Some(e)).ok());
    let written = write_table(&path, schema, batches)?;
    match wrong {
        None => Ok(OutputEntry { file, size: written.size, rows: written.rows, blake3: written.hash.to_hex().to_string() }),
        Some(error) => Err(PublishError::io(&path, std::io::Error::other(error))),
    }
}

fn required(name: &str, data_type: DataType) -> Field {
    Field::new(name, data_type, false)
}

fn optional(name: &str, data_type: DataType) -> Field {
    Field::new(name, data_type, true)
}

fn schema(fields: Vec<Field>) -> SchemaRef {
    Arc::new(Schema::new(fields))
}

const MASS: DataType = DataType::Decimal128(38, 15);
const QUANTITY: DataType = DataType::Decimal128(18, 6);
const FACTOR: DataType = DataType::Decimal128(10, 9);

fn texts<T: AsRef<str>>(values: impl Iterator<Item = T>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

/// Texts that may be absent; an empty text is absent.
fn optional_texts<T: AsRef<str>>(values: impl Iterator<Item = Option<T>>) -> ArrayRef {
    Arc::new(values.map(|value| value.filter(|text| !text.as_ref().is_empty())).collect::<StringArray>())
}

fn days(values: impl Iterator<Item = Option<Day>>) -> ArrayRef {
    Arc::new(values.map(|day| day.map(Day::number)).collect::<Date32Array>())
}

fn numbers(values: impl Iterator<Item = Option<i64>>) -> ArrayRef {
    Arc::new(values.collect::<Int64Array>())
}

fn masses(values: impl Iterator<Item = Option<Mass>>) -> ArrayRef {
    Arc::new(values.map(|mass| mass.map(Mass::units)).collect::<Decimal128Array>().with_data_type(MASS))
}

fn quantities(values: impl Iterator<Item = Quantity>) -> ArrayRef {
    Arc::new(values.map(|quantity| Some(i128::from(quantity.millionths()))).collect::<Decimal128Array>().with_data_type(QUANTITY))
}

fn factors(values: impl Iterator<Item = Factor>) -> ArrayRef {
    Arc::new(values.map(|factor| Some(i128::from(factor.billionths()))).collect::<Decimal128Array>().with_data_type(FACTOR))
}
