//! Figures and headings on a terminal.

pub(super) use crate::terms::figures::{count, grams, grouped, kilograms, of, per_cent};

/// Returns a heading, in bold if the terminal can show it.
pub(super) fn heading(text: &str) -> String {
    let text = crate::terms::harmless(text);
    let [on, off] = inforce_present::text::terminal::BOLD;
    if super::source::plain() {
        text
    } else {
        format!("{on}{text}{off}")
    }
}
