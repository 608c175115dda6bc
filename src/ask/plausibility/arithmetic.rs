//! Exact comparisons of multiples of masses, and ratios, means and needs with a stated rounding. No floating point takes part.

use crate::terms::figures::grouped;
use crate::terms::{Mass, MassOverflow, Ratio};
use std::fmt;

/// Returns a mass times a whole number, exactly. A mass below zero counts as zero.
pub(super) fn times(mass: Mass, factor: u64) -> Ratio {
    Ratio::from(mass.max(Mass::ZERO)).times(&Ratio::whole(factor))
}

/// Whether a mass is at least so many times another.
pub(super) fn is_at_least(mass: Mass, factor: u32, other: Mass) -> bool {
    times(mass, 1) >= times(other, factor.into())
}

/// Whether a mass is at least so many per cent of another.
pub(super) fn is_per_cent(mass: Mass, per_cent: u32, whole: Mass) -> bool {
    times(mass, 100) >= times(whole, per_cent.into())
}

/// How many times a mass is another, in hundredths, halves up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Times {
    hundredths: i128,
    is_exact: bool,
}

impl Times {
    /// Returns the ratio of a mass to another; `None` if the other is zero, or for a mass of more than 21 digits of grams.
    #[must_use]
    pub fn of(mass: Mass, other: Mass) -> Option<Self> {
        let (mass, other) = (mass.units().max(0), other.units());
        if other <= 0 {
            return None;
        }
        let hundredfold = mass.checked_mul(100)?;
        Some(Self {
            hundredths: hundredfold.checked_add(other / 2)? / other,
            is_exact: hundredfold % other == 0,
        })
    }

    /// Returns the ratio as a decimal of two places.
    #[must_use]
    pub fn decimal(self) -> String {
        format!("{}.{:02}", self.hundredths / 100, self.hundredths % 100)
    }

    /// Returns the ratio for a sentence, which says where the figure is rounded.
    #[must_use]
    pub fn in_words(self) -> String {
        let about = if self.is_exact || self.hundredths == 0 {
            ""
        } else {
            "about "
        };
        format!("{about}{self}")
    }
}

impl fmt::Display for Times {
    /// Writes the ratio with at most two places, without trailing zeros, and less than half a hundredth as less than 0.01.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, hundredths) = (grouped(self.hundredths / 100), self.hundredths % 100);
        match (self.hundredths, hundredths % 10) {
            (0, _) => f.write_str("< 0.01"),
            _ if hundredths == 0 => f.write_str(&whole),
            (_, 0) => write!(f, "{whole}.{}", hundredths / 10),
            _ => write!(f, "{whole}.{hundredths:02}"),
        }
    }
}

/// The units of mass in a millionth of a gram, to which means and needs are rounded.
const MILLIONTH: i128 = 1_000_000_000;

/// Returns a sum divided by a number above zero, to six places of a gram, halves up.
fn divided(sum: i128, number: i128) -> Mass {
    let divisor = number * MILLIONTH;
    Mass::from_units((sum + divisor / 2) / divisor * MILLIONTH)
}

/// Returns a mass for a thousand of some inhabitants, to six places of a gram, halves up; `None` without inhabitants, or for a mass of
/// more than 20 digits of grams.
pub(super) fn per_thousand(mass: Mass, inhabitants: u64) -> Option<Mass> {
    let thousandfold = mass.units().checked_mul(1_000)?;
    (inhabitants > 0).then(|| divided(thousandfold, inhabitants.into()))
}

/// Returns the mean of a total over some years, to six places of a gram, halves up; the total itself for one year.
#[must_use]
pub fn mean(total: Mass, years: u32) -> Mass {
    if years <= 1 {
        return total;
    }
    divided(total.units(), years.into())
}

/// Returns the need of a year by the consumption method: the mean of a total over some years, and a margin in per cent of it, to six
/// places of a gram, halves up.
///
/// An error: the need has more than 38 digits.
pub fn need(total: Mass, years: u32, margin_percent: u32) -> Result<Mass, MassOverflow> {
    let hundredfold = total.units().checked_mul((100 + margin_percent).into());
    let years = i128::from(years.max(1));
    hundredfold
        .map(|sum| divided(sum, 100 * years))
        .ok_or(MassOverflow)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn grams(grams: i128) -> Mass {
        Mass::from_whole_grams(grams)
    }

    fn units(units: i128) -> Mass {
        Mass::from_units(units)
    }

    #[test]
    fn ratios_round_halves_up_and_read_well() {
        for (mass, other, shown, about) in [
            (25, 2, "12.5", ""),
            (1, 1, "1", ""),
            (500, 100, "5", ""),
            (49_999, 10_000, "5", "about "),
            (50_001, 10_000, "5", "about "),
            (10, 3, "3.33", "about "),
            (20, 3, "6.67", "about "),
            (1, 200, "0.01", "about "),
            (1, 201, "< 0.01", ""),
            (0, 7, "< 0.01", ""),
            (1_234_567, 1, "1,234,567", ""),
            (201, 200, "1.01", "about "),
            (110, 100, "1.1", ""),
        ] {
            let ratio = Times::of(grams(mass), grams(other)).expect("a ratio");
            assert_eq!(ratio.to_string(), shown, "{mass} / {other}");
            assert_eq!(ratio.in_words(), format!("{about}{shown}"));
        }
        assert_eq!(Times::of(grams(1), Mass::ZERO), None);
        let most = units(10_i128.pow(38) - 1);
        assert_eq!(Times::of(most, grams(1)), None);
    }

    /// 9,000 + 10,000 + 11,000 over three years is 10,000; with a tenth more 11,000. 1 over 3 is 0.333333, with a tenth more
    /// 0.366667.
    #[test]
    fn a_need_is_the_mean_with_a_margin() {
        assert_eq!(mean(grams(30_000), 3), grams(10_000));
        assert_eq!(need(grams(30_000), 3, 10).expect("small"), grams(11_000));
        assert_eq!(mean(grams(1), 3).to_string(), "0.333333");
        assert_eq!(
            need(grams(1), 3, 10).expect("small").to_string(),
            "0.366667"
        );
        assert_eq!(mean(units(5), 1), units(5));
        assert!(need(units(10_i128.pow(38) - 1), 1, 10).is_err());
    }

    #[test]
    fn per_cent_and_multiples_hold_at_their_bounds() {
        assert!(is_per_cent(grams(90), 90, grams(100)));
        assert!(!is_per_cent(
            units(90_000_000_000_000_000 - 1),
            90,
            grams(100)
        ));
        assert!(is_at_least(grams(500), 5, grams(100)));
        assert!(!is_at_least(
            units(500_000_000_000_000_000 - 1),
            5,
            grams(100)
        ));
        // The largest masses, times the largest factors.
        let most = units(10_i128.pow(38) - 1);
        assert!(!is_at_least(most, 2, most) && is_at_least(most, 1, most));
    }

    proptest! {
        #[test]
        fn products_compare_as_numbers(a in 0_i128..10_i128.pow(18), b in 0_i128..10_i128.pow(18), x: u32, y: u32) {
            let (left, right) = (a * i128::from(x), b * i128::from(y));
            let products = (times(units(a), x.into()), times(units(b), y.into()));
            prop_assert_eq!(left.cmp(&right), products.0.cmp(&products.1));
        }

        /// Also beyond 128 bits: the greater of two masses stays the greater.
        #[test]
        fn products_keep_the_order_of_masses(a in 0_i128..10_i128.pow(38), b in 0_i128..10_i128.pow(38), x in 1_u64..) {
            prop_assert_eq!(a.cmp(&b), times(units(a), x).cmp(&times(units(b), x)));
        }
    }
}
