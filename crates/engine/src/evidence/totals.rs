//! Adds up the records that were gathered.

use super::assembled::Alert;
use super::candidates::Candidates;
use super::error::EvidenceError;
use super::gathering::{EvidenceRecord, Gathering, Packed, exhibits};
use crate::config::Config;
use crate::judgement::{AlertKey, DayTotal, Limits, Verdict, judge};
use crate::terms::{Map, MassOverflow};
use std::collections::BTreeMap;

/// The totals of some records of an alert.
pub(super) enum Totals {
    /// All records of the alert are in one bundle, and make this alert.
    Alert(Box<Alert>),
    /// Some days of the alert are in this bundle, and others are in other bundles.
    Days(AlertKey, Vec<DayTotal>),
}

/// Returns the totals of a bundle for the alerts that are judged by their records: alerts of exporters, alerts that only list
/// movements, and alerts in several bundles.
pub(super) fn found(
    mut packed: Vec<Packed<'_>>,
    gathering: &Gathering,
    limits: &Limits<'_>,
) -> Result<Vec<Totals>, EvidenceError> {
    let mut found = Vec::new();
    let conversion = gathering.book.lists.conversion;
    packed.sort_unstable_by_key(|packed| {
        (packed.place, packed.outline.reporter, packed.outline.date)
    });
    for of_alert in packed.chunk_by_mut(|a, b| a.place == b.place) {
        let Some(key) = of_alert
            .first()
            .and_then(|packed| gathering.plan.key(packed.place))
        else {
            continue;
        };
        let cut = gathering.plan.is_cut(&key);
        if key.is_of_all_exporters() {
            for of_pair in of_alert.chunk_by(|a, b| a.outline.reporter == b.outline.reporter) {
                if let Some(exporter) = of_pair.first().map(|packed| packed.outline.reporter) {
                    found.extend(one(
                        key.of_exporter(exporter),
                        &exhibits(of_pair, key.substance, conversion)?,
                        cut,
                        limits,
                    )?);
                }
            }
        }
        if key.makes_alerts() && (cut || key.rule.lists_only()) {
            of_alert.sort_unstable_by_key(|packed| packed.outline.date);
            let exhibits = exhibits(of_alert, key.substance, conversion)?;
            found.extend(one(key, &exhibits, cut, limits)?);
        }
    }
    Ok(found)
}

fn one(
    key: AlertKey,
    exhibits: &[EvidenceRecord<'_>],
    cut: bool,
    limits: &Limits<'_>,
) -> Result<Option<Totals>, MassOverflow> {
    let days = days_of(exhibits)?;
    if cut {
        return Ok(Some(Totals::Days(key, days)));
    }
    Ok(alert(key, &days, limits)?.map(Box::new).map(Totals::Alert))
}

pub(super) fn alert(
    key: AlertKey,
    days: &[DayTotal],
    limits: &Limits<'_>,
) -> Result<Option<Alert>, MassOverflow> {
    let levels = limits.of(key.importer(), key.substance);
    Ok(judge(key.rule, days, &levels)?.map(|verdict| Alert::new(key, verdict)))
}

/// The days of alerts whose evidence is in several bundles.
pub(super) type Days = Map<AlertKey, Vec<DayTotal>>;

/// Merges the totals of the bundles, which are in order: the alerts that are judged by their records, and the days of alerts in
/// several bundles. An error: an alert that the ledger judged too comes out differently.
pub(super) fn merged(
    found: impl Iterator<Item = Totals>,
    wanted: &Candidates,
    limits: &Limits<'_>,
    config: &Config,
) -> Result<(Vec<Alert>, Days), EvidenceError> {
    let mut alerts = Vec::new();
    let mut cut: BTreeMap<AlertKey, Vec<DayTotal>> = BTreeMap::new();
    for found in found {
        match found {
            Totals::Alert(alert) => alerts.push(*alert),
            Totals::Days(key, days) => cut.entry(key).or_default().extend(days),
        }
    }
    let mut days = Days::default();
    for (key, of_alert) in cut {
        let alert = alert(key, &of_alert, limits)?;
        if let Some(by_ledger) = wanted.excess(&key) {
            if alert.map(|alert| alert.verdict) != Some(Verdict::Excess(by_ledger.clone())) {
                return Err(EvidenceError::Disagreement {
                    alert: key.id(config),
                });
            }
            days.insert(key, of_alert);
        } else if let Some(alert) = alert {
            alerts.push(alert);
            days.insert(key, of_alert);
        }
    }
    Ok((alerts, days))
}

/// Returns the totals of each day, from records in the order of their days.
pub(super) fn days_of(exhibits: &[EvidenceRecord<'_>]) -> Result<Vec<DayTotal>, MassOverflow> {
    let mut days = Vec::new();
    for exhibit in exhibits {
        DayTotal::add(&mut days, exhibit.version.record.date, exhibit.base)?;
    }
    Ok(days)
}
