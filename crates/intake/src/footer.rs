//! Reads the footer of a Parquet file: its columns, its row groups, and how they are decoded.

use super::column::{Column, FileColumns, Kind, Type};
use super::content;
use super::damage::{damaged, guarded};
use super::fault::Fault;
use super::file::{Portion, PortionedFile, read_through};
use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Schema};
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder, RowSelection,
};
use parquet::basic::Type as PhysicalType;
use parquet::column::reader::get_typed_column_reader;
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use parquet::file::reader::{ChunkReader, FileReader, Length, SerializedFileReader};
use std::fs::File;
use std::io::{BufReader, Read};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

/// The rows that are decoded at a time: columns of this length stay in the processor's cache.
const BATCH_ROWS: usize = 16_384;
/// The rows that are decoded at a time if only some rows are picked, counting all rows between those.
const PICKED_ROWS: usize = 2048;
/// The rows after which a portion is cut off, within a row group or after several. A smaller portion is not worth the way to
/// its pages; with larger ones, threads do not end at about the same time.
const PORTION_ROWS: u64 = 512 * 1024;

/// The most pieces of one row group.
const MOST_PIECES: u64 = 4096;
/// The bytes that are read at once to find the header of a page.
const HEADER_BYTES: usize = 512;
/// The most bytes of a page when unpacked: writers make pages of about 1 MiB, and the largest known are up to 100 MB.
const PAGE_BYTES: u64 = 128 << 20;

/// The footer of a file, with the types in which its columns are read.
#[derive(Debug)]
pub(super) struct Footer {
    metadata: ArrowReaderMetadata,
}

/// Reads the file once for its hash, then its footer: columns, types and row groups.
pub(super) fn open(
    file: &mut File,
    kind: Kind,
) -> Result<(PortionedFile, blake3::Hash, u64), Fault> {
    let (hash, size) = read_through(file, |_| ())?;
    if size == 0 {
        return Err(Fault::Empty);
    }
    let (opened, metadata) = read_footer(file, kind)?;
    let layout = &opened.columns;
    let decimals = layout.order().iter().zip(layout.in_file());
    let decimals = decimals.filter(|(column, _)| column.value_type() == Type::Decimal);
    let decimals = decimals.map(|(column, place)| (column.name(), *place));
    no_empty_decimals(file, metadata.metadata(), decimals)?;
    Ok((opened, hash, size))
}

/// Reads the footer alone, of a file that was opened before.
pub(super) fn opened(file: &File, kind: Kind) -> Result<PortionedFile, Fault> {
    read_footer(file, kind).map(|(opened, _)| opened)
}

fn read_footer(file: &File, kind: Kind) -> Result<(PortionedFile, ArrowReaderMetadata), Fault> {
    let metadata = match stated(file) {
        Ok(metadata) => metadata,
        Err(fault) => return Err(content::not_parquet(file, kind)?.unwrap_or(fault)),
    };
    let layout = layout(&metadata, kind)?;
    let (portions, rows) = portions(metadata.metadata())?;
    let opened = PortionedFile {
        columns: layout,
        rows,
        portions,
    };
    Ok((opened, metadata))
}

/// Reads the footer with the types that Parquet itself states. The types that Arrow writers add would only change the form of
/// the same values.
fn stated(file: &File) -> Result<ArrowReaderMetadata, Fault> {
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    guarded(|| ArrowReaderMetadata::load(file, options).map_err(|error| damaged(&error)))
}

fn layout(metadata: &ArrowReaderMetadata, kind: Kind) -> Result<FileColumns, Fault> {
    let fields = metadata.schema().fields();
    let typed = |data_type: &DataType, column: Column| {
        let right = match (column.value_type(), data_type) {
            // A writer that was given no value also knows no type.
            (_, DataType::Null) if column.may_be_absent() => return Ok(false),
            (Type::Text | Type::Code, found) => *found == DataType::Utf8,
            (Type::Day, found) => *found == DataType::Date32,
            (
                Type::Decimal,
                DataType::Decimal128(precision, scale) | DataType::Decimal256(precision, scale),
            ) => *precision <= 18 && (0..=6).contains(scale),
            (Type::Year, found) => *found == DataType::Int32,
            (Type::Decimal, _) => false,
        };
        if right {
            Ok(true)
        } else {
            Err(data_type.to_string())
        }
    };
    FileColumns::typed(
        kind,
        fields.iter().map(|field| {
            (field.name().as_str(), |column| {
                typed(field.data_type(), column)
            })
        }),
    )
}

/// Fails if a decimal is written as bytes of any number and a value has no byte: it would read as 0.
pub(super) fn no_empty_decimals<'n>(
    file: &File,
    metadata: &ParquetMetaData,
    decimals: impl Iterator<Item = (&'n str, usize)>,
) -> Result<(), Fault> {
    let schema = metadata.file_metadata().schema_descr();
    let file = Arc::new(file.try_clone().map_err(Fault::Unreadable)?);
    let written_as_bytes = |place: usize| {
        place < schema.num_columns()
            && schema.column(place).physical_type() == PhysicalType::BYTE_ARRAY
    };
    for (column, place) in decimals.filter(|(_, place)| written_as_bytes(*place)) {
        guarded(|| {
            let reader = SerializedFileReader::new(PositionedFile::of(Arc::clone(&file)))
                .map_err(|error| damaged(&error))?;
            for group in 0..reader.num_row_groups() {
                let group = reader
                    .get_row_group(group)
                    .map_err(|error| damaged(&error))?;
                let values = group
                    .get_column_reader(place)
                    .map_err(|error| damaged(&error))?;
                let mut values = get_typed_column_reader::<ByteArrayType>(values);
                loop {
                    let (mut read, mut levels) = (Vec::new(), Vec::new());
                    let (rows, ..) = values
                        .read_records(BATCH_ROWS, Some(&mut levels), None, &mut read)
                        .map_err(|error| damaged(&error))?;
                    if read.iter().any(ByteArray::is_empty) {
                        return Err(Fault::Damaged(format!(
                            "column {column} holds a decimal of no bytes, which is no number"
                        )));
                    }
                    if rows == 0 {
                        break;
                    }
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Cuts the rows into portions: several small row groups together, a large one in pieces.
pub(super) fn portions(metadata: &ParquetMetaData) -> Result<(Vec<Portion>, u64), Fault> {
    let groups = metadata.row_groups();
    let mut portions: Vec<Portion> = Vec::new();
    let mut before: u64 = 0;
    let mut gathered = (0, 0);
    for (index, group) in groups.iter().enumerate() {
        // The decoder makes room for as many rows as the footer claims, so one wrong count must not pass.
        let agreed = group
            .columns()
            .iter()
            .all(|column| column.num_values() == group.num_rows());
        let rows = u64::try_from(group.num_rows()).ok().filter(|_| agreed);
        let rows = rows.ok_or_else(|| {
            Fault::Damaged(format!(
                "its footer contradicts itself on the rows of row group {}",
                index + 1
            ))
        })?;
        let (first, rows) = (gathered.0, gathered.1 + rows);
        let end = before.checked_add(rows).ok_or_else(|| {
            Fault::Damaged("its footer claims more rows than can be counted".into())
        })?;
        gathered = (first, rows);
        if rows >= PORTION_ROWS || index + 1 == groups.len() {
            // Limits the number of pieces, whatever a footer claims.
            let piece = PORTION_ROWS.max(rows / MOST_PIECES);
            let mut skip = 0;
            while skip < rows {
                let some = (rows - skip).min(piece);
                portions.push(Portion::Rows {
                    groups: first..index + 1,
                    skip,
                    first_row: before + skip + 1,
                    rows: some,
                });
                skip += some;
            }
            (before, gathered) = (end, (index + 1, 0));
        }
    }
    Ok((portions, before))
}

/// The rows of a portion that are decoded.
#[derive(Clone, Copy, Debug)]
pub(super) enum Selection<'a> {
    /// All rows.
    All,
    /// The rows at these places, ascending; the first row of the portion has place 0.
    At(&'a [u32]),
}

impl Footer {
    /// Reads the footer of a file that was opened before. Asks for codes as dictionaries, for texts as views and for decimals
    /// as short numbers: these are the fastest to decode.
    pub(super) fn of(file: &File, layout: &FileColumns) -> Result<Self, Fault> {
        let stated = stated(file)?;
        let physical = stated.parquet_schema();
        let wanted = |(place, (field, column)): (usize, (&Arc<Field>, &Column))| {
            let leaf = physical.column(place);
            let short = match leaf.physical_type() {
                PhysicalType::INT32 | PhysicalType::INT64 => true,
                PhysicalType::FIXED_LEN_BYTE_ARRAY => leaf.type_length() <= 8,
                _ => false,
            };
            let data_type = match (column.value_type(), field.data_type()) {
                (Type::Code, DataType::Utf8) => {
                    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
                }
                (Type::Text, DataType::Utf8) => DataType::Utf8View,
                (Type::Decimal, DataType::Decimal128(precision, scale)) if short => {
                    DataType::Decimal64(*precision, *scale)
                }
                (_, stated) => stated.clone(),
            };
            field.as_ref().clone().with_data_type(data_type)
        };
        let fields: Vec<Field> = stated
            .schema()
            .fields()
            .iter()
            .zip(layout.order())
            .enumerate()
            .map(wanted)
            .collect();
        let options = ArrowReaderOptions::new().with_schema(Arc::new(Schema::new(fields)));
        let metadata = Arc::clone(stated.metadata());
        let metadata = guarded(|| {
            ArrowReaderMetadata::try_new(metadata, options).map_err(|error| damaged(&error))
        })?;
        Ok(Self { metadata })
    }

    /// Returns the batches of a portion, each with the number of rows before it; only the columns of `layout`, in the order of
    /// the file.
    pub(super) fn batches(
        &self,
        file: &Arc<File>,
        layout: &FileColumns,
        portion: &Portion,
        rows: Selection<'_>,
        each: &mut dyn FnMut(usize, &RecordBatch),
    ) -> Result<(), Fault> {
        let &Portion::Rows {
            ref groups,
            skip,
            rows: count,
            ..
        } = portion
        else {
            return Err(Fault::Changed);
        };
        let expected = match rows {
            Selection::All => usize::try_from(count).unwrap_or(usize::MAX),
            Selection::At(places) => places.len(),
        };
        let mut reader =
            guarded(|| self.reader(file, layout, groups.clone(), skip, (count, rows)))?;
        let mut before = 0;
        let mut next = || guarded(|| reader.next().transpose().map_err(|error| damaged(&error)));
        while let Some(batch) =
            next().map_err(|fault| self.no_text(file, layout, groups.clone(), fault))?
        {
            each(before, &batch);
            before += batch.num_rows();
        }
        if before == expected {
            Ok(())
        } else {
            Err(Fault::Damaged(format!(
                "{before} rows where its footer has {expected}"
            )))
        }
    }

    /// Returns the fault of rows that could not be decoded; if a text is at fault, with its column and row group.
    fn no_text(
        &self,
        file: &Arc<File>,
        layout: &FileColumns,
        groups: Range<usize>,
        fault: Fault,
    ) -> Fault {
        if !matches!(&fault, Fault::Damaged(said) if said.to_ascii_lowercase().contains("utf")) {
            return fault;
        }
        let texts = layout
            .order()
            .iter()
            .zip(layout.in_file())
            .filter(|(column, _)| matches!(column.value_type(), Type::Text | Type::Code));
        let places = groups.flat_map(|group| {
            texts
                .clone()
                .map(move |(column, place)| (group, *column, *place))
        });
        let cannot_be_read = |group: usize, place: usize| {
            let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(
                PositionedFile(Arc::clone(file)),
                self.metadata.clone(),
            );
            let mask = ProjectionMask::roots(builder.parquet_schema(), [place]);
            let reader = builder
                .with_row_groups(vec![group])
                .with_batch_size(BATCH_ROWS)
                .with_projection(mask)
                .build();
            guarded(|| {
                reader
                    .map_err(|error| damaged(&error))?
                    .try_for_each(|batch| batch.map(drop).map_err(|error| damaged(&error)))
            })
            .is_err()
        };
        let found = places
            .into_iter()
            .find(|(group, _, place)| cannot_be_read(*group, *place));
        found.map_or(fault, |(group, column, _)| Fault::NotText {
            column,
            group: group + 1,
        })
    }

    fn reader(
        &self,
        file: &Arc<File>,
        layout: &FileColumns,
        groups: Range<usize>,
        skip: u64,
        (count, rows): (u64, Selection<'_>),
    ) -> Result<ParquetRecordBatchReader, Fault> {
        let (skip, count) = (
            usize::try_from(skip).unwrap_or(usize::MAX),
            usize::try_from(count).unwrap_or(usize::MAX),
        );
        let in_groups = self.metadata.metadata().row_groups()[groups.clone()]
            .iter()
            .map(RowGroupMetaData::num_rows)
            .sum::<i64>();
        let whole = usize::try_from(in_groups) == Ok(count);
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(
            PositionedFile(Arc::clone(file)),
            self.metadata.clone(),
        );
        let mask =
            ProjectionMask::roots(builder.parquet_schema(), layout.in_file().iter().copied());
        let batch_rows = if matches!(rows, Selection::All) {
            BATCH_ROWS
        } else {
            PICKED_ROWS
        };
        let builder = builder
            .with_row_groups(groups.collect())
            .with_batch_size(batch_rows)
            .with_projection(mask);
        let builder = match rows {
            Selection::All if skip == 0 && whole => builder,
            Selection::All => builder.with_offset(skip).with_limit(count),
            Selection::At(places) => {
                let places = places
                    .iter()
                    .map(|place| skip + usize::try_from(*place).unwrap_or(usize::MAX));
                builder.with_row_selection(RowSelection::from_consecutive_ranges(
                    places.map(|place| place..place + 1),
                    skip + count,
                ))
            }
        };
        builder.build().map_err(|error| damaged(&error))
    }
}

/// A file read at given places, by any number of threads at once.
#[derive(Debug)]
pub struct PositionedFile(Arc<File>);

impl PositionedFile {
    /// Wraps an open file.
    #[must_use]
    pub const fn of(file: Arc<File>) -> Self {
        Self(file)
    }
}

/// The bytes at the end of a file: the length of the metadata, and the mark of the format.
const FOOTER_END: u64 = 8;

/// Fails if the header of a page claims a larger unpacked size than any page has. The decoder makes room for that size, and a
/// few bytes can unpack to gigabytes. The size is the second field, and a number like the first.
fn bounded(header: &[u8]) -> std::io::Result<()> {
    let mut bytes = header.iter().copied();
    let mut number = || {
        // The next field, which is a 32-bit number: seven bits in each byte, the lowest first, while the eighth bit is set.
        bytes.next().filter(|field| *field == NEXT_NUMBER)?;
        let mut value = 0_u64;
        for place in 0..5 {
            let byte = bytes.next()?;
            value |= u64::from(byte & 0x7f) << (7 * place);
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    };
    let claimed = number().and_then(|_| number());
    // Signed numbers are written doubled; negative ones are odd.
    match claimed {
        Some(doubled) if doubled % 2 == 0 && doubled / 2 <= PAGE_BYTES => Ok(()),
        Some(doubled) if doubled % 2 == 0 => Err(std::io::Error::other(format!(
            "a page claims to unpack to {} bytes",
            doubled / 2
        ))),
        _ => Err(std::io::Error::other("a page does not start with its size")),
    }
}

/// The mark of the next field with a 32-bit number, in Thrift's compact protocol.
const NEXT_NUMBER: u8 = 0x15;

/// Reads from a place on: the header of a page, or the end of the footer.
#[derive(Debug)]
pub struct HeaderReader {
    file: Arc<File>,
    at: u64,
    /// Whether anything was read; bytes that are not read need not be a header.
    begun: bool,
    /// The size of the file.
    end: u64,
}

impl Read for HeaderReader {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read_at(buffer, self.at)?;
        if !self.begun && self.at < self.end.saturating_sub(FOOTER_END) {
            bounded(&buffer[..read])?;
        }
        self.begun = true;
        self.at += u64::try_from(read).unwrap_or(u64::MAX);
        Ok(read)
    }
}

impl Length for PositionedFile {
    fn len(&self) -> u64 {
        self.0.metadata().map_or(0, |metadata| metadata.len())
    }
}

impl ChunkReader for PositionedFile {
    type T = BufReader<HeaderReader>;

    fn get_read(&self, at: u64) -> parquet::errors::Result<Self::T> {
        // The header of a page is a few dozen bytes; its content is fetched in one piece.
        let onward = HeaderReader {
            file: Arc::clone(&self.0),
            at,
            begun: false,
            end: self.len(),
        };
        Ok(BufReader::with_capacity(HEADER_BYTES, onward))
    }

    fn get_bytes(&self, at: u64, length: usize) -> parquet::errors::Result<Bytes> {
        // No room is made for more bytes than the file holds.
        if u64::try_from(length).unwrap_or(u64::MAX) > self.len().saturating_sub(at) {
            return Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof).into());
        }
        let mut bytes = vec![0; length];
        self.0.read_exact_at(&mut bytes, at)?;
        Ok(bytes.into())
    }
}
