//! Reads the references and letterheads of letters: `config/notices/letters.toml`, or a user's own file instead.

use super::files;
use crate::config::{ConfigError, Language};
use crate::terms::{escaped, shown};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

const NAME: &str = "letters.toml";
const BUILTIN: &str = include_str!("../../config/notices/letters.toml");
const REFERENCE: &str = "inforce/{run}/{country}-{about}";
const PARTS: [&str; 3] = ["{run}", "{country}", "{about}"];

/// The form of references, and the letterheads.
#[derive(Clone, Debug)]
pub(super) struct Scheme {
    source: String,
    reference: String,
    letterheads: BTreeMap<&'static str, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    reference: String,
    letterhead: BTreeMap<String, Vec<String>>,
}

impl Default for File {
    fn default() -> Self {
        Self {
            reference: REFERENCE.to_owned(),
            letterhead: BTreeMap::new(),
        }
    }
}

impl Scheme {
    /// Reads the scheme, from the folder `notices` of a user's configuration if it has the file.
    pub(super) fn read(folder: Option<&Path>) -> Result<Self, ConfigError> {
        let (file, text) = files::text(folder, NAME, BUILTIN)?;
        Self::parsed(&file, &text)
    }

    fn parsed(file: &str, text: &str) -> Result<Self, ConfigError> {
        let fault = |line, found: String, remedy: &str| ConfigError {
            file: file.to_owned(),
            line,
            found,
            remedy: remedy.to_owned(),
        };
        let line_of = |at: usize| {
            u64::try_from(text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1).ok()
        };
        let File { reference, letterhead } = toml::from_str(text).map_err(|error| {
            let remedy = "write reference = \"…\" and, under [letterhead], lists of lines such as en = [\"…\"]";
            fault(error.span().and_then(|span| line_of(span.start)), escaped(error.message()), remedy)
        })?;
        let rest = PARTS
            .iter()
            .fold(reference.clone(), |rest, part| rest.replace(part, ""));
        let wrong = PARTS
            .iter()
            .any(|part| reference.matches(part).count() != 1)
            || rest.contains(['{', '}']);
        if wrong || rest.chars().any(char::is_control) {
            let found = format!("reference is {}", shown(&reference));
            return Err(fault(
                None,
                found,
                "write one that holds {run}, {country} and {about} once each, and no other braces",
            ));
        }
        let mut letterheads = BTreeMap::new();
        for (code, lines) in letterhead {
            let Some(language) = Language::of_code(&code) else {
                let found = format!("[letterhead] has {}, which is no language", shown(&code));
                return Err(fault(None, found, "name ar, en, es, fr, ru or zh"));
            };
            if lines.is_empty() {
                return Err(fault(
                    None,
                    format!("the letterhead in {code} has no lines"),
                    "write some, or leave it out",
                ));
            }
            letterheads.insert(language.code(), lines);
        }
        Ok(Self {
            source: text.to_owned(),
            reference,
            letterheads,
        })
    }

    /// Returns the name of the source.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// Returns the reference of a letter.
    pub(super) fn reference(&self, run: &str, country: &str, about: &str) -> String {
        // All places are filled in one pass, because a code may contain braces.
        let mut out = String::new();
        let mut rest = self.reference.as_str();
        while let Some(at) = rest.find('{') {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            for (part, value) in PARTS.iter().zip([run, country, about]) {
                if let Some(after) = rest.strip_prefix(part) {
                    out.push_str(value);
                    rest = after;
                    break;
                }
            }
        }
        out + rest
    }

    /// Returns the lines at the head of letters in a language; `None` for those of the language's texts.
    pub(super) fn letterhead(&self, language: Language) -> Option<&[String]> {
        self.letterheads.get(language.code()).map(Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_says_what_letters_are_called() {
        let scheme = Scheme::parsed(
            "letters.toml",
            "reference = \"PSY {about} {country}/{run}\"\n[letterhead]\nfr = [\"Organe\"]\n",
        )
        .expect("a scheme");
        assert_eq!(
            scheme.reference("000001", "FRA", "imports"),
            "PSY imports FRA/000001"
        );
        assert_eq!(
            scheme.letterhead(Language::French),
            Some(&["Organe".to_owned()][..])
        );
        assert_eq!(scheme.letterhead(Language::English), None);
        let builtin = Scheme::read(None).expect("the built-in scheme");
        assert_eq!(
            builtin.reference("000001", "{run}", "exports"),
            "inforce/000001/{run}-exports"
        );
    }

    #[test]
    fn a_scheme_that_is_wrong_is_refused_word_by_word() {
        for (text, expected) in [
            (
                "referense = \"x\"\n",
                "letters.toml, line 1: unknown field `referense`, expected `reference` or `letterhead`; write reference = \"…\" and, under [letterhead], lists of lines such as en = [\"…\"]",
            ),
            (
                "reference = \"{run}/{country}\"\n",
                "letters.toml: reference is \"{run}/{country}\"; write one that holds {run}, {country} and {about} once each, and no other braces",
            ),
            (
                "[letterhead]\nde = [\"x\"]\n",
                "letters.toml: [letterhead] has \"de\", which is no language; name ar, en, es, fr, ru or zh",
            ),
            (
                "[letterhead]\nen = []\n",
                "letters.toml: the letterhead in en has no lines; write some, or leave it out",
            ),
        ] {
            assert_eq!(
                Scheme::parsed("letters.toml", text)
                    .map(|_| ())
                    .map_err(|error| error.to_string()),
                Err(expected.to_owned())
            );
        }
    }
}
