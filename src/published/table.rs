//! A table of a published run, of which only the rows with certain values are read.
//!
//! The tables are sorted and carry the least and greatest value of each column in each row group; those are ours,
//! and so can be trusted to tell which groups need a look. In these, the columns asked about are read first, and the
//! others only where a row was picked.

use super::PublishedError;
use crate::intake::{Places, guarded_decode};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int32Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder, RowSelection,
};
use parquet::file::metadata::RowGroupMetaData;
use std::fs::File;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// Rows read at a time.
const BATCH_ROWS: usize = 8192;

/// An open table.
pub(super) struct Table<'p> {
    path: &'p Path,
    file: Arc<File>,
    metadata: ArrowReaderMetadata,
}

/// A column that must have one of some values.
#[derive(Clone, Copy)]
pub(super) struct Key<'k> {
    pub(super) column: &'static str,
    pub(super) values: &'k [&'k str],
}

/// A row of a batch; columns by their places among those asked for.
#[derive(Clone, Copy)]
pub(super) struct Row<'b> {
    batch: &'b RecordBatch,
    row: usize,
}

impl<'p> Table<'p> {
    pub(super) fn open(path: &'p Path) -> Result<Self, PublishedError> {
        let file = Arc::new(File::open(path).map_err(|error| PublishedError::io(path, error))?);
        let metadata = decode(path, || {
            let options = || ArrowReaderOptions::new().with_skip_arrow_metadata(true);
            let stated = ArrowReaderMetadata::load(&*file, options())?;
            // Texts as views: the shape that takes the least to decode.
            let viewed = |field: &Arc<arrow_schema::Field>| match field.data_type() {
                DataType::Utf8 => field.as_ref().clone().with_data_type(DataType::Utf8View),
                _ => field.as_ref().clone(),
            };
            let schema = Arc::new(Schema::new(stated.schema().fields().iter().map(viewed).collect::<Vec<_>>()));
            ArrowReaderMetadata::try_new(Arc::clone(stated.metadata()), ArrowReaderOptions::new().with_schema(schema))
        })?;
        Ok(Self { path, file, metadata })
    }

    /// How many row groups it has.
    pub(super) fn groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    /// Goes through all rows of a row group, in order.
    pub(super) fn each_of(&self, group: usize, columns: &[&'static str], mut each: impl FnMut(Row<'_>)) -> Result<(), PublishedError> {
        let order = self.places(columns)?;
        self.batches(group, &order, None, |batch| (0..batch.num_rows()).for_each(|row| each(Row { batch, row })))
    }

    /// How many rows it has.
    pub(super) fn rows(&self) -> u64 {
        let groups = self.metadata.metadata().row_groups().iter();
        groups.map(|group| u64::try_from(group.num_rows()).unwrap_or(0)).sum()
    }

    /// Goes through the rows that have one of the values of every key, in order.
    pub(super) fn each(&self, columns: &[&'static str], keys: &[Key<'_>], mut each: impl FnMut(Row<'_>)) -> Result<(), PublishedError> {
        let order = self.places(columns)?;
        let key_places = self.places(&keys.iter().map(|key| key.column).collect::<Vec<_>>())?;
        for (index, group) in self.metadata.metadata().row_groups().iter().enumerate() {
            if keys.iter().zip(&key_places).any(|(key, place)| !may_hold(group, *place, key.values)) {
                continue;
            }
            let picked = if keys.is_empty() { None } else { Some(self.picked(index, keys, &key_places)?) };
            if picked.as_ref().is_some_and(Vec::is_empty) {
                continue;
            }
            self.batches(index, &order, picked, |batch| (0..batch.num_rows()).for_each(|row| each(Row { batch, row })))?;
        }
        Ok(())
    }

    /// Where columns stand in the file.
    fn places(&self, columns: &[&'static str]) -> Result<Vec<usize>, PublishedError> {
        let place = |column: &&str| {
            let found = self.metadata.schema().index_of(column);
            found.map_err(|_| PublishedError::other(self.path, format!("it has no column {column}")))
        };
        columns.iter().map(place).collect()
    }

    /// The rows of a group that have one of the values of every key.
    fn picked(&self, group: usize, keys: &[Key<'_>], places: &[usize]) -> Result<Vec<Range<usize>>, PublishedError> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut before = 0;
        self.batches(group, places, None, |batch| {
            for row in 0..batch.num_rows() {
                let at = Row { batch, row };
                if keys.iter().enumerate().all(|(column, key)| key.values.contains(&at.text(column))) {
                    match ranges.last_mut() {
                        Some(last) if last.end == before + row => last.end += 1,
                        _ => ranges.push(before + row..before + row + 1),
                    }
                }
            }
            before += batch.num_rows();
        })?;
        Ok(ranges)
    }

    /// Some columns of a row group, in the order asked for, of some of its rows or all.
    fn batches(
        &self,
        group: usize,
        places: &[usize],
        rows: Option<Vec<Range<usize>>>,
        mut each: impl FnMut(&RecordBatch),
    ) -> Result<(), PublishedError> {
        let mut in_file = places.to_vec();
        in_file.sort_unstable();
        in_file.dedup();
        let order: Vec<usize> = places.iter().filter_map(|place| in_file.binary_search(place).ok()).collect();
        // Other threads may read other groups at the same time.
        let file = Places::of(Arc::clone(&self.file));
        let mut reader: ParquetRecordBatchReader = decode(self.path, || {
            let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone());
            let mask = ProjectionMask::roots(builder.parquet_schema(), in_file.iter().copied());
            let count = usize::try_from(self.metadata.metadata().row_group(group).num_rows()).unwrap_or(0);
            let builder = builder.with_row_groups(vec![group]).with_batch_size(BATCH_ROWS).with_projection(mask);
            match rows {
                Some(rows) => builder.with_row_selection(RowSelection::from_consecutive_ranges(rows.into_iter(), count)).build(),
                None => builder.build(),
            }
        })?;
        while let Some(batch) = decode(self.path, || Ok(reader.next().transpose()?))? {
            let ordered = decode(self.path, || Ok(batch.project(&order)?))?;
            each(&ordered);
        }
        Ok(())
    }
}

/// Whether a row group may hold one of some values of a column.
fn may_hold(group: &RowGroupMetaData, column: usize, values: &[&str]) -> bool {
    let Some(statistics) = group.column(column).statistics() else {
        return true;
    };
    let (Some(least), Some(greatest)) = (statistics.min_bytes_opt(), statistics.max_bytes_opt()) else {
        return true;
    };
    values.iter().any(|value| least <= value.as_bytes() && value.as_bytes() <= greatest)
}

/// Calls the decoder, whatever becomes of it.
fn decode<T>(path: &Path, decode: impl FnOnce() -> Result<T, parquet::errors::ParquetError>) -> Result<T, PublishedError> {
    guarded_decode(decode).map_err(|fault| PublishedError::other(path, fault))
}

impl<'b> Row<'b> {
    /// A text; empty where it is missing.
    pub(super) fn text(self, column: usize) -> &'b str {
        let texts = self.batch.column(column).as_string_view();
        if texts.is_valid(self.row) { texts.value(self.row) } else { "" }
    }

    /// A list of texts; empty where it is missing.
    pub(super) fn texts(self, column: usize) -> Vec<String> {
        let lists = self.batch.column(column).as_list::<i32>();
        if lists.is_null(self.row) {
            return Vec::new();
        }
        let texts = lists.value(self.row);
        texts.as_string::<i32>().iter().flatten().map(str::to_owned).collect()
    }

    /// A day; `None` where it is missing.
    pub(super) fn day(self, column: usize) -> Option<i32> {
        let days = self.batch.column(column).as_primitive::<Date32Type>();
        days.is_valid(self.row).then(|| days.value(self.row))
    }

    /// The digits of a decimal; `None` where it is missing.
    pub(super) fn decimal(self, column: usize) -> Option<i128> {
        let decimals = self.batch.column(column).as_primitive::<Decimal128Type>();
        decimals.is_valid(self.row).then(|| decimals.value(self.row))
    }

    /// A whole number; 0 where it is missing.
    pub(super) fn number(self, column: usize) -> i64 {
        let array = self.batch.column(column);
        match array.data_type() {
            DataType::Int32 => array.as_primitive::<Int32Type>().value(self.row).into(),
            _ => array.as_primitive::<Int64Type>().value(self.row),
        }
    }

    /// Whether something holds.
    pub(super) fn flag(self, column: usize) -> bool {
        self.batch.column(column).as_boolean().value(self.row)
    }
}
