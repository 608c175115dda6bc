//! `quarantine.parquet`.

use super::super::error::PublishError;
use super::super::refusals::Refusal;
use super::super::table_file::Sink;
use super::{BATCH_ROWS, BATCH_TEXT, Tables, optional, required, schema as table};
use arrow_array::ArrayRef;
use arrow_array::builder::{Int64Builder, StringBuilder};
use arrow_schema::{DataType, SchemaRef};
use std::sync::Arc;

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

/// All rows, kept in order as they are.
pub(super) fn batches(tables: &Tables<'_>, sink: Sink<'_>) -> Result<(), PublishError> {
    let mut gather = Gather::default();
    for refusals in tables.refusals {
        refusals.each(|refusal| {
            gather.push(refusal);
            if gather.rows < BATCH_ROWS && gather.text < BATCH_TEXT { Ok(()) } else { sink(&std::mem::take(&mut gather).finish()) }
        })?;
    }
    if gather.rows > 0 { sink(&gather.finish()) } else { Ok(()) }
}

#[derive(Default)]
struct Gather {
    rows: usize,
    text: usize,
    kind: StringBuilder,
    file: StringBuilder,
    row: Int64Builder,
    id: StringBuilder,
    reason: StringBuilder,
    detail: StringBuilder,
    raw: StringBuilder,
}

impl Gather {
    fn push(&mut self, refusal: Refusal<'_>) {
        self.rows += 1;
        self.text += refusal.raw.len() + refusal.detail.len() + refusal.id.len();
        self.kind.append_value(refusal.kind.name());
        self.file.append_value(refusal.file);
        self.row.append_value(refusal.row);
        self.id.append_option((!refusal.id.is_empty()).then_some(refusal.id));
        self.reason.append_value(refusal.reason);
        self.detail.append_value(refusal.detail);
        self.raw.append_value(refusal.raw);
    }

    fn finish(mut self) -> Vec<ArrayRef> {
        vec![
            Arc::new(self.kind.finish()),
            Arc::new(self.file.finish()),
            Arc::new(self.row.finish()),
            Arc::new(self.id.finish()),
            Arc::new(self.reason.finish()),
            Arc::new(self.detail.finish()),
            Arc::new(self.raw.finish()),
        ]
    }
}
