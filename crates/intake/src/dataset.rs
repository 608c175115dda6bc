//! Finds the files of a dataset.

use super::column::Kind;
use super::fault::{Fault, FileFault, IntakeError};
use super::file::Format;
use crate::terms::{path_text, shown_path, skeleton};
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A file of the dataset, not yet opened.
#[derive(Clone, Debug)]
pub struct DatasetFile {
    /// The path relative to the dataset, `/` between its parts.
    pub name: String,
    /// The path for opening the file.
    pub path: PathBuf,
    /// What its rows are.
    pub kind: Kind,
    /// The format, by the ending of the name.
    pub format: Format,
}

impl DatasetFile {
    /// Returns the file of a dataset with a name that [`find`] gave it, here or on another machine; `None` if the name is in neither
    /// folder.
    #[must_use]
    pub fn named(dataset: &Path, name: &str) -> Option<Self> {
        let (folder, _) = name.split_once('/')?;
        let kind = [Kind::Record, Kind::Filing]
            .into_iter()
            .find(|kind| kind.folder() == folder)?;
        Some(Self {
            name: name.to_owned(),
            path: dataset.join(name),
            kind,
            format: Format::by_name(name),
        })
    }
}

/// What is under one of the folders of a dataset; each list in path order.
#[derive(Debug, Default)]
pub struct FolderListing {
    /// The files.
    pub files: Vec<DatasetFile>,
    /// Entries that cannot be files of a dataset, and why.
    pub faults: Vec<FileFault>,
    /// Entries that are skipped by their names, relative to the dataset: files, and folders, which end in `/`.
    pub skipped: Vec<String>,
}

/// Lists everything under `trades/` or `estimates/`.
///
/// Skipped are names that start with `.` or `_` (of folders, with all they hold), and files that Excel and desktops leave
/// behind.
pub fn find(dataset: &Path, kind: Kind) -> Result<FolderListing, IntakeError> {
    if !dataset.is_dir() {
        return Err(IntakeError::NoDataset {
            folder: shown_path(dataset),
        });
    }
    let mut walk = Walk {
        kind,
        listing: FolderListing::default(),
    };
    let folder = dataset.join(kind.folder());
    // A link that leads nowhere still exists, and a folder that cannot be read does not count as empty.
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

/// Whether the name says that an entry is not part of a dataset: hidden or set aside, the lock file of an open workbook, or a
/// file in which a desktop keeps its view of a folder.
fn is_skipped(name: &str) -> bool {
    name.starts_with(['.', '_'])
        || name.starts_with("~$")
        || ["Thumbs.db", "desktop.ini"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name))
}

/// Fails if something beside the two folders should be in one of them: a folder whose name is nearly the name of one of the
/// two, or a file of data.
pub fn check_places(dataset: &Path) -> Result<(), IntakeError> {
    let mut names: Vec<_> = fs::read_dir(dataset)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .collect();
    names.sort_by_key(fs::DirEntry::file_name);
    let found: Vec<String> = names.iter().filter_map(misplaced).collect();
    if found.is_empty() {
        Ok(())
    } else {
        Err(IntakeError::Misplaced {
            folder: shown_path(dataset),
            found,
        })
    }
}

/// Returns what to do with a misplaced entry of the dataset; `None` if the entry is not misplaced.
fn misplaced(entry: &fs::DirEntry) -> Option<String> {
    let (path, file_name) = (entry.path(), entry.file_name());
    let name = path_text(file_name.as_ref());
    if is_skipped(&name) {
        return None;
    }
    if path.is_dir() {
        let meant = folder_meant(&name).filter(|meant| *meant != name && holds_files(&path))?;
        return Some(format!(
            "{}/ (call the folder {meant}, in lower case, or put its files there)",
            shown_path(&file_name)
        ));
    }
    let is_meant = path.is_file()
        && name
            .split('.')
            .next()
            .and_then(folder_meant)
            .is_some_and(|meant| meant != name);
    (is_data(&name) || is_meant)
        .then(|| format!("{} ({})", shown_path(&file_name), where_to(&name)))
}

/// The endings of tables other than CSV and Parquet, and of packed files.
const TABLES: [&str; 14] = [
    "tsv", "tab", "parq", "pq", "feather", "arrow", "orc", "avro", "xlsx", "xlsm", "xlsb", "xls",
    "ods", "jsonl",
];
const PACKED: [&str; 6] = ["gz", "zst", "bz2", "xz", "zip", "lz4"];

/// Splits a name into the part before its ending, and the ending in lower case.
fn ending(name: &str) -> (&str, String) {
    name.trim_end()
        .rsplit_once('.')
        .map_or((name, String::new()), |(inner, ending)| {
            (inner, ending.to_ascii_lowercase())
        })
}

/// Whether the name is that of a table, packed or not.
fn is_data(name: &str) -> bool {
    let is_table = |ending: &str| ["csv", "parquet"].contains(&ending) || TABLES.contains(&ending);
    let (inner, last) = ending(name);
    is_table(&last) || PACKED.contains(&last.as_str()) && is_table(&ending(inner).1)
}

/// Returns what to do with a file of data, or with an entry named like a folder of a dataset, that is beside the folders.
fn where_to(name: &str) -> String {
    let words: BTreeSet<&str> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter_map(folder_meant)
        .collect();
    let folder = match words.iter().collect::<Vec<_>>()[..] {
        [folder] => format!("{folder}/"),
        _ => "trades/ if it holds records, or estimates/ if it holds filings".to_owned(),
    };
    let (inner, last) = ending(name);
    let aside = format!("call it _{}", shown_path(name));
    match last.as_str() {
        "csv" | "parquet" if name.ends_with(&last) => format!("put it into {folder}, or {aside}"),
        "csv" | "parquet" => format!(
            "put it under the name {}.{last} into {folder}, or {aside}",
            shown_path(inner)
        ),
        "parq" | "pq" => format!(
            "put it under the name {}.parquet into {folder}, or {aside}",
            shown_path(inner)
        ),
        packed if PACKED.contains(&packed) => {
            format!(
                "unpack it, put the tables that it holds as CSV or Parquet into {folder}, and move it away or {aside}"
            )
        }
        _ => format!(
            "save the table that it holds as CSV in UTF-8 or as Parquet into {folder}, and move it away or {aside}"
        ),
    }
}

/// Returns the folder of a dataset that a name means: the name in another form, in another language, or misspelt.
fn folder_meant(name: &str) -> Option<&'static str> {
    const MEANT: [(&str, usize, &[&str]); 2] = [
        ("trades", 1, &["trade", "trading"]),
        (
            "estimates",
            2,
            &[
                "estimate",
                "estimations",
                "estimation",
                "estimaciones",
                "estimacion",
                "estimativas",
            ],
        ),
    ];
    let asked = skeleton(name);
    let is = |known: &str, slips: usize| {
        strsim::osa_distance(&skeleton(known), &asked) <= slips && asked.starts_with(&known[..1])
    };
    MEANT
        .into_iter()
        .find(|(folder, slips, others)| {
            is(folder, *slips) || others.iter().any(|other| is(other, 0))
        })
        .map(|(folder, ..)| folder)
}

/// Whether a folder holds a file at any depth.
fn holds_files(folder: &Path) -> bool {
    fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .any(|entry| match entry.file_type() {
            Ok(own) if own.is_dir() => holds_files(&entry.path()),
            _ => !is_skipped(&path_text(entry.file_name().as_ref())),
        })
}

/// Returns the table format whose log is in a folder.
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
    } else if fs::read_dir(folder.join("metadata"))
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .any(of_iceberg)
    {
        Some("an Iceberg table (metadata)")
    } else {
        None
    }
}

struct Walk {
    kind: Kind,
    listing: FolderListing,
}

impl Walk {
    fn fault(&mut self, name: &str, fault: Fault) {
        self.listing.faults.push(FileFault {
            file: name.to_owned(),
            fault,
        });
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
        let gives_value = text.contains('=') && !text.starts_with('.') && entry.path().is_dir();
        if is_skipped(&text) && !gives_value {
            let slash = if entry.path().is_dir() { "/" } else { "" };
            return self.listing.skipped.push(name + slash);
        }
        if file_name.to_str().is_none() {
            return self.fault(&name, Fault::Name);
        }
        let path = entry.path();
        // A link to a file counts as the file; a link to a folder could lead in a circle. Faults of the folder itself are
        // reported as well.
        match (entry.file_type(), fs::metadata(&path)) {
            (Ok(own), _) if own.is_dir() => self.folder(&path, &name),
            (Ok(_), Ok(target)) if target.is_file() => {
                let format = Format::by_name(&name);
                self.listing.files.push(DatasetFile {
                    name,
                    path,
                    kind: self.kind,
                    format,
                });
            }
            (Ok(_), Ok(_)) => self.fault(
                &name,
                table_format(&path).map_or(Fault::NotRegular, Fault::TableFormat),
            ),
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
            (
                &[
                    "trades", "Trades", "TRADES", "trade", "trades ", "traeds", "trades_2", "trdes",
                ][..],
                Some("trades"),
            ),
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
                &[
                    "docs",
                    "layouts",
                    "archive",
                    "grades",
                    "trader-notes",
                    "notes",
                    "config",
                    "out",
                    "records",
                    "latest",
                    "trades_2023",
                    "",
                ],
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
            fs::create_dir_all(path.parent().expect("a folder above"))
                .and_then(|()| fs::write(&path, ""))
                .expect("written");
        }
        let said = check_places(folder.path())
            .expect_err("files in other places")
            .to_string();
        for part in [
            "Estimates/ (call the folder estimates",
            "trade/ (call the folder trades",
            "d.CSV (put it under the name d.csv into trades/",
            "e.parquet (put it",
            "i.csv.gz (unpack it",
        ] {
            assert!(said.contains(part), "{said}");
        }
        for part in ["_f.csv", "docs", "estimation/", "about"] {
            assert!(!said.contains(part), "{said}");
        }
    }

    #[test]
    fn a_file_beside_the_folders_is_told_where_its_table_belongs() {
        const EITHER: &str = "trades/ if it holds records, or estimates/ if it holds filings";
        for (name, said) in [
            ("estimates.csv", "put it into estimates/, or call it _estimates.csv".to_owned()),
            (
                "estimates.xlsx",
                "save the table that it holds as CSV in UTF-8 or as Parquet into estimates/, and move it away or call it _estimates.xlsx"
                    .to_owned(),
            ),
            (
                "Trades 2024.XLSX",
                "save the table that it holds as CSV in UTF-8 or as Parquet into trades/, and move it away or call it _Trades 2024.XLSX"
                    .to_owned(),
            ),
            ("d.CSV", format!("put it under the name d.csv into {EITHER}, or call it _d.CSV")),
            ("trade_estimates.pq", format!("put it under the name trade_estimates.parquet into {EITHER}, or call it _trade_estimates.pq")),
            (
                "estimates.zip",
                "unpack it, put the tables that it holds as CSV or Parquet into estimates/, and move it away or call it _estimates.zip"
                    .to_owned(),
            ),
        ] {
            assert_eq!(where_to(name), said, "{name}");
        }
        let folder = tempfile::tempdir().expect("a folder");
        for name in [
            "estimates.zip",
            "trades.pdf",
            "notes.pdf",
            "about.toml",
            "map.xlsb",
            "readme.md",
        ] {
            fs::write(folder.path().join(name), "").expect("written");
        }
        let said = check_places(folder.path())
            .expect_err("files in other places")
            .to_string();
        for (name, named) in [
            ("estimates.zip", true),
            ("trades.pdf", true),
            ("map.xlsb", true),
            ("notes", false),
            ("about", false),
            ("readme", false),
        ] {
            assert_eq!(said.contains(&format!(" {name}")), named, "{name}: {said}");
        }
    }

    #[test]
    fn what_a_path_means_is_not_ignored() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in [
            "trades/reporter=CHE/year=2024/a.csv",
            "trades/2024/_received=2024-01-01/a.csv",
            "trades/delta/_delta_log/0.json",
            "trades/hudi/.hoodie/hoodie.properties",
            "trades/iceberg/metadata/v1.metadata.json",
            "trades/iceberg/data/a.parquet",
            "trades/plain/metadata/a.csv",
            "trades/a=b.csv",
        ] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder above"))
                .and_then(|()| fs::write(&path, ""))
                .expect("written");
        }
        let listing = find(folder.path(), Kind::Record).expect("a dataset");
        let faults: Vec<String> = listing.faults.iter().map(ToString::to_string).collect();
        for (fault, (file, part)) in faults.iter().zip([
            ("trades/delta: ", "Delta"),
            ("trades/hudi: ", "Hudi"),
            ("trades/iceberg: ", "Iceberg"),
        ]) {
            assert!(
                fault.starts_with(file) && fault[file.len()..].contains(part),
                "{fault}"
            );
        }
        assert_eq!(faults.len(), 3, "{faults:?}");
        // What the names of folders give, layouts decide.
        assert_eq!(
            listing
                .files
                .iter()
                .map(|file| file.name.as_str())
                .collect::<Vec<_>>(),
            [
                "trades/2024/_received=2024-01-01/a.csv",
                "trades/a=b.csv",
                "trades/plain/metadata/a.csv",
                "trades/reporter=CHE/year=2024/a.csv",
            ]
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
        for name in skipped.into_iter().chain([
            "trades/records.csv",
            "trades/.partial/a.csv",
            "trades/.partial/b.csv",
        ]) {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder above"))
                .and_then(|()| fs::write(&path, ""))
                .expect("written");
        }
        let FolderListing {
            files,
            faults,
            skipped: found,
        } = find(folder.path(), Kind::Record).expect("a dataset");
        let mut expected: Vec<&str> = skipped.into_iter().chain(["trades/.partial/"]).collect();
        expected.sort_unstable();
        assert_eq!(found, expected);
        assert_eq!(
            files
                .iter()
                .map(|file| file.name.as_str())
                .collect::<Vec<_>>(),
            ["trades/records.csv"]
        );
        assert!(faults.is_empty(), "{faults:?}");
    }
}
