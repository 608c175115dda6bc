//! Days and masses as places in a drawing: whole numbers, nothing rounded up to look better.

use crate::terms::figures::grams;
use crate::terms::{Day, Mass};

/// Left edge of the plot.
pub(super) const LEFT: i128 = 900;
/// Its top edge.
pub(super) const TOP: i128 = 300;
/// Its height.
pub(super) const HEIGHT: i128 = 2600;
/// The width of a day.
const DAY: i128 = 20;
/// A kilogram and a gram in units of a mass.
const KILOGRAM: i128 = 1_000_000_000_000_000_000;
const GRAM: i128 = 1_000_000_000_000_000;

/// A year across, and from nothing to the top of the scale up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    first: i32,
    days: i32,
    /// Units of a mass between two lines.
    step: i128,
    /// Lines above nothing.
    lines: i128,
}

impl Scale {
    /// Of a year, to hold a mass above nothing; `None` where the calendar has no such year.
    pub(super) fn of(year: i32, most: Mass) -> Option<Self> {
        let first = Day::from_civil(year, 1, 1)?.number();
        let days = Day::from_civil(year, 12, 31)?.number() - first + 1;
        let most = most.units().max(1);
        // The smallest of 1, 2, 5, 10, 20, 50 and so on that reaches the top in five steps.
        let mut step = 1_i128;
        let mut power = 1_i128;
        while step < most.div_euclid(5) + i128::from(most % 5 != 0) {
            step = match step / power {
                1 => power * 2,
                2 => power * 5,
                _ => {
                    power *= 10;
                    power
                }
            };
        }
        Some(Self {
            first,
            days,
            step,
            lines: most.div_euclid(step) + i128::from(most % step != 0),
        })
    }

    /// What the top of the plot stands for.
    pub(super) const fn top(&self) -> Mass {
        Mass::from_units(self.step * self.lines)
    }

    /// The start of a day; days outside the year at its edges.
    pub(super) fn x(&self, day: Day) -> i128 {
        let since = i128::from(day.number()) - i128::from(self.first);
        LEFT + since.clamp(0, i128::from(self.days)) * DAY
    }

    /// The right edge of the plot.
    pub(super) fn right(&self) -> i128 {
        LEFT + i128::from(self.days) * DAY
    }

    /// The height of a mass; what is beyond the scale at its top.
    pub(super) fn y(&self, mass: Mass) -> i128 {
        let (part, whole) = (
            mass.units().clamp(0, self.top().units()),
            self.top().units(),
        );
        let height = part
            .checked_mul(HEIGHT)
            .map_or_else(|| part / (whole / HEIGHT).max(1), |scaled| scaled / whole);
        TOP + HEIGHT - height.min(HEIGHT)
    }

    /// Kilograms or grams, whichever the lines stand for whole numbers of.
    pub(super) const fn unit(&self) -> &'static str {
        if self.step >= KILOGRAM { "kg" } else { "g" }
    }

    /// The lines, each with its height and what it stands for.
    pub(super) fn lines(&self) -> Vec<(i128, String)> {
        let label = |line: i128| {
            let units = line * self.step;
            if self.step >= KILOGRAM {
                grams(units / KILOGRAM)
            } else if self.step >= GRAM {
                grams(units / GRAM)
            } else {
                grams(Mass::from_units(units))
            }
        };
        (0..=self.lines)
            .map(|line| (self.y(Mass::from_units(line * self.step)), label(line)))
            .collect()
    }

    /// The months, each with its start and its middle.
    pub(super) fn months(&self) -> Vec<(i128, i128, &'static str)> {
        const NAMES: [&str; 12] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        let year = Day::from_number(self.first).year();
        let starts = (1..=12)
            .filter_map(|month| Day::from_civil(year, month, 1))
            .map(|day| self.x(day));
        let ends = starts.clone().skip(1).chain([self.right()]);
        starts
            .zip(ends)
            .zip(NAMES)
            .map(|((start, end), name)| (start, i128::midpoint(start, end), name))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_holds_what_it_is_for_in_a_few_round_steps() {
        for (most, top, unit, lines) in [
            ("1", "1", "g", 5),
            ("73.84", "80", "g", 4),
            ("1280100", "1500000", "kg", 3),
            ("0.000000000000001", "0.000000000000001", "g", 1),
            ("4999", "5000", "kg", 5),
            ("0.3", "0.3", "g", 3),
        ] {
            let units = rust_decimal::Decimal::from_str_exact(most).expect("a number")
                * rust_decimal::Decimal::from(GRAM);
            let mass = Mass::from_units(i128::try_from(units).expect("whole"));
            let scale = Scale::of(2024, mass).expect("a year");
            assert_eq!(
                (
                    scale.top().to_string().as_str(),
                    scale.unit(),
                    scale.lines().len()
                ),
                (top, unit, lines + 1),
                "{most}"
            );
            assert_eq!(
                (scale.y(scale.top()), scale.y(Mass::ZERO)),
                (TOP, TOP + HEIGHT)
            );
            assert!(scale.y(mass) >= TOP);
        }
        // The largest mass there is.
        let most = Mass::from_units(10_i128.pow(38) - 1);
        let scale = Scale::of(2024, most).expect("a year");
        assert_eq!(scale.y(most), TOP);
    }
}
