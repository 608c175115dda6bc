//! `changes.parquet`: what became of each alert since the run before, and why. It depends on the earlier run, so that
//! `run.json` covers it and not the manifest.

use super::super::changes::{AlertChange, AlertFigures};
use super::super::disk::Place;
use super::super::error::PublishError;
use super::super::manifest::OutputEntry;
use super::{BATCH_ROWS, whole};
use crate::archive::tables::{ChangeColumns, FigureColumns, arrays};

/// Writes the table into a folder.
pub(in crate::archive) fn write(
    place: Place<'_>,
    changes: &[AlertChange],
) -> Result<OutputEntry, PublishError> {
    super::table::<ChangeColumns<'_>, _>(place, "changes.parquet", whole(), |(), sink| {
        let rows = |changes: &[AlertChange]| {
            arrays(&changes.iter().map(AlertChange::columns).collect::<Vec<_>>())
        };
        changes
            .chunks(BATCH_ROWS)
            .try_for_each(|changes| sink(&rows(changes)))
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
            before: AlertFigures::columns(self.before.as_ref()),
            after: AlertFigures::columns(self.after.as_ref()),
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

impl AlertFigures {
    /// As they are published; all absent of an alert that is not there.
    pub(crate) fn columns(figures: Option<&Self>) -> FigureColumns<'_> {
        FigureColumns {
            first_excess_date: figures.map(|figures| figures.first_excess_date),
            peak_excess_date: figures.and_then(|figures| figures.peak_excess_date),
            last_excess_date: figures.map(|figures| figures.last_excess_date),
            cured_on: figures.and_then(|figures| figures.cured_on),
            running_total_g: figures.and_then(|figures| figures.running_total),
            estimate_g: figures.and_then(|figures| figures.estimate),
            excess_g: figures.and_then(|figures| figures.excess),
            peak_excess_g: figures.and_then(|figures| figures.peak_excess),
            year_total_g: figures.map(|figures| figures.year_total),
            estimate_status: figures.and_then(|figures| figures.estimate_status.as_deref()),
            filing_id: figures.and_then(|figures| figures.filing_id.as_deref()),
            excess_days: figures.map(|figures| figures.excess_days),
            excess_records: figures.map(|figures| figures.excess_records),
            records: figures.map(|figures| figures.records),
        }
    }
}
