//! What a run says of itself, whole.

use super::{PublishedError, PublishedRun, json};
use crate::outputs::{Manifest, PASSED_ON, RunFile};
use crate::terms::Day;
use serde::Deserialize;

#[derive(Deserialize)]
struct DaysNotes {
    files: Vec<DaysNote>,
}

#[derive(Deserialize)]
struct DaysNote {
    file: String,
    days: Option<(Day, Day)>,
    /// Runs of an older inforce say nothing of it.
    #[serde(default)]
    touched: Vec<(String, Option<String>)>,
}

impl PublishedRun {
    /// All that its manifest says.
    pub fn manifest(&self) -> Result<Manifest, PublishedError> {
        json(&self.path("manifest.json"))
    }

    /// The files of records that it passes on to the next run, each with the first and the last day of its valid, known records.
    pub fn days_of_files(&self) -> Result<Vec<(String, Option<(Day, Day)>)>, PublishedError> {
        let DaysNotes { files } = json(&self.path(PASSED_ON))?;
        Ok(files.into_iter().map(|DaysNote { file, days, .. }| (file, days)).collect())
    }

    /// The same files, each with the importing countries and the substances that its refused rows may touch, by code.
    pub fn touched_by_files(&self) -> Result<Vec<(String, Vec<(String, Option<String>)>)>, PublishedError> {
        let DaysNotes { files } = json(&self.path(PASSED_ON))?;
        Ok(files.into_iter().map(|DaysNote { file, touched, .. }| (file, touched)).collect())
    }

    /// All that its `run.json` says.
    pub fn run_file(&self) -> Result<RunFile, PublishedError> {
        json(&self.path("run.json"))
    }
}
