//! Which encodings fit the start of a text.

use super::TextEncoding;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

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

/// Tells the encodings in which every byte of the start of a text means a character, such as its first 64 KiB. A byte order mark
/// or valid UTF-8 leaves one; a text of ASCII alone is UTF-8. Nothing but a reader who knows the language can choose among several.
#[must_use]
pub fn encodings(start: &[u8]) -> Vec<TextEncoding> {
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
}
