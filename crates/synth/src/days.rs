//! Days as numbers since 1 January 1970, for the two years that are made up and those around them.

use chrono::{Datelike, NaiveDate};

/// 1 January of 2023, of 2024 and of 2025.
pub(super) const NEW_YEAR: [i32; 3] = [19_358, 19_723, 20_089];

/// The years that trade is made up for, by their index.
pub(super) const YEARS: [u16; 2] = [2023, 2024];

/// Days of the longer of the two years.
pub(super) const LONGEST_YEAR: usize = 366;

/// Number of days of a year, by its index.
pub(super) fn length(year: usize) -> i32 {
    NEW_YEAR[year + 1] - NEW_YEAR[year]
}

/// A number of days.
pub(super) fn number(days: u64) -> i32 {
    i32::try_from(days).unwrap_or(i32::MAX)
}

/// Day of the year, from 0, and the year's index. None outside the two years.
pub(super) fn day_of_year(day: i32) -> Option<(usize, usize)> {
    let year = usize::from(day >= NEW_YEAR[1]);
    let within = usize::try_from(day - NEW_YEAR[year]).ok()?;
    (day < NEW_YEAR[2]).then_some((year, within))
}

/// Year, month and day of the civil calendar.
pub(super) fn civil(day: i32) -> (i32, u32, u32) {
    let date = NaiveDate::from_epoch_days(day).unwrap_or_default();
    (date.year(), date.month(), date.day())
}

/// 1 January of a year.
pub(super) fn new_year(year: i32) -> i32 {
    NaiveDate::from_ymd_opt(year, 1, 1)
        .unwrap_or_default()
        .to_epoch_days()
}

/// Reads `YYYY-MM-DD`.
pub(super) fn parse(text: &str) -> Option<i32> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .map(|date| date.to_epoch_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_years_begin_when_the_calendar_says() {
        assert_eq!([2023, 2024, 2025].map(new_year), NEW_YEAR);
        assert_eq!(civil(NEW_YEAR[1] + 59), (2024, 2, 29));
        assert_eq!(parse("2024-02-29"), Some(NEW_YEAR[1] + 59));
    }

    #[test]
    fn days_outside_the_two_years_have_no_place() {
        assert_eq!(day_of_year(NEW_YEAR[0] - 1), None);
        assert_eq!(day_of_year(NEW_YEAR[1] - 1), Some((0, 364)));
        assert_eq!(day_of_year(NEW_YEAR[2] - 1), Some((1, 365)));
        assert_eq!(day_of_year(NEW_YEAR[2]), None);
    }
}
