//! Turns files as people send them into rows of cells: delimited text, packed text, workbooks and XML.
//!
//! The crate knows formats and nothing of what the rows mean. Its promises, for whatever bytes:
//!
//! - It never panics. A panic inside a library that reads workbooks or XML becomes [`Fault::Failed`]; the hook of the program for
//!   panics is still called.
//! - It reads in bounded memory: rows come one at a time, and each part that must be held has a limit ([`text::Options`],
//!   [`workbook::Limits`], [`xml::DocumentLimits`]) beyond which the file is refused.
//! - It guesses nothing and replaces nothing in silence. What cannot be read is a [`Fault`] for the file, or a bad row with its
//!   reason and its raw text.
//! - Numbers are texts of decimals; no arithmetic is done with binary fractions.
//!
//! | module | reads | gives |
//! |---|---|---|
//! | [`text`] | CSV, TSV and other delimited text in any usual encoding | rows, and bad rows |
//! | [`packed`] | gzip and zstd | the bytes inside |
//! | [`workbook`] | XLSX, XLS, ODS | sheets, rows |
//! | [`xml`] | records in XML | the fields of each record |

mod cell;
mod fault;
mod markup;
pub mod packed;
pub mod text;
pub mod workbook;
pub mod xml;

pub use cell::{Cell, Row};
pub use fault::Fault;
