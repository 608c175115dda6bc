//! Writes the rows of `quarantine.parquet`, and what could be read of them into `refused.parquet`.

use super::super::error::PublishError;
use super::super::refusals::Refusal;
use super::super::table_file::Sink;
use super::{BATCH_ROWS, BATCH_TEXT, Tables};
use crate::archive::tables::{OriginColumns, RefusedColumns, RefusedFieldsColumns, arrays};
use crate::intake::Kind;
use crate::records::Flow;
use arrow_array::ArrayRef;

/// A refused row, kept until its batch is full.
struct QuarantineRow<'a> {
    kind: Kind,
    file: &'a str,
    refusal: Refusal,
}

/// Writes the texts of all rows, in order.
pub(super) fn texts(tables: &Tables<'_>, sink: Sink<'_>) -> Result<(), PublishError> {
    batches(tables, |rows| {
        sink(&arrays(
            &rows.iter().map(QuarantineRow::texts).collect::<Vec<_>>(),
        ))
    })
}

/// Writes what could be read of all rows, in the same order.
pub(super) fn fields(tables: &Tables<'_>, sink: Sink<'_>) -> Result<(), PublishError> {
    batches(tables, |rows| {
        let fields = rows.iter().map(|row| row.fields(tables));
        let arrays: Vec<ArrayRef> = arrays(&fields.collect::<Vec<_>>());
        sink(&arrays)
    })
}

fn batches(
    tables: &Tables<'_>,
    mut write: impl FnMut(&[QuarantineRow<'_>]) -> Result<(), PublishError>,
) -> Result<(), PublishError> {
    let (mut rows, mut text) = (Vec::new(), 0);
    for refusals in tables.refusals {
        refusals.each(|refusal| {
            text += refusal.raw.len() + refusal.detail.len() + refusal.id.len();
            rows.push(QuarantineRow {
                kind: refusals.kind(),
                file: refusals.file(),
                refusal,
            });
            if rows.len() < BATCH_ROWS && text < BATCH_TEXT {
                return Ok(());
            }
            text = 0;
            write(&std::mem::take(&mut rows))
        })?;
    }
    if rows.is_empty() {
        Ok(())
    } else {
        write(&rows)
    }
}

impl QuarantineRow<'_> {
    fn origin(&self) -> OriginColumns<'_> {
        OriginColumns {
            file: self.file,
            row: i64::try_from(self.refusal.row).unwrap_or(i64::MAX),
        }
    }

    fn texts(&self) -> RefusedColumns<'_> {
        RefusedColumns {
            kind: self.kind.name(),
            origin: self.origin(),
            id: Some(&self.refusal.id),
            reason: self.refusal.reason,
            detail: &self.refusal.detail,
            raw: &self.refusal.raw,
        }
    }

    fn fields<'r>(&'r self, tables: &Tables<'r>) -> RefusedFieldsColumns<'r> {
        let (config, kept) = (tables.config, &self.refusal.kept);
        let substances = kept.substances.iter();
        let countries = kept.countries.iter();
        RefusedFieldsColumns {
            kind: self.kind.name(),
            origin: self.origin(),
            reporter: kept.reporter.map(|country| config.country_code(country)),
            partner: kept.partner.map(|country| config.country_code(country)),
            flow: kept.flow.map(Flow::name),
            substances: substances.map(|of| config.substance_code(*of)).collect(),
            countries: countries.map(|of| config.country_code(*of)).collect(),
            unknown_countries: kept.unknown_countries.iter().map(String::as_str).collect(),
        }
    }
}
