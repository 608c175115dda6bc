//! Runs the program and reads what it published, every value as text.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::dataset::{Spread, write_config, write_dataset};
use super::layout::{Scenario, Table};
use crate::support::read_output;
use crate::support::table::{Cell, Kind, LAYOUTS, Layout};

/// What one run published.
#[derive(Debug)]
pub(crate) struct Outputs {
    /// By name: the Parquet files, and the findings and warnings of the manifest.
    tables: Vec<(String, Table)>,
    pub(crate) manifest: Value,
    /// The files whose bytes do not depend on how rows are spread over files.
    pub(crate) bytes: Vec<(&'static str, Vec<u8>)>,
}

impl Outputs {
    pub(crate) fn table(&self, name: &str) -> &Table {
        let found = self.tables.iter().find(|(known, _)| known == name);
        &found.unwrap_or_else(|| panic!("no output {name}")).1
    }
}

/// Runs the scenario in a folder of its own.
pub(crate) fn run(scenario: &Scenario, spread: Spread) -> Result<Outputs, String> {
    let folder = tempfile::tempdir().unwrap();
    let [data, config, out] = ["data", "config", "out"].map(|part| folder.path().join(part));
    write_dataset(scenario, &data, spread);
    let mut command = Command::new(env!("CARGO_BIN_EXE_inforce"));
    command
        .arg("run")
        .arg(&data)
        .arg("--out")
        .arg(&out)
        .arg("--quiet");
    if !scenario.built_in_config {
        write_config(scenario, &config);
        command.arg("--config").arg(&config);
    }
    if let Some(day) = scenario.policy.get("known-at") {
        command.arg("--known-at").arg(day);
    }
    let done = command.output().unwrap();
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        return Err(format!("the run ended with {}:\n{said}", done.status));
    }
    Ok(read(&out.join("current")))
}

fn read(current: &Path) -> Outputs {
    let manifest = fs::read(current.join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    let mut tables = vec![
        ("findings".to_owned(), findings(&manifest)),
        ("warnings".to_owned(), warnings(&manifest)),
    ];
    let files = crate::forge::answer(current);
    for layout in LAYOUTS {
        let (name, mut table) = (layout.name, published(current, layout));
        // The files of several years are shown as one table, in the order of its first columns.
        match name {
            "ledger" => table.rows.sort_by(|a, b| a[..4].cmp(&b[..4])),
            "evidence" => table.rows.sort_by(|a, b| a[0].cmp(&b[0])),
            _ => {}
        }
        tables.push((name.to_owned(), table));
    }
    let bytes = ["alerts", "estimates", "ledger"].map(|name| {
        let (file, folder) = (format!("{name}.parquet"), format!("{name}/"));
        let is_of = |found: &str| found == file || found.starts_with(&folder);
        let of_table = files.iter().filter(|(found, _)| is_of(found));
        let all = of_table.flat_map(|(file, bytes)| [file.as_bytes(), bytes].concat());
        (name, all.collect())
    });
    Outputs {
        tables,
        manifest,
        bytes: bytes.into(),
    }
}

/// The rows of a published table.
fn published(current: &Path, layout: &'static Layout) -> Table {
    let read = read_output::table(current, layout).unwrap_or_else(|error| panic!("{error}"));
    let texts = |row: Vec<Cell>| {
        let kinds = layout.columns.iter().map(|(_, kind)| *kind);
        kinds
            .zip(row)
            .map(|(kind, cell)| text(kind, cell))
            .collect()
    };
    Table {
        columns: layout
            .columns
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .collect(),
        rows: read.rows.into_iter().map(texts).collect(),
    }
}

/// A value as the rule tests write it: lists with commas, absent as nothing.
fn text(kind: Kind, cell: Cell) -> String {
    let text = cell.unwrap_or_default();
    match (kind, text.as_str()) {
        (Kind::Flag, "true") => "yes".to_owned(),
        (Kind::Flag, "false") => "no".to_owned(),
        (Kind::Texts, _) => text.replace(' ', ","),
        _ => text,
    }
}

/// How many rows each kind of warning concerns, in all files.
fn warnings(manifest: &Value) -> Table {
    let mut rows: BTreeMap<String, u64> = BTreeMap::new();
    for warning in manifest["warnings"].as_array().unwrap() {
        *rows
            .entry(warning["kind"].as_str().unwrap().to_owned())
            .or_default() += warning["rows"].as_u64().unwrap_or_default();
    }
    Table {
        columns: ["kind", "rows"].map(str::to_owned).into(),
        rows: rows
            .into_iter()
            .map(|(kind, rows)| vec![kind, rows.to_string()])
            .collect(),
    }
}

fn findings(manifest: &Value) -> Table {
    let columns = ["kind", "country", "substance", "from", "to", "filing_id"];
    let listed = manifest["findings"].as_array().into_iter().flatten();
    let cell = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Table {
        columns: columns.map(str::to_owned).into(),
        rows: listed
            .map(|finding| columns.iter().map(|name| cell(&finding[*name])).collect())
            .collect(),
    }
}
