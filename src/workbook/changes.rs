//! Finds words for how the alerts differ from the previous run, from `changes.parquet`, for the sheets Alerts and Summary.

use super::WorkbookError;
use super::concern::Audience;
use crate::archive::read::{AlertRow, PublishedRun};
use crate::archive::{AlertChange, Because, Change};
use crate::config::Config;
use std::collections::BTreeMap;

/// The word for an alert that did not change.
const AS_IT_WAS: &str = "as it was";

/// The changes of the alerts that the workbook is about, by id.
pub(super) struct AlertChanges(BTreeMap<String, AlertChange>);

impl AlertChanges {
    /// Reads the changes; returns `None` if the run was compared with no other.
    pub(super) fn of(
        run: &PublishedRun,
        concern: &Audience<'_>,
    ) -> Result<Option<Self>, WorkbookError> {
        let country = |change: &AlertChange| run.config.country_codes.find(&change.country);
        // A country that is not in the configuration any more belongs only to workbooks about all countries.
        let ours = |change: &AlertChange| {
            concern.is_all() || country(change).is_some_and(|country| concern.has(country))
        };
        let changes = run.compared()?;
        Ok(changes.map(|changes| {
            Self(
                changes
                    .into_iter()
                    .filter(ours)
                    .map(|change| (change.alert.clone(), change))
                    .collect(),
            )
        }))
    }

    /// Returns the word for how an alert of the run changed.
    pub(super) fn word(&self, alert: &AlertRow) -> &'static str {
        self.0
            .get(&alert.id)
            .map_or(AS_IT_WAS, |change| change.change.name())
    }

    /// Returns why an alert changed; `None` if it did not.
    pub(super) fn why(&self, alert: &AlertRow, concern: &Audience<'_>) -> Option<String> {
        self.0
            .get(&alert.id)
            .map(|change| causes(change, concern.filing(alert)))
    }

    /// Returns the words for alerts of the run; words that ask for action come first.
    pub(super) fn words() -> Vec<&'static str> {
        let there = Change::ALL
            .into_iter()
            .filter(|kind| !matches!(kind, Change::Cleared | Change::Retracted));
        there.map(Change::name).chain([AS_IT_WAS]).collect()
    }

    /// Returns the alerts that are gone, each with the reason.
    pub(super) fn gone<'s>(
        &'s self,
        concern: &'s Audience<'_>,
        config: &'s Config,
    ) -> impl Iterator<Item = (&'s AlertChange, String)> {
        let seen = |change: &AlertChange| {
            let importer = change.partner.as_ref().unwrap_or(&change.country);
            concern.is_all()
                || config
                    .country_codes
                    .find(importer)
                    .is_some_and(|importer| concern.has(importer))
        };
        self.0
            .values()
            .filter(|change| change.after.is_none())
            .map(move |change| (change, causes(change, seen(change))))
    }
}

/// The cause that an exporter reads in place of what the importer filed.
const OTHER_LEVEL: &str = "another estimate of the importer";

/// Returns the causes in words. Names records and filings only if the reader may see all that the importer filed and others
/// shipped.
fn causes(change: &AlertChange, whole: bool) -> String {
    let one = |because: &Because| match (because.detail.as_str(), because.cause) {
        (detail, cause) if whole && !detail.is_empty() => format!("{}: {detail}", cause.name()),
        (_, cause) if cause.tells_of_level() && !whole => OTHER_LEVEL.to_owned(),
        (_, cause) => cause.name().to_owned(),
    };
    let mut said: Vec<String> = change.causes.iter().map(one).collect();
    said.dedup();
    said.join("; ")
}
