//! Holds Parquet rows in blocks: each column of a block is laid out first, then its rows are put together.
//!
//! Nearly every row is valid, and a run spends most of its time on such rows. A block is small enough to stay in the
//! processor's first caches, and the loops over a column have no branches.

use super::Cell;
use super::accept::Plain;
use super::values::{Coded, Numbers};
use crate::conversion::Lists;
use crate::records::{Flow, Heading, Period, Procedure, Record};
use crate::terms::Day;
use arrow_array::types::ArrowPrimitiveType;
use arrow_array::{Array, Date32Array, PrimitiveArray};
use std::ops::Range;

/// The number of rows in a block.
pub(super) const ROWS: usize = 1024;

/// Marks a missing code; greater than any number of a code.
pub(super) const MISSING: u32 = 1 << 16;
/// Marks an unknown code; greater than any number of a code.
pub(super) const UNKNOWN: u32 = 1 << 17;
/// Marks a value that is not a day in the range of the rules, or not a quantity; such a row is checked in full.
const NO_DAY: i32 = i32::MIN;
const NO_NUMBER: i64 = i64::MIN;

/// The columns of a block; a missing or unusable value is held as a value that no rule accepts.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) date: Vec<i32>,
    pub(super) received: Vec<i32>,
    pub(super) reporter: Vec<u32>,
    pub(super) partner: Vec<u32>,
    pub(super) flow: Vec<u32>,
    pub(super) form: Vec<u32>,
    pub(super) quantity: Vec<i64>,
    pub(super) reexport: Vec<i64>,
    /// The numbers of the periods; empty if the file has no such column.
    pub(super) period: Vec<u32>,
    /// The numbers of the procedures: 0 for the simplified one; empty if the file has no such column.
    pub(super) procedure: Vec<u32>,
    /// The places of the valid rows, ascending.
    pub(super) valid: Vec<u16>,
}

impl Block {
    /// Whether every value of a row but its id is present and valid.
    #[inline]
    pub(super) fn is_plain(&self, row: usize, lists: &Lists) -> bool {
        let known = |number: u32| u16::try_from(number).ok();
        let (partner, flow) = (self.partner[row], self.flow[row]);
        let (Some(period), Some(procedure)) = (self.period(row), self.procedure(row)) else {
            return false;
        };
        if partner == UNKNOWN || flow > IMPORT {
            return false;
        }
        let plain = Plain {
            date: self.date[row],
            received: Some(self.received[row]),
            reporter: known(self.reporter[row]).map(Into::into),
            partner: known(partner).map(Into::into),
            flow: Some(if flow == IMPORT {
                Flow::Import
            } else {
                Flow::Export
            }),
            form: known(self.form[row]).map(Into::into),
            quantity: self.quantity[row],
            reexport: self.reexport[row],
            period,
            procedure,
        };
        plain.is_fine(lists)
    }
}

impl Block {
    /// Returns the period of a row, a day if it is missing; `None` if it is unknown.
    #[inline]
    pub(super) fn period(&self, row: usize) -> Option<Period> {
        match self.period.get(row) {
            None | Some(&(0 | MISSING)) => Some(Period::Day),
            Some(number) => Period::numbered(u8::try_from(*number).ok()?),
        }
    }

    /// Returns the procedure of a row, the usual one if it is missing; `None` if it is unknown.
    #[inline]
    pub(super) fn procedure(&self, row: usize) -> Option<Procedure> {
        match self.procedure.get(row) {
            None | Some(&MISSING) => Some(Procedure::Usual),
            Some(&SIMPLIFIED) => Some(Procedure::Simplified),
            Some(_) => None,
        }
    }

    /// Whether the reporter of a row is known.
    #[inline]
    pub(super) fn has_reporter(&self, row: usize) -> bool {
        self.reporter[row] < MISSING
    }

    /// Returns the importing country, flow, form and date of a row; `None` if its codes are not known.
    #[inline]
    pub(super) fn heading(&self, row: usize) -> Option<Heading> {
        let flow = if self.flow[row] == IMPORT {
            Flow::Import
        } else {
            Flow::Export
        };
        let importer = if self.flow[row] == IMPORT {
            self.reporter[row]
        } else {
            self.partner[row]
        };
        let number = |number: u32| u16::try_from(number).ok();
        let date = Day::from_number(self.date[row]);
        let importer = number(importer)
            .filter(|_| self.flow[row] <= IMPORT && Day::FIRST <= date && date <= Day::LAST)?
            .into();
        Some(Heading {
            flow,
            importer,
            form: number(self.form[row])?.into(),
            date,
        })
    }
}

/// The number of the simplified procedure; the usual one is missing.
const SIMPLIFIED: u32 = 0;

/// The number of an import; the number of an export is 0.
pub(super) const IMPORT: u32 = 1;

/// Returns the number of a flow.
pub(super) const fn number_of(flow: Flow) -> u16 {
    match flow {
        Flow::Export => 0,
        Flow::Import => 1,
    }
}

/// Lays out a column of codes.
pub(super) fn codes<T: Copy>(coded: Option<&Coded<'_, T>>, rows: Range<usize>, to: &mut Vec<u32>) {
    to.clear();
    match coded {
        None => to.resize(rows.len(), MISSING),
        Some(coded) => coded.numbers(rows, to),
    }
}

/// Lays out a column of days; `missing` holds the values for rows without a day.
fn days(
    array: Option<&Date32Array>,
    rows: Range<usize>,
    to: &mut Vec<i32>,
    missing: impl Fn(usize) -> i32,
) {
    to.clear();
    match array {
        None => to.extend(rows.enumerate().map(|(place, _)| missing(place))),
        Some(array) => values(array, rows, to, missing),
    }
}

/// Appends the values of some rows; `missing` has the values for rows without one.
fn values<T: ArrowPrimitiveType>(
    array: &PrimitiveArray<T>,
    rows: Range<usize>,
    to: &mut Vec<T::Native>,
    missing: impl Fn(usize) -> T::Native,
) {
    to.extend_from_slice(&array.values()[rows.clone()]);
    if array.null_count() > 0 {
        for (place, row) in rows.enumerate() {
            if array.is_null(row) {
                to[place] = missing(place);
            }
        }
    }
}

impl Block {
    /// Makes a block with room for one row.
    pub(super) fn of_one() -> Self {
        let (days, codes, sizes) = (vec![0], vec![0], vec![0]);
        Self {
            date: days.clone(),
            received: days,
            reporter: codes.clone(),
            partner: codes.clone(),
            flow: codes.clone(),
            form: codes,
            quantity: sizes.clone(),
            reexport: sizes,
            period: vec![0],
            procedure: vec![MISSING],
            valid: Vec::with_capacity(1),
        }
    }

    /// Lays out a row from its record.
    #[inline]
    pub(super) fn put(&mut self, row: usize, record: &Record) {
        (self.date[row], self.received[row]) = (record.date.number(), record.received.number());
        self.reporter[row] = record.reporter.number().into();
        self.partner[row] = record
            .partner
            .map_or(MISSING, |partner| partner.number().into());
        self.flow[row] = number_of(record.flow).into();
        self.form[row] = record.form.number().into();
        (self.quantity[row], self.reexport[row]) =
            (record.quantity.millionths(), record.reexport.millionths());
        if let Some(period) = self.period.get_mut(row) {
            *period = record.period.number().into();
        }
        if let Some(procedure) = self.procedure.get_mut(row) {
            *procedure = if record.procedure.is_simplified() {
                SIMPLIFIED
            } else {
                MISSING
            };
        }
        self.valid.extend(u16::try_from(row));
    }

    /// Lays out the dates and the days of receipt; a day of receipt that is not given is the date.
    pub(super) fn set_days(
        &mut self,
        date: Option<&Date32Array>,
        received: Option<&Date32Array>,
        rows: Range<usize>,
    ) {
        days(date, rows.clone(), &mut self.date, |_| NO_DAY);
        let date = &self.date;
        days(received, rows, &mut self.received, |place| date[place]);
    }

    /// Lays out the periods; nothing if the file has no such column.
    pub(super) fn set_periods(&mut self, coded: Option<&Coded<'_, Period>>, rows: Range<usize>) {
        self.period.clear();
        if let Some(coded) = coded {
            coded.numbers(rows, &mut self.period);
        }
    }

    /// Lays out the procedures; nothing if the file has no such column.
    pub(super) fn set_procedures(
        &mut self,
        coded: Option<&Coded<'_, Procedure>>,
        rows: Range<usize>,
    ) {
        self.procedure.clear();
        if let Some(coded) = coded {
            coded.numbers(rows, &mut self.procedure);
        }
    }

    /// Lays out quantities and portions for re-export; a portion that is not given is 0.
    pub(super) fn set_sizes(
        &mut self,
        quantity: Option<Numbers<'_>>,
        reexport: Option<Numbers<'_>>,
        rows: Range<usize>,
    ) {
        sizes(quantity, rows.clone(), &mut self.quantity, NO_NUMBER);
        sizes(reexport, rows, &mut self.reexport, 0);
    }
}

fn sizes(numbers: Option<Numbers<'_>>, rows: Range<usize>, to: &mut Vec<i64>, missing: i64) {
    to.clear();
    let Some(numbers) = numbers else {
        return to.resize(rows.len(), missing);
    };
    if let Some(millionths) = numbers.all_millionths() {
        return values(millionths, rows, to, |_| missing);
    }
    to.extend(rows.map(|row| match numbers.millionths(row) {
        Cell::Is(millionths) => millionths,
        Cell::Missing => missing,
        Cell::Faulty => NO_NUMBER,
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::Decimal64Array;

    #[test]
    fn a_missing_quantity_is_held_as_asked_whatever_is_stored_in_its_place() {
        let stored = vec![Some(5_000), None, Some(-7_000), None];
        for (scale, factor) in [(6, 1), (3, 1000)] {
            let array = Decimal64Array::from(stored.clone());
            let array = array.with_precision_and_scale(12, scale).expect("fits");
            let mut to = Vec::new();
            sizes(Some(Numbers::Short(&array)), 1..4, &mut to, -1);
            assert_eq!(to, [-1, -7_000 * factor, -1]);
        }
    }
}
