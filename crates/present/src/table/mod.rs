//! A table: its columns, what stands in its cells, and how it is rendered.
//!
//! A column is stated once, with its title, its kind and what stands in it of a row ([`Fields`]). The kind says how its cells are
//! aligned, sorted and styled wherever the table is shown; a [`Cell`] holds what programs read and what people read.
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
    /// Words of our own, which a page does not break.
    Short,
    /// Words that need room, on as many lines as they need.
    Prose,
    /// Days.
    Day,
    /// Whole numbers of something.
    Count,
    /// Whole numbers that nobody would group, such as years.
    Plain,
    /// Exact figures; in a sheet as text where a number cannot hold them.
    Figure,
    /// Figures that a sheet shows to three places; a second column there holds the exact figure where a number cannot.
    Mass,
    /// The same with their sign.
    Signed,
    /// Shares of a whole.
    Share,
}

impl Kind {
    /// Whether cells stand below one another by their last digits.
    #[must_use]
    pub const fn is_figure(self) -> bool {
        !matches!(self, Self::Text | Self::Short | Self::Prose | Self::Day)
    }
}

/// Who is shown a column of an answer.
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
    /// What programs know it by; only the columns of answers have a name.
    pub name: &'static str,
    /// What stands above it.
    pub title: Cow<'static, str>,
    /// What it holds.
    pub kind: Kind,
    /// Who is shown it.
    pub readers: Readers,
    /// Its width in a sheet, in pixels.
    pub pixels: u32,
    /// Whether it begins a group of columns, which is printed on one page if it fits.
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

    /// The same, for programs only.
    #[must_use]
    pub fn for_programs(self) -> Self {
        Self {
            readers: Readers::Programs,
            ..self
        }
    }

    /// The same, for people only.
    #[must_use]
    pub fn for_people(self) -> Self {
        Self {
            readers: Readers::People,
            ..self
        }
    }

    /// The same, as the first of a group of columns.
    #[must_use]
    pub fn begins(self) -> Self {
        Self {
            begins_group: true,
            ..self
        }
    }
}

/// Columns, each with what stands in it of a row.
pub struct Fields<'f, R>(Vec<Field<'f, R>>);

/// A column, and what stands in it of a row.
type Field<'f, R> = (Column, Box<dyn Fn(&R) -> Cell + 'f>);

impl<R> Default for Fields<'_, R> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'f, R> Fields<'f, R> {
    /// No columns yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with one more column.
    #[must_use]
    pub fn add(mut self, column: Column, cell: impl Fn(&R) -> Cell + 'f) -> Self {
        self.0.push((column, Box::new(cell)));
        self
    }

    /// The same with more columns.
    #[must_use]
    pub fn and(mut self, more: Self) -> Self {
        self.0.extend(more.0);
        self
    }

    /// The columns.
    #[must_use]
    pub fn columns(&self) -> Vec<Column> {
        self.0.iter().map(|(column, _)| column.clone()).collect()
    }

    /// The cells of a row.
    #[must_use]
    pub fn cells(&self, row: &R) -> Vec<Cell> {
        self.0.iter().map(|(_, cell)| cell(row)).collect()
    }
}

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    /// Days since 1 January 1970.
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

/// What stands in a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cell {
    /// Nothing, which is neither zero nor an empty text.
    #[default]
    Nothing,
    /// Words of our own.
    Words(Cow<'static, str>),
    /// A text from outside.
    Text(String),
    /// A day.
    Date(Date),
    /// A whole number.
    Whole(i64),
    /// An exact decimal.
    Figure(String),
    /// An exact decimal, and how it is rounded for people.
    Rounded {
        /// The decimal.
        exact: String,
        /// What people read.
        shown: String,
    },
    /// A text that leads somewhere.
    Link {
        /// What it says.
        text: String,
        /// Where it leads.
        to: String,
    },
    /// One thing for programs, if anything, and another for people.
    Both {
        /// What programs read.
        exact: Option<String>,
        /// What people read.
        shown: String,
    },
}

impl Cell {
    /// Words of our own, or what we write ourselves such as a code.
    #[must_use]
    pub fn words(words: impl Into<Cow<'static, str>>) -> Self {
        Self::Words(words.into())
    }

    /// The same of anything that can be written.
    #[must_use]
    pub fn of(value: impl Display) -> Self {
        Self::Words(value.to_string().into())
    }

    /// The same, if there is one.
    #[must_use]
    pub fn maybe(value: Option<impl Display>) -> Self {
        value.map(Self::of).unwrap_or_default()
    }

    /// A text from outside; nothing where it is empty.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Nothing
        } else {
            Self::Text(text)
        }
    }

    /// A day.
    #[must_use]
    pub fn day(day: impl Into<Date>) -> Self {
        Self::Date(day.into())
    }

    /// A day, if there is one.
    #[must_use]
    pub fn date(day: Option<impl Into<Date>>) -> Self {
        day.map(|day| Self::Date(day.into())).unwrap_or_default()
    }

    /// An exact decimal.
    #[must_use]
    pub fn figure(exact: impl Display) -> Self {
        Self::Figure(exact.to_string())
    }

    /// An exact decimal, if there is one.
    #[must_use]
    pub fn maybe_figure(exact: Option<impl Display>) -> Self {
        exact.map(Self::figure).unwrap_or_default()
    }

    /// An exact decimal, and how it is rounded for people.
    #[must_use]
    pub fn rounded(exact: impl Display, shown: String) -> Self {
        Self::Rounded {
            exact: exact.to_string(),
            shown,
        }
    }

    /// A text that leads somewhere.
    #[must_use]
    pub fn link(text: impl Into<String>, to: String) -> Self {
        Self::Link {
            text: text.into(),
            to,
        }
    }

    /// One thing for programs and another for people.
    #[must_use]
    pub fn both(exact: impl Display, shown: impl Display) -> Self {
        Self::Both {
            exact: Some(exact.to_string()),
            shown: shown.to_string(),
        }
    }

    /// Nothing for programs, words for people.
    #[must_use]
    pub fn for_people(words: impl Into<String>) -> Self {
        Self::Both {
            exact: None,
            shown: words.into(),
        }
    }

    /// What programs read.
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

    /// What people read, not yet made safe for where they read it.
    #[must_use]
    pub fn shown(&self) -> Cow<'_, str> {
        match self {
            Self::Figure(exact) => Cow::Owned(grouped(exact)),
            Self::Rounded { shown, .. } | Self::Both { shown, .. } => Cow::Borrowed(shown),
            _ => self.exact().unwrap_or_default(),
        }
    }
}
