//! Quantities, factors and masses as scaled whole numbers, without rounding or floating point (`rules.md` 2).

use serde::{Deserialize, Serialize};
use std::fmt;

/// A quantity of a form as shipped, in millionths of a gram. In a valid record it is at least 0 and less than 10^12 g.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(i64);

/// The share of pure anhydrous base in a form, in billionths (nine decimal places).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Factor(i64);

/// A mass of pure anhydrous base, in 10^-15 g: six decimal places of a quantity plus nine of a factor, so that no product is
/// rounded.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Mass(i128);

/// The error for a sum of masses above 38 digits, the most that the outputs can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a total of base mass exceeds 38 digits (10^23 g); the quantities of the records cannot be right"
)]
pub struct MassOverflow;

/// The reason why a text is not a number (`rules.md` 4.3, `bad-number`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberFault {
    /// The text is anything but an optional sign, digits, and optionally a point and digits.
    NotANumber,
    /// The text has more than six digits after the point.
    TooManyPlaces,
}

/// A number with six decimal places, as the data files write it, in any unit.
///
/// A magnitude above every limit of the rules is stored as one fixed large number. So a number with any count of digits before
/// the point can be read, and is then found too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScaledNumber(i128);

/// The largest number of whole units stored; larger numbers become this one. It is above every limit in every unit, and far from
/// overflow when converted.
const SATURATED_UNITS: i128 = 1_000_000_000_000_000_000_000_000;
/// The largest number of whole units stored, in millionths.
const SATURATED: i128 = SATURATED_UNITS * 1_000_000;

impl ScaledNumber {
    /// Returns the millionths of the unit.
    #[must_use]
    pub const fn millionths(self) -> i128 {
        self.0
    }

    /// Makes the number `unscaled` × 10^-`scale`, as a Parquet decimal holds it; `scale` is at most 6.
    #[must_use]
    pub fn from_decimal(unscaled: i128, scale: u8) -> Self {
        let shift = 10_i128.pow(6_u32.saturating_sub(u32::from(scale)));
        Self(unscaled.saturating_mul(shift).clamp(-SATURATED, SATURATED))
    }

    /// Reads an optional sign, digits, and optionally a point and one to six digits.
    pub fn parse(text: &[u8]) -> Result<Self, NumberFault> {
        let (negative, digits) = match text {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            _ => (false, text),
        };
        let (whole, places) = match memchr::memchr(b'.', digits) {
            Some(point) => (&digits[..point], Some(&digits[point + 1..])),
            None => (digits, None),
        };
        let all_digits = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
        if !all_digits(whole) || !places.is_none_or(all_digits) {
            return Err(NumberFault::NotANumber);
        }
        let places = places.unwrap_or_default();
        if places.len() > 6 {
            return Err(NumberFault::TooManyPlaces);
        }
        let mut value: i128 = 0;
        for digit in whole {
            value = (value * 10 + i128::from(digit - b'0')).min(SATURATED_UNITS);
        }
        // The limit never drops decimal places: a caller checks the places for the unit before it checks the size.
        for place in 0..6 {
            let digit = places.get(place).map_or(0, |d| d - b'0');
            value = value * 10 + i128::from(digit);
        }
        Ok(Self(if negative { -value } else { value }))
    }
}

impl Quantity {
    /// The limit of a quantity in millionths of a gram: quantities must be below 10^12 g (`rules.md` 4.3, `quantity-too-large`).
    pub const LIMIT_MILLIONTHS: i64 = 1_000_000_000_000_000_000;

    /// Makes a quantity from millionths of a gram; `None` if the magnitude is 10^12 g or more.
    #[must_use]
    pub fn from_millionths(millionths: i128) -> Option<Self> {
        let millionths = i64::try_from(millionths).ok()?;
        (-Self::LIMIT_MILLIONTHS < millionths && millionths < Self::LIMIT_MILLIONTHS)
            .then_some(Self(millionths))
    }

    /// Makes a quantity from millionths of a gram that are known to be within the limit.
    #[must_use]
    pub const fn from_checked(millionths: i64) -> Self {
        debug_assert!(
            -Self::LIMIT_MILLIONTHS < millionths && millionths < Self::LIMIT_MILLIONTHS,
            "a quantity was let through"
        );
        Self(millionths)
    }

    /// Returns the millionths of a gram.
    #[must_use]
    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// Returns the exact base mass in this quantity of a form with this factor (`rules.md` 4.1).
    #[must_use]
    pub fn times(self, factor: Factor) -> Mass {
        Mass(i128::from(self.0) * i128::from(factor.0))
    }
}

impl Factor {
    /// The factor 1: the form is the base itself.
    pub const ONE: Factor = Factor(1_000_000_000);

    /// Makes a factor from billionths.
    #[must_use]
    pub const fn from_billionths(billionths: i64) -> Self {
        Self(billionths)
    }

    /// Returns the billionths, as the outputs store them.
    #[must_use]
    pub const fn billionths(self) -> i64 {
        self.0
    }

    /// Returns the sum of two shares of one form; `None` above 9.999999999, the most that the outputs hold.
    #[must_use]
    pub fn plus(self, other: Factor) -> Option<Factor> {
        let sum = self.0.checked_add(other.0)?;
        (sum < 10_000_000_000).then_some(Factor(sum))
    }

    /// Returns the base mass in a sum of quantities, given in millionths of a gram. An error: it has more than 38 digits.
    pub fn of_sum(self, millionths: i128) -> Result<Mass, MassOverflow> {
        millionths
            .checked_mul(i128::from(self.0))
            .map(Mass)
            .ok_or(MassOverflow)
    }
}

impl Mass {
    /// No mass.
    pub const ZERO: Mass = Mass(0);
    /// The units of 10^-15 g in a gram.
    const PER_GRAM: i128 = 1_000_000_000_000_000;
    /// The limit of 38 digits that the outputs hold.
    const LIMIT: i128 = 100_000_000_000_000_000_000_000_000_000_000_000_000;

    /// Makes a mass from millionths of a gram, as in filings.
    #[must_use]
    pub const fn from_millionths(millionths: i128) -> Self {
        Self(millionths * (Self::PER_GRAM / 1_000_000))
    }

    /// Makes a mass from whole grams, as in estimates.
    #[must_use]
    pub const fn from_whole_grams(grams: i128) -> Self {
        Self(grams * Self::PER_GRAM)
    }

    /// Returns the whole grams of a mass, without the rest.
    #[must_use]
    pub fn whole_grams(self) -> i64 {
        i64::try_from(self.0 / Self::PER_GRAM).unwrap_or(i64::MAX)
    }

    /// Makes a mass from units of 10^-15 g.
    #[must_use]
    pub const fn from_units(units: i128) -> Self {
        Self(units)
    }

    /// Returns the units of 10^-15 g, as the outputs store them.
    #[must_use]
    pub const fn units(self) -> i128 {
        self.0
    }

    /// Returns the sum. An error: it has more than 38 digits.
    pub fn plus(self, other: Mass) -> Result<Mass, MassOverflow> {
        match self.0.checked_add(other.0) {
            Some(sum) if sum.abs() < Self::LIMIT => Ok(Mass(sum)),
            _ => Err(MassOverflow),
        }
    }

    /// Returns the difference, which always fits: both masses have at most 38 digits.
    #[must_use]
    pub const fn minus(self, other: Mass) -> Mass {
        Mass(self.0 - other.0)
    }
}

impl fmt::Display for Mass {
    /// Writes the exact figure in grams, without trailing zeros.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_decimal(f, self.0, 15)
    }
}

impl fmt::Display for ScaledNumber {
    /// Writes the exact number, without trailing zeros.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_decimal(f, self.millionths(), 6)
    }
}

impl fmt::Display for Quantity {
    /// Writes the exact figure in grams, without trailing zeros.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_decimal(f, i128::from(self.0), 6)
    }
}

impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_decimal(f, i128::from(self.0), 9)
    }
}

/// Writes `unscaled` × 10^-`places` without trailing zeros.
fn write_decimal(f: &mut fmt::Formatter<'_>, unscaled: i128, places: u32) -> fmt::Result {
    let unit = 10_u128.pow(places);
    let magnitude = unscaled.unsigned_abs();
    let (whole, mut rest) = (magnitude / unit, magnitude % unit);
    if unscaled < 0 {
        f.write_str("-")?;
    }
    write!(f, "{whole}")?;
    if rest == 0 {
        return Ok(());
    }
    let mut width = usize::try_from(places).unwrap_or(usize::MAX);
    while rest.is_multiple_of(10) {
        rest /= 10;
        width -= 1;
    }
    write!(f, ".{rest:0width$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_sign_digits_point_digits_and_nothing_else() {
        for (text, millionths) in [
            ("0", 0),
            ("10", 10_000_000),
            ("+1.5", 1_500_000),
            ("-0.000001", -1),
            ("0001.100000", 1_100_000),
            ("-0", 0),
        ] {
            assert_eq!(
                ScaledNumber::parse(text.as_bytes()),
                Ok(ScaledNumber(millionths)),
                "{text}"
            );
        }
        for text in [
            "", "-", "+", ".5", "5.", "1e3", "NaN", "inf", " 5", "5 ", "1,000", "--1", "1.2.3",
            "1_000", "٣", "0x10",
        ] {
            assert_eq!(
                ScaledNumber::parse(text.as_bytes()),
                Err(NumberFault::NotANumber),
                "{text}"
            );
        }
        assert_eq!(
            ScaledNumber::parse(b"0.0000001"),
            Err(NumberFault::TooManyPlaces)
        );
        assert_eq!(
            ScaledNumber::parse(b"1.0000000"),
            Err(NumberFault::TooManyPlaces)
        );
    }

    #[test]
    fn any_number_of_digits_is_a_number_and_stays_too_large() {
        let long = "9".repeat(10_000);
        let number = ScaledNumber::parse(long.as_bytes()).expect("a number");
        assert_eq!(Quantity::from_millionths(number.millionths()), None);
        // Even in milligrams, the largest number stored is far above the limit.
        assert_eq!(Quantity::from_millionths(number.millionths() / 1000), None);
        let negative = ScaledNumber::parse(format!("-{long}").as_bytes()).expect("a number");
        assert!(negative.millionths() < 0);
        let zeros = ScaledNumber::parse(format!("{}7", "0".repeat(500)).as_bytes());
        assert_eq!(zeros, Ok(ScaledNumber(7_000_000)));
        assert_eq!(
            ScaledNumber::from_decimal(i128::MAX, 0),
            ScaledNumber(SATURATED)
        );
        assert_eq!(ScaledNumber::from_decimal(125, 2), ScaledNumber(1_250_000));
    }

    proptest::proptest! {
        /// A decimal library, which is slower and has limits of its own, reads the same figures.
        #[test]
        fn numbers_read_as_a_decimal_library_reads_them(text in "[+-]?[0-9]{1,15}(\\.[0-9]{1,6})?") {
            let number = ScaledNumber::parse(text.as_bytes()).expect("a number");
            let decimal = rust_decimal::Decimal::from_str_exact(&text).expect("a decimal");
            proptest::prop_assert_eq!(rust_decimal::Decimal::from_i128_with_scale(number.millionths(), 6), decimal);
        }

        /// A mass is written without loss of digits.
        #[test]
        fn what_is_shown_is_what_is_held(units in -1_000_000_000_000_000_000_000_i128..1_000_000_000_000_000_000_000) {
            let shown = Mass::from_units(units).to_string();
            let decimal = rust_decimal::Decimal::from_str_exact(&shown).expect("a decimal");
            proptest::prop_assert_eq!(decimal, rust_decimal::Decimal::from_i128_with_scale(units, 15));
        }
    }

    #[test]
    fn limits_are_those_of_the_rules() {
        let most = Quantity::LIMIT_MILLIONTHS - 1;
        assert_eq!(Quantity::from_millionths(most.into()), Some(Quantity(most)));
        assert_eq!(
            Quantity::from_millionths((-most).into()),
            Some(Quantity(-most))
        );
        assert_eq!(Quantity::from_millionths((most + 1).into()), None);
        assert_eq!(Quantity::from_millionths((-most - 1).into()), None);
        assert_eq!(Quantity::from_millionths(i128::MAX), None);
        assert_eq!(Quantity::from_checked(most).millionths(), most);
        let nearly_ten = Factor::from_billionths(9_999_999_998);
        assert_eq!(nearly_ten.plus(Factor(1)), Some(Factor(9_999_999_999)));
        assert_eq!(nearly_ten.plus(Factor(2)), None);
        assert_eq!(Factor(i64::MAX).plus(Factor(1)), None);
        assert_eq!(Factor::ONE.of_sum(5), Ok(Mass(5_000_000_000)));
        assert_eq!(Factor::ONE.of_sum(i128::MAX), Err(MassOverflow));
        assert_eq!(Factor::ONE.to_string(), "1");
        assert_eq!(Factor(820_000_000).to_string(), "0.82");
        assert_eq!(Factor(5).billionths(), 5);
    }

    #[test]
    fn grams_and_units_convert() {
        let mass = Mass::from_millionths(2_500_000);
        assert_eq!(mass.units(), 2_500_000_000_000_000);
        assert_eq!((mass.whole_grams(), Mass::ZERO.whole_grams()), (2, 0));
        assert_eq!(Mass(i128::MAX).whole_grams(), i64::MAX);
        assert_eq!(mass.minus(Mass::from_whole_grams(1)).to_string(), "1.5");
        assert_eq!(Quantity(1_250_000).to_string(), "1.25");
        assert_eq!(ScaledNumber(-1_250_000).to_string(), "-1.25");
        assert_eq!(ScaledNumber::from_decimal(7, 6), ScaledNumber(7));
        let beyond = "9".repeat(40);
        for (text, unscaled) in [
            (beyond.clone(), i128::MAX),
            (format!("-{beyond}"), i128::MIN),
        ] {
            let read = ScaledNumber::parse(text.as_bytes());
            assert_eq!(read, Ok(ScaledNumber::from_decimal(unscaled, 0)), "{text}");
        }
        assert_eq!(Mass::ZERO.to_string(), "0");
    }

    #[test]
    fn products_and_sums_are_exact_to_the_last_place() {
        let quantity = Quantity::from_millionths(999_999_999_999_999_999).expect("below 10^12 g");
        let base = quantity.times(Factor::from_billionths(999_999_999));
        assert_eq!(base.to_string(), "999999998999.999999000000001");
        assert_eq!(Mass::from_whole_grams(-5).to_string(), "-5");
        assert_eq!(Mass::from_units(1).to_string(), "0.000000000000001");
        assert_eq!(Mass::from_units(-1_500_000_000_000_000).to_string(), "-1.5");
        assert_eq!(Mass(Mass::LIMIT - 1).plus(Mass(1)), Err(MassOverflow));
        assert_eq!(
            Mass(Mass::LIMIT - 2).plus(Mass(1)),
            Ok(Mass(Mass::LIMIT - 1))
        );
    }
}
