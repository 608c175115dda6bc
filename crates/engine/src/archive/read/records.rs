//! Reads the rows of the tables that show records: evidence, versions that do not stand, and records that warnings concern.

use super::rows::CodeLookup;
use super::table::{ColumnFilter, DecodedRow};
use super::{PublishedError, PublishedRun};
use crate::archive::WarningKind;
use crate::archive::tables::{
    EvidenceColumns, OriginColumns, RecordColumns, SupersededColumns, WarnedColumns,
};
use crate::judgement::Reported;
use crate::records::{Flow, Period, Procedure, Record, Texts};
use crate::terms::{Country, Day, Factor, Form, Mass};
use std::collections::BTreeSet;
use std::ops::Deref;

/// A row of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceRow {
    /// The record.
    pub record: RecordRow,
    /// The share of base of the alert's substance in the form.
    pub factor: Factor,
    /// The base mass that the record adds.
    pub base: Mass,
    /// The running total of the group at the end of the record's day.
    pub running_total: Mass,
    /// The estimate in force on that day; `None` for rules that only list.
    pub estimate: Option<Mass>,
    /// Whether that day is in excess.
    pub in_excess: bool,
}

/// A record as it was published, which is what it states, its texts and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRow {
    /// What the record states. The period is a day, and the procedure the usual one, unless the table shows another.
    pub record: Record,
    /// The reporter's own id of the record.
    pub id: String,
    /// The number of the import authorisation; empty if none.
    pub authorisation: String,
    /// The number of the special licence; empty if none.
    pub special_licence: String,
    /// The path of the record's file, relative to the dataset.
    pub file: String,
    /// The row in that file.
    pub row: i64,
}

/// What a record states is said of its row.
impl Deref for RecordRow {
    type Target = Record;

    fn deref(&self) -> &Record {
        &self.record
    }
}

impl RecordRow {
    /// Returns the texts of the record.
    #[must_use]
    pub fn texts(&self) -> Texts<'_> {
        Texts {
            record_id: &self.id,
            authorisation: &self.authorisation,
            special_licence: &self.special_licence,
        }
    }
}

impl From<&RecordRow> for Reported {
    fn from(row: &RecordRow) -> Self {
        Self::of(&row.record, &row.special_licence)
    }
}

/// A row of the superseded versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupersededRow {
    /// The importing country under which the version is listed.
    pub importer: Option<Country>,
    /// The version that does not stand.
    pub record: RecordRow,
    /// The version that stands in its place.
    pub standing: RecordRow,
}

impl CodeLookup<'_> {
    /// Returns what a record says, without its texts.
    pub(super) fn record(&self, columns: &RecordColumns<'_>) -> Result<Record, PublishedError> {
        let shipment = &columns.shipment;
        let partner = shipment.partner.map(|code| self.country(code));
        Ok(Record {
            date: columns.date,
            received: columns.received,
            reporter: self.country(columns.reporter)?,
            partner: partner.transpose()?,
            flow: self.known(Flow::named(shipment.flow), shipment.flow)?,
            form: self.form(shipment.form)?,
            quantity: shipment.quantity_g,
            reexport: shipment.reexport_g,
            // The columns of records hold neither periods nor procedures.
            period: Period::Day,
            procedure: Procedure::Usual,
        })
    }

    pub(super) fn record_row(
        &self,
        columns: &RecordColumns<'_>,
        origin: &OriginColumns<'_>,
        procedure: Procedure,
    ) -> Result<RecordRow, PublishedError> {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Ok(RecordRow {
            record: Record {
                procedure,
                ..self.record(columns)?
            },
            id: columns.record_id.to_owned(),
            authorisation: text(columns.shipment.authorisation),
            special_licence: text(columns.shipment.special_licence),
            file: origin.file.to_owned(),
            row: origin.row,
        })
    }

    /// Reads a row of evidence.
    pub(super) fn evidence(
        &self,
        columns: &EvidenceColumns<'_>,
    ) -> Result<EvidenceRow, PublishedError> {
        Ok(EvidenceRow {
            record: self.record_row(&columns.record, &columns.origin, Procedure::Usual)?,
            factor: columns.factor,
            base: columns.base_g,
            running_total: columns.running_total_g,
            estimate: columns.estimate_g,
            in_excess: columns.in_excess,
        })
    }

    /// Reads a row of the versions that do not stand.
    pub(super) fn superseded(
        &self,
        columns: &SupersededColumns<'_>,
    ) -> Result<SupersededRow, PublishedError> {
        let importer = columns.importer.map(|code| self.country(code));
        let [procedure, standing] =
            [columns.procedure, columns.standing_procedure].map(|word| self.procedure(word));
        Ok(SupersededRow {
            importer: importer.transpose()?,
            record: self.record_row(&columns.record, &columns.origin, procedure?)?,
            standing: self.record_row(
                &columns.standing_record(),
                &columns.standing_origin,
                standing?,
            )?,
        })
    }

    /// Returns the procedure of a word; the usual one without a word.
    pub(super) fn procedure(&self, word: Option<&str>) -> Result<Procedure, PublishedError> {
        let known = word.map(|word| self.known(Procedure::named(word), word));
        known.unwrap_or(Ok(Procedure::Usual))
    }
}

/// A row of `warned.parquet`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WarnedRow {
    /// The kind of the warning.
    pub kind: WarningKind,
    /// The version that it concerns.
    pub record: RecordRow,
    /// Whether the version stands.
    pub stands: bool,
}

impl PublishedRun {
    /// Returns the evidence of an alert of a calendar year, in order.
    pub fn evidence(&self, alert: &str, year: i64) -> Result<Vec<EvidenceRow>, PublishedError> {
        let key = ColumnFilter {
            column: "alert_id",
            values: &[alert],
        };
        self.rows_of_years::<EvidenceColumns<'_>>(|of| i64::from(of) == year)?
            .with(&[key], |codes, columns| codes.evidence(&columns).map(Some))
    }

    /// Returns the versions of some importing countries and calendar years that do not stand and that `wanted` asks for, by
    /// importing country, form and day; in no meaningful order.
    pub fn superseded(
        &self,
        importers: &BTreeSet<Country>,
        years: &BTreeSet<i64>,
        wanted: impl Fn(Country, Form, Day) -> bool + Sync,
    ) -> Result<Vec<SupersededRow>, PublishedError> {
        let importers: Vec<&str> = importers
            .iter()
            .map(|importer| self.config.country_code(*importer))
            .collect();
        let keys = [ColumnFilter {
            column: "importer",
            values: &importers,
        }];
        let is = |row: DecodedRow<'_>| {
            let importer = self.config.country_codes.find(row.text(0));
            let moved = importer.zip(self.config.form_codes.find(row.text(1)));
            moved
                .zip(row.day(2).map(Day::from_number))
                .is_some_and(|((importer, form), day)| wanted(importer, form, day))
        };
        let asked = ["importer", "form", "date"];
        self.rows_of_years::<SupersededColumns<'_>>(|year| years.contains(&year.into()))?
            .picked(&keys, &asked, is, |codes, columns| {
                codes.superseded(&columns).map(Some)
            })
    }

    /// Returns the versions that do not stand and that `wanted` asks for, by reporter and record id; in no meaningful order.
    pub fn superseded_of(
        &self,
        wanted: impl Fn(&str, &str) -> bool + Sync,
    ) -> Result<Vec<SupersededRow>, PublishedError> {
        self.rows::<SupersededColumns<'_>>()?.picked(
            &[],
            &["reporter", "record_id"],
            |row| wanted(row.text(0), row.text(1)),
            |codes, columns| codes.superseded(&columns).map(Some),
        )
    }

    /// Returns the versions that do not stand and that `wanted` asks for, by their file and the file of the version that
    /// stands, and of these those that `keeps` keeps. Leaves out what another run says with the same bytes.
    pub fn superseded_in(
        &self,
        other: &Self,
        wanted: impl Fn(&str, &str) -> bool + Sync,
        keeps: impl Fn(&SupersededRow) -> bool + Sync,
    ) -> Result<Vec<SupersededRow>, PublishedError> {
        let rows = self.rows_unlike::<SupersededColumns<'_>>(other)?;
        rows.picked(
            &[],
            &["source_file", "standing_file"],
            |row| wanted(row.text(0), row.text(1)),
            |codes, columns| Ok(Some(codes.superseded(&columns)?).filter(&keeps)),
        )
    }

    /// Returns the records that warnings concern and that `wanted` asks for, in no meaningful order; empty if the run's
    /// program recorded no warnings.
    pub fn warned(
        &self,
        wanted: impl Fn(&WarnedRow) -> bool,
    ) -> Result<Vec<WarnedRow>, PublishedError> {
        if !self.knows_warnings() {
            return Ok(Vec::new());
        }
        let rows = self.rows::<WarnedColumns<'_>>()?;
        rows.with(&[], |codes, columns| {
            let kind = codes.known(WarningKind::named(columns.kind), columns.kind)?;
            let procedure = codes.procedure(columns.procedure)?;
            let warned = WarnedRow {
                kind,
                record: codes.record_row(&columns.record, &columns.origin, procedure)?,
                stands: columns.stands,
            };
            Ok(Some(warned).filter(&wanted))
        })
    }

    /// Returns the number of rows of evidence.
    pub fn evidence_rows(&self) -> Result<u64, PublishedError> {
        self.rows::<EvidenceColumns<'_>>()
            .map(|rows| rows.table.rows())
    }

    /// Returns the number of versions that do not stand.
    pub fn superseded_rows(&self) -> Result<u64, PublishedError> {
        self.rows::<SupersededColumns<'_>>()
            .map(|rows| rows.table.rows())
    }
}
