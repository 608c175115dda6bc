//! Compares what came out with what a rule test expects, and shows the difference in the layout of the test.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::layout::{Scenario, Table};
use super::outputs::Outputs;

/// Every difference between the expected sections and the outputs: the columns given, all rows, in the order published.
pub(crate) fn differences(scenario: &Scenario, outputs: &Outputs) -> Vec<String> {
    let mut found = Vec::new();
    for name in [
        "alerts",
        "evidence",
        "estimates",
        "ledger",
        "exempt",
        "quarantine",
        "findings",
        "warnings",
    ] {
        if let Some(expected) = scenario.tables.get(name) {
            found.extend(table_difference(name, expected, outputs.table(name)));
        }
    }
    for (group, name, expected) in &scenario.counts {
        let actual = &outputs.manifest["counts"][group][name];
        if actual.as_u64() != expected.parse().ok() || actual.is_null() {
            found.push(format!(
                "counts: {group} {name} is {actual}, expected {expected}"
            ));
        }
    }
    found
}

/// What holds for every run whatsoever: the books close, and the evidence sums to the total of its alert.
pub(crate) fn broken_promises(outputs: &Outputs) -> Vec<String> {
    let mut found = Vec::new();
    let counts = &outputs.manifest["counts"];
    let taken = [
        "judged",
        "in_use",
        "out_of_scope",
        "superseded",
        "not_yet_known",
        "exempt",
        "set_aside",
        "quarantined",
    ];
    for group in ["records", "filings"] {
        let count = |name: &str| counts[group][name].as_u64();
        let sum: u64 = taken.iter().filter_map(|name| count(name)).sum();
        if count("read") != Some(sum) {
            found.push(format!(
                "the books of the {group} do not close: {}",
                counts[group]
            ));
        }
    }
    let quarantine = outputs.table("quarantine");
    let evidence = outputs.table("evidence");
    let alerts = outputs.table("alerts");
    for (group, kind) in [("records", "record"), ("filings", "filing")] {
        let of_kind = |row: &&Vec<String>| quarantine.cell(row, "kind") == Some(kind);
        let rows = quarantine.rows.iter().filter(of_kind).count();
        if counts[group]["quarantined"].as_u64() != u64::try_from(rows).ok() {
            found.push(format!(
                "{rows} {group} in quarantine, but counted: {}",
                counts[group]
            ));
        }
    }
    let mut sums: BTreeMap<&str, i128> = BTreeMap::new();
    for row in &evidence.rows {
        let alert = evidence.cell(row, "alert_id").unwrap_or_default();
        *sums.entry(alert).or_default() +=
            quadrillionths(evidence.cell(row, "base_g").unwrap_or_default());
    }
    for row in &alerts.rows {
        let alert = alerts.cell(row, "alert_id").unwrap_or_default();
        let total = alerts.cell(row, "year_total_g").unwrap_or_default();
        if sums.remove(alert) != Some(quadrillionths(total)) {
            found.push(format!(
                "the evidence of {alert} does not sum to its year_total_g, {total}"
            ));
        }
    }
    found.extend(
        sums.keys()
            .map(|alert| format!("evidence without an alert: {alert}")),
    );
    found
}

/// A figure of at most 15 places, counted in its smallest unit.
fn quadrillionths(figure: &str) -> i128 {
    let (whole, fraction) = figure.split_once('.').unwrap_or((figure, ""));
    format!("{whole}{fraction:0<15}").parse().unwrap()
}

fn table_difference(name: &str, expected: &Table, actual: &Table) -> Option<String> {
    let unknown = expected.columns.iter().find(|column| !actual.has(column));
    if let Some(column) = unknown {
        return Some(format!(
            "{name}: there is no column {column}, only {}",
            actual.columns.join(" ")
        ));
    }
    if expected.rows.is_empty() && actual.rows.is_empty() {
        return None;
    }
    // Where no row at all is expected, every column helps to see what came out.
    let columns = if expected.rows.is_empty() {
        &actual.columns
    } else {
        &expected.columns
    };
    let mut shown: Vec<Vec<String>> = actual
        .rows
        .iter()
        .map(|row| {
            columns
                .iter()
                .map(|column| actual.cell(row, column).unwrap_or_default().to_owned())
        })
        .map(Iterator::collect)
        .collect();
    // Findings have no order of their own: both sides are sorted by the columns given.
    let mut wanted = expected.rows.clone();
    if name == "findings" {
        shown.sort();
        wanted.sort();
    }
    if shown == wanted {
        return None;
    }
    let mut lines = vec![(' ', columns.clone())];
    let missing = |row: &&Vec<String>, among: &[Vec<String>]| !among.contains(row);
    lines.extend(
        shown
            .iter()
            .map(|row| (if missing(&row, &wanted) { '+' } else { ' ' }, row.clone())),
    );
    let left_out = wanted.iter().filter(|row| missing(row, &shown));
    lines.extend(left_out.map(|row| ('-', row.clone())));
    let remark = if lines.iter().all(|(mark, _)| *mark == ' ') {
        "in another order or number than expected"
    } else {
        "+ came out, - was expected"
    };
    Some(format!("{name}: {remark}\n{}", aligned(&lines)))
}

fn aligned(lines: &[(char, Vec<String>)]) -> String {
    let width = |column: usize| {
        lines
            .iter()
            .map(|(_, row)| row[column].chars().count())
            .max()
    };
    let mut text = String::new();
    for (mark, row) in lines {
        text.push(*mark);
        for (column, cell) in row.iter().enumerate() {
            let shown = if cell.is_empty() { "-" } else { cell };
            let _ = write!(
                text,
                "  {shown:<width$}",
                width = width(column).unwrap_or(0).max(1)
            );
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}
