//! Faults of rules 4.3, one or several to a row: the first in the order of the rules must be the one given.

use super::super::chance::Chance;
use super::super::day::Day;
use super::{Cells, Stage, pick};

const BAD_DATES: [&str; 14] = [
    "2023-02-29",
    "2024-02-30",
    "2024-13-01",
    "2024-00-10",
    "2024-01-00",
    "0000-01-01",
    "2024-1-01",
    "24-01-01",
    "2024/01/01",
    "20240101",
    "2024-01-01 ",
    " 2024-01-01",
    "+024-01-01",
    "\u{ff12}024-01-01",
];

const FAR_DATES: [&str; 4] = ["1960-12-31", "2200-01-01", "0001-01-01", "9999-12-31"];

const BAD_NUMBERS: [&str; 16] = [
    "1,000",
    "abc",
    "1e3",
    ".5",
    "5.",
    " 5",
    "5 ",
    "0x10",
    "0.0000001",
    "1.0000000",
    "--1",
    "+",
    "-",
    "NaN",
    "1.0.0",
    "\u{0663}",
];

const TOO_LARGE: [&str; 3] = [
    "1000000000000",
    "0001000000000000.000000",
    "999999999999999999999999999999999999999999999999999999999999999999999999999",
];

pub fn among_records(rows: &mut [Cells], stage: &Stage, chance: &mut Chance) {
    let one_in = *chance.of(&[3, 6, 1_000]);
    for row in rows {
        if chance.one_in(one_in) {
            for _ in 0..*chance.of(&[1, 1, 1, 2, 3]) {
                spoil_record(row, stage, chance);
            }
        }
    }
}

fn spoil_record(row: &mut Cells, stage: &Stage, chance: &mut Chance) {
    let amount = *chance.of(&["quantity", "quantity", "reexport"]);
    let day = *chance.of(&["date", "received"]);
    if stage.is_mixed && chance.one_in(12) {
        let words = ["Simplified", "simplified ", "fast", " "];
        row.insert("procedure", pick(&words, chance));
        return;
    }
    // The last two faults are of worlds that have records of periods.
    let kinds = if stage.has_returns { 19 } else { 17 };
    let (column, text) = match chance.below(kinds) {
        0 => {
            let required = ["record_id", "date", "reporter", "flow", "form", "quantity"];
            (*chance.of(&required), String::new())
        }
        1 => ("partner", String::new()),
        2 => (day, pick(&BAD_DATES, chance)),
        3 => ("unit", pick(&["lb", "KG", " g", "", "tonne"], chance)),
        4 => (amount, pick(&BAD_NUMBERS, chance)),
        5 => (day, pick(&FAR_DATES, chance)),
        6 => {
            let date = Day::parse(&row["date"]).unwrap_or(Day::at("2024-01-01"));
            ("received", date.plus(-1).to_string())
        }
        7 => ("reporter", pick(&["che", "XXX", "CHE ", "CH"], chance)),
        8 => ("partner", pick(&["deu", "XXX", " DEU", "*"], chance)),
        9 => ("partner", row["reporter"].clone()),
        10 => ("flow", pick(&["Import", "exports", "import "], chance)),
        11 => ("form", pick(&["PD 006", "pd006", "NOPE"], chance)),
        12 => (
            "form",
            pick(&["PD006-RES", "GAP", "PM005-LATE", "LATE-MIX"], chance),
        ),
        13 => (amount, pick(&["-1", "-0.000001", "-1000000000000"], chance)),
        14 => (amount, pick(&TOO_LARGE, chance)),
        15 => ("reexport", pick(&["6", "100.000001"], chance)),
        16 => {
            let (country, _) = stage.importer_and_substance(chance);
            ("reporter", country)
        }
        17 => {
            let words = ["Day", "week", " year", "quarterly"];
            ("period", pick(&words, chance))
        }
        _ => ("period", pick(&["month", "quarter", "year"], chance)),
    };
    row.insert(column, text);
}

pub fn among_filings(rows: &mut [Cells], stage: &Stage, chance: &mut Chance) {
    let one_in = *chance.of(&[4, 8, 1_000]);
    for row in rows {
        if chance.one_in(one_in) {
            for _ in 0..*chance.of(&[1, 1, 1, 2, 3]) {
                spoil_filing(row, stage, chance);
            }
        }
    }
}

/// Rules 7.2: what is wrong in some filings and of no use in others.
fn fault_of_section_7(row: &mut Cells, chance: &mut Chance) -> (&'static str, String) {
    match chance.below(9) {
        0 => ("year", String::new()),
        1 => {
            let years = [
                "24", "02024", "+2024", "2024.0", "1960", "2200", "MMXX", "0", "20244",
            ];
            ("year", pick(&years, chance))
        }
        2 => ("year", pick(&["1961", "2024", "2024", "2199"], chance)),
        3 => {
            let received = Day::parse(&row["received"]).unwrap_or(Day::at("2024-01-01"));
            let days = *chance.of(&[-1, -1, -30]);
            ("confirmed", received.plus(days).to_string())
        }
        4 => ("confirmed", pick(&BAD_DATES, chance)),
        5 => (
            *chance.of(&["confirmed", "effective"]),
            pick(&FAR_DATES, chance),
        ),
        6 => ("effective", String::new()),
        7 => {
            // Without an effective date it needs a year to be more than a missing field.
            row.insert("kind", "established".to_owned());
            row.insert("year", pick(&["2024", "2024", "x"], chance));
            if chance.one_in(2) {
                row.insert("substance", pick(&["PD006", "PX001", "PL002"], chance));
            }
            ("effective", String::new())
        }
        _ => {
            let kinds = [
                "assessment",
                "established",
                "supplement",
                "estimate",
                "deduction",
                "requirement",
            ];
            ("kind", pick(&kinds, chance))
        }
    }
}

fn spoil_filing(row: &mut Cells, stage: &Stage, chance: &mut Chance) {
    if stage.is_mixed && chance.one_in(2) {
        let (column, text) = fault_of_section_7(row, chance);
        row.insert(column, text);
        return;
    }
    let day = *chance.of(&["received", "effective"]);
    let (column, text) = match chance.below(11) {
        0 => {
            let required = [
                "filing_id",
                "country",
                "substance",
                "kind",
                "received",
                "grams",
            ];
            (*chance.of(&required), String::new())
        }
        1 => ("effective", String::new()),
        2 => (
            "kind",
            pick(&["Assessment", "Estimate", "supplement "], chance),
        ),
        3 => (day, pick(&BAD_DATES, chance)),
        4 => (day, pick(&FAR_DATES, chance)),
        5 => ("grams", pick(&BAD_NUMBERS, chance)),
        6 => ("country", pick(&["che", "XXX", "CHE "], chance)),
        7 => ("substance", pick(&["PD 006", "PD006-HCL", "TWICE"], chance)),
        8 => ("substance", "PL002".to_owned()),
        9 => ("grams", pick(&["-1", "-0.000001", "-10.5"], chance)),
        _ => {
            let sign = pick(&["", "", "-"], chance);
            ("grams", sign + &pick(&TOO_LARGE, chance))
        }
    };
    row.insert(column, text);
    if chance.one_in(10) {
        row.insert("country", stage.country(chance));
    }
}
