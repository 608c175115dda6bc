//! Draws values over the years: a line with a mark for each year, broken where a year has no value.

use crate::terms::figures::grams;
use askama::Template;
use askama::filters::HtmlSafe;
use std::fmt::Write;

/// The edges of the plot, in the units of the drawing.
const LEFT: u128 = 52;
const RIGHT: u128 = 334;
const TOP: u128 = 14;
const BOTTOM: u128 = 168;
/// The room below which two lines of the scale would touch.
const APART: u128 = 12;

/// The value of a year.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    pub(super) year: i32,
    /// The value in hundredths; `None` if there is none.
    pub(super) value: Option<u128>,
    /// Whether everything is reported.
    pub(super) is_whole: bool,
}

/// The drawing, ready for its template.
#[derive(Debug, Template)]
#[template(path = "availability_chart.html")]
pub(super) struct AvailabilityChart {
    label: String,
    /// The height and name of each line of the scale.
    lines: Vec<(u128, String)>,
    /// The height and name of each limit of a class.
    limits: Vec<(u128, &'static str)>,
    /// The place and name of years.
    years: Vec<(u128, i32)>,
    path: String,
    marks: Vec<YearMark>,
}

#[derive(Debug)]
struct YearMark {
    x: u128,
    y: u128,
    is_whole: bool,
    label: String,
}

impl HtmlSafe for AvailabilityChart {}

impl AvailabilityChart {
    /// Draws the values of consecutive years; `None` if no year has a value.
    pub(super) fn of(points: &[Point], has_classes: bool, name: &str) -> Option<Self> {
        let most = points.iter().filter_map(|point| point.value).max()?;
        let (first, last) = (points.first()?.year, points.last()?.year);
        let step = step(most);
        let count = most.div_ceil(step).max(1);
        let top = step * count;
        let y = |value: u128| BOTTOM - value.min(top) * (BOTTOM - TOP) / top;
        let span = u128::try_from(last - first).unwrap_or(0);
        let x = |year: i32| match (span, u128::try_from(year - first)) {
            (0, _) | (_, Err(_)) => LEFT.midpoint(RIGHT),
            (span, Ok(years)) => LEFT + 6 + years * (RIGHT - LEFT - 12) / span,
        };
        let mut path = String::new();
        let mut marks = Vec::new();
        let mut before: Option<i32> = None;
        for point in points {
            let Some(value) = point.value else { continue };
            let (x, y) = (x(point.year), y(value));
            let command = if before == Some(point.year - 1) {
                'L'
            } else {
                'M'
            };
            let _ = write!(path, "{command}{x} {y}");
            before = Some(point.year);
            marks.push(YearMark {
                x,
                y,
                is_whole: point.is_whole,
                label: format!("{}: {}", point.year, shown(value)),
            });
        }
        let limits: Vec<(u128, &'static str)> = [(10_000, "100"), (20_000, "200")]
            .into_iter()
            .filter(|(limit, _)| has_classes && *limit < top)
            .map(|(limit, name)| (y(limit), name))
            // Far below the values, the limits would lie on the lowest line.
            .filter(|(height, _)| BOTTOM - height >= APART)
            .collect();
        let every = match span {
            0..=7 => 1,
            8..=15 => 2,
            16..=40 => 5,
            _ => 10,
        };
        Some(Self {
            label: format!(
                "{name}: {first} to {last}, at most {}; the table has every year",
                shown(most)
            ),
            lines: (0..=count)
                .map(|line| (y(step * line), whole(step * line)))
                .collect(),
            limits,
            years: (first..=last)
                .filter(|year| year % every == 0 || span == 0)
                .map(|year| (x(year), year))
                .collect(),
            path,
            marks,
        })
    }
}

/// Returns the smallest of 1, 2, 5, 10, 20, 50 and so on, in hundredths, that reaches the most in four steps.
fn step(most: u128) -> u128 {
    let mut power = 100;
    loop {
        for factor in [1, 2, 5] {
            if power * factor * 4 >= most {
                return power * factor;
            }
        }
        power *= 10;
    }
}

fn whole(hundredths: u128) -> String {
    grams(hundredths / 100)
}

fn shown(hundredths: u128) -> String {
    grams(format!("{}.{:02}", hundredths / 100, hundredths % 100))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(values: &[Option<u128>]) -> Option<AvailabilityChart> {
        let points: Vec<Point> = (1990..)
            .zip(values)
            .map(|(year, value)| Point {
                year,
                value: *value,
                is_whole: true,
            })
            .collect();
        AvailabilityChart::of(&points, true, "Jamaica")
    }

    #[test]
    fn a_year_without_a_value_breaks_the_line() {
        let chart = chart(&[Some(0), Some(20_000), None, Some(40_000)]).expect("a chart");
        assert_eq!(chart.path, "M58 168L148 91M328 14");
        assert_eq!(chart.marks.len(), 3);
        let names: Vec<&str> = chart.lines.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["0", "100", "200", "300", "400"]);
        assert_eq!(chart.limits, [(130, "100"), (91, "200")]);
    }

    #[test]
    fn limits_far_below_the_values_are_not_drawn() {
        assert!(
            chart(&[Some(4_000_000)])
                .expect("a chart")
                .limits
                .is_empty()
        );
    }

    #[test]
    fn without_a_value_there_is_no_chart() {
        assert!(chart(&[None, None]).is_none());
        assert!(chart(&[]).is_none());
        assert!(chart(&[Some(0)]).is_some());
    }
}
