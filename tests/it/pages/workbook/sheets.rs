//! A workbook read back: rows by heading, links, and the XML as it stands.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;

use calamine::{DataRef, Reader, Xlsx};

use crate::support::day::Day;

/// A row: what stands under each heading; nothing is absent.
pub(crate) type Row = BTreeMap<String, String>;

/// A workbook in memory.
pub(crate) struct Book {
    bytes: Vec<u8>,
}

impl Book {
    pub(crate) fn read(path: &Path) -> Book {
        Book {
            bytes: std::fs::read(path).unwrap(),
        }
    }

    fn open(&self) -> Xlsx<Cursor<&[u8]>> {
        Xlsx::new(Cursor::new(&self.bytes[..])).unwrap()
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.open().sheet_names()
    }

    /// All cells of a sheet, by row and column; figures and days as this crate writes them.
    pub(crate) fn grid(&self, sheet: &str) -> BTreeMap<u32, BTreeMap<u32, String>> {
        let mut book = self.open();
        let mut cells = book.worksheet_cells_reader(sheet).unwrap();
        let mut grid: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
        while let Some(cell) = cells.next_cell().unwrap() {
            let text = match cell.get_value() {
                DataRef::Empty => continue,
                DataRef::String(text) => text.clone(),
                DataRef::SharedString(text) => (*text).to_owned(),
                // The shortest digits that are read as the number: those that it was made of.
                DataRef::Float(number) => number.to_string(),
                DataRef::Int(number) => number.to_string(),
                DataRef::DateTime(day) => {
                    let serial: i32 = day.as_f64().to_string().parse().unwrap();
                    Day(serial - 25_569).to_string()
                }
                other => panic!("{sheet}: {other:?}"),
            };
            let (row, column) = cell.get_position();
            assert!(
                grid.entry(row).or_default().insert(column, text).is_none(),
                "{sheet}: a cell stands twice"
            );
        }
        grid
    }

    /// The rows of a table by their headings. Where an exact figure stands beside a number it takes its place, once it
    /// is seen that the number is nearly the same.
    pub(crate) fn table(&self, sheet: &str) -> Vec<Row> {
        let mut grid = self.grid(sheet);
        let headings = grid.remove(&0).unwrap();
        let mut rows = Vec::new();
        for (_, cells) in grid {
            let mut row: Row = cells
                .iter()
                .map(|(column, text)| (headings[column].clone(), text.clone()))
                .collect();
            let exact: Vec<String> = row
                .keys()
                .filter(|heading| heading.ends_with(": exact, as text"))
                .cloned()
                .collect();
            for heading in exact {
                let figure = row.remove(&heading).unwrap();
                let number = row
                    .insert(
                        heading.trim_end_matches(": exact, as text").to_owned(),
                        figure.clone(),
                    )
                    .unwrap();
                assert!(
                    digits(&figure) > 15 && digits(&number) <= 15,
                    "{figure} needs no text beside {number}"
                );
                assert!(
                    rounded(&figure).is_none_or(|rounded| rounded == number),
                    "{figure} is shown as {number}"
                );
            }
            rows.push(row);
        }
        if rows.len() == 1 && rows[0].len() == 1 && rows[0].values().all(|cell| cell == "none") {
            rows.clear();
        }
        rows
    }

    /// The parts of the file, by name.
    pub(crate) fn parts(&self) -> BTreeMap<String, String> {
        let mut archive = zip::ZipArchive::new(Cursor::new(&self.bytes[..])).unwrap();
        let mut parts = BTreeMap::new();
        for place in 0..archive.len() {
            let mut part = archive.by_index(place).unwrap();
            let mut text = String::new();
            part.read_to_string(&mut text).unwrap();
            let name = part.name().unwrap().into_owned();
            parts.insert(name, text);
        }
        parts
    }

    /// The links of a sheet by its place: from which cell to where.
    pub(crate) fn links(&self, place: usize) -> BTreeMap<String, String> {
        let xml = &self.parts()[&format!("xl/worksheets/sheet{}.xml", place + 1)];
        let attribute = |link: &str, name: &str| {
            let rest = &link[link.find(&format!(" {name}=\"")).unwrap() + name.len() + 3..];
            rest[..rest.find('"').unwrap()].replace("&apos;", "'")
        };
        xml.split("<hyperlink ")
            .skip(1)
            .map(|link| {
                (
                    attribute(&format!(" {link}"), "ref"),
                    attribute(link, "location"),
                )
            })
            .collect()
    }
}

/// The significant digits of a decimal.
fn digits(decimal: &str) -> usize {
    let digits: String = decimal.chars().filter(char::is_ascii_digit).collect();
    digits
        .trim_start_matches('0')
        .trim_end_matches('0')
        .len()
        .max(1)
}

/// A decimal rounded to 15 digits, halves away from zero, by a decimal library; none where that cannot hold it.
fn rounded(decimal: &str) -> Option<String> {
    use rust_decimal::{Decimal, RoundingStrategy};
    let exact = Decimal::from_str_exact(decimal).ok()?;
    Some(
        exact
            .round_sf_with_strategy(15, RoundingStrategy::MidpointAwayFromZero)?
            .normalize()
            .to_string(),
    )
}
