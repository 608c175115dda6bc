//! A table on a sheet, or on several where one holds too little: headings that stay in view, filters, marks, and rows
//! written one after the other in little memory.

use super::WriteFault;
use super::book::{Book, Held, SheetName, Spot};
use super::put::{Put, has_exact};
use super::styles::Tint;
use crate::table::{Cell, Column, Kind};
use rust_xlsxwriter::{ConditionalFormatDataBar, ConditionalFormatFormula, Worksheet, utility};
use std::borrow::Cow;

/// A column of so many pixels.
#[must_use]
pub const fn column(title: &'static str, pixels: u32, kind: Kind) -> Column {
    let mut column = Column::new("", Cow::Borrowed(title), kind);
    column.pixels = pixels;
    column
}

/// What is marked by its looks.
#[derive(Clone, Copy, Debug)]
pub enum Mark {
    /// The rows that have a word in a column.
    Row(&'static str, &'static str, Tint),
    /// The cells of a column that hold a word.
    Cell(&'static str, &'static str, Tint),
    /// How large the figures of a column are beside each other.
    Bar(&'static str),
}

/// What a table looks like.
pub struct Layout {
    /// Its sheet.
    pub title: SheetName,
    /// Its columns.
    pub columns: Vec<Column>,
    /// The first of those that apply counts.
    pub marks: Vec<Mark>,
    /// Columns that stay in view.
    pub kept: u16,
    /// Where a text that is too long stands whole.
    pub source: &'static str,
    /// The colour of its tab.
    pub tint: u32,
}

/// A table being written.
pub struct Sheet<'b> {
    book: &'b mut Book,
    layout: Layout,
    worksheet: Worksheet,
    part: u32,
    /// The next row of this part; 0 holds the headings.
    row: u32,
    rows: u64,
    links: u32,
    text: usize,
    /// Columns of this part, by place, in which an exact figure stands.
    opened: Vec<u16>,
}

/// Links that a sheet holds, with some to spare.
const LINKS: u32 = 65_000;
/// A sheet of more text than this is of no use to anybody, and the next begins.
const TEXT: usize = 1 << 30;
/// Pixels of a line of text, and how many lines the highest row has.
const LINE: u32 = 20;
const LINES: u32 = 20;
/// Pixels of a character, about, and of what surrounds a text in its cell.
const CHARACTER: u32 = 8;
const AROUND: u32 = 20;
/// Pixels of a column of exact figures.
const EXACT: u32 = 190;
/// How large a sheet is printed, in percent.
const SCALE: u16 = 65;
/// Pixels of columns that a page of A4 on its side holds at that size within its margins, with some to spare for programs whose
/// letters are wider.
const PRINTED: u32 = 1_400;
/// Margins of a printed page in inches: left, right, top, bottom, header, footer.
const MARGINS: [f64; 6] = [0.4, 0.4, 0.6, 0.6, 0.3, 0.3];
/// File, sheet and number, below a printed page.
pub(super) const FOOTER: &str = "&L&F&C&A&Rpage &P of &N";
/// Pixels of the headings.
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

    /// Where the next row will stand.
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
            // Not every program makes room for wrapped text by itself.
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

    /// Turns to a new sheet.
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

    /// Ends the table.
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

/// How many lines a cell needs, about: words are not cut where they need not be.
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

/// The places of the columns, with the columns of exact figures between them.
fn placed(layout: &Layout) -> impl Iterator<Item = (u16, &Column)> {
    let mut at = 0;
    layout.columns.iter().map(move |column| {
        let place = at;
        at += if has_exact(column.kind) { 2 } else { 1 };
        (place, column)
    })
}

/// A new sheet with its headings.
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

/// What is said of a whole sheet once its last row is known.
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

/// A4 on its side.
pub(super) fn paper(worksheet: &mut Worksheet) {
    let [left, right, top, bottom, header, footer] = MARGINS;
    worksheet
        .set_landscape()
        .set_paper_size(9)
        .set_margins(left, right, top, bottom, header, footer);
}

/// The place of the last column that stays in view, and is printed on every page.
fn last_kept(layout: &Layout) -> u16 {
    let kept = usize::from(layout.kept).saturating_sub(1);
    placed(layout)
        .nth(kept)
        .map_or(0, |(at, column)| at + u16::from(has_exact(column.kind)))
}

/// The columns before which a printed page ends: between groups, and within a group only where it is wider than a page.
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

    /// Where pages end, of columns so wide: one that is kept, and three groups of four; the seventh has exact figures beside it.
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
        // Three groups of 400 pixels after a column of 200: all on one page; then one more pixel.
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
        // An exact figure beside its number takes room; the columns after it stand one place further.
        assert_eq!(
            breaks_of(
                [
                    200, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100
                ],
                &[6]
            ),
            [10]
        );
        // A group wider than a page is cut where it must be, and what follows begins a page of its own.
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
