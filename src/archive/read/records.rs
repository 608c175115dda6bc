//! The rows of the tables that show records: evidence and versions that do not stand.

use super::rows::{Codes, gathered};
use super::table::{Key, Row, Table};
use super::{PublishedError, PublishedRun};
use crate::archive::WarningKind;
use crate::archive::tables::{
    EvidenceColumns, OriginColumns, RecordColumns, SupersededColumns, WarnedColumns, names,
};
use crate::intake::{Flow, Movement, Record};
use crate::judgement::Reported;
use crate::terms::{Country, Day, Factor, Form, Mass, Quantity};
use std::collections::BTreeSet;

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

    /// Whose export it is; `None`: an import from nobody known.
    #[must_use]
    pub const fn exporter(&self) -> Option<Country> {
        match self.flow {
            Flow::Import => self.partner,
            Flow::Export => Some(self.reporter),
        }
    }
}

impl From<&RecordRow> for Reported {
    fn from(row: &RecordRow) -> Self {
        Self {
            reporter: row.reporter,
            moved: Movement {
                flow: row.flow,
                importer: row.importer(),
                form: row.form,
                date: row.date,
                net: row.quantity.less(row.reexport).millionths(),
            },
            licensed: !row.special_licence.is_empty(),
        }
    }
}

/// A row of `superseded.parquet`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupersededRow {
    /// Under which importing country it is listed.
    pub importer: Option<Country>,
    /// The version that does not stand.
    pub record: RecordRow,
    /// The version that does.
    pub standing: RecordRow,
}

impl Codes<'_> {
    /// What a record says, but for its texts.
    pub(super) fn record(&self, columns: &RecordColumns<'_>) -> Result<Record, PublishedError> {
        let shipment = &columns.shipment;
        let partner = shipment.partner.map(|code| self.country(code));
        Ok(Record {
            date: columns.date,
            received: columns.received,
            reporter: self.country(columns.reporter)?,
            partner: partner.transpose()?,
            flow: self.known(Flow::read(shipment.flow), shipment.flow)?,
            form: self.form(shipment.form)?,
            quantity: shipment.quantity_g,
            reexport: shipment.reexport_g,
        })
    }

    fn record_row(
        &self,
        columns: &RecordColumns<'_>,
        origin: &OriginColumns<'_>,
    ) -> Result<RecordRow, PublishedError> {
        let record = self.record(columns)?;
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Ok(RecordRow {
            id: columns.record_id.to_owned(),
            date: record.date,
            received: record.received,
            reporter: record.reporter,
            partner: record.partner,
            flow: record.flow,
            form: record.form,
            quantity: record.quantity,
            reexport: record.reexport,
            authorisation: text(columns.shipment.authorisation),
            special_licence: text(columns.shipment.special_licence),
            file: origin.file.to_owned(),
            row: origin.row,
        })
    }

    /// A row of all columns of evidence.
    pub(super) fn evidence(&self, row: Row<'_>) -> Result<EvidenceRow, PublishedError> {
        let columns = row.read::<EvidenceColumns<'_>>(self.path)?;
        Ok(EvidenceRow {
            record: self.record_row(&columns.record, &columns.origin)?,
            factor: columns.factor,
            base: columns.base_g,
            running_total: columns.running_total_g,
            estimate: columns.estimate_g,
            in_excess: columns.in_excess,
        })
    }

    /// A row of all columns of versions that do not stand.
    pub(super) fn superseded(&self, row: Row<'_>) -> Result<SupersededRow, PublishedError> {
        let columns = row.read::<SupersededColumns<'_>>(self.path)?;
        let importer = columns.importer.map(|code| self.country(code));
        Ok(SupersededRow {
            importer: importer.transpose()?,
            record: self.record_row(&columns.record, &columns.origin)?,
            standing: self.record_row(&columns.standing_record(), &columns.standing_origin)?,
        })
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

impl PublishedRun {
    /// The evidence of an alert, in order.
    pub fn evidence(&self, alert: &str) -> Result<Vec<EvidenceRow>, PublishedError> {
        let path = self.table("evidence.parquet")?;
        let codes = Codes {
            config: &self.config,
            path: &path,
        };
        gathered(
            &path,
            &names::<EvidenceColumns<'_>>(),
            &[Key {
                column: "alert_id",
                values: &[alert],
            }],
            |row| codes.evidence(row).map(Some),
        )
    }

    /// The versions that do not stand, of some importing countries, those that `wanted` asks for by importing country, form
    /// and day; in no order that means anything.
    pub fn superseded(
        &self,
        importers: &BTreeSet<Country>,
        wanted: impl Fn(Country, Form, Day) -> bool + Sync,
    ) -> Result<Vec<SupersededRow>, PublishedError> {
        let path = self.table("superseded.parquet")?;
        let codes = Codes {
            config: &self.config,
            path: &path,
        };
        let importers: Vec<&str> = importers
            .iter()
            .map(|importer| self.config.country_code(*importer))
            .collect();
        let keys = [Key {
            column: "importer",
            values: &importers,
        }];
        let is = |row: Row<'_>| {
            let importer = self.config.country_codes.find(row.text(0));
            let moved = importer.zip(self.config.form_codes.find(row.text(1)));
            moved
                .zip(row.day(2).map(Day::from_number))
                .is_some_and(|((importer, form), day)| wanted(importer, form, day))
        };
        Table::open(&path)?.picked_by(
            &keys,
            &["importer", "form", "date"],
            is,
            &names::<SupersededColumns<'_>>(),
            |row| codes.superseded(row),
        )
    }

    /// The versions that do not stand, of the records that `wanted` asks for by reporter and record id; in no order
    /// that means anything.
    pub fn superseded_of(
        &self,
        wanted: impl Fn(&str, &str) -> bool + Sync,
    ) -> Result<Vec<SupersededRow>, PublishedError> {
        self.superseded_by(["reporter", "record_id"], wanted)
    }

    /// The versions that do not stand, of those that `wanted` asks for by their file and that of the version that stands.
    pub fn superseded_in(
        &self,
        wanted: impl Fn(&str, &str) -> bool + Sync,
    ) -> Result<Vec<SupersededRow>, PublishedError> {
        self.superseded_by(["source_file", "standing_file"], wanted)
    }

    /// Those that `wanted` asks for by two of their texts.
    fn superseded_by(
        &self,
        texts: [&str; 2],
        wanted: impl Fn(&str, &str) -> bool + Sync,
    ) -> Result<Vec<SupersededRow>, PublishedError> {
        let path = self.table("superseded.parquet")?;
        let codes = Codes {
            config: &self.config,
            path: &path,
        };
        Table::open(&path)?.picked_by(
            &[],
            &texts,
            |row| wanted(row.text(0), row.text(1)),
            &names::<SupersededColumns<'_>>(),
            |row| codes.superseded(row),
        )
    }

    /// The records that warnings concern, those that `wanted` asks for, in no order that means anything; none where its program
    /// recorded no warnings.
    pub fn warned(
        &self,
        wanted: impl Fn(&WarnedRow) -> bool,
    ) -> Result<Vec<WarnedRow>, PublishedError> {
        if !self.knows_warnings() {
            return Ok(Vec::new());
        }
        let path = self.table("warned.parquet")?;
        let codes = Codes {
            config: &self.config,
            path: &path,
        };
        gathered(&path, &names::<WarnedColumns<'_>>(), &[], |row| {
            let columns = row.read::<WarnedColumns<'_>>(&path)?;
            let kind = codes.known(WarningKind::named(columns.kind), columns.kind)?;
            let warned = WarnedRow {
                kind,
                record: codes.record_row(&columns.record, &columns.origin)?,
                stands: columns.stands,
            };
            Ok(Some(warned).filter(&wanted))
        })
    }

    /// How many versions do not stand.
    pub fn superseded_rows(&self) -> Result<u64, PublishedError> {
        Table::open(&self.table("superseded.parquet")?).map(|table| table.rows())
    }
}
