//! Keeps the letters of a run in the folder `notices/` of the run. Each file is written under a temporary name, synced, and put
//! in place under a name that no file has yet. An existing file is never changed.
//!
//! The notes of a letter stand beside it, as `FRA-imports.fr.json`: run, texts, dates and alerts. From the notes the program
//! tells whether a letter asked for again is the one that exists, and later letters learn what was said before.

use super::NoticeError;
use super::called_for::{Letter, Said, SaidBefore};
use crate::archive::read::PublishedRun;
use crate::archive::{Access, Generations, LETTERS, MadeFile, Number, aside, note_made, run_name};
use crate::terms::{Day, shown_path};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// The notes of a letter; the same notes and formats give the same bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Notes {
    pub(super) reference: String,
    pub(super) run: String,
    pub(super) manifest_blake3: String,
    pub(super) program: String,
    pub(super) country: String,
    /// The word of what the letter is about, such as `imports` or `1961-imports`.
    pub(super) role: String,
    pub(super) language: String,
    /// The BLAKE3 hash of the texts and names.
    pub(super) texts_blake3: String,
    pub(super) date: Option<Day>,
    pub(super) reply_by: Option<Day>,
    /// The run whose letters this letter follows.
    pub(super) since: Option<String>,
    /// Whether the annexes have every row.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) full_annex: bool,
    /// The alerts, each with the reference of the letter that it updates.
    pub(super) alerts: BTreeMap<String, Option<String>>,
    /// The alerts that the letter takes back, each with the reference of the letter that raised it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) withdrawn: BTreeMap<String, String>,
}

impl Notes {
    /// Returns the name of the letter's files without the ending. A code is any text in a configuration, so characters that could
    /// lead out of the folder are written out.
    pub(super) fn stem(&self) -> String {
        let plain = |c: char| {
            if c.is_ascii_alphanumeric() {
                c.to_string()
            } else {
                format!("_{:x}", u32::from(c))
            }
        };
        let country: String = self.country.chars().map(plain).collect();
        format!("{country}-{}.{}", self.role, self.language)
    }

    /// Returns the alerts of a letter.
    pub(super) fn alerts_of(letter: &Letter) -> BTreeMap<String, Option<String>> {
        let raised = letter.matters.iter().flatten();
        raised
            .map(|raised| (raised.alert.id.clone(), raised.before.clone()))
            .collect()
    }

    /// Returns the alerts that a letter takes back.
    pub(super) fn withdrawn_by(letter: &Letter) -> BTreeMap<String, String> {
        letter
            .withdrawn
            .iter()
            .map(|withdrawn| (withdrawn.id.clone(), withdrawn.reference.clone()))
            .collect()
    }
}

/// The state of a letter's notes in the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotesState {
    /// There are none.
    Absent,
    /// There are equal notes.
    Same,
    /// There are other notes: other dates, texts or alerts.
    Other,
}

/// The folder of a run's letters.
#[derive(Debug)]
pub(super) struct LetterFolder {
    run: PathBuf,
    pub(super) folder: PathBuf,
}

impl LetterFolder {
    pub(super) fn of(run: &PublishedRun) -> Self {
        Self {
            run: run.folder().to_path_buf(),
            folder: run.folder().join(LETTERS),
        }
    }

    /// Returns the path of a file of a letter, whether or not the file exists.
    pub(super) fn path(&self, notes: &Notes, ending: &str) -> PathBuf {
        self.folder.join(format!("{}.{ending}", notes.stem()))
    }

    /// Compares the notes of a letter with those in the folder.
    pub(super) fn standing(&self, notes: &Notes) -> Result<NotesState, NoticeError> {
        let path = self.path(notes, "json");
        match read(&path)? {
            None => Ok(NotesState::Absent),
            Some(found) if found == *notes => Ok(NotesState::Same),
            Some(_) => Ok(NotesState::Other),
        }
    }

    /// Puts a file in place unless there is one, and returns whether there was none.
    pub(super) fn file(
        &self,
        notes: &Notes,
        ending: &str,
        bytes: &[u8],
    ) -> Result<bool, NoticeError> {
        // Whoever may read the run may read its letters.
        let access = Access::of(&self.run).map_err(|error| NoticeError::io(&self.run, error))?;
        let made = DirBuilder::new()
            .recursive(true)
            .mode(access.folder())
            .create(&self.folder);
        made.map_err(|error| NoticeError::io(&self.folder, error))?;
        let path = self.path(notes, ending);
        let io = |error| NoticeError::io(&path, error);
        if path.exists() {
            return Ok(false);
        }
        note_made(
            &self.run,
            &MadeFile::of(format!("{LETTERS}/{}.{ending}", notes.stem()), bytes),
        )
        .map_err(io)?;
        let mut aside = aside(&self.folder, access).map_err(io)?;
        aside
            .write_all(bytes)
            .and_then(|()| aside.as_file().sync_all())
            .map_err(io)?;
        match aside.persist_noclobber(&path) {
            Ok(_) => {
                File::open(&self.folder)
                    .and_then(|folder| folder.sync_all())
                    .map_err(io)?;
                Ok(true)
            }
            Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(io(error.error)),
        }
    }

    /// Puts the notes of a letter in place.
    pub(super) fn file_notes(&self, notes: &Notes) -> Result<bool, NoticeError> {
        let text = serde_json::to_string_pretty(notes)
            .map_err(|error| NoticeError::io(&self.path(notes, "json"), error.into()))?;
        self.file(notes, "json", (text + "\n").as_bytes())
    }

    /// Returns the notes of all letters in the folder, by name; `None` if there is no folder.
    fn all(&self) -> Result<Option<Vec<Notes>>, NoticeError> {
        let io = |error| NoticeError::io(&self.folder, error);
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(io(error)),
        };
        let mut paths = Vec::new();
        for entry in entries {
            let path = entry.map_err(io)?.path();
            if path.extension().is_some_and(|ending| ending == "json") {
                paths.push(path);
            }
        }
        paths.sort();
        let notes: Vec<Notes> = paths
            .iter()
            .map(|path| read(path))
            .filter_map(Result::transpose)
            .collect::<Result<_, _>>()?;
        Ok(Some(notes).filter(|notes| !notes.is_empty()))
    }
}

fn read(path: &Path) -> Result<Option<Notes>, NoticeError> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(NoticeError::io(path, error)),
    };
    let other = |error: serde_json::Error| NoticeError::Other {
        path: shown_path(path),
        found: error.to_string(),
    };
    serde_json::from_slice(&bytes).map(Some).map_err(other)
}

/// Returns what letters of the runs before this one raised, or of the runs up to `since`. The last letter about an alert counts;
/// an alert that it took back is left out.
pub(super) fn told(
    out: &Path,
    run: &PublishedRun,
    since: Option<Number>,
) -> Result<SaidBefore, NoticeError> {
    let at = Generations::of(out);
    let io = |error| NoticeError::io(&at.runs(), error);
    if let Some(since) = since {
        PublishedRun::numbered(out, since)?;
        if !at
            .numbers()
            .map_err(io)?
            .into_iter()
            .any(|number| number <= since && at.letters(number).exists())
        {
            return Err(NoticeError::NoLetters {
                run: run_name(since),
            });
        }
    }
    let counts =
        |number: &Number| run_name(*number) < run.run && since.is_none_or(|since| *number <= since);
    let mut told = SaidBefore::new();
    for number in at
        .numbers()
        .map_err(io)?
        .into_iter()
        .filter(counts)
        .filter(|number| at.letters(*number).exists())
    {
        of_run(&PublishedRun::numbered(out, number)?, &mut told)?;
    }
    Ok(told)
}

fn of_run(run: &PublishedRun, told: &mut SaidBefore) -> Result<(), NoticeError> {
    let all = LetterFolder::of(run).all()?.unwrap_or_default();
    let mut alerts: BTreeMap<String, _> = run
        .alerts(None)?
        .into_iter()
        .map(|alert| (alert.id.clone(), alert))
        .collect();
    let config = &run.config;
    for notes in all {
        for id in notes.alerts.keys() {
            if let Some(alert) = alerts.remove(id) {
                let said = Said {
                    country: config.country_code(alert.country).to_owned(),
                    importer: config.country_code(alert.importer()).to_owned(),
                    substance: config.substance_code(alert.substance).to_owned(),
                    reference: notes.reference.clone(),
                    run: notes.run.clone(),
                    alert,
                };
                told.insert(id.clone(), said);
            }
        }
        for id in notes.withdrawn.keys() {
            told.remove(id);
        }
    }
    Ok(())
}
