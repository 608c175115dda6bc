//! Reads what the note of a filing says of manufacture.

use crate::terms::{Mass, ScaledNumber, folded};

/// What words for manufacture begin with, folded: in English, French and Spanish, Russian, Chinese and Arabic.
const STEMS: [&str; 8] = [
    "manufactur",
    "fabrica",
    "производств",
    "изготовл",
    "制造",
    "生产",
    "تصنيع",
    "صنع",
];

/// The units of quantities, with the power of ten of millionths of a gram in each.
const UNITS: [(&str, u32); 8] = [
    ("kg", 9),
    ("kilogram", 9),
    ("kilograms", 9),
    ("кг", 9),
    ("g", 6),
    ("gram", 6),
    ("grams", 6),
    ("mg", 3),
];

/// Whether a note speaks of manufacture.
pub(super) fn is_about_manufacture(note: &str) -> bool {
    let words = folded(note);
    // The stems are folded too, because folding changes some Arabic letters.
    STEMS.iter().any(|stem| words.contains(&folded(stem)))
}

/// Returns the quantity that a note names; `None` if it names none, or several, or one that can be read in two ways, as 1,500 and 1.500.
pub(super) fn quantity(note: &str) -> Option<Mass> {
    let mut found = quantities(note);
    let first = found.next()?;
    found.next().is_none().then_some(first).flatten()
}

/// Returns every quantity of a note; `None` in the place of one that can be read in two ways.
fn quantities(note: &str) -> impl Iterator<Item = Option<Mass>> {
    let words: Vec<&str> = note.split_whitespace().collect();
    let pairs: Vec<(&str, &str)> = (0..words.len())
        .filter_map(|place| {
            let word = words[place].trim_start_matches(|c: char| !c.is_alphanumeric());
            let digits = word
                .find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')
                .unwrap_or(word.len());
            let (number, unit) = word.split_at(digits);
            let unit = if unit.is_empty() {
                words.get(place + 1).copied().unwrap_or_default()
            } else {
                unit
            };
            number
                .starts_with(|c: char| c.is_ascii_digit())
                .then_some((number, unit))
        })
        .collect();
    pairs.into_iter().filter_map(|(number, unit)| {
        let unit = unit
            .trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase();
        let (_, power) = UNITS.iter().find(|(name, _)| *name == unit)?;
        Some(read(number, *power))
    })
}

/// Returns a number of some unit; `None` if its marks can be read in two ways or the quantity is finer than a millionth of a gram.
fn read(number: &str, power: u32) -> Option<Mass> {
    let places = number.split_once('.').map_or(0, |(_, places)| places.len());
    if number.contains(',') || places == 3 {
        return None;
    }
    let number = ScaledNumber::parse(number.as_bytes()).ok()?.millionths();
    // The number is in millionths already.
    let millionths = number.checked_mul(10_i128.pow(power))?;
    let whole = millionths % 1_000_000 == 0;
    let limit = 10_i128.pow(20);
    Some(millionths / 1_000_000)
        .filter(|millionths| whole && *millionths < limit)
        .map(Mass::from_millionths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_on_manufacture_are_known_in_six_languages() {
        for note in [
            "100 kg for the manufacture of benzfetamine",
            "Manufacturing of preparations for export",
            "pour la fabrication de préparations",
            "para la fabricación de preparados",
            "для производства препаратов",
            "изготовление препаратов",
            "用于制造制剂",
            "生产制剂",
            "لتصنيع المستحضرات",
        ] {
            assert!(is_about_manufacture(note), "{note}");
        }
        for note in ["", "includes 5 kg for special stocks", "per fax"] {
            assert!(!is_about_manufacture(note), "{note}");
        }
    }

    #[test]
    fn a_quantity_is_read_only_in_one_way() {
        let grams = |note| quantity(note).map(|mass| mass.to_string());
        for (note, expected) in [
            ("100 kg for the manufacture of benzfetamine", Some("100000")),
            ("for manufacture (2.5kg)", Some("2500")),
            ("manufacture: 750 g.", Some("750")),
            ("manufacture of 0.25 mg", Some("0.00025")),
            ("5 Kilograms for manufacture", Some("5000")),
            // Two quantities, two readings, no unit, a unit of another thing.
            ("100 kg for manufacture, 5 kg for stocks", None),
            ("1,500 kg for manufacture", None),
            ("1.500 kg for manufacture", None),
            ("for the manufacture of 3 preparations", None),
            ("for manufacture in 2023", None),
            ("for manufacture", None),
            ("99999999999999999999999 kg for manufacture", None),
            ("1.0000001 kg for manufacture", None),
        ] {
            assert_eq!(grams(note).as_deref(), expected, "{note}");
        }
    }
}
