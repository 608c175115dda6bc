//! Whatever a run comes to at whichever moment, what is published is whole, and the next run is as if nothing had been.
//!
//! Runs are killed, and their system calls made to fail, one by one and for real, by `strace`, which must be installed:
//! `apt-get install strace`.

mod places;
mod strace;
mod whole;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::process::ExitStatusExt;
use std::process::{Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::house::{House, copy, said};
use crate::support::effort::is_long;
use rayon::prelude::*;
use strace::{Call, Grief, Traced, traced};
use whole::{Standing, answer, standing};

/// One thread, so that calls come in the same order every time.
const RUN: &str = "run data --config config --quiet --threads 1";

/// A night that may come to grief.
struct Night {
    name: &'static str,
    options: &'static str,
    prepare: fn(&House),
}

impl Night {
    fn house(&self) -> House {
        let house = House::new();
        (self.prepare)(&house);
        house
    }

    fn command(&self) -> String {
        format!("{RUN} {}", self.options)
    }

    /// The same night, with a call that comes to grief or none.
    fn traced(&self, house: &House, grief: Option<(&Call, Grief)>) -> Traced {
        traced(&house.command(&self.command()), grief)
    }
}

/// Nothing is there yet; a run is there, and another that is pruned; a run was killed while it pruned, another before it
/// made itself current, another while it wrote.
const NIGHTS: [Night; 4] = [
    Night {
        name: "the first night",
        options: "",
        prepare: |_| {},
    },
    Night {
        name: "a night that prunes",
        options: "--keep 1 --full",
        prepare: two_nights,
    },
    Night {
        name: "a night after others that were killed",
        options: "--keep 1 --full",
        prepare: killed_before,
    },
    Night {
        name: "a night without news",
        options: "--keep 1",
        prepare: two_nights,
    },
];

fn two_nights(house: &House) {
    for number in 1..=2_u64 {
        house.night("");
        // Of one month, whenever this is run.
        house.started(number, &format!("2024-01-0{number}T02:15:00Z"));
    }
}

fn killed_before(house: &House) {
    two_nights(house);
    fs::remove_file(house.path("out/current")).unwrap();
    symlink("runs/000001", house.path("out/current")).unwrap();
    symlink("runs/000002", house.path("out/.current")).unwrap();
    copy(
        &house.path("out/runs/000002"),
        &house.path("out/runs/.000003.partial"),
    );
    house.remove("out/runs/.000003.partial/run.json");
    house.write("out/runs/.000004.pruned/ledger.parquet", "half of it");
    house.write("out/runs/pruned/.000004.json.partial", "half of it");
}

/// What a night gives that comes to nothing.
fn undisturbed() -> Vec<Vec<u8>> {
    let house = House::new();
    house.night("");
    answer(&house.path("out"))
}

/// The run after one that came to grief is as if nothing had been, and leaves nothing lying about.
fn recovered(house: &House, before: &Standing, expected: &[Vec<u8>], what: &str) {
    let next = house.inforce(RUN);
    assert_eq!(
        (next.code, next.stdout.as_str()),
        (Some(0), ""),
        "{what}: {}",
        next.stderr
    );
    let out = house.path("out");
    assert!(
        answer(&out) == expected,
        "{what}: the next run published something else"
    );
    let after = standing(&out);
    assert_eq!(after.current, after.runs.last().copied(), "{what}");
    assert!(
        after.current > before.current,
        "{what}: a number was used twice"
    );
    assert_eq!(house.names("out"), [".lock", "current", "runs"], "{what}");
    let left: Vec<String> = ["out/runs", "out/runs/pruned"]
        .iter()
        .filter(|folder| house.path(folder).exists())
        .flat_map(|folder| house.names(folder))
        .filter(|name| name.starts_with('.'))
        .collect();
    assert!(left.is_empty(), "{what}: {left:?} is left");
}

/// Returns the calls to try: all when there is time, and else the first of each kind, those that replace one thing by another, and
/// one of each `stride` others.
fn tried<'c>(calls: &'c [Call], stride: usize) -> Vec<&'c Call> {
    let mut names = BTreeSet::new();
    let is_tried = |(place, call): (usize, &'c Call)| {
        let first = names.insert(call.name.as_str());
        let replaces = ["rename", "symlink"]
            .iter()
            .any(|name| call.name.starts_with(name));
        (is_long() || first || replaces || place % stride == 0).then_some(call)
    };
    calls.iter().enumerate().filter_map(is_tried).collect()
}

/// That a run which ended badly changed nothing, or published a whole run, and only moved on.
fn moved_on(before: &Standing, now: &Standing, what: &str) {
    let known: BTreeSet<u64> = before.runs.iter().chain(&before.pruned).copied().collect();
    let new: Vec<u64> = now
        .runs
        .iter()
        .copied()
        .filter(|number| !known.contains(number))
        .collect();
    assert!(
        new.is_empty() || new == [known.last().copied().unwrap_or(0) + 1],
        "{what}: {now:?} after {before:?}"
    );
    assert!(
        known
            .iter()
            .all(|number| now.runs.contains(number) || now.pruned.contains(number)),
        "{what}: {now:?} after {before:?}"
    );
    assert!(
        now.current >= before.current,
        "{what}: {now:?} after {before:?}"
    );
}

/// The calls of a night, undisturbed.
fn calls(night: &Night) -> Vec<Call> {
    let traced = night.traced(&night.house(), None);
    assert_eq!(
        traced.output.status.code(),
        Some(0),
        "{}",
        said(&traced.output).stderr
    );
    assert!(
        traced.calls.len() > 40,
        "only {} calls were seen: {:?}",
        traced.calls.len(),
        traced.calls
    );
    traced.calls
}

#[test]
fn killed_at_every_call() {
    let expected = undisturbed();
    for night in NIGHTS {
        let calls = calls(&night);
        let tried = tried(&calls, 12);
        tried.par_iter().for_each(|&call| {
            let what = format!("{}, killed at {call:?}", night.name);
            let house = night.house();
            let before = standing(&house.path("out"));
            let killed = night.traced(&house, Some((call, Grief::Signal("SIGKILL"))));
            assert_eq!(
                killed.output.status.signal(),
                Some(9),
                "{what}: {}",
                said(&killed.output).stderr
            );
            // The call that was killed may be logged for another thread once more, which shifts its number.
            let place = |call: &Call| (call.name.clone(), call.what.clone());
            assert_eq!(
                killed.calls.last().map(place),
                Some(place(call)),
                "{what}: it was killed elsewhere"
            );
            moved_on(&before, &standing(&house.path("out")), &what);
            recovered(&house, &before, &expected, &what);
        });
        let (tried, calls) = (tried.len(), calls.len());
        eprintln!("{}: killed at {tried} of {calls} calls", night.name);
    }
}

/// Without a handler of its own the program ends where it is, and its parent sees by which signal.
#[test]
fn told_to_stop() {
    let expected = undisturbed();
    let night = &NIGHTS[1];
    let calls = calls(night);
    let stride = if is_long() { 9 } else { 45 };
    let some: Vec<&Call> = calls.iter().step_by(stride).collect();
    some.par_iter().for_each(|call| {
        for (signal, number) in [("SIGTERM", 15), ("SIGINT", 2)] {
            let what = format!("{signal} at {call:?}");
            let house = night.house();
            let before = standing(&house.path("out"));
            let stopped = night.traced(&house, Some((call, Grief::Signal(signal))));
            assert_eq!(
                stopped.output.status.signal(),
                Some(number),
                "{what}: {}",
                said(&stopped.output).stderr
            );
            moved_on(&before, &standing(&house.path("out")), &what);
            recovered(&house, &before, &expected, &what);
        }
    });
    eprintln!(
        "told to stop at {} calls, by SIGTERM and by SIGINT",
        some.len()
    );
}

/// A run of which a call failed says so, and whether something was published, and what it says is true.
fn failed(output: &Output, before: &Standing, now: &Standing, can_write: bool, what: &str) {
    let said = said(output);
    assert_eq!(
        (said.code, output.status.signal()),
        (Some(1), None),
        "{what}: {}",
        said.stderr
    );
    if !can_write {
        // It cannot be said either.
        return;
    }
    let last = said.stderr.lines().last().unwrap_or_default();
    assert!(last.starts_with("inforce: "), "{what}: {}", said.stderr);
    let published = now.runs.last() > before.runs.last();
    let says = ["nothing was published", "is published"].map(|words| last.contains(words));
    assert_eq!(
        says,
        [!published, published],
        "{what}: {now:?} after {before:?}\n{last}"
    );
}

/// The disk fails once, or is full from some moment on.
#[test]
fn failing_at_every_call() {
    let expected = undisturbed();
    for night in NIGHTS {
        let calls = calls(&night);
        let tried = tried(&calls, 12);
        let takes_room = |call: &&Call| {
            ["open", "write", "mkdir", "symlink", "rename"]
                .iter()
                .any(|name| call.name.contains(name))
        };
        let errors = tried.iter().map(|call| (*call, Grief::Fails("EIO")));
        let full = tried
            .iter()
            .copied()
            .filter(takes_room)
            .map(|call| (call, Grief::FailsFromThenOn("ENOSPC")));
        let griefs: Vec<(&Call, Grief)> = errors.chain(full).collect();
        griefs.par_iter().for_each(|(call, grief)| {
            let what = format!("{}, {grief:?} at {call:?}", night.name);
            let house = night.house();
            let before = standing(&house.path("out"));
            let run = night.traced(&house, Some((call, *grief)));
            let now = standing(&house.path("out"));
            moved_on(&before, &now, &what);
            if call.name.starts_with("link") {
                // A copy stands in for a link that cannot be made.
                assert_eq!(run.output.status.code(), Some(0), "{what}");
                return recovered(&house, &now, &expected, &what);
            }
            let can_write =
                !(call.name.contains("write") && matches!(grief, Grief::FailsFromThenOn(_)));
            failed(&run.output, &before, &now, can_write, &what);
            // What was to be synced and was not cannot be trusted, and trying again would only seem to help.
            let undone = |call: &Call| {
                ["rename", "unlink", "rmdir"]
                    .iter()
                    .any(|name| call.name.starts_with(name))
            };
            assert!(
                !call.name.contains("sync") || run.after.iter().all(undone),
                "{what}: it went on with {:?}",
                run.after
            );
            recovered(&house, &before, &expected, &what);
        });
        eprintln!("{}: {} calls failed", night.name, griefs.len());
    }
}

/// Kills at moments spread over the whole of a run, one run after another in the same folder, so that what
/// killed runs leave meets runs that are killed in turn.
#[test]
fn killed_at_any_moment() {
    let moments: u32 = if is_long() { 300 } else { 60 };
    let expected = undisturbed();
    let house = House::new();
    let run = format!("{RUN} --keep 2");
    let started = Instant::now();
    assert_eq!(house.inforce(&run).code, Some(0));
    let time = started.elapsed();
    let (mut killed, mut before) = (0, standing(&house.path("out")));
    for moment in 0..moments {
        let what = format!("moment {moment}");
        let mut run = house
            .command(&run)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // A stride that has no divisor in common goes through all moments without going from the first to the last.
        thread::sleep(
            time * (moment * 127 % moments) / moments + Duration::from_micros(u64::from(moment)),
        );
        run.kill().unwrap();
        killed += u32::from(run.wait().unwrap().signal() == Some(9));
        let now = standing(&house.path("out"));
        moved_on(&before, &now, &what);
        before = now;
        if moment % 5 == 4 {
            recovered(&house, &before, &expected, &what);
            before = standing(&house.path("out"));
        }
    }
    assert!(
        killed > moments / 10,
        "only {killed} runs were still there to be killed"
    );
    eprintln!("killed at {killed} of {moments} moments, the other runs had ended");
}
