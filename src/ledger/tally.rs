//! Quantities as shipped, added up before they are converted.

use super::{Basis, Entry, Ledger};
use crate::conversion::Conversion;
use crate::intake::{Flow, Record};
use crate::terms::{Country, Day, Form, Map, MassOverflow};

/// What was shipped, net of re-export, per account, importing country, form and day.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    cells: Map<CellKey, Cell>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct CellKey {
    day: Day,
    importer: Country,
    form: Form,
    basis: Basis,
}

#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    /// Millionths of a gram; 128 bits hold the sum of any number of records.
    net: i128,
    /// Records with something left after re-export.
    records: i64,
}

impl Tally {
    /// Counts a valid record; one of which nothing stays in the country adds nothing.
    pub fn add(&mut self, record: &Record) {
        let net = record.net().millionths();
        let Some(importer) = record.importer().filter(|_| net > 0) else {
            return;
        };
        let basis = match record.flow {
            Flow::Import => Basis::ImportReports,
            Flow::Export => Basis::PartnerReports,
        };
        let cell = self.cells.entry(CellKey { day: record.date, importer, form: record.form, basis }).or_default();
        cell.net += i128::from(net);
        cell.records += 1;
    }

    /// The entries of these quantities: base mass by the factor of each form on each day, substances
    /// not under control on that day left out.
    pub fn entries(&self, conversion: &Conversion) -> Result<Vec<Entry>, MassOverflow> {
        let mut entries = Vec::with_capacity(self.cells.len());
        for (&CellKey { day, importer, form, basis }, cell) in &self.cells {
            for share in conversion.shares(form, day).iter().filter(|share| share.factor.billionths() > 0) {
                let base = share.factor.of_sum(cell.net)?;
                entries.push(Entry { basis, importer, substance: share.substance, day, base, records: cell.records });
            }
        }
        Ok(entries)
    }

    /// The ledger of several tallies together.
    pub fn ledger(tallies: &[Tally], conversion: &Conversion) -> Result<Ledger, MassOverflow> {
        use rayon::prelude::*;
        let parts: Vec<Vec<Entry>> = tallies.par_iter().map(|tally| tally.entries(conversion)).collect::<Result<_, _>>()?;
        Ledger::from_entries(parts.concat())
    }
}
