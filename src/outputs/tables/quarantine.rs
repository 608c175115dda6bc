//! `quarantine.parquet`.

use super::{Tables, batched, numbers, optional, optional_texts, required, schema as table, texts};
use crate::intake::Kind;
use arrow_array::ArrayRef;
use arrow_schema::{DataType, SchemaRef};

/// A refused row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Of which kind of file.
    pub kind: Kind,
    /// The file, relative to the dataset.
    pub file: std::sync::Arc<str>,
    /// The row in it.
    pub row: u64,
    /// The row's own id, where it can be read.
    pub id: Option<String>,
    /// Why, by name.
    pub reason: &'static str,
    /// What was found and what was expected.
    pub detail: String,
    /// The whole row.
    pub raw: String,
}

pub(super) fn schema() -> SchemaRef {
    table(vec![
        required("kind", DataType::Utf8),
        required("source_file", DataType::Utf8),
        required("source_row", DataType::Int64),
        optional("id", DataType::Utf8),
        required("reason", DataType::Utf8),
        required("detail", DataType::Utf8),
        required("raw", DataType::Utf8),
    ])
}

pub(super) fn batches<'a>(tables: &'a Tables<'a>) -> impl Iterator<Item = Vec<ArrayRef>> + 'a {
    let text = |row: &&Refusal| row.raw.len() + row.detail.len() + row.id.as_ref().map_or(0, String::len);
    batched(tables.refusals.iter(), text).map(|chunk| columns(&chunk))
}

fn columns(refusals: &[&Refusal]) -> Vec<ArrayRef> {
    let rows = || refusals.iter().copied();
    vec![
        texts(rows().map(|row| row.kind.name())),
        texts(rows().map(|row| &row.file)),
        numbers(rows().map(|row| i64::try_from(row.row).ok())),
        optional_texts(rows().map(|row| row.id.as_ref())),
        texts(rows().map(|row| row.reason)),
        texts(rows().map(|row| &row.detail)),
        texts(rows().map(|row| &row.raw)),
    ]
}
