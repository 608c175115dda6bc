//! Shots that hit: a record that brings a total to the level exactly or a millionth of a gram above it, and a supplement
//! that cures an excess. What the levels and totals are, the reference says; only which shots are tried depends on it.

use super::super::chance::Chance;
use super::super::day::Day;
use super::super::number::plain;
use super::super::reference::book::{Book, Convention};
use super::super::reference::judgement::{GroupDay, GroupKey};
use super::super::reference::{close_books, judge};
use super::super::world::{Config, World};
use super::{Cells, files};

/// Units of 10^-15 g in a millionth of a gram, which is the least that a record can write.
const LEAST: i128 = 1_000_000_000;

pub fn closely(
    records: &mut Vec<Cells>,
    filings: &mut Vec<Cells>,
    config: &Config,
    chance: &mut Chance,
) {
    let targets = targets(records, filings, config);
    if targets.is_empty() {
        return;
    }
    let (key, day) = chance.of(&targets);
    let excess = day.excess().expect("a target has a level");
    let convention = Book { config }.convention(&key.substance);
    if excess > 0 && convention == Convention::Of1961 && chance.one_in(2) {
        records.push(own_export(key, day.day, excess, config, chance));
    } else if excess > 0 {
        filings.push(cure(key, day.day, excess, convention, chance));
    } else if excess % LEAST == 0 {
        // At the level already, or up to it: then by the least above it.
        let above = i128::from(excess == 0 || chance.one_in(2));
        let micrograms = -excess / LEAST + above;
        records.push(shot(key, day.day, micrograms, config, chance));
    }
}

/// Days of groups that are compared with a level above zero.
fn targets(records: &[Cells], filings: &[Cells], config: &Config) -> Vec<(GroupKey, GroupDay)> {
    let world = World {
        config: config.clone(),
        records: files::as_they_come("trades/all", records),
        filings: files::as_they_come("estimates/all", filings),
        ..World::default()
    };
    let book = Book { config };
    let books = close_books(&world);
    let outcome = judge(&books, &book);
    let has_level = |day: &&GroupDay| day.level.as_ref().is_some_and(|level| level.amount() > 0);
    let groups = outcome.groups.iter();
    groups
        .flat_map(|group| {
            let days = group.days.iter().filter(has_level);
            days.map(|day| (group.key.clone(), day.clone()))
        })
        .collect()
}

fn shot(key: &GroupKey, day: Day, micrograms: i128, config: &Config, chance: &mut Chance) -> Cells {
    let importer = key.importer().to_owned();
    let mut others = config.countries.iter().filter(|it| **it != importer);
    let other = if key.partner.is_some() {
        key.country.clone()
    } else {
        others.next().expect("two countries at least").clone()
    };
    let (flow, reporter, partner) = if key.rule == "import-excess" {
        ("import", importer, other)
    } else {
        ("export", other, importer)
    };
    Cells::from([
        ("record_id", format!("S{}", chance.below(1_000))),
        ("date", day.to_string()),
        ("received", String::new()),
        ("reporter", reporter),
        ("partner", partner),
        ("flow", flow.to_owned()),
        // The base itself has the code of its substance.
        ("form", key.substance.clone()),
        ("quantity", plain(micrograms, 6)),
        ("reexport", String::new()),
        ("authorisation", String::new()),
        ("special_licence", String::new()),
        ("period", String::new()),
        ("procedure", String::new()),
    ])
}

/// What the importer exports some days later: just enough to cure an excess, or a millionth of a gram less.
fn own_export(
    key: &GroupKey,
    day: Day,
    excess: i128,
    config: &Config,
    chance: &mut Chance,
) -> Cells {
    // Where the excess is no millionths of a gram, up to the next of them.
    let enough = (excess + LEAST - 1) / LEAST;
    let micrograms = enough - i128::from(chance.one_in(4));
    let days = *chance.of(&[0, 1, 1, 2, 10]);
    let mut row = shot(key, day.plus(days), micrograms, config, chance);
    let importer = key.importer().to_owned();
    let mut others = config.countries.iter().filter(|it| **it != importer);
    let other = others.next().expect("two countries at least").clone();
    row.insert("flow", "export".to_owned());
    row.insert("reporter", importer);
    row.insert("partner", other);
    row
}

/// A supplement some days later, or of 1988 another requirement, of just enough or a little less.
fn cure(
    key: &GroupKey,
    day: Day,
    excess: i128,
    convention: Convention,
    chance: &mut Chance,
) -> Cells {
    let grams = excess / (LEAST * 1_000_000) + i128::from(!chance.one_in(4));
    let days = *chance.of(&[1, 1, 2, 10, 60]);
    let received = day.plus(days).to_string();
    let (year, confirmed) = match convention {
        Convention::Of1961 => (day.year().to_string(), received.clone()),
        _ => (String::new(), String::new()),
    };
    let (kind, effective) = match convention {
        Convention::Of1988 => ("requirement", received.clone()),
        _ => ("supplement", String::new()),
    };
    Cells::from([
        ("filing_id", format!("C{}", chance.below(1_000))),
        ("country", key.importer().to_owned()),
        ("substance", key.substance.clone()),
        ("kind", kind.to_owned()),
        ("received", received),
        ("effective", effective),
        ("grams", grams.to_string()),
        ("note", String::new()),
        ("year", year),
        ("confirmed", confirmed),
    ])
}
