//! `warned.parquet`: the records that a warning concerns (`rules.md` 4.7), each with the kind of the warning, so that a doubt
//! can be followed to its rows. Of licence words only those that made a record count as licensed.

use super::super::error::PublishError;
use super::super::table_file::Sink;
use super::super::warnings::WarningKind;
use super::{Tables, in_batches, unpacked};
use crate::archive::tables::WarnedColumns;
use crate::scratch::{Parts, PartsWriter, Scratch, ScratchError};
use crate::versions::Version;
use std::ops::Range;

/// The records that warnings concern, gathered in parts, those of one reporter and id in one part.
#[derive(Debug)]
pub struct Warned {
    pub(super) parts: Parts,
}

/// What one thread adds to them.
#[derive(Debug)]
pub struct WarnedWriter<'p>(PartsWriter<'p>);

/// A version that a warning concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WarnedVersion<'a> {
    /// What the warning is.
    pub kind: WarningKind,
    /// The version.
    pub version: Version<'a>,
    /// Whether it stands.
    pub stands: bool,
}

impl Warned {
    /// None yet, in so many parts.
    #[must_use]
    pub fn new(scratch: &Scratch, parts: usize) -> Self {
        Self {
            parts: Parts::new(scratch, parts),
        }
    }

    /// For one thread; it must be dropped before they are read.
    #[must_use]
    pub fn writer(&self) -> WarnedWriter<'_> {
        WarnedWriter(self.parts.writer())
    }

    /// How many parts there are.
    #[must_use]
    pub fn parts(&self) -> usize {
        self.parts.len()
    }

    /// Goes through a part, in no order.
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
    /// A warning concerns a version.
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

/// The rows of some parts, each in order of reporter, record id, place and kind.
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
    }
}
