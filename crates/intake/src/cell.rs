//! Holds a value of a row before it is checked.

use crate::terms::{Day, ScaledNumber};

/// The content of a column in a row: missing, faulty, or a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell<T> {
    /// Nothing: a null or an empty text.
    Missing,
    /// A content that is not a value of this column: not a day, not a number, or not a known code.
    Faulty,
    /// A value.
    Is(T),
}

impl<T> Cell<T> {
    /// Returns the cell of a text: missing if it is empty, faulty if `read` finds no value.
    pub fn read(text: &str, read: impl FnOnce(&str) -> Option<T>) -> Self {
        if text.is_empty() {
            Self::Missing
        } else {
            read(text).map_or(Self::Faulty, Self::Is)
        }
    }

    /// Whether the cell is missing.
    #[must_use]
    pub const fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }
}

impl Cell<Day> {
    /// Returns the cell of a text in a column of days.
    pub(super) fn day(text: &str) -> Self {
        Self::read(text, |text| Day::parse(text.as_bytes()).ok())
    }
}

impl Cell<ScaledNumber> {
    /// Returns the cell of a text in a column of numbers.
    pub(super) fn number(text: &str) -> Self {
        Self::read(text, |text| ScaledNumber::parse(text.as_bytes()).ok())
    }
}
