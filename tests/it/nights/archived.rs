//! An old night run again: from exactly its archived inputs it gives the same bytes, whatever has happened to the machine and the
//! output folder since; from inputs to which later files have been added it gives, as known on that day, the same alerts,
//! evidence, estimates and ledger, and of what was refused all that was refused then. A row is refused whenever it came, so that a
//! later one may raise a doubt.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::support::chance::Chance;
use crate::support::day::Day;
use crate::support::effort::{assert_met, seeds};
use crate::support::engine::{Published, read, run_in};
use crate::support::generate;
use crate::support::table::Cell;
use crate::support::world::{DataFile, Line, World};

/// What does not depend on files that came later, byte by byte.
const SAME: [&str; 3] = ["evidence.parquet", "estimates.parquet", "ledger.parquet"];

#[test]
fn an_old_night_comes_out_as_it_did() {
    let (mut alerts, mut later_rows) = (0, 0);
    let tried = seeds(10, 60);
    for seed in tried.clone() {
        let mut chance = Chance::new(!seed);
        let day = Day::at("2023-06-01").plus(i32::try_from(chance.below(700)).unwrap());
        let then = World {
            known_at: Some(day),
            ..generate::world(seed)
        };
        let folder = tempfile::tempdir().unwrap();
        let old = run_in(folder.path(), &then, 2).unwrap();
        // The same inputs, in another folder that has had other nights, on a machine that is set up otherwise.
        let again = again(folder.path(), &then);
        for (name, bytes) in &old.files {
            assert_eq!(again.bytes(name), bytes, "world {seed}: {name}");
        }
        // More files since, all of whose rows came in after that day.
        let (now, rows) = with_later_files(&then, day, &mut chance);
        let other = tempfile::tempdir().unwrap();
        let later = run_in(other.path(), &now, 1).unwrap();
        for name in SAME {
            assert_eq!(
                later.bytes(name),
                old.bytes(name),
                "world {seed}, as known on {day}: {name}"
            );
        }
        let alerts_of = |published: &Published| published.table("alerts").without(&["doubts"]).rows;
        assert_eq!(
            alerts_of(&later),
            alerts_of(&old),
            "world {seed}, as known on {day}: alerts"
        );
        refused_then_are_refused_now(&old, &later, &then);
        alerts += old.table("alerts").rows.len();
        later_rows += rows;
    }
    let count = |number: usize| u64::try_from(number).unwrap();
    assert_met(
        &tried,
        60,
        [
            ("alerts", count(alerts), 50),
            ("rows that came later", count(later_rows), 500),
        ],
    );
}

/// The night run again, after another one.
fn again(folder: &Path, world: &World) -> Published {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inforce"));
    command.args([
        "run",
        "data",
        "--config",
        "config",
        "--out",
        "elsewhere/out",
        "--quiet",
        "--threads",
        "3",
        "--memory",
        "128M",
    ]);
    command
        .current_dir(folder)
        .env("TZ", "Asia/Kathmandu")
        .env("LC_ALL", "ar_EG.UTF-8");
    for known_at in ["1999-12-31".to_owned(), world.known_at.unwrap().to_string()] {
        let output = command.args(["--known-at", &known_at]).output();
        command = Command::new(env!("CARGO_BIN_EXE_inforce"));
        command
            .args([
                "run",
                "data",
                "--config",
                "config",
                "--out",
                "elsewhere/out",
                "--quiet",
            ])
            .current_dir(folder);
        assert!(output.unwrap().status.success());
    }
    read(&folder.join("elsewhere/out/current")).unwrap()
}

/// The same with more files, of rows that were received after a day, and how many of these there are.
fn with_later_files(world: &World, day: Day, chance: &mut Chance) -> (World, usize) {
    let mut later = world.clone();
    let mut rows = 0;
    let mut add = |files: &mut Vec<DataFile>| {
        let mut added = Vec::new();
        for file in files.iter() {
            let Some(received) = file.columns.iter().position(|column| column == "received") else {
                continue;
            };
            let came = day
                .plus(i32::try_from(chance.between(1, 400)).unwrap())
                .to_string();
            let all = file.lines.iter().filter_map(|line| match line {
                Line::Cells(cells) => Some(cells),
                Line::Raw(_) => None,
            });
            let lines: Vec<Line> = all
                .map(|cells| {
                    let mut cells = cells.clone();
                    cells[received].clone_from(&came);
                    Line::Cells(cells)
                })
                .collect();
            rows += lines.len();
            added.push(DataFile {
                stem: format!("{} later", file.stem),
                lines,
                ..file.clone()
            });
        }
        files.extend(added);
    };
    add(&mut later.records);
    add(&mut later.filings);
    (later, rows)
}

/// A row with a fault is refused whenever it was received: those of then are all there, and what is more is of later files.
fn refused_then_are_refused_now(old: &Published, later: &Published, then: &World) {
    let [before, after]: [BTreeSet<&Vec<Cell>>; 2] =
        [old, later].map(|published| published.table("quarantine").rows.iter().collect());
    assert!(before.is_subset(&after));
    let files: BTreeSet<String> = then
        .records
        .iter()
        .chain(&then.filings)
        .map(DataFile::path)
        .collect();
    let file = |row: &&&Vec<Cell>| row[1].clone().is_some_and(|file| files.contains(&file));
    assert_eq!(after.difference(&before).filter(file).count(), 0);
}
