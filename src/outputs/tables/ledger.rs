//! `ledger.parquet`.

use super::super::error::PublishError;
use super::super::table_file::Sink;
use super::{BATCH_ROWS, MASS, Tables, days, masses, numbers, required, schema as table, texts};
use crate::config::Config;
use crate::ledger::{Entry, LedgerError};
use arrow_array::ArrayRef;
use arrow_schema::{DataType, SchemaRef};
use rayon::prelude::*;
use std::collections::VecDeque;

pub(super) fn schema() -> SchemaRef {
    table(vec![
        required("basis", DataType::Utf8),
        required("importer", DataType::Utf8),
        required("substance", DataType::Utf8),
        required("date", DataType::Date32),
        required("base_g", MASS),
        required("records", DataType::Int64),
    ])
}

/// Lines worked out at a time, by all threads.
const LINES: usize = 256;
/// A part of the table ends with the line that makes it this long.
const PART_ROWS: usize = 128 * 1024;

/// The entries of all lines, in parts.
pub(super) fn parts<'a>(tables: &'a Tables<'a>) -> impl Iterator<Item = Result<Vec<Entry>, PublishError>> + Send + 'a {
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
            let entries: Result<Vec<Vec<Entry>>, LedgerError> = some.par_iter().map(|line| tables.ledger.entries(*line)).collect();
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

pub(super) fn batches(config: &Config, entries: &[Entry], sink: Sink<'_>) -> Result<(), PublishError> {
    entries.chunks(BATCH_ROWS).try_for_each(|chunk| sink(&columns(config, chunk)))
}

fn columns(config: &Config, entries: &[Entry]) -> Vec<ArrayRef> {
    vec![
        texts(entries.iter().map(|entry| entry.basis.name())),
        texts(entries.iter().map(|entry| config.country_code(entry.importer))),
        texts(entries.iter().map(|entry| config.substance_code(entry.substance))),
        days(entries.iter().map(|entry| Some(entry.day))),
        masses(entries.iter().map(|entry| Some(entry.base))),
        numbers(entries.iter().map(|entry| Some(entry.records))),
    ]
}
