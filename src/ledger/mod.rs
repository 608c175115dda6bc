//! Base mass per account, importing country, substance and day: all that judgement needs.
//!
//! Records are first tallied as they were shipped, in whole numbers per (account, importer, form,
//! day), and converted once per cell: a sum is free of order, so portions can be tallied on any
//! number of threads, in any order, and the ledger is the same to the last digit. What importers and
//! exporters report is kept apart as two accounts of the same trade and never added.

mod tally;

pub use tally::Tally;

use crate::terms::{Country, Day, Mass, MassOverflow, Substance};

/// Whose account of the trade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// What importing countries report.
    ImportReports,
    /// What their partners report as exports to them.
    PartnerReports,
}

impl Basis {
    /// The word the outputs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ImportReports => "import-reports",
            Self::PartnerReports => "partner-reports",
        }
    }
}

/// The base mass of a substance that an account has for an importing country on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Whose account.
    pub basis: Basis,
    /// The importing country.
    pub importer: Country,
    /// What.
    pub substance: Substance,
    /// When.
    pub day: Day,
    /// How much base.
    pub base: Mass,
    /// In how many records with base mass above zero.
    pub records: i64,
}

impl Entry {
    /// What entries are sorted and added up by.
    #[must_use]
    pub fn key(&self) -> (Basis, Country, Substance, Day) {
        (self.basis, self.importer, self.substance, self.day)
    }

    /// What is judged together: one calendar year of an account, country and substance.
    #[must_use]
    pub fn group(&self) -> (Basis, Country, Substance, i32) {
        (self.basis, self.importer, self.substance, self.day.year())
    }
}

/// All entries, one for each key, sorted by it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    entries: Vec<Entry>,
}

impl Ledger {
    /// The entries in order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The years of each account, country and substance, each by day.
    #[must_use]
    pub fn groups(&self) -> Vec<&[Entry]> {
        self.entries.chunk_by(|a, b| a.group() == b.group()).collect()
    }

    /// Adds entries up by key.
    pub(crate) fn from_entries(mut entries: Vec<Entry>) -> Result<Self, MassOverflow> {
        use rayon::prelude::*;
        entries.par_sort_unstable_by_key(Entry::key);
        let mut sums: Vec<Entry> = Vec::new();
        for entry in entries {
            match sums.last_mut() {
                Some(last) if last.key() == entry.key() => {
                    last.base = last.base.plus(entry.base)?;
                    last.records += entry.records;
                }
                _ => sums.push(entry),
            }
        }
        Ok(Self { entries: sums })
    }

    /// Takes entries out again, such as those of superseded versions; what is left without a record
    /// is no entry any more.
    pub fn without(self, entries: Vec<Entry>) -> Result<Self, MassOverflow> {
        if entries.is_empty() {
            return Ok(self);
        }
        let negative = entries.into_iter().map(|e| Entry { base: Mass::ZERO.minus(e.base), records: -e.records, ..e });
        let mut all = Self::from_entries(self.entries.into_iter().chain(negative).collect())?;
        all.entries.retain(|entry| entry.records != 0);
        Ok(all)
    }
}
