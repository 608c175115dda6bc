//! Reads the records that count for nothing, by exemption (`rules.md` 7.6 to 7.8).

use super::rows::Codes;
use super::table::Table;
use super::{PublishedError, PublishedRun, RecordRow};
use crate::archive::EXEMPT;
use crate::archive::tables::{ExemptColumns, names};
use crate::judgement::ExemptReason;
use crate::terms::Substance;

/// A row of `exempt.parquet`: a record, and a substance of it that counts for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExemptRow {
    /// The substance.
    pub substance: Substance,
    /// Why it counts for nothing.
    pub reason: ExemptReason,
    /// The record.
    pub record: RecordRow,
}

impl PublishedRun {
    /// Passes on the rows of `exempt.parquet` that are wanted, by substance, date, reporter and record id. Runs of older versions
    /// have none.
    pub fn each_exempt<E: From<PublishedError>>(
        &self,
        wanted: impl Fn(&ExemptRow) -> bool,
        mut each: impl FnMut(ExemptRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let path = match self.table(EXEMPT) {
            Err(PublishedError::Missing { .. }) => return Ok(()),
            path => path?,
        };
        let codes = Codes {
            config: &self.config,
            path: &path,
        };
        Table::open(&path)?.each(&names::<ExemptColumns<'_>>(), |row| {
            let columns = row.read::<ExemptColumns<'_>>(&path)?;
            let exempt = ExemptRow {
                substance: codes.substance(columns.substance)?,
                reason: codes.known(ExemptReason::named(columns.reason), columns.reason)?,
                record: codes.record_row(&columns.record, &columns.origin)?,
            };
            if wanted(&exempt) {
                each(exempt)
            } else {
                Ok(())
            }
        })
    }
}
