//! The least a reader can do: decode columns of a dataset's Parquet records with the crate the engine
//! uses, and throw the values away. The limit that runs are measured against.
//!
//! `cargo bench --bench decode -- DATASET [COLUMN,COLUMN,...] [--threads N]` prints the rows and the seconds;
//! without columns, all are decoded. Each column is decoded into what the crate is fastest at: codes into
//! dictionaries, other texts into views of the pages, decimals into the 64 bits they fit in.

// A measurement that cannot read its data has nothing to say; its figures go to the terminal.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod common;

use arrow_schema::{DataType, Field, Schema};
use common::{arguments, parquet_files};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use rayon::prelude::*;
use std::fs::File;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Columns of few different values.
const CODES: [&str; 5] = ["reporter", "partner", "flow", "form", "unit"];
const BATCH_ROWS: usize = 16_384;

fn main() {
    let arguments = arguments();
    let Some(dataset) = arguments.first() else {
        println!("decode: no dataset named, nothing measured");
        return;
    };
    let columns: Option<Vec<&str>> = arguments.get(1).map(|list| list.split(',').collect());
    let started = Instant::now();
    let groups: Vec<(PathBuf, ArrowReaderMetadata, usize)> =
        parquet_files(&Path::new(dataset).join("trades"))
            .into_iter()
            .flat_map(|path| {
                let metadata = hinted(&path);
                (0..metadata.metadata().num_row_groups())
                    .map(move |group| (path.clone(), metadata.clone(), group))
            })
            .collect();
    let rows: usize = groups
        .par_iter()
        .map(|(path, metadata, group)| decode(path, metadata, *group, columns.as_deref()))
        .sum();
    println!(
        "{{\"rows\": {rows}, \"seconds\": {:.3}}}",
        started.elapsed().as_secs_f64()
    );
}

/// A file's footer, with each column asked for as the type it is decoded into fastest.
fn hinted(path: &Path) -> ArrowReaderMetadata {
    let plain = ArrowReaderMetadata::load(
        &File::open(path).unwrap(),
        ArrowReaderOptions::new().with_skip_arrow_metadata(true),
    )
    .unwrap();
    let hint = |field: &Arc<Field>| field.as_ref().clone().with_data_type(fastest(field));
    let schema = Schema::new(plain.schema().fields().iter().map(hint).collect::<Vec<_>>());
    ArrowReaderMetadata::try_new(
        Arc::clone(plain.metadata()),
        ArrowReaderOptions::new().with_schema(Arc::new(schema)),
    )
    .unwrap()
}

fn fastest(field: &Field) -> DataType {
    match field.data_type() {
        DataType::Utf8 if CODES.contains(&field.name().as_str()) => {
            DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
        }
        DataType::Utf8 => DataType::Utf8View,
        DataType::Decimal128(precision, scale) if *precision <= 18 => {
            DataType::Decimal64(*precision, *scale)
        }
        other => other.clone(),
    }
}

fn decode(
    path: &Path,
    metadata: &ArrowReaderMetadata,
    group: usize,
    columns: Option<&[&str]>,
) -> usize {
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(
        File::open(path).unwrap(),
        metadata.clone(),
    );
    let mask = columns.map_or_else(ProjectionMask::all, |names| {
        ProjectionMask::columns(builder.parquet_schema(), names.iter().copied())
    });
    let reader = builder
        .with_row_groups(vec![group])
        .with_batch_size(BATCH_ROWS)
        .with_projection(mask)
        .build()
        .unwrap();
    reader
        .map(|batch| black_box(batch.unwrap()).num_rows())
        .sum()
}
