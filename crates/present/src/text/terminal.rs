//! Texts in messages, and in answers on a terminal.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::Path;

/// The most characters of a text that a message repeats.
const SHOWN_CHARS: usize = 80;

/// Returns the text in quotes, with control characters, marks of direction and the like escaped. A long text is cut, and the
/// result says so. So the content of a file cannot act on a terminal or hide in a message.
#[must_use]
pub fn shown(text: &str) -> String {
    let mut out = quoted(text.chars().take(SHOWN_CHARS));
    let rest = text.chars().count().saturating_sub(SHOWN_CHARS);
    if rest > 0 {
        let _ = write!(out, " and {rest} more characters");
    }
    out
}

/// Returns a text as it is if that is harmless, and otherwise quoted and escaped. Never cuts it.
#[must_use]
pub fn shown_whole(text: &str) -> String {
    let quoted = quoted(text.chars());
    // A backslash is doubled in quotes, but is harmless without. A blank at an end is seen only in quotes.
    let harmless = quoted[1..quoted.len() - 1].replace("\\\\", "\\") == text && text.trim() == text;
    if harmless { text.to_owned() } else { quoted }
}

/// Returns a path as [`shown_whole`] shows a text, because somebody must find the file by it.
#[must_use]
pub fn shown_path(path: impl AsRef<Path>) -> String {
    shown_whole(&path_text(path.as_ref()))
}

/// Returns the words of another program, such as a library that repeats the content of a file, on one line, with all
/// characters escaped that could act on a terminal.
#[must_use]
pub fn escaped(text: &str) -> String {
    harmless(&text.trim().replace('\n', " "))
}

/// What sets headings in bold and ends that: the only commands to a terminal in answers.
pub const BOLD: [&str; 2] = ["\u{1b}[1m", "\u{1b}[0m"];

/// Returns an answer of several lines, made safe. Headings stay bold.
#[must_use]
pub fn lines(text: &str) -> String {
    let parts = |text: &str, cut: &str, each: &dyn Fn(&str) -> String| {
        text.split(cut).map(each).collect::<Vec<_>>().join(cut)
    };
    let [on, off] = BOLD;
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (line, end) = line
            .strip_suffix('\n')
            .map_or((line, ""), |line| (line, "\n"));
        // Both commands begin with this character; most lines have none, and are not cut.
        if line.contains('\u{1b}') {
            out.push_str(&parts(line, on, &|part| parts(part, off, &harmless)));
        } else {
            out.push_str(&as_harmless(line.into()));
        }
        out.push_str(end);
    }
    out
}

/// Returns the text with all characters escaped that could act on a terminal or hide, line ends included. Changes nothing
/// else.
#[must_use]
pub fn harmless(text: &str) -> String {
    as_harmless(text.into()).into_owned()
}

/// Returns the text of [`harmless`], which is the same text if no character is escaped.
pub(crate) fn as_harmless(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.chars().all(is_harmless) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_harmless(c) {
            out.push(c);
        } else {
            out.extend(c.escape_debug());
        }
    }
    Cow::Owned(out)
}

/// Whether a character only shows itself on a terminal: it is not [hidden](super::is_hidden), and not a mark that the
/// terminal would put on the character before it.
#[must_use]
pub fn is_harmless(c: char) -> bool {
    matches!(c, ' '..='~') || c.escape_debug().len() == 1
}

/// Returns a path as text, with bytes that are not UTF-8 written as `\xff`, so that different paths stay different.
#[must_use]
pub fn path_text(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        let _ = write!(text, "{}", chunk.invalid().escape_ascii());
    }
    text
}

fn quoted(chars: impl Iterator<Item = char>) -> String {
    let mut out = String::from("\"");
    for c in chars {
        match c {
            '\'' => out.push(c),
            _ => out.extend(c.escape_debug()),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    #[test]
    fn nothing_that_acts_on_a_terminal_is_left() {
        assert_eq!(shown("A-1"), "\"A-1\"");
        assert_eq!(shown("it's"), "\"it's\"");
        assert_eq!(shown("\u{1b}[31mred\u{7}\n"), "\"\\u{1b}[31mred\\u{7}\\n\"");
        assert_eq!(
            shown("a\u{202e}b\u{2066}c\u{200b}"),
            "\"a\\u{202e}b\\u{2066}c\\u{200b}\""
        );
        assert_eq!(
            shown(&"x".repeat(100)),
            format!("\"{}\" and 20 more characters", "x".repeat(80))
        );
        assert_eq!(shown("Côte d'Ivoire 中"), "\"Côte d'Ivoire 中\"");
    }

    #[test]
    fn a_path_is_shown_whole_and_in_quotes_only_where_it_must() {
        let long = format!("trades/{}.csv", "x".repeat(200));
        assert_eq!(shown_path(&long), long);
        assert_eq!(
            shown_path("trades/côte d'ivoire (2).csv"),
            "trades/côte d'ivoire (2).csv"
        );
        assert_eq!(
            shown_path("trades/a\u{1b}[2J.csv"),
            "\"trades/a\\u{1b}[2J.csv\""
        );
        assert_eq!(shown_path("trades/\"a\".csv"), "\"trades/\\\"a\\\".csv\"");
        assert_eq!(
            shown_path(OsStr::from_bytes(b"trades/\xff\xc3.csv")),
            "trades/\\xff\\xc3.csv"
        );
    }

    #[test]
    fn of_an_answer_line_ends_and_headings_stay() {
        let [on, off] = BOLD;
        let text = format!("{on}A\u{7}B{off} C\n\nD\u{1b}[2J\u{202e}\r\nE\n");
        let safe = format!("{on}A\\u{{7}}B{off} C\n\nD\\u{{1b}}[2J\\u{{202e}}\\r\nE\n");
        assert_eq!(lines(&text), safe);
        assert_eq!([lines(""), lines("A"), lines("\n")], ["", "A", "\n"]);
    }

    #[test]
    fn a_blank_at_an_end_is_seen() {
        assert_eq!(
            [shown_whole("A-1 "), shown_whole(""), shown_whole("A 1")],
            ["\"A-1 \"", "", "A 1"]
        );
    }

    #[test]
    fn what_is_harmless_stays_as_it_is() {
        assert_eq!(harmless(" it's \"a\\b\" é 中 "), " it's \"a\\b\" é 中 ");
        assert_eq!(
            harmless("a\u{9b}b\nc\u{202e}\u{7f}\u{2028}"),
            "a\\u{9b}b\\nc\\u{202e}\\u{7f}\\u{2028}"
        );
    }

    #[test]
    fn the_words_of_others_keep_their_quotes_and_lose_their_escapes() {
        assert_eq!(
            escaped("unknown field `a\u{1b}[31m`,\nexpected \"b\" "),
            "unknown field `a\\u{1b}[31m`, expected \"b\""
        );
    }

    #[test]
    fn headings_stay_bold() {
        assert_eq!(
            lines("\u{1b}[1mHead\u{1b}[0m\n  a\u{1b}[31mb\r\n"),
            "\u{1b}[1mHead\u{1b}[0m\n  a\\u{1b}[31mb\\r\n"
        );
    }

    #[test]
    fn what_is_hidden_is_never_harmless() {
        let wrong = ('\0'..=char::MAX).find(|c| super::super::is_hidden(*c) && is_harmless(*c));
        assert_eq!(wrong, None);
    }
}
