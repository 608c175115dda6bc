//! What people write for a country, a substance or a form: its code, another list's code, a name in one of several languages.
//!
//! For questions and searches, and for wording refusals. No row is accepted by it: there only the code itself counts.

use super::{Config, builtin};
use crate::terms::{Country, Form, Map, Substance, folded, skeleton};
use std::collections::{BTreeMap, BTreeSet};

/// From how many characters on the start of a name may stand for the whole.
const NAME_CHARS: usize = 4;

/// The names of all things of one kind, found by what somebody writes.
#[derive(Clone, Debug)]
pub struct Names<Id> {
    /// The codes of the list, folded.
    codes: Map<Box<str>, Vec<Id>>,
    /// Codes of other lists, folded, numbers without zeros before them.
    others: Map<Box<str>, Vec<Id>>,
    /// The codes of the list by what they look like.
    skeletons: Map<Box<str>, Vec<Id>>,
    /// The same without zeros before a number in them.
    numbered: Map<Box<str>, Vec<Id>>,
    /// Folded names in order.
    called: Vec<(Box<str>, Id)>,
    /// Folded codes in order.
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

/// A number without the zeros before it, and without those after a point, which tables of numbers add.
fn number(text: &str) -> &str {
    let whole = text.strip_suffix(".0").unwrap_or(text);
    if whole.bytes().all(|byte| byte.is_ascii_digit()) {
        whole.trim_start_matches('0')
    } else {
        text
    }
}

/// What a code looks like, without the zeros before each number in it.
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

/// How many slips of the pen leave a name of so many characters still that name.
const fn slips(chars: usize) -> usize {
    match chars {
        0..NAME_CHARS => 0,
        NAME_CHARS..8 => 1,
        _ => 2,
    }
}

/// How many things a text may nearly name: of more, it says too little.
const NEAR: usize = 3;

impl<Id: Copy + Ord> Names<Id> {
    /// Adds a thing: its code, its codes in other lists, and its names; empty ones are none.
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

    /// Puts what was added in order.
    pub(super) fn sorted(mut self) -> Self {
        self.called.sort();
        self.called.dedup();
        self.in_order.sort();
        self
    }

    /// All that a text may name, in the order of their codes: by its code; else by its code in another list; else by a whole name,
    /// which several may share; else by a code that looks the same; else by the start of a name, from four characters on.
    /// Case, accents, blanks and marks make no difference.
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

    /// All that a text may name that names nothing: by a code with other zeros in its numbers; else by the names, and the codes with
    /// the same numbers in them, that differ from it by the fewest slips, from the second character on: one, or two from eight
    /// characters on. Nothing where these are many.
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

    /// All that names each thing, folded: its codes, then its names.
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

/// The digits of a text.
fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The names, which are in order, that start so.
fn starting<'a, Id>(
    names: &'a [(Box<str>, Id)],
    start: &'a str,
) -> impl Iterator<Item = &'a (Box<str>, Id)> {
    let from = names.partition_point(|(name, _)| **name < *start);
    names[from..]
        .iter()
        .take_while(move |(name, _)| name.starts_with(start))
}

/// The things named, if there is one.
fn some<'a, Id: Copy + 'a>(names: impl Iterator<Item = &'a (Box<str>, Id)>) -> Option<Vec<Id>> {
    let ids: Vec<Id> = names.map(|(_, id)| *id).collect();
    (!ids.is_empty()).then_some(ids)
}

/// All that somebody may write a name of.
#[derive(Clone, Debug, Default)]
pub struct Lookup {
    /// By ISO 3166-1 alpha-3, alpha-2 or M49 code, by name in the six languages, and by everyday names.
    pub countries: Names<Country>,
    /// By code, and by name in the six languages.
    pub substances: Names<Substance>,
    /// By code, by name, and a substance's own form by its names.
    pub forms: Names<Form>,
}

impl Lookup {
    /// What a configuration names.
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

/// What letters call the substances of the built-in list in other languages, by code.
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

    /// Every name of every country finds it, in whatever language, and all but a few shared ones nobody else.
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
