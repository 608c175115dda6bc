//! Tells what became of each filing: on which days it governs or counts, and by which rule (`rules.md` 3).

use super::calendar_year;
use super::standing::StandingFiling;
use super::timeline::{Group, Way};
use crate::config::{Convention, Policy, Provisions, Term};
use crate::terms::{Day, Mass};
use std::sync::Arc;

/// The effect of a filing in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It sets the level on these days (3.2).
    Governs {
        /// The first day.
        from: Day,
        /// The day on which the next filing takes over; `None` if open.
        until: Option<Day>,
    },
    /// Another filing that starts on the same day governs in its place (3.2).
    Outranked {
        /// The day on which both filings start.
        start: Day,
        /// The filing that governs from that day on.
        by: Arc<str>,
    },
    /// It changes the level of a filing while that filing governs (3.4).
    Changes {
        /// The id of that filing.
        filing: Arc<str>,
        /// The days on which it counts; `None` if the filing that it changes governs on no day from then on.
        days: Option<(Day, Option<Day>)>,
    },
    /// It stands alone until a filing governs (3.5).
    Alone {
        /// The days on which it counts; `None` if a filing that was not known then governs on every day from then on.
        days: Option<(Day, Option<Day>)>,
    },
    /// It changes the level of its calendar year, whichever filing governs (7.3).
    OfYear {
        /// The calendar year.
        year: i32,
        /// The first day on which it counts.
        from: Day,
        /// The day after the year.
        until: Day,
    },
    /// It counts on no day of its calendar year: the Board has not confirmed it, or only after the year (7.2, 7.3).
    NotConfirmed {
        /// The calendar year.
        year: i32,
    },
}

/// A filing in use with its effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traced {
    /// The place of the filing among those given.
    pub place: usize,
    /// The grams as they count, in whole grams where the convention says so (3.3): negative for a deduction.
    pub counted: Mass,
    /// The effect of the filing.
    pub effect: Effect,
    /// The first day of the effect on which the governing filing, this one or the one that it changes, has expired, so that the
    /// level is 0 (3.7).
    pub expired: Option<Day>,
    /// The earliest receipt among the versions of the filing, if it is earlier than the receipt of the standing version (4.2).
    pub first_received: Option<Day>,
    /// For a filing of a calendar year: the day after that year from which it would count, if it counts only then.
    pub too_late: Option<Day>,
    /// What the convention of the substance lays down.
    pub provisions: &'static Provisions,
}

/// Returns the effect of each filing in use of one country and substance, in the order given. `convention` is that of the substance.
#[must_use]
pub fn trace(filings: &[&StandingFiling], convention: Convention, policy: Policy) -> Vec<Traced> {
    let Some(key) = filings
        .first()
        .map(|standing| (standing.filing.country, standing.filing.substance))
    else {
        return Vec::new();
    };
    let way = Way {
        provisions: convention.provisions(),
        policy,
    };
    if way.provisions.term == Term::CalendarYear {
        return calendar_year::trace(filings, way.provisions);
    }
    let group = Group::of(key, filings, way);
    let next_start = |index: usize| group.governing.get(index + 1).map(|next| next.start);
    let traced = |place: usize, amount: i128, effect, expires: Option<Day>| {
        let standing = filings[place];
        let days = match &effect {
            Effect::Governs { from, until } => Some((*from, *until)),
            Effect::Changes { days, .. } | Effect::Alone { days } => *days,
            Effect::Outranked { .. } | Effect::OfYear { .. } | Effect::NotConfirmed { .. } => None,
        };
        let expired = days
            .zip(expires)
            .and_then(|((from, until), expires)| self::days(expires.max(from), until));
        Traced {
            place,
            counted: Mass::from_millionths(amount),
            effect,
            expired: expired.map(|(from, _)| from),
            first_received: standing.first_received(),
            too_late: None,
            provisions: way.provisions,
        }
    };
    let governing = group
        .governing
        .iter()
        .enumerate()
        .map(|(index, governing)| {
            let effect = match next_start(index) {
                Some(next) if next == governing.start => {
                    let same = group.governing[index..]
                        .iter()
                        .take_while(|other| other.start == governing.start);
                    let by = same.last().map_or(governing.id, |last| last.id);
                    Effect::Outranked {
                        start: governing.start,
                        by: Arc::clone(by),
                    }
                }
                until => Effect::Governs {
                    from: governing.start,
                    until,
                },
            };
            traced(
                governing.place,
                governing.amount,
                effect,
                group.expires(governing),
            )
        });
    let supplements = group.supplements.iter().map(|supplement| {
        if let Some(index) = supplement.changes {
            let filing = &group.governing[index];
            let effect = Effect::Changes {
                filing: Arc::clone(filing.id),
                days: days(supplement.day, next_start(index)),
            };
            return traced(
                supplement.place,
                supplement.amount,
                effect,
                group.expires(filing),
            );
        }
        let effect = Effect::Alone {
            days: days(
                supplement.day,
                group.governing.first().map(|first| first.start),
            ),
        };
        traced(supplement.place, supplement.amount, effect, None)
    });
    let mut all: Vec<Traced> = governing.chain(supplements).collect();
    all.sort_by_key(|traced| traced.place);
    all
}

/// Returns the days from one day until another; `None` if there are none.
fn days(from: Day, until: Option<Day>) -> Option<(Day, Option<Day>)> {
    until
        .is_none_or(|until| from < until)
        .then_some((from, until))
}
