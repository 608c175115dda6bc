//! Refused rows.

use super::rows::gathered;
use super::table::{Row, Table};
use super::{PublishedError, PublishedRun};
use crate::intake::Quarantined;

/// A row of `quarantine.parquet`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRow {
    /// `filing` or `record`.
    pub kind: String,
    /// Its file.
    pub file: String,
    /// Its row.
    pub row: i64,
    /// Its id, where that can be read.
    pub id: String,
    /// The reason of the refusal.
    pub reason: String,
    /// What was found and expected.
    pub detail: String,
    /// Its text.
    pub raw: String,
}

impl RefusedRow {
    /// The parts of its text that may be codes.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.quarantined().parts()
    }

    /// The same, to be asked what it names.
    #[must_use]
    pub fn quarantined(&self) -> Quarantined<'_> {
        Quarantined { kind: &self.kind, file: &self.file, reason: &self.reason, detail: &self.detail, raw: &self.raw }
    }

    /// Whether it names something by this code.
    #[must_use]
    pub fn names(&self, code: &str) -> bool {
        self.fields().any(|field| field == code)
    }
}

/// The columns of a refused row, in the order in which [`refused`] takes them.
pub(super) const REFUSED: [&str; 7] = ["kind", "source_file", "source_row", "id", "reason", "detail", "raw"];

pub(super) fn refused(row: Row<'_>) -> RefusedRow {
    let text = |column| row.text(column).to_owned();
    RefusedRow { kind: text(0), file: text(1), row: row.number(2), id: text(3), reason: text(4), detail: text(5), raw: text(6) }
}

impl PublishedRun {
    /// The refused rows that `wanted` asks for.
    pub fn refused(&self, wanted: impl Fn(&RefusedRow) -> bool) -> Result<Vec<RefusedRow>, PublishedError> {
        gathered(&self.table("quarantine.parquet")?, &REFUSED, &[], |row| Ok(Some(refused(row)).filter(&wanted)))
    }

    /// The refused rows that `wanted` asks for by kind, file and id.
    pub fn refused_of(&self, wanted: impl Fn(&str, &str, &str) -> bool + Sync) -> Result<Vec<RefusedRow>, PublishedError> {
        let is = |row: Row<'_>| wanted(row.text(0), row.text(1), row.text(3));
        let table = self.table("quarantine.parquet")?;
        Table::open(&table)?.picked_by(&[], &REFUSED[..4], is, &REFUSED, |row| Ok(refused(row)))
    }
}
