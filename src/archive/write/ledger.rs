//! Writes the rows of `ledger.parquet`.

use super::super::error::PublishError;
use super::super::table_file::Sink;
use super::{Tables, in_batches};
use crate::archive::tables::LedgerColumns;
use crate::config::Config;
use crate::ledger::{Entry, LedgerError};
use rayon::prelude::*;
use std::collections::VecDeque;

/// The number of lines that all threads together add up at a time.
const LINES: usize = 256;
/// The rows after which a part of the table ends, at the end of a line.
const PART_ROWS: usize = 128 * 1024;

/// Returns the entries of all lines, in parts.
pub(super) fn parts<'a>(
    tables: &'a Tables<'a>,
) -> impl Iterator<Item = Result<Vec<Entry>, PublishError>> + Send + 'a {
    let lines = tables.ledger.lines();
    let mut done = 0;
    let mut ready: VecDeque<Vec<Entry>> = VecDeque::new();
    let mut gathered: Vec<Entry> = Vec::new();
    std::iter::from_fn(move || {
        loop {
            if let Some(part) = ready.pop_front() {
                return Some(Ok(part));
            }
            let some = &lines[done..lines.len().min(done + LINES)];
            if some.is_empty() {
                return (!gathered.is_empty()).then(|| Ok(std::mem::take(&mut gathered)));
            }
            done += some.len();
            let entries: Result<Vec<Vec<Entry>>, LedgerError> = some
                .par_iter()
                .map(|line| tables.ledger.entries(*line))
                .collect();
            match entries {
                Err(error) => return Some(Err(error.into())),
                Ok(entries) => {
                    for of_line in entries {
                        gathered.extend(of_line);
                        if gathered.len() >= PART_ROWS {
                            ready.push_back(std::mem::take(&mut gathered));
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
