//! The days on which exports are listed because the Board told exporting countries that a country is in excess (`rules.md` 7.5).

use crate::config::{Config, FilingKind, Notice};
use crate::estimates::StandingFiling;
use crate::terms::{Country, Day, Map, Substance};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// The notices of the configuration, each with the days on which it applies.
#[derive(Clone, Debug, Default)]
pub struct Notices(Map<(Country, Substance), Vec<RangeInclusive<Day>>>);

/// Returns the day on which a notice no longer applies within its year, and the supplement that was confirmed on that day: the first
/// above zero of the notice's country, substance and year that was confirmed from the first day of the notice on.
#[must_use]
pub fn lifted<'f>(
    notice: &Notice,
    filings: &'f [StandingFiling],
) -> Option<(Day, &'f StandingFiling)> {
    let lifts = |standing: &&StandingFiling| {
        let filing = &standing.filing;
        (filing.country, filing.substance) == (notice.country, notice.substance)
            && filing.year == Some(notice.year)
            && filing.kind == FilingKind::Supplement
            && filing.grams.millionths() > 0
    };
    let within = notice.from..=notice.from.end_of_year();
    let confirmed = filings.iter().filter(lifts).filter_map(|standing| {
        let day = standing.filing.confirmed?;
        within.contains(&day).then_some((day, standing))
    });
    confirmed.min_by_key(|(day, standing)| (*day, &standing.id))
}

impl Notices {
    /// Works out on which days each notice applies: from its first day to the end of its year, or to the day before a supplement of
    /// that year is confirmed.
    #[must_use]
    pub fn of(config: &Config, filings: &[StandingFiling]) -> Self {
        Self::among(&config.notices, filings)
    }

    /// Works out the same of some notices.
    #[must_use]
    pub fn among(all: &[Notice], filings: &[StandingFiling]) -> Self {
        let mut notices = Self::default();
        for notice in all {
            let key = (notice.country, notice.substance);
            let last = notice.from.end_of_year();
            let last = lifted(notice, filings).map_or(last, |(day, _)| day.previous());
            notices.0.entry(key).or_default().push(notice.from..=last);
        }
        notices
    }

    /// Returns on which days each notice applies, in the order of countries and substances.
    #[must_use]
    pub fn days(&self) -> Vec<(Country, Substance, RangeInclusive<Day>)> {
        let days = self.0.iter().flat_map(|((country, substance), days)| {
            days.iter().map(|days| (*country, *substance, days.clone()))
        });
        let mut days: Vec<_> = days.collect();
        days.sort_by_key(|(country, substance, days)| {
            (*country, *substance, *days.start(), *days.end())
        });
        days
    }

    /// Makes the notices again from what [`Notices::days`] returned.
    #[must_use]
    pub fn applying(
        days: impl IntoIterator<Item = (Country, Substance, RangeInclusive<Day>)>,
    ) -> Self {
        let mut notices = Self::default();
        for (country, substance, days) in days {
            notices
                .0
                .entry((country, substance))
                .or_default()
                .push(days);
        }
        notices
    }

    /// Whether a notice on exports of a substance to a country applies on a day.
    #[must_use]
    pub fn apply(&self, importer: Country, substance: Substance, day: Day) -> bool {
        let of_country = self.0.get(&(importer, substance)).into_iter().flatten();
        of_country.into_iter().any(|days| days.contains(&day))
    }

    /// Whether a notice on exports of a substance to a country applies on any day of a year on which none of `others` does.
    #[must_use]
    pub fn reach_beyond(
        &self,
        others: &Self,
        (importer, substance): (Country, Substance),
        year: i32,
    ) -> bool {
        let of_country = self.0.get(&(importer, substance)).into_iter().flatten();
        let mut of_year = of_country.filter(|days| days.start().year() == year);
        let is_new = |day: &Day| !others.apply(importer, substance, *day);
        of_year.any(|days| {
            let next = |day: &Day| Some(day.next()).filter(|next| days.contains(next));
            let first = Some(*days.start()).filter(|_| !days.is_empty());
            std::iter::successors(first, next).any(|day| is_new(&day))
        })
    }

    /// Returns the calendar years in which a notice applies on other days than in `others`.
    #[must_use]
    pub fn years_unlike(&self, others: &Self) -> BTreeSet<i32> {
        let years = |notices: &Self, others: &Self| {
            let of_key = |(key, days): (&(Country, Substance), &Vec<RangeInclusive<Day>>)| {
                let known = others.0.get(key);
                let is_known = |days| known.is_some_and(|known| known.contains(days));
                let unlike = days.iter().filter(|days| !is_known(days));
                unlike.map(|days| days.start().year()).collect::<Vec<_>>()
            };
            notices.0.iter().flat_map(of_key).collect::<Vec<_>>()
        };
        let mut unlike = years(self, others);
        unlike.extend(years(others, self));
        unlike.into_iter().collect()
    }

    /// Whether a notice on exports of a substance to a country applies on any day of a year.
    #[must_use]
    pub fn apply_in(&self, importer: Country, substance: Substance, year: i32) -> bool {
        let of_country = self.0.get(&(importer, substance)).into_iter().flatten();
        of_country
            .into_iter()
            .any(|days| !days.is_empty() && days.start().year() == year)
    }
}
