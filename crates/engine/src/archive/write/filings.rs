//! Writes `filings.parquet`: every valid filing, in use or not, so that later questions about estimates can be answered from
//! what this run has read.

use super::super::error::PublishError;
use super::super::table_file::Sink;
use super::{RecordNames, Tables, in_batches};
use crate::archive::tables::FilingColumns;
use crate::estimates::ReadFiling;

/// A filing, and what became of it.
type PublishedFiling<'a> = (&'a ReadFiling, &'static str);

/// Writes all rows, by country, substance, id, receipt and place.
pub(super) fn batches<'a>(tables: &Tables<'a>, sink: Sink<'_>) -> Result<(), PublishError> {
    let standing = tables.filings;
    let in_use = standing
        .in_use
        .iter()
        .map(|filing| (&filing.read, "in-use"));
    let other = |state| move |read: &'a ReadFiling| (read, state);
    let superseded = standing.superseded.iter().map(other("superseded"));
    let not_yet_known = standing.not_yet_known.iter().map(other("not-yet-known"));
    let mut rows: Vec<PublishedFiling<'a>> =
        in_use.chain(superseded).chain(not_yet_known).collect();
    rows.sort_by_key(|(read, _)| {
        let filing = &read.filing;
        let of_group = (filing.country, filing.substance);
        (of_group, &read.id, filing.received, read.origin)
    });
    in_batches(&rows, |row| columns(tables, row), sink)
}

fn columns<'a>(tables: &Tables<'a>, (read, state): &PublishedFiling<'a>) -> FilingColumns<'a> {
    let filing = &read.filing;
    FilingColumns {
        country: tables.config.country_code(filing.country),
        substance: tables.config.substance_code(filing.substance),
        filing_id: &read.id,
        kind: filing.kind.name(),
        received: filing.received,
        effective: filing.effective,
        grams: filing.grams,
        note: read.note.as_deref(),
        state,
        origin: RecordNames {
            config: tables.config,
            files: tables.filing_files,
        }
        .origin(read.origin),
        filed_year: filing.year,
        confirmed: filing.confirmed,
    }
}
