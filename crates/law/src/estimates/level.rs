//! The level in force on a day.

use crate::terms::{Day, Mass, Quantity};
use serde::Serialize;
use std::fmt;
use std::sync::Arc;

crate::words! {
    /// What kind of level applies (`rules.md` 3.8).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
    pub enum Status: serde {
        /// An estimate applies.
        InForce = "in-force",
        /// An estimate applies, though it was received three years ago or more.
        Stale = "stale",
        /// An estimate was received three years ago or more and no longer applies: level 0.
        Expired = "expired",
        /// Nothing was filed: level 0, which is not an estimate of 0 g.
        None = "none",
        /// Nothing was filed under a convention that then sets no level: nothing is compared (`rules.md` 7.9).
        Unknown = "unknown",
    }
}

/// The estimate in force on a day, and the filings behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// The grams a year, never below zero (`rules.md` 3.6), own exports included.
    pub mass: Mass,
    /// What own exports add to the level; `None` where they do not matter (`rules.md` 7.4).
    pub own_exports: Option<Mass>,
    /// The kind of level.
    pub status: Status,
    /// The id of the filing that governs, if one does.
    pub filing: Option<Arc<str>>,
    /// The supplements to the filing that governs, or the supplements that stand alone. They count unless that filing has
    /// expired: see [`Level::counting`].
    pub supplements: Supplements,
}

/// No estimate: the level where nothing was filed.
pub static NO_LEVEL: Level = Level {
    mass: Mass::ZERO,
    own_exports: None,
    status: Status::None,
    filing: None,
    supplements: NO_SUPPLEMENTS,
};

const NO_SUPPLEMENTS: Supplements = Supplements {
    all: None,
    first_day: 0,
};

impl Level {
    /// Returns the supplements that count: none if the filing that they change has expired (`rules.md` 3.7).
    #[must_use]
    pub fn counting(&self) -> &Supplements {
        if self.status == Status::Expired {
            &NO_LEVEL.supplements
        } else {
            &self.supplements
        }
    }

    /// Returns the level without own exports.
    #[must_use]
    pub fn base(&self) -> Mass {
        self.mass.minus(self.own_exports.unwrap_or_default())
    }

    /// Returns the grams that trade is compared with; `None` if nothing is compared.
    #[must_use]
    pub fn compared(&self) -> Option<Mass> {
        (self.status != Status::Unknown).then_some(self.mass)
    }

    /// Whether two levels differ in nothing but their supplements.
    pub(super) fn looks_like(&self, other: &Level) -> bool {
        (self.mass, self.status, &self.filing) == (other.mass, other.status, &other.filing)
    }
}

/// The supplements that belong to a level while it applies, by the day on which they took effect and id. All levels of one filing
/// share one list and differ in how much of the list counts: a list for each level would take memory by the square of the number
/// of supplements.
#[derive(Clone)]
pub struct Supplements {
    /// All supplements to the filing, or all that stand alone, each with the day from which it counts.
    all: Option<Arc<[Counted]>>,
    /// The number of supplements that count on the first day of the level.
    first_day: usize,
}

/// A supplement, or a deduction.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    /// The day from which it counts.
    pub(super) from: Day,
    /// The day on which it was first received.
    pub(super) received: Day,
    pub(super) id: Arc<str>,
}

/// The supplements that count on the first day of a level.
type FirstDay<'s> = std::vec::IntoIter<&'s Arc<str>>;

impl Supplements {
    /// Returns the first `first_day` supplements of a list, which is in order.
    pub(super) fn of(all: &Arc<[Counted]>, first_day: usize) -> Self {
        Self {
            all: Some(Arc::clone(all)),
            first_day,
        }
    }

    fn all(&self) -> &[Counted] {
        self.all.as_deref().unwrap_or_default()
    }

    /// Returns the supplements that count on the first day of the level, by receipt and id.
    #[must_use]
    pub fn iter(&self) -> FirstDay<'_> {
        Self::in_order(&self.all()[..self.first_day])
    }

    fn in_order(counted: &[Counted]) -> FirstDay<'_> {
        let mut counted: Vec<&Counted> = counted.iter().collect();
        counted.sort_by_key(|of| (of.received, &of.id));
        let ids: Vec<&Arc<str>> = counted.into_iter().map(|of| &of.id).collect();
        ids.into_iter()
    }

    /// Returns the supplements that count on a day on which the level applies, by receipt and id; this includes later ones that did
    /// not change the level.
    #[must_use]
    pub fn on(&self, day: Day) -> impl DoubleEndedIterator<Item = &Arc<str>> + ExactSizeIterator {
        let counted = self.all().partition_point(|of| of.from <= day);
        Self::in_order(&self.all()[..counted])
    }

    /// Returns the supplements that count later while the level applies, until a day, each with its day.
    pub fn later(&self, until: Option<Day>) -> impl Iterator<Item = (Day, &Arc<str>)> {
        let later = self.all()[self.first_day..]
            .iter()
            .map(|of| (of.from, &of.id));
        later.take_while(move |(from, _)| until.is_none_or(|until| *from < until))
    }
}

#[cfg(test)]
impl Supplements {
    /// Whether both share one list; two equal lists are not one.
    pub(super) fn shares_with(&self, other: &Self) -> bool {
        matches!((&self.all, &other.all), (Some(one), Some(other)) if Arc::ptr_eq(one, other))
    }
}

impl<'s> IntoIterator for &'s Supplements {
    type Item = &'s Arc<str>;
    type IntoIter = FirstDay<'s>;

    fn into_iter(self) -> FirstDay<'s> {
        self.iter()
    }
}

impl PartialEq for Supplements {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Supplements {}

impl fmt::Debug for Supplements {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.iter()).finish()
    }
}

/// Rounds to whole grams as Form B/P counts them: halves away from zero; a quantity between 0 and 1 g becomes 1 g, with its sign
/// (`rules.md` 3.3).
#[must_use]
pub fn whole_grams(filed: Quantity) -> i64 {
    const GRAM: i64 = 1_000_000;
    let magnitude = filed.millionths().abs();
    let grams = if magnitude > 0 && magnitude < GRAM {
        1
    } else {
        (magnitude + GRAM / 2) / GRAM
    };
    if filed.millionths() < 0 {
        -grams
    } else {
        grams
    }
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
