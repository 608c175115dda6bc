//! A value that changes on certain days.

use super::Day;
use std::ops::Range;

/// Values that each apply from a day until the next value starts: half-open segments, without gaps after the first day. Factors,
/// prohibitions and estimates are timelines.
///
/// Invariant: the days are strictly ascending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline<T> {
    segments: Vec<(Day, T)>,
}

impl<T> Default for Timeline<T> {
    fn default() -> Self {
        Self {
            segments: Vec::new(),
        }
    }
}

impl<T> Timeline<T> {
    /// Makes a timeline with one value that applies on every day.
    #[must_use]
    pub fn always(value: T) -> Self {
        Self {
            segments: vec![(Day::from_number(i32::MIN), value)],
        }
    }

    /// Makes a timeline from pairs of first day and value, in any order; of two pairs with one day, the later in the list stands.
    #[must_use]
    pub fn from_changes(mut changes: Vec<(Day, T)>) -> Self {
        changes.reverse();
        changes.sort_by_key(|(day, _)| *day);
        changes.dedup_by_key(|(day, _)| *day);
        Self { segments: changes }
    }

    /// Returns the value in force on a day; `None` before the first value.
    #[must_use]
    pub fn on(&self, day: Day) -> Option<&T> {
        let after = self.segments.partition_point(|(from, _)| *from <= day);
        after.checked_sub(1).map(|index| &self.segments[index].1)
    }

    /// Returns the value in force on a day, and the half-open range of days around it on which that value applies. Before the
    /// first value, the value is `None`.
    #[must_use]
    pub fn around(&self, day: Day) -> (Range<Day>, Option<&T>) {
        let after = self.segments.partition_point(|(from, _)| *from <= day);
        let until = self
            .segments
            .get(after)
            .map_or(Day::from_number(i32::MAX), |(from, _)| *from);
        match after.checked_sub(1).map(|index| &self.segments[index]) {
            Some((from, value)) => (*from..until, Some(value)),
            None => (Day::from_number(i32::MIN)..until, None),
        }
    }

    /// Returns the days on which a value starts, each with its value, ascending.
    #[must_use]
    pub fn changes(&self) -> impl DoubleEndedIterator<Item = (Day, &T)> + ExactSizeIterator {
        self.segments.iter().map(|(day, value)| (*day, value))
    }

    /// Returns the stretches of days on which one value applies: the first day, the day after the last, which the last stretch lacks,
    /// and the value.
    pub fn stretches(&self) -> impl Iterator<Item = (Day, Option<Day>, &T)> {
        let ends = self.changes().skip(1).map(|(day, _)| Some(day));
        let starts = self.changes().zip(ends.chain([None]));
        starts.map(|((from, value), to)| (from, to, value))
    }

    /// Returns the changes after one day, up to and including another.
    pub fn changes_within(&self, after: Day, until: Day) -> impl Iterator<Item = (Day, &T)> {
        let first = self.segments.partition_point(|(from, _)| *from <= after);
        self.segments[first..]
            .iter()
            .take_while(move |(from, _)| *from <= until)
            .map(|(day, value)| (*day, value))
    }

    /// Whether the timeline has no value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_applies_from_its_day_until_the_next() {
        let day = Day::from_number;
        let timeline = Timeline::from_changes(vec![(day(20), 'c'), (day(10), 'a'), (day(10), 'b')]);
        assert_eq!(timeline.on(day(9)), None);
        assert_eq!(timeline.on(day(10)), Some(&'b'));
        assert_eq!(timeline.on(day(19)), Some(&'b'));
        assert_eq!(timeline.on(day(20)), Some(&'c'));
        assert_eq!(timeline.around(day(9)), (day(i32::MIN)..day(10), None));
        assert_eq!(timeline.around(day(10)), (day(10)..day(20), Some(&'b')));
        assert_eq!(
            timeline.around(day(20)),
            (day(20)..day(i32::MAX), Some(&'c'))
        );
        assert_eq!(
            timeline
                .changes_within(day(10), day(20))
                .collect::<Vec<_>>(),
            [(day(20), &'c')]
        );
        assert_eq!(timeline.changes_within(day(20), day(99)).count(), 0);
        assert_eq!(timeline.changes_within(day(0), day(19)).count(), 1);
        let changes: Vec<_> = timeline.changes().rev().collect();
        assert_eq!(changes, [(day(20), &'c'), (day(10), &'b')]);
        let stretches: Vec<_> = timeline.stretches().collect();
        assert_eq!(
            stretches,
            [(day(10), Some(day(20)), &'b'), (day(20), None, &'c')]
        );
        assert!(!timeline.is_empty() && Timeline::<char>::default().is_empty());
        assert_eq!(Timeline::always('x').on(day(i32::MIN)), Some(&'x'));
    }
}
