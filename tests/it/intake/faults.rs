//! Everything that can be wrong with a dataset, a configuration or the place to publish, and what the program says of it.
//!
//! Most faults are folders of `testdata/faults`, described in its `README.md`; those that cannot live in a repository are
//! made here. Of each the message, the exit code and what was published are compared, word by word.

mod catalogue;
mod content;
mod coverage;
mod harness;
mod hostile;
mod keep_going;
mod parquet;
mod places;
mod rare;
mod settings;
