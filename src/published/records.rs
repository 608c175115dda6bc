//! The tables of records: evidence, versions that do not stand, and refused rows; those that a question is about, or all
//! of them one after the other, for what must not hold a table in memory.

use super::rows::{Codes, RECORD, gathered};
use super::table::{Key, Row, Table};
use super::{EvidenceRow, PublishedError, PublishedRun, RefusedRow, SupersededRow};
use crate::terms::{Country, Factor, Form, Mass};
use std::path::Path;

/// What an evidence row has besides a record, in the order in which [`Codes::evidence`] takes it.
const EVIDENCE: [&str; 7] = ["source_file", "source_row", "factor", "base_g", "running_total_g", "estimate_g", "in_excess"];
/// What a superseded version has besides.
const SUPERSEDED: [&str; 4] = ["source_file", "source_row", "standing_file", "standing_row"];
/// The columns of a refused row, in the order in which [`refused`] takes them.
const REFUSED: [&str; 7] = ["kind", "source_file", "source_row", "id", "reason", "detail", "raw"];

impl Codes<'_> {
    /// The columns of a record, then those of [`EVIDENCE`].
    fn evidence(&self, row: Row<'_>) -> Result<EvidenceRow, PublishedError> {
        let mass = |column| row.decimal(column).map(Mass::from_units);
        let factor = row.decimal(13).and_then(|factor| i64::try_from(factor).ok());
        Ok(EvidenceRow {
            record: self.record(row, 0, 11)?,
            factor: self.known(factor.map(Factor::from_billionths), "no factor")?,
            base: self.known(mass(14), "no mass")?,
            running_total: self.known(mass(15), "no mass")?,
            estimate: mass(16),
            in_excess: row.flag(17),
        })
    }

    /// The columns of a record, then those of [`SUPERSEDED`].
    fn superseded(&self, row: Row<'_>) -> Result<SupersededRow, PublishedError> {
        Ok(SupersededRow { record: self.record(row, 0, 11)?, standing: (row.text(13).to_owned(), row.number(14)) })
    }
}

fn refused(row: Row<'_>) -> RefusedRow {
    let text = |column| row.text(column).to_owned();
    RefusedRow { kind: text(0), file: text(1), row: row.number(2), id: text(3), reason: text(4), detail: text(5), raw: text(6) }
}

fn record_and(more: &[&'static str]) -> Vec<&'static str> {
    [&RECORD[..], more].concat()
}

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
    /// The evidence of an alert, in order.
    pub fn evidence(&self, alert: &str) -> Result<Vec<EvidenceRow>, PublishedError> {
        let path = self.path("evidence.parquet");
        let codes = Codes { config: &self.config, path: &path };
        let keys = [Key { column: "alert_id", values: &[alert] }];
        gathered(&path, &record_and(&EVIDENCE), &keys, |row| codes.evidence(row).map(Some))
    }

    /// The evidence of the alerts that `wanted` finds something for, by alert as alerts are in order.
    pub fn each_evidence<'w, T: ?Sized + 'w, E: From<PublishedError>>(
        &self,
        wanted: impl Fn(&str) -> Option<&'w T>,
        mut each: impl FnMut(&'w T, EvidenceRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let path = self.path("evidence.parquet");
        let codes = Codes { config: &self.config, path: &path };
        let columns = record_and(&[&EVIDENCE[..], &["alert_id"]].concat());
        let alert = columns.len() - 1;
        in_turn(&path, &columns, |row| match wanted(row.text(alert)) {
            Some(found) => each(found, codes.evidence(row)?),
            None => Ok(()),
        })
    }

    /// The versions that do not stand, of an importing country and some forms, in no order that means anything.
    pub fn superseded(&self, importer: Country, forms: &[Form]) -> Result<Vec<SupersededRow>, PublishedError> {
        let path = self.path("superseded.parquet");
        let codes = Codes { config: &self.config, path: &path };
        let forms: Vec<&str> = forms.iter().map(|form| self.config.form_code(*form)).collect();
        let importer = [self.config.country_code(importer)];
        let keys = [Key { column: "importer", values: &importer }, Key { column: "form", values: &forms }];
        gathered(&path, &record_and(&SUPERSEDED), &keys, |row| codes.superseded(row).map(Some))
    }

    /// All versions that do not stand, in no order that means anything.
    pub fn each_superseded<E: From<PublishedError>>(&self, mut each: impl FnMut(SupersededRow) -> Result<(), E>) -> Result<(), E> {
        let path = self.path("superseded.parquet");
        let codes = Codes { config: &self.config, path: &path };
        in_turn(&path, &record_and(&SUPERSEDED), |row| each(codes.superseded(row)?))
    }

    /// How many versions do not stand.
    pub fn superseded_rows(&self) -> Result<u64, PublishedError> {
        Table::open(&self.path("superseded.parquet")).map(|table| table.rows())
    }

    /// The refused rows that `wanted` asks for.
    pub fn refused(&self, wanted: impl Fn(&RefusedRow) -> bool) -> Result<Vec<RefusedRow>, PublishedError> {
        gathered(&self.path("quarantine.parquet"), &REFUSED, &[], |row| Ok(Some(refused(row)).filter(&wanted)))
    }

    /// All refused rows, by kind, file and row.
    pub fn each_refused<E: From<PublishedError>>(&self, mut each: impl FnMut(RefusedRow) -> Result<(), E>) -> Result<(), E> {
        in_turn(&self.path("quarantine.parquet"), &REFUSED, |row| each(refused(row)))
    }
}
