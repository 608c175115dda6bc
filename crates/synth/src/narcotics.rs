//! Makes a country's estimates of a narcotic drug: for each year filed anew, mostly confirmed by November of the year before,
//! now and then later or never; established by the Board where a government gave none, raised by supplements, cut by
//! deductions. What is planted knows from here which grams are in force on which day.

use super::accounts::GroupTrade;
use super::amounts::{round_down, round_up};
use super::days;
use super::estimates::Desk;
use super::filings::{Filing, Kind};
use super::plan::{Course, Levels, Limit, MILLIGRAM};
use super::rng::index;
use super::world::Aim;

/// From 1 November to 1 January.
const NOVEMBER: i32 = 61;

/// One year of one country and drug.
struct Year<'d> {
    desk: &'d mut Desk,
    /// Its index.
    place: usize,
    /// Days of the year on which an estimate comes into force, and its milligrams, in order.
    governing: Vec<(usize, u64)>,
    /// Days of the year on which milligrams are added or, below zero, deducted.
    changes: Vec<(usize, i64)>,
}

/// Writes what a country files for the two years, and returns the limits that follow. `own` is what the country itself has
/// exported by the end of each day.
pub(super) fn file(
    desk: &mut Desk,
    trade: &[&GroupTrade; 2],
    aims: [Aim; 2],
    own: &[Vec<u128>; 2],
) -> [Limit; 2] {
    [0, 1].map(|at| {
        let course = Course::beyond(trade[at], &own[at], at);
        let mut year = Year {
            desk,
            place: at,
            governing: Vec::new(),
            changes: Vec::new(),
        };
        year.file(&course, aims[at]);
        Limit::of_days(at, |day| Some(year.on(day) + own[at][day]))
    })
}

/// Writes an estimate of a drug that a country does not trade: a plain one, or a deduction alone.
pub(super) fn file_idle(desk: &mut Desk, grams: u64) {
    let deducted = desk.dice.chance(150);
    let mut year = Year {
        desk,
        place: 1,
        governing: Vec::new(),
        changes: Vec::new(),
    };
    if deducted {
        year.deduct(grams * 1000);
    } else {
        year.confirmed(grams * 1000);
    }
}

impl Year<'_> {
    fn file(&mut self, course: &Course, aim: Aim) {
        match aim {
            Aim::Room => self.room(course),
            Aim::NoEstimate => {}
            Aim::Unconfirmed => {
                let received = self.summer();
                self.estimate("", received, None, wide(course));
            }
            Aim::Exact | Aim::OwnExact => self.confirmed(course.need_in_milligrams()),
            Aim::OwnBeyond => self.usual(course, Aim::Slight),
            Aim::Late => {
                let day = course.first_day() + index(self.desk.dice.between(5, 60));
                let received = self.day(day) - self.desk.dice.days(2, 30);
                let confirmed = self.day(day);
                self.estimate("", received, Some(confirmed), wide(course));
            }
            Aim::Deducted => {
                let wide = wide(course);
                let left = course.levels(Aim::Slight, &mut self.desk.dice).opening;
                self.confirmed(wide);
                self.deduct(wide - wide.min(left * 1000));
            }
            Aim::InTime | Aim::DayLate => {
                let opening = round_down(course.need() / 100 * 60 + course.need() % 100 / 2);
                let day = course.passes(opening) + usize::from(aim == Aim::DayLate);
                let wide = wide(course);
                self.confirmed(opening * 1000);
                self.supplement(1, day, true, signed(wide) - signed(opening * 1000));
            }
            _ => self.usual(course, aim),
        }
    }

    /// A confirmed estimate with the levels that an aim wants, and the supplement that changes it.
    fn usual(&mut self, course: &Course, aim: Aim) {
        let levels = course.levels(aim, &mut self.desk.dice);
        self.file_levels(levels);
    }

    fn file_levels(&mut self, levels: Levels) {
        self.confirmed(levels.opening * 1000);
        if let Some((day, grams)) = levels.change {
            let change = signed(grams * 1000) - signed(levels.opening * 1000);
            self.supplement(1, day, true, change);
            if self.desk.dice.chance(250) {
                let asked = signed(round_up(grams / 10 + 1) * 1000);
                self.supplement(2, (day + 20).min(330), false, asked);
            }
        }
    }

    /// Never exceeded, in one of the ways in which that comes about.
    fn room(&mut self, course: &Course) {
        let mut levels = course.levels(Aim::Room, &mut self.desk.dice);
        if levels.opening == 0 {
            // Own exports cover all, or there is no trade.
            levels.opening = round_up(self.desk.dice.between(1, 5000));
        }
        let milligrams = levels.opening * 1000;
        let november = self.day(0) - NOVEMBER;
        let by_board = november + self.desk.dice.days(0, 30);
        match self.desk.dice.below(100) {
            _ if levels.change.is_some() => self.file_levels(levels),
            0..8 => self.established(by_board, milligrams),
            8..18 => {
                self.established(by_board, milligrams);
                let confirmed = self.day(0) + self.desk.dice.days(20, 200);
                let received = confirmed - self.desk.dice.days(10, 60);
                let more = levels.opening / 100 * self.desk.dice.between(0, 40);
                let grams = round_up(levels.opening + more);
                self.estimate("", received, Some(confirmed), grams * 1000);
            }
            18..25 => {
                let deducted = round_up(levels.opening / 10 + 1) * 1000;
                self.confirmed(milligrams + deducted);
                self.deduct(deducted);
            }
            25..32 => {
                // Delivered before and after its confirmation, on one day of receipt.
                let received = self.summer();
                self.estimate("", received, None, milligrams);
                self.estimate("", received, Some(november), milligrams);
            }
            32..38 => {
                self.confirmed(milligrams);
                let received = self.day(0) + self.desk.dice.days(30, 250);
                self.estimate("-R", received, None, milligrams * 2);
            }
            // Not rounded to whole grams.
            38..44 => self.confirmed(milligrams + 250),
            _ => self.confirmed(milligrams),
        }
    }

    /// An estimate that is confirmed in time: on 1 November, or before.
    fn confirmed(&mut self, milligrams: u64) {
        let received = self.summer();
        let november = self.day(0) - NOVEMBER;
        let earlier = if self.desk.dice.chance(300) {
            self.desk.dice.days(1, 40)
        } else {
            0
        };
        self.estimate("", received, Some(november - earlier), milligrams);
    }

    fn estimate(&mut self, suffix: &str, received: i32, confirmed: Option<i32>, milligrams: u64) {
        if let Some(day) = confirmed {
            self.governing.push((self.number(day), milligrams));
        }
        let id = format!("B{}-{}{suffix}", self.civil(), self.desk.substance);
        self.enter(
            id,
            Kind::Estimate,
            (received, confirmed),
            signed(milligrams),
        );
    }

    fn established(&mut self, received: i32, milligrams: u64) {
        self.governing.push((self.number(received), milligrams));
        let id = format!("EST{}-{}", self.civil(), self.desk.substance);
        self.enter(id, Kind::Established, (received, None), signed(milligrams));
    }

    /// A supplement that is confirmed, or would be, on a day of the year.
    fn supplement(&mut self, number: u8, day: usize, confirmed: bool, milligrams: i64) {
        let on = self.day(day);
        let received = on - self.desk.dice.days(5, 40);
        if confirmed {
            self.changes.push((day, milligrams));
        }
        let id = format!("SUP{}-{}-{number}", self.civil(), self.desk.substance);
        let days = (received, confirmed.then_some(on));
        self.enter(id, Kind::Supplement, days, milligrams);
    }

    /// What the Board deducts for an excess of the year before.
    fn deduct(&mut self, milligrams: u64) {
        let received = self.day(0) + self.desk.dice.days(10, 70);
        self.changes
            .push((self.number(received), -signed(milligrams)));
        let id = format!("DED{}-{}", self.civil(), self.desk.substance);
        self.enter(id, Kind::Deduction, (received, None), signed(milligrams));
    }

    fn enter(
        &mut self,
        id: String,
        kind: Kind,
        (received, confirmed): (i32, Option<i32>),
        milligrams: i64,
    ) {
        self.desk.filings.push(Filing {
            year: Some(self.civil()),
            confirmed,
            ..self.desk.filing(id, kind, received, milligrams)
        });
    }

    /// What is in force on a day of the year, in 10⁻¹⁵ g, own exports not included.
    fn on(&self, day: usize) -> u128 {
        let begun = |(from, _): &&(usize, u64)| *from <= day;
        let estimate = self.governing.iter().rfind(begun).map_or(0, |it| it.1);
        let changes = self.changes.iter().filter(|(from, _)| *from <= day);
        let sum: i64 = changes.map(|(_, change)| change).sum();
        u128::try_from(signed(estimate) + sum).unwrap_or(0) * MILLIGRAM
    }

    /// A day of the year, or of a later one.
    fn day(&self, day: usize) -> i32 {
        days::NEW_YEAR[self.place] + i32::try_from(day).unwrap_or(0)
    }

    /// The number of a day within the year; days before the year count as its first.
    fn number(&self, day: i32) -> usize {
        usize::try_from(day - days::NEW_YEAR[self.place]).unwrap_or(0)
    }

    /// A day of the summer before the year: estimates are due by 30 June.
    fn summer(&mut self) -> i32 {
        self.day(0) - self.desk.dice.days(150, 245)
    }

    fn civil(&self) -> i32 {
        i32::from(days::YEARS[self.place])
    }
}

/// What covers the year, in milligrams.
fn wide(course: &Course) -> u64 {
    let need = course.need();
    round_up(need + need / 4 + 1) * 1000
}

/// Milligrams of a filing. Below 10^12 g, above which filings are refused.
fn signed(milligrams: u64) -> i64 {
    i64::try_from(milligrams.min(999_999_999_999_998)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::accounts::{Series, running};
    use super::super::amounts::GRAM;
    use super::super::rng::{Key, Stream};
    use super::*;

    /// 10 g a day from the hundredth day on, of which exporters report 3 g.
    fn trade() -> GroupTrade {
        let mut trade = GroupTrade::default();
        let mut exports = Series::default();
        for day in 100..365 {
            trade.imports.add(day, 10 * GRAM);
            exports.add(day, 3 * GRAM);
        }
        trade.exports.insert(7, exports);
        trade
    }

    /// The days in excess of an aim in 2023, by imports and by exports; and the filings.
    fn outcome(aim: Aim, daily_own: u128, draw: u64) -> ([Vec<usize>; 2], Vec<Filing>) {
        let (trade, idle) = (trade(), GroupTrade::default());
        let mut desk = Desk::new("CHE", "NM009", Key::new(3, Stream::Filing).dice(draw));
        let own = |year: usize| -> Vec<u128> {
            let days = u128::from(days::length(year).unsigned_abs());
            (0..days).map(|day| day * daily_own * GRAM).collect()
        };
        let own = [own(0), own(1)];
        let limits = file(&mut desk, &[&trade, &idle], [aim, Aim::NoEstimate], &own);
        let accounts = [&trade.imports, &trade.all_exports()];
        let excess = accounts.map(|series| {
            let totals = running(series, 0);
            let days = (100..365).filter(|day| limits[0].is_passed(*day, totals[*day]));
            days.collect::<Vec<usize>>()
        });
        (excess, desk.filings)
    }

    #[test]
    fn every_aim_is_met() {
        for draw in 0..200 {
            let of = |aim| outcome(aim, 0, draw).0;
            let nothing = [Vec::new(), Vec::new()];
            assert_eq!(of(Aim::Room), nothing);
            assert_eq!(of(Aim::Exact), nothing);
            assert_eq!(of(Aim::InTime), nothing);
            assert_eq!(of(Aim::DayLate)[0].len(), 1);
            let all: Vec<usize> = (100..365).collect();
            assert_eq!(of(Aim::Unconfirmed), [all.clone(), all]);
            let late = of(Aim::Late);
            assert!((5..=61).contains(&late[0].len()), "{late:?}");
            for aim in [Aim::Slight, Aim::Gross, Aim::Deducted, Aim::ImportsOnly] {
                assert!(!of(aim)[0].is_empty(), "{aim:?}");
            }
        }
    }

    #[test]
    fn own_exports_count_before_the_estimate_does() {
        for draw in 0..200 {
            let (excess, filings) = outcome(Aim::OwnExact, 4, draw);
            assert_eq!(excess, [Vec::new(), Vec::new()]);
            // 2,650 g imported by the last day, 1,456 g exported.
            let exact = filings.iter().map(|filing| filing.grams);
            assert_eq!(exact.collect::<Vec<_>>(), [Some(1_194_000)]);
            assert_eq!(outcome(Aim::Room, 4, draw).0, [Vec::new(), Vec::new()]);
            assert!(outcome(Aim::Room, 9, draw).0[0].is_empty());
        }
    }

    #[test]
    fn an_unconfirmed_estimate_limits_nothing() {
        let (_, filings) = outcome(Aim::Unconfirmed, 0, 1);
        assert_eq!(filings.len(), 1);
        assert_eq!(filings[0].confirmed, None);
        assert_eq!(filings[0].year, Some(2023));
    }
}
