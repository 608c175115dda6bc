//! What officials see lives beside what was published: a night that comes after it goes on as if it were not there, pages go
//! with their run while letters keep it, and all is for the same people as the run.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Command;

use crate::house::{House, said};
use inforce::archive::read::PublishedRun;

/// All that makes something of a run.
const MADE: [&str; 3] = ["report", "workbook", "notices"];

/// What they leave in a run's folder, and the list of it all; workbooks have a folder beside the runs.
const LEFT: [&str; 3] = ["made.jsonl", "notices", "report"];

fn make_all(house: &House) {
    for command in MADE {
        let said = house.inforce(command);
        assert_eq!(said.code, Some(0), "{command}: {}", said.stderr);
    }
}

#[test]
fn nights_go_on_as_if_it_were_not_there() {
    let (house, plain) = (House::new(), House::new());
    house.night("");
    plain.night("");
    let before = house.names("out/runs/000001");
    make_all(&house);
    let mut expected: Vec<String> = before.into_iter().chain(LEFT.map(str::to_owned)).collect();
    expected.sort();
    assert_eq!(house.names("out/runs/000001"), expected);
    // A killed one leaves this.
    house.write("out/runs/000001/.report.partial/alert/left.html", "x");
    let runs = house.inforce("runs").stdout;
    assert!(
        runs.contains("current") && !runs.contains("damaged"),
        "{runs}"
    );
    for house in [&house, &plain] {
        house.records(
            "second",
            "C-3,2024-04-01,2024-04-10,CHE,DEU,import,PD006,60,,A-3,\n",
        );
    }
    assert_eq!(house.night(""), plain.night(""));
    let run = |house: &House| house.path("out/runs/000002");
    assert_eq!(crate::forge::unlike(&run(&house), &run(&plain)), [""; 0]);
    make_all(&house);
    house.inforce("report --run 1");
    assert_eq!(
        house.names("out/runs/000001"),
        expected,
        "what a killed one left is gone"
    );
}

#[test]
fn pages_go_with_their_run_and_letters_stay() {
    let house = House::new();
    for (number, started) in (1..).zip(["2024-03-01", "2024-03-02", "2024-03-03"]) {
        house.night("");
        house.started(number, &format!("{started}T02:15:00Z"));
        assert_eq!(house.inforce("report").code, Some(0));
    }
    assert_eq!(house.inforce("notices --run 1").code, Some(0));
    house.night("--keep 1");
    assert_eq!(
        house.names("out/runs"),
        ["000001", "000003", "000004", "pruned"]
    );
    assert_eq!(house.names("out/runs/pruned"), ["000002.json"]);
    // What letters said is known for as long.
    let none = "Run 000004 calls for no letters.\nLeft out: 6 alerts are as earlier letters brought up; --all brings up these, too.\n";
    assert_eq!(house.inforce("notices --since 1").stdout, none);
}

/// Pages are made while others read the run.
#[test]
fn readers_do_not_keep_it_from_being_made() {
    let house = House::new();
    house.night("");
    let reading = PublishedRun::numbered(&house.path("out"), 1).unwrap();
    make_all(&house);
    make_all(&house);
    drop(reading);
}

fn permissions(path: &Path, found: &mut Vec<(String, bool, u32)>) {
    let metadata = fs::symlink_metadata(path).unwrap();
    if !metadata.is_symlink() {
        found.push((
            path.display().to_string(),
            metadata.is_dir(),
            metadata.mode() & 0o7777,
        ));
    }
    if metadata.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            permissions(&entry.unwrap().path(), found);
        }
    }
}

#[test]
fn it_is_for_the_same_people_as_the_run() {
    for (umask, option, file, folder) in [
        ("000", "", 0o640, 0o750),
        ("000", "--private", 0o600, 0o700),
        ("077", "", 0o600, 0o700),
        ("027", "", 0o640, 0o750),
    ] {
        let house = House::new();
        for command in [
            &[&*format!("run data --config config --quiet {option}")][..],
            &MADE,
        ]
        .concat()
        {
            let line = format!("umask {umask}; exec \"$0\" {command}");
            let done = Command::new("sh")
                .args(["-c", &line, env!("CARGO_BIN_EXE_inforce")])
                .current_dir(house.path(""))
                .output()
                .unwrap();
            assert_eq!(done.status.code(), Some(0), "{}", said(&done).stderr);
        }
        let mut found = Vec::new();
        permissions(&house.path("out"), &mut found);
        assert!(found.len() > 30, "{found:?}");
        for (path, is_folder, mode) in found {
            assert_eq!(
                mode,
                if is_folder { folder } else { file },
                "{path} with umask {umask} {option}: {mode:o}"
            );
        }
    }
}
