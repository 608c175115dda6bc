//! How an excess compares with another of the same group.

use super::Excess;
use crate::terms::Day;
use std::cmp::Ordering;

/// What became of an excess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    /// Every figure is the same.
    Same,
    /// It is less by some measure and more by none.
    Eased,
    /// It is more by some measure and less by none.
    Worsened,
    /// It differs, but is neither less nor more.
    Changed,
}

impl Trend {
    /// From one excess to another. The measures are the greatest excess, the excess on the first day, the days in excess,
    /// how early the first of them is, and how late it is cured.
    #[must_use]
    pub fn between(before: &Excess, after: &Excess) -> Self {
        if before == after {
            return Self::Same;
        }
        let first = |excess: &Excess| excess.first.running_total.minus(excess.first.level.mass);
        let cured = |excess: &Excess| excess.cured_on.unwrap_or(Day::from_number(i32::MAX));
        // An excess that begins earlier is more; how large it is on that day says something only beside the same day.
        let on_first = if before.first.day == after.first.day { first(after).cmp(&first(before)) } else { Ordering::Equal };
        let measures = [
            after.peak.cmp(&before.peak),
            after.days.cmp(&before.days),
            before.first.day.cmp(&after.first.day),
            on_first,
            cured(after).cmp(&cured(before)),
        ];
        match (measures.contains(&Ordering::Less), measures.contains(&Ordering::Greater)) {
            (true, false) => Self::Eased,
            (false, true) => Self::Worsened,
            _ => Self::Changed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::{Level, NO_LEVEL, Status};
    use crate::judgement::{DayTotal, excess};
    use crate::terms::{Mass, Timeline};

    /// The excess of 10 g on each of five days against levels from some days on.
    fn of(levels: &[(i32, i128)]) -> Excess {
        let grams = |grams| Mass::from_whole_grams(grams);
        let day = |number| Day::from_number(19_723 + number);
        let level = |grams| Level { mass: Mass::from_whole_grams(grams), status: Status::InForce, ..NO_LEVEL.clone() };
        let days: Vec<DayTotal> = (0..5).map(|number| DayTotal { day: day(number), base: grams(10), records: 1 }).collect();
        let changes = levels.iter().map(|(number, grams)| (day(*number), level(*grams))).collect();
        excess(&days, Some(&Timeline::from_changes(changes))).expect("small").expect("an excess")
    }

    #[test]
    fn less_by_one_measure_and_more_by_none_is_eased() {
        let before = of(&[(0, 25)]);
        for (levels, expected) in [
            (&[(0, 25)][..], Trend::Same),
            (&[(0, 26)], Trend::Eased),
            (&[(0, 35)], Trend::Eased),
            (&[(0, 25), (9, 50)], Trend::Eased),
            (&[(0, 24)], Trend::Worsened),
            (&[(0, 5)], Trend::Worsened),
            // It begins earlier and peaks lower.
            (&[(0, 15), (2, 28)], Trend::Changed),
        ] {
            assert_eq!(Trend::between(&before, &of(levels)), expected, "{levels:?}");
        }
        assert_eq!(Trend::between(&of(&[(0, 26)]), &before), Trend::Worsened);
    }
}
