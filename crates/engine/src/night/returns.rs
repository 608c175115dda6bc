//! Decides which records of a period count (`rules.md` 4.6).
//!
//! Few records are of a period longer than a day. The first reading tallies them apart and notes the trades that they are about;
//! until they are decided, all of them count for the groups that could be in excess. The second reading reads them in full, and
//! adds up the records of a day about the same trades. When the versions that stand are known, so is the period that counts for
//! each trade. A record of a day that has base mass always counts, so what the ledger and the evidence have of such records stays.

use super::books::Books;
use super::run::Nightly;
use crate::archive::{LongRecord, LongRecords};
use crate::evidence::{Candidates, Gathering};
use crate::judgement::rules::{entries, own_exports};
use crate::judgement::{AlertKey, Fate, Reported, Returns, RuleBook, Sums, Trade, groups};
use crate::ledger::{Carried, Entry, LedgerError, LedgerPiece, OwnExport, Tally};
use crate::parallel::{self, Pool, lock, unlocked};
use crate::scratch::{Scratch, ScratchError};
use crate::terms::{Day, Map, Set};
use crate::versions::{PARTS, Version};
use std::collections::BTreeSet;
use std::sync::{Mutex, OnceLock};

/// What the first reading meets of records of periods longer than a day. Their tally is made when the first such record is met, so
/// that it takes no memory in a run without such records.
#[derive(Debug)]
pub(super) struct LongTally<'a> {
    nightly: &'a Nightly<'a>,
    scratch: &'a Scratch,
    tally: OnceLock<Tally>,
    /// The trades that they are about.
    trades: Mutex<Set<Trade>>,
}

/// The part of the memory for tallies that the tally of these records may use: one in so many.
const SHARE: u64 = 4;

impl<'a> LongTally<'a> {
    pub(super) fn new(nightly: &'a Nightly<'a>, scratch: &'a Scratch) -> Self {
        Self {
            nightly,
            scratch,
            tally: OnceLock::new(),
            trades: Mutex::new(Set::default()),
        }
    }

    pub(super) fn tally(&self) -> &Tally {
        self.tally
            .get_or_init(|| self.nightly.tally(SHARE, self.scratch))
    }

    /// Adds trades that such records are about.
    pub(super) fn add(&self, trades: Set<Trade>) {
        if !trades.is_empty() {
            lock(&self.trades).extend(trades);
        }
    }

    /// Returns what was met; `None` if no such record was.
    pub(super) fn met(self) -> Option<(Tally, Set<Trade>)> {
        let trades = unlocked(self.trades);
        self.tally.into_inner().map(|tally| (tally, trades))
    }
}

/// The records that are held back until it is known which of them count.
#[derive(Debug)]
pub(super) struct HeldBack {
    /// Whether there are records of longer periods at all.
    any: bool,
    returns: Returns,
    records: LongRecords,
    sums: Mutex<Sums>,
}

/// What became of the records of periods.
#[derive(Debug)]
pub(super) struct DecidedReturns {
    /// The trades of which there are records of longer periods, with what each period reports.
    pub(super) returns: Returns,
    /// The groups with a record of a longer period that counts, with its day.
    pub(super) days: BTreeSet<(AlertKey, Day)>,
    /// The records of longer periods, and those that are set aside.
    pub(super) records: LongRecords,
}

/// The sinks of records that count after all.
#[derive(Clone, Copy)]
pub(super) struct CountingSinks<'a> {
    pub(super) tally: &'a Tally,
    pub(super) gathering: &'a Gathering<'a>,
    pub(super) candidates: &'a Candidates,
}

impl HeldBack {
    /// Nothing is held back yet; `trades` are those that records of longer periods are about, if there are such records.
    pub(super) fn of(trades: Option<Set<Trade>>, scratch: &Scratch) -> Self {
        Self {
            any: trades.is_some(),
            returns: Returns::about(trades.unwrap_or_default()),
            records: LongRecords::new(scratch, PARTS),
            sums: Mutex::default(),
        }
    }

    /// Whether there are records of longer periods.
    pub(super) const fn any(&self) -> bool {
        self.any
    }

    /// Returns the trades that records of longer periods are about.
    pub(super) const fn returns(&self) -> &Returns {
        &self.returns
    }

    /// Returns where versions are held back.
    pub(super) const fn records(&self) -> &LongRecords {
        &self.records
    }

    /// Adds what some standing records report.
    pub(super) fn add(&self, sums: Sums) {
        lock(&self.sums).extend(sums);
    }

    /// Returns what was added, and forgets it.
    pub(super) fn take_sums(&self) -> Sums {
        std::mem::take(&mut *lock(&self.sums))
    }

    /// Decides which of the records that were held back count. Those that do are added to tally and evidence; of those that count
    /// for some of their substances only, the base mass of these is returned, for the ledger and for own exports. The others are
    /// counted as set aside.
    pub(super) fn decide(
        self,
        sinks: CountingSinks<'_>,
        book: &RuleBook<'_>,
        scratch: &Scratch,
        books: &mut Books,
    ) -> Result<(DecidedReturns, [Carried; 2]), LedgerError> {
        let lists = &book.lists;
        let Self {
            mut returns,
            records: held_back,
            sums,
            ..
        } = self;
        returns.add(unlocked(sums))?;
        let (returns, records) = (returns, LongRecords::new(scratch, held_back.parts().len()));
        let writers = Pool::new();
        let parts = parallel::try_map(held_back.parts().len(), |part| {
            let mut of_part = PartReturns::default();
            let new = || {
                (
                    sinks.tally.writer(),
                    sinks.gathering.writer(),
                    records.writer(),
                )
            };
            writers.with(new, |(tally, gathering, records)| {
                held_back.take(part, |held| {
                    let (version, record) = (&held.version, &held.version.record);
                    let fate = if held.stands {
                        returns.fate(record, lists.conversion)
                    } else {
                        Fate::default()
                    };
                    if fate.set_aside.is_empty() && held.stands {
                        if record.period.is_longer_than_a_day() {
                            tally.add(record);
                        }
                        gathering.add(version);
                    } else if !fate.counts.is_empty() {
                        let counts = |entry: &Entry| fate.counts.contains(&entry.substance);
                        let of_record = entries(record.into(), lists.conversion);
                        of_part.in_part.extend(of_record.filter(counts));
                        let own = own_exports(record.into(), lists.conversion);
                        let counts = |own: &OwnExport| fate.counts.contains(&own.substance);
                        let own = own.filter(counts).map(OwnExport::entry);
                        of_part.own_exports.extend(own);
                        gathering.add_where(version, |key| fate.counts.contains(&key.substance));
                    }
                    if fate.is_set_aside() {
                        *of_part.set_aside.entry(version.origin.file).or_insert(0) += 1;
                    }
                    of_part.note_days(version, &fate, sinks.candidates, book);
                    if record.period.is_longer_than_a_day() || !fate.set_aside.is_empty() {
                        let set_aside = fate.set_aside;
                        records.add(part, &LongRecord { set_aside, ..held });
                    }
                })
            })?;
            Ok::<_, ScratchError>(of_part)
        })?;
        let mut days = BTreeSet::new();
        let [mut in_part, mut own_exports] = [Vec::new(), Vec::new()];
        for of_part in parts {
            days.extend(of_part.days);
            in_part.extend(of_part.in_part);
            own_exports.extend(of_part.own_exports);
            for (file, records) in of_part.set_aside {
                books.set_aside(file, records);
            }
        }
        drop(writers);
        let kept = |mut entries: Vec<Entry>| -> Result<Carried, ScratchError> {
            entries.sort_by_key(|entry| (entry.line(), entry.day));
            Ok(Carried::of(vec![LedgerPiece::keep(&entries, scratch)?]))
        };
        let in_part = [kept(in_part)?, kept(own_exports)?];
        let decided = DecidedReturns {
            returns,
            days,
            records,
        };
        Ok((decided, in_part))
    }
}

/// What became of the records of a part.
#[derive(Default)]
struct PartReturns {
    /// The records set aside, by file.
    set_aside: Map<u32, u64>,
    in_part: Vec<Entry>,
    own_exports: Vec<Entry>,
    days: BTreeSet<(AlertKey, Day)>,
}

impl PartReturns {
    /// Notes the groups for which a record of a longer period counts, with its day.
    fn note_days(
        &mut self,
        version: &Version<'_>,
        fate: &Fate,
        candidates: &Candidates,
        book: &RuleBook<'_>,
    ) {
        let record = &version.record;
        if record.period.is_longer_than_a_day() && candidates.wants(record) {
            let counts = groups(Reported::from(version), book)
                .filter(|key| fate.counts.contains(&key.substance));
            self.days.extend(counts.map(|key| (key, record.date)));
        }
    }
}
