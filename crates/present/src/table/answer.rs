//! An answer of rows and columns: a table for people, JSON and CSV for programs.

use super::terminal::{self, Align, Lines};
use super::{Cell, Column, Fields, Kind, Readers};
use crate::text::json::escaped;
use crate::text::terminal::{harmless, shown_whole};
use serde::Serialize;
use std::borrow::Cow;
use std::fmt;

/// A column of texts: its name for programs, its title for people.
#[must_use]
pub const fn text(name: &'static str, title: &'static str) -> Column {
    Column::new(name, Cow::Borrowed(title), Kind::Text)
}

/// A column of figures, which are texts in JSON, so that no digit is lost.
#[must_use]
pub const fn figure(name: &'static str, title: &'static str) -> Column {
    Column::new(name, Cow::Borrowed(title), Kind::Figure)
}

/// A column of whole numbers of something, or of years, which are numbers in JSON.
#[must_use]
pub const fn number(name: &'static str, title: &'static str) -> Column {
    Column::new(name, Cow::Borrowed(title), Kind::Count)
}

/// A column of texts for programs only.
#[must_use]
pub fn hidden(name: &'static str) -> Column {
    text(name, "").for_programs()
}

/// Rows under columns.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, one cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

impl Answer {
    /// An answer by its fields and rows.
    pub fn of<'r, R: 'r>(fields: &Fields<'_, R>, rows: impl IntoIterator<Item = &'r R>) -> Self {
        Self {
            columns: fields.columns(),
            rows: rows.into_iter().map(|row| fields.cells(row)).collect(),
        }
    }

    /// For people, with `title` above it, and `none` in its place where there is no row.
    #[must_use]
    pub fn titled(&self, title: &str, none: &str) -> String {
        let title = terminal::wrapped(title);
        if self.rows.is_empty() {
            format!("{title}\n\n  {none}\n")
        } else {
            format!("{title}\n\n{}", self.table())
        }
    }

    /// For people, indented by two.
    #[must_use]
    pub fn table(&self) -> String {
        let Lines { head, rows } = self.lines();
        head.into_iter()
            .chain(rows.into_iter().flatten())
            .fold(String::new(), |text, line| text + &line + "\n")
    }

    /// The same, line by line.
    #[must_use]
    pub fn lines(&self) -> Lines {
        let for_people = |column: &Column| column.readers != Readers::Programs;
        let columns: Vec<(&str, Align)> = self
            .columns
            .iter()
            .filter(|column| for_people(column))
            .map(|column| (&*column.title, Align::of(column.kind)))
            .collect();
        let rows: Vec<Vec<String>> = self
            .rows
            .iter()
            .map(|row| {
                let shown = self.columns.iter().zip(row);
                shown
                    .filter(|(column, _)| for_people(column))
                    .map(|(_, cell)| readable(cell))
                    .collect()
            })
            .collect();
        let rows: Vec<Vec<&str>> = rows
            .iter()
            .map(|row| row.iter().map(String::as_str).collect())
            .collect();
        terminal::lines(&columns, &rows, terminal::width())
    }

    /// An array of objects; amounts are texts, so that no digit is lost, and counts are numbers.
    pub fn json(&self) -> Result<String, fmt::Error> {
        let object = |row: &Vec<Cell>| {
            let pairs = self.columns.iter().zip(row);
            let pairs = pairs
                .filter(|(column, _)| for_programs(column))
                .map(|(column, cell)| (column.name.to_owned(), value(column, cell)));
            serde_json::Value::Object(pairs.collect())
        };
        json(&self.rows.iter().map(object).collect::<Vec<_>>())
    }

    /// A line of names, and a line for each row.
    pub fn csv(&self) -> Result<String, fmt::Error> {
        let names = self.columns.iter().filter(|column| for_programs(column));
        Ok(csv([names.map(|column| column.name)])? + &self.csv_rows()?)
    }

    /// The rows as CSV, without the line of names.
    pub fn csv_rows(&self) -> Result<String, fmt::Error> {
        csv(self.rows.iter().map(|row| {
            let told = self.columns.iter().zip(row);
            told.filter(|(column, _)| for_programs(column))
                .map(|(_, cell)| cell.exact().unwrap_or_default().into_owned())
        }))
    }
}

fn for_programs(column: &Column) -> bool {
    column.readers != Readers::People
}

/// What a terminal shows of a cell: a text from outside whole, so that a blank at its end is seen.
fn readable(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => shown_whole(text),
        _ => harmless(&cell.shown()),
    }
}

fn value(column: &Column, cell: &Cell) -> serde_json::Value {
    let exact = cell.exact();
    let count = exact
        .as_ref()
        .filter(|_| column.kind == Kind::Count)
        .and_then(|text| text.parse::<i64>().ok());
    count.map_or_else(|| exact.map(Cow::into_owned).into(), Into::into)
}

/// An answer as JSON, with nothing in it that acts on a terminal.
pub fn json(answer: &impl Serialize) -> Result<String, fmt::Error> {
    serde_json::to_string_pretty(answer)
        .map(|text| escaped(&text) + "\n")
        .map_err(|_| fmt::Error)
}

/// Lines of CSV.
pub fn csv(
    rows: impl IntoIterator<Item = impl IntoIterator<Item = impl AsRef<[u8]>>>,
) -> Result<String, fmt::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(|_| fmt::Error)?;
    }
    let bytes = writer.into_inner().map_err(|_| fmt::Error)?;
    String::from_utf8(bytes).map_err(|_| fmt::Error)
}
