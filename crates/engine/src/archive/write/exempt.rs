//! Writes `exempt.parquet`: the standing records, and the substances of each, that an exempt preparation or the simplified procedure
//! leaves out (`rules.md` 7.6 to 7.8).

use super::super::error::PublishError;
use super::super::table_file::Sink;
use super::{Tables, in_batches, unpacked};
use crate::archive::tables::ExemptColumns;
use crate::conversion::Conversion;
use crate::judgement::{ExemptReason, left_out};
use crate::parallel::{self, Pool, lock, unlocked};
use crate::records::Record;
use crate::scratch::{Parts, PartsWriter, Scratch, ScratchError};
use crate::terms::{Day, Map, Substance};
use crate::versions::Version;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Mutex;

/// The records that count for nothing, once for each substance, gathered in parts by substance and days.
#[derive(Debug)]
pub struct Exempt {
    parts: Parts,
    /// The number of rows of each substance and day.
    days: Mutex<RowsByDay>,
}

type RowsByDay = BTreeMap<(Substance, Day), u64>;

/// Adds records, for one thread.
#[derive(Debug)]
pub struct ExemptWriter<'p> {
    exempt: &'p Exempt,
    parts: PartsWriter<'p>,
    days: Map<(Substance, Day), u64>,
}

/// A row: why the version of a record counts for nothing for a substance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ExemptVersion<'b> {
    substance: Substance,
    reason: ExemptReason,
    version: Version<'b>,
}

/// The parts in which rows are gathered before their order is known.
const PARTS: usize = 64;
/// The most rows that are sorted at a time, if no day of a substance has more.
const SORTED_ROWS: u64 = 64 * 1024;
/// The approximate greatest number of parts that are sorted: each thread holds a buffer for each.
const MOST_SORTED: u64 = 512;

impl Exempt {
    /// Begins without records.
    #[must_use]
    pub fn new(scratch: &Scratch) -> Self {
        Self {
            parts: Parts::new(scratch, PARTS),
            days: Mutex::default(),
        }
    }

    /// Returns a writer for one thread, which must be dropped before the records are sorted.
    #[must_use]
    pub fn writer(&self) -> ExemptWriter<'_> {
        ExemptWriter {
            exempt: self,
            parts: self.parts.writer(),
            days: Map::default(),
        }
    }

    /// Returns the rows by part.
    #[must_use]
    pub const fn parts(&self) -> &Parts {
        &self.parts
    }

    /// Returns the number of rows of each substance and day.
    #[must_use]
    pub fn days(&self) -> BTreeMap<(Substance, Day), u64> {
        lock(&self.days).clone()
    }

    /// Sorts the records into parts that fit in memory one at a time; all parts in order hold the table in order.
    pub fn sorted(self, scratch: &Scratch) -> Result<SortedExempt, ScratchError> {
        let days = unlocked(self.days);
        let room = SORTED_ROWS.max(days.values().sum::<u64>() / MOST_SORTED);
        let (mut starts, mut used) = (Vec::new(), room);
        for (of_day, rows) in &days {
            if used + rows > room {
                starts.push(*of_day);
                used = 0;
            }
            used += rows;
        }
        let sorted = Parts::new(scratch, starts.len());
        let writers = Pool::new();
        parallel::try_each(self.parts.len(), |part| {
            let bytes = self.parts.take(part)?;
            let rows = unpacked(&self.parts, &bytes, ExemptVersion::unpack)?;
            let new = || sorted.writer();
            writers.with(new, |writer| {
                for row in rows {
                    let of_day = (row.substance, row.version.record.date);
                    let place = starts.partition_point(|start| *start <= of_day);
                    writer.add(place.saturating_sub(1), |to| row.pack(to));
                }
            });
            Ok::<_, ScratchError>(())
        })?;
        drop(writers);
        Ok(SortedExempt { parts: sorted })
    }
}

impl ExemptWriter<'_> {
    /// Adds a standing record once for each substance that counts for nothing.
    pub fn add(&mut self, version: &Version<'_>, conversion: &Conversion) {
        let Record {
            form,
            date,
            procedure,
            ..
        } = version.record;
        for (substance, reason) in left_out(form, date, procedure, conversion) {
            self.add_one(version, substance, reason);
        }
    }

    /// Adds a standing record for one substance.
    pub fn add_one(&mut self, version: &Version<'_>, substance: Substance, reason: ExemptReason) {
        let of_day = (substance, version.record.date);
        *self.days.entry(of_day).or_insert(0) += 1;
        let row = ExemptVersion {
            substance,
            reason,
            version: *version,
        };
        let [low, _] = version.record.reporter.number().to_le_bytes();
        self.parts.add(usize::from(low) % PARTS, |to| row.pack(to));
    }
}

impl ExemptWriter<'_> {
    /// Adds to the number of rows of a substance and day that another process gathered. The rows are added to the parts.
    pub fn add_days(&mut self, of_day: (Substance, Day), rows: u64) {
        *self.days.entry(of_day).or_insert(0) += rows;
    }
}

impl Drop for ExemptWriter<'_> {
    fn drop(&mut self) {
        let mut all = lock(&self.exempt.days);
        for (of_day, rows) in self.days.drain() {
            *all.entry(of_day).or_insert(0) += rows;
        }
    }
}

/// The records that count for nothing, in parts that stand in the order of the table.
#[derive(Debug)]
pub struct SortedExempt {
    pub(super) parts: Parts,
}

impl<'b> ExemptVersion<'b> {
    fn pack(&self, to: &mut Vec<u8>) {
        to.extend(self.substance.number().to_le_bytes());
        to.push(u8::from(self.reason == ExemptReason::SimplifiedProcedure));
        self.version.pack(to);
    }

    fn unpack(bytes: &mut &'b [u8]) -> Option<Self> {
        let (substance, rest) = bytes.split_first_chunk()?;
        let (simplified, rest) = rest.split_first()?;
        *bytes = rest;
        Some(Self {
            substance: Substance::from(u16::from_le_bytes(*substance)),
            reason: ExemptReason::ALL[usize::from(*simplified != 0)],
            version: Version::unpack(bytes)?,
        })
    }
}

/// Writes the rows of some parts, by substance, date, reporter and record id.
pub(super) fn batches(
    tables: &Tables<'_>,
    parts: Range<usize>,
    sink: Sink<'_>,
) -> Result<(), PublishError> {
    for part in parts {
        let bytes = tables.exempt.parts.take(part)?;
        let mut rows = unpacked(&tables.exempt.parts, &bytes, ExemptVersion::unpack)?;
        rows.sort_unstable_by_key(|row| {
            let Version {
                origin,
                record,
                texts,
            } = row.version;
            let of_record = (record.date, record.reporter, texts.record_id);
            (row.substance, of_record, record.flow, record.form, origin)
        });
        in_batches(&rows, |row| columns_of(tables, row), sink)?;
    }
    Ok(())
}

fn columns_of<'v>(tables: &Tables<'v>, row: &ExemptVersion<'v>) -> ExemptColumns<'v> {
    ExemptColumns {
        substance: tables.config.substance_code(row.substance),
        reason: row.reason.name(),
        record: tables.record(&row.version),
        origin: tables.origin(row.version.origin),
    }
}
