//! Tells how much of each estimate is used, and when it would be used up: at the pace of the last twelve months, and at that of the
//! year so far.
//!
//! Each account is compared by itself, as in judgement. An estimate that is nearly used up may soon hold up medicine, which
//! matters as much as an estimate that is exceeded.

mod outlook;

pub use outlook::{FEWEST_DAYS, Outlook, Reached, UsedUp};

use crate::archive::read::{PublishedError, PublishedRun};
use crate::estimates::{Level, Status};
use crate::judgement::level_on;
use crate::ledger::Basis;
use crate::terms::{Country, Day, Mass, MassOverflow, Substance};
use std::collections::{BTreeMap, BTreeSet};

/// An account of a country and a substance, compared with the estimate in force.
#[derive(Clone, Debug)]
pub struct Used {
    /// The account.
    pub basis: Basis,
    /// The country whose estimate it is.
    pub country: Country,
    /// The substance.
    pub substance: Substance,
    /// The estimate in force on the day, own exports up to the day included.
    pub level: Level,
    /// The account's base mass in the calendar year, up to and including the day.
    pub total: Mass,
    /// The account's base mass in the twelve months that end with the day.
    pub twelve_months: Mass,
    /// The first later day of the same year on which the total would exceed the estimate at that pace; `None` if it does already.
    pub exhausted: Option<Day>,
    /// The number of totals of a month, a quarter or a year in the calendar year and the twelve months, each counted on the last day of
    /// its period.
    pub totals: usize,
    /// The newest record of the account: of the importer, or of all other reporters; `None` if there is none.
    pub data_to: Option<Day>,
    /// The days of the calendar year that the data of the account reach, up to the day.
    pub reached: Reached,
    /// How long the estimate will last at the pace of these days.
    pub outlook: Outlook,
}

impl Used {
    /// Returns what is left of the estimate; zero if it is exceeded.
    #[must_use]
    pub fn left(&self) -> Mass {
        if self.total > self.level.mass {
            Mass::ZERO
        } else {
            self.level.mass.minus(self.total)
        }
    }
}

/// The reason why the headroom cannot be worked out.
#[derive(Debug, thiserror::Error)]
pub enum HeadroomError {
    /// A total has more than 38 digits.
    #[error(transparent)]
    Overflow(#[from] MassOverflow),
    /// The run cannot be read.
    #[error(transparent)]
    Published(#[from] PublishedError),
}

/// The base mass of an account in the calendar year and in the twelve months.
type AccountTotals = Result<[Mass; 2], MassOverflow>;

/// The totals of some accounts, of which one may stand in several places.
type OfAccounts = Vec<((Basis, Country, Substance), AccountTotals)>;

fn plus(totals: AccountTotals, [year, months]: [Mass; 2]) -> AccountTotals {
    let [total, twelve_months] = totals?;
    Ok([total.plus(year)?, twelve_months.plus(months)?])
}

/// What is left of the estimates of a day.
#[derive(Clone, Debug, Default)]
pub struct Headroom {
    /// All accounts that have trade in the twelve months or the calendar year up to the day, and whose country has an estimate in force
    /// on that day; the most used first.
    pub used: Vec<Used>,
    /// Other accounts that have trade in the calendar year up to the day, by account, country and substance.
    pub without: Vec<AccountWithoutEstimate>,
}

/// An account with trade in a calendar year whose country has nothing in force on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountWithoutEstimate {
    /// The account.
    pub basis: Basis,
    /// The country.
    pub country: Country,
    /// The substance.
    pub substance: Substance,
    /// [`Status::None`], or [`Status::Unknown`] under a convention by which nothing is compared then.
    pub status: Status,
}

/// Returns what is left of the estimates of a day.
pub fn headroom(run: &PublishedRun, on: Day) -> Result<Headroom, HeadroomError> {
    let reach = run.reach()?;
    let (_, estimates) = run.estimates(run.filings()?);
    let limits = run.limits(&estimates)?;
    let year_ago = twelve_months_before(on);
    let new_year = Day::from_civil(on.year(), 1, 1).unwrap_or(on);
    let days = year_ago.next().min(new_year)..on.next();
    let mut counted: BTreeMap<(Basis, Country, Substance), usize> = BTreeMap::new();
    // The accounts with a total in the calendar year.
    let mut with_totals: BTreeSet<(Basis, Country, Substance)> = BTreeSet::new();
    let returns = run.returns()?;
    let counting = returns.rows().flat_map(|row| row.counted(&run.conversion));
    for total in counting.filter(|total| days.contains(&total.day)) {
        let account = (total.basis, total.importer, total.substance);
        *counted.entry(account).or_default() += 1;
        if total.day >= new_year {
            with_totals.insert(account);
        }
    }
    let by_group = run.ledger_on(days, |totals: &mut OfAccounts, entry| {
        let none_before = |holds: bool| if holds { entry.base } else { Mass::ZERO };
        let more = [
            none_before(entry.day >= new_year),
            none_before(entry.day > year_ago),
        ];
        let account = (entry.basis, entry.importer, entry.substance);
        match totals.last_mut() {
            Some((last, sums)) if *last == account => *sums = plus(*sums, more),
            _ => totals.push((account, Ok(more))),
        }
    })?;
    let mut totals: BTreeMap<(Basis, Country, Substance), AccountTotals> = BTreeMap::new();
    for (account, more) in by_group.into_iter().flatten() {
        let sums = totals.entry(account).or_insert(Ok([Mass::ZERO; 2]));
        *sums = plus(*sums, more?);
    }
    let (mut used, mut without): (Vec<Used>, Vec<AccountWithoutEstimate>) = Default::default();
    for ((basis, country, substance), sums) in totals {
        let [total, twelve_months] = sums?;
        let levels = limits.of(country, substance);
        let level = level_on(&levels, on);
        if matches!(level.status, Status::None | Status::Unknown) {
            without.extend((total > Mass::ZERO).then_some(AccountWithoutEstimate {
                basis,
                country,
                substance,
                status: level.status,
            }));
        } else {
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
            let reached = Reached::of(on, data_to);
            let account = (basis, country, substance);
            let pace_of = (total, with_totals.contains(&account));
            used.push(Used {
                outlook: outlook::outlook(on, pace_of, reached, &levels)?,
                reached,
                basis,
                country,
                substance,
                level: level.clone(),
                total,
                twelve_months,
                exhausted,
                totals: counted.get(&account).copied().unwrap_or_default(),
                data_to,
            });
        }
    }
    used.sort_by(|a, b| {
        share(b)
            .cmp(&share(a))
            .then((a.country, a.substance, a.basis).cmp(&(b.country, b.substance, b.basis)))
    });
    Ok(Headroom { used, without })
}

/// Returns the day before the twelve months that end with a day; those that end with 29 February begin with 1 March.
fn twelve_months_before(on: Day) -> Day {
    let year_ago = on.plus_years(-1);
    if year_ago.plus_years(1) == on {
        year_ago
    } else {
        Day::from_number(year_ago.number() - 1)
    }
}

/// Keeps the estimates that are exceeded, and those that will be used up before the year ends at the pace of the year so far; the
/// earliest first.
pub fn keep_at_risk(used: &mut Vec<Used>) {
    used.retain(|used| matches!(used.outlook, Outlook::Exceeded | Outlook::UsedUp(_)));
    let day = |used: &Used| used.outlook.used_up().map(|used_up| used_up.on);
    used.sort_by_key(|used| (day(used), used.country, used.substance, used.basis));
}

/// Returns the share of the estimate that is used, in millionths; the greatest number if the estimate is 0 g and something is
/// used.
#[must_use]
pub fn share(used: &Used) -> i128 {
    match used.level.mass.units() {
        0 if used.total == Mass::ZERO => 0,
        0 => i128::MAX,
        level => used.total.units() / (level / 1_000_000).max(1),
    }
}

/// Returns the first later day of the year on which the total exceeds the level at the pace of the window of `window` days.
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
        // At a gram a day, 10 g are left and the eleventh gram exceeds.
        assert_eq!(after(90, 100, 365), Some(11));
        assert_eq!(after(100, 100, 365), Some(1));
        assert_eq!(after(101, 100, 365), None);
        assert_eq!(after(0, 100, 0), None);
        // The year ends before that day.
        assert_eq!(after(0, 183, 365), None);
        assert_eq!(after(0, 182, 365), Some(183));
    }
}
