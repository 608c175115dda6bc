//! Workbooks of spreadsheet programs: XLSX (also XLSM and Strict Open XML), XLS (Excel 5 to 2003) and ODS.
//!
//! [`Workbook::open`] tells the format by content, [`Workbook::sheets`] lists the sheets, and [`Workbook::rows`] reads one.
//!
//! - Rows have the numbers that the spreadsheet program shows. A row without any value does not appear; cells after the last
//!   value of a row do not appear.
//! - Everything is read: hidden sheets, rows and columns, and rows that a filter hides.
//! - Cells are read as the file holds them: a merged cell has its value in its top left cell, and the cells it covers are empty
//!   unless the file holds values in them.
//! - A formula has the value that the program computed last; where there is none, the cell is an error.
//! - Rich text is joined; phonetic hints and comments are left out. Sheets of charts are not listed.
//!
//! ```no_run
//! use inforce_sheets::workbook::{Limits, Visibility, Workbook};
//!
//! let file = std::fs::File::open("form-p-2024.xlsx").expect("it is there");
//! let mut workbook = Workbook::open(file, Limits::default())?;
//! for sheet in workbook.sheets().to_vec() {
//!     if sheet.visibility == Visibility::Visible {
//!         for row in workbook.rows(&sheet.name)? {
//!             println!("{:?}", row?.cells);
//!         }
//!     }
//! }
//! # Ok::<(), inforce_sheets::Fault>(())
//! ```
//!
//! A fault may come after rows, up to the end of the sheet: only then is it sure that the sheet is whole, because archives have
//! their checksums at the end.
//!
//! XLSX and ODS are read by streaming: what is held is the shared texts of the workbook and one row. XLS is held as a whole,
//! within [`Limits::file`].

use crate::cell::{Cell, Row, Shown};
use crate::fault::{Fault, guarded};
use std::io::{Read, Seek, SeekFrom};

mod ods;
mod package;
mod xls;
mod xlsx;

#[cfg(test)]
mod tests;

/// How much of a workbook may be held or read.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most bytes of an XLS file.
    pub file: u64,
    /// The most bytes of one part of an XLSX or ODS file, unpacked.
    pub part: u64,
    /// The most bytes of all shared texts of a workbook.
    pub shared_texts: u64,
    /// The most columns of a row.
    pub columns: usize,
    /// The most bytes of the texts of one row.
    pub row: usize,
    /// The number of the last row that may hold a value.
    pub last_row: u64,
}

impl Default for Limits {
    /// XLS of 256 MiB; parts of 4 GiB, shared texts of 256 MiB; rows of 16,384 columns and 16 MiB; the 1,048,576 rows of a sheet.
    fn default() -> Self {
        Self {
            file: 256 << 20,
            part: 4 << 30,
            shared_texts: 256 << 20,
            columns: 16_384,
            row: 16 << 20,
            last_row: 1_048_576,
        }
    }
}

/// The format of a workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Office Open XML, transitional or strict.
    Xlsx,
    /// The binary format of Excel 5 to 2003.
    Xls,
    /// The format of `OpenDocument`.
    Ods,
}

/// Whether a sheet is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Shown.
    Visible,
    /// Hidden; a menu shows it again.
    Hidden,
    /// Hidden, and no menu shows it again.
    VeryHidden,
}

/// A sheet with cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The name on the tab.
    pub name: String,
    /// Whether the sheet is shown.
    pub visibility: Visibility,
}

/// A workbook.
pub struct Workbook<R> {
    sheets: Vec<Sheet>,
    content: Content<R>,
}

enum Content<R> {
    Xlsx(xlsx::XlsxWorkbook<R>),
    Xls(xls::XlsWorkbook),
    Ods(ods::OdsWorkbook<R>),
}

/// The rows of a sheet, in order.
pub struct Rows<'a> {
    inner: Box<dyn Iterator<Item = Result<Row, Fault>> + 'a>,
    part: String,
    over: bool,
}

/// The most characters of a cell, as Excel has it. Many cells may share one text, so that a small file could hold much text.
const CELL: usize = 32_767;

const NO_WORKBOOK: &str = "deliver a workbook as XLSX, XLS or ODS";

impl<R: Read + Seek> Workbook<R> {
    /// Opens a workbook: tells its format by its content, and lists its sheets.
    pub fn open(mut file: R, limits: Limits) -> Result<Self, Fault> {
        guarded("the workbook", || {
            let mut head = Vec::new();
            file.seek(SeekFrom::Start(0))?;
            file.by_ref().take(8).read_to_end(&mut head)?;
            file.seek(SeekFrom::Start(0))?;
            match head[..] {
                [b'P', b'K', ..] => Self::packaged(file, limits),
                [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] => {
                    let (workbook, sheets) = xls::XlsWorkbook::open(file, limits)?;
                    Ok(Self {
                        sheets,
                        content: Content::Xls(workbook),
                    })
                }
                [0x09, 0 | 2 | 4 | 8, ..] => Err(Fault::OtherKind {
                    found: "a workbook of Excel 2 to 5 without its container".to_owned(),
                    remedy: "open it in a spreadsheet program and save it as XLSX",
                }),
                [b'<', ..] | [0xef, 0xbb, 0xbf, b'<', ..] => Err(Fault::OtherKind {
                    found: "text in XML or HTML, and no workbook".to_owned(),
                    remedy: "open it in a spreadsheet program and save it as XLSX",
                }),
                [] => Err(Fault::OtherKind {
                    found: "empty".to_owned(),
                    remedy: NO_WORKBOOK,
                }),
                _ => Err(Fault::OtherKind {
                    found: "no workbook by its first bytes".to_owned(),
                    remedy: NO_WORKBOOK,
                }),
            }
        })
    }

    fn packaged(file: R, limits: Limits) -> Result<Self, Fault> {
        let package = package::Package::open(file, limits)?;
        if package.has("content.xml") {
            let (workbook, sheets) = ods::OdsWorkbook::open(package)?;
            return Ok(Self {
                sheets,
                content: Content::Ods(workbook),
            });
        }
        if package.has("_rels/.rels") {
            let (workbook, sheets) = xlsx::XlsxWorkbook::open(package)?;
            return Ok(Self {
                sheets,
                content: Content::Xlsx(workbook),
            });
        }
        Err(Fault::OtherKind {
            found: "a ZIP archive, but no workbook".to_owned(),
            remedy: "unpack it and deliver the files that it holds",
        })
    }

    /// The format of the workbook.
    pub fn format(&self) -> Format {
        match self.content {
            Content::Xlsx(_) => Format::Xlsx,
            Content::Xls(_) => Format::Xls,
            Content::Ods(_) => Format::Ods,
        }
    }

    /// The sheets with cells, in the order of the tabs; hidden sheets too.
    pub fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// Starts to read the rows of the sheet of a name.
    pub fn rows(&mut self, sheet: &str) -> Result<Rows<'_>, Fault> {
        let place = self
            .sheets
            .iter()
            .position(|found| found.name == sheet)
            .ok_or_else(|| Fault::NoSheet {
                sheet: sheet.to_owned(),
                sheets: self.sheets.iter().map(|found| found.name.clone()).collect(),
            })?;
        let part = format!("sheet {sheet:?}");
        let content = &mut self.content;
        let inner = guarded(&part, || {
            let inner: Box<dyn Iterator<Item = Result<Row, Fault>>> = match content {
                Content::Xlsx(workbook) => Box::new(workbook.rows(place, &part)?),
                Content::Xls(workbook) => Box::new(workbook.rows(place, &part)?),
                Content::Ods(workbook) => Box::new(workbook.rows(place, &part)?),
            };
            Ok(inner)
        })?;
        Ok(Rows {
            inner,
            part,
            over: false,
        })
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let inner = &mut self.inner;
        let next = guarded(&self.part, || inner.next().transpose()).transpose();
        self.over = !matches!(next, Some(Ok(_)));
        next
    }
}

/// A row that is being put together, within the limits.
struct RowDraft {
    number: u64,
    cells: Vec<Cell>,
    bytes: usize,
    limits: Limits,
}

impl RowDraft {
    /// Starts a row; a value in a row beyond the last is a fault.
    fn new(number: u64, limits: Limits) -> Self {
        Self {
            number,
            cells: Vec::new(),
            bytes: 0,
            limits,
        }
    }

    /// Puts a cell into a column, counted from 0. A second value in the same cell is a fault.
    fn put(&mut self, column: usize, cell: Cell, part: &str) -> Result<(), Fault> {
        if cell == Cell::Empty {
            return Ok(());
        }
        if self.number > self.limits.last_row {
            return Err(Fault::TooLarge {
                part: part.to_owned(),
                limit: self.limits.last_row,
                unit: "rows",
                remedy: "divide the sheet",
            });
        }
        if column >= self.limits.columns {
            return Err(Fault::TooLarge {
                part: format!("row {} of {part}", self.number),
                limit: u64::try_from(self.limits.columns).unwrap_or(u64::MAX),
                unit: "columns",
                remedy: "delete what stands in the columns far to the right",
            });
        }
        if let Cell::Text(text) = &cell
            && text.len() > CELL
            && text.chars().nth(CELL).is_some()
        {
            return Err(Fault::TooLarge {
                part: format!("column {} in row {} of {part}", column + 1, self.number),
                limit: u64::try_from(CELL).unwrap_or(u64::MAX),
                unit: "characters",
                remedy: "shorten the text",
            });
        }
        self.bytes += cell.size();
        if self.bytes > self.limits.row {
            return Err(Fault::TooLarge {
                part: format!("row {} of {part}", self.number),
                limit: u64::try_from(self.limits.row).unwrap_or(u64::MAX),
                unit: "bytes of text",
                remedy: "shorten the texts",
            });
        }
        if column >= self.cells.len() {
            self.cells.resize(column + 1, Cell::Empty);
        }
        if self.cells[column] != Cell::Empty {
            return Err(Fault::damaged(
                part,
                format!("row {} holds column {} twice", self.number, column + 1),
            ));
        }
        self.cells[column] = cell;
        Ok(())
    }

    /// The row, unless it holds no value.
    fn finish(self) -> Option<Row> {
        (!self.cells.is_empty()).then_some(Row {
            number: self.number,
            cells: self.cells,
        })
    }
}

/// What the format of a number shows. A workbook without formats shows numbers; another format that it does not have is a fault,
/// because it may be that of a date.
fn format_of(formats: &[Shown], index: usize, part: &str) -> Result<Shown, Fault> {
    match formats.get(index) {
        Some(shown) => Ok(*shown),
        None if index == 0 => Ok(Shown::Number),
        None => Err(Fault::damaged(
            part,
            format!("a cell has format {index}, which the workbook does not have"),
        )),
    }
}

/// Many short texts in one.
#[derive(Default)]
struct Texts {
    joined: String,
    ends: Vec<usize>,
}

impl Texts {
    fn push(&mut self, text: &str, limit: u64) -> Result<(), Fault> {
        self.joined.push_str(text);
        self.ends.push(self.joined.len());
        // Each text costs its place too.
        let bytes = self.joined.len() + self.ends.len() * 8;
        if u64::try_from(bytes).is_ok_and(|bytes| bytes <= limit) {
            return Ok(());
        }
        Err(Fault::TooLarge {
            part: "the list of shared texts".to_owned(),
            limit,
            unit: "bytes",
            remedy: "divide the workbook",
        })
    }

    fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = match index {
            0 => 0,
            _ => self.ends[index - 1],
        };
        Some(&self.joined[start..end])
    }
}
