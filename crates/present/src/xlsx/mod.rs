//! Workbooks for spreadsheet programs: tables on sheets, sheets of free form, and plain tables. The same calls make the same
//! bytes.
//!
//! A number in a spreadsheet has 15 digits. An exact figure with more stands as text, or beside its rounded number in a
//! column of its own.

mod book;
mod crosstab;
mod guard;
mod number;
mod page;
mod plain;
mod put;
mod sheet;
mod styles;

pub use book::{Book, LIMIT, SheetName, Spot, page_header};
pub use crosstab::Crosstab;
pub use guard::{guarded, writing};
pub use number::SheetNumber;
pub use page::Page;
pub use plain::{PlainTable, plain, plain_column};
pub use sheet::{Layout, Mark, Sheet, column};
pub use styles::Tint;

use rust_xlsxwriter::XlsxError;

/// The error of the library that writes workbooks.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct WriteFault(pub String);

impl From<XlsxError> for WriteFault {
    fn from(error: XlsxError) -> Self {
        Self(error.to_string())
    }
}
