//! Finds the signs in amounts that are written as text.

use super::fault::Problem;
use super::sample::ColumnValues;
use crate::layout::value::{Read, Style, Values};
use crate::terms::shown;
use inforce_sheets::Cell;

/// How amounts are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Signs {
    /// The sign before the decimals; `None` for a point.
    pub(super) decimal: Option<char>,
    /// The sign between thousands.
    pub(super) thousands: Option<char>,
    /// Whether marks of footnotes follow.
    pub(super) footnotes: bool,
    /// A value that tells the signs.
    pub(super) example: String,
}

/// A sign before the decimals, and one between thousands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct NumberSigns {
    decimal: char,
    thousands: Option<char>,
}

const fn pair(decimal: char, thousands: Option<char>) -> NumberSigns {
    NumberSigns { decimal, thousands }
}

/// The pairs of signs that are met, the plain ones first.
const PAIRS: [NumberSigns; 8] = [
    pair('.', None),
    pair(',', None),
    pair('.', Some(',')),
    pair(',', Some('.')),
    pair('.', Some(' ')),
    pair(',', Some(' ')),
    pair('.', Some('\'')),
    pair(',', Some('\'')),
];

/// What follows an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TrailingMarks {
    None,
    Footnotes,
}

/// A pair of signs, ready to read amounts.
struct AmountReader {
    pair: NumberSigns,
    style: Style,
}

/// Returns a reader for each pair of signs.
fn readers(marks: TrailingMarks) -> Vec<AmountReader> {
    let reader = |pair: NumberSigns| AmountReader {
        pair,
        style: Style::of(Values {
            decimal: Some(pair.decimal),
            thousands: pair.thousands,
            footnotes: Some(marks == TrailingMarks::Footnotes),
            ..Values::default()
        }),
    };
    PAIRS.into_iter().map(reader).collect()
}

impl AmountReader {
    /// Returns the number that a text is.
    fn number(&self, text: &str) -> Option<String> {
        let Read::Is(number) = self.style.read_amount(&Cell::Text(text.to_owned())) else {
            return None;
        };
        // Thousands start with no zero: 0.125 is no 125.
        let digits = text.trim_start_matches(['-', '+']);
        let rest = digits.strip_prefix('0');
        let is_group = self
            .pair
            .thousands
            .zip(rest)
            .is_some_and(|(sign, rest)| rest.starts_with(sign));
        (!is_group).then(|| plain(&number))
    }
}

/// Returns a number without zeros that say nothing.
fn plain(number: &str) -> String {
    let number = number.trim_start_matches('+');
    if number.contains('.') {
        number
            .trim_end_matches('0')
            .trim_end_matches('.')
            .to_owned()
    } else {
        number.to_owned()
    }
}

/// Finds the signs in columns that are written by one hand; `None` if no amount is a text.
pub(super) fn signs(
    columns: &[&ColumnValues],
    is_nothing: &dyn Fn(&str) -> bool,
) -> Result<Option<Signs>, Vec<Problem>> {
    let marks = marks(columns, is_nothing);
    let readers = readers(marks);
    let (mut problems, mut texts): (Vec<Problem>, Vec<&str>) = (Vec::new(), Vec::new());
    for values in columns {
        let (mut known, mut unknown, mut example) = (0_u64, 0_u64, None);
        for (cell, rows) in &values.seen {
            let text = match cell {
                Cell::Number(_) => {
                    known += rows;
                    continue;
                }
                Cell::Text(text) => text.trim(),
                _ => continue,
            };
            if is_nothing(text) {
                continue;
            }
            let is_number = readers.iter().any(|reader| reader.number(text).is_some());
            if is_number {
                known += rows;
                texts.push(text);
            } else {
                unknown += rows;
                example = example.or(Some(text));
            }
        }
        if let Some(example) = example.filter(|_| known < unknown) {
            problems.push(Problem::new(format!(
                "column {} should hold amounts, and {} is no number, whatever its signs",
                shown(&values.name),
                shown(example)
            )));
        }
    }
    if problems.is_empty() {
        chosen(&texts, &readers, marks).map_err(|problem| vec![problem])
    } else {
        Err(problems)
    }
}

/// Whether marks of footnotes make numbers of texts that are none without.
fn marks(columns: &[&ColumnValues], is_nothing: &dyn Fn(&str) -> bool) -> TrailingMarks {
    let texts = columns.iter().flat_map(|values| &values.seen);
    let mut texts = texts.filter_map(|(cell, _)| match cell {
        Cell::Text(text) => Some(text.trim()),
        _ => None,
    });
    let (without, with) = (
        readers(TrailingMarks::None),
        readers(TrailingMarks::Footnotes),
    );
    let reads = |readers: &[AmountReader], text: &str| {
        readers.iter().any(|reader| reader.number(text).is_some())
    };
    let is_marked = |text: &str| !is_nothing(text) && !reads(&without, text) && reads(&with, text);
    if texts.any(is_marked) {
        TrailingMarks::Footnotes
    } else {
        TrailingMarks::None
    }
}

/// Returns the only reading of amounts.
fn chosen(
    texts: &[&str],
    readers: &[AmountReader],
    marks: TrailingMarks,
) -> Result<Option<Signs>, Problem> {
    if texts.is_empty() {
        return Ok(None);
    }
    let mut fitting: Vec<(NumberSigns, Vec<String>)> = Vec::new();
    for reader in readers {
        let numbers: Option<Vec<String>> = texts.iter().map(|text| reader.number(text)).collect();
        fitting.extend(numbers.map(|numbers| (reader.pair, numbers)));
    }
    let Some((pair, numbers)) = fitting.first() else {
        return Err(contradiction(texts, readers));
    };
    if let Some((other, others)) = fitting.iter().find(|(_, others)| others != numbers) {
        let at = numbers.iter().zip(others).position(|(a, b)| a != b);
        let at = at.unwrap_or(0);
        let told = |pair: &NumberSigns| match pair.thousands {
            Some(thousands) => format!("{thousands} between thousands"),
            None => format!("{} before the decimals", pair.decimal),
        };
        return Err(Problem::new(format!(
            "two readings fit all amounts: {} is {} with {} or {} with {}; ask the sender which is meant, and write values.decimal and values.thousands of a layout",
            shown(texts[at]),
            numbers[at],
            told(pair),
            others[at],
            told(other)
        )));
    }
    let NumberSigns { decimal, thousands } = *pair;
    let has =
        |text: &&&str| text.contains(decimal) || thousands.is_some_and(|sign| text.contains(sign));
    let example = texts.iter().find(has).or(texts.first());
    Ok(Some(Signs {
        decimal: (decimal != '.').then_some(decimal),
        thousands,
        footnotes: marks == TrailingMarks::Footnotes,
        example: example.copied().unwrap_or_default().to_owned(),
    }))
}

/// Returns the problem of amounts that no pair of signs reads all.
fn contradiction(texts: &[&str], readers: &[AmountReader]) -> Problem {
    let read = |reader: &&AmountReader| {
        let read = texts.iter().filter(|text| reader.number(text).is_some());
        read.count()
    };
    let best = readers.iter().max_by_key(read);
    let reads = |text: &&&str| best.is_some_and(|best| best.number(text).is_some());
    let one = texts.iter().find(reads).copied().unwrap_or_default();
    let other = texts.iter().find(|text| !reads(text));
    Problem::new(format!(
        "the amounts are written in several ways that contradict each other, such as {} and {}; give each its own file and layout",
        shown(one),
        shown(other.copied().unwrap_or_default())
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::propose::sample::ValueOrigin;

    fn found(texts: &[&str]) -> Result<(Option<char>, Option<char>, bool), String> {
        let seen = texts.iter().map(|text| (Cell::Text((*text).to_owned()), 1));
        let values = ColumnValues {
            seen: seen.collect(),
            ..ColumnValues::empty(ValueOrigin::Column(0), "quantity".to_owned())
        };
        signs(&[&values], &|text| text == "-")
            .map(Option::unwrap_or_default)
            .map(|signs| (signs.decimal, signs.thousands, signs.footnotes))
            .map_err(|problems| problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_only_signs_that_fit_all_amounts_are_found() {
        for (texts, signs) in [
            (&["600.5", "700.25"][..], (None, None, false)),
            (&["600,5"], (Some(','), None, false)),
            (&["1.600,5", "700,25"], (Some(','), Some('.'), false)),
            (&["1,600.5"], (None, Some(','), false)),
            (&["1 600,5", "1\u{202f}250"], (Some(','), Some(' '), false)),
            (&["1'600.5"], (None, Some('\''), false)),
            (&["1.250", "12.5"], (None, None, false)),
            (&["0.125", "1.250"], (None, None, false)),
            (&["1.250.000"], (Some(','), Some('.'), false)),
            (&["1,250", "0.5"], (None, Some(','), false)),
            (&["600,5", "viel", "700,25"], (Some(','), None, false)),
            (&["600.5 a/", "12"], (None, None, true)),
            (&["1250", "-"], (None, None, false)),
        ] {
            assert_eq!(found(texts), Ok(signs), "{texts:?}");
        }
    }

    #[test]
    fn several_readings_and_none_are_told() {
        for (texts, parts) in [
            (&["1.250"][..], &["1250", "1.25"][..]),
            (&["1,250", "12"], &["1250", "1.25"]),
            (&["1.5", "2,5"], &["contradict", "1.5", "2,5"]),
            (&["much", "more", "1"], &["no number", "much"]),
        ] {
            let said = found(texts).expect_err("an error");
            for part in parts {
                assert!(said.contains(part), "{texts:?}: {said} lacks {part}");
            }
        }
    }
}
