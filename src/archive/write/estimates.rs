//! The rows of `estimates.parquet`.

use super::{Tables, batched};
use crate::archive::tables::{EstimateColumns, arrays};
use arrow_array::ArrayRef;

pub(super) fn batches<'a>(tables: &'a Tables<'a>) -> impl Iterator<Item = Vec<ArrayRef>> + 'a {
    let rows = tables
        .estimates
        .timelines()
        .flat_map(move |(country, substance, timeline)| {
            let ends = timeline
                .changes()
                .skip(1)
                .map(|(day, _)| Some(day))
                .chain([None]);
            timeline
                .changes()
                .zip(ends)
                .map(move |((from, level), to)| EstimateColumns {
                    country: tables.config.country_code(country),
                    substance: tables.config.substance_code(substance),
                    from,
                    to,
                    level_g: level.mass,
                    status: level.status.name(),
                    filing_id: level.filing.as_deref(),
                    supplements: level.supplements.iter().map(AsRef::as_ref).collect(),
                })
        });
    let text = |row: &EstimateColumns<'_>| {
        row.supplements
            .iter()
            .chain(&row.filing_id)
            .map(|id| id.len())
            .sum()
    };
    batched(rows, text).map(|rows| arrays(&rows))
}
