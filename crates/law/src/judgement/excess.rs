//! Finds the days in excess and describes them.

use super::Rule;
use crate::estimates::{Level, NO_LEVEL, Status};
use crate::ledger::Entry;
use crate::terms::{Day, Mass, MassOverflow, Timeline};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The base mass of a group on a day, above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayTotal {
    /// The day.
    pub day: Day,
    /// The base mass of that day, above zero.
    pub base: Mass,
    /// The number of records of that day.
    pub records: i64,
}

impl DayTotal {
    /// Adds a record to the days of a group; records must come in the order of their days.
    pub fn add(days: &mut Vec<Self>, day: Day, base: Mass) -> Result<(), MassOverflow> {
        match days.last_mut() {
            Some(last) if last.day == day => {
                last.base = last.base.plus(base)?;
                last.records += 1;
            }
            _ => days.push(Self {
                day,
                base,
                records: 1,
            }),
        }
        Ok(())
    }
}

impl From<&Entry> for DayTotal {
    fn from(entry: &Entry) -> Self {
        Self {
            day: entry.day,
            base: entry.base,
            records: entry.records,
        }
    }
}

/// Base mass and records by day, added in any order; a negative sum takes out what was added before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DaySums(BTreeMap<Day, (Mass, i64)>);

impl DaySums {
    /// Adds to a day. On overflow, the day stays as it was.
    pub fn add(&mut self, day: Day, base: Mass, records: i64) -> Result<(), MassOverflow> {
        let of_day = self.0.entry(day).or_default();
        *of_day = (of_day.0.plus(base)?, of_day.1 + records);
        Ok(())
    }

    /// Returns base mass and number of records of a day; zero if nothing was added.
    #[must_use]
    pub fn on(&self, day: Day) -> (Mass, i64) {
        self.0.get(&day).copied().unwrap_or_default()
    }

    /// Returns the days with base mass above zero, in order.
    #[must_use]
    pub fn totals(&self) -> Vec<DayTotal> {
        let days = self.0.iter().filter(|(_, (base, _))| *base > Mass::ZERO);
        days.map(|(day, (base, records))| DayTotal {
            day: *day,
            base: *base,
            records: *records,
        })
        .collect()
    }
}

/// Totals of the calendar year of a group, including days that are not in excess.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Year {
    /// The base mass.
    pub total: Mass,
    /// The number of records.
    pub records: i64,
}

/// The first day in excess.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstExcess {
    /// The day.
    pub day: Day,
    /// The group's base mass from 1 January up to and including the day.
    pub running_total: Mass,
    /// The estimate in force on that day.
    pub level: Level,
}

/// A group with at least one day in excess.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excess {
    /// The first day in excess.
    pub first: FirstExcess,
    /// The earliest day with the greatest excess.
    pub peak_day: Day,
    /// The greatest excess.
    pub peak: Mass,
    /// The estimate in force on the peak day.
    pub peak_level: Level,
    /// The last day in excess.
    pub last_day: Day,
    /// The number of days in excess.
    pub days: i64,
    /// The number of records on days in excess.
    pub records: i64,
    /// The totals of the whole year.
    pub year: Year,
    /// The first later day of the year on which the total no longer exceeds the level in force.
    pub cured_on: Option<Day>,
}

impl Excess {
    /// Returns the excess without the filings behind its levels.
    #[must_use]
    pub fn figures(&self) -> Self {
        let bare = |level: &Level| Level {
            mass: level.mass,
            own_exports: level.own_exports,
            status: level.status,
            ..NO_LEVEL.clone()
        };
        let first = FirstExcess {
            level: bare(&self.first.level),
            ..self.first.clone()
        };
        Self {
            first,
            peak_level: bare(&self.peak_level),
            ..self.clone()
        }
    }
}

/// A group of a rule that only lists movements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The day of the first movement.
    pub first_day: Day,
    /// The day of the last movement.
    pub last_day: Day,
    /// The number of days with a movement.
    pub days: i64,
    /// The totals of all movements.
    pub year: Year,
}

/// The result of a rule for a group.
#[expect(
    clippy::large_enum_variant,
    reason = "most verdicts are of the large variant"
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A group with days in excess of the estimate in force.
    Excess(Excess),
    /// Movements that the rule lists.
    Listing(Listing),
}

impl Verdict {
    /// Returns the totals of the whole group; all its records with base mass above zero are evidence.
    #[must_use]
    pub const fn year(&self) -> Year {
        match self {
            Self::Excess(excess) => excess.year,
            Self::Listing(listing) => listing.year,
        }
    }
}

/// Whether a running total is in excess: more than the estimate, strictly, with no tolerance and no pro-rating. Nothing exceeds an
/// unknown level (`rules.md` 7.9).
#[must_use]
pub fn exceeds(running_total: Mass, level: &Level) -> bool {
    level.status != Status::Unknown && running_total > level.mass
}

/// Returns the running total at the end of each day.
pub fn running(days: &[DayTotal]) -> Result<Vec<Mass>, MassOverflow> {
    let mut total = Mass::ZERO;
    days.iter()
        .map(|day| {
            total = total.plus(day.base)?;
            Ok(total)
        })
        .collect()
}

/// Returns the level in force on a day; [`NO_LEVEL`] before the first.
#[must_use]
pub fn level_on(levels: &Timeline<Level>, day: Day) -> &Level {
    levels.on(day).unwrap_or(&NO_LEVEL)
}

/// Judges one calendar year of a group, with days ascending; `None` if no day is in excess.
pub fn excess(days: &[DayTotal], levels: &Timeline<Level>) -> Result<Option<Excess>, MassOverflow> {
    let mut found: Option<Excess> = None;
    let mut year = Year::default();
    let mut total_when_last_in_excess = Mass::ZERO;
    for day in days {
        year.total = year.total.plus(day.base)?;
        year.records += day.records;
        let level = level_on(levels, day.day);
        if !exceeds(year.total, level) {
            continue;
        }
        let over = year.total.minus(level.mass);
        let excess = found.get_or_insert_with(|| Excess {
            first: FirstExcess {
                day: day.day,
                running_total: year.total,
                level: level.clone(),
            },
            peak_day: day.day,
            peak: over,
            peak_level: level.clone(),
            last_day: day.day,
            days: 0,
            records: 0,
            year: Year::default(),
            cured_on: None,
        });
        if over > excess.peak {
            (excess.peak, excess.peak_day, excess.peak_level) = (over, day.day, level.clone());
        }
        excess.last_day = day.day;
        excess.days += 1;
        excess.records += day.records;
        total_when_last_in_excess = year.total;
    }
    if let Some(excess) = &mut found {
        excess.year = year;
        excess.cured_on = cured_on(days, levels, excess.last_day, total_when_last_in_excess);
    }
    Ok(found)
}

/// Returns the first day after the last day in excess on which the total no longer exceeds the level. The total stands still
/// until the next movement, so only a change of the level can cure before it. The day of the next movement is not in excess,
/// because `last` is the last day in excess.
fn cured_on(days: &[DayTotal], levels: &Timeline<Level>, last: Day, total: Mass) -> Option<Day> {
    let next_movement = days.iter().map(|day| day.day).find(|day| *day > last);
    let until = next_movement.unwrap_or_else(|| last.end_of_year());
    let by_level = levels
        .changes_within(last, until)
        .find(|(_, level)| !exceeds(total, level))
        .map(|(day, _)| day);
    by_level.or(next_movement)
}

/// Applies a rule to one calendar year of a group, with days ascending; `None` if there is no alert.
pub fn judge(
    rule: Rule,
    days: &[DayTotal],
    levels: &Timeline<Level>,
) -> Result<Option<Verdict>, MassOverflow> {
    Ok(if rule.lists_only() {
        listing(days)?.map(Verdict::Listing)
    } else {
        excess(days, levels)?.map(Verdict::Excess)
    })
}

/// Applies a rule that compares nothing to a group; `None` if the group has no movement.
pub fn listing(days: &[DayTotal]) -> Result<Option<Listing>, MassOverflow> {
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return Ok(None);
    };
    let mut year = Year::default();
    for day in days {
        year.total = year.total.plus(day.base)?;
        year.records += day.records;
    }
    let count = i64::try_from(days.len()).unwrap_or(i64::MAX);
    Ok(Some(Listing {
        first_day: first.day,
        last_day: last.day,
        days: count,
        year,
    }))
}
