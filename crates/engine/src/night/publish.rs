//! Publishes the answer of a run, with a note of when and where the run took place and how long it took.

use super::RunError;
use super::inputs::{FilesNoted, Trusted};
use super::run::Nightly;
use crate::archive::read::{PublishedError, PublishedRun};
use crate::archive::{
    AlertChange, Program, PruneError, Pruned, Publication, PublishError, Published, RunFile,
    Staged, TableLayout,
};
use crate::compare::{CompareError, Overtaken, changes, overtaken};
use crate::ledger::LedgerError;
use crate::terms::Day;
use std::path::Path;
use std::time::{Instant, SystemTime};

/// The time at which a run began.
#[derive(Clone, Copy, Debug)]
pub(super) struct Begun {
    clock: Instant,
    at: SystemTime,
}

impl Begun {
    /// Returns the present time.
    pub(super) fn now() -> Self {
        Self {
            clock: Instant::now(),
            at: SystemTime::now(),
        }
    }
}

/// How many days a file is recognised by size, time and inode before all its bytes are read again.
const TRUSTED_DAYS: i32 = 7;

/// Returns the files of records of the run before by which files are recognised, if every byte of them was read in the days before
/// this run.
pub(super) fn trusted_files(before: &PublishedRun, begun: Begun) -> Option<Trusted> {
    let notes = before.run_file().ok()?;
    let hashed = notes.hashed.unwrap_or(notes.started);
    let day = |moment: &str| moment.get(.."2024-01-01".len())?.parse::<Day>().ok();
    let days = day(&utc(begun.at))?.number() - day(&hashed)?.number();
    let read = before.files().ok()?.read.into_iter();
    let files = read.filter(|file| file.noted.inode.is_some());
    (0..TRUSTED_DAYS).contains(&days).then(|| Trusted {
        files: files.map(|file| (file.name, file.noted)).collect(),
        hashed,
    })
}

/// A run that has been published.
pub(super) struct Done {
    pub(super) published: Published,
    /// What became of each alert since the run before.
    pub(super) changes: Vec<AlertChange>,
    /// Superseded versions of records that are new since the run before.
    pub(super) overtaken: Vec<Overtaken>,
    /// The run before, if there is one.
    pub(super) previous: Option<String>,
    /// The older runs that were removed, if pruning was asked for.
    pub(super) pruned: Result<Pruned, PruneError>,
}

/// Compares a run whose tables are written aside with the run before, and publishes the run completely or not at all.
pub(super) fn publish(
    nightly: &Nightly,
    (publication, staged, before): (&Publication, Staged<'_>, Option<&PublishedRun>),
    noted: FilesNoted,
    begun: Begun,
) -> Result<Done, RunError> {
    let after = PublishedRun::staged(&staged)?;
    let overtaken = overtaken(before, &after).map_err(unfit)?;
    let changes =
        changes(before, &after, nightly.memory.compared_rows()).map_err(|error| match error {
            CompareError::Published(error) => unfit(error),
            CompareError::Overflow(error) => LedgerError::from(error).into(),
        })?;
    let published = finish(nightly, staged, &changes, noted, begun)?;
    let pruned = prune(nightly, publication);
    Ok(Done {
        published,
        changes,
        overtaken,
        previous: before.map(|before| before.run.clone()),
        pruned,
    })
}

/// Publishes a run that is written aside, with its notes.
pub(super) fn finish(
    nightly: &Nightly,
    staged: Staged<'_>,
    changes: &[AlertChange],
    noted: FilesNoted,
    begun: Begun,
) -> Result<Published, PublishError> {
    staged.publish(changes, |written| RunFile {
        run: written.run,
        program: Program::SELF,
        dataset: absolute(nightly.dataset),
        config: nightly.config.source.folder.as_deref().map(absolute),
        started: utc(begun.at),
        seconds: begun.clock.elapsed().as_secs_f64(),
        host: std::fs::read_to_string("/proc/sys/kernel/hostname")
            .map_or_else(|_| "unknown".into(), |name| name.trim().to_owned()),
        threads: rayon::current_num_threads(),
        modified: noted.modified,
        inodes: noted.inodes,
        hashed: noted.hashed,
        layout: Some(TableLayout::ByYear),
        manifest_blake3: written.manifest.to_hex().to_string(),
        more: written.more,
        previous: written.previous,
        made: Some(written.made),
    })
}

/// Removes older runs, if pruning was asked for.
pub(super) fn prune(nightly: &Nightly, publication: &Publication) -> Result<Pruned, PruneError> {
    nightly
        .publishing
        .keep
        .map_or_else(|| Ok(Pruned::default()), |keep| publication.prune(keep))
}

/// Returns the run before, if there is one.
pub(super) fn before(publication: &Publication) -> Result<Option<PublishedRun>, RunError> {
    publication
        .previous()
        .map(|folder| PublishedRun::at(&folder))
        .transpose()
        .map_err(unfit)
}

/// Returns the error for a run before that cannot be read.
fn unfit(error: PublishedError) -> RunError {
    match error {
        PublishedError::Missing { path } => PublishError::Damaged {
            path,
            found: "it is missing".to_owned(),
        }
        .into(),
        PublishedError::Other { path, found } => PublishError::Damaged { path, found }.into(),
        other => other.into(),
    }
}

/// Returns a path as an absolute path.
pub(super) fn absolute(path: &Path) -> String {
    std::path::absolute(path)
        .unwrap_or_else(|_| path.to_path_buf())
        .display()
        .to_string()
}

/// Formats a time as `YYYY-MM-DDThh:mm:ssZ`.
fn utc(moment: SystemTime) -> String {
    let seconds = moment
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let day = Day::from_number(i32::try_from(seconds / 86_400).unwrap_or(i32::MAX));
    let (hours, minutes) = (seconds / 3600 % 24, seconds / 60 % 60);
    format!("{day}T{hours:02}:{minutes:02}:{:02}Z", seconds % 60)
}
