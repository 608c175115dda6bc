//! Recognises countries, substances and forms in the notations of other people's files: exactly, or not at all.
//!
//! A name is recognised whole, in any case, with or without accents, and as [`name_key`] compares it. No start of a name, no slip
//! and no look-alike letter is forgiven. What is not recognised gets a suggestion, which is for a person to read.

use super::Names;
use super::names::{NEAR, Spelling, Thing};
use crate::terms::{Map, is_hyphen, is_invisible, name_key, western_digit};
use serde::Deserialize;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// A text longer than this is no code and no name.
const LONGEST_BYTES: usize = 1000;

/// A way in which a country, a substance or a form is written.
///
/// A notation that the kind of thing does not have finds nothing: countries have no [`Notation::Inn`] and no [`Notation::Cas`],
/// substances and forms no [`Notation::Alpha2`] and no [`Notation::M49`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Notation {
    /// The code, byte for byte as the configuration has it.
    Code,
    /// The code in any case, with or without blanks and hyphens: `PD 006`, `pd006`.
    LooseCode,
    /// The code of two letters of ISO 3166-1, in any case. `NA` is Namibia: a caller whose files write `NA` for a missing value
    /// has to look for that first.
    Alpha2,
    /// The number of M49 (ISO 3166-1 numeric), with or without leading zeros.
    M49,
    /// A name in any of the six languages of the United Nations, or another name in use. It includes [`Notation::Inn`].
    Name,
    /// The official name of a substance: the name in the list, which is mostly the international non-proprietary name, and its
    /// Arabic, Chinese, French, Latin, Russian and Spanish forms. As the name of a form it means the base.
    Inn,
    /// The number of the Chemical Abstracts Service (CAS) for the base of a substance, with its hyphens and the right check digit.
    Cas,
}

/// What a text means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match<Id> {
    /// One thing.
    One(Id),
    /// Any of several things, in the order of their codes; at least two.
    Several(Vec<Id>),
    /// Nothing that is known.
    None,
}

impl Notation {
    /// Returns the text by which texts in this notation are compared; `None` if the text cannot be in this notation.
    pub(super) fn key(self, text: &str) -> Option<String> {
        let key = match self {
            Self::Code => Some(text.to_owned()),
            Self::LooseCode => Some(
                visible(text)
                    .filter(|c| !c.is_whitespace() && !is_hyphen(*c))
                    .collect(),
            ),
            Self::Alpha2 => Some(visible(text.trim()).collect()).filter(|code: &String| {
                code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase())
            }),
            Self::M49 => m49(&visible(text.trim()).map(western_digit).collect::<String>()),
            Self::Name | Self::Inn => Some(name_key(text)),
            Self::Cas => cas(visible(text.trim())
                .map(|c| if is_hyphen(c) { '-' } else { c })
                .collect()),
        };
        key.filter(|key| !key.is_empty())
    }
}

/// Returns the characters of a text in their plain width and in lower case, without those that cannot be seen.
fn visible(text: &str) -> impl Iterator<Item = char> {
    text.nfkd()
        .flat_map(char::to_lowercase)
        .filter(|c| !is_invisible(*c))
}

/// Returns a number of at most three digits without leading zeros.
fn m49(number: &str) -> Option<String> {
    let is_number = number.len() <= 3 && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| number.trim_start_matches('0').to_owned())
}

/// Returns a CAS number if it has the shape of one and its check digit is right.
fn cas(number: String) -> Option<String> {
    let parts: Vec<&str> = number.split('-').collect();
    let [first, second, check] = parts[..] else {
        return None;
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let has_shape = (2..=7).contains(&first.len())
        && (second.len(), check.len()) == (2, 1)
        && [first, second, check].into_iter().all(digits);
    let sum: u32 = first
        .chars()
        .chain(second.chars())
        .rev()
        .filter_map(|c| c.to_digit(10))
        .zip(1..)
        .map(|(digit, weight)| digit * weight)
        .sum();
    let is_right = has_shape && check.parse() == Ok(sum % 10);
    is_right.then_some(number)
}

/// All things by notation and key.
#[derive(Clone, Debug)]
pub(super) struct Exact<Id> {
    keys: Map<Notation, Map<Box<str>, Vec<Id>>>,
}

impl<Id: Copy + Ord> Exact<Id> {
    pub(super) fn of(things: &[Thing<Id>]) -> Self {
        let mut exact = Self {
            keys: Map::default(),
        };
        for thing in things {
            exact.put(
                thing.id,
                &thing.code,
                &[Notation::Code, Notation::LooseCode],
            );
            for (kind, text) in &thing.spellings {
                exact.put(thing.id, text, notations(*kind));
            }
        }
        exact
    }

    fn put(&mut self, id: Id, text: &str, notations: &[Notation]) {
        for notation in notations {
            if let Some(key) = notation.key(text) {
                let of = self.keys.entry(*notation).or_default();
                of.entry(key.into()).or_default().push(id);
            }
        }
    }

    fn find(&self, text: &str, notation: Notation) -> &[Id] {
        notation
            .key(text)
            .and_then(|key| self.keys.get(&notation)?.get(&*key))
            .map_or(&[], Vec::as_slice)
    }
}

/// Returns the notations in which a text of a kind is recognised.
const fn notations(kind: Spelling) -> &'static [Notation] {
    match kind {
        Spelling::Alpha2 => &[Notation::Alpha2],
        Spelling::M49 => &[Notation::M49],
        Spelling::Cas => &[Notation::Cas],
        Spelling::Inn => &[Notation::Inn, Notation::Name],
        Spelling::Name => &[Notation::Name],
        Spelling::Loose => &[],
    }
}

impl<Id: Copy + Ord> Names<Id> {
    /// Returns what a text means if it is written in one of the notations. A code that matches to the byte decides alone, if
    /// [`Notation::Code`] is among the notations. Otherwise all notations count alike, and a text that means different things in
    /// them means several.
    #[must_use]
    pub fn exact(&self, text: &str, notations: &[Notation]) -> Match<Id> {
        if text.len() > LONGEST_BYTES {
            return Match::None;
        }
        let keys = self.keys();
        if notations.contains(&Notation::Code)
            && let [id] = keys.find(text, Notation::Code)
        {
            return Match::One(*id);
        }
        let found: BTreeSet<Id> = notations
            .iter()
            .flat_map(|notation| keys.find(text, *notation))
            .copied()
            .collect();
        match found.into_iter().collect::<Vec<_>>() {
            found if found.len() > 1 => Match::Several(found),
            found => found.first().map_or(Match::None, |id| Match::One(*id)),
        }
    }

    /// Returns what a person may have meant by a text that is not recognised, in the order of the codes: what [`Names::find`]
    /// finds, otherwise what is near. Returns nothing if that is too much to choose from.
    #[must_use]
    pub fn suggestion(&self, text: &str) -> Vec<Id> {
        let found = self.find(text);
        match found.len() {
            0 => self.near(text),
            1..=NEAR => found,
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Notation::{Alpha2, Cas, Code, Inn, LooseCode, M49, Name};
    use super::*;
    use crate::config::{Config, ConfigSource, Language};
    use crate::terms::{Country, Form, Substance};

    const EVERY: [Notation; 7] = [Code, LooseCode, Alpha2, M49, Name, Inn, Cas];

    fn config() -> Config {
        Config::load(ConfigSource::builtin()).expect("the built-in configuration")
    }

    fn codes<'c, Id: Copy>(found: Match<Id>, code: impl Fn(Id) -> &'c str) -> Vec<&'c str> {
        match found {
            Match::One(id) => vec![code(id)],
            Match::Several(ids) => {
                assert!(ids.len() > 1);
                ids.into_iter().map(code).collect()
            }
            Match::None => Vec::new(),
        }
    }

    fn country<'c>(config: &'c Config, text: &str, notations: &[Notation]) -> Vec<&'c str> {
        let found = config.lookup.countries.exact(text, notations);
        codes(found, |country: Country| config.country_code(country))
    }

    fn substance<'c>(config: &'c Config, text: &str, notations: &[Notation]) -> Vec<&'c str> {
        let found = config.lookup.substances.exact(text, notations);
        codes(found, |substance: Substance| {
            config.substance_code(substance)
        })
    }

    fn form<'c>(config: &'c Config, text: &str, notations: &[Notation]) -> Vec<&'c str> {
        let found = config.lookup.forms.exact(text, notations);
        codes(found, |form: Form| config.form_code(form))
    }

    #[test]
    fn countries_are_recognised_in_the_notations_asked_for_and_no_other() {
        let config = config();
        for (text, notation, expected) in [
            ("KEN", Code, &["KEN"][..]),
            ("ken", Code, &[]),
            (" KEN", Code, &[]),
            ("KE", Code, &[]),
            ("ken", LooseCode, &["KEN"]),
            (" K-E N", LooseCode, &["KEN"]),
            ("ＫＥＮ", LooseCode, &["KEN"]),
            ("КEN", LooseCode, &[]),
            ("KE", LooseCode, &[]),
            ("KE", Alpha2, &["KEN"]),
            (" ke\u{a0}", Alpha2, &["KEN"]),
            ("K E", Alpha2, &[]),
            ("N/A", Alpha2, &[]),
            ("NA", Alpha2, &["NAM"]),
            ("UK", Alpha2, &[]),
            ("KEN", Alpha2, &[]),
            ("404", M49, &["KEN"]),
            ("004", M49, &["AFG"]),
            ("4", M49, &["AFG"]),
            ("٤٠٤", M49, &["KEN"]),
            ("0004", M49, &[]),
            ("404.0", M49, &[]),
            ("-4", M49, &[]),
            ("000", M49, &[]),
            ("404", Name, &[]),
            ("Kenya", Name, &["KEN"]),
            ("Кения", Name, &["KEN"]),
            ("Kenia", Name, &["KEN"]),
            ("Kenyа", Name, &[]),
            ("Kenya", Code, &[]),
            ("Kenya", Inn, &[]),
            ("UK", Name, &["GBR"]),
            ("KEN", Name, &[]),
        ] {
            assert_eq!(
                country(&config, text, &[notation]),
                expected,
                "{text} {notation:?}"
            );
        }
        assert_eq!(country(&config, "KE", &[Code, M49, Alpha2]), ["KEN"]);
        assert_eq!(country(&config, "KEN", &[]), [""; 0]);
    }

    #[test]
    fn every_name_of_every_country_is_recognised() {
        let config = config();
        let mut shared = BTreeSet::new();
        for (code, row) in config.country_codes.iter().zip(&config.countries) {
            let [alpha2, m49] = &row.other_codes;
            for (text, notation) in [(alpha2, Alpha2), (m49, M49)] {
                assert_eq!(country(&config, text, &[notation]), [code], "{text}");
                assert_eq!(country(&config, text, &EVERY), [code], "{text}");
            }
            assert_eq!(country(&config, code, &EVERY), [code]);
            let id = config.country_codes.find(code).expect("a code");
            for language in Language::ALL {
                let name = config.country_name_in(id, language);
                for text in [
                    name.to_owned(),
                    name.to_uppercase(),
                    format!(" {} ", name.to_lowercase()),
                    name.replace(['\'', '’'], "`").replace('-', "–"),
                ] {
                    let found = country(&config, &text, &EVERY);
                    if found != [code] {
                        shared.insert((name, found));
                    }
                }
            }
        }
        // The Congo is the short name of one country and an everyday name of the other.
        let congo = |name| (name, vec!["COD", "COG"]);
        let expected = ["Congo", "Конго", "الكونغو", "刚果"].map(congo);
        assert_eq!(shared, BTreeSet::from(expected));
    }

    #[test]
    fn a_name_of_several_countries_means_several() {
        let config = config();
        for (text, expected) in [
            ("Korea", &["KOR", "PRK"][..]),
            ("Corée", &["KOR", "PRK"]),
            ("Congo", &["COD", "COG"]),
            ("Saint Martin", &["MAF", "SXM"]),
            ("Virgin Islands", &["VGB", "VIR"]),
            ("South Korea", &["KOR"]),
            ("Congo, Rep.", &["COG"]),
            ("Côte d'Ivoire", &["CIV"]),
            ("Cote d’Ivoire", &["CIV"]),
            ("COTE D´IVOIRE", &["CIV"]),
            ("Turkiye", &["TUR"]),
            ("Turkey", &["TUR"]),
            ("Iran, Islamic Republic of", &["IRN"]),
            ("Guinea Bissau", &["GNB"]),
            ("Niger", &["NER"]),
            ("Guinea", &["GIN"]),
            ("Кокосовых (Килинг) островов", &["CCK"]),
            ("هولندا (مملكة _)", &["NLD"]),
            ("Santa Elena", &["SHN"]),
        ] {
            assert_eq!(country(&config, text, &EVERY), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_country_of_the_list_is_not_taken_for_one() {
        let config = config();
        for text in [
            "USSR",
            "СССР",
            "Soviet Union",
            "Union of Soviet Socialist Republics",
            "URSS",
            "Yugoslavia",
            "Yougoslavie",
            "Socialist Federal Republic of Yugoslavia",
            "Serbia and Montenegro",
            "Serbie-et-Monténégro",
            "Czechoslovakia",
            "Checoslovaquia",
            "Netherlands Antilles",
            "Antillas Neerlandesas",
            "German Democratic Republic",
            "Ascension",
            "Ascension Island",
            "Tristan da Cunha",
            "SUN",
            "YUG",
            "SCG",
            "CSK",
            "ANT",
            "810",
            "891",
            "530",
            "England",
            "Scotland",
            "Papua",
            "America",
            "Америка",
            "Swit",
            "Switserland",
            "Switzerland?",
            "Other",
            "World",
            "n/a",
            "-",
            "",
            " ",
        ] {
            assert_eq!(
                config.lookup.countries.exact(text, &EVERY),
                Match::None,
                "{text}"
            );
        }
        for text in [
            "USSR",
            "Yugoslavia",
            "Serbia and Montenegro",
            "Czechoslovakia",
            "Netherlands Antilles",
            "Ascension",
            "Tristan da Cunha",
        ] {
            assert!(
                config.lookup.countries.suggestion(text).is_empty(),
                "{text}"
            );
        }
        let long = "Kenya ".repeat(1000);
        assert_eq!(config.lookup.countries.exact(&long, &EVERY), Match::None);
    }

    #[test]
    fn a_suggestion_is_what_may_have_been_meant() {
        let config = config();
        for (text, expected) in [
            ("Kenyaa", &["KEN"][..]),
            ("Switz", &["CHE"]),
            ("Switserland", &["CHE"]),
            ("Slovekia", &["SVK", "SVN"]),
            ("England", &["GBR"]),
            ("Saint", &[]),
            ("xyzzy", &[]),
        ] {
            let found: Vec<&str> = config
                .lookup
                .countries
                .suggestion(text)
                .into_iter()
                .map(|country| config.country_code(country))
                .collect();
            assert_eq!(found, expected, "{text}");
        }
        let found: Vec<&str> = config
            .lookup
            .forms
            .suggestion("barbital sodiun")
            .into_iter()
            .map(|form| config.form_code(form))
            .collect();
        assert_eq!(found, ["PB001-NA"]);
    }

    #[test]
    fn every_substance_is_recognised_by_its_code_and_names() {
        let config = config();
        for code in config.substance_codes.iter() {
            let (letters, number) = code.split_at(2);
            for text in [
                format!("{letters} {number}"),
                format!("{letters}-{number}"),
                code.to_lowercase(),
            ] {
                assert_eq!(substance(&config, &text, &[LooseCode]), [code], "{text}");
                assert_eq!(substance(&config, &text, &EVERY), [code], "{text}");
                assert_eq!(substance(&config, &text, &[Code]), [""; 0], "{text}");
                assert_eq!(form(&config, &text, &EVERY), [code], "{text}");
            }
            let id = config.substance_codes.find(code).expect("a code");
            let name = &config.substance(id).name;
            assert_eq!(substance(&config, name, &EVERY), [code], "{name}");
            assert_eq!(
                substance(&config, &name.to_uppercase(), &[Inn]),
                [code],
                "{name}"
            );
        }
        for (text, notation, expected) in [
            ("Diazépam", Inn, &["PD006"][..]),
            ("диазепам", Inn, &["PD006"]),
            ("地西泮", Inn, &["PD006"]),
            ("ديازيبام", Inn, &["PD006"]),
            ("diazepamum", Inn, &["PD006"]),
            ("metilfenidato", Inn, &["PM007"]),
            ("clordiazepóxido", Inn, &["PC003"]),
            ("ethylis loflazepas", Inn, &["PE004"]),
            ("diazepam", Name, &["PD006"]),
            ("diazepam", Cas, &[]),
            ("amphetamine", Inn, &[]),
            ("Amphetamine", Name, &["PA003"]),
            ("levoamphetamine", Name, &["PL006"]),
            ("diethylpropion", Name, &["PA001"]),
            ("Valium", Name, &["PD006"]),
            ("Valium", Inn, &[]),
            ("LSD", Name, &["PL002"]),
            ("(+)-lysergide", Name, &["PL002"]),
            ("(-)-lysergide", Name, &[]),
            ("2-CB", Name, &["PB008"]),
            ("2C-B", Name, &["PB008"]),
            ("439-14-5", Cas, &["PD006"]),
            ("439–14–5 ", Cas, &["PD006"]),
            ("439-14-6", Cas, &[]),
            ("439145", Cas, &[]),
            ("439-14-5", Name, &[]),
            ("diaz", Name, &[]),
            ("diazepan", Name, &[]),
            ("diazepam hydrochloride", Name, &[]),
        ] {
            assert_eq!(
                substance(&config, text, &[notation]),
                expected,
                "{text} {notation:?}"
            );
        }
        for (text, expected) in [
            ("Isonal", ["PA002", "PM008"]),
            ("tetrahydrocannabinol", ["PD010", "PT002"]),
            ("Dronabinol", ["PD010", "PT002"]),
            ("Marinol", ["PD010", "PT002"]),
        ] {
            assert_eq!(substance(&config, text, &EVERY), expected, "{text}");
        }
    }

    #[test]
    fn forms_are_recognised_by_their_own_names_and_bases_by_those_of_the_substance() {
        let config = config();
        for code in config.form_codes.iter() {
            let id = config.form_codes.find(code).expect("a code");
            let name = &config.form_names[id.index()];
            assert_eq!(form(&config, name, &EVERY), [code], "{name}");
            let blank = format!(" {} {}", &code[..2], &code[2..].replace('-', " "));
            assert_eq!(form(&config, &blank, &[LooseCode]), [code], "{blank}");
        }
        for (text, notation, expected) in [
            ("diazepam", Name, &["PD006"][..]),
            ("Диазепам", Inn, &["PD006"]),
            ("439-14-5", Cas, &["PD006"]),
            ("Methylphenidate Hydrochloride", Name, &["PM007-HCL"]),
            ("methylphenidate HCl", Name, &["PM007-HCL"]),
            ("methylphenidate", Name, &["PM007"]),
            ("amphetamine", Name, &["PA003"]),
            ("amphetamine sulfate", Name, &["PA003-SULFATE"]),
            ("zolpidem tartrate", Name, &["PZ002-HEMITARTRATE"]),
            ("Binocet", Name, &["BINOCET"]),
            // A medicine is no base.
            ("Ritalin", Name, &[]),
            ("Valium", Name, &[]),
            // It is shipped as one of two salts, and the name alone says not as which.
            ("clorazepate", Name, &[]),
            ("clorazepate", Inn, &[]),
            ("клоразепат", Inn, &[]),
            ("23887-31-2", Cas, &[]),
            ("clorazepate base (anhydrous)", Name, &["PC006"]),
            ("dipotassium clorazepate", Name, &["PC006-2K"]),
            // Which of two phosphates?
            ("amfetamine phosphate", Name, &[]),
            ("pipradrol HCl", Name, &[]),
            ("tetrahydrocannabinol", Name, &["PD010", "PT002"]),
        ] {
            assert_eq!(
                form(&config, text, &[notation]),
                expected,
                "{text} {notation:?}"
            );
        }
    }

    /// Different things have one key only where a name is meant to mean several.
    #[test]
    fn no_names_of_different_things_fall_together() {
        fn shared<Id: Copy + Ord>(names: &Names<Id>, notation: Notation) -> BTreeSet<&str> {
            let keys = names.keys().keys.get(&notation).into_iter().flatten();
            keys.filter(|(_, ids)| ids.iter().collect::<BTreeSet<_>>().len() > 1)
                .map(|(key, _)| &**key)
                .collect()
        }
        let config = config();
        let lookup = &config.lookup;
        for notation in [Code, LooseCode, Alpha2, M49, Inn, Cas] {
            let empty = BTreeSet::new();
            assert_eq!(shared(&lookup.countries, notation), empty);
            assert_eq!(shared(&lookup.substances, notation), empty);
            assert_eq!(shared(&lookup.forms, notation), empty);
        }
        assert_eq!(
            shared(&lookup.countries, Name),
            BTreeSet::from([
                "congo",
                "corea",
                "coree",
                "korea",
                "saint martin",
                "st martin",
                "virgin islands",
                "конго",
                "корея",
                "الكونغو",
                "كوريا",
                "刚果",
            ])
        );
        let cannabinol = ["dronabinol", "dronabinolum", "tetrahydrocannabinol"];
        assert_eq!(
            shared(&lookup.substances, Name),
            BTreeSet::from(cannabinol)
                .union(&BTreeSet::from(["isonal", "marinol"]))
                .copied()
                .collect()
        );
        // The Yellow List prints several hydrates, or several salts of one acid: such a name means each of them.
        let hydrates = [
            "3 methylthiofentanyl hcl",
            "3 methylthiofentanyl hydrochloride",
            "alfentanil hcl",
            "alfentanil hydrochloride",
            "codeine base",
            "codeine phosphate",
            "codeine sulfate",
            "codeine sulphate",
            "dihydrocodeine bitartrate",
            "dipipanone hcl",
            "dipipanone hydrochloride",
            "hydrocodone hcl",
            "hydrocodone hydrochloride",
            "isomethadone hcl",
            "isomethadone hydrochloride",
            "morphine 6 glucuronide",
            "morphine base",
            "morphine hcl",
            "morphine hydrobromide",
            "morphine hydrochloride",
            "morphine phosphate",
            "normorphine base",
            "oxycodone hcl",
            "oxycodone hydrochloride",
            "oxymorphone hcl",
            "oxymorphone hydrochloride",
            "phenazocine hydrobromide",
            "pholcodine base",
            "pholcodine tartrate",
            "thebaine oxalate",
            "thebaine tartrate",
            "tilidine hcl",
            "tilidine hydrochloride",
        ];
        let expected: BTreeSet<&str> = cannabinol.into_iter().chain(hydrates).collect();
        assert_eq!(shared(&lookup.forms, Name), expected);
    }

    /// In another configuration the built-in names go with a code only if the code means the same.
    #[test]
    fn names_do_not_follow_a_code_that_means_something_else() {
        let files = [
            (
                "substances.csv",
                "code,name,schedule,controlled_from\nPD006,Diazepam,IV,\nPM007,something,IV,\nab,x,IV,\nAB,y,IV,\n",
            ),
            (
                "forms.csv",
                "form,substance,name,base_percent,from\nPD006,PD006,diazepam,,\nPM007,PM007,some base,100,\n",
            ),
            (
                "countries.csv",
                "alpha3,name\nCHE,Switzerland\nSHN,Atlantis\n",
            ),
        ];
        let files = files.map(|(name, text)| (name.to_owned(), text.to_owned()));
        let config = Config::load(ConfigSource::stored(files.into())).expect("a configuration");
        for (text, expected) in [
            ("диазепам", &["PD006"][..]),
            ("methylphenidate", &[]),
            ("метилфенидат", &[]),
            ("113-45-1", &[]),
            ("something", &["PM007"]),
            ("ab", &["ab"]),
            ("Ab", &["AB", "ab"]),
        ] {
            assert_eq!(substance(&config, text, &EVERY), expected, "{text}");
        }
        // A base without a factor is known by its own name only.
        for (text, expected) in [
            ("диазепам", &[][..]),
            ("439-14-5", &[]),
            ("DIAZEPAM", &["PD006"]),
            ("something", &["PM007"]),
        ] {
            assert_eq!(form(&config, text, &EVERY), expected, "{text}");
        }
        assert_eq!(country(&config, "Santa Elena", &EVERY), [""; 0]);
        assert_eq!(country(&config, "switzerland", &EVERY), ["CHE"]);
    }

    proptest::proptest! {
        /// No text is too strange, and what is recognised in a notation is recognised among others, alone or as one of several.
        #[test]
        fn any_text_can_be_asked_for(text in "\\PC{0,12}|[A-Z]{2,3}|[0-9 -]{1,12}|[A-Za-z]{0,5}") {
            thread_local!(static CONFIG: Config = config());
            CONFIG.with(|config| {
                for notation in EVERY {
                    let found = country(config, &text, &[notation]);
                    if notation != Code && country(config, &text, &[Code]).is_empty() {
                        let all = country(config, &text, &EVERY);
                        assert!(found.iter().all(|code| all.contains(code)));
                    }
                    let _ = substance(config, &text, &[notation]);
                    let _ = form(config, &text, &[notation]);
                }
            });
        }
    }
}
