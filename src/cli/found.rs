//! Records found in the dataset of a run, as rows of an answer.

use super::explained;
use super::figures::{grams, of};
use super::listing::{Cell, Column, figure, text};
use crate::archive::read::{PublishedRun, RefusedRow};
use crate::ask::records::{Became, FoundRecord};
use crate::config::Config;
use crate::terms::{escaped, shown_path, shown_whole};
use serde_json::Value;

/// The columns of a record as it was reported, but for its numbers.
pub(super) fn said_columns() -> Vec<Column> {
    vec![
        text("date", "date"),
        text("record_id", "record"),
        text("received", "received"),
        text("reporter", "reporter"),
        text("partner", "partner"),
        text("flow", "flow"),
        text("form", "form"),
        figure("quantity_g", "g shipped"),
        figure("reexport_g", "re-export"),
    ]
}

/// What stands in them.
pub(super) fn said(found: &FoundRecord, config: &Config) -> Vec<Cell> {
    let record = &found.record;
    vec![
        Cell::of(record.date),
        free(&record.id),
        Cell::of(record.received),
        Cell::of(config.country_code(record.reporter)),
        Cell::maybe(record.partner.map(|partner| config.country_code(partner))),
        Cell::of(record.flow.name()),
        Cell::of(config.form_code(record.form)),
        Cell::both(record.quantity, grams(record.quantity)),
        Cell::both(record.reexport, grams(record.reexport)),
    ]
}

/// The columns of what became of a record and where it stands.
pub(super) fn became_columns() -> Vec<Column> {
    vec![
        text("became", "became"),
        text("source_file", "file"),
        figure("source_row", "row"),
        text("standing_file", "version that stands"),
        // For programs only.
        text("standing_row", ""),
    ]
}

/// What stands in them.
pub(super) fn became(found: &FoundRecord) -> Vec<Cell> {
    let words = found.became.name().replace('-', " ");
    let mut cells = vec![
        Cell::both(found.became.name(), words),
        free(&found.record.file),
        Cell::of(found.record.row),
    ];
    match &found.became {
        Became::Superseded(file, row) => {
            cells.extend([
                Cell::both(file, format!("{} row {row}", shown_whole(file))),
                Cell::both(row, ""),
            ]);
        }
        Became::Judged | Became::OutOfScope | Became::NotYetKnown => {
            cells.extend([Cell::default(), Cell::default()]);
        }
    }
    cells
}

/// A text that somebody else wrote; nothing where it is empty.
pub(super) fn free(text: &str) -> Cell {
    if text.is_empty() {
        Cell::default()
    } else {
        Cell::both(text, shown_whole(text))
    }
}

/// A record and what became of it, for programs.
pub(super) fn value(run: &PublishedRun, found: &FoundRecord) -> Value {
    let mut value = explained::record(run, &found.record);
    value["became"] = found.became.name().into();
    let standing = match &found.became {
        Became::Superseded(file, row) => Some((file.as_str(), *row)),
        Became::Judged | Became::OutOfScope | Became::NotYetKnown => None,
    };
    value["standing_file"] = standing.map(|(file, _)| file).into();
    value["standing_row"] = standing.map(|(_, row)| row).into();
    value
}

/// A refused row in a line, and its own text below.
pub(super) fn refused_lines(row: &RefusedRow, indent: &str) -> String {
    format!(
        "{indent}{} row {}: {}: {}\n{indent}  {}\n",
        shown_whole(&row.file),
        row.row,
        row.reason,
        row.detail,
        escaped(&row.raw)
    )
}

/// Says of files that the run could not read, where the answer itself has no place for it, that nothing of them is in it.
pub(super) fn warn_of(left_out: &[String]) {
    for file in left_out {
        tracing::warn!(
            "{} could not be read by the run, and nothing of it is in the answer",
            shown_path(file)
        );
    }
}

/// The filings that may be meant and could not be used, and that files could not be read which may have held some; nothing where
/// there is none.
pub(super) fn unusable(refused: &[RefusedRow], left_out: usize) -> String {
    let mut text = String::new();
    if !refused.is_empty() {
        text.push_str(
            "\n  May be meant, and was received and refused, so that no estimate rests on it:\n",
        );
        text.extend(refused.iter().map(|row| refused_lines(row, "    ")));
    }
    if left_out > 0 {
        let files = of(u64::try_from(left_out).unwrap_or(u64::MAX), "file", "files");
        text.extend([
            "\n  Filings in ",
            &files,
            " that could not be read are not here.\n",
        ]);
    }
    text
}
