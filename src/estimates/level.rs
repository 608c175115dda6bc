//! The level in force on a day.

use crate::terms::{Mass, Quantity};
use serde::Serialize;
use std::sync::Arc;

/// What kind of level applies (`rules.md` 3.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// An estimate applies.
    InForce,
    /// It still applies but was received three years ago or more.
    Stale,
    /// It was received three years ago or more and no longer applies: level 0.
    Expired,
    /// Nothing was filed: level 0, and never mixed up with an estimate of 0 g.
    None,
}

impl Status {
    /// The word the outputs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::InForce => "in-force",
            Self::Stale => "stale",
            Self::Expired => "expired",
            Self::None => "none",
        }
    }
}

/// The estimate in force on a day, and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// Grams a year, never below zero (`rules.md` 3.6).
    pub mass: Mass,
    /// Whether and how it applies.
    pub status: Status,
    /// The filing that governs, if any.
    pub filing: Option<Arc<str>>,
    /// The supplements that count, by the day they took effect and id.
    pub supplements: Vec<Arc<str>>,
}

/// No estimate: what applies where nothing was filed.
pub static NO_LEVEL: Level = Level { mass: Mass::ZERO, status: Status::None, filing: None, supplements: Vec::new() };

impl Level {
    /// Whether a reader would see no difference but for the supplements behind it.
    pub(super) fn looks_like(&self, other: &Level) -> bool {
        (self.mass, self.status, &self.filing) == (other.mass, other.status, &other.filing)
    }
}

/// Whole grams, as Form B/P counts them: halves away from zero, and anything between 0 and 1 g is
/// 1 g, with its sign (`rules.md` 3.3).
pub(super) fn whole_grams(filed: Quantity) -> i64 {
    const GRAM: i64 = 1_000_000;
    let magnitude = filed.millionths().abs();
    let grams = if magnitude > 0 && magnitude < GRAM { 1 } else { (magnitude + GRAM / 2) / GRAM };
    if filed.millionths() < 0 { -grams } else { grams }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grams_are_whole_and_never_lost() {
        for (millionths, grams) in [
            (0, 0),
            (1, 1),
            (350_000, 1),
            (999_999, 1),
            (1_000_000, 1),
            (1_499_999, 1),
            (1_500_000, 2),
            (-1, -1),
            (-200_000, -1),
            (-1_500_000, -2),
            (-1_499_999, -1),
            (999_999_999_999_999_999, 1_000_000_000_000),
        ] {
            let filed = Quantity::from_millionths(millionths).expect("below the limit");
            assert_eq!(whole_grams(filed), grams, "{millionths}");
        }
    }
}
