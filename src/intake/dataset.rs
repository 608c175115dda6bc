//! Which files a dataset holds.

use super::column::Kind;
use super::content;
use super::fault::{Fault, FileFault, IntakeError};
use super::file::Format;
use crate::terms::{path_text, shown_path, skeleton};
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

/// Fails where something lies beside the two folders that was meant to lie in them: a folder whose name is nearly that of one, or
/// a file of data.
pub fn check_places(dataset: &Path) -> Result<(), IntakeError> {
    let mut names: Vec<_> = fs::read_dir(dataset).into_iter().flatten().filter_map(Result::ok).collect();
    names.sort_by_key(fs::DirEntry::file_name);
    let found: Vec<String> = names.iter().filter_map(misplaced).collect();
    if found.is_empty() { Ok(()) } else { Err(IntakeError::Misplaced { folder: shown_path(dataset), found }) }
}

/// What an entry of the dataset itself may have been meant for.
fn misplaced(entry: &fs::DirEntry) -> Option<String> {
    let (path, file_name) = (entry.path(), entry.file_name());
    let name = path_text(file_name.as_ref());
    if is_skipped(&name) {
        return None;
    }
    if path.is_dir() {
        let meant = folder_meant(&name).filter(|meant| *meant != name && holds_files(&path))?;
        return Some(format!("{}/ (call the folder {meant}, in lower case, or put its files there)", shown_path(&file_name)));
    }
    is_data(&name)
        .then(|| format!("{} (put it into trades/ or estimates/, or call it _{})", shown_path(&file_name), shown_path(&file_name)))
}

/// Whether a file of this name is a table, as far as the name tells, be it packed.
fn is_data(name: &str) -> bool {
    const TABLES: [&str; 14] =
        ["csv", "tsv", "tab", "parquet", "parq", "pq", "feather", "arrow", "orc", "avro", "xlsx", "xls", "ods", "jsonl"];
    const PACKED: [&str; 6] = ["gz", "zst", "bz2", "xz", "zip", "lz4"];
    let is = |endings: &[&str], ending: &str| endings.iter().any(|known| known.eq_ignore_ascii_case(ending));
    match name.trim_end().rsplit_once('.') {
        Some((inner, ending)) if is(&PACKED, ending) => inner.rsplit_once('.').is_some_and(|(_, ending)| is(&TABLES, ending)),
        Some((_, ending)) => is(&TABLES, ending),
        None => false,
    }
}

/// The folder of a dataset that somebody meant who wrote so, in another form, in another language, or with a slip.
fn folder_meant(name: &str) -> Option<&'static str> {
    const MEANT: [(&str, usize, &[&str]); 2] = [
        ("trades", 1, &["trade", "trading"]),
        ("estimates", 2, &["estimate", "estimations", "estimation", "estimaciones", "estimacion", "estimativas"]),
    ];
    let asked = skeleton(name);
    let is = |known: &str, slips: usize| strsim::osa_distance(&skeleton(known), &asked) <= slips && asked.starts_with(&known[..1]);
    MEANT
        .into_iter()
        .find(|(folder, slips, others)| is(folder, *slips) || others.iter().any(|other| is(other, 0)))
        .map(|(folder, ..)| folder)
}

/// Whether there is any file in a folder, at any depth.
fn holds_files(folder: &Path) -> bool {
    fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).any(|entry| match entry.file_type() {
        Ok(own) if own.is_dir() => holds_files(&entry.path()),
        _ => !is_skipped(&path_text(entry.file_name().as_ref())),
    })
}

/// The table format whose log lies in a folder.
fn table_format(folder: &Path) -> Option<&'static str> {
    let is_log = |name: &str| folder.join(name).is_dir();
    let of_iceberg = |entry: fs::DirEntry| {
        let name = path_text(entry.file_name().as_ref());
        name.ends_with(".metadata.json") || name == "version-hint.text"
    };
    if is_log("_delta_log") {
        Some("a Delta table (_delta_log)")
    } else if is_log(".hoodie") {
        Some("a Hudi table (.hoodie)")
    } else if fs::read_dir(folder.join("metadata")).into_iter().flatten().filter_map(Result::ok).any(of_iceberg) {
        Some("an Iceberg table (metadata)")
    } else {
        None
    }
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
        if let Some(format) = table_format(path) {
            return self.fault(name, Fault::TableFormat(format));
        }
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
        if text.contains('=') && !text.starts_with('.') && entry.path().is_dir() {
            return self.fault(&name, Fault::ValueInName(text));
        }
        if is_skipped(&text) {
            let slash = if entry.path().is_dir() { "/" } else { "" };
            return self.listing.skipped.push(name + slash);
        }
        if file_name.to_str().is_none() {
            return self.fault(&name, Fault::Name);
        }
        let path = entry.path();
        // A link to a file is as good as the file; a link to a folder could lead in a circle. What is wrong with the folder
        // itself is said all the same.
        match (entry.file_type(), fs::metadata(&path)) {
            (Ok(own), _) if own.is_dir() => self.folder(&path, &name),
            (Ok(_), Ok(target)) if target.is_file() => {
                let format = match path.extension().and_then(|ending| ending.to_str()) {
                    Some("csv") => Format::Csv,
                    Some("parquet") => Format::Parquet,
                    _ => return self.fault(&name, content::other_name(&path, self.kind)),
                };
                self.listing.files.push(Found { name, path, kind: self.kind, format });
            }
            (Ok(_), Ok(_)) => self.fault(&name, table_format(&path).map_or(Fault::NotRegular, Fault::TableFormat)),
            (Err(error), _) | (_, Err(error)) => self.fault(&name, Fault::Unreadable(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_that_are_nearly_called_so_are_told_from_others() {
        for (names, meant) in [
            (&["trades", "Trades", "TRADES", "trade", "trades ", "traeds", "trades_2", "trdes"][..], Some("trades")),
            (
                &[
                    "estimates",
                    "Estimates",
                    "estimate",
                    "estimations",
                    "Estimation",
                    "estimats",
                    "estmates",
                    "esitmates",
                    "\u{435}stimates",
                ],
                Some("estimates"),
            ),
            (
                &["docs", "layouts", "archive", "grades", "trader-notes", "notes", "config", "out", "records", "latest", "trades_2023", ""],
                None,
            ),
        ] {
            for name in names {
                assert_eq!(folder_meant(name), meant, "{name}");
            }
        }
    }

    #[test]
    fn what_lies_beside_the_folders_is_named_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in [
            "trades/a.csv",
            "Estimates/deep/b.csv",
            "trade/c.xlsx",
            "d.CSV",
            "e.parquet",
            "i.csv.gz",
            "_f.csv",
            "docs/g.csv",
            "estimation/_h",
            "about.toml",
        ] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder above")).and_then(|()| fs::write(&path, "")).expect("written");
        }
        let said = check_places(folder.path()).expect_err("files in other places").to_string();
        for part in [
            "Estimates/ (call the folder estimates",
            "trade/ (call the folder trades",
            "d.CSV (put it",
            "e.parquet (put it",
            "i.csv.gz (put it",
        ] {
            assert!(said.contains(part), "{said}");
        }
        for part in ["_f.csv", "docs", "estimation/", "about"] {
            assert!(!said.contains(part), "{said}");
        }
    }

    #[test]
    fn what_a_path_means_is_not_ignored() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in [
            "trades/reporter=CHE/a.csv",
            "trades/2024/_received=2024-01-01/a.csv",
            "trades/delta/_delta_log/0.json",
            "trades/hudi/.hoodie/hoodie.properties",
            "trades/iceberg/metadata/v1.metadata.json",
            "trades/iceberg/data/a.parquet",
            "trades/plain/metadata/a.csv",
            "trades/a=b.csv",
        ] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder above")).and_then(|()| fs::write(&path, "")).expect("written");
        }
        let listing = find(folder.path(), Kind::Record).expect("a dataset");
        let faults: Vec<String> = listing.faults.iter().map(ToString::to_string).collect();
        for (fault, (file, part)) in faults.iter().zip([
            ("trades/2024/_received=2024-01-01: ", "_received=2024-01-01"),
            ("trades/delta: ", "Delta"),
            ("trades/hudi: ", "Hudi"),
            ("trades/iceberg: ", "Iceberg"),
            ("trades/reporter=CHE: ", "reporter=CHE"),
        ]) {
            assert!(fault.starts_with(file) && fault[file.len()..].contains(part), "{fault}");
        }
        assert_eq!(faults.len(), 5, "{faults:?}");
        assert_eq!(
            listing.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(),
            ["trades/a=b.csv", "trades/plain/metadata/a.csv"]
        );
    }

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
