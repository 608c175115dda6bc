//! A day of the civil calendar, counted from 1970-01-01, with as little cleverness as will do.

use std::fmt;

/// Days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// What 1970-01-01 is when 0001-01-01 is 1.
const ORDINAL_OF_1970: i32 = 719_163;

impl Day {
    /// The day of a year (1 or later), month and day of the month, which must exist.
    pub fn of(year: i32, month: i32, day: i32) -> Day {
        let before = year - 1;
        let years = 365 * before + before / 4 - before / 100 + before / 400;
        let months: i32 = (1..month).map(|month| days_in_month(year, month)).sum();
        Day(years + months + day - ORDINAL_OF_1970)
    }

    /// Rules 4.3, `bad-date`: exactly YYYY-MM-DD in ASCII digits, an existing day, not of year 0000.
    pub fn parse(text: &str) -> Option<Day> {
        let bytes = text.as_bytes();
        let well_formed = bytes.len() == 10
            && bytes.iter().enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !well_formed {
            return None;
        }
        let number = |from: usize, to: usize| text[from..to].parse::<i32>().ok();
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let exists = year >= 1
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day);
        exists.then(|| Day::of(year, month, day))
    }

    /// A day written in the tests themselves.
    pub fn at(text: &str) -> Day {
        Day::parse(text).expect("a day written in a test exists")
    }

    pub fn plus(self, days: i32) -> Day {
        Day(self.0 + days)
    }

    pub fn year(self) -> i32 {
        self.civil().0
    }

    /// The same day and month so many years on; 29 February becomes 1 March (rules 3.7).
    pub fn years_on(self, years: i32) -> Day {
        let (year, month, day) = self.civil();
        if day > days_in_month(year + years, month) {
            Day::of(year + years, month + 1, 1)
        } else {
            Day::of(year + years, month, day)
        }
    }

    pub fn last_of_year(self) -> Day {
        Day::of(self.year(), 12, 31)
    }

    /// Every day from this one to another, both included.
    pub fn up_to(self, last: Day) -> impl Iterator<Item = Day> {
        (self.0..=last.0).map(Day)
    }

    fn civil(self) -> (i32, i32, i32) {
        let mut year = 1970 + self.0 / 366;
        while Day::of(year, 1, 1) > self {
            year -= 1;
        }
        while Day::of(year + 1, 1, 1) <= self {
            year += 1;
        }
        let mut day = self.0 - Day::of(year, 1, 1).0 + 1;
        let mut month = 1;
        while day > days_in_month(year, month) {
            day -= days_in_month(year, month);
            month += 1;
        }
        (year, month, day)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(out, "{year:04}-{month:02}-{day:02}")
    }
}

fn days_in_month(year: i32, month: i32) -> i32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
