//! Answers what would become of the alerts if something more were filed.
//!
//! The supposed filings join those of a published run, the estimates are worked out from all of them, and the accounts of the run
//! are judged against these estimates. Only the groups of a country and substance with a supposed filing can change, and only
//! under rules that compare; besides, a supplement may end a notice. Nothing is published.

mod clearing;
mod groups;

pub use clearing::Clearing;

use super::trades::TradesError;
use crate::archive::read::{Dossier, PublishedError, PublishedRun};
use crate::config::{FilingKind, Provisions};
use crate::conversion::Lists;
use crate::estimates::{Estimates, Level, ReadFiling, StandingFiling, Traced, trace};
use crate::intake::{Cell, RawFiling};
use crate::judgement::{AlertKey, Excess, Gravity, Notices, excess};
use crate::records::Filing;
use crate::terms::{
    Country, Day, MassOverflow, Origin, Quantity, ScaledNumber, Substance, Timeline,
};
use groups::TradeGroup;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// A supposed filing, which nobody has made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Supposed {
    /// The country whose estimate it is.
    pub country: Country,
    /// The substance.
    pub substance: Substance,
    /// The kind.
    pub kind: FilingKind,
    /// The day of receipt.
    pub received: Day,
    /// The day from which the filing applies; `None` for a supplement and for a filing of a calendar year.
    pub effective: Option<Day>,
    /// The calendar year that the filing is for, where estimates are for calendar years.
    pub year: Option<i32>,
    /// The day on which the Board confirms a filing of a calendar year; `None` for a deduction.
    pub confirmed: Option<Day>,
    /// Grams a year; signed for supplements.
    pub grams: Quantity,
}

/// What would become of the estimate and the alerts of a country and substance.
#[derive(Debug)]
pub struct SupposedOutcome {
    /// The country whose estimate it is.
    pub country: Country,
    /// The substance.
    pub substance: Substance,
    /// The supposed filings, under the ids they would have; `effects` refers to their places.
    pub supposed: Vec<StandingFiling>,
    /// The effect of each supposed filing.
    pub effects: Vec<Traced>,
    /// The estimates as they are.
    pub before: Timeline<Level>,
    /// The estimates as they would be.
    pub after: Timeline<Level>,
    /// Every group that is in excess before or after, by key.
    pub alerts: Vec<SupposedAlert>,
    /// The days, first and last, on which exports would not be listed any more as exports after a notice, because a supposed supplement is
    /// confirmed on the first (`rules.md` 7.5).
    pub notice_ends: Vec<(Day, Day)>,
}

/// What would become of an alert.
#[derive(Clone, Debug)]
pub struct SupposedAlert {
    /// The group of the alert.
    pub key: AlertKey,
    /// The excess as it is; `None` if there is no alert.
    pub before: Option<Excess>,
    /// The excess as it would be; `None` if there would be no alert.
    pub after: Option<Excess>,
    /// For an existing alert: what would clear it, on each day on which a supplement is supposed.
    pub clearing: Vec<(Day, Clearing)>,
}

inforce_law::words! {
    /// What would become of an alert, as one word.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum AlertFate {
        /// The alert would be gone.
        Clears = "clears",
        /// The alert would be less grave ([`Gravity`]).
        Eases = "eases",
        /// Every figure of the alert would be the same, even with other filings behind the levels.
        Stays = "stays",
        /// The alert would differ, with the same gravity.
        Changes = "changes",
        /// The alert would be graver.
        Worsens = "worsens",
        /// There is no alert, and there would be one.
        Appears = "appears",
    }
}

impl SupposedAlert {
    /// Returns what would become of the alert.
    #[must_use]
    pub fn fate(&self) -> AlertFate {
        match (&self.before, &self.after) {
            (Some(_), None) => AlertFate::Clears,
            (None, _) => AlertFate::Appears,
            (Some(before), Some(after)) if before.figures() == after.figures() => AlertFate::Stays,
            (Some(before), Some(after)) => match Gravity::of(after).cmp(&Gravity::of(before)) {
                Ordering::Less => AlertFate::Eases,
                Ordering::Greater => AlertFate::Worsens,
                Ordering::Equal => AlertFate::Changes,
            },
        }
    }
}

/// The reason why the outcome cannot be worked out.
#[derive(Debug, thiserror::Error)]
pub enum WhatIfError {
    /// A supposed filing would be refused.
    #[error("{what} would be refused: {reason} (rules 7.2); suppose one that could be filed{hint}")]
    Refused {
        /// The filing, in words.
        what: String,
        /// The reason of the refusal.
        reason: &'static str,
        /// The kinds that could be filed, in words.
        hint: String,
    },
    /// The run would not know a supposed filing, which is received after its known-at date.
    #[error(
        "{what} would be received on {received}, after the known-at date {known_at} of run {run}, and not count; suppose an earlier day, or judge the data with a later --known-at"
    )]
    NotYetKnown {
        /// The filing, in words.
        what: String,
        /// The day of receipt.
        received: Day,
        /// The known-at date of the run.
        known_at: Day,
        /// The run.
        run: String,
    },
    /// A total has more than 38 digits.
    #[error(transparent)]
    Overflow(#[from] MassOverflow),
    /// The records of a group that might come into excess cannot be found again.
    #[error(transparent)]
    Trades(#[from] TradesError),
    /// The run cannot be read.
    #[error(transparent)]
    Published(#[from] PublishedError),
}

/// Returns the outcome for every country and substance with a supposed filing, by country and substance.
pub fn what_if(
    run: &PublishedRun,
    supposed: &[Supposed],
) -> Result<Vec<SupposedOutcome>, WhatIfError> {
    let lists = run.lists();
    let mut pairs: BTreeMap<(Country, Substance), Vec<Filing>> = BTreeMap::new();
    for one in supposed {
        let filing = one.checked(&lists).map_err(|reason| WhatIfError::Refused {
            what: one.told(run),
            reason,
            hint: one.hint(run),
        })?;
        if let Some(known_at) = run.known_at.filter(|known_at| filing.received > *known_at) {
            return Err(WhatIfError::NotYetKnown {
                what: one.told(run),
                received: filing.received,
                known_at,
                run: run.run.clone(),
            });
        }
        pairs
            .entry((filing.country, filing.substance))
            .or_default()
            .push(filing);
    }
    pairs
        .into_iter()
        .map(|((country, substance), filings)| outcome(run, country, substance, &filings))
        .collect()
}

impl Supposed {
    /// Returns the filing, or the reason why intake would refuse it.
    fn checked(&self, lists: &Lists<'_>) -> Result<Filing, &'static str> {
        let raw = RawFiling {
            has_id: true,
            country: Cell::Is(self.country),
            substance: Cell::Is(self.substance),
            kind: Cell::Is(self.kind),
            received: Cell::Is(self.received),
            effective: self.effective.map_or(Cell::Missing, Cell::Is),
            grams: Cell::Is(ScaledNumber::from_decimal(
                self.grams.millionths().into(),
                6,
            )),
            year: self.year.map_or(Cell::Missing, Cell::Is),
            confirmed: self.confirmed.map_or(Cell::Missing, Cell::Is),
        };
        raw.check(lists).map_err(crate::intake::Reason::name)
    }

    fn told(&self, run: &PublishedRun) -> String {
        let (country, substance) = (
            run.config.country_code(self.country),
            run.config.substance_code(self.substance),
        );
        format!("the {} for {country}:{substance}", self.kind.name())
    }

    /// Returns in words which kinds the substance has, if this is none of them.
    fn hint(&self, run: &PublishedRun) -> String {
        let Provisions { name, kinds, .. } = run.config.provisions(self.substance);
        if kinds.contains(&self.kind) {
            return String::new();
        }
        let kinds: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
        let substance = run.config.substance_code(self.substance);
        format!(
            ": {substance} is of the {name} Convention, which has {}",
            kinds.join(", ")
        )
    }
}

fn outcome(
    run: &PublishedRun,
    country: Country,
    substance: Substance,
    filings: &[Filing],
) -> Result<SupposedOutcome, WhatIfError> {
    let dossier = Dossier::of(run, country, substance)?;
    let supposed = named(run, country, filings)?;
    let published = &dossier.standing.in_use;
    let with = |more: &[StandingFiling]| timeline(published, more, run, &dossier);
    let (before, after) = (with(&[])?, with(&supposed)?);
    let all: Vec<&StandingFiling> = published.iter().chain(&supposed).collect();
    let convention = run.config.substance(substance).convention;
    let mut effects = trace(&all, convention, run.policy);
    effects.retain_mut(|traced| {
        traced
            .place
            .checked_sub(published.len())
            .map(|place| traced.place = place)
            .is_some()
    });
    let dates: BTreeSet<Day> = filings
        .iter()
        .filter(|filing| filing.kind == FilingKind::Supplement)
        .map(|filing| filing.received)
        .collect();
    let mut alerts = Vec::new();
    for group in groups::of(run, &dossier, [&before, &after])? {
        let (is, would_be) = (excess(&group.days, &before)?, excess(&group.days, &after)?);
        if is.is_none() && would_be.is_none() {
            continue;
        }
        let way = run.config.provisions(substance);
        let clear = |date: &Day| Ok((*date, clearing::smallest(&group, *date, way, &with)?));
        let clearing = if is.is_some() {
            dates
                .iter()
                .map(clear)
                .collect::<Result<_, MassOverflow>>()?
        } else {
            Vec::new()
        };
        alerts.push(SupposedAlert {
            key: group.key,
            before: is,
            after: would_be,
            clearing,
        });
    }
    alerts.sort_by_key(|alert| alert.key);
    let [noticed, would_be] = [&[][..], &supposed].map(|more| {
        let filings: Vec<StandingFiling> = published.iter().chain(more).cloned().collect();
        Notices::of(&run.config, &filings)
    });
    let confirmed = filings.iter().filter_map(|filing| filing.confirmed);
    let ends = |day: &Day| {
        noticed.apply(country, substance, *day) && !would_be.apply(country, substance, *day)
    };
    let first: BTreeSet<Day> = confirmed.filter(ends).collect();
    let last = |first: Day| {
        let next = |day: &Day| Some(day.next()).filter(ends);
        std::iter::successors(Some(first), next)
            .last()
            .unwrap_or(first)
    };
    Ok(SupposedOutcome {
        notice_ends: first
            .into_iter()
            .map(|first| (first, last(first)))
            .collect(),
        country,
        substance,
        supposed,
        effects,
        before,
        after,
        alerts,
    })
}

/// Returns the filings, under ids that the country does not use yet.
fn named(
    run: &PublishedRun,
    country: Country,
    filings: &[Filing],
) -> Result<Vec<StandingFiling>, PublishedError> {
    let used: BTreeSet<String> = run
        .filings_of(country)?
        .iter()
        .map(|filing| filing.id.to_string())
        .collect();
    let mut ids = (1_u64..)
        .map(|number| format!("what-if-{number}"))
        .filter(|id| !used.contains(id));
    let standing = |filing: &Filing| supposed(*filing, &ids.next().unwrap_or_default());
    Ok(filings.iter().map(standing).collect())
}

/// Returns a filing that is in no file.
fn supposed(filing: Filing, id: &str) -> StandingFiling {
    StandingFiling {
        read: ReadFiling {
            filing,
            id: id.into(),
            note: None,
            origin: Origin {
                file: u32::MAX,
                row: 0,
            },
        },
        known_from: filing.received,
    }
}

/// Returns the levels by the filings of one country and substance, own exports included.
fn timeline(
    published: &[StandingFiling],
    more: &[StandingFiling],
    run: &PublishedRun,
    dossier: &Dossier,
) -> Result<Timeline<Level>, MassOverflow> {
    let filings: Vec<StandingFiling> = published.iter().chain(more).cloned().collect();
    let estimates = Estimates::of(&filings, &run.config, run.policy);
    let levels = estimates.limits(dossier.country, dossier.substance, &dossier.own_exports)?;
    Ok(levels.into_owned())
}
