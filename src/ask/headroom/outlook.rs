//! Tells on which day an estimate will be used up at the pace of the year so far.
//!
//! The pace of an account is its total of the calendar year over the days from 1 January to the last day that its data reach, which
//! is the day asked about or the newest record of its reporters, whichever is earlier. On a later day of the year the total is
//! expected to be the pace times the days from 1 January to that day. The estimate of a later day is what the run knows: filed levels
//! as they change within the year, and own exports as they are on the day asked about. Whole numbers only.

use crate::estimates::Level;
use crate::judgement::level_on;
use crate::terms::{Day, Mass, MassOverflow, Timeline};

/// The fewest days of a year by which its pace is told: with fewer, one shipment more or less would change everything.
pub const FEWEST_DAYS: i32 = 90;

/// How long an estimate will last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outlook {
    /// The data of the account reach over fewer than [`FEWEST_DAYS`] days of the year.
    TooShort,
    /// The account has totals of a month, a quarter or a year, and the days of what they hold are not known.
    HasTotals,
    /// The total exceeds the estimate of the day asked about already.
    Exceeded,
    /// The total will exceed the estimate within the year.
    UsedUp(UsedUp),
    /// The total will keep within the estimate to the end of the year.
    Lasts,
}

/// When, and by how much, a total will exceed an estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsedUp {
    /// The first day after the data on which the total will exceed the estimate of that day. It may be before the day asked about,
    /// if the data reach less far.
    pub on: Day,
    /// The estimate of that day.
    pub estimate: Mass,
    /// What will be missing at the end of the year: the total by then beyond the estimate of the last day; zero if that estimate is
    /// enough. Cut after the last place of a mass.
    pub missing: Mass,
}

impl Outlook {
    /// Returns the word that the outputs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TooShort => "too-short",
            Self::HasTotals => "has-totals",
            Self::Exceeded => "exceeded",
            Self::UsedUp(_) => "used-up",
            Self::Lasts => "lasts",
        }
    }

    /// Returns when and by how much the estimate will be exceeded; `None` if it is not told that it will.
    #[must_use]
    pub const fn used_up(self) -> Option<UsedUp> {
        match self {
            Self::UsedUp(used_up) => Some(used_up),
            Self::TooShort | Self::HasTotals | Self::Exceeded | Self::Lasts => None,
        }
    }
}

/// The days of a year that the pace of an account rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The last day that the data reach; `None` if they do not reach into the year.
    pub to: Option<Day>,
    /// The days from 1 January to that day, both included; 0 if the data do not reach into the year.
    pub days: i32,
}

impl Reached {
    /// Returns how far the data reach into the year of the day asked about, with the newest record of the account's reporters.
    #[must_use]
    pub fn of(on: Day, newest: Option<Day>) -> Self {
        let last = newest.map(|newest| newest.min(on));
        let to = last.filter(|last| last.year() == on.year());
        Self {
            to,
            days: to.map_or(0, day_of_year),
        }
    }
}

/// Returns the number of a day in its year, from 1.
fn day_of_year(day: Day) -> i32 {
    Day::from_civil(day.year(), 1, 1).map_or(0, |first| day.number() - first.number() + 1)
}

/// Returns how long the estimate of a day will last, at the pace of a total over the days that the data reach.
pub(super) fn outlook(
    on: Day,
    (total, has_totals): (Mass, bool),
    reached: Reached,
    levels: &Timeline<Level>,
) -> Result<Outlook, MassOverflow> {
    let today = level_on(levels, on);
    if total > today.mass {
        return Ok(Outlook::Exceeded);
    }
    if has_totals {
        return Ok(Outlook::HasTotals);
    }
    let Some(to) = reached.to.filter(|_| reached.days >= FEWEST_DAYS) else {
        return Ok(Outlook::TooShort);
    };
    if total == Mass::ZERO {
        return Ok(Outlook::Lasts);
    }
    let own_exports = today.own_exports.unwrap_or_default();
    let estimate_of = |day| level_on(levels, day).base().plus(own_exports);
    let by = |day| times(total, day_of_year(day));
    // Each stretch of days with one estimate, from the day after the data.
    let end = on.end_of_year();
    let mut from = to.next();
    while from <= end {
        let until = levels
            .changes()
            .map(|(day, _)| day)
            .find(|day| *day > from)
            .map_or(end, |next| next.previous().min(end));
        let estimate = estimate_of(from)?;
        // Of the days of the year, the first by which the total at the pace is greater than the estimate.
        let first = times(estimate, reached.days)? / total.units() + 1;
        let first = i32::try_from(first).unwrap_or(i32::MAX);
        let ahead = first.saturating_sub(day_of_year(from)).max(0);
        let day = from.number().saturating_add(ahead);
        if day <= until.number() {
            let by_end = Mass::from_units(by(end)? / i128::from(reached.days));
            return Ok(Outlook::UsedUp(UsedUp {
                on: Day::from_number(day),
                estimate,
                missing: by_end.minus(estimate_of(end)?).max(Mass::ZERO),
            }));
        }
        from = until.next();
    }
    Ok(Outlook::Lasts)
}

fn times(mass: Mass, days: i32) -> Result<i128, MassOverflow> {
    mass.units().checked_mul(days.into()).ok_or(MassOverflow)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::{NO_LEVEL, Status};
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn grams(grams: i32) -> Mass {
        Mass::from_whole_grams(grams.into())
    }

    /// Levels that each hold from a day on; own exports are in each.
    fn levels(steps: &[(&str, i32)], own_exports: Option<i32>) -> Timeline<Level> {
        let level = |filed: i32| Level {
            mass: grams(filed + own_exports.unwrap_or(0)),
            own_exports: own_exports.map(grams),
            status: Status::InForce,
            ..NO_LEVEL.clone()
        };
        let steps = steps.iter().map(|(from, filed)| (day(from), level(*filed)));
        Timeline::from_changes(steps.collect())
    }

    fn of(on: &str, newest: &str, total: i32, levels: &Timeline<Level>) -> Outlook {
        let on = day(on);
        outlook(
            on,
            (grams(total), false),
            Reached::of(on, Some(day(newest))),
            levels,
        )
        .expect("small")
    }

    fn used_up(on: &str, estimate: i32, missing: i32) -> Outlook {
        Outlook::UsedUp(UsedUp {
            on: day(on),
            estimate: grams(estimate),
            missing: grams(missing),
        })
    }

    #[test]
    fn the_pace_of_the_year_says_when() {
        // 2023 has 365 days; 10 April is the hundredth. At a gram a day, the 151st gram exceeds 150 g, on 31 May.
        let steady = levels(&[("2020-01-01", 150)], None);
        let to = "2023-04-10";
        assert_eq!(of(to, to, 100, &steady), used_up("2023-05-31", 150, 215));
        // 140 × 365 / 100 = 511; as much as the estimate is used up on the next day.
        assert_eq!(of(to, to, 140, &steady), used_up("2023-04-18", 150, 361));
        let next = of(to, to, 150, &steady).used_up().map(|found| found.on);
        assert_eq!(next, Some(day("2023-04-11")));
        assert_eq!(of(to, to, 151, &steady), Outlook::Exceeded);
        assert_eq!(of(to, to, 0, &steady), Outlook::Lasts);
        // 100 × 365 / 100 is exactly the estimate.
        let enough = levels(&[("2020-01-01", 365)], None);
        assert_eq!(of(to, to, 100, &enough), Outlook::Lasts);
        let short = levels(&[("2020-01-01", 364)], None);
        assert_eq!(of(to, to, 100, &short), used_up("2023-12-31", 364, 1));
    }

    #[test]
    fn data_that_reach_less_far_make_the_pace_of_their_days() {
        let steady = levels(&[("2020-01-01", 150)], None);
        // Asked in June, with data to 10 April: the estimate may be used up already.
        assert_eq!(
            of("2023-06-30", "2023-04-10", 100, &steady),
            used_up("2023-05-31", 150, 215)
        );
        // Data beyond the day asked about do not count.
        assert_eq!(
            of("2023-04-10", "2023-12-31", 100, &steady),
            used_up("2023-05-31", 150, 215)
        );
        // 31 March is the ninetieth day.
        assert_ne!(
            of("2023-06-30", "2023-03-31", 100, &steady),
            Outlook::TooShort
        );
        assert_eq!(
            of("2023-06-30", "2023-03-30", 100, &steady),
            Outlook::TooShort
        );
        assert_eq!(
            of("2023-06-30", "2022-12-31", 0, &steady),
            Outlook::TooShort
        );
        let on = day("2023-06-30");
        assert_eq!(Reached::of(on, None), Reached { to: None, days: 0 });
        assert_eq!(Reached::of(on, Some(on)).days, 181);
        assert_eq!(
            Reached::of(day("2024-12-31"), Some(day("2025-03-01"))).days,
            366
        );
    }

    #[test]
    fn estimates_change_within_the_year() {
        let to = "2023-04-10";
        // A cut from 1 June, the 152nd day, to 120 g: exceeded on the day of the cut.
        let cut = levels(&[("2020-01-01", 400), ("2023-06-01", 120)], None);
        assert_eq!(of(to, to, 100, &cut), used_up("2023-06-01", 120, 245));
        // A greater estimate from 1 June on comes a day too late, and is enough for the whole year.
        let raised = levels(&[("2020-01-01", 150), ("2023-06-01", 400)], None);
        assert_eq!(of(to, to, 100, &raised), used_up("2023-05-31", 150, 0));
        let in_time = levels(&[("2020-01-01", 150), ("2023-05-31", 400)], None);
        assert_eq!(of(to, to, 100, &in_time), Outlook::Lasts);
        // The next year's estimate is no matter of this year.
        let next = levels(&[("2020-01-01", 400), ("2024-01-01", 0)], None);
        assert_eq!(of(to, to, 100, &next), Outlook::Lasts);
    }

    #[test]
    fn own_exports_stay_what_they_are() {
        let to = "2023-04-10";
        let raised = levels(&[("2020-01-01", 140)], Some(10));
        assert_eq!(of(to, to, 100, &raised), used_up("2023-05-31", 150, 215));
    }

    proptest! {
        /// The day is the one that trying one day after the other finds.
        #[test]
        fn the_day_is_found_by_trying(
            on in 1_i32..=365, behind in 0_i32..100, total in 0_i32..500,
            filed in proptest::collection::vec((1_i32..=365, 0_i32..900), 1..4),
            own_exports in proptest::option::of(0_i32..50),
        ) {
            let first = day("2023-01-01");
            let nth = |number: i32| Day::from_number(first.number() + number - 1);
            let mut steps: Vec<(String, i32)> = filed.iter().map(|(number, level)| (nth(*number).to_string(), *level)).collect();
            steps.push(("2022-01-01".to_owned(), 300));
            steps.sort();
            steps.dedup_by(|a, b| a.0 == b.0);
            let steps: Vec<(&str, i32)> = steps.iter().map(|(from, level)| (from.as_str(), *level)).collect();
            let levels = levels(&steps, own_exports);
            let on = nth(on);
            let reached = Reached::of(on, Some(Day::from_number(on.number() - behind)));
            let found = outlook(on, (grams(total), false), reached, &levels).expect("small");
            let expected = if grams(total) > level_on(&levels, on).mass {
                "exceeded".to_owned()
            } else if reached.days < FEWEST_DAYS {
                "too-short".to_owned()
            } else {
                let exceeds = |number: &i32| {
                    let by_then = i128::from(total) * i128::from(*number);
                    let level = level_on(&levels, nth(*number)).mass;
                    Mass::from_whole_grams(by_then).units() > level.units() * i128::from(reached.days)
                };
                let later = (reached.days + 1..=365).find(exceeds);
                later.map_or("lasts".to_owned(), |number| nth(number).to_string())
            };
            let told = found.used_up().map_or(found.name().to_owned(), |used_up| used_up.on.to_string());
            prop_assert_eq!(told, expected);
        }
    }
}
