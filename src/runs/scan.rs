//! The first reading of all records: everything tallied and counted, nothing kept.

use super::Meter;
use super::inputs::{Piece, pieces};
use crate::intake::{FileFault, InputFile, Lists, Record};
use crate::ledger::Tally;
use crate::outputs::RecordCounts;
use crate::terms::Day;
use crate::versions::{Identity, Sightings};
use rayon::prelude::*;
use std::sync::Mutex;

/// What a first reading of all records leaves.
#[derive(Debug)]
pub(super) struct Scan {
    /// One for each thread that read; their sum is all valid, known records, superseded ones included.
    pub(super) tallies: Vec<Tally>,
    /// Likewise one for each thread.
    pub(super) sightings: Vec<Sightings>,
    /// By portion, in order.
    pub(super) portions: Vec<ScannedPortion>,
    /// The first and the last date of valid, known records.
    pub(super) days: Option<(Day, Day)>,
}

/// What a first reading of one portion leaves.
#[derive(Debug, Default)]
pub(super) struct ScannedPortion {
    /// Superseded versions still counted as judged or out of scope.
    pub(super) counts: RecordCounts,
    days: Option<(Day, Day)>,
}

/// Reads all record files; the faults of all that cannot be read to the end.
pub(super) fn scan(files: &[InputFile], lists: &Lists, known_at: Option<Day>, meter: &Meter) -> Result<Scan, Vec<FileFault>> {
    // Each portion borrows what one thread keeps and gives it back, so there is no more of it than threads.
    let pool: Mutex<Vec<(Tally, Sightings)>> = Mutex::default();
    let scanned: Vec<Result<ScannedPortion, FileFault>> = pieces(files)
        .par_iter()
        .map(|piece| {
            let empty = || (Tally::new(lists.config.country_codes.len(), lists.config.form_codes.len()), Sightings::default());
            let (mut tally, mut sightings) = pool.lock().map(|mut pool| pool.pop()).ok().flatten().unwrap_or_else(empty);
            let portion = scan_portion(*piece, lists, known_at, &mut tally, &mut sightings);
            meter.advance(piece.portion.rows());
            if let Ok(mut pool) = pool.lock() {
                pool.push((tally, sightings));
            }
            portion
        })
        .collect();
    let (tallies, sightings) = pool.into_inner().unwrap_or_default().into_iter().unzip();
    let mut scan = Scan { tallies, sightings, portions: Vec::new(), days: None };
    let mut faults = Vec::new();
    for portion in scanned {
        match portion {
            Ok(portion) => {
                scan.days = both(scan.days, portion.days);
                scan.portions.push(portion);
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
    piece.file.records(piece.portion, lists, |_, record| {
        let counts = &mut scanned.counts;
        counts.read += 1;
        match record {
            Ok((record, _)) if !is_known(record, known_at) => counts.not_yet_known += 1,
            Ok((record, texts)) => {
                *in_scope(counts, lists, record.form, record.date) += 1;
                sightings.see(Identity::of(record.reporter, texts.record_id));
                scanned.days = both(scanned.days, Some((record.date, record.date)));
                tally.add(record);
            }
            Err(_) => counts.quarantined += 1,
        }
    })?;
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
    if lists.conversion.shares(form, date).is_empty() { &mut counts.out_of_scope } else { &mut counts.judged }
}
