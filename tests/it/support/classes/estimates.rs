//! Classes of filings and of the levels they make: every path of rules 3.1 to 3.8.

use std::collections::BTreeSet;

use super::super::day::Day;
use super::super::number::plain;
use super::super::reference::Outcome;
use super::super::reference::book::{Book, Convention};
use super::super::reference::estimates::Estimates;
use super::super::reference::refusals::{FilingLine, filing};
use super::super::reference::rows::rows;
use super::super::reference::totals::{Totals, confirmed, is_unconfirmed, year};
use super::super::reference::versions::{Filing, filing_key, filing_order};
use super::super::world::World;
use super::Classes;

/// What can decide between versions of a filing (rules 4.2), in its order; last, nothing.
pub const DECIDING: [&str; 7] = [
    "received",
    "kind",
    "effective",
    "grams",
    "year",
    "confirmed",
    "nothing, being equal",
];

pub fn count(classes: &mut Classes, world: &World, outcome: &Outcome<'_>, book: &Book<'_>) {
    let books = outcome.books;
    if let Some(known_at) = world.known_at {
        let rows = rows(&world.filings);
        let lines = rows.iter().filter_map(|row| filing(row, book).ok());
        for line in lines.filter(|line| line.received <= known_at) {
            classes.met_if(
                line.confirmed > Some(known_at),
                "filing: confirmed after the known-at date",
            );
        }
    }
    let standing = |line: &FilingLine| {
        let mut filings = books.filings.iter();
        filings.find(|filing| filing_key(&filing.line) == filing_key(line))
    };
    for line in &books.superseded_filings {
        let standing = standing(line).expect("something supersedes it");
        let decided_by = DECIDING[first_difference(line, &standing.line)];
        classes.met(format!("filing versions told apart by: {decided_by}"));
    }
    for line in &books.not_yet_known_filings {
        classes.met("filing: not yet known");
        classes.met_if(
            standing(line).is_some(),
            "filing: not yet known version of a known one",
        );
    }
    let mut groups = BTreeSet::new();
    for filing in &books.filings {
        if book.convention(&filing.line.substance) == Convention::Of1971 {
            count_rounding(classes, filing);
        } else {
            let whole = filing.micrograms % 1_000_000 == 0;
            classes.met_if(!whole, "filing of 1961 or 1988: no whole grams");
        }
        groups.insert((&filing.line.country, &filing.line.substance));
    }
    for (country, substance) in groups {
        if book.convention(substance) == Convention::Of1961 {
            let totals = Totals::new(&books.filings, country, substance);
            count_totals(classes, &totals);
            continue;
        }
        let estimates = Estimates::new(book, &books.filings, country, substance);
        count_levels(classes, &estimates);
        count_starts(classes, &estimates);
        for (supplement, changed) in estimates.supplements() {
            count_supplement(classes, &estimates, supplement, *changed);
        }
    }
}

fn count_rounding(classes: &mut Classes, filing: &Filing) {
    let size = filing.line.grams.abs();
    let up = filing.line.grams > 0;
    let half = size > 1_000_000 && size % 1_000_000 == 500_000;
    let less = 0 < size && size < 1_000_000;
    classes.met_if(half && up, "filing: half a gram up");
    classes.met_if(half && !up, "filing: half a gram down");
    classes.met_if(less && up, "filing: less than a gram up");
    classes.met_if(less && !up, "filing: less than a gram down");
}

/// The filings and levels of 1961.
fn count_totals(classes: &mut Classes, totals: &Totals<'_>) {
    let mut starts = BTreeSet::new();
    for filing in totals.filings() {
        let own_year = |day: Day| day.year() == year(filing);
        let kind = filing.line.kind.as_str();
        classes.met(format!("filing of 1961: {kind}"));
        classes.met_if(is_unconfirmed(filing), "filing of 1961: unconfirmed");
        let governs = kind == "estimate" || kind == "established";
        let Some(day) = confirmed(filing) else {
            continue;
        };
        classes.met_if(
            kind == "established" && filing.line.confirmed.is_none(),
            "filing of 1961: confirmed when received",
        );
        classes.met_if(
            own_year(day) && day > Day::of(year(filing), 1, 1),
            "filing of 1961: confirmed within its year",
        );
        classes.met_if(
            day.year() > year(filing),
            "filing of 1961: confirmed after its year",
        );
        classes.met_if(
            filing.first_received < filing.line.received,
            "filing of 1961: sent again",
        );
        let start = Totals::start(filing).filter(|_| governs);
        let again = start.is_some_and(|start| !starts.insert(start));
        classes.met_if(again, "filing of 1961: several on one start");
    }
    for segment in totals.segments() {
        let level = &segment.level;
        classes.met(format!("level of 1961: {}", level.status));
        classes.met_if(level.before_clamping < 0, "level of 1961: below zero");
        classes.met_if(
            level.filing_id.is_none() && level.status == "in-force",
            "level of 1961: of supplements alone",
        );
        let counting = totals.counting(segment.from);
        let deducted = counting.iter().any(|filing| !filing.is_supplement());
        classes.met_if(deducted, "level of 1961: less a deduction");
        classes.met_if(
            deducted && level.status == "none",
            "level of 1961: of deductions alone",
        );
        let eve = totals.level(segment.from.plus(-1));
        classes.met_if(
            eve.filing_id.is_some()
                && level.filing_id.is_some()
                && eve.filing_id != level.filing_id,
            "level of 1961: another filing governs",
        );
    }
}

fn count_levels(classes: &mut Classes, estimates: &Estimates<'_>) {
    for segment in estimates.segments() {
        let level = &segment.level;
        classes.met(format!("level: {}", level.status));
        classes.met_if(level.before_clamping < 0, "level: below zero");
        classes.met_if(
            level.status == "expired" && !level.supplements.is_empty(),
            "level: expired with supplements",
        );
        let governing = estimates.governing(segment.from);
        let received = governing.map(|filing| filing.line.received.to_string());
        let leap = received.is_some_and(|day| day.ends_with("-02-29"));
        let turns = segment.from.to_string().ends_with("-03-01");
        classes.met_if(
            leap && turns && ["stale", "expired"].contains(&level.status),
            "level: turns on 1 March after 29 February",
        );
    }
}

fn count_starts(classes: &mut Classes, estimates: &Estimates<'_>) {
    let mut starts = BTreeSet::new();
    for filing in estimates.filings() {
        let retroactive = filing.line.effective < Some(filing.line.received);
        classes.met_if(retroactive, "filing: retroactive");
        let first = starts.insert(estimates.start(filing));
        classes.met_if(!first, "filing: several on one start");
    }
}

fn count_supplement(
    classes: &mut Classes,
    estimates: &Estimates<'_>,
    supplement: &Filing,
    changed: Option<&Filing>,
) {
    let day = supplement.first_received;
    let id = |filing: &Filing| filing.line.filing_id.clone();
    let governs = |day: Day| estimates.governing(day).map(id);
    let own = changed.map(id);
    let counts = governs(day) == own && supplement.micrograms != 0;
    let far = day.years_on(200);
    classes.met_if(
        counts && day < supplement.line.received,
        "supplement: corrected, counts from its first receipt",
    );
    let Some(filing) = changed else {
        classes.met_if(counts, "supplement: without a filing");
        classes.met_if(
            counts && governs(far).is_some(),
            "supplement: without a filing, then one comes",
        );
        return;
    };
    classes.met_if(counts, "supplement: counts");
    classes.met_if(
        counts && governs(far) != own,
        "supplement: dies with its filing",
    );
    classes.met_if(
        counts && filing.first_received == day,
        "supplement: on the day its filing is received",
    );
    classes.met_if(
        counts && filing.first_received <= day && day < filing.line.received,
        "supplement: kept by a corrected filing",
    );
    classes.met_if(!counts, "supplement: killed by a retroactive filing");
    let mut filings = estimates.filings().iter();
    let waiting = |other: &&&Filing| other.first_received <= day && estimates.start(other) > day;
    classes.met_if(
        counts && filings.any(|other| waiting(&other)),
        "supplement: leaves a known future filing alone",
    );
}

fn first_difference(a: &FilingLine, b: &FilingLine) -> usize {
    let texts = |line: &FilingLine| {
        let (received, kind, effective, grams, year, confirmed) = filing_order(line);
        [
            received.to_string(),
            kind.to_owned(),
            effective.map(|day| day.to_string()).unwrap_or_default(),
            plain(grams, 6),
            year.map(|year| year.to_string()).unwrap_or_default(),
            confirmed.map(|day| day.to_string()).unwrap_or_default(),
        ]
    };
    let (a, b) = (texts(a), texts(b));
    let differs = (0..a.len()).find(|at| a[*at] != b[*at]);
    differs.unwrap_or(a.len())
}
