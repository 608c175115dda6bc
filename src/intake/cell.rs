//! A value of a row before it is known to be right.

use crate::terms::{Day, ScaledNumber};

/// What stands in a column of a row: absent, unusable and present are three different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell<T> {
    /// Nothing: a null or an empty text.
    Missing,
    /// Something that is no value of this column: no day, no number, no known code.
    Faulty,
    /// A value.
    Is(T),
}

impl<T> Cell<T> {
    /// The cell of a text: missing where it is empty, faulty where `read` finds no value.
    pub fn read(text: &str, read: impl FnOnce(&str) -> Option<T>) -> Self {
        if text.is_empty() {
            Self::Missing
        } else {
            read(text).map_or(Self::Faulty, Self::Is)
        }
    }

    /// Whether there is nothing.
    #[must_use]
    pub const fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }
}

impl Cell<Day> {
    /// The cell of a text that is to be a day.
    pub(super) fn day(text: &str) -> Self {
        Self::read(text, |text| Day::parse(text.as_bytes()).ok())
    }
}

impl Cell<ScaledNumber> {
    /// The cell of a text that is to be a number.
    pub(super) fn number(text: &str) -> Self {
        Self::read(text, |text| ScaledNumber::parse(text.as_bytes()).ok())
    }
}
