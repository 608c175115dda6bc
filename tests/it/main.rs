//! What the product does, tested from outside: in the process where one function shows it, through the binary where a command
//! does. One program, so that the library is linked once.
//!
//! - [`rules`]: the rule tables, and the lists of the built-in configuration;
//! - [`agreement`]: the engine and the slow reference on random worlds, and laws that hold of any right engine;
//! - [`nights`]: one night after the other;
//! - [`archive`]: what is published stays whole, under kills, full disks and forged bytes;
//! - [`intake`]: what can be wrong with input, and what is said of it;
//! - [`commands`]: questions and their answers;
//! - [`stages`]: a run by stages, as an engine does it;
//! - [`letters`], [`pages`]: what officials see;
//! - [`tidy`]: the order of modules, and that no file of tests is forgotten.
//!
//! `INFORCE_LONG=1` tries much more; `INFORCE_WORLDS` says how many random worlds each test tries and
//! `INFORCE_SEED` the first of them. `INFORCE_WRITE=1` stores what comes out now in place of what is stored.

// Tests panic with a message where something must hold, and say on standard error what they reached.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::assigning_clones,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    missing_docs,
    unreachable_pub
)]

mod agreement;
mod archive;
mod commands;
mod forge;
mod house;
mod intake;
mod letters;
mod nights;
mod pages;
mod rules;
mod source;
mod stages;
mod support;
mod tidy;
