//! Filings in, one timeline per country and substance out: the estimate in force on any day
//! (`rules.md` 3).
//!
//! Which version of a filing stands, from which day it was known, which filing governs a day, what a
//! supplement changes and when a level grows stale are all decided here and nowhere else. What trade
//! did with a level is not: see [`crate::judgement`].

mod finding;
mod level;
mod standing;
mod timeline;
mod trace;

pub use finding::{Finding, FindingKind};
pub use level::{Level, NO_LEVEL, Status, Supplements};
pub use standing::{ReadFiling, Standing, StandingFiling, stand};
pub use trace::{Effect, Traced, trace};

use crate::config::Policy;
use crate::terms::{Country, Day, Substance, Timeline};
use std::collections::BTreeMap;

/// The estimates of every country and substance that has a filing.
#[derive(Clone, Debug, Default)]
pub struct Estimates {
    timelines: BTreeMap<(Country, Substance), Timeline<Level>>,
    findings: Vec<Finding>,
}

impl Estimates {
    /// Works out the timelines of the filings that stand.
    #[must_use]
    pub fn of(filings: &[StandingFiling], policy: Policy) -> Self {
        let mut groups: BTreeMap<(Country, Substance), Vec<&StandingFiling>> = BTreeMap::new();
        for filing in filings {
            groups
                .entry((filing.filing.country, filing.filing.substance))
                .or_default()
                .push(filing);
        }
        let mut estimates = Self::default();
        for (key, group) in groups {
            let (timeline, findings) = timeline::build(key, &group, policy);
            estimates.timelines.insert(key, timeline);
            estimates.findings.extend(findings);
        }
        estimates
    }

    /// The estimate in force on a day; [`NO_LEVEL`] where nothing was ever filed.
    #[must_use]
    pub fn on(&self, country: Country, substance: Substance, day: Day) -> &Level {
        self.timeline(country, substance)
            .and_then(|timeline| timeline.on(day))
            .unwrap_or(&NO_LEVEL)
    }

    /// The timeline of a country and substance, if it has a filing.
    #[must_use]
    pub fn timeline(&self, country: Country, substance: Substance) -> Option<&Timeline<Level>> {
        self.timelines.get(&(country, substance))
    }

    /// All timelines, by country and substance.
    pub fn timelines(&self) -> impl Iterator<Item = (Country, Substance, &Timeline<Level>)> {
        self.timelines
            .iter()
            .map(|((country, substance), timeline)| (*country, *substance, timeline))
    }

    /// What is odd about the filings, by country, substance and first day; also what will only be so
    /// one day, such as an estimate that grows stale unless it is replaced.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}
