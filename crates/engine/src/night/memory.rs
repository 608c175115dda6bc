//! Divides the memory of a run.

use crate::compare;
use crate::scratch::Scratch;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// The memory that a run may use, in bytes. Data gathered from the records beyond it go to disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory(u64);

const MIB: u64 = 1 << 20;
/// Bytes for the program itself: its code, the configuration, the footers of files.
const BASE: u64 = 128 * MIB;
/// Bytes for each thread: pages being decoded and encoded, and data not yet stored.
const THREAD: u64 = 108 * MIB;

impl Memory {
    /// The default: 1 GiB.
    pub const DEFAULT: Memory = Memory(1 << 30);
    /// The least amount that the command line accepts: 128 MiB.
    pub const LEAST: Memory = Memory(128 * MIB);

    /// Returns an amount of bytes, however small; with 0, all gathered data go to disk.
    #[must_use]
    pub const fn of_bytes(bytes: u64) -> Self {
        Self(bytes)
    }

    /// Returns the scratch space: the memory left for gathered data, and the folder for data beyond it.
    pub(super) fn scratch(self, folder: &Path) -> Scratch {
        Scratch::new(folder, self.left())
    }

    /// Returns the bytes that the tallies may take: half of what is left.
    pub(super) fn tally(self) -> u64 {
        self.left() / 2
    }

    /// Returns the number of rows that the comparison with the run before may hold: half of what is left, when the data of the
    /// run itself are written.
    pub(super) fn compared_rows(self) -> u64 {
        self.left() / 2 / compare::ROW_BYTES
    }

    fn left(self) -> u64 {
        let threads = u64::try_from(rayon::current_num_threads()).unwrap_or(1);
        self.0
            .saturating_sub(BASE + threads * THREAD)
            .max(self.0 / 16)
    }
}

/// The reason why a text is not a valid amount of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MemoryFault {
    /// The text is not a whole number with a unit.
    #[error("expected a whole number with K, M, G or T for the powers of 1024, as in 256M")]
    NotASize,
    /// The amount is less than the least.
    #[error("expected at least {}", Memory::LEAST)]
    TooLittle,
}

/// The units and their powers of 1024, as shifts.
const UNITS: [(char, u32); 4] = [('T', 40), ('G', 30), ('M', 20), ('K', 10)];

impl FromStr for Memory {
    type Err = MemoryFault;

    fn from_str(text: &str) -> Result<Self, MemoryFault> {
        let unit = UNITS.into_iter().find_map(|(unit, shift)| {
            Some((text.strip_suffix([unit, unit.to_ascii_lowercase()])?, shift))
        });
        let (digits, shift) = unit.unwrap_or((text, 0));
        let whole = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        let number = digits
            .parse::<u64>()
            .ok()
            .filter(|_| whole)
            .ok_or(MemoryFault::NotASize)?;
        let bytes = number
            .checked_mul(1 << shift)
            .ok_or(MemoryFault::NotASize)?;
        if bytes < Self::LEAST.0 {
            Err(MemoryFault::TooLittle)
        } else {
            Ok(Self(bytes))
        }
    }
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match UNITS
            .into_iter()
            .find(|(_, shift)| self.0.trailing_zeros() >= *shift)
        {
            Some((unit, shift)) => write!(f, "{}{unit}", self.0 >> shift),
            None => write!(f, "{}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_they_are_shown() {
        for (text, shown) in [
            ("256M", "256M"),
            ("256m", "256M"),
            ("1024M", "1G"),
            ("134217728", "128M"),
            ("134217729", "134217729"),
            ("2t", "2T"),
        ] {
            assert_eq!(
                text.parse::<Memory>().map(|memory| memory.to_string()),
                Ok(shown.to_owned())
            );
        }
        for text in [
            "",
            "M",
            "1.5G",
            "1 G",
            "-1G",
            "+1G",
            "1GB",
            "99999999999T",
            "12345678901234567890123",
        ] {
            assert_eq!(text.parse::<Memory>(), Err(MemoryFault::NotASize), "{text}");
        }
        assert_eq!("127M".parse::<Memory>(), Err(MemoryFault::TooLittle));
    }
}
