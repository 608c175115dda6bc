//! Checks the pages, letters and workbooks that were made of a run against the list in the run's folder.
//!
//! Letters in DOCX and workbooks are meant to be edited: a change to one is stated, and is no fault.

use super::report::{Check, Checked, counted};
use crate::archive::{
    Generations, LETTERS, MADE, MADE_TOGETHER, MadeFile, MadeTogether, Number, RunFile, files_in,
    hash_of, read_made, run_name,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of pages in the folder of the run.
const REPORT: &str = "report";
/// The default folder of workbooks in the output folder, and how the list writes the path to the output folder.
const WORKBOOKS: &str = "workbooks";
const ABOVE: &str = "../../";

/// What to do about a list that is not as it was written.
const LIST: &str = "put back a copy of the list as it was; if there is none, move it, report and notices out of the folder of the run, and make them again with inforce report and inforce notices, and --run with this number";

/// The files by their names on the list, each with the hashes that it may have.
type ListedHashes = BTreeMap<String, BTreeSet<String>>;

/// The state of the check.
struct Looking<'a> {
    at: &'a Generations,
    folder: PathBuf,
    checked: Checked,
    sound: usize,
    /// Differences that are no fault.
    said: Vec<String>,
    /// Whether the run was published by a program that keeps such lists.
    keeps: bool,
}

/// Checks everything that was made of a run.
#[must_use]
pub fn made(at: &Generations, number: Number) -> Checked {
    let folder = at.folder(number);
    let checked = Checked::new(Some(number), Check::Made);
    let run = fs::read(folder.join("run.json"))
        .ok()
        .and_then(|bytes| RunFile::read(&bytes).ok());
    let keeps = run.is_none_or(|run| run.made.is_some());
    let mut looking = Looking {
        at,
        folder,
        checked,
        sound: 0,
        said: Vec::new(),
        keeps,
    };
    let list = match read_made(&looking.folder) {
        Ok(list) => list.unwrap_or_default(),
        Err(fault) => {
            let path = looking.folder.join(MADE);
            looking.checked.fault(&path, fault);
            LIST.clone_into(&mut looking.checked.remedy);
            return looking.checked;
        }
    };
    let mut listed = ListedHashes::new();
    for MadeFile { file, blake3, .. } in list {
        listed.entry(file).or_default().insert(blake3);
    }
    looking.report(listed.remove(&format!("{REPORT}/{MADE_TOGETHER}")).as_ref());
    for (file, hashes) in &listed {
        looking.one(file, hashes);
    }
    looking.letters(&listed);
    looking.workbooks(number, &listed);
    looking.told()
}

impl Looking<'_> {
    /// Returns the path of a file on the list.
    fn path(&self, file: &str) -> PathBuf {
        file.strip_prefix(ABOVE)
            .map_or_else(|| self.folder.join(file), |file| self.at.out().join(file))
    }

    /// Checks a letter or a workbook.
    fn one(&mut self, file: &str, hashes: &BTreeSet<String>) {
        let path = self.path(file);
        let workbook = file.starts_with(ABOVE);
        let draft = workbook
            || Path::new(file)
                .extension()
                .is_some_and(|ending| ending == "docx");
        match hash_of(&path) {
            Ok(hash) if hashes.contains(hash.to_hex().as_str()) => self.sound += 1,
            Ok(_) if draft => self
                .said
                .push(format!("{file} was changed since it was made")),
            Ok(_) => self
                .checked
                .fault(&path, "it was changed since it was made"),
            Err(_) if !path.exists() && workbook => self
                .said
                .push(format!("{file} was made, and is not there any more")),
            Err(_) if !path.exists() => self.checked.fault(&path, "it was made, and is missing"),
            Err(error) => self
                .checked
                .fault(&path, format!("it cannot be read: {error}")),
        }
    }

    /// Checks a report: all of its pages are there, and nothing else.
    fn report(&mut self, hashes: Option<&BTreeSet<String>>) {
        let folder = self.folder.join(REPORT);
        let path = folder.join(MADE_TOGETHER);
        match (folder.is_dir(), hashes) {
            (false, None) => return,
            (false, Some(_)) => return self.checked.fault(&folder, "it was made, and is missing"),
            (true, None) => return self.stranger(&folder),
            (true, Some(_)) => {}
        }
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                return self
                    .checked
                    .fault(&path, format!("it cannot be read: {error}"));
            }
        };
        let known =
            hashes.is_some_and(|hashes| hashes.contains(blake3::hash(&bytes).to_hex().as_str()));
        let Some(together) = serde_json::from_slice::<MadeTogether>(&bytes)
            .ok()
            .filter(|_| known)
        else {
            return self
                .checked
                .fault(&path, "it was changed since it was made");
        };
        let mut others = match files_in(&folder) {
            Ok(others) => others,
            Err(error) => {
                return self
                    .checked
                    .fault(&folder, format!("it cannot be read: {error}"));
            }
        };
        others.remove(MADE_TOGETHER);
        for page in together.files {
            match others.remove(&page.file).map(|path| (hash_of(&path), path)) {
                Some((Ok(hash), _)) if hash.to_hex().as_str() == page.blake3 => self.sound += 1,
                Some((Ok(_), path)) => self
                    .checked
                    .fault(&path, "it was changed since it was made"),
                Some((Err(error), path)) => self
                    .checked
                    .fault(&path, format!("it cannot be read: {error}")),
                None => self
                    .checked
                    .fault(&folder.join(page.file), "it was made, and is missing"),
            }
        }
        for path in others.into_values() {
            self.stranger(&path);
        }
    }

    /// Reports letters that are not on the list. A file whose name begins with `.` or `~` is no letter: office programs name
    /// their lock files so.
    fn letters(&mut self, listed: &ListedHashes) {
        let found = files_in(&self.folder.join(LETTERS)).unwrap_or_default();
        for (name, path) in found
            .into_iter()
            .filter(|(name, _)| !name.starts_with(['.', '~']))
        {
            if !listed.contains_key(&format!("{LETTERS}/{name}")) {
                self.stranger(&path);
            }
        }
    }

    /// States the workbooks that are named after the run and are not on the list.
    fn workbooks(&mut self, number: Number, listed: &ListedHashes) {
        let found = files_in(&self.at.out().join(WORKBOOKS)).unwrap_or_default();
        for name in found
            .into_keys()
            .filter(|name| name.starts_with(&run_name(number)))
        {
            let file = format!("{ABOVE}{WORKBOOKS}/{name}");
            if !listed.contains_key(&file) {
                self.said.push(format!(
                    "{file} was not made by inforce, or before it kept a list"
                ));
            }
        }
    }

    /// Reports a file that is not on the list; only states it if the run's program kept no list.
    fn stranger(&mut self, path: &Path) {
        if self.keeps {
            self.checked.stray(
                path,
                "it was not made by inforce: no list has it; move it away",
            );
        } else {
            self.said.push(format!(
                "{} was made before inforce kept a list",
                crate::terms::shown_path(path)
            ));
        }
    }

    fn told(mut self) -> Checked {
        let mut holds = match self.sound {
            0 => "no page, letter or workbook stands as it was made".to_owned(),
            sound => format!(
                "{} as made",
                counted(
                    sound,
                    "page, letter or workbook is",
                    "pages, letters and workbooks are"
                )
            ),
        };
        if self.sound == 0 && self.said.is_empty() {
            "no page, letter or workbook was made of it".clone_into(&mut holds);
        }
        for said in &self.said {
            holds.push_str("; ");
            holds.push_str(&said.replace(ABOVE, ""));
        }
        self.checked.holds = holds;
        self.checked.closed()
    }
}
