//! A sheet of free form: headings, words and small tables, one below the other.

use super::WriteFault;
use super::book::{Book, SheetName};
use super::put::Put;
use super::sheet::{FOOTER, paper};
use super::styles::Styles;
use crate::table::{Cell, Kind};
use rust_xlsxwriter::{Format, Worksheet};

/// A sheet of free form: headings, words and small tables, one below the other.
pub struct Page<'p> {
    worksheet: Worksheet,
    styles: &'p Styles,
    source: &'static str,
    row: u32,
}

impl<'p> Page<'p> {
    /// Begins a page with columns of the given widths in pixels.
    pub fn begin(
        book: &'p Book,
        title: SheetName,
        about: &str,
        widths: &[u32],
    ) -> Result<Self, WriteFault> {
        let mut worksheet = Worksheet::new();
        worksheet.set_name(title.name)?.set_screen_gridlines(false);
        for (at, width) in (0..).zip(widths) {
            worksheet.set_column_width_pixels(at, *width)?;
        }
        worksheet.write_string_with_format(0, 0, about, &book.styles.title)?;
        worksheet.set_row_height_pixels(0, 30)?;
        paper(&mut worksheet);
        worksheet
            .set_print_fit_to_pages(1, 0)
            .set_header(&book.header)
            .set_footer(FOOTER);
        Ok(Self {
            worksheet,
            styles: &book.styles,
            source: "manifest.json",
            row: 2,
        })
    }

    /// Writes a heading, with room above it.
    pub fn section(&mut self, words: &str, across: u16) -> Result<(), WriteFault> {
        self.row += 1;
        self.worksheet
            .write_string_with_format(self.row, 0, words, &self.styles.section)?;
        for at in 1..across {
            self.worksheet
                .write_blank(self.row, at, &self.styles.section)?;
        }
        self.row += 1;
        Ok(())
    }

    /// Writes the headings of columns.
    pub fn head(&mut self, words: &[&str]) -> Result<(), WriteFault> {
        for (at, words) in (0..).zip(words) {
            self.worksheet
                .write_string_with_format(self.row, at, *words, &self.styles.head)?;
        }
        self.worksheet.set_row_height_pixels(self.row, 40)?;
        self.row += 1;
        Ok(())
    }

    /// Writes cells side by side.
    pub fn line(&mut self, cells: &[(Kind, Cell)]) -> Result<(), WriteFault> {
        let mut put = Put {
            worksheet: &mut self.worksheet,
            styles: self.styles,
            source: self.source,
        };
        for (at, (kind, cell)) in (0..).zip(cells) {
            put.cell((self.row, at), *kind, cell)?;
        }
        self.row += 1;
        Ok(())
    }

    /// Writes words across columns, on the given number of lines.
    pub fn prose(&mut self, words: &str, across: u16, lines: u32) -> Result<(), WriteFault> {
        self.worksheet
            .merge_range(self.row, 0, self.row, across - 1, words, &self.styles.prose)?;
        self.worksheet.set_row_height_pixels(self.row, 20 * lines)?;
        self.row += 1;
        Ok(())
    }

    /// Writes a name, and words about it. The name has the format that it explains.
    pub fn legend(&mut self, words: &str, format: &Format, about: &str) -> Result<(), WriteFault> {
        self.worksheet
            .write_string_with_format(self.row, 0, words, format)?;
        self.worksheet
            .write_string_with_format(self.row, 1, about, &self.styles.text)?;
        self.row += 1;
        Ok(())
    }

    /// Returns the finished page.
    #[must_use]
    pub fn end(mut self, tint: u32) -> Worksheet {
        self.worksheet.set_tab_color(tint);
        self.worksheet
    }
}
