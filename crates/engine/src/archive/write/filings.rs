//! Writes `filings.parquet`: every valid filing, in use or not, so that later questions about estimates can be answered from
//! what this run has read.

use super::super::error::PublishError;
use super::super::table_file::Sink;
use super::{RecordNames, Tables, in_batches};
use crate::archive::tables::FilingColumns;
use crate::estimates::{ReadFiling, StandingFiling};
use crate::records::Filing;
use crate::terms::Origin;

/// A filing, its id, its note, its place, and what became of it.
type PublishedFiling<'a> = (&'a Filing, &'a str, Option<&'a str>, Origin, &'static str);

/// Writes all rows, by country, substance, id, receipt and place.
pub(super) fn batches<'a>(tables: &Tables<'a>, sink: Sink<'_>) -> Result<(), PublishError> {
    let standing = tables.filings;
    let used = |filing: &'a StandingFiling| {
        (
            &filing.filing,
            &*filing.id,
            filing.note.as_deref(),
            filing.origin,
            "in-use",
        )
    };
    let other = |state| {
        move |read: &'a ReadFiling| {
            (
                &read.filing,
                &*read.id,
                read.note.as_deref(),
                read.origin,
                state,
            )
        }
    };
    let superseded = standing.superseded.iter().map(other("superseded"));
    let not_yet_known = standing.not_yet_known.iter().map(other("not-yet-known"));
    let mut rows: Vec<PublishedFiling<'a>> = standing
        .in_use
        .iter()
        .map(used)
        .chain(superseded)
        .chain(not_yet_known)
        .collect();
    rows.sort_by_key(|(filing, id, _, origin, _)| {
        (
            filing.country,
            filing.substance,
            *id,
            filing.received,
            *origin,
        )
    });
    in_batches(&rows, |row| columns(tables, row), sink)
}

fn columns<'a>(
    tables: &Tables<'a>,
    (filing, id, note, origin, state): &PublishedFiling<'a>,
) -> FilingColumns<'a> {
    FilingColumns {
        country: tables.config.country_code(filing.country),
        substance: tables.config.substance_code(filing.substance),
        filing_id: id,
        kind: filing.kind.name(),
        received: filing.received,
        effective: filing.effective,
        grams: filing.grams,
        note: *note,
        state,
        origin: RecordNames {
            config: tables.config,
            files: tables.filing_files,
        }
        .origin(*origin),
        filed_year: filing.year,
        confirmed: filing.confirmed,
    }
}
