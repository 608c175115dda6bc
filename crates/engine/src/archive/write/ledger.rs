//! Writes the rows of the ledger.

use super::super::error::PublishError;
use super::super::table_file::Sink;
use super::{Tables, in_batches};
use crate::archive::tables::LedgerColumns;
use crate::config::Config;
use crate::ledger::{Entry, years};
use crate::parallel;
use std::collections::{BTreeMap, VecDeque};

/// The number of lines that all threads together add up at a time.
const LINES: usize = 256;
/// The rows after which a part of a year's file ends, at the end of a line.
const PART_ROWS: usize = 32 * 1024;

/// Returns the entries of all lines, in parts of one calendar year each.
pub(super) fn parts<'a>(
    tables: &'a Tables<'a>,
) -> impl Iterator<Item = Result<(i32, Vec<Entry>), PublishError>> + Send + 'a {
    let lines = tables.ledger.lines();
    let mut done = 0;
    let mut ready: VecDeque<(i32, Vec<Entry>)> = VecDeque::new();
    let mut gathered: BTreeMap<i32, Vec<Entry>> = BTreeMap::new();
    std::iter::from_fn(move || {
        loop {
            if let Some(part) = ready.pop_front() {
                return Some(Ok(part));
            }
            let some = &lines[done..lines.len().min(done + LINES)];
            if some.is_empty() {
                return gathered.pop_first().map(Ok);
            }
            done += some.len();
            let entries = parallel::try_map(some.len(), |place| tables.ledger.entries(some[place]));
            match entries {
                Err(error) => return Some(Err(error.into())),
                Ok(entries) => {
                    for of_year in entries.iter().flat_map(|of_line| years(of_line)) {
                        let year = of_year.first().map_or(0, |entry| entry.day.year());
                        let part = gathered.entry(year).or_default();
                        part.extend_from_slice(of_year);
                        if part.len() >= PART_ROWS {
                            ready.extend(gathered.remove(&year).map(|part| (year, part)));
                        }
                    }
                }
            }
        }
    })
}

pub(super) fn batches(
    config: &Config,
    entries: &[Entry],
    sink: Sink<'_>,
) -> Result<(), PublishError> {
    let row = |entry: &Entry| LedgerColumns {
        basis: entry.basis.name(),
        importer: config.country_code(entry.importer),
        substance: config.substance_code(entry.substance),
        date: entry.day,
        base_g: entry.base,
        records: entry.records,
    };
    in_batches(entries, row, sink)
}
