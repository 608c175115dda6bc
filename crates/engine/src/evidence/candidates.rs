//! The groups whose records are read in full.

use super::candidate_index::FormYears;
use crate::config::Config;
use crate::conversion::Conversion;
use crate::estimates::Estimates;
use crate::judgement::rules::{GroupsOfLine, groups_of_year};
use crate::judgement::{AlertKey, DayTotal, Excess, Limits, Rule, RuleBook, excess};
use crate::ledger::{Basis, Entry, Ledger, LedgerError, Line};
use crate::records::{Heading, Movement};
use crate::terms::{Country, Substance};
use std::collections::BTreeMap;

/// The groups that a ledger finds in excess, and the groups that a rule lists without comparing.
///
/// Superseded versions can only add to a ledger, and own exports can only raise a level. So the groups wanted by a ledger with
/// superseded versions, compared with levels without own exports, include those that are in excess.
#[derive(Debug, Default)]
pub struct Candidates {
    in_excess: BTreeMap<AlertKey, Excess>,
    /// The groups that a listing rule may report, and the most records that each may have.
    listed: BTreeMap<AlertKey, i64>,
    records: Groups,
}

/// Some groups whose records are asked for.
#[derive(Debug, Default)]
pub struct Groups(FormYears);

impl Groups {
    /// Returns the groups of some alerts.
    pub fn of<'k>(
        keys: impl Iterator<Item = &'k AlertKey> + Clone,
        config: &Config,
        conversion: &Conversion,
    ) -> Self {
        Self(FormYears::of(keys, config, conversion))
    }

    /// Whether a row with this heading may belong to one of the groups; `false` is certain.
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

    /// Whether there are no groups.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a record may belong to one of the groups; `false` is certain.
    #[must_use]
    #[inline]
    pub fn want(&self, record: impl Into<Movement>) -> bool {
        self.0.wants(record)
    }
}

/// The purposes for which the records of a group are needed.
struct CandidateGroup {
    excess: Option<(AlertKey, Excess)>,
    listed: Vec<(AlertKey, i64)>,
}

impl Candidates {
    /// Judges every group of a ledger against levels without own exports.
    pub fn of(
        ledger: &Ledger<'_>,
        estimates: &Estimates,
        book: &RuleBook<'_>,
    ) -> Result<Self, LedgerError> {
        let limits = Limits::without_own_exports(estimates);
        let judged = ledger.judged(&ledger.lines(), |entries| {
            let Some(last) = entries.last() else {
                return Ok(None);
            };
            let records = entries.iter().map(|entry| entry.records).sum();
            let GroupsOfLine {
                all: key,
                prohibited,
                after_notice,
            } = groups_of_year(last.line(), last.day, book);
            let mut listed: Vec<_> = [prohibited, after_notice]
                .into_iter()
                .flatten()
                .map(|key| (key, records))
                .collect();
            if key.rule.lists_only() {
                listed.push((key, records));
                return Ok(Some(CandidateGroup {
                    excess: None,
                    listed,
                }));
            }
            let levels = limits.of(key.importer(), key.substance);
            let found = excess(&day_totals(entries), &levels)?.map(|excess| (key, excess));
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
        wanted.records = Groups::of(
            wanted.in_excess.keys().chain(wanted.listed.keys()),
            book.lists.config,
            book.lists.conversion,
        );
        Ok(wanted)
    }

    /// Judges the groups in excess again, after some records were taken out of the same ledger, now with own exports. No other group
    /// can have come into excess. Also returns the levels that they were compared with.
    pub fn again<'e>(
        self,
        ledger: &Ledger<'_>,
        estimates: &'e Estimates,
    ) -> Result<(Self, Limits<'e>), LedgerError> {
        let mut limits = Limits::without_own_exports(estimates);
        let mut levels: Vec<(Country, Substance)> = self
            .in_excess
            .keys()
            .map(|key| (key.importer(), key.substance))
            .collect();
        levels.sort_unstable();
        levels.dedup();
        for (country, substance) in levels {
            limits.raise(country, substance, &ledger.own_exports(country, substance)?)?;
        }
        let mut lines: Vec<Line> = self.in_excess.keys().flat_map(|key| key.lines()).collect();
        lines.sort_unstable();
        lines.dedup();
        let judged = ledger.judged(&lines, |entries| {
            let of_group = entries
                .first()
                .map(|entry| AlertKey::of_account(entry.line(), entry.day.year()))
                .filter(|key| self.in_excess.contains_key(key));
            let Some(key) = of_group else {
                return Ok(None);
            };
            let levels = limits.of(key.country, key.substance);
            Ok(excess(&day_totals(entries), &levels)?.map(|excess| (key, excess)))
        })?;
        let again = Self {
            in_excess: judged.into_iter().flatten().collect(),
            ..self
        };
        Ok((again, limits))
    }

    /// Returns the number of groups whose records are needed.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.in_excess.len() + self.listed.len()
    }

    /// Returns the most records that the groups may have; a record of several groups counts for each.
    #[must_use]
    pub fn most_records(&self) -> u64 {
        let all = self.alerts().into_iter();
        all.map(|(_, records)| u64::try_from(records).unwrap_or(0))
            .sum()
    }

    /// Returns the groups whose records are needed.
    #[must_use]
    pub const fn records(&self) -> &Groups {
        &self.records
    }

    /// Whether an alert may rest on this record; `false` is certain.
    #[must_use]
    #[inline]
    pub fn wants(&self, record: impl Into<Movement>) -> bool {
        self.records.want(record)
    }

    /// Returns the ledger's verdict on the group of an alert, if the ledger finds it in excess.
    pub(super) fn excess(&self, key: &AlertKey) -> Option<&Excess> {
        self.in_excess.get(key)
    }

    /// Whether the records of the group are needed.
    #[must_use]
    pub fn has(&self, key: &AlertKey) -> bool {
        self.in_excess.contains_key(key) || self.listed.contains_key(key)
    }

    /// Returns the groups of all exporters whose movements after a notice are listed.
    pub fn after_notice(&self) -> impl Iterator<Item = AlertKey> {
        let listed = self.listed.keys().copied();
        listed.filter(|key| key.rule == Rule::ExportAfterNotice)
    }

    /// Returns all groups that the ledger finds in excess, with their alerts.
    pub fn in_excess(&self) -> impl Iterator<Item = (AlertKey, &Excess)> {
        self.in_excess.iter().map(|(key, excess)| (*key, excess))
    }

    /// Returns the alerts that the wanted groups may make, except those of exporters, ascending, and the most records that each
    /// may rest on.
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
