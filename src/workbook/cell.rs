//! A cell, and how it is put into a worksheet.

use super::WorkbookError;
use super::figure::Figure;
use super::styles::Styles;
use crate::terms::Day;
use inforce_present::text::xlsx::CellText;
use rust_xlsxwriter::{Format, Url, Worksheet};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text.
    Text,
    /// Text on as many lines as it needs.
    Prose,
    /// Days.
    Day,
    /// Whole numbers.
    Whole,
    /// Whole numbers that nobody would group, such as years.
    Plain,
    /// Grams; a second column holds the exact figure where a number cannot.
    Mass,
    /// Grams with their sign, likewise.
    Signed,
    /// Shares of base.
    Share,
    /// Grams in full: as text where a number cannot hold them.
    Exact,
}

impl Kind {
    /// Whether a second column holds exact figures.
    pub(super) const fn has_exact(self) -> bool {
        matches!(self, Self::Mass | Self::Signed)
    }

    const fn style(self, styles: &Styles, exact: bool) -> &Format {
        match (self, exact) {
            (Self::Mass, true) => &styles.mass,
            (Self::Mass, false) => &styles.mass_rounded,
            (Self::Signed, true) => &styles.signed,
            (Self::Signed, false) => &styles.signed_rounded,
            (Self::Share, _) => &styles.share,
            (Self::Exact, _) => &styles.full,
            (Self::Plain, _) => &styles.plain,
            _ => &styles.whole,
        }
    }
}

/// What a cell holds.
#[derive(Clone, Debug)]
pub(super) enum Cell<'c> {
    /// Nothing, which is neither zero nor an empty text.
    Nothing,
    /// Our own words.
    Words(&'c str),
    /// Text from outside, names and codes of the configuration included.
    Text(&'c str),
    /// The same, put together for the cell.
    Owned(String),
    /// A day.
    Day(Day),
    /// A whole number.
    Whole(i64),
    /// An exact decimal.
    Figure(String),
    /// A link within the workbook.
    Link {
        /// What it says.
        words: String,
        /// Where it leads.
        to: String,
    },
}

impl<'c> Cell<'c> {
    /// Text from outside that may be absent.
    pub(super) fn text(text: &'c str) -> Self {
        if text.is_empty() {
            Self::Nothing
        } else {
            Self::Text(text)
        }
    }

    /// An exact figure, if there is one.
    pub(super) fn figure(figure: Option<impl ToString>) -> Self {
        figure.map_or(Self::Nothing, |figure| Self::Figure(figure.to_string()))
    }

    /// A day, if there is one.
    pub(super) fn day(day: Option<Day>) -> Self {
        day.map_or(Self::Nothing, Self::Day)
    }
}

/// Where cells go.
pub(super) struct Put<'p> {
    pub(super) worksheet: &'p mut Worksheet,
    pub(super) styles: &'p Styles,
    /// Where a text that is too long stands whole.
    pub(super) source: &'static str,
}

impl Put<'_> {
    /// Puts a cell in its place; the exact figure where the number is not it.
    pub(super) fn cell(
        &mut self,
        at: (u32, u16),
        kind: Kind,
        cell: &Cell<'_>,
    ) -> Result<Option<String>, WorkbookError> {
        let styles = self.styles;
        match cell {
            Cell::Nothing => {}
            Cell::Words(words) => {
                self.worksheet.write_string_with_format(
                    at.0,
                    at.1,
                    *words,
                    styles.of_text(kind == Kind::Prose, false, false),
                )?;
            }
            Cell::Owned(text) => return self.cell(at, kind, &Cell::Text(text)),
            Cell::Text(text) => {
                let shown = CellText::of(text, self.source);
                let style = styles.of_text(kind == Kind::Prose, shown.changed, shown.like_formula);
                self.worksheet
                    .write_string_with_format(at.0, at.1, shown.text, style)?;
            }
            Cell::Day(day) => {
                self.worksheet.write_number_with_format(
                    at.0,
                    at.1,
                    f64::from(day.number() + DAYS_BEFORE_1970),
                    &styles.day,
                )?;
            }
            Cell::Whole(number) => return self.number(at, kind, &number.to_string()),
            Cell::Figure(figure) => return self.number(at, kind, figure),
            Cell::Link { words, to } => {
                let words = CellText::of(words, self.source).text;
                self.worksheet.write_url_with_format(
                    at.0,
                    at.1,
                    Url::new(to).set_text(words),
                    &styles.link,
                )?;
            }
        }
        Ok(None)
    }

    fn number(
        &mut self,
        at: (u32, u16),
        kind: Kind,
        figure: &str,
    ) -> Result<Option<String>, WorkbookError> {
        let Figure { number, exact } = Figure::of(figure);
        match number {
            Some(number) if exact || kind.has_exact() => {
                self.worksheet.write_number_with_format(
                    at.0,
                    at.1,
                    number,
                    kind.style(self.styles, exact),
                )?;
                Ok((!exact).then(|| figure.to_owned()))
            }
            // No number holds it, and there is no second column for it.
            _ => {
                self.worksheet
                    .write_string_with_format(at.0, at.1, figure, &self.styles.exact)?;
                Ok(None)
            }
        }
    }
}

/// Spreadsheets count days from the last of 1899; they and the calendar agree from March 1900 on.
const DAYS_BEFORE_1970: i32 = 25_569;
