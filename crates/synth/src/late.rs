//! Later versions of reports: which part they were first in, in which one they are delivered, and under which number.

use super::arrange;
use super::days;
use super::rng::{index, medium};
use super::shipment::{Fate, Side};
use super::world::World;

/// The parts of a dataset: so many for each year's trade, and one for what is delivered after the last year.
#[derive(Clone, Copy)]
pub(super) struct Parts {
    pub(super) of_year: [u64; 2],
}

/// One later version. Kept small: there is one for every hundred records.
#[derive(Clone, Copy)]
pub(super) struct Late {
    /// Part the report was in.
    home: u16,
    /// Part the later version is in.
    pub(super) target: u16,
    pub(super) side: Side,
    pub(super) fate: Fate,
    /// Position of the lane.
    pub(super) lane: u32,
    pub(super) nth: u32,
    /// The reporter's number of the report, once it is known.
    pub(super) number: u32,
}

impl Parts {
    /// Parts of about `rows` rows each.
    pub(super) fn of(world: &World, records: u64, rows: u64) -> Parts {
        let all = world.shipments_of_year(0) + world.shipments_of_year(1);
        let parts = |year| {
            let share = u128::from(records) * u128::from(world.shipments_of_year(year));
            let rows_of_year = share.div_ceil(u128::from(all.max(1)));
            u64::try_from(rows_of_year.div_ceil(u128::from(rows)))
                .unwrap_or(1)
                .clamp(1, 30_000)
        };
        Parts {
            of_year: [parts(0), parts(1)],
        }
    }

    /// Number of all parts.
    pub(super) fn all(self) -> u64 {
        self.of_year[0] + self.of_year[1] + 1
    }

    /// A part's year and its number within the year; none for the last part.
    pub(super) fn year(self, part: u64) -> Option<(usize, u64)> {
        let [first, second] = self.of_year;
        match part {
            part if part < first => Some((0, part)),
            part if part < first + second => Some((1, part - first)),
            _ => None,
        }
    }

    /// The number of a year's part among all parts.
    fn overall(self, year: usize, part: u64) -> u64 {
        if year == 0 {
            part
        } else {
            self.of_year[0] + part
        }
    }

    /// The part in which something is delivered on a day.
    fn on(self, day: i32) -> u64 {
        match days::day_of_year(day) {
            Some((year, day)) => {
                let length = u64::try_from(days::length(year)).unwrap_or(1);
                let day = u64::try_from(day).unwrap_or(0);
                self.overall(year, day * self.of_year[year] / length)
            }
            None => self.all() - 1,
        }
    }
}

impl Late {
    /// A later version delivered on `day`, but never in a part before the report's own.
    pub(super) fn new(
        world: &World,
        parts: Parts,
        (lane, nth): (u32, u64),
        (side, fate): (Side, Fate),
        day: i32,
    ) -> Late {
        let year = world.lane(lane).year;
        let home = parts.overall(year, world.lane(lane).part_of(nth, parts.of_year[year]));
        let narrow = |part| u16::try_from(part).unwrap_or(u16::MAX);
        Late {
            home: narrow(home),
            target: narrow(parts.on(day).max(home)),
            side,
            fate,
            lane,
            nth: medium(index(nth)),
            number: 0,
        }
    }

    /// The reporting country.
    pub(super) fn reporter(&self, world: &World) -> u16 {
        let lane = world.lane(self.lane);
        match self.side {
            Side::Exporter => lane.exporter,
            Side::Importer => lane.importer,
        }
    }
}

/// Finds the reporters' numbers, and sorts by the part of delivery and the reporter.
pub(super) fn number(world: &World, parts: Parts, lates: &mut [Late]) {
    lates.sort_unstable_by_key(|late| (late.home, late.lane, late.nth, late.side, late.fate));
    for of_part in lates.chunk_by_mut(|a, b| a.home == b.home) {
        let home = of_part.first().map_or(0, |late| u64::from(late.home));
        if let Some((year, part)) = parts.year(home) {
            arrange::number(world, (year, part, parts.of_year[year]), of_part);
        }
    }
    lates.sort_unstable_by_key(|late| {
        (
            late.target,
            late.reporter(world),
            late.lane,
            late.nth,
            late.side,
            late.fate,
        )
    });
}

/// Those delivered in a part.
pub(super) fn delivered_in(lates: &[Late], part: u64) -> &[Late] {
    let start = lates.partition_point(|late| u64::from(late.target) < part);
    let end = lates.partition_point(|late| u64::from(late.target) <= part);
    &lates[start..end]
}
