//! `evidence.parquet`.

use super::super::error::PublishError;
use super::super::table_file::Sink;
use super::{
    BATCH_ROWS, BATCH_TEXT, FACTOR, MASS, Tables, factors, masses, numbers, optional, record_columns, record_fields, required,
    schema as table, texts,
};
use crate::evidence::EvidenceRow;
use arrow_array::{ArrayRef, BooleanArray};
use arrow_schema::{DataType, SchemaRef};
use std::sync::Arc;

pub(super) fn schema() -> SchemaRef {
    let mut fields = vec![required("alert_id", DataType::Utf8)];
    fields.extend(record_fields());
    fields.extend([
        required("factor", FACTOR),
        required("base_g", MASS),
        required("running_total_g", MASS),
        optional("estimate_g", MASS),
        required("in_excess", DataType::Boolean),
        required("source_file", DataType::Utf8),
        required("source_row", DataType::Int64),
    ]);
    table(fields)
}

/// The rows of a bundle.
pub(super) fn batches(tables: &Tables<'_>, bundle: usize, sink: Sink<'_>) -> Result<(), PublishError> {
    let bundle = tables.assembled.bundle(bundle)?;
    let mut rows: Vec<EvidenceRow<'_>> = Vec::new();
    let mut text = 0;
    tables.assembled.evidence(&bundle, tables.estimates, |row| {
        let texts = row.version.texts;
        text += texts.record_id.len() + texts.authorisation.len() + texts.special_licence.len();
        rows.push(row);
        if rows.len() < BATCH_ROWS && text < BATCH_TEXT {
            return Ok(());
        }
        text = 0;
        let written = sink(&columns(tables, &rows));
        rows.clear();
        written
    })?;
    if rows.is_empty() { Ok(()) } else { sink(&columns(tables, &rows)) }
}

fn columns(tables: &Tables, rows: &[EvidenceRow<'_>]) -> Vec<ArrayRef> {
    let config = tables.config;
    let rows_of = || rows.iter();
    let file = |row: &EvidenceRow<'_>| Tables::name_of(tables.record_files, row.version.origin.file);
    let mut columns = vec![texts(alert_ids(tables, rows))];
    columns.extend(record_columns(config, &rows_of().map(|row| &row.version)));
    columns.extend([
        factors(rows_of().map(|row| row.factor)),
        masses(rows_of().map(|row| Some(row.base))),
        masses(rows_of().map(|row| Some(row.running_total))),
        masses(rows_of().map(|row| row.estimate)),
        Arc::new(rows_of().map(|row| Some(row.in_excess)).collect::<BooleanArray>()),
        texts(rows_of().map(file)),
        numbers(rows_of().map(|row| i64::try_from(row.version.origin.row).ok())),
    ]);
    columns
}

/// The alert of each row; written out once per run of rows of one alert.
fn alert_ids<'a>(tables: &'a Tables, rows: &'a [EvidenceRow<'_>]) -> impl Iterator<Item = Arc<str>> + 'a {
    let mut last: Option<(usize, Arc<str>)> = None;
    rows.iter().map(move |row| match &last {
        Some((same, id)) if *same == row.alert => Arc::clone(id),
        _ => {
            let id: Arc<str> = tables.assembled.alerts[row.alert].key.id(tables.config).into();
            last = Some((row.alert, Arc::clone(&id)));
            id
        }
    })
}
