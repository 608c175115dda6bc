//! Parquet that cannot be trusted: of the wrong types, cut, or with a bit turned over.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{Int64Builder, ListBuilder};
use arrow_array::{
    ArrayRef, BinaryArray, Date32Array, Decimal128Array, Float32Array, Float64Array, Int64Array,
    NullArray, RecordBatch, StringArray, StructArray, TimestampMicrosecondArray,
};
use arrow_schema::{DataType, Field};
use inforce::config::{Config, ConfigSource};
use inforce::conversion::{Conversion, Lists};
use inforce::intake::{ColumnSet, FileFault, InputFile, Kind, Seen, Wanted, find};
use insta::assert_snapshot;
use parquet::arrow::ArrowWriter;
use parquet::data_type::{
    ByteArray, ByteArrayType, FixedLenByteArray, FixedLenByteArrayType, Int32Type,
};
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::harness::{World, catalogue};

/// A column by its name.
type Named = (&'static str, ArrayRef);

/// A record file's columns, two rows, all sound.
fn records() -> Vec<Named> {
    let texts = |values: [&str; 2]| -> ArrayRef { Arc::new(StringArray::from(values.to_vec())) };
    vec![
        ("record_id", texts(["A-1", "A-2"])),
        ("date", Arc::new(Date32Array::from(vec![19052, 19053]))),
        ("reporter", texts(["CHE", "CHE"])),
        ("partner", texts(["DEU", "KEN"])),
        ("flow", texts(["import", "import"])),
        ("form", texts(["PD006", "PM005-HCL"])),
        ("quantity_g", decimals(18, 6)),
    ]
}

fn decimals(precision: u8, scale: i8) -> ArrayRef {
    Arc::new(
        Decimal128Array::from(vec![1, 2])
            .with_precision_and_scale(precision, scale)
            .unwrap(),
    )
}

/// The columns with one of them replaced.
fn with(name: &'static str, column: ArrayRef) -> Vec<Named> {
    let mut columns = records();
    columns
        .iter_mut()
        .find(|(known, _)| *known == name)
        .unwrap()
        .1 = column;
    columns
}

/// The columns as a file whose row groups have so many rows.
fn file(columns: Vec<Named>, group_rows: usize) -> Vec<u8> {
    file_of(
        columns,
        WriterProperties::builder().set_max_row_group_row_count(Some(group_rows)),
    )
}

fn file_of(columns: Vec<Named>, properties: WriterPropertiesBuilder) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns
            .into_iter()
            .map(|(name, column)| (name, column, true)),
    )
    .unwrap();
    let mut bytes = Vec::new();
    let mut writer =
        ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties.build())).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

/// Eight rows in two row groups, with a checksum on every page; the parquet crate reads those but
/// writes none. By themselves its rows are more than the sound estimate.
fn checksummed() -> Vec<u8> {
    fs::read(catalogue().join("checksummed.parquet")).unwrap()
}

/// Where the pages of a column of a row group are.
fn pages(bytes: &[u8], group: usize, column: usize) -> std::ops::Range<usize> {
    let path = tempfile::NamedTempFile::new().unwrap();
    fs::write(&path, bytes).unwrap();
    let reader = SerializedFileReader::new(path.reopen().unwrap()).unwrap();
    let (start, length) = reader
        .metadata()
        .row_group(group)
        .column(column)
        .byte_range();
    let start = usize::try_from(start).unwrap();
    start..start + usize::try_from(length).unwrap()
}

#[test]
fn what_is_sound_is_read() {
    let world = World::sound();
    world.write("dataset/trades/more.parquet", file(records(), 1));
    world.write("dataset/trades/sums.parquet", checksummed());
    assert_snapshot!(world.run(&[]), @"exit code 0, published");
    assert_eq!(world.manifest()["counts"]["records"]["judged"], 11);
}

/// What writers make of a column that holds nothing: a type of its own.
#[test]
fn a_column_without_any_value_is_as_good_as_none() {
    let world = World::sound();
    let mut columns = records();
    for name in ["received", "reexport_g", "authorisation"] {
        columns.push((name, Arc::new(NullArray::new(2))));
    }
    world.write("dataset/trades/more.parquet", file(columns, 1));
    assert_snapshot!(world.run(&[]), @"exit code 0, published");
    assert_eq!(world.manifest()["counts"]["records"]["judged"], 3);
}

#[test]
fn wrong_types() {
    let world = World::sound();
    let mut list = ListBuilder::new(Int64Builder::new());
    list.append_value([Some(1)]);
    list.append_value([Some(2)]);
    let inner = Field::new("a\u{1b}[31m", DataType::Int64, true);
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![1, 2]));
    let nested = StructArray::from(vec![(Arc::new(inner), numbers)]);
    let cases: Vec<(&str, Vec<Named>)> = vec![
        (
            "binary",
            with(
                "record_id",
                Arc::new(BinaryArray::from(vec![&b"A-1"[..], b"A-2"])),
            ),
        ),
        ("decimal-19-6", with("quantity_g", decimals(19, 6))),
        ("decimal-18-7", with("quantity_g", decimals(18, 7))),
        (
            "float",
            with("quantity_g", Arc::new(Float64Array::from(vec![1.0, 2.0]))),
        ),
        (
            "integer",
            with("quantity_g", Arc::new(Int64Array::from(vec![1, 2]))),
        ),
        (
            "float32",
            with("quantity_g", Arc::new(Float32Array::from(vec![1.0, 2.0]))),
        ),
        ("list", with("quantity_g", Arc::new(list.finish()))),
        (
            "number-as-form",
            with("form", Arc::new(Int64Array::from(vec![1, 2]))),
        ),
        ("struct", with("partner", Arc::new(nested))),
        (
            "text-as-date",
            with(
                "date",
                Arc::new(StringArray::from(vec!["2022-03-01", "2022-03-02"])),
            ),
        ),
        (
            "text-as-decimal",
            with("quantity_g", Arc::new(StringArray::from(vec!["1", "2"]))),
        ),
        (
            "timestamp",
            with(
                "date",
                Arc::new(TimestampMicrosecondArray::from(vec![1, 2])),
            ),
        ),
    ];
    for (name, columns) in cases {
        world.write(&format!("dataset/trades/{name}.parquet"), file(columns, 2));
    }
    assert_snapshot!(world.run(&[]), @r#"
    exit code 1, nothing published

    inforce: 9 files cannot be read, so nothing was judged; mend what is named here, or leave it out with --keep-going
      trades/binary.parquet: column record_id is Binary; expected text (UTF8)
      trades/float.parquet: column quantity_g is Float64; expected a decimal such as decimal(18,6), for a binary float is not exact (pyarrow: cast to pa.decimal128(18, 6))
      trades/float32.parquet: column quantity_g is Float32; expected a decimal such as decimal(18,6), for a binary float is not exact (pyarrow: cast to pa.decimal128(18, 6))
      trades/list.parquet: column quantity_g is List(Int64); expected a decimal of at most 18 digits, at most 6 of them places, such as decimal(18,6) (pyarrow: cast to pa.decimal128(18, 6))
      trades/number-as-form.parquet: column form is Int64; expected text (UTF8)
      trades/struct.parquet: column partner is Struct("a\u{1b}[31m": Int64); expected text (UTF8)
      trades/text-as-date.parquet: column date is Utf8; expected a DATE
      trades/text-as-decimal.parquet: column quantity_g is Utf8; expected a decimal of at most 18 digits, at most 6 of them places, such as decimal(18,6) (pyarrow: cast to pa.decimal128(18, 6))
      trades/timestamp.parquet: column date is Timestamp(µs); expected a DATE; in pandas: .dt.date
    "#);
}

#[test]
fn the_year_of_a_filing_is_a_number_of_32_bits() {
    let world = World::sound();
    let text = |text: &str| -> ArrayRef { Arc::new(StringArray::from(vec![text])) };
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("filing_id", text("E")),
        ("country", text("CHE")),
        ("substance", text("PD006")),
        ("kind", text("estimate")),
        ("year", Arc::new(Int64Array::from(vec![2022]))),
        ("received", Arc::new(Date32Array::from(vec![19_000]))),
        ("colour", text("red")),
        (
            "grams",
            Arc::new(
                Decimal128Array::from(vec![1])
                    .with_precision_and_scale(18, 6)
                    .unwrap(),
            ),
        ),
    ];
    world.write("dataset/estimates/filings.parquet", file(columns, 1));
    assert_snapshot!(world.run(&[]), @r#"
    exit code 1, nothing published

    inforce: 1 file cannot be read, so nothing was judged; mend what is named here, or leave it out with --keep-going
      estimates/filings.parquet: has unknown column "colour"; column year is Int64; expected a whole number of 32 bits (INT32); known are filing_id, country, substance, kind, received, effective, grams, year, confirmed, note; call each that holds one of them by its name, and leave out any other
    "#);
}

#[test]
fn all_columns_that_are_wrong_are_named_at_once() {
    let world = World::sound();
    let mut columns = with("record_id", Arc::new(Int64Array::from(vec![1, 2])));
    columns[1].1 = Arc::new(TimestampMicrosecondArray::from(vec![1, 2]));
    columns[6].1 = Arc::new(Float64Array::from(vec![1.0, 2.0]));
    columns.retain(|(name, _)| *name != "form");
    columns.push((
        "product",
        Arc::new(StringArray::from(vec!["PD006", "PD006"])),
    ));
    columns.push(("__index_level_0__", Arc::new(Int64Array::from(vec![0, 1]))));
    world.write("dataset/trades/records.parquet", file(columns, 2));
    assert_snapshot!(world.run(&[]), @r#"
    exit code 1, nothing published

    inforce: 1 file cannot be read, so nothing was judged; mend what is named here, or leave it out with --keep-going
      trades/records.parquet: has unknown columns "product", "__index_level_0__"; lacks column "form"; column record_id is Int64; expected text (UTF8); column date is Timestamp(µs); expected a DATE; in pandas: .dt.date; column quantity_g is Float64; expected a decimal such as decimal(18,6), for a binary float is not exact (pyarrow: cast to pa.decimal128(18, 6)); write form for "product"; "__index_level_0__" was written by pandas: use index=False; known are record_id, date, received, reporter, partner, flow, form, quantity_g, reexport_g, quantity, unit, reexport, authorisation, special_licence, period, procedure; call each that holds one of them by its name, and leave out any other
    "#);
}

/// Two rows with a quantity each, in the bytes and the shape that are given.
fn decimals_as(shape: &str, values: [&[u8]; 2]) -> Vec<u8> {
    let texts = [
        ["A-1", "A-2"],
        ["CHE", "CHE"],
        ["import", "import"],
        ["PD006", "PD006"],
    ];
    let message = format!(
        "message records {{ required binary record_id (STRING); required binary reporter (STRING); required binary flow (STRING); \
         required binary form (STRING); required int32 date (DATE); required {shape} quantity_g (DECIMAL(18,6)); }}"
    );
    let schema = Arc::new(parse_message_type(&message).unwrap());
    let mut bytes = Vec::new();
    let mut file = SerializedFileWriter::new(&mut bytes, schema, Arc::default()).unwrap();
    let mut group = file.next_row_group().unwrap();
    for column in texts {
        let mut writer = group.next_column().unwrap().unwrap();
        let values = column.map(ByteArray::from);
        writer
            .typed::<ByteArrayType>()
            .write_batch(&values, None, None)
            .unwrap();
        writer.close().unwrap();
    }
    let mut writer = group.next_column().unwrap().unwrap();
    writer
        .typed::<Int32Type>()
        .write_batch(&[19_052, 19_053], None, None)
        .unwrap();
    writer.close().unwrap();
    let mut writer = group.next_column().unwrap().unwrap();
    let values = values.map(|value| ByteArray::from(value.to_vec()));
    if shape == "binary" {
        writer
            .typed::<ByteArrayType>()
            .write_batch(&values, None, None)
            .unwrap();
    } else {
        writer
            .typed::<FixedLenByteArrayType>()
            .write_batch(&values.map(FixedLenByteArray::from), None, None)
            .unwrap();
    }
    writer.close().unwrap();
    group.close().unwrap();
    file.close().unwrap();
    bytes
}

/// More bytes than the digits need are no fault, nor are fewer; but no byte is no number.
#[test]
fn decimals_in_any_number_of_bytes() {
    let world = World::sound();
    let wide = |millionths: i64| {
        [
            if millionths < 0 { [0xff; 16] } else { [0; 16] }.as_slice(),
            &millionths.to_be_bytes(),
        ]
        .concat()
    };
    let mut past = wide(1);
    past[0] = 0x10;
    world.write(
        "dataset/trades/wide.parquet",
        decimals_as(
            "fixed_len_byte_array(24)",
            [&wide(1_500_000), &wide(-1_500_000)],
        ),
    );
    world.write(
        "dataset/trades/past.parquet",
        decimals_as("fixed_len_byte_array(24)", [&past, &wide(1)]),
    );
    world.write(
        "dataset/trades/short.parquet",
        decimals_as("binary", [&[1], &[0x16, 0xe3, 0x60]]),
    );
    assert_snapshot!(world.run(&[]), @r#"
    exit code 0, published

    record trades/past.parquet row 1, id A-1
      quantity-too-large: quantity_g is "392318858461667547739736838950479151006397215279002.157057"; expected less than 1000000000000 g
      A-1,CHE,import,PD006,2022-03-01,392318858461667547739736838950479151006397215279002.157057
    record trades/wide.parquet row 2, id A-2
      negative-quantity: quantity_g is "-1.5"; expected 0 or more
      A-2,CHE,import,PD006,2022-03-02,-1.5
    "#);
    let world = World::sound();
    world.write(
        "dataset/trades/none.parquet",
        decimals_as("binary", [&[1], &[]]),
    );
    assert_snapshot!(world.run(&[]), @r#"
    exit code 1, nothing published

    inforce: 1 file cannot be read, so nothing was judged; mend what is named here, or leave it out with --keep-going
      trades/none.parquet: is damaged: column quantity_g holds a decimal of no bytes, which is no number; deliver it again
    "#);
}

#[test]
fn columns_of_parquet_are_found_as_those_of_csv() {
    let world = World::sound();
    let mut columns = records();
    columns.retain(|(name, _)| *name != "form");
    world.write("dataset/trades/missing.parquet", file(columns, 2));
    let mut columns = records();
    columns.push((
        "\u{1b}[31mcolour\u{202e}",
        Arc::new(StringArray::from(vec!["white", "blue"])),
    ));
    world.write("dataset/trades/unknown.parquet", file(columns, 2));
    let mut columns = records();
    columns.push(("__index_level_0__", Arc::new(Int64Array::from(vec![0, 1]))));
    world.write("dataset/trades/index.parquet", file(columns, 2));
    assert_snapshot!(world.run(&[]), @r#"
    exit code 1, nothing published

    inforce: 3 files cannot be read, so nothing was judged; mend what is named here, or leave it out with --keep-going
      trades/index.parquet: has unknown column "__index_level_0__"; "__index_level_0__" was written by pandas: use index=False; known are record_id, date, received, reporter, partner, flow, form, quantity_g, reexport_g, quantity, unit, reexport, authorisation, special_licence, period, procedure; call each that holds one of them by its name, and leave out any other
      trades/missing.parquet: lacks column "form"; a file of records needs record_id, date, reporter, flow, form and quantity_g (or quantity and unit)
      trades/unknown.parquet: has unknown column "\u{1b}[31mcolour\u{202e}"; known are record_id, date, received, reporter, partner, flow, form, quantity_g, reexport_g, quantity, unit, reexport, authorisation, special_licence, period, procedure; call each that holds one of them by its name, and leave out any other
    "#);
}

#[test]
fn rows_of_parquet_are_refused_as_those_of_csv() {
    let world = World::sound();
    let mut columns = with(
        "date",
        Arc::new(Date32Array::from(vec![Some(i32::MAX), None])),
    );
    columns[0].1 = Arc::new(StringArray::from(vec!["a,\"b\"\u{1b}[31m", ""]));
    world.write("dataset/trades/records.parquet", file(columns, 2));
    let mut units = with("reporter", Arc::new(StringArray::from(vec!["CHE", "XYZ"])));
    units.pop();
    units.push(("quantity", decimals(18, 6)));
    units.push(("unit", Arc::new(StringArray::from(vec!["mg", "kg"]))));
    world.write("dataset/trades/units.parquet", file(units, 2));
    assert_snapshot!(world.run(&[]), @r#"
    exit code 0, published

    record trades/records.parquet row 1, id a,"b"\u{1b}[31m
      bad-date: date is "5881580-07-11"; expected YYYY-MM-DD, such as 2022-03-01
      "a,""b""\u{1b}[31m",5881580-07-11,CHE,DEU,import,PD006,0.000001
    record trades/records.parquet row 2, no id
      missing-field: record_id is missing; every row needs it
      ,,CHE,KEN,import,PM005-HCL,0.000002
    record trades/units.parquet row 1, id A-1
      bad-number: quantity is "0.000001" mg; expected at most 6 digits after the point once it is in grams
      A-1,2022-03-01,CHE,DEU,import,PD006,0.000001,mg
    record trades/units.parquet row 2, id A-2
      unknown-country: reporter is "XYZ"; expected a code exactly as in countries.csv: ISO 3166-1 alpha-3, such as CHE
      A-2,2022-03-02,XYZ,KEN,import,PM005-HCL,0.000002,kg
    "#);
}

#[test]
fn damage() {
    let world = World::sound();
    let sound = checksummed();
    let mut turned = sound.clone();
    turned[pages(&sound, 1, 6).end - 1] ^= 1;
    world.write("dataset/trades/turned-bit.parquet", turned);
    let mut zeroed = file(records(), 1);
    let range = pages(&zeroed, 1, 0);
    zeroed[range].fill(0);
    world.write("dataset/trades/zeroed.parquet", zeroed);
    let mut bomb = file(records(), 1);
    let start = pages(&bomb, 1, 0).start;
    // The kind of the page, then what it unpacks to: a byte less than two gibibytes.
    bomb[start..start + 8].copy_from_slice(&[0x15, 0, 0x15, 0xfe, 0xff, 0xff, 0xff, 0x0f]);
    world.write("dataset/trades/bomb.parquet", bomb);
    world.write("dataset/trades/cut.parquet", &sound[..sound.len() / 2]);
    world.write(
        "dataset/trades/cut-by-one.parquet",
        &sound[..sound.len() - 1],
    );
    world.write("dataset/trades/no-text.parquet", not_utf8());
    world.write("dataset/trades/marks.parquet", "PAR1PAR1");
    assert_snapshot!(world.run(&[]), @r"
    exit code 1, nothing published

    inforce: 7 files cannot be read, so nothing was judged; mend what is named here, or leave it out with --keep-going
      trades/bomb.parquet: is damaged: a page claims to unpack to 2147483647 bytes; deliver it again
      trades/cut-by-one.parquet: is cut off at its end: it starts as Parquet, but its footer is not there; deliver it again
      trades/cut.parquet: is cut off at its end: it starts as Parquet, but its footer is not there; deliver it again
      trades/marks.parquet: is cut off at its end: it starts as Parquet, but its footer is not there; deliver it again
      trades/no-text.parquet: column record_id holds bytes that are not UTF-8, in row group 1 (the first is 1); write its texts in UTF-8 and deliver it again
      trades/turned-bit.parquet: is damaged: Page CRC checksum mismatch; deliver it again
      trades/zeroed.parquet: is damaged: a page does not start with its size; deliver it again
    ");
}

/// A file that calls text what is no text: a value of its dictionary, which comes first, is overwritten.
fn not_utf8() -> Vec<u8> {
    overwritten(file(records(), 2), 0)
}

/// A file with a value of one of its columns of text overwritten.
fn overwritten(mut bytes: Vec<u8>, column: usize) -> Vec<u8> {
    let range = pages(&bytes, 0, column);
    let value = bytes[range.clone()]
        .windows(3)
        .position(|window| window == b"A-2")
        .unwrap();
    bytes[range.start + value] = 0xff;
    bytes
}

/// Judging takes neither column where nothing is in excess or prohibited, as in the sound dataset.
#[test]
fn columns_that_judging_does_not_need_are_read_on_the_first_night() {
    let world = World::sound();
    for name in ["authorisation", "special_licence"] {
        for (way, dictionary) in [("dictionary", true), ("plain", false)] {
            let mut columns = records();
            columns.push((name, Arc::new(StringArray::from(vec!["A-1", "A-2"]))));
            let bytes = file_of(
                columns,
                WriterProperties::builder().set_dictionary_enabled(dictionary),
            );
            world.write(
                &format!("dataset/trades/{name}-{way}.parquet"),
                overwritten(bytes, 7),
            );
        }
    }
    assert_snapshot!(world.run(&[]), @r"
    exit code 1, nothing published

    inforce: 4 files cannot be read, so nothing was judged; mend what is named here, or leave it out with --keep-going
      trades/authorisation-dictionary.parquet: column authorisation holds bytes that are not UTF-8, in row group 1 (the first is 1); write its texts in UTF-8 and deliver it again
      trades/authorisation-plain.parquet: column authorisation holds bytes that are not UTF-8, in row group 1 (the first is 1); write its texts in UTF-8 and deliver it again
      trades/special_licence-dictionary.parquet: column special_licence holds bytes that are not UTF-8, in row group 1 (the first is 1); write its texts in UTF-8 and deliver it again
      trades/special_licence-plain.parquet: column special_licence holds bytes that are not UTF-8, in row group 1 (the first is 1); write its texts in UTF-8 and deliver it again
    ");
}

/// Of a file with several row groups, the one is named that holds the text.
#[test]
fn a_text_that_is_none_is_named_by_column_and_row_group() {
    let world = World::sound();
    for (name, dictionary) in [("codes", true), ("plain", false)] {
        let properties = WriterProperties::builder()
            .set_dictionary_enabled(dictionary)
            .set_max_row_group_row_count(Some(1));
        let mut bytes = file_of(records(), properties);
        let range = pages(&bytes, 1, 2);
        let value = bytes[range.clone()]
            .windows(3)
            .position(|window| window == b"CHE")
            .unwrap();
        bytes[range.start + value] = 0xff;
        world.write(&format!("dataset/trades/{name}.parquet"), bytes);
    }
    assert_snapshot!(world.run(&[]), @r"
    exit code 1, nothing published

    inforce: 2 files cannot be read, so nothing was judged; mend what is named here, or leave it out with --keep-going
      trades/codes.parquet: column reporter holds bytes that are not UTF-8, in row group 2 (the first is 1); write its texts in UTF-8 and deliver it again
      trades/plain.parquet: column reporter holds bytes that are not UTF-8, in row group 2 (the first is 1); write its texts in UTF-8 and deliver it again
    ");
}

/// The rows of a file that is damaged at its end were tallied before that was known.
#[test]
fn of_a_file_damaged_at_its_end_nothing_counts() {
    let sound = World::sound();
    sound.run(&[]);
    let world = World::sound();
    let mut bytes = checksummed();
    let last = pages(&bytes, 1, 6).end - 1;
    bytes[last] ^= 1;
    world.write("dataset/trades/sums.parquet", &bytes);
    world.write(
        "dataset/estimates/more.parquet",
        filings_damaged_at_the_end(),
    );
    assert_eq!(world.run(&[]).code, Some(1));
    assert_snapshot!(world.run(&["--keep-going"]), @r#"
    exit code 3, published

     WARN left out file="estimates/more.parquet" fault=is damaged: a page does not start with its size; deliver it again
     WARN left out file="trades/sums.parquet" fault=is damaged: Page CRC checksum mismatch; deliver it again
    inforce: published out/runs/000001 with 2 files left out: exit code 3 by --keep-going
    "#);
    for name in ["alerts", "evidence", "quarantine", "estimates", "ledger"] {
        let bytes = |world: &World| {
            let mut files = crate::forge::answer(&world.path("out/current"));
            files.retain(|file, _| file.starts_with(name));
            files
        };
        assert!(
            bytes(&world) == bytes(&sound),
            "{name} is not as without the damaged files"
        );
    }
    let (manifest, expected) = (world.manifest(), sound.manifest());
    assert_eq!(
        (&manifest["counts"], &manifest["inputs"]),
        (&expected["counts"], &expected["inputs"])
    );
    // The same file whole is in excess, so that its rows would have shown.
    world.write("dataset/trades/sums.parquet", checksummed());
    world.run(&["--keep-going"]);
    assert_eq!(world.manifest()["counts"]["alerts"]["import-excess"], 1);
}

fn filings_damaged_at_the_end() -> Vec<u8> {
    let texts = |values: [&str; 2]| -> ArrayRef { Arc::new(StringArray::from(values.to_vec())) };
    let days: ArrayRef = Arc::new(Date32Array::from(vec![19052, 19053]));
    let columns: Vec<Named> = vec![
        ("filing_id", texts(["B-1", "B-2"])),
        ("country", texts(["CHE", "DEU"])),
        ("substance", texts(["PD006", "PD006"])),
        ("kind", texts(["assessment", "assessment"])),
        ("received", Arc::clone(&days)),
        ("effective", days),
        ("grams", decimals(18, 6)),
    ];
    let mut bytes = file(columns, 1);
    let range = pages(&bytes, 1, 0);
    bytes[range].fill(0xff);
    bytes
}

/// With checksums on its pages no file is read otherwise than it was written, whichever bit is turned over:
/// it is refused, or the bit means nothing.
#[test]
fn no_single_bit_changes_a_record() {
    let config =
        Config::load(ConfigSource::folder(&catalogue().join("sound/config")).unwrap()).unwrap();
    let conversion = Conversion::of(&config).unwrap();
    let lists = Lists {
        config: &config,
        conversion: &conversion,
    };
    let folder = tempfile::tempdir().unwrap();
    let sound = checksummed();
    let expected = read(folder.path(), &sound, &lists).unwrap();
    assert_eq!(expected.len(), 8);
    let mut refused = 0;
    for at in 0..sound.len() {
        let mut bytes = sound.clone();
        bytes[at] ^= 1 << (at % 8);
        match read(folder.path(), &bytes, &lists) {
            Ok(rows) => assert_eq!(rows, expected, "byte {at}"),
            Err(_) => refused += 1,
        }
    }
    assert!(refused > sound.len() / 3, "{refused} refused");
}

/// All rows of a file, as text.
fn read(folder: &Path, bytes: &[u8], lists: &Lists) -> Result<Vec<String>, FileFault> {
    fs::create_dir_all(folder.join("trades")).unwrap();
    fs::write(folder.join("trades/records.parquet"), bytes).unwrap();
    let found = find(folder, Kind::Record).unwrap().files;
    let file = InputFile::open_canonical(&found[0])?;
    let mut rows = Vec::new();
    let reader = file.reader()?;
    for portion in reader.portions() {
        reader.picked(
            (portion, ColumnSet::Judged),
            lists,
            |rows, keep| rows.iter().for_each(|row| keep(row, ())),
            |row, (), record, texts| rows.push(format!("{row} {record:?} {texts:?}")),
            |_, _| (),
        )?;
        reader.scan(portion, ColumnSet::All, Wanted::All, lists, &mut |seen| {
            if let Seen::Refused(row, refused) = seen {
                rows.push(format!("{row} {}", refused.detail()));
            }
        })?;
    }
    Ok(rows)
}

/// Some damage makes the decoder panic, or asks for room that no machine has; both are faults of the file.
#[test]
fn damage_of_the_footer() {
    let world = World::sound();
    for (name, words) in [("panics", "gave up"), ("rows", "contradicts itself")] {
        world.write(
            &format!("dataset/trades/{name}.parquet"),
            damaged_so_that(words),
        );
    }
    assert_snapshot!(world.run(&[]), @r"
    exit code 1, nothing published

    inforce: 2 files cannot be read, so nothing was judged; mend what is named here, or leave it out with --keep-going
      trades/panics.parquet: is damaged: its decoder gave up: column start and length should not be negative; deliver it again
      trades/rows.parquet: is damaged: its footer contradicts itself on the rows of row group 1; deliver it again
    ");
}

/// The sound file with the first byte of its footer changed that makes the refusal say so.
fn damaged_so_that(words: &str) -> Vec<u8> {
    let config = Config::load(ConfigSource::builtin()).unwrap();
    let conversion = Conversion::of(&config).unwrap();
    let lists = Lists {
        config: &config,
        conversion: &conversion,
    };
    let folder = tempfile::tempdir().unwrap();
    let sound = checksummed();
    let end = sound.len() - 8;
    let size = u32::from_le_bytes(*sound[..end + 4].last_chunk().unwrap());
    let changed = |at: usize| {
        let mut bytes = sound.clone();
        bytes[at] ^= 1;
        bytes
    };
    let footer = end - usize::try_from(size).unwrap()..end;
    let says = |at: &usize| {
        read(folder.path(), &changed(*at), &lists)
            .is_err_and(|fault| fault.to_string().contains(words))
    };
    changed(footer.into_iter().find(says).unwrap())
}
