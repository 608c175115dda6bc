//! Reads the filings, separates those that stand from the others, and counts them.

use super::inputs::by_portion;
use crate::archive::{FilingCounts, Refusal, Refusals};
use crate::conversion::Lists;
use crate::estimates::{ReadFiling, Standing, stand};
use crate::intake::{CsvOddities, FileFault, InputFile, Kind};
use crate::scratch::Scratch;
use crate::terms::{Day, Origin, file_at_mut};

/// The contents of all filing files.
#[derive(Debug, Default)]
pub(super) struct Filings {
    pub(super) standing: Standing,
    pub(super) refusals: Vec<Refusals>,
    /// The counts of each file, in path order.
    pub(super) counts: Vec<FilingCounts>,
    /// How the rows of each file are written, in path order.
    pub(super) written: Vec<CsvOddities>,
    /// The latest receipt of a known filing.
    pub(super) last_day: Option<Day>,
}

struct PortionFilings {
    filings: Vec<ReadFiling>,
    refusals: Refusals,
    written: CsvOddities,
}

/// Reads all filing files. The error holds the faults of all files that cannot be read to the end.
pub(super) fn read(
    files: &[InputFile],
    lists: &Lists,
    known_at: Option<Day>,
    scratch: &Scratch,
) -> Result<Filings, Vec<FileFault>> {
    let read = by_portion(files, |piece| {
        let refusals = Refusals::new(Kind::Filing, &files[piece.file_index].name, scratch);
        let mut portion = PortionFilings {
            filings: Vec::new(),
            refusals,
            written: CsvOddities::default(),
        };
        let file = u32::try_from(piece.file_index).unwrap_or(u32::MAX);
        portion.written = piece
            .reader
            .filings(piece.portion, lists, &mut |row, filing| match filing {
                Ok((filing, texts)) => {
                    let note = (!texts.note.is_empty()).then(|| texts.note.into());
                    portion.filings.push(ReadFiling {
                        filing: *filing,
                        id: texts.filing_id.into(),
                        note,
                        origin: Origin { file, row },
                    });
                }
                Err(refused) => {
                    portion
                        .refusals
                        .add(&Refusal::of(row, &refused, Kind::Filing, lists.config));
                }
            })?;
        portion.refusals.close();
        Ok(portion)
    });
    let mut filings = Filings {
        counts: vec![FilingCounts::default(); files.len()],
        written: vec![CsvOddities::default(); files.len()],
        ..Filings::default()
    };
    let mut valid = Vec::new();
    let mut faults = Vec::new();
    for (file, portions) in read.into_iter().enumerate() {
        match portions {
            Ok(portions) => {
                for portion in portions {
                    let counts = &mut filings.counts[file];
                    counts.read += count(portion.filings.len()) + portion.refusals.len();
                    counts.quarantined += portion.refusals.len();
                    filings.written[file] += portion.written;
                    valid.extend(portion.filings);
                    filings.refusals.push(portion.refusals);
                }
            }
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    filings.stand(valid, known_at);
    Ok(filings)
}

impl Filings {
    fn stand(&mut self, valid: Vec<ReadFiling>, known_at: Option<Day>) {
        self.last_day = valid
            .iter()
            .map(|filing| filing.filing.received)
            .filter(|day| known_at.is_none_or(|known| *day <= known))
            .max();
        self.standing = stand(valid, known_at);
        let Self {
            standing, counts, ..
        } = self;
        let mut tell = |origin: &Origin, count: fn(&mut FilingCounts) -> &mut u64| {
            if let Some(counts) = file_at_mut(counts, origin.file) {
                *count(counts) += 1;
            }
        };
        standing
            .in_use
            .iter()
            .for_each(|filing| tell(&filing.origin, |counts| &mut counts.in_use));
        standing
            .superseded
            .iter()
            .for_each(|filing| tell(&filing.origin, |counts| &mut counts.superseded));
        standing
            .not_yet_known
            .iter()
            .for_each(|filing| tell(&filing.origin, |counts| &mut counts.not_yet_known));
    }
}

fn count(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}
