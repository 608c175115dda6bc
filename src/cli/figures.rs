//! Figures and headings for a terminal.

pub(super) use crate::terms::figures::{count, grams, grouped, kilograms, of, per_cent};

/// A heading, which stands out where the terminal can show it.
pub(super) fn heading(text: &str) -> String {
    let text = crate::terms::harmless(text);
    let [on, off] = inforce_present::text::terminal::BOLD;
    if super::source::plain() {
        text
    } else {
        format!("{on}{text}{off}")
    }
}
