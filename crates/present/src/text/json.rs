//! Texts in JSON that goes to a terminal.

use super::terminal::is_harmless;
use std::fmt::Write as _;

/// Returns JSON of the same meaning, with all characters escaped that could act on a terminal or hide. Such characters occur
/// only in strings.
#[must_use]
pub fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\n' || is_harmless(c) {
            out.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                // Writing to a string never fails.
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_means_the_same() {
        let text = "a\u{1b}[31m\u{9b}\u{202e}\u{7f}\u{e0001}é\"\\\n\u{2028}";
        let written = escaped(&serde_json::to_string(text).expect("a text can be written"));
        assert_eq!(
            written.chars().find(|c| !is_harmless(*c)),
            None,
            "{written}"
        );
        assert_eq!(
            serde_json::from_str::<String>(&written).expect("it is JSON"),
            text
        );
    }
}
