//! Reads files of other shapes than the canonical ones by layouts: descriptions in TOML of one kind of file each.
//!
//! A layout says how its kind of file is recognised, where the table starts and ends, which canonical field each column gives,
//! and how values are written. Nothing is guessed: a file that no layout recognises, or that two layouts recognise, is a fault of
//! the file, and a value that is not written as the layout says refuses its row.
//!
//! - [`description`]: the TOML of a layout, checked;
//! - [`layouts`]: the set of layouts of a run: built-in, of the configuration, of the dataset;
//! - [`source`]: the rows of cells of a file, whatever its type;
//! - [`table`]: where the table stands in these rows;
//! - [`value`]: values as people write them;
//! - [`translate`]: a row of cells as the fields of a record or filing;
//! - [`open`], [`read`]: a described file as an [`InputFile`](super::InputFile), and its rows;
//! - [`inspect`]: how a layout reads a file, told to a person;
//! - [`propose`](mod@propose): a layout made for an unknown file.

mod description;
mod field;
pub(super) mod hive;
mod inspect;
mod layouts;
mod open;
mod parquet_cells;
mod pattern;
mod propose;
mod read;
mod source;
mod table;
mod translate;
mod value;
mod written_date;

pub use description::FileType;
pub use description::Layout;
pub(super) use inspect::canonical;
pub use inspect::{ReadColumn, ReadRow, ReadTable};
pub use layouts::{Layouts, Owner};
pub(super) use open::{Candidate, FoundTable, FoundTables, find_tables};
pub use open::{Described, Missed};
pub use propose::{NoProposal, Problem, Proposal, propose};
