//! Assigns the evidence to bundles.

use crate::judgement::AlertKey;
use crate::terms::{Day, Map};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

/// The bundles in which evidence is gathered. A bundle holds the rows of some consecutive alerts of a calendar year, or of some
/// days of one alert with very many rows, so that a bundle fits in memory. The bundles of a year in order are the evidence of the
/// year in order, and depend on nothing else.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// The alerts, by year and then ascending.
    keys: Vec<AlertKey>,
    slots: Map<AlertKey, Slot>,
    bundles: usize,
    /// The bundles of each year.
    years: BTreeMap<i32, Range<usize>>,
}

/// Where the rows of an alert go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Slot {
    /// The place of the alert among the keys.
    pub(super) place: u32,
    /// The first bundle with rows of this alert.
    pub(super) bundle: usize,
    /// The days on which further bundles begin; empty if one bundle holds all rows.
    cuts: Vec<Day>,
}

impl Slot {
    /// Returns the place among bundles that follow `before` others.
    pub(super) fn after(&self, before: usize) -> Self {
        Self {
            bundle: before + self.bundle,
            ..self.clone()
        }
    }

    /// Returns the bundles with rows of the alert.
    pub(super) fn bundles(&self) -> Range<usize> {
        self.bundle..self.bundle + self.cuts.len() + 1
    }
}

/// The most rows of a bundle. A bundle has more if there would otherwise be too many bundles, or if one day has more.
const BUNDLE_ROWS: i64 = 64 * 1024;
/// The approximate greatest number of bundles of a year: each thread holds a buffer for each.
const MOST_BUNDLES: i64 = 256;

impl Plan {
    /// Makes a plan for alerts, each with the most rows that it may have. `days` returns the rows of each day of an alert,
    /// ascending; it is called for an alert with too many rows for one bundle.
    pub(super) fn of<E>(
        alerts: impl Iterator<Item = (AlertKey, i64)>,
        mut days: impl FnMut(&AlertKey) -> Result<Vec<(Day, i64)>, E>,
    ) -> Result<Self, E> {
        let mut alerts: Vec<(AlertKey, i64)> = alerts.collect();
        alerts.sort_unstable_by_key(|(key, _)| (key.year, *key));
        let mut plan = Self::default();
        for of_year in alerts.chunk_by(|(a, _), (b, _)| a.year == b.year) {
            let before = plan.bundles;
            plan.add_year(of_year, &mut days)?;
            if let Some((key, _)) = of_year.first() {
                plan.years.insert(key.year, before..plan.bundles);
            }
        }
        Ok(plan)
    }

    fn add_year<E>(
        &mut self,
        alerts: &[(AlertKey, i64)],
        days: &mut impl FnMut(&AlertKey) -> Result<Vec<(Day, i64)>, E>,
    ) -> Result<(), E> {
        let all: i64 = alerts.iter().map(|(_, rows)| rows).sum();
        let room = BUNDLE_ROWS.max(all / MOST_BUNDLES);
        // The first alert of a year begins a bundle.
        let mut used = room + 1;
        for (key, rows) in alerts {
            if used + rows > room {
                (self.bundles, used) = (self.bundles + 1, 0);
            }
            let bundle = self.bundles - 1;
            let mut cuts = Vec::new();
            used += rows;
            if used > room {
                used = 0;
                for (day, rows) in days(key)? {
                    if used > 0 && used + rows > room {
                        cuts.push(day);
                        used = 0;
                    }
                    used += rows;
                }
                self.bundles += cuts.len();
            }
            let place = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
            self.keys.push(*key);
            self.slots.insert(
                *key,
                Slot {
                    place,
                    bundle,
                    cuts,
                },
            );
        }
        Ok(())
    }

    /// Returns the bundles of a year.
    pub(super) fn of_year(&self, year: i32) -> Range<usize> {
        self.years.get(&year).cloned().unwrap_or_default()
    }

    /// Returns the alerts, ascending, each with the bundle in which its rows begin and the days on which further bundles begin.
    pub(super) fn alerts(&self) -> impl Iterator<Item = (AlertKey, usize, &[Day])> {
        self.keys.iter().filter_map(|key| {
            let slot = self.slots.get(key)?;
            Some((*key, slot.bundle, slot.cuts.as_slice()))
        })
    }

    /// Makes a plan again from what [`Plan::alerts`] returned, in the same order.
    pub(super) fn again(alerts: impl IntoIterator<Item = (AlertKey, usize, Vec<Day>)>) -> Self {
        let mut plan = Self::default();
        for (key, bundle, cuts) in alerts {
            let place = u32::try_from(plan.keys.len()).unwrap_or(u32::MAX);
            plan.bundles = plan.bundles.max(bundle + cuts.len() + 1);
            plan.keys.push(key);
            plan.slots.insert(
                key,
                Slot {
                    place,
                    bundle,
                    cuts,
                },
            );
        }
        plan
    }

    /// Returns where the rows of an alert go; `None` if the plan has no such alert.
    pub(super) fn slot(&self, key: &AlertKey) -> Option<&Slot> {
        self.slots.get(key)
    }

    /// Puts an alert where another plan has it, which has more alerts.
    pub(super) fn put(&mut self, key: AlertKey, slot: Slot) {
        self.slots.insert(key, slot);
    }

    /// Returns the number of bundles.
    pub(super) fn bundles(&self) -> usize {
        self.bundles
    }

    /// Returns the bundle of a day's rows of an alert, and the alert's place; `None` if the plan has no such alert.
    pub(super) fn place(&self, key: &AlertKey, day: Day) -> Option<(usize, u32)> {
        let slot = self.slots.get(key)?;
        Some((
            slot.bundle + slot.cuts.partition_point(|cut| *cut <= day),
            slot.place,
        ))
    }

    /// Whether the rows of an alert are spread over several bundles.
    pub(super) fn is_cut(&self, key: &AlertKey) -> bool {
        self.slots
            .get(key)
            .is_some_and(|slot| !slot.cuts.is_empty())
    }

    /// Returns the alert at a place.
    pub(super) fn key(&self, place: u32) -> Option<AlertKey> {
        self.keys.get(usize::try_from(place).ok()?).copied()
    }

    /// Returns the bundles that hold rows of the wanted alerts.
    pub(super) fn bundles_of(&self, wanted: impl Fn(&AlertKey) -> bool) -> Vec<usize> {
        let ranges = self
            .keys
            .iter()
            .filter(|key| wanted(key))
            .filter_map(|key| self.slots.get(key));
        let mut bundles: Vec<usize> = ranges.flat_map(Slot::bundles).collect();
        bundles.dedup();
        bundles
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judgement::Rule;

    /// Returns an alert of 2024, told apart by its substance.
    fn key(number: u16) -> AlertKey {
        of_year(number, 2024)
    }

    fn of_year(number: u16, year: i32) -> AlertKey {
        AlertKey {
            rule: Rule::ImportExcess,
            country: 1.into(),
            partner: None,
            substance: number.into(),
            year,
        }
    }

    fn day(number: i32) -> Day {
        Day::from_number(number)
    }

    #[test]
    fn alerts_share_bundles_and_large_ones_are_cut_by_day() {
        let half = BUNDLE_ROWS / 2;
        let alerts = [
            (key(1), half),
            (key(2), half),
            (key(3), 1),
            (key(4), 3 * BUNDLE_ROWS),
            (key(5), 1),
            (key(6), half),
        ];
        let days = |_: &AlertKey| {
            Ok::<_, ()>(vec![
                (day(1), half),
                (day(2), half),
                (day(3), 2 * BUNDLE_ROWS),
                (day(4), 1),
            ])
        };
        let plan = Plan::of(alerts.iter().copied(), days).expect("no day fails");
        let at = |substance, number| {
            plan.place(&key(substance), day(number))
                .map(|(bundle, _)| bundle)
        };
        assert_eq!([at(1, 1), at(2, 1), at(3, 9)], [Some(0), Some(0), Some(1)]);
        assert_eq!(
            [at(4, 1), at(4, 2), at(4, 3), at(4, 4), at(4, 99)],
            [Some(2), Some(2), Some(3), Some(4), Some(4)]
        );
        assert_eq!([at(5, 1), at(6, 1), at(7, 1)], [Some(4), Some(4), None]);
        assert_eq!(plan.bundles(), 5);
        assert!(plan.is_cut(&key(4)) && !plan.is_cut(&key(1)));
        assert_eq!(plan.key(3), Some(key(4)));
        assert_eq!(plan.bundles_of(|key| key.substance > 3.into()), [2, 3, 4]);
        assert_eq!(plan.bundles_of(|key| key.substance < 3.into()), [0]);
    }

    #[test]
    fn the_bundles_of_a_year_depend_on_that_year_alone() {
        let half = BUNDLE_ROWS / 2;
        let of_2024 = [(key(1), half), (key(3), half), (key(4), 1)];
        let others = [
            (of_year(1, 2023), 7),
            (of_year(2, 2025), 3 * half),
            (of_year(9, 2022), 1),
        ];
        let plan = |alerts: &[(AlertKey, i64)]| {
            Plan::of(alerts.iter().copied(), |_| Ok::<_, ()>(Vec::new())).expect("no day fails")
        };
        let (alone, among) = (plan(&of_2024), plan(&[&others[..], &of_2024].concat()));
        assert_eq!(
            [2022, 2023, 2024, 2025, 2026].map(|year| among.of_year(year)),
            [0..1, 1..2, 2..4, 4..5, 0..0]
        );
        for (key, _) in of_2024 {
            let place = |plan: &Plan| plan.place(&key, day(1)).map(|(bundle, _)| bundle);
            assert_eq!(place(&alone).map(|bundle| bundle + 2), place(&among));
        }
    }
}
