//! Days as numbers since 1 January 1970, for the two years that are made up and those around them.

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
pub(super) fn civil(day: i32) -> (i32, i32, i32) {
    // Years that begin in March put the leap day last; 400 of them are an era of 146,097 days.
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let civil_month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i32::from(civil_month <= 2);
    (year, civil_month, day)
}

/// The day of a civil date of the years 1970 to 2199, for dates in the config and in tables here.
pub(super) fn from_civil(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let of_year = (153 * month + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year - 719_468
}

/// Reads `YYYY-MM-DD`, without asking whether the month has that day: the config's own reader does.
pub(super) fn parse(text: &str) -> Option<i32> {
    let mut parts = text.splitn(3, '-');
    let mut part = || parts.next()?.parse::<i32>().ok();
    Some(from_civil(part()?, part()?, part()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn civil_dates_and_days_agree() {
        assert_eq!(from_civil(2023, 1, 1), NEW_YEAR[0]);
        assert_eq!(from_civil(2025, 1, 1), NEW_YEAR[2]);
        for day in -40_000..90_000 {
            let (year, month, day_of_month) = civil(day);
            assert_eq!(from_civil(year, month, day_of_month), day);
        }
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
