//! All that was shipped, per account, importing country, form and day, in a bounded amount of memory.

use super::Basis;
use super::live::{Cell, Live, Posting};
use super::run::Run;
use crate::intake::Movement;
use crate::scratch::{Scratch, ScratchError};
use crate::terms::{Country, Day, Form};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// What was shipped, net of re-export, per account, importing country, form and day.
///
/// Any number of threads tally at once, each through a [`Writer`] of its own. What exceeds the
/// tally's share of memory is moved to its scratch, account by account in turn. Where that fails, the
/// tally is void, which is found when a ledger is made of it.
#[derive(Debug)]
pub struct Tally {
    /// By basis and importing country.
    accounts: Vec<RwLock<Account>>,
    scratch: Scratch,
    /// Bytes that what is in memory may take.
    share: u64,
    /// Bytes that it takes, about.
    held: AtomicU64,
    /// Whose turn it is to leave memory.
    turn: AtomicUsize,
    failed: OnceLock<ScratchError>,
}

/// The cells of a basis and importing country: the sum of what is in memory and what is not.
#[derive(Debug, Default)]
struct Account {
    live: Live,
    runs: Vec<Run>,
    /// The forms that are in a run.
    in_runs: BTreeSet<Form>,
}

impl Tally {
    /// An empty tally for so many countries that holds at most so many bytes of the scratch's budget,
    /// or the largest part of them that is left.
    #[must_use]
    pub fn new(countries: usize, scratch: Scratch, mut share: u64) -> Self {
        while !scratch.reserve(share) {
            share /= 2;
        }
        let accounts = std::iter::repeat_with(RwLock::default)
            .take(Basis::ALL.len() * countries)
            .collect();
        Self {
            accounts,
            scratch,
            share,
            held: AtomicU64::new(0),
            turn: AtomicUsize::new(0),
            failed: OnceLock::new(),
        }
    }

    /// Something to tally through, for one thread.
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

    /// Applies what a writer has of an account, and empties it.
    fn post(&self, account: usize, postings: &mut Vec<Posting>) {
        // What cannot be kept whole need not grow any more.
        if self.failed.get().is_some() {
            return postings.clear();
        }
        let held = {
            let live = &mut write(&self.accounts[account]).live;
            let before = live.bytes();
            live.post(postings);
            postings.clear();
            let grown = size(live.bytes() - before);
            // Before others may see it, so that nothing is ever taken off that was not added.
            self.held.fetch_add(grown, Ordering::Relaxed) + grown
        };
        if held > self.share {
            self.make_room()
                .unwrap_or_else(|error| _ = self.failed.set(error));
        }
    }

    /// Moves accounts out of memory, one after another in turn, until the share is kept. Those that
    /// hold little stay, so that runs are long; all of them together hold at most half the share.
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
            // Meanwhile others may begin anew in the same account.
            let run = Run::keep(&live, &self.scratch)?;
            let mut account = write(account);
            account.in_runs.extend(live.forms());
            account.runs.push(run);
            self.held.fetch_sub(size(live.bytes()), Ordering::Relaxed);
        }
        Ok(())
    }

    /// Gives back what it does not hold of its share: all has been counted, and what is still taken out
    /// finds its place or makes room.
    pub(super) fn trim(&mut self) {
        let spare = self.share.saturating_sub(*self.held.get_mut());
        self.scratch.release(spare);
        self.share -= spare;
    }

    /// Whether all that was posted is there; otherwise nothing may be read any more.
    pub(super) fn check(&mut self) -> Result<(), ScratchError> {
        self.failed.take().map_or(Ok(()), Err)
    }

    /// Bytes of memory that it takes, about.
    #[cfg(test)]
    pub(super) fn held(&self) -> u64 {
        self.held.load(Ordering::Relaxed)
    }

    /// How many countries have accounts.
    pub(super) fn countries(&self) -> usize {
        self.accounts.len() / Basis::ALL.len()
    }

    fn account(&self, basis: Basis, importer: Country) -> RwLockReadGuard<'_, Account> {
        self.accounts[self.place(basis, importer)]
            .read()
            .unwrap_or_else(PoisonError::into_inner)
    }

    #[inline]
    fn place(&self, basis: Basis, importer: Country) -> usize {
        let first = match basis {
            Basis::ImportReports => 0,
            Basis::PartnerReports => self.countries(),
        };
        first + importer.index()
    }

    /// Those of some lists of forms of which an account has a form.
    pub(super) fn having<'f, K>(
        &self,
        basis: Basis,
        importer: Country,
        lists: impl Iterator<Item = (K, &'f [Form])>,
    ) -> impl Iterator<Item = K> {
        let account = self.account(basis, importer);
        lists
            .filter(move |(_, forms)| {
                forms
                    .iter()
                    .any(|form| account.live.has(*form) || account.in_runs.contains(form))
            })
            .map(|(key, _)| key)
    }

    /// Calls `each` with every cell that an account has of some forms: the place of the form among
    /// them, the day, the cell. There may be several of a form and day, which add up.
    pub(super) fn read(
        &self,
        basis: Basis,
        importer: Country,
        forms: &[Form],
        mut each: impl FnMut(usize, Day, Cell),
    ) -> Result<(), ScratchError> {
        let account = self.account(basis, importer);
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

/// Where one thread tallies. What it has gathered for an account is applied together, so that waiting
/// for memory overlaps and others are seldom in the way; the last of it when the writer is dropped,
/// which must be before a ledger can be made.
#[derive(Debug)]
pub struct Writer<'a> {
    tally: &'a Tally,
    /// By account.
    buffers: Vec<Vec<Posting>>,
    /// So many at a time of each.
    gathered: usize,
}

/// Postings gathered for an account, at most: the more, the more of them meet in what is at hand by then. With little
/// memory they are fewer, so that all accounts together take a small part of it.
const GATHERED: std::ops::RangeInclusive<u64> = 128..=1024;

impl Writer<'_> {
    /// Counts a valid record; one of which nothing stays in the country adds nothing.
    #[inline]
    pub fn add(&mut self, record: impl Into<Movement>) {
        self.post(record.into(), 1);
    }

    /// Takes a record out again that was counted before, through whichever writer.
    pub fn take_out(&mut self, record: impl Into<Movement>) {
        self.post(record.into(), -1);
    }

    #[inline]
    fn post(&mut self, moved: Movement, records: i8) {
        let Some(importer) = moved.importer.filter(|_| moved.net != 0) else {
            return;
        };
        let account = self.tally.place(Basis::of(moved.flow), importer);
        let buffer = &mut self.buffers[account];
        if buffer.len() == buffer.capacity() {
            self.tally.post(account, buffer);
            buffer.reserve_exact(self.gathered);
        }
        buffer.push(Posting {
            net: moved.net * i64::from(records),
            day: moved.date,
            form: moved.form,
            records,
        });
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

/// No panic can leave an account half changed: what is posted is in whole numbers that cannot fail.
fn write(account: &RwLock<Account>) -> RwLockWriteGuard<'_, Account> {
    account.write().unwrap_or_else(PoisonError::into_inner)
}

fn size(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}
