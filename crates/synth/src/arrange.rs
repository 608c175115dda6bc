//! The order of a part's reports: one block for each reporter, in the order of the numbers that the reporter gives them.
//!
//! Numbers run on from part to part. Within a part they are dealt out with a stride, so that neighbours in a block are
//! of different substances and partners. Reports that a side left out keep their number: the reporter's own file has more
//! than it sends.

use super::late::Late;
use super::rng::{index, medium};
use super::shipment::Side;
use super::world::{Lane, World};

/// A year, by its index, one of its parts, and how many it has.
type Part = (usize, u64, u64);

/// What one country reports in a part.
#[derive(Clone, Default)]
pub(super) struct Block {
    /// Where the block starts in the part.
    start: u64,
    /// Places in it.
    pub(super) length: u64,
    /// Numbers the reporter gave in the year's earlier parts.
    before: u64,
    stride: u64,
    shift: u64,
    /// Reports placed so far.
    placed: u64,
}

/// A report in its place.
#[derive(Clone, Copy)]
pub(super) struct Slot {
    /// Position of the lane.
    pub(super) lane: u32,
    pub(super) nth: u32,
    pub(super) side: Side,
}

/// All reports of a part, in order.
pub(super) struct Arrangement {
    /// One for each country of the config, in its order.
    pub(super) blocks: Vec<Block>,
    /// All blocks, one after the other; empty where a report was left out.
    slots: Vec<Option<Slot>>,
}

impl Block {
    fn place(&self, report: u64) -> u64 {
        (report * self.stride + self.shift) % self.length.max(1)
    }

    /// The reporter's number of the report in a place.
    pub(super) fn number(&self, place: u64) -> u64 {
        self.before + place + 1
    }
}

impl Arrangement {
    /// The places of a block.
    pub(super) fn slots(&self, block: &Block) -> &[Option<Slot>] {
        &self.slots[index(block.start)..index(block.start + block.length)]
    }
}

/// The two countries of a lane, each on its side.
fn reporters(lane: &Lane) -> [(Side, usize); 2] {
    [
        (Side::Exporter, usize::from(lane.exporter)),
        (Side::Importer, usize::from(lane.importer)),
    ]
}

/// Puts a part's reports into their places.
pub(super) fn arrange(world: &World, part: Part) -> Arrangement {
    let mut blocks = blocks(world, part);
    let length: u64 = blocks.iter().map(|block| block.length).sum();
    let mut slots = vec![None; index(length)];
    for position in &world.of_year[part.0] {
        let lane = world.lane(*position);
        for nth in lane.in_part(part.1, part.2) {
            let sides = world.sides(lane.first + nth);
            for (side, reporter) in reporters(lane) {
                let block = &mut blocks[reporter];
                let place = block.place(block.placed);
                block.placed += 1;
                if sides.of(side).is_some() {
                    let slot = Slot {
                        lane: *position,
                        nth: medium(index(nth)),
                        side,
                    };
                    slots[index(block.start + place)] = Some(slot);
                }
            }
        }
    }
    Arrangement { blocks, slots }
}

/// Tells later versions, sorted by lane and all first reported in this part, the number of their report.
pub(super) fn number(world: &World, part: Part, lates: &mut [Late]) {
    let mut blocks = blocks(world, part);
    let mut rest = lates.iter_mut().peekable();
    for position in &world.of_year[part.0] {
        let lane = world.lane(*position);
        let here = lane.in_part(part.1, part.2);
        while let Some(late) = rest.next_if(|late| late.lane == *position) {
            for (side, reporter) in reporters(lane) {
                if side == late.side {
                    let block = &blocks[reporter];
                    let place = block.place(block.placed + u64::from(late.nth) - here.start);
                    late.number = medium(index(block.number(place)));
                }
            }
        }
        for (_, reporter) in reporters(lane) {
            blocks[reporter].placed += here.end - here.start;
        }
    }
}

/// How many numbers each country gives in a year.
pub(super) fn numbers_given(world: &World, year: usize) -> Vec<u64> {
    let blocks = blocks(world, (year, 0, 1));
    blocks.into_iter().map(|block| block.length).collect()
}

/// The blocks of a part, empty still.
fn blocks(world: &World, part: Part) -> Vec<Block> {
    let mut blocks = vec![Block::default(); world.catalogue.countries.len()];
    for position in &world.of_year[part.0] {
        let lane = world.lane(*position);
        let here = lane.in_part(part.1, part.2);
        for (_, reporter) in reporters(lane) {
            blocks[reporter].length += here.end - here.start;
            blocks[reporter].before += here.start;
        }
    }
    let mut start = 0;
    for (reporter, block) in (0_u64..).zip(&mut blocks) {
        block.start = start;
        start += block.length;
        block.stride = stride(block.length);
        block.shift = world.keys.order.at(part.1 * 1000 + reporter) % block.length.max(1);
    }
    blocks
}

/// A number near the golden section of `length` without a common divisor: steps of it reach every place once.
fn stride(length: u64) -> u64 {
    let near = (length * 618 / 1000).max(1);
    (near..=length.max(1))
        .find(|stride| gcd(*stride, length) == 1)
        .unwrap_or(1)
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strides_reach_every_place() {
        for length in 1..2000 {
            let block = Block {
                length,
                stride: stride(length),
                shift: length / 3,
                ..Block::default()
            };
            let mut places: Vec<u64> = (0..length).map(|report| block.place(report)).collect();
            places.sort_unstable();
            assert_eq!(places, (0..length).collect::<Vec<u64>>());
        }
    }
}
