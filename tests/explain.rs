//! What `explain` says of an alert is enough to work the alert out again by hand: `explain/recompute.py` does it for every
//! alert of the demo and of some random worlds, from the answer alone.

// Tests panic with a message where something must hold.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use inforce::published::PublishedRun;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

fn explained(out: &Path, alert: &str) -> Vec<u8> {
    let output =
        Command::new(env!("CARGO_BIN_EXE_inforce")).args(["explain", alert, "--format", "json", "--out"]).arg(out).output().unwrap();
    assert!(output.status.success(), "{alert}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn recompute(answer: &[u8]) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/explain/recompute.py");
    let mut python = Command::new("python3").arg(script).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    python.stdin.take().unwrap().write_all(answer).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn every_alert(out: &Path) -> usize {
    let alerts = PublishedRun::current(out).unwrap().alerts(None).unwrap();
    for alert in &alerts {
        recompute(&explained(out, &alert.id));
    }
    alerts.len()
}

#[test]
fn every_alert_of_the_demo_is_worked_out_again() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/demo");
    let run = Command::new(env!("CARGO_BIN_EXE_inforce")).arg("run").arg(demo).arg("--out").arg(folder.path()).arg("-q").status().unwrap();
    assert!(run.success());
    assert!(every_alert(folder.path()) > 50);
}

#[test]
fn every_alert_of_random_worlds_is_worked_out_again() {
    let mut alerts = 0;
    for seed in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        support::engine::run_in(folder.path(), &support::generate::world(seed), 1).unwrap();
        alerts += every_alert(&folder.path().join("out"));
    }
    assert!(alerts > 50, "{alerts}");
}
