//! A published run, opened again: what it says of itself, its configuration, and its tables, read no further
//! than a question needs.
//!
//! Everything comes from the run's own folder, which never changes once it is published; the dataset need
//! not be there any more. Nothing here decides anything: filings become timelines in
//! [`crate::estimates`] again, as they did that night.

mod dossier;
mod error;
mod notes;
mod records;
mod rows;
mod table;

pub use dossier::Dossier;
pub use error::PublishedError;
pub use notes::{FindingNotes, ManifestNotes, Named, RunFileNotes};
pub use rows::{Account, AlertRow, EvidenceRow, RecordRow, RefusedRow, SupersededRow};

use crate::config::{Config, ConfigSource, Policy};
use crate::conversion::Conversion;
use crate::estimates::{Estimates, ReadFiling, Standing, stand};
use crate::terms::{Country, Day, shown_path};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A published run.
#[derive(Debug)]
pub struct PublishedRun {
    folder: PathBuf,
    /// Its number.
    pub run: String,
    /// The dataset it was made of, from the root of the file system.
    pub dataset: PathBuf,
    /// Judged with what had been received by then; `None`: with everything.
    pub known_at: Option<Day>,
    /// The policy it was judged by.
    pub policy: Policy,
    /// The configuration it was judged by.
    pub config: Config,
    /// What each form holds, from the same.
    pub conversion: Conversion,
}

#[derive(Deserialize)]
struct RunNotes {
    run: String,
    dataset: PathBuf,
}

#[derive(Deserialize)]
struct Judged {
    known_at: Option<Day>,
    policy: Policy,
    config_blake3: String,
}

impl PublishedRun {
    /// Opens the run that is current in an output folder.
    pub fn current(out: &Path) -> Result<Self, PublishedError> {
        let folder = out.join("current");
        if !folder.is_dir() {
            return Err(PublishedError::NoRun { out: shown_path(out) });
        }
        // Named by its own folder, so that a run published meanwhile changes nothing.
        Self::at(&folder.canonicalize().map_err(|error| PublishedError::io(&folder, error))?)
    }

    /// Opens the run in a folder.
    pub fn at(folder: &Path) -> Result<Self, PublishedError> {
        let notes: RunNotes = json(&folder.join("run.json"))?;
        let manifest: Judged = json(&folder.join("manifest.json"))?;
        let path = folder.join("config.json");
        let files: BTreeMap<String, String> = json(&path)?;
        let source = ConfigSource::stored(files);
        if source.hash().to_hex().as_str() != manifest.config_blake3 {
            return Err(PublishedError::other(&path, "it is not the configuration that manifest.json names"));
        }
        let config = Config::load(source).map_err(|error| PublishedError::other(&path, error))?;
        let conversion = Conversion::of(&config).map_err(|error| PublishedError::other(&path, error))?;
        let (RunNotes { run, dataset }, Judged { known_at, policy, .. }) = (notes, manifest);
        Ok(Self { folder: folder.to_path_buf(), run, dataset, known_at, policy, config, conversion })
    }

    /// Its folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.join(file)
    }

    /// All valid filings that it read, by country, substance and id.
    pub fn filings(&self) -> Result<Vec<ReadFiling>, PublishedError> {
        Ok(rows::filings(&self.path("filings.parquet"), &self.config, None)?.0)
    }

    /// Those of one country; versions of one filing may name different substances.
    pub fn filings_of(&self, country: Country) -> Result<Vec<ReadFiling>, PublishedError> {
        Ok(self.filings_and_files(country)?.0)
    }

    /// The same with the files that their origins number.
    pub fn filings_and_files(&self, country: Country) -> Result<(Vec<ReadFiling>, Vec<String>), PublishedError> {
        rows::filings(&self.path("filings.parquet"), &self.config, Some(country))
    }

    /// Filings as they stood for this run, and the estimates they make.
    #[must_use]
    pub fn estimates(&self, filings: Vec<ReadFiling>) -> (Standing, Estimates) {
        let standing = stand(filings, self.known_at);
        let estimates = Estimates::of(&standing.in_use, self.policy);
        (standing, estimates)
    }
}

fn json<T: DeserializeOwned>(path: &Path) -> Result<T, PublishedError> {
    let bytes = std::fs::read(path).map_err(|error| PublishedError::io(path, error))?;
    serde_json::from_slice(&bytes).map_err(|error| PublishedError::other(path, error))
}
