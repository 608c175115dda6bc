//! Days in excess and what is said about them.

use super::Rule;
use crate::estimates::{Level, NO_LEVEL};
use crate::ledger::Entry;
use crate::terms::{Day, Mass, MassOverflow, Timeline};
use std::collections::BTreeMap;

/// The base mass of a group on a day on which it has any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayTotal {
    /// The day.
    pub day: Day,
    /// Base mass of that day, above zero.
    pub base: Mass,
    /// Records that make it up.
    pub records: i64,
}

impl DayTotal {
    /// Adds a record to the days of a group; records come in the order of their days.
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

/// Base mass and records by day, added up in any order; what was added may be taken out again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DaySums(BTreeMap<Day, (Mass, i64)>);

impl DaySums {
    /// Adds to a day; a sum that has no room leaves the day as it was.
    pub fn add(&mut self, day: Day, base: Mass, records: i64) -> Result<(), MassOverflow> {
        let of_day = self.0.entry(day).or_default();
        *of_day = (of_day.0.plus(base)?, of_day.1 + records);
        Ok(())
    }

    /// Base mass and records of a day; zero where nothing was added.
    #[must_use]
    pub fn on(&self, day: Day) -> (Mass, i64) {
        self.0.get(&day).copied().unwrap_or_default()
    }

    /// The days with base mass above zero, in order.
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

/// Totals of a group's calendar year, days not in excess included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Year {
    /// Base mass.
    pub total: Mass,
    /// Records.
    pub records: i64,
}

/// The first day in excess.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstExcess {
    /// The day.
    pub day: Day,
    /// The group's base mass from 1 January up to and including the day.
    pub running_total: Mass,
    /// The estimate in force that day.
    pub level: Level,
}

/// A group with at least one day in excess.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excess {
    /// The first day in excess.
    pub first: FirstExcess,
    /// The earliest of the days on which the excess is greatest.
    pub peak_day: Day,
    /// The greatest excess.
    pub peak: Mass,
    /// The estimate in force on that day.
    pub peak_level: Level,
    /// The last day in excess.
    pub last_day: Day,
    /// How many days are in excess.
    pub days: i64,
    /// Records on days in excess.
    pub records: i64,
    /// The whole year.
    pub year: Year,
    /// The first later day of the year on which the total no longer exceeds the level in force.
    pub cured_on: Option<Day>,
}

impl Excess {
    /// Everything but which filings are behind the levels.
    #[must_use]
    pub fn figures(&self) -> Self {
        let bare = |level: &Level| Level {
            mass: level.mass,
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
    /// The day of the last.
    pub last_day: Day,
    /// On how many days there was one.
    pub days: i64,
    /// All of them.
    pub year: Year,
}

/// What a rule found of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Days in excess of the estimate in force.
    Excess(Excess),
    /// Movements that are reported as such.
    Listing(Listing),
}

impl Verdict {
    /// Totals of the whole group, of which all records with base mass above zero are evidence.
    #[must_use]
    pub const fn year(&self) -> Year {
        match self {
            Self::Excess(excess) => excess.year,
            Self::Listing(listing) => listing.year,
        }
    }
}

/// The limit: more than the estimate, strictly, with no tolerance and no pro-rating.
#[must_use]
pub fn exceeds(running_total: Mass, level: &Level) -> bool {
    running_total > level.mass
}

/// The running total at the end of each day.
pub fn running(days: &[DayTotal]) -> Result<Vec<Mass>, MassOverflow> {
    let mut total = Mass::ZERO;
    days.iter()
        .map(|day| {
            total = total.plus(day.base)?;
            Ok(total)
        })
        .collect()
}

/// The level in force on a day, of a country and substance that may have no filing at all.
fn on(timeline: Option<&Timeline<Level>>, day: Day) -> &Level {
    timeline
        .and_then(|timeline| timeline.on(day))
        .unwrap_or(&NO_LEVEL)
}

/// Judges one calendar year of a group, its days ascending; `None` where no day is in excess.
pub fn excess(
    days: &[DayTotal],
    timeline: Option<&Timeline<Level>>,
) -> Result<Option<Excess>, MassOverflow> {
    let mut found: Option<Excess> = None;
    let mut year = Year::default();
    let mut total_when_last_in_excess = Mass::ZERO;
    for day in days {
        year.total = year.total.plus(day.base)?;
        year.records += day.records;
        let level = on(timeline, day.day);
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
        excess.cured_on = cured_on(days, timeline, excess.last_day, total_when_last_in_excess);
    }
    Ok(found)
}

/// The first day after the last in excess on which the total no longer exceeds the level. Until the
/// next movement the total stands still, so only changes of the level can cure; the next movement
/// itself is not in excess, by the choice of the last day.
fn cured_on(
    days: &[DayTotal],
    timeline: Option<&Timeline<Level>>,
    last: Day,
    total: Mass,
) -> Option<Day> {
    let next_movement = days.iter().map(|day| day.day).find(|day| *day > last);
    let until = next_movement.unwrap_or_else(|| last.end_of_year());
    let by_level = timeline?
        .changes_within(last, until)
        .find(|(_, level)| !exceeds(total, level))
        .map(|(day, _)| day);
    by_level.or(next_movement)
}

/// What a rule says of one calendar year of a group, its days ascending; `None` where there is no alert.
pub fn judge(
    rule: Rule,
    days: &[DayTotal],
    timeline: Option<&Timeline<Level>>,
) -> Result<Option<Verdict>, MassOverflow> {
    Ok(if rule.lists_only() {
        listing(days)?.map(Verdict::Listing)
    } else {
        excess(days, timeline)?.map(Verdict::Excess)
    })
}

/// What a rule that compares nothing says of a group; `None` where it has no movement.
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
