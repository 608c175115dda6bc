//! Publishes the answer of the run before again, if nothing has changed since: the same files with the same bytes, judged by the
//! same version of the program, configuration, layouts and known-at date. No record is read, and the tables are those of the run
//! before, linked where the file system allows.

use super::filings;
use super::first_reading::both;
use super::inputs::Inputs;
use super::run::{Extent, Nightly};
use crate::archive::read::{PublishedError, PublishedRun};
use crate::archive::{
    Manifest, Program, Publication, PublishError, RunFile, Staged, TableLayout, WarningKind,
};
use crate::estimates::Estimates;
use crate::evidence::Alert;
use crate::intake::{About, Kind, Reason};
use crate::terms::Day;
use std::collections::{BTreeMap, BTreeSet};

/// The run before, whose answer is also the answer of this run.
#[derive(Debug)]
pub(super) struct NoNews {
    pub(super) manifest: Manifest,
    notes: RunFile,
    /// The alerts, sorted by key.
    pub(super) alerts: Vec<Alert>,
    /// The number of refused rows by kind of file and reason.
    pub(super) refused: BTreeMap<(Kind, &'static str), u64>,
    /// The first and the last date of valid, known records.
    pub(super) days: Option<(Day, Day)>,
    /// The last movement, or the last receipt of a known filing.
    pub(super) last_day: Option<Day>,
}

impl NoNews {
    /// Returns the answer of the run before; `None` if anything differs from what that run read.
    pub(super) fn of(
        nightly: &Nightly,
        before: &PublishedRun,
        inputs: &Inputs,
        about: Option<&About>,
    ) -> Result<Option<Self>, PublishedError> {
        if nightly.extent == Extent::Everything {
            return Ok(None);
        }
        let (manifest, notes) = (before.manifest()?, before.run_file()?);
        if notes.layout != Some(TableLayout::ByYear) {
            return Ok(None);
        }
        // Thresholds are no part of the hash of a configuration, and the run keeps them.
        let same_thresholds = before.config.thresholds == nightly.config.thresholds;
        if !same_thresholds || !is_same(&manifest, nightly, inputs, about) {
            return Ok(None);
        }
        // Filings are few. Their estimates complete what the table of alerts says.
        let scratch = nightly.memory.scratch(nightly.out);
        let read = filings::read(
            &inputs.filings,
            &nightly.lists(),
            nightly.known_at,
            &scratch,
        );
        let Ok(filings) = read else {
            return Ok(None);
        };
        let estimates = Estimates::of(
            &filings.standing.in_use,
            nightly.config,
            nightly.config.policy,
        );
        let limits = before.limits(&estimates)?;
        let alerts = before.alerts(None)?;
        let mut refused = BTreeMap::new();
        before.each_refused(|row| {
            let kind = [Kind::Filing, Kind::Record]
                .into_iter()
                .find(|kind| kind.name() == row.kind);
            if let Some(reason) = kind.zip(Reason::named(&row.reason)) {
                *refused.entry(reason).or_insert(0) += 1;
            }
            Ok::<_, PublishedError>(())
        })?;
        let files = before.days_of_files()?;
        let days = files.iter().fold(None, |days, file| both(days, file.days));
        Ok(Some(Self {
            manifest,
            notes,
            alerts: alerts.iter().map(|row| row.alert(&limits)).collect(),
            refused,
            days,
            last_day: days.map(|(_, last)| last).max(filings.last_day),
        }))
    }

    /// Stages the files of the run before again. An error: they are not as they were published.
    pub(super) fn stage<'p>(
        &self,
        publication: &'p Publication,
    ) -> Result<Staged<'p>, PublishError> {
        publication.stage_again(&self.manifest, &self.notes)
    }
}

/// Whether a run would read what the run of a manifest read, and judge it likewise.
fn is_same(manifest: &Manifest, nightly: &Nightly, inputs: &Inputs, about: Option<&About>) -> bool {
    let config = nightly.config.source.hash().to_hex();
    let files = inputs.filings.iter().chain(&inputs.records);
    let same_files = manifest.inputs.len() == inputs.filings.len() + inputs.records.len()
        && manifest.inputs.iter().zip(files).all(|(entry, file)| {
            entry.file == file.name
                && entry.size == file.size
                && entry.blake3 == file.hash.to_hex().as_str()
        });
    let warnings = manifest.warnings.iter();
    let skipped: BTreeSet<&String> = warnings
        .filter(|warning| warning.kind == WarningKind::SkippedFile)
        .map(|warning| &warning.file)
        .collect();
    same_files
        && manifest.left_out.is_empty()
        && inputs.faults.is_empty()
        && skipped == inputs.skipped.iter().collect()
        && manifest.program == Program::SELF
        && manifest.config_blake3 == config.as_str()
        && manifest.layouts_blake3 == inputs.layouts_hash()
        && manifest.known_at == nightly.known_at
        && manifest.about.as_ref() == about
}
