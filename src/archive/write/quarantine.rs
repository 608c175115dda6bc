//! The rows of `quarantine.parquet`.

use super::super::error::PublishError;
use super::super::refusals::Refusal;
use super::super::table_file::Sink;
use super::{BATCH_ROWS, BATCH_TEXT, Tables};
use crate::archive::tables::{OriginColumns, RefusedColumns, arrays};
use crate::intake::Kind;

/// A refused row, to be kept until its batch is full.
struct Row<'a> {
    kind: Kind,
    file: &'a str,
    number: i64,
    /// Id, reason, detail and raw text.
    texts: [String; 4],
}

/// All rows, kept in order as they are.
pub(super) fn batches(tables: &Tables<'_>, sink: Sink<'_>) -> Result<(), PublishError> {
    let (mut rows, mut text) = (Vec::new(), 0);
    for refusals in tables.refusals {
        refusals.each(
            |Refusal {
                 kind,
                 row,
                 id,
                 reason,
                 detail,
                 raw,
                 ..
             }| {
                text += raw.len() + detail.len() + id.len();
                rows.push(Row {
                    kind,
                    file: refusals.file(),
                    number: row,
                    texts: [id, reason, detail, raw].map(ToOwned::to_owned),
                });
                if rows.len() < BATCH_ROWS && text < BATCH_TEXT {
                    return Ok(());
                }
                text = 0;
                write(&std::mem::take(&mut rows), sink)
            },
        )?;
    }
    if rows.is_empty() {
        Ok(())
    } else {
        write(&rows, sink)
    }
}

fn write(rows: &[Row<'_>], sink: Sink<'_>) -> Result<(), PublishError> {
    sink(&arrays(&rows.iter().map(Row::columns).collect::<Vec<_>>()))
}

impl Row<'_> {
    fn columns(&self) -> RefusedColumns<'_> {
        let [id, reason, detail, raw] = self.texts.each_ref().map(String::as_str);
        let origin = OriginColumns {
            file: self.file,
            row: self.number,
        };
        RefusedColumns {
            kind: self.kind.name(),
            origin,
            id: Some(id),
            reason,
            detail,
            raw,
        }
    }
}
