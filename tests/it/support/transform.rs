//! Worlds made from worlds: changes of which a law says what they change in the result.

use super::chance::Chance;
use super::day::Day;
use super::number::{Unit, Written, plain, whole_grams};
use super::reference::book::Book;
use super::reference::refusals::Record;
use super::reference::rows::Origin;
use super::reference::{Books, close_books};
use super::world::{
    DataFile, FILING_COLUMNS, Format, Line, RECORD_COLUMNS, SubstanceRow, UNIT_RECORD_COLUMNS,
    World,
};

fn files_of(world: &mut World) -> impl Iterator<Item = &mut DataFile> {
    world.records.iter_mut().chain(&mut world.filings)
}

/// The same rows, all as CSV.
pub fn as_csv(world: &World) -> World {
    let mut world = world.clone();
    for file in files_of(&mut world) {
        if file.format == Format::Parquet {
            file.stem += "-was-parquet";
            file.format = Format::Csv;
        }
    }
    world
}

/// The same rows in files that have all their columns, in the contract's order: what a line that is no row looks like
/// then does not depend on its file.
pub fn with_all_columns(world: &World) -> World {
    let mut world = world.clone();
    for file in files_of(&mut world) {
        let has = |name: &str| file.columns.iter().any(|column| column == name);
        let columns = if has("filing_id") {
            FILING_COLUMNS
        } else if has("unit") {
            UNIT_RECORD_COLUMNS
        } else {
            RECORD_COLUMNS
        };
        for line in &mut file.lines {
            if let Line::Cells(cells) = line {
                let cell = |name: &&str| {
                    let at = file.columns.iter().position(|column| column == name);
                    at.map(|at| cells[at].clone()).unwrap_or_default()
                };
                *cells = columns.iter().map(cell).collect();
            }
        }
        file.columns = columns.iter().map(|name| (*name).to_owned()).collect();
    }
    world
}

/// The same rows in another order, over other files. Rows keep their format and notation.
pub fn spread_otherwise(world: &World, chance: &mut Chance) -> World {
    let mut world = world.clone();
    world.records = spread(&world.records, "trades", chance);
    world.filings = spread(&world.filings, "estimates", chance);
    world
}

fn spread(files: &[DataFile], folder: &str, chance: &mut Chance) -> Vec<DataFile> {
    let mut spread: Vec<DataFile> = Vec::new();
    for model in files {
        let alike = |file: &DataFile| file.format == model.format && file.columns == model.columns;
        if spread.iter().any(alike) {
            continue;
        }
        let all = files.iter().filter(|file| alike(file));
        let mut lines: Vec<Line> = all.flat_map(|file| file.lines.clone()).collect();
        chance.shuffle(&mut lines);
        let parts = chance.between(1, 4);
        for part in 0..parts {
            let last = part + 1 == parts;
            let taken = if last {
                lines.len()
            } else {
                chance.below(lines.len() + 1)
            };
            spread.push(DataFile {
                stem: format!("{folder}/{}/{}", chance.below(3), spread.len()),
                lines: lines.drain(..taken).collect(),
                style: chance.next(),
                ..model.clone()
            });
        }
    }
    spread
}

/// The same with one file delivered once more, under another name; and how many rows of records and filings that is.
pub fn delivered_twice(world: &World, chance: &mut Chance) -> (World, usize, usize) {
    let mut world = world.clone();
    let stem = (*chance.of(&["0", "again", "\u{fb00}"])).to_owned();
    if chance.one_in(2) && !world.filings.is_empty() {
        let mut again = chance.of(&world.filings).clone();
        again.stem = format!("estimates/{stem}/again");
        let rows = again.lines.len();
        world.filings.push(again);
        (world, 0, rows)
    } else {
        let mut again = chance.of(&world.records).clone();
        again.stem = format!("trades/{stem}/again");
        let rows = again.lines.len();
        world.records.push(again);
        (world, rows, 0)
    }
}

/// The same with one record, which has no other version and counts in grams, split into two of the same day.
pub fn split_in_two(world: &World, chance: &mut Chance) -> Option<World> {
    let books = close_books(world);
    let all: Vec<&Record> = books
        .judged
        .iter()
        .chain(&books.superseded_records)
        .chain(&books.not_yet_known_records)
        .collect();
    let alone = |record: &&Record| {
        let id = |other: &Record| (other.reporter.clone(), other.id.clone());
        let versions = all.iter().filter(|other| id(other) == id(record));
        versions.count() == 1 && record.quantity > record.reexport
    };
    let candidates: Vec<&Record> = books.judged.iter().filter(alone).collect();
    if candidates.is_empty() {
        return None;
    }
    let record = *chance.of(&candidates);
    let mut world = world.clone();
    let (file, at) = place(&mut world.records, &record.origin);
    let columns = file.columns.clone();
    let position = |name: &str| columns.iter().position(|column| column == name);
    let quantity_at = position("quantity_g")?;
    let first_quantity = chance_below(record.quantity, chance);
    let first_reexport = record.reexport.min(first_quantity);
    let amounts = [
        (first_quantity, first_reexport),
        (
            record.quantity - first_quantity,
            record.reexport - first_reexport,
        ),
    ];
    let Line::Cells(cells) = file.lines.remove(at) else {
        return None;
    };
    for (number, (quantity, reexport)) in amounts.into_iter().enumerate() {
        let mut cells = cells.clone();
        cells[position("record_id")?] = format!("split {number}");
        cells[quantity_at] = plain(quantity, 6);
        if let Some(at) = position("reexport_g") {
            cells[at] = plain(reexport, 6);
        }
        file.lines.push(Line::Cells(cells));
    }
    Some(world)
}

fn chance_below(end: i128, chance: &mut Chance) -> i128 {
    let end = u64::try_from(end).expect("a valid quantity in micrograms fits 64 bits");
    i128::from(chance.next() % end)
}

fn place<'a>(files: &'a mut [DataFile], origin: &Origin) -> (&'a mut DataFile, usize) {
    let mut files = files.iter_mut();
    let file = files.find(|file| file.path() == origin.file);
    (file.expect("the record came from a file"), origin.row - 1)
}

/// The same with one more assessment, received after a day and effective after it.
pub fn with_later_filing(world: &World, day: Day, chance: &mut Chance) -> World {
    let mut world = world.clone();
    let country = chance.of(&world.config.countries).clone();
    let substances = world.config.substances.iter();
    let takes_none =
        |row: &&SubstanceRow| row.schedule == "I" && ["", "1971"].contains(&&*row.convention);
    let substances = substances.filter(|row| !takes_none(row));
    let substances: Vec<String> = substances.map(|row| row.code.clone()).collect();
    let received = day.plus(*chance.of(&[1, 2, 30]));
    let effective = day.plus(*chance.of(&[1, 2, 30, 300]));
    let grams = *chance.of(&["0", "1", "1000"]);
    let book = Book {
        config: &world.config,
    };
    let substance = chance.of(&substances).clone();
    // Of 1961 for the year of the effective date, and confirmed on the later of the two dates.
    let kind = book.convention(&substance).kinds()[0];
    let cells = FILING_COLUMNS.iter().map(|column| match *column {
        "filing_id" => "a later one".to_owned(),
        "country" => country.clone(),
        "substance" => substance.clone(),
        "kind" => kind.to_owned(),
        "received" => received.to_string(),
        "effective" => effective.to_string(),
        "grams" => grams.to_owned(),
        "year" => effective.year().to_string(),
        "confirmed" => effective.max(received).to_string(),
        _ => String::new(),
    });
    let cells: Vec<String> = cells.collect();
    world.filings.push(DataFile {
        stem: "estimates/a later one".to_owned(),
        format: Format::Csv,
        columns: FILING_COLUMNS.iter().map(|it| (*it).to_owned()).collect(),
        lines: vec![Line::Cells(cells)],
        style: chance.next(),
    });
    world
}

/// A world and the same with every quantity and filing a whole number of times as large. Both are of valid rows only,
/// with filings of whole grams; rows that would grow out of bounds are in neither.
pub fn scaled(world: &World, times: i128) -> (World, World) {
    let mut base = as_csv(world);
    let books = close_books(&base);
    for (records, files) in [(true, &mut base.records), (false, &mut base.filings)] {
        for file in files {
            let path = file.path();
            let mut row = 0;
            file.lines.retain(|_| {
                row += 1;
                let origin = Origin {
                    file: path.clone(),
                    row,
                };
                let kind = if records { "record" } else { "filing" };
                !is_refused(&books, kind, &origin)
            });
        }
    }
    for file in &mut base.filings {
        for_amounts(file, |text| whole(text).to_string());
    }
    for file in files_of(&mut base) {
        let columns = file.columns.clone();
        file.lines
            .retain(|line| stays_in_bounds(&columns, line, times));
    }
    let mut larger = base.clone();
    for file in files_of(&mut larger) {
        for_amounts(file, |text| times_as_large(text, times));
    }
    (base, larger)
}

fn is_refused(books: &Books, kind: &str, origin: &Origin) -> bool {
    let mut refusals = books.quarantine.iter();
    refusals.any(|refusal| refusal.kind == kind && refusal.origin == *origin)
}

const AMOUNTS: [&str; 5] = ["quantity_g", "reexport_g", "quantity", "reexport", "grams"];

fn for_amounts(file: &mut DataFile, change: impl Fn(&str) -> String) {
    for line in &mut file.lines {
        let Line::Cells(cells) = line else { continue };
        for (column, cell) in file.columns.iter().zip(cells) {
            if AMOUNTS.contains(&column.as_str()) && !cell.is_empty() {
                *cell = change(cell);
            }
        }
    }
}

/// In millionths of whatever unit the cell is in.
fn amount(text: &str) -> i128 {
    let written = Written::parse(text).and_then(|written| written.micrograms(Unit::Gram));
    written.expect("a valid row has numbers")
}

fn whole(text: &str) -> i128 {
    whole_grams(amount(text))
}

fn times_as_large(text: &str, times: i128) -> String {
    plain(amount(text) * times, 6)
}

/// Below 10^12 g even where the cell counts in kilograms.
fn stays_in_bounds(columns: &[String], line: &Line, times: i128) -> bool {
    let Line::Cells(cells) = line else {
        return false;
    };
    let mut amounts = columns
        .iter()
        .zip(cells)
        .filter(|(column, cell)| AMOUNTS.contains(&column.as_str()) && !cell.is_empty());
    amounts.all(|(_, cell)| amount(cell).abs() * times < 1_000_000_000 * 1_000_000)
}

/// Whether a law about records has anything to say about a world.
pub fn has_trade(world: &World) -> bool {
    let book = Book {
        config: &world.config,
    };
    let books = close_books(world);
    books.judged.iter().any(|record| {
        let shares = book.shares(&record.form, record.date).unwrap_or_default();
        record.quantity > record.reexport && shares.iter().any(|share| share.factor > 0)
    })
}
