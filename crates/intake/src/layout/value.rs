//! Reads values as people write them: amounts, days, codes and words, each in the notation that a layout gives.

use super::written_date::DatePattern;
use crate::config::{Match, Names, Notation, uncoded};
use crate::record::{Unit, millionths_of};
use crate::terms::{Day, ScaledNumber, folded, shown};
use inforce_sheets::Cell;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How values are written; what a field leaves out, the layout says, and what that leaves out is written as in the canonical
/// shape.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Values {
    /// The sign before the decimal places in amounts written as text; `.` by default.
    pub decimal: Option<char>,
    /// The sign between groups of three digits in amounts written as text; none by default. A blank stands for any blank.
    pub thousands: Option<char>,
    /// The patterns of days written as text; `YYYY-MM-DD` by default. Cells that hold a day are read whatever the patterns.
    pub dates: Option<Vec<DatePattern>>,
    /// The texts that say that there is no value, besides nothing.
    pub nothing: Option<Vec<String>>,
    /// Texts and what they stand for. Case, accents, blanks and marks make no difference. Words that the layout gives are those
    /// of flows, units, periods, kinds, quarters and months; for any other field, the field gives them.
    pub words: Option<BTreeMap<String, String>>,
    /// The notations of countries; codes of `countries.csv` by default.
    pub countries: Option<Vec<Notation>>,
    /// The notations of substances and forms; codes of the lists by default.
    pub substances: Option<Vec<Notation>>,
    /// Whether blanks around a value are no part of it.
    pub trim: Option<bool>,
    /// Whether the mark of a footnote after an amount is no part of it: `*`, `†`, a superscript digit, or a letter from a to f
    /// in the form `a/`, `a)` or `(a)`.
    pub footnotes: Option<bool>,
    /// Whether an amount written as text is refused if its sign may as well stand between thousands: one to three digits, the
    /// first not 0, the sign, and exactly three digits.
    pub clear: Option<bool>,
    /// Whether binary floats of Parquet are read, each as the shortest decimal number that is this float.
    pub floats: Option<bool>,
}

impl Values {
    /// Returns these values, with what they leave out taken from others.
    pub(super) fn or(&self, others: &Self) -> Self {
        fn either<T: Clone>(own: Option<&T>, other: Option<&T>) -> Option<T> {
            own.or(other).cloned()
        }
        Self {
            decimal: self.decimal.or(others.decimal),
            thousands: self.thousands.or(others.thousands),
            dates: either(self.dates.as_ref(), others.dates.as_ref()),
            nothing: either(self.nothing.as_ref(), others.nothing.as_ref()),
            words: either(self.words.as_ref(), others.words.as_ref()),
            countries: either(self.countries.as_ref(), others.countries.as_ref()),
            substances: either(self.substances.as_ref(), others.substances.as_ref()),
            trim: self.trim.or(others.trim),
            footnotes: self.footnotes.or(others.footnotes),
            clear: self.clear.or(others.clear),
            floats: self.floats.or(others.floats),
        }
    }
}

/// What a cell says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// Nothing.
    Missing,
    /// A value, as the canonical shape writes it.
    Is(String),
    /// Something else than a value.
    Not(Unread),
}

/// A text that is not written as the layout says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unread {
    /// The text.
    pub(super) text: String,
    /// What was expected, and what may have been meant.
    pub(super) expected: String,
    /// Whether the text is a name of several things.
    pub(super) is_ambiguous: bool,
}

impl Read {
    /// Returns what a cell with this text says if it is not written as expected.
    pub(super) fn not(text: &str, expected: impl Into<String>) -> Self {
        Self::Not(Unread {
            text: text.to_owned(),
            expected: expected.into(),
            is_ambiguous: false,
        })
    }
}

/// Returns the key by which a word is found: without case, accents, blanks and marks; a text of digits and marks alone as it is.
fn word_key(text: &str) -> String {
    let key = folded(text);
    if key.chars().any(char::is_alphabetic) {
        key
    } else {
        text.to_owned()
    }
}

/// Returns the text of a cell as a person reads it.
pub(super) fn shown_text(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Text(text) | Cell::Number(text) | Cell::Moment(text) | Cell::Error(text) => {
            Cow::Borrowed(text)
        }
        Cell::Date { year, month, day } => Cow::Owned(format!("{year:04}-{month:02}-{day:02}")),
        Cell::Bool(true) => Cow::Borrowed("TRUE"),
        Cell::Bool(false) => Cow::Borrowed("FALSE"),
    }
}

/// The values of one field, ready to read cells.
#[derive(Clone, Debug)]
pub(super) struct Style {
    values: Values,
    nothing: Vec<String>,
    words: BTreeMap<String, String>,
}

impl Style {
    pub(super) fn of(values: Values) -> Self {
        let words = values.words.iter().flatten();
        Self {
            nothing: values.nothing.clone().unwrap_or_default(),
            words: words
                .map(|(word, meaning)| (word_key(word), meaning.clone()))
                .collect(),
            values,
        }
    }

    /// Returns the text of a cell with the words of the layout replaced; `None` if the cell holds nothing.
    fn text<'c>(&'c self, cell: &'c Cell) -> Option<Cow<'c, str>> {
        let mut text = shown_text(cell);
        if self.values.trim == Some(true) {
            text = match text {
                Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
                Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
            };
        }
        if text.is_empty() || self.nothing.iter().any(|nothing| *nothing == *text) {
            return None;
        }
        match self.words.get(&word_key(&text)) {
            Some(meaning) if !self.words.is_empty() => Some(Cow::Borrowed(meaning)),
            _ => Some(text),
        }
    }

    /// Reads a text, such as an id; an error that a spreadsheet shows is no text.
    pub(super) fn read_text(&self, cell: &Cell) -> Read {
        match self.text(cell) {
            None => Read::Missing,
            Some(_) if matches!(cell, Cell::Error(_)) => Read::Missing,
            Some(text) => Read::Is(text.into_owned()),
        }
    }

    /// Reads a day.
    pub(super) fn read_day(&self, cell: &Cell) -> Read {
        let Some(text) = self.text(cell) else {
            return Read::Missing;
        };
        if let Cell::Date { year, month, day } = cell {
            return match Day::from_civil(*year, *month, *day) {
                Some(day) if day.is_written() => Read::Is(day.to_string()),
                _ => Read::not(&text, "expected a day from year 1 to 9999"),
            };
        }
        let Some(patterns) = &self.values.dates else {
            return match Day::parse(text.as_bytes()) {
                Ok(_) => Read::Is(text.into_owned()),
                Err(_) => Read::not(&text, "expected YYYY-MM-DD, such as 2022-03-01"),
            };
        };
        let mut days: Vec<Day> = patterns
            .iter()
            .filter_map(|pattern| pattern.read(&text))
            .collect();
        days.sort_unstable();
        days.dedup();
        match days[..] {
            [] => {}
            [day] => return Read::Is(day.to_string()),
            [first, second, ..] => {
                return Read::not(
                    &text,
                    format!(
                        "by the patterns of the layout it is {first} and also {second}; leave one pattern"
                    ),
                );
            }
        }
        let written: Vec<&str> = patterns.iter().map(DatePattern::written).collect();
        let expected = format!("expected a day that exists, as {}", written.join(" or "));
        Read::not(&text, expected)
    }

    /// Reads an amount.
    pub(super) fn read_amount(&self, cell: &Cell) -> Read {
        let Some(text) = self.text(cell) else {
            return Read::Missing;
        };
        let decimal = self.values.decimal.unwrap_or('.');
        let number = match cell {
            Cell::Number(_) => Some(text.clone().into_owned()),
            Cell::Text(_) => {
                let amount = if self.values.footnotes == Some(true) {
                    without_footnote(&text)
                } else {
                    &text
                };
                if self.values.clear == Some(true) && may_be_thousands(amount, decimal) {
                    return Read::not(
                        &text,
                        format!(
                            "the sign {decimal} may be that of decimals or of thousands; expected a cell that holds a number, or an amount that has one meaning"
                        ),
                    );
                }
                plain_number(amount, decimal, self.values.thousands)
            }
            _ => None,
        };
        number.map_or_else(
            || {
                let thousands = match self.values.thousands {
                    Some(' ') => ", blanks between thousands".to_owned(),
                    Some(sign) => format!(", {sign} between thousands"),
                    None => ", no sign between thousands".to_owned(),
                };
                let expected =
                    format!("expected a number with {decimal} before its decimals{thousands}");
                Read::not(&text, expected)
            },
            Read::Is,
        )
    }

    /// Whether a point in an amount written as text is the decimal point.
    pub(super) fn has_decimal_point(&self) -> bool {
        self.values.decimal.is_none_or(|decimal| decimal == '.')
    }

    /// Reads a word such as a flow; `known` are the words of the canonical shape.
    pub(super) fn read_word(&self, cell: &Cell, known: &[&str]) -> Read {
        match self.text(cell) {
            None => Read::Missing,
            Some(text) if known.contains(&text.as_ref()) => Read::Is(text.into_owned()),
            Some(text) => {
                let listed = known.join(", ");
                let expected = format!("expected {listed}, or a word that the layout lists");
                Read::not(&text, expected)
            }
        }
    }

    /// Returns the notations in which a country is accepted.
    pub(super) fn countries(&self) -> &[Notation] {
        self.values
            .countries
            .as_deref()
            .unwrap_or(&[Notation::Code])
    }

    /// Returns the notations in which a substance or form is accepted.
    pub(super) fn substances(&self) -> &[Notation] {
        self.values
            .substances
            .as_deref()
            .unwrap_or(&[Notation::Code])
    }

    /// Reads a code of a list in one of the notations; `code` returns the code of a thing.
    pub(super) fn read_code<Id: Copy + Ord>(
        &self,
        cell: &Cell,
        notations: &[Notation],
        names: &Names<Id>,
        code: impl Fn(Id) -> String,
    ) -> Read {
        let Some(text) = self.text(cell) else {
            return Read::Missing;
        };
        match names.exact(&text, notations) {
            Match::One(found) => Read::Is(code(found)),
            Match::Several(found) => {
                let codes: Vec<String> = found.into_iter().map(&code).collect();
                Read::Not(Unread {
                    text: text.to_string(),
                    expected: format!(
                        "it names {}; write the code of the one that is meant",
                        codes.join(" and ")
                    ),
                    is_ambiguous: true,
                })
            }
            Match::None => {
                let accepted: Vec<&str> = notations
                    .iter()
                    .map(|notation| notation_told(*notation))
                    .collect();
                let near: Vec<String> = names.suggestion(&text).into_iter().map(&code).collect();
                let meant = match (&near[..], uncoded(&text)) {
                    ([], Some(name)) => {
                        format!("; {name} needs a code of its own in countries.csv")
                    }
                    ([], None) => String::new(),
                    (near, _) => format!("; did you mean {}?", near.join(" or ")),
                };
                Read::not(&text, format!("expected {}{meant}", accepted.join(" or ")))
            }
        }
    }
}

/// Returns what a text in a notation is, in words.
const fn notation_told(notation: Notation) -> &'static str {
    match notation {
        Notation::Code => "a code exactly as in the lists",
        Notation::LooseCode => "a code of the lists, with or without blanks and hyphens",
        Notation::Alpha2 => "a code of two letters (ISO 3166-1 alpha-2)",
        Notation::M49 => "a number of M49",
        Notation::Name => "a name as in the lists",
        Notation::Inn => "an INN",
        Notation::Cas => "a CAS number",
    }
}

/// Whether a sign in an amount may stand before decimals and as well between thousands.
fn may_be_thousands(amount: &str, sign: char) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts = amount.trim_start_matches(['-', '+']).split_once(sign);
    parts.is_some_and(|(whole, places)| {
        digits(whole)
            && digits(places)
            && whole.len() <= 3
            && places.len() == 3
            && !whole.starts_with('0')
    })
}

/// Returns an amount without the mark of a footnote after it.
fn without_footnote(text: &str) -> &str {
    let marks = ['*', '†', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let amount = text.trim_end_matches(marks);
    let is_letter = |c: char| ('a'..='f').contains(&c);
    let lettered = amount
        .strip_suffix(['/', ')'])
        .and_then(|amount| amount.strip_suffix(is_letter))
        .map(|amount| amount.strip_suffix('(').unwrap_or(amount));
    lettered.unwrap_or(amount).trim_end()
}

/// Returns a number as the canonical shape writes it; `None` if the text is not written with these signs.
fn plain_number(text: &str, decimal: char, thousands: Option<char>) -> Option<String> {
    let (sign, rest) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (&text[..1], rest),
        None => ("", text),
    };
    let (whole, places) = match rest.split_once(decimal) {
        Some((whole, places)) => (whole, Some(places)),
        None => (rest, None),
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_thousands = |c: char| match thousands {
        Some(' ') => matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'),
        Some('\'') => matches!(c, '\'' | '\u{2019}'),
        Some(sign) => c == sign,
        None => false,
    };
    let groups: Vec<&str> = whole.split(is_thousands).collect();
    let (first, others) = groups.split_first()?;
    let are_groups = others.is_empty()
        || (1..=3).contains(&first.len()) && others.iter().all(|group| group.len() == 3);
    let is_number =
        are_groups && groups.iter().all(|group| digits(group)) && places.is_none_or(digits);
    is_number.then(|| {
        let places = places
            .map(|places| format!(".{places}"))
            .unwrap_or_default();
        format!("{sign}{}{places}", groups.concat())
    })
}

/// Adds amounts in several units; returns grams. A sign on an amount governs the amounts in smaller units after it. A fault: an
/// amount is not a number of at most six places in its unit and in grams, or the signs contradict each other.
pub(super) fn sum(amounts: &[(Unit, Read)]) -> Read {
    let (mut total, mut sign, mut is_any) = (0_i128, None, false);
    for (unit, read) in amounts {
        let text = match read {
            Read::Missing => continue,
            Read::Not(unread) => return Read::Not(unread.clone()),
            Read::Is(text) => text,
        };
        let Some(own) = millionths_of(text, *unit) else {
            return Read::not(
                &format!("{text} {}", unit.name()),
                "expected a number of at most 6 decimals, in grams too",
            );
        };
        let own_sign = text.chars().next().filter(|c| matches!(c, '-' | '+'));
        let negative = own_sign == Some('-');
        total += match sign {
            None => own,
            Some(governing) if own_sign.is_none() => {
                if governing == '-' {
                    -own
                } else {
                    own
                }
            }
            Some(governing) if governing == if negative { '-' } else { '+' } => own,
            Some(_) => {
                return Read::not(
                    &format!("{text} {}", unit.name()),
                    "expected one sign for the amounts in all units",
                );
            }
        };
        sign = sign.or(own_sign).or((own > 0).then_some('+'));
        is_any = true;
    }
    if is_any {
        Read::Is(ScaledNumber::from_decimal(total, 6).to_string())
    } else {
        Read::Missing
    }
}

/// Returns the text of an unread value and what was expected of it, to follow the name of its field.
pub(super) fn told(unread: &Unread) -> String {
    format!("is {}; {}", shown(&unread.text), unread.expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(decimal: char, thousands: Option<char>, text: &str) -> Option<String> {
        let style = Style::of(Values {
            decimal: Some(decimal),
            thousands,
            ..Values::default()
        });
        match style.read_amount(&Cell::Text(text.to_owned())) {
            Read::Is(number) => Some(number),
            _ => None,
        }
    }

    #[test]
    fn an_amount_is_read_with_its_signs_or_not_at_all() {
        for (decimal, thousands, text, number) in [
            (',', None, "600,5", Some("600.5")),
            (',', None, "600.5", None),
            (',', None, "1.250", None),
            (',', Some('.'), "1.600,5", Some("1600.5")),
            (',', Some('.'), "1600,5", Some("1600.5")),
            (',', Some('.'), "1.60,5", None),
            (',', Some('.'), ".600,5", None),
            (',', Some('.'), "1.250", Some("1250")),
            ('.', Some(','), "1,250.75", Some("1250.75")),
            ('.', Some(','), "12,50", None),
            ('.', Some('\''), "1’250.5", Some("1250.5")),
            (',', Some(' '), "1\u{202f}250,5", Some("1250.5")),
            (',', Some(' '), "-1 250", Some("-1250")),
            ('.', None, "+5", Some("+5")),
            ('.', None, "5.", None),
            ('.', None, "1e3", None),
            ('.', None, "5 ", None),
            ('.', None, "٥", None),
        ] {
            assert_eq!(
                amount(decimal, thousands, text).as_deref(),
                number,
                "{text}"
            );
        }
    }

    #[test]
    fn amounts_in_several_units_add_up_under_one_sign() {
        let is = |text: &str| Read::Is(text.to_owned());
        for (amounts, expected) in [
            (
                vec![(Unit::Kilogram, is("1")), (Unit::Gram, is("300"))],
                is("1300"),
            ),
            (
                vec![(Unit::Kilogram, is("+1")), (Unit::Gram, is("300"))],
                is("1300"),
            ),
            (
                vec![(Unit::Kilogram, is("-1")), (Unit::Gram, is("300"))],
                is("-1300"),
            ),
            (
                vec![(Unit::Kilogram, is("-0")), (Unit::Gram, is("300"))],
                is("-300"),
            ),
            (
                vec![(Unit::Kilogram, is("-1")), (Unit::Gram, is("-300"))],
                is("-1300"),
            ),
            (
                vec![(Unit::Kilogram, Read::Missing), (Unit::Gram, is("-300.5"))],
                is("-300.5"),
            ),
            (
                vec![(Unit::Kilogram, is("0")), (Unit::Gram, is("-300"))],
                is("-300"),
            ),
            (
                vec![(Unit::Kilogram, is("0.6005")), (Unit::Gram, Read::Missing)],
                is("600.5"),
            ),
            (vec![(Unit::Kilogram, Read::Missing)], Read::Missing),
        ] {
            assert_eq!(sum(&amounts), expected, "{amounts:?}");
        }
        for amounts in [
            vec![(Unit::Kilogram, is("+1")), (Unit::Gram, is("-300"))],
            vec![(Unit::Kilogram, is("-1")), (Unit::Gram, is("+300"))],
            vec![(Unit::Kilogram, is("1")), (Unit::Gram, is("-300"))],
            vec![(Unit::Kilogram, is("0.0000001"))],
            vec![(Unit::Milligram, is("0.0001"))],
        ] {
            assert!(matches!(sum(&amounts), Read::Not(_)), "{amounts:?}");
        }
    }
}
