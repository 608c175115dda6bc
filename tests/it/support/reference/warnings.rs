//! Rules 4.7: what is valid but looks wrong, and the doubts it raises about alerts.

use std::collections::{BTreeMap, BTreeSet};

use super::super::world::{Format, World};
use super::book::Book;
use super::judgement::{self, Group, GroupKey};
use super::refusals::Record;
use super::rows::{Origin, Row};
use super::versions::{filing_key, record_key};
use super::{Books, Refusal};

/// Rows of a file that a warning concerns.
pub type Warnings = BTreeMap<(&'static str, String), BTreeSet<usize>>;

/// The words that rules 4.7 lists for nothing.
const WORDS: [&str; 10] = [
    "null", "na", "n/a", "\\n", "-", "--", "no", "none", "nan", "0",
];

pub fn is_licence_word(licence: &str) -> bool {
    !licence.is_empty()
        && (licence.trim().is_empty() || WORDS.contains(&licence.to_lowercase().as_str()))
}

/// Valid, known records: those that stand and those that do not.
fn known(books: &Books) -> impl Iterator<Item = &Record> {
    books
        .judged
        .iter()
        .chain(&books.set_aside)
        .chain(&books.exempt)
        .chain(&books.out_of_scope)
        .chain(&books.superseded_records)
}

fn versions_of<'a>(record: &Record, books: &'a Books, book: &Book<'_>) -> Vec<&'a Record> {
    known(books)
        .filter(|other| record_key(other, book) == record_key(record, book))
        .collect()
}

fn shares_its_id(record: &Record, books: &Books, book: &Book<'_>) -> bool {
    known(books).any(|other| {
        (&other.reporter, &other.id) == (&record.reporter, &record.id)
            && record_key(other, book) != record_key(record, book)
    })
}

fn is_unlike(versions: &[&Record]) -> bool {
    versions.iter().any(|a| {
        versions.iter().any(|b| {
            let differ = |a: &str, b: &str| !a.is_empty() && !b.is_empty() && a != b;
            a.date.plus(31) < b.date
                || differ(&a.partner, &b.partner)
                || differ(&a.authorisation, &b.authorisation)
        })
    })
}

/// The warnings that worlds can raise.
pub fn warnings(world: &World, books: &Books, book: &Book<'_>) -> Warnings {
    let mut warnings = Warnings::new();
    let mut warn = |kind: &'static str, origin: &Origin| {
        warnings
            .entry((kind, origin.file.clone()))
            .or_default()
            .insert(origin.row);
    };
    for record in known(books) {
        let versions = versions_of(record, books, book);
        if shares_its_id(record, books, book) {
            warn("id-shared", &record.origin);
        }
        if is_unlike(&versions) {
            warn("versions-unlike", &record.origin);
        }
        if is_licence_word(&record.special_licence) {
            warn("licence-word", &record.origin);
        }
        if record.quantity == 0 && versions.len() == 1 {
            warn("zero-quantity", &record.origin);
        }
    }
    let lines: Vec<_> = books
        .filings
        .iter()
        .map(|filing| &filing.line)
        .chain(&books.superseded_filings)
        .collect();
    for line in &lines {
        let number = |other: &super::FilingLine| (other.country.clone(), other.filing_id.clone());
        if lines
            .iter()
            .any(|other| number(other) == number(line) && filing_key(other) != filing_key(line))
        {
            warn("id-shared", &line.origin);
        }
    }
    for (file, counts) in books
        .record_counts
        .iter()
        .chain(&books.filing_counts)
        .filter(|(file, _)| !file.is_empty())
    {
        if counts["quarantined"] >= 5 && counts["quarantined"] * 2 > counts["read"] {
            for refusal in books
                .quarantine
                .iter()
                .filter(|refusal| refusal.origin.file == *file)
            {
                warn("mostly-refused", &refusal.origin);
            }
        }
    }
    thousands(world, books, &mut warn);
    warnings
}

/// `thousands-suspect`, of files in which numbers are text.
fn thousands(world: &World, books: &Books, warn: &mut impl FnMut(&'static str, &Origin)) {
    for file in world
        .records
        .iter()
        .chain(&world.filings)
        .filter(|file| file.format == Format::Csv)
    {
        let rows = super::rows::rows(std::slice::from_ref(file));
        let refused: BTreeSet<&Origin> = books
            .quarantine
            .iter()
            .map(|refusal| &refusal.origin)
            .collect();
        let quantity = |row: &Row<'_>| {
            let columns = ["quantity_g", "quantity", "grams"];
            columns
                .iter()
                .map(|column| row.text(column))
                .find(|text| !text.is_empty())
                .unwrap_or_default()
                .to_owned()
        };
        let valid: Vec<(&Origin, String)> = rows
            .iter()
            .filter(|row| !refused.contains(&row.origin))
            .map(|row| (&row.origin, quantity(row)))
            .collect();
        let pointed: Vec<_> = valid
            .iter()
            .filter(|(_, text)| text.contains('.'))
            .collect();
        let three = |text: &str| {
            text.split_once('.')
                .is_some_and(|(_, places)| places.len() == 3)
        };
        if valid.len() >= 5 && !pointed.is_empty() && pointed.iter().all(|(_, text)| three(text)) {
            for (origin, _) in &pointed {
                warn("thousands-suspect", origin);
            }
        }
    }
}

/// The importing countries and substances that a refused row names; a substance that cannot be read is empty.
pub fn touched(
    kind: &str,
    row: &Row<'_>,
    raw: &str,
    book: &Book<'_>,
) -> BTreeSet<(String, String)> {
    let substances = |code: &str| {
        if book.has_form(code) {
            book.held(code)
        } else {
            BTreeSet::new()
        }
    };
    let substance = |code: &str| book.substance(code).map(|row| row.code.clone());
    let (importers, of): (BTreeSet<String>, BTreeSet<String>) = if row.is_bad_line() {
        let parts = || raw.split([',', '"', '\r', '\n']);
        let countries = parts()
            .filter(|part| book.has_country(part))
            .map(str::to_owned)
            .collect();
        (
            countries,
            parts()
                .flat_map(|part| substances(part).into_iter().chain(substance(part)))
                .collect(),
        )
    } else if kind == "filing" {
        let country = Some(row.text("country").to_owned()).filter(|code| book.has_country(code));
        (
            country.into_iter().collect(),
            substance(row.text("substance")).into_iter().collect(),
        )
    } else {
        let importer = match row.text("flow") {
            "import" => row.text("reporter"),
            "export" => row.text("partner"),
            _ => "",
        };
        let country = Some(importer.to_owned()).filter(|code| book.has_country(code));
        (country.into_iter().collect(), substances(row.text("form")))
    };
    let of = if of.is_empty() {
        BTreeSet::from([String::new()])
    } else {
        of
    };
    importers
        .iter()
        .flat_map(|importer| {
            of.iter()
                .map(|substance| (importer.clone(), substance.clone()))
        })
        .collect()
}

/// The doubts about an alert, as the table shows them.
pub fn doubts(group: &Group<'_>, books: &Books, book: &Book<'_>) -> String {
    let GroupKey { substance, .. } = &group.key;
    let importer = group.key.importer();
    let mut doubts: BTreeSet<&str> = BTreeSet::new();
    for movement in &group.movements {
        if shares_its_id(movement.record, books, book) {
            doubts.insert("id-shared");
        }
        if is_unlike(&versions_of(movement.record, books, book)) {
            doubts.insert("versions-unlike");
        }
    }
    let lines: Vec<_> = books
        .filings
        .iter()
        .map(|filing| &filing.line)
        .chain(&books.superseded_filings)
        .collect();
    for line in lines
        .iter()
        .filter(|line| line.country == importer && line.substance == *substance)
    {
        if lines.iter().any(|other| {
            other.country == line.country
                && other.filing_id == line.filing_id
                && filing_key(other) != filing_key(line)
        }) {
            doubts.insert("id-shared");
        }
    }
    for movement in judgement::movements(&books.judged, book) {
        let (record, of) = (movement.record, movement.substance);
        let licensed = is_licence_word(&record.special_licence)
            && book.is_prohibited(importer, of, record.date);
        if movement.importer() == importer && of == substance && licensed {
            doubts.insert("licence-word");
        }
    }
    let year = group.key.year;
    for (reporter, flow, of, of_year) in judgement::disagreements(books, book) {
        let is_importer = flow == "import"
            && reporter == importer
            && ![
                "export-excess",
                "partner-reported-excess",
                "export-after-notice",
            ]
            .contains(&group.key.rule);
        let is_exporter = flow == "export"
            && group
                .movements
                .iter()
                .any(|it| !it.is_import() && it.record.reporter == reporter);
        if of == *substance && of_year == year && (is_importer || is_exporter) {
            doubts.insert("returns-disagree");
        }
    }
    for Refusal { kind, touched, .. } in &books.quarantine {
        let touches = |of: &str| touched.contains(&(importer.to_owned(), of.to_owned()));
        if touches(substance) || touches("") {
            doubts.insert(if *kind == "filing" {
                "refused-filing"
            } else {
                "refused-record"
            });
        }
    }
    doubts.into_iter().collect::<Vec<_>>().join(" ")
}
