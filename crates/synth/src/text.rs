//! Writes numbers, dates and ids as text, without the formatting machinery: this is done for every row.

use super::days;

/// Digits of `number`, with zeros before them up to `width`.
pub(super) fn push_padded(out: &mut Vec<u8>, number: u64, width: usize) {
    let mut digits = [b'0'; 20];
    let mut rest = number;
    let mut start = digits.len();
    while rest > 0 {
        start -= 1;
        digits[start] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    let start = start.min(digits.len() - width.clamp(1, 20));
    out.extend_from_slice(&digits[start..]);
}

/// `YYYY-MM-DD`, for years with four digits.
pub(super) fn push_date(out: &mut Vec<u8>, day: i32) {
    let (year, month, day) = days::civil(day);
    push_padded(out, u64::from(year.unsigned_abs()), 4);
    out.push(b'-');
    push_padded(out, u64::from(month), 2);
    out.push(b'-');
    push_padded(out, u64::from(day), 2);
}

/// `number` with `places` digits after the point, without trailing zeros.
pub(super) fn push_decimal(out: &mut Vec<u8>, number: i64, places: u32) {
    if number < 0 {
        out.push(b'-');
    }
    let one = 10_u64.pow(places);
    let number = number.unsigned_abs();
    push_padded(out, number / one, 1);
    let mut fraction = number % one;
    if fraction == 0 {
        return;
    }
    let mut width = usize::try_from(places).unwrap_or(0);
    while fraction.is_multiple_of(10) {
        fraction /= 10;
        width -= 1;
    }
    out.push(b'.');
    push_padded(out, fraction, width);
}

/// A date as text of its own.
pub(super) fn date(day: i32) -> String {
    let mut out = Vec::with_capacity(10);
    push_date(&mut out, day);
    String::from_utf8_lossy(&out).into_owned()
}

/// Mass in 10⁻¹⁵ g, exact, in grams.
pub(super) fn exact_grams(mass: u128) -> String {
    let one = super::amounts::GRAM;
    let text = format!("{}.{:015}", mass / one, mass % one);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(number: i64, places: u32) -> String {
        let mut out = Vec::new();
        push_decimal(&mut out, number, places);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn decimals_lose_only_zeros() {
        assert_eq!(decimal(0, 6), "0");
        assert_eq!(decimal(1, 6), "0.000001");
        assert_eq!(decimal(-1_500_000, 6), "-1.5");
        assert_eq!(decimal(20_000_000, 6), "20");
        assert_eq!(decimal(10_050, 3), "10.05");
    }

    #[test]
    fn numbers_grow_beyond_their_width() {
        let mut out = Vec::new();
        push_padded(&mut out, 12_345, 3);
        push_padded(&mut out, 7, 3);
        assert_eq!(out, b"12345007");
    }

    #[test]
    fn exact_grams_keep_every_place() {
        assert_eq!(exact_grams(1), "0.000000000000001");
        assert_eq!(exact_grams(2_500_000_000_000_000), "2.5");
        assert_eq!(exact_grams(0), "0");
    }
}
