//! Groups whose records have to be looked at.

use super::candidate_index::FormYears;
use crate::config::Config;
use crate::conversion::Conversion;
use crate::estimates::Estimates;
use crate::intake::{Heading, Movement};
use crate::judgement::rules::groups_of_line;
use crate::judgement::{AlertKey, DayTotal, Excess, excess};
use crate::ledger::{Basis, Entry, Ledger, LedgerError, Line};
use std::collections::{BTreeMap, BTreeSet};

/// The groups that a ledger finds in excess, and those that a rule lists without comparing.
///
/// Superseded versions can only add to a ledger, so what a ledger with them wants is at least what
/// the ledger without them wants.
#[derive(Debug, Default)]
pub struct Candidates {
    in_excess: BTreeMap<AlertKey, Excess>,
    /// What one of the listing rules may report, and in how many records at most.
    listed: BTreeMap<AlertKey, i64>,
    records: FormYears,
}

/// Some groups, whoever asks for their records.
#[derive(Debug, Default)]
pub struct Groups(FormYears);

impl Groups {
    /// The groups of some alerts.
    pub fn of<'k>(
        keys: impl Iterator<Item = &'k AlertKey> + Clone,
        config: &Config,
        conversion: &Conversion,
    ) -> Self {
        Self(FormYears::of(keys, config, conversion))
    }

    /// Whether a row with this heading may be of one of them: never wrongly no.
    #[must_use]
    #[inline]
    pub fn may_want(&self, heading: Heading) -> bool {
        self.0.has(
            Basis::of(heading.flow),
            heading.importer,
            heading.form,
            heading.date,
        )
    }

    /// Whether a record may be of one of them: never wrongly no.
    #[must_use]
    #[inline]
    pub fn want(&self, record: impl Into<Movement>) -> bool {
        self.0.wants(record)
    }
}

/// What a group is wanted for.
struct CandidateGroup {
    excess: Option<(AlertKey, Excess)>,
    listed: Vec<(AlertKey, i64)>,
}

impl Candidates {
    /// Judges every group of a ledger.
    pub fn of(
        ledger: &Ledger<'_>,
        estimates: &Estimates,
        config: &Config,
        conversion: &Conversion,
    ) -> Result<Self, LedgerError> {
        let judged = ledger.judged(&ledger.lines(), |entries| {
            let Some(last) = entries.last() else {
                return Ok(None);
            };
            let records = entries.iter().map(|entry| entry.records).sum();
            // What is prohibited on a day is prohibited on all later ones.
            let (key, prohibited) = groups_of_line(last.line(), last.day, config);
            let mut listed: Vec<_> = prohibited.map(|key| (key, records)).into_iter().collect();
            if key.rule.lists_only() {
                listed.push((key, records));
                return Ok(Some(CandidateGroup {
                    excess: None,
                    listed,
                }));
            }
            let timeline = estimates.timeline(key.importer(), key.substance);
            let found = excess(&day_totals(entries), timeline)?.map(|excess| (key, excess));
            Ok(Some(CandidateGroup {
                excess: found,
                listed,
            }))
        })?;
        let mut wanted = Self::default();
        for found in judged.into_iter().flatten() {
            wanted.in_excess.extend(found.excess);
            for (key, records) in found.listed {
                *wanted.listed.entry(key).or_insert(0) += records;
            }
        }
        wanted.records = FormYears::of(
            wanted.in_excess.keys().chain(wanted.listed.keys()),
            config,
            conversion,
        );
        Ok(wanted)
    }

    /// Judges the groups in excess again, of the same ledger with some records taken out: no other can
    /// have come to exceed anything, and those that are listed stay so.
    pub fn again(self, ledger: &Ledger<'_>, estimates: &Estimates) -> Result<Self, LedgerError> {
        let keys = self.in_excess.keys().copied();
        let lines: BTreeSet<Line> = keys.flat_map(AlertKey::lines).collect();
        let judged = ledger.judged(&Vec::from_iter(lines), |entries| {
            let of_group = entries
                .first()
                .map(|entry| AlertKey::of_account(entry.line(), entry.day.year()))
                .filter(|key| self.in_excess.contains_key(key));
            let Some(key) = of_group else {
                return Ok(None);
            };
            Ok(excess(
                &day_totals(entries),
                estimates.timeline(key.country, key.substance),
            )?
            .map(|excess| (key, excess)))
        })?;
        Ok(Self {
            in_excess: judged.into_iter().flatten().collect(),
            ..self
        })
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

    /// Whether an alert may rest on this record: never wrongly no.
    #[must_use]
    #[inline]
    pub fn wants(&self, record: impl Into<Movement>) -> bool {
        self.records.wants(record)
    }

    /// What the ledger says of an alert's group, if it judges it and finds it in excess.
    pub(super) fn excess(&self, key: &AlertKey) -> Option<&Excess> {
        self.in_excess.get(key)
    }

    /// Whether a group needs its records.
    #[must_use]
    pub fn has(&self, key: &AlertKey) -> bool {
        self.in_excess.contains_key(key) || self.listed.contains_key(key)
    }

    /// All groups in excess by the ledger, as the alerts they make.
    pub fn in_excess(&self) -> impl Iterator<Item = (AlertKey, &Excess)> {
        self.in_excess.iter().map(|(key, excess)| (*key, excess))
    }

    /// The alerts that the wanted groups may make, but for those of exporters, ascending, and the most
    /// records that each may rest on.
    pub(super) fn alerts(&self) -> Vec<(AlertKey, i64)> {
        let in_excess = self
            .in_excess
            .iter()
            .map(|(key, excess)| (*key, excess.year.records));
        let mut alerts: Vec<(AlertKey, i64)> = in_excess
            .chain(self.listed.iter().map(|(key, records)| (*key, *records)))
            .collect();
        alerts.sort_unstable();
        alerts
    }
}

fn day_totals(entries: &[Entry]) -> Vec<DayTotal> {
    entries.iter().map(DayTotal::from).collect()
}
