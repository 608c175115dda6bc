//! Exact fractions that are never negative.

use std::cmp::Ordering;
use std::fmt;

/// A fraction in lowest terms, never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    top: u128,
    bottom: u128,
}

/// The error for a figure of more than 38 digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a figure has more than 38 digits: the amounts are larger than any that a country consumes; look for amounts in grams in place of kilograms"
)]
pub struct TooLarge;

impl Fraction {
    /// Zero.
    pub const ZERO: Self = Self { top: 0, bottom: 1 };

    /// Returns `top / bottom`; `None` if `bottom` is zero.
    #[must_use]
    pub fn of(top: u128, bottom: u128) -> Option<Self> {
        let common = greatest_common_divisor(top, bottom);
        let bottom = bottom.checked_div(common).filter(|bottom| *bottom > 0)?;
        Some(Self {
            top: top / common,
            bottom,
        })
    }

    /// Returns the sum.
    pub fn plus(self, other: Self) -> Result<Self, TooLarge> {
        let common = greatest_common_divisor(self.bottom, other.bottom);
        let (up, down) = (other.bottom / common, self.bottom / common);
        let top = self
            .top
            .checked_mul(up)
            .zip(other.top.checked_mul(down))
            .and_then(|(one, two)| one.checked_add(two));
        let bottom = self.bottom.checked_mul(up);
        top.zip(bottom)
            .and_then(|(top, bottom)| Self::of(top, bottom))
            .ok_or(TooLarge)
    }

    /// Returns the fraction times `top / bottom`; `bottom` is not zero.
    pub fn times(self, top: u128, bottom: u128) -> Result<Self, TooLarge> {
        let other = Self::of(top, bottom).ok_or(TooLarge)?;
        // Dividing crosswise first keeps the products short.
        let one = Self::of(self.top, other.bottom).ok_or(TooLarge)?;
        let two = Self::of(other.top, self.bottom).ok_or(TooLarge)?;
        let top = one.top.checked_mul(two.top);
        let bottom = one.bottom.checked_mul(two.bottom);
        top.zip(bottom)
            .map(|(top, bottom)| Self { top, bottom })
            .ok_or(TooLarge)
    }

    /// Returns how the fraction compares with a whole number.
    #[must_use]
    pub fn compare(self, whole: u128) -> Ordering {
        let own = self.top / self.bottom;
        own.cmp(&whole)
            .then_with(|| (self.top % self.bottom).cmp(&0))
    }

    /// Returns the fraction in hundredths, rounded to the nearest, halves to the even.
    #[must_use]
    pub fn hundredths(self) -> Option<u128> {
        let (whole, rest) = (self.top / self.bottom, self.top % self.bottom);
        let rest = rest.checked_mul(100)?;
        let (digits, rest) = (rest / self.bottom, rest % self.bottom);
        let up = match rest.cmp(&(self.bottom - rest)) {
            Ordering::Greater => 1,
            Ordering::Equal => digits % 2,
            Ordering::Less => 0,
        };
        whole.checked_mul(100)?.checked_add(digits + up)
    }

    /// Returns the decimal with two places, rounded to the nearest, halves to the even.
    pub fn rounded(self) -> Result<String, TooLarge> {
        let hundredths = self.hundredths().ok_or(TooLarge)?;
        Ok(format!("{}.{:02}", hundredths / 100, hundredths % 100))
    }
}

/// Writes the fraction as `top/bottom`, or as a whole number.
impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.bottom == 1 {
            return write!(f, "{}", self.top);
        }
        write!(f, "{}/{}", self.top, self.bottom)
    }
}

const fn greatest_common_divisor(mut one: u128, mut other: u128) -> u128 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(top: u128, bottom: u128) -> Fraction {
        Fraction::of(top, bottom).expect("bottom above zero")
    }

    #[test]
    fn halves_go_to_the_even_hundredth() {
        for (top, bottom, expected) in [
            (0, 7, "0.00"),
            (1, 200, "0.00"),
            (3, 200, "0.02"),
            (5, 200, "0.02"),
            (7, 200, "0.04"),
            (1, 3, "0.33"),
            (2, 3, "0.67"),
            (19_999, 200, "100.00"),
            (20_001, 200, "100.00"),
            (20_003, 200, "100.02"),
            (999_995, 10_000, "100.00"),
        ] {
            assert_eq!(
                of(top, bottom).rounded().expect("short"),
                expected,
                "{top}/{bottom}"
            );
        }
    }

    #[test]
    fn a_fraction_compares_with_a_whole_number_exactly() {
        for (top, bottom, expected) in [
            (100, 1, Ordering::Equal),
            (19_999, 200, Ordering::Less),
            (20_001, 200, Ordering::Greater),
            (u128::MAX, u128::MAX - 1, Ordering::Less),
            (u128::MAX, 1, Ordering::Greater),
        ] {
            assert_eq!(of(top, bottom).compare(100), expected, "{top}/{bottom}");
        }
        assert_eq!(of(1, 3).to_string(), "1/3");
        assert_eq!(of(6, 3).to_string(), "2");
        assert_eq!(Fraction::of(1, 0), None);
        assert_eq!(Fraction::of(0, 0), None);
    }

    #[test]
    fn what_is_too_large_is_an_error_and_never_wrong() {
        let most = of(u128::MAX, 1);
        assert_eq!(most.plus(of(1, 1)), Err(TooLarge));
        assert_eq!(most.times(2, 1), Err(TooLarge));
        assert_eq!(most.rounded(), Err(TooLarge));
        assert_eq!(most.times(1, 2).and_then(|half| half.times(2, 1)), Ok(most));
    }

    proptest! {
        #[test]
        fn sums_and_products_are_those_of_schoolbooks(
            a in 0_u128..1_000_000, b in 1_u128..1_000_000, c in 0_u128..1_000_000, d in 1_u128..1_000_000,
        ) {
            prop_assert_eq!(of(a, b).plus(of(c, d)), Ok(of(a * d + c * b, b * d)));
            prop_assert_eq!(of(a, b).times(c, d), Ok(of(a * c, b * d)));
            prop_assert_eq!(of(a, b).compare(c), a.cmp(&(c * b)));
        }
    }
}
