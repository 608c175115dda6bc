//! Reads what each of two runs has of an alert's group, from its ledger, day by day.
//!
//! If only one run has an alert, the evidence of the other run does not show the group's records. The ledger of that run
//! does show their total mass. So a day on which both ledgers agree needs no explanation, and the totals of a day on which
//! they differ show which rows the other run can have.

use super::evidence::CompareError;
use super::pairs::{Key, Pair};
use super::records::Reasons;
use super::side::{OneOfTwo, Two};
use crate::archive::Cause;
use crate::archive::read::PublishedError;
use crate::judgement::{DaySums, DayTotal, Rule};
use crate::ledger::{Basis, Entry};
use crate::terms::{Mass, MassOverflow};
use std::collections::{BTreeMap, BTreeSet};

/// The accounts of the groups of alerts that only one run has, by run.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    entries: [BTreeMap<(Basis, String, String), Vec<Entry>>; 2],
}

impl Accounts {
    /// Reads what both runs have of the groups of alerts that only one run has.
    pub(super) fn read(two: &Two<'_>, pairs: &[&Pair]) -> Result<Self, PublishedError> {
        let mut accounts = Self::default();
        let years: BTreeSet<i32> = pairs.iter().map(|pair| pair.key.year).collect();
        for which in OneOfTwo::BOTH {
            let side = two.side(which);
            let alone = pairs.iter().filter(|pair| pair.only().is_some());
            let wanted: BTreeSet<_> = alone.filter_map(|pair| side.group(&pair.key)).collect();
            if wanted.is_empty() {
                continue;
            }
            let config = &side.run.config;
            for entry in side.run.ledgers(&wanted, |year| years.contains(&year))? {
                let of = |code: &str| code.to_owned();
                let line = (
                    entry.basis,
                    of(config.country_code(entry.importer)),
                    of(config.substance_code(entry.substance)),
                );
                accounts.entries[which.place()]
                    .entry(line)
                    .or_default()
                    .push(entry);
            }
        }
        Ok(accounts)
    }

    /// Returns what a run has of an alert's year, by day: in the account of the alert's rule, or in both for a rule that
    /// lists both.
    fn days(&self, which: OneOfTwo, key: &Key) -> Result<DaySums, MassOverflow> {
        let mut days = DaySums::default();
        for basis in key.rule.accounts() {
            let line = (*basis, key.importer().to_owned(), key.substance.clone());
            let entries = self.entries[which.place()].get(&line);
            for entry in entries.into_iter().flatten() {
                if entry.day.year() == key.year {
                    days.add(entry.day, entry.base, entry.records)?;
                }
            }
        }
        Ok(days)
    }

    /// Returns the days as judgement takes them; `None` if the group is only a part of the account.
    pub(super) fn series(
        &self,
        which: OneOfTwo,
        key: &Key,
    ) -> Result<Option<Vec<DayTotal>>, MassOverflow> {
        if lists_a_part(key.rule) || key.rule == Rule::ExportExcess {
            return Ok(None);
        }
        Ok(Some(self.days(which, key)?.totals()))
    }

    /// Settles the reasons for the rows of an alert that only one run has: keeps those on days on which the accounts differ,
    /// and decides on the rows of which it is open whether the other run has them.
    pub(super) fn settle(
        &self,
        two: &Two<'_>,
        key: &Key,
        only: OneOfTwo,
        reasons: &mut Vec<Reasons<'_>>,
    ) -> Result<(), CompareError> {
        let [own, other] = [only, only.other()].map(|which| self.days(which, key));
        let (own, other) = (own?, other?);
        let lists = lists_a_part(key.rule);
        if lists {
            for reasons in reasons
                .iter_mut()
                .filter(|reasons| reasons.perhaps && reasons.causes.is_empty())
            {
                let day = reasons.row.record.date;
                let licensed = key.rule == Rule::ProhibitedTrade;
                let cause = if licensed && own.on(day) == other.on(day) {
                    Cause::Correction
                } else {
                    reasons.unmatched
                };
                decide(two, reasons, cause);
            }
        } else {
            let differs = |day| own.on(day) != other.on(day);
            reasons.retain(|reasons| differs(reasons.row.record.date));
        }
        for of_day in reasons.chunk_by_mut(|a, b| a.row.record.date == b.row.record.date) {
            let Some(day) = of_day.first().map(|first| first.row.record.date) else {
                continue;
            };
            let there = if lists {
                without_others(own.on(day), other.on(day), of_day)
            } else {
                other.on(day)
            };
            settle_day(two, there, of_day)?;
        }
        reasons.retain(|reasons| !reasons.causes.is_empty());
        Ok(())
    }
}

/// Whether a rule lists a part of the accounts: movements without a special licence, or those of one exporter after a notice.
const fn lists_a_part(rule: Rule) -> bool {
    matches!(rule, Rule::ProhibitedTrade | Rule::ExportAfterNotice)
}

/// Returns the part of a day's account in the other run that can consist of rows like these, if the other run has the same
/// movements as this one that the rule does not list in this group.
fn without_others(own: (Mass, i64), other: (Mass, i64), rows: &[Reasons<'_>]) -> (Mass, i64) {
    let (mut base, mut records) = (own.0, own.1);
    for reasons in rows {
        (base, records) = (base.minus(reasons.row.base), records - 1);
    }
    let left = other.0.minus(base);
    if left > Mass::ZERO && other.1 > records {
        (left, other.1 - records)
    } else {
        (Mass::ZERO, 0)
    }
}

fn decide(two: &Two<'_>, reasons: &mut Reasons<'_>, cause: Cause) {
    reasons
        .causes
        .record(cause, two.side(reasons.which), &reasons.row.record);
    (reasons.by_lists, reasons.there) = (false, false);
}

/// Decides on the open rows of a day, of which it is not known whether the other run has them. If all rows together weigh
/// what the other run's account has, all are there as they are. Otherwise the open rows count as corrected if the account
/// has records enough for all rows and the rows that are surely there do not make it up; if not, they count as absent.
fn settle_day(
    two: &Two<'_>,
    there: (Mass, i64),
    of_day: &mut [Reasons<'_>],
) -> Result<(), MassOverflow> {
    let (mut sure, mut all) = ((Mass::ZERO, 0), (Mass::ZERO, 0));
    let in_ledger = |reasons: &&Reasons| reasons.there && reasons.weight > Mass::ZERO;
    for reasons in of_day.iter().filter(in_ledger) {
        all = (all.0.plus(reasons.weight)?, all.1 + 1);
        if !reasons.perhaps {
            sure = (sure.0.plus(reasons.weight)?, sure.1 + 1);
        }
    }
    if all == there {
        return Ok(());
    }
    let corrected = sure != there && there.1 >= all.1;
    for reasons in of_day
        .iter_mut()
        .filter(|reasons| reasons.perhaps && reasons.there && reasons.weight > Mass::ZERO)
    {
        let cause = if corrected {
            Cause::Correction
        } else {
            reasons.unmatched
        };
        decide(two, reasons, cause);
    }
    Ok(())
}
