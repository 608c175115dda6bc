//! What was fuzzed once is tried every time: each file of `tests/fuzz/corpus` through the entry that it was kept for.

#[path = "../../fuzz/entries.rs"]
mod entries;

use super::reading;
use std::fs;
use std::path::Path;

/// Goes through the files of a target.
fn replay(target: &str, entry: fn(&[u8])) {
    replay_folder(&format!("tests/fuzz/corpus/{target}"), entry);
}

/// Goes through the files of a folder, and through every beginning of them that is not too long to try.
fn replay_folder(folder: &str, entry: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    assert!(
        files.len() >= 8,
        "{} files in {}",
        files.len(),
        folder.display()
    );
    for file in files {
        let bytes = fs::read(&file).unwrap();
        let stride = bytes.len() / 64 + 1;
        for end in (0..bytes.len()).step_by(stride).chain([bytes.len()]) {
            if let Err(panic) = std::panic::catch_unwind(|| entry(&bytes[..end])) {
                eprintln!("{}, its first {end} bytes", file.display());
                std::panic::resume_unwind(panic);
            }
        }
    }
}

#[test]
fn csv() {
    replay("csv", entries::csv);
}

#[test]
fn date() {
    replay("date", entries::date);
}

#[test]
fn number() {
    replay("number", entries::number);
}

#[test]
fn parquet() {
    replay("parquet", entries::parquet);
}

#[test]
fn config() {
    replay("config", entries::config);
}

#[test]
fn layout() {
    replay_folder("config/layouts", entries::layout);
}

#[test]
fn text() {
    replay("text", entries::text);
}

#[test]
fn workbook() {
    replay("workbook", entries::workbook);
}

#[test]
fn xml() {
    replay("xml", entries::xml);
}
