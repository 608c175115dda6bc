//! Rows of the files as raw text, in the order of paths and lines.

use super::super::csv_line;
use super::super::world::{DataFile, Line};

/// Where a row stands. Ordered by path (as bytes) and line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    pub file: String,
    /// From 1, the header not counted.
    pub row: usize,
}

pub struct Row<'a> {
    pub origin: Origin,
    columns: &'a [String],
    /// None: `bad-line`.
    cells: Option<Vec<String>>,
}

impl Row<'_> {
    pub fn is_bad_line(&self) -> bool {
        self.cells.is_none()
    }

    /// The text of a column; empty where the file has no such column.
    pub fn text(&self, column: &str) -> &str {
        let at = self.columns.iter().position(|name| name == column);
        match (&self.cells, at) {
            (Some(cells), Some(at)) => &cells[at],
            _ => "",
        }
    }

    pub fn has_column(&self, column: &str) -> bool {
        self.columns.iter().any(|name| name == column)
    }
}

pub fn rows(files: &[DataFile]) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = files.iter().flat_map(rows_of).collect();
    rows.sort_by(|a, b| a.origin.cmp(&b.origin));
    rows
}

fn rows_of(file: &DataFile) -> impl Iterator<Item = Row<'_>> {
    file.lines.iter().enumerate().map(|(index, line)| Row {
        origin: Origin {
            file: file.path(),
            row: index + 1,
        },
        columns: &file.columns,
        cells: match line {
            Line::Cells(cells) => Some(cells.clone()),
            Line::Raw(bytes) => csv_line::cells(bytes, file.columns.len()),
        },
    })
}
