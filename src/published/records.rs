//! The rows of the tables that show records: evidence and versions that do not stand.

use super::rows::{Codes, gathered};
use super::table::{Key, Row, Table};
use super::{PublishedError, PublishedRun};
use crate::intake::Flow;
use crate::outputs::WarningKind;
use crate::terms::{Country, Day, Factor, Form, Mass, Quantity};

/// A row of `evidence.parquet`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceRow {
    /// The record.
    pub record: RecordRow,
    /// The share of base of the alert's substance.
    pub factor: Factor,
    /// The base mass it adds.
    pub base: Mass,
    /// The group's running total at the end of its day.
    pub running_total: Mass,
    /// The estimate in force that day, for rules that compare.
    pub estimate: Option<Mass>,
    /// Whether its day is in excess.
    pub in_excess: bool,
}

/// A record as it was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRow {
    /// The reporter's own id.
    pub id: String,
    /// Day of the movement.
    pub date: Day,
    /// Day it reached the Board.
    pub received: Day,
    /// Who reports.
    pub reporter: Country,
    /// The other side.
    pub partner: Option<Country>,
    /// As the reporter sees it.
    pub flow: Flow,
    /// What was shipped.
    pub form: Form,
    /// How much.
    pub quantity: Quantity,
    /// How much of that for re-export.
    pub reexport: Quantity,
    /// Number of the import authorisation.
    pub authorisation: String,
    /// Number of the special licence.
    pub special_licence: String,
    /// Its file.
    pub file: String,
    /// Its row.
    pub row: i64,
}

impl RecordRow {
    /// Whose import it is; `None`: an export to nobody known.
    #[must_use]
    pub const fn importer(&self) -> Option<Country> {
        match self.flow {
            Flow::Import => Some(self.reporter),
            Flow::Export => self.partner,
        }
    }
}

/// A row of `superseded.parquet`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupersededRow {
    /// The version that does not stand.
    pub record: RecordRow,
    /// The version that does.
    pub standing: RecordRow,
}

impl Codes<'_> {
    /// The first eleven columns of [`EVIDENCE`], from the place of the first on, and the two that say where it stands.
    fn record(&self, row: Row<'_>, first: usize, file: usize) -> Result<RecordRow, PublishedError> {
        let flow = Flow::read(row.text(first + 5));
        Ok(RecordRow {
            id: row.text(first).to_owned(),
            date: self.day(row, first + 1)?,
            received: self.day(row, first + 2)?,
            reporter: self.country(row.text(first + 3))?,
            partner: self.maybe_country(row.text(first + 4))?,
            flow: self.known(flow, row.text(first + 5))?,
            form: self.form(row.text(first + 6))?,
            quantity: self.quantity(row, first + 7)?,
            reexport: self.quantity(row, first + 8)?,
            authorisation: row.text(first + 9).to_owned(),
            special_licence: row.text(first + 10).to_owned(),
            file: row.text(file).to_owned(),
            row: row.number(file + 1),
        })
    }

    /// The columns of [`EVIDENCE`].
    pub(super) fn evidence(&self, row: Row<'_>) -> Result<EvidenceRow, PublishedError> {
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

    /// The columns of [`SUPERSEDED`].
    pub(super) fn superseded(&self, row: Row<'_>) -> Result<SupersededRow, PublishedError> {
        Ok(SupersededRow { record: self.record(row, 0, 11)?, standing: self.record(row, 13, 24)? })
    }
}

/// A row of `warned.parquet`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WarnedRow {
    /// What the warning is.
    pub kind: WarningKind,
    /// The version that it concerns.
    pub record: RecordRow,
    /// Whether the version stands.
    pub stands: bool,
}

/// The columns of evidence, in the order in which [`Codes::evidence`] takes them.
pub(super) const EVIDENCE: [&str; 18] = [
    "record_id",
    "date",
    "received",
    "reporter",
    "partner",
    "flow",
    "form",
    "quantity_g",
    "reexport_g",
    "authorisation",
    "special_licence",
    "source_file",
    "source_row",
    "factor",
    "base_g",
    "running_total_g",
    "estimate_g",
    "in_excess",
];

/// The columns of a record that a warning concerns, the record's first, as [`Codes::record`] takes them with their places.
pub(super) const WARNED: [&str; 15] = [
    "record_id",
    "date",
    "received",
    "reporter",
    "partner",
    "flow",
    "form",
    "quantity_g",
    "reexport_g",
    "authorisation",
    "special_licence",
    "source_file",
    "source_row",
    "kind",
    "stands",
];

/// The columns of a version and of the one that stands, each as [`Codes::record`] takes them with their places.
pub(super) const SUPERSEDED: [&str; 26] = [
    "record_id",
    "date",
    "received",
    "reporter",
    "partner",
    "flow",
    "form",
    "quantity_g",
    "reexport_g",
    "authorisation",
    "special_licence",
    "source_file",
    "source_row",
    "record_id",
    "standing_date",
    "standing_received",
    "reporter",
    "standing_partner",
    "standing_flow",
    "standing_form",
    "standing_quantity_g",
    "standing_reexport_g",
    "standing_authorisation",
    "standing_special_licence",
    "standing_file",
    "standing_row",
];

impl PublishedRun {
    /// The evidence of an alert, in order.
    pub fn evidence(&self, alert: &str) -> Result<Vec<EvidenceRow>, PublishedError> {
        let path = self.table("evidence.parquet")?;
        let codes = Codes { config: &self.config, path: &path };
        gathered(&path, &EVIDENCE, &[Key { column: "alert_id", values: &[alert] }], |row| codes.evidence(row).map(Some))
    }

    /// The versions that do not stand, of an importing country and some forms, in no order that means anything.
    pub fn superseded(&self, importer: Country, forms: &[Form]) -> Result<Vec<SupersededRow>, PublishedError> {
        let path = self.table("superseded.parquet")?;
        let codes = Codes { config: &self.config, path: &path };
        let forms: Vec<&str> = forms.iter().map(|form| self.config.form_code(*form)).collect();
        let importer = [self.config.country_code(importer)];
        let keys = [Key { column: "importer", values: &importer }, Key { column: "form", values: &forms }];
        gathered(&path, &SUPERSEDED, &keys, |row| codes.superseded(row).map(Some))
    }

    /// The versions that do not stand, of the records that `wanted` asks for by reporter and record id; in no order
    /// that means anything.
    pub fn superseded_of(&self, wanted: impl Fn(&str, &str) -> bool + Sync) -> Result<Vec<SupersededRow>, PublishedError> {
        let path = self.table("superseded.parquet")?;
        let codes = Codes { config: &self.config, path: &path };
        let is = |row: Row<'_>| wanted(row.text(0), row.text(1));
        Table::open(&path)?.picked_by(&[], &["reporter", "record_id"], is, &SUPERSEDED, |row| codes.superseded(row))
    }

    /// The records that warnings concern, those that `wanted` asks for, in no order that means anything; none where its program
    /// recorded no warnings.
    pub fn warned(&self, wanted: impl Fn(&WarnedRow) -> bool) -> Result<Vec<WarnedRow>, PublishedError> {
        if !self.knows_warnings() {
            return Ok(Vec::new());
        }
        let path = self.table("warned.parquet")?;
        let codes = Codes { config: &self.config, path: &path };
        gathered(&path, &WARNED, &[], |row| {
            let kind = codes.known(WarningKind::named(row.text(13)), row.text(13))?;
            let warned = WarnedRow { kind, record: codes.record(row, 0, 11)?, stands: row.flag(14) };
            Ok(Some(warned).filter(&wanted))
        })
    }

    /// The versions that do not stand, of those that `wanted` asks for by their file and that of the version that stands.
    pub fn superseded_in(&self, wanted: impl Fn(&str, &str) -> bool + Sync) -> Result<Vec<SupersededRow>, PublishedError> {
        let path = self.table("superseded.parquet")?;
        let codes = Codes { config: &self.config, path: &path };
        let is = |row: Row<'_>| wanted(row.text(0), row.text(1));
        Table::open(&path)?.picked_by(&[], &["source_file", "standing_file"], is, &SUPERSEDED, |row| codes.superseded(row))
    }

    /// How many versions do not stand.
    pub fn superseded_rows(&self) -> Result<u64, PublishedError> {
        Table::open(&self.table("superseded.parquet")?).map(|table| table.rows())
    }
}
