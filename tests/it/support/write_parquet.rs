//! A file of a world as Parquet, in one of the many guises that the contract allows.

use std::sync::Arc;

use arrow_array::types::{
    ArrowPrimitiveType, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, DecimalType,
    Int8Type, Int32Type, UInt16Type,
};
use arrow_array::{
    ArrayRef, Date32Array, DictionaryArray, Int32Array, LargeStringArray, PrimitiveArray,
    RecordBatch, StringArray, StringViewArray,
};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::arrow_writer::{ArrowWriter, ArrowWriterOptions};
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::SchemaDescriptor;

use super::chance::Chance;
use super::day::Day;
use super::number::{Unit, Written};
use super::world::{DataFile, Line};

const DATES: [&str; 4] = ["date", "received", "effective", "confirmed"];
const DECIMALS: [&str; 5] = ["quantity_g", "reexport_g", "quantity", "reexport", "grams"];

const YEAR: &str = "year";

/// Whether Parquet's types can hold every cell of a line, so that it means there what it means in CSV.
pub fn fits(columns: &[String], line: &Line) -> bool {
    let Line::Cells(cells) = line else {
        return false;
    };
    columns.iter().zip(cells).all(|(column, cell)| {
        let column = column.as_str();
        cell.is_empty()
            || if DATES.contains(&column) {
                Day::parse(cell).is_some()
            } else if DECIMALS.contains(&column) {
                millionths(cell).is_some_and(|value| digits(value) <= 18)
            } else if column == YEAR {
                year(cell).is_some_and(|year| year.to_string() == *cell)
            } else {
                true
            }
    })
}

pub fn bytes(file: &DataFile) -> Vec<u8> {
    let mut chance = Chance::new(file.style);
    let mut columns: Vec<Column> = (0..file.columns.len())
        .map(|at| column(file, at, &mut chance))
        .collect();
    // Columns stand in any order.
    chance.shuffle(&mut columns);
    let fields: Vec<Field> = columns.iter().map(Column::field).collect();
    let schema = Arc::new(Schema::new(fields));
    let arrays = columns.iter().map(|column| column.array.clone()).collect();
    let batch = RecordBatch::try_new(schema.clone(), arrays).expect("columns of one length");

    let mut options = ArrowWriterOptions::new()
        .with_properties(properties(&mut chance))
        .with_skip_arrow_metadata(chance.one_in(3));
    if columns.iter().all(Column::has_plain_type) && chance.one_in(2) {
        options = options.with_parquet_schema(bytes_for_decimals(&columns));
    }
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new_with_options(&mut bytes, schema, options)
        .expect("the schema is one that Parquet has");
    writer.write(&batch).expect("rows can be written to memory");
    writer.close().expect("the file can be closed");
    bytes
}

fn properties(chance: &mut Chance) -> WriterProperties {
    let compression = *chance.of(&[
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::LZ4_RAW,
        Compression::ZSTD(ZstdLevel::default()),
    ]);
    let version = *chance.of(&[WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0]);
    WriterProperties::builder()
        .set_compression(compression)
        .set_writer_version(version)
        .set_dictionary_enabled(chance.one_in(2))
        .set_max_row_group_row_count(Some(*chance.of(&[1, 2, 3, 7, 1_000])))
        .set_data_page_row_count_limit(*chance.of(&[1, 4, 1_000]))
        .set_write_batch_size(*chance.of(&[1, 1_000]))
        .build()
}

struct Column {
    name: String,
    array: ArrayRef,
    nullable: bool,
}

impl Column {
    fn field(&self) -> Field {
        Field::new(&self.name, self.array.data_type().clone(), self.nullable)
    }

    /// A type for which a Parquet schema can be set by hand.
    fn has_plain_type(&self) -> bool {
        matches!(
            self.array.data_type(),
            DataType::Utf8 | DataType::Date32 | DataType::Int32 | DataType::Decimal128(_, _)
        )
    }

    fn parquet_type(&self) -> String {
        let name = &self.name;
        let repetition = if self.nullable {
            "optional"
        } else {
            "required"
        };
        match self.array.data_type() {
            DataType::Utf8 => format!("{repetition} binary {name} (UTF8);"),
            DataType::Date32 => format!("{repetition} int32 {name} (DATE);"),
            DataType::Int32 => format!("{repetition} int32 {name};"),
            DataType::Decimal128(precision, scale) => {
                let length = bytes_of_precision(*precision);
                let decimal = format!("DECIMAL({precision},{scale})");
                format!("{repetition} fixed_len_byte_array({length}) {name} ({decimal});")
            }
            other => panic!("{other} is not a plain type"),
        }
    }
}

/// The Parquet schema that has decimals as bytes rather than integers.
fn bytes_for_decimals(columns: &[Column]) -> SchemaDescriptor {
    let fields: Vec<String> = columns.iter().map(Column::parquet_type).collect();
    let message = format!("message rows {{ {} }}", fields.join(" "));
    let parsed = parse_message_type(&message).expect("a schema written by hand");
    SchemaDescriptor::new(Arc::new(parsed))
}

/// How many bytes hold every number of so many digits, and its sign.
fn bytes_of_precision(precision: u8) -> u32 {
    let greatest = 10_i128.pow(u32::from(precision)) - 1;
    (1..16)
        .find(|bytes| greatest < 1_i128 << (8 * bytes - 1))
        .expect("18 digits fit 8 bytes")
}

fn column(file: &DataFile, at: usize, chance: &mut Chance) -> Column {
    let name = file.columns[at].clone();
    let cells: Vec<&str> = file
        .lines
        .iter()
        .map(|line| match line {
            Line::Cells(cells) => cells[at].as_str(),
            Line::Raw(_) => panic!("a broken line cannot be Parquet"),
        })
        .collect();
    let mut has_null = false;
    let array = if DATES.contains(&name.as_str()) {
        has_null = cells.contains(&"");
        dates(&cells)
    } else if name == YEAR {
        has_null = cells.contains(&"");
        Arc::new(cells.iter().map(|cell| year(cell)).collect::<Int32Array>())
    } else if DECIMALS.contains(&name.as_str()) {
        has_null = cells.contains(&"");
        decimals(&cells, chance)
    } else {
        // An empty text and a null are the same missing value.
        let texts: Vec<Option<&str>> = cells
            .iter()
            .map(|cell| (!cell.is_empty() || chance.one_in(3)).then_some(*cell))
            .collect();
        has_null |= texts.contains(&None);
        text_array(texts, chance)
    };
    Column {
        name,
        array,
        nullable: has_null || chance.one_in(2),
    }
}

fn dates(cells: &[&str]) -> ArrayRef {
    let days = cells.iter().map(|cell| Day::parse(cell).map(|day| day.0));
    Arc::new(days.collect::<Date32Array>())
}

fn year(cell: &str) -> Option<i32> {
    cell.parse().ok()
}

fn text_array(texts: Vec<Option<&str>>, chance: &mut Chance) -> ArrayRef {
    match chance.below(8) {
        0 => Arc::new(LargeStringArray::from(texts)),
        1 => Arc::new(StringViewArray::from(texts)),
        2 => Arc::new(texts.into_iter().collect::<DictionaryArray<Int32Type>>()),
        3 => Arc::new(texts.into_iter().collect::<DictionaryArray<UInt16Type>>()),
        4 if texts.len() < 100 => {
            Arc::new(texts.into_iter().collect::<DictionaryArray<Int8Type>>())
        }
        _ => Arc::new(StringArray::from(texts)),
    }
}

fn millionths(cell: &str) -> Option<i128> {
    Written::parse(cell).and_then(|written| written.micrograms(Unit::Gram))
}

fn digits(value: i128) -> u8 {
    let digits = value.unsigned_abs().to_string().len();
    u8::try_from(digits).expect("an i128 has few digits")
}

/// Any precision and scale that hold the values, up to 18 and 6.
fn decimals(cells: &[&str], chance: &mut Chance) -> ArrayRef {
    let values: Vec<Option<i128>> = cells.iter().map(|cell| millionths(cell)).collect();
    let present = || values.iter().flatten();
    let whole_at = |scale: u32| {
        let step = 10_i128.pow(6 - scale);
        present().all(|value| value % step == 0)
    };
    let scales: Vec<u32> = (0..=6).filter(|scale| whole_at(*scale)).collect();
    let scale = if chance.one_in(2) {
        6
    } else {
        *chance.of(&scales)
    };
    let step = 10_i128.pow(6 - scale);
    let unscaled: Vec<Option<i128>> = values.iter().map(|it| it.map(|it| it / step)).collect();
    let scale = u8::try_from(scale).expect("at most 6");
    let widest = unscaled.iter().flatten().map(|value| digits(*value)).max();
    let least = widest.unwrap_or(1).max(scale).max(1);
    let precision = if chance.one_in(2) {
        18
    } else {
        least + u8::try_from(chance.below(usize::from(18 - least) + 1)).expect("at most 18")
    };
    let scale = i8::try_from(scale).expect("at most 6");
    let narrow = |value: i128| i64::try_from(value).expect("18 digits fit 64 bits");
    match chance.below(8) {
        0 if precision <= 9 => {
            let least = |value| i32::try_from(narrow(value)).expect("9 digits fit 32 bits");
            decimal_array::<Decimal32Type>(&unscaled, least, precision, scale)
        }
        1 => decimal_array::<Decimal64Type>(&unscaled, narrow, precision, scale),
        2 => {
            let wide = <Decimal256Type as ArrowPrimitiveType>::Native::from_i128;
            decimal_array::<Decimal256Type>(&unscaled, wide, precision, scale)
        }
        _ => decimal_array::<Decimal128Type>(&unscaled, |value| value, precision, scale),
    }
}

fn decimal_array<T: DecimalType>(
    unscaled: &[Option<i128>],
    native: impl Fn(i128) -> T::Native,
    precision: u8,
    scale: i8,
) -> ArrayRef {
    let values: PrimitiveArray<T> = unscaled.iter().map(|value| value.map(&native)).collect();
    let typed = values.with_precision_and_scale(precision, scale);
    Arc::new(typed.expect("a legal precision and scale"))
}
