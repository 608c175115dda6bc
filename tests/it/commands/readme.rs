//! What the README and the book show is what the program does.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The places that a page links to, without those elsewhere on the network.
fn links(page: &str) -> Vec<&str> {
    page.split("](")
        .skip(1)
        .map(|rest| rest.split(')').next().unwrap())
        .filter(|link| !link.starts_with("http"))
        .collect()
}

/// The pages as they are read: the README, then the chapters in the order of the book. Each with its path.
fn pages() -> Vec<(PathBuf, String)> {
    let book = project().join("docs/src");
    let contents = fs::read_to_string(book.join("SUMMARY.md")).unwrap();
    let chapters = links(&contents)
        .into_iter()
        .map(|chapter| book.join(chapter));
    [project().join("README.md")]
        .into_iter()
        .chain(chapters)
        .map(|path| {
            let text = fs::read_to_string(&path);
            let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (path, text)
        })
        .collect()
}

/// The blocks of a kind in all pages, in order.
fn blocks(kind: &str) -> Vec<String> {
    let opening = format!("```{kind}\n");
    pages()
        .iter()
        .flat_map(|(_, page)| page.split(&opening).skip(1))
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}

/// What a heading is called in a link: in small letters, with `-` for blanks and nothing for other marks.
fn anchor(heading: &str) -> String {
    heading
        .trim_start_matches('#')
        .trim()
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

#[test]
fn every_link_leads_somewhere() {
    let mut lost = Vec::new();
    let mut followed = 0;
    for (path, page) in pages() {
        for link in links(&page) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => path.clone(),
                file => path.parent().unwrap().join(file),
            };
            let has = |text: String| {
                text.lines()
                    .any(|line| line.starts_with('#') && anchor(line) == heading)
            };
            let found = target.exists()
                && (heading.is_empty() || fs::read_to_string(&target).is_ok_and(has));
            if !found {
                lost.push(format!("{}: {link}", path.display()));
            }
            followed += 1;
        }
    }
    assert!(lost.is_empty(), "\n{}", lost.join("\n"));
    assert!(followed > 100, "{followed} links");
}

#[test]
fn the_contents_name_every_chapter_once() {
    let mut named: Vec<PathBuf> = pages().into_iter().skip(1).map(|(path, _)| path).collect();
    named.push(project().join("docs/src/SUMMARY.md"));
    named.sort();
    let mut chapters: Vec<PathBuf> = fs::read_dir(project().join("docs/src"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .collect();
    chapters.sort();
    assert_eq!(named, chapters);
}

#[test]
fn the_readme_is_short() {
    let readme = fs::read_to_string(project().join("README.md")).unwrap();
    let lines = readme.lines().count();
    assert!(lines <= 150, "{lines} lines: the rest belongs in the book");
}

#[test]
fn each_table_of_the_rules_is_linked_from_the_law() {
    let law = fs::read_to_string(project().join("docs/src/law.md")).unwrap();
    let linked = links(&law);
    for entry in fs::read_dir(project().join("tests/rules")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let link = format!("../../tests/rules/{name}");
        assert!(linked.contains(&link.as_str()), "{link}");
    }
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
    let testdata = project().join("testdata");
    std::os::unix::fs::symlink(testdata, folder.path().join("testdata")).unwrap();
    assert_eq!(run(folder.path(), "testdata/demo"), blocks("text")[0]);
}

#[test]
fn the_night_it_shows_is_one_of_those_that_are_tried() {
    let nights = fs::read_to_string(project().join("tests/nights/transcript.txt")).unwrap();
    let texts = blocks("text");
    let shown = texts
        .iter()
        .find(|text| text.starts_with("Since run"))
        .unwrap();
    assert!(nights.contains(shown), "{shown}");
}

#[test]
fn the_oddities_it_shows_are_among_the_answers_that_are_tried() {
    let answers = fs::read_to_string(project().join("tests/questions/transcript.txt")).unwrap();
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
    let demo = project().join("testdata/demo");
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
        logged.contains("with 138 new alerts: exit code 3 by --fail-on new-alerts"),
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
    let testdata = project().join("testdata");
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
    assert!(asked >= 15, "{asked} questions are shown");
}
