//! Where the configuration's files come from.

use super::{ConfigError, Faults, builtin};
use crate::terms::shown_path;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The files a configuration consists of, in the order in which they are hashed.
pub(super) const FILES: [&str; 6] = [
    "substances.csv",
    "forms.csv",
    "preparations.csv",
    "countries.csv",
    "prohibitions.csv",
    "inforce.toml",
];

/// The files of a configuration, read whole; those that may be missing and are missing are absent.
#[derive(Clone, Debug)]
pub struct ConfigSource {
    /// The folder, or `None` for the configuration compiled into the binary.
    pub folder: Option<PathBuf>,
    files: Vec<(&'static str, Vec<u8>)>,
    /// Files of the folder that are none of a configuration, by name, and those that cannot be read, with the reason.
    unknown: Vec<OsString>,
    unreadable: Vec<(&'static str, String)>,
}

/// The files that look like those of a configuration and are none: a misspelt list would be missing in silence.
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

impl ConfigSource {
    /// The file that decides the open points of the rules.
    pub(crate) const POLICY: &'static str = "inforce.toml";

    /// The project's own `config/`, compiled in.
    #[must_use]
    pub fn builtin() -> Self {
        Self::of(
            builtin::FILES
                .iter()
                .map(|(name, text)| (*name, text.as_bytes().to_vec()))
                .collect(),
        )
    }

    /// The files of a configuration by name, as a published run has kept them.
    #[must_use]
    pub fn stored(mut files: std::collections::BTreeMap<String, String>) -> Self {
        let file = |name| Some((name, files.remove(name)?.into_bytes()));
        Self::of(FILES.into_iter().filter_map(file).collect())
    }

    fn of(files: Vec<(&'static str, Vec<u8>)>) -> Self {
        Self {
            folder: None,
            files,
            unknown: Vec::new(),
            unreadable: Vec::new(),
        }
    }

    /// The same the other way round, for keeping it.
    #[must_use]
    pub fn texts(&self) -> std::collections::BTreeMap<&str, std::borrow::Cow<'_, str>> {
        self.files
            .iter()
            .map(|(name, bytes)| (*name, String::from_utf8_lossy(bytes)))
            .collect()
    }

    /// The files of a folder, which replaces the built-in configuration whole. What is wrong with single files comes out when it is
    /// loaded, together with what is wrong in them.
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
            files,
            unknown: unknown_lists(folder),
            unreadable,
        })
    }

    /// What is wrong with the files of the folder, whatever they hold.
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

    /// Whether a file is there and cannot be read.
    pub(super) fn is_unreadable(&self, name: &str) -> bool {
        self.unreadable.iter().any(|(file, _)| *file == name)
    }

    /// The content of a file, if it is there.
    pub(super) fn file(&self, name: &str) -> Option<&[u8]> {
        self.files
            .iter()
            .find(|(file, _)| *file == name)
            .map(|(_, bytes)| bytes.as_slice())
    }

    /// Whether the list of prohibitions is the one that is compiled in.
    pub(super) fn has_builtin_prohibitions(&self) -> bool {
        const LIST: &str = "prohibitions.csv";
        let builtin = builtin::FILES
            .iter()
            .find(|(name, _)| *name == LIST)
            .map(|(_, text)| text.as_bytes());
        self.file(LIST) == builtin
    }

    /// How a message names a file.
    pub(crate) fn label(&self, name: &str) -> String {
        match &self.folder {
            Some(folder) => shown_path(folder.join(name)),
            None => format!("built-in {name}"),
        }
    }

    /// The BLAKE3 hash over names, lengths and contents of the files that are there.
    #[must_use]
    pub fn hash(&self) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        for (name, bytes) in &self.files {
            hasher.update(format!("{name}\n{}\n", bytes.len()).as_bytes());
            hasher.update(bytes);
        }
        hasher.finalize()
    }
}
