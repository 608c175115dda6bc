//! Gathers the records on which alerts may rest.

use super::apart::pack;
use super::candidates::Candidates;
use super::error::EvidenceError;
use super::plan::Plan;
use super::sums::GroupSums;
use crate::conversion::{Conversion, Share};
use crate::judgement::{AlertKey, Rule, RuleBook, groups};
use crate::ledger::{Entry, Ledger, LedgerError};
use crate::parallel::lock;
use crate::records::Record;
use crate::scratch::{Parts, PartsWriter, Scratch};
use crate::terms::{Day, Factor, Mass, Substance};
use crate::versions::{Outline, Version};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// The standing records of the wanted groups in bundles, each record once for every alert that may rest on it.
#[derive(Debug)]
pub struct Gathering<'a> {
    pub(super) plan: Plan,
    pub(super) bundles: Parts,
    pub(super) book: RuleBook<'a>,
    /// Sums of what is gathered, if these are asked for.
    sums: Option<Mutex<GroupSums>>,
}

/// Adds records to a gathering, for one thread.
#[derive(Debug)]
pub struct GatheringWriter<'g> {
    gathering: &'g Gathering<'g>,
    bundles: PartsWriter<'g>,
    sums: Option<SumsWriter<'g>>,
}

/// A record as evidence of one alert.
#[derive(Clone, Copy, Debug)]
pub(super) struct EvidenceRecord<'b> {
    pub(super) version: Version<'b>,
    pub(super) factor: Factor,
    pub(super) base: Mass,
}

impl<'a> Gathering<'a> {
    /// Makes an empty gathering for the records of all groups that a ledger wants.
    pub fn new(
        wanted: &Candidates,
        ledger: &Ledger<'_>,
        book: RuleBook<'a>,
        scratch: &Scratch,
    ) -> Result<Self, LedgerError> {
        let groups = wanted.alerts();
        let plan = Plan::of(groups.iter().copied(), |key| days_of(key, ledger))?;
        Ok(Self::with(plan, book, scratch))
    }

    pub(super) fn with(plan: Plan, book: RuleBook<'a>, scratch: &Scratch) -> Self {
        let bundles = Parts::new(scratch, plan.bundles());
        Self {
            plan,
            bundles,
            book,
            sums: None,
        }
    }

    /// Also adds up what is gathered, for alerts that are made before the evidence is put together.
    #[must_use]
    pub fn with_sums(self) -> Self {
        Self {
            sums: Some(Mutex::default()),
            ..self
        }
    }

    /// Adds sums of what another process gathered.
    pub fn add_sums(&self, sums: GroupSums) {
        if let Some(all) = &self.sums {
            lock(all).merge(sums);
        }
    }

    /// Returns the sums of what was gathered, and forgets them.
    #[must_use]
    pub fn take_sums(&self) -> GroupSums {
        let sums = self.sums.as_ref();
        sums.map(|all| std::mem::take(&mut *lock(all)))
            .unwrap_or_default()
    }

    /// Makes an empty gathering by a plan that another process made: the alerts, ascending, as [`Gathering::alerts`] returns them. What
    /// is gathered is added up, too.
    pub fn planned(
        alerts: impl IntoIterator<Item = (AlertKey, usize, Vec<Day>)>,
        book: RuleBook<'a>,
        scratch: &Scratch,
    ) -> Self {
        Self::with(Plan::again(alerts), book, scratch).with_sums()
    }

    /// Returns the alerts that are planned for, ascending, each with the bundle in which its evidence begins and the days on which
    /// further bundles begin.
    pub fn alerts(&self) -> impl Iterator<Item = (AlertKey, usize, &[Day])> {
        self.plan.alerts()
    }

    /// Returns what was gathered, by bundle.
    #[must_use]
    pub const fn bundles(&self) -> &Parts {
        &self.bundles
    }

    /// Returns what the rules look up.
    #[must_use]
    pub const fn book(&self) -> &RuleBook<'a> {
        &self.book
    }

    /// Returns a writer for one thread, which must be dropped before alerts are made.
    #[must_use]
    pub fn writer(&self) -> GatheringWriter<'_> {
        GatheringWriter {
            gathering: self,
            bundles: self.bundles.writer(),
            sums: self.sums.as_ref().map(|all| SumsWriter {
                all,
                own: GroupSums::default(),
            }),
        }
    }
}

impl GatheringWriter<'_> {
    /// Adds a record that stands to every alert that may rest on it.
    pub fn add(&mut self, version: &Version<'_>) {
        self.add_where(version, |_| true);
    }

    /// Adds a record that stands to those alerts that may rest on it and are `wanted`.
    pub fn add_where(&mut self, version: &Version<'_>, wanted: impl Fn(&AlertKey) -> bool) {
        for key in groups(version.into(), &self.gathering.book) {
            // The evidence of exporters' alerts is gathered later, from the records of all exporters.
            let key = match key.rule {
                Rule::ExportExcess => continue,
                Rule::ExportAfterNotice => key.of_all_exporters(),
                _ => key,
            };
            if wanted(&key) {
                self.put(&key, version);
            }
        }
    }

    /// Adds a record to one alert, if the plan has the alert.
    pub fn put(&mut self, key: &AlertKey, version: &Version<'_>) {
        if let Some((bundle, place)) = self.gathering.plan.place(key, version.record.date) {
            if let Some(SumsWriter { own, .. }) = &mut self.sums {
                own.add(key, version, self.gathering.book.lists.conversion);
            }
            self.bundles.add(bundle, |to| {
                pack(place, version, to);
            });
        }
    }
}

/// Returns the most rows that a ledger can have for each day of an alert.
fn days_of(key: &AlertKey, ledger: &Ledger<'_>) -> Result<Vec<(Day, i64)>, LedgerError> {
    let mut days = BTreeMap::new();
    for entry in entries_of(key, ledger)? {
        *days.entry(entry.day).or_insert(0) += entry.records;
    }
    Ok(days.into_iter().collect())
}

/// Returns the entries of the ledger that contain the records of a group, by line and day.
pub(super) fn entries_of(key: &AlertKey, ledger: &Ledger<'_>) -> Result<Vec<Entry>, LedgerError> {
    let mut entries = Vec::new();
    for line in key.lines() {
        entries.extend(ledger.entries(line)?);
    }
    entries.retain(|entry| entry.day.year() == key.year);
    Ok(entries)
}

/// A record as evidence of one alert, still packed. It is small, so that sorting is fast.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packed<'b> {
    /// The place of the alert in the plan.
    pub(super) place: u32,
    pub(super) outline: Outline<'b>,
    version: &'b [u8],
}

/// Returns the evidence in a bundle, unsorted; `None` if the bytes are damaged.
pub(super) fn packed(mut bytes: &[u8]) -> Option<Vec<Packed<'_>>> {
    let mut all = Vec::new();
    while let Some((place, version)) = bytes.split_first_chunk() {
        bytes = version;
        let outline = Version::outline(&mut bytes)?;
        all.push(Packed {
            place: u32::from_le_bytes(*place),
            outline,
            version,
        });
    }
    bytes.is_empty().then_some(all)
}

impl<'b> Packed<'b> {
    /// Unpacks the record, as evidence of an alert about a substance.
    pub(super) fn exhibit(
        mut self,
        substance: Substance,
        conversion: &Conversion,
    ) -> Option<EvidenceRecord<'b>> {
        let version = Version::unpack(&mut self.version)?;
        let record = &version.record;
        let share = share(record, substance, conversion)?;
        Some(EvidenceRecord {
            version,
            factor: share.factor,
            base: record.base(share),
        })
    }
}

/// Returns the share of a substance in a record.
pub(super) fn share<'c>(
    record: &Record,
    substance: Substance,
    conversion: &'c Conversion,
) -> Option<&'c Share> {
    let mut shares = conversion.shares(record.form, record.date).iter();
    shares.find(|share| share.substance == substance)
}

/// Unpacks some evidence of an alert about a substance, in the same order.
pub(super) fn exhibits<'b>(
    some: &[Packed<'b>],
    substance: Substance,
    conversion: &Conversion,
) -> Result<Vec<EvidenceRecord<'b>>, EvidenceError> {
    let exhibit = |packed: &Packed<'b>| packed.exhibit(substance, conversion);
    some.iter()
        .map(|packed| exhibit(packed).ok_or_else(EvidenceError::lost))
        .collect()
}

/// Adds up what one thread gathers.
#[derive(Debug)]
struct SumsWriter<'g> {
    all: &'g Mutex<GroupSums>,
    own: GroupSums,
}

impl Drop for SumsWriter<'_> {
    fn drop(&mut self) {
        lock(self.all).merge(std::mem::take(&mut self.own));
    }
}
