//! The folders of `testdata/faults`: each is run, and must say what its `expected.txt` says.

use std::fs;

use super::harness::{World, catalogue};

/// The names of the cases that start so, in order.
pub(crate) fn cases(start: &str) -> Vec<String> {
    let names = fs::read_dir(catalogue())
        .unwrap()
        .map(|entry| entry.unwrap());
    let folders = names
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap());
    let mut names: Vec<String> = folders.filter(|name| name.starts_with(start)).collect();
    names.sort();
    assert!(!names.is_empty(), "no case {start}");
    names
}

fn check(start: &str) {
    let mut found = Vec::new();
    for name in cases(start) {
        let case = catalogue().join(&name);
        let said = World::of_case(&case).run(&[]).to_string();
        if std::env::var_os("INFORCE_WRITE").is_some() {
            fs::write(case.join("expected.txt"), &said).unwrap();
        }
        let expected = fs::read_to_string(case.join("expected.txt")).unwrap_or_default();
        if said != expected {
            found.push(format!(
                "== {name}\n-- expected\n{expected}\n-- said\n{said}"
            ));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn rows_of_records() {
    check("record-");
}

#[test]
fn rows_of_filings() {
    check("filing-");
}

#[test]
fn whole_files() {
    check("file-");
}

#[test]
fn the_configuration() {
    check("config-");
}

#[test]
fn what_is_sound_is_published_in_silence() {
    check("sound");
}

#[test]
fn every_case_is_run_and_expects_something() {
    for name in cases("") {
        assert!(
            ["record-", "filing-", "file-", "config-", "sound"]
                .iter()
                .any(|start| name.starts_with(start)),
            "{name}"
        );
        assert!(
            catalogue().join(&name).join("expected.txt").is_file(),
            "{name} has no expected.txt"
        );
    }
}
