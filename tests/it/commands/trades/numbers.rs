//! Numbers that are alike, by comparing each with each.

use std::collections::{BTreeMap, BTreeSet};

use inforce::ask::authorisations::search;
use inforce::ask::similar_numbers::{Likeness, NumberIndex, difference, likeness};
use proptest::prelude::*;

use super::{CHARACTERS, Case, a_number, all_records, cases};
use crate::support::chance::Chance;
use crate::support::effort::{assert_met, seeds};
use crate::support::reference::book::Book;
use crate::support::reference::rows::{self, Origin};

/// Alike by every edit in turn.
fn naively_alike(asked: &str, found: &str) -> Option<Likeness> {
    let folded = |text: &str| {
        text.replace('O', "0")
            .replace(['I', 'l'], "1")
            .replace('S', "5")
    };
    let (a, b): (Vec<char>, Vec<char>) = (asked.chars().collect(), found.chars().collect());
    if found.is_empty() {
        return None;
    }
    if a == b {
        return Some(Likeness::Same);
    }
    if folded(asked) == folded(found) {
        return Some(Likeness::LookAlike);
    }
    let swapped = |place: usize| {
        let mut a = a.clone();
        a.swap(place, place + 1);
        a
    };
    if (1..a.len()).any(|place| swapped(place - 1) == b) {
        return Some(Likeness::Transposition);
    }
    if a.len() == b.len() && a.iter().zip(&b).filter(|(a, b)| a != b).count() == 1 {
        return Some(Likeness::Substitution);
    }
    let without = |text: &[char], place: usize| [&text[..place], &text[place + 1..]].concat();
    if (0..b.len()).any(|place| without(&b, place) == a) {
        return Some(Likeness::Insertion);
    }
    (0..a.len())
        .any(|place| without(&a, place) == b)
        .then_some(Likeness::Deletion)
}

#[test]
fn numbers_are_found_as_by_comparing_each_with_each() {
    let mut met: BTreeMap<&str, u64> = BTreeMap::new();
    for (seed, case) in cases() {
        let book = Book {
            config: &case.world.config,
        };
        let known = all_records(&case, &book, None);
        let mut chance = Chance::new(seed);
        let mut numbers: Vec<String> = (0..4).map(|_| a_number(&mut chance)).collect();
        for number in known
            .iter()
            .map(|(record, _)| &record.authorisation)
            .filter(|number| number.is_ascii())
            .take(3)
        {
            // The number itself, and with its last two characters in each other's place.
            let (front, back) = number.split_at(number.len().saturating_sub(2));
            numbers.extend([
                number.clone(),
                front.to_owned() + &back.chars().rev().collect::<String>(),
                number.replace('0', "O"),
            ]);
        }
        numbers.retain(|number| !number.is_empty());
        numbers.sort();
        numbers.dedup();
        let searched = search(&case.run, &numbers).expect("an answer");
        assert_eq!(
            searched
                .uses
                .iter()
                .map(|uses| &uses.number)
                .collect::<Vec<_>>(),
            numbers.iter().collect::<Vec<_>>()
        );
        for uses in &searched.uses {
            let found = uses.records.iter().map(|(likeness, found)| {
                let record = &found.record;
                let origin = Origin {
                    file: record.file.clone(),
                    row: usize::try_from(record.row).expect("a row"),
                };
                (
                    *likeness,
                    record.authorisation.clone(),
                    record.date.to_string(),
                    origin,
                    found.became.clone(),
                )
            });
            let mut expected: Vec<_> = known
                .iter()
                .filter_map(|(record, became)| {
                    let likeness = naively_alike(&uses.number, &record.authorisation)?;
                    let (number, date) = (record.authorisation.clone(), record.date.to_string());
                    Some((
                        likeness,
                        number,
                        date,
                        record.origin.clone(),
                        became.clone(),
                    ))
                })
                .collect();
            expected.sort_by(|a, b| (a.0, &a.1, &a.2, &a.3).cmp(&(b.0, &b.1, &b.2, &b.3)));
            for (likeness, ..) in &expected {
                *met.entry(likeness.name()).or_default() += 1;
            }
            assert_eq!(
                found.collect::<Vec<_>>(),
                expected,
                "world {seed}, {:?}",
                uses.number
            );
            for (likeness, number, row) in &uses.refused {
                assert_eq!(
                    naively_alike(&uses.number, number),
                    Some(*likeness),
                    "world {seed}, {row:?}"
                );
                assert!(row.raw.contains(number.as_str()), "world {seed}, {row:?}");
            }
            refused_numbers_are_found(&case, &uses.number, uses.refused.len(), seed);
            *met.entry("refused").or_default() +=
                u64::try_from(uses.refused.len()).expect("a number");
        }
    }
    assert_eq!(met.len(), 7, "{met:?}");
    assert_met(
        &seeds(20, 200),
        200,
        met.iter().map(|(likeness, met)| (*likeness, *met, 50)),
    );
}

/// As many refused rows as have such a number in their column, or somewhere on a line that cannot be cut.
fn refused_numbers_are_found(case: &Case, number: &str, found: usize, seed: u64) {
    let rows = rows::rows(&case.world.records);
    let refused: BTreeSet<&Origin> = case
        .books
        .quarantine
        .iter()
        .filter(|row| row.kind == "record")
        .map(|row| &row.origin)
        .collect();
    let alike = |text: &str| naively_alike(number, text).is_some();
    let bad_lines = case
        .run
        .refused(|row| row.reason == "bad-line")
        .expect("refused rows");
    let in_column = rows
        .iter()
        .filter(|row| {
            refused.contains(&row.origin) && !row.is_bad_line() && alike(row.text("authorisation"))
        })
        .count();
    let on_lines = bad_lines
        .iter()
        .filter(|row| row.kind == "record" && row.raw.split([',', '"', ';', '\t']).any(alike))
        .count();
    assert_eq!(found, in_column + on_lines, "world {seed}, {number:?}");
}

/// A number of characters that look alike and others, long enough to have ends of four bytes or not.
fn any_number() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(&CHARACTERS[..]), 0..14)
        .prop_map(|characters| characters.into_iter().collect())
}

/// What may become of a number: up to two edits, so that some are alike and some just not.
fn edited() -> impl Strategy<Value = (String, String)> {
    let edit = (
        0..5_u8,
        any::<prop::sample::Index>(),
        proptest::sample::select(&CHARACTERS[..]),
    );
    (any_number(), proptest::collection::vec(edit, 0..3)).prop_map(|(number, edits)| {
        let mut found: Vec<char> = number.chars().collect();
        for (kind, place, character) in edits {
            let place = place.index(found.len() + 1);
            match kind {
                0 => found.insert(place, character),
                1 if place < found.len() => drop(found.remove(place)),
                2 if place < found.len() => found[place] = character,
                3 if place + 1 < found.len() => found.swap(place, place + 1),
                _ => found
                    .iter_mut()
                    .for_each(|c| *c = if *c == 'O' { '0' } else { *c }),
            }
        }
        (number, found.into_iter().collect())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn numbers_are_alike_as_every_edit_in_turn_says((asked, found) in edited(), others in proptest::collection::vec(any_number(), 0..4)) {
        let expected = naively_alike(&asked, &found);
        if !found.is_empty() {
            prop_assert_eq!(likeness(&asked, &found), expected);
            prop_assert_eq!(difference(&asked, &found).is_some(), expected.is_some_and(|of| of != Likeness::Same));
        }
        let mut numbers = others;
        numbers.push(asked);
        let naively: Vec<_> = numbers.iter().enumerate().filter_map(|(place, number)| Some((place, naively_alike(number, &found)?))).collect();
        let asked = NumberIndex::new(&numbers);
        prop_assert_eq!(asked.are_like(&found), !naively.is_empty());
        prop_assert_eq!(asked.like(&found), naively);
    }
}

#[test]
fn what_differs_is_said_with_its_place() {
    for (asked, found, expected) in [
        ("A-123", "A-173", Some(("7", "2", 4))),
        ("A-123", "A-1234", Some(("4", "", 6))),
        ("A-123", "A-12", Some(("", "3", 5))),
        ("A-123", "A-132", Some(("32", "23", 4))),
        ("A-103", "A-IO3", Some(("IO", "10", 3))),
        ("A-123", "A-123", None),
        ("A-123", "B-132", None),
    ] {
        let expected = expected.map(|(found, asked, at): (&str, &str, usize)| {
            (found.to_owned(), asked.to_owned(), at)
        });
        assert_eq!(difference(asked, found), expected, "{asked} {found}");
    }
}
