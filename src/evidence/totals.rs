//! What the records that were gathered add up to.

use super::assembled::Alert;
use super::candidates::Candidates;
use super::error::EvidenceError;
use super::gathering::{EvidenceRecord, Gathering, Packed, exhibits};
use crate::config::Config;
use crate::estimates::Estimates;
use crate::judgement::{AlertKey, DayTotal, Rule, Verdict, judge};
use crate::terms::{Map, MassOverflow};
use std::collections::BTreeMap;

/// What some records say of an alert.
pub(super) enum Totals {
    /// All of its records are here, and this is what they make.
    Alert(Box<Alert>),
    /// Some of its days are here, and others are in other bundles.
    Days(AlertKey, Vec<DayTotal>),
}

/// What a bundle says of the alerts that are judged by their records: those of exporters, those that
/// only list movements, and those that are spread over several bundles.
pub(super) fn found(
    mut packed: Vec<Packed<'_>>,
    gathering: &Gathering,
    estimates: &Estimates,
) -> Result<Vec<Totals>, EvidenceError> {
    let mut found = Vec::new();
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
        if key.rule == Rule::PartnerReportedExcess {
            for of_pair in of_alert.chunk_by(|a, b| a.outline.reporter == b.outline.reporter) {
                if let Some(exporter) = of_pair.first().map(|packed| packed.outline.reporter) {
                    found.extend(one(
                        key.of_exporter(exporter),
                        &exhibits(of_pair, gathering)?,
                        cut,
                        estimates,
                    )?);
                }
            }
        }
        if cut || key.rule.lists_only() {
            of_alert.sort_unstable_by_key(|packed| packed.outline.date);
            found.extend(one(key, &exhibits(of_alert, gathering)?, cut, estimates)?);
        }
    }
    Ok(found)
}

fn one(
    key: AlertKey,
    exhibits: &[EvidenceRecord<'_>],
    cut: bool,
    estimates: &Estimates,
) -> Result<Option<Totals>, MassOverflow> {
    let days = days_of(exhibits)?;
    if cut {
        return Ok(Some(Totals::Days(key, days)));
    }
    Ok(alert(key, &days, estimates)?
        .map(Box::new)
        .map(Totals::Alert))
}

fn alert(
    key: AlertKey,
    days: &[DayTotal],
    estimates: &Estimates,
) -> Result<Option<Alert>, MassOverflow> {
    let timeline = estimates.timeline(key.importer(), key.substance);
    Ok(judge(key.rule, days, timeline)?.map(|verdict| Alert::new(key, verdict)))
}

/// The days of alerts whose evidence is in several bundles.
pub(super) type Days = Map<AlertKey, Vec<DayTotal>>;

/// Puts together what the bundles say, in order: the alerts that are judged by their records, and the days
/// of those that are spread over several bundles, whoever judged them. What the ledger has judged, too,
/// must come out the same.
pub(super) fn merged(
    found: impl Iterator<Item = Totals>,
    wanted: &Candidates,
    estimates: &Estimates,
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
        let alert = alert(key, &of_alert, estimates)?;
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

/// The totals of each day, of records in the order of their days.
pub(super) fn days_of(exhibits: &[EvidenceRecord<'_>]) -> Result<Vec<DayTotal>, MassOverflow> {
    let mut days = Vec::new();
    for exhibit in exhibits {
        DayTotal::add(&mut days, exhibit.version.record.date, exhibit.base)?;
    }
    Ok(days)
}
