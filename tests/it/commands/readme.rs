//! What the README shows is what the program does.

use std::fs;
use std::path::Path;
use std::process::Command;

/// The blocks of a kind in the README, in order.
fn blocks(kind: &str) -> Vec<String> {
    let readme =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let opening = format!("```{kind}\n");
    readme
        .split(&opening)
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}

fn run(folder: &Path, dataset: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_inforce"))
        .args(["run", dataset])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
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
    let nights = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/nights/transcript.txt"),
    )
    .unwrap();
    let texts = blocks("text");
    let shown = texts
        .iter()
        .find(|text| text.starts_with("Since run"))
        .unwrap();
    assert!(nights.contains(shown), "{shown}");
}

#[test]
fn the_oddities_it_shows_are_among_the_answers_that_are_tried() {
    let answers = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/questions/transcript.txt"),
    )
    .unwrap();
    let texts = blocks("text");
    let shown = texts.iter().find(|text| text.starts_with("4. ")).unwrap();
    assert!(answers.contains(shown), "{shown}");
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
    assert!(
        summary.contains("\n1 alert\n")
            && !summary.contains("refused records")
            && !summary.contains("refused filings"),
        "{summary}"
    );
}

/// A home of somebody who has installed the program and has the demo as data.
fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir_all(home.path().join(".cargo/bin")).unwrap();
    fs::create_dir(home.path().join("incb")).unwrap();
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/demo");
    std::os::unix::fs::symlink(
        env!("CARGO_BIN_EXE_inforce"),
        home.path().join(".cargo/bin/inforce"),
    )
    .unwrap();
    std::os::unix::fs::symlink(demo, home.path().join("incb/data")).unwrap();
    home
}

/// Runs a line with `sh`, as cron does: with hardly anything in the environment.
fn by_sh(home: &Path, line: &str) -> (Option<i32>, String) {
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", line])
        .current_dir(home)
        .env_clear()
        .env("HOME", home)
        .env("PATH", "/usr/bin:/bin");
    let output = command.output().unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn the_line_for_cron_runs_and_mails_what_is_new() {
    let home = home();
    let block = &blocks("crontab")[0];
    let line = block.lines().find(|line| !line.starts_with('#')).unwrap();
    let command = line
        .split_whitespace()
        .nth(5)
        .map(|first| &line[line.find(first).unwrap()..])
        .unwrap();
    assert!(!command.contains('%'), "cron takes % for a line end");
    let log = home.path().join("incb/inforce.log");
    let mail = format!("inforce: exit code 3, see {}\n", log.display());
    assert_eq!(by_sh(home.path(), command), (Some(0), mail));
    let logged = fs::read_to_string(&log).unwrap();
    assert!(
        logged.contains("with 91 new alerts: exit code 3 by --fail-on new-alerts"),
        "{logged}"
    );
    assert_eq!(
        by_sh(home.path(), command),
        (Some(0), String::new()),
        "the next night nothing is new"
    );
    assert_eq!(
        fs::read_link(home.path().join("incb/out/current")).unwrap(),
        Path::new("runs/000002")
    );
}

#[test]
fn the_units_for_systemd_are_sound_and_run() {
    let home = home();
    let units = blocks("ini");
    let start = units[0]
        .lines()
        .find_map(|line| line.strip_prefix("ExecStart="))
        .unwrap();
    let start = start.replace("%h", home.path().to_str().unwrap());
    assert!(!start.contains('%'));
    assert_eq!(
        by_sh(home.path(), &format!("{start} >/dev/null 2>/dev/null")).0,
        Some(3)
    );
    assert_eq!(
        by_sh(home.path(), &format!("{start} >/dev/null 2>/dev/null")).0,
        Some(0)
    );
    for (name, unit) in ["inforce.service", "inforce.timer"].into_iter().zip(&units) {
        fs::write(
            home.path().join(name),
            unit.replace("%h", home.path().to_str().unwrap()),
        )
        .unwrap();
    }
    // Where there is no systemd, its own check of the units cannot be made.
    let check = Command::new("systemd-analyze")
        .args(["verify", "inforce.service", "inforce.timer"])
        .current_dir(home.path())
        .output();
    if let Ok(check) = check {
        assert!(
            check.status.success(),
            "{}",
            String::from_utf8_lossy(&check.stderr)
        );
    }
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
        let output = Command::new(env!("CARGO_BIN_EXE_inforce"))
            .args(&arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
        assert_eq!(
            String::from_utf8(output.stdout).unwrap(),
            expected,
            "{arguments:?}"
        );
        asked += 1;
    }
    assert!(asked >= 3, "{asked} questions are shown");
}
