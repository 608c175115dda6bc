//! Writes `superseded.parquet`: the versions of records that do not stand, each with the version that stands, so that
//! corrections and withdrawals can be shown without the dataset.

use super::super::error::PublishError;
use super::super::table_file::Sink;
use super::{Tables, in_batches, unpacked};
use crate::archive::tables::SupersededColumns;
use crate::scratch::{Parts, PartsWriter, Scratch, ScratchError};
use crate::versions::Version;
use std::ops::Range;

/// The versions that do not stand, gathered in parts. All versions of one record are in one part.
#[derive(Debug)]
pub struct Superseded {
    pub(super) parts: Parts,
}

/// Adds versions, on one thread.
#[derive(Debug)]
pub struct SupersededWriter<'p>(PartsWriter<'p>);

impl Superseded {
    /// Begins without versions, in the given number of parts.
    #[must_use]
    pub fn new(scratch: &Scratch, parts: usize) -> Self {
        Self {
            parts: Parts::new(scratch, parts),
        }
    }

    /// Returns a writer for one thread. The writer must be dropped before the versions are read.
    #[must_use]
    pub fn writer(&self) -> SupersededWriter<'_> {
        SupersededWriter(self.parts.writer())
    }

    /// Returns the number of parts.
    #[must_use]
    pub fn parts(&self) -> usize {
        self.parts.len()
    }

    /// Passes on the versions in a part that do not stand, in no order.
    pub fn each(
        &self,
        part: usize,
        mut each: impl FnMut(&Version<'_>),
    ) -> Result<(), ScratchError> {
        let bytes = self.parts.copy(part)?;
        for (version, _) in unpacked(&self.parts, &bytes, unpack)? {
            each(&version);
        }
        Ok(())
    }
}

impl SupersededWriter<'_> {
    /// Adds a version that does not stand, with the version of the same record that stands.
    pub fn add(&mut self, part: usize, version: &Version<'_>, standing: &Version<'_>) {
        self.0.add(part, |to| {
            version.pack(to);
            standing.pack(to);
        });
    }
}

/// Writes the rows of some parts, each part in order of reporter, record id and place.
pub(super) fn batches(
    tables: &Tables<'_>,
    parts: Range<usize>,
    sink: Sink<'_>,
) -> Result<(), PublishError> {
    for part in parts {
        let bytes = tables.superseded.parts.take(part)?;
        let mut rows = unpacked(&tables.superseded.parts, &bytes, unpack)?;
        rows.sort_unstable_by_key(|(version, _)| {
            let record_id = version.texts.record_id;
            (version.record.reporter, record_id, version.origin)
        });
        let columns = |(version, standing): &(_, _)| columns_of(tables, version, standing);
        in_batches(&rows, columns, sink)?;
    }
    Ok(())
}

/// Unpacks a version that does not stand, and the version that stands.
fn unpack<'b>(bytes: &mut &'b [u8]) -> Option<(Version<'b>, Version<'b>)> {
    Some((Version::unpack(bytes)?, Version::unpack(bytes)?))
}

fn columns_of<'v>(
    tables: &Tables<'v>,
    version: &Version<'v>,
    standing: &Version<'v>,
) -> SupersededColumns<'v> {
    SupersededColumns {
        importer: version
            .record
            .importer()
            .map(|importer| tables.config.country_code(importer)),
        record: tables.record(version),
        origin: tables.origin(version.origin),
        standing_origin: tables.origin(standing.origin),
        standing_date: standing.record.date,
        standing_received: standing.record.received,
        standing_shipment: tables.record(standing).shipment,
        procedure: Some(version.record.procedure.name()),
        standing_procedure: Some(standing.record.procedure.name()),
    }
}
