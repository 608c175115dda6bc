//! What a country itself reports as exported, which raises the level of a narcotic drug (`rules.md` 7.4).

use crate::terms::{Day, Mass, MassOverflow};

/// What a country exported of a substance from 1 January up to and including each day with exports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnExports {
    /// The days with exports, each with the total from 1 January of its year.
    totals: Vec<(Day, Mass)>,
}

impl OwnExports {
    /// Adds up the exports of a country and substance, which are by day.
    pub fn of(exports: impl IntoIterator<Item = (Day, Mass)>) -> Result<Self, MassOverflow> {
        let mut totals: Vec<(Day, Mass)> = Vec::new();
        for (day, base) in exports {
            let before = totals
                .last()
                .filter(|(last, _)| last.year() == day.year())
                .map_or(Mass::ZERO, |(_, total)| *total);
            let total = before.plus(base)?;
            match totals.last_mut() {
                Some(last) if last.0 == day => last.1 = total,
                _ => totals.push((day, total)),
            }
        }
        Ok(Self { totals })
    }

    /// Whether nothing was exported.
    #[must_use]
    pub fn are_none(&self) -> bool {
        self.totals.is_empty()
    }

    /// Returns what was exported from 1 January of the year of a day up to and including the day.
    #[must_use]
    pub fn until(&self, day: Day) -> Mass {
        let later = self.totals.partition_point(|(at, _)| *at <= day);
        self.totals[..later]
            .last()
            .filter(|(at, _)| at.year() == day.year())
            .map_or(Mass::ZERO, |(_, total)| *total)
    }

    /// Returns the days with exports, in order.
    pub fn days(&self) -> impl Iterator<Item = Day> {
        self.totals.iter().map(|(day, _)| *day)
    }

    /// Returns the days with exports of a calendar year, each with the total from 1 January.
    pub fn of_year(&self, year: i32) -> impl Iterator<Item = (Day, Mass)> {
        self.totals
            .iter()
            .copied()
            .filter(move |(day, _)| day.year() == year)
    }
}
