//! Finds the patterns of days that fit all values.

use super::fault::Problem;
use super::sample::ColumnValues;
use crate::layout::written_date::{DatePattern, month_named};
use crate::terms::{Day, shown};
use inforce_sheets::Cell;
use std::collections::BTreeMap;

/// The patterns of days in some columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DayPatterns {
    /// The patterns; none if all days are written as in the canonical shape, or are no texts.
    pub(super) patterns: Vec<String>,
    /// Why no other pattern fits.
    pub(super) why: String,
}

/// Parts of a text: runs of digits, runs of letters, and other characters.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Digits(String),
    Letters(String),
    Other(char),
}

/// The times of day that mean midnight, after a day.
fn time_of_midnight(text: &str) -> &str {
    let at = text
        .find(['T', ' '])
        .filter(|at| text[*at + 1..].starts_with("00:00") || text[*at + 1..].starts_with("0:00"));
    let Some(at) = at else { return "" };
    let rest = &text[at + 1..];
    let zone = rest.find(['Z', '+']).unwrap_or(rest.len());
    let is_midnight = rest[..zone].chars().all(|c| matches!(c, '0' | ':' | '.'));
    let is_utc = ["", "Z", "+00:00", "+0000", "+00"].contains(&&rest[zone..]);
    if is_midnight && is_utc {
        &text[at..]
    } else {
        ""
    }
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    for c in text.chars() {
        let is_letter = c.is_alphabetic() && !matches!(c, '年' | '月' | '日');
        match (tokens.last_mut(), c) {
            (Some(Token::Digits(run)), c) if c.is_ascii_digit() => run.push(c),
            (_, c) if c.is_ascii_digit() => tokens.push(Token::Digits(c.to_string())),
            (Some(Token::Letters(run)), c) if is_letter => run.push(c),
            (_, c) if is_letter => tokens.push(Token::Letters(c.to_string())),
            (_, c) => tokens.push(Token::Other(c)),
        }
    }
    tokens
}

/// The order of the parts of a day. Patterns are written with parts of one or two digits.
const ORDERS: [[&str; 3]; 3] = [["YYYY", "M", "D"], ["D", "M", "YYYY"], ["M", "D", "YYYY"]];

/// Returns the shape of a text, and all patterns that texts of this shape may have.
fn candidates(text: &str) -> (String, Vec<String>) {
    let time = time_of_midnight(text);
    let day = &text[..text.len() - time.len()];
    let tokens = tokens(day);
    let shape = |tokens: &[Token]| -> String {
        tokens
            .iter()
            .map(|token| match token {
                Token::Digits(run) if run.len() > 2 => format!("{{{}}}", run.len()),
                Token::Digits(_) => "{n}".to_owned(),
                Token::Letters(run) if is_month(run) => "{m}".to_owned(),
                Token::Letters(run) => run.clone(),
                Token::Other(c) => c.to_string(),
            })
            .collect::<String>()
            + time
    };
    let runs: Vec<&String> = tokens
        .iter()
        .filter_map(|token| match token {
            Token::Digits(run) => Some(run),
            _ => None,
        })
        .collect();
    let months = tokens
        .iter()
        .filter(|token| matches!(token, Token::Letters(run) if is_month(run)))
        .count();
    let filled = |parts: &[&str]| -> String {
        let mut parts = parts.iter();
        let mut pattern = String::new();
        let mut is_after_month = false;
        for token in &tokens {
            let is_month_name =
                matches!(token, Token::Letters(run) if is_month(run)) && months == 1;
            match token {
                Token::Digits(_) => pattern.push_str(parts.next().unwrap_or(&"")),
                Token::Letters(_) if is_month_name => pattern.push_str("MONTH"),
                Token::Letters(run) => pattern.push_str(run),
                // The name of a month holds the point after its abbreviation.
                Token::Other('.') if is_after_month => {}
                Token::Other(c) => pattern.push(*c),
            }
            is_after_month = is_month_name;
        }
        pattern + time
    };
    let patterns = match (runs.len(), months, &runs[..]) {
        (1, 0, [run]) if run.len() == 8 => ["YYYYMMDD", "DDMMYYYY", "MMDDYYYY"]
            .into_iter()
            .map(|part| filled(&[part]))
            .collect(),
        (1, 0, [run]) if tokens.len() == 1 && (5..=6).contains(&run.len()) => {
            vec!["serial".to_owned()]
        }
        (3, 0, _) => ORDERS.iter().map(|order| filled(order)).collect(),
        (2, 1, _) => vec![filled(&["D", "YYYY"]), filled(&["YYYY", "D"])],
        _ => Vec::new(),
    };
    (shape(&tokens), patterns)
}

fn is_month(word: &str) -> bool {
    month_named(word).is_some()
}

fn read(pattern: &str, text: &str) -> Option<Day> {
    let pattern = DatePattern::try_from(pattern.to_owned()).ok()?;
    pattern.read(text).filter(|day| day.is_in_range())
}

/// Returns the pattern with parts of two digits if all texts are written so.
fn padded(pattern: &str, texts: &[&String]) -> String {
    let padded = told(pattern);
    if texts.iter().all(|text| read(&padded, text).is_some()) {
        padded
    } else {
        pattern.to_owned()
    }
}

/// Returns the pattern as people name it, with parts of two digits.
fn told(pattern: &str) -> String {
    let long = pattern
        .replace("MONTH", "\u{0}")
        .replace("MM", "M")
        .replace("DD", "D")
        .replace('M', "MM")
        .replace('D', "DD");
    long.replace('\u{0}', "MONTH")
}

/// Finds the patterns of the days in columns that are written by one hand.
pub(super) fn days(
    columns: &[&ColumnValues],
    is_nothing: &dyn Fn(&str) -> bool,
) -> Result<DayPatterns, Vec<Problem>> {
    let mut shapes: BTreeMap<String, (Vec<String>, Vec<String>)> = BTreeMap::new();
    let mut problems = Vec::new();
    for values in columns {
        let (mut known, mut unknown, mut example) = (0_u64, 0_u64, None);
        for (cell, rows) in &values.seen {
            let text = match cell {
                Cell::Date { .. } => {
                    known += rows;
                    continue;
                }
                Cell::Text(text) | Cell::Number(text) | Cell::Moment(text) => {
                    text.trim().to_owned()
                }
                _ => continue,
            };
            if is_nothing(&text) {
                continue;
            }
            let (shape, patterns) = candidates(&text);
            if patterns
                .iter()
                .any(|pattern| read(pattern, &text).is_some())
            {
                known += rows;
                let (_, texts) = shapes
                    .entry(shape)
                    .or_insert_with(|| (patterns, Vec::new()));
                texts.push(text);
            } else {
                unknown += rows;
                example = example.or(Some(text));
            }
        }
        if let Some(example) = example.filter(|_| known < unknown) {
            problems.push(Problem::new(format!(
                "column {} should hold days, and no pattern reads {}{}",
                shown(&values.name),
                shown(&example),
                why_not(&example)
            )));
        }
    }
    let mut days = DayPatterns::default();
    for (patterns, texts) in shapes.values() {
        match of_shape(patterns, texts) {
            Ok(pattern) => {
                if patterns.len() > 1 && days.why.is_empty() {
                    days.why = proof(patterns, &pattern, texts);
                }
                let texts: Vec<&String> = texts.iter().collect();
                let pattern = padded(&pattern, &texts);
                if !days.patterns.contains(&pattern) {
                    days.patterns.push(pattern);
                }
            }
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    // A pattern with parts of one or two digits reads those of two as well.
    let all = days.patterns.clone();
    days.patterns.retain(|pattern| {
        !all.iter().any(|other| {
            other != pattern && told(other) == told(pattern) && other.len() < pattern.len()
        })
    });
    if days.patterns == ["YYYY-MM-DD"] {
        days.patterns.clear();
    }
    if days.why.is_empty() {
        "so all days are written".clone_into(&mut days.why);
    }
    Ok(days)
}

/// Whether all values are days, in some pattern.
pub(super) fn are_days(values: &ColumnValues) -> bool {
    !values.seen.is_empty()
        && values.seen.iter().all(|(cell, _)| match cell {
            Cell::Date { .. } => true,
            Cell::Text(text) | Cell::Moment(text) => {
                let (_, patterns) = candidates(text.trim());
                patterns
                    .iter()
                    .any(|pattern| read(pattern, text.trim()).is_some())
            }
            _ => false,
        })
}

/// Returns why a pattern was chosen among several: a value that no other pattern reads.
fn proof(patterns: &[String], chosen: &str, texts: &[String]) -> String {
    let others = || patterns.iter().filter(|pattern| *pattern != chosen);
    let settles = |text: &&String| others().all(|pattern| read(pattern, text).is_none());
    texts.iter().find(settles).map_or_else(
        || "so all days are written".to_owned(),
        |text| format!("no other order of the parts reads {}", shown(text)),
    )
}

/// Returns the only pattern that fits all texts of a shape.
fn of_shape(patterns: &[String], texts: &[String]) -> Result<String, Problem> {
    let fits = |pattern: &&String| texts.iter().all(|text| read(pattern, text).is_some());
    let fitting: Vec<&String> = patterns.iter().filter(fits).collect();
    match fitting[..] {
        [one] => Ok(one.clone()),
        [] => {
            let alone = |pattern: &String| {
                texts.iter().find(|text| {
                    read(pattern, text).is_some()
                        && patterns
                            .iter()
                            .filter(|other| read(other, text).is_some())
                            .count()
                            == 1
                })
            };
            let told: Vec<String> = patterns
                .iter()
                .filter_map(|pattern| {
                    Some(format!(
                        "{} only as {}",
                        shown(alone(pattern)?),
                        told(pattern)
                    ))
                })
                .collect();
            Err(Problem::new(format!(
                "the days are written in several ways that contradict each other: {} can be read; give each its own file and layout",
                told.join(", ")
            )))
        }
        _ => {
            let differ = |text: &&String| {
                let mut read = fitting.iter().map(|pattern| self::read(pattern, text));
                let first = read.next().flatten();
                read.any(|other| other != first)
            };
            let example = texts.iter().find(differ).or(texts.first());
            let example = example.map_or("", String::as_str);
            let readings: Vec<String> = fitting
                .iter()
                .filter_map(|pattern| {
                    Some(format!("{} as {}", read(pattern, example)?, told(pattern)))
                })
                .collect();
            Err(Problem::new(format!(
                "two readings fit all days: {} is {}; ask the sender which is meant, and write that pattern under values.dates of a layout",
                shown(example),
                readings.join(" or ")
            )))
        }
    }
}

/// Returns what is known of a text that no pattern reads.
fn why_not(text: &str) -> &'static str {
    let tokens = tokens(text);
    let runs: Vec<usize> = tokens
        .iter()
        .filter_map(|token| match token {
            Token::Digits(run) => Some(run.len()),
            _ => None,
        })
        .collect();
    match runs[..] {
        [2, 1 | 2, 1 | 2] | [1, 1 | 2, 2] => {
            ": its year has two digits, and a layout reads only years of four"
        }
        [4, 1 | 2] | [1 | 2, 4] | [6] => {
            ": it names a month without a day; write year and month into columns of their own"
        }
        [4, _, _, _, ..] => ": it has a time of day, and records are of days",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::propose::sample::ValueOrigin;

    fn found(texts: &[&str]) -> Result<Vec<String>, String> {
        let seen = texts.iter().map(|text| (Cell::Text((*text).to_owned()), 1));
        let values = ColumnValues {
            seen: seen.collect(),
            ..ColumnValues::empty(ValueOrigin::Column(0), "date".to_owned())
        };
        days(&[&values], &|text| text == "-")
            .map(|days| days.patterns)
            .map_err(|problems| problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_only_pattern_that_fits_all_days_is_found() {
        for (texts, patterns) in [
            (&["2024-03-01"][..], &[][..]),
            (&["2024-03-01", "2024-13-01"], &[]),
            (&["01.03.2024", "13.06.2024", "-"], &["DD.MM.YYYY"]),
            (&["1.3.2024", "13.06.2024"], &["D.M.YYYY"]),
            (&["03/01/2024", "06/13/2024"], &["MM/DD/YYYY"]),
            (&["01/03/2024", "20/04/2024"], &["DD/MM/YYYY"]),
            (&["20240301", "20240613"], &["YYYYMMDD"]),
            (&["13062024"], &["DDMMYYYY"]),
            (&["01-MAR-2024"], &["DD-MONTH-YYYY"]),
            (&["1 févr. 2024", "13 juin 2024"], &["D MONTH YYYY"]),
            (&["1. März 2024"], &["D. MONTH YYYY"]),
            (&["June 13, 2024"], &["MONTH DD, YYYY"]),
            (&["1 de marzo de 2024"], &["D de MONTH de YYYY"]),
            (&["13 июня 2024"], &["DD MONTH YYYY"]),
            (&["2024年3月1日"], &["YYYY年M月D日"]),
            (&["2024-03-01T00:00:00"], &["YYYY-MM-DDT00:00:00"]),
            (&["2024-03-01 00:00:00"], &["YYYY-MM-DD 00:00:00"]),
            (&["45352"], &["serial"]),
            (&["2024/03/01"], &["YYYY/MM/DD"]),
        ] {
            let expected = patterns.iter().map(|pattern| (*pattern).to_owned());
            assert_eq!(found(texts), Ok(expected.collect()), "{texts:?}");
        }
    }

    #[test]
    fn several_readings_and_none_are_told() {
        for (texts, parts) in [
            (
                &["01/02/2024", "03/04/2024"][..],
                &["2024-02-01", "2024-01-02", "DD/MM/YYYY", "MM/DD/YYYY"][..],
            ),
            (&["01.02.2024"], &["2024-02-01", "2024-01-02"]),
            (&["01022024"], &["2024-02-01", "2024-01-02"]),
            (&["01/01/2024"], &["DD/MM/YYYY", "MM/DD/YYYY"]),
            (
                &["13/06/2024", "06/14/2024"],
                &["contradict", "13/06/2024", "06/14/2024"],
            ),
            (&["soon"], &["no pattern reads", "soon"]),
            (&["13/06/24"], &["two digits"]),
            (&["2024-03"], &["without a day"]),
            (&["2024-03-01T10:30:00"], &["time of day"]),
        ] {
            let said = found(texts).expect_err("an error");
            for part in parts {
                assert!(said.contains(part), "{texts:?}: {said} lacks {part}");
            }
        }
    }
}
