//! Spreads rows over files: names, formats, columns, and lines that are no rows at all.

use super::super::chance::Chance;
use super::super::world::{
    DataFile, FILING_COLUMNS, Format, Line, OPTIONAL_COLUMNS, RECORD_COLUMNS, UNIT_RECORD_COLUMNS,
};
use super::super::write_parquet::fits;
use super::Cells;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Csv,
    /// All that Parquet can hold.
    Parquet,
    Mixed,
}

/// Names whose order as bytes is not that of their parts.
const STEMS: [&str; 7] = ["a", "a/b", "a-b", "B", "z/deep/er", "é", "a b"];

pub fn records(rows: Vec<Cells>, mode: Mode, chance: &mut Chance) -> Vec<DataFile> {
    let (in_units, in_grams): (Vec<Cells>, Vec<Cells>) =
        rows.into_iter().partition(|row| row.contains_key("unit"));
    let in_grams: Vec<Cells> = in_grams.into_iter().map(named_in_grams).collect();
    let mut files = spread("trades", "", RECORD_COLUMNS, in_grams, mode, chance);
    if !in_units.is_empty() {
        let columns = UNIT_RECORD_COLUMNS;
        files.extend(spread("trades", "-units", columns, in_units, mode, chance));
    }
    files
}

pub fn filings(rows: Vec<Cells>, mode: Mode, chance: &mut Chance) -> Vec<DataFile> {
    if rows.is_empty() && chance.one_in(2) {
        return Vec::new();
    }
    spread("estimates", "", FILING_COLUMNS, rows, mode, chance)
}

/// One plain file of rows, which count in grams or are left out.
pub fn as_they_come(stem: &str, rows: &[Cells]) -> Vec<DataFile> {
    let in_grams = rows.iter().filter(|row| !row.contains_key("unit")).cloned();
    let rows: Vec<Cells> = in_grams.map(named_in_grams).collect();
    let Some(first) = rows.first() else {
        return Vec::new();
    };
    let columns = first.keys().map(|column| (*column).to_owned()).collect();
    let lines = rows
        .iter()
        .map(|row| Line::Cells(row.values().cloned().collect()));
    vec![DataFile {
        stem: stem.to_owned(),
        format: Format::Csv,
        columns,
        lines: lines.collect(),
        style: 0,
    }]
}

/// What a run must pass over, and folders that are nobody's business.
pub fn clutter(chance: &mut Chance) -> Vec<String> {
    let clutter = [
        "trades/_SUCCESS",
        "trades/.part.csv",
        "estimates/_notes.txt",
        "notes/readme.txt",
    ];
    clutter
        .into_iter()
        .filter(|_| chance.one_in(6))
        .map(str::to_owned)
        .collect()
}

fn named_in_grams(mut row: Cells) -> Cells {
    for (column, in_grams) in [("quantity", "quantity_g"), ("reexport", "reexport_g")] {
        if let Some(text) = row.remove(column) {
            row.insert(in_grams, text);
        }
    }
    row
}

fn spread(
    folder: &str,
    ending: &str,
    columns: &[&str],
    mut rows: Vec<Cells>,
    mode: Mode,
    chance: &mut Chance,
) -> Vec<DataFile> {
    let mut stems = STEMS.to_vec();
    chance.shuffle(&mut stems);
    stems.truncate(chance.between(1, 3));
    chance.shuffle(&mut rows);
    let mut shares: Vec<Vec<Cells>> = stems.iter().map(|_| Vec::new()).collect();
    for row in rows {
        // Now and then a row is delivered in a second file, too.
        if chance.one_in(20) {
            let second = chance.below(shares.len());
            shares[second].push(row.clone());
        }
        let share = chance.below(shares.len());
        shares[share].push(row);
    }
    let mut files = Vec::new();
    for (stem, rows) in stems.iter().zip(shares) {
        let stem = format!("{folder}/{stem}{ending}");
        let parquet = match mode {
            Mode::Csv => false,
            Mode::Parquet => true,
            Mode::Mixed => chance.one_in(2),
        };
        files.extend(in_format(&stem, columns, &rows, parquet, chance));
    }
    files
}

/// One file; or two, where only some of the rows can be Parquet.
fn in_format(
    stem: &str,
    columns: &[&str],
    rows: &[Cells],
    parquet: bool,
    chance: &mut Chance,
) -> Vec<DataFile> {
    let columns = some_of(columns, rows, chance);
    let text = |row: &Cells, column: &String| row.get(column.as_str()).cloned().unwrap_or_default();
    let line = |row: &Cells| Line::Cells(columns.iter().map(|it| text(row, it)).collect());
    let lines = rows.iter().map(line);
    let (typed, mut lines): (Vec<Line>, Vec<Line>) =
        lines.partition(|line| parquet && fits(&columns, line));
    if !parquet && chance.one_in(3) {
        add_broken_lines(&mut lines, columns.len(), chance);
    }
    let mut files = Vec::new();
    for (format, lines) in [(Format::Parquet, typed), (Format::Csv, lines)] {
        let planned = (format == Format::Parquet) == parquet;
        if planned || !lines.is_empty() {
            files.push(DataFile {
                stem: stem.to_owned(),
                format,
                columns: columns.clone(),
                lines,
                style: chance.next(),
            });
        }
    }
    files
}

/// The columns in some order, those left out that may be and that no row fills.
fn some_of(columns: &[&str], rows: &[Cells], chance: &mut Chance) -> Vec<String> {
    let filled = |column: &str| {
        let given = |row: &Cells| row.get(column).is_some_and(|text| !text.is_empty());
        rows.iter().any(given)
    };
    let mut columns: Vec<String> = columns
        .iter()
        .filter(|column| {
            !OPTIONAL_COLUMNS.contains(column)
                // Filings must have the columns that a record may lack.
                || (**column == "received" && columns.contains(&"filing_id"))
                || filled(column)
                || chance.one_in(2)
        })
        .map(|column| (*column).to_owned())
        .collect();
    // Where filings have a year, none need have an effective date.
    let has_year = columns.iter().any(|column| column == "year");
    if has_year && !filled("effective") && chance.one_in(2) {
        columns.retain(|column| column != "effective");
    }
    if chance.one_in(2) {
        chance.shuffle(&mut columns);
    }
    columns
}

fn add_broken_lines(lines: &mut Vec<Line>, columns: usize, chance: &mut Chance) {
    for _ in 0..chance.between(1, 3) {
        let rest = ",x".repeat(columns - 1).into_bytes();
        let broken = match chance.below(8) {
            0 => Vec::new(),
            1 => ",x".repeat(columns).into_bytes(),
            2 => rest[1..].to_vec(),
            3 => [b"\"never closed".to_vec(), rest].concat(),
            4 => [b"in\"side".to_vec(), rest].concat(),
            5 => [b"\"closed\"after".to_vec(), rest].concat(),
            6 => [b"\xff\xfe".to_vec(), rest].concat(),
            _ => [rest, b",\"".to_vec()].concat(),
        };
        let at = chance.below(lines.len() + 1);
        lines.insert(at, Line::Raw(broken));
    }
}
