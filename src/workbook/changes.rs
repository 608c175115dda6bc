//! What became of the alerts since the run before: words for the sheets Alerts and Summary, out of `changes.parquet`.

use super::WorkbookError;
use super::concern::Audience;
use crate::archive::read::{AlertRow, PublishedRun};
use crate::archive::{AlertChange, Because, Cause, Change};
use crate::config::Config;
use std::collections::BTreeMap;

/// What is said of an alert that is as it was.
const AS_IT_WAS: &str = "as it was";

/// Those of the alerts that the workbook is about, by name.
pub(super) struct Changes(BTreeMap<String, AlertChange>);

impl Changes {
    /// `None` where the run was compared with none.
    pub(super) fn of(
        run: &PublishedRun,
        concern: &Audience<'_>,
    ) -> Result<Option<Self>, WorkbookError> {
        let country = |change: &AlertChange| run.config.country_codes.find(&change.country);
        // A country that is no longer listed is nobody's but for whom everything is.
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

    /// The word for what became of an alert that is there.
    pub(super) fn word(&self, alert: &AlertRow) -> &'static str {
        self.0
            .get(&alert.id)
            .map_or(AS_IT_WAS, |change| change.change.name())
    }

    /// Why an alert is not what it was; nothing if it is.
    pub(super) fn why(&self, alert: &AlertRow, concern: &Audience<'_>) -> Option<String> {
        self.0
            .get(&alert.id)
            .map(|change| causes(change, concern.filing(alert)))
    }

    /// The words for alerts that are there, those first that ask for something to be done.
    pub(super) fn words() -> Vec<&'static str> {
        let there = Change::ALL
            .into_iter()
            .filter(|kind| !matches!(kind, Change::Cleared | Change::Retracted));
        there.map(Change::name).chain([AS_IT_WAS]).collect()
    }

    /// Those that are gone, with what became of them and why.
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

/// What is said to an exporter of what the importer filed.
const OTHER_LEVEL: &str = "another estimate of the importer";

/// The causes; with the records and filings only for those who may see what the importer filed and others shipped.
fn causes(change: &AlertChange, whole: bool) -> String {
    let one = |because: &Because| match (because.detail.as_str(), because.cause) {
        (detail, cause) if whole && !detail.is_empty() => format!("{}: {detail}", cause.name()),
        (_, Cause::Supplement | Cause::NewEstimate | Cause::CorrectedFiling) if !whole => {
            OTHER_LEVEL.to_owned()
        }
        (_, cause) => cause.name().to_owned(),
    };
    let mut said: Vec<String> = change.causes.iter().map(one).collect();
    said.dedup();
    said.join("; ")
}
