//! Draws the running total of a year against the estimate in force, in characters.

use crate::terms::{Day, Mass};
use std::fmt::Write;

/// The columns of the chart; each stands for about six days.
const COLUMNS: i32 = 61;
/// The rows of the chart.
const ROWS: i128 = 8;
/// The characters for the eighths of a row that a column fills.
const EIGHTHS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Draws a chart of steps. `total` and `level` return what holds at the end of a day. The total fills columns, and the level is
/// a line where no column covers it, on days that have a level. Returns `None` if both are zero throughout, or if the calendar has no such year.
pub(super) fn chart(
    year: i32,
    total: impl Fn(Day) -> Mass,
    level: impl Fn(Day) -> Option<Mass>,
) -> Option<String> {
    let first = Day::from_civil(year, 1, 1)?.number();
    let days = Day::from_civil(year, 12, 31)?.number() - first + 1;
    let day = |column: i32| Day::from_number(first + (column + 1) * days / COLUMNS - 1);
    let points: Vec<(i128, Option<i128>)> = (0..COLUMNS)
        .map(|column| {
            let day = day(column);
            (total(day).units(), level(day).map(Mass::units))
        })
        .collect();
    let top = points
        .iter()
        .map(|(total, level)| level.map_or(*total, |level| level.max(*total)))
        .max()
        .filter(|top| *top > 0)?;
    // The unit is an eighth of a row; a mass below it still shows as one.
    let steps = top / (ROWS * 8) + 1;
    let eighths = |mass: i128| mass.div_euclid(steps) + i128::from(mass > 0 && mass < steps);
    let mut text = String::new();
    for row in (0..ROWS).rev() {
        text.push_str("  ");
        for (total, level) in &points {
            let filled = usize::try_from((eighths(*total) - row * 8).clamp(0, 8)).unwrap_or(0);
            let line = level.is_some_and(|level| eighths(level) / 8 == row);
            text.push(if line && filled < 8 {
                '─'
            } else {
                EIGHTHS[filled]
            });
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text.push_str("  ");
    for month in 1..=12 {
        let start = Day::from_civil(year, month, 1)?.number() - first;
        let column = usize::try_from(start * COLUMNS / days).unwrap_or(0);
        let line = text.lines().last().map_or(0, |line| line.chars().count());
        let _ = write!(
            text,
            "{}{month:<2}",
            " ".repeat((column + 2).saturating_sub(line))
        );
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        /// Draws every year that a record may carry, with masses of up to 38 digits.
        #[test]
        fn every_year_is_drawn(year in 1961..=2199_i32, total in 0..10_i128.pow(38), level in 0..10_i128.pow(38)) {
            let drawn = chart(year, |_| Mass::from_units(total), |_| Some(Mass::from_units(level)));
            let lines: Vec<usize> = drawn.iter().flat_map(|drawn| drawn.lines()).map(|line| line.chars().count()).collect();
            proptest::prop_assert_eq!(lines.is_empty(), total.max(level) == 0);
            proptest::prop_assert!(lines.len() <= 9);
            proptest::prop_assert!(lines.iter().all(|length| *length <= 63));
        }
    }

    #[test]
    fn the_total_rises_past_the_level() {
        let grams = |grams: i32| Mass::from_whole_grams(grams.into());
        let first = Day::from_civil(2023, 1, 1).expect("a day").number();
        let drawn = chart(
            2023,
            |day| grams(day.number() - first),
            |day| Some(grams(if day.number() - first < 200 { 100 } else { 300 })),
        );
        let expected = [
            "                                                        ▁▂▃▄▅▆▇",
            "                                   ────────────────────████████",
            "                                         ▁▂▃▅▆▇████████████████",
            "                                 ▁▂▃▄▅▆▇███████████████████████",
            "                          ▂▃▄▅▆▇███████████████████████████████",
            "  ───────────────────────██████████████████████████████████████",
            "          ▁▂▃▄▅▆▇██████████████████████████████████████████████",
            "  ▁▁▂▃▄▅▇██████████████████████████████████████████████████████",
            "  1    2   3     4    5    6    7    8    9    10   11   12",
        ];
        assert_eq!(
            drawn.expect("a chart").lines().collect::<Vec<_>>(),
            expected
        );
        assert_eq!(chart(2023, |_| Mass::ZERO, |_| Some(Mass::ZERO)), None);
        let without = chart(2023, |_| grams(1), |_| None).expect("a chart");
        assert!(!without.contains('─'), "{without}");
    }
}
