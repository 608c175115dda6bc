//! Finds the versions that stand and the records that look wrong, and puts the superseded versions aside.

use super::first_reading::of_record;
use super::returns::HeldBack;
use crate::archive::{
    Exempt, LongRecord, RecordCounts, Superseded, Warned, WarnedVersion, WarningKind,
};
use crate::conversion::Lists;
use crate::evidence::Gathering;
use crate::judgement::rules::prohibited;
use crate::judgement::{RuleBook, Sums};
use crate::ledger::Tally;
use crate::parallel::{self, Pool};
use crate::records::is_licence_word;
use crate::scratch::{Parts, ScratchError};
use crate::terms::Map;
use crate::versions::{Resolved, Version, settled};
use std::collections::BTreeSet;

/// The sinks for superseded versions, for records that look wrong, and for records that may be set aside.
#[derive(Clone, Copy, Debug)]
pub(super) struct SideSinks<'a> {
    pub(super) superseded: &'a Superseded,
    pub(super) warned: &'a Warned,
    pub(super) exempt: &'a Exempt,
    pub(super) held_back: &'a HeldBack,
    /// The calendar years whose versions are compared; `None`: all.
    pub(super) years: Option<&'a BTreeSet<i32>>,
}

/// Finds the versions that stand, part by part, and gathers them, or holds them back if they may be set aside. Superseded versions are
/// subtracted from the tally and put aside. Returns the number of those of each file, by the count to which each belonged before.
pub(super) fn resolve_versions(
    versions: &Parts,
    aside: SideSinks<'_>,
    gathering: &Gathering<'_>,
    tally: &Tally,
    book: &RuleBook<'_>,
) -> Result<Vec<(u32, RecordCounts)>, ScratchError> {
    let lists = &book.lists;
    let (writers, returns) = (Pool::new(), aside.held_back.returns());
    let replaced = parallel::try_map(versions.len(), |part| {
        let bytes = versions.take(part)?;
        let mut versions = unpacked(&bytes);
        if let Some(years) = aside.years {
            versions.retain(|version| years.contains(&version.record.date.year()));
        }
        let mut counts: Map<u32, RecordCounts> = Map::default();
        let mut sums = Sums::default();
        writers.with(
            || {
                (
                    tally.writer(),
                    gathering.writer(),
                    aside.superseded.writer(),
                    aside.warned.writer(),
                    aside.held_back.records().writer(),
                    aside.exempt.writer(),
                )
            },
            |(tally, gathering, superseded, warned, held_back, exempt)| {
                let mut hold_back = |version: &Version<'_>, stands| {
                    let held = LongRecord {
                        version: *version,
                        stands,
                        set_aside: Vec::new(),
                    };
                    held_back.add(part, &held);
                };
                for record in settled(&mut versions, lists.conversion) {
                    if returns.may_set_aside(&record.standing.record, lists.conversion) {
                        hold_back(record.standing, true);
                    } else {
                        gathering.add(record.standing);
                    }
                    exempt.add(record.standing, lists.conversion);
                    sums.add_version(record.standing, returns, book);
                    for version in record.superseded {
                        superseded.add(version, record.standing);
                        if version.record.period.is_longer_than_a_day() {
                            hold_back(version, false);
                        } else {
                            tally.take_out(&version.record);
                        }
                        let counts = counts.entry(version.origin.file).or_default();
                        *of_record(counts, lists, &version.record) += 1;
                    }
                    warnings(&record, lists).for_each(|found| warned.add(part, found));
                }
            },
        );
        aside.held_back.add(sums);
        Ok::<_, ScratchError>(counts)
    })?;
    Ok(replaced.into_iter().flatten().collect())
}

pub(super) fn unpacked(mut bytes: &[u8]) -> Vec<Version<'_>> {
    // The stored bytes have been checked against what was written, so they hold only complete versions.
    std::iter::from_fn(|| Version::unpack(&mut bytes)).collect()
}

/// Returns the warnings about a record (`rules.md` 4.7) and the versions that each warning concerns.
fn warnings<'v, 'a>(
    record: &Resolved<'v, 'a>,
    lists: &Lists,
) -> impl Iterator<Item = WarnedVersion<'a>> + use<'v, 'a> {
    let whole = [
        (WarningKind::IdShared, record.id_shared),
        (WarningKind::VersionsUnlike, record.is_unlike()),
    ];
    let whole = whole
        .into_iter()
        .filter(|(_, is_so)| *is_so)
        .map(|(kind, _)| kind);
    let standing = [
        (
            WarningKind::LicenceWord,
            is_licensed_by_a_word(record.standing, *lists),
        ),
        (
            WarningKind::ZeroQuantity,
            record.superseded.is_empty() && record.standing.record.quantity.millionths() == 0,
        ),
    ];
    let standing = standing
        .into_iter()
        .filter(|(_, is_so)| *is_so)
        .map(|(kind, _)| kind);
    let (first, versions) = (*record.standing, record.versions());
    whole
        .flat_map(move |kind| {
            versions
                .clone()
                .enumerate()
                .map(move |(place, version)| (kind, *version, place == 0))
        })
        .chain(standing.map(move |kind| (kind, first, true)))
        .map(|(kind, version, stands)| WarnedVersion {
            kind,
            version,
            stands,
        })
}

/// Whether a record would be prohibited trade if its special licence were not a word that means nothing.
pub(super) fn is_licensed_by_a_word(version: &Version<'_>, lists: Lists<'_>) -> bool {
    is_licence_word(version.texts.special_licence)
        && prohibited((&version.record).into(), lists).next().is_some()
}
