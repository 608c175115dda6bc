//! `evidence.parquet`.

use super::{
    FACTOR, MASS, QUANTITY, Tables, batched, days, factors, masses, numbers, optional, optional_texts, quantities, required,
    schema as table, texts,
};
use crate::evidence::EvidenceRow;
use crate::versions::Version;
use arrow_array::{ArrayRef, BooleanArray};
use arrow_schema::{DataType, SchemaRef};
use std::sync::Arc;

pub(super) fn schema() -> SchemaRef {
    table(vec![
        required("alert_id", DataType::Utf8),
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
        required("factor", FACTOR),
        required("base_g", MASS),
        required("running_total_g", MASS),
        optional("estimate_g", MASS),
        required("in_excess", DataType::Boolean),
        required("source_file", DataType::Utf8),
        required("source_row", DataType::Int64),
    ])
}

/// Alerts share batches: most have few rows, and some very many.
pub(super) fn batches<'a>(tables: &'a Tables<'a>) -> impl Iterator<Item = Vec<ArrayRef>> + 'a {
    let rows = tables.alerts.iter().enumerate().flat_map(|(place, alert)| alert.evidence.iter().map(move |row| (place, row)));
    let text = |(_, row): &(usize, &EvidenceRow)| {
        let version = &tables.versions[row.version];
        version.record_id.len() + version.authorisation.len() + version.special_licence.len()
    };
    batched(rows, text).map(|chunk| columns(tables, &chunk))
}

fn columns(tables: &Tables, chunk: &[(usize, &EvidenceRow)]) -> Vec<ArrayRef> {
    let config = tables.config;
    let rows = || chunk.iter().map(|(_, row)| *row);
    let versions = || rows().map(|row| &tables.versions[row.version]);
    let records = || versions().map(|version| version.record);
    let file = |version: &Version| {
        usize::try_from(version.origin.file).ok().and_then(|file| tables.record_files.get(file)).map_or("", String::as_str)
    };
    vec![
        texts(alert_ids(tables, chunk)),
        texts(versions().map(|version| &version.record_id)),
        days(records().map(|record| Some(record.date))),
        days(records().map(|record| Some(record.received))),
        texts(records().map(|record| config.country_code(record.reporter))),
        optional_texts(records().map(|record| record.partner.map(|partner| config.country_code(partner)))),
        texts(records().map(|record| record.flow.name())),
        texts(records().map(|record| config.form_code(record.form))),
        quantities(records().map(|record| record.quantity)),
        quantities(records().map(|record| record.reexport)),
        optional_texts(versions().map(|version| Some(&version.authorisation))),
        optional_texts(versions().map(|version| Some(&version.special_licence))),
        factors(rows().map(|row| row.factor)),
        masses(rows().map(|row| Some(row.base))),
        masses(rows().map(|row| Some(row.running_total))),
        masses(rows().map(|row| row.estimate)),
        Arc::new(rows().map(|row| Some(row.in_excess)).collect::<BooleanArray>()),
        texts(versions().map(file)),
        numbers(versions().map(|version| i64::try_from(version.origin.row).ok())),
    ]
}

/// The alert of each row; written out once per run of rows of one alert.
fn alert_ids<'a>(tables: &'a Tables, chunk: &'a [(usize, &EvidenceRow)]) -> impl Iterator<Item = Arc<str>> + 'a {
    let mut last: Option<(usize, Arc<str>)> = None;
    chunk.iter().map(move |(place, _)| match &last {
        Some((same, id)) if same == place => Arc::clone(id),
        _ => {
            let id: Arc<str> = tables.alerts[*place].key.id(tables.config).into();
            last = Some((*place, Arc::clone(&id)));
            id
        }
    })
}
