//! The rows of a world in files of other shapes than CSV and Parquet of the contract: each by a layout, built-in or its own.

use super::chance::Chance;
use super::day::Day;
use super::number::Written;
use super::world::{DataFile, Format, Line, World};
use arrow_array::{
    ArrayRef, Float64Array, Int32Array, RecordBatch, StringArray, TimestampMillisecondArray,
};
use flate2::Compression;
use flate2::write::GzEncoder;
use parquet::arrow::ArrowWriter;
use rust_xlsxwriter::{ExcelDateTime, Workbook};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

const DAYS: [&str; 4] = ["date", "received", "effective", "confirmed"];
const AMOUNTS: [&str; 5] = ["quantity_g", "reexport_g", "quantity", "reexport", "grams"];
const COUNTRIES: [&str; 3] = ["reporter", "partner", "country"];

/// The shapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Guise {
    /// A workbook, its days and amounts as days and numbers if a spreadsheet can hold them.
    Workbook,
    /// A workbook of texts.
    TextWorkbook,
    Tabs,
    Packed,
    /// Semicolons, decimal commas, days as DD.MM.YYYY, other names of countries and columns.
    German,
    /// Parquet with binary floats and timestamps.
    Floats,
}

const ALL: [Guise; 6] = [
    Guise::Workbook,
    Guise::TextWorkbook,
    Guise::Tabs,
    Guise::Packed,
    Guise::German,
    Guise::Floats,
];

/// The same world without rows that mean something else, or cannot be written, in another shape; all as CSV.
pub fn that_can_be_dressed(world: &World) -> World {
    let mut world = super::transform::as_csv(world);
    // A layout reads all files of a kind, so none may lack what another has.
    world.filings.iter_mut().for_each(give_effective);
    for file in world.records.iter_mut().chain(&mut world.filings) {
        let columns = file.columns.clone();
        file.lines.retain(|line| {
            let Line::Cells(cells) = line else {
                return false;
            };
            let is_plain = |cell: &String| !cell.chars().any(char::is_control);
            let stays = |(column, cell): (&String, &String)| {
                let is_day = DAYS.contains(&column.as_str());
                let is_amount = AMOUNTS.contains(&column.as_str());
                !(is_day && cell.contains('.') || is_amount && cell.contains([',', '+']))
            };
            cells.iter().all(is_plain)
                && cells.iter().any(|cell| !cell.trim().is_empty())
                && columns.iter().zip(cells).all(stays)
        });
    }
    world
}

/// Adds the column that only a file with a year may lack.
fn give_effective(file: &mut DataFile) {
    if file.columns.iter().any(|column| column == "effective") {
        return;
    }
    file.columns.push("effective".to_owned());
    for line in &mut file.lines {
        if let Line::Cells(cells) = line {
            cells.push(String::new());
        }
    }
}

/// Writes the files of a world into a dataset, each in some shape; returns the shapes that were taken.
pub fn write(world: &World, dataset: &Path, chance: &mut Chance) -> Vec<String> {
    let mut taken = Vec::new();
    for (folder, files) in [("trades", &world.records), ("estimates", &world.filings)] {
        fs::create_dir_all(dataset.join(folder)).expect("a folder");
        for (number, file) in files.iter().enumerate() {
            assert_eq!(file.format, Format::Csv);
            let mut guise = *chance.of(&ALL);
            if guise == Guise::Floats && !floats_hold(file) {
                guise = Guise::TextWorkbook;
            }
            let to = dataset.join(folder).join(format!("{guise:?}-{number}"));
            dress(file, guise, &to, chance);
            taken.push(format!("{guise:?}"));
        }
    }
    fs::create_dir_all(dataset.join("layouts")).expect("a folder");
    for (name, rows, columns) in [
        ("records", "records", super::world::RECORD_COLUMNS),
        ("unit-records", "records", super::world::UNIT_RECORD_COLUMNS),
        ("filings", "filings", super::world::FILING_COLUMNS),
    ] {
        for guise in [Guise::German, Guise::Floats] {
            let path = dataset.join(format!("layouts/{guise:?}-{name}.toml"));
            fs::write(path, layout(world, guise, rows, columns)).expect("a layout");
        }
    }
    taken
}

/// A layout for one of the shapes that no built-in layout reads.
fn layout(world: &World, guise: Guise, rows: &str, columns: &[&str]) -> String {
    let words: Vec<String> = world
        .config
        .countries
        .iter()
        .map(|code| format!("{:?} = {code:?}", called(code)))
        .collect();
    let (types, values) = match guise {
        Guise::German => (
            "types = [\"text\"]\nseparators = [\";\"]",
            "decimal = \",\"\ndates = [\"DD.MM.YYYY\"]".to_owned(),
        ),
        _ => (
            "types = [\"parquet\"]",
            "floats = true\ndates = [\"YYYY-MM-DD\", \"YYYY-MM-DDT00:00:00\"]".to_owned(),
        ),
    };
    let fields: Vec<String> = columns
        .iter()
        .map(|column| {
            let optional = super::world::OPTIONAL_COLUMNS.contains(column);
            let words = if guise == Guise::German && COUNTRIES.contains(column) {
                format!(", values.words = {{ {} }}", words.join(", "))
            } else {
                String::new()
            };
            format!(
                "{column} = {{ column = [{:?}], optional = {optional}{words} }}\n",
                renamed(column)
            )
        })
        .collect();
    format!(
        "title = \"{guise:?}\"\nrows = \"{rows}\"\n[file]\n{types}\npath = [\"**/{guise:?}-*\"]\n[values]\n{values}\n[fields]\n{}",
        fields.concat()
    )
}

fn renamed(column: &str) -> String {
    format!("Spalte {column}")
}

fn called(country: &str) -> String {
    format!("Staat {country}")
}

/// The amount of a text, if a binary float holds it exactly.
fn float(cell: &str) -> Option<f64> {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    Written::parse(cell)?;
    cell.parse().ok().filter(|_| digits <= 15)
}

/// The year of a text, if an integer is written so.
fn year(cell: &str) -> Option<i32> {
    cell.parse()
        .ok()
        .filter(|year: &i32| year.to_string() == cell)
}

/// Whether binary floats hold all amounts of a file, and integers all years.
fn floats_hold(file: &DataFile) -> bool {
    cells(file).all(|(column, cell)| {
        let is_year = column == "year";
        cell.is_empty()
            || (!AMOUNTS.contains(&column) || float(cell).is_some())
                && (!is_year || year(cell).is_some())
    })
}

/// The cells of a file, each with its column.
fn cells(file: &DataFile) -> impl Iterator<Item = (&str, &str)> {
    lines(file).flat_map(|cells| {
        let columns = file.columns.iter().map(String::as_str);
        columns.zip(cells.iter().map(String::as_str))
    })
}

fn lines(file: &DataFile) -> impl Iterator<Item = &Vec<String>> {
    file.lines.iter().filter_map(|line| match line {
        Line::Cells(cells) => Some(cells),
        Line::Raw(_) => None,
    })
}

fn dress(file: &DataFile, guise: Guise, to: &Path, chance: &mut Chance) {
    let save = |ending: &str, bytes: &[u8]| {
        fs::write(to.with_extension(ending), bytes).expect("a file");
    };
    match guise {
        Guise::Workbook | Guise::TextWorkbook => {
            let bytes = workbook(file, guise == Guise::Workbook, chance);
            save("xlsx", &bytes);
        }
        Guise::Tabs => save(
            "tsv",
            separated(file, '\t', |_, cell| cell.to_owned()).as_bytes(),
        ),
        Guise::Packed => {
            let mut packed = GzEncoder::new(Vec::new(), Compression::default());
            let text = separated(file, ',', |_, cell| cell.to_owned());
            packed.write_all(text.as_bytes()).expect("memory");
            save("csv.gz", &packed.finish().expect("memory"));
        }
        Guise::German => {
            let text = separated(
                &DataFile {
                    columns: file.columns.iter().map(|column| renamed(column)).collect(),
                    ..file.clone()
                },
                ';',
                |column, cell| {
                    let column = column.trim_start_matches("Spalte ");
                    if DAYS.contains(&column) && Day::parse(cell).is_some() {
                        format!("{}.{}.{}", &cell[8..], &cell[5..7], &cell[..4])
                    } else if AMOUNTS.contains(&column) {
                        cell.replace('.', ",")
                    } else if COUNTRIES.contains(&column) && is_country(cell) {
                        called(cell)
                    } else {
                        cell.to_owned()
                    }
                },
            );
            save("csv", text.as_bytes());
        }
        Guise::Floats => save("parquet", &floats(file)),
    }
}

/// Whether a text may be a code of a country; what is none stays unknown under its other name, too.
fn is_country(cell: &str) -> bool {
    cell.len() == 3 && cell.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn separated(file: &DataFile, separator: char, cell: impl Fn(&str, &str) -> String) -> String {
    let quoted = |text: String| {
        if text.contains([separator, '"']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text
        }
    };
    let joined = |texts: Vec<String>| texts.join(&separator.to_string()) + "\n";
    let mut text = joined(file.columns.clone());
    for line in lines(file) {
        let cells = file.columns.iter().zip(line);
        text += &joined(
            cells
                .map(|(column, text)| quoted(cell(column, text)))
                .collect(),
        );
    }
    text
}

fn workbook(file: &DataFile, is_typed: bool, chance: &mut Chance) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, name) in (0..).zip(&file.columns) {
        sheet.write_string(0, column, name).expect("a cell");
    }
    let day_format = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    for (row, line) in (1..).zip(lines(file)) {
        for (at, (column, cell)) in (0..).zip(file.columns.iter().zip(line)) {
            let typed = is_typed && !chance.one_in(4);
            let is_day = DAYS.contains(&column.as_str())
                && Day::parse(cell).is_some_and(|day| day >= Day::at("1900-03-01"));
            let number = float(cell).filter(|_| AMOUNTS.contains(&column.as_str()));
            let written = if typed && is_day {
                let day = ExcelDateTime::parse_from_str(cell).expect("a day");
                sheet.write_datetime_with_format(row, at, &day, &day_format)
            } else if let Some(number) = number.filter(|_| typed) {
                sheet.write_number(row, at, number)
            } else if cell.is_empty() {
                continue;
            } else {
                sheet.write_string(row, at, cell)
            };
            written.expect("a cell");
        }
    }
    workbook.save_to_buffer().expect("a workbook")
}

/// A day as a moment at midnight, for Parquet; `None` unless all days of the column are days.
fn moments(cells: &[&str]) -> Option<ArrayRef> {
    const MILLISECONDS: i64 = 86_400_000;
    let moment = |cell: &&str| match *cell {
        "" => Some(None),
        cell => Day::parse(cell).map(|day| Some(i64::from(day.0) * MILLISECONDS)),
    };
    let moments: Option<Vec<Option<i64>>> = cells.iter().map(moment).collect();
    Some(Arc::new(TimestampMillisecondArray::from(moments?)))
}

fn floats(file: &DataFile) -> Vec<u8> {
    let column = |(at, name): (usize, &String)| {
        let cells: Vec<&str> = lines(file).map(|line| line[at].as_str()).collect();
        let texts = || -> ArrayRef { Arc::new(StringArray::from(cells.clone())) };
        let array: ArrayRef = if AMOUNTS.contains(&name.as_str()) {
            let amounts = cells.iter().map(|cell| float(cell));
            Arc::new(amounts.collect::<Float64Array>())
        } else if name == "year" {
            Arc::new(cells.iter().map(|cell| year(cell)).collect::<Int32Array>())
        } else if DAYS.contains(&name.as_str()) {
            moments(&cells).unwrap_or_else(texts)
        } else {
            texts()
        };
        (renamed(name), array, true)
    };
    let columns = file.columns.iter().enumerate().map(column);
    let batch = RecordBatch::try_from_iter_with_nullable(columns).expect("columns of one length");
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("a writer");
    writer.write(&batch).expect("memory");
    writer.close().expect("memory");
    bytes
}
