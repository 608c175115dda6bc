//! A value of a published table changed, and every hash that covers it changed with it: what no hash can find.

use std::collections::{BTreeMap, BTreeSet};
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

/// Every file in the folder of a run, by its name there.
pub(crate) fn files(run: &Path) -> Vec<String> {
    let folders = ["", "evidence/", "ids/", "ledger/", "superseded/"];
    let of_folder = |folder: &str| {
        let entries = fs::read_dir(run.join(folder)).into_iter().flatten();
        let files = entries
            .map(Result::unwrap)
            .filter(|entry| !entry.file_type().unwrap().is_dir());
        let names = files.map(|entry| entry.file_name().into_string().unwrap());
        names
            .map(|name| format!("{folder}{name}"))
            .collect::<Vec<_>>()
    };
    let mut files: Vec<String> = folders.into_iter().flat_map(of_folder).collect();
    files.sort();
    files
}

/// Every table in the folder of a run, by the name of its file there.
pub(crate) fn tables(run: &Path) -> Vec<String> {
    let mut files = files(run);
    files.retain(|file| file.ends_with(".parquet"));
    files
}

/// The file of a table, of which there is one: the table's own, or that of its only year.
pub(crate) fn file_of(run: &Path, table: &str) -> String {
    let is_of = |file: &String| {
        *file == format!("{table}.parquet") || file.starts_with(&format!("{table}/"))
    };
    let mut found = tables(run).into_iter().filter(is_of);
    let file = found.next().unwrap_or_else(|| panic!("no table {table}"));
    assert_eq!(found.next(), None, "{table} is one file");
    file
}

/// Everything that a run publishes but what tells of the clock and of the run before, by file.
pub(crate) fn answer(run: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = tables(run);
    files.retain(|file| file != "changes.parquet");
    files.extend(["manifest.json", "passed-on.json", "config.json"].map(str::to_owned));
    let read = |file: String| {
        let bytes = fs::read(run.join(&file)).unwrap();
        (file, bytes)
    };
    files.into_iter().map(read).collect()
}

/// The files of which two runs do not say the same.
pub(crate) fn unlike(one: &Path, other: &Path) -> Vec<String> {
    let (one, other) = (answer(one), answer(other));
    let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let differ = names
        .into_iter()
        .filter(|file| one.get(*file) != other.get(*file));
    differ.cloned().collect()
}

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
