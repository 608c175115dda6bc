//! Quantities as shipped, added up before they are converted.

use super::Basis;
use crate::intake::{Flow, Record};
use crate::terms::{Country, Day, Form, Map};

/// What was shipped, net of re-export, per account, importing country, form and day.
///
/// A tally is touched once per record, so what counts is how much memory that takes: the days of
/// one account, country and form lie side by side, and two look-ups lead to them.
#[derive(Debug)]
pub struct Tally {
    forms: usize,
    /// The series of each account, importing country and form, plus one; 0: none yet.
    series_of: Vec<u32>,
    series: Vec<Series>,
    /// Blocks in chunks, so that growing moves nothing.
    chunks: Vec<Vec<Block>>,
    /// What cells could not hold, by account, importing country, form and number of the block.
    carried: Map<(Basis, Country, Form, i32), [Cell; BLOCK_DAYS]>,
}

/// The blocks of an account, country and form, from one block of days on.
#[derive(Debug)]
struct Series {
    first: i32,
    /// Places of blocks, plus one; 0: none yet.
    blocks: Vec<u32>,
}

/// Days that lie side by side.
const BLOCK_DAYS: usize = 32;
/// The same as a shift of a day's number.
const BLOCK_SHIFT: u32 = 5;
/// Blocks allocated at a time.
const CHUNK: usize = 256;

#[derive(Clone, Debug)]
struct Block {
    net: [i64; BLOCK_DAYS],
    records: [i32; BLOCK_DAYS],
}

/// What was shipped in all, in millionths of a gram, and in how many records with something left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) net: i128,
    pub(super) records: i64,
}

impl Tally {
    /// An empty tally for so many countries and forms.
    #[must_use]
    pub fn new(countries: usize, forms: usize) -> Self {
        Self { forms, series_of: vec![0; 2 * countries * forms], series: Vec::new(), chunks: Vec::new(), carried: Map::default() }
    }

    /// Counts a valid record; one of which nothing stays in the country adds nothing.
    pub fn add(&mut self, record: &Record) {
        self.change(record, record.net().millionths(), 1);
    }

    /// Takes a record out again that was counted before, here or in another tally of the same ledger.
    pub fn take_out(&mut self, record: &Record) {
        self.change(record, -record.net().millionths(), -1);
    }

    fn change(&mut self, record: &Record, net: i64, records: i32) {
        let Some(importer) = record.importer().filter(|_| net != 0) else {
            return;
        };
        let basis = match record.flow {
            Flow::Import => Basis::ImportReports,
            Flow::Export => Basis::PartnerReports,
        };
        let (block, slot) = self.block(basis, importer, record.form, record.date);
        if let (Some(sum), Some(count)) = (block.net[slot].checked_add(net), block.records[slot].checked_add(records)) {
            (block.net[slot], block.records[slot]) = (sum, count);
            return;
        }
        let full = Cell { net: i128::from(block.net[slot]), records: i64::from(block.records[slot]) };
        (block.net[slot], block.records[slot]) = (net, records);
        let (number, _) = place(record.date);
        let carried = self.carried.entry((basis, importer, record.form, number)).or_insert(NO_CELLS);
        carried[slot].net += full.net;
        carried[slot].records += full.records;
    }

    /// The block of a day, made if need be, and the day's place in it.
    fn block(&mut self, basis: Basis, importer: Country, form: Form, day: Day) -> (&mut Block, usize) {
        let (number, slot) = place(day);
        let at = self.series_at(basis, importer, form);
        if self.series_of[at] == 0 {
            self.series.push(Series { first: number, blocks: Vec::new() });
            self.series_of[at] = handle(self.series.len());
        }
        let series = &mut self.series[index(self.series_of[at])];
        if number < series.first {
            let more = usize::try_from(series.first - number).unwrap_or(0);
            series.blocks.splice(0..0, std::iter::repeat_n(0, more));
            series.first = number;
        }
        let in_series = usize::try_from(number - series.first).unwrap_or(0);
        if in_series >= series.blocks.len() {
            series.blocks.resize(in_series + 1, 0);
        }
        if series.blocks[in_series] == 0 {
            if self.chunks.last().is_none_or(|chunk| chunk.len() == CHUNK) {
                self.chunks.push(Vec::with_capacity(CHUNK));
            }
            let before = (self.chunks.len() - 1) * CHUNK;
            if let Some(chunk) = self.chunks.last_mut() {
                chunk.push(Block { net: [0; BLOCK_DAYS], records: [0; BLOCK_DAYS] });
                series.blocks[in_series] = handle(before + chunk.len());
            }
        }
        let block = index(series.blocks[in_series]);
        (&mut self.chunks[block / CHUNK][block % CHUNK], slot)
    }

    fn series_at(&self, basis: Basis, importer: Country, form: Form) -> usize {
        let account = match basis {
            Basis::ImportReports => 0,
            Basis::PartnerReports => self.series_of.len() / 2,
        };
        account + importer.index() * self.forms + form.index()
    }

    fn series(&self, basis: Basis, importer: Country, form: Form) -> Option<&Series> {
        match self.series_of[self.series_at(basis, importer, form)] {
            0 => None,
            handle => Some(&self.series[index(handle)]),
        }
    }

    /// The numbers of the first and the last block of a series.
    pub(super) fn span(&self, basis: Basis, importer: Country, form: Form) -> Option<(i32, i32)> {
        let series = self.series(basis, importer, form)?;
        let blocks = i32::try_from(series.blocks.len()).unwrap_or(i32::MAX);
        Some((series.first, series.first + blocks - 1))
    }

    /// Adds the days of a block to cells of the same days.
    pub(super) fn add_block(&self, basis: Basis, importer: Country, form: Form, number: i32, cells: &mut [Cell; BLOCK_DAYS]) {
        let handle = self.series(basis, importer, form).and_then(|series| {
            let in_series = usize::try_from(number - series.first).ok()?;
            series.blocks.get(in_series).copied()
        });
        if let Some(handle) = handle.filter(|handle| *handle > 0) {
            let block = &self.chunks[index(handle) / CHUNK][index(handle) % CHUNK];
            for ((cell, net), records) in cells.iter_mut().zip(block.net).zip(block.records) {
                cell.net += i128::from(net);
                cell.records += i64::from(records);
            }
        }
        if let Some(carried) = self.carried.get(&(basis, importer, form, number)) {
            for (cell, more) in cells.iter_mut().zip(carried) {
                cell.net += more.net;
                cell.records += more.records;
            }
        }
    }
}

/// The number of a day's block, and the day's place in it.
fn place(day: Day) -> (i32, usize) {
    let slot = day.number().rem_euclid(1 << BLOCK_SHIFT);
    (day.number() >> BLOCK_SHIFT, usize::try_from(slot).unwrap_or(0))
}

/// The days of a block with their places in it.
pub(super) fn days_of(number: i32) -> impl Iterator<Item = Day> {
    let first = number << BLOCK_SHIFT;
    (first..first + (1 << BLOCK_SHIFT)).map(Day::from_number)
}

/// No cells yet of a block.
pub(super) const NO_CELLS: [Cell; BLOCK_DAYS] = [Cell { net: 0, records: 0 }; BLOCK_DAYS];

/// A place plus one, so that 0 is none.
fn handle(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn index(handle: u32) -> usize {
    usize::try_from(handle).unwrap_or(1) - 1
}
