//! `ledger.parquet`.

use super::{MASS, Tables, batched, days, masses, numbers, required, schema as table, texts};
use crate::config::Config;
use crate::ledger::Entry;
use arrow_array::ArrayRef;
use arrow_schema::{DataType, SchemaRef};

pub(super) fn schema() -> SchemaRef {
    table(vec![
        required("basis", DataType::Utf8),
        required("importer", DataType::Utf8),
        required("substance", DataType::Utf8),
        required("date", DataType::Date32),
        required("base_g", MASS),
        required("records", DataType::Int64),
    ])
}

/// Accounts are worked out as they are written, and share batches: most have few entries.
pub(super) fn batches<'a>(tables: &'a Tables<'a>) -> impl Iterator<Item = Vec<ArrayRef>> + 'a {
    // Judging has been through the same sums before, so none of them can overflow here.
    let entries = tables.ledger.accounts().flat_map(|(basis, importer)| tables.ledger.entries(basis, importer).unwrap_or_default());
    batched(entries, |_| 0).map(|chunk| columns(tables.config, &chunk))
}

fn columns(config: &Config, entries: &[Entry]) -> Vec<ArrayRef> {
    vec![
        texts(entries.iter().map(|entry| entry.basis.name())),
        texts(entries.iter().map(|entry| config.country_code(entry.importer))),
        texts(entries.iter().map(|entry| config.substance_code(entry.substance))),
        days(entries.iter().map(|entry| Some(entry.day))),
        masses(entries.iter().map(|entry| Some(entry.base))),
        numbers(entries.iter().map(|entry| Some(entry.records))),
    ]
}
