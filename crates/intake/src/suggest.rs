//! Suggests what an unknown text may mean. Nothing is accepted by it: it only words a refusal.

use super::column::Kind;
use super::synonyms;
use crate::config::{Config, Names};
use crate::terms::{Country, Day, ScaledNumber, folded, shown_path, western_digit};

/// The most forms of a substance that a message lists.
const LISTED_FORMS: usize = 6;

/// Whether two names are equal but for blanks, case and marks.
pub(super) fn same_name(a: &str, b: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = char> {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
    }
    letters(a).eq(letters(b))
}

/// Whether a text is the name of a column of any file, but for blanks, case and marks.
pub(super) fn is_column(text: &str) -> bool {
    [Kind::Record, Kind::Filing]
        .iter()
        .flat_map(|kind| kind.columns())
        .any(|column| same_name(column.name(), text))
}

/// Whether a text may be meant for the name of a column of any file, in any language.
pub(super) fn names_a_column(text: &str) -> bool {
    is_column(text)
        || [Kind::Record, Kind::Filing]
            .iter()
            .any(|kind| synonyms::column(text, *kind).is_some())
}

/// Returns what a text names or nearly names, with `or` between the matches; `None` if there are none or too many.
fn asked<Id: Copy + Ord>(
    text: &str,
    names: &Names<Id>,
    shown: impl Fn(&Id) -> String,
) -> Option<String> {
    let all: Vec<String> = names.suggestion(text).iter().map(shown).collect();
    (!all.is_empty()).then(|| all.join(" or "))
}

/// Returns the country whose code or name the text may be, in any of several lists and languages.
pub(super) fn country(text: &str, config: &Config) -> Option<String> {
    let shown = |country: &Country| {
        let code = config.country_code(*country);
        let name = shown_path(config.country_name(*country));
        if folded(code) == folded(text) {
            shown_path(code)
        } else {
            format!("{} ({name})", shown_path(code))
        }
    };
    asked(text, &config.lookup.countries, shown)
}

/// Returns the substance whose code or name the text may be.
pub(super) fn substance(text: &str, config: &Config) -> Option<String> {
    asked(text, &config.lookup.substances, |substance| {
        shown_path(config.substance_code(*substance))
    })
}

/// Returns the form or preparation whose code or name the text may be.
pub(super) fn form(text: &str, config: &Config) -> Option<String> {
    asked(text, &config.lookup.forms, |form| {
        shown_path(config.form_code(*form))
    })
}

/// Returns the substance that the text up to its first dash names, and its forms.
pub(super) fn forms_of_its_substance(text: &str, config: &Config) -> Option<(String, String)> {
    let head = text.split('-').next().unwrap_or_default();
    let [substance] = config.lookup.substances.find(head)[..] else {
        return None;
    };
    let is_of =
        |rows: &Vec<crate::config::FormRow>| rows.iter().any(|row| row.substance == substance);
    let forms: Vec<String> = config
        .form_codes
        .iter()
        .zip(&config.forms)
        .filter(|(_, rows)| is_of(rows))
        .map(|(code, _)| shown_path(code))
        .collect();
    let more = forms.len().saturating_sub(LISTED_FORMS);
    let rest = if more == 0 {
        String::new()
    } else {
        format!(" and {more} more")
    };
    let listed = forms
        .iter()
        .take(LISTED_FORMS)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    (!forms.is_empty()).then(|| {
        (
            shown_path(config.substance_code(substance)),
            format!("{listed}{rest}"),
        )
    })
}

/// What a text that is not a valid number may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum MeantNumber {
    /// This number, with another sign before it or in other digits.
    Is(String),
    /// This number with a minus sign of another kind or in another place.
    Minus(String),
    /// A number, with text behind it.
    With(String),
}

/// Returns the character that is read in place of one in a number or a day: for other digits, and for other signs of minus,
/// plus and point.
fn plain(c: char) -> char {
    match c {
        '\u{2212}' | '\u{2010}'..='\u{2015}' | '\u{fe63}' | '\u{ff0d}' | '\u{207b}' | '\u{ad}' => {
            '-'
        }
        '\u{ff0b}' => '+',
        '\u{ff0e}' | '\u{66b}' => '.',
        c @ '\u{ff10}'..='\u{ff19}' => u32::from(c)
            .checked_sub(0xff10)
            .and_then(|digit| char::from_digit(digit, 10))
            .unwrap_or(c),
        c => western_digit(c),
    }
}

/// Returns the day that a text means, if its order is year, month, day; any other order could be another day.
pub(super) fn day(text: &str) -> Option<Day> {
    let text: String = text.trim().chars().map(plain).collect();
    let digits = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let parts: Vec<&str> = match text.len() {
        8 if digits(&text, 8) => vec![&text[..4], &text[4..6], &text[6..]],
        _ => text
            .trim_end_matches('日')
            .split(['-', '/', '.', '年', '月'])
            .collect(),
    };
    let [year, month, day] = parts[..] else {
        return None;
    };
    let is_year = year.len() == 4 && digits(year, 4) && digits(month, 2) && digits(day, 2);
    Day::parse(format!("{year}-{month:0>2}-{day:0>2}").as_bytes())
        .ok()
        .filter(|_| is_year)
}

/// Returns the number that a text means.
pub(super) fn number(text: &str) -> Option<MeantNumber> {
    let is_gap = |c: &char| {
        c.is_whitespace()
            || matches!(
                c,
                '\'' | '\u{2019}'
                    | '_'
                    | '\u{feff}'
                    | '\u{200b}'
                    | '\u{200e}'
                    | '\u{200f}'
                    | '\u{202a}'..='\u{202e}'
            )
    };
    let text: String = text.chars().filter(|c| !is_gap(c)).map(plain).collect();
    let is_number = |text: &str| ScaledNumber::parse(text.as_bytes()).is_ok();
    if is_number(&text) {
        return Some(if text.starts_with('-') {
            MeantNumber::Minus(text)
        } else {
            MeantNumber::Is(text)
        });
    }
    let behind = text.strip_suffix('-').or_else(|| {
        text.strip_prefix('(')
            .and_then(|inner| inner.strip_suffix(')'))
    });
    if let Some(size) = behind.filter(|size| is_number(size) && !size.starts_with(['-', '+'])) {
        return Some(MeantNumber::Minus(format!("-{size}")));
    }
    let size = text.trim_end_matches(char::is_alphabetic);
    (size.len() < text.len() && is_number(size)).then(|| MeantNumber::With(size.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_known_in_notations_that_mean_one_day() {
        for text in [
            "2024-3-1",
            "2024/03/01",
            "2024.3.1",
            "20240301",
            "２０２４-03-01",
            "2024\u{2011}03\u{2013}01",
            "2024年3月1日",
            "٢٠٢٤-٠٣-٠١",
        ] {
            assert_eq!(
                day(text).map(|day| day.to_string()).as_deref(),
                Some("2024-03-01"),
                "{text}"
            );
        }
        for text in [
            "01/03/2024",
            "3/1/2024",
            "2024-02-30",
            "20241301",
            "2024-03",
            "24-03-01",
            "2024-+3-01",
            "",
            "2024-03-01-01",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_known_in_other_notations() {
        let minus = |text: &str| Some(MeantNumber::Minus(text.to_owned()));
        for (text, expected) in [
            ("\u{2212}200", minus("-200")),
            ("\u{2013}200.5", minus("-200.5")),
            ("\u{ff0d}200", minus("-200")),
            ("- 200", minus("-200")),
            ("200-", minus("-200")),
            ("200\u{2212}", minus("-200")),
            ("(200)", minus("-200")),
            ("( 1 200 )", minus("-1200")),
            ("\u{66b}5", None),
            ("٢٠٠", Some(MeantNumber::Is("200".into()))),
            ("２００", Some(MeantNumber::Is("200".into()))),
            ("1 000", Some(MeantNumber::Is("1000".into()))),
            ("1'000.5", Some(MeantNumber::Is("1000.5".into()))),
            ("6kg", Some(MeantNumber::With("6".into()))),
            ("6 kg", Some(MeantNumber::With("6".into()))),
            ("1,000", None),
            ("(-200)", None),
            ("--200", None),
            ("1e3", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(number(text), expected, "{text:?}");
        }
    }
}
