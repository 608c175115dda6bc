//! Reads the files of a configuration.

use super::plausibility::judging;
use super::{ConfigError, Faults, builtin};
use crate::terms::shown_path;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The files of a configuration, in the order in which they are hashed.
pub(super) const FILES: [&str; 7] = [
    "substances.csv",
    "forms.csv",
    "preparations.csv",
    "countries.csv",
    "prohibitions.csv",
    "notices.csv",
    "inforce.toml",
];

/// The folder of layouts in a configuration.
const LAYOUTS: &str = "layouts";

/// The files of a configuration, read whole; optional files that are missing are absent.
#[derive(Clone, Debug)]
pub struct ConfigSource {
    /// The folder, or `None` for the configuration compiled into the binary.
    pub folder: Option<PathBuf>,
    /// The name in messages of a single table that is no part of a configuration.
    single: Option<String>,
    files: Vec<(&'static str, Vec<u8>)>,
    /// The layouts in the folder, by name; further ones to those of the program.
    layouts: Vec<(String, Vec<u8>)>,
    /// The files of the folder that a configuration does not have, by name, and the files that cannot be read, with the reason.
    unknown: Vec<OsString>,
    unreadable: Vec<(&'static str, String)>,
}

/// Returns the files that look like lists of a configuration but are not: a misspelt list would otherwise be silently missing.
fn unknown_lists(folder: &Path) -> Vec<OsString> {
    let names = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.file_name()));
    let unknown = |name: &OsString| {
        let ending = Path::new(name).extension().unwrap_or_default();
        let skipped =
            name.as_encoded_bytes().starts_with(b".") || name.as_encoded_bytes().starts_with(b"_");
        let is_list = ending.eq_ignore_ascii_case("csv") || ending.eq_ignore_ascii_case("toml");
        is_list && !skipped && !FILES.iter().any(|known| name == known)
    };
    names.filter(unknown).collect()
}

/// Returns the names and contents of the layouts in a folder, by name.
pub fn layout_files(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, ConfigError> {
    let unreadable = |path: &Path, error: &std::io::Error, remedy: &'static str| ConfigError {
        file: shown_path(path),
        line: None,
        found: format!("cannot be read: {error}"),
        remedy: remedy.into(),
    };
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.and_then(Iterator::collect::<Result<Vec<_>, _>>),
    };
    let entries = entries.map_err(|error| {
        unreadable(folder, &error, "put a folder that can be read in its place")
    })?;
    let mut files = Vec::new();
    for path in entries.iter().map(std::fs::DirEntry::path) {
        let name = path.file_stem().and_then(|name| name.to_str());
        let is_layout = path.extension().is_some_and(|ending| ending == "toml");
        let Some(name) = name.filter(|name| is_layout && !name.starts_with(['.', '_'])) else {
            continue;
        };
        let bytes = std::fs::read(&path).map_err(|error| {
            unreadable(&path, &error, "put a file that can be read in its place")
        })?;
        files.push((name.to_owned(), bytes));
    }
    files.sort();
    Ok(files)
}

impl ConfigSource {
    /// The file of the policy.
    pub const POLICY: &'static str = "inforce.toml";

    /// Returns the project's own `config/`, compiled in.
    #[must_use]
    pub fn builtin() -> Self {
        Self::of(
            builtin::FILES
                .iter()
                .map(|(name, text)| (*name, text.as_bytes().to_vec()))
                .collect(),
        )
    }

    /// Makes a source of a single table that is no part of a configuration; `file` is its name in messages.
    pub(super) fn single(name: &'static str, bytes: &[u8], file: &str) -> Self {
        Self {
            single: Some(file.to_owned()),
            ..Self::of(vec![(name, bytes.to_vec())])
        }
    }

    /// Makes a configuration from texts by file name, as a published run keeps them.
    #[must_use]
    pub fn stored(mut files: std::collections::BTreeMap<String, String>) -> Self {
        let file = |name| Some((name, files.remove(name)?.into_bytes()));
        let source = Self::of(FILES.into_iter().filter_map(file).collect());
        let layout = |(path, text): (String, String)| {
            let name = path.strip_prefix(LAYOUTS)?.strip_prefix('/')?;
            Some((name.to_owned(), text.into_bytes()))
        };
        Self {
            layouts: files.into_iter().filter_map(layout).collect(),
            ..source
        }
    }

    fn of(files: Vec<(&'static str, Vec<u8>)>) -> Self {
        Self {
            folder: None,
            single: None,
            files,
            layouts: Vec::new(),
            unknown: Vec::new(),
            unreadable: Vec::new(),
        }
    }

    /// Returns the texts by file name, for a published run to keep.
    #[must_use]
    pub fn texts(&self) -> std::collections::BTreeMap<String, std::borrow::Cow<'_, str>> {
        let lists = self
            .files
            .iter()
            .map(|(name, bytes)| ((*name).to_owned(), bytes));
        let layouts = self.layouts.iter();
        let layouts = layouts.map(|(name, bytes)| (format!("{LAYOUTS}/{name}"), bytes));
        lists
            .chain(layouts)
            .map(|(name, bytes)| (name, String::from_utf8_lossy(bytes)))
            .collect()
    }

    /// Returns the names and contents of the layouts, by name.
    pub fn layouts(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.layouts
            .iter()
            .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }

    /// Reads the files of a folder, which replaces the built-in configuration as a whole. Faults of single files are reported
    /// when the configuration is loaded, together with the faults in their content.
    pub fn folder(folder: &Path) -> Result<Self, ConfigError> {
        if !folder.is_dir() {
            return Err(ConfigError {
                file: shown_path(folder),
                line: None,
                found: if folder.exists() { "is not a folder" } else { "there is no such folder" }.into(),
                remedy: "name a folder that holds the configuration with --config, or leave --config out for the built-in one".into(),
            });
        }
        let (mut files, mut unreadable) = (Vec::new(), Vec::new());
        for name in FILES {
            match std::fs::read(folder.join(name)) {
                Ok(bytes) => files.push((name, bytes)),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => unreadable.push((name, error.to_string())),
            }
        }
        Ok(Self {
            folder: Some(folder.to_path_buf()),
            single: None,
            files,
            layouts: layout_files(&folder.join(LAYOUTS))?,
            unknown: unknown_lists(folder),
            unreadable,
        })
    }

    /// Returns the faults of the files in the folder, apart from their content.
    pub(super) fn faults(&self) -> Faults {
        let mut faults = Faults::default();
        for (name, error) in &self.unreadable {
            faults.add(ConfigError {
                file: self.label(name),
                line: None,
                found: format!("cannot be read: {error}"),
                remedy: "put a file that can be read in its place".into(),
            });
        }
        for name in &self.unknown {
            faults.add(ConfigError {
                file: shown_path(self.folder.as_deref().unwrap_or(Path::new("")).join(name)),
                line: None,
                found: "is no file of a configuration".into(),
                remedy: format!(
                    "those are {}; rename it, move it out of the folder, or let its name start with _ to have it skipped",
                    FILES.join(", ")
                ),
            });
        }
        faults
    }

    /// Whether a file exists and cannot be read.
    pub(super) fn is_unreadable(&self, name: &str) -> bool {
        self.unreadable.iter().any(|(file, _)| *file == name)
    }

    /// Returns the content of a file, if the file is there.
    pub(super) fn file(&self, name: &str) -> Option<&[u8]> {
        self.files
            .iter()
            .find(|(file, _)| *file == name)
            .map(|(_, bytes)| bytes.as_slice())
    }

    /// Whether the list of prohibitions is the built-in one.
    pub(super) fn has_builtin_prohibitions(&self) -> bool {
        const LIST: &str = "prohibitions.csv";
        let builtin = builtin::FILES
            .iter()
            .find(|(name, _)| *name == LIST)
            .map(|(_, text)| text.as_bytes());
        self.file(LIST) == builtin
    }

    /// Returns the name of a file for messages.
    #[must_use]
    pub fn label(&self, name: &str) -> String {
        match (&self.single, &self.folder) {
            (Some(file), _) => file.clone(),
            (None, Some(folder)) => shown_path(folder.join(name)),
            (None, None) => format!("built-in {name}"),
        }
    }

    /// Returns the BLAKE3 hash of the names, lengths and contents of the files that are there, without the thresholds of
    /// `inforce.toml`, which change no judgement.
    #[must_use]
    pub fn hash(&self) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        for (name, bytes) in &self.files {
            let judging = (*name == Self::POLICY).then(|| judging(bytes));
            let bytes = match &judging {
                // A file of thresholds alone judges as one that is missing.
                Some(rest) if rest.len() < bytes.len() && rest.trim_ascii().is_empty() => continue,
                Some(rest) => rest,
                None => bytes,
            };
            hasher.update(format!("{name}\n{}\n", bytes.len()).as_bytes());
            hasher.update(bytes);
        }
        for (name, bytes) in &self.layouts {
            hasher.update(format!("{LAYOUTS}/{name}\n{}\n", bytes.len()).as_bytes());
            hasher.update(bytes);
        }
        hasher.finalize()
    }
}
