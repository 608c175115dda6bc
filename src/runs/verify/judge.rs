//! What an alert must say, worked out here a second time and in another way than judgement does: day after day of the year,
//! with the total and the level that stand on each.

use crate::outputs::AlertFigures;
use crate::terms::{Day, Mass, Timeline};

/// The estimate in force, as `estimates.parquet` has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InForce {
    pub(super) level: Mass,
    pub(super) status: String,
    pub(super) filing: Option<String>,
}

/// Base mass and records of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OfDay {
    pub(super) day: Day,
    pub(super) base: Mass,
    pub(super) records: i64,
}

/// A day with movement, with the running total and the level.
struct Moved<'l> {
    of_day: OfDay,
    total: Mass,
    level: Mass,
    in_force: Option<&'l InForce>,
}

/// What an alert of a rule that compares must say of a year; `None` where there must be none. A sum that does not fit is
/// no sum of this program.
pub(super) fn compared(days: &[OfDay], levels: Option<&Timeline<InForce>>) -> Option<AlertFigures> {
    let in_force = |day: Day| levels.and_then(|levels| levels.on(day));
    let level = |day: Day| in_force(day).map_or(Mass::ZERO, |in_force| in_force.level);
    let mut moved: Vec<Moved<'_>> = Vec::new();
    for of_day in days {
        let before = moved.last().map_or(Mass::ZERO, |moved| moved.total);
        let total = before.plus(of_day.base).ok()?;
        moved.push(Moved {
            of_day: *of_day,
            total,
            level: level(of_day.day),
            in_force: in_force(of_day.day),
        });
    }
    let over: Vec<&Moved<'_>> = moved
        .iter()
        .filter(|moved| moved.total > moved.level)
        .collect();
    let (first, last) = (over.first()?, over.last()?);
    let excess = |moved: &Moved<'_>| moved.total.minus(moved.level);
    let peak = over.iter().map(|moved| excess(moved)).max()?;
    let peak_day = over.iter().find(|moved| excess(moved) == peak)?.of_day.day;
    Some(AlertFigures {
        first_excess_date: first.of_day.day,
        peak_excess_date: Some(peak_day),
        last_excess_date: last.of_day.day,
        cured_on: cured(&moved, last.of_day.day, level),
        running_total: Some(first.total),
        estimate: Some(first.level),
        excess: Some(excess(first)),
        peak_excess: Some(peak),
        year_total: moved.last()?.total,
        estimate_status: Some(
            first
                .in_force
                .map_or_else(|| "none".to_owned(), |in_force| in_force.status.clone()),
        ),
        filing_id: first.in_force.and_then(|in_force| in_force.filing.clone()),
        excess_days: i64::try_from(over.len()).ok()?,
        excess_records: over.iter().map(|moved| moved.of_day.records).sum(),
        records: days.iter().map(|of_day| of_day.records).sum(),
    })
}

/// The first day of the same year after the last in excess on which the total, which stands still between movements, is
/// within the level: every day is looked at.
fn cured(moved: &[Moved<'_>], last: Day, level: impl Fn(Day) -> Mass) -> Option<Day> {
    let mut day = last.next();
    while day.year() == last.year() {
        let total = moved
            .iter()
            .rev()
            .find(|moved| moved.of_day.day <= day)?
            .total;
        if total <= level(day) {
            return Some(day);
        }
        day = day.next();
    }
    None
}

/// What an alert of a rule that only lists must say; `None` where there must be none.
pub(super) fn listed(days: &[OfDay]) -> Option<AlertFigures> {
    let records = days.iter().map(|of_day| of_day.records).sum();
    let total = days
        .iter()
        .try_fold(Mass::ZERO, |total, of_day| total.plus(of_day.base))
        .ok()?;
    Some(AlertFigures {
        first_excess_date: days.first()?.day,
        peak_excess_date: None,
        last_excess_date: days.last()?.day,
        cured_on: None,
        running_total: None,
        estimate: None,
        excess: None,
        peak_excess: None,
        year_total: total,
        estimate_status: None,
        filing_id: None,
        excess_days: i64::try_from(days.len()).ok()?,
        excess_records: records,
        records,
    })
}

/// The first figure in which an alert is not what it must be, in words.
pub(super) fn difference(found: &AlertFigures, expected: &AlertFigures) -> Option<String> {
    let words = |figures: &AlertFigures| {
        let day = |day: Option<Day>| day.map_or_else(|| "none".to_owned(), |day| day.to_string());
        let mass =
            |mass: Option<Mass>| mass.map_or_else(|| "none".to_owned(), |mass| mass.to_string());
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".to_owned());
        [
            ("first_excess_date", day(Some(figures.first_excess_date))),
            ("peak_excess_date", day(figures.peak_excess_date)),
            ("last_excess_date", day(Some(figures.last_excess_date))),
            ("cured_on", day(figures.cured_on)),
            ("running_total_g", mass(figures.running_total)),
            ("estimate_g", mass(figures.estimate)),
            ("excess_g", mass(figures.excess)),
            ("peak_excess_g", mass(figures.peak_excess)),
            ("year_total_g", mass(Some(figures.year_total))),
            ("estimate_status", text(&figures.estimate_status)),
            ("filing_id", text(&figures.filing_id)),
            ("excess_days", figures.excess_days.to_string()),
            ("excess_records", figures.excess_records.to_string()),
            ("records", figures.records.to_string()),
        ]
    };
    let pairs = words(found).into_iter().zip(words(expected));
    pairs
        .into_iter()
        .find(|(found, expected)| found != expected)
        .map(|(found, expected)| format!("{} is {}, expected {}", found.0, found.1, expected.1))
}
