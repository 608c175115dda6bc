//! A workbook of plain tables with headings in any language, such as a letter's annex. The same tables make the same bytes.

use super::WriteFault;
use super::book::LIMIT;
use super::guard::guarded;
use super::put::Put;
use super::styles::Styles;
use crate::table::{Cell, Column, Kind};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};
use std::borrow::Cow;

/// A table on a sheet of its own, or on several if one does not hold all rows.
#[derive(Clone, Debug)]
pub struct PlainTable {
    /// The name of the sheet: at most 25 characters, without those that the name of a sheet may not have.
    pub name: String,
    /// The headings.
    pub columns: Vec<Column>,
    /// The rows, one cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// Returns a column of a plain table, with its heading and its width in pixels.
#[must_use]
pub const fn plain_column(heading: String, pixels: u32) -> Column {
    let mut column = Column::new("", Cow::Owned(heading), Kind::Text);
    column.pixels = pixels;
    column
}

/// The time of creation that every such workbook states. It must state one, and the same tables must make the same bytes.
const MADE: &str = "2000-01-01T00:00:00";

/// Returns the bytes of a workbook with the given tables. Its columns run from right to left if its language does.
pub fn plain(
    title: &str,
    right_to_left: bool,
    tables: &[PlainTable],
) -> Result<Vec<u8>, WriteFault> {
    guarded(|| {
        let mut workbook = Workbook::new();
        let made = ExcelDateTime::parse_from_str(MADE)?;
        workbook.set_properties(
            &DocProperties::new()
                .set_title(title)
                .set_author("inforce")
                .set_creation_datetime(&made),
        );
        let styles = Styles::new();
        for table in tables {
            let chunks = usize::try_from(LIMIT).unwrap_or(usize::MAX);
            // A table without rows still has its headings.
            let parts = table.rows.len().div_ceil(chunks).max(1);
            for part in 0..parts {
                let rows = table.rows.iter().skip(part * chunks).take(chunks);
                let name = if part == 0 {
                    table.name.clone()
                } else {
                    format!("{} ({})", table.name, part + 1)
                };
                let worksheet = workbook.add_worksheet();
                worksheet.set_name(name)?.set_right_to_left(right_to_left);
                for (at, column) in (0..).zip(&table.columns) {
                    worksheet.write_string_with_format(0, at, &*column.title, &styles.head)?;
                    worksheet.set_column_width_pixels(at, column.pixels)?;
                }
                worksheet.set_freeze_panes(1, 0)?;
                worksheet
                    .set_landscape()
                    .set_print_fit_to_pages(1, 0)
                    .set_repeat_rows(0, 0)?;
                let mut put = Put {
                    worksheet,
                    styles: &styles,
                    source: "the published tables",
                };
                for (row, values) in (1..).zip(rows) {
                    for (at, cell) in (0..).zip(values) {
                        // A whole number here is a place or a year; a figure shows all its digits.
                        let kind = match cell {
                            Cell::Whole(_) => Kind::Plain,
                            Cell::Figure(_) => Kind::Figure,
                            _ => Kind::Text,
                        };
                        put.cell((row, at), kind, cell)?;
                    }
                }
            }
        }
        Ok(workbook.save_to_buffer()?)
    })
}
