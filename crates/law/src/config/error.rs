//! Faults of a configuration.

use std::fmt;

/// A fault of the configuration: its place, what was found, and the remedy.
#[derive(Debug, thiserror::Error)]
pub struct ConfigError {
    /// The file, as the user can find it.
    pub file: String,
    /// The line of the file, if the fault has one.
    pub line: Option<u64>,
    /// What was found.
    pub found: String,
    /// The remedy.
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

/// All faults of a configuration, by file and line; at least one.
#[derive(Debug, thiserror::Error)]
pub struct ConfigFaults(pub Vec<ConfigError>);

impl fmt::Display for ConfigFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [fault] = &self.0[..] {
            return write!(f, "{fault}");
        }
        write!(f, "the configuration has {} faults:", self.0.len())?;
        self.0.iter().try_for_each(|fault| write!(f, "\n  {fault}"))
    }
}

impl From<ConfigError> for ConfigFaults {
    fn from(fault: ConfigError) -> Self {
        Self(vec![fault])
    }
}

/// Collects faults while the sound part of a configuration is read.
#[derive(Debug, Default)]
pub struct Faults(Vec<ConfigError>);

impl Faults {
    /// Adds a fault.
    pub fn add(&mut self, fault: ConfigError) {
        self.0.push(fault);
    }

    /// Returns the value; adds the fault and returns `None` if there is a fault in its place.
    pub fn value<T>(&mut self, found: Result<T, ConfigError>) -> Option<T> {
        found.map_err(|fault| self.add(fault)).ok()
    }

    /// Returns `sound` if there is no fault; otherwise all faults, each once, by file and line.
    pub fn unless_any<T>(self, sound: T) -> Result<T, ConfigFaults> {
        let mut faults = self.0;
        if faults.is_empty() {
            return Ok(sound);
        }
        faults.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        faults.dedup_by(|later, earlier| later.to_string() == earlier.to_string());
        Err(ConfigFaults(faults))
    }
}
