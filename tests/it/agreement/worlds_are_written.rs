//! What is written of a world says what the world says: CSV line by line, Parquet value by value.

use std::io::Write;

use crate::support::day::Day;
use crate::support::load_case::read_csv;
use crate::support::number::{Unit, Written, plain};
use crate::support::world::{DataFile, Format, Line};
use crate::support::{csv_line, generate, read_output, write_csv, write_parquet};

#[test]
fn files_hold_the_rows_of_their_world() {
    for seed in 0..400 {
        let world = generate::world(seed);
        for file in world.records.iter().chain(&world.filings) {
            match file.format {
                Format::Csv => same_lines(file),
                Format::Parquet => same_values(file),
            }
        }
    }
}

fn same_lines(file: &DataFile) {
    let read = read_csv(file.stem.clone(), &write_csv::bytes(file));
    assert_eq!(read.columns, file.columns);
    assert_eq!(read.lines, file.lines);
}

/// Numbers lose what does not belong to their value, such as a sign or zeros before and behind.
fn same_values(file: &DataFile) {
    let mut written = tempfile::tempfile().expect("a temporary file can be made");
    let bytes = write_parquet::bytes(file);
    written.write_all(&bytes).expect("it can be written");
    let read = read_output::input(written, &file.columns);
    assert_eq!(read.len(), file.lines.len(), "{file:?}");
    for (line, read) in file.lines.iter().zip(read) {
        let Line::Cells(cells) = line else {
            panic!("a broken line in Parquet");
        };
        for ((column, cell), read) in file.columns.iter().zip(cells).zip(read) {
            let is_number = ["quantity_g", "reexport_g", "quantity", "reexport", "grams"];
            let written = if is_number.contains(&column.as_str()) {
                let written = Written::parse(cell).and_then(|it| it.micrograms(Unit::Gram));
                written.map(|value| plain(value, 6)).unwrap_or_default()
            } else {
                cell.clone()
            };
            assert_eq!(written, read, "{column}");
        }
    }
}

#[test]
fn lines_are_bad_where_the_contract_says_so() {
    let cells = |line: &str| csv_line::cells(line.as_bytes(), 2);
    for bad in [
        "", "a", "a,b,c", "\"a,b", "a\"b,c", "\"a\"b,c", "\"a\" ,b", "\"\"",
    ] {
        assert_eq!(cells(bad), None, "{bad}");
    }
    assert_eq!(csv_line::cells(b"\xff,b", 2), None);
    for (good, first, second) in [
        ("a,b", "a", "b"),
        (",", "", ""),
        ("\"\",\"\"", "", ""),
        ("\"a,b\",\"c\"\"d\"", "a,b", "c\"d"),
        (" a ,b\t", " a ", "b\t"),
    ] {
        assert_eq!(cells(good), Some(vec![first.to_owned(), second.to_owned()]));
    }
}

#[test]
fn days_follow_each_other() {
    let mut day = Day::at("1959-12-31");
    let mut seen = 0;
    while day < Day::at("2203-01-01") {
        let next = day.plus(1);
        assert!(day.to_string() < next.to_string());
        assert_eq!(Day::parse(&next.to_string()), Some(next));
        day = next;
        seen += 1;
    }
    // 243 years, 59 of them leap years: every fourth from 1960 to 2196 but 2100; and the day before.
    assert_eq!(seen, 243 * 365 + 59 + 1);
    assert_eq!(Day::at("1970-01-01"), Day(0));
    assert_eq!(Day::at("2024-02-29").years_on(3), Day::at("2027-03-01"));
    assert_eq!(Day::at("2021-02-28").years_on(3), Day::at("2024-02-28"));
    assert_eq!(Day::parse("2023-02-29"), None);
}
