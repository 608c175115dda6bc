//! Groups whose records have to be looked at.

use crate::config::{Config, Schedule};
use crate::conversion::Conversion;
use crate::estimates::Estimates;
use crate::intake::{Flow, Record};
use crate::judgement::{DayTotal, Excess, excess};
use crate::ledger::{Basis, Entry, Ledger};
use crate::terms::{Country, Map, MassOverflow, Set, Substance};

/// A calendar year of an account, importing country and substance.
type Group = (Basis, Country, Substance, i32);

/// The groups that a ledger finds in excess, and those that a rule lists without comparing.
///
/// Superseded versions can only add to a ledger, so what a ledger with them wants is at least what
/// the ledger without them wants.
#[derive(Debug, Default)]
pub struct Wanted {
    in_excess: Map<Group, Excess>,
    /// Importing country, substance and year of movements that one of the listing rules may report.
    listed: Set<(Country, Substance, i32)>,
}

impl Wanted {
    /// Judges every group of a ledger.
    pub fn of(ledger: &Ledger<'_>, estimates: &Estimates, config: &Config) -> Result<Self, MassOverflow> {
        let judged: Vec<Option<(Group, Option<Excess>, bool)>> = ledger.judged(|entries| {
            let (Some(first), Some(last)) = (entries.first(), entries.last()) else {
                return Ok(None);
            };
            let schedule_i = config.substance(first.substance).schedule == Schedule::I;
            let listed = schedule_i || config.prohibits(last.importer, last.substance, last.day);
            let timeline = estimates.timeline(first.importer, first.substance);
            let found = if schedule_i { None } else { excess(&day_totals(entries), timeline)? };
            Ok((listed || found.is_some()).then(|| (first.group(), found, listed)))
        })?;
        let mut wanted = Self::default();
        for (group, found, listed) in judged.into_iter().flatten() {
            let (_, importer, substance, year) = group;
            if listed {
                wanted.listed.insert((importer, substance, year));
            }
            if let Some(excess) = found {
                wanted.in_excess.insert(group, excess);
            }
        }
        Ok(wanted)
    }

    /// How many groups need their records.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.in_excess.len() + self.listed.len()
    }

    /// Whether no group needs its records.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.in_excess.is_empty() && self.listed.is_empty()
    }

    /// Whether an alert may rest on this record.
    #[must_use]
    pub fn wants(&self, record: &Record, conversion: &Conversion) -> bool {
        let Some(importer) = record.importer().filter(|_| !self.is_empty() && record.net().millionths() > 0) else {
            return false;
        };
        let year = record.date.year();
        conversion.shares(record.form, record.date).iter().any(|share| {
            self.listed.contains(&(importer, share.substance, year))
                || self.in_excess.contains_key(&(basis_of(record), importer, share.substance, year))
        })
    }

    /// What the ledger says of a group, if it is in excess.
    pub(super) fn excess(&self, group: Group) -> Option<&Excess> {
        self.in_excess.get(&group)
    }

    /// All groups in excess.
    pub(super) fn groups_in_excess(&self) -> usize {
        self.in_excess.len()
    }
}

/// Whose account a record belongs to.
pub(super) fn basis_of(record: &Record) -> Basis {
    match record.flow {
        Flow::Import => Basis::ImportReports,
        Flow::Export => Basis::PartnerReports,
    }
}

fn day_totals(entries: &[Entry]) -> Vec<DayTotal> {
    entries.iter().map(|entry| DayTotal { day: entry.day, base: entry.base, records: entry.records }).collect()
}
