//! Whole tables, row after row, for those who must not hold one in memory.

use super::rows::Codes;
use super::table::{Row, Table};
use super::{EvidenceRow, PublishedError, PublishedRun, SupersededRow};
use crate::archive::tables::{EvidenceColumns, SupersededColumns, names};
use std::path::Path;

/// Goes through all rows of a table in order, until one is not taken.
pub(super) fn in_turn<E: From<PublishedError>>(
    path: &Path,
    columns: &[String],
    mut each: impl FnMut(Row<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let table = Table::open(path)?;
    for group in 0..table.groups() {
        let mut taken = Ok(());
        table.each_of(group, columns, |row| {
            if taken.is_ok() {
                taken = each(row);
            }
        })?;
        taken?;
    }
    Ok(())
}

impl PublishedRun {
    /// The evidence of the alerts that `wanted` finds something for, by alert as alerts are in order.
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
        in_turn(&path, &names::<EvidenceColumns<'_>>(), |row| {
            match wanted(row.text(0)) {
                Some(found) => each(found, codes.evidence(row)?),
                None => Ok(()),
            }
        })
    }

    /// All versions that do not stand, in no order that means anything.
    pub fn each_superseded<E: From<PublishedError>>(
        &self,
        mut each: impl FnMut(SupersededRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let path = self.table("superseded.parquet")?;
        let codes = Codes {
            config: &self.config,
            path: &path,
        };
        in_turn(&path, &names::<SupersededColumns<'_>>(), |row| {
            each(codes.superseded(row)?)
        })
    }
}
