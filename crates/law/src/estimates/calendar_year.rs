//! Works out the level of the 1961 Convention, whose estimates are each for a calendar year (`rules.md` 7.2, 7.3). Own exports are
//! no part of it: see [`super::Estimates::limits`].

use super::finding::{Finding, FindingKind};
use super::level::{Counted, Level, Status, Supplements};
use super::standing::StandingFiling;
use super::timeline::LevelStretch;
use super::trace::{Effect, Traced};
use crate::config::{FilingKind, Provisions};
use crate::records::Filing;
use crate::terms::{Country, Day, Mass, Substance};
use std::collections::BTreeMap;
use std::sync::Arc;

/// An estimate or established value that starts in its year.
struct YearEstimate<'a> {
    place: usize,
    start: Day,
    filing: &'a StandingFiling,
}

/// A supplement or deduction that counts in its year.
struct Adjustment<'a> {
    place: usize,
    /// The day from which it counts.
    day: Day,
    /// Millionths of a gram, negative for a deduction.
    amount: i128,
    filing: &'a StandingFiling,
}

/// The filings of one country, substance and calendar year.
pub(super) struct YearFilings<'a> {
    first_day: Day,
    /// By start, receipt and id: of those started by a day, the last governs.
    governing: Vec<YearEstimate<'a>>,
    /// By the day from which they count, receipt and id.
    changes: Vec<Adjustment<'a>>,
}

/// Returns the day from which a filing of the 1961 Convention counts: that of its confirmation, or of the first receipt for a
/// deduction, which needs none, or of receipt for an established value that names no confirmation. `None`: not confirmed.
fn counts_from(standing: &StandingFiling) -> Option<Day> {
    let Filing {
        kind,
        received,
        confirmed,
        ..
    } = standing.filing;
    match kind {
        FilingKind::Deduction => Some(standing.known_from),
        FilingKind::Established => Some(confirmed.unwrap_or(received)),
        _ => confirmed,
    }
}

/// Returns the first day of a year of the rules.
fn first_day(year: i32) -> Day {
    Day::from_civil(year, 1, 1).unwrap_or(Day::FIRST)
}

/// Sorts the filings of a country and substance by the years that they are for.
pub(super) fn years<'a>(filings: &[&'a StandingFiling]) -> BTreeMap<i32, YearFilings<'a>> {
    let mut years: BTreeMap<i32, YearFilings<'a>> = BTreeMap::new();
    for (place, standing) in filings.iter().copied().enumerate() {
        let Some(year) = standing.filing.year else {
            continue;
        };
        let first_day = first_day(year);
        let of_year = years.entry(year).or_insert_with(|| YearFilings {
            first_day,
            governing: Vec::new(),
            changes: Vec::new(),
        });
        let Some(day) = counts_from(standing)
            .map(|day| day.max(first_day))
            .filter(|day| *day <= first_day.end_of_year())
        else {
            continue;
        };
        let amount = i128::from(standing.filing.grams.millionths());
        match standing.filing.kind {
            FilingKind::Supplement | FilingKind::Deduction => of_year.changes.push(Adjustment {
                place,
                day,
                amount: if standing.filing.kind == FilingKind::Deduction {
                    -amount
                } else {
                    amount
                },
                filing: standing,
            }),
            _ => of_year.governing.push(YearEstimate {
                place,
                start: day,
                filing: standing,
            }),
        }
    }
    for year in years.values_mut() {
        let rank = |of: &YearEstimate<'a>| {
            (
                of.start,
                of.filing.filing.received,
                Arc::clone(&of.filing.id),
            )
        };
        year.governing.sort_by_key(rank);
        let place = |of: &Adjustment<'a>| (of.day, of.filing.known_from, Arc::clone(&of.filing.id));
        year.changes.sort_by_key(place);
    }
    years
}

impl YearFilings<'_> {
    /// Returns the stretches of the year; the first begins on 1 January.
    fn pieces(&self, pieces: &mut Vec<LevelStretch>) {
        let all: Arc<[Counted]> = self
            .changes
            .iter()
            .map(|change| Counted {
                from: change.day,
                received: change.filing.known_from,
                id: Arc::clone(&change.filing.id),
            })
            .collect();
        let starts = self.governing.iter().map(|filing| filing.start);
        let counting = self.changes.iter().map(|change| change.day);
        let mut days: Vec<Day> = std::iter::once(self.first_day)
            .chain(starts)
            .chain(counting)
            .collect();
        days.sort_unstable();
        days.dedup();
        for day in days {
            let started = self.governing.partition_point(|filing| filing.start <= day);
            let governs = self.governing[..started].last();
            let counted = self.changes.partition_point(|change| change.day <= day);
            let changes = &self.changes[..counted];
            let is_supplemented = changes
                .iter()
                .any(|change| change.filing.filing.kind == FilingKind::Supplement);
            let filed = governs.map_or(0, |of| i128::from(of.filing.filing.grams.millionths()));
            let sum = filed + changes.iter().map(|change| change.amount).sum::<i128>();
            let level = Level {
                mass: Mass::from_millionths(sum.max(0)),
                own_exports: Some(Mass::ZERO),
                status: if governs.is_some() || is_supplemented {
                    Status::InForce
                } else {
                    Status::None
                },
                filing: governs.map(|of| Arc::clone(&of.filing.id)),
                supplements: Supplements::of(&all, counted),
            };
            pieces.push(LevelStretch {
                from: day,
                level,
                below_zero: sum < 0,
            });
        }
    }
}

/// Returns the stretches of all years; a year without filing is a stretch without level.
pub(super) fn pieces(filings: &[&StandingFiling]) -> Vec<LevelStretch> {
    let mut pieces = Vec::new();
    let years = years(filings);
    for (number, year) in &years {
        year.pieces(&mut pieces);
        if !years.contains_key(&(number + 1)) {
            pieces.push(LevelStretch {
                from: first_day(number + 1),
                level: Level {
                    own_exports: Some(Mass::ZERO),
                    ..super::NO_LEVEL.clone()
                },
                below_zero: false,
            });
        }
    }
    pieces
}

/// Returns the findings on filings that were not confirmed.
pub(super) fn unconfirmed(
    (country, substance): (Country, Substance),
    filings: &[&StandingFiling],
) -> impl Iterator<Item = Finding> {
    let unconfirmed = filings
        .iter()
        .filter(|standing| standing.filing.is_unconfirmed());
    unconfirmed.filter_map(move |standing| {
        let year = standing.filing.year?;
        Some(Finding {
            kind: FindingKind::Unconfirmed,
            country,
            substance,
            from: first_day(year),
            to: Some(first_day(year + 1)),
            filing: Some(Arc::clone(&standing.id)),
        })
    })
}

/// Returns the effect of each filing in use of one country and substance, in the order given.
pub(super) fn trace(filings: &[&StandingFiling], provisions: &'static Provisions) -> Vec<Traced> {
    let traced = |place: usize, effect| {
        let standing: &StandingFiling = filings[place];
        let grams = i128::from(standing.filing.grams.millionths());
        Traced {
            place,
            counted: Mass::from_millionths(if standing.filing.kind == FilingKind::Deduction {
                -grams
            } else {
                grams
            }),
            effect,
            expired: None,
            first_received: standing.first_received(),
            too_late: None,
            provisions,
        }
    };
    let mut all: Vec<Traced> = Vec::new();
    for (number, year) in years(filings) {
        let end = first_day(number + 1);
        for (index, governing) in year.governing.iter().enumerate() {
            let same = year.governing[index..]
                .iter()
                .take_while(|other| other.start == governing.start);
            let effect = match year.governing.get(index + 1) {
                Some(next) if next.start == governing.start => Effect::Outranked {
                    start: governing.start,
                    by: Arc::clone(same.last().map_or(&governing.filing.id, |of| &of.filing.id)),
                },
                next => Effect::Governs {
                    from: governing.start,
                    until: Some(next.map_or(end, |next| next.start)),
                },
            };
            all.push(traced(governing.place, effect));
        }
        for change in &year.changes {
            let effect = Effect::OfYear {
                year: number,
                from: change.day,
                until: end,
            };
            all.push(traced(change.place, effect));
        }
    }
    let counting: Vec<usize> = all.iter().map(|traced| traced.place).collect();
    for (place, standing) in filings.iter().enumerate() {
        if let Some(year) = standing.filing.year.filter(|_| !counting.contains(&place)) {
            all.push(Traced {
                too_late: counts_from(standing),
                ..traced(place, Effect::NotConfirmed { year })
            });
        }
    }
    all.sort_by_key(|traced| traced.place);
    all
}
