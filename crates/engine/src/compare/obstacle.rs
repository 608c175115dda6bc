//! Finds what keeps a row that counts in one run from counting in the other.

use super::filings::AlertFilings;
use super::found::Found;
use super::pairs::Key;
use super::side::{OneOfTwo, Side, Two};
use crate::archive::Cause;
use crate::archive::read::{RecordRow, RefusedRow};
use crate::conversion::{Content, Share};
use crate::judgement::Reported;
use crate::judgement::Rule;
use crate::terms::Mass;

/// What keeps a row from counting.
#[derive(Debug)]
pub(super) enum Obstacle {
    /// The row was received after the known-at date.
    KnownAt,
    /// By the configuration, the row has another mass or does not count.
    Lists(Cause),
    /// The row is refused; with the cause if a list of the configuration is known to decide that.
    Refused(Option<Cause>),
    /// The row's file is left out.
    LeftOut,
    /// The row is not there.
    Absent,
    /// The row may be there or not: files that are not the same in both runs held it, or may have held it.
    Perhaps,
    /// Another version stands in place of the row.
    Replaced(RecordRow),
    /// The record stands in that run, but records of a finer period of its trade count in its place.
    SetAside,
}

/// A row of one run that is sought in the other.
#[derive(Clone, Copy)]
pub(super) struct SoughtRow<'s> {
    pub(super) two: &'s Two<'s>,
    /// What each run says of such rows.
    pub(super) found: &'s [Found; 2],
    /// The run that has the row.
    pub(super) here: OneOfTwo,
    /// The alert for which the row counts.
    pub(super) key: &'s Key,
    /// Whether the other run's evidence would show the row if it counted there.
    pub(super) shown: bool,
    /// The filings of the alert's country and substance, for a rule that lists movements after a notice.
    pub(super) filed: Option<&'s AlertFilings<'s>>,
}

impl<'s> SoughtRow<'s> {
    fn sides(&self) -> (&'s Side<'s>, &'s Side<'s>) {
        (self.two.side(self.here), self.two.side(self.here.other()))
    }

    /// Returns the lookup of a row that the other run has, in this run.
    pub(super) fn turned(self) -> Self {
        Self {
            here: self.here.other(),
            shown: true,
            ..self
        }
    }

    /// Returns all that keeps a row of this run, which has the given mass for the alert, from counting in the other run.
    pub(super) fn barriers(&self, record: &RecordRow, base: Mass) -> Vec<Obstacle> {
        let (here, there) = self.sides();
        let lists = match worth(there, here, record, self.key) {
            Err(cause) => Some((cause, true)),
            Ok(worth) => (worth != base).then(|| {
                (
                    other_weight(there, here, record, self.key),
                    worth == Mass::ZERO,
                )
            }),
        };
        self.all(record, lists)
    }

    /// Returns all that keeps a row of this run from being a valid version in the other run.
    pub(super) fn barriers_of_version(&self, record: &RecordRow) -> Vec<Obstacle> {
        let (here, there) = self.sides();
        self.all(
            record,
            valid(there, here, record).err().map(|cause| (cause, true)),
        )
    }

    /// Returns the given obstacle of the lists, which states whether it hides the row, and all other obstacles.
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
        // If the other run does not know the row yet, a refused row may be another one, unless the file is the same.
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
        } else if there.sets_aside(here, record, self.key) {
            barriers.push(Obstacle::SetAside);
        } else if there.has_left_out(&record.file) {
            barriers.push(Obstacle::LeftOut);
        } else if !same_file && !found.leaves_out(there, here, record) {
            // The other run may have the row without showing it: in a file that the two runs do not share.
            let hidden = !self.shown || lists.is_some_and(|(_, hides)| hides);
            let unknown = !known && self.two.has_unseen_later(self.here.other());
            let perhaps = !(known && would_show(there, here, record, self.key))
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

/// Returns the shares of a record of one run by the lists of another, or the cause if a list refuses the record.
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

/// Whether a run would show a record of another that does not count there. It would if its lists refuse the record, because
/// all refused rows are shown; if it leaves the record out for the alert's substance, because all such records are shown; or if
/// the record has no substance under control and the run has no row out of scope.
fn would_show(there: &Side<'_>, here: &Side<'_>, record: &RecordRow, key: &Key) -> bool {
    match valid(there, here, record) {
        Err(_) => true,
        Ok(_) if is_exempt(there, here, record, key) => true,
        Ok(shares) => shares.is_empty() && there.manifest.counts.records.out_of_scope == 0,
    }
}

/// Whether a run leaves a record of another out for an alert's substance, because its form is exempt.
fn is_exempt(there: &Side<'_>, here: &Side<'_>, record: &RecordRow, key: &Key) -> bool {
    let [_, _, form] = here.codes(record);
    let held = there.run.config.form_codes.find(form);
    held.zip(there.substance(&key.substance))
        .is_some_and(|(form, substance)| {
            let exempt = there.run.conversion.exempt(form, record.date);
            exempt.contains(&substance)
        })
}

/// Returns the list by which a record of one run has another mass for an alert in another: by another convention, the part for
/// re-export may count or not.
fn other_weight(there: &Side<'_>, here: &Side<'_>, record: &RecordRow, key: &Key) -> Cause {
    let [own, other] = [here, there].map(|side| {
        let substance = side.substance(&key.substance)?;
        let shares = valid(side, here, record).ok()?;
        shares
            .iter()
            .find(|share| share.substance == substance)
            .map(|share| share.factor)
    });
    if own == other {
        Cause::ScheduleEdition
    } else {
        Cause::FactorEdition
    }
}

/// Returns the mass of a record of one run for an alert by the lists of another, or the cause if a list keeps it from
/// counting.
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
        return Err(if !controlled {
            Cause::ScheduleEdition
        } else if is_exempt(there, here, record, key) {
            Cause::ExemptEdition
        } else {
            Cause::FactorEdition
        });
    };
    if !key.rule.applies_to(about) {
        return Err(Cause::ScheduleEdition);
    }
    let prohibited = |importer| config.prohibits(importer, substance, record.date);
    if key.rule == Rule::ProhibitedTrade && !there.country(key.importer()).is_some_and(prohibited) {
        return Err(Cause::ProhibitionEdition);
    }
    let noticed = |importer| there.book.notices.apply(importer, substance, record.date);
    if key.rule == Rule::ExportAfterNotice && !there.country(key.importer()).is_some_and(noticed) {
        return Err(Cause::NoticeEdition);
    }
    Ok(Reported::from(record).moved.base(share))
}

/// Returns what a record of one run adds to the ledger of another if it is there, whatever rules apply to it there.
pub(super) fn weight(there: &Side<'_>, here: &Side<'_>, record: &RecordRow, key: &Key) -> Mass {
    let share = there.substance(&key.substance).and_then(|substance| {
        let shares = valid(there, here, record).ok()?;
        shares.iter().find(|share| share.substance == substance)
    });
    share.map_or(Mass::ZERO, |share| Reported::from(record).moved.base(share))
}

/// Returns the list that decides that a row is refused, if one does.
pub(super) fn of_lists(refused: &RefusedRow) -> Option<Cause> {
    match refused.reason.as_str() {
        "unknown-country" | "ambiguous-name" | "unknown-form" | "unknown-substance" => {
            Some(Cause::Configuration)
        }
        "no-factor" => Some(Cause::FactorEdition),
        "schedule-i" | "wrong-kind" | "missing-year" | "missing-effective" | "bad-year" => {
            Some(Cause::ScheduleEdition)
        }
        _ => None,
    }
}
