//! Base mass per account, importing country, substance and day: all that judgement needs.
//!
//! Records are first tallied as they were shipped, in whole numbers per account, importer, form and
//! day, and converted once per cell: a sum is free of order, so portions can be tallied on any
//! number of threads, in any order, and the ledger is the same to the last digit. What importers and
//! exporters report is kept apart as two accounts of the same trade and never added.
//!
//! The ledger is never laid out whole: it is worked out from the tallies wherever it is read, one
//! account and importing country at a time.

mod tally;

pub use tally::Tally;

use crate::conversion::Conversion;
use crate::intake::Record;
use crate::terms::{Country, Day, Form, Mass, MassOverflow, Substance};
use rayon::prelude::*;
use tally::{NO_CELLS, days_of};

/// Whose account of the trade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// What importing countries report.
    ImportReports,
    /// What their partners report as exports to them.
    PartnerReports,
}

impl Basis {
    /// Both, in order.
    pub const ALL: [Basis; 2] = [Self::ImportReports, Self::PartnerReports];

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
    /// What is judged together: one calendar year of an account, country and substance.
    #[must_use]
    pub fn group(&self) -> (Basis, Country, Substance, i32) {
        (self.basis, self.importer, self.substance, self.day.year())
    }
}

/// The ledger of all tallies together.
#[derive(Debug)]
pub struct Ledger<'a> {
    tallies: Vec<Tally>,
    conversion: &'a Conversion,
    countries: u16,
}

impl<'a> Ledger<'a> {
    /// The ledger of what was tallied, for so many countries.
    #[must_use]
    pub fn new(tallies: Vec<Tally>, conversion: &'a Conversion, countries: usize) -> Self {
        Self { tallies, conversion, countries: u16::try_from(countries).unwrap_or(u16::MAX) }
    }

    /// Takes a record out that turned out not to stand.
    pub fn take_out(&mut self, record: &Record) {
        if let Some(tally) = self.tallies.first_mut() {
            tally.take_out(record);
        }
    }

    /// Every account and importing country, in order: the pieces in which the ledger is read.
    pub fn accounts(&self) -> impl Iterator<Item = (Basis, Country)> + use<> {
        let countries = self.countries;
        Basis::ALL.into_iter().flat_map(move |basis| (0..countries).map(move |number| (basis, Country::from(number))))
    }

    /// The entries of an account and importing country, sorted by substance and day.
    pub fn entries(&self, basis: Basis, importer: Country) -> Result<Vec<Entry>, MassOverflow> {
        let mut entries = Vec::new();
        for (substance, forms) in self.conversion.forms_by_substance() {
            self.add_entries(basis, importer, substance, forms, &mut entries)?;
        }
        Ok(entries)
    }

    /// What `judge` makes of each calendar year of each account, country and substance, in order.
    pub fn judged<T: Send>(&self, judge: impl Fn(&[Entry]) -> Result<T, MassOverflow> + Sync) -> Result<Vec<T>, MassOverflow> {
        let accounts: Vec<(Basis, Country)> = self.accounts().collect();
        let parts: Vec<Vec<T>> = accounts
            .par_iter()
            .map(|(basis, importer)| {
                let entries = self.entries(*basis, *importer)?;
                let same_group = |a: &Entry, b: &Entry| a.substance == b.substance && a.day.year() == b.day.year();
                entries.chunk_by(same_group).map(&judge).collect()
            })
            .collect::<Result<_, MassOverflow>>()?;
        Ok(parts.into_iter().flatten().collect())
    }

    /// The entries of one substance: the cells of all forms that hold it, day by day.
    fn add_entries(
        &self,
        basis: Basis,
        importer: Country,
        substance: Substance,
        forms: &[Form],
        entries: &mut Vec<Entry>,
    ) -> Result<(), MassOverflow> {
        let with_trade: Vec<(Form, i32, i32)> = forms.iter().filter_map(|form| self.span(basis, importer, *form)).collect();
        let Some(first) = with_trade.iter().map(|(_, first, _)| *first).min() else {
            return Ok(());
        };
        let last = with_trade.iter().map(|(_, _, last)| *last).max().unwrap_or(first);
        for number in first..=last {
            let mut days = [(Mass::ZERO, 0_i64); NO_CELLS.len()];
            for (form, _, _) in with_trade.iter().filter(|(_, from, to)| (*from..=*to).contains(&number)) {
                let mut cells = NO_CELLS;
                for tally in &self.tallies {
                    tally.add_block(basis, importer, *form, number, &mut cells);
                }
                for ((cell, day), (base, records)) in cells.iter().zip(days_of(number)).zip(&mut days) {
                    if cell.records != 0 {
                        let shares = self.conversion.shares(*form, day);
                        for share in shares.iter().filter(|share| share.substance == substance && share.factor.billionths() > 0) {
                            *base = base.plus(share.factor.of_sum(cell.net)?)?;
                            *records += cell.records;
                        }
                    }
                }
            }
            for ((base, records), day) in days.into_iter().zip(days_of(number)).filter(|((_, records), _)| *records != 0) {
                entries.push(Entry { basis, importer, substance, day, base, records });
            }
        }
        Ok(())
    }

    /// A form and the blocks on which any tally has it.
    fn span(&self, basis: Basis, importer: Country, form: Form) -> Option<(Form, i32, i32)> {
        let spans = self.tallies.iter().filter_map(|tally| tally.span(basis, importer, form));
        spans.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).map(|(first, last)| (form, first, last))
    }
}
