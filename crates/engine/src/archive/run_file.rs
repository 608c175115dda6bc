//! `run.json`: what depends on the clock, the machine and earlier runs. It holds the hashes of everything else, so that each
//! run vouches for all of itself and for the previous run.
//!
//! Only the next run vouches for `run.json` itself, and the newest run has no next one. So the last field of the file is the
//! hash of everything before it.

use super::made::MadeNote;
use super::manifest::{OutputEntry, Program};
use crate::intake::Inode;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What depends on the clock, the machine and earlier runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunFile {
    /// The number of the run, as its folder is named.
    pub run: String,
    /// The program that made the run.
    pub program: Program,
    /// The folder of the dataset, as an absolute path.
    pub dataset: String,
    /// The folder of the configuration, as an absolute path; null for the built-in configuration.
    pub config: Option<String>,
    /// When the run started, in UTC.
    pub started: String,
    /// How long the run took until everything was written, in seconds.
    pub seconds: f64,
    /// The name of the machine.
    pub host: String,
    /// The number of threads.
    pub threads: usize,
    /// When each file that was read was last written to, in nanoseconds since 1970, if the file system knows.
    #[serde(default)]
    pub modified: BTreeMap<String, u64>,
    /// The inode of each file of records that had been left alone for ten minutes when it was read, by which the next run recognises the
    /// file.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub inodes: BTreeMap<String, Inode>,
    /// When the last run started that read every byte of every file, if it was not this run: this one recognised some files by
    /// size, time and inode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hashed: Option<String>,
    /// How large tables are published; absent for programs that wrote each table into one file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layout: Option<TableLayout>,
    /// The BLAKE3 hash of `manifest.json`.
    pub manifest_blake3: String,
    /// The published files that the manifest does not cover.
    pub more: Vec<MoreEntry>,
    /// The previous run, if there is one.
    pub previous: Option<PreviousRun>,
    /// The list of what had been made of each run that was there; null if the program kept no lists.
    #[serde(default)]
    pub made: Option<BTreeMap<String, MadeNote>>,
}

/// How evidence, ledger and superseded versions are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableLayout {
    /// Each as a folder, with a file for each calendar year that has rows.
    ByYear,
}

/// A published file that the manifest does not cover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoreEntry {
    /// The name in the run's folder.
    pub file: Cow<'static, str>,
    /// The size in bytes.
    pub size: u64,
    /// The number of rows or entries, if the file has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// The BLAKE3 hash.
    pub blake3: String,
}

impl MoreEntry {
    /// Returns the file as a table; `None` if it has no rows.
    #[must_use]
    pub fn table(&self) -> Option<OutputEntry> {
        Some(OutputEntry {
            file: self.file.clone(),
            size: self.size,
            rows: self.rows?,
            blake3: self.blake3.clone(),
        })
    }
}

impl From<OutputEntry> for MoreEntry {
    fn from(table: OutputEntry) -> Self {
        Self {
            file: table.file,
            size: table.size,
            rows: Some(table.rows),
            blake3: table.blake3,
        }
    }
}

/// The previous run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviousRun {
    /// The number of the run.
    pub run: String,
    /// The BLAKE3 hash of its `run.json`.
    pub blake3: String,
}

/// What is wrong with a `run.json`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunFileFault {
    /// The seal is missing, or is not that of the content.
    #[error("it does not carry the hash of its own content")]
    Seal,
    /// The content is not that of a `run.json`.
    #[error("{0}")]
    Content(String),
}

impl RunFile {
    /// Returns the bytes of the file, with its seal.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        // The closing brace follows the seal.
        bytes.truncate(bytes.len() - "\n}".len());
        let seal = seal(&bytes);
        bytes.extend(seal.as_bytes());
        Ok(bytes)
    }

    /// Reads a file; fails if its seal is broken.
    pub fn read(bytes: &[u8]) -> Result<Self, RunFileFault> {
        let sealed = bytes
            .len()
            .checked_sub(seal(b"").len())
            .map(|end| bytes.split_at(end));
        match sealed {
            Some((content, found)) if found == seal(content).as_bytes() => {
                serde_json::from_slice(bytes)
                    .map_err(|error| RunFileFault::Content(error.to_string()))
            }
            _ => Err(RunFileFault::Seal),
        }
    }
}

/// Returns the end of the file, which seals the content.
fn seal(content: &[u8]) -> String {
    format!(
        ",\n  \"seal\": \"{}\"\n}}\n",
        blake3::hash(content).to_hex()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_changed_bit_breaks_the_seal() {
        let file = RunFile {
            run: "000002".into(),
            program: Program::SELF,
            dataset: "/data".into(),
            config: None,
            started: "2024-01-01T02:15:00Z".into(),
            seconds: 0.25,
            host: "here".into(),
            threads: 2,
            modified: BTreeMap::new(),
            inodes: BTreeMap::new(),
            hashed: None,
            layout: Some(TableLayout::ByYear),
            manifest_blake3: "ab".into(),
            more: vec![MoreEntry {
                file: "config.json".into(),
                size: 1,
                rows: None,
                blake3: "cd".into(),
            }],
            previous: Some(PreviousRun {
                run: "000001".into(),
                blake3: "ef".into(),
            }),
            made: Some(
                [(
                    "000001".to_owned(),
                    MadeNote {
                        size: 7,
                        blake3: "ab".into(),
                    },
                )]
                .into(),
            ),
        };
        let bytes = file.to_bytes().expect("it can be written");
        assert_eq!(RunFile::read(&bytes).as_ref(), Ok(&file));
        for place in 0..bytes.len() {
            for bit in 0..8 {
                let mut bytes = bytes.clone();
                bytes[place] ^= 1 << bit;
                assert_eq!(
                    RunFile::read(&bytes),
                    Err(RunFileFault::Seal),
                    "bit {bit} of byte {place}"
                );
            }
            assert_eq!(RunFile::read(&bytes[..place]), Err(RunFileFault::Seal));
        }
        assert_eq!(
            RunFile::read(&[&bytes[..], b"\n"].concat()),
            Err(RunFileFault::Seal)
        );
    }
}
