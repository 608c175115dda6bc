//! Everything that can be wrong with a dataset, a configuration or the place to publish, and what the program says of it.
//!
//! Most faults are folders of `testdata/faults`, described in its `README.md`; those that cannot live in a repository are
//! made here. Of each the message, the exit code and what was published are compared, word by word.
#![allow(clippy::unwrap_used, reason = "a test that cannot run has failed, and says where")]

#[path = "faults/catalogue.rs"]
mod catalogue;
#[path = "faults/content.rs"]
mod content;
#[path = "faults/coverage.rs"]
mod coverage;
#[path = "faults/harness.rs"]
mod harness;
#[path = "faults/hostile.rs"]
mod hostile;
#[path = "faults/keep_going.rs"]
mod keep_going;
#[path = "faults/parquet.rs"]
mod parquet;
#[path = "faults/places.rs"]
mod places;
#[path = "faults/rare.rs"]
mod rare;
#[path = "faults/settings.rs"]
mod settings;
#[path = "tidy/source.rs"]
mod source;
