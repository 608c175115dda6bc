//! An answer of rows and columns: a table for people, and JSON and CSV for programs.

use super::terminal::{self, Align, Lines, Widths};
use super::{Cell, Column, Fields, Kind, Readers};
use crate::text::json::escaped;
use crate::text::terminal::{as_harmless, shown_whole};
use serde::Serialize;
use std::borrow::Cow;
use std::fmt;

/// Returns a column of texts, with its name for programs and its title for people.
#[must_use]
pub const fn text(name: &'static str, title: &'static str) -> Column {
    Column::new(name, Cow::Borrowed(title), Kind::Text)
}

/// Returns a column of figures. In JSON they are texts, so that no digit is lost.
#[must_use]
pub const fn figure(name: &'static str, title: &'static str) -> Column {
    Column::new(name, Cow::Borrowed(title), Kind::Figure)
}

/// Returns a column of counts or years. In JSON they are numbers.
#[must_use]
pub const fn number(name: &'static str, title: &'static str) -> Column {
    Column::new(name, Cow::Borrowed(title), Kind::Count)
}

/// Returns a column of texts that only programs read.
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
    /// Makes an answer from fields and rows.
    pub fn of<'r, R: 'r>(fields: &Fields<'_, R>, rows: impl IntoIterator<Item = &'r R>) -> Self {
        Self {
            columns: fields.columns(),
            rows: rows.into_iter().map(|row| fields.cells(row)).collect(),
        }
    }

    /// Returns the table for people, below `title`; without rows, `none` stands in its place.
    #[must_use]
    pub fn titled(&self, title: &str, none: &str) -> String {
        let title = terminal::wrapped(title);
        if self.rows.is_empty() {
            format!("{title}\n\n  {none}\n")
        } else {
            format!("{title}\n\n{}", self.table())
        }
    }

    /// Returns the table for people, indented by two blanks.
    #[must_use]
    pub fn table(&self) -> String {
        let Lines { head, rows } = self.lines();
        head.into_iter()
            .chain(rows.into_iter().flatten())
            .fold(String::new(), |text, line| text + &line + "\n")
    }

    /// Returns the table for people, line by line.
    #[must_use]
    pub fn lines(&self) -> Lines {
        self.lines_in(&self.widths())
    }

    /// Returns the widths that the table's columns need.
    #[must_use]
    pub fn widths(&self) -> Widths {
        self.for_people(Widths::of)
    }

    /// Returns the table for people, line by line, in columns of some widths.
    #[must_use]
    pub fn lines_in(&self, widths: &Widths) -> Lines {
        self.for_people(|columns, rows| widths.lines(columns, rows, terminal::width()))
    }

    /// Returns what `make` makes of the columns and the rows that people read.
    fn for_people<T>(&self, make: impl FnOnce(&[(&str, Align)], &[Vec<&str>]) -> T) -> T {
        let for_people = |column: &Column| column.readers != Readers::Programs;
        let columns: Vec<(&str, Align)> = self
            .columns
            .iter()
            .filter(|column| for_people(column))
            .map(|column| (&*column.title, Align::of(column.kind)))
            .collect();
        let rows: Vec<Vec<Cow<'_, str>>> = self
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
            .map(|row| row.iter().map(AsRef::as_ref).collect())
            .collect();
        make(&columns, &rows)
    }

    /// Returns an array of objects. Figures are texts, so that no digit is lost; counts are numbers.
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

    /// Returns a line of names, and a line for each row.
    pub fn csv(&self) -> Result<String, fmt::Error> {
        let names = self.columns.iter().filter(|column| for_programs(column));
        Ok(csv([names.map(|column| column.name)])? + &self.csv_rows()?)
    }

    /// Returns the rows as CSV, without the line of names.
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

/// Returns what a terminal shows of a cell. A text from outside is quoted if it has a blank at an end, so that the blank can
/// be seen.
fn readable(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Text(text) => shown_whole(text).into(),
        _ => as_harmless(cell.shown()),
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

/// Returns an answer as JSON, without characters that act on a terminal.
pub fn json(answer: &impl Serialize) -> Result<String, fmt::Error> {
    serde_json::to_string_pretty(answer)
        .map(|text| escaped(&text) + "\n")
        .map_err(|_| fmt::Error)
}

/// Returns lines of CSV.
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
