//! Cells and rows, and the exact text of numbers and dates of spreadsheets.

/// A cell as the file holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing, or a text without characters.
    Empty,
    /// A text, as it is written.
    Text(String),
    /// The shortest decimal text that reads back to the number the spreadsheet holds: digits, at most one point, at most one
    /// sign, no exponent, whatever the format of the cell shows: 50 % is `0.5`. `0.60050000000000003` is `0.6005`; the sum of 0.1 and 0.2 is `0.30000000000000004`.
    Number(String),
    /// A day: a cell with a date format whose time of day is midnight.
    Date {
        /// The year.
        year: i32,
        /// The month, from 1.
        month: u8,
        /// The day of the month, from 1.
        day: u8,
    },
    /// A day with a time of day that is not midnight, as `2024-03-01T12:30:00`, with milliseconds where they are not zero; or a
    /// time without a day, as `PT12H30M00S`.
    Moment(String),
    /// True or false.
    Bool(bool),
    /// The error that the cell shows, such as `#N/A`, or the reason why the cell has no value.
    Error(String),
}

impl Cell {
    /// Makes a cell of a text: a text without characters is an empty cell.
    pub(crate) fn of_text(text: String) -> Self {
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }

    /// The number of bytes that the cell takes beside its place in the row.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Text(text) | Self::Number(text) | Self::Moment(text) | Self::Error(text) => {
                text.len()
            }
            Self::Empty | Self::Date { .. } | Self::Bool(_) => 0,
        }
    }
}

/// A row as the program that made the file shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The number of the row of the spreadsheet, or of the line of the text, from 1.
    pub number: u64,
    /// The cells from the first column on.
    pub cells: Vec<Cell>,
}

/// What a format of cells makes of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// A number.
    Number,
    /// A day, a time of day, or both.
    Date,
    /// Hours, minutes or seconds beyond a day.
    Duration,
}

/// The day from which a workbook counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Epoch {
    /// Day 1 is 1 January 1900, and the calendar holds a 29 February 1900 that never was.
    Of1900,
    /// Day 0 is 1 January 1904.
    Of1904,
}

/// The reason of a cell with a formula that no program has computed.
pub(crate) const NOT_COMPUTED: &str =
    "formula without a value: open the workbook in a spreadsheet program and save it";

const MILLISECONDS: u64 = 86_400_000;

/// Returns the shortest text of a number, or nothing if it is infinite or no number.
pub(crate) fn shortest(value: f64) -> Option<String> {
    let text = value.is_finite().then(|| value.to_string())?;
    Some(if text == "-0" { "0".to_owned() } else { text })
}

/// Reads a number as spreadsheets write it, and gives its shortest text.
pub(crate) fn number_text(written: &str) -> Option<String> {
    // `parse` also takes names such as `inf`, `nan` and `infinity`: they are not finite.
    shortest(written.trim().parse().ok()?)
}

/// Divides a number by one hundred, in its decimal text.
pub(crate) fn hundredth(number: &str) -> String {
    let (sign, digits) = number
        .strip_prefix('-')
        .map_or(("", number), |digits| ("-", digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = format!("{whole:0>3}");
    let (whole, hundredths) = whole.split_at(whole.len() - 2);
    let text = format!("{sign}{whole}.{hundredths}{part}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.trim_start_matches(['-', '0']).is_empty() {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

/// Returns the cell that a number with a format is.
pub(crate) fn formatted(number: String, shown: Shown, epoch: Epoch) -> Cell {
    match shown {
        Shown::Number => Cell::Number(number),
        Shown::Date | Shown::Duration => time(&number, shown, epoch)
            .unwrap_or_else(|| Cell::Error(format!("{number} is no day of the calendar"))),
    }
}

/// The day or time that a serial number means: days, and the part of a day.
fn time(number: &str, shown: Shown, epoch: Epoch) -> Option<Cell> {
    let (days, part) = number.split_once('.').unwrap_or((number, "0"));
    let mut days: i64 = days.parse().ok().filter(|_| !number.starts_with('-'))?;
    // A spreadsheet keeps at most 17 digits; 18 decimal places are below a thousandth of a second by far.
    let part: u64 = format!("{part:0<18.18}").parse().ok()?;
    let unit = 1_000_000_000_000_000_000_u128;
    let rounded = (u128::from(part) * u128::from(MILLISECONDS) + unit / 2) / unit;
    let mut milliseconds = u64::try_from(rounded).ok()?;
    if milliseconds == MILLISECONDS {
        milliseconds = 0;
        days += 1;
    }
    let (seconds, fraction) = (milliseconds / 1000, milliseconds % 1000);
    let fraction = match fraction {
        0 => String::new(),
        some => format!(".{some:03}"),
    };
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let no_day = days == 0 && milliseconds != 0 && epoch == Epoch::Of1900;
    if shown == Shown::Duration || no_day {
        let hours = u64::try_from(days)
            .ok()?
            .checked_mul(24)?
            .checked_add(hours)?;
        return Some(Cell::Moment(format!(
            "PT{hours:02}H{minutes:02}M{seconds:02}{fraction}S"
        )));
    }
    // Days since 1 January 1970.
    let since = match (epoch, days) {
        (Epoch::Of1904, 0..=2_957_003) => days - 24_107,
        (Epoch::Of1900, 1..=59) => days - 25_568,
        (Epoch::Of1900, 60) => {
            return Some(Cell::Error(
                "day 60 is 29 February 1900, which does not exist".to_owned(),
            ));
        }
        (Epoch::Of1900, 61..=2_958_465) => days - 25_569,
        _ => return None,
    };
    let (year, month, day) = civil(since)?;
    Some(if milliseconds == 0 {
        Cell::Date { year, month, day }
    } else {
        Cell::Moment(format!(
            "{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}{fraction}"
        ))
    })
}

/// The date of a day since 1 January 1970, by eras of 400 years that start on 1 March.
fn civil(since: i64) -> Option<(i32, u8, u8)> {
    let days = since + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year + era * 400 + i64::from(month <= 2);
    Some((
        i32::try_from(year).ok()?,
        u8::try_from(month).ok()?,
        u8::try_from(day).ok()?,
    ))
}

fn days_of(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Returns the cell of a date that is written as ISO 8601: `2024-03-01`, alone or with a time of day, or a time of day alone.
pub(crate) fn iso_date(written: &str) -> Cell {
    let digits = |text: &str, length: usize| {
        text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let times: Vec<&str> = written.split(':').collect();
    if let [hours, minutes, seconds] = times[..]
        && [hours, minutes, seconds].iter().all(|part| digits(part, 2))
    {
        return Cell::Moment(format!("PT{hours}H{minutes}M{seconds}S"));
    }
    let whole = || {
        let (date, time) = written
            .split_once('T')
            .map_or((written, None), |(date, time)| (date, Some(time)));
        let parts: Vec<&str> = date.split('-').collect();
        let [year, month, day] = parts[..] else {
            return None;
        };
        if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
            return None;
        }
        let (year, month, day): (i32, u8, u8) =
            (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        if !(1..=12).contains(&month) || !(1..=days_of(year, month)).contains(&day) {
            return None;
        }
        let midnight = time.is_none_or(|time| {
            let time = time.trim_end_matches('Z');
            !time.is_empty() && time.bytes().all(|byte| matches!(byte, b'0' | b':' | b'.'))
        });
        Some(if midnight {
            Cell::Date { year, month, day }
        } else {
            Cell::Moment(written.to_owned())
        })
    };
    whole().unwrap_or_else(|| Cell::Error(format!("{written:?} is no day of the calendar")))
}

/// What a built-in format of spreadsheets shows.
pub(crate) fn built_in_format(id: u16) -> Shown {
    match id {
        46 => Shown::Duration,
        14..=22 | 27..=36 | 45 | 47 | 50..=58 | 71..=81 => Shown::Date,
        _ => Shown::Number,
    }
}

/// What a format code shows: a date if its first section has letters of days, months, years, hours or seconds outside quotes,
/// escapes and brackets; a duration if one of `[h]`, `[m]`, `[s]` is there.
pub(crate) fn format_code(code: &str) -> Shown {
    let mut shown = Shown::Number;
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                let _ = chars.by_ref().find(|&c| c == '"');
            }
            '\\' | '_' | '*' => {
                let _ = chars.next();
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|&c| c != ']').collect();
                let unit = inside.to_ascii_lowercase();
                let same = |letter| !unit.is_empty() && unit.chars().all(|c| c == letter);
                if same('h') || same('m') || same('s') {
                    return Shown::Duration;
                }
            }
            ';' => break,
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => shown = Shown::Date,
            _ => {}
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i32, month: u8, day: u8) -> Cell {
        Cell::Date { year, month, day }
    }

    fn day(serial: &str) -> Cell {
        formatted(serial.to_owned(), Shown::Date, Epoch::Of1900)
    }

    #[test]
    fn numbers_have_their_shortest_text() {
        for (written, text) in [
            ("1.3005", "1.3005"),
            ("0.60050000000000003", "0.6005"),
            ("0.30000000000000004", "0.30000000000000004"),
            ("1E-7", "0.0000001"),
            ("1.5E3", "1500"),
            ("600.50", "600.5"),
            ("-0", "0"),
            ("12345678901234567890", "12345678901234567000"),
        ] {
            assert_eq!(number_text(written).as_deref(), Some(text), "{written}");
        }
        for none in ["", "NaN", "inf", "1e999", "1,5", "x"] {
            assert_eq!(number_text(none), None, "{none}");
        }
    }

    #[test]
    fn hundredths_are_exact() {
        for (number, text) in [
            ("12345", "123.45"),
            ("-5", "-0.05"),
            ("100", "1"),
            ("0", "0"),
            ("12.5", "0.125"),
            ("-1000", "-10"),
        ] {
            assert_eq!(hundredth(number), text);
        }
    }

    #[test]
    fn days_are_those_that_the_spreadsheet_shows() {
        assert_eq!(day("1"), date(1900, 1, 1));
        assert_eq!(day("59"), date(1900, 2, 28));
        assert!(matches!(day("60"), Cell::Error(text) if text.contains("29 February 1900")));
        assert_eq!(day("61"), date(1900, 3, 1));
        assert_eq!(day("45352"), date(2024, 3, 1));
        assert_eq!(day("45351"), date(2024, 2, 29));
        assert_eq!(day("2958465"), date(9999, 12, 31));
        for none in ["0", "-1", "2958466", "99999999999999999999", "-0.5"] {
            assert!(matches!(day(none), Cell::Error(_)), "{none}");
        }
        let of_1904 = |serial: &str| formatted(serial.to_owned(), Shown::Date, Epoch::Of1904);
        assert_eq!(of_1904("0"), date(1904, 1, 1));
        assert_eq!(of_1904("43890"), date(2024, 3, 1));
        assert_eq!(of_1904("2957003"), date(9999, 12, 31));
        assert!(matches!(of_1904("2957004"), Cell::Error(_)));
    }

    #[test]
    fn times_of_day_are_moments() {
        let moment = |text: &str| Cell::Moment(text.to_owned());
        assert_eq!(day("45352.5"), moment("2024-03-01T12:00:00"));
        assert_eq!(day("45352.52083333333"), moment("2024-03-01T12:30:00"));
        assert_eq!(day("45352.00001"), moment("2024-03-01T00:00:00.864"));
        // Less than half a thousandth of a second is the noise of the number.
        assert_eq!(day("45352.000000001"), date(2024, 3, 1));
        assert_eq!(day("45351.999999999"), date(2024, 3, 1));
        assert_eq!(day("0.5"), moment("PT12H00M00S"));
        assert_eq!(
            formatted("1.25".to_owned(), Shown::Duration, Epoch::Of1900),
            moment("PT30H00M00S")
        );
    }

    #[test]
    fn iso_dates_are_checked() {
        assert_eq!(iso_date("2024-02-29"), date(2024, 2, 29));
        assert_eq!(iso_date("2024-02-29T00:00:00"), date(2024, 2, 29));
        assert_eq!(iso_date("2024-02-29T00:00:00.000Z"), date(2024, 2, 29));
        assert!(matches!(iso_date("2024-02-29T10:00:00"), Cell::Moment(_)));
        assert_eq!(iso_date("10:15:00"), Cell::Moment("PT10H15M00S".to_owned()));
        for none in [
            "2023-02-29",
            "2024-13-01",
            "2024-1-1",
            "29.02.2024",
            "",
            "2024-02-29T",
            "+024-02-01",
        ] {
            assert!(!matches!(iso_date(none), Cell::Date { .. }), "{none}");
        }
    }

    #[test]
    fn formats_of_dates_are_told_from_those_of_numbers() {
        for code in [
            "yyyy-mm-dd",
            "dd.mm.yyyy",
            "[$-409]d-mmm-yy;@",
            "h:mm AM/PM",
            "\"am\" d",
            "m/d/yy h:mm",
        ] {
            assert_eq!(format_code(code), Shown::Date, "{code}");
        }
        for code in [
            "General",
            "0.00",
            "#,##0.00 \"kg days\"",
            "0.00E+00",
            "[Red]0",
            "\\d0",
            "@",
            "0;[Red]d",
            "_d0",
            "0.0 \\k\\g",
            "#,##0 [$€-407]",
            "",
        ] {
            assert_eq!(format_code(code), Shown::Number, "{code}");
        }
        for code in ["[h]:mm", "[mm]:ss", "[SS]"] {
            assert_eq!(format_code(code), Shown::Duration, "{code}");
        }
    }
}
