//! Gathers entries by part, from any number of threads.

use super::{Kept, Scratch, ScratchError};
use crate::parallel::lock;
use std::sync::Mutex;

/// Entries of bytes, each in one of a number of parts. The entries of a part are in no order, and readers must not depend on one.
/// If entries could not be kept, the next read of any part returns the error.
#[derive(Debug)]
pub struct Parts {
    scratch: Scratch,
    kept: Vec<Mutex<Vec<Kept>>>,
    failed: Mutex<Option<ScratchError>>,
}

/// The bytes of a part that a writer gathers before it hands them over. All pieces have nearly this size, so that the memory of a
/// returned piece serves for the next.
const FULL: usize = 16 * 1024;

/// Adds entries to parts, for one thread. It hands over its small buffers when they are full and when it is dropped, which must
/// happen before the parts are read.
#[derive(Debug)]
pub struct PartsWriter<'p> {
    parts: &'p Parts,
    buffers: Vec<Vec<u8>>,
}

impl Parts {
    /// Makes a number of empty parts.
    #[must_use]
    pub fn new(scratch: &Scratch, parts: usize) -> Self {
        let kept = std::iter::repeat_with(Mutex::default).take(parts).collect();
        Self {
            scratch: scratch.clone(),
            kept,
            failed: Mutex::default(),
        }
    }

    /// Returns the number of parts.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether there are no parts.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Returns a writer for one thread.
    #[must_use]
    pub fn writer(&self) -> PartsWriter<'_> {
        PartsWriter {
            parts: self,
            buffers: vec![Vec::new(); self.kept.len()],
        }
    }

    /// Returns the number of bytes in a part, without those that writers have not handed over.
    #[must_use]
    pub fn bytes(&self, part: usize) -> usize {
        lock(&self.kept[part]).iter().map(Kept::len).sum()
    }

    /// Returns the error that a part returned other bytes than those kept.
    #[must_use]
    pub fn damaged(&self) -> ScratchError {
        self.scratch.damaged()
    }

    /// Returns all entries of a part, one after the other, and frees their memory.
    pub fn take(&self, part: usize) -> Result<Vec<u8>, ScratchError> {
        let kept = std::mem::take(&mut *lock(&self.kept[part]));
        self.read(&kept)
    }

    /// Returns all entries of a part, one after the other, and keeps them.
    pub fn copy(&self, part: usize) -> Result<Vec<u8>, ScratchError> {
        let kept = lock(&self.kept[part]);
        self.read(&kept)
    }

    /// Passes on all entries of a part in pieces of whole entries, each of at most `most` bytes unless one entry has more, and frees
    /// their memory.
    pub fn take_pieces<E: From<ScratchError>>(
        &self,
        part: usize,
        most: usize,
        mut each: impl FnMut(Vec<u8>) -> Result<(), E>,
    ) -> Result<(), E> {
        if let Some(error) = lock(&self.failed).take() {
            return Err(error.into());
        }
        let kept = std::mem::take(&mut *lock(&self.kept[part]));
        let (mut piece, mut buffer) = (Vec::new(), Vec::new());
        for kept in kept {
            if piece.len() + kept.len() > most && !piece.is_empty() {
                each(std::mem::take(&mut piece))?;
            }
            piece.extend_from_slice(kept.read(&mut buffer)?);
        }
        if piece.is_empty() {
            Ok(())
        } else {
            each(piece)
        }
    }

    fn read(&self, kept: &[Kept]) -> Result<Vec<u8>, ScratchError> {
        if let Some(error) = lock(&self.failed).take() {
            return Err(error);
        }
        let mut entries = Vec::with_capacity(kept.iter().map(Kept::len).sum());
        let mut buffer = Vec::new();
        for piece in kept {
            entries.extend_from_slice(piece.read(&mut buffer)?);
        }
        Ok(entries)
    }

    fn hand_over(&self, part: usize, entries: &[u8]) {
        match self.scratch.keep(entries) {
            Ok(kept) => lock(&self.kept[part]).push(kept),
            Err(error) => drop(lock(&self.failed).get_or_insert(error)),
        }
    }
}

impl PartsWriter<'_> {
    /// Adds an entry to a part.
    #[inline]
    pub fn add(&mut self, part: usize, write: impl FnOnce(&mut Vec<u8>)) {
        let buffer = &mut self.buffers[part];
        if buffer.capacity() == 0 {
            buffer.reserve_exact(FULL);
        }
        let before = buffer.len();
        write(buffer);
        if buffer.len() > FULL && before > 0 {
            self.parts.hand_over(part, &buffer[..before]);
            buffer.drain(..before);
        }
    }
}

impl Drop for PartsWriter<'_> {
    fn drop(&mut self) {
        for (part, buffer) in self
            .buffers
            .iter()
            .enumerate()
            .filter(|(_, buffer)| !buffer.is_empty())
        {
            self.parts.hand_over(part, buffer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_comes_back_from_its_part() {
        for budget in [0, 1000, 1 << 20] {
            let folder = tempfile::tempdir().expect("a folder");
            let parts = Parts::new(&Scratch::new(folder.path(), budget), 7);
            std::thread::scope(|scope| {
                for thread in 0..3_u32 {
                    let parts = &parts;
                    scope.spawn(move || {
                        let mut writer = parts.writer();
                        for number in (thread..300_000).step_by(3) {
                            let part = usize::try_from(number % 7).expect("small");
                            writer.add(part, |to| to.extend(number.to_le_bytes()));
                        }
                    });
                }
            });
            for part in 0..7_u32 {
                let place = usize::try_from(part).expect("small");
                let entries = parts.copy(place).expect("read");
                assert_eq!(entries, parts.take(place).expect("read"));
                let mut numbers: Vec<u32> = entries
                    .chunks_exact(4)
                    .map(|entry| u32::from_le_bytes(*entry.first_chunk().expect("four bytes")))
                    .collect();
                numbers.sort_unstable();
                assert_eq!(numbers, (part..300_000).step_by(7).collect::<Vec<_>>());
                assert!(parts.take(place).expect("read").is_empty());
            }
        }
    }

    #[test]
    fn what_cannot_be_kept_is_found_when_it_is_read() {
        let parts = Parts::new(&Scratch::new(std::path::Path::new("/nowhere/at/all"), 0), 2);
        parts.writer().add(1, |to| to.push(1));
        assert!(matches!(parts.take(0), Err(ScratchError::Make { .. })));
    }
}
