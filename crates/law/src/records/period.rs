//! Defines the period that a record reports on (`rules.md` 4.6).

use crate::terms::Day;
use serde::{Deserialize, Serialize};

crate::words! {
    /// The period that a record reports on: the day of one movement, or a month, a quarter or a year whose total it is. Periods sort
    /// from the finest to the longest.
    #[derive(
        Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
    )]
    pub enum Period: serde {
        /// A day: the record is one movement.
        #[default]
        Day = "day",
        /// A calendar month.
        Month = "month",
        /// A calendar quarter.
        Quarter = "quarter",
        /// A calendar year.
        Year = "year",
    }
}

impl Period {
    /// Whether the period is longer than a day.
    #[must_use]
    #[inline]
    pub fn is_longer_than_a_day(self) -> bool {
        self != Self::Day
    }

    /// Returns the quarter, 1 to 4, in which a period of this kind lies that ends on a day; `None` if it is longer than a quarter.
    #[must_use]
    pub fn quarter(self, last_day: Day) -> Option<u8> {
        (self <= Self::Quarter).then(|| last_day.quarter())
    }

    /// Returns the last day of the calendar period of this kind that contains a day.
    #[must_use]
    pub fn last_day(self, day: Day) -> Day {
        let (year, month, _) = day.civil();
        let months = match self {
            Self::Day => return day,
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        };
        let last_month = u8::try_from((month - 1) / months * months + months).unwrap_or(12);
        // A month has 28 to 31 days.
        [31, 30, 29, 28]
            .into_iter()
            .find_map(|last| Day::from_civil(year, last_month, last))
            .unwrap_or(day)
    }

    /// Whether a day is the last day of a calendar period of this kind.
    #[must_use]
    #[inline]
    pub fn ends_on(self, day: Day) -> bool {
        self == Self::Day || self.last_day(day) == day
    }

    /// Returns the number of the period in packed records and blocks, as [`Period::numbered`] reads it.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Day => 0,
            Self::Month => 1,
            Self::Quarter => 2,
            Self::Year => 3,
        }
    }

    /// Returns the period of a number; `None` if no period has the number.
    #[must_use]
    pub fn numbered(number: u8) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|period| period.number() == number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_and_order_agree() {
        // Versions compare periods by their words (`rules.md` 4.2).
        assert!(Period::ALL.is_sorted() && Period::ALL.map(Period::name).is_sorted());
        for period in Period::ALL {
            assert_eq!(Period::numbered(period.number()), Some(period));
        }
        assert_eq!(Period::numbered(4), None);
    }

    #[test]
    fn a_period_ends_on_its_last_calendar_day() {
        let day = |text: &str| Day::parse(text.as_bytes()).unwrap();
        for (period, within, last) in [
            (Period::Day, "2024-02-11", "2024-02-11"),
            (Period::Month, "2024-02-11", "2024-02-29"),
            (Period::Month, "2023-02-28", "2023-02-28"),
            (Period::Month, "2023-12-01", "2023-12-31"),
            (Period::Quarter, "2023-01-01", "2023-03-31"),
            (Period::Quarter, "2023-03-31", "2023-03-31"),
            (Period::Quarter, "2023-04-01", "2023-06-30"),
            (Period::Quarter, "2023-08-15", "2023-09-30"),
            (Period::Quarter, "2023-10-01", "2023-12-31"),
            (Period::Year, "2023-01-01", "2023-12-31"),
            (Period::Year, "2199-12-31", "2199-12-31"),
        ] {
            assert_eq!(
                period.last_day(day(within)),
                day(last),
                "{period:?} {within}"
            );
            assert_eq!(
                period.ends_on(day(within)),
                within == last,
                "{period:?} {within}"
            );
        }
    }
}
