//! Small hostile worlds from a seed. Few countries, substances and days, so that everything meets everything:
//! totals hit levels exactly, versions tie, supplements fall on the day of a filing, faults come in pairs.

mod aim;
mod config;
mod faults;
mod files;
mod filings;
mod mixed;
mod records;

use std::collections::BTreeMap;

use super::chance::Chance;
use super::day::Day;
use super::world::{Config, World};

/// The world of a seed.
pub fn world(seed: u64) -> World {
    let mut chance = Chance::new(seed);
    // Two of five have 1971 alone.
    let mut stage = Stage::new(seed % 5 < 3, &mut chance);
    // Four of sixteen, one after another: how worlds are tried often goes by the rest of the seed.
    stage.has_returns = seed / 4 % 4 == 1;
    let mut records = records::rows(&stage, &mut chance);
    let mut filings = filings::rows(&stage, &mut chance);
    for _ in 0..chance.below(4) {
        aim::closely(&mut records, &mut filings, &stage.config, &mut chance);
    }
    if stage.is_mixed && chance.one_in(3) {
        mixed::simplify(&mut records, &mut chance);
    }
    faults::among_records(&mut records, &stage, &mut chance);
    faults::among_filings(&mut filings, &stage, &mut chance);
    let mode = *chance.of(&[files::Mode::Csv, files::Mode::Parquet, files::Mode::Mixed]);
    let known_at = chance.one_in(3).then(|| stage.day(&mut chance));
    World {
        records: files::records(records, mode, &mut chance),
        filings: files::filings(filings, mode, &mut chance),
        clutter: files::clutter(&mut chance),
        known_at,
        config: stage.config,
    }
}

/// A row before it has a file: the texts of its cells by column.
pub type Cells = BTreeMap<&'static str, String>;

/// What the rows of a world are about.
pub struct Stage {
    pub config: Config,
    /// Days that much happens on.
    hot: Vec<Day>,
    /// Importer and substance of most of what happens.
    focus: Vec<(String, String)>,
    /// Whether there are records of months, quarters and years, too (rules 4.6).
    pub has_returns: bool,
    /// Whether there are substances of 1961 and 1988, too (rules 7).
    pub is_mixed: bool,
}

impl Stage {
    fn new(is_mixed: bool, chance: &mut Chance) -> Stage {
        let hot = hot_days(chance);
        let mut config = config::config(&hot, chance);
        if is_mixed {
            mixed::add_to(&mut config, &hot, chance);
        }
        let focus = (0..chance.between(1, 3))
            .map(|_| {
                let country = chance.of(&config.countries).clone();
                let substance = if is_mixed && !chance.one_in(3) {
                    mixed::substance(chance)
                } else {
                    chance.of(&config.substances).code.clone()
                };
                (country, substance)
            })
            .collect();
        Stage {
            config,
            hot,
            focus,
            has_returns: false,
            is_mixed,
        }
    }

    /// A hot day, most often; its neighbours, often; any other, seldom.
    pub fn day(&self, chance: &mut Chance) -> Day {
        let hot = *chance.of(&self.hot);
        match chance.below(10) {
            0..=5 => hot,
            6 | 7 => hot.plus(1),
            8 => hot.plus(-1),
            _ => hot.plus(i32::try_from(chance.below(200)).expect("small") - 100),
        }
    }

    /// A day of which a hot day is three years on, or nearly.
    pub fn day_before_three_years(&self, chance: &mut Chance) -> Day {
        let day = self.day(chance);
        if chance.one_in(6) {
            return Day::at("2020-02-29");
        }
        day.years_on(-3)
    }

    pub fn country(&self, chance: &mut Chance) -> String {
        chance.of(&self.config.countries).clone()
    }

    pub fn importer_and_substance(&self, chance: &mut Chance) -> (String, String) {
        if chance.one_in(5) {
            let substance = chance.of(&self.config.substances).code.clone();
            return (self.country(chance), substance);
        }
        chance.of(&self.focus).clone()
    }

    /// A form that holds the substance, alone or with others.
    pub fn form_of(&self, substance: &str, chance: &mut Chance) -> String {
        let forms = &self.config.forms;
        let holds = |form: &str| {
            forms
                .iter()
                .any(|row| row.form == form && row.substance == substance)
        };
        let alone = forms.iter().map(|row| &row.form).filter(|form| holds(form));
        let with_others = self
            .config
            .preparations
            .iter()
            .filter(|row| holds(&row.form))
            .map(|row| &row.preparation);
        // The base itself more often than the rest: there quantities are base mass.
        let base = forms.iter().map(|row| &row.form).find(|form| holds(form));
        let base = base.expect("every substance has a form");
        let choices: Vec<&String> = alone.chain(with_others).collect();
        if chance.one_in(3) {
            (*chance.of(&choices)).clone()
        } else {
            base.clone()
        }
    }
}

/// Around the turn of a year and the end of a February, and two days anywhere.
fn hot_days(chance: &mut Chance) -> Vec<Day> {
    let year = *chance.of(&[2023, 2024]);
    let mut days = vec![
        Day::of(year, 1, 1),
        Day::of(year, 2, 28),
        Day::of(year, 3, 1),
        Day::of(year, 12, 31),
        Day::of(year + 1, 1, 1),
        Day::of(2024, 2, 29),
    ];
    chance.shuffle(&mut days);
    days.truncate(chance.between(1, 4));
    for _ in 0..2 {
        let into = i32::try_from(chance.below(365)).expect("a year is short");
        days.push(Day::of(year, 1, 1).plus(into));
    }
    days
}

/// One of the texts, as an owned text.
pub fn pick(texts: &[&str], chance: &mut Chance) -> String {
    (*chance.of(texts)).to_owned()
}
