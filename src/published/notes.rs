//! What a run says of itself, whole.

use super::{PublishedError, PublishedRun, json};
use crate::outputs::{Manifest, PASSED_ON, PassedOn, RunFile};

impl PublishedRun {
    /// All that its manifest says.
    pub fn manifest(&self) -> Result<Manifest, PublishedError> {
        json(&self.path("manifest.json"))
    }

    /// What it passes on to the next run.
    pub fn passed_on(&self) -> Result<PassedOn, PublishedError> {
        json(&self.path(PASSED_ON))
    }

    /// All that its `run.json` says.
    pub fn run_file(&self) -> Result<RunFile, PublishedError> {
        json(&self.path("run.json"))
    }
}
