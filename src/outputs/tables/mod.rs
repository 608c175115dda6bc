//! The five tables as Arrow batches, column by column as `data.md` lays them down.

mod alerts;
mod changes;
mod estimates;
mod evidence;
mod filings;
mod ledger;
mod quarantine;
mod superseded;
mod warned;

pub use superseded::{Superseded, SupersededWriter};
pub use warned::{Warned, WarnedVersion, WarnedWriter};

use super::changes::AlertChange;
use super::disk::{Access, Place};
use super::error::PublishError;
use super::manifest::OutputEntry;
use super::passed_on::PassedOn;
use super::refusals::Refusals;
use super::table_file::{Sink, write_table};
use crate::config::Config;
use crate::estimates::{Estimates, Standing};
use crate::evidence::Assembled;
use crate::ledger::Ledger;
use crate::terms::{Day, Factor, Mass, Quantity};
use crate::versions::Version;
use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use std::path::Path;
use std::sync::Arc;

/// All that is published of a run.
#[derive(Clone, Copy)]
pub struct Tables<'a> {
    /// Codes and names.
    pub config: &'a Config,
    /// The alerts and their evidence.
    pub assembled: &'a Assembled<'a>,
    /// The record files' names, by their place in path order.
    pub record_files: &'a [String],
    /// The filing files' names, likewise.
    pub filing_files: &'a [String],
    /// All valid filings.
    pub filings: &'a Standing,
    /// The versions of records that do not stand.
    pub superseded: &'a Superseded,
    /// The records that warnings concern.
    pub warned: &'a Warned,
    /// In order: by kind, file and row.
    pub refusals: &'a [Refusals],
    /// All timelines.
    pub estimates: &'a Estimates,
    /// Base mass per day.
    pub ledger: &'a Ledger<'a>,
    /// What the next run needs besides.
    pub passed_on: &'a PassedOn,
}

/// Rows made into arrays at a time.
const BATCH_ROWS: usize = 8192;

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
    /// Writes the five files of the contract into a folder.
    pub(super) fn write(&self, place: Place<'_>) -> Result<Vec<OutputEntry>, PublishError> {
        let alerts = || alerts::batches(self);
        let estimates = || estimates::batches(self);
        let bundles = (0..self.assembled.bundles()).map(Ok);
        let outputs = vec![
            table(place, "alerts.parquet", alerts::schema(), whole(), |(), sink| alerts().try_for_each(|arrays| sink(&arrays)))?,
            table(place, "evidence.parquet", evidence::schema(), bundles, |bundle, sink| evidence::batches(self, bundle, sink))?,
            table(place, "quarantine.parquet", quarantine::schema(), whole(), |(), sink| quarantine::batches(self, sink))?,
            table(place, "estimates.parquet", estimates::schema(), whole(), |(), sink| estimates().try_for_each(|arrays| sink(&arrays)))?,
            table(place, "ledger.parquet", ledger::schema(), ledger::parts(self), |part, sink| ledger::batches(self.config, &part, sink))?,
        ];
        self.assembled.check(outputs[1].rows)?;
        Ok(outputs)
    }

    /// Writes what later questions need besides: it is no part of the contract that the manifest covers.
    pub(super) fn write_more(&self, place: Place<'_>) -> Result<Vec<OutputEntry>, PublishError> {
        let filings = || filings::batches(self);
        Ok(vec![
            table(place, "filings.parquet", filings::schema(), whole(), |(), sink| filings().try_for_each(|arrays| sink(&arrays)))?,
            table(place, "superseded.parquet", superseded::schema(), superseded::parts(self), |parts, sink| {
                superseded::batches(self, parts, sink)
            })?,
            table(place, "warned.parquet", warned::schema(), warned::parts(self), |parts, sink| warned::batches(self, parts, sink))?,
            self.passed_on.write(place)?,
        ])
    }

    /// The name of a file by its place.
    fn name_of(files: &[String], place: u32) -> &str {
        usize::try_from(place).ok().and_then(|place| files.get(place)).map_or("", String::as_str)
    }
}

/// Writes `changes.parquet` into a folder.
pub fn write_changes(folder: &Path, access: Access, rows: &[AlertChange]) -> Result<OutputEntry, PublishError> {
    changes::write(Place { folder, access }, rows)
}

/// A table in one part.
fn whole() -> impl Iterator<Item = Result<(), PublishError>> + Send {
    std::iter::once(Ok(()))
}

fn table<P: Send>(
    place: Place<'_>,
    file: &'static str,
    schema: SchemaRef,
    parts: impl Iterator<Item = Result<P, PublishError>> + Send,
    make: impl Fn(P, Sink<'_>) -> Result<(), PublishError> + Sync,
) -> Result<OutputEntry, PublishError> {
    let written = write_table(place, file, schema, parts, make)?;
    Ok(OutputEntry { file: file.into(), size: written.size, rows: written.rows, blake3: written.hash.to_hex().to_string() })
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

/// The type of a column of lists of texts.
fn text_list() -> DataType {
    DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true)))
}

fn lists<T: AsRef<str>>(values: impl Iterator<Item = impl Iterator<Item = T>>) -> ArrayRef {
    let mut lists = ListBuilder::new(StringBuilder::new());
    for value in values {
        lists.append_value(value.map(Some));
    }
    Arc::new(lists.finish())
}

fn days(values: impl Iterator<Item = Option<Day>>) -> ArrayRef {
    Arc::new(values.map(|day| day.map(Day::number)).collect::<Date32Array>())
}

fn numbers(values: impl Iterator<Item = Option<i64>>) -> ArrayRef {
    Arc::new(values.collect::<Int64Array>())
}

fn flags(values: impl Iterator<Item = bool>) -> ArrayRef {
    Arc::new(values.map(Some).collect::<BooleanArray>())
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

/// The columns of a record, as every table has them that shows records.
fn record_fields() -> [Field; 11] {
    [
        required("record_id", DataType::Utf8),
        required("date", DataType::Date32),
        required("received", DataType::Date32),
        required("reporter", DataType::Utf8),
        optional("partner", DataType::Utf8),
        required("flow", DataType::Utf8),
        required("form", DataType::Utf8),
        required("quantity_g", QUANTITY),
        required("reexport_g", QUANTITY),
        optional("authorisation", DataType::Utf8),
        optional("special_licence", DataType::Utf8),
    ]
}

/// What stands in them.
fn record_columns<'v>(config: &Config, versions: &(impl Iterator<Item = &'v Version<'v>> + Clone)) -> [ArrayRef; 11] {
    let records = || versions.clone().map(|version| version.record);
    let written = || versions.clone().map(|version| version.texts);
    [
        texts(written().map(|texts| texts.record_id)),
        days(records().map(|record| Some(record.date))),
        days(records().map(|record| Some(record.received))),
        texts(records().map(|record| config.country_code(record.reporter))),
        optional_texts(records().map(|record| record.partner.map(|partner| config.country_code(partner)))),
        texts(records().map(|record| record.flow.name())),
        texts(records().map(|record| config.form_code(record.form))),
        quantities(records().map(|record| record.quantity)),
        quantities(records().map(|record| record.reexport)),
        optional_texts(written().map(|texts| Some(texts.authorisation))),
        optional_texts(written().map(|texts| Some(texts.special_licence))),
    ]
}
