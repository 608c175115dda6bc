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

/// Words that deny what follows them, folded, in the languages that divide words by blanks.
const DENIALS: [&str; 17] = [
    "not",
    "no",
    "non",
    "never",
    "without",
    "excludes",
    "excluding",
    "pas",
    "sans",
    "aucune",
    "sin",
    "ninguna",
    "не",
    "без",
    "ليس",
    "ليست",
    "غير",
];

/// What denies in Chinese where it stands before the stem.
const DENIALS_WITHIN: [&str; 6] = ["不用于", "不供", "不得", "不是", "非用于", "并非"];

/// The most words from one that denies to the word for manufacture: "not intended for the manufacture".
const REACH: usize = 4;

/// What before a quantity makes it no exact one, or none: folded words, divided by blanks.
const HEDGES: [&str; 37] = [
    "not",
    "than",
    "up to",
    "at least",
    "at most",
    "about",
    "approximately",
    "approx",
    "circa",
    "ca",
    "around",
    "nearly",
    "almost",
    "some",
    "over",
    "under",
    "below",
    "above",
    "exceeding",
    "maximum",
    "minimum",
    "max",
    "min",
    "environ",
    "moins de",
    "plus de",
    "jusqua",
    "au moins",
    "au plus",
    "menos de",
    "mas de",
    "hasta",
    "al menos",
    "около",
    "менее",
    "более",
    "до",
];

/// Signs that do the same.
const SIGNS: [char; 9] = ['<', '>', '≤', '≥', '~', '≈', '±', '－', '−'];

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

/// Whether a note speaks of manufacture, and does not deny it.
pub(super) fn is_about_manufacture(note: &str) -> bool {
    // The stems are folded too, because folding changes some Arabic letters.
    let stems = STEMS.map(folded);
    let denials = DENIALS.map(folded);
    note.split(|c: char| !c.is_alphanumeric() && !c.is_whitespace() && !"'’-".contains(c))
        .any(|clause| {
            let words: Vec<String> = clause.split_whitespace().map(folded).collect();
            (0..words.len()).any(|place| {
                let found = stems.iter().filter_map(|stem| words[place].find(stem));
                let Some(at) = found.min() else {
                    return false;
                };
                let within = &words[place][..at];
                let before = &words[place.saturating_sub(REACH)..place];
                // "Not only for manufacture" denies nothing.
                let denied = before.iter().enumerate().any(|(at, word)| {
                    denials.contains(word) && before.get(at + 1).is_none_or(|next| next != "only")
                });
                !denied && !DENIALS_WITHIN.iter().any(|denial| within.contains(denial))
            })
        })
}

/// Returns the quantity that a note names; `None` if it names none, or several, or one that can be read in two ways, as 1,500 and 1.500,
/// or that is a bound, or denied.
pub(super) fn quantity(note: &str) -> Option<Mass> {
    let mut found = quantities(note);
    let first = found.next()?;
    found.next().is_none().then_some(first).flatten()
}

/// Returns every quantity of a note; `None` in the place of one that can be read in two ways.
fn quantities(note: &str) -> impl Iterator<Item = Option<Mass>> {
    let words: Vec<&str> = note.split_whitespace().collect();
    let found: Vec<Option<Mass>> = (0..words.len())
        .filter_map(|place| {
            let word = words[place].trim_start_matches(|c: char| !c.is_alphanumeric());
            let digits = word
                .find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')
                .unwrap_or(word.len());
            let (number, unit) = word.split_at(digits);
            if !number.starts_with(|c: char| c.is_ascii_digit()) {
                return None;
            }
            let mut after = words[place + 1..].iter().copied();
            let unit = if unit.is_empty() {
                after.next().unwrap_or_default()
            } else {
                unit
            };
            let unit = unit
                .trim_matches(|c: char| !c.is_alphanumeric())
                .to_lowercase();
            let (_, power) = UNITS.iter().find(|(name, _)| *name == unit)?;
            let is_wrong = after.take(2).any(|word| folded(word) == "wrong");
            let is_hedged = words[place].starts_with(SIGNS) || is_hedge(&words[..place]);
            Some(read(number, *power).filter(|_| !is_wrong && !is_hedged))
        })
        .collect();
    found.into_iter()
}

/// Whether the last of some words make the quantity that follows no exact one, or none.
fn is_hedge(before: &[&str]) -> bool {
    let last = before.last().copied().unwrap_or_default();
    let two = &before[before.len().saturating_sub(2)..];
    let two: Vec<String> = two.iter().map(|word| folded(word)).collect();
    let (one, two) = (folded(last), two.join(" "));
    last.ends_with(SIGNS)
        || HEDGES.iter().any(|hedge| {
            let hedge: Vec<String> = hedge.split(' ').map(folded).collect();
            let hedge = hedge.join(" ");
            hedge == one || hedge == two
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
            "Not for stocks; for manufacture",
            "not only for manufacture",
            "2.5kg for manufacture, not for medical use",
        ] {
            assert!(is_about_manufacture(note), "{note}");
        }
        for note in [
            "",
            "includes 5 kg for special stocks",
            "per fax",
            "NOT for manufacture; medical use only",
            "not intended for the manufacture of others",
            "Medical use only, no manufacture",
            "pas pour la fabrication",
            "no para la fabricación",
            "не для производства",
            "不用于制造",
            "ليس لتصنيع المستحضرات",
        ] {
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
            // Bounds, and what is denied.
            ("less than 100 kg for manufacture", None),
            ("manufacture: more than 100kg", None),
            ("up to 100 kg for manufacture", None),
            ("for manufacture (at least 100 kg)", None),
            ("At most 100 kg for manufacture", None),
            ("about 100 kg for manufacture", None),
            ("for manufacture, not 100 kg", None),
            ("100 kg is wrong, see the form on manufacture", None),
            ("<100 kg for manufacture", None),
            ("до 100 кг для производства", None),
            ("for manufacture, notably 100 kg", Some("100000")),
        ] {
            assert_eq!(grams(note).as_deref(), expected, "{note}");
        }
    }
}
