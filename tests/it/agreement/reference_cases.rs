//! The reference against the shared cases: whoever doubts an expected result of the random worlds starts here.

// A test that was skipped must say so.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::support::day::Day;
use crate::support::load_case::load;
use crate::support::reference::book::{Book, Convention};
use crate::support::reference::findings::Finding;
use crate::support::reference::{Books, Outcome, close_books, judge};
use crate::support::table::{ALERTS, ESTIMATES, EVIDENCE, EXEMPT, LEDGER, QUARANTINE, Table};
use serde_json::{Value, json};

#[test]
fn the_reference_agrees_with_every_shared_case() {
    agrees("cases");
}

#[test]
fn the_reference_agrees_with_every_shared_case_of_returns() {
    agrees("cases-returns");
}

#[test]
fn the_reference_agrees_with_every_shared_case_of_identity() {
    agrees("cases-identity");
}

#[test]
fn the_reference_agrees_with_every_shared_case_of_conventions() {
    agrees("cases-conventions");
}

/// `INFORCE_CASES` names the folder of the first cases; the others stand beside it.
fn agrees(name: &str) {
    let cases = std::env::var_os("INFORCE_CASES").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases"),
        PathBuf::from,
    );
    let folder = cases.with_file_name(name);
    if !folder.exists() {
        eprintln!("skipped: no cases at {}", folder.display());
        return;
    }
    let mut cases: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the folder of cases can be read")
        .map(|entry| entry.expect("a case can be listed").path())
        .filter(|path| path.join("expected.json").exists())
        .collect();
    cases.sort();
    assert!(!cases.is_empty(), "no case in {}", folder.display());
    let differences: Vec<String> = cases.iter().flat_map(|case| differences(case)).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

fn differences(case: &Path) -> Vec<String> {
    let text = std::fs::read(case.join("expected.json")).expect("a case expects something");
    let expected: Value = serde_json::from_slice(&text).expect("expected.json is JSON");
    // What is wrong with a config is not for the reference.
    if expected.get("exit_code").is_some() {
        return Vec::new();
    }
    let world = load(case, expected["known_at"].as_str());
    let book = Book {
        config: &world.config,
    };
    let books = close_books(&world);
    let outcome = judge(&books, &book);
    let found = [
        compare(
            "alerts",
            rows(&expected["alerts"]),
            alerts(&outcome, &expected),
        ),
        compare("evidence", rows(&expected["evidence"]), evidence(&outcome)),
        compare(
            "quarantine",
            rows(&expected["quarantine"]),
            quarantine(&outcome),
        ),
        compare("ledger", rows(&expected["ledger"]), ledger(&outcome)),
        compare(
            "levels",
            rows(&expected["levels"]),
            levels(&outcome, &expected),
        ),
        compare(
            "counts",
            vec![expected["counts"].to_string()],
            counts(&outcome, &expected),
        ),
        compare(
            "returns-disagree",
            expected
                .get("returns_disagree")
                .map(rows)
                .unwrap_or_default(),
            findings(&outcome, &["returns-disagree"]),
        ),
    ];
    let found = found.into_iter().flatten();
    let found = found.chain(of_section_7(&expected, &outcome, &books, &book));
    let name = case.file_name().unwrap_or_default().to_string_lossy();
    found.map(|line| format!("{name}: {line}")).collect()
}

fn rows(value: &Value) -> Vec<String> {
    let rows = value.as_array().expect("a list of rows");
    rows.iter().map(Value::to_string).collect()
}

fn compare(what: &str, mut expected: Vec<String>, mut found: Vec<String>) -> Vec<String> {
    expected.sort();
    found.sort();
    let (wanted, given): (BTreeSet<&String>, BTreeSet<&String>) =
        (expected.iter().collect(), found.iter().collect());
    let mut lines: Vec<String> = wanted
        .difference(&given)
        .take(3)
        .map(|row| format!("{what}: expected {row}"))
        .collect();
    let too_many = given.difference(&wanted).take(3);
    lines.extend(too_many.map(|row| format!("{what}: found {row}")));
    if lines.is_empty() && expected.len() != found.len() {
        lines.push(format!(
            "{what}: {} rows, not {}",
            found.len(),
            expected.len()
        ));
    }
    lines
}

/// A row of the reference as the JSON value that the cases give for it.
fn value(table: &Table, row: &[Option<String>], column: &str) -> Value {
    let Some(text) = table.cell(row, column) else {
        return Value::Null;
    };
    match column {
        "year" | "records" | "excess_days" | "excess_records" => {
            Value::from(text.parse::<i64>().expect("a count"))
        }
        "in_excess" | "first_excess_not_later" => Value::from(text == "true"),
        _ => Value::from(text),
    }
}

fn listed(table: &Table, columns: &[&str]) -> Vec<String> {
    let list = |row: &Vec<Option<String>>| {
        let values = columns.iter().map(|column| value(table, row, column));
        Value::Array(values.collect()).to_string()
    };
    table.rows.iter().map(list).collect()
}

fn table<'a>(outcome: &'a Outcome<'_>, name: &str) -> &'a Table {
    let table = outcome
        .tables
        .iter()
        .find(|table| table.layout.name == name);
    table.expect("a table of the contract")
}

/// The cases leave out `alert_id`, the name of the substance, its schedule and doubts, and some what rules 4.6 and 7 add.
fn alerts(outcome: &Outcome<'_>, expected: &Value) -> Vec<String> {
    let alerts = table(outcome, ALERTS.name);
    let left_out = ["alert_id", "substance_name", "schedule", "doubts"];
    let first = &expected["alerts"][0];
    let added = [
        "first_excess_not_later",
        "convention",
        "force",
        "own_exports_g",
    ];
    let is_given =
        |name: &&str| !added.contains(name) || first.is_null() || first.get(name).is_some();
    let columns = ALERTS.columns.iter().map(|(name, _)| *name);
    let columns: Vec<&str> = columns
        .filter(|name| !left_out.contains(name))
        .filter(is_given)
        .collect();
    let object = |row: &Vec<Option<String>>| {
        let named = columns
            .iter()
            .map(|column| ((*column).to_owned(), value(alerts, row, column)));
        Value::Object(named.collect()).to_string()
    };
    alerts.rows.iter().map(object).collect()
}

fn evidence(outcome: &Outcome<'_>) -> Vec<String> {
    let evidence = table(outcome, EVIDENCE.name);
    let alerts = table(outcome, ALERTS.name);
    let row = |row: &Vec<Option<String>>| {
        let id = evidence.cell(row, "alert_id");
        let alert = alerts.rows.iter().find(|alert| alert[0] == id);
        let alert = alert.expect("evidence belongs to an alert");
        let identity = ["rule", "country", "partner", "substance", "year"];
        let own = ["reporter", "record_id", "date", "base_g", "in_excess"];
        let identity = identity.map(|column| value(alerts, alert, column));
        let own = own.map(|column| value(evidence, row, column));
        Value::Array(identity.into_iter().chain(own).collect()).to_string()
    };
    evidence.rows.iter().map(row).collect()
}

fn quarantine(outcome: &Outcome<'_>) -> Vec<String> {
    let rows = listed(table(outcome, QUARANTINE.name), &["kind", "id", "reason"]);
    // The cases write an id that cannot be read as an empty text.
    rows.into_iter()
        .map(|row| row.replace(",null,", ",\"\","))
        .collect()
}

fn ledger(outcome: &Outcome<'_>) -> Vec<String> {
    let columns = [
        "basis",
        "importer",
        "substance",
        "date",
        "base_g",
        "records",
    ];
    listed(table(outcome, LEDGER.name), &columns)
}

/// The cases give levels up to a day, beyond which a segment counts as open.
fn levels(outcome: &Outcome<'_>, expected: &Value) -> Vec<String> {
    let until = expected["levels_until"].as_str().map(Day::at);
    let until = until
        .expect("a case says how far its levels go")
        .to_string();
    let estimates = table(outcome, ESTIMATES.name);
    let (from, to) = (ESTIMATES.at("from"), ESTIMATES.at("to"));
    let mut shown = estimates.clone();
    shown.rows.retain(|row| row[from].as_ref() < Some(&until));
    for row in &mut shown.rows {
        row[to] = row[to].take().filter(|day| *day < until);
    }
    let columns = [
        "country",
        "substance",
        "from",
        "to",
        "level_g",
        "status",
        "filing_id",
    ];
    listed(&shown, &columns)
}

fn counts(outcome: &Outcome<'_>, expected: &Value) -> Vec<String> {
    let counts = &outcome.books.record_counts[""];
    // Most cases do not say that nothing is set aside.
    let counts = counts
        .iter()
        .filter(|(name, count)| **count > 0 || expected["counts"].get(name).is_some())
        .map(|(name, count)| ((*name).to_owned(), Value::from(*count)));
    vec![Value::Object(counts.collect()).to_string()]
}

fn findings(outcome: &Outcome<'_>, kinds: &[&str]) -> Vec<String> {
    let findings = outcome.findings.iter();
    let findings = findings.filter(|finding| kinds.contains(&finding.kind));
    let row = |it: &Finding| {
        let days = [it.from, it.to].map(|day| day.to_string());
        let [from, to] = &days;
        json!([it.kind, it.country, it.substance, from, to, it.filing_id]).to_string()
    };
    findings.map(row).collect()
}

/// What the cases of section 7 give besides.
fn of_section_7(
    expected: &Value,
    outcome: &Outcome<'_>,
    books: &Books,
    book: &Book<'_>,
) -> Vec<String> {
    if expected.get("exempt").is_none() {
        return Vec::new();
    }
    let until = expected["levels_until"].as_str().expect("a day").to_owned();
    let of_1961 = |substance: &str| book.convention(substance) == Convention::Of1961;
    let own = [
        "substance",
        "reason",
        "reporter",
        "record_id",
        "date",
        "received",
        "partner",
        "flow",
        "form",
        "quantity_g",
        "reexport_g",
        "authorisation",
        "special_licence",
    ];
    let below_zero = outcome.findings.iter();
    let below_zero = below_zero.filter(|it| it.kind == "level-below-zero");
    let below_zero = below_zero.filter(|it| it.from.to_string() < until);
    let below_zero = below_zero.map(|it| {
        let (from, to) = (it.from.to_string(), it.to.to_string());
        json!([it.country, it.substance, from, to.min(until.clone())]).to_string()
    });
    let estimates = table(outcome, ESTIMATES.name);
    let cell = |row: &[Option<String>], column: &str| {
        let cell = estimates.cell(row, column);
        cell.unwrap_or_default()
    };
    let segments = estimates.rows.iter().filter(|row| {
        let substance = cell(row, "substance");
        of_1961(&substance) && cell(row, "from") < until
    });
    let supplements = segments.map(|row| {
        let listed = cell(row, "supplements");
        let mut ids: Vec<&str> = listed.split_whitespace().collect();
        ids.sort_unstable();
        let keys = ["country", "substance", "from"].map(|column| cell(row, column));
        json!([keys[0], keys[1], keys[2], ids]).to_string()
    });
    let in_use = books.filing_counts[""]["in_use"].to_string();
    let exempt = table(outcome, EXEMPT.name);
    let kinds = ["unconfirmed", "requirement-unknown"];
    [
        compare("exempt", rows(&expected["exempt"]), listed(exempt, &own)),
        compare(
            "levels of days",
            rows(&expected["day_levels"]),
            day_levels(outcome),
        ),
        compare(
            "findings",
            rows(&expected["findings"]),
            findings(outcome, &kinds),
        ),
        compare(
            "below zero",
            rows(&expected["below_zero"]),
            below_zero.collect(),
        ),
        compare(
            "supplements",
            rows(&expected["supplements"]),
            supplements.collect(),
        ),
        compare(
            "filings in use",
            vec![expected["filings_in_use"].to_string()],
            vec![in_use],
        ),
    ]
    .concat()
}

/// The level of each day of the evidence of alerts that compare.
fn day_levels(outcome: &Outcome<'_>) -> Vec<String> {
    let evidence = table(outcome, EVIDENCE.name);
    let alerts = table(outcome, ALERTS.name);
    let mut levels = BTreeSet::new();
    for row in &evidence.rows {
        let id = evidence.cell(row, "alert_id");
        let alert = alerts.rows.iter().find(|alert| alert[0] == id);
        let alert = alert.expect("evidence belongs to an alert");
        if alerts
            .cell(alert, "rule")
            .is_some_and(|rule| rule.ends_with("-excess"))
        {
            let identity = ["rule", "country", "partner", "substance", "year"];
            let identity = identity.map(|column| value(alerts, alert, column));
            let own = ["date", "estimate_g"].map(|column| value(evidence, row, column));
            levels.insert(Value::Array(identity.into_iter().chain(own).collect()).to_string());
        }
    }
    levels.into_iter().collect()
}
