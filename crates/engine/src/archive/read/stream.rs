//! Passes on whole tables row by row, for callers that must not hold a table in memory.

use super::{EvidenceRow, PublishedError, PublishedRun, SupersededRow};
use crate::archive::tables::{EvidenceColumns, SupersededColumns};

impl PublishedRun {
    /// Passes on the evidence of the alerts for which `wanted` finds something, in the order of the alerts, within
    /// each calendar year where the table has a file for each.
    pub fn each_evidence<'w, T: ?Sized + 'w, E: From<PublishedError>>(
        &self,
        wanted: impl Fn(&str) -> Option<&'w T>,
        mut each: impl FnMut(&'w T, EvidenceRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let rows = self.rows::<EvidenceColumns<'_>>()?;
        rows.each(|codes, columns| match wanted(columns.alert_id) {
            Some(found) => each(found, codes.evidence(&columns)?),
            None => Ok(()),
        })
    }

    /// Passes on all versions that do not stand, in no meaningful order.
    pub fn each_superseded<E: From<PublishedError>>(
        &self,
        mut each: impl FnMut(SupersededRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let rows = self.rows::<SupersededColumns<'_>>()?;
        rows.each(|codes, columns| each(codes.superseded(&columns)?))
    }
}
