//! `run.json`: what depends on the clock, the machine and earlier runs, and holds the hashes of everything else, so that
//! each run vouches for all of itself and for the run before it.
//!
//! Nothing but the next run could vouch for the file itself, and the newest run has none yet; so its last field is the
//! hash of all that stands before it.

use super::made::MadeNote;
use super::manifest::{OutputEntry, Program};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What depends on the clock, the machine and earlier runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunFile {
    /// The run's number, as its folder is called.
    pub run: String,
    /// Which program wrote it.
    pub program: Program,
    /// The dataset's folder, from the root of the file system.
    pub dataset: String,
    /// The folder of the configuration likewise; null: the built-in one.
    pub config: Option<String>,
    /// When it started, UTC.
    pub started: String,
    /// How long it took until everything was written.
    pub seconds: f64,
    /// The machine.
    pub host: String,
    /// Threads used.
    pub threads: usize,
    /// When each file that was read had last been written to, in nanoseconds since 1970, where its file system knows.
    #[serde(default)]
    pub modified: BTreeMap<String, u64>,
    /// BLAKE3 of `manifest.json`.
    pub manifest_blake3: String,
    /// What else was published, for later questions.
    pub more: Vec<MoreEntry>,
    /// The run before, if there is one.
    pub previous: Option<PreviousRun>,
    /// What had been made by then of each run that was there, as far as its list goes; none of a program that kept no lists.
    #[serde(default)]
    pub made: Option<BTreeMap<String, MadeNote>>,
}

/// A published file that the manifest does not cover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoreEntry {
    /// Its name in the run's folder.
    pub file: Cow<'static, str>,
    /// Bytes.
    pub size: u64,
    /// Rows, of a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// Its hash.
    pub blake3: String,
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

/// The run before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviousRun {
    /// Its number.
    pub run: String,
    /// BLAKE3 of its `run.json`.
    pub blake3: String,
}

/// What is wrong with a `run.json`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunFileFault {
    /// Its seal is missing or not that of its content.
    #[error("it does not carry the hash of its own content")]
    Seal,
    /// It is no `run.json`.
    #[error("{0}")]
    Content(String),
}

impl RunFile {
    /// The file's bytes, sealed.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        // The brace that closes it comes after the seal.
        bytes.truncate(bytes.len() - "\n}".len());
        let seal = seal(&bytes);
        bytes.extend(seal.as_bytes());
        Ok(bytes)
    }

    /// What a file says, if it is what was written.
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

/// The end of the file.
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
