//! How much of each estimate is used, and when it would be used up at the pace of the last twelve months.
//!
//! Each account is looked at by itself, as judgement does. An estimate about to be used up may be about to hold up
//! medicine, which is as much a finding as one that is exceeded.

use crate::archive::read::{PublishedError, PublishedRun};
use crate::estimates::{Level, Status};
use crate::ledger::Basis;
use crate::terms::{Country, Day, Mass, MassOverflow, Substance};
use std::collections::BTreeMap;

/// An account of a country and a substance beside the estimate in force.
#[derive(Clone, Debug)]
pub struct Used {
    /// Which account.
    pub basis: Basis,
    /// Whose estimate.
    pub country: Country,
    /// Of what.
    pub substance: Substance,
    /// The estimate in force on the day.
    pub level: Level,
    /// What the account has of the calendar year, the day included.
    pub total: Mass,
    /// What it has of the twelve months that end with the day.
    pub twelve_months: Mass,
    /// The first later day of the same year on which the total would exceed the estimate at that pace, while it does not yet.
    pub exhausted: Option<Day>,
    /// How far the account's data reach: the newest record of the importer, or of all other reporters; `None` where there is none.
    pub data_to: Option<Day>,
}

impl Used {
    /// What is left of the estimate; nothing where it is exceeded.
    #[must_use]
    pub fn left(&self) -> Mass {
        if self.total > self.level.mass {
            Mass::ZERO
        } else {
            self.level.mass.minus(self.total)
        }
    }
}

/// There is no saying what is used.
#[derive(Debug, thiserror::Error)]
pub enum HeadroomError {
    /// A total has more than 38 digits.
    #[error(transparent)]
    Overflow(#[from] MassOverflow),
    /// The run cannot be read.
    #[error(transparent)]
    Published(#[from] PublishedError),
}

/// What each account has of the calendar year and of the twelve months.
#[derive(Default)]
struct Totals {
    sums: BTreeMap<(Basis, Country, Substance), Result<[Mass; 2], MassOverflow>>,
}

impl Totals {
    fn add(&mut self, key: (Basis, Country, Substance), [year, months]: [Mass; 2]) {
        let sums = self.sums.entry(key).or_insert(Ok([Mass::ZERO; 2]));
        *sums = sums.and_then(|[total, twelve_months]| {
            Ok([total.plus(year)?, twelve_months.plus(months)?])
        });
    }
}

/// All accounts with trade in the twelve months or the calendar year that end with the day, whose country has an estimate in
/// force that day; what is used up most first.
pub fn headroom(run: &PublishedRun, on: Day) -> Result<Vec<Used>, HeadroomError> {
    let reach = run.reach()?;
    let (_, estimates) = run.estimates(run.filings()?);
    let year_ago = twelve_months_before(on);
    let new_year = Day::from_civil(on.year(), 1, 1).unwrap_or(on);
    let days = year_ago.next().min(new_year)..on.next();
    let by_group = run.ledger_on(days, |totals: &mut Totals, entry| {
        let none_before = |holds: bool| if holds { entry.base } else { Mass::ZERO };
        totals.add(
            (entry.basis, entry.importer, entry.substance),
            [
                none_before(entry.day >= new_year),
                none_before(entry.day > year_ago),
            ],
        );
    })?;
    let mut totals = Totals::default();
    for (key, sums) in by_group.into_iter().flat_map(|totals| totals.sums) {
        totals.add(key, sums?);
    }
    let mut used: Vec<Used> = Vec::new();
    for ((basis, country, substance), sums) in totals.sums {
        let [total, twelve_months] = sums?;
        let level = estimates.on(country, substance, on);
        if level.status != Status::None {
            let exhausted = exhausted(
                on,
                total,
                level.mass,
                twelve_months,
                on.number() - year_ago.number(),
            );
            let data_to = if basis == Basis::ImportReports {
                reach.of(country)
            } else {
                reach.of_others(country)
            };
            used.push(Used {
                basis,
                country,
                substance,
                level: level.clone(),
                total,
                twelve_months,
                exhausted,
                data_to,
            });
        }
    }
    used.sort_by(|a, b| {
        share(b)
            .cmp(&share(a))
            .then((a.country, a.substance, a.basis).cmp(&(b.country, b.substance, b.basis)))
    });
    Ok(used)
}

/// The day before the first of the twelve months that end with a day: those that end with 29 February begin with 1 March.
fn twelve_months_before(on: Day) -> Day {
    let year_ago = on.plus_years(-1);
    if year_ago.plus_years(1) == on {
        year_ago
    } else {
        Day::from_number(year_ago.number() - 1)
    }
}

/// The share of the estimate that is used, in millionths; of an estimate of 0 g, all there could be.
#[must_use]
pub fn share(used: &Used) -> i128 {
    match used.level.mass.units() {
        0 if used.total == Mass::ZERO => 0,
        0 => i128::MAX,
        level => used.total.units() / (level / 1_000_000).max(1),
    }
}

/// So many days of the pace on, the total exceeds the level for the first time.
fn exhausted(on: Day, total: Mass, level: Mass, twelve_months: Mass, window: i32) -> Option<Day> {
    if total > level || twelve_months == Mass::ZERO {
        return None;
    }
    let days = level.minus(total).units() * i128::from(window) / twelve_months.units() + 1;
    let day = i32::try_from(days)
        .ok()
        .and_then(|days| on.number().checked_add(days))
        .map(Day::from_number);
    day.filter(|day| *day <= on.end_of_year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_months_have_their_true_number_of_days() {
        let day = |year, month, day| Day::from_civil(year, month, day).expect("a day");
        let days = |on: Day| on.number() - twelve_months_before(on).number();
        // From 1 March 2023 to 29 February 2024.
        assert_eq!(twelve_months_before(day(2024, 2, 29)), day(2023, 2, 28));
        assert_eq!(
            [
                day(2024, 2, 29),
                day(2024, 2, 28),
                day(2024, 3, 1),
                day(2025, 2, 28),
                day(2025, 3, 1)
            ]
            .map(days),
            [366, 365, 366, 366, 365]
        );
        assert_eq!(
            [day(2023, 12, 31), day(2024, 12, 31), day(2000, 2, 29)].map(days),
            [365, 366, 366]
        );
    }

    #[test]
    fn the_pace_says_when() {
        let on = Day::from_civil(2023, 7, 1).expect("a day");
        let grams = |grams: i32| Mass::from_whole_grams(grams.into());
        let after = |total, level, twelve_months| {
            exhausted(on, grams(total), grams(level), grams(twelve_months), 365)
                .map(|day| day.number() - on.number())
        };
        // A gram a day: 10 g are left, the eleventh exceeds.
        assert_eq!(after(90, 100, 365), Some(11));
        assert_eq!(after(100, 100, 365), Some(1));
        assert_eq!(after(101, 100, 365), None);
        assert_eq!(after(0, 100, 0), None);
        // The year ends before.
        assert_eq!(after(0, 183, 365), None);
        assert_eq!(after(0, 182, 365), Some(183));
    }
}
