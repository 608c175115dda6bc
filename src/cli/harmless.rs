//! What comes out of the program, so that nothing of it acts on a terminal: texts of the data are no commands to it.
//!
//! Tables are harmless wherever they go. JSON says the same in its own escapes, so that programs read what was there. CSV
//! has none: it is exact for programs, and harmless where it goes to a terminal.

use inforce_present::text::{json, terminal};
use serde::Serialize;
use std::fmt;

/// An answer of several lines for people, within the width of the terminal.
pub(super) fn told(text: &str) -> String {
    super::table::wrapped(&terminal::lines(text))
}

/// An answer as JSON.
pub(super) fn json(answer: &impl Serialize) -> Result<String, fmt::Error> {
    serde_json::to_string_pretty(answer)
        .map(|text| json::escaped(&text) + "\n")
        .map_err(|_| fmt::Error)
}
