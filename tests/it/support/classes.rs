//! What a world puts to the test. A run of many worlds must have met every class often enough, or it proves little.

mod estimates;
mod records;
mod trade;

use std::collections::BTreeMap;

use super::reference::Outcome;
use super::reference::book::Book;
use super::reference::judgement::RULES;
use super::reference::refusals::{FILING_REASONS, RECORD_REASONS};
use super::reference::warnings::{doubts, warnings};
use super::world::World;

/// The number of worlds that the least numbers below are for.
const WORLDS: u64 = 2_000;

/// How often a run of `WORLDS` worlds must at least meet each refusal reason, rule and tie.
const LEAST_OF_EACH: u64 = 50;

/// The other classes, with how often such a run must at least meet them.
const LEAST: [(&str, u64); 50] = [
    ("file: CSV", 1_000),
    ("file: Parquet", 1_000),
    ("world: no filing", 30),
    ("world: known-at", 300),
    ("record: not yet known", 500),
    ("record: not yet known version of a known one", 50),
    ("record: out of scope", 200),
    ("record: a substance left out", 50),
    ("record: withdrawn", 100),
    ("record: set aside", 300),
    ("record: set aside for one of two substances", 20),
    ("finding: returns-disagree", 200),
    ("record: faulty with the id of a valid one", 50),
    ("record: counted in a unit", 500),
    ("record: licence against a prohibition", 30),
    ("record: on the day of a prohibition", 30),
    ("record: on the day a substance is controlled", 50),
    ("record: on the day of a factor", 50),
    ("record: two substances", 200),
    ("filing: not yet known", 200),
    ("filing: not yet known version of a known one", 30),
    ("filing: half a gram up", 100),
    ("filing: half a gram down", 50),
    ("filing: less than a gram up", 100),
    ("filing: less than a gram down", 50),
    ("filing: retroactive", 300),
    ("filing: several on one start", 50),
    ("level: in-force", 1_000),
    ("level: stale", 300),
    ("level: expired", 300),
    ("level: below zero", 100),
    ("level: expired with supplements", 50),
    ("level: turns on 1 March after 29 February", 50),
    ("supplement: counts", 300),
    ("supplement: dies with its filing", 100),
    ("supplement: leaves a known future filing alone", 50),
    ("supplement: on the day its filing is received", 50),
    ("supplement: killed by a retroactive filing", 50),
    ("supplement: without a filing", 200),
    ("supplement: without a filing, then one comes", 50),
    ("supplement: kept by a corrected filing", 30),
    ("supplement: corrected, counts from its first receipt", 30),
    ("day: total exactly the level", 100),
    ("day: a millionth of a gram above the level", 50),
    ("day: several records at once", 300),
    ("day: the first of a new level", 100),
    ("alert: no estimate", 300),
    ("alert: excess not later", 100),
    ("alert: cured", 100),
    ("alert: not cured", 300),
];

/// Classes of alerts that need a year of several days.
const LEAST_OF_YEARS: [(&str, u64); 4] = [
    ("alert: peak after the first day", 100),
    ("alert: excess, none, and excess again", 20),
    ("alert: cured on a day of movement", 20),
    ("alert: in two years running", 30),
];

/// Classes of worlds of three conventions.
const LEAST_OF_SECTION_7: [(&str, u64); 43] = [
    ("alert of 1961", 300),
    ("alert of 1988", 100),
    ("alert of 1961: cured by a confirmation", 30),
    ("alert of 1961: cured by own exports", 30),
    ("day of 1961: a millionth of a gram above the level", 50),
    ("day of 1961: own exports alone", 50),
    ("day of 1961: own exports keep it from excess", 30),
    ("day of 1961: own exports on a base below zero", 20),
    ("day of 1961: own exports raise the level", 100),
    ("day of 1961: total exactly the level", 50),
    ("day of 1988: a millionth of a gram above the level", 20),
    ("day of 1988: no requirement", 200),
    ("day of 1988: no requirement, within an alert", 20),
    ("day of 1988: total exactly the level", 20),
    ("filing of 1961 or 1988: no whole grams", 100),
    ("filing of 1961: confirmed after its year", 30),
    ("filing of 1961: confirmed when received", 50),
    ("filing of 1961: confirmed within its year", 100),
    ("filing of 1961: sent again", 50),
    ("filing of 1961: several on one start", 30),
    ("filing of 1961: unconfirmed", 50),
    ("filing: confirmed after the known-at date", 30),
    ("level of 1961: another filing governs", 30),
    ("level of 1961: below zero", 50),
    ("level of 1961: in-force", 300),
    ("level of 1961: less a deduction", 100),
    ("level of 1961: none", 300),
    ("level of 1961: of deductions alone", 20),
    ("level of 1961: of supplements alone", 50),
    ("notice: a supplement lifts it", 30),
    ("notice: a supplement of no effect", 30),
    ("notice: on its first day", 30),
    ("notice: one lifted and another not", 5),
    ("record: exempt with quantity 0", 30),
    ("record: exempt, with a substance that is exempt", 200),
    ("record: exempt-preparation", 200),
    ("record: judged by two conventions", 100),
    ("record: judged, with a substance that is exempt", 50),
    ("record: one substance exempt, one not under control", 10),
    ("record: re-export counted of 1961", 100),
    ("record: re-export counted of 1988", 50),
    ("record: set aside, with a substance that is exempt", 5),
    ("record: simplified-procedure", 200),
];

#[derive(Clone, Debug, Default)]
pub struct Classes {
    counts: BTreeMap<String, u64>,
}

impl Classes {
    pub fn of(world: &World, outcome: &Outcome<'_>, book: &Book<'_>) -> Classes {
        let mut classes = Classes::default();
        records::count(&mut classes, world, outcome, book);
        estimates::count(&mut classes, world, outcome, book);
        trade::count(&mut classes, outcome, book);
        for (kind, _) in warnings(world, outcome.books, book).into_keys() {
            classes.met(format!("warning: {kind}"));
        }
        for group in outcome.groups.iter().filter(|group| group.is_alert()) {
            let doubts = doubts(group, outcome.books, book);
            doubts
                .split_whitespace()
                .for_each(|doubt| classes.met(format!("doubt: {doubt}")));
        }
        classes
    }

    fn met(&mut self, class: impl Into<String>) {
        *self.counts.entry(class.into()).or_default() += 1;
    }

    fn met_if(&mut self, applies: bool, class: &str) {
        if applies {
            self.met(class);
        }
    }

    pub fn add(&mut self, other: &Classes) {
        for (class, count) in &other.counts {
            *self.counts.entry(class.clone()).or_default() += count;
        }
    }

    pub fn count(&self, class: &str) -> u64 {
        self.counts.get(class).copied().unwrap_or_default()
    }

    /// The classes that so many worlds should have met more often.
    pub fn met_too_seldom(&self, worlds: u64) -> Vec<String> {
        least()
            .into_iter()
            .map(|(class, least)| {
                let least = (least * worlds / WORLDS).max(1);
                (self.count(&class), least, class)
            })
            .filter(|(count, least, _)| count < least)
            .map(|(count, least, class)| format!("{class}: met {count} times, not {least}"))
            .collect()
    }

    /// Every class with its count, a line each.
    pub fn report(&self) -> String {
        let lines = least().into_iter().map(|(class, least)| {
            let count = self.count(&class);
            format!("{count:>7} (at least {least:>5}) {class}\n")
        });
        lines.collect()
    }
}

fn least() -> Vec<(String, u64)> {
    let each = |what: &str, names: &[&str]| -> Vec<(String, u64)> {
        let class = |name| (format!("{what}: {name}"), LEAST_OF_EACH);
        names.iter().map(class).collect()
    };
    let fixed = LEAST
        .iter()
        .chain(&LEAST_OF_YEARS)
        .chain(&LEAST_OF_SECTION_7)
        .map(|(class, least)| ((*class).to_owned(), *least));
    [
        each("record refused", &RECORD_REASONS),
        each("filing refused", &FILING_REASONS),
        each("alert by", &RULES),
        each("record versions told apart by", &records::DECIDING),
        each("filing versions told apart by", &estimates::DECIDING),
        each(
            "filing of 1961",
            &["estimate", "established", "supplement", "deduction"],
        ),
        each(
            "finding",
            &["level-below-zero", "requirement-unknown", "unconfirmed"],
        ),
        each(
            "warning",
            &[
                "id-shared",
                "licence-word",
                "mostly-refused",
                "versions-unlike",
                "zero-quantity",
            ],
        ),
        each(
            "doubt",
            &[
                "id-shared",
                "licence-word",
                "refused-filing",
                "refused-record",
                "returns-disagree",
                "versions-unlike",
            ],
        ),
    ]
    .concat()
    .into_iter()
    .chain(fixed)
    .collect()
}
