//! Writes `warned.parquet`: the records that a warning concerns (`rules.md` 4.7), each with the kind of the warning, so that
//! a doubt leads to its rows. Of the records with a licence word, it has only those that counted as licensed because of it.

use super::super::error::PublishError;
use super::super::table_file::Sink;
use super::super::warnings::WarningKind;
use super::{Tables, in_batches, unpacked};
use crate::archive::tables::WarnedColumns;
use crate::scratch::{Parts, PartsWriter, Scratch, ScratchError};
use crate::versions::Version;
use std::ops::Range;

/// The records that warnings concern, gathered in parts. All records of one reporter and id are in one part.
#[derive(Debug)]
pub struct Warned {
    pub(super) parts: Parts,
}

/// Adds records, on one thread.
#[derive(Debug)]
pub struct WarnedWriter<'p>(PartsWriter<'p>);

/// A version that a warning concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WarnedVersion<'a> {
    /// The kind of the warning.
    pub kind: WarningKind,
    /// The version.
    pub version: Version<'a>,
    /// Whether the version stands.
    pub stands: bool,
}

impl Warned {
    /// Begins without records, in the given number of parts.
    #[must_use]
    pub fn new(scratch: &Scratch, parts: usize) -> Self {
        Self {
            parts: Parts::new(scratch, parts),
        }
    }

    /// Returns a writer for one thread. The writer must be dropped before the records are read.
    #[must_use]
    pub fn writer(&self) -> WarnedWriter<'_> {
        WarnedWriter(self.parts.writer())
    }

    /// Returns the parts.
    #[must_use]
    pub const fn parts(&self) -> &Parts {
        &self.parts
    }

    /// Passes on the records of a part, in no order.
    pub fn each(
        &self,
        part: usize,
        each: impl FnMut(WarnedVersion<'_>),
    ) -> Result<(), ScratchError> {
        let bytes = self.parts.copy(part)?;
        unpacked(&self.parts, &bytes, unpack)?
            .into_iter()
            .for_each(each);
        Ok(())
    }
}

impl WarnedWriter<'_> {
    /// Adds a version that a warning concerns.
    pub fn add(&mut self, part: usize, warned: WarnedVersion<'_>) {
        self.0.add(part, |to| {
            let kind = WarningKind::ALL
                .iter()
                .position(|kind| *kind == warned.kind)
                .and_then(|place| u8::try_from(place).ok());
            to.extend([kind.unwrap_or(u8::MAX), u8::from(warned.stands)]);
            warned.version.pack(to);
        });
    }
}

/// Writes the rows of some parts, each part in order of reporter, record id, place and kind.
pub(super) fn batches(
    tables: &Tables<'_>,
    parts: Range<usize>,
    sink: Sink<'_>,
) -> Result<(), PublishError> {
    for part in parts {
        let bytes = tables.warned.parts.copy(part)?;
        let mut rows = unpacked(&tables.warned.parts, &bytes, unpack)?;
        rows.sort_unstable_by_key(|WarnedVersion { kind, version, .. }| {
            let record_id = version.texts.record_id;
            (version.record.reporter, record_id, version.origin, *kind)
        });
        in_batches(&rows, |warned| columns_of(tables, warned), sink)?;
    }
    Ok(())
}

fn unpack<'b>(bytes: &mut &'b [u8]) -> Option<WarnedVersion<'b>> {
    let ([kind, stands], rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(WarnedVersion {
        kind: *WarningKind::ALL.get(usize::from(*kind))?,
        version: Version::unpack(bytes)?,
        stands: *stands != 0,
    })
}

fn columns_of<'v>(tables: &Tables<'v>, warned: &WarnedVersion<'v>) -> WarnedColumns<'v> {
    WarnedColumns {
        kind: warned.kind.name(),
        record: tables.record(&warned.version),
        origin: tables.origin(warned.version.origin),
        stands: warned.stands,
        procedure: Some(warned.version.record.procedure.name()),
    }
}
