//! Reads rows of old files again: those of groups that have come to exceed an estimate or to which a notice applies on more days,
//! and those of a few groups drawn at random, whose ledger must agree with their records.

use super::RunError;
use super::carry_over::CarryOver;
use super::error::Setback;
use super::first_reading::is_known;
use super::inputs::{Piece, by_portion_of};
use crate::archive::Superseded;
use crate::evidence::{Candidates, Gathering, GatheringWriter, Groups};
use crate::intake::{FileFault, Prefilter, Wanted};
use crate::judgement::rules::entries;
use crate::judgement::{AlertKey, DaySums, DayTotal};
use crate::ledger::{Ledger, LedgerError, Line};
use crate::parallel::{self, Pool, lock};
use crate::records::Record;
use crate::terms::{Day, Origin};
use crate::versions::{Identity, Suspects, Version};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::BuildHasher;
use std::sync::Mutex;

/// How many groups were read again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct SpotCheck {
    /// Groups that were not in excess before, or to which a notice applies on more days.
    pub(super) groups: usize,
    /// Groups drawn at random.
    pub(super) sampled: usize,
}

/// The most groups that are drawn.
const SAMPLED: usize = 8;
/// The most records that the drawn groups may have together: if the records are scattered, each costs the reading of a page.
const SAMPLED_RECORDS: i64 = 4096;
/// The most lines that are searched for groups that are small enough.
const DRAWN: usize = 256;

/// The groups whose records are looked for.
struct Sought<'a> {
    /// Groups that had no alert before, so that no evidence has their records, or evidence of fewer days.
    new: BTreeSet<AlertKey>,
    new_groups: Groups,
    /// Groups drawn at random, as the alerts that they could make.
    sample: BTreeSet<AlertKey>,
    sample_groups: Groups,
    suspects: &'a Suspects,
    /// The places of superseded versions of these groups.
    superseded: HashSet<Origin>,
    /// The sums of the records of the drawn groups.
    found: Mutex<BTreeMap<AlertKey, DaySums>>,
}

/// Reads the groups' records again and compares the drawn groups with the ledger.
pub(super) fn spot_check(
    carried: CarryOver<'_, '_>,
    seed: u64,
    (ledger, candidates, widened): (&Ledger<'_>, &Candidates, BTreeSet<AlertKey>),
    (suspects, superseded): (&Suspects, &Superseded),
    gathering: &Gathering<'_>,
) -> Result<SpotCheck, Setback> {
    let nightly = carried.nightly;
    let new = new_groups(carried, ledger, candidates, widened)?;
    let sample = sample(seed, ledger)?;
    let groups =
        |keys: &BTreeSet<AlertKey>| Groups::of(keys.iter(), nightly.config, nightly.conversion);
    let (new_groups, sample_groups) = (groups(&new), groups(&sample));
    let parts = parallel::try_map(superseded.parts().len(), |part| {
        let mut origins = Vec::new();
        superseded.each(part, |version| {
            if new_groups.want(&version.record) || sample_groups.want(&version.record) {
                origins.push(version.origin);
            }
        })?;
        Ok::<_, crate::scratch::ScratchError>(origins)
    })?;
    let superseded = parts.into_iter().flatten().collect();
    let sought = Sought {
        new,
        new_groups,
        sample,
        sample_groups,
        suspects,
        superseded,
        found: Mutex::default(),
    };
    let writers = Pool::new();
    let read = by_portion_of(
        &carried.inputs.records,
        |file| sought.may_be_in(carried, file),
        |piece| {
            writers.with(
                || gathering.writer(),
                |writer| sought.look(carried, piece, writer),
            )
        },
    );
    drop(writers);
    read.into_iter().collect::<Result<Vec<_>, FileFault>>()?;
    sought.compare(carried, ledger)?;
    Ok(SpotCheck {
        groups: sought.new.len(),
        sampled: sought.sample.len(),
    })
}

/// Returns the groups in excess whose old records are in no evidence, and the `widened` groups, of which some are in none.
fn new_groups(
    carried: CarryOver<'_, '_>,
    ledger: &Ledger<'_>,
    candidates: &Candidates,
    widened: BTreeSet<AlertKey>,
) -> Result<BTreeSet<AlertKey>, Setback> {
    let before: BTreeSet<AlertKey> = carried
        .carry
        .earlier
        .alerts(carried.nightly.config)?
        .into_iter()
        .collect();
    let mut new = BTreeSet::new();
    let in_excess = candidates.in_excess().map(|(key, _)| key);
    for key in in_excess.filter(|key| !before.contains(key)).chain(widened) {
        for line in key.lines() {
            if ledger.has_carried(line, key.year)? {
                new.insert(key);
            }
        }
    }
    Ok(new)
}

/// Draws groups, each of one year, at random. The same seed and ledger give the same groups.
fn sample(seed: u64, ledger: &Ledger<'_>) -> Result<BTreeSet<AlertKey>, LedgerError> {
    let hasher = foldhash::fast::FixedState::with_seed(seed);
    let mut lines: Vec<(u64, Line)> = ledger
        .lines()
        .into_iter()
        .map(|line| (hasher.hash_one(line), line))
        .collect();
    lines.sort_unstable();
    let (mut sample, mut records, mut year) = (BTreeSet::new(), 0, None);
    for (lot, line) in lines.into_iter().take(DRAWN) {
        let mut years: BTreeMap<i32, i64> = BTreeMap::new();
        for entry in ledger.entries(line)? {
            *years.entry(entry.day.year()).or_insert(0) += entry.records;
        }
        let choices = u64::try_from(years.len()).unwrap_or(1).max(1);
        let drawn = usize::try_from(lot % choices)
            .ok()
            .and_then(|place| years.keys().nth(place).copied());
        let Some(of_year) = year.or(drawn) else {
            continue;
        };
        let Some(count) = years
            .get(&of_year)
            .filter(|count| records + **count <= SAMPLED_RECORDS)
        else {
            continue;
        };
        (year, records) = (Some(of_year), records + count);
        sample.insert(AlertKey::of_account(line, of_year));
        if sample.len() == SAMPLED {
            break;
        }
    }
    Ok(sample)
}

impl Sought<'_> {
    /// Whether a file may hold records of the groups, by the days of its records.
    fn may_be_in(&self, carried: CarryOver<'_, '_>, file: usize) -> bool {
        let within = |keys: &BTreeSet<AlertKey>, (first, last): (Day, Day)| {
            keys.iter()
                .any(|key| (first.year()..=last.year()).contains(&key.year))
        };
        match carried.carry.file(file) {
            None => !self.sample.is_empty(),
            Some(old) => old
                .passed
                .days
                .is_some_and(|days| within(&self.new, days) || within(&self.sample, days)),
        }
    }

    fn look(
        &self,
        carried: CarryOver<'_, '_>,
        piece: Piece,
        writer: &mut GatheringWriter<'_>,
    ) -> Result<(), FileFault> {
        let (nightly, is_old) = (carried.nightly, carried.carry.has(piece.file_index));
        // In a file that was read before, records of the new and the drawn groups are wanted; in a new file, only those of the
        // drawn groups.
        let is_meant = |heading| {
            is_old && self.new_groups.may_want(heading) || self.sample_groups.may_want(heading)
        };
        let prefilter = Prefilter {
            heading: Some(&is_meant),
            ..Prefilter::default()
        };
        let mut found: BTreeMap<AlertKey, DaySums> = BTreeMap::new();
        piece.versions(Wanted::Meant(&prefilter), &nightly.lists(), |version| {
            let Version { record, texts, .. } = &version;
            if !record.heading().is_some_and(is_meant)
                || !is_known(record.received, nightly.known_at)
                || self.superseded.contains(&version.origin)
            {
                return;
            }
            // Records that have been compared anew are gathered already.
            if is_old
                && self.new_groups.want(record)
                && !self
                    .suspects
                    .has(Identity::of(record.reporter, texts.record_id))
            {
                writer.add_where(&version, |key| self.new.contains(key));
            }
            self.add(carried, record, &mut found);
        })?;
        let mut all = lock(&self.found);
        for (key, days) in found {
            let of_group = all.entry(key).or_default();
            for DayTotal { day, base, records } in days.totals() {
                // A sum that overflows cannot be that of the ledger; the comparison with the ledger finds it.
                let _ = of_group.add(day, base, records);
            }
        }
        Ok(())
    }

    /// Adds a record to the sums of the drawn groups.
    fn add(
        &self,
        carried: CarryOver<'_, '_>,
        record: &Record,
        found: &mut BTreeMap<AlertKey, DaySums>,
    ) {
        for entry in entries(record.into(), carried.nightly.conversion) {
            let key = AlertKey::of_account(entry.line(), entry.day.year());
            if self.sample.contains(&key) {
                let days = found.entry(key).or_default();
                // An overflow is found as above.
                let _ = days.add(entry.day, entry.base, 1);
            }
        }
    }

    /// Returns an error unless the ledger and the records agree on every drawn group.
    fn compare(&self, carried: CarryOver<'_, '_>, ledger: &Ledger<'_>) -> Result<(), Setback> {
        let found = lock(&self.found);
        for key in &self.sample {
            let mut days = DaySums::default();
            for line in key.lines() {
                for entry in ledger.entries(line)? {
                    if entry.day.year() == key.year {
                        days.add(entry.day, entry.base, entry.records)
                            .map_err(LedgerError::from)?;
                    }
                }
            }
            if found.get(key) != Some(&days) {
                let (group, run) = (
                    key.id(carried.nightly.config),
                    carried.carry.earlier.run.clone(),
                );
                return Err(RunError::Sample { group, run }.into());
            }
        }
        Ok(())
    }
}
