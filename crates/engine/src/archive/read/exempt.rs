//! Reads which records of a run count for nothing, and why (`rules.md` 7.6 to 7.8). Runs of older versions have none.

use super::rows::{CodeLookup, TableRows};
use super::table::ColumnFilter;
use super::{PublishedError, PublishedRun, RecordRow};
use crate::archive::tables::ExemptColumns;
use crate::judgement::ExemptReason;
use crate::terms::Substance;

/// A row of `exempt.parquet`: a standing record, and a substance of it that counts for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExemptRow {
    /// The substance.
    pub substance: Substance,
    /// Why it counts for nothing.
    pub reason: ExemptReason,
    /// The record.
    pub record: RecordRow,
}

impl CodeLookup<'_> {
    fn exempt(&self, columns: &ExemptColumns<'_>) -> Result<ExemptRow, PublishedError> {
        let reason = self.known(ExemptReason::named(columns.reason), columns.reason)?;
        Ok(ExemptRow {
            substance: self.substance(columns.substance)?,
            reason,
            record: self.record_row(&columns.record, &columns.origin, reason.procedure())?,
        })
    }
}

impl PublishedRun {
    /// Returns the rows; `None` for a run of an older version.
    fn exempt_rows(&self) -> Result<Option<TableRows<'_, ExemptColumns<'_>>>, PublishedError> {
        self.knows_conventions().then(|| self.rows()).transpose()
    }

    /// Passes on all rows, by substance, date, reporter and record id.
    pub fn each_exempt<E: From<PublishedError>>(
        &self,
        mut each: impl FnMut(ExemptRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let Some(rows) = self.exempt_rows()? else {
            return Ok(());
        };
        rows.each(|codes, columns| each(codes.exempt(&columns)?))
    }

    /// Returns the rows of some substances that `wanted` asks for, in order.
    pub fn exempt(
        &self,
        substances: impl IntoIterator<Item = Substance>,
        wanted: impl Fn(&ExemptRow) -> bool,
    ) -> Result<Vec<ExemptRow>, PublishedError> {
        let codes: Vec<&str> = substances
            .into_iter()
            .map(|substance| self.config.substance_code(substance))
            .collect();
        self.exempt_by("substance", &codes, wanted)
    }

    /// Returns the rows of records under the simplified procedure, in order.
    pub fn simplified(&self) -> Result<Vec<ExemptRow>, PublishedError> {
        let reason = [ExemptReason::SimplifiedProcedure.name()];
        self.exempt_by("reason", &reason, |_| true)
    }

    /// Returns the rows with one of the values of a column.
    fn exempt_by(
        &self,
        column: &'static str,
        values: &[&str],
        wanted: impl Fn(&ExemptRow) -> bool,
    ) -> Result<Vec<ExemptRow>, PublishedError> {
        let Some(rows) = self.exempt_rows()? else {
            return Ok(Vec::new());
        };
        rows.with(&[ColumnFilter { column, values }], |codes, columns| {
            Ok(Some(codes.exempt(&columns)?).filter(&wanted))
        })
    }

    /// Returns the rows that `wanted` asks for, by reporter and record id.
    pub fn exempt_of(
        &self,
        wanted: impl Fn(&str, &str) -> bool + Sync,
    ) -> Result<Vec<ExemptRow>, PublishedError> {
        let Some(rows) = self.exempt_rows()? else {
            return Ok(Vec::new());
        };
        rows.picked(
            &[],
            &["reporter", "record_id"],
            |row| wanted(row.text(0), row.text(1)),
            |codes, columns| codes.exempt(&columns).map(Some),
        )
    }
}
