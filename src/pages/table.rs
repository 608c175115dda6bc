//! Tables that a reader can sort and filter, of any length.
//!
//! A short table stands in its page whole. Of a long one the page holds the first rows, and all of them lie beside it in
//! parts, as scripts that the page calls in when they are asked for: pages opened from disk may load scripts and
//! nothing else. No row is left out.

use super::replace_folder::Site;
use super::{ReportError, laid_out};
use crate::terms::figures::{grams, kilograms};
use crate::terms::{Day, Mass};
use askama::Template;
use askama::filters::HtmlSafe;
use inforce_present::text::html::{HtmlText, plain};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::fmt::Display;

/// Rows of a part.
const PART: usize = 1000;
/// Rows that a page holds at most, which bounds its size; the list of all countries and territories stands whole.
const FIRST: usize = 250;

/// What a column holds, and so how it is aligned and sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Words.
    Text,
    /// Days and words of ours, which stay on one line.
    Short,
    /// Words that need room, such as ids and names.
    Wide,
    /// Exact figures.
    Figure,
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    name: &'static str,
    kind: Kind,
}

/// A column of words.
pub(super) const fn text(name: &'static str) -> Column {
    Column {
        name,
        kind: Kind::Text,
    }
}

/// A column of days, or of words of ours.
pub(super) const fn short(name: &'static str) -> Column {
    Column {
        name,
        kind: Kind::Short,
    }
}

/// A column of ids or names.
pub(super) const fn wide(name: &'static str) -> Column {
    Column {
        name,
        kind: Kind::Wide,
    }
}

/// A column of figures.
pub(super) const fn figure(name: &'static str) -> Column {
    Column {
        name,
        kind: Kind::Figure,
    }
}

impl Column {
    /// What its cells are to the style sheet.
    fn class(self) -> &'static str {
        match self.kind {
            Kind::Text => "",
            Kind::Short => "s",
            Kind::Wide => "w",
            Kind::Figure => "n",
        }
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, Default)]
pub(super) enum Cell {
    #[default]
    Empty,
    /// Words, whoever wrote them.
    Text(String),
    /// Words that lead on, from the root of the site.
    Link { text: String, href: String },
    /// An exact figure, and how it is shown.
    Figure { exact: String, shown: String },
}

impl Cell {
    pub(super) fn text(text: impl Display) -> Self {
        let text = text.to_string();
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }

    pub(super) fn day(day: Option<Day>) -> Self {
        day.map_or(Self::Empty, Self::text)
    }

    pub(super) fn link(text: &str, href: String) -> Self {
        Self::Link {
            text: plain(text),
            href,
        }
    }

    /// A figure in full, with thousands separators.
    pub(super) fn figure(exact: impl Display) -> Self {
        let exact = exact.to_string();
        Self::Figure {
            shown: grams(&exact),
            exact,
        }
    }

    /// A mass in grams, in full.
    pub(super) fn grams(mass: Option<Mass>) -> Self {
        mass.map_or(Self::Empty, Self::figure)
    }

    /// A mass in kilograms to the gram; the exact grams go with it.
    pub(super) fn kilograms(mass: Option<Mass>) -> Self {
        mass.map_or(Self::Empty, |mass| Self::Figure {
            exact: mass.to_string(),
            shown: kilograms(mass),
        })
    }
}

/// A row.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// Its name within the page, for links to it.
    pub(super) anchor: Option<String>,
    /// Whether it stands out: its day is in excess.
    pub(super) over: bool,
    /// By column.
    pub(super) cells: Vec<Cell>,
}

impl Row {
    pub(super) fn of(cells: Vec<Cell>) -> Self {
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
            Self::Empty => serializer.serialize_none(),
            Self::Text(text) => HtmlText(text).serialize(serializer),
            Self::Link { text, href } => pair(serializer, [("t", text), ("h", href)]),
            Self::Figure { exact, shown } if *shown == grams(exact) => {
                serializer.serialize_str(exact)
            }
            Self::Figure { exact, shown } => pair(serializer, [("e", exact), ("s", shown)]),
        }
    }
}

/// A table being filled.
pub(super) struct TableBuilder<'s> {
    site: &'s Site,
    table: Table,
    waiting: Vec<Row>,
}

/// A finished table, as its page holds it.
#[derive(Debug, Template)]
#[template(path = "grid.html")]
pub(super) struct Table {
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

impl HtmlSafe for Table {}

impl Table {
    /// The cells of a row with the class of their column.
    fn classed<'r>(&self, row: &'r Row) -> impl Iterator<Item = (&'static str, &'r Cell)> {
        self.columns
            .iter()
            .map(|column| column.class())
            .zip(&row.cells)
    }

    fn all(&self) -> String {
        grams(self.total)
    }

    /// Each part with its number, from the page.
    fn files(&self) -> impl Iterator<Item = (usize, String)> {
        (1..=self.parts).map(|number| (number, format!("{}{}{number}.js", self.root, self.stem)))
    }

    /// Whether there is nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        self.total == 0
    }
}

impl<'s> TableBuilder<'s> {
    /// An empty table of a page, by the page's name from the root of the site.
    pub(super) fn new(
        site: &'s Site,
        page: &str,
        id: &'static str,
        label: impl Into<String>,
        columns: &[Column],
    ) -> Self {
        let root = if page.contains('/') { "../" } else { "" };
        let stem = format!(
            "parts/{}-{id}-",
            page.trim_end_matches(".html").replace('/', ".")
        );
        let columns = columns.to_vec();
        Self {
            site,
            table: Table {
                id,
                label: label.into(),
                root,
                columns,
                rows: Vec::new(),
                total: 0,
                parts: 0,
                stem,
            },
            waiting: Vec::new(),
        }
    }

    /// Adds a row.
    pub(super) fn push(&mut self, row: Row) -> Result<(), ReportError> {
        if self.waiting.len() == PART {
            self.flush()?;
        }
        self.table.total += 1;
        self.waiting.push(row);
        Ok(())
    }

    /// Adds all rows and closes the table.
    pub(super) fn of(mut self, rows: impl IntoIterator<Item = Row>) -> Result<Table, ReportError> {
        rows.into_iter().try_for_each(|row| self.push(row))?;
        self.finish()
    }

    fn flush(&mut self) -> Result<(), ReportError> {
        self.table.parts += 1;
        let name = format!("{}{}.js", self.table.stem, self.table.parts);
        let rows = serde_json::to_string(&self.waiting).map_err(|error| laid_out(&name, error))?;
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
    pub(super) fn finish(mut self) -> Result<Table, ReportError> {
        if self.table.parts == 0 && self.waiting.len() <= FIRST {
            self.table.rows = self.waiting;
        } else if !self.waiting.is_empty() {
            self.flush()?;
        }
        Ok(self.table)
    }
}
