//! What a person sees: tables, figures and texts, made safe for where they are shown and rendered there.
//!
//! The crate knows nothing of trade, estimates or alerts. The product says what a table holds; the crate says how the
//! table looks on a terminal, in a CSV or HTML file, on a sheet of a workbook, in a letter. So it is built beside the engine.

pub mod document;
pub mod figure;
pub mod table;
pub mod text;
pub mod xlsx;
