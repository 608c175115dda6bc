//! Parquet, a row group at a time, with codes kept as dictionaries.

use super::column::{Column, Kind, Layout, Type};
use super::damage::{damaged, guarded, whole};
use super::fault::Fault;
use super::file::{Opened, Portion, read_through};
use super::filing::{FilingKind, RawFiling};
use super::reason::{Refused, RowText};
use super::record::{Flow, RawRecord, Texts, Unit};
use super::{Cell, Filing, Lists, Record};
use crate::terms::{Country, Day, Form, ScaledNumber, Substance};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int32Type};
use arrow_array::{Array, ArrayRef, Date32Array, Decimal128Array, DictionaryArray, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use std::borrow::Cow;
use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::sync::Arc;

/// Rows decoded at a time: columns of this length stay in the processor's cache.
const BATCH_ROWS: usize = 16_384;

/// Reads the file once for its hash, then its footer: columns, types and row groups.
pub(super) fn open(file: &mut File, kind: Kind) -> Result<(Opened, blake3::Hash, u64), Fault> {
    let (hash, size) = read_through(file, |_| ())?;
    if size == 0 {
        return Err(Fault::Empty);
    }
    file.seek(SeekFrom::Start(0)).map_err(Fault::Unreadable)?;
    let metadata = metadata(file).map_err(|fault| whole(file, size).unwrap_or(fault))?;
    let layout = layout(&metadata, kind)?;
    let mut portions = Vec::new();
    let mut rows = 0;
    for (index, group) in metadata.metadata().row_groups().iter().enumerate() {
        // Room is made for as many rows as the footer claims, so one wrong figure in it must not pass.
        let agreed = group.columns().iter().all(|column| column.num_values() == group.num_rows());
        let count = u64::try_from(group.num_rows()).ok().filter(|_| agreed);
        let count = count.ok_or_else(|| Fault::Damaged(format!("its footer contradicts itself on the rows of row group {}", index + 1)))?;
        if count > 0 {
            portions.push(Portion::RowGroup { index, first_row: rows + 1, rows: count });
        }
        rows = rows.checked_add(count).ok_or_else(|| Fault::Damaged("its footer claims more rows than can be counted".into()))?;
    }
    Ok((Opened { layout, rows, portions }, hash, size))
}

/// The footer, with the types that Parquet itself states: what Arrow writers add to it changes only
/// how they would like to see the same values.
fn metadata(file: &File) -> Result<ArrowReaderMetadata, Fault> {
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    guarded(|| ArrowReaderMetadata::load(file, options).map_err(|error| damaged(&error)))
}

fn layout(metadata: &ArrowReaderMetadata, kind: Kind) -> Result<Layout, Fault> {
    let fields = metadata.schema().fields();
    let mut layout = Layout::of(kind, fields.iter().map(|field| field.name().as_str()))?;
    for (field, column) in fields.iter().zip(layout.order().to_vec()) {
        if *field.data_type() == DataType::Null && column.may_be_absent() {
            // A writer that was given no value at all knows no type either.
            layout.forget(column);
            continue;
        }
        let right = match (column.value_type(), field.data_type()) {
            (Type::Text | Type::Code, found) => *found == DataType::Utf8,
            (Type::Day, found) => *found == DataType::Date32,
            (Type::Decimal, DataType::Decimal128(precision, scale)) => *precision <= 18 && (0..=6).contains(scale),
            (Type::Decimal, _) => false,
        };
        if !right {
            return Err(Fault::WrongType { column, found: field.data_type().to_string() });
        }
    }
    Ok(layout)
}

/// The batches of a row group, codes as dictionaries.
fn batches(file: &File, layout: &Layout, portion: &Portion, mut each: impl FnMut(u64, &RecordBatch)) -> Result<(), Fault> {
    let &Portion::RowGroup { index, first_row, rows } = portion else {
        return Err(Fault::Changed);
    };
    let metadata = metadata(file)?;
    let coded = |(field, column): (&Arc<Field>, &Column)| match column.value_type() {
        Type::Code if *field.data_type() == DataType::Utf8 => {
            field.as_ref().clone().with_data_type(DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)))
        }
        Type::Code | Type::Text | Type::Day | Type::Decimal => field.as_ref().clone(),
    };
    let fields: Vec<Field> = metadata.schema().fields().iter().zip(layout.order()).map(coded).collect();
    let options = ArrowReaderOptions::new().with_schema(Arc::new(Schema::new(fields)));
    let file = file.try_clone().map_err(Fault::Unreadable)?;
    let mut reader = guarded(|| {
        let metadata = ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), options).map_err(|error| damaged(&error))?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
        builder.with_row_groups(vec![index]).with_batch_size(BATCH_ROWS).build().map_err(|error| damaged(&error))
    })?;
    let mut row = first_row;
    while let Some(batch) = guarded(|| reader.next().transpose().map_err(|error| damaged(&error)))? {
        each(row, &batch);
        row += u64::try_from(batch.num_rows()).unwrap_or(u64::MAX);
    }
    if row == first_row + rows { Ok(()) } else { Err(Fault::Damaged(format!("{} rows where its footer has {rows}", row - first_row))) }
}

/// A column of few different values, each looked up once.
struct Coded<'a, T> {
    array: &'a DictionaryArray<Int32Type>,
    values: Vec<Cell<T>>,
}

impl<'a, T: Copy> Coded<'a, T> {
    fn new(column: &'a ArrayRef, read: impl Fn(&str) -> Option<T>) -> Self {
        let array = column.as_dictionary::<Int32Type>();
        let texts: &StringArray = array.values().as_string();
        let values = texts.iter().map(|text| Cell::read(text.unwrap_or_default(), &read)).collect();
        Self { array, values }
    }

    fn cell(&self, row: usize) -> Cell<T> {
        self.array.key(row).map_or(Cell::Missing, |key| self.values[key])
    }
}

/// The columns of a batch by their meaning; `None` where the file has no such column.
struct Columns<'a> {
    layout: &'a Layout,
    batch: &'a RecordBatch,
}

impl<'a> Columns<'a> {
    fn column(&self, column: Column) -> Option<&'a ArrayRef> {
        self.layout.place(column).map(|place| self.batch.column(place))
    }

    fn text(&self, column: Column) -> Option<&'a StringArray> {
        self.column(column).map(AsArray::as_string)
    }

    fn days(&self, column: Column) -> Option<&'a Date32Array> {
        self.column(column).map(AsArray::as_primitive::<Date32Type>)
    }

    fn numbers(&self, column: Column) -> Option<Numbers<'a>> {
        let array: &Decimal128Array = self.column(column)?.as_primitive::<Decimal128Type>();
        Some(Numbers { array, scale: u8::try_from(array.scale()).unwrap_or(6) })
    }

    fn coded<T: Copy>(&self, column: Column, read: impl Fn(&str) -> Option<T>) -> Option<Coded<'a, T>> {
        self.column(column).map(|array| Coded::new(array, read))
    }
}

struct Numbers<'a> {
    array: &'a Decimal128Array,
    scale: u8,
}

fn text_at(array: Option<&StringArray>, row: usize) -> &str {
    array.filter(|array| array.is_valid(row)).map_or("", |array| array.value(row))
}

fn day_at(array: Option<&Date32Array>, row: usize) -> Cell<Day> {
    let day = |array: &Date32Array| {
        let day = Day::from_number(array.value(row));
        // What has no year of four digits is no day in CSV either.
        if day.is_written() { Cell::Is(day) } else { Cell::Faulty }
    };
    array.filter(|array| array.is_valid(row)).map_or(Cell::Missing, day)
}

fn number_at(numbers: Option<&Numbers>, row: usize) -> Cell<ScaledNumber> {
    numbers
        .filter(|numbers| numbers.array.is_valid(row))
        .map_or(Cell::Missing, |numbers| Cell::Is(ScaledNumber::from_decimal(numbers.array.value(row), numbers.scale)))
}

fn code_at<T: Copy>(coded: Option<&Coded<T>>, row: usize) -> Cell<T> {
    coded.map_or(Cell::Missing, |coded| coded.cell(row))
}

/// A row of a batch, for messages and quarantine.
struct BatchRow<'a> {
    columns: &'a Columns<'a>,
    row: usize,
}

impl RowText for BatchRow<'_> {
    fn text(&self, column: Column) -> Option<Cow<'_, str>> {
        let Some(array) = self.columns.column(column).filter(|array| array.is_valid(self.row)) else {
            return Some(Cow::Borrowed(""));
        };
        Some(match column.value_type() {
            Type::Text => Cow::Borrowed(array.as_string::<i32>().value(self.row)),
            Type::Code => {
                let coded = array.as_dictionary::<Int32Type>();
                let texts: &StringArray = coded.values().as_string();
                Cow::Borrowed(coded.key(self.row).filter(|key| texts.is_valid(*key)).map_or("", |key| texts.value(key)))
            }
            Type::Day => Cow::Owned(Day::from_number(array.as_primitive::<Date32Type>().value(self.row)).to_string()),
            Type::Decimal => Cow::Owned(without_zeros(array.as_primitive::<Decimal128Type>().value_as_string(self.row))),
        })
    }

    fn raw(&self) -> String {
        let mut line = String::new();
        for (place, column) in self.columns.layout.order().iter().enumerate() {
            if place > 0 {
                line.push(',');
            }
            let text = self.text(*column).unwrap_or_default();
            if text.contains([',', '"', '\n', '\r']) {
                line.push('"');
                line.push_str(&text.replace('"', "\"\""));
                line.push('"');
            } else {
                line.push_str(&text);
            }
        }
        line
    }

    fn quantity_columns(&self) -> (Column, Column) {
        let (quantity, reexport, _) = self.columns.layout.notation();
        (quantity, reexport)
    }
}

/// A decimal without trailing zeros, so that the same figure reads the same from files of any scale.
fn without_zeros(mut text: String) -> String {
    if text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    text
}

/// The columns that a record is judged by.
struct RecordColumns<'a> {
    record_id: Option<&'a StringArray>,
    date: Option<&'a Date32Array>,
    received: Option<&'a Date32Array>,
    reporter: Option<Coded<'a, Country>>,
    partner: Option<Coded<'a, Country>>,
    flow: Option<Coded<'a, Flow>>,
    form: Option<Coded<'a, Form>>,
    unit: Option<Coded<'a, Unit>>,
    quantity: Option<Numbers<'a>>,
    reexport: Option<Numbers<'a>>,
    authorisation: Option<&'a StringArray>,
    special_licence: Option<&'a StringArray>,
}

impl<'a> RecordColumns<'a> {
    fn of(columns: &Columns<'a>, lists: &Lists) -> Self {
        let (quantity, reexport, unit) = columns.layout.notation();
        let country = |code: &str| lists.config.country_codes.find(code);
        Self {
            record_id: columns.text(Column::RecordId),
            date: columns.days(Column::Date),
            received: columns.days(Column::Received),
            reporter: columns.coded(Column::Reporter, country),
            partner: columns.coded(Column::Partner, country),
            flow: columns.coded(Column::Flow, Flow::read),
            form: columns.coded(Column::Form, |code| lists.config.form_codes.find(code)),
            unit: unit.and_then(|unit| columns.coded(unit, Unit::read)),
            quantity: columns.numbers(quantity),
            reexport: columns.numbers(reexport),
            authorisation: columns.text(Column::Authorisation),
            special_licence: columns.text(Column::SpecialLicence),
        }
    }

    fn raw(&self, row: usize) -> RawRecord {
        RawRecord {
            has_id: !text_at(self.record_id, row).is_empty(),
            date: day_at(self.date, row),
            received: day_at(self.received, row),
            reporter: code_at(self.reporter.as_ref(), row),
            partner: code_at(self.partner.as_ref(), row),
            flow: code_at(self.flow.as_ref(), row),
            form: code_at(self.form.as_ref(), row),
            unit: self.unit.as_ref().map_or(Cell::Is(Unit::Gram), |unit| unit.cell(row)),
            quantity: number_at(self.quantity.as_ref(), row),
            reexport: number_at(self.reexport.as_ref(), row),
            in_grams: self.unit.is_none(),
        }
    }
}

/// The records of a portion, in order, each with its row number.
pub(super) fn records(
    file: &File,
    layout: &Layout,
    portion: &Portion,
    lists: &Lists,
    mut each: impl FnMut(u64, Result<(&Record, Texts<'_>), Refused<'_>>),
) -> Result<(), Fault> {
    batches(file, layout, portion, |first_row, batch| {
        let columns = Columns { layout, batch };
        let record_columns = RecordColumns::of(&columns, lists);
        for (number, row) in (first_row..).zip(0..batch.num_rows()) {
            match record_columns.raw(row).check(lists) {
                Ok(record) => {
                    let texts = Texts {
                        record_id: text_at(record_columns.record_id, row),
                        authorisation: text_at(record_columns.authorisation, row),
                        special_licence: text_at(record_columns.special_licence, row),
                    };
                    each(number, Ok((&record, texts)));
                }
                Err(reason) => each(number, Err(Refused { reason, row: &BatchRow { columns: &columns, row }, lists: Some(*lists) })),
            }
        }
    })
}

/// The filings of a portion, in order, each with its row number and its id.
pub(super) fn filings(
    file: &File,
    layout: &Layout,
    portion: &Portion,
    lists: &Lists,
    mut each: impl FnMut(u64, Result<(&Filing, &str), Refused<'_>>),
) -> Result<(), Fault> {
    batches(file, layout, portion, |first_row, batch| {
        let columns = Columns { layout, batch };
        let filing_id = columns.text(Column::FilingId);
        let country = columns.coded(Column::Country, |code| lists.config.country_codes.find(code));
        let substance: Option<Coded<Substance>> = columns.coded(Column::Substance, |code| lists.config.substance_codes.find(code));
        let kind = columns.coded(Column::FilingKind, FilingKind::read);
        let received = columns.days(Column::Received);
        let effective = columns.days(Column::Effective);
        let grams = columns.numbers(Column::Grams);
        for (number, row) in (first_row..).zip(0..batch.num_rows()) {
            let id = text_at(filing_id, row);
            let raw = RawFiling {
                has_id: !id.is_empty(),
                country: code_at(country.as_ref(), row),
                substance: code_at(substance.as_ref(), row),
                kind: code_at(kind.as_ref(), row),
                received: day_at(received, row),
                effective: day_at(effective, row),
                grams: number_at(grams.as_ref(), row),
            };
            match raw.check(lists) {
                Ok(filing) => each(number, Ok((&filing, id))),
                Err(reason) => each(number, Err(Refused { reason, row: &BatchRow { columns: &columns, row }, lists: Some(*lists) })),
            }
        }
    })
}
