//! The world of one dataset: its lanes with their numbers of shipments, and its groups with what they are aimed at.
//!
//! A lane's shipments are numbered from 0 and spread evenly over the year and over the parts that are written one by
//! one, so that any part can be made without the others.

use std::collections::HashMap;
use std::ops::Range;

use super::catalogue::Catalogue;
use super::convention::{Convention, Layer};
use super::days;
use super::rng::{Key, Stream, count, medium};
use super::shipment::Sides;
use super::traffic::{self, Draft, Licence, Volume};

/// Steps that a lane's start within the year is chosen from.
const PHASES: u64 = 1 << 20;

/// All shipments of a substance from one country to another in a year.
pub(super) struct Lane {
    pub(super) importer: u16,
    pub(super) exporter: u16,
    pub(super) substance: u16,
    /// Index of the year.
    pub(super) year: usize,
    /// Number of the lane's first shipment among all shipments.
    pub(super) first: u64,
    /// How many shipments it has, at least one.
    pub(super) shipments: u64,
    /// Typical shipment in micrograms.
    pub(super) typical: u64,
    pub(super) licence: Licence,
    /// Who reports too little of it, if anyone.
    pub(super) understated: Understated,
    phase: u64,
}

/// Whose reports of a lane state less than was shipped.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Understated {
    Nowhere,
    ByImporter,
    ByExporter,
}

/// What a group of importing country, substance and year is meant to come to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Aim {
    /// Well below the estimate.
    Room,
    /// A few per cent above it.
    Slight,
    /// At least twice the estimate.
    Gross,
    /// Above it until a supplement arrives.
    Cured,
    /// Trade without any estimate.
    NoEstimate,
    /// Trade against an estimate of 0 g.
    Zero,
    /// Above it by what importers report only.
    ImportsOnly,
    /// Above it by what their partners report only.
    PartnersOnly,
    /// As much as the estimate, to the milligram.
    Exact,
    /// Within the estimate thanks to a supplement that is confirmed on the last day on which it is in time.
    InTime,
    /// Above it because that supplement is confirmed a day later.
    DayLate,
    /// Trade before the first estimate of the year comes into force.
    Late,
    /// Trade against an estimate that is never confirmed.
    Unconfirmed,
    /// Above it by what was deducted from it.
    Deducted,
    /// Within the estimate thanks to the country's own exports, to the milligram.
    OwnExact,
    /// Above the estimate and the country's own exports.
    OwnBeyond,
}

/// Aims of the groups chosen for an excess, in turn: psychotropic substances.
const AIMS: [Aim; 10] = [
    Aim::Slight,
    Aim::Gross,
    Aim::Cured,
    Aim::PartnersOnly,
    Aim::Slight,
    Aim::ImportsOnly,
    Aim::Cured,
    Aim::NoEstimate,
    Aim::Slight,
    Aim::Zero,
];

/// The same of narcotic drugs; some come near an excess only.
const NARCOTICS_AIMS: [Aim; 15] = [
    Aim::Slight,
    Aim::DayLate,
    Aim::OwnBeyond,
    Aim::Deducted,
    Aim::Exact,
    Aim::Late,
    Aim::Cured,
    Aim::OwnExact,
    Aim::Unconfirmed,
    Aim::PartnersOnly,
    Aim::InTime,
    Aim::Gross,
    Aim::ImportsOnly,
    Aim::NoEstimate,
    Aim::Zero,
];

/// The same of precursors.
const PRECURSORS_AIMS: [Aim; 8] = [
    Aim::Slight,
    Aim::Cured,
    Aim::Exact,
    Aim::PartnersOnly,
    Aim::Late,
    Aim::ImportsOnly,
    Aim::Gross,
    Aim::Zero,
];

impl Aim {
    /// Whether it takes a country that exports the substance itself.
    fn takes_own_exports(self) -> bool {
        matches!(self, Aim::OwnExact | Aim::OwnBeyond)
    }
}

/// An importing country, a substance and a year with trade.
pub(super) struct Group {
    pub(super) importer: u16,
    pub(super) substance: u16,
    /// Index of the year.
    pub(super) year: usize,
    pub(super) lanes: Range<usize>,
    pub(super) aim: Aim,
}

/// Everything that is decided before the first shipment is made.
pub(super) struct World {
    pub(super) catalogue: Catalogue,
    pub(super) keys: Keys,
    /// Sorted by importer, substance, year, exporter.
    pub(super) lanes: Vec<Lane>,
    /// Sorted likewise.
    pub(super) groups: Vec<Group>,
    /// Positions of the lanes of each year.
    pub(super) of_year: [Vec<u32>; 2],
    /// Shipments from this number on have one report and one version.
    pub(super) plain_from: u64,
}

/// The seed's streams.
pub(super) struct Keys {
    pub(super) sides: Key,
    pub(super) shipment: Key,
    pub(super) report: Key,
    pub(super) later: Key,
    pub(super) order: Key,
    pub(super) filing: Key,
    pub(super) fault: Key,
}

impl World {
    /// Plans a world whose shipments come to exactly `rows` rows.
    pub(super) fn plan(catalogue: Catalogue, layer: &Layer, rows: u64) -> World {
        let options = &layer.options;
        let key = |stream| Key::new(options.seed, stream);
        let keys = Keys {
            sides: key(Stream::Sides),
            shipment: key(Stream::Shipment),
            report: key(Stream::Report),
            later: key(Stream::Later),
            order: key(Stream::Order),
            filing: key(Stream::Filing),
            fault: key(Stream::Fault),
        };
        let traffic = key(Stream::Traffic);
        let (plain_from, shipments) = shipments_for(rows, keys.sides);
        let drafts = traffic::drafts(&catalogue, traffic, options.scope, options.records);
        let mut lanes = apportion(&drafts, shipments, traffic);
        let mut groups = group(&lanes);
        aim(
            &catalogue,
            &mut groups,
            &mut lanes,
            options.excess_per_mille,
            key(Stream::Excess),
        );
        let mut of_year = [Vec::new(), Vec::new()];
        for (at, lane) in lanes.iter().enumerate() {
            of_year[lane.year].push(medium(at));
        }
        World {
            catalogue,
            keys,
            lanes,
            groups,
            of_year,
            plain_from,
        }
    }

    /// Which sides report a shipment, and in which versions.
    pub(super) fn sides(&self, shipment: u64) -> Sides {
        if shipment >= self.plain_from {
            Sides::ONE
        } else {
            Sides::draw(self.keys.sides.at(shipment))
        }
    }

    pub(super) fn lane(&self, position: u32) -> &Lane {
        &self.lanes[super::rng::index(u64::from(position))]
    }

    /// Number of shipments of a year.
    pub(super) fn shipments_of_year(&self, year: usize) -> u64 {
        self.of_year[year]
            .iter()
            .map(|lane| self.lane(*lane).shipments)
            .sum()
    }
}

impl Lane {
    /// First day of the lane's year.
    pub(super) fn new_year(&self) -> i32 {
        days::NEW_YEAR[self.year]
    }

    /// What is shipped in the lane, about.
    fn volume(&self) -> u128 {
        u128::from(self.shipments) * u128::from(self.typical)
    }

    /// The lane's shipments in one of the year's `parts`.
    pub(super) fn in_part(&self, part: u64, parts: u64) -> Range<u64> {
        let start = |part| (self.shipments * part * PHASES + self.phase * parts) / (parts * PHASES);
        start(part)..start(part + 1)
    }

    /// The part that a shipment is in: the inverse of `in_part`.
    pub(super) fn part_of(&self, nth: u64, parts: u64) -> u64 {
        (((nth + 1) * PHASES - self.phase) * parts - 1) / (self.shipments * PHASES)
    }

    /// Where a shipment falls in a year of `span` days, from 0, before chance moves it.
    pub(super) fn day_of(&self, nth: u64, span: u64) -> u64 {
        ((nth + 1) * PHASES - self.phase - 1) * span / (self.shipments * PHASES)
    }
}

/// How many shipments have `rows` rows in all; the first number is where those with a single row begin.
fn shipments_for(rows: u64, key: Key) -> (u64, u64) {
    let mut left = rows;
    let mut shipments = 0;
    loop {
        let next = Sides::draw(key.at(shipments)).rows();
        if next > left {
            return (shipments, shipments + left);
        }
        left -= next;
        shipments += 1;
    }
}

/// Gives every draft its number of shipments; those that get none are left out.
fn apportion(drafts: &[Draft], shipments: u64, key: Key) -> Vec<Lane> {
    let mut whole = 0_u128;
    let mut fixed = 0;
    for draft in drafts {
        match draft.volume {
            Volume::Weight(weight) => whole += u128::from(weight),
            Volume::Shipments(number) => fixed += number,
        }
    }
    let shared = u128::from(shipments.saturating_sub(fixed));
    let mut sum = 0_u128;
    let mut first = 0;
    let mut lanes = Vec::new();
    for draft in drafts {
        let number = match draft.volume {
            Volume::Shipments(number) => number,
            // The difference of two rounded running sums: the parts add up to the whole.
            Volume::Weight(weight) => {
                let before = shared * sum / whole;
                sum += u128::from(weight);
                u64::try_from(shared * sum / whole - before).unwrap_or(0)
            }
        };
        if number == 0 {
            continue;
        }
        lanes.push(Lane {
            importer: draft.importer,
            exporter: draft.exporter,
            substance: draft.substance,
            year: draft.year,
            first,
            shipments: number,
            // Where trade is dense, shipments are smaller: totals must stay below 10^12 g in any world.
            typical: draft.typical / (1 + number / 64).isqrt(),
            licence: draft.licence,
            understated: Understated::Nowhere,
            phase: key.at((6 << 32) + first) % PHASES,
        });
        first += number;
    }
    lanes
}

fn group(lanes: &[Lane]) -> Vec<Group> {
    let mut out: Vec<Group> = Vec::new();
    for (at, lane) in lanes.iter().enumerate() {
        match out.last_mut() {
            Some(last)
                if (last.importer, last.substance, last.year)
                    == (lane.importer, lane.substance, lane.year) =>
            {
                last.lanes.end = at + 1;
            }
            _ => out.push(Group {
                importer: lane.importer,
                substance: lane.substance,
                year: lane.year,
                lanes: at..at + 1,
                aim: Aim::Room,
            }),
        }
    }
    out
}

/// The groups that get an aim, with it: those with the first lots; of narcotic drugs and precursors those with several
/// shipments, and at least one group for each aim.
fn chosen_groups(
    convention: Convention,
    groups: &[Group],
    lanes: &[Lane],
    mut lots: Vec<(u64, usize)>,
    chosen: u64,
) -> Vec<(usize, Aim)> {
    let aims: &[Aim] = match convention {
        Convention::C1971 => {
            let of_lots = lots.into_iter().map(|(_, at)| at);
            let aims = AIMS.iter().copied().cycle();
            return of_lots.zip(aims).take(super::rng::index(chosen)).collect();
        }
        Convention::C1961 => &NARCOTICS_AIMS,
        Convention::C1988 => &PRECURSORS_AIMS,
    };
    let chosen = if chosen == 0 {
        0
    } else {
        super::rng::index(chosen).max(aims.len())
    };
    let exported = exported(lanes);
    let mut out = Vec::new();
    for aim in aims.iter().cycle().take(chosen) {
        let fits = |(_, at): &(u64, usize)| {
            let group = &groups[*at];
            let lanes = &lanes[group.lanes.clone()];
            let own = exported.get(&(group.importer, group.substance, group.year));
            let imported: u128 = lanes.iter().map(Lane::volume).sum();
            let share = own.copied().unwrap_or(0) * 100 / imported.max(1);
            let exports_fit = if aim.takes_own_exports() {
                (15..=85).contains(&share)
            } else {
                own.is_none() || !convention.adds_own_exports()
            };
            exports_fit && lanes.iter().map(|lane| lane.shipments).sum::<u64>() > 1
        };
        if let Some(place) = lots.iter().position(fits) {
            out.push((lots.remove(place).1, *aim));
        }
    }
    out
}

/// What each country exports of a substance in a year, about.
fn exported(lanes: &[Lane]) -> HashMap<(u16, u16, usize), u128> {
    let mut out = HashMap::new();
    for lane in lanes {
        *out.entry((lane.exporter, lane.substance, lane.year))
            .or_default() += lane.volume();
    }
    out
}

/// Chooses the groups that get an excess, by lot, and what kind of excess, in turn.
fn aim(catalogue: &Catalogue, groups: &mut [Group], lanes: &mut [Lane], per_mille: u16, key: Key) {
    let limited = |group: &Group| !catalogue.substance(group.substance).listed_only;
    let mut lots: Vec<(u64, usize)> = (0_u64..)
        .zip(groups.iter().enumerate())
        .filter(|(_, (_, group))| limited(group))
        .map(|(number, (at, _))| (key.at(number), at))
        .collect();
    lots.sort_unstable();
    let chosen = (count(&lots) * u64::from(per_mille)).div_ceil(1000);
    for (at, aim) in chosen_groups(catalogue.convention, groups, lanes, lots, chosen) {
        let group = &mut groups[at];
        group.aim = aim;
        let understated = match group.aim {
            Aim::ImportsOnly => Understated::ByExporter,
            Aim::PartnersOnly => Understated::ByImporter,
            _ => Understated::Nowhere,
        };
        for lane in &mut lanes[group.lanes.clone()] {
            lane.understated = understated;
        }
    }
}
