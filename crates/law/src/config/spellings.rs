//! What countries, substances and forms are called besides what the lists of a configuration say: the tables of `config/names/`,
//! compiled in. `config/README.md` names their sources.
//!
//! The tables belong to the built-in lists. They say something of a code of another configuration only where that configuration
//! gives the code the built-in name, so that no name is taken for a thing that merely has the same code.

use super::builtin;
use crate::terms::{Map, name_key};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::LazyLock;

/// The names of substances, by code, with a column for each language.
pub const SUBSTANCE_NAMES: &str = include_str!("../../../../config/names/substances.csv");
const FORM_NAMES: &str = include_str!("../../../../config/names/forms.csv");
const COUNTRY_NAMES: &str = include_str!("../../../../config/names/countries.csv");
const UNCODED: &str = include_str!("../../../../config/names/uncoded.csv");

/// A row of `names/countries.csv`.
#[derive(Debug, Deserialize)]
pub(super) struct CountrySpellings {
    alpha3: String,
    /// Spellings of the name in the lists of others.
    names: String,
    /// The aliases of `countries.csv` that may mean something else in a file: a part of the country, or a continent.
    loose: String,
}

/// A row of `names/substances.csv`.
#[derive(Debug, Deserialize)]
pub(super) struct SubstanceSpellings {
    code: String,
    ar: String,
    es: String,
    fr: String,
    ru: String,
    zh: String,
    la: String,
    /// The CAS number of the base; empty if it is not known.
    pub(super) cas: String,
    synonyms: String,
    brands: String,
    base: String,
}

/// A row of `names/forms.csv`.
#[derive(Debug, Deserialize)]
pub(super) struct FormSpellings {
    form: String,
    names: String,
}

/// Returns the parts of a text between semicolons.
pub(super) fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

impl CountrySpellings {
    /// Returns further spellings of the name.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        parts(&self.names)
    }

    /// Whether a name may mean something else in a file.
    pub(super) fn is_loose(&self, name: &str) -> bool {
        parts(&self.loose).any(|loose| loose == name)
    }
}

impl SubstanceSpellings {
    /// Returns the international non-proprietary name, or the name in the schedules, in Arabic, Spanish, French, Russian, Chinese
    /// and Latin.
    pub(super) fn official(&self) -> impl Iterator<Item = &str> {
        [&self.ar, &self.es, &self.fr, &self.ru, &self.zh, &self.la]
            .into_iter()
            .map(String::as_str)
            .filter(|name| !name.is_empty())
    }

    /// Returns other names of the substance that are nobody's trade mark.
    pub(super) fn synonyms(&self) -> impl Iterator<Item = &str> {
        parts(&self.synonyms)
    }

    /// Returns the names of medicines that hold the substance, as a base or as a salt.
    pub(super) fn brands(&self) -> impl Iterator<Item = &str> {
        parts(&self.brands)
    }

    /// Whether the name of the substance alone, as the name of a form, is that of its base.
    pub(super) fn names_the_base(&self) -> bool {
        self.base != "no"
    }
}

impl FormSpellings {
    /// Returns further names of the form.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        parts(&self.names)
    }
}

/// The rows of a table, each for a code and the name that the built-in list gives the code.
struct SpellingTable<Row> {
    rows: Map<String, (String, Row)>,
}

/// Returns all rows of a table. A row that cannot be read is missing; a test reads every row.
fn rows<Row: DeserializeOwned>(text: &str) -> impl Iterator<Item = Row> {
    csv::Reader::from_reader(text.as_bytes())
        .into_deserialize()
        .filter_map(Result::ok)
}

impl<Row: DeserializeOwned> SpellingTable<Row> {
    /// Reads a table, and the names of its codes from the built-in list in `file`.
    fn read<Named: DeserializeOwned>(
        text: &str,
        file: &str,
        code: impl Fn(&Row) -> &String,
        named: impl Fn(Named) -> (String, String),
    ) -> Self {
        let list = builtin::FILES.iter().find(|(name, _)| *name == file);
        let list = list.map_or("", |(_, text)| *text);
        let known: Map<String, String> = rows::<Named>(list).map(named).collect();
        let with_name = |row: Row| {
            let name = name_key(known.get(code(&row))?);
            Some((code(&row).clone(), (name, row)))
        };
        Self {
            rows: rows(text).filter_map(with_name).collect(),
        }
    }
}

impl<Row> SpellingTable<Row> {
    /// Returns the row of a code, if the code has the built-in name.
    fn find(&self, code: &str, name: &str) -> Option<&Row> {
        let (known, row) = self.rows.get(code)?;
        (*known == name_key(name)).then_some(row)
    }
}

#[derive(Deserialize)]
struct NamedCountry {
    alpha3: String,
    name: String,
}

#[derive(Deserialize)]
struct NamedSubstance {
    code: String,
    name: String,
}

#[derive(Deserialize)]
struct NamedForm {
    form: String,
    name: String,
}

static COUNTRIES: LazyLock<SpellingTable<CountrySpellings>> = LazyLock::new(|| {
    SpellingTable::read(
        COUNTRY_NAMES,
        "countries.csv",
        |row: &CountrySpellings| &row.alpha3,
        |NamedCountry { alpha3, name }| (alpha3, name),
    )
});

static SUBSTANCES: LazyLock<SpellingTable<SubstanceSpellings>> = LazyLock::new(|| {
    SpellingTable::read(
        SUBSTANCE_NAMES,
        "substances.csv",
        |row: &SubstanceSpellings| &row.code,
        |NamedSubstance { code, name }| (code, name),
    )
});

static FORMS: LazyLock<SpellingTable<FormSpellings>> = LazyLock::new(|| {
    SpellingTable::read(
        FORM_NAMES,
        "forms.csv",
        |row: &FormSpellings| &row.form,
        |NamedForm { form, name }| (form, name),
    )
});

/// A row of `names/uncoded.csv`.
#[derive(Deserialize)]
struct UncodedRow {
    name: String,
    names: String,
}

static UNCODED_NAMES: LazyLock<Map<String, String>> = LazyLock::new(|| {
    let mut known = Map::default();
    for UncodedRow { name, names } in rows(UNCODED) {
        for spelling in parts(&names).chain([name.as_str()]) {
            known.insert(name_key(spelling), name.clone());
        }
    }
    known
});

/// Returns the English name of a state that is no more, or of a territory without a code of its own in ISO 3166-1, if a text is
/// one of its names. It is no other country: a caller that recognises no country can say that it needs a code of its own.
#[must_use]
pub fn uncoded(text: &str) -> Option<&'static str> {
    UNCODED_NAMES.get(&name_key(text)).map(String::as_str)
}

/// Returns what the tables say of a country.
pub(super) fn country(code: &str, name: &str) -> Option<&'static CountrySpellings> {
    COUNTRIES.find(code, name)
}

/// Returns what the tables say of a substance.
pub(super) fn substance(code: &str, name: &str) -> Option<&'static SubstanceSpellings> {
    SUBSTANCES.find(code, name)
}

/// Returns what the tables say of a form.
pub(super) fn form(code: &str, name: &str) -> Option<&'static FormSpellings> {
    FORMS.find(code, name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Notation;

    #[test]
    fn every_row_is_read_and_is_of_a_code_of_the_lists() {
        for (text, read) in [
            (COUNTRY_NAMES, COUNTRIES.rows.len()),
            (SUBSTANCE_NAMES, SUBSTANCES.rows.len()),
            (FORM_NAMES, FORMS.rows.len()),
        ] {
            assert_eq!(text.lines().count() - 1, read);
        }
    }

    #[test]
    fn a_loose_name_is_one_of_the_aliases() {
        let config = crate::config::Config::load(crate::config::ConfigSource::builtin())
            .expect("the built-in configuration");
        for (code, (_, row)) in &COUNTRIES.rows {
            let country = config.country_codes.find(code).expect("a country");
            let aliases = &config.countries[country.index()].aliases;
            for loose in parts(&row.loose) {
                assert!(aliases.iter().any(|alias| alias == loose), "{code} {loose}");
            }
        }
    }

    #[test]
    fn what_has_no_code_is_no_country_of_the_list() {
        let config = crate::config::Config::load(crate::config::ConfigSource::builtin())
            .expect("the built-in configuration");
        assert_eq!(
            UNCODED.lines().count() - 1,
            rows::<UncodedRow>(UNCODED).count()
        );
        for row in rows::<UncodedRow>(UNCODED) {
            for text in parts(&row.names).chain([row.name.as_str()]) {
                let found = config.lookup.countries.exact(text, &[Notation::Name]);
                assert_eq!(found, crate::config::Match::None, "{text}");
                assert_eq!(uncoded(text), Some(row.name.as_str()), "{text}");
            }
        }
        assert_eq!(uncoded("yougoslavie "), Some("Yugoslavia"));
        assert_eq!(uncoded("Serbia"), None);
        assert_eq!(uncoded(""), None);
    }

    #[test]
    fn numbers_are_those_of_chemical_abstracts() {
        let numbers: Vec<&String> = SUBSTANCES.rows.values().map(|(_, row)| &row.cas).collect();
        let given = numbers.iter().filter(|cas| !cas.is_empty());
        for cas in given.clone() {
            assert_eq!(Notation::Cas.key(cas).as_ref(), Some(*cas), "{cas}");
        }
        assert_eq!(given.count(), 325);
    }

    #[test]
    fn the_tables_say_nothing_of_another_thing_with_the_same_code() {
        assert!(substance("PD006", "Diazepam").is_some());
        assert!(substance("PD006", "something else").is_none());
        assert!(substance("PD0061", "diazepam").is_none());
    }
}
