//! Tables of a page that a reader can sort and filter, of any length.
//!
//! A short table is in its page as a whole. Of a long table, the page holds the first rows; all rows are in parts beside the
//! page, which are scripts that the page loads when they are needed, because pages opened from disk may load scripts and
//! nothing else. No row is left out.

use super::{Cell, Column, Fields, Kind};
use crate::figure::grouped;
use crate::text::html::{HtmlText, plain};
use askama::Template;
use askama::filters::HtmlSafe;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// The rows of a part.
const PART: usize = 1000;
/// The most rows that a page holds, which limits its size. The list of all countries and territories fits whole.
const FIRST: usize = 250;

/// Returns a column of words.
#[must_use]
pub const fn text(title: &'static str) -> Column {
    Column::new("", Cow::Borrowed(title), Kind::Text)
}

/// Returns a column of days, or of the product's own words, which stay on one line.
#[must_use]
pub const fn short(title: &'static str) -> Column {
    Column::new("", Cow::Borrowed(title), Kind::Short)
}

/// Returns a column of ids or names, which need room.
#[must_use]
pub const fn wide(title: &'static str) -> Column {
    Column::new("", Cow::Borrowed(title), Kind::Prose)
}

/// Returns a column of exact figures.
#[must_use]
pub const fn figure(title: &'static str) -> Column {
    Column::new("", Cow::Borrowed(title), Kind::Figure)
}

/// Returns the class of a column's cells, for the style sheet and the script.
const fn class(column: &Column) -> &'static str {
    match column.kind {
        Kind::Text => "",
        Kind::Short | Kind::Day => "s",
        Kind::Prose => "w",
        _ => "n",
    }
}

/// Where the parts of long tables are written.
pub trait Parts {
    /// The error of a part that cannot be written.
    type Error;

    /// Writes a part. Its name is relative to the root of the site.
    fn write(&self, name: &str, content: &[u8]) -> Result<(), Self::Error>;

    /// Returns the error of a part whose rows cannot be written as JSON.
    fn unwritten(&self, name: &str, error: serde_json::Error) -> Self::Error;
}

/// A row of a table.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The name of the row within the page, for links to it.
    pub anchor: Option<String>,
    /// Whether the row stands out.
    pub over: bool,
    /// The cells, by column.
    pub cells: Vec<Cell>,
}

impl Row {
    /// Returns a row that has no name and does not stand out.
    #[must_use]
    pub fn of(cells: Vec<Cell>) -> Self {
        Self {
            cells,
            ..Self::default()
        }
    }
}

/// The form for scripts: the anchor, whether the row stands out, and the cells.
impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (
            self.anchor.as_deref().unwrap_or_default(),
            u8::from(self.over),
            &self.cells,
        )
            .serialize(serializer)
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let pair = |serializer: S, of: [(&str, &str); 2]| {
            let mut map = serializer.serialize_map(Some(2))?;
            of.iter()
                .try_for_each(|(key, value)| map.serialize_entry(key, value))?;
            map.end()
        };
        match self {
            Self::Link { text, to } => pair(serializer, [("t", &plain(text)), ("h", to)]),
            Self::Figure(exact) => serializer.serialize_str(exact),
            Self::Rounded { exact, shown } if *shown == grouped(exact) => {
                serializer.serialize_str(exact)
            }
            Self::Rounded { exact, shown } => pair(serializer, [("e", exact), ("s", shown)]),
            _ if self.shown().is_empty() => serializer.serialize_none(),
            _ => HtmlText(&self.shown()).serialize(serializer),
        }
    }
}

/// A table that is being filled.
pub struct TableBuilder<'s, S> {
    site: &'s S,
    table: PageTable,
    waiting: Vec<Row>,
}

/// A finished table, as its page holds it.
#[derive(Debug, Template)]
#[template(path = "table.html")]
pub struct PageTable {
    /// The name of the table within the page.
    id: &'static str,
    /// What the table lists, for readers who cannot see it.
    label: String,
    /// The path from the page to the root of the site.
    root: &'static str,
    columns: Vec<Column>,
    /// The rows that the page holds.
    rows: Vec<Row>,
    /// The number of all rows, with those of the parts.
    total: usize,
    parts: usize,
    /// The name of the parts without their number.
    stem: String,
}

impl HtmlSafe for PageTable {}

impl PageTable {
    /// Returns the cells of a row, each with the class of its column.
    fn classed<'r>(&self, row: &'r Row) -> impl Iterator<Item = (&'static str, &'r Cell)> {
        self.columns.iter().map(class).zip(&row.cells)
    }

    fn all(&self) -> String {
        grouped(self.total)
    }

    /// Returns each part with its number and its path from the page.
    fn files(&self) -> impl Iterator<Item = (usize, String)> {
        (1..=self.parts).map(|number| (number, format!("{}{}{number}.js", self.root, self.stem)))
    }

    /// Whether the table has no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }
}

impl<'s, S: Parts> TableBuilder<'s, S> {
    /// Begins an empty table. The name of its page is relative to the root of the site.
    pub fn new(
        site: &'s S,
        page: &str,
        id: &'static str,
        label: impl Into<String>,
        columns: impl Into<Vec<Column>>,
    ) -> Self {
        let root = if page.contains('/') { "../" } else { "" };
        let stem = format!(
            "parts/{}-{id}-",
            page.trim_end_matches(".html").replace('/', ".")
        );
        Self {
            site,
            table: PageTable {
                id,
                label: label.into(),
                root,
                columns: columns.into(),
                rows: Vec::new(),
                total: 0,
                parts: 0,
                stem,
            },
            waiting: Vec::new(),
        }
    }

    /// Returns the table of the given rows. The name of its page is relative to the root of the site.
    pub fn table<'r, R: 'r>(
        site: &'s S,
        page: &str,
        (id, label): (&'static str, &str),
        fields: &Fields<'_, R>,
        rows: impl IntoIterator<Item = &'r R>,
    ) -> Result<PageTable, S::Error> {
        Self::new(site, page, id, label, fields.columns())
            .of(rows.into_iter().map(|row| Row::of(fields.cells(row))))
    }

    /// Adds a row.
    pub fn push(&mut self, row: Row) -> Result<(), S::Error> {
        if self.waiting.len() == PART {
            self.flush()?;
        }
        self.table.total += 1;
        self.waiting.push(row);
        Ok(())
    }

    /// Adds all rows and finishes the table.
    pub fn of(mut self, rows: impl IntoIterator<Item = Row>) -> Result<PageTable, S::Error> {
        rows.into_iter().try_for_each(|row| self.push(row))?;
        self.finish()
    }

    fn flush(&mut self) -> Result<(), S::Error> {
        self.table.parts += 1;
        let name = format!("{}{}.js", self.table.stem, self.table.parts);
        let rows = serde_json::to_string(&self.waiting)
            .map_err(|error| self.site.unwritten(&name, error))?;
        self.site.write(
            &name,
            format!(
                "inforce.part(\"{}\",{},{rows});\n",
                self.table.id, self.table.parts
            )
            .as_bytes(),
        )?;
        if self.table.parts == 1 {
            self.waiting.truncate(FIRST);
            self.table.rows = std::mem::take(&mut self.waiting);
        }
        self.waiting.clear();
        Ok(())
    }

    /// Finishes the table.
    pub fn finish(mut self) -> Result<PageTable, S::Error> {
        if self.table.parts == 0 && self.waiting.len() <= FIRST {
            self.table.rows = self.waiting;
        } else if !self.waiting.is_empty() {
            self.flush()?;
        }
        Ok(self.table)
    }
}
