//! Text from outside, made safe to show.

/// How much of a text a message repeats.
const SHOWN_CHARS: usize = 80;

/// The text in quotes, with control characters, bidirectional marks and the like escaped and long
/// texts cut, so that what a file holds can never act on a terminal or hide in a message.
#[must_use]
pub fn shown(text: &str) -> String {
    let mut out = String::from("\"");
    let mut chars = text.chars();
    for c in chars.by_ref().take(SHOWN_CHARS) {
        match c {
            '\'' => out.push(c),
            _ => out.extend(c.escape_debug()),
        }
    }
    out.push('"');
    let rest = chars.count();
    if rest == 0 { out } else { format!("{out} and {rest} more characters") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_acts_on_a_terminal_is_left() {
        assert_eq!(shown("A-1"), "\"A-1\"");
        assert_eq!(shown("it's"), "\"it's\"");
        assert_eq!(shown("\u{1b}[31mred\u{7}\n"), "\"\\u{1b}[31mred\\u{7}\\n\"");
        assert_eq!(shown("a\u{202e}b\u{2066}c\u{200b}"), "\"a\\u{202e}b\\u{2066}c\\u{200b}\"");
        assert_eq!(shown(&"x".repeat(100)), format!("\"{}\" and 20 more characters", "x".repeat(80)));
        assert_eq!(shown("Côte d'Ivoire 中"), "\"Côte d'Ivoire 中\"");
    }
}
