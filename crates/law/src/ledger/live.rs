//! The part of an account that is in memory: quantities as shipped, added up before they are converted.

use crate::terms::{Day, Form};
use std::collections::BTreeMap;

/// A change to a cell: what one record adds or takes out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Posting {
    /// The net quantity in millionths of a gram.
    pub(super) net: i64,
    pub(super) day: Day,
    pub(super) form: Form,
    /// 1 for a record that is counted, -1 for one that is taken out.
    pub(super) records: i8,
}

/// The quantity of a form shipped on a day, in millionths of a gram, and the number of records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LedgerCell {
    pub(super) net: i128,
    pub(super) records: i64,
}

/// The days of a block: as many as a cache line of the processor holds.
const BLOCK_DAYS: i32 = 5;
/// The days of a block, as a length.
const SLOTS: usize = 5;
/// The blocks allocated at a time, so that growth moves no block.
const CHUNK: usize = 256;
/// The blocks of a page: 160 days.
const PAGE: usize = 32;
/// The blocks of a page, as a shift of a block's number.
const PAGE_SHIFT: u32 = 5;
/// The blocks looked up at a time.
const NEAR: usize = 32;

#[derive(Clone, Copy, Debug, Default)]
struct DayBlock {
    net: [i64; SLOTS],
    records: [i32; SLOTS],
    /// A bit for each day that was posted to.
    days: u8,
}

/// The pages of a form, in order of their numbers; a page without a block is absent.
type Series = Vec<(i32, Box<Page>)>;

/// The place of each block in the order in which blocks were made, plus one; 0 if there is no block.
type Page = [u32; PAGE];

/// Cells by form and day.
///
/// A record touches one cell, so the number of places in memory that this takes decides the speed. Neighbouring days lie side by
/// side, and only days near trade have a block.
#[derive(Debug, Default)]
pub(super) struct Live {
    /// The pages, by form.
    series: Vec<Series>,
    /// The blocks, in the order in which they were first posted to.
    chunks: Vec<Vec<DayBlock>>,
    /// The sums that have no room in a block.
    carried: BTreeMap<(Form, Day), LedgerCell>,
    /// The bytes of memory that all this takes, approximately.
    bytes: usize,
}

impl Live {
    /// Returns the bytes of memory that the cells take, approximately.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Returns the forms that have a cell, in order.
    pub(super) fn forms(&self) -> impl Iterator<Item = Form> {
        self.series
            .iter()
            .zip(0_u16..)
            .filter(|(series, _)| !series.is_empty())
            .map(|(_, number)| Form::from(number))
    }

    /// Whether a form has a cell.
    pub(super) fn has(&self, form: Form) -> bool {
        self.series
            .get(form.index())
            .is_some_and(|series| !series.is_empty())
    }

    pub(super) fn post(&mut self, postings: &[Posting]) {
        let mut places = [0; NEAR];
        for postings in postings.chunks(NEAR) {
            // Look up the places first, then change the cells: in short loops the waits for memory overlap.
            for (place, posting) in places.iter_mut().zip(postings) {
                *place = self.block(posting.form, block_of(posting.day).0);
            }
            for (place, posting) in places.iter().zip(postings) {
                self.change(*place, posting);
            }
        }
    }

    fn change(&mut self, place: u32, posting: &Posting) {
        let Posting {
            net,
            day,
            form,
            records,
        } = *posting;
        let (_, slot) = block_of(day);
        let records = i32::from(records);
        let (chunk, place) = in_chunks(place);
        let block = &mut self.chunks[chunk][place];
        block.days |= 1 << slot;
        if let (Some(sum), Some(count)) = (
            block.net[slot].checked_add(net),
            block.records[slot].checked_add(records),
        ) {
            (block.net[slot], block.records[slot]) = (sum, count);
            return;
        }
        let full = block.cell(slot);
        (block.net[slot], block.records[slot]) = (net, records);
        self.carry(form, day, full);
    }

    /// Adds a cell that was added up elsewhere.
    pub(super) fn add(&mut self, form: Form, day: Day, cell: LedgerCell) {
        let (number, slot) = block_of(day);
        let (chunk, place) = in_chunks(self.block(form, number));
        let block = &mut self.chunks[chunk][place];
        block.days |= 1 << slot;
        let sum = block.cell(slot);
        let net = i64::try_from(sum.net.saturating_add(cell.net));
        let records = i32::try_from(sum.records.saturating_add(cell.records));
        if let (Ok(net), Ok(records)) = (net, records) {
            (block.net[slot], block.records[slot]) = (net, records);
        } else {
            self.carry(form, day, cell);
        }
    }

    /// Adds to a sum that has no room in a block.
    fn carry(&mut self, form: Form, day: Day, cell: LedgerCell) {
        let before = self.carried.len();
        let carried = self.carried.entry((form, day)).or_default();
        carried.net += cell.net;
        carried.records += cell.records;
        self.bytes += (self.carried.len() - before) * 2 * size_of::<((Form, Day), LedgerCell)>();
    }

    /// Returns the place of the block with that number, and makes the block if there is none.
    fn block(&mut self, form: Form, number: i32) -> u32 {
        if form.index() >= self.series.len() {
            let before = self.series.capacity();
            self.series.resize_with(form.index() + 1, Series::new);
            self.bytes += (self.series.capacity() - before) * size_of::<Series>();
        }
        let series = &mut self.series[form.index()];
        let (page, place) = (number >> PAGE_SHIFT, page_place(number));
        let at = find(series, page).unwrap_or_else(|at| {
            let before = series.capacity();
            series.insert(at, (page, Box::new([0; PAGE])));
            self.bytes +=
                (series.capacity() - before) * size_of::<(i32, Box<Page>)>() + size_of::<Page>();
            at
        });
        let block = &mut series[at].1[place];
        if *block == 0 {
            if self.chunks.last().is_none_or(|chunk| chunk.len() == CHUNK) {
                self.chunks.push(Vec::with_capacity(CHUNK));
                self.bytes += CHUNK * size_of::<DayBlock>();
            }
            let in_full_chunks = (self.chunks.len() - 1) * CHUNK;
            if let Some(chunk) = self.chunks.last_mut() {
                chunk.push(DayBlock::default());
                *block = u32::try_from(in_full_chunks + chunk.len()).unwrap_or(u32::MAX);
            }
        }
        *block
    }

    /// Calls `each` with the cells of a form that are not empty, by day.
    pub(super) fn each_cell(&self, form: Form, mut each: impl FnMut(Day, LedgerCell)) {
        let Some(series) = self.series.get(form.index()) else {
            return;
        };
        // Neighbours in time may be far apart in memory; if they are fetched together, the waits overlap.
        let mut near = [(0, DayBlock::default()); PAGE];
        for (page, places) in series {
            let mut fetched = 0;
            for (number, place) in (page << PAGE_SHIFT..)
                .zip(places.iter())
                .filter(|(_, place)| **place > 0)
            {
                let (chunk, place) = in_chunks(*place);
                near[fetched] = (number, self.chunks[chunk][place]);
                fetched += 1;
            }
            for (number, block) in &near[..fetched] {
                self.cells_of(form, *number, block, &mut each);
            }
        }
    }

    fn cells_of(
        &self,
        form: Form,
        number: i32,
        block: &DayBlock,
        each: &mut impl FnMut(Day, LedgerCell),
    ) {
        let mut days = block.days;
        while days > 0 {
            let slot = days.trailing_zeros();
            days &= days - 1;
            let (day, slot) = (
                Day::from_number(number * BLOCK_DAYS + slot.cast_signed()),
                usize::try_from(slot).unwrap_or(SLOTS),
            );
            let cell = self.with_carried(form, day, block.cell(slot));
            if cell != LedgerCell::default() {
                each(day, cell);
            }
        }
    }

    fn with_carried(&self, form: Form, day: Day, cell: LedgerCell) -> LedgerCell {
        match self.carried.get(&(form, day)) {
            Some(carried) => LedgerCell {
                net: cell.net + carried.net,
                records: cell.records + carried.records,
            },
            None => cell,
        }
    }
}

impl DayBlock {
    fn cell(&self, slot: usize) -> LedgerCell {
        LedgerCell {
            net: i128::from(self.net[slot]),
            records: i64::from(self.records[slot]),
        }
    }
}

/// Returns the place of a page in the series, or the place where it would go. Without gaps, the number of the first page gives
/// the place; gaps can only move a page nearer to the first.
fn find(series: &[(i32, Box<Page>)], number: i32) -> Result<usize, usize> {
    let first = series.first().map_or(number, |(first, _)| *first);
    let Ok(without_gaps) = usize::try_from(number - first) else {
        return Err(0);
    };
    match series.get(without_gaps) {
        Some((found, _)) if *found == number => Ok(without_gaps),
        _ => series[..without_gaps.min(series.len())]
            .binary_search_by_key(&number, |(number, _)| *number),
    }
}

/// Returns the place of a block in its page.
fn page_place(number: i32) -> usize {
    usize::try_from(number.rem_euclid(1 << PAGE_SHIFT)).unwrap_or(0)
}

/// Returns the number of a day's block, and the day's place in the block.
fn block_of(day: Day) -> (i32, usize) {
    let slot = day.number().rem_euclid(BLOCK_DAYS);
    (
        day.number().div_euclid(BLOCK_DAYS),
        usize::try_from(slot).unwrap_or(0),
    )
}

/// Returns the chunk of a block and the block's place in the chunk, by the place of the block in the order.
fn in_chunks(place: u32) -> (usize, usize) {
    let at = usize::try_from(place).unwrap_or(usize::MAX) - 1;
    (at / CHUNK, at % CHUNK)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the bytes of all that is allocated, counted anew.
    fn allocated(live: &Live) -> usize {
        let of_form = |series: &Series| {
            series.capacity() * size_of::<(i32, Box<Page>)>() + series.len() * size_of::<Page>()
        };
        live.series.capacity() * size_of::<Series>()
            + live.series.iter().map(of_form).sum::<usize>()
            + live.chunks.len() * CHUNK * size_of::<DayBlock>()
            + live.carried.len() * 2 * size_of::<((Form, Day), LedgerCell)>()
    }

    #[test]
    fn the_bytes_are_those_of_all_that_is_allocated() {
        let mut live = Live::default();
        assert_eq!(live.bytes(), 0);
        for number in 0..3_000 {
            let posting = |net| Posting {
                net,
                day: Day::from_number(i32::from(number) * 7),
                form: Form::from(number % 40),
                records: 1,
            };
            // Of every fifth cell, a part has no room in its block.
            let again = if number % 5 == 0 { 2 } else { 0 };
            live.post(&vec![posting(i64::MAX); 1 + again]);
            assert_eq!(live.bytes(), allocated(&live), "{number}");
        }
        assert_eq!((live.chunks.len(), live.carried.len()), (12, 600));
    }

    #[test]
    fn a_block_is_a_line_of_the_cache() {
        assert_eq!((size_of::<DayBlock>(), size_of::<Posting>()), (64, 16));
        assert_eq!(usize::try_from(BLOCK_DAYS), Ok(SLOTS));
        let day = Day::from_number;
        assert_eq!(
            [-6, -5, -1, 0, 4, 5].map(day).map(block_of),
            [(-2, 4), (-1, 0), (-1, 4), (0, 0), (0, 4), (1, 0)]
        );
    }
}
