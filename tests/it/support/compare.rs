//! Expected and found, and the fewest words for what differs.

use std::collections::BTreeMap;

use serde_json::Value;

use super::engine::Published;
use super::reference::book::{Book, Convention};
use super::reference::findings::{Finding, KINDS};
use super::reference::judgement::RULES;
use super::reference::warnings::{Warnings, warnings};
use super::reference::{Books, Counts, Outcome};
use super::table::{Cell, EXEMPT, QUARANTINE, Table};
use super::world::{Format, World};
use super::write_csv;

/// All that was published against all that should have been, the texts for people aside.
pub fn everything(world: &World, outcome: &Outcome<'_>, published: &Published) -> Vec<String> {
    let mut lines = Vec::new();
    for (expected, found) in outcome.tables.iter().zip(&published.tables) {
        let expected = &expected.as_published();
        if expected.layout.name == QUARANTINE.name {
            lines.extend(tables(expected, &found.without(&["detail", "raw"])));
        } else if expected.layout.name == EXEMPT.name {
            lines.extend(order_of_exempt(found));
            lines.extend(tables(&expected.clone().sorted(), &found.clone().sorted()));
        } else {
            lines.extend(tables(expected, found));
        }
    }
    lines.extend(texts(world, published.table(QUARANTINE.name)));
    lines.extend(manifest(world, outcome, &published.manifest));
    lines
}

/// Of rows of one substance, day, reporter and record id the contract gives no order.
fn order_of_exempt(found: &Table) -> Option<String> {
    let key = |row: &&Vec<Cell>| {
        let columns = ["substance", "date", "reporter", "record_id"];
        columns.map(|column| found.cell(row, column))
    };
    (!found.rows.iter().is_sorted_by_key(|row| key(&row)))
        .then(|| "exempt: not in the order of the contract".to_owned())
}

/// The texts of quarantine for people: always a detail, and the line as it stands in its file.
fn texts(world: &World, quarantine: &Table) -> Vec<String> {
    let mut wrong = Vec::new();
    for row in &quarantine.rows {
        let cell = |column| quarantine.cell(row, column).unwrap_or_default();
        let key = quarantine.key(row);
        if cell("detail").is_empty() {
            wrong.push(format!("quarantine: {key}: no detail"));
        }
        let line = csv_line(world, &cell("source_file"), &cell("source_row"));
        let raw = cell("raw");
        if line.as_ref().is_some_and(|line| *line != raw) {
            wrong.push(format!(
                "quarantine: {key}: raw is {raw}, expected {line:?}"
            ));
        }
    }
    wrong.truncate(SHOWN);
    wrong
}

/// A line of a CSV file without its end, invalid bytes as U+FFFD.
pub fn csv_line(world: &World, path: &str, row: &str) -> Option<String> {
    let mut files = world.records.iter().chain(&world.filings);
    let file = files.find(|file| file.format == Format::Csv && file.path() == path)?;
    let bytes = write_csv::bytes(file);
    let line = bytes.split(|byte| *byte == b'\n').nth(row.parse().ok()?)?;
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    Some(String::from_utf8_lossy(line).into_owned())
}

/// More than these tell nobody anything.
const SHOWN: usize = 6;

pub fn tables(expected: &Table, found: &Table) -> Vec<String> {
    let name = expected.layout.name;
    let wanted = by_key(expected);
    let given = by_key(found);
    let mut lines = Vec::new();
    for (key, row) in &wanted {
        match given.get(key) {
            None => lines.push(format!("{name}: missing {key}: {}", shown(expected, row))),
            Some(other) => lines.extend(cells(expected, key, row, other)),
        }
    }
    for (key, row) in &given {
        if !wanted.contains_key(key) {
            lines.push(format!("{name}: not expected {key}: {}", shown(found, row)));
        }
    }
    if lines.is_empty() && expected.rows.len() != found.rows.len() {
        let (wanted, given) = (expected.rows.len(), found.rows.len());
        lines.push(format!("{name}: {given} rows, expected {wanted}"));
    }
    if lines.is_empty() && expected.rows != found.rows {
        let at = (0..expected.rows.len()).find(|at| expected.rows[*at] != found.rows[*at]);
        let at = at.unwrap_or_default();
        let (wanted, given) = (&expected.rows[at], &found.rows[at]);
        let (wanted, given) = (expected.key(wanted), found.key(given));
        lines.push(format!(
            "{name}: order: row {at} is {given}, expected {wanted}"
        ));
    }
    lines.truncate(SHOWN);
    lines
}

fn by_key(table: &Table) -> BTreeMap<String, &Vec<Cell>> {
    let rows = table.rows.iter();
    rows.map(|row| (table.key(row), row)).collect()
}

fn cells(table: &Table, key: &str, expected: &[Cell], found: &[Cell]) -> Vec<String> {
    let name = table.layout.name;
    let text = |cell: &Cell| cell.clone().unwrap_or_else(|| "null".to_owned());
    table
        .layout
        .columns
        .iter()
        .zip(expected.iter().zip(found))
        .filter(|(_, (expected, found))| expected != found)
        .map(|((column, _), (expected, found))| {
            let (expected, found) = (text(expected), text(found));
            format!("{name}: {key}: {column} is {found}, expected {expected}")
        })
        .collect()
}

fn shown(table: &Table, row: &[Cell]) -> String {
    let names = table.layout.columns.iter().map(|(name, _)| name);
    names
        .zip(row)
        .filter_map(|(name, cell)| cell.as_ref().map(|cell| format!("{name}={cell}")))
        .collect::<Vec<_>>()
        .join(" ")
}

/// The counts of the manifest: in all, for each rule, and for each input file.
pub fn manifest(world: &World, outcome: &Outcome<'_>, manifest: &Value) -> Vec<String> {
    let counts = &manifest["counts"];
    let books: &Books = outcome.books;
    let mut lines = all(
        "counts.records",
        &books.record_counts[""],
        &counts["records"],
    );
    lines.extend(all(
        "counts.filings",
        &books.filing_counts[""],
        &counts["filings"],
    ));
    for rule in RULES {
        let alerts = outcome
            .groups
            .iter()
            .filter(|it| it.key.rule == rule && it.is_alert());
        lines.extend(one(
            &format!("counts.alerts.{rule}"),
            alerts.count(),
            &counts["alerts"][rule],
        ));
    }
    for (files, of_files, of_all) in [
        (&world.records, &books.record_counts, "records"),
        (&world.filings, &books.filing_counts, "filings"),
    ] {
        for file in files {
            let path = file.path();
            let none: Counts = of_files[""].keys().map(|name| (*name, 0)).collect();
            let expected = of_files.get(&path).unwrap_or(&none);
            match of_file(manifest, &path) {
                Some(found) => lines.extend(all(&format!("counts of {path}"), expected, found)),
                None => lines.push(format!("manifest: no counts of {of_all} for {path}")),
            }
        }
    }
    let expected = warnings(
        world,
        books,
        &Book {
            config: &world.config,
        },
    );
    lines.extend(of_warnings(&expected, &manifest["warnings"]));
    lines.extend(of_findings(world, &outcome.findings, &manifest["findings"]));
    lines.truncate(SHOWN);
    lines
}

/// The findings that the reference knows. Runs of days below zero are compared whatever pieces the findings come in.
fn of_findings(world: &World, expected: &[Finding], found: &Value) -> Vec<String> {
    let book = Book {
        config: &world.config,
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut given: Vec<[String; 6]> = found
        .as_array()
        .into_iter()
        .flatten()
        .map(|it| {
            let columns = ["kind", "country", "substance", "from", "to", "filing_id"];
            columns.map(|column| text(&it[column]))
        })
        .filter(|[kind, _, substance, ..]| {
            let of_1961 = || {
                let listed = book.substance(substance).is_some();
                listed && book.convention(substance) == Convention::Of1961
            };
            KINDS.contains(&kind.as_str()) && (kind != "level-below-zero" || of_1961())
        })
        .collect();
    given.sort();
    let mut joined: Vec<[String; 6]> = Vec::new();
    for mut finding in given {
        if finding[0] == "level-below-zero" {
            finding[5].clear();
            let last = joined.last_mut();
            if let Some(last) = last.filter(|it| it[..3] == finding[..3] && it[4] == finding[3]) {
                last[4] = finding[4].clone();
                continue;
            }
        }
        joined.push(finding);
    }
    let wanted: Vec<[String; 6]> = expected
        .iter()
        .map(|it| {
            [
                it.kind.to_owned(),
                it.country.clone(),
                it.substance.clone(),
                it.from.to_string(),
                it.to.to_string(),
                it.filing_id.clone().unwrap_or_default(),
            ]
        })
        .collect();
    let missing = wanted.iter().filter(|it| !joined.contains(it));
    let more = joined.iter().filter(|it| !wanted.contains(it));
    let mut lines: Vec<String> = missing
        .map(|it| format!("findings: missing {}", it.join(" ")))
        .chain(more.map(|it| format!("findings: not expected {}", it.join(" "))))
        .collect();
    if lines.is_empty() && joined.len() != wanted.len() {
        lines.push(format!("findings: {joined:?}, expected {wanted:?}"));
    }
    lines
}

/// The warnings of the manifest, each with its first row and the text of that row.
fn of_warnings(expected: &Warnings, found: &Value) -> Vec<String> {
    let expected: Vec<String> = expected
        .iter()
        .map(|((kind, file), rows)| {
            format!(
                "{kind} {file}: {} rows from {}",
                rows.len(),
                rows.first().expect("a warning concerns a row")
            )
        })
        .collect();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    // Which files are skipped is for the tests of intake.
    let found: Vec<&Value> = found
        .as_array()
        .into_iter()
        .flatten()
        .filter(|warning| warning["kind"] != "skipped-file")
        .collect();
    let without_example = found
        .iter()
        .filter(|warning| warning["example"].is_null())
        .map(|warning| format!("warning without an example: {warning}"));
    let shown = |it: &Value| {
        format!(
            "{} {}: {} rows from {}",
            text(&it["kind"]),
            text(&it["file"]),
            it["rows"],
            it["first_row"]
        )
    };
    let found: Vec<String> = found.iter().map(|warning| shown(warning)).collect();
    let missing = expected
        .iter()
        .filter(|it| !found.contains(it))
        .map(|it| format!("warning missing: {it}"));
    let more = found
        .iter()
        .filter(|it| !expected.contains(it))
        .map(|it| format!("warning not expected: {it}"));
    let order = (found != expected).then(|| format!("warnings in another order: {found:?}"));
    missing
        .chain(more)
        .chain(order)
        .chain(without_example)
        .collect()
}

fn all(what: &str, expected: &Counts, found: &Value) -> Vec<String> {
    let each = |(name, count): (&&'static str, &usize)| {
        one(&format!("{what}.{name}"), *count, &found[*name])
    };
    expected.iter().filter_map(each).collect()
}

fn one(what: &str, expected: usize, found: &Value) -> Option<String> {
    let agrees = found.as_u64() == u64::try_from(expected).ok();
    (!agrees).then(|| format!("manifest: {what} is {found}, expected {expected}"))
}

/// The counts of a file, wherever the manifest keeps what belongs to the file: under its path as a name, or beside it.
fn of_file<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    match value {
        Value::Object(fields) => {
            let beside = fields.values().any(|field| field.as_str() == Some(path));
            fields
                .get(path)
                .and_then(counts_in)
                .or_else(|| if beside { counts_in(value) } else { None })
                .or_else(|| fields.values().find_map(|field| of_file(field, path)))
        }
        Value::Array(items) => items.iter().find_map(|item| of_file(item, path)),
        _ => None,
    }
}

fn counts_in(value: &Value) -> Option<&Value> {
    if value.get("read").is_some() {
        return Some(value);
    }
    let fields = value.as_object()?;
    fields.values().find_map(counts_in)
}
