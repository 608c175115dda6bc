//! The runs of an output folder: their names, which are there, which is current, and what is left of those that were pruned.
//!
//! ```text
//! OUT/.lock                    locked by a run until it ends
//! OUT/current -> runs/000042   the newest run
//! OUT/runs/000042/             a run, which never changes once it has this name
//! OUT/runs/pruned/000041.json  the run.json of a run that was pruned
//! ```

use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The number of a run; the first run has number 1.
pub type Number = u64;

/// The runs of an output folder. The folder need not exist yet.
#[derive(Clone, Debug)]
pub struct Generations {
    out: PathBuf,
}

/// Returns the name of a run's folder: its number in six digits, or more from a million on.
#[must_use]
pub fn run_name(number: Number) -> String {
    format!("{number:06}")
}

/// Returns the number of a run from the name of its folder; `None` if the name is not that of a run.
#[must_use]
pub fn number_of(name: &str) -> Option<Number> {
    let ours = (6..=12).contains(&name.len()) && name.bytes().all(|digit| digit.is_ascii_digit());
    name.parse()
        .ok()
        .filter(|number| ours && run_name(*number) == name && *number > 0)
}

impl Generations {
    /// Returns the runs of an output folder, without reading it.
    #[must_use]
    pub fn of(out: &Path) -> Self {
        Self {
            out: out.to_path_buf(),
        }
    }

    /// Returns the output folder.
    #[must_use]
    pub fn out(&self) -> &Path {
        &self.out
    }

    /// Returns the folder of all runs.
    #[must_use]
    pub fn runs(&self) -> PathBuf {
        self.out.join("runs")
    }

    /// Returns the folder of a run.
    #[must_use]
    pub fn folder(&self, number: Number) -> PathBuf {
        self.runs().join(run_name(number))
    }

    /// Returns the folder of a run's letters, which is there if letters were drafted.
    #[must_use]
    pub fn letters(&self, number: Number) -> PathBuf {
        self.folder(number).join(LETTERS)
    }

    /// Returns the folder of what is left of pruned runs.
    #[must_use]
    pub fn pruned_runs(&self) -> PathBuf {
        self.runs().join("pruned")
    }

    /// Returns the file that is left of a pruned run: its `run.json`.
    #[must_use]
    pub fn tombstone(&self, number: Number) -> PathBuf {
        self.pruned_runs()
            .join(format!("{}.json", run_name(number)))
    }

    /// Returns the link to the newest run.
    #[must_use]
    pub fn current_link(&self) -> PathBuf {
        self.out.join("current")
    }

    /// Returns the numbers of the runs that are there, ascending.
    pub fn numbers(&self) -> io::Result<Vec<Number>> {
        Ok(sorted(
            names_in(&self.runs())?
                .iter()
                .filter_map(|name| number_of(name)),
        ))
    }

    /// Returns the numbers of the runs that were pruned, ascending.
    pub fn pruned(&self) -> io::Result<Vec<Number>> {
        Ok(sorted(
            names_in(&self.pruned_runs())?
                .iter()
                .filter_map(|name| number_of(name.strip_suffix(".json")?)),
        ))
    }

    /// Returns the number of the run that `current` names, whether or not it is there; `None` if there is no such link.
    pub fn current(&self) -> io::Result<Option<Number>> {
        match fs::read_link(self.current_link()) {
            Ok(target) => Ok(target
                .strip_prefix("runs")
                .ok()
                .and_then(Path::to_str)
                .and_then(number_of)),
            Err(error)
                if [ErrorKind::NotFound, ErrorKind::InvalidInput].contains(&error.kind()) =>
            {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Returns the folders and files of runs that are being written or removed, and of those that killed programs left.
    pub(super) fn unfinished(&self) -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        for (folder, ending) in [
            (self.runs(), PARTIAL),
            (self.runs(), DOOMED),
            (self.pruned_runs(), PARTIAL_TOMBSTONE),
        ] {
            let ours = |name: &String| {
                name.strip_prefix('.')
                    .and_then(|name| name.strip_suffix(ending))
                    .and_then(number_of)
                    .is_some()
            };
            found.extend(
                names_in(&folder)?
                    .iter()
                    .filter(|name| ours(name))
                    .map(|name| folder.join(name)),
            );
        }
        Ok(found)
    }

    /// Returns the folder in which a run is written.
    pub(super) fn partial(&self, number: Number) -> PathBuf {
        self.runs().join(format!(".{}{PARTIAL}", run_name(number)))
    }

    /// Returns the folder to which a run is moved before it is removed.
    pub(super) fn doomed(&self, number: Number) -> PathBuf {
        self.runs().join(format!(".{}{DOOMED}", run_name(number)))
    }

    /// Returns the name of a tombstone while it is written.
    pub(super) fn partial_tombstone(number: Number) -> String {
        format!(".{}{PARTIAL_TOMBSTONE}", run_name(number))
    }

    /// Returns the place where the link to the newest run is made before it gets its name.
    pub(super) fn link_aside(&self) -> PathBuf {
        self.out.join(".current")
    }
}

/// The name of the folder of letters in the folder of their run.
pub const LETTERS: &str = "notices";
const PARTIAL: &str = ".partial";
const DOOMED: &str = ".pruned";
const PARTIAL_TOMBSTONE: &str = ".json.partial";

fn sorted(numbers: impl Iterator<Item = Number>) -> Vec<Number> {
    let mut numbers: Vec<Number> = numbers.collect();
    numbers.sort_unstable();
    numbers
}

/// Returns the names in a folder that are text; empty if there is no such folder.
fn names_in(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let text =
        |entry: io::Result<fs::DirEntry>| Ok(entry?.file_name().to_str().map(ToOwned::to_owned));
    entries.map(text).filter_map(Result::transpose).collect()
}

/// Whether an entry in the folder of runs belongs to this program, whether it is a run or not.
#[must_use]
pub fn is_ours(name: &OsStr) -> bool {
    let unfinished = |name: &str| {
        let inner = name.strip_prefix('.')?;
        [PARTIAL, DOOMED]
            .iter()
            .find_map(|ending| inner.strip_suffix(ending))
            .and_then(number_of)
    };
    name.to_str().is_some_and(|name| {
        name == "pruned" || number_of(name).is_some() || unfinished(name).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_called_by_their_numbers() {
        for (name, number) in [
            ("000001", Some(1)),
            ("999999", Some(999_999)),
            ("1000000", Some(1_000_000)),
            ("0000001", None),
            ("000000", None),
            ("00001", None),
            ("00000a", None),
            ("+00001", None),
            ("", None),
        ] {
            assert_eq!(number_of(name), number, "{name}");
        }
        assert_eq!([1, 1_000_000].map(run_name), ["000001", "1000000"]);
        for (name, ours) in [
            ("000001", true),
            (".000001.partial", true),
            (".000001.pruned", true),
            ("pruned", true),
            (".1.partial", false),
            ("notes", false),
            (".partial", false),
        ] {
            assert_eq!(is_ours(OsStr::new(name)), ours, "{name}");
        }
    }
}
