//! From the filings of one country and substance to the level on every day (`rules.md` 3.1–3.8).

use super::finding::{Finding, FindingKind};
use super::level::{Level, Status, whole_grams};
use super::standing::StandingFiling;
use crate::config::{Policy, Retroactive, Validity};
use crate::intake::FilingKind;
use crate::terms::{Country, Day, Mass, Substance, Timeline};
use std::sync::Arc;

/// A filing that sets a level: an assessment or an established value.
pub(super) struct Governing<'a> {
    /// When it starts to govern (3.1).
    pub(super) start: Day,
    received: Day,
    known_from: Day,
    pub(super) id: &'a Arc<str>,
    pub(super) grams: i64,
}

/// A supplement and the filing it changes (3.4), or none (3.5).
pub(super) struct Supplement<'a> {
    pub(super) day: Day,
    pub(super) id: &'a Arc<str>,
    pub(super) grams: i64,
    /// The place of the filing among those that govern.
    pub(super) changes: Option<usize>,
}

/// A stretch of days on which nothing changes.
struct Piece {
    from: Day,
    level: Level,
    /// Before it is held at zero (3.6).
    below_zero: bool,
}

/// The timeline of a country and substance, and what is odd about its filings.
pub(super) fn build(key: (Country, Substance), filings: &[&StandingFiling], policy: Policy) -> (Timeline<Level>, Vec<Finding>) {
    let group = Group::of(key, filings, policy);
    let pieces = group.pieces();
    let findings = group.findings(&pieces);
    let mut changes: Vec<(Day, Level)> = Vec::new();
    for piece in pieces {
        if changes.last().is_none_or(|(_, level)| !level.looks_like(&piece.level)) {
            changes.push((piece.from, piece.level));
        }
    }
    (Timeline::from_changes(changes), findings)
}

/// The filings that set a level, in the order in which they come to govern (3.1, 3.2): of those
/// started by a day, the last one governs.
fn governing<'a>(filings: &[&'a StandingFiling], policy: Policy) -> Vec<Governing<'a>> {
    let mut governing: Vec<Governing> = filings
        .iter()
        .filter_map(|standing| {
            let filing = &standing.filing;
            let effective = filing.effective?;
            let start = match policy.retroactive {
                Retroactive::Honour => effective,
                Retroactive::Ignore => effective.max(filing.received),
            };
            let (received, known_from, grams) = (filing.received, standing.known_from, whole_grams(filing.grams));
            Some(Governing { start, received, known_from, id: &standing.id, grams })
        })
        .collect();
    governing.sort_by(|a, b| (a.start, a.received, a.id).cmp(&(b.start, b.received, b.id)));
    governing
}

/// The supplements by the day they take effect, each with the filing that governed on that day as
/// known that day (3.4).
fn supplements<'a>(filings: &[&'a StandingFiling], governing: &[Governing]) -> Vec<Supplement<'a>> {
    let mut supplements: Vec<Supplement> = filings
        .iter()
        .filter(|standing| standing.filing.kind == FilingKind::Supplement)
        .map(|standing| {
            let day = standing.known_from;
            let started = governing.partition_point(|filing| filing.start <= day);
            let changes = governing[..started].iter().rposition(|filing| filing.known_from <= day);
            Supplement { day, id: &standing.id, grams: whole_grams(standing.filing.grams), changes }
        })
        .collect();
    supplements.sort_by(|a, b| (a.day, a.id).cmp(&(b.day, b.id)));
    supplements
}

/// The filings of one country and substance, in the order in which they matter.
pub(super) struct Group<'a> {
    key: (Country, Substance),
    policy: Policy,
    pub(super) governing: Vec<Governing<'a>>,
    pub(super) supplements: Vec<Supplement<'a>>,
}

impl<'a> Group<'a> {
    pub(super) fn of(key: (Country, Substance), filings: &[&'a StandingFiling], policy: Policy) -> Self {
        let governing = governing(filings, policy);
        let supplements = supplements(filings, &governing);
        Self { key, policy, governing, supplements }
    }
}

impl Group<'_> {
    /// All stretches on which the level exists: first those of supplements alone (3.5), then those
    /// of each filing while it governs.
    fn pieces(&self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let first_start = self.governing.first().map(|filing| filing.start);
        let alone: Vec<&Supplement> = self.supplements_of(None).collect();
        if let Some(first) = alone.first() {
            let days = alone.iter().map(|supplement| supplement.day);
            let until = first_start.unwrap_or(Day::from_number(i32::MAX));
            self.stretch(None, &alone, days.filter(|day| (first.day..until).contains(day)), &mut pieces);
        }
        for (index, filing) in self.governing.iter().enumerate() {
            let end = self.governing.get(index + 1).map_or(Day::from_number(i32::MAX), |next| next.start);
            let supplements: Vec<&Supplement> = self.supplements_of(Some(index)).collect();
            let days = [filing.start, old_from(filing)].into_iter().chain(supplements.iter().map(|supplement| supplement.day));
            self.stretch(Some(filing), &supplements, days.filter(|day| (filing.start..end).contains(day)), &mut pieces);
        }
        pieces
    }

    fn supplements_of(&self, filing: Option<usize>) -> impl Iterator<Item = &Supplement<'_>> {
        self.supplements.iter().filter(move |supplement| supplement.changes == filing)
    }

    /// The pieces of one filing, or of none, that begin on the days given.
    fn stretch(&self, filing: Option<&Governing>, supplements: &[&Supplement], days: impl Iterator<Item = Day>, pieces: &mut Vec<Piece>) {
        let mut days: Vec<Day> = days.collect();
        days.sort_unstable();
        days.dedup();
        for day in days {
            let counted = &supplements[..supplements.partition_point(|supplement| supplement.day <= day)];
            pieces.push(self.piece(filing, counted, day));
        }
    }

    fn piece(&self, filing: Option<&Governing>, counted: &[&Supplement], day: Day) -> Piece {
        let status = match (filing, self.policy.validity) {
            (Some(filing), Validity::UntilReplaced) if day >= old_from(filing) => Status::Stale,
            (Some(filing), Validity::ThreeYears) if day >= old_from(filing) => Status::Expired,
            _ => Status::InForce,
        };
        let filed = filing.map_or(0, |filing| i128::from(filing.grams));
        let sum = counted.iter().fold(filed, |sum, supplement| sum + i128::from(supplement.grams));
        // An expired filing still governs, and its supplements still belong to it; the level is 0 whatever they are.
        let expired = status == Status::Expired;
        let level = Level {
            mass: if expired { Mass::ZERO } else { Mass::from_whole_grams(sum.max(0)) },
            status,
            filing: filing.map(|filing| Arc::clone(filing.id)),
            supplements: counted.iter().map(|supplement| Arc::clone(supplement.id)).collect(),
        };
        Piece { from: day, level, below_zero: sum < 0 && !expired }
    }

    fn findings(&self, pieces: &[Piece]) -> Vec<Finding> {
        let (country, substance) = self.key;
        let finding = |kind, from, to, filing: Option<&Arc<str>>| Finding { kind, country, substance, from, to, filing: filing.cloned() };
        let mut findings = Vec::new();
        for (index, piece) in pieces.iter().enumerate() {
            let odd = match piece.level.status {
                Status::Stale => Some(FindingKind::Stale),
                Status::Expired => Some(FindingKind::Expired),
                Status::InForce | Status::None => None,
            };
            let to = pieces.get(index + 1).map(|next| next.from);
            let kinds = odd.into_iter().chain(piece.below_zero.then_some(FindingKind::LevelBelowZero));
            for kind in kinds {
                let new = finding(kind, piece.from, to, piece.level.filing.as_ref());
                prolong(&mut findings, new);
            }
        }
        for same in self.governing.chunk_by(|a, b| a.start == b.start).filter(|same| same.len() > 1) {
            if let Some(governs) = same.last() {
                findings.push(finding(FindingKind::SeveralFilingsOnOneStart, governs.start, None, Some(governs.id)));
            }
        }
        for supplement in self.supplements_of(None) {
            let to = self.governing.first().map(|filing| filing.start.max(supplement.day));
            findings.push(finding(FindingKind::SupplementWithoutFiling, supplement.day, to, Some(supplement.id)));
        }
        findings.sort_by(|a, b| (a.from, a.kind, &a.filing).cmp(&(b.from, b.kind, &b.filing)));
        findings
    }
}

/// Adds a finding, or lengthens the same one where it goes on.
fn prolong(findings: &mut Vec<Finding>, new: Finding) {
    let same = |earlier: &&mut Finding| earlier.kind == new.kind && earlier.filing == new.filing && earlier.to == Some(new.from);
    match findings.iter_mut().find(same) {
        Some(earlier) => earlier.to = new.to,
        None => findings.push(new),
    }
}

/// The day from which a filing is three years old (3.7).
fn old_from(filing: &Governing) -> Day {
    filing.received.plus_years(3)
}
