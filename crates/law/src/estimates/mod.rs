//! Turns filings into one timeline per country and substance: the estimate in force on any day (`rules.md` 3, 7).
//!
//! This module alone decides which version of a filing stands, from which day it was known, which filing governs a day, what a
//! supplement changes and when a level grows stale. It does not compare trade with a level: see [`crate::judgement`].

mod calendar_year;
mod finding;
mod level;
mod own_exports;
mod standing;
#[cfg(test)]
mod tests;
mod timeline;
mod trace;

pub use finding::{Finding, FindingKind};
pub use level::{Level, NO_LEVEL, Status, Supplements, whole_grams};
pub use own_exports::OwnExports;
pub use standing::{ReadFiling, Standing, StandingFiling, stand};
pub use trace::{Effect, Traced, trace};

use crate::config::{Config, Convention, Policy};
use crate::terms::{Country, Day, Mass, MassOverflow, Substance, Timeline};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::LazyLock;
use timeline::Way;

/// The estimates of every country and substance that has a filing.
#[derive(Clone, Debug, Default)]
pub struct Estimates {
    timelines: BTreeMap<(Country, Substance), Timeline<Level>>,
    findings: Vec<Finding>,
    /// The convention of each substance, by [`Substance::index`].
    conventions: Vec<Convention>,
}

/// The level of a country and substance without any filing, by convention, in the order of [`Convention::ALL`].
static WITHOUT_FILING: LazyLock<[Timeline<Level>; 3]> = LazyLock::new(|| {
    Convention::ALL.map(|convention| Timeline::always(without_filing(convention)))
});

/// Returns the level where nothing was filed.
fn without_filing(convention: Convention) -> Level {
    let provisions = convention.provisions();
    Level {
        own_exports: provisions.own_exports_raise.then_some(Mass::ZERO),
        status: if provisions.nothing_filed_is_zero {
            Status::None
        } else {
            Status::Unknown
        },
        ..NO_LEVEL.clone()
    }
}

impl Estimates {
    /// Works out the timelines from the filings that stand.
    #[must_use]
    pub fn of(filings: &[StandingFiling], config: &Config, policy: Policy) -> Self {
        let conventions = config.substances.iter().map(|row| row.convention);
        Self::under(filings, conventions.collect(), policy)
    }

    /// Works out the timelines as [`Estimates::of`], with the conventions of substances by [`Substance::index`].
    #[must_use]
    pub fn under(filings: &[StandingFiling], conventions: Vec<Convention>, policy: Policy) -> Self {
        let mut groups: BTreeMap<(Country, Substance), Vec<&StandingFiling>> = BTreeMap::new();
        for filing in filings {
            groups
                .entry((filing.filing.country, filing.filing.substance))
                .or_default()
                .push(filing);
        }
        let mut estimates = Self {
            conventions,
            ..Self::default()
        };
        for (key, group) in groups {
            let provisions = estimates.convention(key.1).provisions();
            let (timeline, findings) = timeline::build(key, &group, Way { provisions, policy });
            estimates.timelines.insert(key, timeline);
            estimates.findings.extend(findings);
        }
        estimates
    }

    /// Returns the convention under which a substance is controlled.
    #[must_use]
    pub fn convention(&self, substance: Substance) -> Convention {
        let convention = self.conventions.get(substance.index());
        convention.copied().unwrap_or_default()
    }

    /// Returns the timeline of a country and substance, if they have a filing: the levels without own exports.
    #[must_use]
    pub fn timeline(&self, country: Country, substance: Substance) -> Option<&Timeline<Level>> {
        self.timelines.get(&(country, substance))
    }

    /// Returns the level on every day of a country and substance, raised by the country's own exports where they matter
    /// (`rules.md` 7.4): trade is compared with these levels.
    ///
    /// An error: a level has more than 38 digits.
    pub fn limits(
        &self,
        country: Country,
        substance: Substance,
        own_exports: &OwnExports,
    ) -> Result<Cow<'_, Timeline<Level>>, MassOverflow> {
        let levels = self.levels(country, substance);
        match raised(&levels, own_exports)? {
            Some(raised) => Ok(Cow::Owned(raised)),
            None => Ok(levels),
        }
    }

    /// Returns the level on every day of a country and substance, without own exports.
    #[must_use]
    pub fn levels(&self, country: Country, substance: Substance) -> Cow<'_, Timeline<Level>> {
        let timeline = self.timeline(country, substance);
        let [c1961, c1971, c1988] = &*WITHOUT_FILING;
        let before = match self.convention(substance) {
            Convention::C1961 => c1961,
            Convention::C1971 => return Cow::Borrowed(timeline.unwrap_or(c1971)),
            Convention::C1988 => c1988,
        };
        let Some(timeline) = timeline else {
            return Cow::Borrowed(before);
        };
        let levels = before.changes().chain(timeline.changes());
        let levels = levels.map(|(day, level)| (day, level.clone())).collect();
        Cow::Owned(Timeline::from_changes(levels))
    }

    /// Returns those of some calendar years in which a level is another than in `others`, of the same configuration: another mass,
    /// status or governing filing on some day of any country and substance.
    #[must_use]
    pub fn years_unlike(&self, others: &Self, years: RangeInclusive<i32>) -> BTreeSet<i32> {
        let accounts: BTreeSet<_> = [self, others]
            .into_iter()
            .flat_map(|estimates| estimates.timelines.keys().copied())
            .collect();
        let mut unlike = BTreeSet::new();
        for (country, substance) in accounts {
            let both = [self, others].map(|of| of.levels(country, substance));
            let on = |day| both.each_ref().map(|of| of.on(day).unwrap_or(&NO_LEVEL));
            let changes = both.iter().flat_map(|of| of.changes().map(|(day, _)| day));
            let mut days: Vec<Day> = changes.collect();
            days.sort_unstable();
            days.dedup();
            for (place, day) in days.iter().enumerate() {
                let [own, other] = on(*day);
                if own.looks_like(other) {
                    continue;
                }
                let first = (*day).max(Day::FIRST).year().max(*years.start());
                let until = days.get(place + 1).map(|next| next.previous());
                let last = until.map_or(*years.end(), |day| day.max(Day::FIRST).year());
                unlike.extend(first..=last.min(*years.end()));
            }
        }
        unlike
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

/// Returns levels with own exports added, if they matter for the levels and there are any.
fn raised(
    levels: &Timeline<Level>,
    own_exports: &OwnExports,
) -> Result<Option<Timeline<Level>>, MassOverflow> {
    let matter = levels
        .changes()
        .any(|(_, level)| level.own_exports.is_some());
    if own_exports.are_none() || !matter {
        return Ok(None);
    }
    let mut days: Vec<Day> = levels.changes().map(|(day, _)| day).collect();
    for day in own_exports.days() {
        days.extend([day, day.end_of_year().next()]);
    }
    days.sort_unstable();
    days.dedup();
    let mut changes: Vec<(Day, Level)> = Vec::with_capacity(days.len());
    for day in days {
        let level = levels.on(day).unwrap_or(&NO_LEVEL);
        let own = own_exports.until(day);
        let raised = Level {
            mass: level.mass.plus(own)?,
            own_exports: Some(own),
            ..level.clone()
        };
        changes.push((day, raised));
    }
    Ok(Some(Timeline::from_changes(changes)))
}
