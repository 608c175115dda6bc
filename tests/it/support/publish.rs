//! Publishes what the reference finds, in the files and types of the contract: so the tests can be tried on themselves.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int32Array, Int64Array, RecordBatch,
    StringArray,
};
use parquet::arrow::ArrowWriter;
use serde_json::{Value, json};

use super::compare;
use super::day::Day;
use super::number::scaled;
use super::reference::Outcome;
use super::reference::book::Book;
use super::reference::judgement::RULES;
use super::reference::warnings::warnings;
use super::table::{Cell, Kind, QUARANTINE, Table};
use super::world::World;

pub fn outcome(world: &World, outcome: &Outcome<'_>, folder: &Path) {
    fs::create_dir_all(folder).expect("the folder can be made");
    for published in &outcome.tables {
        write(folder, &with_texts(world, published));
    }
    let manifest = manifest(world, outcome).to_string();
    fs::write(folder.join("manifest.json"), manifest).expect("the manifest can be written");
}

/// Writes a table in place of one that may be there.
pub fn write(folder: &Path, published: &Table) {
    let layout = published.layout;
    if !layout.is_by_year() {
        let path = folder.join(format!("{}.parquet", layout.name));
        return fs::write(path, table(published)).expect("a table can be written");
    }
    let folder = folder.join(layout.name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir(&folder).expect("the folder can be made");
    for (year, rows) in published.years() {
        let of_year = Table { layout, rows };
        let path = folder.join(format!("{year}.parquet"));
        fs::write(path, table(&of_year)).expect("a table can be written");
    }
}

pub fn manifest(world: &World, outcome: &Outcome<'_>) -> Value {
    let books = outcome.books;
    let alerts = RULES.into_iter().map(|rule| {
        let alerts = outcome.groups.iter().filter(|it| it.key.rule == rule);
        let alerts = alerts.filter(|group| group.is_alert()).count();
        (rule.to_owned(), Value::from(alerts))
    });
    let inputs = [
        (&world.records, &books.record_counts),
        (&world.filings, &books.filing_counts),
    ];
    let inputs = inputs.into_iter().flat_map(|(files, counts)| {
        files.iter().map(move |file| {
            let none = || counts[""].keys().map(|name| (*name, 0)).collect();
            let counts = counts.get(&file.path()).cloned().unwrap_or_else(none);
            json!({"path": file.path(), "counts": counts})
        })
    });
    let warnings = warnings(world, books, &Book { config: &world.config })
        .into_iter()
        .map(|((kind, file), rows)| json!({"kind": kind, "file": file, "rows": rows.len(), "first_row": rows.first(), "example": "a row"}));
    let findings = outcome.findings.iter().map(|it| {
        let (from, to) = (it.from.to_string(), it.to.to_string());
        json!({"kind": it.kind, "country": it.country, "substance": it.substance, "from": from, "to": to, "filing_id": it.filing_id})
    });
    json!({
        "findings": findings.collect::<Vec<_>>(),
        "warnings": warnings.collect::<Vec<_>>(),
        "inputs": inputs.collect::<Vec<_>>(),
        "counts": {
            "records": books.record_counts[""],
            "filings": books.filing_counts[""],
            "alerts": Value::Object(alerts.collect()),
        },
    })
}

/// The table with the texts for people that the reference leaves out.
pub fn with_texts(world: &World, table: &Table) -> Table {
    let mut table = table.clone();
    if table.layout.name != QUARANTINE.name {
        return table;
    }
    let [file, row_at, reason] =
        ["source_file", "source_row", "reason"].map(|name| QUARANTINE.at(name));
    for row in &mut table.rows {
        let text = |at: usize| row[at].clone().unwrap_or_default();
        let line = compare::csv_line(world, &text(file), &text(row_at));
        let detail = text(reason);
        row[QUARANTINE.at("detail")] = Some(detail);
        row[QUARANTINE.at("raw")] = line;
    }
    table
}

pub fn table(table: &Table) -> Vec<u8> {
    let columns = table.layout.columns.iter().enumerate();
    let arrays = columns.map(|(at, (name, kind))| {
        let cells = table.rows.iter().map(|row| &row[at]);
        (*name, array(*kind, cells), true)
    });
    let batch = RecordBatch::try_from_iter_with_nullable(arrays).expect("columns of one length");
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("a plain file");
    writer.write(&batch).expect("rows can be written to memory");
    writer.close().expect("the file can be closed");
    bytes
}

fn array<'a>(kind: Kind, cells: impl Iterator<Item = &'a Cell>) -> ArrayRef {
    let number = |text: &String| text.parse::<i64>().expect("a count");
    match kind {
        Kind::Text => Arc::new(cells.cloned().collect::<StringArray>()),
        Kind::Date => {
            let days = cells.map(|cell| cell.as_ref().map(|text| Day::at(text).0));
            Arc::new(days.collect::<Date32Array>())
        }
        Kind::Year => {
            let year = |text: &String| text.parse::<i32>().expect("a year");
            let years = cells.map(|cell| cell.as_ref().map(year));
            Arc::new(years.collect::<Int32Array>())
        }
        Kind::Count => {
            let counts = cells.map(|cell| cell.as_ref().map(number));
            Arc::new(counts.collect::<Int64Array>())
        }
        Kind::Flag => {
            let flags = cells.map(|cell| cell.as_ref().map(|text| text == "true"));
            Arc::new(flags.collect::<BooleanArray>())
        }
        Kind::Decimal(precision, scale) => {
            let places = usize::try_from(scale).expect("scales of the contract");
            let units = cells.map(|cell| cell.as_ref().map(|text| scaled(text, places)));
            let units = units.collect::<Decimal128Array>();
            let units = units.with_precision_and_scale(precision, scale);
            Arc::new(units.expect("a precision of the contract"))
        }
        Kind::Texts => {
            let mut lists = ListBuilder::new(StringBuilder::new());
            for cell in cells {
                let texts = cell.as_deref().unwrap_or_default();
                for text in texts.split(' ').filter(|text| !text.is_empty()) {
                    lists.values().append_value(text);
                }
                lists.append(true);
            }
            Arc::new(lists.finish())
        }
    }
}
