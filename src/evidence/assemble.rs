//! From the records of wanted groups to alerts with their evidence.

use super::wanted::{Wanted, basis_of};
use crate::config::{Config, Schedule};
use crate::conversion::{Conversion, Share};
use crate::estimates::{Estimates, Level, NO_LEVEL};
use crate::intake::Flow;
use crate::judgement::{AlertKey, DayTotal, Excess, Listing, Rule, exceeds, excess, listing, running};
use crate::ledger::Basis;
use crate::terms::{Factor, Mass, MassOverflow, Timeline};
use crate::versions::Version;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// What a rule found of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Days in excess of the estimate in force.
    Excess(Excess),
    /// Movements that are reported as such.
    Listing(Listing),
}

/// An alert and the records it rests on.
#[derive(Clone, Debug)]
pub struct Alert {
    /// What it is about.
    pub key: AlertKey,
    /// What was found.
    pub verdict: Verdict,
    /// Every record of the group with base mass above zero, by date, reporter and record id.
    pub evidence: Vec<EvidenceRow>,
}

/// A record as evidence of an alert.
#[derive(Clone, Copy, Debug)]
pub struct EvidenceRow {
    /// The record, by its place among the versions the alerts were assembled from.
    pub version: usize,
    /// The share of base of the alert's substance in its form.
    pub factor: Factor,
    /// The base mass it adds.
    pub base: Mass,
    /// The group's running total at the end of its day.
    pub running_total: Mass,
    /// The estimate in force that day; `None` for rules that compare nothing.
    pub estimate: Option<Mass>,
    /// Whether its day is in excess; always so for rules that compare nothing.
    pub in_excess: bool,
}

/// Alerts cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// A total has more than 38 digits.
    #[error(transparent)]
    Overflow(#[from] MassOverflow),
    /// Ledger and records disagree: a fault of this program, found before anything was published.
    #[error(
        "{alert}: the ledger and the records of the group disagree, so nothing was published; this is a fault of the program, report it"
    )]
    Disagreement {
        /// The alert's name.
        alert: String,
    },
    /// The ledger has groups in excess that no alert was made of; as above.
    #[error(
        "{ledger} groups are in excess by the ledger and {records} by their records, so nothing was published; this is a fault of the program, report it"
    )]
    Groups {
        /// Groups by the ledger.
        ledger: usize,
        /// Groups by their records.
        records: usize,
    },
}

/// A record's part in a group.
struct Part {
    version: usize,
    factor: Factor,
    base: Mass,
}

/// Makes all alerts, sorted by key. `wanted` must come from the ledger of exactly these records and
/// whatever else needs no look; `versions` are those that stand.
pub fn assemble(
    versions: &[Version],
    wanted: &Wanted,
    estimates: &Estimates,
    conversion: &Conversion,
    config: &Config,
) -> Result<Vec<Alert>, EvidenceError> {
    let mut groups: BTreeMap<AlertKey, Vec<Part>> = BTreeMap::new();
    for (index, version) in versions.iter().enumerate() {
        for share in conversion.shares(version.record.form, version.record.date) {
            let base = version.record.net().times(share.factor);
            if base > Mass::ZERO {
                for key in keys(version, *share, wanted, config) {
                    groups.entry(key).or_default().push(Part { version: index, factor: share.factor, base });
                }
            }
        }
    }
    let groups: Vec<(AlertKey, Vec<Part>)> = groups.into_iter().collect();
    let judged: Vec<Option<Alert>> = groups
        .into_par_iter()
        .map(|(key, parts)| {
            let alert = judge(key, parts, versions, estimates)?;
            check(key, alert.as_ref(), wanted, config)?;
            Ok(alert)
        })
        .collect::<Result<_, EvidenceError>>()?;
    let alerts: Vec<Alert> = judged.into_iter().flatten().collect();
    let records = alerts.iter().filter(|alert| basis_judged(alert.key.rule).is_some()).count();
    let ledger = wanted.groups_in_excess();
    if records == ledger { Ok(alerts) } else { Err(EvidenceError::Groups { ledger, records }) }
}

/// The groups that a record belongs to, in the rules that may report it (`rules.md` 5).
fn keys(version: &Version, share: Share, wanted: &Wanted, config: &Config) -> Vec<AlertKey> {
    let record = &version.record;
    let Some(importer) = record.importer() else {
        return Vec::new();
    };
    let (substance, year) = (share.substance, record.date.year());
    let of_importer = |rule| AlertKey { rule, country: importer, partner: None, substance, year };
    let mut keys = Vec::new();
    if config.substance(substance).schedule == Schedule::I {
        keys.push(of_importer(Rule::ScheduleITrade));
    } else if wanted.excess((basis_of(record), importer, substance, year)).is_some() {
        match record.flow {
            Flow::Import => keys.push(of_importer(Rule::ImportExcess)),
            Flow::Export => {
                keys.push(of_importer(Rule::PartnerReportedExcess));
                // What one exporter sent is at most what all sent, so pairs matter only in here.
                keys.push(AlertKey { rule: Rule::ExportExcess, country: record.reporter, partner: Some(importer), substance, year });
            }
        }
    }
    if version.special_licence.is_empty() && config.prohibits(importer, substance, record.date) {
        keys.push(of_importer(Rule::ProhibitedTrade));
    }
    keys
}

fn judge(key: AlertKey, mut parts: Vec<Part>, versions: &[Version], estimates: &Estimates) -> Result<Option<Alert>, EvidenceError> {
    let order = |part: &Part| {
        let version = &versions[part.version];
        (version.record.date, version.record.reporter, &version.record_id)
    };
    parts.sort_by(|a, b| order(a).cmp(&order(b)));
    let days = day_totals(&parts, versions)?;
    let timeline = estimates.timeline(key.importer(), key.substance);
    let verdict = if key.rule.lists_only() { listing(&days)?.map(Verdict::Listing) } else { excess(&days, timeline)?.map(Verdict::Excess) };
    let Some(verdict) = verdict else {
        return Ok(None);
    };
    let evidence = evidence(key, &parts, &days, versions, timeline)?;
    Ok(Some(Alert { key, verdict, evidence }))
}

fn day_totals(parts: &[Part], versions: &[Version]) -> Result<Vec<DayTotal>, MassOverflow> {
    let mut days: Vec<DayTotal> = Vec::new();
    for part in parts {
        let day = versions[part.version].record.date;
        match days.last_mut() {
            Some(last) if last.day == day => {
                last.base = last.base.plus(part.base)?;
                last.records += 1;
            }
            _ => days.push(DayTotal { day, base: part.base, records: 1 }),
        }
    }
    Ok(days)
}

fn evidence(
    key: AlertKey,
    parts: &[Part],
    days: &[DayTotal],
    versions: &[Version],
    timeline: Option<&Timeline<Level>>,
) -> Result<Vec<EvidenceRow>, MassOverflow> {
    let totals = running(days)?;
    let mut rows = Vec::with_capacity(parts.len());
    let mut place = 0;
    for part in parts {
        let day = versions[part.version].record.date;
        while days[place].day < day {
            place += 1;
        }
        let running_total = totals[place];
        let level = timeline.and_then(|timeline| timeline.on(day)).unwrap_or(&NO_LEVEL);
        let (estimate, in_excess) = if key.rule.lists_only() { (None, true) } else { (Some(level.mass), exceeds(running_total, level)) };
        rows.push(EvidenceRow { version: part.version, factor: part.factor, base: part.base, running_total, estimate, in_excess });
    }
    Ok(rows)
}

/// The account that a rule judges whole, and that the ledger therefore judges too.
const fn basis_judged(rule: Rule) -> Option<Basis> {
    match rule {
        Rule::ImportExcess => Some(Basis::ImportReports),
        Rule::PartnerReportedExcess => Some(Basis::PartnerReports),
        Rule::ExportExcess | Rule::ProhibitedTrade | Rule::ScheduleITrade => None,
    }
}

/// The ledger and the records reach an excess by different ways; they must meet.
fn check(key: AlertKey, alert: Option<&Alert>, wanted: &Wanted, config: &Config) -> Result<(), EvidenceError> {
    let Some(basis) = basis_judged(key.rule) else {
        return Ok(());
    };
    let by_ledger = wanted.excess((basis, key.country, key.substance, key.year));
    let by_records = alert.and_then(|alert| match &alert.verdict {
        Verdict::Excess(excess) => Some(excess),
        Verdict::Listing(_) => None,
    });
    if by_ledger == by_records { Ok(()) } else { Err(EvidenceError::Disagreement { alert: key.id(config) }) }
}
