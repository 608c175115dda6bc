//! Writes a cell into a worksheet.

use super::WriteFault;
use super::number::SheetNumber;
use super::styles::Styles;
use crate::table::{Cell, Kind};
use crate::text::xlsx::CellText;
use rust_xlsxwriter::{Format, Url, Worksheet};

/// Whether columns of this kind have a second column with exact figures.
pub(super) const fn has_exact(kind: Kind) -> bool {
    matches!(kind, Kind::Mass | Kind::Signed)
}

const fn style(kind: Kind, styles: &Styles, exact: bool) -> &Format {
    match (kind, exact) {
        (Kind::Mass, true) => &styles.mass,
        (Kind::Mass, false) => &styles.mass_rounded,
        (Kind::Signed, true) => &styles.signed,
        (Kind::Signed, false) => &styles.signed_rounded,
        (Kind::Change, _) => &styles.change,
        (Kind::Share, _) => &styles.share,
        (Kind::Figure, _) => &styles.full,
        (Kind::Plain, _) => &styles.plain,
        _ => &styles.whole,
    }
}

/// A worksheet into which cells are written.
pub(super) struct Put<'p> {
    /// The worksheet.
    pub(super) worksheet: &'p mut Worksheet,
    /// The formats of the workbook.
    pub(super) styles: &'p Styles,
    /// The place of a text that is too long for a cell.
    pub(super) source: &'static str,
}

impl Put<'_> {
    /// Writes a cell; returns the exact figure if the number in the cell is rounded.
    pub(super) fn cell(
        &mut self,
        at: (u32, u16),
        kind: Kind,
        cell: &Cell,
    ) -> Result<Option<String>, WriteFault> {
        let styles = self.styles;
        match cell {
            Cell::Nothing => {}
            Cell::Words(_) | Cell::Both { .. } => {
                self.worksheet.write_string_with_format(
                    at.0,
                    at.1,
                    cell.shown(),
                    styles.of_text(kind == Kind::Prose, false, false),
                )?;
            }
            Cell::Text(text) => {
                let shown = CellText::of(text, self.source);
                let style = styles.of_text(kind == Kind::Prose, shown.changed, shown.like_formula);
                self.worksheet
                    .write_string_with_format(at.0, at.1, shown.text, style)?;
            }
            Cell::Date(day) => {
                self.worksheet.write_number_with_format(
                    at.0,
                    at.1,
                    f64::from(day.number + DAYS_BEFORE_1970),
                    &styles.day,
                )?;
            }
            Cell::Whole(number) => return self.number(at, kind, &number.to_string()),
            Cell::Figure(figure) | Cell::Rounded { exact: figure, .. } => {
                return self.number(at, kind, figure);
            }
            Cell::Link { text, to } => {
                let words = CellText::of(text, self.source).text;
                self.worksheet.write_url_with_format(
                    at.0,
                    at.1,
                    Url::new(to).set_text(words),
                    &styles.link,
                )?;
            }
        }
        Ok(None)
    }

    fn number(
        &mut self,
        at: (u32, u16),
        kind: Kind,
        figure: &str,
    ) -> Result<Option<String>, WriteFault> {
        let SheetNumber { number, exact } = SheetNumber::of(figure);
        match number {
            Some(number) if exact || has_exact(kind) => {
                self.worksheet.write_number_with_format(
                    at.0,
                    at.1,
                    number,
                    style(kind, self.styles, exact),
                )?;
                Ok((!exact).then(|| figure.to_owned()))
            }
            // No number holds the figure, and no second column is there for it.
            _ => {
                self.worksheet
                    .write_string_with_format(at.0, at.1, figure, &self.styles.exact)?;
                Ok(None)
            }
        }
    }
}

/// The number of 1 January 1970 in spreadsheets, which count days from 30 December 1899. They agree with the calendar from
/// March 1900 on.
const DAYS_BEFORE_1970: i32 = 25_569;
