//! Writes the Parquet files of a table: encodes in parallel, writes in order, syncs, and reads back.

use super::disk::{Hashing, Place};
use super::error::PublishError;
use arrow_array::{Array, ArrayRef};
use arrow_schema::SchemaRef;
use bytes::Bytes;
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves,
};
use parquet::basic::{Compression, Encoding, SortOrder, ZstdLevel};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::metadata::{
    ColumnChunkMetaData, PageIndexPolicy, ParquetMetaDataOptions, ParquetMetaDataReader,
};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::statistics::Statistics;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

/// The most rows of a row group: enough to compress well, and few enough to read in part.
const GROUP_ROWS: usize = 256 * 1024;

/// The approximate bytes of a page before it is compressed. Each column of each group that is being encoded holds one page.
const PAGE_BYTES: usize = 256 * 1024;

/// Columns of whole numbers and short decimals that hardly repeat; they are stored as differences.
const DIFFERENCES: [&str; 5] = [
    "quantity_g",
    "reexport_g",
    "source_row",
    "records",
    "excess_records",
];
/// Columns that hardly repeat and cannot be stored as differences; they are stored plain.
const PLAIN: [&str; 7] = [
    "record_id",
    "authorisation",
    "base_g",
    "running_total_g",
    "id",
    "detail",
    "raw",
];

/// The name of a file in the folder of a run.
pub(super) type FileName = Cow<'static, str>;

/// Passes the rows of a part to a sink.
pub(super) type PassRows<'p> = Box<dyn FnOnce(Sink<'_>) -> Result<(), PublishError> + Send + 'p>;

/// Some rows of a table that stand together in one of its files. All tables have parts of this one type, so that the writer is
/// compiled once.
pub(super) struct Part<'p> {
    pub(super) file: FileName,
    pub(super) rows: PartRows<'p>,
}

/// The rows of a part.
pub(super) enum PartRows<'p> {
    /// Rows to encode.
    Pass(PassRows<'p>),
    /// A Parquet file with the row groups of the part, as [`encoded`] returns it; empty if there are none.
    Written(Vec<u8>),
}

impl<'p> PartRows<'p> {
    /// Returns rows that a function passes to a sink.
    pub(super) fn pass(
        pass: impl FnOnce(Sink<'_>) -> Result<(), PublishError> + Send + 'p,
    ) -> Self {
        Self::Pass(Box::new(pass))
    }
}

/// A file that was written.
#[derive(Clone, Debug)]
pub(super) struct WrittenFile {
    pub(super) file: FileName,
    pub(super) size: u64,
    pub(super) rows: u64,
    pub(super) hash: blake3::Hash,
}

/// A table's columns, and how they are encoded.
struct TableEncoding {
    schema: SchemaRef,
    factory: ArrowRowGroupWriterFactory,
}

/// The encoded row groups of a part.
enum EncodedRowGroups {
    /// Row groups that were encoded here.
    New(Vec<EncodedRowGroup>),
    /// The row groups of a file.
    Written(Bytes),
}

/// An encoded row group.
struct EncodedRowGroup {
    columns: Vec<ArrowColumnChunk>,
    rows: u64,
}

/// A file that is being written.
struct OpenFile<W: Write> {
    writer: SerializedFileWriter<W>,
    rows: u64,
}

/// Takes the arrays of some rows, one array for each column.
pub(super) type Sink<'s> = &'s mut dyn FnMut(&[ArrayRef]) -> Result<(), PublishError>;

/// Writes a table part by part, syncs its files, and reads them back. Several parts are encoded at a time, on any thread, each
/// into row groups of its own; those of a file stand in the file in their order. A file is made when its first part comes; the
/// file `whole` is made even if none comes. Returns the files by name.
pub(super) fn write_table<'p>(
    place: Place<'_>,
    schema: &SchemaRef,
    whole: Option<&'static str>,
    parts: &mut (dyn Iterator<Item = Result<Part<'p>, PublishError>> + Send),
) -> Result<Vec<WrittenFile>, PublishError> {
    let open = |file: &str| {
        let to = place.create(file)?;
        OpenFile::new(to, schema).map_err(|error| fault(&place.folder.join(file), error))
    };
    let mut files: BTreeMap<FileName, OpenFile<Hashing>> = BTreeMap::new();
    if let Some(file) = whole {
        files.insert(file.into(), open(file)?);
    }
    let mut layout: Option<TableEncoding> = None;
    let at_once = rayon::current_num_threads();
    let mut encoded: Vec<(FileName, EncodedRowGroups)> = Vec::new();
    loop {
        let next: Vec<Part<'p>> = (&mut *parts).take(at_once).collect::<Result<_, _>>()?;
        let last = next.is_empty();
        for Part { file, .. } in &next {
            if !files.contains_key(file) {
                files.insert(file.clone(), open(file)?);
            }
        }
        let known = layout.take().or_else(|| {
            let any = files.values().next()?;
            Some(any.layout(schema))
        });
        // The encoded parts are written while the next parts are being encoded.
        let (appended, groups) = rayon::join(
            || append(&mut files, place.folder, encoded),
            || match &known {
                Some(layout) => next
                    .into_par_iter()
                    .map(|part| layout.encode(part, place.folder))
                    .collect::<Result<Vec<_>, _>>(),
                None => Ok(Vec::new()),
            },
        );
        appended?;
        encoded = groups?;
        layout = known;
        if last {
            break;
        }
    }
    let finished = files
        .into_par_iter()
        .map(|(file, OpenFile { writer, rows })| {
            let sink = writer.into_inner();
            let sink = sink.map_err(|error| fault(&place.folder.join(&*file), error))?;
            let (size, hash) = place.finish(&file, sink)?;
            Ok(WrittenFile {
                file,
                size,
                rows,
                hash,
            })
        });
    finished.collect()
}

/// Returns the error of a file that cannot be encoded.
fn fault(path: &Path, error: ParquetError) -> PublishError {
    PublishError::io(path, io::Error::other(error))
}

impl TableEncoding {
    fn encode(
        &self,
        part: Part<'_>,
        folder: &Path,
    ) -> Result<(FileName, EncodedRowGroups), PublishError> {
        let Part { file, rows } = part;
        let groups = match rows {
            PartRows::Pass(pass_rows) => {
                EncodedRowGroups::New(self.groups(pass_rows, &folder.join(&*file))?)
            }
            PartRows::Written(written) => EncodedRowGroups::Written(written.into()),
        };
        Ok((file, groups))
    }

    fn groups(
        &self,
        pass_rows: PassRows<'_>,
        path: &Path,
    ) -> Result<Vec<EncodedRowGroup>, PublishError> {
        let parquet = |error| fault(path, error);
        let mut groups = Vec::new();
        let mut open: Option<(Vec<ArrowColumnWriter>, usize)> = None;
        pass_rows(&mut |arrays| {
            let (mut columns, rows) = match open.take() {
                Some(open) => open,
                None => (self.factory.create_column_writers(0).map_err(parquet)?, 0),
            };
            for ((column, field), array) in columns.iter_mut().zip(self.schema.fields()).zip(arrays)
            {
                for leaf in compute_leaves(field, array).map_err(parquet)? {
                    column.write(&leaf).map_err(parquet)?;
                }
            }
            let rows = rows + arrays.first().map_or(0, Array::len);
            if rows < GROUP_ROWS {
                open = Some((columns, rows));
            } else {
                groups.push(close(columns, rows).map_err(parquet)?);
            }
            Ok(())
        })?;
        if let Some((columns, rows)) = open.filter(|(_, rows)| *rows > 0) {
            groups.push(close(columns, rows).map_err(parquet)?);
        }
        Ok(groups)
    }
}

fn close(columns: Vec<ArrowColumnWriter>, rows: usize) -> Result<EncodedRowGroup, ParquetError> {
    let columns = columns
        .into_iter()
        .map(ArrowColumnWriter::close)
        .collect::<Result<_, _>>()?;
    Ok(EncodedRowGroup {
        columns,
        rows: u64::try_from(rows).unwrap_or(u64::MAX),
    })
}

fn append(
    files: &mut BTreeMap<FileName, OpenFile<Hashing>>,
    folder: &Path,
    encoded: Vec<(FileName, EncodedRowGroups)>,
) -> Result<(), PublishError> {
    for (name, groups) in encoded {
        let Some(file) = files.get_mut(&name) else {
            continue;
        };
        file.append(groups)
            .map_err(|error| fault(&folder.join(&*name), error))?;
    }
    Ok(())
}

impl<W: Write + Send> OpenFile<W> {
    fn new(to: W, schema: &SchemaRef) -> Result<Self, ParquetError> {
        let root = ArrowSchemaConverter::new()
            .convert(schema)?
            .root_schema_ptr();
        let writer = SerializedFileWriter::new(to, root, Arc::new(properties()))?;
        Ok(Self { writer, rows: 0 })
    }

    fn layout(&self, schema: &SchemaRef) -> TableEncoding {
        TableEncoding {
            factory: ArrowRowGroupWriterFactory::new(&self.writer, Arc::clone(schema)),
            schema: Arc::clone(schema),
        }
    }

    fn append(&mut self, groups: EncodedRowGroups) -> Result<(), ParquetError> {
        match groups {
            EncodedRowGroups::New(groups) => groups
                .into_iter()
                .try_for_each(|group| self.append_group(group)),
            EncodedRowGroups::Written(file) if file.is_empty() => Ok(()),
            EncodedRowGroups::Written(file) => self.append_file(&file),
        }
    }

    fn append_group(&mut self, group: EncodedRowGroup) -> Result<(), ParquetError> {
        let mut to = self.writer.next_row_group()?;
        for column in group.columns {
            column.append_to_row_group(&mut to)?;
        }
        self.rows += group.rows;
        to.close().map(|_| ())
    }

    /// Appends the row groups of a file as they are, without decoding a value.
    fn append_file(&mut self, file: &Bytes) -> Result<(), ParquetError> {
        // The list of encodings is kept whole, so that it is written again as it was.
        let options = ParquetMetaDataOptions::new().with_encoding_stats_as_mask(false);
        let metadata = ParquetMetaDataReader::new()
            .with_metadata_options(Some(options))
            .with_page_index_policy(PageIndexPolicy::Optional)
            .parse_and_finish(file)?;
        let index = metadata.page_index();
        for (place, group) in metadata.row_groups().iter().enumerate() {
            let rows = u64::try_from(group.num_rows()).unwrap_or(0);
            let mut to = self.writer.next_row_group()?;
            for (at, column) in group.columns().iter().enumerate() {
                let as_written = ColumnCloseResult {
                    bytes_written: u64::try_from(column.compressed_size()).unwrap_or(0),
                    rows_written: rows,
                    metadata: as_written(column)?,
                    bloom_filter: None,
                    column_index: index.and_then(|i| i.column_index(place, at)).cloned(),
                    offset_index: index.and_then(|i| i.offset_index(place, at)).cloned(),
                };
                to.append_column(file, as_written)?;
            }
            self.rows += rows;
            to.close()?;
        }
        Ok(())
    }
}

/// Returns the metadata of a column as a writer has them: readers leave out the older copies of the least and the greatest value,
/// which are there where the order is that of signed numbers.
fn as_written(column: &ColumnChunkMetaData) -> Result<ColumnChunkMetaData, ParquetError> {
    let is_signed = column.column_descr().sort_order() == SortOrder::SIGNED;
    let Some(statistics) = column.statistics().filter(|_| is_signed).cloned() else {
        return Ok(column.clone());
    };
    let statistics = match statistics {
        Statistics::Boolean(of) => of.with_backwards_compatible_min_max(true).into(),
        Statistics::Int32(of) => of.with_backwards_compatible_min_max(true).into(),
        Statistics::Int64(of) => of.with_backwards_compatible_min_max(true).into(),
        Statistics::FixedLenByteArray(of) => of.with_backwards_compatible_min_max(true).into(),
        Statistics::ByteArray(of) => of.with_backwards_compatible_min_max(true).into(),
        other => other,
    };
    let column = column.clone().into_builder();
    column.set_statistics(statistics).build()
}

/// Returns rows as a Parquet file of its own; empty if there are none.
pub(super) fn encoded(schema: &SchemaRef, rows: PartRows<'_>) -> Result<Vec<u8>, PublishError> {
    let memory = Path::new("memory");
    let failed = |error| fault(memory, error);
    let mut file = OpenFile::new(Vec::new(), schema).map_err(failed)?;
    let part = Part {
        file: FileName::default(),
        rows,
    };
    let (_, groups) = file.layout(schema).encode(part, memory)?;
    file.append(groups).map_err(failed)?;
    if file.rows == 0 {
        return Ok(Vec::new());
    }
    file.writer.into_inner().map_err(failed)
}

fn properties() -> WriterProperties {
    let mut builder = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by(concat!("inforce ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_data_page_size_limit(PAGE_BYTES)
        .set_statistics_enabled(EnabledStatistics::Chunk);
    for (names, encoding) in [
        (DIFFERENCES.as_slice(), Encoding::DELTA_BINARY_PACKED),
        (PLAIN.as_slice(), Encoding::PLAIN),
    ] {
        for name in names {
            let column = ColumnPath::from(*name);
            builder = builder
                .set_column_dictionary_enabled(column.clone(), false)
                .set_column_statistics_enabled(column.clone(), EnabledStatistics::None)
                .set_column_encoding(column, encoding);
        }
    }
    builder.build()
}
