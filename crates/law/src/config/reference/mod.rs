//! Published figures beside which the figures of countries are set. They judge nothing: they are no part of a configuration and of
//! its hash. Each table is compiled into the binary, and a file of the same columns replaces it, whole.

mod population;
mod s_ddd;
mod territories;

pub use population::{Inhabitants, Population};
pub use s_ddd::{Confidence, DoseRow, Doses};
pub use territories::{Territories, Territory};

use super::table::{List, ListColumns, ListRow, list};
use super::{ConfigError, ConfigSource, Faults};
use std::fmt;

/// The most faults that a message shows.
const SHOWN: usize = 20;

/// All faults of a table, by line; at least one.
#[derive(Debug, thiserror::Error)]
pub struct TableFaults {
    /// The table, as the user can find it.
    pub file: String,
    /// The faults.
    pub faults: Vec<ConfigError>,
}

impl fmt::Display for TableFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [fault] = &self.faults[..] {
            return write!(f, "{fault}");
        }
        write!(f, "{} has {} faults:", self.file, self.faults.len())?;
        for fault in self.faults.iter().take(SHOWN) {
            write!(f, "\n  {fault}")?;
        }
        match self.faults.len().checked_sub(SHOWN) {
            None | Some(0) => Ok(()),
            Some(more) => write!(f, "\n  and {more} more, which are like them or follow them"),
        }
    }
}

/// Reads the rows of a table that is no part of a configuration. `file` is its name in messages. `row` reads a row and notes its
/// faults; rows that are not rows of the table are faults already.
pub fn table(
    bytes: &[u8],
    file: &str,
    layout: &'static ListColumns,
    mut row: impl FnMut(&ListRow, &mut Faults),
) -> Result<(), TableFaults> {
    let source = ConfigSource::single(layout.file, bytes, file);
    let mut faults = Faults::default();
    if let Some(line) = unended(bytes) {
        faults.add(ConfigError {
            file: file.to_owned(),
            line: Some(line),
            found: "found no line end after the last line, expected one after every line".to_owned(),
            remedy: "get the whole file again if it was cut in transfer; if the last line is whole, end it".to_owned(),
        });
    } else {
        let rows =
            list(&source, layout, &mut faults).map_or_else(Vec::new, |List { rows, .. }| rows);
        for read in rows.iter().filter(|read| read.sound) {
            row(read, &mut faults);
        }
    }
    faults.unless_any(()).map_err(|faults| TableFaults {
        file: file.to_owned(),
        faults: faults.0,
    })
}

/// Returns the number of the last line if nothing ends it.
fn unended(bytes: &[u8]) -> Option<u64> {
    if bytes.is_empty() || bytes.ends_with(b"\n") {
        return None;
    }
    u64::try_from(memchr::memchr_iter(b'\n', bytes).count() + 1).ok()
}
