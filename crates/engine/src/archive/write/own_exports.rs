//! Writes `own_exports.parquet`: what each country itself reports as exported, where that raises its level (`rules.md` 7.4).

use super::super::error::PublishError;
use super::super::table_file::Sink;
use super::{Tables, in_batches};
use crate::archive::tables::OwnExportColumns;
use crate::config::Config;
use crate::ledger::OwnExport;
use crate::parallel;

/// The number of exporters and substances that are added up together.
const TOGETHER: usize = 1024;

/// Returns the own exports of all countries and substances, in parts.
pub(super) fn parts<'a>(
    tables: &'a Tables<'a>,
) -> impl Iterator<Item = Result<Vec<OwnExport>, PublishError>> + Send + 'a {
    let exporters = tables.ledger.exporters();
    let mut done = 0;
    std::iter::from_fn(move || {
        let some = &exporters[done..exporters.len().min(done + TOGETHER)];
        done += some.len();
        if some.is_empty() {
            return None;
        }
        let days = parallel::try_map(some.len(), |place| {
            let (exporter, substance) = some[place];
            tables.ledger.own_exports_by_day(exporter, substance)
        });
        Some(days.map(|days| days.concat()).map_err(PublishError::from))
    })
}

pub(super) fn batches(
    config: &Config,
    exports: &[OwnExport],
    sink: Sink<'_>,
) -> Result<(), PublishError> {
    let row = |export: &OwnExport| OwnExportColumns {
        exporter: config.country_code(export.exporter),
        substance: config.substance_code(export.substance),
        date: export.day,
        base_g: export.base,
        records: export.records,
    };
    in_batches(exports, row, sink)
}
