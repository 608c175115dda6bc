//! Tables that a reader can sort and filter, of any length.
//!
//! A short table stands in its page whole. Of a long one the page holds the first rows, and all of them lie beside it in
//! parts, as scripts that the page calls in when they are asked for: pages opened from disk may load scripts and
//! nothing else. No row is left out.

use super::{Cell, Column, Fields, Kind};
use crate::figure::grouped;
use crate::text::html::{HtmlText, plain};
use askama::Template;
use askama::filters::HtmlSafe;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// Rows of a part.
const PART: usize = 1000;
/// Rows that a page holds at most, which bounds its size; the list of all countries and territories stands whole.
const FIRST: usize = 250;

/// A column of words.
#[must_use]
pub const fn text(title: &'static str) -> Column {
    Column::new("", Cow::Borrowed(title), Kind::Text)
}

/// A column of days, or of words of ours, which stay on one line.
#[must_use]
pub const fn short(title: &'static str) -> Column {
    Column::new("", Cow::Borrowed(title), Kind::Short)
}

/// A column of ids or names, which need room.
#[must_use]
pub const fn wide(title: &'static str) -> Column {
    Column::new("", Cow::Borrowed(title), Kind::Prose)
}

/// A column of exact figures.
#[must_use]
pub const fn figure(title: &'static str) -> Column {
    Column::new("", Cow::Borrowed(title), Kind::Figure)
}

/// What the cells of a column are to the style sheet and to the script.
const fn class(column: &Column) -> &'static str {
    match column.kind {
        Kind::Text => "",
        Kind::Short | Kind::Day => "s",
        Kind::Prose => "w",
        _ => "n",
    }
}

/// Where the parts of long tables are put.
pub trait Parts {
    /// Why a part cannot be put there.
    type Error;

    /// Writes a part, by its name from the root of the site.
    fn write(&self, name: &str, content: &[u8]) -> Result<(), Self::Error>;

    /// Of rows that cannot be written as text.
    fn unwritten(&self, name: &str, error: serde_json::Error) -> Self::Error;
}

/// A row.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Its name within the page, for links to it.
    pub anchor: Option<String>,
    /// Whether it stands out: its day is in excess.
    pub over: bool,
    /// By column.
    pub cells: Vec<Cell>,
}

impl Row {
    /// A row of cells, without a name and like others.
    #[must_use]
    pub fn of(cells: Vec<Cell>) -> Self {
        Self {
            cells,
            ..Self::default()
        }
    }
}

/// For the scripts: anchor, whether it stands out, cells.
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

/// A table being filled.
pub struct TableBuilder<'s, S> {
    site: &'s S,
    table: PageTable,
    waiting: Vec<Row>,
}

/// A finished table, as its page holds it.
#[derive(Debug, Template)]
#[template(path = "table.html")]
pub struct PageTable {
    /// Its name within the page.
    id: &'static str,
    /// What it lists, for those who cannot see it.
    label: String,
    /// From the page to the root of the site.
    root: &'static str,
    columns: Vec<Column>,
    /// Those that the page holds.
    rows: Vec<Row>,
    /// All rows, those of the parts included.
    total: usize,
    parts: usize,
    /// The parts are called this and a number.
    stem: String,
}

impl HtmlSafe for PageTable {}

impl PageTable {
    /// The cells of a row with the class of their column.
    fn classed<'r>(&self, row: &'r Row) -> impl Iterator<Item = (&'static str, &'r Cell)> {
        self.columns.iter().map(class).zip(&row.cells)
    }

    fn all(&self) -> String {
        grouped(self.total)
    }

    /// Each part with its number, from the page.
    fn files(&self) -> impl Iterator<Item = (usize, String)> {
        (1..=self.parts).map(|number| (number, format!("{}{}{number}.js", self.root, self.stem)))
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }
}

impl<'s, S: Parts> TableBuilder<'s, S> {
    /// An empty table of a page, by the page's name from the root of the site.
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

    /// The table of a page whose rows are given, by the page's name from the root of the site.
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

    /// Adds all rows and closes the table.
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

    /// Closes the table.
    pub fn finish(mut self) -> Result<PageTable, S::Error> {
        if self.table.parts == 0 && self.waiting.len() <= FIRST {
            self.table.rows = self.waiting;
        } else if !self.waiting.is_empty() {
            self.flush()?;
        }
        Ok(self.table)
    }
}
