//! Reports counted: those of importers and those of exporters apart, for they are two accounts of the same trade.

use super::{Composer, Part};
use crate::archive::read::{EvidenceRow, RecordRow};
use crate::intake::Flow;
use crate::terms::Country;
use std::collections::BTreeSet;

/// Reports by account, each counted once though several findings rest on it.
#[derive(Default)]
pub(super) struct Reports<'r> {
    importers: BTreeSet<(Country, &'r str)>,
    exporters: BTreeSet<(Country, &'r str)>,
}

impl<'r> Reports<'r> {
    pub(super) fn of(evidence: impl Iterator<Item = &'r EvidenceRow>) -> Self {
        let mut reports = Self::default();
        evidence.for_each(|row| reports.add(&row.record));
        reports
    }

    pub(super) fn add(&mut self, record: &'r RecordRow) {
        let account = if record.flow == Flow::Import {
            &mut self.importers
        } else {
            &mut self.exporters
        };
        account.insert((record.reporter, &record.id));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.importers.is_empty() && self.exporters.is_empty()
    }

    /// How many importers made, and how many exporters.
    pub(super) fn counts(&self) -> [usize; 2] {
        [self.importers.len(), self.exporters.len()]
    }
}

impl Composer<'_> {
    /// How many there are of each account, in words; an exporter is told of its own alone.
    pub(super) fn by_account(&self, reports: &Reports<'_>) -> Part<String> {
        let [importers, exporters] = reports.counts().map(|count| self.figures.exact(count));
        if self.exports() {
            return Ok(exporters);
        }
        self.say(
            "reports-by-account",
            &[("importers", importers), ("exporters", exporters)],
        )
    }
}
