//! Finds countries, substances and forms by what people write: a code, a code of another list, or a name in one of several
//! languages.
//!
//! [`Names::find`] and [`Names::near`] are forgiving. They serve questions, searches and the wording of refusals, and never decide
//! whether a row is accepted. [`Names::exact`] is strict and may.

use super::notation::Exact;
use super::spellings::{CountrySpellings, SubstanceSpellings};
use super::{Config, spellings};
use crate::terms::{Country, Form, Map, Substance, folded, skeleton};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// The least number of characters of the start of a name that may stand for the whole name.
const NAME_CHARS: usize = 4;

/// What a text beside the code is to its thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// The code of two letters of ISO 3166-1.
    Alpha2,
    /// The number of M49.
    M49,
    /// The CAS number.
    Cas,
    /// The official name of a substance in some language.
    Inn,
    /// Any other name.
    Name,
    /// A name by which only questions find the thing, because in a file it may mean something else.
    Loose,
}

/// A thing with all that it is called.
#[derive(Clone, Debug)]
pub(super) struct Thing<Id> {
    pub(super) id: Id,
    pub(super) code: String,
    pub(super) spellings: Vec<(Spelling, String)>,
}

impl<Id> Thing<Id> {
    fn new(id: Id, code: &str) -> Self {
        Self {
            id,
            code: code.to_owned(),
            spellings: Vec::new(),
        }
    }

    /// Adds texts that are all of one kind; empty ones are left out.
    fn add<'t>(&mut self, kind: Spelling, texts: impl IntoIterator<Item = &'t str>) {
        let texts = texts.into_iter().filter(|text| !text.is_empty());
        self.spellings
            .extend(texts.map(|text| (kind, text.to_owned())));
    }
}

/// The names of all things of one kind. What a look-up needs is worked out when the first text is looked up.
#[derive(Clone, Debug)]
pub struct Names<Id> {
    things: Vec<Thing<Id>>,
    folded: OnceLock<Folded<Id>>,
    exact: OnceLock<Exact<Id>>,
}

impl<Id> Default for Names<Id> {
    fn default() -> Self {
        Self::of(Vec::new())
    }
}

impl<Id> Names<Id> {
    fn of(things: Vec<Thing<Id>>) -> Self {
        Self {
            things,
            folded: OnceLock::new(),
            exact: OnceLock::new(),
        }
    }
}

/// The codes and names in the shapes in which questions are compared with them.
#[derive(Clone, Debug)]
struct Folded<Id> {
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
pub(super) const NEAR: usize = 3;

impl<Id: Copy + Ord> Folded<Id> {
    fn of(things: &[Thing<Id>]) -> Self {
        let mut folded = Self {
            codes: Map::default(),
            others: Map::default(),
            skeletons: Map::default(),
            numbered: Map::default(),
            called: Vec::new(),
            in_order: Vec::new(),
        };
        for thing in things {
            folded.add(thing);
        }
        folded.called.sort();
        folded.called.dedup();
        folded.in_order.sort();
        folded
    }

    fn add(&mut self, thing: &Thing<Id>) {
        let id = thing.id;
        let put = |map: &mut Map<Box<str>, Vec<Id>>, text: String| {
            if !text.is_empty() {
                map.entry(text.into()).or_default().push(id);
            }
        };
        put(&mut self.codes, folded(&thing.code));
        put(&mut self.skeletons, skeleton(&thing.code));
        put(&mut self.numbered, without_zeros(&thing.code));
        self.in_order.push((folded(&thing.code).into(), id));
        for (kind, text) in &thing.spellings {
            match kind {
                Spelling::Alpha2 | Spelling::M49 | Spelling::Cas => {
                    put(&mut self.others, folded(number(text)));
                }
                Spelling::Inn | Spelling::Name | Spelling::Loose => {
                    let name = folded(text);
                    if !name.is_empty() {
                        self.called.push((name.into(), id));
                    }
                }
            }
        }
    }
}

impl<Id: Copy + Ord> Names<Id> {
    fn folded(&self) -> &Folded<Id> {
        self.folded.get_or_init(|| Folded::of(&self.things))
    }

    pub(super) fn keys(&self) -> &Exact<Id> {
        self.exact.get_or_init(|| Exact::of(&self.things))
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
        let known = self.folded();
        let long: bool = asked.chars().nth(NAME_CHARS - 1).is_some();
        let of = |map: &Map<Box<str>, Vec<Id>>, key: &str| {
            map.get(key).cloned().filter(|found| !found.is_empty())
        };
        let found = of(&known.codes, &asked)
            .or_else(|| of(&known.others, &folded(number(text.trim()))))
            .or_else(|| some(starting(&known.called, &asked).filter(|(name, _)| **name == *asked)))
            .or_else(|| of(&known.skeletons, &skeleton(text)))
            .or_else(|| some(starting(&known.called, &asked)).filter(|_| long));
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
        let known = self.folded();
        if let Some(found) = known.numbered.get(without_zeros(text).as_str()) {
            return found.clone();
        }
        let asked = folded(text);
        let (length, digits) = (asked.chars().count(), digits(&asked));
        let most = slips(length);
        if most == 0 {
            return Vec::new();
        }
        let start: String = asked.chars().take(1).collect();
        let codes = starting(&known.in_order, &start)
            .filter(|(code, _)| !digits.is_empty() && self::digits(code) == digits);
        let apart = |known: &str| known.chars().count().abs_diff(length) <= most;
        let near = starting(&known.called, &start)
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
        let known = self.folded();
        let mut words: BTreeMap<Id, Vec<&str>> = BTreeMap::new();
        for map in [&known.codes, &known.others] {
            let mut pairs: Vec<(&str, Id)> = map
                .iter()
                .flat_map(|(code, ids)| ids.iter().map(|id| (&**code, *id)))
                .collect();
            pairs.sort_unstable();
            for (code, id) in pairs {
                words.entry(id).or_default().push(code);
            }
        }
        for (name, id) in &known.called {
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
    /// Substances by code, by name in the six languages and Latin, by synonym, brand and CAS number.
    pub substances: Names<Substance>,
    /// Forms by code and by name; a substance's base also by the names of the substance.
    pub forms: Names<Form>,
}

impl Lookup {
    /// Makes the look-up of a configuration.
    pub(super) fn of(config: &Config) -> Self {
        let countries = config.country_codes.iter().filter_map(|code| {
            let country = config.country_codes.find(code)?;
            Some(country_names(code, country, config))
        });
        let substances = config.substance_codes.iter().filter_map(|code| {
            let substance = config.substance_codes.find(code)?;
            Some(substance_names(code, substance, config))
        });
        let forms = config.form_codes.iter().filter_map(|code| {
            let form = config.form_codes.find(code)?;
            Some(form_names(code, form, config))
        });
        Self {
            countries: Names::of(countries.collect()),
            substances: Names::of(substances.collect()),
            forms: Names::of(forms.collect()),
        }
    }
}

fn country_names(code: &str, country: Country, config: &Config) -> Thing<Country> {
    let row = &config.countries[country.index()];
    let more = spellings::country(code, &row.name);
    let [alpha2, m49] = &row.other_codes;
    let mut thing = Thing::new(country, code);
    thing.add(Spelling::Alpha2, [alpha2.as_str()]);
    thing.add(Spelling::M49, [m49.as_str()]);
    for name in row.names() {
        let is_loose = more.is_some_and(|more| more.is_loose(name));
        let kind = if is_loose {
            Spelling::Loose
        } else {
            Spelling::Name
        };
        thing.add(kind, [name]);
    }
    thing.add(
        Spelling::Name,
        more.into_iter().flat_map(CountrySpellings::names),
    );
    thing
}

fn substance_names(code: &str, substance: Substance, config: &Config) -> Thing<Substance> {
    let name = &config.substance(substance).name;
    let mut thing = Thing::new(substance, code);
    thing.add(Spelling::Inn, [name.as_str()]);
    if let Some(more) = spellings::substance(code, name) {
        thing.add(Spelling::Inn, more.official());
        thing.add(Spelling::Cas, [more.cas.as_str()]);
        thing.add(Spelling::Name, more.synonyms());
        thing.add(Spelling::Name, more.brands());
    }
    thing
}

/// The names of a form. A base is also called as its substance, but for brands, which may hold a salt.
fn form_names(code: &str, form: Form, config: &Config) -> Thing<Form> {
    let name = &config.form_names[form.index()];
    let mut thing = Thing::new(form, code);
    thing.add(Spelling::Name, [name.as_str()]);
    if let Some(more) = spellings::form(code, name) {
        thing.add(Spelling::Name, more.names());
    }
    let Some(substance) = config.substance_codes.find(code) else {
        return thing;
    };
    let called = &config.substance(substance).name;
    let more = spellings::substance(code, called);
    let has_factor = config.forms[form.index()]
        .iter()
        .any(|row| row.substance == substance && row.base_percent.is_some());
    let means_the_base = has_factor && more.is_none_or(SubstanceSpellings::names_the_base);
    let strictly = |kind| {
        if means_the_base {
            kind
        } else {
            Spelling::Loose
        }
    };
    thing.add(strictly(Spelling::Inn), [called.as_str()]);
    if let Some(more) = more {
        thing.add(strictly(Spelling::Inn), more.official());
        thing.add(strictly(Spelling::Name), more.synonyms());
        if means_the_base {
            thing.add(Spelling::Cas, [more.cas.as_str()]);
        }
    }
    thing
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
            ("Kenja", &["KEN"][..]),
            ("Keynja", &[]),
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
