//! Draws running totals and levels as steps.

use super::scale::{HEIGHT, LEFT, Scale, TOP};
use crate::terms::{Day, Mass};
use askama::Template;
use askama::filters::HtmlSafe;
use std::fmt::Write;

/// The values to draw. A value holds from its day on.
pub(crate) struct Plot<'a> {
    /// The calendar year.
    pub(crate) year: i32,
    /// The last day with data.
    pub(crate) until: Day,
    /// The running total of the alert's group, by day with a movement.
    pub(crate) totals: &'a [(Day, Mass)],
    /// The running total of the other account; empty if there is none.
    pub(crate) other: &'a [(Day, Mass)],
    /// The level in force, from the first day of the year on; `None` where nothing is compared.
    pub(crate) levels: &'a [(Day, Option<Mass>)],
    /// The part of the level that is no own exports, likewise; empty if own exports raise it on no day.
    pub(crate) estimates: &'a [(Day, Option<Mass>)],
    /// The days in excess.
    pub(crate) excess: &'a [Day],
    /// The events, numbered from 1 in this order.
    pub(crate) events: &'a [Event],
}

/// An event on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) day: Day,
    /// Whether the event is about the estimate, rather than the trade.
    pub(crate) of_estimate: bool,
}

/// The finished drawing, ready for its template.
#[derive(Debug, Template)]
#[template(path = "chart.html")]
pub(crate) struct Chart {
    label: String,
    width: i128,
    bottom: i128,
    right: i128,
    unit: &'static str,
    lines: Vec<(i128, String)>,
    months: Vec<(i128, i128, &'static str)>,
    total: String,
    other: String,
    level: String,
    estimate: String,
    over: String,
    ticks: Vec<i128>,
    markers: Vec<Marker>,
    /// Where the level first goes beyond the scale, if it does.
    beyond: Option<i128>,
    /// What the level is called.
    word: &'static str,
    top: Mass,
    last: Mass,
}

#[derive(Debug)]
struct Marker {
    x: i128,
    /// The height of the marker's number. Of two markers close together, one has its number above the other's.
    label_y: i128,
    number: usize,
    of_estimate: bool,
}

impl HtmlSafe for Chart {}

impl Chart {
    /// Draws the plot; `None` if the calendar has no such year.
    pub(crate) fn of(plot: &Plot<'_>, word: &'static str, label: String) -> Option<Self> {
        let greatest = |values: &[(Day, Mass)]| values.iter().map(|(_, mass)| *mass).max();
        // The scale leaves out a level far above all trade, as after a large supplement, because it would flatten everything
        // else.
        let trade = greatest(plot.totals)
            .max(greatest(plot.other))
            .map_or(Mass::from_units(1), |mass| mass.max(Mass::from_units(1)));
        let highest = plot.levels.iter().filter_map(|(_, level)| *level).max();
        let highest = highest.unwrap_or(Mass::ZERO);
        let fits = highest.units() / 3 <= trade.units();
        let scale = Scale::of(plot.year, if fits { trade.max(highest) } else { trade })?;
        let new_year = Day::from_civil(plot.year, 12, 31)?.next();
        let end = plot.until.next().min(new_year);
        let over = over(plot, &scale, end);
        Some(Self {
            label,
            width: scale.right() + 150,
            bottom: TOP + HEIGHT,
            right: scale.right(),
            unit: scale.unit(),
            lines: scale.lines(),
            months: scale.months(),
            total: steps(&scale, plot.totals, end),
            other: if plot.other.is_empty() {
                String::new()
            } else {
                steps(&scale, plot.other, end)
            },
            level: levels(&scale, plot.levels, new_year),
            estimate: levels(&scale, plot.estimates, new_year),
            over,
            ticks: plot.excess.iter().map(|day| scale.x(*day)).collect(),
            markers: markers(&scale, plot.events),
            beyond: plot
                .levels
                .iter()
                .find(|(_, level)| level.is_some_and(|level| level > scale.top()))
                .map(|(day, _)| scale.x(*day)),
            word,
            top: scale.top(),
            last: plot.totals.last().map_or(Mass::ZERO, |(_, mass)| *mass),
        })
    }
}

/// Returns the path of a running total up to `end`, which is zero before its first day.
fn steps(scale: &Scale, values: &[(Day, Mass)], end: Day) -> String {
    let mut path = format!("M{LEFT} {}", scale.y(Mass::ZERO));
    for (day, mass) in values {
        let _ = write!(path, "H{}V{}", scale.x(*day), scale.y(*mass));
    }
    let _ = write!(path, "H{}", scale.x(end));
    path
}

/// Returns the path of a level up to `end`, with a gap where there is none.
fn levels(scale: &Scale, values: &[(Day, Option<Mass>)], end: Day) -> String {
    let mut path = String::new();
    let mut drawn = false;
    for (day, level) in values {
        let x = scale.x(*day);
        let _ = match level.map(|level| scale.y(level)) {
            Some(y) if drawn => write!(path, "H{x}V{y}"),
            Some(y) => write!(path, "M{x} {y}"),
            None if drawn => write!(path, "H{x}"),
            None => Ok(()),
        };
        drawn = level.is_some();
    }
    if drawn {
        let _ = write!(path, "H{}", scale.x(end));
    }
    path
}

/// Returns the path of the area between level and running total on the days when the total is greater.
fn over(plot: &Plot<'_>, scale: &Scale, end: Day) -> String {
    let of_totals = plot.totals.iter().map(|(day, _)| *day);
    let of_levels = plot.levels.iter().map(|(day, _)| *day);
    let mut days: Vec<Day> = of_totals
        .chain(of_levels)
        .filter(|day| *day < end)
        .collect();
    days.sort_unstable();
    days.dedup();
    let mut path = String::new();
    for (place, day) in days.iter().enumerate() {
        let total = on(plot.totals, *day).unwrap_or(Mass::ZERO);
        let level = on(plot.levels, *day).unwrap_or(Some(Mass::ZERO));
        let Some(level) = level else { continue };
        if total > level {
            let (from, to) = (
                scale.x(*day),
                scale.x(days.get(place + 1).copied().unwrap_or(end)),
            );
            let _ = write!(
                path,
                "M{from} {}V{}H{to}V{}Z",
                scale.y(level),
                scale.y(total),
                scale.y(level)
            );
        }
    }
    path
}

/// Returns the value that holds on a day; `None` before the first.
fn on<T: Copy>(values: &[(Day, T)], day: Day) -> Option<T> {
    let known = values.partition_point(|(from, _)| *from <= day);
    known.checked_sub(1).map(|last| values[last].1)
}

fn markers(scale: &Scale, events: &[Event]) -> Vec<Marker> {
    const ROW: i128 = 170;
    const APART: i128 = 180;
    let mut rows: [i128; 2] = [i128::MIN, i128::MIN];
    let place = |(place, event): (usize, &Event)| {
        let x = scale.x(event.day);
        let row = rows
            .iter()
            .position(|last| last.saturating_add(APART) <= x)
            .unwrap_or(0);
        rows[row] = x;
        let label_y = TOP - 40 - if row == 0 { 0 } else { ROW / 2 + 60 };
        Marker {
            x,
            label_y,
            number: place + 1,
            of_estimate: event.of_estimate,
        }
    };
    events.iter().enumerate().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn grams(grams: i128) -> Mass {
        Mass::from_whole_grams(grams)
    }

    #[test]
    fn totals_and_levels_are_steps() {
        let plot = Plot {
            year: 2024,
            until: day("2024-12-30"),
            totals: &[
                (day("2024-02-01"), grams(60)),
                (day("2024-03-01"), grams(100)),
            ],
            other: &[],
            levels: &[
                (day("2024-01-01"), Some(grams(50))),
                (day("2024-04-01"), Some(grams(100))),
            ],
            estimates: &[],
            excess: &[day("2024-02-01"), day("2024-03-01")],
            events: &[],
        };
        let chart = Chart::of(&plot, "estimate", String::new()).expect("a year");
        assert_eq!(chart.total, "M900 2900H1520V1340H2100V300H8200");
        assert_eq!(chart.level, "M900 1600H2720V300H8220");
        assert_eq!(
            chart.over,
            "M1520 1600V1340H2100V1600ZM2100 1600V300H2720V1600Z"
        );
        assert_eq!(chart.ticks, [1520, 2100]);
        assert_eq!(chart.beyond, None);
    }

    #[test]
    fn a_level_far_beyond_all_trade_is_cut_and_said_to_be() {
        let plot = Plot {
            year: 2023,
            until: day("2025-12-30"),
            totals: &[(day("2023-02-01"), grams(60))],
            other: &[],
            levels: &[
                (day("2023-01-01"), Some(grams(50))),
                (day("2023-03-01"), Some(grams(100_000))),
            ],
            estimates: &[],
            excess: &[],
            events: &[],
        };
        let chart = Chart::of(&plot, "estimate", String::new()).expect("a year");
        assert_eq!((chart.top, chart.beyond), (grams(60), Some(900 + 59 * 20)));
        assert!(chart.level.ends_with("V300H8200"), "{}", chart.level);
    }

    #[test]
    fn a_level_has_a_gap_where_nothing_is_compared() {
        let plot = Plot {
            year: 2024,
            until: day("2024-12-30"),
            totals: &[
                (day("2024-02-01"), grams(60)),
                (day("2024-06-01"), grams(100)),
            ],
            other: &[],
            levels: &[
                (day("2024-01-01"), None),
                (day("2024-03-01"), Some(grams(50))),
            ],
            estimates: &[],
            excess: &[day("2024-06-01")],
            events: &[],
        };
        let chart = Chart::of(&plot, "requirement", String::new()).expect("a year");
        assert_eq!(chart.level, "M2100 1600H8220");
        // Above the level from its first day on, as the total of January already was.
        assert_eq!(
            chart.over,
            "M2100 1600V1340H3940V1600ZM3940 1600V300H8200V1600Z"
        );
        assert_eq!(chart.estimate, "");
    }

    /// Returns every horizontal coordinate of a path.
    fn across(path: &str) -> impl Iterator<Item = i128> {
        path.split(['M', 'H']).skip(1).map(|rest| {
            let end = rest
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(rest.len());
            rest[..end].parse().expect("a number")
        })
    }

    proptest::proptest! {
        /// Draws every year that a record or filing may carry, with any day and any mass.
        #[test]
        fn every_year_is_drawn_within_its_plot(
            year in 1961..=2199_i32,
            mut days in proptest::collection::vec((Day::FIRST.number()..=Day::LAST.number(), 0..10_i128.pow(38)), 0..9),
            until in Day::FIRST.number()..=Day::LAST.number(),
        ) {
            days.sort_unstable();
            let new_year = Day::from_civil(year, 1, 1).expect("a day");
            let of_year = |number: i32| Day::from_number(new_year.number() + number.rem_euclid(365));
            let steps: Vec<(Day, Mass)> = days.iter().map(|(day, units)| (Day::from_number(*day), Mass::from_units(*units))).collect();
            let mut totals: Vec<(Day, Mass)> = days.iter().map(|(day, units)| (of_year(*day), Mass::from_units(*units))).collect();
            totals.sort_unstable();
            let excess: Vec<Day> = totals.iter().map(|(day, _)| *day).collect();
            let events: Vec<Event> = days.iter().map(|(day, _)| Event { day: Day::from_number(*day), of_estimate: true }).collect();
            let levels: Vec<(Day, Option<Mass>)> = std::iter::once((new_year, Mass::ZERO)).chain(steps.iter().copied()).map(|(day, mass)| (day, Some(mass))).collect();
            let plot = Plot { year, until: Day::from_number(until), totals: &totals, other: &steps, levels: &levels, estimates: &[], excess: &excess, events: &events };
            let chart = Chart::of(&plot, "estimate", String::new()).expect("a year");
            for path in [&chart.total, &chart.other, &chart.level, &chart.over] {
                proptest::prop_assert!(across(path).all(|x| (LEFT..=chart.right).contains(&x)), "{path}");
            }
            proptest::prop_assert!(chart.ticks.iter().chain(chart.markers.iter().map(|marker| &marker.x)).all(|x| (LEFT..=chart.right).contains(x)));
            let end = format!("H{}", chart.right);
            proptest::prop_assert!(chart.level.ends_with(&end));
        }
    }
}
