//! Writes the rows of the evidence.

use super::super::error::PublishError;
use super::super::table_file::{PartRows, Sink, encoded};
use super::{BATCH_ROWS, BATCH_TEXT, RecordNames, Tables};
use crate::archive::tables::{EvidenceColumns, arrays, schema};
use crate::evidence::{AssembledRow, BundleApart};
use crate::judgement::AlertKey;
use arrow_array::ArrayRef;

/// Writes the rows of a bundle of alerts.
pub(super) fn batches(
    tables: &Tables<'_>,
    bundle: usize,
    sink: Sink<'_>,
) -> Result<(), PublishError> {
    let assembled = tables.assembled;
    let bundle = assembled.bundle(bundle)?;
    let mut batch = Batch::new(tables.names());
    let key = |alert: usize| Some(assembled.alerts.get(alert)?.key);
    assembled.evidence(&bundle, tables.limits, |row| batch.add(row, &key, sink))?;
    batch.end(&key, sink)
}

/// Returns the rows of a bundle that another process judged as a Parquet file of its own, whose row groups go into the file of the
/// year; empty if there are none.
pub fn evidence_file(
    names: RecordNames<'_>,
    bundle: &BundleApart<'_>,
    records: &[u8],
) -> Result<Vec<u8>, PublishError> {
    let key = |alert: usize| bundle.key(alert);
    encoded(
        &schema::<EvidenceColumns<'_>>(),
        PartRows::pass(|sink| {
            let mut batch = Batch::new(names);
            bundle.evidence(records, |row| batch.add(row, &key, sink))?;
            batch.end(&key, sink)
        }),
    )
}

/// Rows that are made into arrays together.
struct Batch<'v> {
    names: RecordNames<'v>,
    rows: Vec<AssembledRow<'v>>,
    text: usize,
}

impl<'v> Batch<'v> {
    const fn new(names: RecordNames<'v>) -> Self {
        Self {
            names,
            rows: Vec::new(),
            text: 0,
        }
    }

    /// Adds a row, and passes on the rows once they are many. `key` returns the alert at a place.
    fn add(
        &mut self,
        row: AssembledRow<'v>,
        key: &dyn Fn(usize) -> Option<AlertKey>,
        sink: Sink<'_>,
    ) -> Result<(), PublishError> {
        let texts = row.version.texts;
        self.text +=
            texts.record_id.len() + texts.authorisation.len() + texts.special_licence.len();
        self.rows.push(row);
        if self.rows.len() < BATCH_ROWS && self.text < BATCH_TEXT {
            return Ok(());
        }
        self.end(key, sink)
    }

    /// Passes on the rows.
    fn end(
        &mut self,
        key: &dyn Fn(usize) -> Option<AlertKey>,
        sink: Sink<'_>,
    ) -> Result<(), PublishError> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let written = sink(&columns(self.names, &self.rows, key));
        self.rows.clear();
        self.text = 0;
        written
    }
}

fn columns(
    names: RecordNames<'_>,
    rows: &[AssembledRow<'_>],
    key: &dyn Fn(usize) -> Option<AlertKey>,
) -> Vec<ArrayRef> {
    let of_one_alert = || rows.chunk_by(|a, b| a.alert == b.alert);
    // The id is written out once for consecutive rows of one alert.
    let id = |rows: &[AssembledRow<'_>]| {
        let key = rows.first().and_then(|row| key(row.alert))?;
        Some(key.id(names.config))
    };
    let ids: Vec<String> = of_one_alert().filter_map(id).collect();
    let rows: Vec<EvidenceColumns<'_>> = of_one_alert()
        .zip(&ids)
        .flat_map(|(rows, id)| rows.iter().map(move |row| columns_of(names, row, id)))
        .collect();
    arrays(&rows)
}

fn columns_of<'v>(
    names: RecordNames<'v>,
    row: &AssembledRow<'v>,
    alert_id: &'v str,
) -> EvidenceColumns<'v> {
    EvidenceColumns {
        alert_id,
        record: names.record(&row.version),
        factor: row.factor,
        base_g: row.base,
        running_total_g: row.running_total,
        estimate_g: row.estimate,
        in_excess: row.in_excess,
        origin: names.origin(row.version.origin),
    }
}
