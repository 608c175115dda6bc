//! Publishing: a fresh folder written aside, synced, and made current by one rename.
//!
//! Everything is written under a name that nobody reads, each file synced and read back, then the folder synced. Only
//! then does it get its number, and only when that is on the disk does `current` name it. So at any moment, and
//! wherever a process or a machine may stop, every folder with a number is a whole run, and `current` names one of
//! them. A run that has its number is published: if `current` was not changed any more, the next run does it.

use super::chain::{Generations, Number, run_name};
use super::changes::AlertChange;
use super::disk::{Access, Place, hash_of, make_folder, remove, sync_folder};
use super::error::PublishError;
use super::lock::{Wait, hold};
use super::made::{MadeNote, made_note};
use super::manifest::Manifest;
use super::run_file::{MoreEntry, PreviousRun, RunFile};
use super::write::{Tables, write_changes};
use crate::terms::shown_path;
use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind};
use std::num::NonZeroU32;
use std::os::unix::fs::{DirBuilderExt, symlink};
use std::path::{Path, PathBuf};
use tracing::warn;

/// How a run publishes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Publishing {
    /// What to do while another run holds the output folder.
    pub wait: Wait,
    /// Who may read what is published.
    pub access: Access,
    /// How many of the newest runs are kept when older ones are pruned; `None`: nothing is pruned.
    pub keep: Option<NonZeroU32>,
    /// Whether a run that differs from the one before in what is mostly a mistake is published all the same.
    pub accept: Accept,
}

/// Which runs may follow the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Accept {
    /// Those of the same configuration, unless all of their rows are refused.
    #[default]
    Alike,
    /// Any.
    Anything,
}

/// An output folder held for one run: no other run can publish there until this is dropped.
#[derive(Debug)]
pub struct Publication {
    pub(super) at: Generations,
    pub(super) access: Access,
    last: Option<Last>,
    /// The number of the run that will be published: never one that was used before.
    next: Number,
    /// Unlocked by the system when it is closed, however the process ends.
    _lock: File,
}

/// The newest run that is there.
#[derive(Debug)]
struct Last {
    number: Number,
    notes: PreviousRun,
}

/// A run written aside, all but its `run.json`; unless it is published, it is gone when this is dropped.
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
    /// Its number.
    pub run: String,
    /// Its folder.
    pub folder: PathBuf,
    /// The manifest's hash.
    pub manifest: blake3::Hash,
}

/// What `run.json` says of a run that has been written.
#[derive(Debug)]
pub struct RunRecord {
    /// Its number.
    pub run: String,
    /// The manifest's hash.
    pub manifest: blake3::Hash,
    /// What was written besides what the manifest covers.
    pub more: Vec<MoreEntry>,
    /// The run before, if there is one.
    pub previous: Option<PreviousRun>,
    /// What has been made of each run that is there.
    pub made: BTreeMap<String, MadeNote>,
}

impl Publication {
    /// Takes hold of the output folder, which is made if need be, clears what a killed run left, and makes current
    /// what it published last. Ends here where the run before is damaged, for none could follow it.
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

    /// The number that the next run gets.
    #[must_use]
    pub const fn next(&self) -> Number {
        self.next
    }

    /// The folder of the run before, if there is one.
    #[must_use]
    pub fn previous(&self) -> Option<PathBuf> {
        self.last.as_ref().map(|last| self.at.folder(last.number))
    }

    /// A run that was published and not made current, because its process or the machine stopped just then, is now; so
    /// is the newest that is there where somebody removed the current one.
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

    /// Writes everything but `run.json` aside. The manifest gets the tables' hashes.
    pub fn stage(
        &self,
        tables: &Tables<'_>,
        mut manifest: Manifest,
    ) -> Result<Staged<'_>, PublishError> {
        let number = self.next;
        let partial = self.at.partial(number);
        make_aside(&partial, self.access)?;
        let mut staged = Staged {
            publication: self,
            number,
            partial,
            manifest: blake3::Hash::from_bytes([0; 32]),
            more: Vec::new(),
        };
        let place = Place {
            folder: &staged.partial,
            access: self.access,
        };
        manifest.outputs = tables.write(place)?;
        let mut more: Vec<MoreEntry> = tables
            .write_more(place)?
            .into_iter()
            .map(MoreEntry::from)
            .collect();
        let config = json(&staged.partial, &tables.config.source.texts())?;
        let blake3 = place.write("config.json", &config)?.to_hex().to_string();
        more.push(MoreEntry {
            file: "config.json".into(),
            size: u64::try_from(config.len()).unwrap_or(u64::MAX),
            rows: None,
            blake3,
        });
        staged.manifest = place.write("manifest.json", &json(&staged.partial, &manifest)?)?;
        staged.more = more;
        Ok(staged)
    }

    /// Makes the link to a run, under a name that nobody reads.
    fn point_aside(&self, number: Number) -> Result<(), PublishError> {
        let aside = self.at.link_aside();
        symlink(Path::new("runs").join(run_name(number)), &aside)
            .map_err(|error| PublishError::io(&aside, error))
    }

    /// The link takes its name by one rename, so that `current` always names a whole run.
    fn make_current(&self) -> io::Result<()> {
        fs::rename(self.at.link_aside(), self.at.current_link())
    }
}

/// The newest run, if there is one, as the next one names it.
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

/// What has been made of each run that is there, as its list says.
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

fn make_aside(folder: &Path, access: Access) -> Result<(), PublishError> {
    DirBuilder::new()
        .mode(access.folder())
        .create(folder)
        .map_err(|error| PublishError::io(folder, error))
}

impl Staged<'_> {
    /// The folder that holds it.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.partial
    }

    /// Its number.
    #[must_use]
    pub fn run(&self) -> String {
        run_name(self.number)
    }

    /// Writes what changed since the run before and `run.json`, which is told what was written, puts the run in place and
    /// makes it current.
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
        self.more
            .push(write_changes(&self.partial, publication.access, changes)?.into());
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
        sync_folder(&self.partial).map_err(|error| PublishError::io(&self.partial, error))?;
        publication.point_aside(number)?;
        self.commit()?;
        Ok(Published {
            run: run_name(number),
            folder: publication.at.folder(number),
            manifest,
        })
    }

    /// Gives the folder its number and makes it current. Where that fails, it is taken back.
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
        // Of no use to anybody, and there only where the run ends with an error, which is the one that matters.
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
