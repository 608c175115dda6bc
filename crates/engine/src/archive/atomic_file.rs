//! Writes a file aside in the folder where it is to be; the caller puts it in place by one rename. The writer holds a lock
//! on the file. A file that nobody holds was left by a killed program; the next program removes it.

use super::disk::Access;
use super::lock::is_at;
use std::fs::{self, File, Permissions, TryLockError};
use std::io::{self, ErrorKind};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use tempfile::{Builder, NamedTempFile};

const BEGINNING: &str = ".inforce-";
const ENDING: &str = ".partial";

/// Makes a new file in a folder, with the permissions that `access` allows. First removes what killed programs left in the
/// folder.
pub fn aside(folder: &Path, access: Access) -> io::Result<NamedTempFile> {
    clear(folder)?;
    loop {
        let permissions = Permissions::from_mode(access.file());
        let aside = Builder::new()
            .permissions(permissions)
            .prefix(BEGINNING)
            .suffix(ENDING)
            .tempfile_in(folder)?;
        // Another program may clear the file before it is locked. On a file system without locks, no program clears.
        let taken = matches!(aside.as_file().try_lock(), Err(TryLockError::WouldBlock));
        if !taken && is_at(aside.as_file(), aside.path()) {
            return Ok(aside);
        }
    }
}

/// Removes the files that killed programs left.
fn clear(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let is_aside = name
            .to_str()
            .is_some_and(|name| name.starts_with(BEGINNING) && name.ends_with(ENDING));
        if !is_aside || !entry.file_type()?.is_file() {
            continue;
        }
        let path = entry.path();
        if let Some(_held) = left(&path) {
            match fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
    }
    Ok(())
}

/// Returns a file that nobody holds, locked. While it is locked, a program that has just made the file and is about to lock
/// it finds it taken and makes another, so that program does not lose its file.
fn left(path: &Path) -> Option<File> {
    File::open(path).ok().filter(|file| file.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_about_to_be_cleared_is_held_until_it_is_gone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(".inforce-left.partial");
        let own = File::create(&path).expect("made");
        let held = left(&path).expect("nobody holds it");
        assert!(
            matches!(own.try_lock(), Err(TryLockError::WouldBlock)),
            "whoever made it must not think that it is theirs"
        );
        drop(held);
        own.try_lock().expect("nobody holds it any more");
        assert!(left(&path).is_none(), "what somebody holds is not cleared");
    }

    #[test]
    fn what_nobody_holds_is_cleared() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        for name in [".inforce-left.partial", ".inforce-other", "letter.json"] {
            fs::write(at(name), "x").expect("written");
        }
        let first = aside(folder.path(), Access::Private).expect("a file");
        let second = aside(folder.path(), Access::Private).expect("a file");
        assert!(
            first.path().exists() && second.path().exists(),
            "what is being written stays"
        );
        assert!(
            !at(".inforce-left.partial").exists(),
            "what a killed program left goes"
        );
        assert!(
            at(".inforce-other").exists() && at("letter.json").exists(),
            "nothing else does"
        );
        // Many threads make files at a time, as for letters. No file is taken for one that was left.
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..500 {
                        let file = aside(folder.path(), Access::Group).expect("a file");
                        assert!(file.path().exists(), "cleared while it is held");
                    }
                });
            }
        });
        assert_eq!(
            second
                .path()
                .metadata()
                .expect("there")
                .permissions()
                .mode()
                & 0o777,
            0o600
        );
    }
}
