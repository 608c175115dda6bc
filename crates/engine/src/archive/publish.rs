//! Publishes a run: writes its folder aside, syncs it, and makes it current by one rename.
//!
//! Everything is written under a name that nobody reads. Each file is synced and read back, then the folder is synced. After
//! that the folder gets its number, and when the number is on the disk, `current` is made to name it. So at any moment,
//! wherever a process or a machine stops, every folder with a number is a whole run, and `current` names one of them. A run
//! with a number is published: if `current` was not changed in time, the next run changes it.

use super::chain::{Generations, Number, run_name};
use super::changes::AlertChange;
use super::disk::{Access, Place, hash_of, make_folder, remove, sync_folder};
use super::error::PublishError;
use super::ids::{IDS, IdsWriter};
use super::lock::{Wait, hold};
use super::made::{MadeNote, made_note};
use super::manifest::Manifest;
use super::run_file::{MoreEntry, PreviousRun, RunFile};
use super::tables::{ChangeColumns, Columns, folders_by_year};
use super::write::{Tables, write_changes};
use crate::terms::shown_path;
use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind};
use std::num::NonZeroU32;
use std::os::unix::fs::{DirBuilderExt, symlink};
use std::path::{Path, PathBuf};
use tracing::warn;

/// The options of publishing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Publishing {
    /// What to do while another run holds the output folder.
    pub wait: Wait,
    /// Who may read what is published.
    pub access: Access,
    /// The number of newest runs to keep when older ones are pruned; `None` to prune nothing.
    pub keep: Option<NonZeroU32>,
    /// Which runs may follow the previous one.
    pub accept: Accept,
}

/// Which runs may follow the previous one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Accept {
    /// Runs with the same configuration in which not all rows are refused.
    #[default]
    Alike,
    /// All runs.
    Anything,
}

/// An output folder that is locked for one run: no other run can publish there until this is dropped.
#[derive(Debug)]
pub struct Publication {
    pub(super) at: Generations,
    pub(super) access: Access,
    last: Option<Last>,
    /// The number of the run that will be published; it was never used before.
    next: Number,
    /// The lock; the system releases it when the process ends, in whatever way.
    _lock: File,
}

/// The newest run that is there.
#[derive(Debug)]
struct Last {
    number: Number,
    notes: PreviousRun,
}

/// A run that is written aside, except for its `run.json`. If it is not published, it is removed when this is dropped.
#[derive(Debug)]
pub struct Staged<'p> {
    publication: &'p Publication,
    number: Number,
    partial: PathBuf,
    manifest: blake3::Hash,
    more: Vec<MoreEntry>,
}

/// A published run.
#[derive(Clone, Debug)]
pub struct Published {
    /// The number of the run, as its folder is named.
    pub run: String,
    /// The folder of the run.
    pub folder: PathBuf,
    /// The hash of the manifest.
    pub manifest: blake3::Hash,
}

/// What `run.json` states of a run that was written.
#[derive(Debug)]
pub struct RunRecord {
    /// The number of the run, as its folder is named.
    pub run: String,
    /// The hash of the manifest.
    pub manifest: blake3::Hash,
    /// The files that were written and that the manifest does not cover.
    pub more: Vec<MoreEntry>,
    /// The previous run, if there is one.
    pub previous: Option<PreviousRun>,
    /// The lists of what was made of each run that is there.
    pub made: BTreeMap<String, MadeNote>,
}

impl Publication {
    /// Locks the output folder, makes it if it is missing, removes what killed programs left, and makes the newest run
    /// current. Fails if the previous run is damaged, because no run could follow it.
    pub fn begin(out: &Path, publishing: &Publishing) -> Result<Self, PublishError> {
        if fs::metadata(out).is_ok_and(|metadata| !metadata.is_dir()) {
            return Err(PublishError::NotAFolder {
                out: shown_path(out),
            });
        }
        let (at, access) = (Generations::of(out), publishing.access);
        make_folder(&at.runs(), access).map_err(|error| PublishError::io(&at.runs(), error))?;
        let lock = hold(out, publishing.wait, access)?;
        let current = at.current_link();
        if fs::symlink_metadata(&current).is_ok_and(|metadata| !metadata.is_symlink()) {
            return Err(PublishError::NotOurs {
                path: shown_path(current),
            });
        }
        for left in at
            .unfinished()
            .map_err(|error| PublishError::io(&at.runs(), error))?
        {
            remove(&left).map_err(|error| PublishError::io(&left, error))?;
        }
        let aside = at.link_aside();
        match fs::remove_file(&aside) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(PublishError::io(&aside, error));
            }
            _ => {}
        }
        let (last, current) = (
            last(&at)?,
            at.current()
                .map_err(|error| PublishError::io(&current, error))?,
        );
        let buried = at
            .pruned()
            .map_err(|error| PublishError::io(&at.pruned_runs(), error))?;
        let used = [
            last.as_ref().map(|last| last.number),
            current,
            buried.last().copied(),
        ];
        let next = used.into_iter().flatten().max().unwrap_or(0) + 1;
        let publication = Self {
            at,
            access,
            last,
            next,
            _lock: lock,
        };
        publication.catch_up(current)?;
        Ok(publication)
    }

    /// Returns the number that the next run gets.
    #[must_use]
    pub const fn next(&self) -> Number {
        self.next
    }

    /// Returns the folder of the previous run, if there is one.
    #[must_use]
    pub fn previous(&self) -> Option<PathBuf> {
        self.last.as_ref().map(|last| self.at.folder(last.number))
    }

    /// Makes the newest run current if it is not, because its process or the machine stopped before that, or because
    /// somebody removed the current run.
    fn catch_up(&self, current: Option<Number>) -> Result<(), PublishError> {
        let Some(last) = self
            .last
            .as_ref()
            .filter(|last| current != Some(last.number))
        else {
            return Ok(());
        };
        let was = current.map_or_else(|| "none".to_owned(), run_name);
        warn!(
            run = last.notes.run,
            was, "is the newest run and was not current; it is now"
        );
        self.point_aside(last.number)?;
        self.make_current()
            .map_err(|error| PublishError::io(&self.at.current_link(), error))?;
        sync_folder(self.at.out()).map_err(|error| PublishError::io(self.at.out(), error))
    }

    /// Makes the folder in which the run is written aside.
    pub fn begin_staging(&self) -> Result<Staged<'_>, PublishError> {
        let number = self.next;
        let partial = self.at.partial(number);
        make_aside(&partial, self.access)?;
        for folder in folders() {
            make_aside(&partial.join(folder), self.access)?;
        }
        Ok(Staged {
            publication: self,
            number,
            partial,
            manifest: blake3::Hash::from_bytes([0; 32]),
            more: Vec::new(),
        })
    }

    /// Stages the files of the previous run again: links them where the file system and the access allow, and copies them
    /// where not. Fails with [`PublishError::Damaged`] if one of them is not as it was published.
    pub fn stage_again(
        &self,
        manifest: &Manifest,
        notes: &RunFile,
    ) -> Result<Staged<'_>, PublishError> {
        let mut staged = self.begin_staging()?;
        let before = self.previous().unwrap_or_default();
        let more = notes
            .more
            .iter()
            .filter(|entry| entry.file != ChangeColumns::FILE);
        staged.more = more.cloned().collect();
        let outputs = manifest.outputs.iter();
        let outputs = outputs.map(|entry| (&*entry.file, &entry.blake3));
        let more = staged
            .more
            .iter()
            .map(|entry| (&*entry.file, &entry.blake3));
        let all = [("manifest.json", &notes.manifest_blake3)];
        let place = Place {
            folder: &staged.partial,
            access: self.access,
        };
        let may_link = Access::of(&before).is_ok_and(|access| access == self.access);
        for (file, blake3) in outputs.chain(more).chain(all) {
            let from = before.join(file);
            let hash = place
                .link_or_copy(&from, file, may_link)?
                .filter(|hash| hash.to_hex().as_str() == blake3)
                .ok_or_else(|| PublishError::damaged(&from, "its hash is another"))?;
            if file == "manifest.json" {
                staged.manifest = hash;
            }
        }
        Ok(staged)
    }

    /// Makes the link to a run under a name that nobody reads.
    fn point_aside(&self, number: Number) -> Result<(), PublishError> {
        let aside = self.at.link_aside();
        symlink(Path::new("runs").join(run_name(number)), &aside)
            .map_err(|error| PublishError::io(&aside, error))
    }

    /// Gives the link its name by one rename, so that `current` always names a whole run.
    fn make_current(&self) -> io::Result<()> {
        fs::rename(self.at.link_aside(), self.at.current_link())
    }
}

/// Returns the newest run, if there is one, as the next run names it.
fn last(at: &Generations) -> Result<Option<Last>, PublishError> {
    let numbers = at
        .numbers()
        .map_err(|error| PublishError::io(&at.runs(), error))?;
    let Some(number) = numbers.last().copied() else {
        return Ok(None);
    };
    let path = at.folder(number).join("run.json");
    let bytes = match fs::read(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(PublishError::damaged(&path, "it is missing"));
        }
        bytes => bytes.map_err(|error| PublishError::io(&path, error))?,
    };
    let run = RunFile::read(&bytes).map_err(|fault| PublishError::damaged(&path, fault))?;
    if run.run != run_name(number) {
        return Err(PublishError::damaged(
            &path,
            format!("it is that of run {}", run.run),
        ));
    }
    let manifest = at.folder(number).join("manifest.json");
    if hash_of(&manifest)
        .map_err(|error| PublishError::damaged(&manifest, error))?
        .to_hex()
        .as_str()
        != run.manifest_blake3
    {
        return Err(PublishError::damaged(
            &manifest,
            "its hash is not the one that run.json has",
        ));
    }
    let notes = PreviousRun {
        run: run.run,
        blake3: blake3::hash(&bytes).to_hex().to_string(),
    };
    Ok(Some(Last { number, notes }))
}

/// Returns the size and the hash of the list of what was made, for each run that is there.
fn all_made(at: &Generations) -> Result<BTreeMap<String, MadeNote>, PublishError> {
    let mut made = BTreeMap::new();
    for number in at
        .numbers()
        .map_err(|error| PublishError::io(&at.runs(), error))?
    {
        let folder = at.folder(number);
        made.extend(
            made_note(&folder)
                .map_err(|error| PublishError::io(&folder, error))?
                .map(|note| (run_name(number), note)),
        );
    }
    Ok(made)
}

/// Returns the folders in the folder of a run.
fn folders() -> impl Iterator<Item = &'static str> {
    folders_by_year().chain([IDS])
}

fn make_aside(folder: &Path, access: Access) -> Result<(), PublishError> {
    DirBuilder::new()
        .mode(access.folder())
        .create(folder)
        .map_err(|error| PublishError::io(folder, error))
}

impl Staged<'_> {
    /// Returns the folder that holds the run.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.partial
    }

    /// Returns the files that the manifest does not cover.
    #[must_use]
    pub fn more(&self) -> &[MoreEntry] {
        &self.more
    }

    fn place(&self) -> Place<'_> {
        Place {
            folder: &self.partial,
            access: self.publication.access,
        }
    }

    /// Begins the file of the ids of the records that the run reads, anew if it was begun.
    pub fn ids(&self) -> Result<IdsWriter, PublishError> {
        IdsWriter::begin(self.place(), &self.run())
    }

    /// Writes everything except `run.json` aside. The hashes of the tables go into the manifest.
    pub fn write(
        &mut self,
        tables: &Tables<'_>,
        mut manifest: Manifest,
    ) -> Result<(), PublishError> {
        let place = self.place();
        manifest.outputs = tables.write(place)?;
        let mut more: Vec<MoreEntry> = tables
            .write_more(place)?
            .into_iter()
            .map(MoreEntry::from)
            .collect();
        let config = json(&self.partial, &tables.config.source.texts())?;
        let blake3 = place.write("config.json", &config)?.to_hex().to_string();
        more.push(MoreEntry {
            file: "config.json".into(),
            size: u64::try_from(config.len()).unwrap_or(u64::MAX),
            rows: None,
            blake3,
        });
        self.manifest = place.write("manifest.json", &json(&self.partial, &manifest)?)?;
        self.more = more;
        Ok(())
    }

    /// Returns the number of the run, as its folder will be named.
    #[must_use]
    pub fn run(&self) -> String {
        run_name(self.number)
    }

    /// Writes the changes since the previous run and `run.json`, puts the run in place, and makes it current. `run` makes
    /// `run.json` from what was written.
    pub fn publish(
        mut self,
        changes: &[AlertChange],
        run: impl FnOnce(RunRecord) -> RunFile,
    ) -> Result<Published, PublishError> {
        let Self {
            publication,
            number,
            manifest,
            ..
        } = self;
        let changes = write_changes(&self.partial, publication.access, changes)?;
        self.more.extend(changes.into_iter().map(MoreEntry::from));
        let previous = publication.last.as_ref().map(|last| last.notes.clone());
        let made = all_made(&publication.at)?;
        let run = run(RunRecord {
            run: run_name(number),
            manifest,
            more: std::mem::take(&mut self.more),
            previous,
            made,
        });
        let place = Place {
            folder: &self.partial,
            access: publication.access,
        };
        let bytes = run
            .to_bytes()
            .map_err(|error| PublishError::io(&self.partial.join("run.json"), error.into()))?;
        place.write("run.json", &bytes)?;
        for folder in folders() {
            let folder = self.partial.join(folder);
            sync_folder(&folder).map_err(|error| PublishError::io(&folder, error))?;
        }
        sync_folder(&self.partial).map_err(|error| PublishError::io(&self.partial, error))?;
        publication.point_aside(number)?;
        self.commit()?;
        Ok(Published {
            run: run_name(number),
            folder: publication.at.folder(number),
            manifest,
        })
    }

    /// Gives the folder its number and makes it current. If that fails, takes the number back.
    fn commit(&self) -> Result<(), PublishError> {
        let at = &self.publication.at;
        let folder = at.folder(self.number);
        fs::rename(&self.partial, &folder).map_err(|error| PublishError::io(&folder, error))?;
        let synced = sync_folder(&at.runs()).map_err(|error| (at.runs(), error));
        let named = synced.and_then(|()| {
            self.publication
                .make_current()
                .map_err(|error| (at.current_link(), error))
        });
        let Err((path, error)) = named else {
            return sync_folder(at.out()).map_err(|error| PublishError::Unconfirmed {
                path: shown_path(at.out()),
                error,
            });
        };
        match fs::rename(&folder, &self.partial) {
            Ok(()) => Err(PublishError::io(&path, error)),
            Err(_) => Err(PublishError::NotCurrent {
                path: shown_path(path),
                run: shown_path(folder),
                error,
            }),
        }
    }
}

impl Drop for Staged<'_> {
    fn drop(&mut self) {
        // Only a run that ends with an error leaves this folder, which is of no use. That error is the one to report.
        if self.partial.exists() {
            let _ = fs::remove_dir_all(&self.partial);
            let _ = fs::remove_file(self.publication.at.link_aside());
        }
    }
}

fn json(folder: &Path, content: &impl serde::Serialize) -> Result<Vec<u8>, PublishError> {
    let mut bytes = serde_json::to_vec_pretty(content)
        .map_err(|error| PublishError::io(folder, error.into()))?;
    bytes.push(b'\n');
    Ok(bytes)
}
