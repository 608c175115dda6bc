//! Makes alerts with their evidence from the records of the wanted groups.

use super::apart::Encoded;
use super::candidates::Candidates;
use super::error::EvidenceError;
use super::gathering::{EvidenceRecord, Gathering, exhibits, packed};
use super::plan::Plan;
use super::totals::{Days, days_of, found, merged};
use crate::estimates::{Level, Status};
use crate::judgement::{
    AlertKey, DayTotal, Doubt, Limits, Rule, Verdict, exceeds, judge, level_on, running,
};
use crate::parallel;
use crate::scratch::{Scratch, ScratchError};
use crate::terms::{Day, Factor, Mass, MassOverflow, Timeline};
use crate::versions::Version;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// An alert without its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// The group that the alert is about.
    pub key: AlertKey,
    /// The result of the rule.
    pub verdict: Verdict,
    /// Whether the group has a record of a period longer than a day on its first day in excess (`rules.md` 4.6); `None` if the rule
    /// only lists. Known when all records are settled.
    pub not_later: Option<bool>,
    /// The doubts that may touch the alert, in order; known when all records are settled.
    pub doubts: BTreeSet<Doubt>,
}

impl Alert {
    pub(super) const fn new(key: AlertKey, verdict: Verdict) -> Self {
        let not_later = match &verdict {
            Verdict::Excess(_) => Some(false),
            Verdict::Listing(_) => None,
        };
        Self {
            key,
            verdict,
            not_later,
            doubts: BTreeSet::new(),
        }
    }
}

/// A record as evidence of an alert.
#[derive(Clone, Copy, Debug)]
pub struct AssembledRow<'b> {
    /// The place of the alert among all alerts.
    pub alert: usize,
    /// The record.
    pub version: Version<'b>,
    /// The share of the alert's substance in the form, as base.
    pub factor: Factor,
    /// The base mass that the record adds.
    pub base: Mass,
    /// The group's running total at the end of the record's day.
    pub running_total: Mass,
    /// The estimate in force on the record's day, own exports included; `None` for rules that compare nothing, and where no level
    /// is known.
    pub estimate: Option<Mass>,
    /// Whether the record's day is in excess; always `true` for rules that compare nothing.
    pub in_excess: bool,
}

/// What the evidence of an alert shows of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "DayFigures", into = "DayFigures")]
pub(super) struct EvidenceDay {
    pub(super) total: DayTotal,
    running_total: Mass,
    estimate: Option<Mass>,
    in_excess: bool,
}

/// The figures of an evidence day without names, since there are many of them: day, base mass, records, running total, estimate,
/// whether in excess.
type DayFigures = (Day, Mass, i64, Mass, Option<Mass>, bool);

impl From<DayFigures> for EvidenceDay {
    fn from((day, base, records, running_total, estimate, in_excess): DayFigures) -> Self {
        Self {
            total: DayTotal { day, base, records },
            running_total,
            estimate,
            in_excess,
        }
    }
}

impl From<EvidenceDay> for DayFigures {
    fn from(shown: EvidenceDay) -> Self {
        let DayTotal { day, base, records } = shown.total;
        let EvidenceDay {
            running_total,
            estimate,
            in_excess,
            ..
        } = shown;
        (day, base, records, running_total, estimate, in_excess)
    }
}

impl EvidenceDay {
    /// Returns what evidence shows of the days of a group, ascending.
    pub(super) fn of(
        rule: Rule,
        days: &[DayTotal],
        levels: &Timeline<Level>,
    ) -> Result<impl Iterator<Item = Self>, MassOverflow> {
        let shown = move |(total, running_total): (&DayTotal, Mass)| {
            let (level, listed) = (level_on(levels, total.day), rule.lists_only());
            Self {
                total: *total,
                running_total,
                estimate: (!listed && level.status != Status::Unknown).then_some(level.mass),
                in_excess: listed || exceeds(running_total, level),
            }
        };
        Ok(days.iter().zip(running(days)?).map(shown))
    }
}

/// Returns alerts by key, with those of the groups that the ledger finds in excess.
pub(super) fn with_those_of_ledger(mut alerts: Vec<Alert>, wanted: &Candidates) -> Vec<Alert> {
    let in_excess = wanted.in_excess();
    alerts.extend(in_excess.map(|(key, excess)| Alert::new(key, Verdict::Excess(excess.clone()))));
    alerts.sort_unstable_by_key(|alert| alert.key);
    alerts
}

/// Passes on the rows of an alert; `days` has all days of the records, ascending.
pub(super) fn rows<'b, E: From<EvidenceError>>(
    alert: usize,
    exhibits: &[EvidenceRecord<'b>],
    mut days: impl Iterator<Item = EvidenceDay>,
    each: &mut impl FnMut(AssembledRow<'b>) -> Result<(), E>,
) -> Result<(), E> {
    let mut shown = days.next();
    for exhibit in exhibits {
        let day = exhibit.version.record.date;
        while shown.is_some_and(|shown| shown.total.day < day) {
            shown = days.next();
        }
        let EvidenceDay {
            running_total,
            estimate,
            in_excess,
            ..
        } = shown
            .filter(|shown| shown.total.day == day)
            .ok_or_else(EvidenceError::lost)?;
        each(AssembledRow {
            alert,
            version: exhibit.version,
            factor: exhibit.factor,
            base: exhibit.base,
            running_total,
            estimate,
            in_excess,
        })?;
    }
    Ok(())
}

/// All alerts, with their evidence in bundles.
#[derive(Debug)]
pub struct Assembled<'a> {
    /// The alerts, by key.
    pub alerts: Vec<Alert>,
    /// The evidence of the alerts of exporters, which come first.
    pub(super) exporters: Gathering<'a>,
    /// The evidence of all other alerts.
    pub(super) importers: Gathering<'a>,
    /// The days of alerts whose evidence is in several bundles.
    days: Days,
    /// The calendar years whose alerts and evidence are taken over as they are.
    carried: BTreeSet<i32>,
    /// The evidence as other processes wrote it; `None` if it is in the bundles.
    pub(super) encoded: Option<Encoded>,
}

/// A bundle of evidence, not sorted yet.
#[derive(Debug)]
pub struct Bundle {
    index: usize,
    bytes: Vec<u8>,
}

impl<'a> Gathering<'a> {
    /// Makes all alerts. `wanted` must come from the ledger of exactly the records that stand; records gathered for other groups
    /// are ignored.
    pub fn assemble(
        self,
        wanted: &Candidates,
        limits: &Limits<'_>,
        scratch: &Scratch,
    ) -> Result<Assembled<'a>, EvidenceError> {
        let asks = |key: &AlertKey| {
            wanted.has(key) && (key.rule != Rule::ImportExcess || self.plan.is_cut(key))
        };
        let bundles = self.plan.bundles_of(asks);
        let parts = parallel::try_map(bundles.len(), |place| {
            let bytes = self.bundles.copy(bundles[place])?;
            let mut packed = packed(&bytes).ok_or_else(EvidenceError::lost)?;
            packed.retain(|packed| self.plan.key(packed.place).is_some_and(|key| asks(&key)));
            found(packed, &self, limits)
        })?;
        let (alerts, days) = merged(
            parts.into_iter().flatten(),
            wanted,
            limits,
            self.book.lists.config,
        )?;
        let alerts = with_those_of_ledger(alerts, wanted);
        let exporters = self.exporters(&alerts, &days, scratch)?;
        Ok(Assembled {
            days,
            ..Assembled::of(alerts, exporters, self)
        })
    }

    /// Gathers the evidence of exporters' alerts from the evidence of all exporters.
    fn exporters(
        &self,
        alerts: &[Alert],
        days: &Days,
        scratch: &Scratch,
    ) -> Result<Gathering<'a>, EvidenceError> {
        let exporters = self.exporters_of(alerts, scratch, |key| {
            days.get(key).cloned().unwrap_or_default()
        })?;
        if exporters.plan.bundles() == 0 {
            return Ok(exporters);
        }
        let importers = self.plan.bundles_of(AlertKey::is_of_all_exporters);
        parallel::try_each(importers.len(), |place| {
            let bytes = self.bundles.copy(importers[place])?;
            let mut writer = exporters.writer();
            for packed in packed(&bytes).ok_or_else(EvidenceError::lost)? {
                if let Some(key) = self
                    .plan
                    .key(packed.place)
                    .filter(AlertKey::is_of_all_exporters)
                {
                    let exhibit = packed.exhibit(key.substance, self.book.lists.conversion);
                    let exhibit = exhibit.ok_or_else(EvidenceError::lost)?;
                    writer.put(&key.of_exporter(packed.outline.reporter), &exhibit.version);
                }
            }
            Ok::<(), EvidenceError>(())
        })?;
        Ok(exporters)
    }
}

impl<'a> Gathering<'a> {
    /// Returns room for the evidence of exporters' alerts. `days` returns the days of an alert.
    pub(super) fn exporters_of(
        &self,
        alerts: &[Alert],
        scratch: &Scratch,
        days: impl Fn(&AlertKey) -> Vec<DayTotal>,
    ) -> Result<Gathering<'a>, EvidenceError> {
        let own = alerts
            .iter()
            .filter(|alert| alert.key.rule.notifies_exporter())
            .map(|alert| (alert.key, alert.verdict.year().records));
        let days_of = |key: &AlertKey| {
            let days = days(key).into_iter().map(|day| (day.day, day.records));
            Ok::<Vec<(Day, i64)>, EvidenceError>(days.collect())
        };
        let plan = Plan::of(own, days_of)?;
        Ok(Gathering::with(plan, self.book.clone(), scratch))
    }
}

impl<'a> Assembled<'a> {
    /// Returns alerts, with their evidence in bundles.
    pub(super) fn of(
        alerts: Vec<Alert>,
        exporters: Gathering<'a>,
        importers: Gathering<'a>,
    ) -> Self {
        Self {
            alerts,
            exporters,
            importers,
            days: Days::default(),
            carried: BTreeSet::new(),
            encoded: None,
        }
    }
}

impl Assembled<'_> {
    /// Adds alerts of calendar years in which no alert was made, and whose evidence is written already.
    pub fn take_over(&mut self, alerts: impl IntoIterator<Item = Alert>) {
        let before = self.alerts.len();
        self.alerts.extend(alerts);
        let years = self.alerts[before..].iter().map(|alert| alert.key.year);
        self.carried.extend(years);
        self.alerts.sort_unstable_by_key(|alert| alert.key);
    }

    /// Returns the calendar years for which alerts were made, ascending, each with its bundles; the bundles of a year in order hold its
    /// evidence in order.
    pub fn bundles_by_year(&self) -> impl Iterator<Item = (i32, usize)> + Send + use<> {
        let years = self.alerts.iter().map(|alert| alert.key.year);
        let years: BTreeSet<i32> = years.filter(|year| !self.carried.contains(year)).collect();
        let first = self.exporters.plan.bundles();
        let of_year = |year: i32| {
            let others = self.importers.plan.of_year(year);
            let bundles = self.exporters.plan.of_year(year);
            let bundles = bundles.chain(first + others.start..first + others.end);
            bundles
                .map(move |bundle| (year, bundle))
                .collect::<Vec<_>>()
        };
        let bundles: Vec<(i32, usize)> = years.into_iter().flat_map(of_year).collect();
        bundles.into_iter()
    }

    /// An error unless as many rows of evidence were written as the alerts rest on.
    pub fn check(&self, written: u64) -> Result<(), EvidenceError> {
        let expected = self
            .alerts
            .iter()
            .map(|alert| alert.verdict.year().records)
            .sum();
        let found = i64::try_from(written).unwrap_or(i64::MAX);
        if found == expected {
            Ok(())
        } else {
            Err(EvidenceError::Rows { expected, found })
        }
    }

    fn part(&self, index: usize) -> (&Gathering<'_>, usize) {
        match index.checked_sub(self.exporters.plan.bundles()) {
            None => (&self.exporters, index),
            Some(index) => (&self.importers, index),
        }
    }

    /// Reads a bundle.
    pub fn bundle(&self, index: usize) -> Result<Bundle, ScratchError> {
        let (gathering, place) = self.part(index);
        Ok(Bundle {
            index,
            bytes: gathering.bundles.take(place)?,
        })
    }

    /// Goes through the evidence in a bundle, sorted by alert, date, reporter and record id. The figures of each alert are worked
    /// out from the records alone and must agree with the alert.
    pub fn evidence<'b, E: From<EvidenceError>>(
        &self,
        bundle: &'b Bundle,
        limits: &Limits<'_>,
        mut each: impl FnMut(AssembledRow<'b>) -> Result<(), E>,
    ) -> Result<(), E> {
        let (gathering, _) = self.part(bundle.index);
        let mut packed = packed(&bundle.bytes).ok_or_else(EvidenceError::lost)?;
        packed.sort_unstable_by_key(|packed| (packed.place, packed.outline));
        for of_alert in packed.chunk_by(|a, b| a.place == b.place) {
            let key = of_alert
                .first()
                .and_then(|packed| gathering.plan.key(packed.place));
            if let Some(alert) = key.and_then(|key| {
                self.alerts
                    .binary_search_by_key(&key, |alert| alert.key)
                    .ok()
            }) {
                let AlertKey {
                    rule, substance, ..
                } = self.alerts[alert].key;
                let conversion = gathering.book.lists.conversion;
                let exhibits = exhibits(of_alert, substance, conversion)?;
                let levels = limits.of(self.alerts[alert].key.importer(), substance);
                let days = self.days(&self.alerts[alert], &exhibits, gathering, &levels)?;
                let days = EvidenceDay::of(rule, &days, &levels).map_err(EvidenceError::from)?;
                rows(alert, &exhibits, days, &mut each)?;
            }
        }
        Ok(())
    }

    /// Returns the days of an alert of which some or all evidence is given.
    fn days(
        &self,
        alert: &Alert,
        exhibits: &[EvidenceRecord<'_>],
        gathering: &Gathering,
        levels: &Timeline<Level>,
    ) -> Result<Cow<'_, [DayTotal]>, EvidenceError> {
        if let Some(days) = self
            .days
            .get(&alert.key)
            .filter(|_| gathering.plan.is_cut(&alert.key))
        {
            return Ok(Cow::Borrowed(days));
        }
        let days = days_of(exhibits)?;
        if judge(alert.key.rule, &days, levels)?.as_ref() == Some(&alert.verdict) {
            Ok(Cow::Owned(days))
        } else {
            Err(EvidenceError::Disagreement {
                alert: alert.key.id(gathering.book.lists.config),
            })
        }
    }
}
