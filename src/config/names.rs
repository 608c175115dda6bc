//! Finds countries, substances and forms by what people write: a code, a code of another list, or a name in one of several
//! languages.
//!
//! This serves questions, searches and the wording of refusals. It never decides whether a row is accepted: there only the exact
//! code counts.

use super::{Config, builtin};
use crate::terms::{Country, Form, Map, Substance, folded, skeleton};
use std::collections::{BTreeMap, BTreeSet};

/// The least number of characters of the start of a name that may stand for the whole name.
const NAME_CHARS: usize = 4;

/// The names of all things of one kind.
#[derive(Clone, Debug)]
pub struct Names<Id> {
    /// The codes of the list, folded.
    codes: Map<Box<str>, Vec<Id>>,
    /// The codes of other lists, folded; numbers are without leading zeros.
    others: Map<Box<str>, Vec<Id>>,
    /// The codes of the list by their look-alike form.
    skeletons: Map<Box<str>, Vec<Id>>,
    /// The codes of the list by their look-alike form, without leading zeros in their numbers.
    numbered: Map<Box<str>, Vec<Id>>,
    /// Folded names, in order.
    called: Vec<(Box<str>, Id)>,
    /// Folded codes, in order.
    in_order: Vec<(Box<str>, Id)>,
}

impl<Id> Default for Names<Id> {
    fn default() -> Self {
        Self {
            codes: Map::default(),
            others: Map::default(),
            skeletons: Map::default(),
            numbered: Map::default(),
            called: Vec::new(),
            in_order: Vec::new(),
        }
    }
}

/// Removes from a number its leading zeros and the `.0` at its end that spreadsheets add; returns any other text unchanged.
fn number(text: &str) -> &str {
    let whole = text.strip_suffix(".0").unwrap_or(text);
    if whole.bytes().all(|byte| byte.is_ascii_digit()) {
        whole.trim_start_matches('0')
    } else {
        text
    }
}

/// Returns the look-alike form of a code, without leading zeros in its numbers.
fn without_zeros(code: &str) -> String {
    let mut plain = String::new();
    let mut looks = skeleton(code)
        .chars()
        .collect::<Vec<_>>()
        .into_iter()
        .peekable();
    while let Some(c) = looks.next() {
        let before = plain.ends_with(|c: char| c.is_ascii_digit());
        if c != '0' || before || !looks.peek().is_some_and(char::is_ascii_digit) {
            plain.push(c);
        }
    }
    plain
}

/// Returns how many slips may separate a text from a name of so many characters.
const fn slips(chars: usize) -> usize {
    match chars {
        0..NAME_CHARS => 0,
        NAME_CHARS..8 => 1,
        _ => 2,
    }
}

/// The most things that a text may nearly name; a text that is near to more says too little.
const NEAR: usize = 3;

impl<Id: Copy + Ord> Names<Id> {
    /// Adds a thing with its code, its codes in other lists, and its names; empty ones are ignored.
    pub(super) fn add<'a>(
        &mut self,
        id: Id,
        code: &str,
        others: impl IntoIterator<Item = &'a str>,
        names: impl IntoIterator<Item = &'a str>,
    ) {
        let put = |map: &mut Map<Box<str>, Vec<Id>>, text: String| {
            if !text.is_empty() {
                map.entry(text.into()).or_default().push(id);
            }
        };
        put(&mut self.codes, folded(code));
        put(&mut self.skeletons, skeleton(code));
        put(&mut self.numbered, without_zeros(code));
        self.in_order.push((folded(code).into(), id));
        for other in others {
            put(&mut self.others, folded(number(other)));
        }
        let names = names
            .into_iter()
            .map(folded)
            .filter(|name| !name.is_empty());
        self.called.extend(names.map(|name| (name.into(), id)));
    }

    /// Sorts the names and codes that were added.
    pub(super) fn sorted(mut self) -> Self {
        self.called.sort();
        self.called.dedup();
        self.in_order.sort();
        self
    }

    /// Returns all things that a text may name, in the order of their codes. The first of these that finds something decides: the
    /// code; a code in another list; a whole name, which several things may share; a look-alike code; the start of a name, from
    /// four characters on. Case, accents, blanks and marks make no difference.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Id> {
        let asked = folded(text);
        if asked.is_empty() {
            return Vec::new();
        }
        let long: bool = asked.chars().nth(NAME_CHARS - 1).is_some();
        let of = |map: &Map<Box<str>, Vec<Id>>, key: &str| {
            map.get(key).cloned().filter(|found| !found.is_empty())
        };
        let found = of(&self.codes, &asked)
            .or_else(|| of(&self.others, &folded(number(text.trim()))))
            .or_else(|| some(starting(&self.called, &asked).filter(|(name, _)| **name == *asked)))
            .or_else(|| of(&self.skeletons, &skeleton(text)))
            .or_else(|| some(starting(&self.called, &asked)).filter(|_| long));
        let mut found = found.unwrap_or_default();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Returns all things that a text may nearly name, if it names none exactly. A code with other zeros in its numbers decides
    /// first. Otherwise these are the names, and the codes with the same numbers, that differ by the fewest slips from the second
    /// character on: at most one slip, or two from eight characters on. Returns nothing if there are many.
    #[must_use]
    pub fn near(&self, text: &str) -> Vec<Id> {
        if let Some(found) = self.numbered.get(without_zeros(text).as_str()) {
            return found.clone();
        }
        let asked = folded(text);
        let (length, digits) = (asked.chars().count(), digits(&asked));
        let most = slips(length);
        if most == 0 {
            return Vec::new();
        }
        let start: String = asked.chars().take(1).collect();
        let codes = starting(&self.in_order, &start)
            .filter(|(code, _)| !digits.is_empty() && self::digits(code) == digits);
        let apart = |known: &str| known.chars().count().abs_diff(length) <= most;
        let near = starting(&self.called, &start)
            .chain(codes)
            .filter(|(known, _)| apart(known));
        let near: Vec<(usize, Id)> = near
            .map(|(known, id)| (strsim::osa_distance(known, &asked), *id))
            .collect();
        let least = near
            .iter()
            .map(|(distance, _)| *distance)
            .min()
            .filter(|least| *least <= most);
        let nearest: BTreeSet<Id> = near
            .iter()
            .filter(|(distance, _)| Some(*distance) == least)
            .map(|(_, id)| *id)
            .collect();
        if nearest.len() <= NEAR {
            nearest.into_iter().collect()
        } else {
            Vec::new()
        }
    }

    /// Returns all words that name each thing, folded: its codes, then its names.
    #[must_use]
    pub fn words(&self) -> BTreeMap<Id, Vec<&str>> {
        let mut words: BTreeMap<Id, Vec<&str>> = BTreeMap::new();
        for map in [&self.codes, &self.others] {
            let mut pairs: Vec<(&str, Id)> = map
                .iter()
                .flat_map(|(code, ids)| ids.iter().map(|id| (&**code, *id)))
                .collect();
            pairs.sort_unstable();
            for (code, id) in pairs {
                words.entry(id).or_default().push(code);
            }
        }
        for (name, id) in &self.called {
            words.entry(*id).or_default().push(name);
        }
        words
    }
}

/// Returns the digits of a text.
fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Returns the names that begin with `start`, from a list in order.
fn starting<'a, Id>(
    names: &'a [(Box<str>, Id)],
    start: &'a str,
) -> impl Iterator<Item = &'a (Box<str>, Id)> {
    let from = names.partition_point(|(name, _)| **name < *start);
    names[from..]
        .iter()
        .take_while(move |(name, _)| name.starts_with(start))
}

/// Returns the things named; `None` if there are none.
fn some<'a, Id: Copy + 'a>(names: impl Iterator<Item = &'a (Box<str>, Id)>) -> Option<Vec<Id>> {
    let ids: Vec<Id> = names.map(|(_, id)| *id).collect();
    (!ids.is_empty()).then_some(ids)
}

/// The names of all countries, substances and forms.
#[derive(Clone, Debug, Default)]
pub struct Lookup {
    /// Countries by ISO 3166-1 alpha-3, alpha-2 or M49 code, by name in the six languages, and by everyday name.
    pub countries: Names<Country>,
    /// Substances by code, and by name in the six languages.
    pub substances: Names<Substance>,
    /// Forms by code and by name; a substance's own form also by the names of the substance.
    pub forms: Names<Form>,
}

impl Lookup {
    /// Makes the look-up of a configuration.
    pub(super) fn of(config: &Config) -> Self {
        let mut lookup = Self::default();
        for (code, row) in config.country_codes.iter().zip(&config.countries) {
            if let Some(country) = config.country_codes.find(code) {
                lookup.countries.add(
                    country,
                    code,
                    row.other_codes.iter().map(String::as_str),
                    row.names(),
                );
            }
        }
        let translated = substance_names();
        let names_of = |code: &str| {
            translated
                .get(code)
                .into_iter()
                .flatten()
                .map(String::as_str)
        };
        for (code, row) in config.substance_codes.iter().zip(&config.substances) {
            if let Some(substance) = config.substance_codes.find(code) {
                lookup.substances.add(
                    substance,
                    code,
                    [],
                    names_of(code).chain([row.name.as_str()]),
                );
            }
        }
        for (code, name) in config.form_codes.iter().zip(&config.form_names) {
            if let Some(form) = config.form_codes.find(code) {
                let own = config
                    .substance_codes
                    .find(code)
                    .map(|substance| config.substance(substance).name.as_str());
                lookup.forms.add(
                    form,
                    code,
                    [],
                    names_of(code).chain(own).chain([name.as_str()]),
                );
            }
        }
        Self {
            countries: lookup.countries.sorted(),
            substances: lookup.substances.sorted(),
            forms: lookup.forms.sorted(),
        }
    }
}

/// Returns the names of the substances of the built-in list in other languages than English, by code.
fn substance_names() -> Map<String, Vec<String>> {
    let mut reader = csv::Reader::from_reader(builtin::SUBSTANCE_NAMES.as_bytes());
    let rows = reader.records().filter_map(Result::ok);
    rows.filter_map(|row| {
        Some((
            row.get(0)?.to_owned(),
            row.iter().skip(1).map(str::to_owned).collect(),
        ))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ConfigSource;

    fn config() -> Config {
        Config::load(ConfigSource::builtin()).expect("the built-in configuration")
    }

    fn countries(text: &str) -> Vec<String> {
        let config = config();
        config
            .lookup
            .countries
            .find(text)
            .into_iter()
            .map(|country| config.country_code(country).to_owned())
            .collect()
    }

    #[test]
    fn countries_are_found_by_whatever_people_call_them() {
        for (text, expected) in [
            ("EGY", &["EGY"][..]),
            ("egy ", &["EGY"]),
            ("EG", &["EGY"]),
            ("818", &["EGY"]),
            ("818.0", &["EGY"]),
            ("NA", &["NAM"]),
            ("004", &["AFG"]),
            ("4", &["AFG"]),
            ("Égypte", &["EGY"]),
            ("EGIPTO", &["EGY"]),
            ("Египет", &["EGY"]),
            ("埃及", &["EGY"]),
            ("مصر", &["EGY"]),
            ("ЕGY", &["EGY"]),
            ("ＥＧＹ", &["EGY"]),
            ("UK", &["GBR"]),
            ("U.K.", &["GBR"]),
            ("United Kingdom", &["GBR"]),
            ("USA", &["USA"]),
            ("Russia", &["RUS"]),
            ("South Korea", &["KOR"]),
            ("Korea", &["KOR", "PRK"]),
            ("Congo", &["COD", "COG"]),
            ("Holland", &["NLD"]),
            ("Turkey", &["TUR"]),
            ("Ivory Coast", &["CIV"]),
            ("cote d ivoire", &["CIV"]),
            ("Czech Republic", &["CZE"]),
            ("Великобритания", &["GBR"]),
            ("Niger", &["NER"]),
            ("Nigeri", &["NGA"]),
            ("Guinea", &["GIN"]),
            ("Switz", &["CHE"]),
            ("Swi", &[]),
            ("USSR", &[]),
            ("Yugoslavia", &[]),
            ("Netherlands Antilles", &[]),
            ("000", &[]),
            ("", &[]),
            (" - ", &[]),
        ] {
            assert_eq!(countries(text), expected, "{text:?}");
        }
    }

    /// Every name of every country finds that country, in any language; all but a few shared names find no other.
    #[test]
    fn every_country_is_found_by_all_that_the_list_says_of_it() {
        let config = config();
        let mut shared = std::collections::BTreeSet::new();
        for (code, row) in config.country_codes.iter().zip(&config.countries) {
            let known = row
                .names()
                .chain(row.other_codes.iter().map(String::as_str))
                .chain([code]);
            for text in known.filter(|text| !text.is_empty()) {
                let found = config.lookup.countries.find(text);
                assert!(
                    found
                        .iter()
                        .any(|country| config.country_code(*country) == code),
                    "{text} does not find {code}"
                );
                if found.len() > 1 {
                    shared.insert(found);
                }
            }
        }
        assert_eq!(shared.len(), 4, "{shared:?}");
    }

    #[test]
    fn a_slip_is_forgiven_where_it_leaves_few_names() {
        let config = config();
        for (text, expected) in [
            ("Kenia", &["KEN"][..]),
            ("Keynia", &[]),
            ("KENYAA", &["KEN"]),
            ("Switserland", &["CHE"]),
            ("Frnace", &["FRA"]),
            ("Germnay", &["DEU"]),
            ("Alemagne", &["DEU"]),
            ("Espagna", &["ESP"]),
            ("Швейцарья", &["CHE"]),
            ("Кеня", &["KEN"]),
            ("كينياا", &["KEN"]),
            ("Slovekia", &["SVK", "SVN"]),
            ("Slovakiya", &["SVK"]),
            ("KEM", &[]),
            ("XX", &[]),
            ("Atlantis", &[]),
            ("unknown", &[]),
            ("n/a", &[]),
            ("", &[]),
        ] {
            let near: Vec<&str> = config
                .lookup
                .countries
                .near(text)
                .into_iter()
                .map(|country| config.country_code(country))
                .collect();
            assert_eq!(near, expected, "{text}");
        }
        for (text, expected) in [
            ("PD06", &["PD006"][..]),
            ("PD-6", &["PD006"]),
            ("PDO6", &["PD006"]),
            ("pd0006", &["PD006"]),
            ("diazepan", &["PD006"]),
            ("diazapem", &["PD006"]),
            ("PD999", &[]),
            ("PX006", &[]),
            ("PD", &[]),
            ("aspirin", &[]),
        ] {
            let near: Vec<&str> = config
                .lookup
                .substances
                .near(text)
                .into_iter()
                .map(|found| config.substance_code(found))
                .collect();
            assert_eq!(near, expected, "{text}");
        }
        for (text, expected) in [
            ("PM05-HCL", &["PM005-HCL"][..]),
            ("PM005-HLC", &["PM005-HCL"]),
            ("PM005-XYZ", &[]),
        ] {
            let near: Vec<&str> = config
                .lookup
                .forms
                .near(text)
                .into_iter()
                .map(|form| config.form_code(form))
                .collect();
            assert_eq!(near, expected, "{text}");
        }
    }

    #[test]
    fn substances_and_forms_are_found_by_their_names() {
        let config = config();
        for (text, code) in [
            ("pd 006", "PD006"),
            ("РD006", "PD006"),
            ("PDOO6", "PD006"),
            ("Диазепам", "PD006"),
            ("diazépam", "PD006"),
            ("DIAZEPAM", "PD006"),
        ] {
            let substance: Vec<&str> = config
                .lookup
                .substances
                .find(text)
                .into_iter()
                .map(|found| config.substance_code(found))
                .collect();
            let form: Vec<&str> = config
                .lookup
                .forms
                .find(text)
                .into_iter()
                .map(|found| config.form_code(found))
                .collect();
            assert_eq!((substance, form), (vec![code], vec![code]), "{text}");
        }
        let form: Vec<&str> = config
            .lookup
            .forms
            .find("Amfepramone  Glutamate")
            .into_iter()
            .map(|found| config.form_code(found))
            .collect();
        assert_eq!(form, ["PA001-GLUTAMATE"]);
    }
}
