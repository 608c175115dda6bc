//! Reads short texts as one number each, of any length, instead of byte by byte.

/// A text of at most 15 bytes. Different texts are different numbers: the last byte is the length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShortText(u128);

impl ShortText {
    /// The most bytes of such a text.
    pub const MOST: usize = 15;
    /// A value that differs from every text.
    pub const NONE: Self = Self(u128::MAX);

    /// Makes a text from the first `length` bytes of a window; `None` if they are too many.
    #[must_use]
    #[inline]
    pub fn new(window: [u8; 16], length: usize) -> Option<Self> {
        let (kept, last) = KEPT.get(length)?;
        Some(Self(u128::from_le_bytes(window) & kept | last))
    }

    /// Makes it from a whole text; `None` if the text is too long.
    #[must_use]
    pub const fn of(text: &str) -> Option<Self> {
        if text.len() > Self::MOST {
            return None;
        }
        let mut window = [0; 16];
        let mut place = 0;
        while place < text.len() {
            window[place] = text.as_bytes()[place];
            place += 1;
        }
        Some(Self(u128::from_le_bytes(window) | KEPT[text.len()].1))
    }

    /// Returns a number of which every bit depends on the whole text; the upper bits are mixed most evenly.
    #[must_use]
    #[inline]
    pub fn mixed(self) -> u64 {
        let (low, high) = halves(self.0);
        (low.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ high).wrapping_mul(0xd1b5_4a32_d192_ed03)
    }
}

/// By length: the mask of the bits that are kept, and the length in the last byte.
const KEPT: [(u128, u128); ShortText::MOST + 1] = {
    let mut kept = [(0, 0); ShortText::MOST + 1];
    let (mut length, mut bits, mut last) = (0, 0, 0);
    while length <= ShortText::MOST {
        kept[length] = (bits, last);
        bits = bits << 8 | 0xff;
        last += 1 << 120;
        length += 1;
    }
    kept
};

#[allow(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "the halves are what is asked for"
)]
const fn halves(number: u128) -> (u64, u64) {
    (number as u64, (number >> 64) as u64)
}

/// Reads the number in the first `length` bytes of a window, in millionths: one or more digits, and optionally a point and one or
/// more digits, at most eight bytes in all. Returns `None` for every other text, whether or not it is a number.
#[must_use]
#[inline]
pub fn short_number(window: [u8; 8], length: usize) -> Option<i64> {
    if !(1..=8).contains(&length) {
        return None;
    }
    let values = (u64::from_le_bytes(window) ^ each(b'0')) & FIRST_BYTES[length];
    let point = usize::try_from(equal_bytes(values, b'.' ^ b'0').trailing_zeros() / 8).unwrap_or(8);
    let whole = point.min(length);
    // No digit before the point, or none after it.
    if whole == 0 || point + 1 == length {
        return None;
    }
    let before = FIRST_BYTES[whole];
    let digits = values & before
        | if point == whole {
            values >> 8 & !before
        } else {
            0
        };
    if (digits | digits.wrapping_add(each(0x76))) & each(0x80) != 0 {
        return None;
    }
    // The digits are read as a number of eight digits, with the digits of the whole part first and zeros behind. If this makes
    // the number too large by a power of ten, it ends in as many zeros: one digit before the point leaves at most six.
    i64::try_from(eight_digits(digits).wrapping_mul(POWERS[whole - 1]) / 10).ok()
}

/// By count: the mask of all bits of that many first bytes.
const FIRST_BYTES: [u64; 9] = {
    let mut bytes = [0; 9];
    let mut count = 1;
    while count <= 8 {
        bytes[count] = bytes[count - 1] << 8 | 0xff;
        count += 1;
    }
    bytes
};

/// Powers of ten by exponent.
const POWERS: [u64; 8] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];

/// Returns the same byte eight times.
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Returns the top bit of each byte that equals the given one.
const fn equal_bytes(bytes: u64, byte: u8) -> u64 {
    let different = bytes ^ each(byte);
    !(((different & each(0x7f)) + each(0x7f)) | different | each(0x7f))
}

/// Returns eight values of one digit each, the first in the lowest byte, as one number.
const fn eight_digits(values: u64) -> u64 {
    let pairs = values.wrapping_mul(10).wrapping_add(values >> 8);
    let first = (pairs & 0x0000_00ff_0000_00ff).wrapping_mul(0x000f_4240_0000_0064);
    let second = (pairs >> 16 & 0x0000_00ff_0000_00ff).wrapping_mul(0x0000_2710_0000_0001);
    first.wrapping_add(second) >> 32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::ScaledNumber;
    use proptest::prelude::*;

    fn number(text: &str, beyond: u8) -> Option<i64> {
        let mut window = [beyond; 8];
        window
            .get_mut(..text.len())?
            .copy_from_slice(text.as_bytes());
        short_number(window, text.len())
    }

    #[test]
    fn short_numbers_have_digits_on_both_sides_of_a_point() {
        for (text, millionths) in [
            ("0", 0),
            ("7", 7_000_000),
            ("99999999", 99_999_999_000_000),
            ("0.000001", 1),
            ("9.999999", 9_999_999),
            ("123456.7", 123_456_700_000),
        ] {
            assert_eq!(number(text, b'5'), Some(millionths), "{text}");
        }
        for text in [
            "",
            ".",
            ".5",
            "5.",
            "1234567.",
            "1.2.3",
            "1..2",
            "-1",
            "+1",
            "1e3",
            "\u{3}",
            "1 ",
            "123456789",
            "1.\u{1e}",
        ] {
            assert_eq!(number(text, b'5'), None, "{text}");
        }
    }

    #[test]
    fn every_byte_in_every_place_is_read_as_the_slow_reader_does() {
        for text in ["7", "1.5", "1234.567", "12345678"] {
            for place in 0..text.len() {
                for byte in 0..=u8::MAX {
                    let mut window = [b'5'; 8];
                    window[..text.len()].copy_from_slice(text.as_bytes());
                    window[place] = byte;
                    let changed = &window[..text.len()];
                    let slow = ScaledNumber::parse(changed).ok();
                    let slow = slow.filter(|_| !matches!(changed[0], b'-' | b'+'));
                    let short = short_number(window, text.len()).map(i128::from);
                    assert_eq!(short, slow.map(ScaledNumber::millionths), "{changed:?}");
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        /// A short number equals the number that the slow reader reads, and every short number without a sign is read.
        #[test]
        fn short_numbers_are_those_read_byte_by_byte(text in "[0-9.]{0,9}|[-+0-9./:]{0,8}|[ -~]{0,8}", beyond: u8) {
            let read = ScaledNumber::parse(text.as_bytes()).ok().map(ScaledNumber::millionths);
            let expected = read.filter(|_| text.len() <= 8 && !text.starts_with(['-', '+']));
            prop_assert_eq!(number(&text, beyond).map(i128::from), expected);
        }

        /// Short texts are equal exactly where the texts are equal, whatever follows them in the window.
        #[test]
        fn short_texts_are_equal_where_the_texts_are(a in "[ab\0]{0,17}", b in "[ab\0]{0,17}", beyond: u8) {
            let mut window = [beyond; 16];
            window.iter_mut().zip(a.bytes()).for_each(|(to, from)| *to = from);
            let short = ShortText::new(window, a.len());
            prop_assert_eq!(short.is_some(), a.len() <= ShortText::MOST);
            prop_assert_eq!(short, ShortText::of(&a));
            prop_assert_eq!(short.is_some() && short == ShortText::of(&b), a.len() <= ShortText::MOST && a == b);
        }
    }
}
