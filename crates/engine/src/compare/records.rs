//! Finds why records count in one of two runs and not, or otherwise, in the other.

use super::evidence::{DifferingRecords, on_day};
use super::filings::AlertFilings;
use super::found::Found;
use super::obstacle::{Obstacle, SoughtRow, weight, worth};
use super::pairs::Pair;
use super::side::{OneOfTwo, RecordIdentity, Side, Two, alike};
use super::words::{Causes, of_lists};
use crate::archive::Cause;
use crate::archive::read::{EvidenceRow, RecordRow, SupersededRow};
use crate::judgement::groups;
use crate::terms::{Day, Map, Mass, Quantity};

/// What is known of the records that differ.
pub(super) struct Differing<'t> {
    pub(super) two: &'t Two<'t>,
    pub(super) found: &'t [Found; 2],
    /// The records that count in each run, and not or otherwise in the other, for any alert, in the order of alerts.
    counted: [Map<RecordIdentity, Vec<&'t RecordRow>>; 2],
}

/// A row that counts in one run and not, or otherwise, in the other, and why.
#[derive(Debug)]
pub(super) struct Reasons<'r> {
    pub(super) which: OneOfTwo,
    pub(super) row: &'r EvidenceRow,
    pub(super) causes: Causes,
    /// Whether the row is in the other run as well, and only the lists keep it from counting as it does here.
    pub(super) by_lists: bool,
    /// The day and the mass that the alert's group has in place of the row in the other run: of the row itself, or of the
    /// version that stands there. The mass is by the other run's lists if only these keep the row from counting as here, and
    /// by this run's otherwise.
    pub(super) instead: Option<(Day, Mass)>,
    /// The day of the version that stands in the other run, and how much less it weighs by the lists of that run than by
    /// those of this one.
    pub(super) withheld: Option<(Day, Mass)>,
    /// Whether the row may be the same in the other run; see [`Obstacle::Perhaps`].
    pub(super) perhaps: bool,
    /// Whether the row stands in the other run as well, as far as is known, whatever its mass there.
    pub(super) there: bool,
    /// The mass that the row adds to the ledger of the other run if it is there.
    pub(super) weight: Mass,
    /// The cause if the row is not there.
    pub(super) unmatched: Cause,
}

impl<'t> Differing<'t> {
    /// Gathers the records that differ: for each alert, by its place, the rows of the earlier and of the later run.
    pub(super) fn of(
        two: &'t Two<'t>,
        found: &'t [Found; 2],
        records: impl Iterator<Item = (usize, OneOfTwo, &'t RecordRow)>,
    ) -> Self {
        let mut of_alerts: Vec<_> = records.collect();
        of_alerts.sort_by_key(|(alert, ..)| *alert);
        let mut counted = [Map::default(), Map::default()];
        for (_, which, record) in of_alerts {
            let of_run: &mut Map<RecordIdentity, Vec<&RecordRow>> = &mut counted[which.place()];
            let identity = two.side(which).identity(record);
            of_run.entry(identity).or_default().push(record);
        }
        Self {
            two,
            found,
            counted,
        }
    }

    fn side(&self, which: OneOfTwo) -> &'t Side<'t> {
        self.two.side(which)
    }

    /// Returns why the rows of an alert differ, for the rows that bear on its figures.
    pub(super) fn reasons<'r>(
        &self,
        pair: &Pair,
        records: &'r DifferingRecords,
        filed: Option<&AlertFilings<'_>>,
    ) -> Vec<Reasons<'r>> {
        let shown = records.days.each_ref().map(Option::is_some);
        let mut reasons = Vec::new();
        for which in OneOfTwo::BOTH {
            for row in &records.differing[which.place()] {
                if !self.has_twin(which, row, records) {
                    let sought = SoughtRow {
                        two: self.two,
                        found: self.found,
                        here: which,
                        key: &pair.key,
                        shown: shown[which.other().place()],
                        filed,
                    };
                    reasons.push(self.reason(sought, row));
                }
            }
        }
        reasons
    }

    /// Whether the same record has the same mass on the same day in the other run, so that other differences do not matter.
    fn has_twin(&self, which: OneOfTwo, row: &EvidenceRow, records: &DifferingRecords) -> bool {
        let identity = self.side(which).identity(&row.record);
        let others = &records.differing[which.other().place()];
        on_day(others, row.record.date).iter().any(|other| {
            other.base == row.base && self.side(which.other()).identity(&other.record) == identity
        })
    }

    fn reason<'r>(&self, sought: SoughtRow<'_>, row: &'r EvidenceRow) -> Reasons<'r> {
        let mut reasons = Reasons {
            which: sought.here,
            row,
            causes: Causes::default(),
            by_lists: true,
            instead: None,
            withheld: None,
            perhaps: false,
            there: true,
            weight: weight(
                self.side(sought.here.other()),
                self.side(sought.here),
                &row.record,
                sought.key,
            ),
            unmatched: self.absent(sought, &row.record),
        };
        let mut barriers = sought.barriers(&row.record, row.base);
        if self.counts_otherwise(sought, &row.record) {
            barriers.retain(|barrier| !matches!(barrier, Obstacle::Absent | Obstacle::Perhaps));
        }
        // If the other version has the same mass on the same day, only the lists keep the record from counting.
        if barriers
            .iter()
            .any(|barrier| matches!(barrier, Obstacle::Lists(_)))
        {
            let same = Some((row.record.date, row.base));
            barriers.retain(|barrier| !matches!(barrier, Obstacle::Replaced(standing) if self.in_group(sought, standing, false) == same));
        }
        for barrier in barriers {
            reasons.perhaps |= matches!(barrier, Obstacle::Perhaps);
            reasons.there &= matches!(barrier, Obstacle::Perhaps | Obstacle::Lists(_));
            match &barrier {
                Obstacle::Lists(_) => {
                    let there = worth(
                        self.side(sought.here.other()),
                        self.side(sought.here),
                        &row.record,
                        sought.key,
                    );
                    reasons.instead = there.ok().map(|there| (row.record.date, there));
                }
                Obstacle::Refused(Some(_)) | Obstacle::Perhaps => {}
                Obstacle::Replaced(standing) => {
                    let barriers = sought.turned().barriers_of_version(standing);
                    let by_lists = |barrier: &Obstacle| {
                        matches!(barrier, Obstacle::Lists(_) | Obstacle::Refused(Some(_)))
                    };
                    reasons.by_lists &= !barriers.is_empty() && barriers.iter().all(by_lists);
                    let [by_these, by_others] =
                        [false, true].map(|by_others| self.in_group(sought, standing, by_others));
                    let weighs = by_others.map_or(Mass::ZERO, |(_, weighs)| weighs);
                    reasons.withheld = by_these.map(|(day, whole)| (day, whole.minus(weighs)));
                    reasons.instead = if reasons.by_lists {
                        by_others
                    } else {
                        by_these
                    };
                }
                _ => reasons.by_lists = false,
            }
            self.add(sought, &row.record, &barrier, &mut reasons.causes);
        }
        reasons
    }

    /// Returns the day and the mass of a version that stands in the other run, for the same alert, by the lists of that run
    /// or of this one; `None` if the version does not count for the alert.
    fn in_group(
        &self,
        sought: SoughtRow<'_>,
        standing: &RecordRow,
        by_its_lists: bool,
    ) -> Option<(Day, Mass)> {
        let (here, there) = (self.side(sought.here), self.side(sought.here.other()));
        let lists = if by_its_lists { there } else { here };
        let (key, reported) = (lists.key(sought.key)?, lists.reported(there, standing)?);
        let in_group = groups(reported, &lists.book).any(|group| group == key);
        let weighs = weight(lists, there, standing, sought.key);
        (in_group && weighs > Mass::ZERO).then_some((standing.date, weighs))
    }

    /// Adds the cause that an obstacle makes; it depends on whether the earlier or the later run has the record.
    fn add(
        &self,
        sought: SoughtRow<'_>,
        record: &RecordRow,
        barrier: &Obstacle,
        causes: &mut Causes,
    ) {
        let (here, come) = (self.side(sought.here), sought.here == OneOfTwo::After);
        match barrier {
            Obstacle::KnownAt => causes.record(Cause::KnownAtDate, here, record),
            Obstacle::Lists(Cause::NoticeEdition) => {
                if let Some(filed) = sought.filed {
                    causes.extend(filed.of_listing(record.date, self.found));
                }
            }
            Obstacle::Lists(cause) => {
                causes.note(*cause, of_lists(self.two, *cause, sought.key, here, record));
            }
            Obstacle::Refused(lists) => {
                causes.record(
                    if come {
                        Cause::NoLongerRefused
                    } else {
                        Cause::NewlyRefused
                    },
                    here,
                    record,
                );
                if let Some(cause) = lists {
                    causes.note(*cause, of_lists(self.two, *cause, sought.key, here, record));
                }
            }
            Obstacle::LeftOut => causes.record(
                if come {
                    Cause::NoLongerRefused
                } else {
                    Cause::NewlyRefused
                },
                here,
                record,
            ),
            Obstacle::Absent => match self.come(&here.identity(record)).filter(|_| !come) {
                Some(version) => causes.record(
                    self.absent(sought, record),
                    self.side(OneOfTwo::After),
                    version,
                ),
                None => causes.record(self.absent(sought, record), here, record),
            },
            Obstacle::Perhaps => {}
            Obstacle::SetAside => causes.record(Cause::SetAside, here, record),
            Obstacle::Replaced(standing) => self.replaced(sought, standing, causes),
        }
    }

    /// Whether the other run has the same row, in whatever place, and counts it otherwise.
    fn counts_otherwise(&self, sought: SoughtRow<'_>, record: &RecordRow) -> bool {
        let (here, there) = (self.side(sought.here), self.side(sought.here.other()));
        let others = self.counted[sought.here.other().place()].get(&here.identity(record));
        others
            .into_iter()
            .flatten()
            .any(|other| alike((there, other), (here, record)))
    }

    /// Returns why a row is not there: by whether another version of its record came.
    fn absent(&self, sought: SoughtRow<'_>, record: &RecordRow) -> Cause {
        let identity = self.side(sought.here).identity(record);
        match sought.here {
            OneOfTwo::After if self.was_known(sought, record, &identity) => Cause::Correction,
            OneOfTwo::After => Cause::LateRecord,
            OneOfTwo::Before if self.come(&identity).is_some() => Cause::Correction,
            OneOfTwo::Before => Cause::InputsRemoved,
        }
    }

    /// Whether the earlier run had another version of a record of the later run.
    fn was_known(
        &self,
        sought: SoughtRow<'_>,
        record: &RecordRow,
        identity: &RecordIdentity,
    ) -> bool {
        let [before, after] = OneOfTwo::BOTH.map(|which| self.side(which));
        let was_read = |version: &SupersededRow| {
            let (other, file) = (
                !alike((after, &version.record), (after, record)),
                &version.record.file,
            );
            other
                && (before.has_content(after.hash(file))
                    || (!sought.shown && before.hash(file).is_some()))
        };
        let [of_before, of_after] = [0, 1].map(|place| self.found[place].versions(identity));
        self.counted[0].contains_key(identity)
            || !of_before.is_empty()
            || !self.found[0].exempt(identity).is_empty()
            || of_after.iter().any(was_read)
    }

    /// Returns the version of a record that the later run has and the earlier one did not have. A version that the earlier
    /// run did not know by its known-at date is not returned, because it may have been there.
    fn come(&self, identity: &RecordIdentity) -> Option<&RecordRow> {
        let [before, after] = OneOfTwo::BOTH.map(|which| self.side(which));
        let shown = |version: &RecordRow| {
            let superseded = self.found[0].versions(identity).iter();
            let exempt = self.found[0].exempt(identity).iter();
            superseded
                .map(|old| &old.record)
                .chain(exempt)
                .any(|old| alike((before, old), (after, version)))
        };
        let old = |version: &RecordRow| {
            !before.knows(version.received)
                || before.has_content(after.hash(&version.file))
                || shown(version)
        };
        let standing = self.found[1]
            .versions(identity)
            .iter()
            .map(|version| &version.standing);
        self.counted[1]
            .get(identity)
            .into_iter()
            .flatten()
            .copied()
            .chain(standing)
            .chain(self.found[1].exempt(identity))
            .find(|version| !old(version))
    }

    /// Adds why this run lacks the version that stands in place of a row in the other run.
    fn replaced(&self, sought: SoughtRow<'_>, standing: &RecordRow, causes: &mut Causes) {
        let other = sought.turned();
        let barriers = other.barriers_of_version(standing);
        let come = other.here == OneOfTwo::After;
        let alone = barriers.len() == 1;
        let data = |barrier: &Obstacle| {
            matches!(barrier, Obstacle::Absent | Obstacle::Replaced(_))
                || (alone && matches!(barrier, Obstacle::Perhaps))
        };
        for barrier in barriers.iter().filter(|barrier| !data(barrier)) {
            self.add(other, standing, barrier, causes);
        }
        if barriers.iter().any(data) {
            let cause = match (come, standing.quantity == Quantity::default()) {
                (true, true) => Cause::Withdrawal,
                (true, false) => Cause::Correction,
                (false, _) => Cause::InputsRemoved,
            };
            // The version that stands there came, or is gone.
            causes.record(cause, self.side(other.here), standing);
        }
    }
}
