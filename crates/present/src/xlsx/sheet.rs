//! A table on a sheet, or on several if one does not hold all rows: headings that stay in view, filters, marks, and rows
//! that are written one after the other in little memory.

use super::WriteFault;
use super::book::{Book, Held, SheetName, Spot};
use super::put::{Put, has_exact};
use super::styles::Tint;
use crate::table::{Cell, Column, Kind};
use rust_xlsxwriter::{ConditionalFormatDataBar, ConditionalFormatFormula, Worksheet, utility};
use std::borrow::Cow;

/// Returns a column with its width in pixels.
#[must_use]
pub const fn column(title: &'static str, pixels: u32, kind: Kind) -> Column {
    let mut column = Column::new("", Cow::Borrowed(title), kind);
    column.pixels = pixels;
    column
}

/// What is marked by colour or bars.
#[derive(Clone, Copy, Debug)]
pub enum Mark {
    /// The rows that have a word in a column.
    Row(&'static str, &'static str, Tint),
    /// The cells of a column that hold a word.
    Cell(&'static str, &'static str, Tint),
    /// The figures of a column, by a bar for their size.
    Bar(&'static str),
}

/// The layout of a table.
pub struct Layout {
    /// The sheet.
    pub title: SheetName,
    /// The columns.
    pub columns: Vec<Column>,
    /// The marks. If several apply, the first counts.
    pub marks: Vec<Mark>,
    /// The number of columns that stay in view.
    pub kept: u16,
    /// The place of a text that is too long for a cell.
    pub source: &'static str,
    /// The colour of the sheet's tab.
    pub tint: u32,
}

/// A table that is being written.
pub struct Sheet<'b> {
    book: &'b mut Book,
    layout: Layout,
    worksheet: Worksheet,
    part: u32,
    /// The next row of this part; row 0 holds the headings.
    row: u32,
    rows: u64,
    links: u32,
    text: usize,
    /// The places of the columns of this part that have an exact figure beside a number.
    opened: Vec<u16>,
}

/// The most links on a sheet, a little below what a sheet holds.
const LINKS: u32 = 65_000;
/// The bytes of text after which the next sheet begins, because nobody can use a larger one.
const TEXT: usize = 1 << 30;
/// The pixels of a line of text, and the most lines of a row.
const LINE: u32 = 20;
const LINES: u32 = 20;
/// The approximate pixels of a character, and of the space around a text in its cell.
const CHARACTER: u32 = 8;
const AROUND: u32 = 20;
/// The pixels of a column of exact figures.
const EXACT: u32 = 190;
/// The scale of a printed sheet, in percent.
const SCALE: u16 = 65;
/// The pixels of columns that fit on a landscape page of A4 at that scale within its margins, with some room for programs
/// that use wider letters.
const PRINTED: u32 = 1_400;
/// The margins of a printed page in inches: left, right, top, bottom, header, footer.
const MARGINS: [f64; 6] = [0.4, 0.4, 0.6, 0.6, 0.3, 0.3];
/// The footer of a printed page: file, sheet and page number.
pub(super) const FOOTER: &str = "&L&F&C&A&Rpage &P of &N";
/// The pixels of the headings.
const HEADINGS: u32 = 64;

impl<'b> Sheet<'b> {
    /// Begins a table.
    pub fn begin(book: &'b mut Book, layout: Layout) -> Result<Self, WriteFault> {
        let worksheet = begun(book, &layout, 0)?;
        Ok(Self {
            book,
            layout,
            worksheet,
            part: 0,
            row: 1,
            rows: 0,
            links: 0,
            text: 0,
            opened: Vec::new(),
        })
    }

    /// Returns the place of the next row.
    #[must_use]
    pub fn next(&self) -> Spot {
        let title = self.layout.title;
        if self.is_full() {
            return Spot {
                title,
                part: self.part + 1,
                row: 1,
            };
        }
        Spot {
            title,
            part: self.part,
            row: self.row,
        }
    }

    fn is_full(&self) -> bool {
        self.row > self.book.limit || self.text > TEXT
    }

    /// Writes a row, one cell for each column.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), WriteFault> {
        if self.is_full() {
            self.turn()?;
        }
        let lines = self
            .layout
            .columns
            .iter()
            .zip(cells)
            .map(|(column, cell)| lines(column, cell))
            .max()
            .unwrap_or(1);
        if lines > 1 {
            // Some programs do not make room for wrapped text themselves.
            self.worksheet
                .set_row_height_pixels(self.row, LINE * lines.min(LINES))?;
        }
        let mut put = Put {
            worksheet: &mut self.worksheet,
            styles: &self.book.styles,
            source: self.layout.source,
        };
        let mut at = 0;
        for (column, cell) in self.layout.columns.iter().zip(cells) {
            let exact = match cell {
                Cell::Link { text, .. } if self.links >= LINKS => {
                    put.cell((self.row, at), column.kind, &Cell::Text(text.clone()))?
                }
                _ => put.cell((self.row, at), column.kind, cell)?,
            };
            self.links += u32::from(matches!(cell, Cell::Link { .. }));
            self.text += if let Cell::Text(text) = cell {
                text.len()
            } else {
                0
            };
            if let Some(exact) = exact {
                put.worksheet.write_string_with_format(
                    self.row,
                    at + 1,
                    exact,
                    &put.styles.exact,
                )?;
                if !self.opened.contains(&at) {
                    self.opened.push(at);
                }
            }
            at += if has_exact(column.kind) { 2 } else { 1 };
        }
        self.row += 1;
        self.rows += 1;
        Ok(())
    }

    /// Finishes the sheet and begins the next one.
    fn turn(&mut self) -> Result<(), WriteFault> {
        let words = format!(
            "goes on in the sheet “{}”",
            self.layout.title.part(self.part + 1)
        );
        self.worksheet
            .write_string_with_format(self.row, 0, words, &self.book.styles.changed)?;
        let new = begun(self.book, &self.layout, self.part + 1)?;
        let full = std::mem::replace(&mut self.worksheet, new);
        let full = finished(
            full,
            &self.layout,
            &self.book.header,
            self.row - 1,
            &self.opened,
        )?;
        self.book.add(self.layout.title, full);
        self.opened.clear();
        (self.part, self.row, self.links, self.text) = (self.part + 1, 1, 0, 0);
        Ok(())
    }

    /// Finishes the table.
    pub fn end(mut self) -> Result<(), WriteFault> {
        let held = Held {
            parts: self.part + 1,
            rows: self.rows,
        };
        if self.rows == 0 {
            self.worksheet
                .write_string_with_format(1, 0, "none", &self.book.styles.changed)?;
        }
        let last = finished(
            self.worksheet,
            &self.layout,
            &self.book.header,
            self.row - 1,
            &self.opened,
        )?;
        self.book.add(self.layout.title, last);
        self.book.held.insert(self.layout.title, held);
        Ok(())
    }
}

/// Returns the approximate number of lines that a cell needs. A word is cut only if it is longer than a line.
fn lines(column: &Column, cell: &Cell) -> u32 {
    let text: &str = match cell {
        Cell::Words(text) => text,
        Cell::Text(text) => text,
        _ => return 1,
    };
    if column.kind != Kind::Prose {
        return 1;
    }
    let room = (column.pixels.saturating_sub(AROUND) / CHARACTER).max(1);
    let (mut lines, mut used) = (1, 0);
    for word in text.split(' ') {
        let length = u32::try_from(word.chars().count()).unwrap_or(u32::MAX);
        if used > 0 && used + 1 + length > room {
            lines += 1;
            used = 0;
        }
        lines += length.saturating_sub(1) / room;
        used = if used == 0 {
            length.saturating_sub(1) % room + u32::from(length > 0)
        } else {
            used + 1 + length
        };
        if lines > LINES {
            break;
        }
    }
    lines
}

/// Returns the columns with their places, which leave room for the columns of exact figures.
fn placed(layout: &Layout) -> impl Iterator<Item = (u16, &Column)> {
    let mut at = 0;
    layout.columns.iter().map(move |column| {
        let place = at;
        at += if has_exact(column.kind) { 2 } else { 1 };
        (place, column)
    })
}

/// Returns a new sheet with its headings.
fn begun(book: &mut Book, layout: &Layout, part: u32) -> Result<Worksheet, WriteFault> {
    let mut worksheet = book.streamed(layout.title, part)?;
    let head = &book.styles.head;
    for (at, column) in placed(layout) {
        worksheet.write_string_with_format(0, at, &*column.title, head)?;
        if has_exact(column.kind) {
            worksheet.write_string_with_format(
                0,
                at + 1,
                format!("{}: exact, as text", column.title),
                head,
            )?;
        }
    }
    worksheet.set_row_height_pixels(0, HEADINGS)?;
    Ok(worksheet)
}

/// Sets what depends on the last row, and returns the finished sheet.
fn finished(
    mut worksheet: Worksheet,
    layout: &Layout,
    header: &str,
    last: u32,
    opened: &[u16],
) -> Result<Worksheet, WriteFault> {
    let mut end = 0;
    for (at, column) in placed(layout) {
        worksheet.set_column_width_pixels(at, column.pixels)?;
        end = at;
        if has_exact(column.kind) {
            end = at + 1;
            if opened.contains(&at) {
                worksheet.set_column_width_pixels(end, EXACT)?;
            } else {
                worksheet.set_column_hidden(end)?;
            }
        }
    }
    worksheet.set_freeze_panes(1, layout.kept)?;
    worksheet.autofilter(0, 0, last.max(1), end)?;
    for mark in &layout.marks {
        marked(&mut worksheet, layout, *mark, last.max(1), end)?;
    }
    worksheet
        .set_tab_color(layout.tint)
        .set_print_scale(SCALE)
        .set_page_order(false)
        .set_repeat_rows(0, 0)?;
    worksheet
        .set_repeat_columns(0, last_kept(layout))?
        .set_vertical_page_breaks(&breaks(layout, opened))?;
    paper(&mut worksheet);
    worksheet.set_header(header).set_footer(FOOTER);
    Ok(worksheet)
}

/// Sets the paper: A4, landscape.
pub(super) fn paper(worksheet: &mut Worksheet) {
    let [left, right, top, bottom, header, footer] = MARGINS;
    worksheet
        .set_landscape()
        .set_paper_size(9)
        .set_margins(left, right, top, bottom, header, footer);
}

/// Returns the place of the last column that stays in view and is printed on every page.
fn last_kept(layout: &Layout) -> u16 {
    let kept = usize::from(layout.kept).saturating_sub(1);
    placed(layout)
        .nth(kept)
        .map_or(0, |(at, column)| at + u16::from(has_exact(column.kind)))
}

/// Returns the columns before which a printed page ends: between groups, and within a group only if it is wider than a page.
fn breaks(layout: &Layout, opened: &[u16]) -> Vec<u32> {
    let width =
        |(at, column): &(u16, &Column)| column.pixels + if opened.contains(at) { EXACT } else { 0 };
    let columns: Vec<(u16, &Column)> = placed(layout).collect();
    let (kept, rest) = columns.split_at(usize::from(layout.kept).min(columns.len()));
    let room = PRINTED.saturating_sub(kept.iter().map(width).sum());
    let (mut found, mut used) = (Vec::new(), 0);
    for group in rest.chunk_by(|_, (_, next)| !next.begins_group) {
        let whole: u32 = group.iter().map(width).sum();
        let fits = used + whole <= room;
        for (place, column) in group.iter().enumerate() {
            if used > 0 && (used + width(column) > room || (place == 0 && !fits)) {
                found.push(u32::from(column.0));
                used = 0;
            }
            used += width(column);
        }
    }
    found
}

fn marked(
    worksheet: &mut Worksheet,
    layout: &Layout,
    mark: Mark,
    last: u32,
    end: u16,
) -> Result<(), WriteFault> {
    let (Mark::Row(heading, ..) | Mark::Cell(heading, ..) | Mark::Bar(heading)) = mark;
    let Some((at, _)) = placed(layout).find(|(_, column)| column.title == heading) else {
        return Ok(());
    };
    let when = |word: &str, tint: Tint| {
        let rule = format!("=${}2=\"{word}\"", utility::column_number_to_name(at));
        ConditionalFormatFormula::new()
            .set_rule(rule.as_str())
            .set_format(tint.format())
    };
    match mark {
        Mark::Row(_, word, tint) => {
            worksheet.add_conditional_format(1, 0, last, end, &when(word, tint))?
        }
        Mark::Cell(_, word, tint) => {
            worksheet.add_conditional_format(1, at, last, at, &when(word, tint))?
        }
        Mark::Bar(_) => {
            let bar = ConditionalFormatDataBar::new()
                .set_fill_color(0xF4_B0_84)
                .set_solid_fill(true);
            worksheet.add_conditional_format(1, at, last, at, &bar)?
        }
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns where pages end for columns of the given widths: one that is kept, and three groups of four. The seventh
    /// column has exact figures beside it.
    fn breaks_of(widths: [u32; 13], opened: &[u16]) -> Vec<u32> {
        let columns = (0..).zip(widths).map(|(place, width)| {
            let column = column("", width, if place == 6 { Kind::Mass } else { Kind::Text });
            if [5, 9].contains(&place) {
                column.begins()
            } else {
                column
            }
        });
        let (marks, columns) = (Vec::new(), columns.collect());
        breaks(
            &Layout {
                title: SheetName { place: 0, name: "" },
                columns,
                marks,
                kept: 1,
                source: "",
                tint: 0,
            },
            opened,
        )
    }

    #[test]
    fn a_printed_page_ends_between_groups_of_columns() {
        // Three groups of 400 pixels after a column of 200 fit on one page; with one more pixel they do not.
        assert_eq!(
            breaks_of(
                [
                    200, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100
                ],
                &[]
            ),
            Vec::<u32>::new()
        );
        assert_eq!(
            breaks_of(
                [
                    200, 100, 100, 100, 101, 100, 100, 100, 100, 100, 100, 100, 100
                ],
                &[]
            ),
            [10]
        );
        // An exact figure beside its number takes room, and the columns after it stand one place further right.
        assert_eq!(
            breaks_of(
                [
                    200, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100
                ],
                &[6]
            ),
            [10]
        );
        // A group wider than a page is cut where necessary, and the next group begins a new page.
        assert_eq!(
            breaks_of(
                [200, 500, 500, 500, 500, 900, 300, 1, 1, 1200, 1, 1, 1],
                &[]
            ),
            [3, 5, 8, 10, 11]
        );
    }

    #[test]
    fn wrapped_text_has_room_for_its_lines() {
        let of = |width: u32, kind: Kind, text: &str| {
            lines(&column("", width, kind), &Cell::Text(text.to_owned()))
        };
        // A hundred pixels hold ten characters.
        for (text, expected) in [
            ("", 1),
            ("0123456789", 1),
            ("0123456789a", 2),
            ("0123456789 a", 2),
            ("01234 6789", 1),
            ("01234 67890", 2),
            ("a b c d e f g h i j", 2),
            ("0123456789012345678901", 3),
        ] {
            assert_eq!(of(100, Kind::Prose, text), expected, "{text}");
        }
        assert_eq!(of(100, Kind::Text, "0123456789a"), 1);
        assert!(
            of(100, Kind::Prose, &"x ".repeat(100_000)) > LINES
                && of(1, Kind::Prose, &"x".repeat(100_000)) > LINES
        );
    }
}
