//! Calendar days, in the strict notation of the records.

use std::fmt;

/// A day of the proleptic Gregorian calendar, counted from 1970-01-01 as Parquet's `date32` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// The error for a text that is not an existing day in the form `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a day as YYYY-MM-DD in ASCII digits that exists in the calendar")]
pub struct NotADay;

impl Day {
    /// The first day that a record or filing may carry (`rules.md` 4.3, `date-out-of-range`).
    pub const FIRST: Day = Day(-3287);
    /// The last day that a record or filing may carry (`rules.md` 4.3, `date-out-of-range`).
    pub const LAST: Day = Day(84_005);

    /// Makes a day from the number of days since 1970-01-01, as `date32` stores it.
    #[must_use]
    pub const fn from_number(number: i32) -> Self {
        Self(number)
    }

    /// Returns the number of days since 1970-01-01.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0
    }

    /// Makes a day from year, month and day of the month; `None` if the calendar has no such day.
    #[must_use]
    pub fn from_civil(year: i32, month: u8, day: u8) -> Option<Self> {
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) {
            return None;
        }
        if day == 0 || day > days_in_month(year, month) {
            return None;
        }
        // Years are counted from March so that the leap day is the last of its year.
        let (m, d) = (i32::from(month), i32::from(day));
        let y = if m <= 2 { year - 1 } else { year };
        let era = y.div_euclid(400);
        let year_of_era = y.rem_euclid(400);
        let day_of_year = (153 * ((m + 9) % 12) + 2) / 5 + d - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Some(Self(era * 146_097 + day_of_era - 719_468))
    }

    /// Returns year, month (1–12) and day of the month (1–31).
    #[must_use]
    pub fn civil(self) -> (i32, i32, i32) {
        let z = i64::from(self.0) + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let mp = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * mp + 2) / 5 + 1;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let small = |n: i64| i32::try_from(n).unwrap_or(i32::MAX);
        (small(year), small(month), small(day))
    }

    /// Returns the calendar year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.civil().0
    }

    /// Returns the quarter of the calendar year, 1 to 4.
    #[must_use]
    pub fn quarter(self) -> u8 {
        let (_, month, _) = self.civil();
        u8::try_from((month + 2) / 3).unwrap_or(0)
    }

    /// Returns the first day of the calendar year of this day.
    #[must_use]
    pub fn start_of_year(self) -> Self {
        Self::from_civil(self.year(), 1, 1).unwrap_or(self)
    }

    /// Returns the last day of the calendar year of this day.
    #[must_use]
    pub fn end_of_year(self) -> Self {
        // December always has 31 days, so only a year outside 1–9999 has no such day.
        Self::from_civil(self.year(), 12, 31).unwrap_or(self)
    }

    /// Returns the same day and month a number of years later; 29 February becomes 1 March (`rules.md` 3.7).
    #[must_use]
    pub fn plus_years(self, years: i32) -> Self {
        let (year, month, day) = self.civil();
        let part = |n: i32| u8::try_from(n).unwrap_or(1);
        Self::from_civil(year + years, part(month), part(day))
            .or_else(|| Self::from_civil(year + years, 3, 1))
            .unwrap_or(self)
    }

    /// Returns the day before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self(self.0 - 1)
    }

    /// Returns the next day.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// Reads exactly `YYYY-MM-DD` in ASCII digits. An error: any other text, year 0000, or a day that does not exist (`rules.md`
    /// 4.3, `bad-date`).
    pub fn parse(text: &[u8]) -> Result<Self, NotADay> {
        let [front @ .., tens, units] = *<&[u8; 10]>::try_from(text).map_err(|_| NotADay)?;
        // In a correct text, this leaves values of 0 to 9, and 0 for the two dashes.
        let front = u64::from_le_bytes(front) ^ u64::from_le_bytes(*b"0000-00-");
        let back = u32::from_le_bytes([tens, units, 0, 0]) ^ u32::from_le_bytes(*b"00\0\0");
        // Added to each byte, these set its top bit if it is greater than allowed.
        let front_over = front.wrapping_add(u64::from_le_bytes([
            0x76, 0x76, 0x76, 0x76, 0x7f, 0x76, 0x76, 0x7f,
        ])) | front;
        let back_over = back.wrapping_add(0x7676) | back;
        if front_over & 0x8080_8080_8080_8080 != 0 || back_over & 0x8080 != 0 {
            return Err(NotADay);
        }
        // Each byte plus ten times the byte before it.
        let [century, _, years, _, _, month, ..] = (front.wrapping_mul(0xa01) >> 8).to_le_bytes();
        let [_, day, ..] = back.wrapping_mul(0xa01).to_le_bytes();
        let year = i32::from(century) * 100 + i32::from(years);
        Self::looked_up(year, month, day)
            .or_else(|| Self::from_civil(year, month, day))
            .ok_or(NotADay)
    }

    /// Looks up the day of a year, month and day of the month; `None` unless records and filings may carry it.
    #[inline]
    fn looked_up(year: i32, month: u8, day: u8) -> Option<Self> {
        if !(1..=12).contains(&month) {
            return None;
        }
        let place = (year - FIRST_YEAR) * 12 + i32::from(month) - 1;
        let (first, length) = *MONTHS.get(usize::try_from(place).ok()?)?;
        (1..=length)
            .contains(&day)
            .then(|| Self(first + i32::from(day) - 1))
    }

    /// Whether the year of the day has four digits, 0001 to 9999, so that the day can be written as `YYYY-MM-DD`.
    #[must_use]
    pub fn is_written(self) -> bool {
        (-719_162..=2_932_896).contains(&self.0)
    }

    /// Whether records and filings may carry this day (`rules.md` 4.3, `date-out-of-range`).
    #[must_use]
    pub fn is_in_range(self) -> bool {
        (Self::FIRST..=Self::LAST).contains(&self)
    }
}

/// The year of [`Day::FIRST`].
const FIRST_YEAR: i32 = 1961;

/// The first day and the length of every month from [`Day::FIRST`] to [`Day::LAST`].
static MONTHS: [(i32, u8); 239 * 12] = {
    let mut months = [(0, 0); 239 * 12];
    let (mut at, mut year, mut first) = (0, FIRST_YEAR, Day::FIRST.0);
    while at < months.len() {
        let mut month = 1;
        while month <= 12 {
            let mut length = days_in_month(year, month);
            months[at] = (first, length);
            while length > 0 {
                (first, length) = (first + 1, length - 1);
            }
            (at, month) = (at + 1, month + 1);
        }
        year += 1;
    }
    months
};

/// Returns the number of days of a month, 1 to 12.
const fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl From<Day> for inforce_present::table::Date {
    fn from(day: Day) -> Self {
        Self {
            number: day.number(),
            civil: day.civil(),
        }
    }
}

impl std::str::FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        Self::parse(text.as_bytes())
    }
}

impl<'de> serde::Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <std::borrow::Cow<'de, str>>::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl serde::Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn every_day_of_the_range_round_trips_and_follows_the_one_before() {
        let mut expected = Day::FIRST;
        for number in Day::FIRST.number()..=Day::LAST.number() {
            let text = expected.to_string();
            assert_eq!(day(&text), Day::from_number(number), "{text}");
            expected = expected.next();
        }
        assert_eq!(Day::FIRST.to_string(), "1961-01-01");
        assert_eq!(Day::LAST.to_string(), "2199-12-31");
        assert_eq!(day("1970-01-01").number(), 0);
        assert_eq!(day("0001-01-01").number(), -719_162);
        assert_eq!(day("9999-12-31").to_string(), "9999-12-31");
        for (text, is_first) in [("0001-01-01", true), ("9999-12-31", false)] {
            let last = day(text);
            let beyond = Day::from_number(if is_first {
                last.number() - 1
            } else {
                last.number() + 1
            });
            assert!(last.is_written() && !beyond.is_written(), "{text}");
        }
    }

    #[test]
    fn the_days_that_records_may_carry_are_looked_up_and_no_others() {
        for number in Day::FIRST.number()..=Day::LAST.number() {
            let day = Day::from_number(number);
            let (year, month, of_month) = day.civil();
            let narrow = |n: i32| u8::try_from(n).expect("two digits");
            let found = Day::looked_up(year, narrow(month), narrow(of_month));
            assert_eq!(found, Some(day));
        }
        for (year, month, of_month) in [
            (1960, 12, 31),
            (2200, 1, 1),
            (1961, 0, 1),
            (1961, 13, 1),
            (1961, 1, 0),
            (2023, 2, 29),
        ] {
            assert_eq!(Day::looked_up(year, month, of_month), None);
        }
    }

    /// From the first day that can be written, through two whole cycles of the calendar.
    #[test]
    fn each_day_is_made_of_its_year_month_and_day_and_has_them() {
        let (mut year, mut month, mut of_month) = (1, 1_u8, 1_u8);
        for number in -719_162..-719_162 + 2 * 146_097 {
            let day = Day::from_number(number);
            assert_eq!(Day::from_civil(year, month, of_month), Some(day));
            assert_eq!(day.civil(), (year, month.into(), of_month.into()));
            let is_leap = year % 400 == 0 || year % 4 == 0 && year % 100 != 0;
            let length = match month {
                2 => 28 + u8::from(is_leap),
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            assert_eq!(Day::from_civil(year, month, length + 1), None);
            of_month += 1;
            if of_month > length {
                (month, of_month) = (month + 1, 1);
            }
            if month > 12 {
                (year, month) = (year + 1, 1);
            }
        }
        assert_eq!((year, month, of_month), (801, 1, 1));
    }

    proptest::proptest! {
        /// Bytes are read as a day exactly where a check character by character accepts them.
        #[test]
        fn days_are_read_as_character_by_character(
            text in "[0-9]{4}-[01][0-9]-[0-3][0-9]|[0-2/:-]{4}[-.,][01/:][0-9]-[0-3:/][0-9]|[0-9é-]{8,11}",
            place in 0..10_usize, byte: u8, changed in proptest::bool::weighted(0.2),
        ) {
            let mut text = text.into_bytes();
            if changed && let Some(at) = text.get_mut(place) {
                *at = byte;
            }
            let part = |from: usize, to: usize| {
                let digits = text.get(from..to).filter(|digits| digits.iter().all(u8::is_ascii_digit));
                digits.map(|digits| digits.iter().fold(0_u16, |number, digit| number * 10 + u16::from(digit - b'0')))
            };
            let dashes = text.len() == 10 && text[4] == b'-' && text[7] == b'-';
            let parts = part(0, 4).zip(part(5, 7)).zip(part(8, 10)).filter(|_| dashes);
            let expected = parts.map(|((year, month), day)| (i32::from(year), i32::from(month), i32::from(day)));
            let narrow = |n: i32| u8::try_from(n).expect("two digits");
            let day = expected.and_then(|(year, month, day)| Day::from_civil(year, narrow(month), narrow(day)));
            proptest::prop_assert_eq!(Day::parse(&text).ok(), day);
        }
    }

    #[test]
    fn only_digits_stand_in_the_places_of_digits() {
        for place in 0..10 {
            for byte in 0..=u8::MAX {
                let mut text = *b"2024-11-11";
                let was = std::mem::replace(&mut text[place], byte);
                let fits = if was == b'-' {
                    byte == b'-'
                } else {
                    byte.is_ascii_digit()
                };
                let read = Day::parse(&text);
                assert!(fits || read.is_err(), "{text:?}");
                assert!(byte != was || read == Ok(day("2024-11-11")), "{text:?}");
            }
        }
    }

    #[test]
    fn only_the_strict_notation_is_a_day() {
        for text in [
            "",
            "2023-1-01",
            "2023-01-1",
            "2023-13-01",
            "2023-00-10",
            "2023-02-29",
            "2023-04-31",
            "0000-01-01",
            "2023-W01-1",
            "20230101",
            "2023/01/01",
            "01/02/2023",
            " 2023-01-01",
            "2023-01-01 ",
            "2023-01-00",
            "２０２３-01-01",
            "+023-01-01",
            "1900-02-29",
            "2023-01-01T00",
        ] {
            assert_eq!(Day::parse(text.as_bytes()), Err(NotADay), "{text}");
        }
        assert_eq!(day("2000-02-29").next(), day("2000-03-01"));
    }

    #[test]
    fn three_years_after_a_leap_day_is_the_first_of_march() {
        assert_eq!(day("2020-02-29").plus_years(3), day("2023-03-01"));
        assert_eq!(day("2020-02-29").plus_years(4), day("2024-02-29"));
        assert_eq!(day("2021-12-31").plus_years(3), day("2024-12-31"));
        assert_eq!(day("2021-06-15").end_of_year(), day("2021-12-31"));
        assert_eq!(day("2021-06-15").start_of_year(), day("2021-01-01"));
    }

    #[test]
    fn days_have_neighbours_quarters_and_a_range() {
        assert_eq!(day("2024-03-01").previous(), day("2024-02-29"));
        for (month, quarter) in (1_u8..).zip([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]) {
            let day = Day::from_civil(2023, month, 17).expect("a day");
            assert_eq!(day.quarter(), quarter, "{month}");
            assert_eq!(day.civil(), (2023, month.into(), 17));
        }
        for (number, is_in_range) in [
            (Day::FIRST.number() - 1, false),
            (Day::FIRST.number(), true),
            (Day::LAST.number(), true),
            (Day::LAST.number() + 1, false),
        ] {
            assert_eq!(
                Day::from_number(number).is_in_range(),
                is_in_range,
                "{number}"
            );
        }
        for (year, month, day) in [
            (0, 1, 1),
            (10_000, 1, 1),
            (2023, 0, 1),
            (2023, 13, 1),
            (2023, 1, 0),
            (2023, 6, 31),
        ] {
            assert_eq!(
                Day::from_civil(year, month, day),
                None,
                "{year} {month} {day}"
            );
        }
        let read = |text: &'static str| {
            let text: serde::de::value::StrDeserializer<'_, serde::de::value::Error> =
                serde::de::IntoDeserializer::into_deserializer(text);
            <Day as serde::Deserialize>::deserialize(text).ok()
        };
        assert_eq!(read("2024-02-29"), Some(day("2024-02-29")));
        assert_eq!(read("2023-02-29"), None);
        let date = inforce_present::table::Date::from(day("2024-02-29"));
        assert_eq!((date.number, date.civil), (19_782, (2024, 2, 29)));
    }
}
