//! The books of a run: what became of every row of every file (`rules.md` 4.5).

use super::RunError;
use super::first_reading::FirstReading;
use super::inputs::Inputs;
use crate::archive::{FileCounts, FilingCounts, InputEntry, LayoutEntry, RecordCounts};
use crate::intake::InputFile;
use crate::terms::{Day, file_at_mut};
use std::collections::BTreeMap;

/// Counts by file, in path order.
#[derive(Clone, Debug)]
pub(super) struct Books {
    pub(super) records: Vec<RecordCounts>,
    pub(super) filings: Vec<FilingCounts>,
    /// For each file of records, the last date of the valid, known records of each reporter, by the reporter's code.
    pub(super) newest: Vec<BTreeMap<String, Day>>,
}

impl Books {
    /// Returns the books after the first reading.
    pub(super) fn of(first: &FirstReading, filings: Vec<FilingCounts>) -> Self {
        Self {
            records: first.counts.clone(),
            filings,
            newest: first.newest.clone(),
        }
    }

    /// Counts records of a file as judged, exempt or out of scope again that an earlier run found superseded: their versions are compared
    /// anew.
    pub(super) fn reopen(&mut self, file: u32, reopened: RecordCounts) {
        if let Some(counts) = file_at_mut(&mut self.records, file) {
            counts.superseded -= reopened.judged + reopened.exempt + reopened.out_of_scope;
            counts.judged += reopened.judged;
            counts.exempt += reopened.exempt;
            counts.out_of_scope += reopened.out_of_scope;
        }
    }

    /// Counts records of a file as superseded that were counted as judged, exempt or out of scope.
    pub(super) fn supersede(&mut self, file: u32, replaced: RecordCounts) {
        if let Some(counts) = file_at_mut(&mut self.records, file) {
            counts.judged -= replaced.judged;
            counts.exempt -= replaced.exempt;
            counts.out_of_scope -= replaced.out_of_scope;
            counts.superseded += replaced.judged + replaced.exempt + replaced.out_of_scope;
        }
    }

    /// Counts records of a file as set aside that were counted as judged.
    pub(super) fn set_aside(&mut self, file: u32, records: u64) {
        if let Some(counts) = file_at_mut(&mut self.records, file) {
            counts.judged -= records;
            counts.set_aside += records;
        }
    }

    /// Returns the totals; an error unless every row of every file is accounted for.
    pub(super) fn close(
        &self,
        inputs: &Inputs,
        refusals: u64,
    ) -> Result<(RecordCounts, FilingCounts), RunError> {
        let mut records = RecordCounts::default();
        for (file, counts) in inputs.records.iter().zip(&self.records) {
            check(file, counts.read, counts.close())?;
            records += *counts;
        }
        let mut filings = FilingCounts::default();
        for (file, counts) in inputs.filings.iter().zip(&self.filings) {
            check(file, counts.read, counts.close())?;
            filings += *counts;
        }
        let quarantined = records.quarantined + filings.quarantined;
        if records.close() && filings.close() && refusals == quarantined {
            return Ok((records, filings));
        }
        Err(RunError::Books {
            file: "all files".into(),
            found: format!("{quarantined} rows are refused and {refusals} are in quarantine"),
        })
    }

    /// Returns the files as the manifest lists them.
    pub(super) fn entries(&self, inputs: &Inputs) -> Vec<InputEntry> {
        self.files(inputs)
            .map(|(file, counts)| entry(file, counts))
            .collect()
    }

    /// Returns all files with the counts of their rows, filings first.
    pub(super) fn files<'a>(
        &'a self,
        inputs: &'a Inputs,
    ) -> impl Iterator<Item = (&'a InputFile, FileCounts)> {
        let filings = inputs.filings.iter().zip(
            self.filings
                .iter()
                .map(|counts| FileCounts::Filings(*counts)),
        );
        filings.chain(
            inputs.records.iter().zip(
                self.records
                    .iter()
                    .map(|counts| FileCounts::Records(*counts)),
            ),
        )
    }
}

fn entry(file: &InputFile, counts: FileCounts) -> InputEntry {
    InputEntry {
        file: file.name.clone(),
        size: file.size,
        rows: file.rows,
        blake3: file.hash.to_hex().to_string(),
        counts,
        layout: file.described().map(|described| LayoutEntry {
            name: described.layout.name.clone(),
            owner: described.owner.name().to_owned(),
            sent: described.file().to_owned(),
            sheet: described.sheet().map(str::to_owned),
            last_row: file.last_row(),
        }),
    }
}

fn check(file: &InputFile, read: u64, closes: bool) -> Result<(), RunError> {
    let found = match (read == file.rows, closes) {
        (true, true) => return Ok(()),
        (false, _) => format!("{} rows were found and {read} were read", file.rows),
        (true, false) => format!("its {read} rows are not all accounted for"),
    };
    Err(RunError::Books {
        file: file.name.clone(),
        found,
    })
}
