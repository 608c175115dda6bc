//! Reads the files of a dataset as records and filings, each with its origin, or as refusals with a reason (`rules.md` 4.3,
//! `data.md` Dataset).
//!
//! A row is accepted exactly as written or refused: nothing is trimmed, repaired or guessed. A file
//! that cannot be trusted is refused whole ([`FileFault`]), and all such files are named at once.
//! This module does not decide what is known when, which version stands and what counts.
//!
//! Reading is by [`Portion`], a row group of Parquet or a run of whole lines of CSV, so that portions can be read in any order
//! on any number of threads. Rows of CSV and of Parquet become [`RawRecord`] or [`RawFiling`], and one function each checks
//! them. Nearly all records are accepted by a shorter check, which refuses nothing.

mod about;
mod accept;
mod block;
mod cell;
mod column;
mod content;
mod csv;
mod damage;
mod dataset;
mod detail;
mod fast_csv;
mod fault;
mod file;
mod filing;
mod footer;
mod heading;
mod inspect;
mod layout;
mod naming;
mod parquet;
mod prefilter;
mod quotes;
mod reason;
mod record;
mod refused_fields;
mod rows;
mod scan;
mod separators;
mod suggest;
mod synonyms;
mod values;
mod written;

pub use about::About;
pub use cell::Cell;
pub use column::{Column, Kind};
pub use damage::{decoding, guarded_decode};
pub use dataset::{DatasetFile, FolderListing, check_places, find};
pub use fault::{Fault, FileFault, IntakeError};
pub use file::{Format, Inode, InputFile, Noted, OpenedFile, Opener, Portion, Reader};
pub use filing::{CheckedFiling, RawFiling};
pub use footer::PositionedFile;
pub use inspect::{Inspected, InspectedTable, Located, RefusedFor, inspect, locate};
pub use layout::{
    Described, FileType, Layout, Layouts, Missed, NoProposal, Owner, Problem, Proposal, ReadColumn,
    ReadRow, ReadTable, propose,
};
pub use prefilter::Prefilter;
pub use quotes::split;
pub use reason::{Reason, Refused, RowText};
pub use record::{RawRecord, Unit, millionths_of};
pub use refused_fields::{RefusedFields, Touched, possible_codes};
pub use rows::{Row, Rows, Seen};
pub use scan::{ColumnSet, Wanted};
pub use written::{CsvOddities, RowCount};

// The modules of the legal core stand here under their names.
use inforce_law::{config, conversion, records, terms};
