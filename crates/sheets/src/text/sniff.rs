//! Which encodings and separators fit the start of a text.

use super::{LastLine, Line, LineBreaks, Options, Quotes, TextEncoding, rows};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::collections::BTreeMap;

/// The encodings that are tried where a text is not UTF-8, by how often they are met.
const CODE_PAGES: [&Encoding; 14] = [
    encoding_rs::WINDOWS_1252,
    encoding_rs::WINDOWS_1250,
    encoding_rs::WINDOWS_1251,
    encoding_rs::WINDOWS_1253,
    encoding_rs::WINDOWS_1254,
    encoding_rs::WINDOWS_1255,
    encoding_rs::WINDOWS_1256,
    encoding_rs::WINDOWS_1257,
    encoding_rs::WINDOWS_1258,
    encoding_rs::WINDOWS_874,
    encoding_rs::ISO_8859_2,
    encoding_rs::ISO_8859_5,
    encoding_rs::ISO_8859_15,
    encoding_rs::MACINTOSH,
];

const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

/// What fits the start of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sniffed {
    /// The encodings in which every byte means a character. A byte order mark or valid UTF-8 leaves one; a text of ASCII alone
    /// is UTF-8. Nothing but a reader who knows the language can choose among several.
    pub encodings: Vec<TextEncoding>,
    /// The separators that divide rows, those that divide the most rows equally first.
    pub separators: Vec<FoundSeparator>,
}

/// A separator that divides rows of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundSeparator {
    /// The separator.
    pub separator: char,
    /// The number of fields of the most rows, at least two.
    pub fields: usize,
    /// The number of rows with that number of fields.
    pub rows: usize,
    /// The number of rows that are not blank, bad rows included.
    pub all_rows: usize,
}

/// Tells which encodings and separators fit the start of a text, such as its first 64 KiB.
///
/// The last line is left out if it has no end and another line is there, because the start may cut it.
#[must_use]
pub fn sniff(start: &[u8]) -> Sniffed {
    let encodings = encodings(start);
    let separators = encodings
        .first()
        .map_or_else(Vec::new, |encoding| separators(start, *encoding));
    Sniffed {
        encodings,
        separators,
    }
}

fn encodings(start: &[u8]) -> Vec<TextEncoding> {
    if let Some((marked, _)) = Encoding::for_bom(start) {
        return vec![TextEncoding(marked)];
    }
    if start.contains(&0) {
        // Separators, digits and line ends have a zero as their upper byte in UTF-16; few characters have one as their lower.
        let zeros = |first: usize| {
            start
                .iter()
                .skip(first)
                .step_by(2)
                .filter(|b| **b == 0)
                .count()
        };
        let (upper, lower) = (zeros(0), zeros(1));
        return if upper > 4 * lower {
            vec![TextEncoding(UTF_16BE)]
        } else if lower > 4 * upper {
            vec![TextEncoding(UTF_16LE)]
        } else {
            Vec::new()
        };
    }
    // A character may be cut at the end.
    let utf8 = match std::str::from_utf8(start) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    if utf8 {
        return vec![TextEncoding(UTF_8)];
    }
    CODE_PAGES
        .into_iter()
        .map(TextEncoding)
        .filter(|encoding| encoding.decode(start).is_some())
        .collect()
}

fn separators(start: &[u8], encoding: TextEncoding) -> Vec<FoundSeparator> {
    let mut found: Vec<FoundSeparator> = SEPARATORS
        .into_iter()
        .filter_map(|separator| divided(start, encoding, separator))
        .collect();
    // Stable: where as many rows agree, the usual order stays.
    found.sort_by_key(|found| std::cmp::Reverse((found.rows, found.fields)));
    found
}

fn divided(start: &[u8], encoding: TextEncoding, separator: char) -> Option<FoundSeparator> {
    let options = Options {
        encoding,
        separator,
        quotes: Quotes::Rfc4180,
        line_breaks: LineBreaks::InQuotes,
        last_line: LastLine::MayLackItsEnd,
        longest_line: usize::MAX,
    };
    let mut counts: Vec<usize> = rows(start, options)
        .ok()?
        .map_while(Result::ok)
        .map(|line| match line {
            Line::Row(row) => Some(row.cells.len()).filter(|fields| *fields > 0),
            Line::Bad(_) => Some(1),
        })
        .collect::<Vec<_>>()
        .into_iter()
        .flatten()
        .collect();
    let ended = start.ends_with(b"\n") || start.ends_with(b"\n\0");
    if !ended && counts.len() > 1 {
        counts.pop();
    }
    let all_rows = counts.len();
    let mut by_fields: BTreeMap<usize, usize> = BTreeMap::new();
    for fields in counts.into_iter().filter(|fields| *fields > 1) {
        *by_fields.entry(fields).or_default() += 1;
    }
    let (fields, rows) = by_fields
        .into_iter()
        .max_by_key(|(fields, rows)| (*rows, *fields))?;
    Some(FoundSeparator {
        separator,
        fields,
        rows,
        all_rows,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(start: &[u8]) -> Vec<&'static str> {
        encodings(start).iter().map(|found| found.name()).collect()
    }

    #[test]
    fn marks_and_valid_utf8_leave_one_encoding() {
        assert_eq!(names(b"\xef\xbb\xbfa"), ["UTF-8"]);
        assert_eq!(names(b"\xff\xfea\0"), ["UTF-16LE"]);
        assert_eq!(names(b"\xfe\xff\0a"), ["UTF-16BE"]);
        assert_eq!(names(b"a;b\n"), ["UTF-8"]);
        assert_eq!(names("Côte d'Ivoire\n".as_bytes()), ["UTF-8"]);
        // The start ends within a character.
        assert_eq!(names(b"Co\xc3"), ["UTF-8"]);
        assert_eq!(names(b"a\0;\0b\0\n\0"), ["UTF-16LE"]);
        assert_eq!(names(b"\0a\0;\0b\0\n"), ["UTF-16BE"]);
        assert_eq!(names(b"\x1c\x04>\x04A\x04;\0\n\0"), ["UTF-16LE"]);
        assert!(names(b"\0\0\0\0").is_empty());
    }

    #[test]
    fn all_code_pages_that_fit_are_told() {
        let found = names(b"C\xf4te d'Ivoire\n");
        assert_eq!(found[..2], ["windows-1252", "windows-1250"]);
        assert!(found.contains(&"windows-1251"));
        // 0x81 is assigned in windows-1251 and windows-1256, not in windows-1252.
        let found = names(b"\x81\n");
        assert!(
            found.contains(&"windows-1251") && !found.contains(&"windows-1252"),
            "{found:?}"
        );
    }

    #[test]
    fn all_separators_that_divide_rows_are_told() {
        let found = sniff(b"a;b;c\n1,5;2;3\n2,5;3;4\ncut;o").separators;
        let as_told: Vec<_> = found
            .iter()
            .map(|found| (found.separator, found.fields, found.rows, found.all_rows))
            .collect();
        assert_eq!(as_told, [(';', 3, 3, 3), (',', 2, 2, 3)]);
        assert!(sniff(b"one column\n1\n").separators.is_empty());
        assert_eq!(sniff(b"a\tb").separators[0].separator, '\t');
        let titled = sniff(b"Imports of 2024\n\na|b|c\n1|2|3\n").separators;
        assert_eq!(
            (titled[0].separator, titled[0].rows, titled[0].all_rows),
            ('|', 2, 3)
        );
    }
}
