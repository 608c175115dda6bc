//! The layouts of a run: built-in ones, those of the configuration, and the dataset's own.

use super::description::Layout;
use crate::column::Kind;
use crate::config::{ConfigFaults, ConfigSource, Faults, layout_files};
use crate::terms::shown_path;
use std::path::Path;
use std::sync::Arc;

inforce_law::words! {
    /// Who gives a layout; those first whose layouts come first.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Owner {
        /// The dataset, in its folder `layouts/`.
        Dataset = "dataset",
        /// The configuration, in its folder `layouts/`.
        Config = "config",
        /// The program.
        BuiltIn = "built-in",
    }
}

impl Owner {
    /// Returns whose layout it is, in words.
    #[must_use]
    pub const fn told(self) -> &'static str {
        match self {
            Self::Dataset => "the dataset's layout",
            Self::Config => "the configuration's layout",
            Self::BuiltIn => "the built-in layout",
        }
    }
}

/// The folder of layouts in a dataset and in a configuration.
const FOLDER: &str = "layouts";

/// The built-in layouts, by name.
const BUILT_IN: [(&str, &str); 12] = [
    (
        "comparative",
        include_str!("../../../../config/layouts/comparative.toml"),
    ),
    (
        "customs",
        include_str!("../../../../config/layouts/customs.toml"),
    ),
    (
        "filings",
        include_str!("../../../../config/layouts/filings.toml"),
    ),
    (
        "form-ap",
        include_str!("../../../../config/layouts/form-ap.toml"),
    ),
    (
        "form-ap-grams",
        include_str!("../../../../config/layouts/form-ap-grams.toml"),
    ),
    (
        "form-ap-kilograms",
        include_str!("../../../../config/layouts/form-ap-kilograms.toml"),
    ),
    (
        "form-bp",
        include_str!("../../../../config/layouts/form-bp.toml"),
    ),
    (
        "form-bp-supplement",
        include_str!("../../../../config/layouts/form-bp-supplement.toml"),
    ),
    (
        "form-p",
        include_str!("../../../../config/layouts/form-p.toml"),
    ),
    (
        "permits",
        include_str!("../../../../config/layouts/permits.toml"),
    ),
    (
        "published-assessments",
        include_str!("../../../../config/layouts/published-assessments.toml"),
    ),
    (
        "records",
        include_str!("../../../../config/layouts/records.toml"),
    ),
];

/// All layouts of a run, those of the dataset first, then those of the configuration, then the built-in ones; each by name.
#[derive(Clone, Debug)]
pub struct Layouts {
    all: Vec<(Owner, Arc<Layout>)>,
    /// The hash of the files of the dataset's own layouts; `None` if there are none.
    pub own: Option<blake3::Hash>,
}

impl Layouts {
    /// Reads the layouts of a dataset and of a configuration. The error names everything that is wrong with them.
    pub fn load(config: &ConfigSource, dataset: &Path) -> Result<Self, ConfigFaults> {
        Self::of(config, Some(dataset))
    }

    /// Reads the layouts of a configuration, for files of no dataset.
    pub fn without_dataset(config: &ConfigSource) -> Result<Self, ConfigFaults> {
        Self::of(config, None)
    }

    fn of(config: &ConfigSource, dataset: Option<&Path>) -> Result<Self, ConfigFaults> {
        let mut faults = Faults::default();
        let folder = dataset.map(|dataset| dataset.join(FOLDER));
        let own = folder
            .as_ref()
            .map_or_else(|| Ok(Vec::new()), |folder| layout_files(folder))?;
        let folder = folder.unwrap_or_default();
        let mut hasher = blake3::Hasher::new();
        for (name, bytes) in &own {
            hasher.update(format!("{name}\n{}\n", bytes.len()).as_bytes());
            hasher.update(bytes);
        }
        let mut all = Vec::new();
        let mut read = |owner: Owner, name: &str, label: &str, bytes: &[u8]| {
            // A copy of a built-in layout, as in a copy of the whole configuration, must not come before the canonical shape: it
            // says the same, and reads a table in one thread and by text.
            let is_copy = |(_, text): &(&str, &str)| text.as_bytes() == bytes;
            if owner != Owner::BuiltIn && BUILT_IN.iter().any(is_copy) {
                return;
            }
            let layout = faults.value(Layout::read(name, label, bytes));
            all.extend(layout.map(|layout| (owner, Arc::new(layout))));
        };
        for (name, bytes) in &own {
            let label = shown_path(folder.join(format!("{name}.toml")));
            read(Owner::Dataset, name, &label, bytes);
        }
        for (name, bytes) in config.layouts() {
            read(
                Owner::Config,
                name,
                &config.label(&format!("{FOLDER}/{name}.toml")),
                bytes,
            );
        }
        for (name, text) in BUILT_IN {
            read(
                Owner::BuiltIn,
                name,
                &format!("built-in {FOLDER}/{name}.toml"),
                text.as_bytes(),
            );
        }
        faults.unless_any(Self {
            all,
            own: (!own.is_empty()).then(|| hasher.finalize()),
        })
    }

    /// Returns the set of one layout of a dataset, to try it.
    pub(super) fn of_one(layout: Layout) -> Self {
        Self {
            all: vec![(Owner::Dataset, Arc::new(layout))],
            own: None,
        }
    }

    /// Whether one of some owners has a layout of a kind of file.
    pub(crate) fn has(&self, kind: Kind, owners: &[Owner]) -> bool {
        self.of_kind(kind).any(|(owner, _)| owners.contains(&owner))
    }

    /// Returns the layouts of a kind of file, with their owners, in order.
    pub(super) fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (Owner, &Arc<Layout>)> {
        self.all
            .iter()
            .filter(move |(_, layout)| layout.kind == kind)
            .map(|(owner, layout)| (*owner, layout))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_of_a_built_in_layout_is_the_built_in_one_and_a_changed_copy_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let layouts = folder.path().join(FOLDER);
        std::fs::create_dir(&layouts).expect("made");
        for (name, text) in BUILT_IN {
            std::fs::write(layouts.join(format!("{name}.toml")), text).expect("written");
        }
        let owned = |owner: Owner| {
            let (config, dataset) = match owner {
                Owner::Dataset => (ConfigSource::builtin(), Some(folder.path())),
                _ => (ConfigSource::folder(folder.path()).expect("a folder"), None),
            };
            let all = Layouts::of(&config, dataset).expect("read").all;
            let of_owner = all.into_iter().filter(|(of, _)| *of == owner);
            of_owner
                .map(|(_, layout)| layout.name.clone())
                .collect::<Vec<_>>()
        };
        for owner in [Owner::Dataset, Owner::Config] {
            assert_eq!(owned(owner), [""; 0]);
        }
        assert_eq!(owned(Owner::BuiltIn).len(), BUILT_IN.len());
        let changed = BUILT_IN[0].1.replacen('#', "# Ours:", 1);
        std::fs::write(layouts.join("comparative.toml"), changed).expect("written");
        for owner in [Owner::Dataset, Owner::Config] {
            assert_eq!(owned(owner), ["comparative"]);
        }
    }
}
