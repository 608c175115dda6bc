//! Keeps bytes that do not fit in the memory of a run.
//!
//! A [`Scratch`] holds pieces of bytes in memory while its budget lasts and writes the others to one file on disk. The file has
//! no name, so nothing stays behind however the process ends. Any number of threads may use a scratch at once. It does not
//! interpret the bytes, does not free space on disk before the end, and keeps no order: the owner of a piece holds its [`Kept`].

mod error;
mod parts;

pub use error::ScratchError;
pub use parts::{Parts, PartsWriter};

use foldhash::fast::FixedState;
use std::fs::File;
use std::hash::BuildHasher;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// A budget of memory, and a folder for what exceeds it. Clones share both.
#[derive(Clone, Debug)]
pub struct Scratch {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    folder: PathBuf,
    /// The bytes of memory that are left.
    left: AtomicU64,
    /// The file, made when the first piece does not fit in memory.
    file: OnceLock<File>,
    /// The place of the next piece in the file.
    end: AtomicU64,
}

/// A piece that a [`Scratch`] keeps. When it is dropped, its bytes return to the budget.
#[derive(Debug)]
pub struct Kept {
    place: ScratchPlace,
    shared: Arc<Shared>,
}

#[derive(Debug)]
enum ScratchPlace {
    Memory(Box<[u8]>),
    Disk { offset: u64, len: usize, hash: u64 },
}

impl Scratch {
    /// Makes a scratch with a budget of bytes and a folder for the rest. Nothing is made in the folder before it is needed.
    #[must_use]
    pub fn new(folder: &Path, bytes: u64) -> Self {
        let shared = Shared {
            folder: folder.to_path_buf(),
            left: AtomicU64::new(bytes),
            file: OnceLock::new(),
            end: AtomicU64::new(0),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Keeps bytes in memory while the budget lasts, and on disk afterwards.
    pub fn keep(&self, bytes: impl AsRef<[u8]> + Into<Box<[u8]>>) -> Result<Kept, ScratchError> {
        let len = bytes.as_ref().len();
        let place = if self.reserve(size(len)) {
            ScratchPlace::Memory(bytes.into())
        } else {
            self.shared.write(bytes.as_ref())?
        };
        Ok(Kept {
            place,
            shared: Arc::clone(&self.shared),
        })
    }

    /// Returns the error that bytes differ from those kept.
    fn damaged(&self) -> ScratchError {
        ScratchError::damaged(&self.shared.folder)
    }

    /// Takes bytes of the budget for memory held elsewhere, and returns whether enough were left.
    #[must_use]
    pub fn reserve(&self, bytes: u64) -> bool {
        self.shared
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(bytes)
            })
            .is_ok()
    }

    /// Returns reserved bytes to the budget.
    pub fn release(&self, bytes: u64) {
        self.shared.release(bytes);
    }
}

impl Shared {
    fn release(&self, bytes: u64) {
        self.left.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Returns the file. If two threads make a file at the same time, the second file is dropped and disappears.
    fn file(&self) -> Result<&File, ScratchError> {
        if let Some(file) = self.file.get() {
            return Ok(file);
        }
        let made = tempfile::tempfile_in(&self.folder)
            .map_err(|error| ScratchError::make(&self.folder, error))?;
        Ok(self.file.get_or_init(|| made))
    }

    fn write(&self, bytes: &[u8]) -> Result<ScratchPlace, ScratchError> {
        let file = self.file()?;
        let offset = self.end.fetch_add(size(bytes.len()), Ordering::Relaxed);
        file.write_all_at(bytes, offset)
            .map_err(|error| ScratchError::write(&self.folder, error))?;
        Ok(ScratchPlace::Disk {
            offset,
            len: bytes.len(),
            hash: hash(bytes),
        })
    }

    fn read(&self, offset: u64, bytes: &mut [u8]) -> Result<(), ScratchError> {
        self.file()?
            .read_exact_at(bytes, offset)
            .map_err(|error| ScratchError::read(&self.folder, error))
    }
}

impl Kept {
    /// Returns what was kept in pieces, as one.
    pub fn together<'k>(
        pieces: impl IntoIterator<Item = &'k Self>,
    ) -> Result<Vec<u8>, ScratchError> {
        let (mut all, mut buffer) = (Vec::new(), Vec::new());
        for piece in pieces {
            all.extend_from_slice(piece.read(&mut buffer)?);
        }
        Ok(all)
    }

    /// Returns the number of bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.place {
            ScratchPlace::Memory(bytes) => bytes.len(),
            ScratchPlace::Disk { len, .. } => *len,
        }
    }

    /// Whether it has no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the bytes that were kept: borrowed from memory, or read from disk into the buffer. An error: the disk cannot be
    /// read, or returned other bytes.
    pub fn read<'a>(&'a self, buffer: &'a mut Vec<u8>) -> Result<&'a [u8], ScratchError> {
        let bytes = self.read_part(0..self.len(), buffer)?;
        match &self.place {
            ScratchPlace::Disk { hash: kept, .. } if *kept != hash(bytes) => Err(self.damaged()),
            _ => Ok(bytes),
        }
    }

    /// Returns some of the bytes, as [`Kept::read`] does. The caller must check that the disk returned the bytes written;
    /// [`Kept::read`] checks this for the whole piece.
    ///
    /// # Panics
    ///
    /// If the range goes beyond the end.
    pub fn read_part<'a>(
        &'a self,
        range: Range<usize>,
        buffer: &'a mut Vec<u8>,
    ) -> Result<&'a [u8], ScratchError> {
        assert!(
            range.start <= range.end && range.end <= self.len(),
            "a part of {} bytes: {range:?}",
            self.len()
        );
        match &self.place {
            ScratchPlace::Memory(bytes) => Ok(&bytes[range]),
            ScratchPlace::Disk { offset, .. } => {
                buffer.clear();
                buffer.resize(range.len(), 0);
                self.shared.read(offset + size(range.start), buffer)?;
                Ok(buffer)
            }
        }
    }

    /// Returns the error that these bytes differ from those kept.
    #[must_use]
    pub fn damaged(&self) -> ScratchError {
        ScratchError::damaged(&self.shared.folder)
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let ScratchPlace::Memory(bytes) = &self.place {
            self.shared.release(size(bytes.len()));
        }
    }
}

/// Returns a hash by which this process can tell whether bytes are unchanged.
#[must_use]
pub fn hash(bytes: &[u8]) -> u64 {
    FixedState::default().hash_one(bytes)
}

fn size(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
