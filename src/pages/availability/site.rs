//! Writes a new folder aside and puts it in place by one rename, so that it is there whole or not at all.

use super::AvailabilityPagesError;
use crate::terms::shown_path;
use askama::Template;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder that is being written. If it is dropped before it is in place, nothing is left of it.
pub(super) struct NewFolder {
    to: PathBuf,
    aside: TempDir,
}

impl NewFolder {
    /// Begins a folder with the given folders inside. A folder that is there already must be empty.
    pub(super) fn begin(to: &Path, folders: &[&str]) -> Result<Self, AvailabilityPagesError> {
        let is_free = match fs::read_dir(to) {
            Ok(mut entries) => entries.next().is_none(),
            Err(_) => fs::symlink_metadata(to).is_err(),
        };
        if !is_free {
            return Err(AvailabilityPagesError::Taken {
                path: shown_path(to),
            });
        }
        let parent = to.parent().filter(|parent| !parent.as_os_str().is_empty());
        let parent = parent.unwrap_or(Path::new("."));
        let aside = tempfile::Builder::new()
            .prefix(".inforce-pages-")
            .tempdir_in(parent)
            .map_err(|error| AvailabilityPagesError::io(to, error))?;
        let site = Self {
            to: to.to_path_buf(),
            aside,
        };
        let root = site.root();
        let inside = folders.iter().map(|folder| root.join(folder));
        for path in std::iter::once(root.clone()).chain(inside) {
            fs::create_dir(&path).map_err(|error| AvailabilityPagesError::io(&path, error))?;
        }
        Ok(site)
    }

    /// Returns the folder that will be in place. It lies inside the temporary one, which nobody but its owner may read.
    fn root(&self) -> PathBuf {
        self.aside.path().join("pages")
    }

    /// Writes a file. Its name is relative to the folder.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), AvailabilityPagesError> {
        let path = self.root().join(name);
        fs::write(&path, bytes).map_err(|error| AvailabilityPagesError::io(&path, error))
    }

    /// Writes a page.
    pub(super) fn render(
        &self,
        name: &str,
        page: &impl Template,
    ) -> Result<(), AvailabilityPagesError> {
        let html = page
            .render()
            .map_err(|error| AvailabilityPagesError::Layout {
                page: name.to_owned(),
                error: error.to_string(),
            })?;
        self.write(name, html.as_bytes())
    }

    /// Puts the folder in place.
    pub(super) fn place(self) -> Result<(), AvailabilityPagesError> {
        fs::rename(self.root(), &self.to)
            .map_err(|error| AvailabilityPagesError::io(&self.to, error))
    }
}
