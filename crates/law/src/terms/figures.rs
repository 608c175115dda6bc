//! Writes figures for people. Rounding happens here and nowhere before.

use super::Mass;
pub use inforce_present::figure::{count, grouped, grouped as grams, of};

/// Writes a mass in kilograms, rounded to the gram, with thousands separators; a mass below a gram is written as less than that.
#[must_use]
pub fn kilograms(mass: Mass) -> String {
    const GRAM: i128 = 1_000_000_000_000_000;
    let units = mass.units();
    if units > 0 && units < GRAM {
        return "< 0.001".into();
    }
    let grams = (units + GRAM / 2) / GRAM;
    format!("{}.{:03}", grouped(grams / 1000), grams % 1000)
}

/// Returns a mass in tenths of a per cent of another, halves up; `None` if the other is zero, or for a part too large to be
/// multiplied by 1,000.
#[must_use]
pub fn tenths_of_per_cent(part: Mass, whole: Mass) -> Option<i128> {
    if whole == Mass::ZERO {
        return None;
    }
    // A thousand times a number of 38 digits could overflow; so large a share is of no interest.
    let thousandfold = part.units().checked_mul(1000)?;
    Some(thousandfold.checked_add(whole.units() / 2)? / whole.units())
}

/// Writes a mass in per cent of another; `None` where [`tenths_of_per_cent`] has none.
#[must_use]
pub fn per_cent(part: Mass, whole: Mass) -> Option<String> {
    let tenths = tenths_of_per_cent(part, whole)?;
    Some(if tenths == 0 {
        "< 0.1 %".into()
    } else {
        format!("{}.{} %", grouped(tenths / 10), tenths % 10)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        let grams = |milligrams: i128| Mass::from_units(milligrams * 1_000_000_000_000);
        for (milligrams, expected) in [
            (0, "0.000"),
            (1, "< 0.001"),
            (999, "< 0.001"),
            (1000, "0.001"),
            (1499, "0.001"),
            (1500, "0.002"),
            (1_234_567_890, "1,234.568"),
            (999_999_500, "1,000.000"),
        ] {
            assert_eq!(kilograms(grams(milligrams)), expected, "{milligrams}");
        }
        assert_eq!(per_cent(grams(1), grams(3)).as_deref(), Some("33.3 %"));
        assert_eq!(per_cent(grams(1), grams(9999)).as_deref(), Some("< 0.1 %"));
        assert_eq!(
            per_cent(grams(12_345), grams(1)).as_deref(),
            Some("1,234,500.0 %")
        );
        assert_eq!(per_cent(grams(2), grams(3)).as_deref(), Some("66.7 %"));
        assert_eq!(per_cent(grams(1), grams(2000)).as_deref(), Some("0.1 %"));
        assert_eq!(per_cent(grams(1), Mass::ZERO), None);
        let most = Mass::from_units(i128::MAX / 1001);
        assert_eq!(tenths_of_per_cent(most, most), Some(1000));
        assert_eq!(tenths_of_per_cent(Mass::from_units(i128::MAX), most), None);
    }
}
