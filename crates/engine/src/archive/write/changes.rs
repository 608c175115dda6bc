//! Writes `changes.parquet`: how each alert differs from the previous run, and why. The table depends on the previous run,
//! so `run.json` covers it and the manifest does not.

use super::super::changes::{AlertChange, AlertFigures};
use super::super::disk::Place;
use super::super::error::PublishError;
use super::super::manifest::OutputEntry;
use super::{in_batches, whole};
use crate::archive::tables::{ChangeColumns, Together};

/// Writes the table into a folder.
pub(in crate::archive) fn write(
    place: Place<'_>,
    changes: &[AlertChange],
) -> Result<Vec<OutputEntry>, PublishError> {
    super::table::<ChangeColumns<'_>, _>(place, whole(), |(), sink| {
        in_batches(changes, AlertChange::columns, sink)
    })
}

impl AlertChange {
    fn columns(&self) -> ChangeColumns<'_> {
        ChangeColumns {
            alert_id: &self.alert,
            rule: self.rule.name(),
            country: &self.country,
            partner: self.partner.as_deref(),
            substance: &self.substance,
            substance_name: &self.substance_name,
            schedule: &self.schedule,
            year: self.year,
            change: self.change.name(),
            previous_run: self.previous_run.as_deref(),
            before: Together(self.before.as_ref().map(AlertFigures::columns)),
            after: Together(self.after.as_ref().map(AlertFigures::columns)),
            causes: self
                .causes
                .iter()
                .map(|because| because.cause.name())
                .collect(),
            details: self
                .causes
                .iter()
                .map(|because| because.detail.as_str())
                .collect(),
        }
    }
}
