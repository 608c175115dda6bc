//! Writes `returns.parquet`: the records of periods longer than a day, and the records that are set aside (`rules.md` 4.6). No other
//! table has the period of a record.

use super::super::error::PublishError;
use super::super::table_file::Sink;
use super::{Tables, in_batches, unpacked};
use crate::archive::tables::ReturnColumns;
use crate::scratch::{Parts, PartsWriter, Scratch, ScratchError};
use crate::terms::Substance;
use crate::versions::Version;
use std::ops::Range;

/// The records of periods longer than a day and those set aside, gathered in parts, those of one reporter and id in one part.
#[derive(Debug)]
pub struct LongRecords {
    pub(super) parts: Parts,
}

/// Adds such records, for one thread.
#[derive(Debug)]
pub struct LongRecordsWriter<'p>(PartsWriter<'p>);

/// A version of a record of a period, or of a record that is set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LongRecord<'a> {
    /// The version.
    pub version: Version<'a>,
    /// Whether the version stands.
    pub stands: bool,
    /// The substances for which the record is set aside.
    pub set_aside: Vec<Substance>,
}

impl LongRecords {
    /// Makes an empty collection of a number of parts.
    #[must_use]
    pub fn new(scratch: &Scratch, parts: usize) -> Self {
        Self {
            parts: Parts::new(scratch, parts),
        }
    }

    /// Returns a writer for one thread, which must be dropped before the records are read.
    #[must_use]
    pub fn writer(&self) -> LongRecordsWriter<'_> {
        LongRecordsWriter(self.parts.writer())
    }

    /// Whether there are no records.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        (0..self.parts.len()).all(|part| self.parts.bytes(part) == 0)
    }

    /// Returns the parts.
    #[must_use]
    pub const fn parts(&self) -> &Parts {
        &self.parts
    }

    /// Calls `each` for every record of a part, in no order, and empties the part.
    pub fn take(&self, part: usize, each: impl FnMut(LongRecord<'_>)) -> Result<(), ScratchError> {
        let bytes = self.parts.take(part)?;
        unpacked(&self.parts, &bytes, unpack)?
            .into_iter()
            .for_each(each);
        Ok(())
    }
}

impl LongRecordsWriter<'_> {
    /// Adds a version.
    pub fn add(&mut self, part: usize, long: &LongRecord<'_>) {
        self.0.add(part, |to| {
            // There are fewer substances than codes.
            let count = u16::try_from(long.set_aside.len()).unwrap_or(u16::MAX);
            to.push(u8::from(long.stands));
            to.extend(count.to_le_bytes());
            for substance in long.set_aside.iter().take(usize::from(count)) {
                to.extend(substance.number().to_le_bytes());
            }
            long.version.pack(to);
        });
    }
}

/// Writes the rows of some parts, each sorted by reporter, record id and place.
pub(super) fn batches(
    tables: &Tables<'_>,
    records: &LongRecords,
    parts: Range<usize>,
    sink: Sink<'_>,
) -> Result<(), PublishError> {
    for part in parts {
        let bytes = records.parts.take(part)?;
        let mut rows = unpacked(&records.parts, &bytes, unpack)?;
        rows.sort_unstable_by_key(|LongRecord { version, .. }| {
            let record_id = version.texts.record_id;
            (version.record.reporter, record_id, version.origin)
        });
        in_batches(&rows, |long| columns_of(tables, long), sink)?;
    }
    Ok(())
}

fn unpack<'b>(bytes: &mut &'b [u8]) -> Option<LongRecord<'b>> {
    let ([stands, count @ ..], mut rest) = bytes.split_first_chunk::<3>()?;
    let mut set_aside = Vec::new();
    for _ in 0..u16::from_le_bytes(*count) {
        let (substance, others) = rest.split_first_chunk()?;
        set_aside.push(Substance::from(u16::from_le_bytes(*substance)));
        rest = others;
    }
    *bytes = rest;
    Some(LongRecord {
        version: Version::unpack(bytes)?,
        stands: *stands != 0,
        set_aside,
    })
}

fn columns_of<'v>(tables: &Tables<'v>, long: &'v LongRecord<'v>) -> ReturnColumns<'v> {
    let codes = long.set_aside.iter();
    ReturnColumns {
        record: tables.record(&long.version),
        period: long.version.record.period.name(),
        stands: long.stands,
        set_aside: codes
            .map(|substance| tables.config.substance_code(*substance))
            .collect(),
        origin: tables.origin(long.version.origin),
        procedure: Some(long.version.record.procedure.name()),
    }
}
