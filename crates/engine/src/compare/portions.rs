//! Reads the records that differ, and divides the alerts so that not all of these records are in memory at once.
//!
//! Alerts of one importing country, substance and year are explained together. A record may differ for alerts of several such
//! groups, as one that was corrected from one year to another does; what is said of the record rests on all of its rows.

use super::evidence::{CompareError, DifferingRecords, compare, compare_rows, rows};
use super::pairs::{Key, Pair, by_key};
use super::side::{OneOfTwo, Two};
use crate::archive::read::RecordRow;
use crate::judgement::Rule;
use crate::terms::Set;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher;

/// Some alerts, by their places among those that differ, ascending.
pub(super) type AlertPortion = Vec<usize>;

/// A row that differs, with the place of its alert and the run that has the row.
pub(super) type DifferingRow<'r> = (usize, OneOfTwo, &'r RecordRow);

/// The alerts that differ, and where the records of alerts are.
#[derive(Debug)]
pub(super) struct AlertPortions<'t> {
    two: &'t Two<'t>,
    pairs: &'t [Pair],
    /// The places of the alerts of each run.
    places: [BTreeMap<Key, usize>; 2],
}

/// The rows of records that differ for alerts of several portions, with the number of the portion, the place of the alert, and the
/// run that has the row.
#[derive(Debug, Default)]
pub(super) struct SharedRecords(Vec<(usize, usize, OneOfTwo, RecordRow)>);

impl SharedRecords {
    /// Returns the rows that other portions have.
    pub(super) fn beside(&self, portion: usize) -> impl Iterator<Item = DifferingRow<'_>> {
        let others = self.0.iter().filter(move |(of, ..)| *of != portion);
        others.map(|(_, alert, which, row)| (*alert, *which, row))
    }
}

impl<'t> AlertPortions<'t> {
    pub(super) fn of(two: &'t Two<'t>, pairs: &'t [Pair]) -> Self {
        Self {
            two,
            pairs,
            places: OneOfTwo::BOTH.map(|which| by_key(two.side(which))),
        }
    }

    /// Divides the alerts so that those of a portion have about `most` rows of evidence, whether they differ or not.
    pub(super) fn divided(&self, most: u64) -> Vec<AlertPortion> {
        let (mut portions, mut rows_of_last) = (vec![AlertPortion::new()], 0);
        for family in families(self.pairs.iter()) {
            let of_family = family
                .iter()
                .map(|place| rows(self.two, &self.pairs[*place]));
            let of_family: u64 = of_family.sum();
            if rows_of_last > 0 && rows_of_last + of_family > most {
                portions.push(AlertPortion::new());
                rows_of_last = 0;
            }
            rows_of_last += of_family;
            if let Some(last) = portions.last_mut() {
                last.extend(family);
            }
        }
        for portion in &mut portions {
            portion.sort_unstable();
        }
        portions
    }

    /// Returns the rows of the records that differ for alerts of several portions.
    pub(super) fn shared(&self, portions: &[AlertPortion]) -> Result<SharedRecords, CompareError> {
        let hasher = Set::<u64>::default().hasher().clone();
        // Versions of one record share these. Others that share the hash do no harm.
        let hash = |(_, which, row): &DifferingRow<'_>| {
            let [reporter, ..] = self.two.side(*which).codes(row);
            hasher.hash_one((reporter, &row.id, row.flow.name()))
        };
        let mut met = Vec::new();
        for portion in portions {
            let records = self.read(portion)?;
            let of_portion: BTreeSet<u64> =
                differing(portion, &records).map(|row| hash(&row)).collect();
            met.extend(of_portion);
        }
        met.sort_unstable();
        let several = met.chunk_by(|a, b| a == b).filter(|same| same.len() > 1);
        let several: Set<u64> = several.map(|same| same[0]).collect();
        let mut shared = SharedRecords::default();
        for (number, portion) in portions.iter().enumerate().filter(|_| !several.is_empty()) {
            let records = self.read(portion)?;
            let rows = differing(portion, &records).filter(|row| several.contains(&hash(row)));
            let rows = rows.map(|(alert, which, row)| (number, alert, which, row.clone()));
            shared.0.extend(rows);
        }
        Ok(shared)
    }

    /// Reads the records of some alerts that differ.
    pub(super) fn read(
        &self,
        portion: &AlertPortion,
    ) -> Result<Vec<DifferingRecords>, CompareError> {
        Ok(self.read_at_most(portion, u64::MAX)?.unwrap_or_default())
    }

    /// Reads the records of some alerts that differ; `None` if there are more rows than `most`.
    pub(super) fn read_at_most(
        &self,
        portion: &AlertPortion,
        most: u64,
    ) -> Result<Option<Vec<DifferingRecords>>, CompareError> {
        let pairs: Vec<&Pair> = portion.iter().map(|place| &self.pairs[*place]).collect();
        let Some(mut records) = compare(self.two, &pairs, most)? else {
            return Ok(None);
        };
        for (pair, records) in pairs.into_iter().zip(&mut records) {
            self.complete(pair, records)?;
        }
        Ok(Some(records))
    }

    /// Completes the records of an exporter's alert that only one run has. An exporter's shipments are a part of what all partners
    /// report: if the other run has the alert of all partners, its evidence shows what it has of the exporter's group.
    fn complete(&self, pair: &Pair, records: &mut DifferingRecords) -> Result<(), CompareError> {
        let Some(only) = pair.only().filter(|_| pair.key.rule == Rule::ExportExcess) else {
            return Ok(());
        };
        let other = self.two.side(only.other());
        let of_all = self.places[only.other().place()].get(&pair.key.of_all_partners());
        if let Some(of_all) = of_all.map(|place| &other.alerts[*place]) {
            let mut rows = other.run.evidence(&of_all.id, of_all.year)?;
            rows.retain(|row| other.codes(&row.record)[0] == pair.key.country);
            let own = std::mem::take(&mut records.differing[only.place()]);
            let both = match only {
                OneOfTwo::Before => [own, rows],
                OneOfTwo::After => [rows, own],
            };
            *records = compare_rows(self.two, &both)?;
        }
        Ok(())
    }
}

/// Returns the places of alerts, those of one importing country, substance and year together, in order.
pub(super) fn families<'p>(pairs: impl Iterator<Item = &'p Pair>) -> Vec<Vec<usize>> {
    let mut families: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (place, pair) in pairs.enumerate() {
        let key = &pair.key;
        let group = (key.importer(), &key.substance, key.year);
        families.entry(group).or_default().push(place);
    }
    families.into_values().collect()
}

/// Returns the rows of the alerts of a portion that differ.
pub(super) fn differing<'r>(
    portion: &'r AlertPortion,
    records: &'r [DifferingRecords],
) -> impl Iterator<Item = DifferingRow<'r>> {
    portion.iter().zip(records).flat_map(|(alert, records)| {
        OneOfTwo::BOTH.into_iter().flat_map(move |which| {
            let rows = &records.differing[which.place()];
            rows.iter().map(move |row| (*alert, which, &row.record))
        })
    })
}
