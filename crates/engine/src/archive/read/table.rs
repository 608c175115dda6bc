//! Reads a table of a published run, or only the rows with certain values.
//!
//! The tables are sorted and carry the least and the greatest value of most columns in each row group. This program wrote
//! them, so they can be trusted to tell which groups may hold a row that is sought. In these groups, the columns that decide
//! are read first, and the others only for the rows that were picked.

use super::PublishedError;
use crate::archive::tables::{Absent, Cells, Columns};
use crate::intake::{PositionedFile, guarded_decode};
use crate::parallel::{self, lock, unlocked};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int32Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder, RowSelection,
};
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::statistics::Statistics;
use std::borrow::Cow;
use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// The rows that are decoded at a time.
const BATCH_ROWS: usize = 8192;

/// An open table: one file, or the files of its calendar years, whose rows follow one another.
pub struct Table {
    files: Vec<TableFile>,
    /// The row groups of all files, in order.
    groups: Vec<RowGroupPlace>,
}

/// An open file of a table.
struct TableFile {
    path: PathBuf,
    file: Arc<File>,
    metadata: ArrowReaderMetadata,
}

/// A row group of a table.
struct RowGroupPlace {
    /// The place of its file among the files of the table.
    file: usize,
    /// Its place in that file.
    place: usize,
    /// The places of its rows in the table.
    rows: Range<u64>,
}

/// A column that must have one of some values.
#[derive(Clone, Copy)]
pub struct ColumnFilter<'k> {
    pub column: &'static str,
    pub values: &'k [&'k str],
}

/// The rows of a table that are wanted, and the columns to read of them.
struct WantedRows<'w> {
    keys: &'w [ColumnFilter<'w>],
    /// The places of the columns of the keys.
    key_places: Vec<usize>,
    /// The places of the columns by which rows are picked.
    asked: Vec<usize>,
    /// Whether a row is wanted.
    is: &'w (dyn Fn(DecodedRow<'_>) -> bool + Sync),
    columns: Vec<usize>,
}

/// A row of a batch. Columns are named by their places among those that were asked for.
#[derive(Clone, Copy)]
pub struct DecodedRow<'b> {
    batch: &'b RecordBatch,
    row: usize,
}

impl TableFile {
    fn open(path: PathBuf) -> Result<Self, PublishedError> {
        let file = Arc::new(File::open(&path).map_err(|error| PublishedError::io(&path, error))?);
        let metadata = decode(&path, || {
            let options = || ArrowReaderOptions::new().with_skip_arrow_metadata(true);
            let stated = ArrowReaderMetadata::load(&*file, options())?;
            // Texts are read as views, which are the fastest to decode.
            let viewed = |field: &Arc<arrow_schema::Field>| match field.data_type() {
                DataType::Utf8 => field.as_ref().clone().with_data_type(DataType::Utf8View),
                _ => field.as_ref().clone(),
            };
            let schema = Arc::new(Schema::new(
                stated
                    .schema()
                    .fields()
                    .iter()
                    .map(viewed)
                    .collect::<Vec<_>>(),
            ));
            ArrowReaderMetadata::try_new(
                Arc::clone(stated.metadata()),
                ArrowReaderOptions::new().with_schema(schema),
            )
        })?;
        Ok(Self {
            path,
            file,
            metadata,
        })
    }

    /// Returns a reader of some columns, ascending, of some row groups, ascending: of the selected rows, or of all.
    fn reader(
        &self,
        groups: Vec<usize>,
        columns: &[usize],
        selected: Option<RowSelection>,
    ) -> Result<ParquetRecordBatchReader, PublishedError> {
        // Other threads may read other groups of the file at the same time.
        let file = PositionedFile::of(Arc::clone(&self.file));
        decode(&self.path, || {
            let builder =
                ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone());
            let mask = ProjectionMask::roots(builder.parquet_schema(), columns.iter().copied());
            let builder = builder
                .with_row_groups(groups)
                .with_batch_size(BATCH_ROWS)
                .with_projection(mask);
            match selected {
                Some(selected) => builder.with_row_selection(selected).build(),
                None => builder.build(),
            }
        })
    }
}

impl Table {
    /// Opens a table that is one file.
    pub fn open(path: &Path) -> Result<Self, PublishedError> {
        Self::of([path.to_path_buf()])
    }

    /// Opens a table whose rows are in some files, in order.
    pub fn of(files: impl IntoIterator<Item = PathBuf>) -> Result<Self, PublishedError> {
        let files: Vec<TableFile> = files
            .into_iter()
            .map(TableFile::open)
            .collect::<Result<_, _>>()?;
        let mut groups = Vec::new();
        let mut end = 0;
        for (file, open) in files.iter().enumerate() {
            for (place, group) in open.metadata.metadata().row_groups().iter().enumerate() {
                let start = end;
                end += u64::try_from(group.num_rows()).unwrap_or(0);
                let rows = start..end;
                groups.push(RowGroupPlace { file, place, rows });
            }
        }
        Ok(Self { files, groups })
    }

    /// Returns the file of a row group, and what the file says of the group.
    fn group(&self, group: usize) -> (&TableFile, &RowGroupMetaData) {
        let RowGroupPlace { file, place, .. } = self.groups[group];
        let file = &self.files[file];
        (file, file.metadata.metadata().row_group(place))
    }

    /// Returns the names of the columns `C` that the table has, and those that it does not have and may lack as a table of an older
    /// version.
    pub(super) fn columns_of<C: Columns>(&self) -> (Absent, Vec<String>) {
        let there = self.columns();
        let has = |column: &str| there.iter().any(|(name, ..)| name == column);
        Absent::of::<C>(|column| has(column) || !C::NEWER.contains(&column))
    }

    /// Returns the number of row groups.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.groups.len()
    }

    /// Passes on all rows of a row group in order, up to the first error.
    pub fn each_of<E: From<PublishedError>>(
        &self,
        group: usize,
        columns: &[impl AsRef<str>],
        mut each: impl FnMut(DecodedRow<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let order = self.places(columns)?;
        let mut batches = self.batches(group, &order, None)?;
        while let Some(batch) = &batches.next()? {
            (0..batch.num_rows()).try_for_each(|row| each(DecodedRow { batch, row }))?;
        }
        Ok(())
    }

    /// Passes on all rows in order, up to the first error.
    pub fn each<E: From<PublishedError>>(
        &self,
        columns: &[impl AsRef<str>],
        mut each: impl FnMut(DecodedRow<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        (0..self.groups()).try_for_each(|group| self.each_of(group, columns, &mut each))
    }

    fn statistics(
        &self,
        group: usize,
        column: &'static str,
    ) -> Result<Option<&Statistics>, PublishedError> {
        let place = self.places(&[column])?;
        let (_, group) = self.group(group);
        Ok(place
            .first()
            .and_then(|place| group.column(*place).statistics()))
    }

    /// Whether all texts of a row group in a column come before the given text.
    pub(super) fn is_before(
        &self,
        group: usize,
        column: &'static str,
        text: &str,
    ) -> Result<bool, PublishedError> {
        Ok(self
            .statistics(group, column)?
            .and_then(Statistics::max_bytes_opt)
            .is_some_and(|greatest| greatest < text.as_bytes()))
    }

    /// Whether no text of a row group in a column comes before the given text.
    pub(super) fn is_from(
        &self,
        group: usize,
        column: &'static str,
        text: &str,
    ) -> Result<bool, PublishedError> {
        Ok(self
            .statistics(group, column)?
            .and_then(Statistics::min_bytes_opt)
            .is_some_and(|least| least >= text.as_bytes()))
    }

    /// Returns the columns with the types that Parquet states: name, type, and whether a value may be absent. Texts are read
    /// as views. All files have the same columns; a table without files has none.
    pub fn columns(&self) -> Vec<(String, String, bool)> {
        let first = self.files.first();
        first.map_or_else(Vec::new, |file| described(file.metadata.schema()))
    }

    /// Returns the number of rows.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.groups.last().map_or(0, |group| group.rows.end)
    }

    /// Passes on the rows that have one of the values of every key, in order, up to the first error.
    pub fn each_with(
        &self,
        columns: &[impl AsRef<str>],
        keys: &[ColumnFilter<'_>],
        mut each: impl FnMut(DecodedRow<'_>) -> Result<(), PublishedError>,
    ) -> Result<(), PublishedError> {
        let order = self.places(columns)?;
        let key_places = self.places(&keys.iter().map(|key| key.column).collect::<Vec<_>>())?;
        for index in 0..self.groups() {
            if !self.may_hold(index, keys, &key_places) {
                continue;
            }
            let is = |row: DecodedRow<'_>| {
                keys.iter()
                    .enumerate()
                    .all(|(column, key)| key.values.contains(&row.text(column)))
            };
            let picked = if keys.is_empty() {
                None
            } else {
                Some(self.picked(index, &key_places, &is)?)
            };
            if picked.as_ref().is_some_and(Vec::is_empty) {
                continue;
            }
            let mut batches = self.batches(index, &order, picked)?;
            while let Some(batch) = &batches.next()? {
                (0..batch.num_rows()).try_for_each(|row| each(DecodedRow { batch, row }))?;
            }
        }
        Ok(())
    }

    /// Returns what `read` makes of the rows that `is` picks by the columns `asked`, in order, without those of which it makes nothing.
    /// Row groups are read in parallel, and only those that may hold one of the values of every key.
    pub fn picked_by<T: Send>(
        &self,
        keys: &[ColumnFilter<'_>],
        asked: &[impl AsRef<str>],
        is: impl Fn(DecodedRow<'_>) -> bool + Sync,
        columns: &[impl AsRef<str>],
        read: impl Fn(DecodedRow<'_>) -> Result<Option<T>, PublishedError> + Sync,
    ) -> Result<Vec<T>, PublishedError> {
        let wanted = WantedRows {
            keys,
            key_places: self.places(&keys.iter().map(|key| key.column).collect::<Vec<_>>())?,
            asked: self.places(asked)?,
            is: &is,
            columns: self.places(columns)?,
        };
        let made: Vec<Mutex<Vec<T>>> = (0..self.groups()).map(|_| Mutex::default()).collect();
        self.each_picked(&wanted, &|group, batch| {
            let mut made = lock(&made[group]);
            (0..batch.num_rows()).try_for_each(|row| {
                made.extend(read(DecodedRow { batch, row })?);
                Ok(())
            })
        })?;
        Ok(made.into_iter().flat_map(unlocked).collect())
    }

    /// Passes on the wanted rows of each row group in order, with the place of the group. Groups are read in parallel. The
    /// function is compiled once, whatever is made of the rows.
    fn each_picked(
        &self,
        wanted: &WantedRows<'_>,
        each: &(dyn Fn(usize, &RecordBatch) -> Result<(), PublishedError> + Sync),
    ) -> Result<(), PublishedError> {
        parallel::try_each(self.groups(), |group| {
            if !self.may_hold(group, wanted.keys, &wanted.key_places) {
                return Ok(());
            }
            let picked = self.picked(group, &wanted.asked, wanted.is)?;
            if picked.is_empty() {
                return Ok(());
            }
            let mut batches = self.batches(group, &wanted.columns, Some(picked))?;
            while let Some(batch) = batches.next()? {
                each(group, &batch)?;
            }
            Ok(())
        })
    }

    /// Whether a row group may hold one of the values of every key.
    fn may_hold(&self, group: usize, keys: &[ColumnFilter<'_>], places: &[usize]) -> bool {
        let (_, about) = self.group(group);
        let mut keys = keys.iter().zip(places);
        keys.all(|(key, place)| may_hold(about, *place, key.values))
    }

    /// Returns the places of columns in the file.
    fn places(&self, columns: &[impl AsRef<str>]) -> Result<Vec<usize>, PublishedError> {
        let Some(first) = self.files.first() else {
            return Ok(Vec::new());
        };
        let place = |column: &str| {
            let found = first.metadata.schema().index_of(column);
            found.map_err(|_| {
                PublishedError::other(&first.path, format!("it has no column {column}"))
            })
        };
        columns
            .iter()
            .map(|column| place(column.as_ref()))
            .collect()
    }

    /// Returns the rows of a group that `is` picks by some columns.
    fn picked(
        &self,
        group: usize,
        places: &[usize],
        is: &dyn Fn(DecodedRow<'_>) -> bool,
    ) -> Result<Vec<Range<usize>>, PublishedError> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut before = 0;
        let mut batches = self.batches(group, places, None)?;
        while let Some(batch) = &batches.next()? {
            for row in 0..batch.num_rows() {
                if is(DecodedRow { batch, row }) {
                    match ranges.last_mut() {
                        Some(last) if last.end == before + row => last.end += 1,
                        _ => ranges.push(before + row..before + row + 1),
                    }
                }
            }
            before += batch.num_rows();
        }
        Ok(ranges)
    }

    /// Returns the batches of some columns of a row group, in the order asked for, of some rows or all.
    fn batches(
        &self,
        group: usize,
        places: &[usize],
        rows: Option<Vec<Range<usize>>>,
    ) -> Result<Batches<'_>, PublishedError> {
        let (in_file, order) = arranged(places);
        let (file, about) = self.group(group);
        let count = usize::try_from(about.num_rows()).unwrap_or(0);
        let selected =
            rows.map(|rows| RowSelection::from_consecutive_ranges(rows.into_iter(), count));
        let reader = file.reader(vec![self.groups[group].place], &in_file, selected)?;
        let path = Cow::Borrowed(file.path.as_path());
        Ok(Batches {
            path,
            reader,
            order,
        })
    }
}

/// Batches of some columns of a file.
struct Batches<'t> {
    path: Cow<'t, Path>,
    reader: ParquetRecordBatchReader,
    /// The places of the columns among those that are decoded, which stand as in the file.
    order: Vec<usize>,
}

impl Batches<'_> {
    /// Returns the next batch; `None` if there are no more.
    fn next(&mut self) -> Result<Option<RecordBatch>, PublishedError> {
        decode(&self.path, || {
            let batch = self.reader.next().transpose()?;
            Ok(batch.map(|batch| batch.project(&self.order)).transpose()?)
        })
    }
}

/// Some rows of a table, a batch at a time.
pub struct Pull {
    /// What is read of each file that has such rows.
    files: Vec<PulledFile>,
    /// The file of the next rows and how many rows are to come of it, and then those of other files, the last first.
    left: Vec<(usize, u64)>,
}

/// Some rows of a file, in order.
struct PulledFile {
    batches: Batches<'static>,
    /// What has been decoded and not passed on.
    decoded: Option<RecordBatch>,
}

impl Table {
    /// Returns some columns of the rows in some ranges of places in the table, in the order of the ranges: without overlaps, and
    /// ascending among those of one file.
    pub fn pull(
        &self,
        columns: &[impl AsRef<str>],
        ranges: &[Range<u64>],
    ) -> Result<Pull, PublishedError> {
        let places = self.places(columns)?;
        let (in_file, order) = arranged(&places);
        let (mut files, mut left): (Vec<PulledFile>, Vec<(usize, u64)>) = (Vec::new(), Vec::new());
        // The places in `files` of the table's files.
        let mut numbers: Vec<Option<usize>> = vec![None; self.files.len()];
        for range in ranges.iter().filter(|range| !range.is_empty()) {
            let first = self
                .groups
                .partition_point(|group| group.rows.end <= range.start);
            for group in self.groups[first..]
                .iter()
                .take_while(|group| group.rows.start < range.end)
            {
                let rows = range.start.max(group.rows.start)..range.end.min(group.rows.end);
                let number = if let Some(number) = numbers[group.file] {
                    number
                } else {
                    let wanted = self.selected(group.file, ranges)?;
                    let file = &self.files[group.file];
                    let reader = file.reader(wanted.0, &in_file, Some(wanted.1))?;
                    let batches = Batches {
                        path: file.path.clone().into(),
                        reader,
                        order: order.clone(),
                    };
                    let decoded = None;
                    files.push(PulledFile { batches, decoded });
                    numbers[group.file] = Some(files.len() - 1);
                    files.len() - 1
                };
                match left.last_mut() {
                    Some((last, more)) if *last == number => *more += rows.end - rows.start,
                    _ => left.push((number, rows.end - rows.start)),
                }
            }
        }
        left.reverse();
        Ok(Pull { files, left })
    }

    /// Returns the row groups of a file that have rows in some ranges, and these rows among those of the groups. An error: the
    /// ranges of the file are not ascending, because they were worked out from a table that counts other rows.
    fn selected(
        &self,
        file: usize,
        ranges: &[Range<u64>],
    ) -> Result<(Vec<usize>, RowSelection), PublishedError> {
        let (mut groups, mut total) = (Vec::new(), 0);
        let mut selected: Vec<Range<usize>> = Vec::new();
        for group in self.groups.iter().filter(|group| group.file == file) {
            let rows = &group.rows;
            let within = |range: &Range<u64>| range.start.max(rows.start)..range.end.min(rows.end);
            let of_group = ranges
                .iter()
                .map(within)
                .filter(|range| !range.is_empty())
                .map(|range| {
                    let place = |row: u64| usize::try_from(row - rows.start + total);
                    place(range.start).unwrap_or(usize::MAX)..place(range.end).unwrap_or(usize::MAX)
                });
            let before = selected.len();
            selected.extend(of_group);
            if selected.len() > before {
                groups.push(group.place);
                total += rows.end - rows.start;
            }
        }
        if selected.windows(2).any(|two| two[0].end > two[1].start) {
            let found = "it does not have the rows that alerts.parquet counts";
            return Err(PublishedError::other(&self.files[file].path, found));
        }
        let count = usize::try_from(total).unwrap_or(usize::MAX);
        let selected = RowSelection::from_consecutive_ranges(selected.into_iter(), count);
        Ok((groups, selected))
    }
}

impl Pull {
    /// Returns the number of rows that are to come.
    pub fn left(&self) -> u64 {
        self.left
            .iter()
            .fold(0, |rows, (_, more)| rows.saturating_add(*more))
    }

    /// Returns the next rows; `None` if there are no more.
    pub fn next(&mut self) -> Result<Option<RecordBatch>, PublishedError> {
        let Some((number, more)) = self.left.last_mut() else {
            return Ok(None);
        };
        let file = &mut self.files[*number];
        let decoded = match file.decoded.take() {
            Some(decoded) => decoded,
            None => file.batches.next()?.ok_or_else(|| {
                let path = &file.batches.path;
                PublishedError::other(path, "it lacks rows")
            })?,
        };
        let rows = u64::try_from(decoded.num_rows()).unwrap_or(u64::MAX);
        if rows <= *more {
            *more -= rows;
            if *more == 0 {
                self.left.pop();
            }
            return Ok(Some(decoded));
        }
        let wanted = usize::try_from(*more).unwrap_or(usize::MAX);
        file.decoded = Some(decoded.slice(wanted, decoded.num_rows() - wanted));
        self.left.pop();
        Ok(Some(decoded.slice(0, wanted)))
    }
}

/// Returns the places of columns, ascending and each once, and where among these each column stands.
fn arranged(places: &[usize]) -> (Vec<usize>, Vec<usize>) {
    let mut in_file = places.to_vec();
    in_file.sort_unstable();
    in_file.dedup();
    let order = places
        .iter()
        .filter_map(|place| in_file.binary_search(place).ok())
        .collect();
    (in_file, order)
}

/// Returns the columns of a schema: name, type, and whether a value may be absent.
#[must_use]
pub fn described(schema: &Schema) -> Vec<(String, String, bool)> {
    let column = |field: &Arc<arrow_schema::Field>| {
        (
            field.name().clone(),
            type_name(field.data_type()),
            field.is_nullable(),
        )
    };
    schema.fields().iter().map(column).collect()
}

/// Returns the name of a type as the contract writes it.
fn type_name(data_type: &DataType) -> String {
    match data_type {
        DataType::Utf8 | DataType::Utf8View => "utf8".to_owned(),
        DataType::Date32 => "date32".to_owned(),
        DataType::Int32 => "int32".to_owned(),
        DataType::Int64 => "int64".to_owned(),
        DataType::Boolean => "bool".to_owned(),
        DataType::Decimal128(precision, scale) => format!("decimal128({precision},{scale})"),
        DataType::List(item) => format!("list of {}", type_name(item.data_type())),
        other => other.to_string(),
    }
}

/// Whether a row group may hold one of some values in a column.
fn may_hold(group: &RowGroupMetaData, column: usize, values: &[&str]) -> bool {
    let Some(statistics) = group.column(column).statistics() else {
        return true;
    };
    let (Some(least), Some(greatest)) = (statistics.min_bytes_opt(), statistics.max_bytes_opt())
    else {
        return true;
    };
    values
        .iter()
        .any(|value| least <= value.as_bytes() && value.as_bytes() <= greatest)
}

/// Calls the decoder, and turns an error or a panic into a fault of the file.
fn decode<T>(
    path: &Path,
    decode: impl FnOnce() -> Result<T, parquet::errors::ParquetError>,
) -> Result<T, PublishedError> {
    guarded_decode(decode).map_err(|fault| PublishedError::other(path, fault))
}

impl<'b> DecodedRow<'b> {
    /// Returns a row of a batch.
    pub const fn of(batch: &'b RecordBatch, row: usize) -> Self {
        Self { batch, row }
    }

    /// Reads all columns of the row but those that the table does not have.
    pub(super) fn read<C: Columns>(
        self,
        absent: Absent,
        path: &Path,
    ) -> Result<C::Read<'b>, PublishedError> {
        C::read(&mut Cells::without(self.batch, self.row, absent))
            .map_err(|missing| PublishedError::other(path, missing))
    }

    /// Reads columns that stand together, from the place of the first; `None` if a value is missing.
    pub fn part<C: Columns>(self, first: usize) -> Option<C::Read<'b>> {
        C::read(&mut Cells::from(self.batch, self.row, first)).ok()
    }

    /// Returns a text; empty if it is missing.
    pub fn text(self, column: usize) -> &'b str {
        let texts = self.batch.column(column).as_string_view();
        if texts.is_valid(self.row) {
            texts.value(self.row)
        } else {
            ""
        }
    }

    /// Returns the number of a day; `None` if it is missing.
    pub fn day(self, column: usize) -> Option<i32> {
        let days = self.batch.column(column).as_primitive::<Date32Type>();
        days.is_valid(self.row).then(|| days.value(self.row))
    }

    /// Returns the digits of a decimal; `None` if it is missing.
    pub fn decimal(self, column: usize) -> Option<i128> {
        let decimals = self.batch.column(column).as_primitive::<Decimal128Type>();
        decimals
            .is_valid(self.row)
            .then(|| decimals.value(self.row))
    }

    /// Returns a whole number; the column must have no missing values.
    pub fn number(self, column: usize) -> i64 {
        let array = self.batch.column(column);
        match array.data_type() {
            DataType::Int32 => array.as_primitive::<Int32Type>().value(self.row).into(),
            _ => array.as_primitive::<Int64Type>().value(self.row),
        }
    }
}
