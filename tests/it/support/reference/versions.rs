//! Rules 4.2: of the valid, known versions of a record or filing, which one stands.

use std::collections::{BTreeMap, BTreeSet};

use super::super::day::Day;
use super::super::number::whole_grams;
use super::book::{Book, Convention};
use super::refusals::{FilingLine, Record};

/// Received after the known-at date: not yet known. Without such a date everything is known.
pub fn is_known(received: Day, known_at: Option<Day>) -> bool {
    known_at.is_none_or(|known_at| received <= known_at)
}

/// What decides between versions of a record, texts as bytes (`String` compares so).
type RecordOrder<'a> = (
    Day,
    i128,
    Day,
    &'a str,
    &'a str,
    i128,
    &'a str,
    &'a str,
    &'a str,
    &'a str,
);

/// What makes two rows versions of one record: reporter, id, flow and all substances that the form holds, whatever the day.
pub type RecordKey = (String, String, String, BTreeSet<String>);

pub fn record_key(record: &Record, book: &Book<'_>) -> RecordKey {
    (
        record.reporter.clone(),
        record.id.clone(),
        record.flow.clone(),
        book.held(&record.form),
    )
}

pub fn record_order(record: &Record) -> RecordOrder<'_> {
    (
        record.received,
        record.quantity,
        record.date,
        &record.partner,
        &record.form,
        record.reexport,
        &record.authorisation,
        &record.special_licence,
        &record.procedure,
        &record.period,
    )
}

/// The versions that stand, and how many were superseded. Of wholly equal versions the first in file and row
/// stands; `records` come in that order.
pub fn current_records(records: Vec<Record>, book: &Book<'_>) -> (Vec<Record>, Vec<Record>) {
    let mut current: BTreeMap<RecordKey, Record> = BTreeMap::new();
    let mut superseded = Vec::new();
    for record in records {
        let key = record_key(&record, book);
        match current.remove(&key) {
            Some(standing) if record_order(&standing) >= record_order(&record) => {
                superseded.push(record);
                current.insert(key, standing);
            }
            Some(standing) => {
                superseded.push(standing);
                current.insert(key, record);
            }
            None => {
                current.insert(key, record);
            }
        }
    }
    (current.into_values().collect(), superseded)
}

/// A filing: the content of its greatest version.
#[derive(Clone, Debug)]
pub struct Filing {
    pub line: FilingLine,
    /// In micrograms, with sign: of 1971 whole grams (rules 3.3), of the others as filed.
    pub micrograms: i128,
    /// The earliest received date among the known valid versions: since when the filing was known, and the day
    /// from which a supplement counts.
    pub first_received: Day,
}

impl Filing {
    pub fn is_supplement(&self) -> bool {
        self.line.kind == "supplement"
    }
}

/// What decides between versions of a filing (rules 7.2), what is absent as the least.
type FilingOrder<'a> = (Day, &'a str, Option<Day>, i128, Option<i32>, Option<Day>);

pub fn filing_order(line: &FilingLine) -> FilingOrder<'_> {
    (
        line.received,
        &line.kind,
        line.effective,
        line.grams,
        line.year,
        line.confirmed,
    )
}

/// What makes two lines versions of one filing.
pub fn filing_key(line: &FilingLine) -> (&str, &str, &str, bool) {
    (
        &line.country,
        &line.filing_id,
        &line.substance,
        line.kind == "supplement",
    )
}

/// The filings and the lines that were superseded.
pub fn current_filings(lines: &[FilingLine], book: &Book<'_>) -> (Vec<Filing>, Vec<FilingLine>) {
    let mut versions: BTreeMap<(&str, &str, &str, bool), Vec<&FilingLine>> = BTreeMap::new();
    for line in lines {
        versions.entry(filing_key(line)).or_default().push(line);
    }
    let mut filings = Vec::new();
    let mut superseded = Vec::new();
    for mut versions in versions.into_values() {
        let first_received = versions.iter().map(|line| line.received).min();
        // A stable sort with the first in file and row put last: of equals it stands.
        versions.reverse();
        versions.sort_by(|a, b| filing_order(a).cmp(&filing_order(b)));
        let standing = versions.pop().expect("a key has a version");
        superseded.extend(versions.into_iter().cloned());
        filings.push(Filing {
            line: standing.clone(),
            micrograms: match book.convention(&standing.substance) {
                Convention::Of1971 => whole_grams(standing.grams) * 1_000_000,
                Convention::Of1961 | Convention::Of1988 => standing.grams,
            },
            first_received: first_received.expect("a key has a version"),
        });
    }
    (filings, superseded)
}
