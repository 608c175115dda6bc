//! The first reading of all records: everything tallied and counted, nothing kept.

use super::Meter;
use super::inputs::{Piece, pieces};
use crate::intake::{FileFault, InputFile, Lists};
use crate::ledger::Tally;
use crate::outputs::RecordCounts;
use crate::terms::Day;
use crate::versions::{Identities, identity};
use rayon::prelude::*;
use std::sync::Mutex;

/// What a first reading of all records leaves.
#[derive(Debug)]
pub(super) struct Scan {
    /// One for each thread that read; their sum is all valid, known records, superseded ones included.
    pub(super) tallies: Vec<Tally>,
    /// By portion, in order.
    pub(super) portions: Vec<ScannedPortion>,
    /// The first and the last date of valid, known records.
    pub(super) days: Option<(Day, Day)>,
}

/// What a first reading of one portion leaves.
#[derive(Debug, Default)]
pub(super) struct ScannedPortion {
    /// Of every row, in order.
    pub(super) identities: Identities,
    /// Superseded versions still counted as judged or out of scope.
    pub(super) counts: RecordCounts,
    days: Option<(Day, Day)>,
}

/// Reads all record files; the faults of all that cannot be read to the end.
pub(super) fn scan(files: &[InputFile], lists: &Lists, known_at: Option<Day>, meter: &Meter) -> Result<Scan, Vec<FileFault>> {
    // Each portion borrows a tally and gives it back, so there are no more of them than threads.
    let pool: Mutex<Vec<Tally>> = Mutex::default();
    let scanned: Vec<Result<ScannedPortion, FileFault>> = pieces(files)
        .par_iter()
        .map(|piece| {
            let empty = || Tally::new(lists.config.country_codes.len(), lists.config.form_codes.len());
            let mut tally = pool.lock().map(|mut pool| pool.pop()).ok().flatten().unwrap_or_else(empty);
            let portion = scan_portion(*piece, lists, known_at, &mut tally);
            meter.advance(piece.portion.rows());
            if let Ok(mut pool) = pool.lock() {
                pool.push(tally);
            }
            portion
        })
        .collect();
    let mut scan = Scan { tallies: pool.into_inner().unwrap_or_default(), portions: Vec::new(), days: None };
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

/// Room is made at once for at most so many rows of a portion: what a file claims to hold may not be so.
const ROOM_ROWS: usize = 1 << 22;

fn scan_portion(piece: Piece, lists: &Lists, known_at: Option<Day>, tally: &mut Tally) -> Result<ScannedPortion, FileFault> {
    let rows = usize::try_from(piece.portion.rows()).map_or(0, |rows| rows.min(ROOM_ROWS));
    let mut scanned = ScannedPortion { identities: Identities::with_capacity(rows), ..ScannedPortion::default() };
    piece.file.records(piece.portion, lists, |_, record| {
        let counts = &mut scanned.counts;
        counts.read += 1;
        match record {
            Ok((record, _)) if known_at.is_some_and(|known_at| record.received > known_at) => {
                counts.not_yet_known += 1;
                scanned.identities.skip();
            }
            Ok((record, texts)) => {
                *in_scope(counts, lists, record.form, record.date) += 1;
                scanned.identities.push(identity(record.reporter, texts.record_id));
                scanned.days = both(scanned.days, Some((record.date, record.date)));
                tally.add(record);
            }
            Err(_) => {
                counts.quarantined += 1;
                scanned.identities.skip();
            }
        }
    })?;
    Ok(scanned)
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
