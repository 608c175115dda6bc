//! Exact numbers as fractions, for means, shares and roots that no fixed number of places holds.

use super::{Mass, Quantity};
use num_bigint::{BigInt, Sign};
use std::cmp::Ordering;
use std::fmt;

/// An exact number: a fraction of two whole numbers of any size. The denominator is above zero, and both have no common divisor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ratio {
    numerator: BigInt,
    denominator: BigInt,
}

/// The decimal places of a mass in grams: a ratio with at most so many is written as a decimal.
const PLACES: u32 = 15;

impl Ratio {
    /// Makes a ratio of a whole number.
    #[must_use]
    pub fn whole(number: impl Into<BigInt>) -> Self {
        Self {
            numerator: number.into(),
            denominator: BigInt::from(1),
        }
    }

    /// Makes a ratio of a number of millionths.
    #[must_use]
    pub fn millionths(number: i128) -> Self {
        Self::reduced(BigInt::from(number), power_of_ten(6))
    }

    /// Returns the ratio of a whole number to another; `None` unless the other is above zero.
    #[must_use]
    pub fn of(number: impl Into<BigInt>, other: impl Into<BigInt>) -> Option<Self> {
        Self::whole(number).over(&Self::whole(other))
    }

    /// Returns the ratio of a numerator and a denominator above zero.
    fn reduced(numerator: BigInt, denominator: BigInt) -> Self {
        let zero = BigInt::ZERO;
        let (mut divisor, mut rest) = (denominator.clone(), &numerator % &denominator);
        while rest != zero {
            (divisor, rest) = (rest.clone(), divisor % rest);
        }
        if divisor.sign() == Sign::Minus {
            divisor = -divisor;
        }
        Self {
            numerator: numerator / &divisor,
            denominator: denominator / divisor,
        }
    }

    /// Returns the sum.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let numerator = &self.numerator * &other.denominator + &other.numerator * &self.denominator;
        Self::reduced(numerator, &self.denominator * &other.denominator)
    }

    /// Returns the difference.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        let numerator = &self.numerator * &other.denominator - &other.numerator * &self.denominator;
        Self::reduced(numerator, &self.denominator * &other.denominator)
    }

    /// Returns the product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        Self::reduced(
            &self.numerator * &other.numerator,
            &self.denominator * &other.denominator,
        )
    }

    /// Returns the quotient; `None` unless the other ratio is above zero.
    #[must_use]
    pub fn over(&self, other: &Self) -> Option<Self> {
        (other.numerator.sign() == Sign::Plus).then(|| {
            Self::reduced(
                &self.numerator * &other.denominator,
                &self.denominator * &other.numerator,
            )
        })
    }

    /// Returns the sum of several ratios.
    #[must_use]
    pub fn sum<'r>(ratios: impl IntoIterator<Item = &'r Self>) -> Self {
        let zero = Self::whole(0);
        ratios.into_iter().fold(zero, |sum, ratio| sum.plus(ratio))
    }

    /// Whether the ratio is above zero.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        self.numerator.sign() == Sign::Plus
    }

    /// Returns the smallest number with so many decimal places whose square is not below the ratio; zero for a ratio below zero.
    #[must_use]
    pub fn root_up(&self, places: u32) -> Self {
        if !self.is_positive() {
            return Self::whole(0);
        }
        // The root in units of the last place is the least whole number whose square is at least this one, rounded up.
        let scaled = &self.numerator * power_of_ten(2 * places);
        let least: BigInt = (scaled + &self.denominator - 1_u32) / &self.denominator;
        let mut root = least.sqrt();
        if &root * &root < least {
            root += 1_u32;
        }
        Self::reduced(root, power_of_ten(places))
    }

    /// Returns the ratio to so many decimal places, halves away from zero.
    #[must_use]
    pub fn rounded(&self, places: u32) -> Self {
        Self::reduced(self.units(places), power_of_ten(places))
    }

    /// Returns the ratio as a decimal of exactly two places, halves away from zero; the ratio is not below zero.
    #[must_use]
    pub fn decimal(&self) -> String {
        let digits = format!("{:0>3}", self.units(2).to_string());
        let (whole, places) = digits.split_at(digits.len() - 2);
        format!("{whole}.{places}")
    }

    /// Returns the ratio in hundredths, halves away from zero; `None` below zero and beyond 38 digits.
    #[must_use]
    pub fn hundredths(&self) -> Option<u128> {
        u128::try_from(self.units(2)).ok()
    }

    /// Returns the ratio in units of a decimal place, halves away from zero.
    fn units(&self, places: u32) -> BigInt {
        let unit = power_of_ten(places);
        let doubled = self.numerator.magnitude() * unit.magnitude() * 2_u32;
        let denominator = self.denominator.magnitude();
        let units = (doubled + denominator) / (denominator * 2_u32);
        let sign = self.numerator.sign();
        let sign = if units.bits() == 0 {
            Sign::NoSign
        } else {
            sign
        };
        BigInt::from_biguint(sign, units)
    }

    /// Returns the ratio in millionths without the rest, where it is a quantity of grams; `None` beyond what a quantity holds.
    #[must_use]
    pub fn quantity_down(&self) -> Option<Quantity> {
        let millionths = &self.numerator * power_of_ten(6) / &self.denominator;
        Quantity::from_millionths(i128::try_from(millionths).ok()?)
    }

    /// Whether the ratio is a decimal of at most the places of a mass.
    #[must_use]
    pub fn is_decimal(&self) -> bool {
        power_of_ten(PLACES) % &self.denominator == BigInt::ZERO
    }
}

fn power_of_ten(places: u32) -> BigInt {
    BigInt::from(10).pow(places)
}

impl From<Mass> for Ratio {
    /// The grams of a mass.
    fn from(mass: Mass) -> Self {
        Self::reduced(BigInt::from(mass.units()), power_of_ten(PLACES))
    }
}

impl From<Quantity> for Ratio {
    /// The grams of a quantity.
    fn from(quantity: Quantity) -> Self {
        Self::millionths(quantity.millionths().into())
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        (&self.numerator * &other.denominator).cmp(&(&other.numerator * &self.denominator))
    }
}

impl fmt::Display for Ratio {
    /// Writes the exact number: as a decimal where it has at most 15 places, else as `numerator/denominator`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.is_decimal() {
            return write!(f, "{}/{}", self.numerator, self.denominator);
        }
        if self.numerator.sign() == Sign::Minus {
            f.write_str("-")?;
        }
        let magnitude = self.numerator.magnitude() * power_of_ten(PLACES).magnitude();
        let digits = (magnitude / self.denominator.magnitude()).to_string();
        let width = usize::try_from(PLACES).unwrap_or(usize::MAX);
        let digits = format!("{digits:0>width$}", width = width + 1);
        let (whole, places) = digits.split_at(digits.len() - width);
        f.write_str(whole)?;
        let places = places.trim_end_matches('0');
        if places.is_empty() {
            return Ok(());
        }
        write!(f, ".{places}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(numerator: i64, denominator: i64) -> Ratio {
        let denominator = Ratio::whole(denominator);
        Ratio::whole(numerator)
            .over(&denominator)
            .expect("above zero")
    }

    #[test]
    fn ratios_are_written_exactly() {
        for (ratio, text) in [
            (of(0, 5), "0"),
            (of(6, 3), "2"),
            (of(-3, 2), "-1.5"),
            (of(1, 3), "1/3"),
            (of(-4, 6), "-2/3"),
            (of(1, 8), "0.125"),
            (of(-1, 1000), "-0.001"),
            (of(1_000_000_007, 10), "100000000.7"),
            (Ratio::from(Mass::from_units(1)), "0.000000000000001"),
            (
                Ratio::from(Mass::from_units(-1)).times(&of(1, 10)),
                "-1/10000000000000000",
            ),
        ] {
            assert_eq!(ratio.to_string(), text);
        }
        assert_eq!(of(1, 3).over(&of(0, 1)), None);
        assert_eq!(of(1, 3).over(&of(-1, 1)), None);
    }

    #[test]
    fn ratios_are_in_lowest_terms() {
        for (ratio, numerator, denominator) in [
            (of(6, 4), 3, 2),
            (of(-6, 4), -3, 2),
            (of(0, 7), 0, 1),
            (Ratio::millionths(2_500_000), 5, 2),
            (Ratio::from(Quantity::from_checked(500_000)), 1, 2),
            (Ratio::from(Mass::from_whole_grams(-3)), -3, 1),
        ] {
            assert_eq!(ratio.numerator, BigInt::from(numerator));
            assert_eq!(ratio.denominator, BigInt::from(denominator));
        }
        assert_eq!(Ratio::of(6, 4), Some(of(3, 2)));
        assert_eq!(Ratio::of(6, 0), None);
        assert_eq!(Ratio::sum(&[of(1, 2), of(1, 3), of(1, 6)]), of(1, 1));
        assert!(of(1, 9).is_positive() && !of(0, 1).is_positive() && !of(-1, 9).is_positive());
        assert!(of(1, 8).is_decimal() && !of(1, 7).is_decimal());
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        for (ratio, places, text) in [
            (of(5, 2), 0, "3"),
            (of(-5, 2), 0, "-3"),
            (of(249, 100), 0, "2"),
            (of(2, 3), 6, "0.666667"),
            (of(-2, 3), 2, "-0.67"),
            (of(1, 3), 6, "0.333333"),
            (of(-1, 3), 0, "0"),
        ] {
            assert_eq!(ratio.rounded(places).to_string(), text, "{ratio}");
        }
    }

    #[test]
    fn two_places_are_always_there() {
        for (ratio, text, hundredths) in [
            (of(0, 1), "0.00", 0),
            (of(1, 200), "0.01", 1),
            (of(1, 201), "0.00", 0),
            (of(19_999, 200), "100.00", 10_000),
            (of(2, 3), "0.67", 67),
            (of(25, 2), "12.50", 1250),
        ] {
            assert_eq!(
                (ratio.decimal().as_str(), ratio.hundredths()),
                (text, Some(hundredths)),
                "{ratio}"
            );
        }
        assert_eq!(of(-1, 1).hundredths(), None);
    }

    #[test]
    fn roots_are_rounded_up_in_the_last_place() {
        for (ratio, places, text) in [
            (of(4, 1), 6, "2"),
            (of(2, 1), 6, "1.414214"),
            (of(2, 1), 0, "2"),
            (of(1, 3), 3, "0.578"),
            (of(9, 4), 0, "2"),
            (of(9, 4), 1, "1.5"),
            (of(0, 1), 6, "0"),
            (of(-1, 1), 6, "0"),
        ] {
            assert_eq!(ratio.root_up(places).to_string(), text, "{ratio}");
        }
    }

    #[test]
    fn only_what_a_quantity_holds_is_a_quantity() {
        let millionths = |ratio: &Ratio| ratio.quantity_down().map(Quantity::millionths);
        assert_eq!(millionths(&of(2, 3)), Some(666_666));
        assert_eq!(millionths(&of(-2, 3)), Some(-666_666));
        assert_eq!(millionths(&of(1_000_000_000_000, 1)), None);
    }

    proptest! {
        #[test]
        fn ratios_obey_the_laws_of_fractions(a in -999_i64..999, b in 1_i64..999, c in -999_i64..999, d in 1_i64..999) {
            let (one, other) = (of(a, b), of(c, d));
            prop_assert_eq!(one.plus(&other), of(a * d + c * b, b * d));
            prop_assert_eq!(one.minus(&other), of(a * d - c * b, b * d));
            prop_assert_eq!(one.times(&other), of(a * c, b * d));
            prop_assert_eq!(one.cmp(&other), (a * d).cmp(&(c * b)));
            prop_assert_eq!(one.plus(&other).minus(&other), one.clone());
            if c > 0 {
                prop_assert_eq!(one.over(&other).map(|quotient| quotient.times(&other)), Some(one.clone()));
            }
            let root = one.root_up(3);
            let unit = of(1, 1000);
            prop_assert!(root.times(&root) >= one);
            if one.is_positive() {
                let below = root.minus(&unit);
                prop_assert!(below.times(&below) < one);
            }
        }
    }
}
