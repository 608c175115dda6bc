//! What became of each filing: from when to when it governs or counts, and by which rule (`rules.md` 3).

use super::standing::StandingFiling;
use super::timeline::Group;
use crate::config::Policy;
use crate::terms::Day;
use std::sync::Arc;

/// What a filing in use does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It sets the level on these days (3.2).
    Governs {
        /// The first day.
        from: Day,
        /// The day on which the next takes over; `None`: open.
        until: Option<Day>,
    },
    /// Another filing that starts on the same day governs in its place (3.2).
    Outranked {
        /// When both start.
        start: Day,
        /// The one that governs, or would if it were not outranked itself.
        by: Arc<str>,
    },
    /// It changes the level of a filing while that one governs (3.4).
    Changes {
        /// The filing.
        filing: Arc<str>,
        /// The days on which it counts; `None`: the filing does not govern on any day from then on.
        days: Option<(Day, Option<Day>)>,
    },
    /// It stands alone until a filing governs (3.5).
    Alone {
        /// The days on which it counts; `None`: a filing that was not known then governs on every day from then on.
        days: Option<(Day, Option<Day>)>,
    },
}

/// A filing in use with what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traced {
    /// The place of the filing among those given.
    pub place: usize,
    /// Its grams as they count: whole ones (3.3).
    pub whole_grams: i64,
    /// What it does.
    pub effect: Effect,
}

/// What each filing in use of one country and substance does, in the order given.
#[must_use]
pub fn trace(filings: &[&StandingFiling], policy: Policy) -> Vec<Traced> {
    let Some(key) = filings.first().map(|standing| (standing.filing.country, standing.filing.substance)) else {
        return Vec::new();
    };
    let group = Group::of(key, filings, policy);
    let mut traced: Vec<Traced> = Vec::with_capacity(filings.len());
    for (place, standing) in filings.iter().enumerate() {
        if let Some((index, governing)) = group.governing.iter().enumerate().find(|(_, governing)| Arc::ptr_eq(governing.id, &standing.id))
        {
            let effect = match group.governing.get(index + 1) {
                Some(next) if next.start == governing.start => Effect::Outranked { start: governing.start, by: Arc::clone(next.id) },
                next => Effect::Governs { from: governing.start, until: next.map(|next| next.start) },
            };
            traced.push(Traced { place, whole_grams: governing.grams, effect });
        } else if let Some(supplement) = group.supplements.iter().find(|supplement| Arc::ptr_eq(supplement.id, &standing.id)) {
            let effect = match supplement.changes.map(|index| (index, &group.governing[index])) {
                Some((index, filing)) => {
                    let until = group.governing.get(index + 1).map(|next| next.start);
                    Effect::Changes { filing: Arc::clone(filing.id), days: days(supplement.day, until) }
                }
                None => Effect::Alone { days: days(supplement.day, group.governing.first().map(|first| first.start)) },
            };
            traced.push(Traced { place, whole_grams: supplement.grams, effect });
        }
    }
    traced
}

/// From a day until another, if there is any between.
fn days(from: Day, until: Option<Day>) -> Option<(Day, Option<Day>)> {
    until.is_none_or(|until| from < until).then_some((from, until))
}
