//! `passed-on.json`: what the next run needs of this one, besides the tables.

use super::disk::Place;
use super::error::PublishError;
use super::manifest::OutputEntry;
use crate::terms::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;

/// The name of the file in the run's folder.
pub const PASSED_ON: &str = "passed-on.json";

/// What the next run needs of this one, besides the tables.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedOn {
    /// The layout of this file and of the tables. A run goes on only from a run with its own layout.
    pub layout: u32,
    /// The files of records, in path order.
    pub files: Vec<FileDays>,
}

/// What the next run needs to know about a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileDays {
    /// The path relative to the dataset.
    pub file: String,
    /// The first and the last date of its valid, known records, superseded ones included.
    pub days: Option<(Day, Day)>,
    /// The last date of each reporter's valid, known records, by the reporter's code.
    pub newest: BTreeMap<String, Day>,
}

impl PassedOn {
    /// The layout of this program. It changes whenever a run could not go on from a run of an earlier program.
    pub const LAYOUT: u32 = 5;

    /// Writes the file into the folder of a run.
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
