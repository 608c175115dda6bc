//! Converts days and masses to coordinates in a drawing. Coordinates are whole numbers, always rounded down in height.

use crate::terms::figures::grams;
use crate::terms::{Day, Mass};

/// The left edge of the plot.
pub(super) const LEFT: i128 = 900;
/// The top edge of the plot.
pub(super) const TOP: i128 = 300;
/// The height of the plot.
pub(super) const HEIGHT: i128 = 2600;
/// The width of a day.
const DAY: i128 = 20;
/// A kilogram and a gram in the units of [`Mass`].
const KILOGRAM: i128 = 1_000_000_000_000_000_000;
const GRAM: i128 = 1_000_000_000_000_000;

/// The scale of a plot: a year across, and masses from zero to the top of the scale upwards.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    first: i32,
    days: i32,
    /// The units of mass between two lines.
    step: i128,
    /// The number of lines above the zero line.
    lines: i128,
}

impl Scale {
    /// Returns the scale of a year that holds a mass above zero; `None` if the calendar has no such year.
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

    /// Returns the mass at the top of the plot.
    pub(super) const fn top(&self) -> Mass {
        Mass::from_units(self.step * self.lines)
    }

    /// Returns where a day starts; a day outside the year lies at the nearer edge.
    pub(super) fn x(&self, day: Day) -> i128 {
        let since = i128::from(day.number()) - i128::from(self.first);
        LEFT + since.clamp(0, i128::from(self.days)) * DAY
    }

    /// The right edge of the plot.
    pub(super) fn right(&self) -> i128 {
        LEFT + i128::from(self.days) * DAY
    }

    /// Returns the height of a mass; a mass beyond the scale lies at the top.
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

    /// Returns the unit of the labels: kilograms if the lines are a kilogram or more apart, grams otherwise.
    pub(super) const fn unit(&self) -> &'static str {
        if self.step >= KILOGRAM { "kg" } else { "g" }
    }

    /// Returns the lines, each with its height and its label.
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

    /// Returns the months, each with its start, its middle and its name.
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
        // The largest mass.
        let most = Mass::from_units(10_i128.pow(38) - 1);
        let scale = Scale::of(2024, most).expect("a year");
        assert_eq!(scale.y(most), TOP);
    }
}
