//! `superseded.parquet`: the versions of records that do not stand, each with the one that does, so that a correction or
//! a withdrawal can be told without the dataset.

use super::super::error::PublishError;
use super::super::table_file::Sink;
use super::{BATCH_ROWS, Tables};
use crate::archive::tables::{RecordColumns, StandingColumns, SupersededColumns, arrays};
use crate::scratch::{Parts, PartsWriter, Scratch, ScratchError};
use crate::versions::Version;
use arrow_array::ArrayRef;
use std::ops::Range;

/// The versions that do not stand, gathered in parts, those of one record in one part.
#[derive(Debug)]
pub struct Superseded {
    parts: Parts,
}

/// What one thread adds to them.
#[derive(Debug)]
pub struct SupersededWriter<'p>(PartsWriter<'p>);

/// Parts are made into one part of the table up to so many bytes.
const BYTES: usize = 4 << 20;

impl Superseded {
    /// None yet, in so many parts.
    #[must_use]
    pub fn new(scratch: &Scratch, parts: usize) -> Self {
        Self {
            parts: Parts::new(scratch, parts),
        }
    }

    /// For one thread; it must be dropped before they are written.
    #[must_use]
    pub fn writer(&self) -> SupersededWriter<'_> {
        SupersededWriter(self.parts.writer())
    }

    /// How many parts there are.
    #[must_use]
    pub fn parts(&self) -> usize {
        self.parts.len()
    }

    /// Goes through the versions in a part, in no order.
    pub fn each(
        &self,
        part: usize,
        mut each: impl FnMut(&Version<'_>),
    ) -> Result<(), ScratchError> {
        let bytes = self.parts.copy(part)?;
        for (version, _) in unpacked(&bytes).ok_or_else(|| self.parts.damaged())? {
            each(&version);
        }
        Ok(())
    }
}

/// Neighbouring parts that are written together.
pub(super) fn bundles(parts: &Parts) -> Vec<Range<usize>> {
    let mut bundles = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for part in 0..parts.len() {
        bytes += parts.bytes(part);
        if bytes >= BYTES {
            bundles.push(start..part + 1);
            (start, bytes) = (part + 1, 0);
        }
    }
    if bytes > 0 {
        bundles.push(start..parts.len());
    }
    bundles
}

impl SupersededWriter<'_> {
    /// A version does not stand; the other of the same record does.
    pub fn add(&mut self, part: usize, version: &Version<'_>, standing: &Version<'_>) {
        self.0.add(part, |to| {
            version.pack(to);
            standing.pack(to);
        });
    }
}

pub(super) fn parts<'a>(
    tables: &'a Tables<'a>,
) -> impl Iterator<Item = Result<Range<usize>, PublishError>> + Send + 'a {
    bundles(&tables.superseded.parts).into_iter().map(Ok)
}

/// The rows of some parts, each in order of reporter, record id and place.
pub(super) fn batches(
    tables: &Tables<'_>,
    parts: Range<usize>,
    sink: Sink<'_>,
) -> Result<(), PublishError> {
    for part in parts {
        let bytes = tables.superseded.parts.take(part)?;
        let mut rows = unpacked(&bytes).ok_or_else(|| tables.superseded.parts.damaged())?;
        rows.sort_unstable_by_key(|(version, _)| {
            (
                version.record.reporter,
                version.texts.record_id,
                version.origin,
            )
        });
        rows.chunks(BATCH_ROWS)
            .try_for_each(|rows| sink(&columns(tables, rows)))?;
    }
    Ok(())
}

/// Nothing but whole entries, or `None`.
fn unpacked(mut bytes: &[u8]) -> Option<Vec<(Version<'_>, Version<'_>)>> {
    let mut rows = Vec::new();
    while !bytes.is_empty() {
        rows.push((Version::unpack(&mut bytes)?, Version::unpack(&mut bytes)?));
    }
    Some(rows)
}

fn columns(tables: &Tables<'_>, rows: &[(Version<'_>, Version<'_>)]) -> Vec<ArrayRef> {
    arrays(
        &rows
            .iter()
            .map(|(version, standing)| columns_of(tables, version, standing))
            .collect::<Vec<_>>(),
    )
}

fn columns_of<'v>(
    tables: &Tables<'v>,
    version: &Version<'v>,
    standing: &Version<'v>,
) -> SupersededColumns<'v> {
    let RecordColumns {
        date,
        received,
        partner,
        flow,
        form,
        quantity_g,
        reexport_g,
        authorisation,
        special_licence,
        ..
    } = tables.record(standing);
    SupersededColumns {
        importer: version
            .record
            .importer()
            .map(|importer| tables.config.country_code(importer)),
        record: tables.record(version),
        origin: tables.origin(version.origin),
        standing_origin: tables.origin(standing.origin),
        standing: StandingColumns {
            date,
            received,
            partner,
            flow,
            form,
            quantity_g,
            reexport_g,
            authorisation,
            special_licence,
        },
    }
}
