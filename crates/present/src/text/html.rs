//! Texts from outside in a page, such as the id of a record or the note of a government.
//!
//! Markup is escaped, a text does not change the direction of others, and characters that cannot be seen or change what is
//! seen are replaced by a mark that names them. Nothing is left out.

use super::is_hidden;
use askama::filters::HtmlSafe;
use serde::{Serialize, Serializer};
use std::fmt::{self, Display, Write};

/// The characters above which a text is folded, so that it does not push everything else aside.
const FOLDED: usize = 240;
/// The characters that a folded text shows, and the most that a text shows if it cannot be folded.
const START: usize = 80;

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'a> {
    /// Characters that are shown as they are.
    Plain(&'a str),
    /// A character that is named.
    Mark(char),
}

fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        if is_hidden(first) {
            rest = &rest[first.len_utf8()..];
            return Some(Piece::Mark(first));
        }
        let (plain, after) = rest.split_at(rest.find(is_hidden).unwrap_or(rest.len()));
        rest = after;
        Some(Piece::Plain(plain))
    })
}

fn name(mark: char) -> String {
    format!("U+{:04X}", u32::from(mark))
}

/// A text from outside as HTML.
#[derive(Clone, Copy, Debug)]
pub struct HtmlText<'a>(pub &'a str);

impl HtmlSafe for HtmlText<'_> {}

impl Display for HtmlText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let characters = self.0.chars().count();
        if characters <= FOLDED {
            return isolated(f, self.0);
        }
        f.write_str("<details class=\"long\"><summary>")?;
        isolated(f, start(self.0))?;
        write!(f, "… {characters} characters</summary>")?;
        isolated(f, self.0)?;
        f.write_str("</details>")
    }
}

fn start(text: &str) -> &str {
    text.char_indices()
        .nth(START)
        .map_or(text, |(end, _)| &text[..end])
}

fn isolated(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("<bdi>")?;
    for piece in pieces(text) {
        match piece {
            Piece::Plain(plain) => escape(f, plain)?,
            Piece::Mark(mark) => write!(f, "<span class=\"mark\">{}</span>", name(mark))?,
        }
    }
    f.write_str("</bdi>")
}

fn escape(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    text.chars().try_for_each(|c| match c {
        '&' => f.write_str("&amp;"),
        '<' => f.write_str("&lt;"),
        '>' => f.write_str("&gt;"),
        '"' => f.write_str("&quot;"),
        '\'' => f.write_str("&#39;"),
        _ => f.write_char(c),
    })
}

/// The form for scripts: the text if it needs no mark, or else its parts, plain ones and marks in turns.
impl Serialize for HtmlText<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !self.0.chars().any(is_hidden) {
            return serializer.serialize_str(self.0);
        }
        let mut parts = vec![String::new()];
        for piece in pieces(self.0) {
            match piece {
                Piece::Plain(plain) if parts.len() % 2 == 1 => parts
                    .last_mut()
                    .into_iter()
                    .for_each(|last| last.push_str(plain)),
                Piece::Plain(plain) => parts.push(plain.to_owned()),
                Piece::Mark(mark) => {
                    if parts.len() % 2 == 0 {
                        parts.push(String::new());
                    }
                    parts.push(name(mark));
                }
            }
        }
        parts.serialize(serializer)
    }
}

/// Returns a text from outside for places without markup, such as a title. Marks are named in brackets; a long text is cut,
/// and the result says so.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut out = String::new();
    for piece in pieces(start(text)) {
        match piece {
            Piece::Plain(plain) => out.push_str(plain),
            Piece::Mark(mark) => out.extend(["⟨", &name(mark), "⟩"]),
        }
    }
    let more = text.chars().count().saturating_sub(START);
    if more > 0 {
        let _ = write!(out, "… and {more} more characters");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> String {
        serde_json::to_string(&HtmlText(text)).expect("a text")
    }

    #[test]
    fn what_acts_is_named_and_what_markup_is_escaped() {
        assert_eq!(
            HtmlText("Côte d'Ivoire & <b>").to_string(),
            "<bdi>Côte d&#39;Ivoire &amp; &lt;b&gt;</bdi>"
        );
        assert_eq!(
            HtmlText("a\u{202e}b\u{7}").to_string(),
            "<bdi>a<span class=\"mark\">U+202E</span>b<span class=\"mark\">U+0007</span></bdi>"
        );
        // Letters of other scripts, and accents, are not marks.
        for text in ["مرحبا", "e\u{301}", "हिन्दी", "ไทย", "中文"] {
            assert_eq!(HtmlText(text).to_string(), format!("<bdi>{text}</bdi>"));
        }
        assert_eq!(plain("a\u{200b}\n\"<"), "a⟨U+200B⟩⟨U+000A⟩\"<");
    }

    #[test]
    fn scripts_get_texts_or_turns_of_plain_and_mark() {
        assert_eq!(json("A-1"), r#""A-1""#);
        assert_eq!(json("a\u{202e}b"), r#"["a","U+202E","b"]"#);
        assert_eq!(json("\u{202e}\u{7}"), r#"["","U+202E","","U+0007"]"#);
    }

    #[test]
    fn long_texts_are_folded_and_lose_nothing() {
        let text = "x".repeat(5000);
        let html = HtmlText(&text).to_string();
        assert!(
            html.starts_with("<details class=\"long\"><summary><bdi>xxx")
                && html.contains("… 5000 characters</summary>")
        );
        assert!(html.ends_with(&format!("<bdi>{text}</bdi></details>")));
        assert_eq!(
            plain(&text),
            format!("{}… and 4920 more characters", "x".repeat(80))
        );
    }
}
