//! Exact percentages in the lists.

use crate::terms::Factor;
use rust_decimal::Decimal;
use std::fmt;

/// A percentage from 0 to 100, exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percent(Decimal);

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The reason why a text is not a percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PercentFault {
    NotANumber,
    OutsideRange,
    /// The text has more digits than can be kept exactly.
    TooLong,
}

/// The error for a factor with more decimal places than the outputs hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyPlaces;

impl Percent {
    /// 100 per cent.
    pub const WHOLE: Percent = Percent(Decimal::ONE_HUNDRED);
    /// 0 per cent.
    pub const NONE: Percent = Percent(Decimal::ZERO);

    /// Reads digits, and optionally a point and digits.
    pub(super) fn parse(text: &str) -> Result<Self, PercentFault> {
        // `rust_decimal` also accepts signs, underscores and a bare point, which no list prints.
        let mut parts = text.splitn(2, '.');
        if !parts.all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())) {
            return Err(PercentFault::NotANumber);
        }
        let value = Decimal::from_str_exact(text).map_err(|_| PercentFault::TooLong)?;
        if value > Decimal::ONE_HUNDRED {
            Err(PercentFault::OutsideRange)
        } else {
            Ok(Self(value.normalize()))
        }
    }

    /// Returns the sum; `None` if it exceeds 100 per cent.
    #[must_use]
    pub fn plus(self, other: Percent) -> Option<Percent> {
        self.0
            .checked_add(other.0)
            .filter(|sum| *sum <= Decimal::ONE_HUNDRED)
            .map(Percent)
    }

    /// Returns the factor of this percentage of a form with that base percentage (`rules.md` 2). The factor is never rounded; an
    /// error: it has more than nine places.
    pub fn of(self, base: Percent) -> Result<Factor, TooManyPlaces> {
        // The product of the digits is exact in 128 bits, or an error; each division by a hundred adds two places.
        let digits = self
            .0
            .mantissa()
            .checked_mul(base.0.mantissa())
            .ok_or(TooManyPlaces)?;
        let mut places = self.0.scale() + base.0.scale() + 4;
        let mut digits = digits;
        while places > 9 && digits % 10 == 0 {
            digits /= 10;
            places -= 1;
        }
        let up = 10_i128.pow(9_u32.checked_sub(places).ok_or(TooManyPlaces)?);
        let billionths = digits
            .checked_mul(up)
            .and_then(|n| i64::try_from(n).ok())
            .ok_or(TooManyPlaces)?;
        Ok(Factor::from_billionths(billionths))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(text: &str) -> Percent {
        Percent::parse(text).expect("a percentage")
    }

    #[test]
    fn products_are_exact_or_refused() {
        assert_eq!(
            Percent::WHOLE.of(percent("80.4")),
            Ok(Factor::from_billionths(804_000_000))
        );
        assert_eq!(
            percent("42").of(percent("91.1")),
            Ok(Factor::from_billionths(382_620_000))
        );
        assert_eq!(
            percent("10.12345").of(percent("88.60")),
            Ok(Factor::from_billionths(89_693_767))
        );
        assert_eq!(percent("10.12345").of(percent("88.67")), Err(TooManyPlaces));
        assert_eq!(
            percent("0.0000001").of(Percent::WHOLE),
            Ok(Factor::from_billionths(1))
        );
        assert_eq!(percent("0.00000001").of(Percent::WHOLE), Err(TooManyPlaces));
        assert_eq!(percent("100").of(percent("100.000")), Ok(Factor::ONE));
        assert_eq!(
            percent("0").of(percent("0.1234567890123")),
            Ok(Factor::from_billionths(0))
        );
    }

    #[test]
    fn no_sum_exceeds_the_whole() {
        assert_eq!(percent("99.9").plus(percent("0.1")), Some(Percent::WHOLE));
        assert_eq!(percent("99.9").plus(percent("0.10001")), None);
    }

    #[test]
    fn only_plain_numbers_from_0_to_100_are_percentages() {
        for text in ["", ".5", "5.", "-1", "+1", "1_0", "1e1", "84,9", " 5", "—"] {
            assert_eq!(
                Percent::parse(text),
                Err(PercentFault::NotANumber),
                "{text}"
            );
        }
        assert_eq!(Percent::parse("100.0001"), Err(PercentFault::OutsideRange));
        assert_eq!(
            Percent::parse("0.00000000000000000000000000001"),
            Err(PercentFault::TooLong)
        );
    }
}
