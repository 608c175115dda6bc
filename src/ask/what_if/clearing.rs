//! Finds the smallest supplement that would clear an alert.

use super::{TradeGroup, supposed};
use crate::config::{FilingKind, Provisions, Term};
use crate::estimates::{Level, StandingFiling};
use crate::judgement::excess;
use crate::records::Filing;
use crate::terms::{Day, MassOverflow, Quantity, Timeline};

/// The supplement, received on some day, that would clear an alert. Where estimates are for calendar years, the supplement is for the
/// year of the alert, and confirmed on the day of receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clearing {
    /// The least amount that would clear it, in whole grams where supplements count in whole grams.
    Grams(Quantity),
    /// No supplement of that day would clear it: a day would stay in excess, because it is earlier or because another filing
    /// governs it.
    None {
        /// The first day that would stay in excess.
        still: Day,
    },
}

/// The millionths in a gram.
const GRAM: i64 = 1_000_000;

/// Returns the smallest supplement, received on a day, that leaves a group without a day in excess. A larger supplement never lowers
/// a level, so the search halves the range. Every step works out the timeline again, so that no rule is stated twice.
pub(super) fn smallest(
    group: &TradeGroup,
    received: Day,
    way: &Provisions,
    with: &impl Fn(&[StandingFiling]) -> Result<Timeline<Level>, MassOverflow>,
) -> Result<Clearing, MassOverflow> {
    // The millionths in which supplements count.
    let unit = if way.whole_grams { GRAM } else { 1 };
    let amount = |units: i64| {
        Quantity::from_millionths(i128::from(units) * i128::from(unit)).unwrap_or_default()
    };
    let still = |units: i64| {
        let timeline = with(&[supplement(group, received, amount(units), way)])?;
        Ok(excess(&group.days, &timeline)?.map(|excess| excess.first.day))
    };
    // The largest that may be filed (`rules.md` 4.3).
    let most = (Quantity::LIMIT_MILLIONTHS - 1) / unit;
    if let Some(still) = still(most)? {
        return Ok(Clearing::None { still });
    }
    let (mut too_few, mut enough) = (0, most);
    while enough - too_few > 1 {
        let middle = too_few + (enough - too_few) / 2;
        if still(middle)?.is_some() {
            too_few = middle;
        } else {
            enough = middle;
        }
    }
    Ok(Clearing::Grams(amount(enough)))
}

fn supplement(
    group: &TradeGroup,
    received: Day,
    grams: Quantity,
    way: &Provisions,
) -> StandingFiling {
    let (country, substance) = (group.key.importer(), group.key.substance);
    let year = (way.term == Term::CalendarYear).then_some(group.key.year);
    let filing = Filing {
        country,
        substance,
        kind: FilingKind::Supplement,
        received,
        effective: None,
        grams,
        year,
        confirmed: year.map(|_| received),
    };
    supposed(filing, "supplement")
}
