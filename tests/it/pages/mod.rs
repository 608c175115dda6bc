//! Pages and workbook.

mod mixed;
mod report;
mod workbook;
