//! Texts in the cells of a workbook.

use super::{begins_formula, is_hidden};
use std::borrow::Cow;
use std::fmt::Write as _;

/// What a cell holds of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellText<'t> {
    /// The text in the cell.
    pub text: Cow<'t, str>,
    /// Whether the cell differs from the text.
    pub changed: bool,
    /// Whether a program might take the cell for a formula.
    pub like_formula: bool,
}

/// The most code units of UTF-16 that a cell holds.
const UNITS: usize = 32_767;
/// The code units that are kept of a longer text, so that there is room to state what happened to the rest.
const KEPT: usize = 32_000;

impl<'t> CellText<'t> {
    /// Writes hidden characters, such as control characters and marks of direction, as `\u{…}`, and doubles backslashes
    /// then. Cuts a text that is too long for a cell; `whole` names the place of the whole text.
    #[must_use]
    pub fn of(text: &'t str, whole: &str) -> Self {
        let visible = visible(text);
        let mut changed = matches!(visible, Cow::Owned(_));
        let mut text = visible;
        if text.len() > UNITS && text.encode_utf16().count() > UNITS {
            text = Cow::Owned(cut(&text, whole));
            changed = true;
        }
        let like_formula = text.starts_with(begins_formula);
        Self {
            text,
            changed,
            like_formula,
        }
    }
}

/// Returns the text with all hidden characters written out.
fn visible(text: &str) -> Cow<'_, str> {
    let printable = |byte: &u8| (b' '..=b'~').contains(byte);
    if text.as_bytes().iter().all(printable) || !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            _ if is_hidden(c) => {
                // Writing to a string never fails.
                let _ = write!(out, "{}", c.escape_unicode());
            }
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Returns the start of a text, and states what happened to the rest.
fn cut(text: &str, whole: &str) -> String {
    let mut units = 0;
    let fits = |(_, c): &(usize, char)| {
        units += c.len_utf16();
        units <= KEPT
    };
    let end = text
        .char_indices()
        .take_while(fits)
        .last()
        .map_or(0, |(at, c)| at + c.len_utf8());
    let (kept, all) = (text[..end].chars().count(), text.chars().count());
    format!(
        "{} […] the first {kept} of {all} characters: a cell holds no more; the whole text is in {whole}",
        &text[..end]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_seen_stays_as_it_is() {
        for text in [
            "",
            "A-1",
            "Côte d'Ivoire, \"中\" \\n",
            "нарко e\u{301}",
            "جمهورية كوريا",
        ] {
            let shown = CellText::of(text, "x");
            assert_eq!((shown.text.as_ref(), shown.changed), (text, false));
        }
        for text in ["=1+1", "+1", "-1", "@SUM(A1)"] {
            assert!(CellText::of(text, "x").like_formula, "{text}");
        }
        assert!(!CellText::of("1=1", "x").like_formula);
    }

    #[test]
    fn what_cannot_be_seen_is_written_out() {
        for (text, expected) in [
            ("\t=1+1", "\\u{9}=1+1"),
            ("a\u{202e}b\\", "a\\u{202e}b\\\\"),
            (
                "\u{0}\u{1b}[2J\u{7f}\u{85}",
                "\\u{0}\\u{1b}[2J\\u{7f}\\u{85}",
            ),
            (
                "a\u{a0}b\u{feff}\u{ffff}\u{200b}\u{2028}",
                "a\\u{a0}b\\u{feff}\\u{ffff}\\u{200b}\\u{2028}",
            ),
            ("two\r\nlines", "two\\u{d}\\u{a}lines"),
        ] {
            let shown = CellText::of(text, "x");
            assert_eq!((shown.text.as_ref(), shown.changed), (expected, true));
        }
    }

    #[test]
    fn what_is_too_long_says_so_and_fits() {
        let long = "x".repeat(40_000);
        let shown = CellText::of(&long, "quarantine.parquet");
        assert!(shown.text.starts_with(&long[..32_000]) && shown.changed);
        let rest = " […] the first 32000 of 40000 characters: a cell holds no more; the whole text is in quarantine.parquet";
        assert_eq!(&shown.text[32_000..], rest);
        assert!(!CellText::of(&"é".repeat(32_767), "x").changed);
        // A character of four bytes in UTF-8 takes two units.
        let shown = CellText::of(&"😀".repeat(16_384), "x").text.into_owned();
        assert!(
            shown.encode_utf16().count() <= UNITS
                && shown.contains("the first 16000 of 16384 characters")
        );
    }
}
