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

/// The faults found so far, while what is sound is read on.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<ConfigError>);

impl Faults {
    /// Notes a fault.
    pub(crate) fn add(&mut self, fault: ConfigError) {
        self.0.push(fault);
    }

    /// The value, or `None` where a fault is in its place, which is noted.
    pub(crate) fn value<T>(&mut self, found: Result<T, ConfigError>) -> Option<T> {
        found.map_err(|fault| self.add(fault)).ok()
    }

    /// `sound` where there is no fault; else all of them, each once, by file and line.
    pub(crate) fn unless_any<T>(self, sound: T) -> Result<T, ConfigFaults> {
        let mut faults = self.0;
        if faults.is_empty() {
            return Ok(sound);
        }
        faults.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        faults.dedup_by(|later, earlier| later.to_string() == earlier.to_string());
        Err(ConfigFaults(faults))
    }
}
