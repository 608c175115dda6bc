//! The first reading of all records: tallies and counts everything, keeps no record.

use super::Meter;
use super::inputs::{Piece, by_portion_of};
use super::returns::LongTally;
use super::warnings::FileConventions;
use crate::archive::{IdsWriter, RecordCounts, StretchIds};
use crate::conversion::{Lists, Scope};
use crate::intake::{
    ColumnSet, CsvOddities, FileFault, InputFile, Row, RowCount, Rows, Seen, Wanted,
};
use crate::judgement::{Trade, may_be_left_out, scope};
use crate::ledger::{self, Tally};
use crate::parallel::Pool;
use crate::records::{Procedure, Record};
use crate::terms::{Country, Day, Form, Set};
use crate::versions::{Identity, SeenIdentities};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a first reading of all records leaves, besides the sinks that it fills.
#[derive(Debug)]
pub(super) struct FirstReading {
    /// By file and portion, in order.
    pub(super) portions: Vec<Vec<ScannedPortion>>,
    /// The counts of each file; superseded versions still count as judged, exempt or out of scope.
    pub(super) counts: Vec<RecordCounts>,
    /// The first and the last date of valid, known records of each file.
    pub(super) days: Vec<Option<(Day, Day)>>,
    /// How each file is written.
    pub(super) conventions: FileConventions,
    /// For each file, the last date of the valid, known records of each reporter, by the reporter's code.
    pub(super) newest: Vec<BTreeMap<String, Day>>,
    /// The calendar years of the valid, known records that were read, if they were asked for.
    pub(super) years: BTreeSet<i32>,
}

impl FirstReading {
    /// Returns the first and the last date of the valid, known records of all files.
    pub(super) fn all_days(&self) -> Option<(Day, Day)> {
        self.days
            .iter()
            .fold(None, |days, of_file| both(days, *of_file))
    }
}

/// The sinks of a first reading: all valid, known records go into them, superseded versions included.
#[derive(Clone, Copy, Debug)]
pub(super) struct FirstReadingSinks<'a> {
    /// The records of a day.
    pub(super) tally: &'a Tally,
    /// The records of longer periods.
    pub(super) long: &'a LongTally<'a>,
    /// Whether the calendar years of the records are asked for.
    pub(super) years: bool,
}

impl<'a> FirstReadingSinks<'a> {
    /// Returns what one thread writes to.
    pub(super) fn writers(self) -> FirstReadingWriters<'a> {
        FirstReadingWriters {
            tally: self.tally.writer(),
            long: None,
        }
    }
}

/// What a first reading of one portion leaves.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct ScannedPortion {
    /// The counts; superseded versions still count as judged, exempt or out of scope.
    pub(super) counts: RecordCounts,
    /// The places of the refused rows in the portion; at most `REMEMBERED` are kept.
    refused: Vec<u32>,
    days: Option<(Day, Day)>,
    /// Whether the portion has a known record of quantity 0.
    pub(super) has_zero: bool,
    /// Whether the portion has a known record that may count for nothing by exemption.
    pub(super) has_exempt: bool,
    /// Known records whose special licence is a word that means nothing.
    pub(super) licence_words: RowCount,
    /// How the rows are written.
    pub(super) written: CsvOddities,
    /// The last date of the valid, known records of each reporter.
    newest: Vec<(Country, Day)>,
    /// The calendar years of the valid, known records, if they were asked for.
    years: BTreeSet<i32>,
}

/// The most refused rows of a portion whose places are kept; if there are more, all rows of the portion are read again.
const REMEMBERED: usize = 4096;

impl ScannedPortion {
    /// Returns the places of the refused rows, if all were kept.
    pub(super) fn refused(&self) -> Option<&[u32]> {
        (self.counts.quarantined == count(self.refused.len())).then_some(&self.refused)
    }

    fn refuse(&mut self, place: u64) {
        self.counts.read += 1;
        self.counts.quarantined += 1;
        if self.refused.len() < REMEMBERED {
            self.refused.extend(u32::try_from(place));
        }
    }
}

/// Reads the record files that `which` selects by place, and notes their ids. The error holds the faults of all files that cannot be read to the end.
pub(super) fn first_reading(
    files: &[InputFile],
    which: impl Fn(usize) -> bool + Sync,
    lists: &Lists,
    known_at: Option<Day>,
    (sinks, identities, ids): (FirstReadingSinks<'_>, &SeenIdentities, &IdsWriter),
    meter: &Meter,
) -> Result<FirstReading, Vec<FileFault>> {
    let writers = Pool::new();
    let scanned = by_portion_of(files, which, |piece| {
        let portion = writers.with(
            || (sinks.writers(), identities.writer(), StretchIds::default()),
            |(writers, identities, noted)| {
                noted.clear();
                let mut identify = |rows: Rows<'_>| {
                    for row in rows.iter() {
                        let identity = Identity::of(row.reporter(), row.id());
                        noted.note(piece.portion.place(row.number()), identity);
                        if is_known(row.received(), known_at) {
                            identities.see(identity);
                        }
                    }
                };
                let scanned = scan_portion(piece, lists, known_at, sinks, writers, &mut identify)?;
                ids.add(piece.stretch(files), noted);
                Ok(scanned)
            },
        );
        meter.advance(piece.portion.rows());
        portion
    });
    let (mut portions, mut faults) = (Vec::new(), Vec::new());
    for of_file in scanned {
        match of_file {
            Ok(of_file) => portions.push(of_file),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() {
        Ok(FirstReading::of(portions, lists))
    } else {
        Err(faults)
    }
}

impl FirstReading {
    /// Adds up what was left of the portions of each file.
    pub(super) fn of(scanned: Vec<Vec<ScannedPortion>>, lists: &Lists) -> Self {
        let mut first = Self {
            portions: Vec::new(),
            counts: Vec::new(),
            days: Vec::new(),
            conventions: FileConventions::default(),
            newest: Vec::new(),
            years: BTreeSet::new(),
        };
        for portions in scanned {
            let (mut counts, mut days) = (RecordCounts::default(), None);
            let (mut words, mut written) = (RowCount::default(), CsvOddities::default());
            for portion in &portions {
                counts += portion.counts;
                days = both(days, portion.days);
                words = words.and(portion.licence_words);
                written += portion.written;
                first.years.extend(&portion.years);
            }
            first.counts.push(counts);
            first.days.push(days);
            first.conventions.push(words, written);
            first.newest.push(newest(&portions, lists));
            first.portions.push(portions);
        }
        first
    }
}

/// What one thread writes to.
pub(super) struct FirstReadingWriters<'a> {
    tally: ledger::Writer<'a>,
    /// `None` until a record of a longer period is met.
    long: Option<ledger::Writer<'a>>,
}

/// Reads one portion, and returns what it leaves besides the sinks. `identify` takes the valid rows, to note what they are called.
pub(super) fn scan_portion<'a>(
    piece: Piece,
    lists: &Lists,
    known_at: Option<Day>,
    sinks: FirstReadingSinks<'a>,
    writers: &mut FirstReadingWriters<'a>,
    identify: &mut dyn FnMut(Rows<'_>),
) -> Result<ScannedPortion, FileFault> {
    let (mut scanned, mut trades) = (ScannedPortion::default(), Set::default());
    let (mut first, mut last) = (Day::LAST, Day::FIRST);
    let mut newest: Vec<Option<Day>> = vec![None; lists.config.country_codes.len()];
    let mut seen = |seen: Seen<'_>| match seen {
        Seen::Refused(row, _) => scanned.refuse(row - piece.portion.first_row()),
        Seen::Valid(valid) => {
            let known = || {
                valid
                    .iter()
                    .filter(|row| is_known(row.received(), known_at))
            };
            // One loop for each sink, so that the data of the sink stay in the cache.
            identify(valid);
            if valid.are_of_days() {
                known().for_each(|row| writers.tally.add(row));
            } else {
                for row in known() {
                    if row.period().is_longer_than_a_day() {
                        let long = writers
                            .long
                            .get_or_insert_with(|| sinks.long.tally().writer());
                        long.add(row);
                        let about = Trade::of(&row.record(), lists.conversion);
                        trades.extend(about.map(|(trade, _)| trade));
                    } else {
                        writers.tally.add(row);
                    }
                }
            }
            if sinks.years {
                // Most rows are of the year of the row before.
                let mut year = Day::LAST..Day::FIRST;
                for date in known().map(Row::date) {
                    if !year.contains(&date) {
                        scanned.years.insert(date.year());
                        year = date.start_of_year()..date.end_of_year().next();
                    }
                }
            }
            for row in known() {
                let (form, procedure) = (row.form(), row.procedure());
                *in_scope(&mut scanned.counts, lists, (form, row.date(), procedure)) += 1;
                scanned.has_exempt |= may_be_left_out(form, procedure, lists.conversion);
                (first, last) = (first.min(row.date()), last.max(row.date()));
                scanned.has_zero |= row.is_zero();
                if row.has_licence_word() {
                    scanned.licence_words.add(row.number());
                }
                if let Some(newest) = newest.get_mut(row.reporter().index()) {
                    *newest = (*newest).max(Some(row.date()));
                }
            }
            scanned.counts.read += count(valid.len());
            scanned.counts.not_yet_known += count(valid.len() - known().count());
        }
    };
    let written =
        piece
            .reader
            .scan(piece.portion, ColumnSet::All, Wanted::All, lists, &mut seen)?;
    sinks.long.add(trades);
    scanned.written = written;
    scanned.days = (first <= last).then_some((first, last));
    scanned.newest = (0..)
        .map(Country::from)
        .zip(newest)
        .filter_map(|(reporter, day)| Some((reporter, day?)))
        .collect();
    Ok(scanned)
}

/// Returns the last date of each reporter's records in a file.
fn newest(portions: &[ScannedPortion], lists: &Lists) -> BTreeMap<String, Day> {
    let mut newest = BTreeMap::new();
    for (reporter, day) in portions.iter().flat_map(|portion| &portion.newest) {
        let of_reporter = newest
            .entry(lists.config.country_code(*reporter).to_owned())
            .or_insert(*day);
        *of_reporter = (*of_reporter).max(*day);
    }
    newest
}

fn count(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}

/// Whether a record received on a day counts at the known-at date.
#[must_use]
pub fn is_known(received: Day, known_at: Option<Day>) -> bool {
    known_at.is_none_or(|known_at| received <= known_at)
}

/// Returns the shortest range of days that contains both ranges.
pub(super) fn both(a: Option<(Day, Day)>, b: Option<(Day, Day)>) -> Option<(Day, Day)> {
    match (a, b) {
        (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
        (a, b) => a.or(b),
    }
}

/// Returns the count to which a valid, known, standing record of a form, day and procedure belongs: judged, exempt or out of scope
/// (`rules.md` 4.4, 7.8).
pub(super) fn in_scope<'a>(
    counts: &'a mut RecordCounts,
    lists: &Lists,
    (form, date, procedure): (Form, Day, Procedure),
) -> &'a mut u64 {
    match scope(form, date, procedure, lists.conversion) {
        Scope::Judged => &mut counts.judged,
        Scope::Exempt => &mut counts.exempt,
        Scope::OutOfScope => &mut counts.out_of_scope,
    }
}

/// Returns the count to which a version belongs, as [`in_scope`].
pub(super) fn of_record<'a>(
    counts: &'a mut RecordCounts,
    lists: &Lists,
    record: &Record,
) -> &'a mut u64 {
    in_scope(counts, lists, (record.form, record.date, record.procedure))
}
