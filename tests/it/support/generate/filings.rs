//! Rows of filings: assessments and established values, past, retroactive and future, with supplements on and around
//! the days on which they come and start.

use super::super::chance::Chance;
use super::super::day::Day;
use super::super::reference::book::Convention;
use super::{Cells, Stage, mixed, pick};

pub const GRAMS: [&str; 16] = [
    "0", "1", "2", "3", "5", "5", "10", "10", "100", "0.35", "0.000001", "0.5", "1.5", "2.5",
    "4.499999", "10.5",
];

/// In what two lines of one id differ: what decides between versions (rules 4.2), in the order in which it decides, and the
/// substance, which makes two filings of them.
pub const DECIDING: [&str; 5] = ["received", "substance", "kind", "effective", "grams"];

pub fn rows(stage: &Stage, chance: &mut Chance) -> Vec<Cells> {
    if chance.one_in(25) {
        return Vec::new();
    }
    let mut rows: Vec<Cells> = Vec::new();
    // Most of what is traded has a filing; some has none.
    let mut subjects: Vec<(String, String)> = stage.focus.clone();
    subjects.retain(|_| !chance.one_in(5));
    for _ in 0..chance.between(0, 2) {
        subjects.push(stage.importer_and_substance(chance));
    }
    for (country, substance) in subjects {
        // A Schedule I substance takes no filing (rules 3.9): mostly, then, another.
        let substance = if substance == "PL002" && !chance.one_in(4) {
            "PD006".to_owned()
        } else {
            substance
        };
        rows.extend(match mixed::convention(&substance) {
            Convention::Of1961 => mixed::story_of_1961(&country, &substance, stage, chance),
            Convention::Of1988 => mixed::story_of_1988(&country, &substance, stage, chance),
            Convention::Of1971 => story(&country, &substance, stage, chance),
        });
    }
    let most = if stage.is_mixed { 11 } else { 6 };
    for _ in 0..chance.below(most) {
        if let Some(version) = version(&rows, stage, chance) {
            rows.push(version);
        }
    }
    rows
}

/// What one country files for one substance.
fn story(country: &str, substance: &str, stage: &Stage, chance: &mut Chance) -> Vec<Cells> {
    let mut days = Vec::new();
    let mut rows = Vec::new();
    for _ in 0..*chance.of(&[0, 1, 1, 2, 3]) {
        let (received, effective) = received_and_effective(&days, stage, chance);
        days.extend([received, effective]);
        let kind = pick(&["assessment", "assessment", "established"], chance);
        let effective = effective.to_string();
        rows.push(row(country, substance, &kind, received, &effective, chance));
    }
    for _ in 0..*chance.of(&[0, 1, 1, 2, 3]) {
        let received = near(&days, stage, chance);
        let ignored = pick(&["", "", "", "2024-02-30", "1800-01-01"], chance);
        let mut row = row(country, substance, "supplement", received, &ignored, chance);
        let sign = *chance.of(&["", "+", "-"]);
        let grams = format!("{sign}{}", row["grams"]);
        row.insert("grams", grams);
        rows.push(row);
    }
    rows
}

/// A day on which, or next to which, something in the story happened; or a hot day.
pub fn near(days: &[Day], stage: &Stage, chance: &mut Chance) -> Day {
    if days.is_empty() || chance.one_in(3) {
        return stage.day(chance);
    }
    chance.of(days).plus(*chance.of(&[-1, 0, 0, 1]))
}

pub fn received_and_effective(days: &[Day], stage: &Stage, chance: &mut Chance) -> (Day, Day) {
    let received = match chance.below(3) {
        0 => stage.day(chance),
        1 => stage.day_before_three_years(chance),
        _ => near(days, stage, chance),
    };
    let effective = match chance.below(8) {
        0 | 1 => received,
        // Retroactive or for the future, as the days fall.
        2 | 3 => stage.day(chance),
        4 => near(days, stage, chance),
        5 => received.plus(-60),
        6 => received.plus(60),
        _ => received.plus(1),
    };
    match chance.below(500) {
        0 => (received, Day::at("2199-12-31")),
        1 => (received, Day::at("1961-01-01")),
        _ => (received, effective),
    }
}

pub fn row(
    country: &str,
    substance: &str,
    kind: &str,
    received: Day,
    effective: &str,
    chance: &mut Chance,
) -> Cells {
    let ids = ["F", "f", "Fé", "F, 1", "\u{fb00}", "😀"];
    let id = format!("{}{}", pick(&ids, chance), chance.below(40));
    Cells::from([
        ("filing_id", id),
        ("country", country.to_owned()),
        ("substance", substance.to_owned()),
        ("kind", kind.to_owned()),
        ("received", received.to_string()),
        ("effective", effective.to_owned()),
        ("grams", pick(&GRAMS, chance)),
        (
            "note",
            pick(&["", "", "100 kg, \"for manufacture\""], chance),
        ),
        ("year", String::new()),
        ("confirmed", String::new()),
    ])
}

/// Another version of a filing, that differs in one deciding field; or the same once more.
fn version(rows: &[Cells], stage: &Stage, chance: &mut Chance) -> Option<Cells> {
    if rows.is_empty() {
        return None;
    }
    let mut again = chance.of(rows).clone();
    if mixed::convention(&again["substance"]) == Convention::Of1961 && chance.one_in(2) {
        return mixed::version(again, stage, chance);
    }
    if chance.one_in(6) {
        return Some(again);
    }
    let received = Day::parse(&again["received"])?;
    // A correction long after, above all: supplements may come in between.
    let deciding = if chance.one_in(3) { 0 } else { chance.below(5) };
    match DECIDING[deciding] {
        "received" => {
            let days = *chance.of(&[-30, -1, 1, 30, 200, 400]);
            again.insert("received", received.plus(days).to_string());
        }
        "substance" => {
            let substance = chance.of(&stage.config.substances).code.clone();
            again.insert("substance", substance);
        }
        "kind" => {
            let kind = pick(
                &[
                    "assessment",
                    "established",
                    "assessment",
                    "established",
                    "supplement",
                ],
                chance,
            );
            if kind != "supplement" && Day::parse(&again["effective"]).is_none() {
                again.insert("effective", again["received"].clone());
            }
            again.insert("kind", kind);
        }
        "effective" => {
            again.insert("effective", near(&[received], stage, chance).to_string());
        }
        _ => {
            again.insert("grams", pick(&GRAMS, chance));
        }
    }
    Some(again)
}
