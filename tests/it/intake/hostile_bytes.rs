//! Input made to do harm: bytes changed one by one, files that claim or unpack to more than there is memory for, and texts
//! that act on a terminal. What is wrong is said, and no other record suffers.

mod bounds;
mod terminal;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use super::reading::Scrap;
use crate::support::effort::is_long;
use inforce::config::{Config, ConfigSource};
use inforce::conversion::{Conversion, Lists};
use inforce::intake::{ColumnSet, FileFault, Format, InputFile, Kind, Seen, Wanted};
use inforce::records::Record;
use rayon::prelude::*;

const RECORDS: usize = 200;
const HEADER: &str = "record_id,date,reporter,flow,form,quantity_g\n";

/// The shortest configuration: fewer bytes, fewer changes.
fn config() -> Config {
    let files = [
        (
            "substances.csv",
            "code,name,schedule,controlled_from\nS,s,IV,\n",
        ),
        (
            "forms.csv",
            "form,substance,name,base_percent,from\nF,S,f,50,\nG,S,g,100,\n",
        ),
        (
            "countries.csv",
            "alpha3,name\nCHE,Switzerland\nDEU,Germany\n",
        ),
    ];
    Config::load(ConfigSource::stored(
        files
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .into(),
    ))
    .unwrap()
}

/// Two hundred records, all of them sound, of which every fifth is quoted.
fn records() -> String {
    let mut text = HEADER.to_owned();
    for number in 0..RECORDS {
        let form = ["F", "G"][number % 2];
        let id = format!("{number:02x}");
        let id = if number % 5 == 0 {
            format!("\"{id}\"")
        } else {
            id
        };
        writeln!(
            text,
            "{id},2024-02-{:02},CHE,import,{form},{}",
            number % 28 + 1,
            number % 9 + 1
        )
        .unwrap();
    }
    text
}

/// Valid records with their ids, by row.
type Accepted = BTreeMap<u64, (String, Record)>;

/// The valid records, and how many rows there are, each accepted or refused.
fn read(scrap: &Scrap, lists: &Lists<'_>) -> Result<(Accepted, u64), FileFault> {
    let file = InputFile::open_canonical(&scrap.found)?;
    let reader = file.reader()?;
    let (mut accepted, mut refused) = (BTreeMap::new(), 0);
    for portion in reader.portions() {
        reader.scan(
            portion,
            ColumnSet::All,
            Wanted::All,
            lists,
            &mut |seen| match seen {
                Seen::Valid(rows) => accepted.extend(
                    rows.iter()
                        .map(|row| (row.number(), (row.id().to_owned(), row.record()))),
                ),
                Seen::Refused(..) => refused += 1,
            },
        )?;
    }
    assert_eq!(
        u64::try_from(accepted.len()).unwrap() + refused,
        file.rows,
        "a row is lost"
    );
    Ok((accepted, file.rows))
}

/// Exhaustive when there is time: each of the bytes turned into each of the 255 others; else one byte of 37 is.
#[test]
fn one_byte_changes_at_most_the_records_on_its_lines() {
    let config = config();
    let conversion = Conversion::of(&config).unwrap();
    let lists = Lists {
        config: &config,
        conversion: &conversion,
    };
    let sound = records().into_bytes();
    let scrap = Scrap::new(Kind::Record, Format::Csv);
    scrap.fill(&sound);
    let (expected, rows) = read(&scrap, &lists).unwrap();
    assert_eq!(
        (expected.len(), rows),
        (RECORDS, RECORDS.try_into().unwrap())
    );
    let expected: Vec<(String, Record)> = expected.into_values().collect();
    let [refused_files, refused_rows, changed] = [(); 3].map(|()| AtomicU64::new(0));
    let places: Vec<usize> = (0..sound.len())
        .step_by(if is_long() { 1 } else { 149 })
        .collect();
    places.clone().into_par_iter().for_each_init(
        || {
            let scrap = Scrap::new(Kind::Record, Format::Csv);
            scrap.fill(&sound);
            scrap
        },
        |scrap, place| {
            // Lines before the one that is touched, the header included, and those after all that are.
            let before = memchr::memchr_iter(b'\n', &sound[..place]).count();
            let touched = if sound[place] == b'\n' { 2 } else { 1 };
            let after = (RECORDS + 1).saturating_sub(before + touched);
            for byte in (0..=255).filter(|byte| *byte != sound[place]) {
                scrap.put(place, byte);
                let Ok((accepted, rows)) = read(scrap, &lists) else {
                    refused_files.fetch_add(1, Ordering::Relaxed);
                    continue;
                };
                let what = || {
                    format!(
                        "byte {place} turned into {byte:#04x}: {rows} rows, {} accepted",
                        accepted.len()
                    )
                };
                assert!(
                    before > 0,
                    "{}: without its header the file is read",
                    what()
                );
                let rows = usize::try_from(rows).unwrap();
                let made = rows - (before - 1) - after;
                assert!((1..=2).contains(&made), "{}", what());
                let fate = |row: usize| accepted.get(&u64::try_from(row).unwrap());
                for row in 1..before {
                    assert_eq!(fate(row), Some(&expected[row - 1]), "{}: row {row}", what());
                }
                for back in 0..after {
                    assert_eq!(
                        fate(rows - back),
                        Some(&expected[RECORDS - 1 - back]),
                        "{}: row {}",
                        what(),
                        rows - back
                    );
                }
                let refused = (before..before + made)
                    .filter(|row| fate(*row).is_none())
                    .count();
                refused_rows.fetch_add(u64::from(refused > 0), Ordering::Relaxed);
                changed.fetch_add(u64::from(refused == 0), Ordering::Relaxed);
            }
            scrap.put(place, sound[place]);
        },
    );
    let [refused_files, refused_rows, changed] =
        [refused_files, refused_rows, changed].map(AtomicU64::into_inner);
    let tried = refused_files + refused_rows + changed;
    assert_eq!(tried, u64::try_from(places.len() * 255).unwrap());
    assert!(refused_files > 0 && refused_rows > changed && changed > 0);
    eprintln!(
        "{tried} changes: {refused_files} refuse the file, {refused_rows} a row, {changed} make another record of theirs"
    );
}
