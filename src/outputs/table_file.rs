//! One Parquet file: written, synced, read back.

use super::publish::PublishError;
use crate::terms::shown_path;
use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

/// Rows of a row group; large enough to compress well, small enough to read in part.
const GROUP_ROWS: usize = 256 * 1024;

/// What was written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    pub(super) size: u64,
    pub(super) rows: u64,
    pub(super) hash: blake3::Hash,
}

/// Writes a table in the order of its batches, syncs it, and reads it back.
pub(super) fn write_table(path: &Path, schema: SchemaRef, batches: impl Iterator<Item = RecordBatch>) -> Result<Written, PublishError> {
    let io = |error| PublishError::io(path, error);
    let parquet = |error: parquet::errors::ParquetError| PublishError::io(path, io::Error::other(error));
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by(concat!("inforce ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        .build();
    let sink = Hashing::new(BufWriter::new(File::create_new(path).map_err(io)?));
    let mut writer = ArrowWriter::try_new(sink, schema, Some(properties)).map_err(parquet)?;
    let mut rows = 0;
    for batch in batches {
        rows += u64::try_from(batch.num_rows()).unwrap_or(u64::MAX);
        writer.write(&batch).map_err(parquet)?;
    }
    let sink = writer.into_inner().map_err(parquet)?;
    let (size, hash) = finish(path, sink)?;
    Ok(Written { size, rows, hash })
}

/// Writes a small file whole, syncs it, and reads it back.
pub(super) fn write_bytes(path: &Path, bytes: &[u8]) -> Result<blake3::Hash, PublishError> {
    let io = |error| PublishError::io(path, error);
    let mut sink = Hashing::new(BufWriter::new(File::create_new(path).map_err(io)?));
    sink.write_all(bytes).map_err(io)?;
    finish(path, sink).map(|(_, hash)| hash)
}

/// Flushes, syncs and compares what the disk holds with what was meant. A failed sync is final: what
/// the system then still has in memory cannot be trusted.
fn finish(path: &Path, sink: Hashing) -> Result<(u64, blake3::Hash), PublishError> {
    let io = |error| PublishError::io(path, error);
    let Hashing { inner, hasher, size } = sink;
    let file = inner.into_inner().map_err(|error| io(error.into_error()))?;
    file.sync_all().map_err(io)?;
    let hash = hasher.finalize();
    if hash_of(path).map_err(io)? == hash { Ok((size, hash)) } else { Err(PublishError::ReadBack { path: shown_path(path) }) }
}

/// The BLAKE3 hash of a file.
pub(super) fn hash_of(path: &Path) -> io::Result<blake3::Hash> {
    let mut file = File::open(path)?;
    let mut hasher = blake3::Hasher::new();
    let mut block = vec![0; 1 << 18];
    loop {
        match file.read(&mut block) {
            Ok(0) => return Ok(hasher.finalize()),
            Ok(read) => {
                hasher.update(&block[..read]);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// A writer that hashes what passes through.
struct Hashing {
    inner: BufWriter<File>,
    hasher: blake3::Hasher,
    size: u64,
}

impl Hashing {
    fn new(inner: BufWriter<File>) -> Self {
        Self { inner, hasher: blake3::Hasher::new(), size: 0 }
    }
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.size += u64::try_from(written).unwrap_or(u64::MAX);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
