//! Worlds of three conventions (rules 7): what they have besides those of 1971 alone.

use super::super::chance::Chance;
use super::super::day::Day;
use super::super::reference::book::Convention;
use super::super::world::{Config, FormRow, NoticeRow, PreparationRow, SubstanceRow};
use super::filings::{GRAMS, near, received_and_effective, row};
use super::{Cells, Stage, pick};

/// Those of 1961 and 1988.
const OF_1961: [&str; 3] = ["NM001", "NC002", "NN004"];
const OF_1988: [&str; 2] = ["RE101", "RA002"];

/// What most of what happens is about.
pub fn substance(chance: &mut Chance) -> String {
    pick(
        &["NM001", "NM001", "NC002", "NN004", "RE101", "RA002"],
        chance,
    )
}

pub fn convention(substance: &str) -> Convention {
    if OF_1961.contains(&substance) {
        Convention::Of1961
    } else if OF_1988.contains(&substance) {
        Convention::Of1988
    } else {
        Convention::Of1971
    }
}

pub fn add_to(config: &mut Config, hot: &[Day], chance: &mut Chance) {
    let day = *chance.of(hot);
    let substance =
        |code: &str, name: &str, schedule: &str, controlled_from, convention: &str| SubstanceRow {
            code: code.to_owned(),
            name: name.to_owned(),
            schedule: schedule.to_owned(),
            controlled_from,
            convention: convention.to_owned(),
        };
    if chance.one_in(2) {
        for row in &mut config.substances {
            row.convention = pick(&["1971", "1971", ""], chance);
        }
    }
    config.substances.extend([
        substance("NM001", "morphine", "I", None, "1961"),
        substance("NC002", "codeine", "II", None, "1961"),
        substance("NN004", "a new narcotic", "IV", Some(day), "1961"),
        substance("RE101", "ephedrine preparations", "TI", None, "1988"),
        substance("RA002", "acetone", "TII", Some(*chance.of(hot)), "1988"),
    ]);
    let form = |form: &str, base_percent: &str, from| FormRow {
        form: form.to_owned(),
        substance: form[..5].to_owned(),
        base_percent: base_percent.to_owned(),
        from,
    };
    config.forms.extend([
        form("NM001", "100", None),
        form("NM001-HCL", "75.9", None),
        form("NM001-HCL", "76.2", Some(*chance.of(hot))),
        form("NC002", "100", None),
        form("NC002-PHOS", "75.2", None),
        form("NN004", "100", None),
        form("RE101", "100", None),
        form("RE101-HCL", "81.9", None),
        form("RA002", "100", None),
    ]);
    let preparations = [
        ("EX-ONE", "NC002-PHOS", "2.5", "1961"),
        ("EX-MIX", "NC002-PHOS", "50", "1961"),
        ("EX-MIX", "PD006", "25", "1961"),
        ("EX-NEW", "NN004", "50", "1961"),
        ("EX-NEW", "PX001", "50", "1961"),
        ("EX-ALL", "NC002", "10", "1961"),
        ("EX-ALL", "NM001", "20", "1961"),
        ("EX-ALL", "RE101-HCL", "50", "1961"),
        ("TRIO", "NM001", "50", ""),
        ("TRIO", "PD006", "25", ""),
        ("TRIO", "RE101", "25", ""),
        ("PAIR", "NM001-HCL", "20", ""),
        ("PAIR", "NC002", "50", ""),
        ("WITH-II", "PL002", "10", ""),
        ("WITH-II", "RA002", "20", ""),
    ];
    let preparations = preparations.map(|(preparation, form, percent, exempt)| PreparationRow {
        preparation: preparation.to_owned(),
        form: form.to_owned(),
        percent: percent.to_owned(),
        exempt: exempt.to_owned(),
    });
    config.preparations.extend(preparations);
    for country in &config.countries {
        for substance in OF_1961 {
            for _ in 0..*chance.of(&[0, 1, 1, 2, 3]) {
                let from = *chance.of(hot);
                config.notices.push(NoticeRow {
                    country: country.clone(),
                    substance: substance.to_owned(),
                    year: from.year(),
                    from,
                });
            }
        }
    }
}

/// Records of the simplified procedure among the others.
pub fn simplify(records: &mut [Cells], chance: &mut Chance) {
    for row in records {
        if chance.one_in(4) {
            row.insert("procedure", "simplified".to_owned());
        }
    }
}

/// The day of a confirmation: none, that of the receipt, or later.
fn confirmed(received: Day, days: &[Day], stage: &Stage, chance: &mut Chance) -> String {
    let day = match chance.below(8) {
        0 => return String::new(),
        1 | 2 => received,
        3 => received.plus(1),
        4 => received.plus(*chance.of(&[30, 100, 300])),
        5 => near(days, stage, chance),
        _ => stage.day(chance),
    };
    day.max(received).to_string()
}

/// A year in which things happen, or one beside it.
fn year(stage: &Stage, chance: &mut Chance) -> i32 {
    stage.day(chance).year() + *chance.of(&[0, 0, 0, 0, 0, 1, -1])
}

fn received(year: i32, days: &[Day], stage: &Stage, chance: &mut Chance) -> Day {
    match chance.below(4) {
        0 => Day::of(year, 1, 1).plus(*chance.of(&[-90, -1, 0])),
        1 => near(days, stage, chance),
        _ => stage.day(chance),
    }
}

/// What one country files for one substance of 1961, and what the Board does.
pub fn story_of_1961(
    country: &str,
    substance: &str,
    stage: &Stage,
    chance: &mut Chance,
) -> Vec<Cells> {
    let mut days = Vec::new();
    let mut rows = Vec::new();
    let main = year(stage, chance);
    let kinds = [
        ("estimate", *chance.of(&[0, 1, 1, 2])),
        ("established", *chance.of(&[0, 0, 0, 1])),
        ("supplement", *chance.of(&[0, 1, 1, 2, 3])),
        ("deduction", *chance.of(&[0, 0, 0, 1, 2])),
    ];
    for (kind, times) in kinds {
        for _ in 0..times {
            let of_year = if chance.one_in(4) {
                year(stage, chance)
            } else {
                main
            };
            let received = received(of_year, &days, stage, chance);
            let confirmed = confirmed(received, &days, stage, chance);
            days.push(received);
            days.extend(Day::parse(&confirmed));
            // Of no use, but where an established value gives it, a date it must be.
            let effective = match chance.below(8) {
                0 => stage.day(chance).to_string(),
                1 if kind != "established" => pick(&["soon", "2024-02-30", "1800-01-01"], chance),
                _ => String::new(),
            };
            let mut row = row(country, substance, kind, received, &effective, chance);
            if kind == "supplement" {
                let grams = format!("{}{}", chance.of(&["", "", "+", "-"]), row["grams"]);
                row.insert("grams", grams);
            }
            row.insert("year", of_year.to_string());
            // A deduction needs none, and one that it has is of no use.
            let given = kind != "deduction" || chance.one_in(4);
            row.insert("confirmed", if given { confirmed } else { String::new() });
            rows.push(row);
        }
    }
    rows
}

/// What one country needs of a substance of 1988.
pub fn story_of_1988(
    country: &str,
    substance: &str,
    stage: &Stage,
    chance: &mut Chance,
) -> Vec<Cells> {
    let mut days = Vec::new();
    let mut rows = Vec::new();
    for _ in 0..*chance.of(&[0, 1, 1, 1, 2]) {
        let (received, effective) = received_and_effective(&days, stage, chance);
        days.extend([received, effective]);
        let effective = effective.to_string();
        let mut row = row(
            country,
            substance,
            "requirement",
            received,
            &effective,
            chance,
        );
        if chance.one_in(6) {
            row.insert("year", pick(&["2024", "x", "20244"], chance));
            row.insert("confirmed", pick(&["", "1999-01-01", "later"], chance));
        }
        rows.push(row);
    }
    rows
}

/// Another version of a filing: of the same receipt with or without its confirmation, sent again with it, or of another year or
/// kind.
pub fn version(mut again: Cells, stage: &Stage, chance: &mut Chance) -> Option<Cells> {
    let received = Day::parse(&again["received"])?;
    match chance.below(6) {
        0 | 1 => {
            let other = confirmed(received, &[received], stage, chance);
            again.insert("confirmed", other);
        }
        2 | 3 => {
            let later = received.plus(*chance.of(&[1, 30, 100, 200]));
            let confirmed = confirmed(later, &[later], stage, chance);
            again.insert("received", later.to_string());
            again.insert("confirmed", confirmed);
        }
        4 => {
            again.insert("year", year(stage, chance).to_string());
        }
        _ => {
            let kinds = ["estimate", "established", "deduction", "supplement"];
            again.insert("kind", pick(&kinds, chance));
            if chance.one_in(2) {
                again.insert("grams", pick(&GRAMS, chance));
            }
        }
    }
    Some(again)
}
