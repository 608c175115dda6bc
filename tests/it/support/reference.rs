//! The slow, obviously right engine: `rules.md` read out loud. It shares nothing with the engine it checks.

pub mod book;
pub mod estimates;
pub mod findings;
pub mod judgement;
pub mod levels;
pub mod outputs;
pub mod refusals;
pub mod rows;
pub mod totals;
pub mod versions;
pub mod warnings;

use std::collections::{BTreeMap, BTreeSet};

use super::compare::csv_line;
use super::table::Table;
use super::world::World;
use book::Book;
use findings::Finding;
use judgement::{Group, Movement};
use refusals::{FilingLine, Reason, Record};
use rows::{Origin, Row};
use versions::Filing;

/// A row in quarantine.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub kind: &'static str,
    pub origin: Origin,
    pub id: Option<String>,
    pub reason: Reason,
    /// Rules 4.7: the importing countries and substances that it names; a substance that cannot be read is empty.
    pub touched: BTreeSet<(String, String)>,
}

/// Where every row of the dataset ended up: the books of rules 4.5.
#[derive(Debug, Default)]
pub struct Books {
    pub quarantine: Vec<Refusal>,
    pub not_yet_known_records: Vec<Record>,
    pub superseded_records: Vec<Record>,
    pub out_of_scope: Vec<Record>,
    pub judged: Vec<Record>,
    /// Rules 7.8: left out for all their substances by 7.6 or 7.7.
    pub exempt: Vec<Record>,
    /// Rules 4.6: set aside for all their substances.
    pub set_aside: Vec<Record>,
    pub not_yet_known_filings: Vec<FilingLine>,
    pub superseded_filings: Vec<FilingLine>,
    pub filings: Vec<Filing>,
    /// How often each count applies, for all files (the empty path) and each of them.
    pub record_counts: BTreeMap<String, Counts>,
    pub filing_counts: BTreeMap<String, Counts>,
}

/// By the names of the manifest.
pub type Counts = BTreeMap<&'static str, usize>;

/// What a run must publish, and how it came to it.
pub struct Outcome<'a> {
    pub books: &'a Books,
    pub movements: Vec<Movement<'a>>,
    pub groups: Vec<Group<'a>>,
    /// In the order of `table::LAYOUTS`.
    pub tables: [Table; 6],
    pub findings: Vec<Finding>,
}

/// Rules 4: every row of the world goes to exactly one place.
pub fn close_books(world: &World) -> Books {
    let book = Book {
        config: &world.config,
    };
    let mut books = Books::default();
    let record_rows = rows::rows(&world.records);
    let filing_rows = rows::rows(&world.filings);
    let mut known_records = Vec::new();
    for row in &record_rows {
        // Validity comes before everything else.
        match refusals::record(row, &book) {
            Err(reason) => {
                let refusal = refusal("record", row, reason, (world, &book));
                books.quarantine.push(refusal);
            }
            Ok(record) if versions::is_known(record.received, world.known_at) => {
                known_records.push(record);
            }
            Ok(record) => books.not_yet_known_records.push(record),
        }
    }
    let mut known_filings = Vec::new();
    for row in &filing_rows {
        match refusals::filing(row, &book) {
            Err(reason) => {
                let refusal = refusal("filing", row, reason, (world, &book));
                books.quarantine.push(refusal);
            }
            Ok(line) if versions::is_known(line.received, world.known_at) => {
                // Rules 7.2: a confirmation after the known-at date is absent.
                let confirmed = line
                    .confirmed
                    .filter(|day| versions::is_known(*day, world.known_at));
                known_filings.push(FilingLine { confirmed, ..line });
            }
            Ok(line) => books.not_yet_known_filings.push(line),
        }
    }
    let (current, superseded) = versions::current_records(known_records, &book);
    books.superseded_records = superseded;
    let (in_scope, out_of_scope): (Vec<Record>, Vec<Record>) = current
        .into_iter()
        .partition(|record| judgement::is_in_scope(record, &book));
    books.out_of_scope = out_of_scope;
    let (exempt, counting): (Vec<Record>, Vec<Record>) = in_scope
        .into_iter()
        .partition(|record| judgement::is_exempt(record, &book));
    books.exempt = exempt;
    let returns = judgement::returns(&counting, &book);
    (books.set_aside, books.judged) = counting
        .into_iter()
        .partition(|record| judgement::is_set_aside(record, &returns, &book));
    (books.filings, books.superseded_filings) = versions::current_filings(&known_filings, &book);
    books
        .quarantine
        .sort_by_key(|refusal| (refusal.kind, refusal.origin.clone()));
    count(&mut books, &record_rows, &filing_rows);
    books
}

/// Rules 5, on closed books.
pub fn judge<'a>(books: &'a Books, book: &'a Book<'_>) -> Outcome<'a> {
    let movements = judgement::movements(&books.judged, book);
    let groups = judgement::groups(&movements, &books.filings, book);
    let tables = [
        outputs::alerts(&groups, books, book),
        outputs::evidence(&groups),
        outputs::quarantine(&books.quarantine),
        outputs::estimates(&books.filings, book),
        outputs::ledger(&movements),
        outputs::exempt(books, book),
    ];
    let findings = findings::findings(books, &movements, book);
    Outcome {
        books,
        movements,
        groups,
        tables,
        findings,
    }
}

fn refusal(
    kind: &'static str,
    row: &Row<'_>,
    reason: Reason,
    (world, book): (&World, &Book<'_>),
) -> Refusal {
    let id = row.text(if kind == "record" {
        "record_id"
    } else {
        "filing_id"
    });
    let raw = csv_line(world, &row.origin.file, &row.origin.row.to_string()).unwrap_or_default();
    let touched = warnings::touched(kind, row, &raw, book);
    Refusal {
        kind,
        origin: row.origin.clone(),
        id: (!id.is_empty()).then(|| id.to_owned()),
        reason,
        touched,
    }
}

/// Rules 4.5: read = judged + out of scope + superseded + not yet known + exempt + set aside + quarantined.
fn count(books: &mut Books, record_rows: &[Row<'_>], filing_rows: &[Row<'_>]) {
    let record = |records: &'_ [Record]| -> Vec<Origin> {
        records.iter().map(|it| it.origin.clone()).collect()
    };
    let filing = |lines: &'_ [FilingLine]| -> Vec<Origin> {
        lines.iter().map(|it| it.origin.clone()).collect()
    };
    let read = |rows: &'_ [Row<'_>]| -> Vec<Origin> {
        rows.iter().map(|row| row.origin.clone()).collect()
    };
    let refused = |kind: &str| -> Vec<Origin> {
        let of_kind = books.quarantine.iter().filter(|it| it.kind == kind);
        of_kind.map(|it| it.origin.clone()).collect()
    };
    let in_use = books.filings.iter().map(|it| it.line.origin.clone());
    let record_counts = tally(&[
        ("read", read(record_rows)),
        ("judged", record(&books.judged)),
        ("out_of_scope", record(&books.out_of_scope)),
        ("superseded", record(&books.superseded_records)),
        ("not_yet_known", record(&books.not_yet_known_records)),
        ("exempt", record(&books.exempt)),
        ("set_aside", record(&books.set_aside)),
        ("quarantined", refused("record")),
    ]);
    let filing_counts = tally(&[
        ("read", read(filing_rows)),
        ("in_use", in_use.collect()),
        ("superseded", filing(&books.superseded_filings)),
        ("not_yet_known", filing(&books.not_yet_known_filings)),
        ("quarantined", refused("filing")),
    ]);
    books.record_counts = record_counts;
    books.filing_counts = filing_counts;
}

fn tally(places: &[(&'static str, Vec<Origin>)]) -> BTreeMap<String, Counts> {
    let none = || -> Counts { places.iter().map(|(name, _)| (*name, 0)).collect() };
    let mut counts = BTreeMap::from([(String::new(), none())]);
    for (name, origins) in places {
        for origin in origins {
            for file in [String::new(), origin.file.clone()] {
                *counts
                    .entry(file)
                    .or_insert_with(none)
                    .entry(name)
                    .or_default() += 1;
            }
        }
    }
    for counts in counts.values() {
        let elsewhere: usize = counts
            .iter()
            .filter(|(name, _)| **name != "read")
            .map(|(_, count)| count)
            .sum();
        assert_eq!(counts["read"], elsewhere, "the books close");
    }
    counts
}
