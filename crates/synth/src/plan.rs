//! Chooses the level of a group's estimate over the year from what its trade comes to: room for most, an excess where one is
//! aimed at. Pure: totals in, levels out.

use super::accounts::{self, GroupTrade};
use super::amounts::{GRAM, grams_down, grams_up, round_down, round_up};
use super::days;
use super::rng::{Dice, index};
use super::world::Aim;

/// An estimate over one year: a level on 1 January, and at most one change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Levels {
    /// Grams in force on 1 January.
    pub(super) opening: u64,
    /// Day of the year on which a supplement is received, and the grams in force from then on.
    pub(super) change: Option<(usize, u64)>,
}

/// A milligram of base, in the unit that sums are kept in.
pub(super) const MILLIGRAM: u128 = GRAM / 1000;

/// What the running total of a group must not pass, for each day of a year, in 10⁻¹⁵ g; none where nothing is compared.
pub(super) struct Limit(Vec<Option<u128>>);

impl Limit {
    pub(super) fn of_days(year: usize, on: impl Fn(usize) -> Option<u128>) -> Limit {
        Limit(
            (0..index(u64::from(days::length(year).unsigned_abs())))
                .map(on)
                .collect(),
        )
    }

    pub(super) fn of_levels(year: usize, levels: &Levels) -> Limit {
        Limit::of_days(year, |day| Some(u128::from(levels.on(day)) * GRAM))
    }

    /// Whether a running total is beyond it on a day of the year.
    pub(super) fn is_passed(&self, day: usize, total: u128) -> bool {
        self.0[day].is_some_and(|limit| total > limit)
    }
}

/// Running totals of a group in both accounts, at the end of each day, in 10⁻¹⁵ g.
pub(super) struct Course {
    pub(super) imports: Vec<u128>,
    pub(super) exports: Vec<u128>,
}

impl Levels {
    pub(super) fn constant(grams: u64) -> Levels {
        Levels {
            opening: grams,
            change: None,
        }
    }

    /// Grams in force on a day of the year.
    pub(super) fn on(&self, day: usize) -> u64 {
        match self.change {
            Some((from, grams)) if day >= from => grams,
            _ => self.opening,
        }
    }
}

impl Course {
    pub(super) fn of(trade: &GroupTrade, year: usize) -> Course {
        Course {
            imports: accounts::running(&trade.imports, year),
            exports: accounts::running(&trade.all_exports(), year),
        }
    }

    /// The greatest amounts by which the accounts have been beyond the country's own exports by the end of each day: what an
    /// estimate has to cover that own exports raise.
    pub(super) fn beyond(trade: &GroupTrade, own: &[u128], year: usize) -> Course {
        let Course { imports, exports } = Course::of(trade, year);
        let beyond = |totals: Vec<u128>| {
            let mut most = 0;
            let days = totals.into_iter().zip(own);
            days.map(|(total, own)| {
                most = total.saturating_sub(*own).max(most);
                most
            })
            .collect()
        };
        Course {
            imports: beyond(imports),
            exports: beyond(exports),
        }
    }

    /// The first day with trade, the last day of the year where there is none.
    pub(super) fn first_day(&self) -> usize {
        self.passes(0)
    }

    /// The first day on which an account is beyond so many grams, the last day of the year where none is.
    pub(super) fn passes(&self, grams: u64) -> usize {
        let mut days = 0..self.last_day();
        days.find(|day| self.most(*day) > u128::from(grams) * GRAM)
            .unwrap_or(self.last_day())
    }

    /// The greater account by the end of a day.
    fn most(&self, day: usize) -> u128 {
        self.imports[day].max(self.exports[day])
    }

    fn last_day(&self) -> usize {
        self.imports.len() - 1
    }

    /// Grams that cover the year in both accounts.
    pub(super) fn need(&self) -> u64 {
        grams_up(self.most(self.last_day()))
    }

    /// The same in milligrams.
    pub(super) fn need_in_milligrams(&self) -> u64 {
        u64::try_from(self.most(self.last_day()).div_ceil(MILLIGRAM)).unwrap_or(u64::MAX)
    }

    /// The year's total of the smaller account that has trade.
    fn least(&self) -> u128 {
        let (imports, exports) = (self.imports[self.last_day()], self.exports[self.last_day()]);
        if imports == 0 || exports == 0 {
            imports.max(exports)
        } else {
            imports.min(exports)
        }
    }

    /// Levels that do to this trade what is aimed at, as far as the trade allows it.
    pub(super) fn levels(&self, aim: Aim, dice: &mut Dice) -> Levels {
        let between = |low: u128, high: u128| grams_down(low + (high - low) / 2, 100);
        let (imports, exports) = (self.imports[self.last_day()], self.exports[self.last_day()]);
        match aim {
            Aim::Room => self.room(dice),
            Aim::NoEstimate | Aim::Zero => Levels::constant(0),
            Aim::Gross => self.below(dice.between(8, 50)),
            Aim::Cured => self
                .cured(dice)
                .unwrap_or_else(|| self.below(dice.between(60, 90))),
            Aim::ImportsOnly if imports > exports => Levels::constant(between(exports, imports)),
            Aim::PartnersOnly if exports > imports => Levels::constant(between(imports, exports)),
            _ => self.below(dice.between(90, 98)),
        }
    }

    /// A constant level of `percent` of the year's total, less than 100: exceeded before the year ends.
    fn below(&self, percent: u64) -> Levels {
        Levels::constant(round_down(grams_down(self.least(), percent)))
    }

    /// Never exceeded; now and then only thanks to a supplement, or in spite of a cut.
    fn room(&self, dice: &mut Dice) -> Levels {
        let need = self.need();
        let wide = round_up(need / 100 * dice.between(115, 300) + need % 100 * 3);
        let kind = dice.below(100);
        let day = index(dice.between(45, 320));
        let before = grams_up(self.most(day - 1));
        let opening = round_up(before + before / 8 + 1);
        match kind {
            0..16 if opening < wide => Levels {
                opening,
                change: Some((day, wide)),
            },
            16..19 => Levels {
                opening: wide * 2,
                change: Some((day, wide)),
            },
            _ => Levels::constant(wide),
        }
    }

    /// Exceeded before a supplement arrives, and not after. None where the trade comes too late in the year.
    fn cured(&self, dice: &mut Dice) -> Option<Levels> {
        let first = (0..self.last_day()).find(|day| self.most(*day) > 0)?;
        let latest = self.last_day() - 10;
        let earliest = (first + 15).max(120);
        if earliest > latest {
            return None;
        }
        let room = super::rng::count(&self.imports[earliest..=latest]);
        let day = earliest + index(dice.below(room));
        let opening = round_down(grams_down(self.most(day - 1), dice.between(40, 90)));
        let enough = round_up(self.need() / 100 * 115 + self.need() % 100 * 2 + 1);
        Some(Levels {
            opening,
            change: Some((day, enough)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::rng::{Key, Stream};
    use super::*;

    /// 10 g a day from day 100 on, of which exporters report 3 g.
    fn course() -> Course {
        let total = |daily: u128| {
            (0..365_u128)
                .map(|d| d.saturating_sub(99) * daily * GRAM)
                .collect()
        };
        Course {
            imports: total(10),
            exports: total(3),
        }
    }

    fn in_excess(course: &Course, levels: Levels) -> (bool, bool) {
        let beyond = |totals: &[u128]| {
            (0..totals.len()).any(|day| totals[day] > u128::from(levels.on(day)) * GRAM)
        };
        (beyond(&course.imports), beyond(&course.exports))
    }

    #[test]
    fn every_aim_is_met() {
        let course = course();
        for draw in 0..500 {
            let mut dice = Key::new(1, Stream::Filing).dice(draw);
            let mut outcome = |aim| in_excess(&course, course.levels(aim, &mut dice));
            assert_eq!(outcome(Aim::Room), (false, false));
            assert_eq!(outcome(Aim::Slight), (true, true));
            assert_eq!(outcome(Aim::Gross), (true, true));
            assert_eq!(outcome(Aim::Zero), (true, true));
            assert_eq!(outcome(Aim::ImportsOnly), (true, false));
            assert!(outcome(Aim::Cured).0);
        }
    }

    #[test]
    fn a_cure_lasts_to_the_end_of_the_year() {
        let course = course();
        for draw in 0..500 {
            let mut dice = Key::new(2, Stream::Filing).dice(draw);
            let levels = course.levels(Aim::Cured, &mut dice);
            let (day, grams) = levels.change.unwrap();
            assert!(course.imports[day - 1] > u128::from(levels.opening) * GRAM);
            assert!(course.imports[364] <= u128::from(grams) * GRAM);
        }
    }
}
