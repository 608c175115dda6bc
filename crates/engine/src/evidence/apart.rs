//! Alerts whose evidence other processes gather, sort and write.
//!
//! The alerts are made from the ledger and from sums that were taken while the records were gathered. Each bundle is told what its
//! rows show ([`ForBundle`]). Whoever has the records of a bundle compares them with that, day by day, and writes the rows
//! ([`BundleApart`]); the evidence of exporters' alerts is found among that of all exporters, and goes into bundles of its own.

use super::assembled::{Alert, Assembled, AssembledRow, EvidenceDay, rows, with_those_of_ledger};
use super::candidates::Candidates;
use super::error::EvidenceError;
use super::gathering::{Gathering, entries_of, exhibits, packed};
use super::plan::{Plan, Slot};
use super::totals::{alert, days_of};
use crate::config::Config;
use crate::conversion::Lists;
use crate::judgement::{AlertKey, DayTotal, Limits, judge};
use crate::ledger::Ledger;
use crate::scratch::{Kept, Scratch, ScratchError};
use crate::terms::Map;
use crate::versions::Version;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What a bundle is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ForBundle {
    /// An alert of which the bundle has evidence.
    Alert(JudgedAlert),
    /// An alert of an exporter whose evidence is among that of all exporters, which the bundle has.
    Exporter(ExporterPlace),
}

impl ForBundle {
    /// Returns the number of days that this tells of, one more at least.
    #[must_use]
    pub const fn days(&self) -> usize {
        match self {
            Self::Alert(alert) => alert.days.len() + 1,
            Self::Exporter(_) => 1,
        }
    }
}

/// An alert, with the days of which a bundle has the evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgedAlert {
    /// The place of the alert in the plan, by which its evidence is marked.
    place: u32,
    key: AlertKey,
    days: Vec<EvidenceDay>,
}

/// Where the evidence of an exporter's alert goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExporterPlace {
    /// The place of the group of all exporters in the plan.
    of_all: u32,
    key: AlertKey,
    slot: Slot,
}

/// The evidence as it was written: the bytes of a Parquet file for each bundle, in pieces.
#[derive(Debug, Default)]
pub struct Encoded(BTreeMap<usize, BTreeMap<u32, Kept>>);

impl Encoded {
    /// Adds a piece of the file of a bundle.
    pub fn add(&mut self, bundle: usize, place: u32, piece: Kept) {
        self.0.entry(bundle).or_default().insert(place, piece);
    }

    /// Returns the file of a bundle; empty if the bundle has no rows.
    fn file(&self, bundle: usize) -> Result<Vec<u8>, ScratchError> {
        Kept::together(self.0.get(&bundle).into_iter().flat_map(BTreeMap::values))
    }
}

impl<'a> Gathering<'a> {
    /// Makes all alerts from the sums of what was gathered, and from what the ledger found. `wanted` must come from the ledger of
    /// exactly the records that stand.
    pub fn assemble_apart(
        self,
        wanted: &Candidates,
        limits: &Limits<'_>,
        scratch: &Scratch,
    ) -> Result<AssembledApart<'a>, EvidenceError> {
        let mut sums = self.take_sums().groups()?;
        let of_all = |key: &AlertKey| {
            if key.rule.notifies_exporter() {
                key.of_all_exporters()
            } else {
                *key
            }
        };
        sums.retain(|key, _| wanted.has(&of_all(key)));
        let mut alerts: Vec<Alert> = Vec::new();
        for (key, days) in &sums {
            alerts.extend(alert(*key, days, limits)?);
        }
        let alerts = with_those_of_ledger(alerts, wanted);
        let is_alert = |key: &AlertKey| alerts.binary_search_by_key(key, |alert| alert.key).is_ok();
        sums.retain(|key, _| is_alert(key));
        let exporters = self.exporters_of(&alerts, scratch, |key| {
            // One bundle has all evidence of an exporter unless that of all exporters is in several.
            let days = sums
                .get(key)
                .filter(|_| self.plan.is_cut(&key.of_all_exporters()));
            days.cloned().unwrap_or_default()
        })?;
        Ok(AssembledApart {
            assembled: Assembled::of(alerts, exporters, self),
            sums,
        })
    }
}

/// Returns what the evidence of an alert shows of its days, from which the alert must follow.
fn shown(
    alert: &Alert,
    days: &[DayTotal],
    limits: &Limits<'_>,
    config: &Config,
) -> Result<Vec<EvidenceDay>, EvidenceError> {
    let AlertKey {
        rule, substance, ..
    } = alert.key;
    let levels = limits.of(alert.key.importer(), substance);
    if judge(rule, days, &levels)?.as_ref() == Some(&alert.verdict) {
        Ok(EvidenceDay::of(rule, days, &levels)?.collect())
    } else {
        Err(EvidenceError::Disagreement {
            alert: alert.key.id(config),
        })
    }
}

/// All alerts, without their evidence.
#[derive(Debug)]
pub struct AssembledApart<'a> {
    assembled: Assembled<'a>,
    /// The days of the groups that the ledger does not tell apart.
    sums: BTreeMap<AlertKey, Vec<DayTotal>>,
}

impl<'a> AssembledApart<'a> {
    /// Returns the gathering whose bundles have the evidence of importers' alerts. The bundles of exporters' evidence are counted on
    /// from these.
    #[must_use]
    pub const fn gathered(&self) -> &Gathering<'a> {
        &self.assembled.importers
    }

    /// Whether there are alerts.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.assembled.alerts.is_empty()
    }

    /// Passes on what each bundle is told, by the ledger and the levels that the alerts were made from.
    pub fn each<E: From<EvidenceError>>(
        &self,
        ledger: &Ledger<'_>,
        limits: &Limits<'_>,
        mut each: impl FnMut(usize, ForBundle) -> Result<(), E>,
    ) -> Result<(), E> {
        let Assembled {
            alerts,
            exporters,
            importers,
            ..
        } = &self.assembled;
        for alert in alerts {
            let key = alert.key;
            let days = if let Some(days) = self.sums.get(&key) {
                Cow::Borrowed(days)
            } else {
                // The group is a calendar year of one line of the ledger.
                let entries = entries_of(&key, ledger).map_err(EvidenceError::from)?;
                Cow::Owned(entries.iter().map(DayTotal::from).collect())
            };
            let days = shown(alert, &days, limits, importers.book.lists.config)?;
            let (plan, first) = if key.rule.notifies_exporter() {
                for (bundle, place) in self.places_of_exporter(key) {
                    each(bundle, ForBundle::Exporter(place))?;
                }
                (&exporters.plan, importers.plan.bundles())
            } else {
                (&importers.plan, 0)
            };
            let at = |day: &EvidenceDay| plan.place(&key, day.total.day);
            for of_bundle in days.chunk_by(|a, b| at(a) == at(b)) {
                let Some((bundle, place)) = of_bundle.first().and_then(at) else {
                    continue;
                };
                let days = of_bundle.to_vec();
                each(
                    first + bundle,
                    ForBundle::Alert(JudgedAlert { place, key, days }),
                )?;
            }
        }
        Ok(())
    }

    /// Returns where the evidence of an exporter's alert goes, for each bundle that has evidence of all exporters.
    fn places_of_exporter(
        &self,
        key: AlertKey,
    ) -> impl Iterator<Item = (usize, ExporterPlace)> + use<> {
        let plan = &self.assembled.importers.plan;
        let own = self.assembled.exporters.plan.slot(&key);
        let own = own.map(|slot| slot.after(plan.bundles()));
        let of_all = plan.slot(&key.of_all_exporters()).cloned();
        let places = own.zip(of_all).map(|(slot, of_all)| {
            let place = ExporterPlace {
                of_all: of_all.place,
                key,
                slot,
            };
            of_all.bundles().map(move |bundle| (bundle, place.clone()))
        });
        places.into_iter().flatten()
    }

    /// Returns the alerts with the evidence that others wrote.
    #[must_use]
    pub fn with(self, encoded: Encoded) -> Assembled<'a> {
        let mut assembled = self.assembled;
        assembled.encoded = Some(encoded);
        assembled
    }
}

impl Assembled<'_> {
    /// Returns the file of a bundle that another process wrote; `None` if the evidence is here.
    pub fn written_apart(&self, bundle: usize) -> Option<Result<Vec<u8>, ScratchError>> {
        let encoded = self.encoded.as_ref()?;
        let (importers, exporters) = (self.importers.plan.bundles(), self.exporters.plan.bundles());
        let number = match bundle.checked_sub(exporters) {
            Some(bundle) => bundle,
            None => importers + bundle,
        };
        Some(encoded.file(number))
    }
}

/// What a process knows of a bundle whose evidence it has.
#[derive(Debug)]
pub struct BundleApart<'a> {
    lists: Lists<'a>,
    alerts: Map<u32, JudgedAlert>,
    /// The groups of all exporters, by their places.
    of_all: Map<u32, AlertKey>,
    exporters: Plan,
}

impl<'a> BundleApart<'a> {
    /// Returns a bundle that was told nothing yet.
    #[must_use]
    pub fn new(lists: Lists<'a>) -> Self {
        Self {
            lists,
            alerts: Map::default(),
            of_all: Map::default(),
            exporters: Plan::default(),
        }
    }

    /// Takes what the bundle is told.
    pub fn tell(&mut self, told: ForBundle) {
        match told {
            ForBundle::Alert(alert) => {
                self.alerts.insert(alert.place, alert);
            }
            ForBundle::Exporter(ExporterPlace { of_all, key, slot }) => {
                self.of_all.insert(of_all, key.of_all_exporters());
                self.exporters.put(key, slot);
            }
        }
    }

    /// Returns the alert at a place.
    #[must_use]
    pub fn key(&self, place: usize) -> Option<AlertKey> {
        let place = u32::try_from(place).ok()?;
        self.alerts.get(&place).map(|alert| alert.key)
    }

    /// Passes on the evidence of exporters' alerts, packed, with the bundle of each.
    pub fn of_exporters<E: From<EvidenceError>>(
        &self,
        bytes: &[u8],
        mut each: impl FnMut(usize, &dyn Fn(&mut Vec<u8>)) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.of_all.is_empty() {
            return Ok(());
        }
        for packed in packed(bytes).ok_or_else(EvidenceError::lost)? {
            let Some(key) = self.of_all.get(&packed.place) else {
                continue;
            };
            let key = key.of_exporter(packed.outline.reporter);
            if let Some((bundle, place)) = self.exporters.place(&key, packed.outline.date) {
                let exhibit = packed.exhibit(key.substance, self.lists.conversion);
                let exhibit = exhibit.ok_or_else(EvidenceError::lost)?;
                each(bundle, &|to| pack(place, &exhibit.version, to))?;
            }
        }
        Ok(())
    }

    /// Goes through the evidence in the order of the table. The records of each day must add up to what the bundle was told.
    pub fn evidence<'b, E: From<EvidenceError>>(
        &self,
        bytes: &'b [u8],
        mut each: impl FnMut(AssembledRow<'b>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut packed = packed(bytes).ok_or_else(EvidenceError::lost)?;
        packed.sort_unstable_by_key(|packed| (packed.place, packed.outline));
        let mut seen = 0;
        for of_alert in packed.chunk_by(|a, b| a.place == b.place) {
            let place = of_alert.first().map_or(u32::MAX, |packed| packed.place);
            let Some(alert) = self.alerts.get(&place) else {
                continue;
            };
            let exhibits = exhibits(of_alert, alert.key.substance, self.lists.conversion)?;
            let found = days_of(&exhibits).map_err(EvidenceError::from)?;
            if !found.iter().eq(alert.days.iter().map(|day| &day.total)) {
                let alert = alert.key.id(self.lists.config);
                return Err(EvidenceError::Disagreement { alert }.into());
            }
            let place = usize::try_from(place).unwrap_or(usize::MAX);
            rows(place, &exhibits, alert.days.iter().copied(), &mut each)?;
            seen += 1;
        }
        if seen == self.alerts.len() {
            Ok(())
        } else {
            Err(EvidenceError::lost().into())
        }
    }
}

/// Appends a record as evidence of the alert at a place.
pub(super) fn pack(place: u32, version: &Version<'_>, to: &mut Vec<u8>) {
    to.extend(place.to_le_bytes());
    version.pack(to);
}
