//! A value of a published table changed, and every hash that covers it changed with it: what no hash can find.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, BooleanArray, PrimitiveArray, RecordBatch, StringArray};
use arrow_schema::DataType;
use inforce::archive::{Manifest, RunFile};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};

/// The whole table as one batch, by Parquet's own types.
pub(crate) fn table(path: &Path) -> RecordBatch {
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let builder =
        ParquetRecordBatchReaderBuilder::try_new_with_options(File::open(path).unwrap(), options)
            .unwrap();
    let schema = Arc::clone(builder.schema());
    let rows = usize::try_from(builder.metadata().file_metadata().num_rows()).unwrap();
    let mut batches = builder.with_batch_size(rows.max(1)).build().unwrap();
    batches
        .next()
        .map_or_else(|| RecordBatch::new_empty(schema), Result::unwrap)
}

/// Writes a table in place of the published one, and makes manifest and `run.json` agree with it.
pub(crate) fn put(folder: &Path, file: &str, batch: &RecordBatch) {
    let path = folder.join(file);
    let mut writer =
        ArrowWriter::try_new(File::create(&path).unwrap(), batch.schema(), None).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
    vouch(folder, file, batch.num_rows());
}

/// Lets manifest and `run.json` name a file as it is.
pub(crate) fn vouch(folder: &Path, file: &str, rows: usize) {
    let bytes = fs::read(folder.join(file)).unwrap();
    let (size, rows) = (
        u64::try_from(bytes.len()).unwrap(),
        u64::try_from(rows).unwrap(),
    );
    let blake3 = blake3::hash(&bytes).to_hex().to_string();
    let mut manifest: Manifest =
        serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    let mut run = RunFile::read(&fs::read(folder.join("run.json")).unwrap()).unwrap();
    for entry in manifest
        .outputs
        .iter_mut()
        .filter(|entry| entry.file == file)
    {
        (entry.size, entry.rows, entry.blake3) = (size, rows, blake3.clone());
    }
    for entry in run.more.iter_mut().filter(|entry| entry.file == file) {
        (entry.size, entry.rows, entry.blake3) = (size, Some(rows), blake3.clone());
    }
    seal(folder, &manifest, run);
}

/// Writes manifest and `run.json`, the one named by the other.
pub(crate) fn seal(folder: &Path, manifest: &Manifest, mut run: RunFile) {
    let bytes = serde_json::to_vec_pretty(manifest).unwrap();
    run.manifest_blake3 = blake3::hash(&bytes).to_hex().to_string();
    fs::write(folder.join("manifest.json"), bytes).unwrap();
    fs::write(folder.join("run.json"), run.to_bytes().unwrap()).unwrap();
}

/// The table with another value in a place: a digit more, another day, another text, the other of two. `None` where the value is absent.
pub(crate) fn with_other(batch: &RecordBatch, column: usize, row: usize) -> Option<RecordBatch> {
    let array = batch.column(column);
    if array.is_null(row) {
        return None;
    }
    let other: ArrayRef = match array.data_type() {
        DataType::Utf8 => {
            let text = |at: usize, text: &str| {
                if at == row {
                    format!("{text}x")
                } else {
                    text.to_owned()
                }
            };
            let texts = array.as_string::<i32>().iter().enumerate();
            Arc::new(
                texts
                    .map(|(at, value)| value.map(|value| text(at, value)))
                    .collect::<StringArray>(),
            )
        }
        DataType::Boolean => {
            let flags = array.as_boolean().iter().enumerate();
            Arc::new(
                flags
                    .map(|(at, flag)| flag.map(|flag| flag != (at == row)))
                    .collect::<BooleanArray>(),
            )
        }
        DataType::Date32 => numbers::<Date32Type>(array, row, |day| day + 1),
        DataType::Int32 => numbers::<Int32Type>(array, row, |number| number + 1),
        DataType::Int64 => numbers::<Int64Type>(array, row, |number| number + 1),
        DataType::Decimal128(_, _) => numbers::<Decimal128Type>(array, row, |number| number + 1),
        _ => return None,
    };
    let mut columns = batch.columns().to_vec();
    columns[column] = other;
    Some(RecordBatch::try_new(batch.schema(), columns).unwrap())
}

fn numbers<T: arrow_array::ArrowPrimitiveType>(
    array: &ArrayRef,
    row: usize,
    other: impl Fn(T::Native) -> T::Native,
) -> ArrayRef {
    let array = array.as_primitive::<T>();
    let values = array
        .iter()
        .enumerate()
        .map(|(at, value)| value.map(|value| if at == row { other(value) } else { value }));
    Arc::new(
        values
            .collect::<PrimitiveArray<T>>()
            .with_data_type(array.data_type().clone()),
    )
}
