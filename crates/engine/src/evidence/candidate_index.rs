//! An index of the forms, accounts and years whose records are wanted.

use crate::config::Config;
use crate::conversion::Conversion;
use crate::judgement::AlertKey;
use crate::ledger::{Basis, Line};
use crate::records::Movement;
use crate::terms::{Country, Day, Form};

/// A table with a bit for each account, importing country, form and year, so that one look answers for a row.
#[derive(Debug, Default)]
pub(super) struct FormYears {
    years: usize,
    /// The words of the table for each account.
    words: usize,
    /// The day on which the years begin. `year_of` has the year of each day from then on, counted from 0.
    first_day: i32,
    year_of: Vec<u8>,
    countries: usize,
    /// The place in the table of each account and importing country, plus one; 0 if nothing of it is wanted.
    accounts: Vec<u32>,
    bits: Vec<u64>,
}

impl FormYears {
    /// Makes the table of all forms that hold, on some day, the substance of one of the alerts.
    pub(super) fn of<'k>(
        keys: impl Iterator<Item = &'k AlertKey> + Clone,
        config: &Config,
        conversion: &Conversion,
    ) -> Self {
        let years = || keys.clone().map(|key| key.year);
        let (Some(first_year), Some(last_year)) = (years().min(), years().max()) else {
            return Self::default();
        };
        let first_day = Day::from_civil(first_year, 1, 1).map_or(0, Day::number);
        let last_day = Day::from_civil(last_year, 12, 31).map_or(0, Day::number);
        // All days are in the range of the rules, which has fewer than 256 years.
        let year_of =
            |day| u8::try_from(Day::from_number(day).year() - first_year).unwrap_or(u8::MAX);
        let mut table = Self {
            years: usize::try_from(last_year - first_year).unwrap_or(0) + 1,
            first_day,
            year_of: (first_day..=last_day).map(year_of).collect(),
            words: 0,
            countries: config.country_codes.len(),
            accounts: vec![0; 2 * config.country_codes.len()],
            bits: Vec::new(),
        };
        table.words = (table.years * config.form_codes.len()).div_ceil(64);
        let mut accounts = 0;
        for key in keys {
            for Line {
                basis, importer, ..
            } in key.lines()
            {
                let account = table.account(basis, importer);
                if table.accounts[account] == 0 {
                    accounts += 1;
                    table.accounts[account] = accounts;
                    table.bits.resize(table.bits.len() + table.words, 0);
                }
                for form in conversion.forms(key.substance) {
                    let year = usize::try_from(key.year - first_year).unwrap_or(0);
                    if let Some((word, bit)) = table.place(basis, importer, *form, year) {
                        table.bits[word] |= bit;
                    }
                }
            }
        }
        table
    }

    /// Whether nothing is wanted.
    pub(super) fn is_empty(&self) -> bool {
        self.bits.is_empty()
    }

    /// Whether a record may be wanted.
    #[inline]
    pub(super) fn wants(&self, record: impl Into<Movement>) -> bool {
        let moved: Movement = record.into();
        !moved.amounts.are_none()
            && moved.importer.is_some_and(|importer| {
                self.has(Basis::of(moved.flow), importer, moved.form, moved.date)
            })
    }

    /// Whether a form of an account may be wanted on a day.
    #[inline]
    pub(super) fn has(&self, basis: Basis, importer: Country, form: Form, day: Day) -> bool {
        let year = usize::try_from(day.number() - self.first_day)
            .ok()
            .and_then(|place| self.year_of.get(place));
        let bit = year.and_then(|year| self.place(basis, importer, form, usize::from(*year)));
        bit.is_some_and(|(word, bit)| self.bits[word] & bit != 0)
    }

    #[inline]
    fn account(&self, basis: Basis, importer: Country) -> usize {
        match basis {
            Basis::ImportReports => importer.index(),
            Basis::PartnerReports => self.countries + importer.index(),
        }
    }

    /// Returns the word of a bit, and the bit in the word.
    #[inline]
    fn place(
        &self,
        basis: Basis,
        importer: Country,
        form: Form,
        year: usize,
    ) -> Option<(usize, u64)> {
        let account = usize::try_from(self.accounts[self.account(basis, importer)])
            .ok()?
            .checked_sub(1)?;
        let bit = form.index() * self.years + year;
        Some((account * self.words + bit / 64, 1 << (bit % 64)))
    }
}
