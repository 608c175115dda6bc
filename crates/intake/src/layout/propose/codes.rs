//! Finds the notations of codes and names, and words of fixed lists.

use super::sample::ColumnValues;
use crate::column::Column;
use crate::config::{Config, Match, Names, Notation};
use crate::layout::field::Field;
use crate::layout::translate::place_in_year;
use crate::layout::written_date::month_named;
use crate::records::Flow;
use crate::synonyms::{self, Word};
use crate::terms::Day;
use std::collections::BTreeMap;

/// A list of things that are named by codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CodeList {
    Countries,
    Forms,
    Substances,
}

impl CodeList {
    /// Returns the list of a field.
    pub(super) const fn of(field: Field) -> Option<Self> {
        match field {
            Field::Importer
            | Field::Exporter
            | Field::Column(Column::Reporter | Column::Partner | Column::Country) => {
                Some(Self::Countries)
            }
            Field::Column(Column::Form) => Some(Self::Forms),
            Field::Column(Column::Substance) => Some(Self::Substances),
            _ => None,
        }
    }

    /// Returns what a thing of the list is called in messages.
    pub(super) const fn told(self) -> &'static str {
        match self {
            Self::Countries => "country",
            Self::Forms => "substance or form",
            Self::Substances => "substance",
        }
    }

    /// The notations that are tried, the surest first.
    const fn notations(self) -> &'static [Notation] {
        match self {
            Self::Countries => &[
                Notation::Code,
                Notation::Alpha2,
                Notation::Name,
                Notation::M49,
                Notation::LooseCode,
            ],
            Self::Forms | Self::Substances => &[
                Notation::Code,
                Notation::LooseCode,
                Notation::Name,
                Notation::Cas,
            ],
        }
    }

    /// Whether a text names one thing in one of the notations.
    pub(super) fn knows(self, text: &str, notations: &[Notation], config: &Config) -> bool {
        fn one<Id: Copy + Ord>(names: &Names<Id>, text: &str, notations: &[Notation]) -> bool {
            matches!(names.exact(text, notations), Match::One(_))
        }
        match self {
            Self::Countries => one(&config.lookup.countries, text, notations),
            Self::Forms => one(&config.lookup.forms, text, notations),
            Self::Substances => one(&config.lookup.substances, text, notations),
        }
    }

    /// Whether a text names one thing in any notation but numbers.
    pub(super) fn names(self, text: &str, config: &Config) -> bool {
        let notations: Vec<Notation> = self
            .notations()
            .iter()
            .copied()
            .filter(|notation| *notation != Notation::M49)
            .collect();
        self.knows(text, &notations, config)
    }
}

/// Returns the word of a notation in layouts.
pub(super) const fn word(notation: Notation) -> &'static str {
    match notation {
        Notation::Code => "code",
        Notation::LooseCode => "loose-code",
        Notation::Alpha2 => "alpha2",
        Notation::M49 => "m49",
        Notation::Name => "name",
        Notation::Inn => "inn",
        Notation::Cas => "cas",
    }
}

/// The notations of the values of a column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ColumnNotations {
    /// The notations, the most used first.
    pub(super) notations: Vec<Notation>,
    /// The rows whose value names one thing.
    pub(super) matched: u64,
    /// The rows with a value.
    pub(super) total: u64,
    /// A value that names nothing, or several things.
    pub(super) unknown: Option<String>,
}

impl ColumnNotations {
    /// Finds the fewest notations that explain the values.
    pub(super) fn of(
        list: CodeList,
        values: &ColumnValues,
        config: &Config,
        is_nothing: &dyn Fn(&str) -> bool,
    ) -> Self {
        let texts: Vec<(String, u64)> = values
            .texts()
            .map(|(text, rows)| (text.trim().to_owned(), rows))
            .filter(|(text, _)| !is_nothing(text))
            .collect();
        let total: u64 = texts.iter().map(|(_, rows)| rows).sum();
        let mut notations: Vec<Notation> = Vec::new();
        loop {
            let rest = |text: &str| !list.knows(text, &notations, config);
            let gain = |notation: &Notation| -> u64 {
                let own = [*notation];
                let found = texts
                    .iter()
                    .filter(|(text, _)| rest(text) && list.knows(text, &own, config));
                found.map(|(_, rows)| rows).sum()
            };
            // A number that happens to be that of a country is no evidence, unless many are.
            let enough = |notation: &Notation, gain: u64| match notation {
                _ if gain == 0 => false,
                Notation::M49 => gain * 10 >= total,
                _ => gain * 100 >= total,
            };
            let mut best: Option<(Notation, u64)> = None;
            for notation in list.notations() {
                let gain = gain(notation);
                if enough(notation, gain) && best.is_none_or(|(_, most)| gain > most) {
                    best = Some((*notation, gain));
                }
            }
            let Some((best, _)) = best.filter(|(best, _)| !notations.contains(best)) else {
                break;
            };
            notations.push(best);
        }
        let is_known = |text: &str| list.knows(text, &notations, config);
        let matched = texts
            .iter()
            .filter(|(text, _)| is_known(text))
            .map(|(_, rows)| rows)
            .sum();
        let unknown = texts.iter().find(|(text, _)| !is_known(text));
        let unknown = unknown.map(|(text, _)| text.clone());
        Self {
            notations,
            matched,
            total,
            unknown,
        }
    }

    /// Whether most values name one thing.
    pub(super) const fn is_sound(&self) -> bool {
        self.total > 0 && self.matched * 5 >= self.total * 4
    }

    /// Returns how sure the notation is; greater is surer.
    pub(super) fn certainty(&self) -> u32 {
        if !self.is_sound() {
            return 0;
        }
        match self.notations.first() {
            Some(Notation::Code) => 5,
            Some(Notation::LooseCode | Notation::Cas) => 4,
            Some(Notation::Alpha2) => 3,
            Some(Notation::Name | Notation::Inn) => 2,
            Some(Notation::M49) => 1,
            None => 0,
        }
    }
}

/// The words of a column that takes only certain words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Worded {
    /// The words that are not written as in the canonical shape, each with its meaning.
    pub(super) words: BTreeMap<String, String>,
    /// The meanings that were found.
    pub(super) meanings: Vec<String>,
    /// The rows whose value is known.
    pub(super) matched: u64,
    /// The rows with a value.
    pub(super) total: u64,
    /// A value that is not known.
    pub(super) unknown: Option<String>,
}

impl Worded {
    /// Finds what the words of a column mean.
    pub(super) fn of(
        field: Field,
        values: &ColumnValues,
        is_nothing: &dyn Fn(&str) -> bool,
    ) -> Self {
        let mut worded = Self::default();
        for (text, rows) in values.texts() {
            let text = text.trim();
            if is_nothing(text) {
                continue;
            }
            worded.total += rows;
            let Some(meaning) = meaning(field, text) else {
                worded.unknown.get_or_insert_with(|| text.to_owned());
                continue;
            };
            worded.matched += rows;
            if meaning != text {
                worded.words.insert(text.to_owned(), meaning.clone());
            }
            if !worded.meanings.contains(&meaning) {
                worded.meanings.push(meaning);
            }
        }
        worded
    }

    /// Whether most values are known.
    pub(super) const fn is_sound(&self) -> bool {
        self.total > 0 && self.matched * 2 >= self.total
    }
}

/// Returns what a word of a field means.
fn meaning(field: Field, text: &str) -> Option<String> {
    match field {
        Field::Column(column) => match synonyms::word(column, text)? {
            Word::Is(word) => Some(word.to_owned()),
            Word::Other(_) => None,
        },
        Field::Month => month(text),
        Field::Quarter => quarter(text),
        Field::Year => {
            let is_year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
            let year = text.parse::<i32>().ok().filter(|_| is_year)?;
            Day::from_civil(year, 1, 1)
                .filter(|day| day.is_in_range())
                .map(|_| text.to_owned())
        }
        _ => None,
    }
}

fn month(text: &str) -> Option<String> {
    let number = text
        .parse::<u8>()
        .ok()
        .filter(|month| (1..=12).contains(month));
    if number.is_some() {
        return Some(text.to_owned());
    }
    month_named(text).map(|month| month.to_string())
}

fn quarter(text: &str) -> Option<String> {
    let place = |text: &str| place_in_year(text).filter(|place| (1..=4).contains(place));
    if place(text).is_some() {
        return Some(text.to_owned());
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let roman = || text.split(|c: char| !c.is_alphanumeric()).find_map(place);
    place(&digits).or_else(roman).map(|place| place.to_string())
}

/// Returns the flow that words beside a table tell, if they tell one alone.
pub(super) fn flow_of_words<'t>(texts: impl Iterator<Item = &'t str>) -> Option<Flow> {
    let mut found = None;
    for text in texts {
        for word in super::heads::words(text) {
            if word.chars().count() < 4 && word.is_ascii() {
                continue;
            }
            let Some(Word::Is(flow)) = synonyms::word(Column::Flow, &word) else {
                continue;
            };
            let flow = Flow::named(flow);
            if found.is_some() && found != flow {
                return None;
            }
            found = flow;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ConfigSource;
    use crate::layout::propose::sample::ValueOrigin;
    use inforce_sheets::Cell;

    fn values(texts: &[&str]) -> ColumnValues {
        let seen = texts.iter().map(|text| (Cell::Text((*text).to_owned()), 1));
        ColumnValues {
            seen: seen.collect(),
            ..ColumnValues::empty(ValueOrigin::Column(0), "x".to_owned())
        }
    }

    #[test]
    fn the_fewest_notations_are_found() {
        let config = Config::load(ConfigSource::builtin()).expect("the built-in configuration");
        for (list, texts, notations) in [
            (CodeList::Countries, &["CHE", "DEU"][..], "code"),
            (CodeList::Countries, &["CH", "DE"], "alpha2"),
            (
                CodeList::Countries,
                &["Switzerland", "Allemagne", "Кения"],
                "name",
            ),
            (CodeList::Countries, &["756", "276", "4"], "m49"),
            (
                CodeList::Countries,
                &["CHE", "Kenya", "DE"],
                "code alpha2 name",
            ),
            (CodeList::Countries, &["che", "deu"], "loose-code"),
            (
                CodeList::Countries,
                &[
                    "CHE", "DEU", "KEN", "FRA", "12", "ITA", "ESP", "PRT", "POL", "SWE", "NOR",
                ],
                "code",
            ),
            (CodeList::Forms, &["PD 006", "PD006"], "loose-code"),
            (CodeList::Forms, &["Diazepam", "PD006"], "code name"),
            (CodeList::Forms, &["439-14-5"], "cas"),
            (CodeList::Substances, &["nothing known"], ""),
        ] {
            let coded = ColumnNotations::of(list, &values(texts), &config, &|_| false);
            let found: Vec<&str> = coded.notations.iter().map(|found| word(*found)).collect();
            assert_eq!(found.join(" "), notations, "{texts:?}");
        }
    }

    #[test]
    fn words_of_lists_are_understood() {
        for (field, texts, expected) in [
            (
                Field::Column(Column::Flow),
                &["Einfuhr", "import"][..],
                "Einfuhr=import",
            ),
            (
                Field::Column(Column::Flow),
                &["M", "X"],
                "M=import X=export",
            ),
            (Field::Column(Column::Unit), &["KGM", "g"], "KGM=kg"),
            (Field::Month, &["January", "3", "mars"], "January=1 mars=3"),
            (Field::Quarter, &["Q1", "2. Quartal", "III"], "2. Quartal=2"),
            (Field::Year, &["2024"], ""),
        ] {
            let worded = Worded::of(field, &values(texts), &|_| false);
            let found: Vec<String> = worded
                .words
                .iter()
                .map(|(a, b)| format!("{a}={b}"))
                .collect();
            assert_eq!(found.join(" "), expected, "{texts:?}");
            assert!(worded.is_sound());
        }
        assert_eq!(
            flow_of_words(["Imports of 2024"].into_iter()),
            Some(Flow::Import)
        );
        assert_eq!(flow_of_words(["Imports and exports"].into_iter()), None);
        assert_eq!(flow_of_words(["in grams"].into_iter()), None);
    }
}
