//! Publishes runs and reads them back. The six Parquet files and the manifest of a run are published all at once or not at
//! all (`data.md`, `inforce run`). The runs form a chain, in which each run vouches for the previous one.
//!
//! The Parquet files and `manifest.json` depend on dataset, configuration and options alone. What depends on the clock or on
//! earlier runs is in `run.json` and the files that it names. This module decides nothing about trade. What it promises
//! holds for local file systems, and for disks that keep what they confirm.

mod atomic_file;
mod chain;
mod changes;
mod counts;
mod disk;
mod error;
mod ids;
mod lock;
mod made;
mod manifest;
mod passed_on;
mod prune;
mod publish;
pub mod read;
mod refusals;
mod run_file;
mod table_file;
pub mod tables;
mod warnings;
mod write;

pub use atomic_file::aside;
pub use chain::{Generations, LETTERS, Number, is_ours, number_of, run_name};
pub use changes::{AlertChange, AlertFigures, Because, Cause, Change};
pub use counts::{AlertCounts, Counts, FilingCounts, RecordCounts};
pub use disk::{Access, hash_of};
pub use error::PublishError;
pub use ids::{FinishingIds, IDS, IdsWriter, KnownIds, Stretch, StretchIds};
pub use lock::{NotATime, Wait, is_at};
pub use made::{
    MADE, MADE_TOGETHER, MadeFault, MadeFile, MadeNote, MadeTogether, files_in, note_made,
    note_together, read_made,
};
pub use manifest::{
    FileCounts, FindingEntry, InputEntry, LayoutEntry, LeftOut, Manifest, OutputEntry, Program,
};
pub use passed_on::{FileDays, PASSED_ON, PassedOn};
pub use prune::{PruneError, Pruned};
pub use publish::{Accept, Publication, Published, Publishing, RunRecord, Staged};
pub use refusals::{Refusal, Refusals};
pub use run_file::{MoreEntry, PreviousRun, RunFile, RunFileFault, TableLayout};
pub use warnings::{WarningEntry, WarningKind, cut};
pub use write::{
    CarriedFiles, Exempt, ExemptWriter, LongRecord, LongRecords, LongRecordsWriter, RecordNames,
    SortedExempt, Superseded, SupersededWriter, Tables, Warned, WarnedVersion, WarnedWriter,
    write_changes,
};
pub use write::{estimate_rows, evidence_file, is_of_ids};
