//! Passes on whole tables row by row, for callers that must not hold a table in memory.

use super::rows::Codes;
use super::table::Table;
use super::{EvidenceRow, NEWER_OF_SUPERSEDED, PublishedError, PublishedRun, SupersededRow};
use crate::archive::tables::{EvidenceColumns, SupersededColumns, names};

impl PublishedRun {
    /// Passes on the evidence of the alerts for which `wanted` finds something, in the order of the alerts.
    pub fn each_evidence<'w, T: ?Sized + 'w, E: From<PublishedError>>(
        &self,
        wanted: impl Fn(&str) -> Option<&'w T>,
        mut each: impl FnMut(&'w T, EvidenceRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let path = self.table("evidence.parquet")?;
        let codes = Codes {
            config: &self.config,
            path: &path,
        };
        Table::open(&path)?.each(&names::<EvidenceColumns<'_>>(), |row| {
            match wanted(row.text(0)) {
                Some(found) => each(found, codes.evidence(row)?),
                None => Ok(()),
            }
        })
    }

    /// Passes on all versions that do not stand, in no meaningful order.
    pub fn each_superseded<E: From<PublishedError>>(
        &self,
        mut each: impl FnMut(SupersededRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let path = self.table("superseded.parquet")?;
        let codes = Codes {
            config: &self.config,
            path: &path,
        };
        let table = Table::open(&path)?;
        let (absent, columns) = table.columns_of::<SupersededColumns<'_>>(&NEWER_OF_SUPERSEDED);
        table.each(&columns, |row| each(codes.superseded(absent, row)?))
    }
}
