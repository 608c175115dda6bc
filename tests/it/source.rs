//! Rust sources cut into code, comments and texts: just enough of the language to look at its style.

use std::fs;
use std::path::{Path, PathBuf};

/// What a piece of source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    Code(&'a str),
    /// Documentation included.
    Comment(&'a str),
    /// A text with its quotes, or a character.
    Literal(&'a str),
}

/// Cuts a source into pieces that together are the source.
pub(crate) fn pieces(source: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut code = 0;
    let mut at = 0;
    while at < source.len() {
        let rest = &source[at..];
        let found = if rest.starts_with("//") {
            Some(Piece::Comment(
                &rest[..rest.find('\n').unwrap_or(rest.len())],
            ))
        } else if rest.starts_with("/*") {
            Some(Piece::Comment(
                &rest[..rest.find("*/").map_or(rest.len(), |end| end + 2)],
            ))
        } else {
            literal(rest, source[..at].chars().next_back()).map(Piece::Literal)
        };
        let Some(piece) = found else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        if code < at {
            pieces.push(Piece::Code(&source[code..at]));
        }
        let (Piece::Code(text) | Piece::Comment(text) | Piece::Literal(text)) = piece;
        at += text.len();
        code = at;
        pieces.push(piece);
    }
    if code < source.len() {
        pieces.push(Piece::Code(&source[code..]));
    }
    pieces
}

/// The text or character that starts here, with its quotes; a lifetime is neither.
fn literal(rest: &str, before: Option<char>) -> Option<&str> {
    let in_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if let Some(raw) = rest
        .strip_prefix('r')
        .filter(|_| !in_word || before == Some('b'))
    {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if raw[hashes..].starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            let start = 1 + hashes + 1;
            return Some(&rest[..start + rest[start..].find(&end)? + end.len()]);
        }
    }
    if rest.starts_with('"') {
        return Some(&rest[..closing(rest, '"')?]);
    }
    let character = rest.strip_prefix('\'')?;
    let first = character.chars().next()?;
    let closed = first == '\\' || character[first.len_utf8()..].starts_with('\'');
    if closed {
        Some(&rest[..closing(rest, '\'')?])
    } else {
        None
    }
}

/// The end of a text that starts with its quote, which a backslash escapes.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return Some(at + c.len_utf8()),
            _ => {}
        }
    }
    None
}

/// All Rust files below a folder of the crate, by path from its root, in order.
pub(crate) fn files(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open = vec![root.join(folder)];
    let mut found: Vec<PathBuf> = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    let named = |path: PathBuf| {
        (
            path.strip_prefix(root)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned(),
            fs::read_to_string(path).unwrap(),
        )
    };
    found.into_iter().map(named).collect()
}
