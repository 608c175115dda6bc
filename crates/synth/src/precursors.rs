//! Makes a country's annual legitimate requirements of a precursor: many countries have none, most others one that stands,
//! some a new one each year or in the middle of it.

use super::accounts::GroupTrade;
use super::days;
use super::estimates::Desk;
use super::filings::{Filing, Kind};
use super::plan::{Course, Levels, Limit, MILLIGRAM};
use super::rng::index;
use super::world::Aim;

/// What a country has filed of one precursor.
struct File<'d> {
    desk: &'d mut Desk,
    /// Days from which a requirement applies, and its milligrams, in order.
    steps: Vec<(i32, u64)>,
}

/// Writes what a country files for the two years, if it `files` at all, and returns the limits that follow.
pub(super) fn file(
    desk: &mut Desk,
    trade: &[&GroupTrade; 2],
    aims: [Aim; 2],
    files: bool,
) -> [Limit; 2] {
    let mut file = File {
        desk,
        steps: Vec::new(),
    };
    let courses = [0, 1].map(|year| Course::of(trade[year], year));
    if aims != [Aim::Room; 2] {
        for year in [0, 1] {
            // Nothing before a requirement that comes late.
            if year == 0 && aims == [Aim::Room, Aim::Late] {
                continue;
            }
            file.annual(year, &courses[year], aims[year]);
        }
    } else if files {
        file.with_room(&courses);
    }
    [0, 1].map(|year| {
        Limit::of_days(year, |day| {
            let day = days::NEW_YEAR[year] + i32::try_from(day).unwrap_or(0);
            let step = file.steps.iter().rfind(|(from, _)| *from <= day);
            step.map(|(_, milligrams)| u128::from(*milligrams) * MILLIGRAM)
        })
    })
}

/// Writes a requirement of a precursor that a country does not trade.
pub(super) fn file_idle(desk: &mut Desk, grams: u64) {
    let mut file = File {
        desk,
        steps: Vec::new(),
    };
    file.require("", days::NEW_YEAR[0], grams * 1000);
}

impl File<'_> {
    /// Never exceeded: one requirement for both years, an old one, or one a year.
    fn with_room(&mut self, courses: &[Course; 2]) {
        let most = |courses: &[Course; 2], dice: &mut _| {
            let levels = courses.each_ref().map(|it| it.levels(Aim::Room, dice));
            let grams = levels.map(|it| it.change.map_or(it.opening, |change| change.1));
            grams[0].max(grams[1]) * 1000
        };
        match self.desk.dice.below(100) {
            0..6 => {
                let long_ago = days::NEW_YEAR[0] - self.desk.dice.days(1150, 1850);
                let milligrams = most(courses, &mut self.desk.dice);
                self.require("", days::new_year(days::civil(long_ago).0), milligrams);
            }
            6..60 => {
                // Not rounded to whole grams.
                let more = self.desk.dice.choose(&[0, 0, 0, 0, 500]);
                let milligrams = most(courses, &mut self.desk.dice) + more;
                self.require("", days::NEW_YEAR[0], milligrams);
            }
            _ => {
                for (year, course) in courses.iter().enumerate() {
                    self.annual(year, course, Aim::Room);
                }
            }
        }
    }

    /// A year's requirement, and the one that replaces it.
    fn annual(&mut self, year: usize, course: &Course, aim: Aim) {
        let start = days::NEW_YEAR[year];
        match aim {
            Aim::Exact => self.require("", start, course.need_in_milligrams()),
            Aim::Late => {
                let day = course.first_day() + index(self.desk.dice.between(5, 90));
                let grams = course.levels(Aim::Slight, &mut self.desk.dice).opening;
                let from = start + i32::try_from(day).unwrap_or(0).min(days::length(year) - 1);
                self.require("", from, grams * 1000);
            }
            _ => {
                let Levels { opening, change } = course.levels(aim, &mut self.desk.dice);
                self.require("", start, opening * 1000);
                if let Some((day, grams)) = change {
                    let from = start + i32::try_from(day).unwrap_or(0);
                    self.require("-2", from, grams * 1000);
                }
            }
        }
    }

    /// A requirement that applies from a day on.
    fn require(&mut self, suffix: &str, effective: i32, milligrams: u64) {
        self.steps.push((effective, milligrams));
        let received = effective - self.desk.dice.days(5, 120);
        let year = days::civil(effective).0;
        let id = format!("ALR{year}-{}{suffix}", self.desk.substance);
        let milligrams = i64::try_from(milligrams.min(999_999_999_999_998)).unwrap_or(0);
        self.desk.filings.push(Filing {
            effective: Some(effective),
            ..self
                .desk
                .filing(id, Kind::Requirement, received, milligrams)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::accounts::running;
    use super::super::amounts::GRAM;
    use super::super::rng::{Key, Stream};
    use super::*;

    /// The days of 2024 on which imports of 10 g a day from the hundredth day on are in excess.
    fn excess(aims: [Aim; 2], files: bool, draw: u64) -> Vec<usize> {
        let mut trade = GroupTrade::default();
        for day in 100..366 {
            trade.imports.add(day, 10 * GRAM);
        }
        let mut desk = Desk::new("CHE", "RE001", Key::new(4, Stream::Filing).dice(draw));
        let limits = file(&mut desk, &[&GroupTrade::default(), &trade], aims, files);
        let totals = running(&trade.imports, 1);
        (100..366)
            .filter(|day| limits[1].is_passed(*day, totals[*day]))
            .collect()
    }

    #[test]
    fn every_aim_is_met() {
        for draw in 0..200 {
            let of = |aim| excess([Aim::Room, aim], true, draw);
            assert_eq!(of(Aim::Room), [0; 0]);
            assert_eq!(of(Aim::Exact), [0; 0]);
            assert_eq!(of(Aim::Zero).len(), 266);
            assert_eq!(of(Aim::Slight).last(), Some(&365));
            let late = of(Aim::Late);
            assert!(
                late.first() >= Some(&105) && late.last() == Some(&365),
                "{late:?}"
            );
        }
    }

    #[test]
    fn without_a_requirement_nothing_is_compared() {
        assert_eq!(excess([Aim::Room; 2], false, 1), [0; 0]);
    }
}
