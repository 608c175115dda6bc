//! What keeps a row that counts in one run from counting in the other.

use super::found::Found;
use super::pairs::Key;
use super::side::{OneOfTwo, Side, Two};
use crate::archive::Cause;
use crate::archive::read::{RecordRow, RefusedRow};
use crate::conversion::{Content, Share};
use crate::judgement::Rule;
use crate::terms::Mass;

/// What keeps a row from counting.
#[derive(Debug)]
pub(super) enum Obstacle {
    /// It was received after the known-at date.
    KnownAt,
    /// By the configuration it weighs otherwise, or is of no account.
    Lists(Cause),
    /// It is refused; with the cause where it is the same row of the same file.
    Refused(Option<Cause>),
    /// Its file is left out.
    LeftOut,
    /// It is not there.
    Absent,
    /// It may be there and may not: files that are not the same in both runs held, or may have held, it.
    Perhaps,
    /// Another version stands in its place.
    Replaced(RecordRow),
}

/// A row of one run, to be looked for in the other.
#[derive(Clone, Copy)]
pub(super) struct Lookup<'s> {
    pub(super) two: &'s Two<'s>,
    /// What each run says of such rows.
    pub(super) found: &'s [Found; 2],
    /// The run that has it.
    pub(super) here: OneOfTwo,
    /// The alert it counts for.
    pub(super) key: &'s Key,
    /// Whether the other run's evidence would show it if it counted there.
    pub(super) shown: bool,
}

impl<'s> Lookup<'s> {
    fn sides(&self) -> (&'s Side<'s>, &'s Side<'s>) {
        (self.two.side(self.here), self.two.side(self.here.other()))
    }

    /// The same, of a row that the other run has.
    pub(super) fn turned(self) -> Self {
        Self {
            here: self.here.other(),
            shown: true,
            ..self
        }
    }

    /// All that keeps a row of this run, which weighs so much for the alert, from counting in the other.
    pub(super) fn barriers(&self, record: &RecordRow, base: Mass) -> Vec<Obstacle> {
        let (here, there) = self.sides();
        let lists = match worth(there, here, record, self.key) {
            Err(cause) => Some((cause, true)),
            Ok(worth) => (worth != base).then_some((Cause::FactorEdition, worth == Mass::ZERO)),
        };
        self.all(record, lists)
    }

    /// All that keeps a row of this run from being a valid version in the other.
    pub(super) fn barriers_of_version(&self, record: &RecordRow) -> Vec<Obstacle> {
        let (here, there) = self.sides();
        self.all(
            record,
            valid(there, here, record).err().map(|cause| (cause, true)),
        )
    }

    /// Those of the lists, by name and whether they hide the row, and all others.
    fn all(&self, record: &RecordRow, lists: Option<(Cause, bool)>) -> Vec<Obstacle> {
        let (here, there) = self.sides();
        let [own, found] = [self.here, self.here.other()].map(|which| &self.found[which.place()]);
        let same_file = there.has_content(here.hash(&record.file));
        let mut barriers = Vec::new();
        let known = there.knows(record.received);
        if !known {
            barriers.push(Obstacle::KnownAt);
        }
        barriers.extend(lists.map(|(cause, _)| Obstacle::Lists(cause)));
        // A row that is not yet known is not shown; one that is refused in its place may be another.
        let refused = || {
            found
                .refusal((record, here), (own, there), same_file)
                .filter(|_| known || same_file)
        };
        if let Some(version) = found.standing_over(there, here, record) {
            barriers.push(Obstacle::Replaced(version.standing.clone()));
        } else if let Some(refused) = refused() {
            barriers.push(Obstacle::Refused(of_lists(refused).filter(|cause| {
                same_file || lists.is_some_and(|(by, _)| by == *cause)
            })));
        } else if there.has_left_out(&record.file) {
            barriers.push(Obstacle::LeftOut);
        } else if !same_file {
            // What the other run has and does not show: it may be among what only the files held that are not the same.
            let hidden = !self.shown || lists.is_some_and(|(_, hides)| hides);
            let unknown = !known && self.two.has_unseen_later(self.here.other());
            let perhaps = !(known && would_show(there, here, record))
                && (unknown || (hidden && self.two.has_unseen(self.here.other())));
            barriers.push(if perhaps {
                Obstacle::Perhaps
            } else {
                Obstacle::Absent
            });
        }
        barriers
    }
}

/// Whether a record of one run is valid by the lists of another; or which list refuses it.
fn valid<'t>(
    there: &'t Side<'_>,
    here: &Side<'_>,
    record: &RecordRow,
) -> Result<&'t [Share], Cause> {
    let [reporter, partner, form] = here.codes(record);
    if [reporter, partner]
        .iter()
        .any(|country| !country.is_empty() && there.country(country).is_none())
    {
        return Err(Cause::Configuration);
    }
    let form = there
        .run
        .config
        .form_codes
        .find(form)
        .ok_or(Cause::Configuration)?;
    match there.run.conversion.content(form, record.date) {
        Content::Shares(shares) => Ok(shares),
        Content::NoFactor => Err(Cause::FactorEdition),
    }
}

/// Whether a run would show a record of another that does not count there: its lists refuse it, and refused rows are all shown; or
/// nothing in it is controlled by them, and no row of that run is out of scope.
fn would_show(there: &Side<'_>, here: &Side<'_>, record: &RecordRow) -> bool {
    match valid(there, here, record) {
        Err(_) => true,
        Ok(shares) => shares.is_empty() && there.manifest.counts.records.out_of_scope == 0,
    }
}

/// What a record of one run weighs for an alert by the lists of another; or which list keeps it from counting.
pub(super) fn worth(
    there: &Side<'_>,
    here: &Side<'_>,
    record: &RecordRow,
    key: &Key,
) -> Result<Mass, Cause> {
    let config = &there.run.config;
    let shares = valid(there, here, record)?;
    let substance = there
        .substance(&key.substance)
        .ok_or(Cause::ScheduleEdition)?;
    let about = config.substance(substance);
    let Some(share) = shares.iter().find(|share| share.substance == substance) else {
        let controlled = about.controlled_from.is_none_or(|from| from <= record.date);
        return Err(if controlled {
            Cause::FactorEdition
        } else {
            Cause::ScheduleEdition
        });
    };
    if !key.rule.applies_to(about.schedule) {
        return Err(Cause::ScheduleEdition);
    }
    let prohibited = |importer| config.prohibits(importer, substance, record.date);
    if key.rule == Rule::ProhibitedTrade && !there.country(key.importer()).is_some_and(prohibited) {
        return Err(Cause::ProhibitionEdition);
    }
    Ok(record.quantity.less(record.reexport).times(share.factor))
}

/// What a record of one run adds to the ledger of another if it is there, whatever rules apply to it there.
pub(super) fn weight(there: &Side<'_>, here: &Side<'_>, record: &RecordRow, key: &Key) -> Mass {
    let share = there.substance(&key.substance).and_then(|substance| {
        let shares = valid(there, here, record).ok()?;
        shares.iter().find(|share| share.substance == substance)
    });
    share.map_or(Mass::ZERO, |share| {
        record.quantity.less(record.reexport).times(share.factor)
    })
}

/// The list that decides whether a row is refused, where one does.
pub(super) fn of_lists(refused: &RefusedRow) -> Option<Cause> {
    match refused.reason.as_str() {
        "unknown-country" | "unknown-form" | "unknown-substance" => Some(Cause::Configuration),
        "no-factor" => Some(Cause::FactorEdition),
        "schedule-i" => Some(Cause::ScheduleEdition),
        _ => None,
    }
}
