//! Makes a country's filings, with levels that fit what its trade comes to. Those of psychotropic substances are made here:
//! mostly one for both years or one a year, some stale, retroactive, corrected, set by the Board, raised or cut by
//! supplements, or for a year to come.

use std::collections::{BTreeMap, BTreeSet};

use super::accounts::{Account, GroupTrade, OwnExports};
use super::amounts::round_up;
use super::convention::Convention;
use super::days;
use super::filings::{Filing, Kind};
use super::narcotics;
use super::plan::{Course, Levels, Limit};
use super::planted::{self, Alert, Place};
use super::precursors;
use super::rng::{Dice, small};
use super::weights;
use super::world::{Aim, World};

/// What comes of one importing country.
pub(super) struct Filed {
    pub(super) filings: Vec<Filing>,
    pub(super) alerts: Vec<Alert>,
}

/// How a country keeps the estimate of a substance.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Habit {
    /// Not at all.
    None,
    /// One filing, more than three years old.
    Stale,
    /// By a supplement to nothing.
    Added,
    /// One filing for both years.
    Standing,
    /// One filing for each year.
    Annual,
}

/// Makes the filings of an importing country, and tells what its trade leads to under them. `own` has the exports of all
/// countries where they raise estimates.
pub(super) fn file(world: &World, importer: u16, account: &Account, own: &OwnExports) -> Filed {
    let substances: BTreeSet<u16> = account
        .trade
        .keys()
        .map(|(substance, _)| *substance)
        .collect();
    let groups = world
        .groups
        .iter()
        .filter(|group| group.importer == importer);
    let aims: BTreeMap<(u16, usize), Aim> = groups
        .map(|group| ((group.substance, group.year), group.aim))
        .collect();
    let mut out = Filed {
        filings: Vec::new(),
        alerts: Vec::new(),
    };
    let idle = GroupTrade::default();
    for substance in &substances {
        let trade = [0, 1].map(|year| account.trade.get(&(*substance, year)).unwrap_or(&idle));
        let limits = if world.catalogue.substance(*substance).listed_only {
            None
        } else {
            let aims =
                [0, 1].map(|year| aims.get(&(*substance, year)).copied().unwrap_or(Aim::Room));
            let mut desk = Desk::of(world, importer, *substance);
            let limits = match world.catalogue.convention {
                Convention::C1971 => {
                    let levels = desk.file(&trade, aims);
                    [0, 1].map(|year| Limit::of_levels(year, &levels[year]))
                }
                Convention::C1961 => {
                    let own = [0, 1].map(|year| own.of(importer, *substance, year));
                    narcotics::file(&mut desk, &trade, aims, &own)
                }
                Convention::C1988 => {
                    let files = has_requirement(world, importer, *substance);
                    precursors::file(&mut desk, &trade, aims, files)
                }
            };
            out.filings.extend(desk.filings);
            Some(limits)
        };
        for year in [0, 1] {
            let place = Place {
                importer,
                substance: *substance,
                year,
            };
            if let Some(limits) = &limits {
                out.alerts
                    .extend(planted::excesses(place, trade[year], &limits[year]));
            }
            out.alerts
                .extend(planted::listed(&world.catalogue, place, trade[year]));
        }
    }
    out.filings.extend(untraded(world, importer, &substances));
    out
}

/// Whether a country files requirements of a precursor: two countries in three of those that they are asked for, one in ten
/// of others.
fn has_requirement(world: &World, importer: u16, substance: u16) -> bool {
    let name = world.catalogue.substance(substance).name.as_str();
    let number = (2 << 40) | u64::from(importer) << 16;
    if weights::REQUIRED.contains(&name) {
        world.keys.filing.dice(number).below(3) > 0
    } else {
        let number = number | u64::from(substance);
        world.keys.filing.dice(number).chance(100)
    }
}

/// Filings for substances that a country does not trade: plain ones, two on one start, and one cut below zero.
fn untraded(world: &World, importer: u16, traded: &BTreeSet<u16>) -> Vec<Filing> {
    let mut dice = world.keys.filing.dice((1 << 40) | u64::from(importer));
    let all = world.catalogue.substances.iter().enumerate();
    let idle: Vec<u16> = all
        .filter(|(at, s)| !s.listed_only && !traded.contains(&small(*at)))
        .map(|(at, _)| small(at))
        .collect();
    if idle.is_empty() {
        return Vec::new();
    }
    let mut desk = Desk::of(world, importer, dice.choose(&idle));
    let grams = round_up(dice.between(1, 5000));
    match world.catalogue.convention {
        Convention::C1971 => {}
        Convention::C1961 => {
            narcotics::file_idle(&mut desk, grams);
            return desk.filings;
        }
        Convention::C1988 => {
            precursors::file_idle(&mut desk, grams);
            return desk.filings;
        }
    }
    match dice.below(6) {
        0 => {
            {
                let received = desk.autumn(0);
                desk.assess("A", received, days::NEW_YEAR[0], grams);
            };
            {
                let received = desk.autumn(0) + 20;
                desk.assess("B", received, days::NEW_YEAR[0], grams * 2);
            };
        }
        1 => {
            {
                let received = desk.autumn(0);
                desk.assess("", received, days::NEW_YEAR[0], grams);
            };
            desk.supplement(1, 100, grams, 0);
            if let Some(cut) = desk.filings.last_mut() {
                cut.grams = cut.grams.map(|cut| cut - 1000);
            }
        }
        _ => {
            let received = desk.autumn(0);
            desk.assess("", received, days::NEW_YEAR[0], grams);
        }
    }
    desk.filings
}

/// Where the filings of one country and substance are written.
pub(super) struct Desk {
    country: String,
    pub(super) substance: String,
    pub(super) dice: Dice,
    pub(super) filings: Vec<Filing>,
}

impl Desk {
    fn of(world: &World, importer: u16, substance: u16) -> Desk {
        let number = (u64::from(importer) << 16) | u64::from(substance);
        let country = world.catalogue.country_code(importer);
        let substance = &world.catalogue.substance(substance).code;
        Desk::new(country, substance, world.keys.filing.dice(number))
    }

    pub(super) fn new(country: &str, substance: &str, dice: Dice) -> Desk {
        Desk {
            country: country.to_owned(),
            substance: substance.to_owned(),
            dice,
            filings: Vec::new(),
        }
    }

    /// Writes what this country files, and returns the levels that follow for each year.
    fn file(&mut self, trade: &[&GroupTrade; 2], aims: [Aim; 2]) -> [Levels; 2] {
        let courses = [0, 1].map(|year| Course::of(trade[year], year));
        let both = courses[0].need().max(courses[1].need()).max(1);
        let wide = round_up(both / 100 * self.dice.between(120, 280) + both % 100 * 3);
        let habit = self.habit(aims);
        match habit {
            Habit::None => [Levels::constant(0); 2],
            Habit::Stale => {
                let received = days::NEW_YEAR[0] - self.dice.days(1150, 1850);
                let year = days::civil(received).0 + 1;
                self.assess("", received, days::new_year(year), wide);
                [Levels::constant(wide); 2]
            }
            Habit::Added => {
                let id = format!("SUP2022-{}-1", self.substance);
                let received = self.autumn(0);
                self.push(id, Kind::Supplement, received, None, thousandths(wide));
                [Levels::constant(wide); 2]
            }
            Habit::Standing => {
                let received = self.autumn(0);
                self.assess("", received, days::NEW_YEAR[0], wide);
                self.future(wide);
                [Levels::constant(wide); 2]
            }
            Habit::Annual => [0, 1].map(|year| {
                let levels = courses[year].levels(aims[year], &mut self.dice);
                self.annual(year, &levels, aims[year]);
                if year == 1 {
                    self.future(levels.opening);
                }
                levels
            }),
        }
    }

    fn habit(&mut self, aims: [Aim; 2]) -> Habit {
        if aims.contains(&Aim::NoEstimate) {
            return Habit::None;
        }
        if aims != [Aim::Room; 2] {
            return Habit::Annual;
        }
        match self.dice.below(100) {
            0..4 => Habit::Stale,
            4..6 => Habit::Added,
            6..56 => Habit::Standing,
            _ => Habit::Annual,
        }
    }

    /// A year's filing, and the supplement that changes it.
    fn annual(&mut self, year: usize, levels: &Levels, aim: Aim) {
        let start = days::NEW_YEAR[year];
        if aim == Aim::Room && levels.change.is_none() && self.dice.chance(60) {
            // Received when the year has begun, effective from its beginning.
            let received = start + self.dice.days(20, 100);
            return self.assess("", received, start, levels.opening);
        }
        let received = self.autumn(year);
        self.assess("", received, start, levels.opening);
        if let Some((day, grams)) = levels.change {
            let change = (levels.opening, grams);
            if grams >= levels.opening {
                self.supplement(year, day, 0, grams - change.0);
            } else {
                self.supplement(year, day, change.0 - grams, 0);
            }
        }
    }

    /// An assessment, or what the Board set instead; now and then after a wrong first version, or with a fraction of a gram.
    fn assess(&mut self, suffix: &str, received: i32, effective: i32, grams: u64) {
        let year = days::civil(effective).0;
        let by_board = self.dice.chance(30);
        let (prefix, kind) = if by_board {
            ("EST", Kind::Established)
        } else {
            ("BP", Kind::Assessment)
        };
        let id = format!("{prefix}{year}-{}{suffix}", self.substance);
        let exact = thousandths(grams);
        let mut last = received;
        if self.dice.chance(40) {
            let wrong = self.dice.choose(&[exact / 10, exact * 2, exact / 1000]);
            self.push(id.clone(), kind, received, Some(effective), wrong);
            last += self.dice.days(10, 40);
        }
        // Rounded to whole grams, halves away from zero, all of these are the same estimate.
        let written = match self.dice.below(60) {
            0 if exact == 1000 => 350,
            0 if exact > 1000 => exact - 500,
            1 if exact > 0 => exact + 400,
            _ => exact,
        };
        self.push(id, kind, last, Some(effective), written);
    }

    /// A supplement of `more` or minus `less` grams.
    fn supplement(&mut self, year: usize, day: usize, less: u64, more: u64) {
        let id = format!("SUP{}-{}-1", days::YEARS[year], self.substance);
        let received = days::NEW_YEAR[year] + i32::try_from(day).unwrap_or(0);
        let grams = thousandths(more) - thousandths(less);
        self.push(id, Kind::Supplement, received, None, grams);
    }

    /// Now and then the estimate of 2025 is already there.
    fn future(&mut self, grams: u64) {
        if self.dice.chance(200) {
            let next = round_up(grams / 100 * self.dice.between(70, 150) + grams % 100);
            let received = self.autumn(2);
            self.assess("", received, days::NEW_YEAR[2], next);
        }
    }

    /// A day of the autumn before a year.
    fn autumn(&mut self, year: usize) -> i32 {
        days::NEW_YEAR[year] - self.dice.days(12, 120)
    }

    fn push(&mut self, id: String, kind: Kind, received: i32, effective: Option<i32>, grams: i64) {
        let note = match self.dice.below(200) {
            0 => "for the manufacture of preparations for export",
            1 => "includes 5 kg for \"special stocks\", see footnote",
            2 => "figures for research, teaching and analysis",
            _ => "",
        };
        self.filings.push(Filing {
            effective,
            note,
            ..self.filing(id, kind, received, grams)
        });
    }

    /// A filing of so many thousandths of a gram.
    pub(super) fn filing(&self, id: String, kind: Kind, received: i32, grams: i64) -> Filing {
        Filing {
            id,
            country: self.country.clone(),
            substance: self.substance.clone(),
            kind: kind.name(),
            year: None,
            received: Some(received),
            effective: None,
            confirmed: None,
            grams: Some(grams),
            note: "",
            fault: None,
        }
    }
}

/// Grams in thousandths, as filings are written. Below 10^12 g, above which filings are refused.
fn thousandths(grams: u64) -> i64 {
    i64::try_from(grams.min(999_999_999_998)).unwrap_or(0) * 1000
}
