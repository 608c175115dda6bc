//! Reads which records of a run are of a period longer than a day, and which are set aside.

use super::{PublishedError, PublishedRun, RecordRow};
use crate::archive::tables::{Columns, ReturnColumns};
use crate::conversion::Conversion;
use crate::judgement::Reported;
use crate::ledger::Basis;
use crate::records::Period;
use crate::terms::{Country, Day, Mass, Substance};
use std::collections::BTreeMap;

/// A row of `returns.parquet`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnRow {
    /// The record.
    pub record: RecordRow,
    /// The period that the record reports on.
    pub period: Period,
    /// Whether the version stands.
    pub stands: bool,
    /// The substances for which the record is set aside.
    pub set_aside: Vec<Substance>,
}

/// What a total of a month, a quarter or a year adds to an account.
#[derive(Clone, Copy, Debug)]
pub struct CountedTotal {
    /// The account.
    pub basis: Basis,
    /// The importing country.
    pub importer: Country,
    /// The substance.
    pub substance: Substance,
    /// The period.
    pub period: Period,
    /// The last day of the period, on which the total counts.
    pub day: Day,
    /// The base mass; never zero.
    pub base: Mass,
}

impl ReturnRow {
    /// Returns what the record adds to the accounts, for each substance for which it counts; nothing for a record of a day.
    pub fn counted(&self, conversion: &Conversion) -> impl Iterator<Item = CountedTotal> {
        let record = &self.record;
        let counts = self.stands && self.period.is_longer_than_a_day();
        let importer = record.importer().filter(|_| counts);
        let moved = Reported::from(record).moved;
        importer.into_iter().flat_map(move |importer| {
            let shares = conversion.shares(record.form, record.date).iter();
            let counting = shares.filter(|share| !self.set_aside.contains(&share.substance));
            let totals = counting.map(move |share| CountedTotal {
                basis: Basis::of(record.flow),
                importer,
                substance: share.substance,
                period: self.period,
                day: record.date,
                base: moved.base(share),
            });
            totals.filter(|total| total.base != Mass::ZERO)
        })
    }
}

/// The records of a run that are of a period longer than a day or set aside, by file and row.
#[derive(Debug, Default)]
pub struct ReadReturns {
    by_file: BTreeMap<String, BTreeMap<i64, ReturnRow>>,
}

impl ReadReturns {
    /// Whether there are no such records.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_file.is_empty()
    }

    /// Returns all of them, by file and row.
    pub fn rows(&self) -> impl Iterator<Item = &ReturnRow> {
        self.by_file.values().flat_map(BTreeMap::values)
    }

    /// Returns what the run says of a record; `None` for a record of a day that is not set aside.
    #[must_use]
    pub fn of(&self, record: &RecordRow) -> Option<&ReturnRow> {
        self.by_file.get(&record.file)?.get(&record.row)
    }

    /// Returns the substances for which a record is set aside.
    #[must_use]
    pub fn set_aside(&self, record: &RecordRow) -> &[Substance] {
        self.of(record).map_or(&[], |row| &row.set_aside)
    }

    /// Returns the period that a record reports on.
    #[must_use]
    pub fn period(&self, record: &RecordRow) -> Period {
        self.of(record).map(|row| row.period).unwrap_or_default()
    }
}

impl PublishedRun {
    /// Whether the run has records of a period longer than a day.
    #[must_use]
    pub fn has_returns(&self) -> bool {
        // A run that is being written lists nothing yet.
        let file = ReturnColumns::FILE;
        self.has(file) || self.held.is_none() && self.path(file).is_file()
    }

    /// Reads the records that are of a period longer than a day or set aside.
    pub fn returns(&self) -> Result<ReadReturns, PublishedError> {
        if !self.has_returns() {
            return Ok(ReadReturns::default());
        }
        let mut by_file: BTreeMap<String, BTreeMap<i64, ReturnRow>> = BTreeMap::new();
        self.rows::<ReturnColumns<'_>>()?.each(|codes, columns| {
            let procedure = codes.procedure(columns.procedure)?;
            let set_aside = columns.set_aside.iter().map(|code| codes.substance(code));
            let read = ReturnRow {
                period: codes.known(Period::named(columns.period), columns.period)?,
                stands: columns.stands,
                set_aside: set_aside.collect::<Result<_, _>>()?,
                record: codes.record_row(&columns.record, &columns.origin, procedure)?,
            };
            let of_file = by_file.entry(read.record.file.clone()).or_default();
            of_file.insert(read.record.row, read);
            Ok::<_, PublishedError>(())
        })?;
        Ok(ReadReturns { by_file })
    }
}
