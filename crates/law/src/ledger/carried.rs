//! Entries of the ledger that are given as base mass, by line, in a few bytes each: the ledger of an earlier run, from which a run
//! goes on, and records that count for some of their substances only.

use super::live::LedgerCell;
use super::run::{Encoder, decode};
use super::{Entry, Line};
use crate::scratch::{Kept, Scratch, ScratchError, hash};
use crate::terms::{Day, Mass};
use std::collections::BTreeMap;
use std::ops::Range;

/// Entries that are given as base mass, such as those in the ledger of an earlier run. They hold base mass and not the forms shipped, so a run can add to them and take
/// from them, but cannot convert them again.
#[derive(Debug, Default)]
pub struct Carried {
    pieces: Vec<Kept>,
    lines: BTreeMap<Line, Vec<EntryPlace>>,
}

/// Consecutive entries of the ledger.
#[derive(Debug)]
pub struct LedgerPiece {
    kept: Kept,
    lines: Vec<(Line, Range<usize>, u64)>,
}

/// The place of some entries of a line.
#[derive(Debug)]
struct EntryPlace {
    piece: usize,
    range: Range<usize>,
    hash: u64,
}

impl LedgerPiece {
    /// Keeps entries, which are in the order of the ledger.
    pub fn keep(entries: &[Entry], scratch: &Scratch) -> Result<Self, ScratchError> {
        let (mut bytes, mut lines) = (Vec::new(), Vec::new());
        for of_line in entries.chunk_by(|a, b| a.line() == b.line()) {
            let start = bytes.len();
            let mut encoder = Encoder::new(&mut bytes);
            for entry in of_line {
                encoder.add(
                    entry.day,
                    LedgerCell {
                        net: entry.base.units(),
                        records: entry.records,
                    },
                );
            }
            lines.extend(
                of_line
                    .first()
                    .map(|entry| (entry.line(), start..bytes.len(), hash(&bytes[start..]))),
            );
        }
        Ok(Self {
            kept: scratch.keep(bytes)?,
            lines,
        })
    }
}

impl Carried {
    /// Joins the pieces of a ledger, which are in order.
    #[must_use]
    pub fn of(pieces: Vec<LedgerPiece>) -> Self {
        let mut carried = Self::default();
        for LedgerPiece { kept, lines } in pieces {
            for (line, range, hash) in lines {
                carried.lines.entry(line).or_default().push(EntryPlace {
                    piece: carried.pieces.len(),
                    range,
                    hash,
                });
            }
            carried.pieces.push(kept);
        }
        carried
    }

    /// Returns all lines that have an entry, in order.
    pub(super) fn lines(&self) -> impl Iterator<Item = Line> {
        self.lines.keys().copied()
    }

    /// Calls `each` with the entries of a line, by day.
    pub(super) fn read(
        &self,
        line: Line,
        mut each: impl FnMut(Day, i64, Mass),
    ) -> Result<(), ScratchError> {
        let mut buffer = Vec::new();
        for place in self.lines.get(&line).into_iter().flatten() {
            let kept = &self.pieces[place.piece];
            let bytes = kept.read_part(place.range.clone(), &mut buffer)?;
            let whole = hash(bytes) == place.hash
                && decode(bytes, |day, cell| {
                    each(day, cell.records, Mass::from_units(cell.net));
                })
                .is_some();
            if !whole {
                return Err(kept.damaged());
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Basis;
    use crate::terms::{Country, Substance};

    #[test]
    fn entries_that_came_to_harm_are_not_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let scratch = Scratch::new(folder.path(), 0);
        let entry = Entry {
            basis: Basis::ImportReports,
            importer: Country::from(1),
            substance: Substance::from(2),
            day: Day::from_number(19_700),
            base: Mass::from_whole_grams(5),
            records: 3,
        };
        let kept = || Carried::of(vec![LedgerPiece::keep(&[entry], &scratch).expect("kept")]);
        let read = |carried: &Carried| {
            let mut found = Vec::new();
            let whole = carried.read(entry.line(), |day, records, base| {
                found.push((day, records, base));
            });
            whole.is_ok().then_some(found)
        };
        let expected = (entry.day, entry.records, entry.base);
        assert_eq!(read(&kept()), Some(vec![expected]));
        let harm: [fn(&mut EntryPlace); 2] = [
            |place| place.hash ^= 1,
            // A part of an entry, with the hash of that part.
            |place| {
                place.range.end = 1;
                place.hash = hash(&[0xe8]);
            },
        ];
        for harm in harm {
            let mut carried = kept();
            carried.lines.values_mut().flatten().for_each(harm);
            assert_eq!(read(&carried), None);
        }
    }
}
