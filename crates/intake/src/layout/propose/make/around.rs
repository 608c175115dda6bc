//! Says what the file is, which sheets hold the table, and what stands around it.

use super::super::draft::{DraftLine, list, quoted};
use super::super::sample;
use super::super::sample::Sample;
use super::Maker;
use crate::column::Kind;
use crate::layout::description::FileType;
use crate::layout::table::is_blank;
use inforce_sheets::Row;

/// The most lines above the table that a proposal repeats, and the most characters of each.
const LINES_ABOVE: usize = 10;
const SHOWN: usize = 200;

impl Maker<'_> {
    pub(super) fn file(&mut self) {
        let way = &self.table.way;
        let name = way.file_type.name();
        let mut file = vec![
            DraftLine::new("types", list([name]), "the content"),
            DraftLine::new(
                "path",
                list([&self.written]),
                "the path of this file, digits left open; widen it to read other files of this kind",
            ),
        ];
        if way.file_type == FileType::Text {
            if way.part.encoding != "utf-8" {
                let why = "the bytes, and the names that are known in this encoding";
                file.push(DraftLine::new("encoding", quoted(&way.part.encoding), why));
            }
            let separator = way.separator.to_string();
            file.push(DraftLine::new(
                "separators",
                list([&separator]),
                "it divides the row of column names",
            ));
            if self.table.has_line_breaks {
                file.push(DraftLine::new(
                    "line-breaks",
                    "true",
                    "some values in quotes hold line breaks",
                ));
            }
            file.push(DraftLine::new(
                "open-end",
                "true",
                "programs leave out the last line end; write false where a file may be cut",
            ));
        }
        if let Some(row) = &way.part.row {
            file.push(DraftLine::new(
                "row",
                quoted(row),
                "the element that repeats and has known fields",
            ));
        }
        self.draft.file = file;
        let above = self.table.above.iter().filter(|line| !line.is_empty());
        let above = above.map(|line| line.join(" | ").chars().take(SHOWN).collect());
        self.draft.above = above.take(LINES_ABOVE).collect();
        self.draft.file_name.clone_from(&self.found.name);
        self.draft.title = format!(
            "{}s like {}",
            match self.kind {
                Kind::Record => "Record",
                Kind::Filing => "Filing",
            },
            self.found.name
        );
        self.draft.rows = match self.kind {
            Kind::Record => "records",
            Kind::Filing => "filings",
        };
    }

    pub(super) fn sheets(&mut self) {
        if self.table.way.file_type != FileType::Workbook
            || self.others.is_empty() && self.draft.sections.is_empty()
        {
            return;
        }
        let names: Vec<&String> = self
            .tables
            .iter()
            .filter_map(|table| table.way.sheet.as_ref())
            .collect();
        self.draft.sheet.push(DraftLine::new(
            "names",
            list(names),
            "the sheets with known columns",
        ));
        if !self.others.is_empty() {
            self.draft.sheet.push(DraftLine::new(
                "others",
                list(self.others),
                "no row of them names known columns",
            ));
        }
    }

    /// Finds rows that are no records: totals, notes, and what follows the table.
    pub(super) fn table(&mut self) {
        let mut totals: Vec<String> = Vec::new();
        for text in self.tables.iter().flat_map(|table| &table.totals) {
            let pattern = total_pattern(text);
            if !totals.contains(&pattern) {
                totals.push(pattern);
            }
        }
        let mut has_notes = false;
        let mut end: Option<String> = None;
        for table in self.tables {
            let (notes, after) = self.after(table);
            has_notes |= notes;
            end = end.or(after);
        }
        if !totals.is_empty() {
            self.draft
                .table
                .push(DraftLine::new("skip", list(&totals), "rows of totals"));
        }
        if has_notes {
            self.draft.table.push(DraftLine::new(
                "notes",
                "true",
                "rows of one filled cell are notes",
            ));
        }
        if let Some(end) = end {
            self.draft.table.push(DraftLine::new(
                "end",
                list([&end]),
                "what follows is no part of the table",
            ));
        }
        if let Some(why) = self.blank_amounts {
            self.draft
                .table
                .push(DraftLine::new("blank-amounts", "true", why));
        }
    }

    /// Whether a table has notes, and the first text of what follows the table.
    pub(super) fn after(&self, table: &Sample) -> (bool, Option<String>) {
        let used: Vec<usize> = self
            .used()
            .into_iter()
            .filter_map(|at| self.all[at].place())
            .collect();
        let is_filled =
            |row: &Row, place: usize| row.cells.get(place).is_some_and(|cell| !is_blank(cell));
        let count = |row: &Row| used.iter().filter(|place| is_filled(row, **place)).count();
        let usual = table.first.iter().map(count).max().unwrap_or(0);
        let is_data = |row: &Row| count(row) * 2 > usual;
        let is_note = |row: &Row| {
            let filled = sample::filled(row);
            filled.len() == 1 && table.names.len() > 2 && sample::is_note(&filled[0])
        };
        let is_total = |row: &Row| {
            sample::filled(row)
                .first()
                .is_some_and(|text| sample::is_total(text))
        };
        let rows: Vec<&Row> = table.last.iter().collect();
        let last = rows.iter().rposition(|row| is_data(row) && !is_total(row));
        let tail = last.map_or(&[][..], |last| &rows[last + 1..]);
        let has_notes = table.last.iter().any(is_note);
        let other = tail.iter().find(|row| !is_note(row) && !is_total(row));
        // A row with an amount is no footer.
        let amounts: Vec<usize> = self
            .amounts
            .iter()
            .filter_map(|at| self.all[*at].place())
            .collect();
        let end = other
            .filter(|row| {
                amounts.iter().all(|place| !is_filled(row, *place)) && sample::filled(row).len() > 1
            })
            .and_then(|row| sample::filled(row).first().cloned())
            .filter(|text| text.chars().any(char::is_alphabetic) && !text.contains('*'));
        (has_notes, end)
    }
}

/// Returns the pattern of a row of totals: its first word, and any text.
fn total_pattern(text: &str) -> String {
    let word: String = text
        .chars()
        .take_while(|c| c.is_alphabetic() || *c == '-')
        .collect();
    if word.is_empty() || word.len() < text.len() {
        format!("{}*", if word.is_empty() { text } else { &word })
    } else {
        word
    }
}
