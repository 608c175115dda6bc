//! `superseded.parquet`: the versions of records that do not stand, each with the one that does, so that a correction or
//! a withdrawal can be told without the dataset.

use super::super::error::PublishError;
use super::super::table_file::Sink;
use super::{BATCH_ROWS, Tables, numbers, optional, optional_texts, record_columns, record_fields, required, schema as table, texts};
use crate::scratch::{Parts, PartsWriter, Scratch, ScratchError};
use crate::terms::Origin;
use crate::versions::Version;
use arrow_array::ArrayRef;
use arrow_schema::{DataType, SchemaRef};
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
        Self { parts: Parts::new(scratch, parts) }
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
    pub fn each(&self, part: usize, mut each: impl FnMut(&Version<'_>)) -> Result<(), ScratchError> {
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

pub(super) fn schema() -> SchemaRef {
    let mut fields = vec![optional("importer", DataType::Utf8)];
    fields.extend(record_fields());
    fields.extend([
        required("source_file", DataType::Utf8),
        required("source_row", DataType::Int64),
        required("standing_file", DataType::Utf8),
        required("standing_row", DataType::Int64),
    ]);
    fields.extend(of_standing(record_fields()).map(|field| field.clone().with_name(format!("standing_{}", field.name()))));
    table(fields)
}

/// Of the columns of a record, those in which its versions may differ: all but id and reporter.
fn of_standing<T>(columns: [T; 11]) -> impl Iterator<Item = T> {
    columns.into_iter().enumerate().filter(|(place, _)| ![0, 3].contains(place)).map(|(_, column)| column)
}

pub(super) fn parts<'a>(tables: &'a Tables<'a>) -> impl Iterator<Item = Result<Range<usize>, PublishError>> + Send + 'a {
    bundles(&tables.superseded.parts).into_iter().map(Ok)
}

/// The rows of some parts, each in order of reporter, record id and place.
pub(super) fn batches(tables: &Tables<'_>, parts: Range<usize>, sink: Sink<'_>) -> Result<(), PublishError> {
    for part in parts {
        let bytes = tables.superseded.parts.take(part)?;
        let mut rows = unpacked(&bytes).ok_or_else(|| tables.superseded.parts.damaged())?;
        rows.sort_unstable_by_key(|(version, _)| (version.record.reporter, version.texts.record_id, version.origin));
        rows.chunks(BATCH_ROWS).try_for_each(|rows| sink(&columns(tables, rows)))?;
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

fn columns(tables: &Tables, rows: &[(Version<'_>, Version<'_>)]) -> Vec<ArrayRef> {
    let config = tables.config;
    let own = || rows.iter().map(|(version, _)| version.origin);
    let standing = || rows.iter().map(|(_, standing)| standing.origin);
    let file = |origin: Origin| Tables::name_of(tables.record_files, origin.file);
    let row = |origin: Origin| i64::try_from(origin.row).ok();
    let importers = rows.iter().map(|(version, _)| version.record.importer().map(|importer| config.country_code(importer)));
    let mut columns = vec![optional_texts(importers)];
    columns.extend(record_columns(config, &rows.iter().map(|(version, _)| version)));
    columns.extend([texts(own().map(file)), numbers(own().map(row)), texts(standing().map(file)), numbers(standing().map(row))]);
    columns.extend(of_standing(record_columns(config, &rows.iter().map(|(_, standing)| standing))));
    columns
}
