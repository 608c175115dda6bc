//! Rows of records: movements, their corrections and withdrawals, and second deliveries.

use super::super::chance::Chance;
use super::super::day::Day;
use super::super::number::{Unit, Written, plain};
use super::{Cells, Stage, pick};

/// Amounts that add up to levels, or pass them by the least that can be written.
const GRAMS: [&str; 16] = [
    "0", "1", "1", "2", "2", "3", "5", "5", "10", "0.5", "1.5", "0.25", "0.000001", "1.000001",
    "4.999999", "100",
];

/// Ids whose order as bytes is not their order as words, numbers or UTF-16.
const IDS: [&str; 12] = [
    "1", "2", "10", "a", "B", "Z,1", "\"q\"", " 1", "é", "\u{fb00}", "😀", "R-0001",
];

/// In what two rows of one id differ: what decides between versions (rules 4.2), in the order in which it decides, and the
/// flow, which makes two records of them. The form is met oftener, for most others hold another substance.
pub const DECIDING: [&str; 11] = [
    "received",
    "quantity",
    "date",
    "partner",
    "form",
    "form",
    "form",
    "flow",
    "reexport",
    "authorisation",
    "special_licence",
];

pub fn rows(stage: &Stage, chance: &mut Chance) -> Vec<Cells> {
    // Most worlds are small; a few are large enough to be split among threads.
    let most = if chance.one_in(50) { 500 } else { 36 };
    let mut rows: Vec<Cells> = (0..chance.between(1, most))
        .map(|_| movement(stage, chance))
        .collect();
    for _ in 0..chance.below(8) {
        let again = chance.of(&rows).clone();
        let row = match chance.below(4) {
            0 => again,
            1 => withdrawal(again, stage, chance),
            _ => {
                let (first, second) = versions(again, stage, chance);
                rows.push(first);
                second
            }
        };
        rows.push(row);
    }
    if stage.has_returns {
        add_returns(&mut rows, chance);
    }
    rows
}

/// Adds totals of periods, and versions of one record that differ in their period.
fn add_returns(rows: &mut Vec<Cells>, chance: &mut Chance) {
    for row in rows.iter_mut() {
        if chance.one_in(3) {
            row.insert("period", "day".to_owned());
        }
    }
    for _ in 0..chance.between(1, 12) {
        let row = a_return(chance.of(rows).clone(), chance);
        rows.push(row);
    }
    for _ in 0..chance.below(4) {
        let mut row = a_return(chance.of(rows).clone(), chance);
        // The end of a year is the end of a quarter and a month, too.
        if let Some(date) = Day::parse(&row["date"]) {
            row.insert("date", date.last_of_year().to_string());
            row.insert("received", date.last_of_year().plus(30).to_string());
        }
        rows.push(row.clone());
        row.insert("period", pick(&["day", "month", "quarter", "year"], chance));
        rows.push(row);
    }
}

fn movement(stage: &Stage, chance: &mut Chance) -> Cells {
    let (importer, substance) = stage.importer_and_substance(chance);
    let form = stage.form_of(&substance, chance);
    let other = other_country(&importer, stage, chance);
    let date = stage.day(chance);
    let flow = pick(&["import", "import", "export"], chance);
    // Rules 7.4: the country exports, too.
    let is_own_export = stage.is_mixed && chance.one_in(5);
    let flow = if is_own_export {
        "export".to_owned()
    } else {
        flow
    };
    let (reporter, partner) = match flow.as_str() {
        _ if is_own_export => (importer, other),
        "export" => (other, importer),
        _ if chance.one_in(4) => (importer, String::new()),
        _ => (importer, other),
    };
    let quantity = pick(&GRAMS, chance);
    let reexport = reexport_of(&quantity, chance);
    let mut row = Cells::from([
        ("record_id", record_id(chance)),
        ("date", date.to_string()),
        ("received", received(date, chance)),
        ("reporter", reporter),
        ("partner", partner),
        ("flow", flow),
        ("form", form),
        ("quantity", quantity),
        ("reexport", reexport),
        ("authorisation", pick(&["", "", "A1", "A, 2"], chance)),
        (
            "special_licence",
            pick(&["", "", "", "SL-9", "SL-9", "n/a", "-"], chance),
        ),
        ("period", String::new()),
        ("procedure", String::new()),
    ]);

    if chance.one_in(150) {
        row.insert("quantity", "999999999999.999999".to_owned());
    }
    if chance.one_in(150) {
        let edge = pick(&["1961-01-01", "2199-12-31"], chance);
        row.insert("received", edge.clone());
        row.insert("date", edge);
    }
    if chance.one_in(4) {
        in_units(&mut row, chance);
    } else if chance.one_in(6) {
        rewrite(&mut row, "quantity", chance);
    }
    row
}

/// The total of a period in which a movement falls, of as much as that movement, of something else, or of nothing.
fn a_return(mut row: Cells, chance: &mut Chance) -> Cells {
    let period = pick(&["month", "quarter", "year", "year"], chance);
    if let Some(date) = Day::parse(&row["date"]) {
        let last = last_day(&period, date);
        row.insert("date", last.to_string());
        if !row["received"].is_empty() {
            let days = *chance.of(&[0, 1, 30]);
            row.insert("received", last.plus(days).to_string());
        }
    }
    if chance.one_in(3) {
        row.insert("quantity", pick(&GRAMS, chance));
        row.insert("reexport", String::new());
    }
    if !chance.one_in(8) {
        row.insert("record_id", format!("T{}", chance.below(1_000)));
    }
    row.insert("period", period);
    row
}

/// The last day of the calendar period in which a day falls.
fn last_day(period: &str, date: Day) -> Day {
    let months: i32 = match period {
        "month" => 1,
        "quarter" => 3,
        "year" => 12,
        _ => return date,
    };
    let month: i32 = date.to_string()[5..7].parse().expect("a month");
    let last = (month - 1) / months * months + months;
    if last == 12 {
        date.last_of_year()
    } else {
        Day::of(date.year(), last + 1, 1).plus(-1)
    }
}

fn record_id(chance: &mut Chance) -> String {
    if chance.one_in(4) {
        pick(&IDS, chance)
    } else {
        format!("R{}", chance.below(1_000))
    }
}

fn received(date: Day, chance: &mut Chance) -> String {
    match chance.below(6) {
        0 | 1 => String::new(),
        2 => date.to_string(),
        3 => date.plus(1).to_string(),
        _ => date.plus(*chance.of(&[30, 100, 400])).to_string(),
    }
}

fn reexport_of(quantity: &str, chance: &mut Chance) -> String {
    match chance.below(8) {
        0 => quantity.to_owned(),
        1 => "0".to_owned(),
        2 => "0.000001".to_owned(),
        3 if quantity == "5" => "2".to_owned(),
        _ => String::new(),
    }
}

fn other_country(country: &str, stage: &Stage, chance: &mut Chance) -> String {
    let countries = &stage.config.countries;
    let others: Vec<&String> = countries.iter().filter(|it| *it != country).collect();
    (*chance.of(&others)).clone()
}

/// The same amounts counted in kilograms, grams or milligrams, where six places allow it.
fn in_units(row: &mut Cells, chance: &mut Chance) {
    let unit = *chance.of(&["kg", "g", "mg"]);
    let amounts = ["quantity", "reexport"].map(|column| {
        let grams = Written::parse(&row[column]).and_then(|it| it.micrograms(Unit::Gram));
        (column, grams)
    });
    for (column, grams) in amounts {
        let Some(micrograms) = grams else { continue };
        let text = match unit {
            // What does not fit six places becomes a row with a fault.
            "kg" => plain(micrograms, 9),
            "g" => plain(micrograms, 6),
            _ => plain(micrograms, 3),
        };
        row.insert(column, text);
    }
    row.insert("unit", unit.to_owned());
}

/// The same number, written otherwise.
pub fn rewrite(row: &mut Cells, column: &'static str, chance: &mut Chance) {
    let text = row[column].clone();
    if text.is_empty() || text.starts_with(['+', '-']) {
        return;
    }
    let rewritten = match chance.below(4) {
        0 => format!("+{text}"),
        1 => format!("00{text}"),
        2 if !text.contains('.') => format!("{text}.000000"),
        3 if text == "0" => "-0".to_owned(),
        _ => text,
    };
    row.insert(column, rewritten);
}

/// A later version with quantity 0.
fn withdrawal(mut row: Cells, stage: &Stage, chance: &mut Chance) -> Cells {
    let date = Day::parse(&row["date"]).unwrap_or_else(|| stage.day(chance));
    let days = *chance.of(&[0, 1, 400, 500]);
    row.insert("received", date.plus(days).to_string());
    row.insert("quantity", "0".to_owned());
    row.insert("reexport", String::new());
    row
}

/// Two versions of a record that differ in one deciding field and those the change brings with it.
fn versions(mut first: Cells, stage: &Stage, chance: &mut Chance) -> (Cells, Cells) {
    let mut deciding = pick(&DECIDING, chance);
    if stage.is_mixed && chance.one_in(8) {
        deciding = "procedure".to_owned();
    }
    if first["received"].is_empty() && deciding != "received" {
        let received = stage.day(chance).plus(100).max(Day::at("2025-01-10"));
        first.insert("received", received.to_string());
    }
    if deciding == "flow" && first["partner"].is_empty() {
        let partner = other_country(&first["reporter"], stage, chance);
        first.insert("partner", partner);
    }
    let mut second = first.clone();
    let changed = change(&first, &deciding, stage, chance);
    let columns = DECIDING.iter().chain(&["procedure"]);
    let column = columns.copied().find(|column| *column == deciding);
    second.insert(column.expect("one of them"), changed);
    (first, second)
}

fn change(row: &Cells, column: &str, stage: &Stage, chance: &mut Chance) -> String {
    match column {
        "received" => {
            let date = Day::parse(&row["date"]).unwrap_or_else(|| stage.day(chance));
            date.plus(*chance.of(&[0, 1, 2, 30, 100])).to_string()
        }
        "quantity" => pick(&GRAMS, chance),
        "date" => stage.day(chance).to_string(),
        "partner" if row["flow"] == "import" && chance.one_in(3) => String::new(),
        "partner" => other_country(&row["reporter"], stage, chance),
        "form" => {
            // Mostly another form of the same substance, which is a version; of another it is another record.
            let own = row["form"].split('-').next().unwrap_or_default().to_owned();
            let is_substance = stage
                .config
                .substances
                .iter()
                .any(|known| known.code == own);
            let substance = if is_substance && !chance.one_in(3) {
                own
            } else {
                stage.importer_and_substance(chance).1
            };
            stage.form_of(&substance, chance)
        }
        "flow" if row["flow"] == "import" => "export".to_owned(),
        "flow" => "import".to_owned(),
        "procedure" if row["procedure"].is_empty() => "simplified".to_owned(),
        "procedure" => String::new(),
        "reexport" => pick(&["", "0", "0.000001", "0.25"], chance),
        _ => pick(&["", "A1", "SL-9", "b", "é"], chance),
    }
}
