//! The findings on the estimates that the reference knows: those of returns (rules 4.6) and those of section 7.

use super::super::day::Day;
use super::Books;
use super::book::{Book, Convention};
use super::judgement::{Movement, disagreements};
use super::levels::Levels;
use super::totals::{Totals, is_unconfirmed, year};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub kind: &'static str,
    pub country: String,
    pub substance: String,
    pub from: Day,
    /// The first day after it.
    pub to: Day,
    pub filing_id: Option<String>,
}

/// The kinds; `level-below-zero` of 1961 alone.
pub const KINDS: [&str; 4] = [
    "level-below-zero",
    "requirement-unknown",
    "returns-disagree",
    "unconfirmed",
];

/// Of 1961 and `level-below-zero` one for each run of days, whatever the level was made of.
pub fn findings(books: &Books, movements: &[Movement<'_>], book: &Book<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let of_year = |kind, country: String, substance: String, year: i32, filing_id| Finding {
        kind,
        country,
        substance,
        from: Day::of(year, 1, 1),
        to: Day::of(year + 1, 1, 1),
        filing_id,
    };
    for (reporter, _, substance, year) in disagreements(books, book) {
        found.push(of_year("returns-disagree", reporter, substance, year, None));
    }
    let of_1961 = |substance: &str| book.convention(substance) == Convention::Of1961;
    let mut groups: BTreeSet<(&str, &str)> = BTreeSet::new();
    for filing in &books.filings {
        let line = &filing.line;
        if !of_1961(&line.substance) {
            continue;
        }
        groups.insert((&line.country, &line.substance));
        if is_unconfirmed(filing) {
            let (country, substance) = (line.country.clone(), line.substance.clone());
            let id = Some(line.filing_id.clone());
            found.push(of_year("unconfirmed", country, substance, year(filing), id));
        }
    }
    for (country, substance) in groups {
        let totals = Totals::new(&books.filings, country, substance);
        let runs = totals.below_zero().into_iter();
        found.extend(runs.map(|(from, to)| Finding {
            kind: "level-below-zero",
            country: country.to_owned(),
            substance: substance.to_owned(),
            from,
            to,
            filing_id: None,
        }));
    }
    found.extend(requirements_unknown(books, movements, book));
    found.sort();
    found
}

/// Rules 7.9.
fn requirements_unknown(
    books: &Books,
    movements: &[Movement<'_>],
    book: &Book<'_>,
) -> Vec<Finding> {
    let mut days: BTreeMap<(&str, &str), BTreeSet<Day>> = BTreeMap::new();
    for movement in movements {
        let (importer, substance) = (movement.importer(), movement.substance);
        let levels = Levels::new(book, &books.filings, importer, substance);
        if levels.level(movement.record.date).is_none() {
            let days = days.entry((importer, substance)).or_default();
            days.insert(movement.record.date);
        }
    }
    let finding = |((country, substance), days): ((&str, &str), BTreeSet<Day>)| Finding {
        kind: "requirement-unknown",
        country: country.to_owned(),
        substance: substance.to_owned(),
        from: *days.first().expect("a day"),
        to: days.last().expect("a day").plus(1),
        filing_id: None,
    };
    days.into_iter().map(finding).collect()
}
