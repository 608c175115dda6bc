//! A workbook of plain tables whose headings are in any language, such as goes along with a letter. The same tables make the
//! same bytes.

use super::WorkbookError;
use super::book::LIMIT;
use super::cell::{Cell, Kind, Put};
use super::guard::guarded;
use super::styles::Styles;
use crate::terms::Day;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

/// A table on a sheet of its own, or on several where one holds too little.
#[derive(Clone, Debug)]
pub struct PlainTable {
    /// The name of the sheet: at most 25 characters, none of which a sheet may not have.
    pub name: String,
    /// The headings.
    pub columns: Vec<PlainColumn>,
    /// The rows, one value for each column.
    pub rows: Vec<Vec<Value>>,
}

/// A column of a plain table.
#[derive(Clone, Debug)]
pub struct PlainColumn {
    /// Its heading.
    pub heading: String,
    /// In pixels.
    pub width: u32,
}

/// What a cell of a plain table holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Nothing,
    /// Words of our own.
    Words(String),
    /// A text from outside.
    Text(String),
    /// A day.
    Day(Day),
    /// A whole number that nobody would group.
    Number(i64),
    /// An exact decimal; as text where a cell cannot hold it as a number.
    Figure(String),
}

/// A day before there were any of these workbooks, for a workbook must say when it was made.
const MADE: &str = "2000-01-01T00:00:00";

/// The bytes of a workbook of some tables, whose columns run from right to left where its language does.
pub fn plain(
    title: &str,
    right_to_left: bool,
    tables: &[PlainTable],
) -> Result<Vec<u8>, WorkbookError> {
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
            // A table without rows has its headings all the same.
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
                    worksheet.write_string_with_format(
                        0,
                        at,
                        column.heading.as_str(),
                        &styles.head,
                    )?;
                    worksheet.set_column_width_pixels(at, column.width)?;
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
                    for (at, value) in (0..).zip(values) {
                        let (kind, cell) = match value {
                            Value::Nothing => (Kind::Text, Cell::Nothing),
                            Value::Words(words) => (Kind::Text, Cell::Words(words)),
                            Value::Text(text) => (Kind::Text, Cell::text(text)),
                            Value::Day(day) => (Kind::Day, Cell::Day(*day)),
                            Value::Number(number) => (Kind::Plain, Cell::Whole(*number)),
                            Value::Figure(figure) => (Kind::Exact, Cell::Figure(figure.clone())),
                        };
                        put.cell((row, at), kind, &cell)?;
                    }
                }
            }
        }
        Ok(workbook.save_to_buffer()?)
    })
}
