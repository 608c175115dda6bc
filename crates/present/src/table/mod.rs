//! A table: its columns, the content of its cells, and how it is rendered.
//!
//! A column is stated once, with its title, its kind and the cell that it makes of a row ([`Fields`]). The kind decides how
//! cells are aligned, sorted and styled wherever the table is shown. A [`Cell`] holds what programs read and what people
//! read.
//!
//! | rendered as | by |
//! |---|---|
//! | lines within the width of a terminal; CSV and JSON for programs | [`answer`], [`terminal`] |
//! | a table of a page, in parts where it is long | [`html`] |
//! | a sheet of a workbook | [`crate::xlsx`] |

pub mod answer;
pub mod html;
pub mod terminal;

use crate::figure::grouped;
use std::borrow::Cow;
use std::fmt::{self, Display};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words, on one line of a sheet.
    Text,
    /// The product's own words, which a page does not break into lines.
    Short,
    /// Words that need room, on as many lines as they need.
    Prose,
    /// Days.
    Day,
    /// Whole numbers that count something.
    Count,
    /// Whole numbers that are not grouped, such as years.
    Plain,
    /// Exact figures. A sheet holds them as text if a number cannot hold them.
    Figure,
    /// Figures that a sheet shows to three places. A second column of the sheet holds the exact figure if a number cannot.
    Mass,
    /// Figures like [`Kind::Mass`], with their sign.
    Signed,
    /// Whole numbers with their sign.
    Change,
    /// Shares of a whole.
    Share,
}

impl Kind {
    /// Whether cells are aligned by their last digits.
    #[must_use]
    pub const fn is_figure(self) -> bool {
        !matches!(self, Self::Text | Self::Short | Self::Prose | Self::Day)
    }
}

/// Who sees a column of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// People and programs.
    All,
    /// People only: tables have it, CSV and JSON do not.
    People,
    /// Programs only.
    Programs,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// The name for programs; only columns of answers have one.
    pub name: &'static str,
    /// The heading.
    pub title: Cow<'static, str>,
    /// What the column holds.
    pub kind: Kind,
    /// Who sees the column.
    pub readers: Readers,
    /// The width in a sheet, in pixels.
    pub pixels: u32,
    /// Whether the column begins a group of columns. A group is printed on one page if it fits.
    pub begins_group: bool,
}

impl Column {
    pub(crate) const fn new(name: &'static str, title: Cow<'static, str>, kind: Kind) -> Self {
        Self {
            name,
            title,
            kind,
            readers: Readers::All,
            pixels: 0,
            begins_group: false,
        }
    }

    /// Returns the column, for programs only.
    #[must_use]
    pub fn for_programs(self) -> Self {
        Self {
            readers: Readers::Programs,
            ..self
        }
    }

    /// Returns the column, for people only.
    #[must_use]
    pub fn for_people(self) -> Self {
        Self {
            readers: Readers::People,
            ..self
        }
    }

    /// Returns the column, as the first of a group of columns.
    #[must_use]
    pub fn begins(self) -> Self {
        Self {
            begins_group: true,
            ..self
        }
    }
}

/// Columns, each with the cell that it makes of a row.
pub struct Fields<'f, R>(Vec<Field<'f, R>>);

/// A column, with the cell that it makes of a row.
type Field<'f, R> = (Column, Box<dyn Fn(&R) -> Cell + 'f>);

impl<R> Default for Fields<'_, R> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'f, R> Fields<'f, R> {
    /// Begins without columns.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the fields with one more column.
    #[must_use]
    pub fn add(mut self, column: Column, cell: impl Fn(&R) -> Cell + 'f) -> Self {
        self.0.push((column, Box::new(cell)));
        self
    }

    /// Returns the fields with more columns.
    #[must_use]
    pub fn and(mut self, more: Self) -> Self {
        self.0.extend(more.0);
        self
    }

    /// Returns the columns.
    #[must_use]
    pub fn columns(&self) -> Vec<Column> {
        self.0.iter().map(|(column, _)| column.clone()).collect()
    }

    /// Returns the cells of a row.
    #[must_use]
    pub fn cells(&self, row: &R) -> Vec<Cell> {
        self.0.iter().map(|(_, cell)| cell(row)).collect()
    }
}

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    /// The days since 1 January 1970.
    pub number: i32,
    /// Year, month and day.
    pub civil: (i32, i32, i32),
}

impl Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil;
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// The content of a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cell {
    /// No content, which is neither zero nor an empty text.
    #[default]
    Nothing,
    /// The product's own words.
    Words(Cow<'static, str>),
    /// A text from outside.
    Text(String),
    /// A day.
    Date(Date),
    /// A whole number.
    Whole(i64),
    /// An exact decimal.
    Figure(String),
    /// An exact decimal, and its rounded form for people.
    Rounded {
        /// The exact decimal.
        exact: String,
        /// The text that people read.
        shown: String,
    },
    /// A text with a link.
    Link {
        /// The text.
        text: String,
        /// The address.
        to: String,
    },
    /// One text for programs, if any, and another for people.
    Both {
        /// The text that programs read.
        exact: Option<String>,
        /// The text that people read.
        shown: String,
    },
}

impl Cell {
    /// Returns a cell of the product's own words, or of a text that the product writes, such as a code.
    #[must_use]
    pub fn words(words: impl Into<Cow<'static, str>>) -> Self {
        Self::Words(words.into())
    }

    /// Returns a cell of the written form of a value that the product knows.
    #[must_use]
    pub fn of(value: impl Display) -> Self {
        Self::Words(value.to_string().into())
    }

    /// Returns the cell of [`Cell::of`], or an empty cell if there is no value.
    #[must_use]
    pub fn maybe(value: Option<impl Display>) -> Self {
        value.map(Self::of).unwrap_or_default()
    }

    /// Returns a cell of a text from outside; an empty cell if the text is empty.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Nothing
        } else {
            Self::Text(text)
        }
    }

    /// Returns a cell of a day.
    #[must_use]
    pub fn day(day: impl Into<Date>) -> Self {
        Self::Date(day.into())
    }

    /// Returns a cell of a day, or an empty cell if there is none.
    #[must_use]
    pub fn date(day: Option<impl Into<Date>>) -> Self {
        day.map(|day| Self::Date(day.into())).unwrap_or_default()
    }

    /// Returns a cell of an exact decimal.
    #[must_use]
    pub fn figure(exact: impl Display) -> Self {
        Self::Figure(exact.to_string())
    }

    /// Returns a cell of an exact decimal, or an empty cell if there is none.
    #[must_use]
    pub fn maybe_figure(exact: Option<impl Display>) -> Self {
        exact.map(Self::figure).unwrap_or_default()
    }

    /// Returns a cell of an exact decimal with its rounded form for people.
    #[must_use]
    pub fn rounded(exact: impl Display, shown: String) -> Self {
        Self::Rounded {
            exact: exact.to_string(),
            shown,
        }
    }

    /// Returns a cell of a text with a link.
    #[must_use]
    pub fn link(text: impl Into<String>, to: String) -> Self {
        Self::Link {
            text: text.into(),
            to,
        }
    }

    /// Returns a cell of one text for programs and another for people.
    #[must_use]
    pub fn both(exact: impl Display, shown: impl Display) -> Self {
        Self::Both {
            exact: Some(exact.to_string()),
            shown: shown.to_string(),
        }
    }

    /// Returns a cell of words for people, and nothing for programs.
    #[must_use]
    pub fn for_people(words: impl Into<String>) -> Self {
        Self::Both {
            exact: None,
            shown: words.into(),
        }
    }

    /// Returns what programs read.
    #[must_use]
    pub fn exact(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            Self::Nothing | Self::Both { exact: None, .. } => return None,
            Self::Words(text) => Cow::Borrowed(text),
            Self::Text(exact)
            | Self::Figure(exact)
            | Self::Rounded { exact, .. }
            | Self::Link { text: exact, .. }
            | Self::Both {
                exact: Some(exact), ..
            } => Cow::Borrowed(exact),
            Self::Date(day) => Cow::Owned(day.to_string()),
            Self::Whole(number) => Cow::Owned(number.to_string()),
        })
    }

    /// Returns what people read, not yet made safe for the place where they read it.
    #[must_use]
    pub fn shown(&self) -> Cow<'_, str> {
        match self {
            Self::Figure(exact) => Cow::Owned(grouped(exact)),
            Self::Rounded { shown, .. } | Self::Both { shown, .. } => Cow::Borrowed(shown),
            _ => self.exact().unwrap_or_default(),
        }
    }
}
