//! What can be wrong with a configuration.

use std::fmt;

/// A fault of the configuration: where, what was found, and what to do.
#[derive(Debug, thiserror::Error)]
pub struct ConfigError {
    /// The file, as the user would find it.
    pub file: String,
    /// The line in it, where the fault has one.
    pub line: Option<u64>,
    /// What was found.
    pub found: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}; {}", self.found, self.remedy)
    }
}
