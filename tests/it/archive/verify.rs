//! Whatever is changed in what was published is found and named: any bit by the hashes, and what somebody changes together
//! with the hashes by the laws.

mod forgeries;
mod made;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::Arc;

use crate::house::House;
use crate::support::effort::is_long;
use arrow_array::cast::AsArray;
use arrow_array::{RecordBatch, StringArray};
use inforce::archive::{Generations, RunFile};
use inforce::night::Meter;
use inforce::verify::{Check, Checked, Report, Verify, Which, chain, files, verify};

/// Two nights, of which the second has changes, refused and superseded rows, an id that stands for two records and a word in place
/// of a licence.
fn house() -> House {
    let house = House::new();
    house.night("");
    house.records(
        "second",
        "C-3,2024-03-05,2024-04-10,CHE,DEU,import,PD006,7,,A-3,\nD-1,2024-02-01,2024-04-20,DEU,CHE,export,PD006,140,,A-1,\n\
         X-1,2024-13-01,,CHE,DEU,import,PD006,1,,,\nD-1,2024-02-02,2024-04-20,DEU,FRA,import,PD006,1,,A-9,\n\
         K-2,2024-05-02,2024-05-09,KEN,DEU,import,PM005-HCL,1,,,NA\n",
    );
    house.filings("second", "S-1,CHE,PD006,supplement,2024-01-20,,+3,a note\n");
    house.night("");
    house
}

fn checked(house: &House, which: Which) -> Report {
    verify(&Verify {
        out: &house.path("out"),
        which,
        from_inputs: None,
        meter: &Meter::default(),
    })
    .unwrap()
}

fn of_files(house: &House, number: u64) -> Checked {
    files(&Generations::of(&house.path("out")), number)
}

/// The files that are named, relative to the house.
fn named(house: &House, checked: &Checked) -> BTreeSet<String> {
    let base = house.path("");
    let name = |file: &String| {
        Path::new(file)
            .strip_prefix(&base)
            .unwrap_or(Path::new(file))
            .display()
            .to_string()
    };
    checked
        .faults
        .iter()
        .map(|fault| name(&fault.file))
        .collect()
}

#[test]
fn what_was_published_is_sound() {
    let house = house();
    let report = checked(&house, Which::All);
    assert!(report.is_sound(), "{:?}", report.checks);
    // The chain, then ten checks of each run.
    assert_eq!(report.checks.len(), 1 + 2 * 10);
    assert!(
        report
            .checks
            .iter()
            .all(|checked| !checked.holds.is_empty())
    );
}

/// One bit of every byte, one after the other all eight.
#[test]
fn every_flipped_bit_is_found_and_its_file_named() {
    let house = house();
    let mut flipped = 0;
    for file in crate::forge::files(&house.path("out/runs/000002")) {
        let name = format!("out/runs/000002/{file}");
        let sound = fs::read(house.path(&name)).unwrap();
        // A step that shares no factor with the bits of a byte.
        for place in (0..sound.len()).step_by(if is_long() { 1 } else { 13 }) {
            let mut bytes = sound.clone();
            bytes[place] ^= 1 << (place % 8);
            house.write(&name, &bytes);
            let found = of_files(&house, 2);
            assert_eq!(
                named(&house, &found),
                BTreeSet::from([name.clone()]),
                "byte {place} of {file}: {:?}",
                found.faults
            );
            flipped += 1;
        }
        house.write(&name, sound);
    }
    assert!(
        flipped > if is_long() { 20_000 } else { 1_500 } && of_files(&house, 2).is_sound(),
        "{flipped}"
    );
}

/// The larger files of the demo, at places strewn over them.
#[test]
fn flipped_bits_of_larger_files_are_found() {
    let house = House::new();
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/demo");
    assert!(
        house
            .inforce(&format!("run {} --quiet", demo.display()))
            .stderr
            .is_empty()
    );
    for file in crate::forge::files(&house.path("out/runs/000001")) {
        let name = format!("out/runs/000001/{file}");
        let sound = fs::read(house.path(&name)).unwrap();
        for step in 0..if is_long() { 60_usize } else { 12 } {
            // A step that shares no factor with the lengths of files, as good as any chance.
            let place = step * 7_919_777 % sound.len();
            let mut bytes = sound.clone();
            bytes[place] ^= 1 << (step % 8);
            house.write(&name, &bytes);
            assert_eq!(
                named(&house, &of_files(&house, 1)),
                BTreeSet::from([name.clone()]),
                "byte {place} of {file}"
            );
        }
        house.write(&name, sound);
    }
}

#[test]
fn files_that_are_gone_or_strange_are_named() {
    let house = house();
    for file in crate::forge::files(&house.path("out/runs/000002")) {
        let name = format!("out/runs/000002/{file}");
        let sound = fs::read(house.path(&name)).unwrap();
        house.remove(&name);
        assert_eq!(
            named(&house, &of_files(&house, 2)),
            BTreeSet::from([name.clone()]),
            "without {file}"
        );
        // Renamed: one is missing, and one is too many.
        let (folder, last) = name.rsplit_once('/').unwrap();
        let other = format!("{folder}/other-{last}");
        house.write(&other, &sound);
        let found = named(&house, &of_files(&house, 2));
        assert!(found.contains(&name), "{found:?}");
        if !["run.json", "manifest.json"].contains(&file.as_str()) {
            assert!(found.contains(&other), "{found:?}");
        }
        house.remove(&other);
        // A link to the same bytes is no file, nor is a folder.
        house.write("aside", &sound);
        symlink(house.path("aside"), house.path(&name)).unwrap();
        assert_eq!(
            named(&house, &of_files(&house, 2)),
            BTreeSet::from([name.clone()]),
            "a link for {file}"
        );
        house.remove(&name);
        fs::create_dir(house.path(&name)).unwrap();
        assert_eq!(
            named(&house, &of_files(&house, 2)),
            BTreeSet::from([name.clone()]),
            "a folder for {file}"
        );
        house.remove(&name);
        house.write(&name, &sound[..sound.len() - 1]);
        assert_eq!(
            named(&house, &of_files(&house, 2)),
            BTreeSet::from([name.clone()]),
            "{file} cut"
        );
        house.write(&name, [&sound[..], b"\n"].concat());
        assert_eq!(
            named(&house, &of_files(&house, 2)),
            BTreeSet::from([name.clone()]),
            "{file} longer"
        );
        house.write(&name, sound);
    }
    // What later commands add is theirs; a file of such a name is not.
    house.write("out/runs/000002/report/index.html", "later");
    house.write("out/runs/000002/.report.partial/index.html", "later");
    house.write("out/runs/000002/notices/KEN.html", "later");
    assert!(of_files(&house, 2).is_sound());
    house.remove("out/runs/000002/report");
    house.write("out/runs/000002/report", "no folder");
    house.write("out/runs/000002/more/a", "strange");
    let strange = ["out/runs/000002/more", "out/runs/000002/report"]
        .map(str::to_owned)
        .into();
    assert_eq!(named(&house, &of_files(&house, 2)), strange);
}

#[test]
fn the_chain_is_followed_through_what_is_left_of_pruned_runs() {
    let house = House::new();
    for number in 1..=4 {
        house.night("");
        house.started(number, "2024-01-01T00:00:00Z");
    }
    house.night("--keep 1");
    let out = house.path("out");
    let found = || chain(&Generations::of(&out));
    assert_eq!(
        found().holds,
        "5 runs, 3 of them pruned, follow one another"
    );
    assert!(checked(&house, Which::All).is_sound());
    for number in 1..=5_u64 {
        let tombstone = format!("out/runs/pruned/{number:06}.json");
        let (file, here) = if house.path(&tombstone).exists() {
            (tombstone, false)
        } else {
            (format!("out/runs/{number:06}/run.json"), true)
        };
        let sound = fs::read(house.path(&file)).unwrap();
        // A step that shares no factor with the bits of a byte.
        for place in (0..sound.len()).step_by(if is_long() { 1 } else { 13 }) {
            let mut bytes = sound.clone();
            bytes[place] ^= 1 << (place % 8);
            house.write(&file, &bytes);
            assert!(
                named(&house, &found()).contains(&file),
                "byte {place} of {file}"
            );
        }
        // Another content under a seal of its own: the next run knows better; of the newest, nobody yet.
        let run = RunFile::read(&sound).unwrap();
        house.write(&file, RunFile { threads: 77, ..run }.to_bytes().unwrap());
        assert_eq!(found().is_sound(), number == 5, "{file}");
        house.remove(&file);
        if number < 5 || here {
            assert!(!found().is_sound(), "without {file}");
        }
        house.write(&file, sound);
    }
    assert!(found().is_sound());
    house.remove("out/current");
    assert_eq!(
        named(&house, &found()),
        BTreeSet::from(["out/current".to_owned()])
    );
    symlink("runs/000009", out.join("current")).unwrap();
    assert_eq!(
        named(&house, &found()),
        BTreeSet::from(["out/current".to_owned()])
    );
    house.remove("out/current");
    symlink("runs/000005", out.join("current")).unwrap();
    house.write("out/runs/notes.txt", "mine");
    house.write("out/runs/pruned/7.json", "mine");
    assert_eq!(
        named(&house, &found()),
        ["out/runs/notes.txt", "out/runs/pruned/7.json"]
            .map(str::to_owned)
            .into()
    );
    house.remove("out/runs/notes.txt");
    house.remove("out/runs/pruned/7.json");
    // A run being written, or left by one that was killed, is no fault.
    house.write("out/runs/.000006.partial/alerts.parquet", "half");
    assert!(found().is_sound());
    // A whole run taken out by hand is one.
    house.remove("out/runs/000004");
    assert_eq!(
        named(&house, &found()),
        BTreeSet::from(["out/runs/000005/run.json".to_owned()])
    );
}

/// A table, a column and texts in it that tell the rows, and the columns that are free there.
type Free = (
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

/// Values of which no law can tell whether another was meant, by table and by what a column says in their rows: nothing else that
/// is published depends on them, or, as on a millionth of a gram filed, which counts in whole grams, not on so little. What the
/// run before published, or several alerts rest on, is not among them.
const FREE: [Free; 3] = [
    (
        "evidence/2024.parquet",
        "record_id",
        &["C-3"],
        &["record_id", "received", "authorisation"],
    ),
    ("quarantine.parquet", "id", &["X-1"], &["detail", "raw"]),
    (
        "filings.parquet",
        "filing_id",
        &["E-1", "E-2", "S-1"],
        &["grams", "note"],
    ),
];

#[test]
fn a_value_changed_with_all_hashes_is_found_by_the_laws() {
    // The other conventions have a test of their own.
    let empty = ["exempt.parquet", "own_exports.parquet"];
    assert_noticed(&house(), &FREE, &empty);
}

/// Changes values in the second night of a house, all but the free ones when there is time; fails unless `verify` finds each.
fn assert_noticed(house: &House, free: &[Free], empty: &[&str]) {
    let folder = house.path("out/runs/000002");
    let aside = house.path("aside");
    crate::house::copy(&folder, &aside);
    let (mut tried, mut missed) = (0, BTreeSet::new());
    for file in crate::forge::tables(&folder) {
        let sound = crate::forge::table(&folder.join(&file));
        let free = |column: &str, row: usize| {
            free.iter().any(|(name, by, texts, columns)| {
                let of_row = || {
                    sound
                        .column_by_name(by)
                        .unwrap()
                        .as_string::<i32>()
                        .value(row)
                };
                *name == file && columns.contains(&column) && texts.contains(&of_row())
            })
        };
        let is_empty = sound.num_rows() == 0;
        assert_eq!(is_empty, empty.contains(&file.as_str()), "{file}");
        if is_empty {
            continue;
        }
        for column in 0..sound.num_columns() {
            // Every row when there is time, and else every third of more than two, starting at another in each column.
            let stride = if is_long() || sound.num_rows() < 3 {
                1
            } else {
                3
            };
            for row in (column % stride..sound.num_rows()).step_by(stride) {
                let Some(other) = crate::forge::with_other(&sound, column, row) else {
                    continue;
                };
                crate::forge::put(&folder, &file, &other);
                let report = checked(house, Which::Current);
                let named = report
                    .checks
                    .iter()
                    .any(|checked| !checked.is_sound() && checked.check != Check::Files);
                let name = sound.schema().field(column).name().clone();
                if !free(&name, row) {
                    tried += 1;
                    if !named {
                        missed.insert(format!("{name} in row {row} of {file}"));
                    }
                }
                fs::remove_dir_all(&folder).unwrap();
                crate::house::copy(&aside, &folder);
            }
        }
        // A row more, a row less, and rows in another order.
        let rows = sound.num_rows();
        for other in [sound.slice(0, rows - 1), sound.slice(1, rows - 1)] {
            crate::forge::put(&folder, &file, &other);
            assert!(
                !checked(house, Which::Current).is_sound(),
                "a row less of {file}"
            );
            fs::remove_dir_all(&folder).unwrap();
            crate::house::copy(&aside, &folder);
        }
    }
    let least = if is_long() { 400 } else { 130 };
    assert!(
        tried > least && missed.is_empty(),
        "{tried} values tried, of which these went unnoticed: {missed:?}"
    );
}

#[test]
fn a_link_that_names_a_run_of_long_ago_is_found() {
    let house = House::new();
    (0..3).for_each(|_| drop(house.night("")));
    let link = house.path("out/current");
    for (run, sound) in [("000003", true), ("000002", true), ("000001", false)] {
        fs::remove_file(&link).unwrap();
        symlink(format!("runs/{run}"), &link).unwrap();
        let found = chain(&Generations::of(&house.path("out")));
        assert_eq!(found.faults.is_empty(), sound, "{run}: {:?}", found.faults);
        assert!(sound || found.faults[0].found == "it names run 000001, and the newest is 000003");
    }
}

/// Each file has as many rows of each state as were counted, and yet another version stands.
#[test]
fn states_of_filings_that_changed_places_are_found() {
    let house = house();
    house.filings("again", "E-1,CHE,PD006,assessment,2023-11-02,2024-01-01,101,\nE-2,FRA,PD006,assessment,2023-10-31,2024-01-01,41,\n");
    house.night("");
    let folder = house.path("out/runs/000003");
    let sound = crate::forge::table(&folder.join("filings.parquet"));
    let at = sound.schema().index_of("state").unwrap();
    let states: Vec<&str> = sound
        .column(at)
        .as_string::<i32>()
        .iter()
        .flatten()
        .collect();
    assert_eq!(
        states
            .iter()
            .filter(|state| **state == "superseded")
            .count(),
        2,
        "{states:?}"
    );
    let swapped = states.iter().map(|state| match *state {
        "superseded" => "in-use",
        "in-use" => "superseded",
        other => other,
    });
    let mut columns = sound.columns().to_vec();
    columns[at] = Arc::new(
        swapped
            .collect::<Vec<_>>()
            .into_iter()
            .map(Some)
            .collect::<StringArray>(),
    );
    crate::forge::put(
        &folder,
        "filings.parquet",
        &RecordBatch::try_new(sound.schema(), columns).unwrap(),
    );
    let report = checked(&house, Which::Current);
    let found = report
        .checks
        .iter()
        .find(|checked| checked.check == Check::Estimates)
        .unwrap();
    assert!(
        found
            .faults
            .iter()
            .any(|fault| fault.found.contains("expected in-use")),
        "{:?}",
        found.faults
    );
}
