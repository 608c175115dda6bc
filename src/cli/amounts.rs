//! Reads quantities as a user writes them: a number and a unit, as in `2kg`, `0.5 g` or `350mg`.

use crate::intake::{Unit, millionths_of};
use crate::terms::Quantity;
use std::str::FromStr;

/// A quantity on the command line or in a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct WrittenQuantity(pub(super) Quantity);

impl FromStr for WrittenQuantity {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (number, unit) = parts(text);
        Self::of(number, unit)
    }
}

/// Splits a quantity into its number and its unit.
fn parts(text: &str) -> (&str, &str) {
    let start = text
        .find(|c: char| c.is_ascii_alphabetic())
        .unwrap_or(text.len());
    (text[..start].trim_end(), &text[start..])
}

/// Reads a quantity with any sign.
pub(super) fn signed(text: &str) -> Result<Quantity, String> {
    let (number, unit) = parts(text);
    read(number, unit)
}

fn read(number: &str, unit: &str) -> Result<Quantity, String> {
    let unit = Unit::named(unit).ok_or("expected a number with kg, g or mg, as in 2kg")?;
    let millionths = millionths_of(number, unit)
        .ok_or("expected a number of at most six places in grams, as in 0.5kg")?;
    Quantity::from_millionths(millionths).ok_or_else(|| "expected less than 10^12 g".into())
}

impl WrittenQuantity {
    /// Reads a quantity from its number and its unit; it must not be negative.
    pub(super) fn of(number: &str, unit: &str) -> Result<Self, String> {
        let quantity = read(number, unit)?;
        if quantity.millionths() < 0 {
            Err("expected 0 or more".into())
        } else {
            Ok(WrittenQuantity(quantity))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact() {
        for (text, millionths) in [
            ("2kg", 2_000_000_000),
            ("0.5 kg", 500_000_000),
            ("350mg", 350_000),
            ("1.000001g", 1_000_001),
            ("0g", 0),
        ] {
            assert_eq!(
                text.parse::<WrittenQuantity>()
                    .map(|amount| amount.0.millionths()),
                Ok(millionths),
                "{text}"
            );
        }
        for text in [
            "",
            "2",
            "kg",
            "2 t",
            "2KG",
            "-1g",
            "1.0000001g",
            "0.0001mg",
            "1e3g",
            "1,000g",
            "1000000000000g",
        ] {
            assert!(text.parse::<WrittenQuantity>().is_err(), "{text}");
        }
        assert_eq!(
            ["+1.3kg", "-1g"].map(|text| signed(text).map(Quantity::millionths)),
            [Ok(1_300_000_000), Ok(-1_000_000)]
        );
    }
}
