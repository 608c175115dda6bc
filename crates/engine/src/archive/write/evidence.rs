//! Writes the rows of the evidence.

use super::super::error::PublishError;
use super::super::table_file::Sink;
use super::{BATCH_ROWS, BATCH_TEXT, Tables};
use crate::archive::tables::{EvidenceColumns, arrays};
use crate::evidence::EvidenceRow;
use arrow_array::ArrayRef;

/// Writes the rows of a bundle of alerts.
pub(super) fn batches(
    tables: &Tables<'_>,
    bundle: usize,
    sink: Sink<'_>,
) -> Result<(), PublishError> {
    let bundle = tables.assembled.bundle(bundle)?;
    let mut rows: Vec<EvidenceRow<'_>> = Vec::new();
    let mut text = 0;
    tables.assembled.evidence(&bundle, tables.limits, |row| {
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
    if rows.is_empty() {
        Ok(())
    } else {
        sink(&columns(tables, &rows))
    }
}

fn columns(tables: &Tables<'_>, rows: &[EvidenceRow<'_>]) -> Vec<ArrayRef> {
    let of_one_alert = || rows.chunk_by(|a, b| a.alert == b.alert);
    // The id is written out once for consecutive rows of one alert.
    let id = |rows: &[EvidenceRow<'_>]| {
        rows.first()
            .map(|row| tables.assembled.alerts[row.alert].key.id(tables.config))
    };
    let ids: Vec<String> = of_one_alert().filter_map(id).collect();
    let rows: Vec<EvidenceColumns<'_>> = of_one_alert()
        .zip(&ids)
        .flat_map(|(rows, id)| rows.iter().map(move |row| columns_of(tables, row, id)))
        .collect();
    arrays(&rows)
}

fn columns_of<'v>(
    tables: &Tables<'v>,
    row: &EvidenceRow<'v>,
    alert_id: &'v str,
) -> EvidenceColumns<'v> {
    EvidenceColumns {
        alert_id,
        record: tables.record(&row.version),
        factor: row.factor,
        base_g: row.base,
        running_total_g: row.running_total,
        estimate_g: row.estimate,
        in_excess: row.in_excess,
        origin: tables.origin(row.version.origin),
    }
}
