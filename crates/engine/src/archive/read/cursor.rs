//! Reads evidence row by row; decodes only the rows that are asked for.

use super::records::EvidenceRow;
use super::rows::TableRows;
use super::table::{DecodedRow, Pull};
use super::{PublishedError, PublishedRun};
use crate::archive::tables::{EvidenceColumns, RecordColumns};
use crate::terms::{Day, Mass};
use arrow_array::RecordBatch;
use rayon::prelude::*;
use std::ops::Range;

/// A row of evidence, and those after it.
pub struct EvidenceCursor<'r> {
    rows: TableRows<'r, EvidenceColumns<'r>>,
    pull: Pull,
    batch: Option<RecordBatch>,
    row: usize,
}

/// The row at which a cursor stands.
#[derive(Clone, Copy)]
pub struct EvidenceView<'b>(DecodedRow<'b>);

// The places in a row of evidence of the columns that are read without reading the whole row.
const ALERT: usize = 0;
const RECORD_ID: usize = 1;
const DATE: usize = 2;
const REPORTER: usize = 4;
const BASE: usize = 13;

impl PublishedRun {
    /// Returns a cursor at the first of the given rows of evidence, which are ranges of places in the table: ascending, without
    /// overlaps.
    pub fn evidence_cursor(&self, at: &[Range<u64>]) -> Result<EvidenceCursor<'_>, PublishedError> {
        let rows = self.rows::<EvidenceColumns<'_>>()?;
        let mut pull = rows.pull(at)?;
        Ok(EvidenceCursor {
            batch: pull.next()?,
            rows,
            pull,
            row: 0,
        })
    }
}

impl EvidenceCursor<'_> {
    /// Returns the row at which the cursor stands; `None` after the last.
    #[must_use]
    pub fn view(&self) -> Option<EvidenceView<'_>> {
        self.batch
            .as_ref()
            .map(|batch| EvidenceView(DecodedRow::of(batch, self.row)))
    }

    /// Returns the rows of an alert from the one at which the cursor stands, decoded, and moves past them; at most `most`.
    pub fn rows_of(
        &mut self,
        alert: &str,
        most: usize,
    ) -> Result<Vec<EvidenceRow>, PublishedError> {
        // There may be so many that copies of them, as the room for them grows, would take more time than they do.
        let mut found = Vec::with_capacity(most.min(self.left()));
        while let Some(batch) = &self.batch {
            let more = most - found.len();
            let end = batch.num_rows().min(self.row.saturating_add(more));
            let of_alert = |row: &usize| DecodedRow::of(batch, *row).text(ALERT) == alert;
            let count = (self.row..end).take_while(of_alert).count();
            if count == 0 {
                break;
            }
            let (rows, places) = (&self.rows, self.row..self.row + count);
            let read: Vec<Result<EvidenceRow, PublishedError>> = places
                .into_par_iter()
                .map(|row| rows.evidence(DecodedRow::of(batch, row)))
                .collect();
            for row in read {
                found.push(row?);
            }
            self.row += count - 1;
            self.advance()?;
        }
        Ok(found)
    }

    /// Returns the number of rows from the one at which the cursor stands.
    fn left(&self) -> usize {
        let of_batch = self.batch.as_ref().map_or(0, RecordBatch::num_rows);
        let later = usize::try_from(self.pull.left()).unwrap_or(usize::MAX);
        of_batch.saturating_sub(self.row).saturating_add(later)
    }

    /// Returns the same row, decoded.
    pub fn row(&self) -> Result<Option<EvidenceRow>, PublishedError> {
        self.view()
            .map(|view| self.rows.evidence(view.0))
            .transpose()
    }

    /// Moves to the next row.
    pub fn advance(&mut self) -> Result<(), PublishedError> {
        self.row += 1;
        if self
            .batch
            .as_ref()
            .is_some_and(|batch| self.row >= batch.num_rows())
        {
            (self.batch, self.row) = (self.pull.next()?, 0);
        }
        Ok(())
    }
}

impl TableRows<'_, EvidenceColumns<'_>> {
    fn evidence(&self, row: DecodedRow<'_>) -> Result<EvidenceRow, PublishedError> {
        self.codes.evidence(&self.read(row)?)
    }
}

impl<'b> EvidenceView<'b> {
    /// Returns the values by which the evidence of an alert is sorted: date, reporter and record id.
    #[must_use]
    pub fn place(self) -> (Option<i32>, &'b str, &'b str) {
        (
            self.0.day(DATE),
            self.0.text(REPORTER),
            self.0.text(RECORD_ID),
        )
    }

    /// Returns the id of the alert.
    #[must_use]
    pub fn alert(self) -> &'b str {
        self.0.text(ALERT)
    }

    /// Returns the day of the movement.
    #[must_use]
    pub fn day(self) -> Day {
        Day::from_number(self.0.day(DATE).unwrap_or_default())
    }

    /// Returns the base mass.
    #[must_use]
    pub fn base(self) -> Mass {
        Mass::from_units(self.0.decimal(BASE).unwrap_or_default())
    }

    /// Whether another row of the same record says the same and has the same base mass, in whatever place it stands.
    #[must_use]
    pub fn says_the_same(self, other: EvidenceView<'_>) -> bool {
        let record = self.0.part::<RecordColumns<'_>>(RECORD_ID);
        self.base() == other.base()
            && record.is_some()
            && record == other.0.part::<RecordColumns<'_>>(RECORD_ID)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::tables::names;

    #[test]
    fn columns_stand_where_they_are_looked_for() {
        let names = names::<EvidenceColumns<'_>>();
        assert_eq!(
            [ALERT, RECORD_ID, DATE, REPORTER, BASE].map(|place| names[place].as_str()),
            ["alert_id", "record_id", "date", "reporter", "base_g"]
        );
    }
}
