//! Records that count as licensed by a word that says nothing (rules 4.7).

use crate::archive::WarningKind;
use crate::archive::read::{AlertRow, PublishedError, PublishedRun};
use crate::judgement::rules::prohibited;
use crate::judgement::{Doubt, Reported};
use crate::terms::{Country, Substance};
use std::collections::BTreeMap;

/// How many there are, by importing country, substance and who reports.
#[derive(Debug, Default)]
pub(super) struct Licensed(BTreeMap<(Country, Substance, Country), i64>);

impl Licensed {
    /// Those of a run; none are looked for where no alert has the doubt.
    pub(super) fn of(run: &PublishedRun, alerts: &[AlertRow]) -> Result<Self, PublishedError> {
        let mut licensed = Self::default();
        if !alerts
            .iter()
            .any(|alert| alert.doubts.contains(&Doubt::LicenceWord))
        {
            return Ok(licensed);
        }
        for row in run.warned(|row| row.kind == WarningKind::LicenceWord)? {
            let Reported {
                reporter, moved, ..
            } = Reported::from(&row.record);
            for (importer, substance) in prohibited(moved, run.lists()) {
                *licensed
                    .0
                    .entry((importer, substance, reporter))
                    .or_default() += 1;
            }
        }
        Ok(licensed)
    }

    /// How many there are of the imports of a country of a substance; for an exporter, how many it reports itself.
    pub(super) fn records(
        &self,
        importer: Country,
        substance: Substance,
        exporter: Option<Country>,
    ) -> i64 {
        let of = self
            .0
            .iter()
            .filter(|((country, what, _), _)| (*country, *what) == (importer, substance));
        of.filter(|((.., reporter), _)| exporter.is_none_or(|exporter| exporter == *reporter))
            .map(|(_, rows)| rows)
            .sum()
    }
}
