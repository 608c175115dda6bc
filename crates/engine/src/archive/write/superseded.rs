//! Writes the table of superseded versions: the versions of records that do not stand, each with the version that stands, so that
//! corrections and withdrawals can be shown without the dataset.

use super::super::error::PublishError;
use super::super::table_file::Sink;
use super::{Tables, bundles_among, in_batches, unpacked};
use crate::archive::tables::SupersededColumns;
use crate::scratch::{Parts, PartsWriter, Scratch, ScratchError};
use crate::terms::Day;
use crate::versions::{Identity, Version};
use std::ops::Range;

/// The versions that do not stand, gathered in parts, some for each calendar year.
#[derive(Debug)]
pub struct Superseded {
    parts: Parts,
    /// The first of the years.
    first_year: i32,
}

/// Adds versions, on one thread.
#[derive(Debug)]
pub struct SupersededWriter<'p> {
    parts: PartsWriter<'p>,
    first_year: i32,
}

/// The number of parts of a calendar year.
const PARTS_OF_YEAR: usize = 16;

impl Superseded {
    /// Begins without versions, whose days are within the years of the given days.
    #[must_use]
    pub fn new(scratch: &Scratch, days: Option<(Day, Day)>) -> Self {
        let (first_year, last_year) = days.map_or((0, 0), |(a, b)| (a.year(), b.year()));
        let years = usize::try_from(last_year - first_year).unwrap_or(0) + 1;
        Self {
            parts: Parts::new(scratch, years * PARTS_OF_YEAR),
            first_year,
        }
    }

    /// Returns a writer for one thread. The writer must be dropped before the versions are read.
    #[must_use]
    pub fn writer(&self) -> SupersededWriter<'_> {
        SupersededWriter {
            parts: self.parts.writer(),
            first_year: self.first_year,
        }
    }

    /// Returns the parts.
    #[must_use]
    pub const fn parts(&self) -> &Parts {
        &self.parts
    }

    /// Passes on the versions in a part that do not stand, in no order.
    pub fn each(
        &self,
        part: usize,
        mut each: impl FnMut(&Version<'_>),
    ) -> Result<(), ScratchError> {
        let bytes = self.parts.copy(part)?;
        let mut left = &bytes[..];
        while !left.is_empty() {
            let (version, _) = unpack(&mut left).ok_or_else(|| self.parts.damaged())?;
            each(&version);
        }
        Ok(())
    }
}

impl SupersededWriter<'_> {
    /// Adds a version that does not stand, with the version of the same record that stands.
    pub fn add(&mut self, version: &Version<'_>, standing: &Version<'_>) {
        let identity = Identity::of(version.record.reporter, version.texts.record_id);
        let year = usize::try_from(version.record.date.year() - self.first_year).unwrap_or(0);
        let part = year * PARTS_OF_YEAR + identity.part() % PARTS_OF_YEAR;
        self.parts.add(part, |to| {
            version.pack(to);
            standing.pack(to);
        });
    }
}

/// Returns the neighbouring parts that are written together, by calendar year.
pub(super) fn bundles_by_year(
    superseded: &Superseded,
) -> impl Iterator<Item = Result<(i32, Range<usize>), PublishError>> + Send {
    let years = superseded.parts.len() / PARTS_OF_YEAR;
    let of_year = |(place, year): (usize, i32)| {
        let parts = place * PARTS_OF_YEAR..(place + 1) * PARTS_OF_YEAR;
        let bundles = bundles_among(&superseded.parts, parts);
        bundles.into_iter().map(move |bundle| Ok((year, bundle)))
    };
    let bundles: Vec<_> = (0..years)
        .zip(superseded.first_year..)
        .flat_map(of_year)
        .collect();
    bundles.into_iter()
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
