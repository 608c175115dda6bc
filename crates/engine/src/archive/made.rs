//! Notes what is made of a run after it was published: pages, letters and workbooks. Each file is noted with its hash before
//! it is put in place, so that a later check can tell whether the file is as it was made.
//!
//! The list is `made.jsonl` in the run's folder. It has a line for each file, and lines are only added. Each line ends with
//! the hash of everything before it, and the next run's `run.json` has the hash of the list as it was then; so no line that
//! a later run knew can be changed unnoticed. A file that is made again with the same content is not noted again. If a noted
//! file is not there, the program was stopped before it put the file in place, or somebody removed the file.
//!
//! The pages of a report come and go together: `made.json` among them has their hashes, and the list has the hash of
//! `made.json`.

use super::disk::{Access, hash_of};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The name of the list in the run's folder.
pub const MADE: &str = "made.jsonl";

/// The name of the file with the hashes of a folder's files, in that folder.
pub const MADE_TOGETHER: &str = "made.json";

/// A file that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeFile {
    /// The path relative to the run's folder; in [`MADE_TOGETHER`], relative to the folder of that file.
    pub file: String,
    /// The size in bytes.
    pub size: u64,
    /// The BLAKE3 hash.
    pub blake3: String,
}

/// The files of a folder that were made together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeTogether {
    /// All files by name, except [`MADE_TOGETHER`] itself.
    pub files: Vec<MadeFile>,
}

/// The list of a run, as a later run knew it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeNote {
    /// The size in bytes.
    pub size: u64,
    /// The BLAKE3 hash of those bytes.
    pub blake3: String,
}

/// What is wrong with a list.
#[derive(Debug, thiserror::Error)]
pub enum MadeFault {
    /// The list cannot be read.
    #[error("it cannot be read: {0}")]
    Io(#[from] io::Error),
    /// A line, or a line before it, is not as it was written.
    #[error("line {line} does not carry the hash of what it and the lines before it say")]
    Seal {
        /// The number of the line.
        line: usize,
    },
}

impl MadeFile {
    /// Returns the note of a file with the given name and content.
    #[must_use]
    pub fn of(file: String, content: &[u8]) -> Self {
        Self {
            file,
            size: u64::try_from(content.len()).unwrap_or(u64::MAX),
            blake3: blake3::hash(content).to_hex().to_string(),
        }
    }
}

/// Adds a file to the list of a run. Must be called before the file is put in place.
pub fn note_made(run: &Path, made: &MadeFile) -> io::Result<()> {
    let path = run.join(MADE);
    let access = Access::of(run)?;
    let mut list = File::options()
        .read(true)
        .append(true)
        .create(true)
        .mode(access.file())
        .open(&path)?;
    // One program writes at a time. The system unlocks the list when the process ends, in whatever way.
    list.lock()?;
    let mut bytes = Vec::new();
    list.read_to_end(&mut bytes)?;
    let whole = bytes
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |end| end + 1);
    if whole < bytes.len() {
        // A program was stopped while it wrote the last line, so it put nothing in place.
        list.set_len(u64::try_from(whole).unwrap_or(u64::MAX))?;
        list.seek(SeekFrom::End(0))?;
        bytes.truncate(whole);
    }
    let line = serde_json::to_string(made)?;
    if lines(&bytes).any(|known| {
        known
            .strip_prefix(line.trim_end_matches('}').as_bytes())
            .is_some_and(|rest| rest.starts_with(b","))
    }) {
        return Ok(());
    }
    let content = line.trim_end_matches('}');
    let seal = seal(
        blake3::Hasher::new()
            .update(&bytes)
            .update(content.as_bytes()),
    );
    list.write_all(format!("{content}{seal}\n").as_bytes())?;
    list.sync_all()?;
    File::open(run)?.sync_all()
}

/// Returns the end of a line, which follows the content.
fn seal(before: &blake3::Hasher) -> String {
    format!(",\"seal\":\"{}\"}}", before.finalize().to_hex())
}

/// Returns the whole lines of a list.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes
        .split_inclusive(|byte| *byte == b'\n')
        .filter_map(|line| line.strip_suffix(b"\n"))
}

/// Reads the list of a run; returns `None` if it has none. Ignores a last line that was not written to its end.
pub fn read_made(run: &Path) -> Result<Option<Vec<MadeFile>>, MadeFault> {
    let bytes = match fs::read(run.join(MADE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        bytes => bytes?,
    };
    let mut before = blake3::Hasher::new();
    let mut made = Vec::new();
    for (line, number) in lines(&bytes).zip(1..) {
        let fault = || MadeFault::Seal { line: number };
        let end = seal(&before).len();
        let (content, found) = line
            .split_at_checked(line.len().saturating_sub(end))
            .ok_or_else(fault)?;
        if seal(before.update(content)).as_bytes() != found {
            return Err(fault());
        }
        before.update(found).update(b"\n");
        let whole = [content, b"}"].concat();
        made.push(serde_json::from_slice(&whole).map_err(|_| fault())?);
    }
    Ok(Some(made))
}

/// Returns the size and the hash of a run's list as it is now, for the next run; `None` if the run has no list.
pub(super) fn made_note(run: &Path) -> io::Result<Option<MadeNote>> {
    let bytes = match fs::read(run.join(MADE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        bytes => bytes?,
    };
    let whole = bytes
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |end| end + 1);
    let blake3 = blake3::hash(&bytes[..whole]).to_hex().to_string();
    Ok(Some(MadeNote {
        size: u64::try_from(whole).unwrap_or(u64::MAX),
        blake3,
    }))
}

impl MadeNote {
    /// Whether the list of a run still begins as it was.
    pub fn holds(&self, run: &Path) -> io::Result<bool> {
        let mut begin = Vec::new();
        File::open(run.join(MADE))?
            .take(self.size)
            .read_to_end(&mut begin)?;
        Ok(u64::try_from(begin.len()) == Ok(self.size)
            && blake3::hash(&begin).to_hex().as_str() == self.blake3)
    }
}

/// Writes the hashes of all files of a folder into [`MADE_TOGETHER`] in that folder, and notes that file on the list of the
/// run. `name` is the name that the folder will have in the run's folder.
pub fn note_together(run: &Path, folder: &Path, name: &str) -> io::Result<()> {
    let files = files_in(folder)?.into_iter().map(|(file, path)| {
        let size = fs::metadata(&path)?.len();
        Ok(MadeFile {
            file,
            size,
            blake3: hash_of(&path)?.to_hex().to_string(),
        })
    });
    let mut content = serde_json::to_vec_pretty(&MadeTogether {
        files: files.collect::<io::Result<_>>()?,
    })?;
    content.push(b'\n');
    let mut file = File::options()
        .write(true)
        .create_new(true)
        .mode(Access::of(run)?.file())
        .open(folder.join(MADE_TOGETHER))?;
    file.write_all(&content)?;
    note_made(
        run,
        &MadeFile::of(format!("{name}/{MADE_TOGETHER}"), &content),
    )
}

/// Returns all files in a folder and in the folders within, by their names relative to it.
pub fn files_in(folder: &Path) -> io::Result<BTreeMap<String, PathBuf>> {
    let (mut found, mut open) = (BTreeMap::new(), vec![(String::new(), folder.to_path_buf())]);
    while let Some((within, folder)) = open.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = format!("{within}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                open.push((format!("{name}/"), entry.path()));
            } else {
                found.insert(name, entry.path());
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(file: &str, content: &str) -> MadeFile {
        MadeFile::of(file.to_owned(), content.as_bytes())
    }

    #[test]
    fn what_is_noted_is_read_and_every_changed_bit_is_found() {
        let folder = tempfile::tempdir().expect("a folder");
        let run = folder.path();
        assert!(read_made(run).expect("none").is_none() && made_note(run).expect("none").is_none());
        let noted = [
            made("notices/A.html", "a"),
            made("notices/B.html", "b"),
            made("notices/A.html", "other"),
        ];
        for file in noted.iter().chain(&noted) {
            note_made(run, file).expect("noted");
        }
        assert_eq!(
            read_made(run).expect("sound"),
            Some(noted.to_vec()),
            "each once"
        );
        let known = made_note(run).expect("read").expect("a list");
        let path = run.join(MADE);
        let bytes = fs::read(&path).expect("a list");
        for place in 0..bytes.len() {
            let mut other = bytes.clone();
            other[place] ^= 1 << (place % 8);
            fs::write(&path, &other).expect("written");
            assert!(!known.holds(run).expect("read"), "byte {place}");
            // A last line without its end counts as a line that was not written yet.
            assert!(
                place + 1 == bytes.len() || read_made(run).is_err(),
                "byte {place}"
            );
        }
        fs::write(&path, &bytes[..bytes.len() - 5]).expect("written");
        assert_eq!(
            read_made(run).expect("sound"),
            Some(noted[..2].to_vec()),
            "half a line is none"
        );
        note_made(run, &noted[2]).expect("noted");
        assert_eq!(fs::read(&path).expect("a list"), bytes, "and makes room");
        note_made(run, &made("report/made.json", "{}")).expect("noted");
        assert!(known.holds(run).expect("read"), "lines are only added");
    }

    #[test]
    fn many_may_note_at_a_time() {
        let folder = tempfile::tempdir().expect("a folder");
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let run = folder.path();
                scope.spawn(move || {
                    (0..20).for_each(|number| {
                        note_made(run, &made(&format!("{thread}-{number}"), "x")).expect("noted");
                    });
                });
            }
        });
        assert_eq!(
            read_made(folder.path())
                .expect("sound")
                .map(|made| made.len()),
            Some(80)
        );
    }

    #[test]
    fn a_folder_is_noted_with_all_that_is_in_it() {
        let run = tempfile::tempdir().expect("a folder");
        let aside = run.path().join("aside");
        fs::create_dir_all(aside.join("deep")).expect("a folder");
        fs::write(aside.join("deep/a"), "a").expect("written");
        fs::write(aside.join("b"), "b").expect("written");
        note_together(run.path(), &aside, "report").expect("noted");
        let content = fs::read(aside.join(MADE_TOGETHER)).expect("there");
        let together: MadeTogether = serde_json::from_slice(&content).expect("a list");
        assert_eq!(together.files, [made("b", "b"), made("deep/a", "a")]);
        let noted = read_made(run.path()).expect("sound").expect("a list");
        assert_eq!(
            noted,
            [MadeFile::of("report/made.json".to_owned(), &content)]
        );
    }
}
