//! Which files a dataset holds.

use super::column::Kind;
use super::fault::{Fault, FileFault, IntakeError};
use super::file::Format;
use crate::terms::{path_text, shown_path};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A file of the dataset, not yet opened.
#[derive(Clone, Debug)]
pub struct Found {
    /// The path relative to the dataset, `/` between its parts.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// What it holds.
    pub kind: Kind,
    /// How it is written, by its ending.
    pub format: Format,
}

/// What lies under one of the folders of a dataset, each in path order.
#[derive(Debug, Default)]
pub struct Listing {
    /// The files.
    pub files: Vec<Found>,
    /// What no file of a dataset can be, and why.
    pub faults: Vec<FileFault>,
    /// What is skipped by its name, relative to the dataset: files, and folders, of which `/` is the end.
    pub skipped: Vec<String>,
}

/// All that lies under `trades/` or `estimates/`.
///
/// Names that start with `.` or `_` are skipped, folders of that name whole, and what Excel and desktops leave beside files.
pub fn find(dataset: &Path, kind: Kind) -> Result<Listing, IntakeError> {
    if !dataset.is_dir() {
        return Err(IntakeError::NoDataset { folder: shown_path(dataset) });
    }
    let mut walk = Walk { kind, listing: Listing::default() };
    let folder = dataset.join(kind.folder());
    // A link that leads nowhere is there all the same, and a folder that cannot be looked at is not empty.
    match fs::symlink_metadata(&folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        _ => walk.folder(&folder, kind.folder()),
    }
    let mut listing = walk.listing;
    if kind == Kind::Record
        && listing.files.is_empty()
        && listing.faults.is_empty()
        && let Some(found) = misplaced(dataset)
    {
        return Err(IntakeError::Misplaced { folder: shown_path(dataset), found });
    }
    listing.files.sort_by(|a, b| a.name.cmp(&b.name));
    listing.faults.sort_by(|a, b| a.file.cmp(&b.file));
    listing.skipped.sort();
    Ok(listing)
}

/// Whether what has this name is no part of a dataset: hidden or set aside, the lock file of an open workbook, or what a
/// desktop keeps of a folder.
fn is_skipped(name: &str) -> bool {
    name.starts_with(['.', '_'])
        || name.starts_with("~$")
        || ["Thumbs.db", "desktop.ini"].iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// What stands in the dataset itself that may have been meant for its folders: the first such by name.
fn misplaced(dataset: &Path) -> Option<String> {
    let mut names: Vec<_> = fs::read_dir(dataset).ok()?.filter_map(Result::ok).collect();
    names.sort_by_key(fs::DirEntry::file_name);
    let folder_meant = |name: &str| {
        let name = name.trim().to_lowercase();
        [Kind::Record, Kind::Filing].map(Kind::folder).into_iter().find(|folder| *folder == name || folder.strip_suffix('s') == Some(&name))
    };
    let is_data = |path: &Path| path.is_file() && path.extension().is_some_and(|ending| ending == "csv" || ending == "parquet");
    let folders = names.iter().filter(|entry| entry.path().is_dir()).find_map(|entry| {
        let file_name = entry.file_name();
        let name = file_name.to_str()?;
        let meant = folder_meant(name).filter(|meant| *meant != name)?;
        Some(format!("{}/; the folder's name is {meant}, in lower case", shown_path(name)))
    });
    folders.or_else(|| {
        let file = names.iter().find(|entry| is_data(&entry.path()))?;
        Some(format!("{} beside it; files belong in trades/ or estimates/", shown_path(file.file_name())))
    })
}

struct Walk {
    kind: Kind,
    listing: Listing,
}

impl Walk {
    fn fault(&mut self, name: &str, fault: Fault) {
        self.listing.faults.push(FileFault { file: name.to_owned(), fault });
    }

    fn folder(&mut self, path: &Path, name: &str) {
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => return self.fault(name, Fault::Unreadable(error)),
        };
        for entry in entries {
            match entry {
                Ok(entry) => self.entry(&entry, name),
                Err(error) => self.fault(name, Fault::Unreadable(error)),
            }
        }
    }

    fn entry(&mut self, entry: &fs::DirEntry, parent: &str) {
        let file_name = entry.file_name();
        let text = path_text(file_name.as_ref());
        let name = format!("{parent}/{text}");
        if is_skipped(&text) {
            let slash = if entry.path().is_dir() { "/" } else { "" };
            return self.listing.skipped.push(name + slash);
        }
        if file_name.to_str().is_none() {
            return self.fault(&name, Fault::Name);
        }
        let path = entry.path();
        // A link to a file is as good as the file; a link to a folder could lead in a circle.
        match (entry.file_type(), fs::metadata(&path)) {
            (Ok(own), _) if own.is_dir() => self.folder(&path, &name),
            (Ok(_), Ok(target)) if target.is_file() => {
                let format = match path.extension().and_then(|ending| ending.to_str()) {
                    Some("csv") => Format::Csv,
                    Some("parquet") => Format::Parquet,
                    Some(ending) if ending.eq_ignore_ascii_case("csv") => return self.fault(&name, Fault::Ending("csv")),
                    Some(ending) if ending.eq_ignore_ascii_case("parquet") => return self.fault(&name, Fault::Ending("parquet")),
                    _ => return self.fault(&name, Fault::Foreign),
                };
                self.listing.files.push(Found { name, path, kind: self.kind, format });
            }
            (Ok(_), Ok(_)) => self.fault(&name, Fault::NotRegular),
            (Err(error), _) | (_, Err(error)) => self.fault(&name, Fault::Unreadable(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_skipped_by_its_name_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let skipped = [
            "trades/.hidden.csv",
            "trades/_draft.csv",
            "trades/~$records.xlsx",
            "trades/2024/Thumbs.db",
            "trades/2024/Desktop.ini",
            "trades/2024/.DS_Store",
            "trades/2024/.~lock.records.csv#",
        ];
        for name in skipped.into_iter().chain(["trades/records.csv", "trades/.partial/a.csv", "trades/.partial/b.csv"]) {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder above")).and_then(|()| fs::write(&path, "")).expect("written");
        }
        let Listing { files, faults, skipped: found } = find(folder.path(), Kind::Record).expect("a dataset");
        let mut expected: Vec<&str> = skipped.into_iter().chain(["trades/.partial/"]).collect();
        expected.sort_unstable();
        assert_eq!(found, expected);
        assert_eq!(files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["trades/records.csv"]);
        assert!(faults.is_empty(), "{faults:?}");
    }
}
