//! Locks an output folder for one run. The system releases the lock when the process ends, in whatever way.

use super::disk::{Access, open_lock};
use super::error::PublishError;
use crate::terms::shown_path;
use std::fmt;
use std::fs::{self, File, TryLockError};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::str::FromStr;
use std::thread;
use std::time::{Duration, Instant};
use tracing::warn;

/// What to do while another run holds the output folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wait {
    /// Fails.
    #[default]
    No,
    /// Waits until the other run has ended.
    Forever,
    /// Waits for this time, then fails.
    AtMost(Duration),
}

/// The error of a text that is not a time to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected a whole number of seconds, minutes or hours, as in 30s, 10m or 2h; for no limit let --wait come last"
)]
pub struct NotATime;

/// The units of time, and their seconds.
const UNITS: [(char, u64); 3] = [('h', 3600), ('m', 60), ('s', 1)];

/// The time between two attempts at the lock.
const PERIOD: Duration = Duration::from_millis(100);

impl FromStr for Wait {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        if text == Self::Forever.to_string() {
            return Ok(Self::Forever);
        }
        let (digits, seconds) = UNITS
            .iter()
            .find_map(|(unit, seconds)| Some((text.strip_suffix(*unit)?, seconds)))
            .ok_or(NotATime)?;
        let whole = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        let number = digits
            .parse::<u64>()
            .ok()
            .filter(|_| whole)
            .ok_or(NotATime)?;
        number
            .checked_mul(*seconds)
            .map(|seconds| Self::AtMost(Duration::from_secs(seconds)))
            .ok_or(NotATime)
    }
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::No => f.write_str("no"),
            Self::Forever => f.write_str("forever"),
            Self::AtMost(limit) => {
                let seconds = limit.as_secs();
                let (unit, of_unit) = UNITS
                    .into_iter()
                    .find(|(_, of_unit)| seconds > 0 && seconds.is_multiple_of(*of_unit))
                    .unwrap_or(('s', 1));
                write!(f, "{}{unit}", seconds / of_unit)
            }
        }
    }
}

/// Locks an output folder; no other run can lock it until the returned file is closed. The system closes the file when the
/// process ends, in whatever way.
pub(super) fn hold(out: &Path, wait: Wait, access: Access) -> Result<File, PublishError> {
    let path = out.join(".lock");
    let (started, mut said) = (Instant::now(), false);
    loop {
        let lock = open_lock(&path, access).map_err(|error| PublishError::io(&path, error))?;
        match lock.try_lock() {
            // Another file of the same name may have taken its place meanwhile, and another run may hold that one.
            Ok(()) if is_at(&lock, &path) => return Ok(lock),
            Ok(()) => continue,
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(PublishError::io(&path, error)),
        }
        let left = match wait {
            Wait::No => Duration::ZERO,
            Wait::Forever => PERIOD,
            Wait::AtMost(limit) => limit.saturating_sub(started.elapsed()),
        };
        if left.is_zero() {
            let waited = if wait == Wait::No {
                String::new()
            } else {
                format!(", and was for the {wait} that --wait allows")
            };
            return Err(PublishError::Locked {
                out: shown_path(out),
                waited,
            });
        }
        if !said {
            said = true;
            warn!(
                out = shown_path(out),
                "another run is writing there; waiting for it"
            );
        }
        thread::sleep(left.min(PERIOD));
    }
}

/// Whether an open file or folder is still the one at a path.
#[must_use]
pub fn is_at(file: &File, path: &Path) -> bool {
    let same = |(a, b): (fs::Metadata, fs::Metadata)| (a.dev(), a.ino()) == (b.dev(), b.ino());
    file.metadata()
        .ok()
        .zip(fs::metadata(path).ok())
        .is_some_and(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_they_are_shown() {
        for (text, seconds, shown) in [
            ("30s", 30, "30s"),
            ("600s", 600, "10m"),
            ("10m", 600, "10m"),
            ("120m", 7200, "2h"),
            ("0s", 0, "0s"),
        ] {
            let wait = text.parse::<Wait>();
            assert_eq!(
                wait,
                Ok(Wait::AtMost(Duration::from_secs(seconds))),
                "{text}"
            );
            assert_eq!(wait.map(|wait| wait.to_string()), Ok(shown.to_owned()));
        }
        assert_eq!("forever".parse(), Ok(Wait::Forever));
        for text in [
            "",
            "m",
            "10",
            "1.5h",
            "10 m",
            "-1s",
            "+1s",
            "10M",
            "99999999999999999999h",
            "9999999999999999999h",
            "data",
        ] {
            assert_eq!(text.parse::<Wait>(), Err(NotATime), "{text}");
        }
    }
}
