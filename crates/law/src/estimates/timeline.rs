//! Works out the level on every day from the filings of one country and substance. Of a convention whose filings apply until they
//! are replaced, the module does so itself (`rules.md` 3.1–3.8); [`super::calendar_year`] does it for estimates of a year.

use super::calendar_year;
use super::finding::{Finding, FindingKind};
use super::level::{Counted, Level, Status, Supplements, whole_grams};
use super::standing::StandingFiling;
use crate::config::{FilingKind, Policy, Provisions, Retroactive, Term, Validity};
use crate::terms::{Country, Day, Mass, Quantity, Substance, Timeline};
use std::sync::Arc;

/// A filing that sets a level: an assessment or an established value.
pub(super) struct Governing<'a> {
    /// The place of the filing among those given.
    pub(super) place: usize,
    /// The day on which the filing starts to govern (3.1).
    pub(super) start: Day,
    received: Day,
    known_from: Day,
    pub(super) id: &'a Arc<str>,
    /// Millionths of a gram as they count.
    pub(super) amount: i128,
}

/// A supplement and the filing that it changes (3.4), or none (3.5).
pub(super) struct Supplement<'a> {
    /// The place of the supplement among the filings given.
    pub(super) place: usize,
    pub(super) day: Day,
    pub(super) id: &'a Arc<str>,
    /// Millionths of a gram as they count, with their sign.
    pub(super) amount: i128,
    /// The place, among the filings that govern, of the filing that it changes.
    pub(super) changes: Option<usize>,
}

/// A stretch of days on which nothing changes.
pub(super) struct LevelStretch {
    pub(super) from: Day,
    pub(super) level: Level,
    /// Whether the sum is below zero, before the level is held at zero (3.6).
    pub(super) below_zero: bool,
}

/// How filings become a level.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    /// What the convention lays down.
    pub(super) provisions: &'static Provisions,
    /// The choices on the open points of the rules.
    pub(super) policy: Policy,
}

impl Way {
    /// Returns the choices, where the convention leaves any; otherwise dates count as given and old filings stay in force.
    fn policy(self) -> Policy {
        match self.provisions.term {
            Term::UntilReplaced { by_policy: true } => self.policy,
            Term::UntilReplaced { by_policy: false } | Term::CalendarYear => Policy {
                retroactive: Retroactive::Honour,
                validity: Validity::UntilReplaced,
            },
        }
    }

    /// Returns the millionths of a gram of a filing as they count (3.3).
    fn amount(self, filed: Quantity) -> i128 {
        if self.provisions.whole_grams {
            i128::from(whole_grams(filed)) * 1_000_000
        } else {
            i128::from(filed.millionths())
        }
    }
}

/// Returns the timeline of a country and substance, and the findings about its filings.
pub(super) fn build(
    key: (Country, Substance),
    filings: &[&StandingFiling],
    way: Way,
) -> (Timeline<Level>, Vec<Finding>) {
    let (pieces, findings) = match way.provisions.term {
        Term::CalendarYear => {
            let pieces = calendar_year::pieces(filings);
            let mut findings = of_pieces(key, &pieces);
            findings.extend(calendar_year::unconfirmed(key, filings));
            (pieces, in_order(findings))
        }
        Term::UntilReplaced { .. } => {
            let group = Group::of(key, filings, way);
            let pieces = group.pieces();
            let findings = group.findings(&pieces);
            (pieces, findings)
        }
    };
    let mut changes: Vec<(Day, Level)> = Vec::new();
    // A timeline begins on the first day with a level.
    let pieces = pieces
        .into_iter()
        .skip_while(|piece| piece.level.status == Status::None);
    for piece in pieces {
        if changes
            .last()
            .is_none_or(|(_, level)| !level.looks_like(&piece.level))
        {
            changes.push((piece.from, piece.level));
        }
    }
    (Timeline::from_changes(changes), findings)
}

/// Returns the filings that set a level, in the order in which they come to govern (3.1, 3.2): of the filings started by a day,
/// the last one governs.
fn governing<'a>(filings: &[&'a StandingFiling], way: Way) -> Vec<Governing<'a>> {
    let mut governing: Vec<Governing> = filings
        .iter()
        .enumerate()
        .filter_map(|(place, standing)| {
            let filing = &standing.filing;
            let effective = filing.effective?;
            let start = match way.policy().retroactive {
                Retroactive::Honour => effective,
                Retroactive::Ignore => effective.max(filing.received),
            };
            let (received, known_from) = (filing.received, standing.known_from);
            Some(Governing {
                place,
                start,
                received,
                known_from,
                id: &standing.id,
                amount: way.amount(filing.grams),
            })
        })
        .collect();
    governing.sort_by(|a, b| (a.start, a.received, a.id).cmp(&(b.start, b.received, b.id)));
    governing
}

/// Returns the supplements by the day on which they take effect, each with the filing that governed on that day as known on that
/// day (3.4).
fn supplements<'a>(
    filings: &[&'a StandingFiling],
    governing: &[Governing],
    way: Way,
) -> Vec<Supplement<'a>> {
    let mut supplements: Vec<Supplement> = filings
        .iter()
        .enumerate()
        .filter(|(_, standing)| standing.filing.kind == FilingKind::Supplement)
        .map(|(place, standing)| {
            let day = standing.known_from;
            let started = governing.partition_point(|filing| filing.start <= day);
            let changes = governing[..started]
                .iter()
                .rposition(|filing| filing.known_from <= day);
            Supplement {
                place,
                day,
                id: &standing.id,
                amount: way.amount(standing.filing.grams),
                changes,
            }
        })
        .collect();
    supplements.sort_by(|a, b| (a.day, a.id).cmp(&(b.day, b.id)));
    supplements
}

/// The filings of one country and substance: those that govern, and the supplements.
pub(super) struct Group<'a> {
    key: (Country, Substance),
    way: Way,
    pub(super) governing: Vec<Governing<'a>>,
    pub(super) supplements: Vec<Supplement<'a>>,
}

impl<'a> Group<'a> {
    pub(super) fn of(key: (Country, Substance), filings: &[&'a StandingFiling], way: Way) -> Self {
        let governing = governing(filings, way);
        let supplements = supplements(filings, &governing, way);
        Self {
            key,
            way,
            governing,
            supplements,
        }
    }
}

impl Group<'_> {
    /// Returns all stretches on which a level exists: first those of supplements alone (3.5), then those of each filing while it
    /// governs.
    fn pieces(&self) -> Vec<LevelStretch> {
        let mut pieces = Vec::new();
        let first_start = self.governing.first().map(|filing| filing.start);
        let alone: Vec<&Supplement> = self.supplements_of(None).collect();
        if let Some(first) = alone.first() {
            let days = alone.iter().map(|supplement| supplement.day);
            let until = first_start.unwrap_or(Day::from_number(i32::MAX));
            self.stretch(
                None,
                &alone,
                days.filter(|day| (first.day..until).contains(day)),
                &mut pieces,
            );
        }
        for (index, filing) in self.governing.iter().enumerate() {
            let end = self
                .governing
                .get(index + 1)
                .map_or(Day::from_number(i32::MAX), |next| next.start);
            let supplements: Vec<&Supplement> = self.supplements_of(Some(index)).collect();
            let days = [filing.start, old_from(filing)]
                .into_iter()
                .chain(supplements.iter().map(|supplement| supplement.day));
            self.stretch(
                Some(filing),
                &supplements,
                days.filter(|day| (filing.start..end).contains(day)),
                &mut pieces,
            );
        }
        pieces
    }

    fn supplements_of(&self, filing: Option<usize>) -> impl Iterator<Item = &Supplement<'_>> {
        self.supplements
            .iter()
            .filter(move |supplement| supplement.changes == filing)
    }

    /// Returns the pieces of one filing, or of supplements alone, that begin on the given days.
    fn stretch(
        &self,
        filing: Option<&Governing>,
        supplements: &[&Supplement],
        days: impl Iterator<Item = Day>,
        pieces: &mut Vec<LevelStretch>,
    ) {
        let mut days: Vec<Day> = days.collect();
        days.sort_unstable();
        days.dedup();
        let all: Arc<[Counted]> = supplements
            .iter()
            .map(|supplement| Counted {
                from: supplement.day,
                received: supplement.day,
                id: Arc::clone(supplement.id),
            })
            .collect();
        let mut sum = filing.map_or(0, |filing| filing.amount);
        let mut counted = 0;
        for day in days {
            while let Some(supplement) = supplements
                .get(counted)
                .filter(|supplement| supplement.day <= day)
            {
                sum += supplement.amount;
                counted += 1;
            }
            pieces.push(self.piece(filing, sum, Supplements::of(&all, counted), day));
        }
    }

    /// Returns the level that applies from a day on; `sum` is in millionths of a gram, of the filing and the supplements that count.
    fn piece(
        &self,
        filing: Option<&Governing>,
        sum: i128,
        supplements: Supplements,
        day: Day,
    ) -> LevelStretch {
        let status = match (filing, self.way.policy().validity) {
            (Some(filing), Validity::UntilReplaced) if day >= old_from(filing) => Status::Stale,
            (Some(filing), Validity::ThreeYears) if day >= old_from(filing) => Status::Expired,
            _ => Status::InForce,
        };
        // An expired filing still governs, and its supplements still belong to it; the level is 0 whatever they say.
        let expired = status == Status::Expired;
        let level = Level {
            mass: if expired {
                Mass::ZERO
            } else {
                Mass::from_millionths(sum.max(0))
            },
            own_exports: None,
            status,
            filing: filing.map(|filing| Arc::clone(filing.id)),
            supplements,
        };
        LevelStretch {
            from: day,
            level,
            below_zero: sum < 0 && !expired,
        }
    }

    /// Returns the first day on which a filing is no longer in force, if by policy it expires.
    pub(super) fn expires(&self, filing: &Governing) -> Option<Day> {
        (self.way.policy().validity == Validity::ThreeYears).then(|| old_from(filing))
    }

    fn findings(&self, pieces: &[LevelStretch]) -> Vec<Finding> {
        let (country, substance) = self.key;
        let finding = |kind, from, to, filing: Option<&Arc<str>>| Finding {
            kind,
            country,
            substance,
            from,
            to,
            filing: filing.cloned(),
        };
        let mut findings = of_pieces(self.key, pieces);
        for same in self
            .governing
            .chunk_by(|a, b| a.start == b.start)
            .filter(|same| same.len() > 1)
        {
            if let Some(governs) = same.last() {
                findings.push(finding(
                    FindingKind::SeveralFilingsOnOneStart,
                    governs.start,
                    None,
                    Some(governs.id),
                ));
            }
        }
        for supplement in self.supplements_of(None) {
            let to = self
                .governing
                .first()
                .map(|filing| filing.start.max(supplement.day));
            findings.push(finding(
                FindingKind::SupplementWithoutFiling,
                supplement.day,
                to,
                Some(supplement.id),
            ));
        }
        in_order(findings)
    }
}

/// Returns the findings that follow from the stretches themselves.
fn of_pieces((country, substance): (Country, Substance), pieces: &[LevelStretch]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let odd = match piece.level.status {
            Status::Stale => Some(FindingKind::Stale),
            Status::Expired => Some(FindingKind::Expired),
            Status::InForce | Status::None | Status::Unknown => None,
        };
        let to = pieces.get(index + 1).map(|next| next.from);
        let kinds = odd
            .into_iter()
            .chain(piece.below_zero.then_some(FindingKind::LevelBelowZero));
        for kind in kinds {
            let new = Finding {
                kind,
                country,
                substance,
                from: piece.from,
                to,
                filing: piece.level.filing.clone(),
            };
            prolong(&mut findings, new);
        }
    }
    findings
}

fn in_order(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by(|a, b| (a.from, a.kind, &a.filing).cmp(&(b.from, b.kind, &b.filing)));
    findings
}

/// Adds a finding, or lengthens the equal finding that ends on the day on which this one begins.
fn prolong(findings: &mut Vec<Finding>, new: Finding) {
    let same = |earlier: &&mut Finding| {
        earlier.kind == new.kind && earlier.filing == new.filing && earlier.to == Some(new.from)
    };
    match findings.iter_mut().find(same) {
        Some(earlier) => earlier.to = new.to,
        None => findings.push(new),
    }
}

/// Returns the day from which a filing is three years old (3.7).
fn old_from(filing: &Governing) -> Day {
    filing.received.plus_years(3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Convention;
    use crate::estimates::ReadFiling;
    use crate::records::Filing;
    use crate::terms::Origin;

    fn filing(id: &str, kind: FilingKind, day: i32, grams: i128) -> StandingFiling {
        let day = Day::from_number(day);
        let filing = Filing {
            country: Country::from(0),
            substance: Substance::from(0),
            kind,
            received: day,
            effective: (kind != FilingKind::Supplement).then_some(day),
            grams: Quantity::from_millionths(grams * 1_000_000).expect("a quantity"),
            year: None,
            confirmed: None,
        };
        StandingFiling {
            read: ReadFiling {
                filing,
                id: id.into(),
                note: None,
                origin: Origin { file: 0, row: 0 },
            },
            known_from: day,
        }
    }

    const POLICY: Policy = Policy {
        retroactive: Retroactive::Honour,
        validity: Validity::UntilReplaced,
    };

    fn timeline(filings: &[StandingFiling]) -> Timeline<Level> {
        build(
            (Country::from(0), Substance::from(0)),
            &filings.iter().collect::<Vec<_>>(),
            Way {
                provisions: Convention::C1971.provisions(),
                policy: POLICY,
            },
        )
        .0
    }

    #[test]
    fn the_levels_of_one_filing_share_one_list_of_supplements() {
        let supplement = |number: i32| {
            filing(
                &format!("S{number:04}"),
                FilingKind::Supplement,
                10_000 + number / 8,
                1,
            )
        };
        let filings: Vec<StandingFiling> =
            std::iter::once(filing("F", FilingKind::Assessment, 9_000, 5))
                .chain((0..8_000).map(supplement))
                .collect();
        let timeline = timeline(&filings);
        let levels: Vec<&Level> = timeline.changes().map(|(_, level)| level).collect();
        assert_eq!(
            levels.len(),
            1_001,
            "before the first, and one for each day; the filing grows stale on one of them"
        );
        assert_eq!(
            levels.last().map(|level| level.supplements.iter().len()),
            Some(8_000)
        );
        assert!(
            levels
                .iter()
                .all(|level| level.supplements.shares_with(&levels[0].supplements))
        );
        assert_eq!(
            levels[1]
                .supplements
                .iter()
                .map(AsRef::as_ref)
                .collect::<Vec<&str>>()
                .join(" "),
            "S0000 S0001 S0002 S0003 S0004 S0005 S0006 S0007"
        );
    }

    #[test]
    fn a_supplement_that_changes_no_level_counts_from_its_day() {
        let filings = [
            filing("F", FilingKind::Assessment, 10, 5),
            filing("A", FilingKind::Supplement, 20, 3),
            filing("B", FilingKind::Supplement, 30, 0),
            filing("C", FilingKind::Supplement, 40, 0),
        ];
        let timeline = timeline(&filings);
        let on = |day: i32| {
            let level = timeline.on(Day::from_number(day)).expect("a level");
            level
                .supplements
                .on(Day::from_number(day))
                .map(AsRef::as_ref)
                .collect::<Vec<&str>>()
                .concat()
        };
        assert_eq!(
            [10, 19, 20, 29, 30, 40].map(on),
            ["", "", "A", "A", "AB", "ABC"]
        );
        let level = timeline.on(Day::from_number(29)).expect("a level");
        let first: Vec<&str> = (&level.supplements)
            .into_iter()
            .map(AsRef::as_ref)
            .collect();
        assert_eq!(first, ["A"]);
        assert_eq!(format!("{:?}", level.supplements), r#"["A"]"#);
        let later = |until: Option<i32>| {
            level
                .supplements
                .later(until.map(Day::from_number))
                .map(|(from, id)| (from.number(), id.to_string()))
                .collect::<Vec<_>>()
        };
        assert_eq!(later(Some(40)), [(30, "B".to_owned())]);
        assert_eq!(later(None).len(), 2);
    }
}
