//! Whole tables, row after row, for those who must not hold one in memory.

use super::refused::{REFUSED, refused};
use super::table::{Row, Table};
use super::{PublishedError, PublishedRun, RefusedRow};
use std::path::Path;

/// Goes through all rows of a table in order, until one is not taken.
fn in_turn<E: From<PublishedError>>(
    path: &Path,
    columns: &[&'static str],
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
    /// All refused rows, by kind, file and row.
    pub fn each_refused<E: From<PublishedError>>(&self, mut each: impl FnMut(RefusedRow) -> Result<(), E>) -> Result<(), E> {
        in_turn(&self.path("quarantine.parquet"), &REFUSED, |row| each(refused(row)))
    }
}
