//! Refused rows.

use super::table::Table;
use super::{PublishedError, PublishedRun};

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
        self.raw.split([',', '"', '\r', '\n'])
    }

    /// Whether it names something by this code.
    #[must_use]
    pub fn names(&self, code: &str) -> bool {
        self.fields().any(|field| field == code)
    }
}

impl PublishedRun {
    /// The refused rows that `wanted` asks for.
    pub fn refused(&self, wanted: impl Fn(&RefusedRow) -> bool) -> Result<Vec<RefusedRow>, PublishedError> {
        let mut rows = Vec::new();
        self.each_refused(|row| rows.extend(Some(row).filter(&wanted)))?;
        Ok(rows)
    }

    /// Goes through all refused rows, in order.
    pub fn each_refused(&self, mut each: impl FnMut(RefusedRow)) -> Result<(), PublishedError> {
        let columns = ["kind", "source_file", "source_row", "id", "reason", "detail", "raw"];
        Table::open(&self.path("quarantine.parquet"))?.each(&columns, &[], |row| {
            let text = |column| row.text(column).to_owned();
            each(RefusedRow {
                kind: text(0),
                file: text(1),
                row: row.number(2),
                id: text(3),
                reason: text(4),
                detail: text(5),
                raw: text(6),
            });
        })
    }
}
