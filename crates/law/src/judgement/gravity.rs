//! Decides which of two excesses of the same group is graver.

use super::Excess;
use crate::terms::Mass;

/// The gravity of an excess: the first field that differs decides. It serves both to say what became of an alert since the run
/// before, and what would become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gravity {
    /// The greatest excess.
    pub peak: Mass,
    /// The number of days in excess.
    pub days: i64,
    /// Whether the excess is not cured by the end of the year.
    pub open: bool,
}

impl Gravity {
    /// Returns the gravity of an excess.
    #[must_use]
    pub const fn of(excess: &Excess) -> Self {
        Self {
            peak: excess.peak,
            days: excess.days,
            open: excess.cured_on.is_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::{Level, NO_LEVEL, Status};
    use crate::judgement::{DayTotal, excess};
    use crate::terms::{Day, Timeline};
    use std::cmp::Ordering;

    /// The excess of 10 g on each of five days, against levels that start on the given days.
    fn of(levels: &[(i32, i128)]) -> Gravity {
        let grams = |grams| Mass::from_whole_grams(grams);
        let day = |number| Day::from_number(19_723 + number);
        let level = |grams| Level {
            mass: Mass::from_whole_grams(grams),
            status: Status::InForce,
            ..NO_LEVEL.clone()
        };
        let days: Vec<DayTotal> = (0..5)
            .map(|number| DayTotal {
                day: day(number),
                base: grams(10),
                records: 1,
            })
            .collect();
        let changes = levels
            .iter()
            .map(|(number, grams)| (day(*number), level(*grams)))
            .collect();
        Gravity::of(
            &excess(&days, &Timeline::from_changes(changes))
                .expect("small")
                .expect("an excess"),
        )
    }

    #[test]
    fn the_first_figure_that_differs_decides() {
        let before = of(&[(0, 25)]);
        for (levels, expected) in [
            (&[(0, 25)][..], Ordering::Equal),
            (&[(0, 26)], Ordering::Less),
            (&[(0, 24)], Ordering::Greater),
            // The same peak on fewer days, and on more.
            (&[(0, 35), (4, 25)], Ordering::Less),
            (&[(0, 15), (2, 25)], Ordering::Greater),
            // The same peak and days, but cured.
            (&[(0, 25), (9, 50)], Ordering::Less),
            // An excess that begins earlier and peaks lower.
            (&[(0, 15), (2, 28)], Ordering::Less),
        ] {
            assert_eq!(of(levels).cmp(&before), expected, "{levels:?}");
        }
    }
}
