//! The first reading of all records: everything tallied and counted, nothing kept.

use super::Meter;
use super::inputs::{Piece, by_portion};
use crate::intake::{FileFault, InputFile, Lists, Reason, Record};
use crate::ledger::Tally;
use crate::outputs::RecordCounts;
use crate::terms::Day;
use crate::versions::{Identity, Sightings};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// What a first reading of all records leaves.
#[derive(Debug)]
pub(super) struct Scan {
    /// One for each thread that read; their sum is all valid, known records, superseded ones included.
    pub(super) tallies: Vec<Tally>,
    /// Likewise one for each thread.
    pub(super) sightings: Vec<Sightings>,
    /// By file and portion, in order.
    pub(super) portions: Vec<Vec<ScannedPortion>>,
    /// The first and the last date of valid, known records.
    pub(super) days: Option<(Day, Day)>,
}

/// What a first reading of one portion leaves.
#[derive(Debug, Default)]
pub(super) struct ScannedPortion {
    /// Superseded versions still counted as judged or out of scope.
    pub(super) counts: RecordCounts,
    /// How many rows were refused for each reason.
    pub(super) reasons: BTreeMap<&'static str, u64>,
    /// The places of the refused rows in the portion, up to some number.
    refused: Vec<u32>,
    days: Option<(Day, Day)>,
}

/// Refused rows of a portion whose places are remembered; where there are more, all rows are looked at again.
const REMEMBERED: usize = 4096;

impl ScannedPortion {
    /// Where the refused rows are, if that is known.
    pub(super) fn refused(&self) -> Option<&[u32]> {
        (self.counts.quarantined == u64::try_from(self.refused.len()).unwrap_or(u64::MAX)).then_some(&self.refused)
    }

    fn refuse(&mut self, place: u64, reason: Reason) {
        self.counts.quarantined += 1;
        *self.reasons.entry(reason.name()).or_insert(0) += 1;
        if self.refused.len() < REMEMBERED {
            self.refused.extend(u32::try_from(place));
        }
    }
}

/// Reads all record files; the faults of all that cannot be read to the end.
pub(super) fn scan(files: &[InputFile], lists: &Lists, known_at: Option<Day>, meter: &Meter) -> Result<Scan, Vec<FileFault>> {
    // Each portion borrows what one thread keeps and gives it back, so there is no more of it than threads.
    let pool: Mutex<Vec<(Tally, Sightings)>> = Mutex::default();
    let scanned = by_portion(files, |piece| {
        let empty = || (Tally::new(lists.config.country_codes.len(), lists.config.form_codes.len()), Sightings::default());
        let (mut tally, mut sightings) = pool.lock().map(|mut pool| pool.pop()).ok().flatten().unwrap_or_else(empty);
        let portion = scan_portion(piece, lists, known_at, &mut tally, &mut sightings);
        meter.advance(piece.portion.rows());
        if let Ok(mut pool) = pool.lock() {
            pool.push((tally, sightings));
        }
        portion
    });
    let (tallies, sightings) = pool.into_inner().unwrap_or_default().into_iter().unzip();
    let mut scan = Scan { tallies, sightings, portions: Vec::new(), days: None };
    let mut faults = Vec::new();
    for portions in scanned {
        match portions {
            Ok(portions) => {
                scan.days = portions.iter().fold(scan.days, |days, portion| both(days, portion.days));
                scan.portions.push(portions);
            }
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(scan) } else { Err(faults) }
}

fn scan_portion(
    piece: Piece,
    lists: &Lists,
    known_at: Option<Day>,
    tally: &mut Tally,
    sightings: &mut Sightings,
) -> Result<ScannedPortion, FileFault> {
    let mut scanned = ScannedPortion::default();
    let (mut first, mut last) = (Day::LAST, Day::FIRST);
    piece.reader.survey(piece.portion, lists, |row, record| {
        scanned.counts.read += 1;
        match record {
            Ok((record, _)) if !is_known(record, known_at) => scanned.counts.not_yet_known += 1,
            Ok((record, id)) => {
                *in_scope(&mut scanned.counts, lists, record.form, record.date) += 1;
                sightings.see(Identity::of(record.reporter, id));
                (first, last) = (first.min(record.date), last.max(record.date));
                tally.add(record);
            }
            Err(reason) => scanned.refuse(row - piece.portion.first_row(), reason),
        }
    })?;
    scanned.days = (first <= last).then_some((first, last));
    Ok(scanned)
}

/// Whether a record had been received by the known-at date.
pub(super) fn is_known(record: &Record, known_at: Option<Day>) -> bool {
    known_at.is_none_or(|known_at| record.received <= known_at)
}

/// The stretch of days that holds both.
fn both(a: Option<(Day, Day)>, b: Option<(Day, Day)>) -> Option<(Day, Day)> {
    match (a, b) {
        (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
        (a, b) => a.or(b),
    }
}

/// Where a valid, known, standing record is counted (`rules.md` 4.4).
pub(super) fn in_scope<'a>(counts: &'a mut RecordCounts, lists: &Lists, form: crate::terms::Form, date: Day) -> &'a mut u64 {
    if lists.conversion.is_controlled(form, date) { &mut counts.judged } else { &mut counts.out_of_scope }
}
