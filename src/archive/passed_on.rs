//! `passed-on.json`: what the next run needs of this one besides its tables.

use super::disk::Place;
use super::error::PublishError;
use super::manifest::OutputEntry;
use crate::terms::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;

/// Its name in the run's folder.
pub const PASSED_ON: &str = "passed-on.json";

/// What the next run needs of this one besides its tables.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedOn {
    /// How this and the tables are laid out: a run goes on only from one that lays them out as it does itself.
    pub layout: u32,
    /// The files of records, in path order.
    pub files: Vec<FileDays>,
}

/// What the next run needs to know of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileDays {
    /// Relative to the dataset.
    pub file: String,
    /// The first and the last date of its valid, known records, superseded ones included.
    pub days: Option<(Day, Day)>,
    /// The last date of those of each reporter, by its code.
    pub newest: BTreeMap<String, Day>,
}

impl PassedOn {
    /// The layout of this program. It changes whenever a run could not go on from one that an earlier program published.
    pub const LAYOUT: u32 = 4;

    /// Writes it into the folder of a run.
    pub(super) fn write(&self, place: Place<'_>) -> Result<OutputEntry, PublishError> {
        let path = place.folder.join(PASSED_ON);
        let mut bytes = serde_json::to_vec(self)
            .map_err(|error| PublishError::io(&path, io::Error::other(error)))?;
        bytes.push(b'\n');
        let hash = place.write(PASSED_ON, &bytes)?;
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let rows = u64::try_from(self.files.len()).unwrap_or(u64::MAX);
        Ok(OutputEntry {
            file: PASSED_ON.into(),
            size,
            rows,
            blake3: hash.to_hex().to_string(),
        })
    }
}
