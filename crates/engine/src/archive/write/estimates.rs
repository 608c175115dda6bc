//! Writes the rows of `estimates.parquet`.

use super::super::error::PublishError;
use super::super::table_file::Sink;
use super::{Tables, batched};
use crate::archive::tables::{EstimateColumns, arrays};
use crate::config::Config;
use crate::estimates::Estimates;

pub(super) fn batches(tables: &Tables<'_>, sink: Sink<'_>) -> Result<(), PublishError> {
    let text = |row: &EstimateColumns<'_>| {
        let ids = row.supplements.iter().chain(&row.filing_id);
        ids.map(|id| id.len()).sum()
    };
    batched(estimate_rows(tables.estimates, tables.config), text)
        .try_for_each(|rows| sink(&arrays(&rows)))
}

/// Returns the rows of the given estimates.
pub fn estimate_rows<'a>(
    estimates: &'a Estimates,
    config: &'a Config,
) -> impl Iterator<Item = EstimateColumns<'a>> {
    estimates
        .timelines()
        .flat_map(move |(country, substance, timeline)| {
            timeline
                .stretches()
                .map(move |(from, to, level)| EstimateColumns {
                    country: config.country_code(country),
                    substance: config.substance_code(substance),
                    from,
                    to,
                    level_g: level.mass,
                    status: level.status.name(),
                    filing_id: level.filing.as_deref(),
                    supplements: level.supplements.iter().map(AsRef::as_ref).collect(),
                })
        })
}
