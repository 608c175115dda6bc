//! Compares the evidence of alerts in two runs, and keeps only what differs.

use super::pairs::Pair;
use super::side::{OneOfTwo, Side, Two, alike};
use crate::archive::read::{EvidenceCursor, EvidenceRow, PublishedError};
use crate::judgement::DayTotal;
use crate::parallel;
use crate::terms::{Day, MassOverflow};
use std::cmp::Ordering;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The records of an alert that are not the same in both runs.
#[derive(Debug, Default)]
pub(super) struct DifferingRecords {
    /// The rows that one run has and the other lacks, or has otherwise: those of the earlier run, and those of the later.
    pub(super) differing: [Vec<EvidenceRow>; 2],
    /// What each run has of the year, day by day; `None` if its evidence does not show that.
    pub(super) days: [Option<Vec<DayTotal>>; 2],
}

/// Why two runs cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// One of the runs cannot be read.
    #[error(transparent)]
    Published(#[from] PublishedError),
    /// A total has more than 38 digits.
    #[error(transparent)]
    Overflow(#[from] MassOverflow),
}

/// Compares the evidence of alerts in one pass over each run's evidence; `None` if more rows differ than `most`. The alerts must
/// be in order.
pub(super) fn compare(
    two: &Two<'_>,
    pairs: &[&Pair],
    most: u64,
) -> Result<Option<Vec<DifferingRecords>>, CompareError> {
    let total: u64 = pairs.iter().map(|pair| rows(two, pair)).sum();
    let each = total / u64::try_from(rayon::current_num_threads()).unwrap_or(1) + 1;
    let mut chunks: Vec<&[&Pair]> = Vec::new();
    let (mut start, mut gathered) = (0, 0);
    for (place, pair) in pairs.iter().enumerate() {
        gathered += rows(two, pair);
        if gathered >= each || place + 1 == pairs.len() {
            chunks.push(&pairs[start..=place]);
            (start, gathered) = (place + 1, 0);
        }
    }
    let room = Room {
        kept: AtomicU64::new(0),
        most,
    };
    let parts = parallel::try_map(chunks.len(), |place| {
        compare_some(two, chunks[place], &room)
    })?;
    let parts = parts.into_iter().collect::<Option<Vec<_>>>();
    Ok(parts.map(|parts| parts.into_iter().flatten().collect()))
}

/// Counts the rows that are kept, of all threads.
struct Room {
    kept: AtomicU64,
    most: u64,
}

impl Room {
    /// Counts some more rows; `false` if they are too many.
    fn take(&self, rows: usize) -> bool {
        let rows = u64::try_from(rows).unwrap_or(u64::MAX);
        self.kept.fetch_add(rows, Relaxed).saturating_add(rows) <= self.most
    }
}

/// Returns the rows of evidence of an alert, in both runs together.
pub(super) fn rows(two: &Two<'_>, pair: &Pair) -> u64 {
    OneOfTwo::BOTH
        .iter()
        .map(|which| counted(two.side(*which), pair.places[which.place()]))
        .sum()
}

fn counted(side: &Side<'_>, alert: Option<usize>) -> u64 {
    alert.map_or(0, |alert| {
        side.evidence_rows(alert).end - side.evidence_rows(alert).start
    })
}

fn compare_some(
    two: &Two<'_>,
    pairs: &[&Pair],
    room: &Room,
) -> Result<Option<Vec<DifferingRecords>>, CompareError> {
    let ranges = |which: OneOfTwo| -> Vec<_> {
        pairs
            .iter()
            .filter_map(|pair| pair.places[which.place()])
            .map(|alert| two.side(which).evidence_rows(alert))
            .collect()
    };
    let cursor = |which| two.side(which).run.evidence_cursor(&ranges(which));
    let (mut before, mut after) = (cursor(OneOfTwo::Before)?, cursor(OneOfTwo::After)?);
    let mut compared = Vec::with_capacity(pairs.len());
    for pair in pairs {
        let left = OneOfTwo::BOTH.map(|which| counted(two.side(which), pair.places[which.place()]));
        let mut records = merged(&mut before, &mut after, left)?;
        for (days, place) in records.days.iter_mut().zip(pair.places) {
            *days = days.take().filter(|_| place.is_some());
        }
        if !room.take(records.differing.iter().map(Vec::len).sum()) {
            return Ok(None);
        }
        compared.push(records);
    }
    Ok(Some(compared))
}

/// Reads the given numbers of rows of both cursors, which are sorted alike, and keeps what differs.
fn merged<'f>(
    before: &mut EvidenceCursor<'f>,
    after: &mut EvidenceCursor<'f>,
    left: [u64; 2],
) -> Result<DifferingRecords, CompareError> {
    let mut records = DifferingRecords {
        days: [Some(Vec::new()), Some(Vec::new())],
        ..DifferingRecords::default()
    };
    let [mut left_before, mut left_after] = left;
    while left_before > 0 || left_after > 0 {
        let views = (
            before.view().filter(|_| left_before > 0),
            after.view().filter(|_| left_after > 0),
        );
        let (order, same) = match views {
            (Some(one), Some(other)) => (one.place().cmp(&other.place()), one.says_the_same(other)),
            (Some(_), None) => (Ordering::Less, false),
            (None, Some(_)) => (Ordering::Greater, false),
            (None, None) => break,
        };
        for (cursor, left, place, past) in [
            (&mut *before, &mut left_before, 0, Ordering::Greater),
            (&mut *after, &mut left_after, 1, Ordering::Less),
        ] {
            if order == past {
                continue;
            }
            if let (Some(view), Some(days)) = (cursor.view(), &mut records.days[place]) {
                DayTotal::add(days, view.day(), view.base())?;
            }
            if order != Ordering::Equal || !same {
                records.differing[place].extend(cursor.row()?);
            }
            cursor.advance()?;
            *left -= 1;
        }
    }
    Ok(records)
}

/// Returns the rows of a day, from rows that are sorted by date.
pub(super) fn on_day(rows: &[EvidenceRow], day: Day) -> &[EvidenceRow] {
    let start = rows.partition_point(|row| row.record.date < day);
    let end = rows.partition_point(|row| row.record.date <= day);
    &rows[start..end]
}

/// Compares rows that are in memory, sorted as evidence is.
pub(super) fn compare_rows(
    two: &Two<'_>,
    rows: &[Vec<EvidenceRow>; 2],
) -> Result<DifferingRecords, CompareError> {
    let mut records = DifferingRecords::default();
    for (rows, days) in rows.iter().zip(&mut records.days) {
        let mut totals = Vec::new();
        rows.iter()
            .try_for_each(|row| DayTotal::add(&mut totals, row.record.date, row.base))?;
        *days = Some(totals);
    }
    for which in OneOfTwo::BOTH {
        let (side, other) = (two.side(which), two.side(which.other()));
        let is_there = |row: &EvidenceRow| {
            on_day(&rows[which.other().place()], row.record.date)
                .iter()
                .filter(|found| alike((side, &row.record), (other, &found.record)))
                .any(|found| found.base == row.base)
        };
        records.differing[which.place()] = rows[which.place()]
            .iter()
            .filter(|row| !is_there(row))
            .cloned()
            .collect();
    }
    Ok(records)
}
