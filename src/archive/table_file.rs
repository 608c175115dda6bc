//! Writes one Parquet file: encodes in parallel, writes in order, syncs, and reads back.

use super::disk::{Hashing, Place};
use super::error::PublishError;
use arrow_array::{Array, ArrayRef};
use arrow_schema::SchemaRef;
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves,
};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;
use rayon::prelude::*;
use std::io;
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

/// What was written.
#[derive(Clone, Copy, Debug)]
pub(super) struct WrittenTable {
    pub(super) size: u64,
    pub(super) rows: u64,
    pub(super) hash: blake3::Hash,
}

/// A table's columns, and how they are encoded.
struct Layout {
    schema: SchemaRef,
    factory: ArrowRowGroupWriterFactory,
}

/// An encoded row group.
struct Group {
    columns: Vec<ArrowColumnChunk>,
    rows: u64,
}

/// Takes the arrays of some rows, one array for each column.
pub(super) type Sink<'s> = &'s mut dyn FnMut(&[ArrayRef]) -> Result<(), PublishError>;

/// Writes a table part by part, syncs it, and reads it back. Several parts are encoded at a time, on any thread, each into
/// row groups of its own; they stand in the file in their order.
pub(super) fn write_table<P: Send>(
    place: Place<'_>,
    name: &str,
    schema: SchemaRef,
    mut parts: impl Iterator<Item = Result<P, PublishError>> + Send,
    make: impl Fn(P, Sink<'_>) -> Result<(), PublishError> + Sync,
) -> Result<WrittenTable, PublishError> {
    let path = place.folder.join(name);
    let parquet = |error: ParquetError| PublishError::io(&path, io::Error::other(error));
    let properties = Arc::new(properties());
    let root = ArrowSchemaConverter::new()
        .convert(&schema)
        .map_err(parquet)?
        .root_schema_ptr();
    let mut writer = SerializedFileWriter::new(
        place.create(name)?,
        root,
        WriterPropertiesPtr::clone(&properties),
    )
    .map_err(parquet)?;
    let layout = Layout {
        factory: ArrowRowGroupWriterFactory::new(&writer, Arc::clone(&schema)),
        schema,
    };
    let at_once = rayon::current_num_threads();
    let mut rows = 0;
    let mut encoded: Vec<Group> = Vec::new();
    loop {
        let next: Vec<P> = parts.by_ref().take(at_once).collect::<Result<_, _>>()?;
        let last = next.is_empty();
        let encode = |part| layout.encode(part, &make, &parquet);
        // The encoded parts are written while the next parts are being encoded.
        let (appended, groups) = rayon::join(
            || {
                encoded
                    .into_iter()
                    .try_for_each(|group| append(&mut writer, group, &mut rows))
            },
            || {
                next.into_par_iter()
                    .map(encode)
                    .collect::<Result<Vec<Vec<Group>>, _>>()
            },
        );
        appended.map_err(parquet)?;
        encoded = groups?.into_iter().flatten().collect();
        if last {
            break;
        }
    }
    let sink = writer.into_inner().map_err(parquet)?;
    let (size, hash) = place.finish(name, sink)?;
    Ok(WrittenTable { size, rows, hash })
}

impl Layout {
    fn encode<P>(
        &self,
        part: P,
        make: &(impl Fn(P, Sink<'_>) -> Result<(), PublishError> + Sync),
        parquet: &(impl Fn(ParquetError) -> PublishError + Sync),
    ) -> Result<Vec<Group>, PublishError> {
        let mut groups = Vec::new();
        let mut open: Option<(Vec<ArrowColumnWriter>, usize)> = None;
        make(part, &mut |arrays| {
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

fn close(columns: Vec<ArrowColumnWriter>, rows: usize) -> Result<Group, ParquetError> {
    let columns = columns
        .into_iter()
        .map(ArrowColumnWriter::close)
        .collect::<Result<_, _>>()?;
    Ok(Group {
        columns,
        rows: u64::try_from(rows).unwrap_or(u64::MAX),
    })
}

fn append(
    writer: &mut SerializedFileWriter<Hashing>,
    group: Group,
    rows: &mut u64,
) -> Result<(), ParquetError> {
    let mut to = writer.next_row_group()?;
    for column in group.columns {
        column.append_to_row_group(&mut to)?;
    }
    *rows += group.rows;
    to.close().map(|_| ())
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
