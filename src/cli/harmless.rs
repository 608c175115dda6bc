//! What comes out of the program, so that nothing of it acts on a terminal: texts of the data are no commands to it.
//!
//! Tables are harmless wherever they go. JSON says the same in its own escapes, so that programs read what was there. CSV
//! has none: it is exact for programs, and harmless where it goes to a terminal.

use crate::terms::{harmless, is_harmless};
use serde::Serialize;
use std::fmt::{self, Write as _};

/// What headings are set in and out of bold with, the only commands to a terminal that answers have.
pub(super) const BOLD: [&str; 2] = ["\u{1b}[1m", "\u{1b}[0m"];

/// An answer of several lines for people.
pub(super) fn lines(text: &str) -> String {
    let parts = |text: &str, cut: &str, each: &dyn Fn(&str) -> String| {
        text.split(cut).map(each).collect::<Vec<_>>().join(cut)
    };
    let [on, off] = BOLD;
    parts(text, "\n", &|line| {
        parts(line, on, &|part| parts(part, off, &harmless))
    })
}

/// The same within the width of the terminal.
pub(super) fn told(text: &str) -> String {
    super::table::wrapped(&lines(text))
}

/// The same text within JSON, where characters of harm stand only in strings.
pub(super) fn in_json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\n' || is_harmless(c) {
            out.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}

/// An answer as JSON.
pub(super) fn json(answer: &impl Serialize) -> Result<String, fmt::Error> {
    serde_json::to_string_pretty(answer)
        .map(|text| in_json(&text) + "\n")
        .map_err(|_| fmt::Error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_means_the_same() {
        let text = "a\u{1b}[31m\u{9b}\u{202e}\u{7f}\u{e0001}é\"\\\n\u{2028}";
        let written = json(&text).expect("a text can be written");
        assert_eq!(
            written.trim_end().chars().find(|c| !is_harmless(*c)),
            None,
            "{written}"
        );
        assert_eq!(
            serde_json::from_str::<String>(&written).expect("it is JSON"),
            text
        );
    }

    #[test]
    fn headings_stay_bold() {
        assert_eq!(
            lines("\u{1b}[1mHead\u{1b}[0m\n  a\u{1b}[31mb\r\n"),
            "\u{1b}[1mHead\u{1b}[0m\n  a\\u{1b}[31mb\\r\n"
        );
    }
}
