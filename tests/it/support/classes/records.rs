//! Classes of record rows: refused, not yet known, superseded, out of scope.

use super::super::number::plain;
use super::super::reference::Outcome;
use super::super::reference::book::Book;
use super::super::reference::judgement::{controlled_shares, exemption, movements};
use super::super::reference::refusals::Record;
use super::super::reference::versions::{record_key, record_order};
use super::super::world::{Format, World};
use super::Classes;
use std::collections::BTreeSet;

/// What can decide between versions of a record (rules 4.2), in its order; last, nothing.
pub const DECIDING: [&str; 11] = [
    "received",
    "quantity",
    "date",
    "partner",
    "form",
    "re-export",
    "authorisation",
    "special licence",
    "procedure",
    "period",
    "nothing, being equal",
];

pub fn count(classes: &mut Classes, world: &World, outcome: &Outcome<'_>, book: &Book<'_>) {
    count_files(classes, world);
    let books = outcome.books;
    for refusal in &books.quarantine {
        classes.met(format!("{} refused: {}", refusal.kind, refusal.reason));
        let same_id = |record: &Record| Some(&record.id) == refusal.id.as_ref();
        classes.met_if(
            refusal.kind == "record" && books.judged.iter().any(same_id),
            "record: faulty with the id of a valid one",
        );
    }
    let current: Vec<&Record> = books
        .judged
        .iter()
        .chain(&books.set_aside)
        .chain(&books.exempt)
        .chain(&books.out_of_scope)
        .collect();
    let standing = |version: &Record| {
        let of_key = |record: &&&Record| record_key(record, book) == record_key(version, book);
        current.iter().find(of_key).copied()
    };
    for record in &books.not_yet_known_records {
        classes.met("record: not yet known");
        classes.met_if(
            standing(record).is_some(),
            "record: not yet known version of a known one",
        );
    }
    for record in &books.superseded_records {
        let standing = standing(record).expect("something supersedes it");
        let decided_by = DECIDING[first_difference(record, standing)];
        classes.met(format!("record versions told apart by: {decided_by}"));
        classes.met_if(
            standing.quantity == 0 && record.quantity > 0,
            "record: withdrawn",
        );
    }
    for _ in &books.out_of_scope {
        classes.met("record: out of scope");
    }
    for _ in &books.set_aside {
        classes.met("record: set aside");
    }
    for finding in &outcome.findings {
        classes.met(format!("finding: {}", finding.kind));
    }
    count_section_7(classes, outcome, book);
    for record in &books.judged {
        count_judged(classes, record, world, book);
        let movements = outcome.movements.iter();
        let counting = movements
            .filter(|it| it.record.origin == record.origin)
            .count();
        let all = movements_of(record, book);
        classes.met_if(
            (1..all).contains(&counting),
            "record: set aside for one of two substances",
        );
    }
}

/// What section 7 leaves out, and what it counts otherwise.
fn count_section_7(classes: &mut Classes, outcome: &Outcome<'_>, book: &Book<'_>) {
    let books = outcome.books;
    let standing = books.judged.iter().map(|it| (it, "judged"));
    let set_aside = books.set_aside.iter().map(|it| (it, "set aside"));
    let exempt = books.exempt.iter().map(|it| (it, "exempt"));
    for (record, place) in standing.chain(set_aside).chain(exempt) {
        let shares = controlled_shares(record, book);
        let reasons = shares
            .iter()
            .filter_map(|share| exemption(record, &share.substance, book));
        let reasons: Vec<&str> = reasons.collect();
        for reason in &reasons {
            classes.met(format!("record: {reason}"));
        }
        classes.met_if(
            !reasons.is_empty(),
            &format!("record: {place}, with a substance that is exempt"),
        );
        let all = book.shares(&record.form, record.date).unwrap_or_default();
        classes.met_if(
            !reasons.is_empty() && all.len() > shares.len(),
            "record: one substance exempt, one not under control",
        );
        classes.met_if(
            !reasons.is_empty() && record.quantity == 0,
            "record: exempt with quantity 0",
        );
    }
    for movement in &outcome.movements {
        let convention = book.convention(movement.substance).name();
        let counted = movement.record.reexport > 0 && convention != "1971";
        classes.met_if(
            counted,
            &format!("record: re-export counted of {convention}"),
        );
        let of_one = outcome
            .movements
            .iter()
            .filter(|it| it.record.origin == movement.record.origin);
        let conventions: BTreeSet<&str> = of_one
            .map(|it| book.convention(it.substance).name())
            .collect();
        classes.met_if(conventions.len() > 1, "record: judged by two conventions");
    }
}

/// The number of substances with base mass of a record alone.
fn movements_of(record: &Record, book: &Book<'_>) -> usize {
    movements(std::slice::from_ref(record), book).len()
}

fn count_files(classes: &mut Classes, world: &World) {
    for file in world.records.iter().chain(&world.filings) {
        classes.met(match file.format {
            Format::Csv => "file: CSV",
            Format::Parquet => "file: Parquet",
        });
    }
    let filings = world.filings.iter().map(|file| file.lines.len());
    classes.met_if(filings.sum::<usize>() == 0, "world: no filing");
    classes.met_if(world.known_at.is_some(), "world: known-at");
}

fn count_judged(classes: &mut Classes, record: &Record, world: &World, book: &Book<'_>) {
    let shares = book.shares(&record.form, record.date).unwrap_or_default();
    let controlled = |code: &str| book.is_controlled(code, record.date);
    let left_out = shares.iter().any(|share| !controlled(&share.substance));
    classes.met_if(left_out, "record: a substance left out");
    classes.met_if(shares.len() > 1, "record: two substances");
    classes.met_if(
        record.origin.file.contains("-units"),
        "record: counted in a unit",
    );
    let config = &world.config;
    let first_day = |code: &str| {
        let row = book.substance(code);
        row.is_some_and(|row| row.controlled_from == Some(record.date))
    };
    classes.met_if(
        shares.iter().any(|share| first_day(&share.substance)),
        "record: on the day a substance is controlled",
    );
    let mut factors = config.forms.iter().filter(|row| row.form == record.form);
    classes.met_if(
        factors.any(|row| row.from == Some(record.date)),
        "record: on the day of a factor",
    );
    let importer = if record.flow == "import" {
        &record.reporter
    } else {
        &record.partner
    };
    for share in &shares {
        let moves = record.quantity > record.reexport && share.factor > 0;
        if !moves || !book.is_prohibited(importer, &share.substance, record.date) {
            continue;
        }
        let licensed = !record.special_licence.is_empty();
        classes.met_if(licensed, "record: licence against a prohibition");
        let mut days = config.prohibitions.iter().filter(|row| {
            &row.country == importer && row.substance == share.substance && !licensed
        });
        classes.met_if(
            days.any(|row| row.from == Some(record.date)),
            "record: on the day of a prohibition",
        );
    }
}

fn first_difference(a: &Record, b: &Record) -> usize {
    let texts = |record: &Record| {
        let (
            received,
            quantity,
            date,
            partner,
            form,
            reexport,
            authorisation,
            licence,
            procedure,
            period,
        ) = record_order(record);
        [
            received.to_string(),
            plain(quantity, 6),
            date.to_string(),
            partner.to_owned(),
            form.to_owned(),
            plain(reexport, 6),
            authorisation.to_owned(),
            licence.to_owned(),
            procedure.to_owned(),
            period.to_owned(),
        ]
    };
    let (a, b) = (texts(a), texts(b));
    let differs = (0..a.len()).find(|at| a[*at] != b[*at]);
    differs.unwrap_or(a.len())
}
