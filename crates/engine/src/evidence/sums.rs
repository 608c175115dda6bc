//! Sums of the groups that the ledger does not tell apart, taken while their records are gathered.

use super::gathering::share;
use crate::conversion::Conversion;
use crate::judgement::{AlertKey, DaySums, DayTotal};
use crate::terms::{MassOverflow, Set};
use crate::versions::Version;
use std::collections::BTreeMap;

/// Base mass and records by day of the groups of exporters and of the groups of rules that only list.
#[derive(Debug, Default)]
pub struct GroupSums {
    groups: BTreeMap<AlertKey, DaySums>,
    /// The groups of which a day has more than 38 digits.
    overflown: Set<AlertKey>,
}

impl GroupSums {
    /// Adds a record that is gathered for a group.
    pub(super) fn add(&mut self, key: &AlertKey, version: &Version<'_>, conversion: &Conversion) {
        let record = &version.record;
        let Some(share) = share(record, key.substance, conversion) else {
            return;
        };
        let of_exporter = key
            .is_of_all_exporters()
            .then(|| key.of_exporter(record.reporter));
        let itself = (key.makes_alerts() && key.rule.lists_only()).then_some(*key);
        let of_day = DayTotal {
            day: record.date,
            base: record.base(share),
            records: 1,
        };
        for key in of_exporter.into_iter().chain(itself) {
            self.add_day(key, of_day);
        }
    }

    fn add_day(&mut self, key: AlertKey, of_day: DayTotal) {
        let DayTotal { day, base, records } = of_day;
        let sums = self.groups.entry(key).or_default();
        if sums.add(day, base, records).is_err() {
            self.overflown.insert(key);
        }
    }

    /// Adds other sums.
    pub(super) fn merge(&mut self, other: Self) {
        self.overflown.extend(other.overflown);
        for (key, sums) in other.groups {
            self.extend(sums.totals().into_iter().map(|of_day| (key, of_day)));
        }
    }

    /// Returns the days of all groups, by group and day; an error if a day has more than 38 digits.
    pub fn days(self) -> Result<impl Iterator<Item = (AlertKey, DayTotal)>, MassOverflow> {
        let groups = self.groups()?;
        Ok(groups
            .into_iter()
            .flat_map(|(key, days)| days.into_iter().map(move |day| (key, day))))
    }

    /// Returns the days of each group; an error if a day has more than 38 digits.
    pub(super) fn groups(self) -> Result<BTreeMap<AlertKey, Vec<DayTotal>>, MassOverflow> {
        if !self.overflown.is_empty() {
            return Err(MassOverflow);
        }
        let groups = self.groups.into_iter();
        Ok(groups.map(|(key, sums)| (key, sums.totals())).collect())
    }
}

impl Extend<(AlertKey, DayTotal)> for GroupSums {
    fn extend<D: IntoIterator<Item = (AlertKey, DayTotal)>>(&mut self, days: D) {
        for (key, of_day) in days {
            self.add_day(key, of_day);
        }
    }
}
