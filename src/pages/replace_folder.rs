//! Writes the folder of a report aside and puts it in place by one rename, so that a reader always finds a whole report, the
//! old or the new one.

use super::{ReportError, laid_out};
use crate::archive::{Access, is_at, note_together};
use crate::terms::shown_path;
use inforce_present::table::html::Parts;
use rustix::fs::{CWD, RenameFlags, renameat_with};
use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The name of the report's folder in the folder of its run.
const REPORT: &str = "report";
/// The name of the folder in which the report is written.
const ASIDE: &str = ".report.partial";

/// A report that is being written.
#[derive(Debug)]
pub(super) struct Site {
    run: PathBuf,
    aside: PathBuf,
    access: Access,
    /// The folder of the unfinished report, locked until the report is in place. The lock is the system's, so it ends with
    /// the process. The folder of the run cannot serve, because all who read the run lock it.
    lock: File,
    placed: bool,
}

impl Site {
    /// Begins a report in a run's folder, with the given folders inside. Removes what a killed process left.
    pub(super) fn begin(run: &Path, folders: &[&str]) -> Result<Self, ReportError> {
        let aside = run.join(ASIDE);
        for path in [run.join(REPORT), aside.clone()] {
            if fs::symlink_metadata(&path).is_ok_and(|metadata| !metadata.is_dir()) {
                return Err(ReportError::Taken {
                    path: shown_path(path),
                });
            }
        }
        let access = Access::of(run).map_err(|error| ReportError::io(run, error))?;
        let io = |error| ReportError::io(&aside, error);
        let make = |folder: &Path| DirBuilder::new().mode(access.folder()).create(folder);
        match make(&aside) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(io(error)),
            _ => {}
        }
        let lock = File::open(&aside).map_err(io)?;
        match lock.try_lock() {
            Ok(()) if is_at(&lock, &aside) => {}
            Err(TryLockError::Error(error)) => return Err(io(error)),
            // Another process holds the lock, or has just put the folder in place.
            _ => {
                return Err(ReportError::Busy {
                    folder: shown_path(run),
                });
            }
        }
        clear(&aside)
            .and_then(|()| {
                folders
                    .iter()
                    .try_for_each(|folder| make(&aside.join(folder)))
            })
            .map_err(io)?;
        Ok(Self {
            run: run.to_path_buf(),
            aside,
            access,
            lock,
            placed: false,
        })
    }

    /// Writes a file; its folder must be one that [`Site::begin`] made.
    pub(super) fn write(&self, name: &str, content: &[u8]) -> Result<(), ReportError> {
        let path = self.aside.join(name);
        let file = File::options()
            .write(true)
            .create_new(true)
            .mode(self.access.file())
            .open(&path);
        file.and_then(|mut file| file.write_all(content))
            .map_err(|error| ReportError::io(&path, error))
    }

    /// Puts the finished report in place; returns its folder.
    pub(super) fn place(mut self) -> Result<PathBuf, ReportError> {
        let place = self.run.join(REPORT);
        let io = |error| ReportError::io(&place, error);
        note_together(&self.run, &self.aside, REPORT)
            .map_err(|error| ReportError::io(&self.aside, error))?;
        sync(&self.aside).map_err(|error| ReportError::io(&self.aside, error))?;
        if place.exists() {
            // One rename exchanges the two folders. The old report is locked until it is removed, so that no other process
            // begins in it.
            let before = File::open(&place).map_err(io)?;
            before.lock().map_err(io)?;
            renameat_with(CWD, &self.aside, CWD, &place, RenameFlags::EXCHANGE)
                .map_err(|error| io(error.into()))?;
            self.lock = before;
            fs::remove_dir_all(&self.aside).map_err(|error| ReportError::io(&self.aside, error))?;
        } else {
            fs::rename(&self.aside, &place).map_err(io)?;
        }
        self.placed = true;
        File::open(&self.run)
            .and_then(|run| run.sync_all())
            .map_err(io)?;
        Ok(place)
    }
}

impl Parts for Site {
    type Error = ReportError;

    fn write(&self, name: &str, content: &[u8]) -> Result<(), ReportError> {
        Self::write(self, name, content)
    }

    fn unwritten(&self, name: &str, error: serde_json::Error) -> ReportError {
        laid_out(name, error)
    }
}

/// Removes a report that was not put in place.
impl Drop for Site {
    fn drop(&mut self) {
        if !self.placed && is_at(&self.lock, &self.aside) {
            let _ = fs::remove_dir_all(&self.aside);
        }
    }
}

/// Removes everything in a folder.
fn clear(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Writes all files to disk before the report is put in place. Syncs the whole file system at once, because a report has
/// thousands of small files.
#[cfg(target_os = "linux")]
fn sync(folder: &Path) -> io::Result<()> {
    rustix::fs::syncfs(File::open(folder)?).map_err(Into::into)
}

/// Writes all files to disk: a system other than Linux can only sync all its file systems.
#[cfg(not(target_os = "linux"))]
fn sync(_: &Path) -> io::Result<()> {
    rustix::fs::sync();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run() -> tempfile::TempDir {
        tempfile::tempdir().expect("a folder")
    }

    fn read(run: &Path, name: &str) -> String {
        fs::read_to_string(run.join("report").join(name)).expect("a file")
    }

    #[test]
    fn a_report_takes_the_place_of_the_one_before() {
        let run = run();
        for text in ["first", "second"] {
            let site = Site::begin(run.path(), &["a"]).expect("a site");
            site.write("a/b", text.as_bytes()).expect("written");
            if text == "first" {
                assert!(!run.path().join("report").exists());
            }
            assert_eq!(site.place().expect("in place"), run.path().join("report"));
            assert_eq!(read(run.path(), "a/b"), text);
        }
        // Beside the report lies the list with its hash.
        assert_eq!(fs::read_dir(run.path()).expect("a folder").count(), 2);
    }

    #[test]
    fn one_that_fails_leaves_what_was_there() {
        let run = run();
        let begin = || Site::begin(run.path(), &[]);
        let site = begin().expect("a site");
        site.write("a", b"1").expect("written");
        let busy = format!(
            "{} is having its report made already; wait until that has ended",
            run.path().display()
        );
        assert_eq!(begin().expect_err("one is being made").to_string(), busy);
        site.place().expect("in place");
        let site = begin().expect("a site");
        assert!(
            site.write("none/a", b"2")
                .expect_err("no such folder")
                .to_string()
                .contains("the report was not put in place")
        );
        drop(site);
        assert_eq!(read(run.path(), "a"), "1");
        // A new report removes what a killed process left.
        fs::create_dir(run.path().join(ASIDE)).expect("a folder");
        fs::write(run.path().join(ASIDE).join("left"), "x").expect("written");
        drop(begin().expect("a site"));
        assert_eq!(fs::read_dir(run.path()).expect("a folder").count(), 2);
    }

    #[test]
    fn what_is_no_report_is_not_touched() {
        let run = run();
        fs::write(run.path().join("report"), "mine").expect("written");
        let path = run.path().join("report").display().to_string();
        let taken =
            format!("{path} is not a folder; the report was not put in place; move it away");
        assert_eq!(
            Site::begin(run.path(), &[]).expect_err("taken").to_string(),
            taken
        );
    }
}
