//! The folder of a report: written aside and put in place by one rename, so that a reader finds the old report or the
//! new one, whole.

use super::ReportError;
use crate::terms::shown_path;
use rustix::fs::{CWD, RenameFlags, renameat_with};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// The report's folder in that of its run.
const REPORT: &str = "report";
/// Where it is written.
const ASIDE: &str = ".report.partial";

/// A report that is being written.
#[derive(Debug)]
pub(super) struct Site {
    run: PathBuf,
    aside: PathBuf,
    /// Unlocked by the system when it is closed, however the process ends.
    _lock: File,
}

impl Site {
    /// Begins a report in a run's folder, with these folders of its own; what a killed one left is cleared away.
    pub(super) fn begin(run: &Path, folders: &[&str]) -> Result<Self, ReportError> {
        let io = |error| ReportError::io(run, error);
        let lock = File::open(run).map_err(io)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(ReportError::Busy { folder: shown_path(run) }),
            Err(TryLockError::Error(error)) => return Err(io(error)),
        }
        let place = run.join(REPORT);
        if fs::symlink_metadata(&place).is_ok_and(|metadata| !metadata.is_dir()) {
            return Err(ReportError::Taken { path: shown_path(place) });
        }
        let aside = run.join(ASIDE);
        remove(&aside)?;
        let made = fs::create_dir(&aside).and_then(|()| folders.iter().try_for_each(|folder| fs::create_dir_all(aside.join(folder))));
        made.map_err(|error| ReportError::io(&aside, error))?;
        Ok(Self { run: run.to_path_buf(), aside, _lock: lock })
    }

    /// Writes a file; its folder is one of those begun with.
    pub(super) fn write(&self, name: &str, content: &[u8]) -> Result<(), ReportError> {
        let path = self.aside.join(name);
        fs::write(&path, content).map_err(|error| ReportError::io(&path, error))
    }

    /// Puts the finished report in place; its folder.
    pub(super) fn place(self) -> Result<PathBuf, ReportError> {
        let place = self.run.join(REPORT);
        let io = |error| ReportError::io(&place, error);
        sync(&self.aside).map_err(|error| ReportError::io(&self.aside, error))?;
        if place.exists() {
            // The two change places at once; what was there goes.
            renameat_with(CWD, &self.aside, CWD, &place, RenameFlags::EXCHANGE).map_err(|error| io(error.into()))?;
            remove(&self.aside)?;
        } else {
            fs::rename(&self.aside, &place).map_err(io)?;
        }
        File::open(&self.run).and_then(|run| run.sync_all()).map_err(io)?;
        Ok(place)
    }
}

/// What was not put in place is of no use.
impl Drop for Site {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.aside);
    }
}

fn remove(folder: &Path) -> Result<(), ReportError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(ReportError::io(folder, error)),
        _ => Ok(()),
    }
}

/// All that was written reaches the disk before it is put in place: of the whole file system at once, for a report has
/// thousands of small files.
#[cfg(target_os = "linux")]
fn sync(folder: &Path) -> io::Result<()> {
    rustix::fs::syncfs(File::open(folder)?).map_err(Into::into)
}

/// Likewise.
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
        assert_eq!(fs::read_dir(run.path()).expect("a folder").count(), 1);
    }

    #[test]
    fn one_that_fails_leaves_what_was_there() {
        let run = run();
        let begin = || Site::begin(run.path(), &[]);
        let site = begin().expect("a site");
        site.write("a", b"1").expect("written");
        let busy = format!("{} is having its report made already; wait until that has ended", run.path().display());
        assert_eq!(begin().expect_err("one is being made").to_string(), busy);
        site.place().expect("in place");
        let site = begin().expect("a site");
        assert!(site.write("none/a", b"2").expect_err("no such folder").to_string().contains("the report was not put in place"));
        drop(site);
        assert_eq!(read(run.path(), "a"), "1");
        // What a killed one left is cleared.
        fs::create_dir(run.path().join(ASIDE)).expect("a folder");
        fs::write(run.path().join(ASIDE).join("left"), "x").expect("written");
        drop(begin().expect("a site"));
        assert_eq!(fs::read_dir(run.path()).expect("a folder").count(), 1);
    }

    #[test]
    fn what_is_no_report_is_not_touched() {
        let run = run();
        fs::write(run.path().join("report"), "mine").expect("written");
        let path = run.path().join("report").display().to_string();
        let taken = format!("{path} is not a folder; the report was not put in place; move it away");
        assert_eq!(Site::begin(run.path(), &[]).expect_err("taken").to_string(), taken);
    }
}
