//! Reads which records of a run count for nothing, and why (`rules.md` 7.6 to 7.8). Runs of older versions have none.

use super::rows::{Codes, gathered};
use super::table::{Key, Row, Table};
use super::{PublishedError, PublishedRun, RecordRow};
use crate::archive::EXEMPT;
use crate::archive::tables::{ExemptColumns, names};
use crate::intake::Procedure;
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

impl Codes<'_> {
    fn exempt(&self, row: Row<'_>) -> Result<ExemptRow, PublishedError> {
        let columns = row.read::<ExemptColumns<'_>>(self.path)?;
        let reason = self.known(ExemptReason::named(columns.reason), columns.reason)?;
        let procedure = match reason {
            ExemptReason::SimplifiedProcedure => Procedure::Simplified,
            ExemptReason::ExemptPreparation => Procedure::Usual,
        };
        Ok(ExemptRow {
            substance: self.substance(columns.substance)?,
            reason,
            record: RecordRow {
                procedure,
                ..self.record_row(&columns.record, &columns.origin)?
            },
        })
    }
}

impl PublishedRun {
    /// Passes on all rows, by substance, date, reporter and record id.
    pub fn each_exempt<E: From<PublishedError>>(
        &self,
        mut each: impl FnMut(ExemptRow) -> Result<(), E>,
    ) -> Result<(), E> {
        if !self.knows_conventions() {
            return Ok(());
        }
        let path = self.table(EXEMPT)?;
        let codes = Codes {
            config: &self.config,
            path: &path,
        };
        Table::open(&path)?.each(&names::<ExemptColumns<'_>>(), |row| {
            each(codes.exempt(row)?)
        })
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
        if !self.knows_conventions() {
            return Ok(Vec::new());
        }
        let path = self.table(EXEMPT)?;
        let codes = Codes {
            config: &self.config,
            path: &path,
        };
        let keys = [Key { column, values }];
        gathered(&path, &names::<ExemptColumns<'_>>(), &keys, |row| {
            Ok(Some(codes.exempt(row)?).filter(&wanted))
        })
    }

    /// Returns the rows that `wanted` asks for, by reporter and record id.
    pub fn exempt_of(
        &self,
        wanted: impl Fn(&str, &str) -> bool + Sync,
    ) -> Result<Vec<ExemptRow>, PublishedError> {
        if !self.knows_conventions() {
            return Ok(Vec::new());
        }
        let path = self.table(EXEMPT)?;
        let codes = Codes {
            config: &self.config,
            path: &path,
        };
        Table::open(&path)?.picked_by(
            &[],
            &["reporter", "record_id"],
            |row| wanted(row.text(0), row.text(1)),
            &names::<ExemptColumns<'_>>(),
            |row| codes.exempt(row),
        )
    }
}
