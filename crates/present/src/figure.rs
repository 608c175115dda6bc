//! Exact decimals and counts in a readable form. Nothing is rounded here.

use std::fmt::Display;

/// Returns an exact decimal or a whole number with thousands separators.
#[must_use]
pub fn grouped(decimal: impl Display) -> String {
    let text = decimal.to_string();
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or(("", text.as_str()), |digits| ("-", digits));
    let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
    let mut out = String::with_capacity(text.len() + whole.len() / 3 + 1);
    out.push_str(sign);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !places.is_empty() {
        out.extend([".", places]);
    }
    out
}

/// Returns a whole number with thousands separators.
#[must_use]
pub fn count(number: impl TryInto<u64>) -> String {
    grouped(number.try_into().unwrap_or(u64::MAX))
}

/// Returns a number with its noun, in the singular or plural.
#[must_use]
pub fn of(number: impl TryInto<u64>, one: &str, several: &str) -> String {
    let number: u64 = number.try_into().unwrap_or(u64::MAX);
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
        for (exact, shown) in [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1,000"),
            ("-1234567.891", "-1,234,567.891"),
            ("1234.0000", "1,234.0000"),
        ] {
            assert_eq!(grouped(exact), shown);
        }
        assert_eq!(
            (of(1, "file", "files"), of(2000, "file", "files")),
            ("1 file".into(), "2,000 files".into())
        );
    }
}
