//! The ids of the records that a run read: for each row the five bytes of its [`Identity`], in the order of the rows, so that a later
//! run finds the rows whose ids may be those of new records without reading the files of records again.
//!
//! A run writes `ids/NNNNNN.ids` for the files that it reads, and takes over the files that the run before had. What a file of ids says
//! is trusted as far as its hash goes: each night also reads a portion of the records, drawn by lot, and compares.

use super::disk::{Access, Hashing, Place};
use super::error::PublishError;
use super::manifest::OutputEntry;
use super::read::PublishedError;
use crate::parallel::{lock, unlocked};
use crate::terms::Map;
use crate::versions::Identity;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread::JoinHandle;

/// The folder of the files of ids in the folder of a run.
pub const IDS: &str = "ids";

/// Some rows of a file of records that were read together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch<'f> {
    /// The file of records.
    pub file: &'f str,
    /// The number of the first row.
    pub first_row: u64,
    /// The number of rows.
    pub rows: u64,
}

/// Where the ids of a stretch stand in a file of ids.
#[derive(Debug, Serialize, Deserialize)]
struct IdBlock {
    file: String,
    first_row: u64,
    rows: u64,
    /// The place of the first byte.
    start: u64,
    /// The number of bytes.
    bytes: usize,
}

/// The bytes of an identity.
const BYTES: usize = 5;

/// The bytes at the end of a file of ids that tell how long the list of its blocks before them is.
const TAIL: usize = 8;

/// Writes a file of ids, from any number of threads.
#[derive(Debug)]
pub struct IdsWriter {
    folder: PathBuf,
    access: Access,
    name: String,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    sink: Hashing,
    size: u64,
    blocks: Vec<IdBlock>,
    failed: Option<io::Error>,
}

/// The ids of the rows of a stretch, which are added in any order.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct StretchIds(Vec<u8>);

impl StretchIds {
    /// Notes the identity of the row at a place, counted from the first row of the stretch. The identity of a row that is not noted
    /// means nothing.
    #[inline]
    pub fn note(&mut self, place: u32, identity: Identity) {
        let start = usize::try_from(place).unwrap_or(usize::MAX) * BYTES;
        if self.0.len() < start + BYTES {
            self.0.resize(start + BYTES, 0);
        }
        self.0[start..start + BYTES].copy_from_slice(&identity.to_bytes());
    }

    /// Forgets all identities and keeps the memory, for the next stretch.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Whether every identity that is noted here is also noted among `others`.
    #[must_use]
    pub fn are_among(&self, others: &Self) -> bool {
        let others = others.0.as_chunks::<BYTES>().0;
        let noted = self.0.as_chunks::<BYTES>().0.iter().enumerate();
        let mut noted = noted.filter(|(_, identity)| **identity != [0; BYTES]);
        noted.all(|(place, identity)| others.get(place) == Some(identity))
    }

    /// Returns the identities noted, by place.
    pub fn identities(&self) -> impl Iterator<Item = Identity> {
        let (identities, _) = self.0.as_chunks::<BYTES>();
        identities.iter().map(|bytes| Identity::of_bytes(*bytes))
    }
}

impl IdsWriter {
    /// Begins the file of ids of a run in the run's folder, anew if one was begun there.
    pub(super) fn begin(place: Place<'_>, run: &str) -> Result<Self, PublishError> {
        let name = format!("{IDS}/{run}.ids");
        let path = place.folder.join(&name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(PublishError::io(&path, error));
            }
            _ => {}
        }
        let state = State {
            sink: place.create(&name)?,
            size: 0,
            blocks: Vec::new(),
            failed: None,
        };
        Ok(Self {
            folder: place.folder.to_path_buf(),
            access: place.access,
            name,
            state: Mutex::new(state),
        })
    }

    /// Adds the ids of a stretch. If they cannot be written, [`IdsWriter::finish`] returns the error.
    pub fn add(&self, stretch: Stretch<'_>, ids: &StretchIds) {
        let mut state = lock(&self.state);
        if state.failed.is_some() {
            return;
        }
        if let Err(error) = state.sink.write_all(&ids.0) {
            state.failed = Some(error);
            return;
        }
        let start = state.size;
        state.size += u64::try_from(ids.0.len()).unwrap_or(u64::MAX);
        state.blocks.push(IdBlock {
            file: stretch.file.to_owned(),
            first_row: stretch.first_row,
            rows: stretch.rows,
            start,
            bytes: ids.0.len(),
        });
    }

    /// Finishes the file: on a thread of its own, since the disk takes its time, unless there is to be one thread only.
    #[must_use]
    pub fn finish(self) -> FinishingIds {
        if rayon::current_num_threads() == 1 {
            return FinishingIds::Finished(self.finished());
        }
        FinishingIds::Finishing(Some(std::thread::spawn(move || self.finished())))
    }

    /// Returns the finished file; `None` if it would have no ids.
    fn finished(self) -> Result<Option<OutputEntry>, PublishError> {
        let Self {
            folder,
            access,
            name,
            state,
        } = self;
        let path = folder.join(&name);
        let io = |error| PublishError::io(&path, error);
        let State {
            mut sink,
            blocks,
            failed,
            ..
        } = unlocked(state);
        failed.map_or(Ok(()), Err).map_err(io)?;
        if blocks.is_empty() {
            drop(sink);
            return fs::remove_file(&path).map(|()| None).map_err(io);
        }
        let list = serde_json::to_vec(&blocks).map_err(|error| io(error.into()))?;
        let length = u64::try_from(list.len()).unwrap_or(u64::MAX);
        sink.write_all(&list).map_err(io)?;
        sink.write_all(&length.to_le_bytes()).map_err(io)?;
        let place = Place {
            folder: &folder,
            access,
        };
        let (size, hash) = place.finish(&name, sink)?;
        Ok(Some(OutputEntry {
            file: name.into(),
            size,
            rows: blocks.iter().map(|block| block.rows).sum(),
            blake3: hash.to_hex().to_string(),
        }))
    }
}

type Finished = Result<Option<OutputEntry>, PublishError>;

/// A file of ids that is finished, or is being finished on a thread of its own. Dropping this waits for that thread.
#[derive(Debug)]
pub enum FinishingIds {
    /// The file is finished, or cannot be.
    Finished(Finished),
    /// The thread is at work.
    Finishing(Option<JoinHandle<Finished>>),
}

impl FinishingIds {
    /// Waits for the file and returns it; `None` if it would have no ids.
    pub fn wait(mut self) -> Finished {
        match &mut self {
            Self::Finished(finished) => std::mem::replace(finished, Ok(None)),
            Self::Finishing(thread) => match thread.take().map(JoinHandle::join) {
                Some(Ok(finished)) => finished,
                // A panic of that thread goes on here.
                Some(Err(panic)) => std::panic::resume_unwind(panic),
                None => Ok(None),
            },
        }
    }
}

impl Drop for FinishingIds {
    fn drop(&mut self) {
        if let Self::Finishing(thread) = self
            && let Some(thread) = thread.take()
        {
            let _ = thread.join();
        }
    }
}

/// The ids of the records that earlier runs read.
#[derive(Debug, Default)]
pub struct KnownIds {
    files: Vec<(PathBuf, File)>,
    /// By file of records: the file of ids, and the block in it.
    blocks: Map<String, Vec<(usize, IdBlock)>>,
}

impl KnownIds {
    /// Opens some files of ids in the folder of a run.
    pub fn open<'f>(
        folder: &Path,
        files: impl Iterator<Item = &'f str>,
    ) -> Result<Self, PublishedError> {
        let mut known = Self::default();
        for name in files {
            let path = folder.join(name);
            let file = File::open(&path).map_err(|error| PublishedError::io(&path, error))?;
            let place = known.files.len();
            for block in list(&file).map_err(|error| PublishedError::io(&path, error))? {
                let of_file = known.blocks.entry(block.file.clone()).or_default();
                of_file.push((place, block));
            }
            known.files.push((path, file));
        }
        Ok(known)
    }

    /// Returns the ids of a stretch; `None` if they are not known for exactly these rows.
    pub fn of(&self, stretch: Stretch<'_>) -> Result<Option<StretchIds>, PublishedError> {
        let is_of =
            |block: &IdBlock| (block.first_row, block.rows) == (stretch.first_row, stretch.rows);
        let of_file = self.blocks.get(stretch.file).into_iter().flatten();
        let Some((place, block)) = of_file.into_iter().find(|(_, block)| is_of(block)) else {
            return Ok(None);
        };
        let (path, file) = &self.files[*place];
        let mut bytes = vec![0; block.bytes];
        file.read_exact_at(&mut bytes, block.start)
            .map_err(|error| PublishedError::io(path, error))?;
        Ok(Some(StretchIds(bytes)))
    }
}

/// Reads the list of the blocks of a file of ids.
fn list(file: &File) -> io::Result<Vec<IdBlock>> {
    let size = file.metadata()?.len();
    let wrong = || io::Error::new(io::ErrorKind::InvalidData, "it is no file of ids");
    let tail = u64::try_from(TAIL).unwrap_or(0);
    let end = size.checked_sub(tail).ok_or_else(wrong)?;
    let mut length = [0; TAIL];
    file.read_exact_at(&mut length, end)?;
    let length = u64::from_le_bytes(length);
    let start = end.checked_sub(length).ok_or_else(wrong)?;
    let mut list = vec![0; usize::try_from(length).map_err(|_| wrong())?];
    file.read_exact_at(&mut list, start)?;
    serde_json::from_slice(&list).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_again_by_stretch() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join(IDS)).expect("made");
        let place = Place {
            folder: folder.path(),
            access: Access::Group,
        };
        let stretch = |file, first_row, rows| Stretch {
            file,
            first_row,
            rows,
        };
        let identity = |id: &str| Identity::of(7.into(), id);
        let begin = || IdsWriter::begin(place, "000001").expect("begun");
        // A run that begins again leaves nothing of what it began before.
        begin().add(stretch("b", 1, 1), &StretchIds::default());
        let writer = begin();
        let mut of_b = StretchIds::default();
        // The row between them was refused.
        of_b.note(2, identity("B-3"));
        of_b.note(0, identity("B-1"));
        writer.add(stretch("b", 11, 3), &of_b);
        let mut of_a = StretchIds::default();
        of_a.note(0, identity("A-1"));
        writer.add(stretch("a", 1, 1), &of_a);
        let written = writer.finish().wait().expect("written").expect("a file");
        assert_eq!((&*written.file, written.rows), ("ids/000001.ids", 4));
        let known = KnownIds::open(folder.path(), [&*written.file].into_iter()).expect("opened");
        let found = |stretch| {
            let ids = known.of(stretch).expect("read")?;
            Some(ids.identities().collect::<Vec<_>>())
        };
        let of_b = found(stretch("b", 11, 3)).expect("known");
        assert_eq!([of_b[0], of_b[2]], [identity("B-1"), identity("B-3")]);
        assert_eq!(found(stretch("a", 1, 1)), Some(vec![identity("A-1")]));
        // Those that are noted must be met again, and others may.
        let noted = known.of(stretch("b", 11, 3)).expect("read").expect("known");
        let mut read = StretchIds::default();
        (0..3).for_each(|place| read.note(place, identity(&format!("B-{}", place + 1))));
        assert!(noted.are_among(&read) && !read.are_among(&noted));
        // Other rows are not known.
        assert_eq!(found(stretch("a", 1, 2)), None);
        assert_eq!(found(stretch("a", 2, 1)), None);
        assert_eq!(found(stretch("c", 1, 1)), None);
        // A file without ids is not kept.
        assert_eq!(begin().finish().wait().expect("done"), None);
        assert!(!folder.path().join("ids/000001.ids").exists());
        fs::write(folder.path().join("ids/torn.ids"), [255; 9]).expect("written");
        let torn = KnownIds::open(folder.path(), ["ids/torn.ids"].into_iter());
        assert!(torn.is_err());
    }
}
