//! The names of substances in the six languages.
//!
//! `config/names/substances.csv` holds the forms of international non-proprietary names and the names that the 1971 Convention
//! prints. A user's configuration may have names of its own for letters, in `notices/substances.csv`. The Chinese names are those
//! of China's catalogue of psychotropic substances; the Arabic names are in use. Where the file has no name, the English name
//! serves. The code always stands beside a name, so that nobody depends on the name.

use super::figures::FigureWriter;
use super::files;
use crate::config::{Config, ConfigError, Language, SUBSTANCE_NAMES};
use crate::terms::{Country, Substance, shown};
use std::collections::BTreeMap;
use std::path::Path;

/// The names by code.
#[derive(Clone, Debug)]
pub struct LetterNames {
    source: String,
    names: BTreeMap<String, BTreeMap<&'static str, String>>,
}

const FILE: &str = "substances.csv";
/// The columns of the built-in table that letters do not use.
const NOT_PRINTED: [&str; 5] = ["la", "cas", "synonyms", "brands", "base"];

impl LetterNames {
    /// Reads the names, from the folder `notices` of a user's configuration if it has them.
    pub(super) fn read(folder: Option<&Path>) -> Result<Self, ConfigError> {
        let (file, text) = files::text(folder, FILE, SUBSTANCE_NAMES)?;
        Self::parsed(&file, &text)
    }

    /// Reads a list with a column `code` and a column for each language in which it has names. Other columns of the built-in table
    /// are ignored.
    pub(super) fn parsed(file: &str, text: &str) -> Result<Self, ConfigError> {
        let fault = |line, found, remedy: &str| ConfigError {
            file: file.to_owned(),
            line,
            found,
            remedy: remedy.to_owned(),
        };
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let unreadable = |error: &csv::Error| {
            let line = error.position().map(csv::Position::line);
            fault(
                line,
                "the line has not as many fields as the header".to_owned(),
                "write one for each column; one that holds a comma needs quotes",
            )
        };
        let headers = reader
            .headers()
            .map_err(|error| unreadable(&error))?
            .clone();
        let mut languages = Vec::new();
        for header in headers.iter().skip(1) {
            let language = Language::of_code(header);
            if language.is_none() && !NOT_PRINTED.contains(&header) {
                return Err(fault(
                    Some(1),
                    format!("column {} is no language", shown(header)),
                    "name columns ar, en, es, fr, ru or zh",
                ));
            }
            languages.push(language.map(Language::code));
        }
        if headers.get(0) != Some("code") {
            return Err(fault(
                Some(1),
                "the first column is not code".to_owned(),
                "write a header that begins with code",
            ));
        }
        let mut names = BTreeMap::new();
        for record in reader.records() {
            let record = record.map_err(|error| unreadable(&error))?;
            let line = record.position().map(csv::Position::line);
            let code = record.get(0).unwrap_or_default();
            let given = languages
                .iter()
                .zip(record.iter().skip(1))
                .filter_map(|(language, name)| Some(((*language)?, name)))
                .filter(|(_, name)| !name.is_empty());
            let row = given
                .map(|(language, name)| (language, name.to_owned()))
                .collect();
            if names.insert(code.to_owned(), row).is_some() {
                return Err(fault(
                    line,
                    format!("code {} stands a second time", shown(code)),
                    "keep one of the two lines",
                ));
            }
        }
        Ok(Self {
            source: text.to_owned(),
            names,
        })
    }

    /// Returns the name of the source.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// Returns the name of a substance with its code.
    pub(super) fn substance(
        &self,
        substance: Substance,
        config: &Config,
        figures: FigureWriter,
    ) -> String {
        let code = config.substance_code(substance);
        let own = self
            .names
            .get(code)
            .and_then(|row| row.get(figures.0.code()));
        let name = figures.foreign(own.unwrap_or(&config.substance(substance).name));
        let code = figures.foreign(code);
        if figures.0 == Language::Chinese {
            format!("{name}（{code}）")
        } else {
            format!("{name} ({code})")
        }
    }
}

/// Returns the name of a country.
pub(super) fn country(country: Country, config: &Config, figures: FigureWriter) -> String {
    figures.foreign(config.country_name_in(country, figures.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_is_wrong_is_refused_word_by_word() {
        assert!(LetterNames::parsed("names.csv", "code,fr,synonyms\nPD006,diazépam,x\n").is_ok());
        for (text, expected) in [
            (
                "name,fr\n",
                "names.csv, line 1: the first column is not code; write a header that begins with code",
            ),
            (
                "code,fr,de\n",
                "names.csv, line 1: column \"de\" is no language; name columns ar, en, es, fr, ru or zh",
            ),
            (
                "code,fr\nPD006,diazépam,x\n",
                "names.csv, line 2: the line has not as many fields as the header; write one for each column; one that holds a comma needs quotes",
            ),
            (
                "code,fr\nPD006,diazépam\nPD006,x\n",
                "names.csv, line 3: code \"PD006\" stands a second time; keep one of the two lines",
            ),
        ] {
            assert_eq!(
                LetterNames::parsed("names.csv", text)
                    .map(|_| ())
                    .map_err(|error| error.to_string()),
                Err(expected.to_owned())
            );
        }
    }
}
