//! A file that changes while it is being read is not judged half before and half after.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::SystemTime;

use inforce::archive::Publishing;
use inforce::config::{Config, ConfigSource};
use inforce::conversion::Conversion;
use inforce::intake::{InputFile, Kind, find};
use inforce::night::run::{Extent, Nightly, Outcome, Unreadable, run};
use inforce::night::{Memory, Meter, RunError, Stage};
use inforce_synth::{Options, generate};

const RECORDS: u64 = 200_000;

/// Runs, while one of the files is touched as soon as the run is in one of the stages.
fn touched_in(
    stages: &[Stage],
    unreadable: Unreadable,
    dataset: &Path,
    out: &Path,
) -> Result<Outcome, RunError> {
    let config = Config::load(ConfigSource::builtin()).unwrap();
    let conversion = Conversion::of(&config).unwrap();
    let meter = Meter::default();
    let nightly = Nightly {
        dataset,
        out,
        config: &config,
        conversion: &conversion,
        known_at: None,
        unreadable,
        extent: Extent::News,
        publishing: Publishing::default(),
        memory: Memory::DEFAULT,
        meter: &meter,
    };
    let file = first_file(&dataset.join("trades"));
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !stages.contains(&meter.read().stage) && !done.load(Ordering::Relaxed) {
                thread::yield_now();
            }
            File::options()
                .write(true)
                .open(file)
                .unwrap()
                .set_modified(SystemTime::UNIX_EPOCH)
                .unwrap();
        });
        let outcome = run(&nightly);
        done.store(true, Ordering::Relaxed);
        outcome
    })
}

fn first_file(folder: &Path) -> PathBuf {
    let first = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .min()
        .unwrap();
    if first.is_dir() {
        first_file(&first)
    } else {
        first
    }
}

/// Whether the change was noticed, in the way that was asked for. On a busy machine the touch may come
/// when all has been read; then the run is sound and whole, and must say so.
fn noticed(stages: &[Stage], unreadable: Unreadable) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let (dataset, out) = (folder.path().join("data"), folder.path().join("out"));
    generate(
        &Options {
            rows_per_file: RECORDS / 2,
            ..Options::new(RECORDS, 5, dataset.clone())
        },
        &|_| {},
    )
    .unwrap();
    match touched_in(stages, unreadable, &dataset, &out) {
        Ok(outcome) if outcome.left_out.is_empty() => {
            assert_eq!(outcome.counts.records.read, RECORDS);
            false
        }
        Ok(outcome) => {
            assert_eq!(
                (outcome.left_out.len(), unreadable),
                (1, Unreadable::LeaveOut)
            );
            assert!(outcome.counts.records.read < RECORDS && outcome.counts.records.read > 0);
            assert!(out.join("current/alerts.parquet").exists());
            true
        }
        Err(error) => {
            assert_eq!(unreadable, Unreadable::EndRun);
            assert!(
                error
                    .to_string()
                    .contains("changed while it was being read"),
                "{error}"
            );
            assert!(!out.join("current").exists());
            true
        }
    }
}

#[test]
fn it_ends_the_run_or_is_left_out() {
    // Between the two readings there is judging, so that the second stands for the second reading.
    for stages in [
        &[Stage::Reading][..],
        &[Stage::Judging, Stage::LookingAgain],
    ] {
        for unreadable in [Unreadable::EndRun, Unreadable::LeaveOut] {
            assert!(
                (0..10).any(|_| noticed(stages, unreadable)),
                "{stages:?} {unreadable:?}: ten changes went unnoticed"
            );
        }
    }
}

/// As a careful copy makes it: of the same size and time, but another file.
#[test]
fn another_file_in_its_place_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let trades = folder.path().join("trades");
    fs::create_dir(&trades).unwrap();
    let header = "record_id,date,reporter,flow,form,quantity_g\n";
    let (path, aside) = (trades.join("a.csv"), folder.path().join("aside"));
    fs::write(&path, format!("{header}A,2024-01-01,CHE,import,PD006,1\n")).unwrap();
    fs::write(&aside, format!("{header}A,2024-01-01,CHE,import,PD006,9\n")).unwrap();
    let file =
        InputFile::open_canonical(&find(folder.path(), Kind::Record).unwrap().files[0]).unwrap();
    let modified = fs::metadata(&path).unwrap().modified().unwrap();
    File::options()
        .write(true)
        .open(&aside)
        .unwrap()
        .set_modified(modified)
        .unwrap();
    file.check_unchanged().unwrap();
    fs::rename(&aside, &path).unwrap();
    assert!(
        file.check_unchanged()
            .unwrap_err()
            .to_string()
            .contains("changed while it was being read")
    );
    assert!(file.reader().is_err());
}
