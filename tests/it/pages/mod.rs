//! Pages and workbook.

mod report;
mod workbook;
