//! Base mass per account, importing country, substance and day, and per exporting country, substance and day where own exports raise
//! the level: the input of judgement.
//!
//! Records are first tallied as shipped, in whole millionths of a gram per account, country, form and day. Each cell of the
//! tally is converted once. A sum is free of order, so any number of threads can tally portions in any order, and the ledger is
//! the same to the last digit. Importers' and exporters' reports are two accounts of the same trade; they are kept apart and
//! never added.
//!
//! The tally takes a bounded amount of memory, whatever the number of days and forms; the rest is on disk. The ledger is never
//! held in memory as a whole: each [`Line`] is worked out from the tally when it is read.

mod carried;
mod live;
mod own_exports;
mod run;
mod tally;

pub use carried::{Carried, LedgerPiece};
pub use own_exports::OwnExport;
use tally::Of;
pub use tally::{Tally, Writer};

use crate::conversion::{Conversion, Factors};
use crate::parallel;
use crate::records::Flow;
use crate::scratch::ScratchError;
use crate::terms::{Country, Day, Mass, MassOverflow, Substance};

crate::words! {
    /// An account of the trade, by who reports it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Basis {
        /// What importing countries report.
        ImportReports = "import-reports",
        /// What the partners of importing countries report as exports to them.
        PartnerReports = "partner-reports",
    }
}

impl Basis {
    /// Returns the place in [`Basis::ALL`].
    #[must_use]
    pub fn place(self) -> usize {
        usize::from(self == Self::PartnerReports)
    }

    /// Returns the other account.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::ImportReports => Self::PartnerReports,
            Self::PartnerReports => Self::ImportReports,
        }
    }

    /// Returns the account to which records of a flow belong.
    #[must_use]
    #[inline]
    pub const fn of(flow: Flow) -> Self {
        match flow {
            Flow::Import => Self::ImportReports,
            Flow::Export => Self::PartnerReports,
        }
    }
}

/// The base mass of a substance that an account holds for an importing country on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The account.
    pub basis: Basis,
    /// The importing country.
    pub importer: Country,
    /// The substance.
    pub substance: Substance,
    /// The day of the movements.
    pub day: Day,
    /// The base mass.
    pub base: Mass,
    /// The number of records with base mass above zero.
    pub records: i64,
}

/// A line of the ledger: one account, importing country and substance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line {
    /// The account.
    pub basis: Basis,
    /// The importing country.
    pub importer: Country,
    /// The substance.
    pub substance: Substance,
}

impl Entry {
    /// Returns the line that the entry belongs to.
    #[must_use]
    pub const fn line(&self) -> Line {
        Line {
            basis: self.basis,
            importer: self.importer,
            substance: self.substance,
        }
    }
}

/// The reason why the ledger cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// A total has more than 38 digits.
    #[error(transparent)]
    Overflow(#[from] MassOverflow),
    /// A part of the tally that was moved to disk cannot be kept or read back.
    #[error(transparent)]
    Scratch(#[from] ScratchError),
}

/// The ledger of everything that was tallied and of the entries carried over from an earlier run.
#[derive(Debug)]
pub struct Ledger<'a> {
    tally: Tally,
    carried: Carried,
    /// Base mass of records that count for some of their substances only.
    in_part: Carried,
    /// A second tally, which counts until [`Ledger::without_aside`] drops it.
    aside: Option<Tally>,
    /// Own exports that are given as base mass: those of an earlier run, and those of records that count for some of their substances
    /// only.
    own_exports: [Carried; 2],
    conversion: &'a Conversion,
}

impl<'a> Ledger<'a> {
    /// Makes the ledger of a tally. An error: a part of the tally was lost.
    pub fn new(mut tally: Tally, conversion: &'a Conversion) -> Result<Self, ScratchError> {
        tally.check()?;
        tally.trim();
        Ok(Self {
            tally,
            carried: Carried::default(),
            in_part: Carried::default(),
            aside: None,
            own_exports: <[Carried; 2]>::default(),
            conversion,
        })
    }

    /// Adds the ledger and the own exports of an earlier run, which used the same conversion.
    #[must_use]
    pub fn carrying(self, carried: Carried, own_exports: Carried) -> Self {
        let [_, in_part] = self.own_exports;
        Self {
            carried,
            own_exports: [own_exports, in_part],
            ..self
        }
    }

    /// Adds base mass of records that count for some of their substances only (`rules.md` 4.6), and of such records what their
    /// reporters exported.
    #[must_use]
    pub fn with_parts(self, in_part: Carried, own_exports: Carried) -> Self {
        let [carried, _] = self.own_exports;
        Self {
            in_part,
            own_exports: [carried, own_exports],
            ..self
        }
    }

    /// Adds a second tally, until [`Ledger::without_aside`] drops it. An error: a part of it was lost.
    pub fn with_aside(self, mut aside: Tally) -> Result<Self, ScratchError> {
        aside.check()?;
        aside.trim();
        Ok(Self {
            aside: Some(aside),
            ..self
        })
    }

    /// Drops the second tally.
    #[must_use]
    pub fn without_aside(self) -> Self {
        Self {
            aside: None,
            ..self
        }
    }

    /// Whether the earlier run has an entry of a line in a calendar year.
    pub fn has_carried(&self, line: Line, year: i32) -> Result<bool, ScratchError> {
        let mut has = false;
        self.carried
            .read(line, |day, _, _| has |= day.year() == year)?;
        Ok(has)
    }

    /// Changes the tally and returns the ledger after the change. Any number of threads may write; this takes out records that
    /// turn out not to stand.
    pub fn change<T>(
        mut self,
        change: impl FnOnce(&Tally) -> T,
    ) -> Result<(Self, T), ScratchError> {
        let changed = change(&self.tally);
        self.tally.check()?;
        Ok((self, changed))
    }

    /// Returns every account, importing country and substance that has a record, in order.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        let countries = u16::try_from(self.tally.countries()).unwrap_or(u16::MAX);
        let accounts = Basis::ALL
            .into_iter()
            .flat_map(|basis| (0..countries).map(move |number| (basis, Country::from(number))));
        let lines = accounts.flat_map(|(basis, importer)| {
            let having = |tally: &'_ Tally| -> Vec<Substance> {
                tally
                    .having(
                        Of::Importer(basis, importer),
                        self.conversion.places_by_substance(),
                    )
                    .collect()
            };
            let substances = std::iter::once(&self.tally)
                .chain(&self.aside)
                .flat_map(having);
            substances
                .map(move |substance| Line {
                    basis,
                    importer,
                    substance,
                })
                .collect::<Vec<_>>()
        });
        let mut lines: Vec<Line> = lines
            .chain(self.carried.lines())
            .chain(self.in_part.lines())
            .collect();
        lines.sort_unstable();
        lines.dedup();
        lines
    }

    /// Returns the entries of a line, by day.
    pub fn entries(&self, line: Line) -> Result<Vec<Entry>, LedgerError> {
        let of = Of::Importer(line.basis, line.importer);
        self.days_of(of, line, [&self.carried, &self.in_part])
    }

    /// Returns the entries of an account and of base mass that is given for the same line.
    fn days_of(&self, of: Of, line: Line, given: [&Carried; 2]) -> Result<Vec<Entry>, LedgerError> {
        let Line {
            basis,
            importer,
            substance,
        } = line;
        let forms = self.conversion.places_of(substance);
        let mut factors: Vec<Factors> = forms
            .iter()
            .map(|form| self.conversion.factors(*form, substance))
            .collect();
        let mut parts: Vec<(Day, i64, Mass)> = Vec::new();
        let mut fits = Ok(());
        for tally in std::iter::once(&self.tally).chain(&self.aside) {
            tally.read(of, forms, |place, day, cell| {
                let factor = factors[place].on(day);
                match factor.of_sum(cell.net) {
                    Ok(base) if factor.billionths() > 0 => parts.push((day, cell.records, base)),
                    Ok(_) => {}
                    Err(overflow) => fits = Err(overflow),
                }
            })?;
        }
        fits?;
        for entries in given {
            entries.read(line, |day, records, base| parts.push((day, records, base)))?;
        }
        // The entries of each form are in order already.
        parts.sort_by_key(|(day, _, _)| *day);
        let mut entries: Vec<Entry> = Vec::with_capacity(parts.len());
        for same_day in parts.chunk_by(|a, b| a.0 == b.0) {
            let (mut base, mut records) = (Mass::ZERO, 0);
            for (_, count, part) in same_day {
                base = base.plus(*part)?;
                records += count;
            }
            if let Some((day, _, _)) = same_day.first().filter(|_| records != 0) {
                entries.push(Entry {
                    basis,
                    importer,
                    substance,
                    day: *day,
                    base,
                    records,
                });
            }
        }
        Ok(entries)
    }

    /// Judges each calendar year of some lines with `judge`, and returns the results in order.
    pub fn judged<T: Send>(
        &self,
        lines: &[Line],
        judge: impl Fn(&[Entry]) -> Result<T, MassOverflow> + Sync,
    ) -> Result<Vec<T>, LedgerError> {
        let judged = parallel::try_map(lines.len(), |place| {
            let entries = self.entries(lines[place])?;
            let of_years: Result<Vec<T>, MassOverflow> = years(&entries).map(&judge).collect();
            Ok::<_, LedgerError>(of_years?)
        })?;
        Ok(judged.into_iter().flatten().collect())
    }
}

/// Splits the entries of a line by calendar year.
pub fn years(mut entries: &[Entry]) -> impl Iterator<Item = &[Entry]> {
    std::iter::from_fn(move || {
        let last = entries.first()?.day.end_of_year();
        let (year, rest) = entries.split_at(entries.partition_point(|entry| entry.day <= last));
        entries = rest;
        Some(year)
    })
}

#[cfg(test)]
mod tests;
