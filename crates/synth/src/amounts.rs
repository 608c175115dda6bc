//! Quantities: integers throughout, micrograms as shipped, 10⁻¹⁵ g of base.

/// One gram of base, in the unit that sums are kept in: a microgram times a factor of nine places is a whole number of it.
pub(super) const GRAM: u128 = 1_000_000_000_000_000;

/// The largest shipment: 500 kg.
const LARGEST: u64 = 500_000_000_000;

/// A percentage for each of sixteen equally frequent cases: a few sizes are many times the typical one, as in trade.
const SPREAD: [u64; 16] = [
    6, 12, 20, 30, 40, 50, 62, 75, 90, 105, 125, 150, 190, 250, 400, 800,
];

/// A size around `typical` (both in micrograms), skewed by sixteen equally frequent `case`s and up to an eighth by `fine`
/// (0 to 255), rounded as those do who fill drums or weigh samples.
pub(super) fn size(typical: u64, case: u64, fine: u64) -> i64 {
    let spread = SPREAD[super::rng::index(case % 16)];
    let raw = (typical / 100 * spread / 1024 * (896 + fine)).clamp(100, LARGEST);
    let digits = [2, 4, 4, 6][super::rng::index(case / 16 % 4)];
    i64::try_from(round(raw, digits)).unwrap_or(i64::MAX)
}

/// `per_mille` of `quantity`, rounded to four digits, never 0.
pub(super) fn share(quantity: i64, per_mille: u64) -> i64 {
    let raw = u128::from(quantity.unsigned_abs()) * u128::from(per_mille) / 1000;
    let rounded = round(u64::try_from(raw).unwrap_or(u64::MAX), 4).max(1);
    i64::try_from(rounded).unwrap_or(i64::MAX)
}

/// The leading `digits` of a number, the others made 0.
fn round(number: u64, digits: u32) -> u64 {
    let unit = 10_u64.pow((number.max(1).ilog10() + 1).saturating_sub(digits));
    number / unit * unit
}

/// Grams rounded up to two digits: estimates that leave room.
pub(super) fn round_up(grams: u64) -> u64 {
    let unit = 10_u64.pow((grams.max(1).ilog10() + 1).saturating_sub(2));
    grams.div_ceil(unit) * unit
}

/// Grams rounded down to three digits: estimates that are meant to be exceeded.
pub(super) fn round_down(grams: u64) -> u64 {
    round(grams, 3)
}

/// A mass in 10⁻¹⁵ g, in grams rounded up.
pub(super) fn grams_up(mass: u128) -> u64 {
    u64::try_from(mass.div_ceil(GRAM)).unwrap_or(u64::MAX)
}

/// `percent` of a mass in 10⁻¹⁵ g, in grams rounded down.
pub(super) fn grams_down(mass: u128, percent: u64) -> u64 {
    u64::try_from(mass * u128::from(percent) / 100 / GRAM).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_stay_within_bounds() {
        for case in 0..64 {
            for fine in [0, 1, 128, 255] {
                assert!(size(0, case, fine) > 0);
                assert!(size(1_000_000_000_000, case, fine) <= 500_000_000_000);
            }
        }
    }

    #[test]
    fn estimates_are_rounded_away_from_doubt() {
        assert_eq!(round_up(1), 1);
        assert_eq!(round_up(1_201), 1_300);
        assert_eq!(round_down(1_299_999), 1_290_000);
        assert_eq!(round_down(0), 0);
        assert_eq!(grams_up(1), 1);
        assert_eq!(grams_down(GRAM * 10 - 1, 100), 9);
    }
}
