//! Exact decimals as numbers of a spreadsheet, which have at most 15 digits.

/// What a cell can hold of an exact decimal.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetNumber {
    /// The decimal, or the nearest number of 15 digits; halves are rounded away from zero.
    pub number: Option<f64>,
    /// Whether the number is the exact decimal.
    pub exact: bool,
}

/// The digits that a number in a spreadsheet surely keeps, without leading and trailing zeros.
const DIGITS: usize = 15;

impl SheetNumber {
    /// Converts a decimal in digits, with an optional sign and optional places after a point.
    #[must_use]
    pub fn of(decimal: &str) -> Self {
        let (sign, figures) = decimal
            .strip_prefix('-')
            .map_or(("", decimal), |figures| ("-", figures));
        let (whole, places) = figures.split_once('.').unwrap_or((figures, ""));
        let digits = format!("{whole}{places}");
        let significant = digits.trim_start_matches('0');
        if significant.trim_end_matches('0').len() <= DIGITS {
            return Self {
                number: decimal.parse().ok(),
                exact: true,
            };
        }
        let (kept, cut) = significant.split_at(DIGITS);
        // The first digit that is cut decides: 5 or more is at least half.
        let up = u64::from(cut.as_bytes().first().is_some_and(|digit| *digit >= b'5'));
        let rounded = kept.parse::<u64>().ok().map(|kept| kept + up);
        let number = rounded.and_then(|units| scaled(sign, units, cut.len(), places.len()));
        Self {
            number,
            exact: false,
        }
    }
}

/// Returns a number of units of a power of ten, by the digits that were cut and the places after the point.
fn scaled(sign: &str, units: u64, cut: usize, places: usize) -> Option<f64> {
    let text = if cut >= places {
        format!("{sign}{units}e{}", cut - places)
    } else {
        format!("{sign}{units}e-{}", places - cut)
    };
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifteen_digits_are_held_and_more_are_rounded_away_from_zero() {
        for (decimal, number, exact) in [
            ("0", "0", true),
            ("0.000", "0", true),
            ("1234.5", "1234.5", true),
            ("-0.000000000000001", "-1e-15", true),
            ("123456789.012345", "123456789.012345", true),
            ("123456789012345000000000", "123456789012345e9", true),
            ("0.000123456789012345", "0.000123456789012345", true),
            ("100000000000000.5", "100000000000001", false),
            ("100000000000000.49", "100000000000000", false),
            ("-100000000000000.5", "-100000000000001", false),
            ("999999999999999.5", "1000000000000000", false),
            ("1234567.123456785", "1234567.12345679", false),
            ("1234567.1234567849999", "1234567.12345678", false),
            (
                "12345678901234567890123.000000000000001",
                "123456789012346e8",
                false,
            ),
        ] {
            let found = SheetNumber::of(decimal);
            assert_eq!(
                (found.number.map(f64::to_bits), found.exact),
                (number.parse().ok().map(f64::to_bits), exact),
                "{decimal}"
            );
        }
    }

    proptest::proptest! {
        /// A slower decimal library rounds in the same way.
        #[test]
        fn a_decimal_library_rounds_alike(units in -9_999_999_999_999_999_999_999_999_999_i128..9_999_999_999_999_999_999_999_999_999, places in 0_u32..16) {
            use rust_decimal::{Decimal, RoundingStrategy};
            let decimal = Decimal::from_i128_with_scale(units, places);
            let rounded = decimal.round_sf_with_strategy(15, RoundingStrategy::MidpointAwayFromZero).expect("fits");
            let found = SheetNumber::of(&decimal.to_string());
            proptest::prop_assert_eq!(found.exact, rounded == decimal);
            proptest::prop_assert_eq!(found.number, rounded.to_string().parse().ok());
        }
    }
}
