//! Finds what the path of a file, the names of its sheets and the cells beside its table give.

use super::codes::{CodeList, ColumnNotations, Worded};
use super::heads::{self, Role};
use super::is_nothing;
use super::sample::{ColumnValues, ValueOrigin};
use crate::column::{Column, Kind};
use crate::config::{Config, Notation};
use crate::layout::field::Field;
use crate::layout::hive;
use crate::record::Unit;
use crate::synonyms::{self, Word};
use crate::terms::folded;
use inforce_sheets::Cell;

/// A value that a label beside the table has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Labelled {
    pub(super) label: String,
    pub(super) value: String,
}

/// Returns the labels in the rows above a table, with their values.
pub(super) fn labels(above: &[Vec<String>]) -> Vec<Labelled> {
    let mut found = Vec::new();
    for row in above {
        for (place, text) in row.iter().enumerate() {
            let (label, rest) = text.split_once([':', '：']).unwrap_or((text, ""));
            let value = match rest.trim() {
                "" => row.get(place + 1).map(String::as_str).unwrap_or_default(),
                rest => rest,
            };
            if !label.trim().is_empty() && !value.is_empty() {
                found.push(Labelled {
                    label: label.trim().to_owned(),
                    value: value.to_owned(),
                });
            }
        }
    }
    found
}

/// Returns the values that labels beside the table give for a field.
pub(super) fn covered(
    field: Field,
    labels: &[Labelled],
    kind: Kind,
    config: &Config,
) -> Option<ColumnValues> {
    let means = |label: &str| {
        let is_date = ["date", "fecha", "datum", "дата", "日期", "التاريخ"]
            .iter()
            .any(|word| folded(word) == folded(label));
        if is_date {
            // The date of a form is the day on which it was made out.
            return field == Field::Column(Column::Received);
        }
        let guesses = heads::guesses(label, kind);
        guesses
            .first()
            .is_some_and(|guess| guess.role == Role::Field(field))
    };
    let mut found = labels
        .iter()
        .filter(|labelled| means(&labelled.label))
        .map(|labelled| {
            let value = Cell::Text(labelled.value.clone());
            ColumnValues::of(ValueOrigin::Cover, labelled.label.clone(), value, 1)
        })
        .filter(|values| is_plausible(field, values, config));
    found.next()
}

/// Whether a value can be one of a field.
fn is_plausible(field: Field, values: &ColumnValues, config: &Config) -> bool {
    if let Some(list) = CodeList::of(field) {
        return ColumnNotations::of(list, values, config, &is_nothing).certainty() > 1;
    }
    match field {
        Field::Year
        | Field::Quarter
        | Field::Month
        | Field::Column(Column::Flow | Column::FilingKind) => {
            Worded::of(field, values, &is_nothing).is_sound()
        }
        Field::Column(Column::Date | Column::Received | Column::Effective) => {
            super::days::are_days(values)
        }
        _ => false,
    }
}

/// Returns the values of the folders `key=value` on a path.
pub(super) fn folders(name: &str, rows: u64) -> Vec<ColumnValues> {
    hive::values(name)
        .map(|(key, value)| ColumnValues::of(ValueOrigin::Folder, key, Cell::Text(value), rows))
        .collect()
}

/// A path with a part that gives a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    /// The pattern, with runs of digits as `*`.
    pub(super) written: String,
    /// The fields that parts of the path give, each with its value.
    pub(super) given: Vec<(Field, String)>,
}

/// Returns the pattern of a path; parts that are the value of a wanted field become named parts.
pub(super) fn pattern(name: &str, wanted: &[Field], config: &Config) -> Pattern {
    let mut given: Vec<(Field, String)> = Vec::new();
    let segments: Vec<&str> = name.split('/').collect();
    let mut written: Vec<String> = Vec::new();
    for (place, segment) in segments.iter().enumerate() {
        if place == 0 || segment.contains('=') {
            written.push(widened(segment));
            continue;
        }
        let mut out = String::new();
        let mut word = String::new();
        let mut flush = |word: &mut String, out: &mut String| {
            let field = wanted.iter().copied().find(|field| {
                !given.iter().any(|(known, _)| known == field) && is_value(*field, word, config)
            });
            match field {
                Some(field) => {
                    out.extend(["{", field.name(), "}"]);
                    given.push((field, word.clone()));
                }
                None => out.push_str(&widened(word)),
            }
            word.clear();
        };
        for c in segment.chars() {
            if matches!(c, '-' | '_' | ' ' | '.') {
                flush(&mut word, &mut out);
                out.push(c);
            } else {
                word.push(c);
            }
        }
        flush(&mut word, &mut out);
        written.push(out);
    }
    Pattern {
        written: written.join("/"),
        given,
    }
}

/// Whether a word of a path is the value of a field.
fn is_value(field: Field, word: &str, config: &Config) -> bool {
    match field {
        Field::Column(Column::Reporter | Column::Country) => {
            CodeList::Countries.knows(word, &[Notation::Code], config)
                || word.chars().count() > 3
                    && CodeList::Countries.knows(word, &[Notation::Name], config)
        }
        Field::Year => {
            let values = ColumnValues::of(
                ValueOrigin::Path,
                String::new(),
                Cell::Text(word.to_owned()),
                1,
            );
            Worded::of(field, &values, &is_nothing).is_sound()
        }
        Field::Quarter => {
            let mut chars = word.chars();
            matches!(chars.next(), Some('Q' | 'q' | 'T'))
                && matches!(chars.as_str(), "1" | "2" | "3" | "4")
        }
        _ => false,
    }
}

/// Returns a part of a path with runs of digits, and signs that patterns use, as `*`.
fn widened(part: &str) -> String {
    let mut out = String::new();
    for c in part.chars() {
        let is_any = c.is_ascii_digit() || matches!(c, '*' | '{' | '}');
        if !is_any {
            out.push(c);
        } else if !out.ends_with('*') {
            out.push('*');
        }
    }
    out
}

/// Returns the unit that texts beside the table tell, if they tell one alone.
pub(super) fn unit<'t>(texts: impl Iterator<Item = &'t str>) -> Option<Unit> {
    let mut found: Option<Unit> = None;
    for text in texts {
        let words = heads::words(text);
        let is_bracketed = |word: &str| {
            let lower = text.to_lowercase();
            lower.contains(&format!("({word})")) || lower.contains(&format!("[{word}]"))
        };
        for (place, word) in words.iter().enumerate() {
            let Some(Word::Is(unit)) = synonyms::word(Column::Unit, word) else {
                continue;
            };
            let before = place.checked_sub(1).and_then(|place| words.get(place));
            let is_said =
                before.is_some_and(|before| ["in", "en", "em", "в"].contains(&before.as_str()));
            if word.chars().count() < 3 && !is_said && !is_bracketed(word) {
                continue;
            }
            let unit = Unit::named(unit);
            if found.is_some() && found != unit {
                return None;
            }
            found = unit;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ConfigSource;

    #[test]
    fn a_path_gives_fields_and_becomes_a_pattern() {
        let config = Config::load(ConfigSource::builtin()).expect("the built-in configuration");
        let reporter = Field::Column(Column::Reporter);
        for (name, wanted, written) in [
            ("trades/records.csv", &[reporter][..], "trades/records.csv"),
            ("trades/records-03-2024.csv", &[], "trades/records-*-*.csv"),
            (
                "trades/CHE/2024.csv",
                &[reporter, Field::Year],
                "trades/{reporter}/{year}.csv",
            ),
            (
                "trades/kenya_2024_Q1.csv",
                &[reporter, Field::Year, Field::Quarter],
                "trades/{reporter}_{year}_{quarter}.csv",
            ),
            (
                "trades/reporter=CHE/part-00000.parquet",
                &[reporter],
                "trades/reporter=CHE/part-*.parquet",
            ),
            ("trades/a{1}*.csv", &[], "trades/a*.csv"),
        ] {
            assert_eq!(pattern(name, wanted, &config).written, written);
        }
    }

    #[test]
    fn titles_tell_units_and_labels_their_values() {
        for (text, expected) in [
            ("Imports, in kilograms", Some(Unit::Kilogram)),
            ("Quantities (g)", Some(Unit::Gram)),
            ("in g", Some(Unit::Gram)),
            ("Part G", None),
            ("kg and grams, in kg and in g", None),
        ] {
            assert_eq!(unit([text].into_iter()), expected, "{text}");
        }
        let above = [
            vec!["Country:".to_owned(), "Kenya".to_owned()],
            vec!["Year: 2024".to_owned()],
        ];
        let found: Vec<String> = labels(&above)
            .into_iter()
            .map(|found| format!("{}={}", found.label, found.value))
            .collect();
        assert_eq!(found, ["Country=Kenya", "Year=2024"]);
    }
}
