//! How the memory of a run is shared out.

use crate::scratch::Scratch;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// The memory that a run may use, in bytes. What is gathered from the records beyond it goes to disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory(u64);

const MIB: u64 = 1 << 20;
/// What the program takes for itself: its code, the configuration, the footers of files.
const BASE: u64 = 128 * MIB;
/// What each thread takes: pages decoded and encoded, and what it gathers before it is kept.
const THREAD: u64 = 108 * MIB;

impl Memory {
    /// What a run gets unless it is told otherwise: 1 GiB.
    pub const DEFAULT: Memory = Memory(1 << 30);
    /// The least that can be asked for on the command line: 128 MiB.
    pub const LEAST: Memory = Memory(128 * MIB);

    /// So many bytes, however few: with none, all that is gathered goes to disk.
    #[must_use]
    pub const fn of_bytes(bytes: u64) -> Self {
        Self(bytes)
    }

    /// What is left for what is gathered, and the folder for what exceeds it.
    pub(super) fn scratch(self, folder: &Path) -> Scratch {
        Scratch::new(folder, self.left())
    }

    /// The part of it that the tally may take.
    pub(super) fn tally(self) -> u64 {
        self.left() / 2
    }

    fn left(self) -> u64 {
        let threads = u64::try_from(rayon::current_num_threads()).unwrap_or(1);
        self.0
            .saturating_sub(BASE + threads * THREAD)
            .max(self.0 / 16)
    }
}

/// Not an amount of memory that a run could do with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MemoryFault {
    /// Anything but digits and a unit.
    #[error("expected a whole number with K, M, G or T for the powers of 1024, as in 256M")]
    NotASize,
    /// Less than the least.
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
