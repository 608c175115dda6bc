//! Finds the smallest supplement that would clear an alert.

use super::Group;
use crate::estimates::{Level, StandingFiling};
use crate::intake::{Filing, FilingKind};
use crate::judgement::excess;
use crate::terms::{Day, MassOverflow, Origin, Quantity, Timeline};

/// The supplement, received on some day, that would clear an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clearing {
    /// The least number of whole grams that would clear it.
    Grams(i64),
    /// No supplement of that day would clear it: a day would stay in excess, because it is earlier or because another filing
    /// governs it.
    None {
        /// The first day that would stay in excess.
        still: Day,
    },
}

/// The most whole grams that a filing may have (`rules.md` 4.3).
const MOST: i64 = Quantity::LIMIT_MILLIONTHS / GRAM - 1;
const GRAM: i64 = 1_000_000;

/// Returns the smallest supplement, received on a day, that leaves a group without a day in excess. More grams never lower a
/// level, so the search halves the range. Every step works out the timeline again, so that no rule is stated twice.
pub(super) fn smallest(
    group: &Group,
    received: Day,
    with: &impl Fn(&[StandingFiling]) -> Result<Timeline<Level>, MassOverflow>,
) -> Result<Clearing, MassOverflow> {
    let still = |grams: i64| {
        let timeline = with(&[supplement(group, received, grams)])?;
        Ok(excess(&group.days, &timeline)?.map(|excess| excess.first.day))
    };
    if let Some(still) = still(MOST)? {
        return Ok(Clearing::None { still });
    }
    let (mut too_few, mut enough) = (0, MOST);
    while enough - too_few > 1 {
        let middle = too_few + (enough - too_few) / 2;
        if still(middle)?.is_some() {
            too_few = middle;
        } else {
            enough = middle;
        }
    }
    Ok(Clearing::Grams(enough))
}

fn supplement(group: &Group, received: Day, grams: i64) -> StandingFiling {
    let (country, substance) = (group.key.importer(), group.key.substance);
    let grams = Quantity::from_millionths(i128::from(grams) * i128::from(GRAM)).unwrap_or_default();
    let filing = Filing {
        country,
        substance,
        kind: FilingKind::Supplement,
        received,
        effective: None,
        grams,
        year: None,
        confirmed: None,
    };
    StandingFiling {
        filing,
        id: "supplement".into(),
        note: None,
        origin: Origin {
            file: u32::MAX,
            row: 0,
        },
        known_from: received,
    }
}
