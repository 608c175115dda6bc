//! A file that changes while it is being read is not judged half before and half after.

// Tests panic with a message where something must hold.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::SystemTime;

use inforce::config::{Config, ConfigSource};
use inforce::conversion::Conversion;
use inforce::runs::nightly::{Nightly, Outcome, Unreadable, run};
use inforce::runs::{Meter, RunError, Stage};
use inforce::synth::{Options, generate};

/// Runs while one of two files is touched in a stage of the run.
fn touched_in(stage: Stage, unreadable: Unreadable, dataset: &Path, file: &Path, out: &Path) -> Result<Outcome, RunError> {
    let config = Config::load(ConfigSource::builtin()).unwrap();
    let conversion = Conversion::of(&config).unwrap();
    let meter = Meter::default();
    let nightly = Nightly { dataset, out, config: &config, conversion: &conversion, known_at: None, unreadable, meter: &meter };
    let touched = AtomicBool::new(false);
    let outcome = thread::scope(|scope| {
        scope.spawn(|| {
            while meter.read().stage != stage {
                thread::yield_now();
            }
            File::options().write(true).open(file).unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
            touched.store(true, Ordering::Relaxed);
        });
        run(&nightly)
    });
    assert!(touched.load(Ordering::Relaxed));
    outcome
}

fn first_file(folder: &Path) -> PathBuf {
    let first = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).min().unwrap();
    if first.is_dir() { first_file(&first) } else { first }
}

#[test]
fn it_ends_the_run_or_is_left_out() {
    for stage in [Stage::Reading, Stage::LookingAgain] {
        for unreadable in [Unreadable::EndRun, Unreadable::LeaveOut] {
            let folder = tempfile::tempdir().unwrap();
            let (dataset, out) = (folder.path().join("data"), folder.path().join("out"));
            let options = Options { rows_per_file: 100_000, ..Options::new(200_000, 5, dataset.clone()) };
            generate(&options, &|_| {}).unwrap();
            let outcome = touched_in(stage, unreadable, &dataset, &first_file(&dataset.join("trades")), &out);
            match unreadable {
                Unreadable::EndRun => {
                    assert!(outcome.is_err_and(|error| error.to_string().contains("changed while it was being read")));
                    assert!(!out.join("current").exists());
                }
                Unreadable::LeaveOut => {
                    let outcome = outcome.unwrap();
                    assert_eq!(outcome.left_out.len(), 1, "{stage:?}");
                    assert!(outcome.counts.records.read < 200_000 && outcome.counts.records.read > 0);
                    assert!(out.join("current/alerts.parquet").exists());
                }
            }
        }
    }
}
