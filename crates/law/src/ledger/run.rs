//! The part of an account that was moved out of memory: its cells in order, six to eight bytes each.
//!
//! A run is a directory of its forms, followed by their cells, by form and day. A cell is three numbers: the days since the
//! previous cell, the net quantity and the number of records. Each number is stored in groups of seven bits, lowest first, so
//! that small numbers are short.

use super::live::{LedgerCell, Live};
use crate::scratch::{Kept, Scratch, ScratchError, hash};
use crate::terms::{Day, Form};

/// The cells that an account held in memory at one time.
#[derive(Debug)]
pub(super) struct Run {
    kept: Kept,
    /// The length of the directory in bytes.
    directory: usize,
    /// The hash of the directory, which holds the hashes of the cells.
    hash: u64,
}

/// The bytes of a directory entry: a form, the length of its cells and their hash.
const ENTRY: usize = 2 + 8 + 8;

impl Run {
    /// Keeps all cells of an account in memory.
    pub(super) fn keep(live: &Live, scratch: &Scratch) -> Result<Self, ScratchError> {
        let (mut bytes, mut cells) = (Vec::new(), Vec::new());
        for form in live.forms() {
            let start = cells.len();
            let mut encoder = Encoder::new(&mut cells);
            live.each_cell(form, |day, cell| encoder.add(day, cell));
            let len = u64::try_from(cells.len() - start).unwrap_or(u64::MAX);
            bytes.extend(form.number().to_le_bytes());
            bytes.extend(len.to_le_bytes());
            bytes.extend(hash(&cells[start..]).to_le_bytes());
        }
        let (directory, hash) = (bytes.len(), hash(&bytes));
        bytes.append(&mut cells);
        Ok(Self {
            kept: scratch.keep(bytes)?,
            directory,
            hash,
        })
    }

    /// Calls `each` with every cell of some forms: the index of the form in `forms`, the day, the cell.
    pub(super) fn read(
        &self,
        forms: &[Form],
        mut each: impl FnMut(usize, Day, LedgerCell),
    ) -> Result<(), ScratchError> {
        let (mut directory, mut buffer) = (Vec::new(), Vec::new());
        let directory = self.kept.read_part(0..self.directory, &mut directory)?;
        if hash(directory) != self.hash {
            return Err(self.kept.damaged());
        }
        let mut end = self.directory;
        for entry in directory.chunks_exact(ENTRY) {
            let (form, len, kept) = parse(entry).ok_or_else(|| self.kept.damaged())?;
            let start = end;
            end += len;
            if let Some(place) = forms.iter().position(|wanted| *wanted == form) {
                let cells = self.kept.read_part(start..end, &mut buffer)?;
                let whole = hash(cells) == kept
                    && decode(cells, |day, cell| each(place, day, cell)).is_some();
                if !whole {
                    return Err(self.kept.damaged());
                }
            }
        }
        Ok(())
    }
}

fn parse(entry: &[u8]) -> Option<(Form, usize, u64)> {
    let (form, rest) = entry.split_first_chunk()?;
    let (len, hash) = rest.split_first_chunk()?;
    let len = usize::try_from(u64::from_le_bytes(*len)).ok()?;
    Some((
        Form::from(u16::from_le_bytes(*form)),
        len,
        u64::from_le_bytes(hash.try_into().ok()?),
    ))
}

/// Writes cells one after another.
pub(super) struct Encoder<'a> {
    out: &'a mut Vec<u8>,
    last_day: i32,
}

impl<'a> Encoder<'a> {
    pub(super) fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, last_day: 0 }
    }

    pub(super) fn add(&mut self, day: Day, cell: LedgerCell) {
        put(i128::from(day.number() - self.last_day), self.out);
        put(cell.net, self.out);
        put(i128::from(cell.records), self.out);
        self.last_day = day.number();
    }
}

/// Reads cells; `None` if the bytes are not what [`Encoder`] writes.
pub(super) fn decode(mut bytes: &[u8], mut each: impl FnMut(Day, LedgerCell)) -> Option<()> {
    let mut day = 0_i32;
    while !bytes.is_empty() {
        day = day.checked_add(i32::try_from(take(&mut bytes)?).ok()?)?;
        let net = take(&mut bytes)?;
        let records = i64::try_from(take(&mut bytes)?).ok()?;
        each(Day::from_number(day), LedgerCell { net, records });
    }
    Some(())
}

/// Writes a number with its sign in the lowest bit, so that small numbers are short on both sides of zero.
fn put(number: i128, out: &mut Vec<u8>) {
    let mut rest = ((number << 1) ^ (number >> 127)).cast_unsigned();
    loop {
        let [low, ..] = rest.to_le_bytes();
        rest >>= 7;
        if rest == 0 {
            return out.push(low);
        }
        out.push(low | 0x80);
    }
}

fn take(bytes: &mut &[u8]) -> Option<i128> {
    let mut number = 0_u128;
    for shift in (0..u128::BITS).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u128::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_size_come_back() {
        let mut bytes = Vec::new();
        let numbers = [
            0,
            1,
            -1,
            63,
            -64,
            64,
            i128::from(i64::MIN),
            123_456_789_012,
            i128::MAX,
            i128::MIN,
        ];
        for number in numbers {
            put(number, &mut bytes);
        }
        let mut rest = bytes.as_slice();
        assert!(
            numbers
                .iter()
                .all(|number| take(&mut rest) == Some(*number))
                && rest.is_empty()
        );
        assert_eq!(take(&mut [0x80; 30].as_slice()), None);
        assert_eq!(take(&mut [0x80].as_slice()), None);
    }

    /// A run whose directory has one form with a length and a hash of its cells.
    fn run(cells: &[u8], len: u64, of_cells: u64) -> Run {
        let folder = tempfile::tempdir().expect("a folder");
        let mut bytes = 7_u16.to_le_bytes().to_vec();
        bytes.extend(len.to_le_bytes());
        bytes.extend(of_cells.to_le_bytes());
        let (directory, hash) = (bytes.len(), hash(&bytes));
        bytes.extend(cells);
        let scratch = Scratch::new(folder.path(), 1 << 20);
        Run {
            kept: scratch.keep(bytes).expect("kept"),
            directory,
            hash,
        }
    }

    #[test]
    fn cells_that_came_to_harm_are_not_read() {
        let (mut cells, form) = (Vec::new(), Form::from(7));
        let cell = LedgerCell { net: 5, records: 1 };
        Encoder::new(&mut cells).add(Day::from_number(3), cell);
        let read = |run: &Run, form| {
            let mut found = Vec::new();
            let whole = run.read(&[form], |place, day, cell| found.push((place, day, cell)));
            whole.is_ok().then_some(found)
        };
        let len = u64::try_from(cells.len()).expect("small");
        let whole = run(&cells, len, hash(&cells));
        let expected = (0, Day::from_number(3), cell);
        assert_eq!(read(&whole, form), Some(vec![expected]));
        assert_eq!(read(&whole, Form::from(8)), Some(Vec::new()));
        let of_another = run(&cells, len, hash(&cells) ^ 1);
        assert_eq!(read(&of_another, form), None);
        let cut_off = run(&cells, len - 1, hash(&cells[..cells.len() - 1]));
        assert_eq!(read(&cut_off, form), None);
        let other_directory = Run {
            hash: whole.hash ^ 1,
            ..whole
        };
        assert_eq!(read(&other_directory, form), None);
    }

    #[test]
    fn a_cell_takes_six_to_eight_bytes() {
        let cells = |days: i32| {
            (0..days).map(|day| {
                (
                    Day::from_number(19_000 + day * 3),
                    LedgerCell {
                        net: 25_000_000_000,
                        records: 4,
                    },
                )
            })
        };
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes);
        cells(1000).for_each(|(day, cell)| encoder.add(day, cell));
        assert!((6000..8100).contains(&bytes.len()), "{}", bytes.len());
        let mut found = Vec::new();
        assert!(decode(&bytes, |day, cell| found.push((day, cell))).is_some());
        assert!(found.into_iter().eq(cells(1000)));
        assert!(decode(&bytes[..bytes.len() - 1], |_, _| {}).is_none());
    }
}
