//! Reads what a proposal is made from: the names of the columns, what stands around the table, and the values of each column.

use super::heads::{self, Role};
use crate::column::Kind;
use crate::fault::Fault;
use crate::layout::description::{FilePart, FileType};
use crate::layout::parquet_cells;
use crate::layout::source::{Extract, Taken, rows};
use crate::layout::table::is_blank;
use crate::layout::value::shown_text;
use crate::terms::{Map, Set, folded};
use inforce_sheets::{Cell, Row};
use std::collections::VecDeque;
use std::fs::File;
use std::ops::ControlFlow;
use std::sync::LazyLock;

/// The rows among which the column names are looked for.
const HEAD_ROWS: usize = 100;
/// The most different values of a column that are kept.
const KEPT_VALUES: usize = 20_000;
/// The different values that tell what a column holds.
const SOME_VALUES: usize = 200;
/// The rows that are kept as they are: the first ones, and the last ones.
const FIRST_ROWS: usize = 1_000;
const LAST_ROWS: usize = 60;
/// The most rows of totals that are kept.
const TOTALS: usize = 200;

/// How a file may be read.
#[derive(Clone, Debug)]
pub(super) struct ReadingMethod {
    pub(super) file_type: FileType,
    pub(super) part: FilePart,
    pub(super) separator: char,
    pub(super) sheet: Option<String>,
}

impl ReadingMethod {
    fn extract(&self) -> Extract<'_> {
        Extract {
            file_type: self.file_type,
            written: &self.part,
            separator: self.separator,
            sheet: self.sheet.as_deref(),
        }
    }
}

/// Where the values of a column come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ValueOrigin {
    /// A column at this place.
    Column(usize),
    /// A folder of the path, by the key in its name.
    Folder,
    /// A part of the path, which the pattern of the path names.
    Path,
    /// A label beside the table.
    Cover,
}

/// The values of a column, or what stands for one.
#[derive(Clone, Debug)]
pub(super) struct ColumnValues {
    pub(super) origin: ValueOrigin,
    pub(super) name: String,
    /// The first different values that are not blank, each with the number of its rows.
    pub(super) seen: Vec<(Cell, u64)>,
    /// The rows with a value that is not among them.
    pub(super) unseen: u64,
    /// Whether it is a column of binary floats.
    pub(super) is_float: bool,
}

impl ColumnValues {
    pub(super) fn of(origin: ValueOrigin, name: String, value: Cell, rows: u64) -> Self {
        Self {
            seen: vec![(value, rows)],
            ..Self::empty(origin, name)
        }
    }

    /// Returns a column without values.
    pub(super) const fn empty(origin: ValueOrigin, name: String) -> Self {
        Self {
            origin,
            name,
            seen: Vec::new(),
            unseen: 0,
            is_float: false,
        }
    }

    /// Returns the values without most of them, which is enough to tell what they are.
    pub(super) fn some(&self) -> Self {
        Self {
            seen: self.seen.iter().take(SOME_VALUES).cloned().collect(),
            name: self.name.clone(),
            origin: self.origin.clone(),
            ..*self
        }
    }

    /// Returns the number of rows with a value.
    pub(super) fn filled(&self) -> u64 {
        let seen: u64 = self.seen.iter().map(|(_, rows)| rows).sum();
        seen + self.unseen
    }

    /// Returns the place of the column in the table.
    pub(super) const fn place(&self) -> Option<usize> {
        match self.origin {
            ValueOrigin::Column(place) => Some(place),
            _ => None,
        }
    }

    /// Returns the texts of the values, each with the number of its rows.
    pub(super) fn texts(&self) -> impl Iterator<Item = (String, u64)> {
        self.seen
            .iter()
            .map(|(cell, rows)| (shown_text(cell).into_owned(), *rows))
    }
}

/// A table that was found in a file.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    pub(super) way: ReadingMethod,
    /// How well the names of the columns are known.
    pub(super) score: usize,
    /// The rows above the column names, each with its filled cells.
    pub(super) above: Vec<Vec<String>>,
    pub(super) names: Vec<String>,
    pub(super) columns: Vec<ColumnValues>,
    /// The number of rows, without totals.
    pub(super) rows: u64,
    pub(super) first: Vec<Row>,
    pub(super) last: VecDeque<Row>,
    /// The first cells of rows of totals.
    pub(super) totals: Vec<String>,
    /// Whether quotes hold line breaks.
    pub(super) has_line_breaks: bool,
}

/// The row of column names, and how well they are known.
struct HeaderRow {
    at: usize,
    score: usize,
}

/// Returns the first rows of a file.
fn head(file: &File, way: &ReadingMethod) -> Result<Vec<Row>, Fault> {
    let mut head = Vec::new();
    rows(file, way.extract(), &mut |taken| {
        if let Taken::Row(row) = taken {
            head.push(row.clone());
        }
        if head.len() < HEAD_ROWS {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    })?;
    Ok(head)
}

/// Returns how well the first rows are known when a file is read in a way: by the names of columns, and by other words of `is_code`.
pub(super) fn score(
    file: &File,
    way: &ReadingMethod,
    kind: Kind,
    is_code: &dyn Fn(&str) -> bool,
) -> Result<usize, Fault> {
    let head = head(file, way)?;
    let foreign = head.iter().flat_map(|row| &row.cells).filter(|cell| {
        let text = shown_text(cell);
        !text.is_ascii() && is_code(&text)
    });
    let foreign = foreign.count();
    Ok(header(&head, way, kind, is_code).map_or(0, |header| header.score + foreign))
}

/// Finds the row that names the columns: the one with the most known names.
fn header(
    head: &[Row],
    way: &ReadingMethod,
    kind: Kind,
    is_code: &dyn Fn(&str) -> bool,
) -> Option<HeaderRow> {
    let mut known: Map<String, usize> = Map::default();
    let mut best: Option<HeaderRow> = None;
    // The names of these are no row of the table.
    let is_named = matches!(way.file_type, FileType::Parquet | FileType::Xml);
    let last = if is_named { 1 } else { head.len() };
    for (at, row) in head.iter().enumerate().take(last) {
        let (mut roles, mut codes) = (0, 0);
        for cell in &row.cells {
            let Cell::Text(text) = cell else { continue };
            let text = text.trim();
            if text.is_empty() || text.len() > 200 {
                continue;
            }
            let points = *known.entry(text.to_owned()).or_insert_with(|| {
                let guesses = heads::guesses(text, kind);
                match guesses.first().map(|guess| &guess.role) {
                    Some(Role::Line) => 2,
                    Some(_) => 10,
                    None if is_code(text) => 1,
                    None => 0,
                }
            });
            if points == 1 {
                codes += 1;
            } else {
                roles += points;
            }
        }
        let is_header = roles >= 20 || roles >= 10 && codes >= 2 || is_named;
        let score = roles + codes;
        if is_header && best.as_ref().is_none_or(|best| score > best.score) {
            best = Some(HeaderRow { at, score });
        }
    }
    best
}

/// Words with which the first cell of a row of totals starts.
const TOTAL_WORDS: [&str; 25] = [
    "total",
    "totals",
    "totale",
    "totaux",
    "totales",
    "subtotal",
    "subtotals",
    "sub",
    "soustotal",
    "grand",
    "sum",
    "summe",
    "somme",
    "suma",
    "gesamt",
    "gesamtsumme",
    "insgesamt",
    "zwischensumme",
    "итого",
    "всего",
    "المجموع",
    "الاجمالي",
    "مجموع",
    "合计",
    "总计",
];

/// The words of totals as names are compared.
static TOTALS_FOLDED: LazyLock<Set<String>> =
    LazyLock::new(|| TOTAL_WORDS.into_iter().map(folded).collect());

/// Whether a text is that of a row of totals.
pub(super) fn is_total(text: &str) -> bool {
    let words = heads::words(text);
    let Some(first) = words.first() else {
        return false;
    };
    let is_alone = !["sub", "grand", "sum"].contains(&first.as_str());
    TOTALS_FOLDED.contains(first)
        && (is_alone
            || words.len() == 1 && first == "sum"
            || words.iter().any(|word| word.starts_with("total")))
        || ["小计", "合计", "总计"]
            .iter()
            .any(|word| text.starts_with(word))
}

/// Whether the only filled cell of a row is a note: a sentence, not a value.
pub(super) fn is_note(text: &str) -> bool {
    let text = text.trim();
    text.contains(char::is_whitespace)
        || text.ends_with(':')
        || text.starts_with(['*', '†', '(', '¹', '²'])
}

/// Returns the filled cells of a row.
pub(super) fn filled(row: &Row) -> Vec<String> {
    let cells = row.cells.iter().filter(|cell| !is_blank(cell));
    cells
        .map(|cell| shown_text(cell).trim().to_owned())
        .collect()
}

impl Sample {
    /// Reads the table of a file or sheet; `None` if no row names columns that are known.
    pub(super) fn read(
        file: &File,
        way: &ReadingMethod,
        kind: Kind,
        is_code: &dyn Fn(&str) -> bool,
    ) -> Result<Option<Self>, Fault> {
        let head = head(file, way)?;
        let Some(HeaderRow { at, score }) = header(&head, way, kind, is_code) else {
            return Ok(None);
        };
        let names: Vec<String> = head[at]
            .cells
            .iter()
            .map(|cell| shown_text(cell).trim().to_owned())
            .collect();
        let names_row = head[at].number;
        let floats = match way.file_type {
            FileType::Parquet => parquet_cells::columns(file)?
                .into_iter()
                .filter(|(_, kind)| kind.is_floating())
                .map(|(name, _)| name)
                .collect(),
            _ => Vec::new(),
        };
        let column = |(place, name): (usize, &String)| ColumnValues {
            is_float: floats.contains(name),
            ..ColumnValues::empty(ValueOrigin::Column(place), name.clone())
        };
        let mut sample = Self {
            way: way.clone(),
            score,
            above: head[..at].iter().map(filled).collect(),
            columns: names.iter().enumerate().map(column).collect(),
            rows: 0,
            first: Vec::new(),
            last: VecDeque::new(),
            totals: Vec::new(),
            has_line_breaks: false,
            names,
        };
        let mut places: Vec<Map<(u8, String), usize>> = vec![Map::default(); sample.columns.len()];
        rows(file, way.extract(), &mut |taken| {
            if let Taken::Row(row) = taken
                && row.number > names_row
            {
                sample.take(row, &mut places);
            }
            ControlFlow::Continue(())
        })?;
        Ok(Some(sample))
    }

    fn take(&mut self, row: &Row, places: &mut [Map<(u8, String), usize>]) {
        let filled = filled(row);
        let Some(first) = filled.first() else { return };
        let own: Vec<String> = row
            .cells
            .iter()
            .map(|cell| shown_text(cell).trim().to_owned())
            .collect();
        if own == self.names {
            return;
        }
        if self.last.len() == LAST_ROWS {
            self.last.pop_front();
        }
        self.last.push_back(row.clone());
        if is_total(first) {
            if self.totals.len() < TOTALS {
                self.totals.push(first.clone());
            }
            return;
        }
        if filled.len() == 1 && self.names.len() > 2 && is_note(first) {
            return;
        }
        self.rows += 1;
        if self.first.len() < FIRST_ROWS {
            self.first.push(row.clone());
        }
        for (cell, (column, places)) in row.cells.iter().zip(self.columns.iter_mut().zip(places)) {
            if is_blank(cell) {
                continue;
            }
            let text = shown_text(cell).into_owned();
            self.has_line_breaks |= text.contains(['\n', '\r']);
            let key = (class(cell), text);
            match places.get(&key) {
                Some(place) => column.seen[*place].1 += 1,
                None if column.seen.len() < KEPT_VALUES => {
                    places.insert(key, column.seen.len());
                    column.seen.push((cell.clone(), 1));
                }
                None => column.unseen += 1,
            }
        }
    }
}

const fn class(cell: &Cell) -> u8 {
    match cell {
        Cell::Empty => 0,
        Cell::Text(_) => 1,
        Cell::Number(_) => 2,
        Cell::Date { .. } => 3,
        Cell::Moment(_) => 4,
        Cell::Bool(_) => 5,
        Cell::Error(_) => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_and_notes_are_told_from_rows() {
        for text in [
            "TOTAL",
            "Total général",
            "Sub-total",
            "Grand total",
            "Summe",
            "Итого:",
            "合计",
            "المجموع",
        ] {
            assert!(is_total(text), "{text}");
        }
        for text in [
            "T-1",
            "C-1",
            "Sub-Saharan Africa",
            "Grand Duchy",
            "Totalia-1 x",
            "",
        ] {
            assert!(!is_total(text), "{text}");
        }
        for (text, is) in [
            ("Source: customs", true),
            ("* provisional", true),
            ("C-3", false),
            ("Kenya", false),
        ] {
            assert_eq!(is_note(text), is, "{text}");
        }
    }
}
