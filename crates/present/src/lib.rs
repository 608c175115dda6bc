//! Tables, figures and texts for people: makes them safe for the place where they are shown, and renders them there.
//!
//! The crate knows nothing of trade, estimates or alerts. The product states what a table holds; the crate decides how the
//! table looks on a terminal, in a CSV or HTML file, on a sheet of a workbook, or in a letter. It is a crate of its own so
//! that it is compiled beside the engine.

pub mod document;
pub mod figure;
pub mod table;
pub mod text;
pub mod xlsx;
