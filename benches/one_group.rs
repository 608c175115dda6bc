//! Puts all records of a dataset into one Parquet file of one row group, however many they are: what no other tool
//! at hand writes without holding them all in memory.
//!
//! `cargo bench --bench one_group -- DATASET FILE`

// It makes data to measure with; where it cannot, there is nothing to say but where.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod common;

use common::{arguments, parquet_files};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use std::fs::File;
use std::path::{Path, PathBuf};

fn main() {
    let arguments = arguments();
    let [dataset, out] = &arguments[..] else {
        println!("one_group: no dataset and file named, nothing written");
        return;
    };
    let readers = || {
        parquet_files(&Path::new(dataset).join("trades"))
            .into_iter()
            .map(reader)
    };
    let schema = readers().next().unwrap().schema().clone();
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(None)
        .build();
    let mut writer =
        ArrowWriter::try_new(File::create(out).unwrap(), schema, Some(properties)).unwrap();
    readers()
        .flat_map(|builder| builder.build().unwrap())
        .for_each(|batch| writer.write(&batch.unwrap()).unwrap());
    writer.close().unwrap();
}

fn reader(path: PathBuf) -> ParquetRecordBatchReaderBuilder<File> {
    ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap())
        .unwrap()
        .with_batch_size(16_384)
}
