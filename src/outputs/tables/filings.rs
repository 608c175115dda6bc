//! `filings.parquet`: every valid filing, whatever became of it, so that all that is asked about estimates later is
//! worked out from what this run has read.

use super::{BATCH_ROWS, QUANTITY, Tables, days, numbers, optional, optional_texts, quantities, required, schema as table, texts};
use crate::intake::Filing;
use crate::terms::Origin;
use arrow_array::ArrayRef;
use arrow_schema::{DataType, SchemaRef};

pub(super) fn schema() -> SchemaRef {
    table(vec![
        required("country", DataType::Utf8),
        required("substance", DataType::Utf8),
        required("filing_id", DataType::Utf8),
        required("kind", DataType::Utf8),
        required("received", DataType::Date32),
        optional("effective", DataType::Date32),
        required("grams", QUANTITY),
        optional("note", DataType::Utf8),
        required("state", DataType::Utf8),
        required("source_file", DataType::Utf8),
        required("source_row", DataType::Int64),
    ])
}

/// A filing and what became of it.
struct Row<'a> {
    filing: &'a Filing,
    id: &'a str,
    note: Option<&'a str>,
    origin: Origin,
    state: &'static str,
}

/// All rows, by country, substance, id, receipt and place.
pub(super) fn batches<'a>(tables: &'a Tables<'a>) -> impl Iterator<Item = Vec<ArrayRef>> + 'a {
    let standing = tables.filings;
    let in_use = standing.in_use.iter().map(|standing| Row {
        filing: &standing.filing,
        id: &standing.id,
        note: standing.note.as_deref(),
        origin: standing.origin,
        state: "in-use",
    });
    let others = [(&standing.superseded, "superseded"), (&standing.not_yet_known, "not-yet-known")];
    let others = others.into_iter().flat_map(|(filings, state)| {
        let row = move |read: &'a crate::estimates::ReadFiling| Row {
            filing: &read.filing,
            id: &read.id,
            note: read.note.as_deref(),
            origin: read.origin,
            state,
        };
        filings.iter().map(row)
    });
    let mut rows: Vec<Row<'a>> = in_use.chain(others).collect();
    rows.sort_by_key(|row| (row.filing.country, row.filing.substance, row.id, row.filing.received, row.origin));
    let mut start = 0;
    std::iter::from_fn(move || {
        let some = &rows[start..rows.len().min(start + BATCH_ROWS)];
        start += some.len();
        (!some.is_empty()).then(|| columns(tables, some))
    })
}

fn columns(tables: &Tables, rows: &[Row<'_>]) -> Vec<ArrayRef> {
    let config = tables.config;
    vec![
        texts(rows.iter().map(|row| config.country_code(row.filing.country))),
        texts(rows.iter().map(|row| config.substance_code(row.filing.substance))),
        texts(rows.iter().map(|row| row.id)),
        texts(rows.iter().map(|row| row.filing.kind.name())),
        days(rows.iter().map(|row| Some(row.filing.received))),
        days(rows.iter().map(|row| row.filing.effective)),
        quantities(rows.iter().map(|row| row.filing.grams)),
        optional_texts(rows.iter().map(|row| row.note)),
        texts(rows.iter().map(|row| row.state)),
        texts(rows.iter().map(|row| Tables::name_of(tables.filing_files, row.origin.file))),
        numbers(rows.iter().map(|row| i64::try_from(row.origin.row).ok())),
    ]
}
