//! Figures and headings for a terminal.

pub(super) use crate::terms::figures::{count, grams, grouped, kilograms, of, per_cent};

/// A heading, which stands out where the terminal can show it.
pub(super) fn heading(text: &str) -> String {
    if super::source::plain() { text.to_owned() } else { format!("\u{1b}[1m{text}\u{1b}[0m") }
}
