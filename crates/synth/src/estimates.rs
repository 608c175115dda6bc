//! Makes a country's filings: mostly one for both years or one a year, some stale, retroactive, corrected, set by the
//! Board, raised or cut by supplements, or for a year to come; with levels that fit what its trade comes to.

use std::collections::{BTreeMap, BTreeSet};

use super::accounts::{Account, Trade};
use super::amounts::round_up;
use super::days;
use super::filings::{Filing, Kind};
use super::plan::{Course, Levels};
use super::planted::{self, Alert, Place};
use super::rng::{Dice, small};
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

/// Makes the filings of an importing country, and tells what its trade leads to under them.
pub(super) fn file(world: &World, importer: u16, account: &Account) -> Filed {
    let substances: BTreeSet<u16> = account
        .trade
        .keys()
        .map(|(substance, _)| *substance)
        .collect();
    let own = world
        .groups
        .iter()
        .filter(|group| group.importer == importer);
    let aims: BTreeMap<(u16, usize), Aim> = own
        .map(|group| ((group.substance, group.year), group.aim))
        .collect();
    let mut out = Filed {
        filings: Vec::new(),
        alerts: Vec::new(),
    };
    let idle = Trade::default();
    for substance in &substances {
        let trade = [0, 1].map(|year| account.trade.get(&(*substance, year)).unwrap_or(&idle));
        let limited = world.catalogue.substance(*substance).schedule != "I";
        let levels = if limited {
            let aims =
                [0, 1].map(|year| aims.get(&(*substance, year)).copied().unwrap_or(Aim::Room));
            let mut desk = Desk::of(world, importer, *substance);
            let levels = desk.file(&trade, aims);
            out.filings.extend(desk.filings);
            Some(levels)
        } else {
            None
        };
        for year in [0, 1] {
            let place = Place {
                importer,
                substance: *substance,
                year,
            };
            if let Some(levels) = &levels {
                out.alerts
                    .extend(planted::excesses(place, trade[year], &levels[year]));
            }
            out.alerts
                .extend(planted::listed(&world.catalogue, place, trade[year]));
        }
    }
    out.filings.extend(untraded(world, importer, &substances));
    out
}

/// Filings for substances that a country does not trade: plain ones, two on one start, and one cut below zero.
fn untraded(world: &World, importer: u16, traded: &BTreeSet<u16>) -> Vec<Filing> {
    let mut dice = world.keys.filing.dice((1 << 40) | u64::from(importer));
    let all = world.catalogue.substances.iter().enumerate();
    let idle: Vec<u16> = all
        .filter(|(at, s)| s.schedule != "I" && !traded.contains(&small(*at)))
        .map(|(at, _)| small(at))
        .collect();
    if idle.is_empty() {
        return Vec::new();
    }
    let mut desk = Desk::of(world, importer, dice.choose(&idle));
    let grams = round_up(dice.between(1, 5000));
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
struct Desk {
    country: String,
    substance: String,
    dice: Dice,
    filings: Vec<Filing>,
}

impl Desk {
    fn of(world: &World, importer: u16, substance: u16) -> Desk {
        let number = (u64::from(importer) << 16) | u64::from(substance);
        Desk {
            country: world.catalogue.country_code(importer).to_owned(),
            substance: world.catalogue.substance(substance).code.clone(),
            dice: world.keys.filing.dice(number),
            filings: Vec::new(),
        }
    }

    /// Writes what this country files, and returns the levels that follow for each year.
    fn file(&mut self, trade: &[&Trade; 2], aims: [Aim; 2]) -> [Levels; 2] {
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
            id,
            country: self.country.clone(),
            substance: self.substance.clone(),
            kind: kind.name(),
            received: Some(received),
            effective,
            grams: Some(grams),
            note,
            fault: None,
        });
    }
}

/// Grams in thousandths, as filings are written. Below 10^12 g, above which filings are refused.
fn thousandths(grams: u64) -> i64 {
    i64::try_from(grams.min(999_999_999_998)).unwrap_or(0) * 1000
}
