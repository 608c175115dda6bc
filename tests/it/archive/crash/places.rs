//! Places that are full or may not be written to, made for real as file systems of their own.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use inforce::archive::RunFile;
use insta::assert_snapshot;

use super::whole::{answer, standing};
use super::{RUN, moved_on, recovered, undisturbed};
use crate::house::House;

const PAGE: u64 = 4096;

/// A file system in memory, gone when this is dropped.
struct Mounted {
    at: PathBuf,
}

impl Mounted {
    /// Mounts one of four mebibytes as the output folder. `None` where root may not, as in some containers; whoever is not
    /// root has to become so.
    fn as_out(house: &House) -> Option<Self> {
        let at = house.path("out");
        fs::create_dir_all(&at).unwrap();
        let made = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"])
            .arg(&at)
            .output()
            .unwrap();
        if made.status.success() {
            return Some(Self { at });
        }
        let said = String::from_utf8_lossy(&made.stderr).into_owned();
        assert!(
            is_root(),
            "a file system cannot be mounted: {said}; run the tests as root"
        );
        eprintln!("NOT TESTED, since this machine lets not even root mount a file system: {said}");
        None
    }

    fn remount(&self, option: &str) {
        let done = Command::new("mount")
            .args(["-o", &format!("remount,{option}")])
            .arg(&self.at)
            .status()
            .unwrap();
        assert!(done.success(), "remount,{option}");
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.at).status();
    }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").unwrap().uid() == 0
}

/// Fills the file system but for so many pages.
fn fill(path: &Path, left: u64) {
    let mut file = File::create(path).unwrap();
    let page = vec![1; usize::try_from(PAGE).unwrap()];
    while file.write_all(&page).is_ok() {}
    let size = file.metadata().unwrap().len() / PAGE;
    file.set_len(size.saturating_sub(left) * PAGE).unwrap();
}

#[test]
fn full() {
    let expected = undisturbed();
    let house = House::new();
    let Some(mounted) = Mounted::as_out(&house) else {
        return;
    };
    house.night("");
    let (mut failed, mut published) = (0, 0);
    for left in 0..40 {
        let what = format!("{left} pages left");
        let before = standing(&mounted.at);
        fill(&mounted.at.join("filler"), left);
        let said = house.inforce(&format!("{RUN} --keep 2 --full"));
        let now = standing(&mounted.at);
        moved_on(&before, &now, &what);
        if said.code == Some(0) {
            published += 1;
            assert!(answer(&mounted.at) == expected, "{what}");
        } else {
            failed += 1;
            let published = now.runs.last() > before.runs.last();
            let words = if published {
                "the run is published, but older ones are still to be pruned"
            } else {
                "nothing was published; check"
            };
            assert_eq!(
                (said.code, said.stdout.as_str()),
                (Some(1), ""),
                "{what}: {}",
                said.stderr
            );
            assert!(
                said.stderr
                    .contains(&format!("No space left on device (os error 28); {words}")),
                "{what}: {}",
                said.stderr
            );
        }
        house.remove("out/filler");
        recovered(&house, &now, &expected, &what);
    }
    assert!(
        failed > 10 && published > 0,
        "{failed} failed, {published} were published"
    );
    eprintln!("full: {failed} runs failed for want of room, {published} had enough");
}

#[test]
fn read_only() {
    let expected = undisturbed();
    let house = House::new();
    let Some(mounted) = Mounted::as_out(&house) else {
        return;
    };
    for _ in 0..2 {
        mounted.remount("ro");
        let before = standing(&mounted.at);
        let said = house.inforce(RUN);
        assert_eq!(
            (said.code, said.stdout.as_str(), standing(&mounted.at)),
            (Some(1), "", before.clone())
        );
        let place = if before.current.is_none() {
            "runs"
        } else {
            ".lock"
        };
        let expects = format!(
            "inforce: out/{place}: Read-only file system (os error 30); nothing was published; check the path, its permissions and the space left, or name another with --out\n"
        );
        assert_eq!(said.stderr, expects);
        // Asking takes no more than reading.
        if before.current.is_some() {
            assert_eq!(house.inforce("runs").code, Some(0));
        }
        mounted.remount("rw");
        recovered(&house, &before, &expected, "read-only");
    }
}

/// A run of another version of the program, sealed by it: what it says besides is its own; what it does not say is missed.
#[test]
fn runs_of_other_versions() {
    let sealed = |content: &str| {
        format!(
            "{content},\n  \"seal\": \"{}\"\n}}\n",
            blake3::hash(content.as_bytes()).to_hex()
        )
    };
    let house = House::new();
    house.night("");
    let written = fs::read_to_string(house.path("out/runs/000001/run.json")).unwrap();
    let content = written.split(",\n  \"seal\"").next().unwrap();
    assert_eq!(sealed(content), written);
    let newer = content.replacen("{\n", "{\n  \"weather\": {\"sky\": \"blue\"},\n", 1);
    house.write("out/runs/000001/run.json", sealed(&newer));
    house.night("");
    assert_eq!(standing(&house.path("out")).runs, [1, 2]);
    let run: RunFile = house.run_file(1);
    let older = content
        .replace("000001", "000002")
        .replace(&format!("  \"threads\": {},\n", run.threads), "");
    assert_ne!(older, content);
    house.write("out/runs/000002/run.json", sealed(&older));
    let said = house.inforce("run data --config config");
    assert_eq!(
        (
            said.code,
            said.stdout.as_str(),
            house.names("out/runs").len()
        ),
        (Some(1), "", 2)
    );
    // Where in it depends on the machine, whose name stands in it.
    let words = said.stderr.split_once(" at line ").unwrap();
    assert_snapshot!(words.0, @"inforce: out/runs/000002/run.json is not what was published: missing field `threads`");
    assert!(
        words
            .1
            .contains("; nothing was published; put a sound copy of the run in its place"),
        "{}",
        words.1
    );
}
