//! Patterns of titles, names of sheets and paths.

use crate::terms::folded;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A pattern of a text in a sheet: case, accents, blanks and marks make no difference, and `*` stands for any text.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub(super) struct TextPattern {
    written: String,
    parts: Vec<String>,
}

impl From<String> for TextPattern {
    fn from(written: String) -> Self {
        let parts = written.split('*').map(folded).collect();
        Self { written, parts }
    }
}

impl TextPattern {
    /// Returns the pattern as written.
    pub(super) fn written(&self) -> &str {
        &self.written
    }

    /// Whether the pattern fits a text as a whole; the text is folded.
    pub(super) fn fits(&self, folded: &str) -> bool {
        let parts: Vec<&str> = self.parts.iter().map(String::as_str).collect();
        is_made_of(folded, &parts)
    }

    /// Whether one of some patterns fits a folded text.
    pub(super) fn any_fits(patterns: &[Self], folded: &str) -> bool {
        patterns.iter().any(|pattern| pattern.fits(folded))
    }
}

/// Whether a text is made of these parts in order, with any text between them.
fn is_made_of(text: &str, parts: &[&str]) -> bool {
    match parts {
        [] => text.is_empty(),
        [only] => text == *only,
        [first, inner @ .., last] => {
            let Some(mut rest) = text.strip_prefix(first) else {
                return false;
            };
            for part in inner {
                let Some(at) = rest.find(part) else {
                    return false;
                };
                rest = &rest[at + part.len()..];
            }
            rest.ends_with(last)
        }
    }
}

/// A pattern of a path in the dataset: `*` stands for any text within a part of the path, `**` for any number of parts, and
/// `{name}` for one part, or the rest of one, which the name then holds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub(super) struct PathPattern {
    written: String,
}

impl From<String> for PathPattern {
    fn from(written: String) -> Self {
        Self { written }
    }
}

impl PathPattern {
    /// Returns the named parts of a path that the pattern fits.
    pub(super) fn named(&self, path: &str) -> Option<BTreeMap<String, String>> {
        let pattern: Vec<&str> = self.written.split('/').collect();
        let path: Vec<&str> = path.split('/').collect();
        let mut named = BTreeMap::new();
        fits_path(&pattern, &path, &mut named).then_some(named)
    }
}

/// The most steps of a match within one part of a path, so that no pattern takes long.
const STEPS: u32 = 100_000;

fn fits_path(pattern: &[&str], path: &[&str], named: &mut BTreeMap<String, String>) -> bool {
    match (pattern, path) {
        ([], []) => true,
        (["**", rest @ ..], _) => {
            (0..=path.len()).any(|skipped| fits_path(rest, &path[skipped..], named))
        }
        ([first, rest @ ..], [part, parts @ ..]) => {
            let mut steps = STEPS;
            let mut own = BTreeMap::new();
            if fits_part(first, part, &mut own, &mut steps) && fits_path(rest, parts, named) {
                named.append(&mut own);
                return true;
            }
            false
        }
        _ => false,
    }
}

/// Whether a pattern fits one part of a path. A name takes as little as fits.
fn fits_part(
    pattern: &str,
    text: &str,
    named: &mut BTreeMap<String, String>,
    steps: &mut u32,
) -> bool {
    let Some(left) = steps.checked_sub(1) else {
        return false;
    };
    *steps = left;
    let ends = || {
        let ends = text.char_indices().map(|(at, _)| at);
        ends.chain([text.len()]).collect::<Vec<_>>()
    };
    if let Some(rest) = pattern.strip_prefix('*') {
        return ends()
            .into_iter()
            .any(|end| fits_part(rest, &text[end..], named, steps));
    }
    if let Some((name, rest)) = pattern
        .strip_prefix('{')
        .and_then(|inner| inner.split_once('}'))
    {
        return ends().into_iter().filter(|end| *end > 0).any(|end| {
            let fits = fits_part(rest, &text[end..], named, steps);
            if fits {
                named.insert(name.to_owned(), text[..end].to_owned());
            }
            fits
        });
    }
    match (pattern.chars().next(), text.chars().next()) {
        (None, None) => true,
        (Some(a), Some(b)) if a == b => fits_part(
            &pattern[a.len_utf8()..],
            &text[b.len_utf8()..],
            named,
            steps,
        ),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_pattern_fits_whole_texts_but_for_case_accents_and_marks() {
        for (pattern, text, fits) in [
            ("FORM B/P", "Form B/P", true),
            ("FORM B/P", "FORM  B / P:", true),
            ("FORM B/P", "SUPPLEMENT TO FORM B/P", false),
            ("*FORM B/P", "SUPPLEMENT TO FORM B/P", true),
            ("SUPPL*FORM B/P*", "Supplément au Form B/P (2024)", true),
            ("TOTAL*", "Total général", true),
            ("TOTAL*", "Subtotal", false),
            ("*", "", true),
            ("a*a", "a", false),
            ("Édition", "EDITION", true),
        ] {
            assert_eq!(
                TextPattern::from(pattern.to_owned()).fits(&folded(text)),
                fits,
                "{pattern} {text}"
            );
        }
    }

    #[test]
    fn a_path_pattern_names_parts() {
        let named = |pattern: &str, path: &str| {
            PathPattern::from(pattern.to_owned())
                .named(path)
                .map(|named| {
                    let pairs = named
                        .into_iter()
                        .map(|(name, part)| format!("{name}={part}"));
                    pairs.collect::<Vec<_>>().join(" ")
                })
        };
        for (pattern, path, expected) in [
            ("trades/**", "trades/a/b.csv", Some("")),
            ("trades/*.csv", "trades/a/b.csv", None),
            (
                "trades/{reporter}/*.csv",
                "trades/CHE/b.csv",
                Some("reporter=CHE"),
            ),
            (
                "**/{reporter}-{year}.csv",
                "trades/x/CHE-2024.csv",
                Some("reporter=CHE year=2024"),
            ),
            ("**/records-*.csv", "trades/records-03.csv", Some("")),
            ("**", "trades/a.csv", Some("")),
            ("trades/**/a.csv", "trades/a.csv", Some("")),
            ("trades/{x}", "trades/", None),
        ] {
            assert_eq!(
                named(pattern, path).as_deref(),
                expected,
                "{pattern} {path}"
            );
        }
    }
}
