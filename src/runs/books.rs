//! The books of a run: what became of every row of every file (`rules.md` 4.5).

use super::RunError;
use super::inputs::Inputs;
use super::scan::{Scan, in_scope};
use crate::intake::{InputFile, Lists};
use crate::outputs::{FileCounts, FilingCounts, InputEntry, RecordCounts};
use crate::versions::Version;

/// Counts by file, in path order.
#[derive(Clone, Debug)]
pub(super) struct Books {
    pub(super) records: Vec<RecordCounts>,
    pub(super) filings: Vec<FilingCounts>,
}

impl Books {
    /// The books after the first reading.
    pub(super) fn of(inputs: &Inputs, scan: &Scan, filings: Vec<FilingCounts>) -> Self {
        let mut records = vec![RecordCounts::default(); inputs.records.len()];
        for (counts, portions) in records.iter_mut().zip(&scan.portions) {
            for portion in portions {
                *counts += portion.counts;
            }
        }
        Self { records, filings }
    }

    /// A record turned out to be superseded.
    pub(super) fn supersede(&mut self, version: &Version, lists: &Lists) {
        if let Some(counts) = usize::try_from(version.origin.file).ok().and_then(|file| self.records.get_mut(file)) {
            *in_scope(counts, lists, version.record.form, version.record.date) -= 1;
            counts.superseded += 1;
        }
    }

    /// The totals, if every row of every file is accounted for.
    pub(super) fn close(&self, inputs: &Inputs, refusals: usize) -> Result<(RecordCounts, FilingCounts), RunError> {
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
        if records.close() && filings.close() && u64::try_from(refusals) == Ok(quarantined) {
            return Ok((records, filings));
        }
        Err(RunError::Books { file: "all files".into(), found: format!("{quarantined} rows are refused and {refusals} are in quarantine") })
    }

    /// The files as the manifest lists them.
    pub(super) fn entries(&self, inputs: &Inputs) -> Vec<InputEntry> {
        let filings = inputs.filings.iter().zip(self.filings.iter().map(|counts| FileCounts::Filings(*counts)));
        let records = inputs.records.iter().zip(self.records.iter().map(|counts| FileCounts::Records(*counts)));
        filings.chain(records).map(|(file, counts)| entry(file, counts)).collect()
    }
}

fn entry(file: &InputFile, counts: FileCounts) -> InputEntry {
    InputEntry { file: file.name.clone(), size: file.size, rows: file.rows, blake3: file.hash.to_hex().to_string(), counts }
}

fn check(file: &InputFile, read: u64, closes: bool) -> Result<(), RunError> {
    let found = match (read == file.rows, closes) {
        (true, true) => return Ok(()),
        (false, _) => format!("{} rows were found and {read} were read", file.rows),
        (true, false) => format!("its {read} rows are not all accounted for"),
    };
    Err(RunError::Books { file: file.name.clone(), found })
}
