//! Figures as a person reads them. Rounding happens here and nowhere before.

use super::Mass;
use std::fmt::Display;

/// A whole number with thousands separators.
#[must_use]
pub fn count(number: u64) -> String {
    grouped(&number.to_string())
}

/// A mass in kilograms to the gram, with thousands separators; what is less than a gram is said to be so.
#[must_use]
pub fn kilograms(mass: Mass) -> String {
    const GRAM: i128 = 1_000_000_000_000_000;
    let units = mass.units();
    if units > 0 && units < GRAM {
        return "< 0.001".into();
    }
    let grams = (units + GRAM / 2) / GRAM;
    format!(
        "{}.{:03}",
        grouped(&(grams / 1000).to_string()),
        grams % 1000
    )
}

/// A mass in per cent of another; `None` of nothing.
#[must_use]
pub fn per_cent(part: Mass, whole: Mass) -> Option<String> {
    if whole == Mass::ZERO {
        return None;
    }
    // A thousandfold of 38 digits could overflow; a per mille of so much is of no interest.
    let tenths = part
        .units()
        .checked_mul(1000)?
        .checked_add(whole.units() / 2)?
        / whole.units();
    Some(if tenths == 0 {
        "< 0.1 %".into()
    } else {
        format!("{}.{} %", grouped(&(tenths / 10).to_string()), tenths % 10)
    })
}

/// An exact figure in grams with thousands separators.
#[must_use]
pub fn grams(exact: impl Display) -> String {
    let text = format!("{exact}");
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or(("", text.as_str()), |digits| ("-", digits));
    let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
    let point = if places.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{places}", grouped(whole))
}

/// Digits in groups of three.
#[must_use]
pub fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// One thing or several, with the number.
#[must_use]
pub fn of(number: u64, one: &str, several: &str) -> String {
    format!(
        "{} {}",
        count(number),
        if number == 1 { one } else { several }
    )
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
        assert_eq!(per_cent(grams(1), Mass::ZERO), None);
        assert_eq!(super::grams(grams(-1_234_567_891)), "-1,234,567.891");
        assert_eq!(
            [0, 999, 1000, 1_000_000].map(count),
            ["0", "999", "1,000", "1,000,000"]
        );
        assert_eq!(
            (of(1, "file", "files"), of(2000, "file", "files")),
            ("1 file".into(), "2,000 files".into())
        );
    }
}
