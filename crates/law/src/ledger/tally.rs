//! Quantities as shipped, per account, country, place and day, in a bounded amount of memory. A place is a form, or a form and what
//! counts of it: see [`Places`].

use super::Basis;
use super::live::{LedgerCell, Live, Posting};
use super::run::{Encoder, Run, decode};
use crate::conversion::Places;
use crate::records::{Flow, Movement};
use crate::scratch::{Scratch, ScratchError};
use crate::terms::{Country, Day, Form};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// The quantity shipped, less re-export, per account, importing country, form and day.
///
/// Any number of threads tally at once, each through a [`Writer`] of its own. When the cells exceed the tally's share of memory,
/// accounts move to the scratch one after another. If that fails, the tally is void, and making a ledger of it is an error.
#[derive(Debug)]
pub struct Tally {
    /// The accounts, by basis and importing country, and last those of each exporting country's own exports.
    accounts: Vec<RwLock<AccountCells>>,
    /// Where the records of each form are added.
    places: Vec<Places>,
    countries: usize,
    scratch: Scratch,
    /// The bytes that the cells in memory may take.
    share: u64,
    /// The bytes that the cells in memory take, approximately.
    held: AtomicU64,
    /// The account that leaves memory next.
    turn: AtomicUsize,
    failed: OnceLock<ScratchError>,
}

/// What an account of the tally is of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Of {
    /// A basis and importing country.
    Importer(Basis, Country),
    /// The exports that a country itself reports (`rules.md` 7.4).
    OwnExports(Country),
}

/// The cells of an account: the sum of those in memory and those in runs.
#[derive(Debug, Default)]
struct AccountCells {
    live: Live,
    runs: Vec<Run>,
    /// The forms that have a cell in a run.
    in_runs: BTreeSet<Form>,
}

impl Tally {
    /// Makes an empty tally for a number of countries and the forms that have these places. The tally takes `share` bytes of the scratch's budget; if fewer are left,
    /// it halves the share until it fits.
    #[must_use]
    pub fn new(countries: usize, places: &[Places], scratch: Scratch, mut share: u64) -> Self {
        while !scratch.reserve(share) {
            share /= 2;
        }
        let accounts = std::iter::repeat_with(RwLock::default)
            .take((Basis::ALL.len() + 1) * countries)
            .collect();
        Self {
            accounts,
            places: places.to_vec(),
            countries,
            scratch,
            share,
            held: AtomicU64::new(0),
            turn: AtomicUsize::new(0),
            failed: OnceLock::new(),
        }
    }

    /// Returns a writer for one thread.
    #[must_use]
    pub fn writer(&self) -> Writer<'_> {
        let gathered = (self.share / 16 / size(self.accounts.len() * size_of::<Posting>()))
            .clamp(*GATHERED.start(), *GATHERED.end());
        Writer {
            tally: self,
            buffers: vec![Vec::new(); self.accounts.len()],
            gathered: usize::try_from(gathered).unwrap_or(usize::MAX),
        }
    }

    /// Applies the postings of a writer to an account, and empties them.
    fn post(&self, account: usize, postings: &mut Vec<Posting>) {
        // A void tally need not grow any more.
        if self.failed.get().is_some() {
            return postings.clear();
        }
        let held = {
            let live = &mut write(&self.accounts[account]).live;
            let before = live.bytes();
            live.post(postings);
            postings.clear();
            let grown = size(live.bytes() - before);
            // Before other threads can see the cells, so that `held` never falls below what was added.
            self.held.fetch_add(grown, Ordering::Relaxed) + grown
        };
        if held > self.share {
            self.make_room()
                .unwrap_or_else(|error| _ = self.failed.set(error));
        }
    }

    /// Moves accounts out of memory in turn until the share is kept. Accounts that hold little stay, so that runs are long; all
    /// of these together hold at most half the share.
    fn make_room(&self) -> Result<(), ScratchError> {
        let little = self.share / 2 / size(self.accounts.len());
        for _ in &self.accounts {
            if self.held.load(Ordering::Relaxed) <= self.share {
                break;
            }
            let account =
                &self.accounts[self.turn.fetch_add(1, Ordering::Relaxed) % self.accounts.len()];
            let live = {
                let live = &mut write(account).live;
                if size(live.bytes()) <= little {
                    continue;
                }
                std::mem::take(live)
            };
            // Meanwhile other threads may post to the same account.
            let run = Run::keep(&live, &self.scratch)?;
            let mut account = write(account);
            account.in_runs.extend(live.forms());
            account.runs.push(run);
            self.held.fetch_sub(size(live.bytes()), Ordering::Relaxed);
        }
        Ok(())
    }

    /// Returns the number of accounts, by which [`Tally::exported`] and [`Tally::absorb`] count.
    #[must_use]
    pub fn accounts(&self) -> usize {
        self.accounts.len()
    }

    /// Returns the cells of an account for a tally in another process, in entries that may be absorbed one by one and in any order.
    /// An error: a part of the tally was lost.
    pub fn exported(&mut self, account: usize) -> Result<Vec<Vec<u8>>, ScratchError> {
        self.check()?;
        let account = self.accounts[account]
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        let forms: BTreeSet<Form> = account
            .live
            .forms()
            .chain(account.in_runs.iter().copied())
            .collect();
        let entry = |form: Form| {
            let mut cells: BTreeMap<Day, LedgerCell> = BTreeMap::new();
            let mut add = |day, cell: LedgerCell| {
                let sum = cells.entry(day).or_default();
                sum.net += cell.net;
                sum.records += cell.records;
            };
            account.live.each_cell(form, &mut add);
            for run in &account.runs {
                run.read(&[form], |_, day, cell| add(day, cell))?;
            }
            let mut packed = Vec::new();
            let mut encoder = Encoder::new(&mut packed);
            for (day, cell) in cells {
                encoder.add(day, cell);
            }
            let mut entry = form.number().to_le_bytes().to_vec();
            entry.extend(
                u32::try_from(packed.len())
                    .unwrap_or(u32::MAX)
                    .to_le_bytes(),
            );
            entry.append(&mut packed);
            Ok(entry)
        };
        forms.into_iter().map(entry).collect()
    }

    /// Adds entries that another tally exported for an account; `None` if the bytes are no such entries.
    pub fn absorb(&self, account: usize, mut entries: &[u8]) -> Option<()> {
        let account = self.accounts.get(account)?;
        while !entries.is_empty() {
            let (form, rest) = entries.split_first_chunk()?;
            let (length, rest) = rest.split_first_chunk()?;
            let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
            let (cells, rest) = rest.split_at_checked(length)?;
            entries = rest;
            let form = Form::from(u16::from_le_bytes(*form));
            let held = {
                let live = &mut write(account).live;
                let before = live.bytes();
                decode(cells, |day, cell| live.add(form, day, cell))?;
                let grown = size(live.bytes() - before);
                self.held.fetch_add(grown, Ordering::Relaxed) + grown
            };
            if held > self.share {
                self.make_room()
                    .unwrap_or_else(|error| _ = self.failed.set(error));
            }
        }
        Some(())
    }

    /// Returns the unused part of the share to the scratch. All records are counted by then; a record taken out later changes a
    /// cell in memory or makes room.
    pub(super) fn trim(&mut self) {
        let spare = self.share.saturating_sub(*self.held.get_mut());
        self.scratch.release(spare);
        self.share -= spare;
    }

    /// An error if a posting was lost; nothing may be read from the tally then.
    pub(super) fn check(&mut self) -> Result<(), ScratchError> {
        self.failed.take().map_or(Ok(()), Err)
    }

    /// Returns the bytes of memory that the cells take, approximately.
    #[cfg(test)]
    pub(super) fn held(&self) -> u64 {
        self.held.load(Ordering::Relaxed)
    }

    /// Returns the number of countries that have accounts.
    pub(super) fn countries(&self) -> usize {
        self.countries
    }

    fn account(&self, of: Of) -> RwLockReadGuard<'_, AccountCells> {
        self.accounts[self.place(of)]
            .read()
            .unwrap_or_else(PoisonError::into_inner)
    }

    #[inline]
    fn place(&self, of: Of) -> usize {
        match of {
            Of::Importer(Basis::ImportReports, country) => country.index(),
            Of::Importer(Basis::PartnerReports, country) => self.countries + country.index(),
            Of::OwnExports(country) => 2 * self.countries + country.index(),
        }
    }

    /// Returns those lists of places of which the account has at least one.
    pub(super) fn having<'f, K>(
        &self,
        of: Of,
        lists: impl Iterator<Item = (K, &'f [Form])>,
    ) -> impl Iterator<Item = K> {
        let account = self.account(of);
        lists
            .filter(move |(_, forms)| {
                forms
                    .iter()
                    .any(|form| account.live.has(*form) || account.in_runs.contains(form))
            })
            .map(|(key, _)| key)
    }

    /// Calls `each` with every cell of some places of an account: the index of the place in `forms`, the day, the cell. One place
    /// and day may have several cells, which add up.
    pub(super) fn read(
        &self,
        of: Of,
        forms: &[Form],
        mut each: impl FnMut(usize, Day, LedgerCell),
    ) -> Result<(), ScratchError> {
        let account = self.account(of);
        for (place, form) in forms.iter().enumerate() {
            account
                .live
                .each_cell(*form, |day, cell| each(place, day, cell));
        }
        account
            .runs
            .iter()
            .try_for_each(|run| run.read(forms, &mut each))
    }
}

impl Drop for Tally {
    fn drop(&mut self) {
        self.scratch.release(self.share);
    }
}

/// Tallies records for one thread. A writer gathers the postings of an account and applies them together, so that waits for
/// memory overlap and threads seldom meet. The last postings are applied when the writer is dropped, which must happen before a
/// ledger is made.
#[derive(Debug)]
pub struct Writer<'a> {
    tally: &'a Tally,
    /// The postings gathered, by account.
    buffers: Vec<Vec<Posting>>,
    /// The number of postings gathered for an account before they are applied.
    gathered: usize,
}

/// The least and the greatest number of postings gathered for an account. With more of them, more fall on cells that are already
/// in the processor's cache; with little memory they are fewer, so that all accounts together take a small part of it.
const GATHERED: std::ops::RangeInclusive<u64> = 128..=1024;

impl Writer<'_> {
    /// Counts a valid record. A record whose quantity is all re-exported adds nothing.
    #[inline]
    pub fn add(&mut self, record: impl Into<Movement>) {
        self.post(record.into(), 1);
    }

    /// Takes out a record that was counted before, by this or another writer.
    pub fn take_out(&mut self, record: impl Into<Movement>) {
        self.post(record.into(), -1);
    }

    #[inline]
    fn post(&mut self, moved: Movement, records: i8) {
        if moved.amounts.are_none() {
            return;
        }
        let places = self.tally.places[moved.form.index()];
        let amounts = [
            (places.net, moved.amounts.net),
            (places.whole, moved.amounts.whole),
        ];
        let posting = |place, amount: i64| Posting {
            net: amount * i64::from(records),
            day: moved.date,
            form: place,
            records,
        };
        if let Some(importer) = moved.importer {
            let account = self
                .tally
                .place(Of::Importer(Basis::of(moved.flow), importer));
            for (place, amount) in amounts {
                if let Some(place) = place.filter(|_| amount != 0) {
                    self.push(account, posting(place, amount));
                }
            }
        }
        if let Some(place) = places
            .whole
            .filter(|_| places.own_exports && moved.flow == Flow::Export)
        {
            let account = self.tally.place(Of::OwnExports(moved.reporter));
            self.push(account, posting(place, moved.amounts.whole));
        }
    }

    #[inline]
    fn push(&mut self, account: usize, posting: Posting) {
        let buffer = &mut self.buffers[account];
        if buffer.len() == buffer.capacity() {
            self.tally.post(account, buffer);
            buffer.reserve_exact(self.gathered);
        }
        buffer.push(posting);
    }
}

impl Drop for Writer<'_> {
    fn drop(&mut self) {
        for (account, buffer) in self
            .buffers
            .iter_mut()
            .enumerate()
            .filter(|(_, buffer)| !buffer.is_empty())
        {
            self.tally.post(account, buffer);
        }
    }
}

/// A panic cannot leave an account half changed: postings are whole numbers, and adding them cannot fail.
fn write(account: &RwLock<AccountCells>) -> RwLockWriteGuard<'_, AccountCells> {
    account.write().unwrap_or_else(PoisonError::into_inner)
}

fn size(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::tests::{conversion, record, tally};

    #[test]
    fn postings_gathered_take_a_small_part_of_the_share() {
        let folder = tempfile::tempdir().expect("a folder");
        // Ten countries have 30 accounts, and a posting takes 16 bytes.
        for (share, gathered) in [
            (0, 128),
            (16 * 128 * 480, 128),
            (16 * 129 * 480, 129),
            (16 * 1_000 * 480, 1_000),
            (1 << 30, 1_024),
        ] {
            assert_eq!(tally(&folder, share).writer().gathered, gathered, "{share}");
        }
    }

    #[test]
    fn postings_are_applied_together_once_enough_are_gathered() {
        let folder = tempfile::tempdir().expect("a folder");
        let tally = tally(&folder, 1 << 20);
        let mut writer = tally.writer();
        for _ in 0..writer.gathered {
            writer.add(&record(Flow::Import, 1, 1, 19_700, 5));
        }
        assert_eq!(tally.held(), 0);
        writer.add(&record(Flow::Import, 1, 1, 19_700, 5));
        assert!(tally.held() > 0);
    }

    /// All accounts are filled evenly, but for the last country's, which hold one cell each.
    #[test]
    fn what_is_held_is_what_the_accounts_take_and_within_the_share() {
        let (folder, share) = (tempfile::tempdir().expect("a folder"), 3_000_000);
        let tally = tally(&folder, share);
        let mut writer = tally.writer();
        let morphine = conversion().places().iter().position(|of| of.own_exports);
        let form = u16::try_from(morphine.expect("a narcotic drug")).expect("small");
        for flow in Flow::ALL {
            writer.add(&record(flow, 9, form, 0, 5));
        }
        drop(writer);
        let small = tally.held();
        for round in 0..20 {
            let mut writer = tally.writer();
            for number in 0..2_000 {
                let (day, country) = (round * 2_000 + number, number % 9);
                let country = u16::try_from(country).expect("small");
                writer.add(&record(Flow::Import, country, form, day, 5));
                writer.add(&record(Flow::Export, country, form, day, 5));
            }
            drop(writer);
            let bytes = |account: &RwLock<AccountCells>| write(account).live.bytes();
            let taken = size(tally.accounts.iter().map(bytes).sum());
            assert_eq!(tally.held(), taken, "{round}");
            assert!(small < taken && taken <= share, "{taken}");
        }
        let runs = |country| {
            let of = [
                Of::Importer(Basis::ImportReports, Country::from(country)),
                Of::Importer(Basis::PartnerReports, Country::from(country)),
            ];
            of.map(|of| tally.account(of).runs.len())
        };
        // Accounts that hold little stay in memory.
        assert_eq!(runs(9), [0, 0]);
        assert!(runs(0).iter().all(|runs| *runs > 0), "{:?}", runs(0));
    }
}
