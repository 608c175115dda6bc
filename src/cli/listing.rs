//! An answer of rows and columns, in each of the forms that answers have.

use super::source::Format;
use super::table::{self, Align, Lines};
use crate::terms::harmless;
use std::fmt::{self, Display};

/// A column: its name for programs, its heading for people.
#[derive(Clone, Copy)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) heading: &'static str,
    align: Align,
    /// Whether a table shows it, and whether JSON and CSV have it.
    shown: bool,
    told: bool,
    /// Whether it holds counts, years and the like, which are numbers in JSON.
    counts: bool,
}

impl Column {
    /// The same, for programs only.
    pub(super) const fn for_programs(self) -> Self {
        Self {
            shown: false,
            ..self
        }
    }

    /// The same, for people only.
    pub(super) const fn for_people(self) -> Self {
        Self {
            told: false,
            ..self
        }
    }
}

/// A column of texts.
pub(super) const fn text(name: &'static str, heading: &'static str) -> Column {
    Column {
        name,
        heading,
        align: Align::Left,
        shown: true,
        told: true,
        counts: false,
    }
}

/// A column of figures.
pub(super) const fn figure(name: &'static str, heading: &'static str) -> Column {
    Column {
        name,
        heading,
        align: Align::Right,
        shown: true,
        told: true,
        counts: false,
    }
}

/// A column of whole numbers of something, or of years.
pub(super) const fn number(name: &'static str, heading: &'static str) -> Column {
    Column {
        counts: true,
        ..figure(name, heading)
    }
}

/// A cell: exact for programs, readable for people. Nothing is `None`, which is not an empty text.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    exact: Option<String>,
    shown: String,
}

impl Cell {
    /// The same for both.
    pub(super) fn of(value: impl Display) -> Self {
        let text = format!("{value}");
        Self {
            shown: harmless(&text),
            exact: Some(text),
        }
    }

    /// The same for both, if there is one.
    pub(super) fn maybe(value: Option<impl Display>) -> Self {
        value.map(Self::of).unwrap_or_default()
    }

    /// Nothing for programs, words for people.
    pub(super) fn shown(words: &str) -> Self {
        Self {
            exact: None,
            shown: words.to_owned(),
        }
    }

    /// One for programs and one for people.
    pub(super) fn both(exact: impl Display, shown: impl Display) -> Self {
        Self {
            exact: Some(format!("{exact}")),
            shown: harmless(&format!("{shown}")),
        }
    }
}

/// Rows under columns.
pub(super) struct Listing {
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<Cell>>,
}

impl Listing {
    /// The listing in the form asked for; a table has `title` above it, and `none` in its place where there is no row.
    pub(super) fn told(
        &self,
        format: Format,
        title: &str,
        none: &str,
    ) -> Result<String, fmt::Error> {
        match format {
            Format::Table if self.rows.is_empty() => {
                Ok(format!("{}\n\n  {none}\n", table::wrapped(title)))
            }
            Format::Table => Ok(format!("{}\n\n{}", table::wrapped(title), self.table())),
            Format::Json => self.json(),
            Format::Csv => self.csv(),
        }
    }

    /// For people, indented by two.
    pub(super) fn table(&self) -> String {
        let Lines { head, rows } = self.lines();
        head.into_iter()
            .chain(rows.into_iter().flatten())
            .fold(String::new(), |text, line| text + &line + "\n")
    }

    /// The same, line by line.
    pub(super) fn lines(&self) -> Lines {
        let shown = || {
            self.columns
                .iter()
                .enumerate()
                .filter(|(_, column)| column.shown)
        };
        let columns: Vec<(&str, Align)> = shown()
            .map(|(_, column)| (column.heading, column.align))
            .collect();
        let cell = |row: usize, place: usize| {
            self.rows[row]
                .get(place)
                .map_or("", |cell| cell.shown.as_str())
        };
        let rows: Vec<Vec<&str>> = (0..self.rows.len())
            .map(|row| shown().map(|(place, _)| cell(row, place)).collect())
            .collect();
        table::lines(&columns, &rows, table::width())
    }

    /// An array of objects; amounts are texts, so that no digit is lost, and counts are numbers.
    fn json(&self) -> Result<String, fmt::Error> {
        let object = |row: &Vec<Cell>| {
            let pairs = self
                .columns
                .iter()
                .zip(row)
                .filter(|(column, _)| column.told)
                .map(|(column, cell)| (column.name.to_owned(), value(*column, cell)));
            serde_json::Value::Object(pairs.collect())
        };
        let rows: Vec<serde_json::Value> = self.rows.iter().map(object).collect();
        super::harmless::json(&rows)
    }

    fn csv(&self) -> Result<String, fmt::Error> {
        let head = written(std::iter::once(
            self.columns
                .iter()
                .filter(|column| column.told)
                .map(|column| column.name),
        ))?;
        Ok(head + &self.csv_rows()?)
    }

    /// The rows as CSV, without the header.
    pub(super) fn csv_rows(&self) -> Result<String, fmt::Error> {
        let text = |cell: &Cell| cell.exact.clone().unwrap_or_default();
        let told = |row: &Vec<Cell>| {
            self.columns
                .iter()
                .zip(row)
                .filter(|(column, _)| column.told)
                .map(|(_, cell)| text(cell))
                .collect::<Vec<_>>()
        };
        written(self.rows.iter().map(|row| told(row).into_iter()))
    }
}

fn value(column: Column, cell: &Cell) -> serde_json::Value {
    let count = cell
        .exact
        .as_ref()
        .filter(|_| column.counts)
        .and_then(|text| text.parse::<i64>().ok());
    count.map_or_else(|| cell.exact.clone().into(), Into::into)
}

fn written(
    rows: impl Iterator<Item = impl Iterator<Item = impl AsRef<[u8]>>>,
) -> Result<String, fmt::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(|_| fmt::Error)?;
    }
    writer
        .into_inner()
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or(fmt::Error)
}
