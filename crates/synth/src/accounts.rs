//! Adds up what an importing country's trade comes to, day by day, as it will stand once every version has arrived.
//!
//! Every shipment is made here once, for its sum only; the rows are made again when they are written. Sums are exact:
//! integers of 10⁻¹⁵ g.

use std::collections::BTreeMap;
use std::ops::Range;

use super::days;
use super::late::{Late, Parts};
use super::rng::{index, medium};
use super::shipment::{self, Fate, Report, Side};
use super::world::{Lane, World};

/// Base mass for each day of a year.
#[derive(Default)]
pub(super) struct Series {
    /// 10⁻¹⁵ g, by day of the year; no entries before the first record.
    pub(super) daily: Vec<u128>,
    /// Records with base mass above zero.
    pub(super) records: u64,
}

/// The trade of a group in both accounts.
#[derive(Default)]
pub(super) struct GroupTrade {
    /// As the importer reports it.
    pub(super) imports: Series,
    /// As each exporter reports it.
    pub(super) exports: BTreeMap<u16, Series>,
    /// Both, where the importer has prohibited the substance, without special licence.
    pub(super) unlicensed: Series,
}

/// All an importer's trade.
#[derive(Default)]
pub(super) struct Account {
    /// By substance and index of the year.
    pub(super) trade: BTreeMap<(u16, usize), GroupTrade>,
    /// Later versions that its shipments' reports get.
    pub(super) lates: Vec<Late>,
    pub(super) delivered_again: u64,
    pub(super) corrected: u64,
    pub(super) withdrawn: u64,
}

impl Series {
    pub(super) fn add(&mut self, day: usize, mass: u128) {
        if self.daily.is_empty() {
            self.daily.resize(days::LONGEST_YEAR, 0);
        }
        self.daily[day] += mass;
        self.records += 1;
    }

    pub(super) fn merge(&mut self, other: &Series) {
        self.daily.resize(days::LONGEST_YEAR, 0);
        for (sum, mass) in self.daily.iter_mut().zip(&other.daily) {
            *sum += mass;
        }
        self.records += other.records;
    }
}

impl GroupTrade {
    /// All exports, whoever reports them.
    pub(super) fn all_exports(&self) -> Series {
        let mut all = Series::default();
        for series in self.exports.values() {
            all.merge(series);
        }
        all
    }

    /// Both accounts together, for the rules that only list reports.
    pub(super) fn reports(&self) -> Series {
        let mut all = self.all_exports();
        all.merge(&self.imports);
        all
    }
}

impl Account {
    /// Adds up the shipments of an importer's lanes.
    pub(super) fn of(world: &World, parts: Parts, lanes: Range<usize>) -> Account {
        let mut account = Account::default();
        for position in lanes {
            let lane = &world.lanes[position];
            for nth in 0..lane.shipments {
                let sides = world.sides(lane.first + nth);
                let shipment = world.shipment(lane, nth);
                for side in [Side::Exporter, Side::Importer] {
                    let Some(fate) = sides.of(side) else { continue };
                    let first = world.report(lane, nth, &shipment, side);
                    let last = world.final_report(lane, nth, first, side, fate);
                    if fate != Fate::Stands {
                        let day = world.delivered_later(lane, nth, last, side, fate);
                        account.note_late(world, parts, (medium(position), nth), (side, fate), day);
                    }
                    if !shipment.simplified && !world.catalogue.form(shipment.form).exempt {
                        let unlicensed = shipment.licence.is_none();
                        account.add(world, lane, side, shipment.form, &last, unlicensed);
                    }
                }
            }
        }
        account
    }

    fn note_late(
        &mut self,
        world: &World,
        parts: Parts,
        report: (u32, u64),
        version: (Side, Fate),
        day: i32,
    ) {
        match version.1 {
            Fate::Stands => return,
            Fate::DeliveredAgain => self.delivered_again += 1,
            Fate::Corrected => self.corrected += 1,
            Fate::Withdrawn => self.withdrawn += 1,
        }
        self.lates
            .push(Late::new(world, parts, report, version, day));
    }

    fn add(
        &mut self,
        world: &World,
        lane: &Lane,
        side: Side,
        form: u16,
        report: &Report,
        unlicensed: bool,
    ) {
        let Some((year, day)) = days::day_of_year(report.date) else {
            return;
        };
        for (substance, factor) in &world.catalogue.form(form).parts {
            let mass = shipment::base_mass(report, world.catalogue.convention, *factor);
            let from = world.catalogue.substance(*substance).controlled_from;
            if mass == 0 || from.is_some_and(|from| report.date < from) {
                continue;
            }
            let trade = self.trade.entry((*substance, year)).or_default();
            match side {
                Side::Importer => trade.imports.add(day, mass),
                Side::Exporter => trade
                    .exports
                    .entry(lane.exporter)
                    .or_default()
                    .add(day, mass),
            }
            let prohibited = world
                .catalogue
                .prohibitions
                .get(&(lane.importer, *substance));
            if unlicensed && prohibited.is_some_and(|from| report.date >= *from) {
                trade.unlicensed.add(day, mass);
            }
        }
    }
}

/// What countries report as exported by themselves, by exporter, substance and index of the year.
#[derive(Default)]
pub(super) struct OwnExports(BTreeMap<(u16, u16, usize), Series>);

impl OwnExports {
    /// Adds what an importer's partners report.
    pub(super) fn add(&mut self, account: &Account) {
        for ((substance, year), trade) in &account.trade {
            for (exporter, series) in &trade.exports {
                let own = self.0.entry((*exporter, *substance, *year)).or_default();
                own.merge(series);
            }
        }
    }

    /// What a country has exported of a substance by the end of each day of a year.
    pub(super) fn of(&self, country: u16, substance: u16, year: usize) -> Vec<u128> {
        let nothing = Series::default();
        let own = self.0.get(&(country, substance, year));
        running(own.unwrap_or(&nothing), year)
    }
}

/// Running totals at the end of each day.
pub(super) fn running(series: &Series, year: usize) -> Vec<u128> {
    let mut sum = 0;
    let mut out = vec![0; index(u64::from(days::length(year).unsigned_abs()))];
    for (total, mass) in out
        .iter_mut()
        .zip(series.daily.iter().chain(std::iter::repeat(&0)))
    {
        sum += mass;
        *total = sum;
    }
    out
}
