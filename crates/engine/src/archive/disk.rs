//! Makes files and folders that are surely on the disk: synced, read back from the disk itself, and with permissions that
//! the umask can only narrow.

use crate::terms::shown_path;
use rustix::fs::{Advice, fadvise};
use std::fs::{self, DirBuilder, File};
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::Path;

use super::error::PublishError;

/// Who may read what is published. Only the owner may write it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// The owner and the owner's group: files 0640, folders 0750, less what the umask takes away.
    #[default]
    Group,
    /// The owner alone: files 0600, folders 0700.
    Private,
}

impl Access {
    /// Returns who may read a run, by the permissions of its folder. What is made of the run later is for the same readers.
    pub fn of(run: &Path) -> io::Result<Self> {
        let group = 0o070;
        Ok(if fs::metadata(run)?.mode() & group == 0 {
            Self::Private
        } else {
            Self::Group
        })
    }

    /// Returns the permissions of a file, before the umask.
    #[must_use]
    pub const fn file(self) -> u32 {
        match self {
            Self::Group => 0o640,
            Self::Private => 0o600,
        }
    }

    /// Returns the permissions of a folder, before the umask.
    #[must_use]
    pub const fn folder(self) -> u32 {
        match self {
            Self::Group => 0o750,
            Self::Private => 0o700,
        }
    }
}

/// A folder in which files are made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) folder: &'a Path,
    pub(super) access: Access,
}

impl Place<'_> {
    /// Makes a new file, to be written and then [finished](Place::finish).
    pub(super) fn create(self, name: &str) -> Result<Hashing, PublishError> {
        let path = self.folder.join(name);
        let file = File::options()
            .write(true)
            .create_new(true)
            .mode(self.access.file())
            .open(&path);
        let file = file.map_err(|error| PublishError::io(&path, error))?;
        Ok(Hashing {
            inner: BufWriter::new(file),
            hasher: blake3::Hasher::new(),
            size: 0,
        })
    }

    /// Writes a small file whole, syncs it, and reads it back.
    pub(super) fn write(self, name: &str, bytes: &[u8]) -> Result<blake3::Hash, PublishError> {
        let mut sink = self.create(name)?;
        sink.write_all(bytes)
            .map_err(|error| PublishError::io(&self.folder.join(name), error))?;
        self.finish(name, sink).map(|(_, hash)| hash)
    }

    /// Puts a file of another run in the folder, as a link if that is allowed and the file system can, otherwise as a copy. Returns
    /// its hash; `None` if it is not there.
    pub(super) fn link_or_copy(
        self,
        from: &Path,
        name: &str,
        may_link: bool,
    ) -> Result<Option<blake3::Hash>, PublishError> {
        let path = self.folder.join(name);
        if may_link && fs::hard_link(from, &path).is_ok() {
            // The link is to what was read back when it was written; it is read once more.
            return hash_of(&path)
                .map(Some)
                .map_err(|error| PublishError::io(&path, error));
        }
        let mut source = match File::open(from) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            source => source.map_err(|error| PublishError::io(from, error))?,
        };
        let mut sink = self.create(name)?;
        io::copy(&mut source, &mut sink).map_err(|error| PublishError::io(&path, error))?;
        self.finish(name, sink).map(|(_, hash)| Some(hash))
    }

    /// Flushes and syncs a file, and compares what the disk holds with what was written; returns its size and hash. A failed
    /// sync is final, because what the system then has in memory cannot be trusted.
    pub(super) fn finish(
        self,
        name: &str,
        sink: Hashing,
    ) -> Result<(u64, blake3::Hash), PublishError> {
        let path = &self.folder.join(name);
        let io = |error| PublishError::io(path, error);
        let Hashing {
            inner,
            hasher,
            size,
        } = sink;
        let file = inner.into_inner().map_err(|error| io(error.into_error()))?;
        file.sync_all().map_err(io)?;
        // Makes the system forget the file, so that it is read back from the disk. If the system cannot forget, it is read
        // from memory.
        let _ = fadvise(&file, 0, None, Advice::DontNeed);
        let hash = hasher.finalize();
        if hash_of(path).map_err(io)? == hash {
            Ok((size, hash))
        } else {
            Err(PublishError::ReadBack {
                path: shown_path(path),
            })
        }
    }
}

/// Opens a file that is used only as a lock and has no content; makes it if it is missing.
pub(super) fn open_lock(path: &Path, access: Access) -> io::Result<File> {
    File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(access.file())
        .open(path)
}

/// Makes a folder and the missing folders above it, and syncs the folders in which they stand.
pub(super) fn make_folder(path: &Path, access: Access) -> io::Result<()> {
    match DirBuilder::new().mode(access.folder()).create(path) {
        Ok(()) => sync_folder(above(path)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        // If the folder above is there and this one cannot be made in it, as in `/proc`, a further attempt would fail as
        // well.
        Err(error)
            if error.kind() == ErrorKind::NotFound
                && !above(path).is_dir()
                && above(path) != path =>
        {
            make_folder(above(path), access)?;
            make_folder(path, access)
        }
        Err(error) => Err(error),
    }
}

/// Returns the folder in which a path stands.
fn above(path: &Path) -> &Path {
    path.parent().map_or(path, |above| {
        if above.as_os_str().is_empty() {
            Path::new(".")
        } else {
            above
        }
    })
}

/// Syncs the names in a folder to the disk.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Removes a file, or a folder with everything in it.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    if fs::symlink_metadata(path)?.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    }
}

/// Returns the BLAKE3 hash of a file.
pub fn hash_of(path: &Path) -> io::Result<blake3::Hash> {
    let mut file = File::open(path)?;
    let mut hasher = blake3::Hasher::new();
    let mut block = vec![0; 1 << 18];
    loop {
        match file.read(&mut block) {
            Ok(0) => return Ok(hasher.finalize()),
            Ok(read) => {
                hasher.update(&block[..read]);
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// A file that is being written, with the hash and the size of what was written so far.
#[derive(Debug)]
pub(super) struct Hashing {
    inner: BufWriter<File>,
    hasher: blake3::Hasher,
    size: u64,
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.size += u64::try_from(written).unwrap_or(u64::MAX);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_cannot_be_made_is_an_error() {
        for path in [
            "/proc/inforce",
            "/proc/inforce/out",
            "/proc/self/fd/inforce",
        ] {
            let made = make_folder(Path::new(path), Access::Group);
            assert!(
                made.is_err_and(|error| error.kind() != ErrorKind::AlreadyExists),
                "{path}"
            );
        }
        let folder = tempfile::tempdir().expect("a folder");
        make_folder(&folder.path().join("a/b/c"), Access::Group).expect("made with those above it");
        make_folder(&folder.path().join("a/b/c"), Access::Group).expect("there already");
    }
}
