//! What the README shows is what the program does.

// Tests panic with a message where something must hold.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::path::Path;
use std::process::Command;

/// The blocks of a kind in the README, in order.
fn blocks(kind: &str) -> Vec<String> {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let opening = format!("```{kind}\n");
    readme.split(&opening).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

fn run(folder: &Path, dataset: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_inforce")).args(["run", dataset]).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_capture_is_what_the_demo_prints() {
    let folder = tempfile::tempdir().unwrap();
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    std::os::unix::fs::symlink(testdata, folder.path().join("testdata")).unwrap();
    assert_eq!(run(folder.path(), "testdata/demo"), blocks("text")[0]);
}

#[test]
fn the_night_it_shows_is_one_of_those_that_are_tried() {
    let nights = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/nights/transcript.txt")).unwrap();
    let texts = blocks("text");
    let shown = texts.iter().find(|text| text.starts_with("Since run")).unwrap();
    assert!(nights.contains(shown), "{shown}");
}

#[test]
fn the_rows_it_shows_are_accepted_and_exceed() {
    let folder = tempfile::tempdir().unwrap();
    let csv = blocks("csv");
    for (name, rows) in [("trades", &csv[0]), ("estimates", &csv[1])] {
        fs::create_dir_all(folder.path().join("data").join(name)).unwrap();
        fs::write(folder.path().join("data").join(name).join("rows.csv"), rows).unwrap();
    }
    let summary = run(folder.path(), "data");
    assert!(summary.contains("\n1 alert\n") && !summary.contains("refused records") && !summary.contains("refused filings"), "{summary}");
}

/// Each command of a block with what it prints.
fn commands(block: &str) -> Vec<(Vec<&str>, String)> {
    let commands = block.split("$ inforce ").skip(1).map(|command| {
        let (line, output) = command.split_once('\n').unwrap();
        (line.split_whitespace().collect(), output.to_owned())
    });
    commands.collect()
}

#[test]
fn questions_are_answered_as_shown() {
    let folder = tempfile::tempdir().unwrap();
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    std::os::unix::fs::symlink(testdata, folder.path().join("testdata")).unwrap();
    run(folder.path(), "testdata/demo");
    let shown = blocks("console");
    let mut asked = 0;
    for (arguments, expected) in shown.iter().flat_map(|block| commands(block)) {
        let output = Command::new(env!("CARGO_BIN_EXE_inforce")).args(&arguments).current_dir(folder.path()).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
        assert_eq!(String::from_utf8(output.stdout).unwrap(), expected, "{arguments:?}");
        asked += 1;
    }
    assert!(asked >= 3, "{asked} questions are shown");
}
