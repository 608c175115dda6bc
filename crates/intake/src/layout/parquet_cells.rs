//! Gives the rows of a Parquet file as rows of cells.

use crate::damage::{damaged, guarded};
use crate::fault::Fault;
use crate::footer::{no_empty_decimals, portions};
use crate::terms::Day;
use arrow_array::cast::AsArray;
use arrow_array::temporal_conversions::as_datetime;
use arrow_array::types::{
    Date32Type, Decimal128Type, Decimal256Type, Float32Type, Float64Type, Int8Type, Int16Type,
    Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrowPrimitiveType, PrimitiveArray};
use arrow_schema::{DataType, TimeUnit};
use inforce_sheets::{Cell, Row};
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use std::fs::File;
use std::ops::ControlFlow;

/// The rows that are decoded at a time.
const BATCH_ROWS: usize = 1024;

/// Calls `each` for the names of the columns, as row 0, and then for the rows, numbered from 1, until it breaks.
pub(super) fn rows(
    file: &File,
    each: &mut dyn FnMut(&Row) -> ControlFlow<()>,
) -> Result<(), Fault> {
    let builder = builder(file)?;
    let expected = builder.metadata().file_metadata().num_rows();
    let names = builder.schema().fields().iter();
    let names = names
        .map(|field| Cell::Text(field.name().clone()))
        .collect();
    let mut row = Row {
        number: 0,
        cells: names,
    };
    if each(&row).is_break() {
        return Ok(());
    }
    let mut batches = guarded(|| {
        let built = builder.with_batch_size(BATCH_ROWS).build();
        built.map_err(|error| damaged(&error))
    })?;
    let mut next = || guarded(|| batches.next().transpose().map_err(|error| damaged(&error)));
    while let Some(batch) = next()? {
        for place in 0..batch.num_rows() {
            row.number += 1;
            row.cells.clear();
            let cells = batch
                .columns()
                .iter()
                .map(|column| cell(column.as_ref(), place));
            row.cells.extend(cells);
            if each(&row).is_break() {
                return Ok(());
            }
        }
    }
    if u64::try_from(expected) == Ok(row.number) {
        Ok(())
    } else {
        Err(Fault::Damaged(format!(
            "{} rows where its footer has {expected}",
            row.number
        )))
    }
}

/// Returns the names and types of the columns. A fault: a decimal is written as bytes, and a value of it has no byte.
pub(super) fn columns(file: &File) -> Result<Vec<(String, DataType)>, Fault> {
    let builder = builder(file)?;
    let decimals = builder.schema().fields().iter().enumerate();
    let decimals = decimals.filter(|(_, field)| field.data_type().is_decimal());
    let decimals = decimals.map(|(place, field)| (field.name().as_str(), place));
    no_empty_decimals(file, builder.metadata(), decimals)?;
    let fields = builder.schema().fields().iter();
    Ok(fields
        .map(|field| (field.name().clone(), field.data_type().clone()))
        .collect())
}

fn builder(file: &File) -> Result<ParquetRecordBatchReaderBuilder<File>, Fault> {
    let file = file.try_clone().map_err(Fault::Unreadable)?;
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let builder = guarded(|| {
        ParquetRecordBatchReaderBuilder::try_new_with_options(file, options)
            .map_err(|error| damaged(&error))
    })?;
    // Fails if the footer contradicts itself.
    portions(builder.metadata())?;
    Ok(builder)
}

/// Returns the cell of a value.
fn cell(column: &dyn Array, place: usize) -> Cell {
    if column.is_null(place) {
        return Cell::Empty;
    }
    match column.data_type() {
        DataType::Utf8 => match column.as_string::<i32>().value(place) {
            "" => Cell::Empty,
            text => Cell::Text(text.to_owned()),
        },
        DataType::Boolean => Cell::Bool(column.as_boolean().value(place)),
        DataType::Int8 => whole::<Int8Type>(column, place),
        DataType::Int16 => whole::<Int16Type>(column, place),
        DataType::Int32 => whole::<Int32Type>(column, place),
        DataType::Int64 => whole::<Int64Type>(column, place),
        DataType::UInt8 => whole::<UInt8Type>(column, place),
        DataType::UInt16 => whole::<UInt16Type>(column, place),
        DataType::UInt32 => whole::<UInt32Type>(column, place),
        DataType::UInt64 => whole::<UInt64Type>(column, place),
        DataType::Float32 => {
            let value = column.as_primitive::<Float32Type>().value(place);
            float(value.is_finite(), value.to_string())
        }
        DataType::Float64 => {
            let value = column.as_primitive::<Float64Type>().value(place);
            float(value.is_finite(), value.to_string())
        }
        DataType::Decimal128(..) => {
            let text = column
                .as_primitive::<Decimal128Type>()
                .value_as_string(place);
            Cell::Number(without_zeros(text))
        }
        DataType::Decimal256(..) => {
            let text = column
                .as_primitive::<Decimal256Type>()
                .value_as_string(place);
            Cell::Number(without_zeros(text))
        }
        DataType::Date32 => {
            let day = Day::from_number(column.as_primitive::<Date32Type>().value(place));
            let (year, month, of_month) = day.civil();
            match (u8::try_from(month), u8::try_from(of_month)) {
                (Ok(month), Ok(day)) => Cell::Date { year, month, day },
                _ => Cell::Error("no day of the calendar".to_owned()),
            }
        }
        DataType::Timestamp(TimeUnit::Second, _) => moment::<TimestampSecondType>(column, place),
        DataType::Timestamp(TimeUnit::Millisecond, _) => {
            moment::<TimestampMillisecondType>(column, place)
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            moment::<TimestampMicrosecondType>(column, place)
        }
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            moment::<TimestampNanosecondType>(column, place)
        }
        other => Cell::Error(format!("a value of type {other}")),
    }
}

/// Returns the cell of a binary float. Pandas writes a missing number as a float that is no number.
fn float(is_finite: bool, text: String) -> Cell {
    match text.as_str() {
        _ if is_finite => Cell::Number(text),
        "NaN" => Cell::Empty,
        _ => Cell::Error(text),
    }
}

/// Returns a decimal without zeros at the end of its places.
fn without_zeros(text: String) -> String {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// Returns the cell of a whole number.
fn whole<T: ArrowPrimitiveType>(column: &dyn Array, place: usize) -> Cell
where
    T::Native: ToString,
{
    Cell::Number(column.as_primitive::<T>().value(place).to_string())
}

/// Returns the cell of a timestamp.
fn moment<T: ArrowPrimitiveType>(column: &dyn Array, place: usize) -> Cell
where
    i64: From<T::Native>,
{
    let column: &PrimitiveArray<T> = column.as_primitive();
    let value = i64::from(column.value(place));
    as_datetime::<T>(value).map_or_else(
        || Cell::Error(format!("{value} is no moment of the calendar")),
        |moment| Cell::Moment(moment.format("%Y-%m-%dT%H:%M:%S%.f").to_string()),
    )
}
