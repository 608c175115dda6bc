//! Writes a file beside its place and puts it in place by one rename: the place never holds half a workbook.

use super::WorkbookError;
use crate::archive::read::PublishedRun;
use crate::archive::{Access, MadeFile, aside as aside_in, hash_of, note_made};
use crate::terms::shown_path;
use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A workbook that is whole and not in its place yet. If it is dropped, its place stays as it was.
pub(super) struct Whole<'a> {
    run: &'a PublishedRun,
    to: &'a Path,
    folder: PathBuf,
    aside: NamedTempFile,
}

/// Lets `write` fill a file in the folder of `to`, then puts it in place.
pub(super) fn aside<T>(
    run: &PublishedRun,
    to: &Path,
    write: impl FnOnce(&Path, &File) -> Result<T, WorkbookError>,
) -> Result<T, WorkbookError> {
    let (whole, written) = whole(run, to, write)?;
    whole.put()?;
    Ok(written)
}

/// Lets `write` fill a file in the folder of `to`.
pub(super) fn whole<'a, T>(
    run: &'a PublishedRun,
    to: &'a Path,
    write: impl FnOnce(&Path, &File) -> Result<T, WorkbookError>,
) -> Result<(Whole<'a>, T), WorkbookError> {
    if to.is_dir() {
        return Err(WorkbookError::Folder {
            path: shown_path(to),
        });
    }
    if !to
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"))
    {
        return Err(WorkbookError::Ending {
            path: shown_path(to),
        });
    }
    let folder = folder_of(to);
    if folder.exists() && !folder.is_dir() {
        return Err(WorkbookError::io(&folder, ErrorKind::NotADirectory.into()));
    }
    let access =
        Access::of(run.folder()).map_err(|error| WorkbookError::io(run.folder(), error))?;
    DirBuilder::new()
        .recursive(true)
        .mode(access.folder())
        .create(&folder)
        .map_err(|error| WorkbookError::io(&folder, error))?;
    let whole = folder
        .canonicalize()
        .map_err(|error| WorkbookError::io(&folder, error))?;
    let runs = run
        .folder()
        .canonicalize()
        .ok()
        .and_then(|run| run.parent().map(Path::to_path_buf));
    if runs.is_some_and(|runs| whole.starts_with(runs)) {
        return Err(WorkbookError::InRun {
            path: shown_path(to),
        });
    }
    let io = |error| WorkbookError::io(to, error);
    // Everybody who may read the run may read its workbook.
    let aside = aside_in(&folder, access).map_err(io)?;
    let written = write(&folder, aside.as_file())?;
    aside.as_file().sync_all().map_err(io)?;
    let whole = Whole {
        run,
        to,
        folder: whole,
        aside,
    };
    Ok((whole, written))
}

impl Whole<'_> {
    /// Whether the same workbook is in its place already. The error is [`WorkbookError::Other`] if something else is there.
    pub(super) fn is_there(&self) -> Result<bool, WorkbookError> {
        let io = |error| WorkbookError::io(self.to, error);
        match fs::symlink_metadata(self.to) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            found => _ = found.map_err(io)?,
        }
        let own = hash_of(self.aside.path()).map_err(io)?;
        if hash_of(self.to).map_err(io)? == own {
            return Ok(true);
        }
        Err(WorkbookError::Other {
            path: shown_path(self.to),
        })
    }

    /// Notes the workbook and puts it in place of what is there.
    pub(super) fn put(self) -> Result<(), WorkbookError> {
        let io = |error| WorkbookError::io(self.to, error);
        note(self.run, &self.folder, self.to, self.aside.path()).map_err(io)?;
        self.aside
            .persist(self.to)
            .map_err(|error| io(error.error))?;
        File::open(&self.folder)
            .and_then(|folder| folder.sync_all())
            .map_err(io)
    }
}

/// Notes a workbook in the output folder on the list of its run. A workbook in another place is not noted.
fn note(run: &PublishedRun, folder: &Path, to: &Path, written: &Path) -> io::Result<()> {
    let run = run.folder().canonicalize()?;
    let within = run
        .ancestors()
        .nth(2)
        .and_then(|out| folder.strip_prefix(out).ok());
    let (Some(within), Some(name)) = (within, to.file_name()) else {
        return Ok(());
    };
    let file = Path::new("../..")
        .join(within)
        .join(name)
        .display()
        .to_string();
    note_made(
        &run,
        &MadeFile {
            file,
            size: written.metadata()?.len(),
            blake3: hash_of(written)?.to_hex().to_string(),
        },
    )
}

/// Returns the folder of a file; the current folder if the path names none.
fn folder_of(to: &Path) -> PathBuf {
    to.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}
