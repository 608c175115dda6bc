//! Counts reports, separately for importers and for exporters: they are two accounts of the same trade.

use super::{Composer, LetterPart};
use crate::archive::read::{EvidenceRow, RecordRow};
use crate::records::Flow;
use crate::terms::Country;
use std::collections::BTreeSet;

/// Reports by account; each counts once even if several findings rest on it.
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

    /// Returns the numbers of reports of importers and of exporters.
    pub(super) fn counts(&self) -> [usize; 2] {
        [self.importers.len(), self.exporters.len()]
    }
}

impl Composer<'_> {
    /// Returns the number of reports of each account, in words; an exporter is told only of its own.
    pub(super) fn by_account(&self, reports: &Reports<'_>) -> LetterPart<String> {
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
