//! Turns filings into one timeline per country and substance: the estimate in force on any day (`rules.md` 3).
//!
//! This module alone decides which version of a filing stands, from which day it was known, which filing governs a day, what a
//! supplement changes and when a level grows stale. It does not compare trade with a level: see [`crate::judgement`].

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
    /// Works out the timelines from the filings that stand.
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

    /// Returns the estimate in force on a day; [`NO_LEVEL`] if nothing was filed.
    #[must_use]
    pub fn on(&self, country: Country, substance: Substance, day: Day) -> &Level {
        self.timeline(country, substance)
            .and_then(|timeline| timeline.on(day))
            .unwrap_or(&NO_LEVEL)
    }

    /// Returns the timeline of a country and substance, if they have a filing.
    #[must_use]
    pub fn timeline(&self, country: Country, substance: Substance) -> Option<&Timeline<Level>> {
        self.timelines.get(&(country, substance))
    }

    /// Returns all timelines, by country and substance.
    pub fn timelines(&self) -> impl Iterator<Item = (Country, Substance, &Timeline<Level>)> {
        self.timelines
            .iter()
            .map(|((country, substance), timeline)| (*country, *substance, timeline))
    }

    /// Returns the findings about the filings, by country, substance and first day. This includes findings that begin in the
    /// future, such as an estimate that grows stale unless another replaces it.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}
