//! Patterns of written days.

use crate::terms::{Day, folded};
use serde::Deserialize;

/// A pattern of a written day: `YYYY`, `MM` (two digits), `M` (one or two), `DD`, `D`, `MONTH` (a name or its abbreviation), and
/// other characters as they are. `serial` is the day number of a spreadsheet.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct DatePattern {
    written: String,
    parts: Vec<DatePart>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DatePart {
    Year,
    /// Two digits, or one or two.
    Month {
        is_padded: bool,
    },
    Day {
        is_padded: bool,
    },
    MonthName,
    Serial,
    Literal(char),
}

/// The names of months and their abbreviations in English, French, Spanish, German, Italian, Portuguese, Dutch and Russian, folded. Marks such as
/// a point after an abbreviation make no difference.
const MONTHS: [&[&str]; 12] = [
    &[
        "jan",
        "january",
        "janv",
        "janvier",
        "ene",
        "enero",
        "januar",
        "janner",
        "jaen",
        "gen",
        "gennaio",
        "janeiro",
        "januari",
        "янв",
        "январь",
        "января",
    ],
    &[
        "feb",
        "february",
        "fev",
        "fevr",
        "fevrier",
        "febrero",
        "februar",
        "feber",
        "febbraio",
        "fevereiro",
        "februari",
        "фев",
        "февр",
        "февраль",
        "февраля",
    ],
    &[
        "mar",
        "march",
        "mars",
        "marzo",
        "marz",
        "maerz",
        "mrz",
        "marco",
        "maart",
        "mrt",
        "мар",
        "март",
        "марта",
    ],
    &[
        "apr",
        "april",
        "avr",
        "avril",
        "abr",
        "abril",
        "aprile",
        "апр",
        "апрель",
        "апреля",
    ],
    &[
        "may", "mai", "mayo", "mag", "maggio", "maio", "mei", "май", "мая",
    ],
    &[
        "jun", "june", "juin", "junio", "juni", "giu", "giugno", "junho", "июн", "июнь", "июня",
    ],
    &[
        "jul", "july", "juil", "juillet", "julio", "juli", "lug", "luglio", "julho", "июл", "июль",
        "июля",
    ],
    &[
        "aug",
        "august",
        "aout",
        "ago",
        "agosto",
        "augustus",
        "авг",
        "август",
        "августа",
    ],
    &[
        "sep",
        "sept",
        "september",
        "septembre",
        "septiembre",
        "set",
        "settembre",
        "setembro",
        "сен",
        "сент",
        "сентябрь",
        "сентября",
    ],
    &[
        "oct",
        "october",
        "octobre",
        "octubre",
        "okt",
        "oktober",
        "ott",
        "ottobre",
        "out",
        "outubro",
        "окт",
        "октябрь",
        "октября",
    ],
    &[
        "nov",
        "november",
        "novembre",
        "noviembre",
        "novembro",
        "ноя",
        "нояб",
        "ноябрь",
        "ноября",
    ],
    &[
        "dec",
        "december",
        "decembre",
        "dic",
        "diciembre",
        "dez",
        "dezember",
        "dicembre",
        "dezembro",
        "дек",
        "декабрь",
        "декабря",
    ],
];

/// The signs of a pattern, a longer one before a shorter one that starts it.
const TOKENS: [(&str, DatePart); 6] = [
    ("YYYY", DatePart::Year),
    ("MONTH", DatePart::MonthName),
    ("MM", DatePart::Month { is_padded: true }),
    ("DD", DatePart::Day { is_padded: true }),
    ("M", DatePart::Month { is_padded: false }),
    ("D", DatePart::Day { is_padded: false }),
];

/// Day 61 of a spreadsheet is 1 March 1900. Spreadsheets count a 29 February 1900, which did not exist, as day 60, so that their
/// days before it are not certain.
const FIRST_SERIAL: i32 = 61;

impl TryFrom<String> for DatePattern {
    type Error = String;

    fn try_from(written: String) -> Result<Self, Self::Error> {
        if written == "serial" {
            let parts = vec![DatePart::Serial];
            return Ok(Self { written, parts });
        }
        let (mut parts, mut rest) = (Vec::new(), written.as_str());
        while let Some(next) = rest.chars().next() {
            let token = TOKENS.iter().find(|(token, _)| rest.starts_with(token));
            let (length, part) = token.map_or(
                (next.len_utf8(), DatePart::Literal(next)),
                |(token, part)| (token.len(), *part),
            );
            parts.push(part);
            rest = &rest[length..];
        }
        let count = |is: fn(&DatePart) -> bool| parts.iter().filter(|part| is(part)).count();
        let is_whole = count(|part| matches!(part, DatePart::Year)) == 1
            && count(|part| matches!(part, DatePart::Month { .. } | DatePart::MonthName)) == 1
            && count(|part| matches!(part, DatePart::Day { .. })) == 1;
        if !is_whole {
            return Err(format!(
                "{written:?} is no pattern of a day; write YYYY, MM or M or MONTH, and DD or D once each, such as DD.MM.YYYY, or serial"
            ));
        }
        Ok(Self { written, parts })
    }
}

impl DatePattern {
    /// Returns the pattern as written.
    pub(super) fn written(&self) -> &str {
        &self.written
    }

    /// Returns the day of a text; `None` if the text is not written so, or there is no such day.
    pub(super) fn read(&self, text: &str) -> Option<Day> {
        if self.parts == [DatePart::Serial] {
            return serial(text);
        }
        let (mut year, mut month, mut day) = (None, None, None);
        let mut rest = text;
        for part in &self.parts {
            let length = match part {
                DatePart::Literal(literal) => {
                    rest = rest.strip_prefix(*literal)?;
                    continue;
                }
                DatePart::Year => 4,
                DatePart::MonthName => {
                    let end = rest.find(|c: char| c.is_ascii_digit() || " -/,".contains(c));
                    end.unwrap_or(rest.len())
                }
                DatePart::Month { is_padded: true } | DatePart::Day { is_padded: true } => 2,
                DatePart::Month { .. } | DatePart::Day { .. } => {
                    rest.bytes().take(2).take_while(u8::is_ascii_digit).count()
                }
                DatePart::Serial => return None,
            };
            let piece = rest.get(..length)?;
            rest = &rest[length..];
            match part {
                DatePart::Year => year = number(piece),
                DatePart::MonthName => {
                    month = Some(month_named(piece)?);
                }
                DatePart::Month { .. } => {
                    month = number(piece).and_then(|month| u8::try_from(month).ok());
                }
                _ => day = number(piece).and_then(|day| u8::try_from(day).ok()),
            }
        }
        if !rest.is_empty() {
            return None;
        }
        Day::from_civil(year?, month?, day?)
    }
}

/// Returns the number of the month that a text names, in one of the languages of the patterns.
pub(super) fn month_named(text: &str) -> Option<u8> {
    let name = folded(text);
    let place = MONTHS
        .iter()
        .position(|names| names.contains(&name.as_str()))?;
    u8::try_from(place + 1).ok()
}

/// Returns the number of a text of ASCII digits alone.
fn number(digits: &str) -> Option<i32> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}

fn serial(text: &str) -> Option<Day> {
    let days = number(text).filter(|days| *days >= FIRST_SERIAL)?;
    let base = Day::from_civil(1900, 3, 1)?;
    let day = Day::from_number(base.number().checked_add(days - FIRST_SERIAL)?);
    day.is_in_range().then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pattern: &str, text: &str) -> Option<String> {
        DatePattern::try_from(pattern.to_owned())
            .expect("a pattern")
            .read(text)
            .map(|day| day.to_string())
    }

    #[test]
    fn a_day_is_read_as_the_pattern_says_or_not_at_all() {
        for (pattern, text, day) in [
            ("YYYY-MM-DD", "2024-03-01", Some("2024-03-01")),
            ("YYYY-MM-DD", "2024-3-1", None),
            ("YYYY-MM-DD", "2024-03-01 ", None),
            ("DD.MM.YYYY", "01.03.2024", Some("2024-03-01")),
            ("DD.MM.YYYY", "31.02.2024", None),
            ("DD.MM.YYYY", "1.3.2024", None),
            ("D.M.YYYY", "1.3.2024", Some("2024-03-01")),
            ("D.M.YYYY", "01.03.2024", Some("2024-03-01")),
            ("DD/MM/YYYY", "03/13/2024", None),
            ("MM/DD/YYYY", "03/13/2024", Some("2024-03-13")),
            ("YYYYMMDD", "20240301", Some("2024-03-01")),
            ("YYYYMMDD", "2024301", None),
            ("DD-MONTH-YYYY", "01-MAR-2024", Some("2024-03-01")),
            ("DD-MONTH-YYYY", "13-Juin-2024", Some("2024-06-13")),
            ("D. MONTH YYYY", "1. März 2024", Some("2024-03-01")),
            ("D MONTH YYYY", "1 févr. 2024", Some("2024-02-01")),
            ("D MONTH YYYY", "1 мая 2024", Some("2024-05-01")),
            ("DD MONTH YYYY", "13 Июня 2024", Some("2024-06-13")),
            ("DD-MONTH-YYYY", "01-XYZ-2024", None),
            (
                "YYYY-MM-DD 00:00:00",
                "2024-03-01 00:00:00",
                Some("2024-03-01"),
            ),
            ("YYYY-MM-DD 00:00:00", "2024-03-01 00:00:01", None),
            ("serial", "45352", Some("2024-03-01")),
            ("serial", "60", None),
            ("serial", "61", None),
            ("serial", "45352.5", None),
        ] {
            assert_eq!(read(pattern, text).as_deref(), day, "{pattern} {text}");
        }
    }

    #[test]
    fn a_pattern_without_a_part_of_the_day_is_refused() {
        for pattern in [
            "DD.MM",
            "YYYY",
            "",
            "YYYY-MM-DD-DD",
            "dd.mm.yyyy",
            "MM/MONTH/YYYY DD",
        ] {
            assert!(
                DatePattern::try_from(pattern.to_owned()).is_err(),
                "{pattern}"
            );
        }
    }
}
