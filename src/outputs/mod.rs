//! Answers out: the five Parquet files and the manifest of a run, published all at once or not at all
//! (`data.md`, `inforce run`).
//!
//! The Parquet files and `manifest.json` are a function of dataset, config and options alone; what
//! depends on the clock goes into `run.json`. Nothing here decides anything about trade.

mod counts;
mod manifest;
mod passed_on;
mod publish;
mod refusals;
mod table_file;
mod tables;

pub use counts::{AlertCounts, Counts, FilingCounts, RecordCounts};
pub use manifest::{FileCounts, FindingEntry, InputEntry, LeftOut, Manifest, OutputEntry, Program, RunFile};
pub use passed_on::{FileDays, PASSED_ON, PassedOn};
pub use publish::{Publication, PublishError, Published};
pub use refusals::Refusals;
pub use tables::{Superseded, SupersededWriter, Tables};
