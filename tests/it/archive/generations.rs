//! Runs of an output folder: a chain of which each vouches for the one before, published one at a time, whole or not at
//! all, pruned by policy, and readable by nobody whom it does not concern.

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;

use crate::house::{House, said};
use inforce::archive::read::PublishedRun;
use inforce::archive::{Manifest, RunFile};
use insta::assert_snapshot;

#[test]
fn each_run_vouches_for_all_of_itself_and_for_the_one_before() {
    let house = House::new();
    for number in 1..=3_u64 {
        house.night("");
        assert_eq!(house.current(), format!("runs/{number:06}"));
        let folder = format!("out/runs/{number:06}");
        let run = house.run_file(number);
        assert_eq!(
            run.manifest_blake3,
            house.hash(&format!("{folder}/manifest.json"))
        );
        let before = run
            .previous
            .as_ref()
            .map(|previous| (previous.run.clone(), previous.blake3.clone()));
        let expected = (number > 1).then(|| {
            (
                format!("{:06}", number - 1),
                house.hash(&format!("out/runs/{:06}/run.json", number - 1)),
            )
        });
        assert_eq!(before, expected);
        for entry in &run.more {
            assert_eq!(
                entry.blake3,
                house.hash(&format!("{folder}/{}", entry.file)),
                "{}",
                entry.file
            );
        }
        let path = house.path(&folder);
        let manifest = fs::read(path.join("manifest.json")).unwrap();
        let manifest: Manifest = serde_json::from_slice(&manifest).unwrap();
        let outputs = manifest.outputs.iter().map(|entry| entry.file.to_string());
        let covered = outputs.chain(run.more.iter().map(|entry| entry.file.to_string()));
        let own = ["manifest.json", "run.json"].map(str::to_owned);
        let mut covered: Vec<String> = covered.chain(own).collect();
        covered.sort();
        assert_eq!(crate::forge::files(&path), covered);
    }
    let first = house.path("out/runs/000001");
    for number in [2, 3] {
        let other = house.path(&format!("out/runs/{number:06}"));
        assert_eq!(crate::forge::unlike(&first, &other), [""; 0]);
    }
    assert_eq!(house.names("out"), [".lock", "current", "runs"]);
}

/// A process killed between the two renames leaves a whole run that nothing points to.
#[test]
fn a_run_that_was_not_made_current_any_more_is_followed() {
    let house = House::new();
    house.night("");
    house.night("");
    fs::remove_file(house.path("out/current")).unwrap();
    symlink("runs/000001", house.path("out/current")).unwrap();
    symlink("runs/000002", house.path("out/.current")).unwrap();
    let said = house.inforce("run data --config config --quiet --log-format json");
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""));
    assert_eq!(
        (house.current(), house.run_file(3).previous.unwrap().run),
        ("runs/000003".to_owned(), "000002".to_owned())
    );
    // The same in the first night of all.
    fs::remove_file(house.path("out/current")).unwrap();
    let said = house.inforce("run data --config config --out out");
    assert_snapshot!(said.stderr, @r#" WARN is the newest run and was not current; it is now run="000003" was="none""#);
    assert_eq!(house.current(), "runs/000004");
}

#[test]
fn what_killed_runs_left_is_cleared() {
    let house = House::new();
    house.night("");
    for left in [
        "out/runs/.000002.partial/alerts.parquet",
        "out/runs/.000007.pruned/run.json",
        "out/runs/pruned/.000001.json.partial",
    ] {
        house.write(left, "half");
    }
    house.write("out/runs/.000008.notes/mine", "mine");
    house.night("");
    assert_eq!(
        house.names("out/runs"),
        [".000008.notes", "000001", "000002", "pruned"]
    );
    assert!(house.names("out/runs/pruned").is_empty());
}

#[test]
fn a_number_is_never_used_again() {
    let house = House::new();
    house.night("");
    house.night("");
    // Somebody removed the newest run by hand; what pointed to it still tells.
    house.remove("out/runs/000002");
    house.night("");
    assert_eq!(house.names("out/runs"), ["000001", "000003"]);
    assert_eq!(house.run_file(3).previous.unwrap().run, "000001");
}

#[test]
fn no_run_follows_one_that_is_damaged() {
    let house = House::new();
    house.night("");
    house.night("");
    let run = fs::read_to_string(house.path("out/runs/000002/run.json")).unwrap();
    let refused = |what: &str| {
        let said = house.inforce("run data --config config");
        assert_eq!(
            (said.code, said.stdout.as_str(), house.current().as_str()),
            (Some(1), "", "runs/000002"),
            "{what}"
        );
        said.stderr
    };
    house.write(
        "out/runs/000002/run.json",
        run.replace("\"threads\": ", "\"threads\": 1"),
    );
    assert_snapshot!(refused("another byte"), @"inforce: out/runs/000002/run.json is not what was published: it does not carry the hash of its own content; nothing was published; put a sound copy of the run in its place, or move the run's folder out of runs, so that the one before it is followed");
    house.remove("out/runs/000002/run.json");
    assert_snapshot!(refused("no byte"), @"inforce: out/runs/000002/run.json is not what was published: it is missing; nothing was published; put a sound copy of the run in its place, or move the run's folder out of runs, so that the one before it is followed");
    fs::copy(
        house.path("out/runs/000001/run.json"),
        house.path("out/runs/000002/run.json"),
    )
    .unwrap();
    assert_snapshot!(refused("that of another run"), @"inforce: out/runs/000002/run.json is not what was published: it is that of run 000001; nothing was published; put a sound copy of the run in its place, or move the run's folder out of runs, so that the one before it is followed");
    house.write("out/runs/000002/run.json", &run);
    let manifest = fs::read_to_string(house.path("out/runs/000002/manifest.json")).unwrap();
    house.write("out/runs/000002/manifest.json", format!("{manifest} "));
    assert_snapshot!(refused("another manifest"), @"inforce: out/runs/000002/manifest.json is not what was published: its hash is not the one that run.json has; nothing was published; put a sound copy of the run in its place, or move the run's folder out of runs, so that the one before it is followed");
    house.write("out/runs/000002/manifest.json", manifest);
    house.night("");
    // As the message says.
    house.remove("out/runs/000003/manifest.json");
    fs::rename(house.path("out/runs/000003"), house.path("aside")).unwrap();
    house.night("");
    assert_eq!(
        (house.run_file(4).previous.unwrap().run, house.current()),
        ("000002".to_owned(), "runs/000004".to_owned())
    );
}

#[test]
fn one_run_at_a_time() {
    let house = House::new();
    fs::create_dir(house.path("out")).unwrap();
    let lock = File::create(house.path("out/.lock")).unwrap();
    lock.lock().unwrap();
    let held = |wait: &str| {
        let said = house.inforce(&format!("run data --config config {wait}"));
        assert_eq!((said.code, said.stdout.as_str()), (Some(1), ""), "{wait}");
        said.stderr
    };
    assert_snapshot!(held(""), @"inforce: out is being written by another run; nothing was published; wait for it with --wait, or name another folder with --out");
    assert_snapshot!(held("--wait 1s"), @"
     WARN another run is writing there; waiting for it out=\"out\"
    inforce: out is being written by another run, and was for the 1s that --wait allows; nothing was published; wait for it with --wait, or name another folder with --out
    ");
    assert_snapshot!(house.inforce("run --wait data --config config").stderr, @"
    error: invalid value 'data' for '--wait [<LIMIT>]': expected a whole number of seconds, minutes or hours, as in 30s, 10m or 2h; for no limit let --wait come last

    For more information, try '--help'.
    ");
    for wait in ["--wait 10m", "--wait", "--wait=forever"] {
        let waiting = house
            .command(&format!("run data --config config {wait}"))
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(300));
        assert!(!house.path("out/current").exists(), "it did not wait");
        lock.unlock().unwrap();
        let done = waiting.wait_with_output().unwrap();
        assert!(done.status.success(), "{}", said(&done).stderr);
        fs::remove_dir_all(house.path("out/runs")).unwrap();
        fs::remove_file(house.path("out/current")).unwrap();
        lock.lock().unwrap();
    }
    // A lock that somebody removed still lets only one of two runs in.
    fs::remove_file(house.path("out/.lock")).unwrap();
    house.night("");
    assert!(house.path("out/.lock").exists());
}

#[test]
fn two_runs_that_wait_both_get_through() {
    let house = House::new();
    let runs: Vec<_> = (0..4)
        .map(|_| {
            house
                .command("run data --config config --quiet --wait")
                .spawn()
                .unwrap()
        })
        .collect();
    for mut run in runs {
        assert!(run.wait().unwrap().success());
    }
    assert_eq!(
        house.names("out/runs"),
        ["000001", "000002", "000003", "000004"]
    );
    assert_eq!(house.current(), "runs/000004");
    for number in 2..=4 {
        assert_eq!(
            house.run_file(number).previous.unwrap().blake3,
            house.hash(&format!("out/runs/{:06}/run.json", number - 1))
        );
    }
}

/// Nights in three months; each is dated before the next one follows it.
fn months(house: &House) {
    for (number, started) in (1..).zip([
        "2024-01-30",
        "2024-01-31",
        "2024-02-01",
        "2024-02-28",
        "2024-02-29",
        "2024-03-01",
        "2024-03-02",
    ]) {
        house.night("");
        house.started(number, &format!("{started}T23:59:59Z"));
    }
}

#[test]
fn old_runs_are_pruned_by_policy_and_the_chain_stays_whole() {
    let house = House::new();
    months(&house);
    let summary = house.night("--keep 2");
    let told = summary.lines().rev().take(1).collect::<String>();
    assert_eq!(
        told,
        "  4 older runs pruned, all but run.json: 000001, 000003 to 000004, 000006"
    );
    // The last of each month, the newest two.
    assert_eq!(
        house.names("out/runs"),
        ["000002", "000005", "000007", "000008", "pruned"]
    );
    assert_eq!(
        house.names("out/runs/pruned"),
        ["000001.json", "000003.json", "000004.json", "000006.json"]
    );
    for number in 2..=8_u64 {
        let file = |number: u64| {
            let tombstone = format!("out/runs/pruned/{number:06}.json");
            if house.path(&tombstone).exists() {
                tombstone
            } else {
                format!("out/runs/{number:06}/run.json")
            }
        };
        let run = RunFile::read(&fs::read(house.path(&file(number))).unwrap()).unwrap();
        let previous = run.previous.unwrap();
        assert_eq!(
            (previous.run, previous.blake3),
            (format!("{:06}", number - 1), house.hash(&file(number - 1)))
        );
    }
    // Nothing more is to go, so nothing is said.
    assert!(
        !house
            .inforce("run data --config config --keep 100")
            .stdout
            .contains("pruned")
    );
}

#[test]
fn a_run_that_is_being_read_stays_until_the_next_night() {
    let house = House::new();
    months(&house);
    let reading = PublishedRun::numbered(&house.path("out"), 3).unwrap();
    let summary = house.night("--keep 2");
    assert_eq!(
        summary.lines().rev().take(2).collect::<Vec<_>>(),
        [
            "  1 older run to be pruned, but being read: 000003",
            "  3 older runs pruned, all but run.json: 000001, 000004, 000006"
        ]
    );
    assert_eq!(reading.alerts(None).unwrap().len(), 6);
    drop(reading);
    let summary = house.night("--keep 2");
    assert_eq!(
        summary.lines().last(),
        Some("  1 older run pruned, all but run.json: 000003")
    );
    assert_eq!(
        house.names("out/runs"),
        ["000002", "000005", "000007", "000008", "000009", "pruned"]
    );
}

/// The current run and the one it was compared with stay, however few are to be kept.
#[test]
fn the_run_before_the_current_one_stays() {
    let house = House::new();
    for _ in 0..3 {
        house.night("--keep 1");
    }
    assert_eq!(house.names("out/runs"), ["000002", "000003", "pruned"]);
}

#[test]
fn nothing_is_pruned_that_is_not_understood() {
    let house = House::new();
    months(&house);
    house.write("out/runs/000003/run.json", "{}");
    let said = house.inforce("run data --config config --keep 1");
    assert_eq!(said.code, Some(1));
    assert!(
        said.stdout.contains("out/current -> runs/000008"),
        "{}",
        said.stdout
    );
    assert_snapshot!(said.stderr, @"inforce: out/runs/000003/run.json is not what was published: it does not carry the hash of its own content; the run is published, but no older one was pruned; see inforce verify --all");
    assert_eq!(house.names("out/runs").len(), 8);
    let said = house.inforce("run data --config config --keep 0");
    assert_eq!(said.code, Some(2));
    assert_snapshot!(said.stderr, @"
    error: invalid value '0' for '--keep <N>': number would be zero for non-zero type

    For more information, try '--help'.
    ");
}

/// Everything in a folder, the folder included, with its permissions.
fn permissions(folder: &Path, found: &mut Vec<(String, u32)>) {
    let metadata = fs::symlink_metadata(folder).unwrap();
    if !metadata.is_symlink() {
        found.push((folder.display().to_string(), metadata.mode() & 0o7777));
    }
    if metadata.is_dir() {
        for entry in fs::read_dir(folder).unwrap() {
            permissions(&entry.unwrap().path(), found);
        }
    }
}

#[test]
fn nobody_else_reads_what_is_published() {
    for (umask, option, file, folder) in [
        ("000", "", 0o640, 0o750),
        ("000", "--private", 0o600, 0o700),
        ("077", "", 0o600, 0o700),
        ("027", "", 0o640, 0o750),
    ] {
        let house = House::new();
        for _ in 0..3 {
            let run = format!(
                "umask {umask}; exec \"$0\" run data --config config --out new/deep/out --keep 1 --quiet {option}"
            );
            let done = Command::new("sh")
                .args(["-c", &run, env!("CARGO_BIN_EXE_inforce")])
                .current_dir(house.path(""))
                .output()
                .unwrap();
            assert!(done.status.success(), "{}", said(&done).stderr);
        }
        let mut found = Vec::new();
        permissions(&house.path("new"), &mut found);
        assert!(found.len() > 25, "{found:?}");
        for (path, mode) in found {
            let expected = if Path::new(&path).is_dir() {
                folder
            } else {
                file
            };
            assert_eq!(
                mode, expected,
                "{path} with umask {umask} {option}: {mode:o}"
            );
        }
    }
}

#[test]
fn an_older_night_can_be_asked() {
    let house = House::new();
    house.night("");
    house.filings("second", "S-1,CHE,PD006,supplement,2024-02-15,,+500,\n");
    house.night("");
    let asked = |command: &str| house.inforce(command).stdout;
    let headroom = "headroom --on 2024-12-31 --format csv";
    assert_eq!(asked(&format!("{headroom} --run 2")), asked(headroom));
    assert!(
        asked(&format!("{headroom} --run 1")).contains(",100,in-force,")
            && asked(headroom).contains(",600,in-force,")
    );
    assert!(asked("explain import-excess:CHE:PD006:2024 --run 1").contains("run 000001"));
    for command in [
        "check --importer CHE --form PD006 --quantity 1g --date 2024-12-30",
        "estimates --on 2024-12-30 --country CHE",
    ] {
        assert_ne!(
            asked(&format!("{command} --run 1")),
            asked(command),
            "{command}"
        );
    }
}
