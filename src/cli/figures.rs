//! Figures and headings on a terminal.

use crate::config::FilingKind;
use crate::terms::Quantity;

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

/// Returns the grams of a filing as they change a level: those of a supplement with their sign, those of a deduction negative.
pub(super) fn signed(kind: FilingKind, filed: Quantity) -> String {
    let shown = grams(filed);
    match kind {
        FilingKind::Supplement if filed.millionths() >= 0 => format!("+{shown}"),
        FilingKind::Deduction if filed.millionths() > 0 => format!("-{shown}"),
        _ => shown,
    }
}

/// Returns English words with a capital at their beginning.
pub(super) fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
