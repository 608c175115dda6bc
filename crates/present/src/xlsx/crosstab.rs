//! A sheet whose columns stand for things, such as countries by substances. Several headings above a column tell what it
//! stands for.

use super::WriteFault;
use super::book::{Book, SheetName};
use super::put::Put;
use super::sheet::FOOTER;
use crate::table::{Cell, Kind};

/// A sheet whose columns stand for things.
pub struct Crosstab {
    /// The place and the name of the sheet.
    pub name: SheetName,
    /// The title above the headings.
    pub title: String,
    /// For each line of headings, what it states, and its text for each column.
    pub headings: Vec<(&'static str, Vec<String>)>,
    /// For each row, its code and name, and a cell for each column.
    pub rows: Vec<([Cell; 2], Vec<Cell>)>,
    /// The place of a text that is too long for a cell.
    pub source: &'static str,
}

impl Crosstab {
    /// Writes the sheet.
    pub fn write(&self, book: &mut Book) -> Result<(), WriteFault> {
        let mut worksheet = book.streamed(self.name, 0)?;
        let styles = &book.styles;
        worksheet.write_string_with_format(0, 0, &self.title, &styles.title)?;
        let mut head = 1;
        for (what, says) in &self.headings {
            worksheet.write_string_with_format(head, 1, *what, &styles.head)?;
            for (column, says) in (2..).zip(says) {
                worksheet.write_string_with_format(head, column, says, &styles.head)?;
            }
            head += 1;
        }
        for (row, (first, cells)) in (head..).zip(&self.rows) {
            let mut put = Put {
                worksheet: &mut worksheet,
                styles,
                source: self.source,
            };
            for (column, cell) in (0..).zip(first) {
                put.cell((row, column), Kind::Text, cell)?;
            }
            for (column, cell) in (2..).zip(cells) {
                put.cell((row, column), Kind::Count, cell)?;
            }
        }
        worksheet.set_column_width_pixels(0, 60)?;
        worksheet.set_column_width_pixels(1, 220)?;
        let columns = self.headings.first().map_or(0, |(_, says)| says.len());
        for (column, _) in (2..).zip(0..columns) {
            worksheet.set_column_width_pixels(column, 120)?;
        }
        worksheet.set_freeze_panes(head, 2)?;
        worksheet.set_repeat_rows(1, head - 1)?;
        worksheet.set_repeat_columns(0, 1)?;
        worksheet
            .set_landscape()
            .set_paper_size(9)
            .set_header(&book.header)
            .set_footer(FOOTER);
        book.add(self.name, worksheet);
        Ok(())
    }
}
