//! Night after night, word by word: `nights/transcript.txt` holds what happened before each night, what the run says of it, and
//! what is answered about the nights. `INFORCE_WRITE=1` writes the transcript anew, to be read before it is kept.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::house::{FILINGS, House, RECORDS};
use inforce::archive::{Manifest, Program, RunFile};

/// A house, and all that was said in it.
struct Told {
    house: House,
    transcript: String,
    number: u64,
}

impl Told {
    /// What the next night says of the one before, after something has happened.
    fn night(&mut self, happened: &str, options: &str) {
        let said = self
            .house
            .inforce(&format!("run data --config config {options}"));
        self.number += 1;
        writeln!(self.transcript, "Night {}: {happened}\n", self.number).unwrap();
        let from = said.stdout.lines().skip_while(|line| {
            !["Since run", "No alert", "First run"]
                .iter()
                .any(|start| line.starts_with(start))
        });
        let block: Vec<&str> = from
            .take_while(|line| {
                !["Largest", "Prohibited", "Rows"]
                    .iter()
                    .any(|start| line.starts_with(start))
            })
            .collect();
        writeln!(self.transcript, "{}{}", block.join("\n"), said.stderr).unwrap();
        assert!([Some(0), Some(3)].contains(&said.code), "{}", said.stderr);
    }

    /// What is answered to a command.
    fn ask(&mut self, command: &str) {
        let said = self.house.inforce(command);
        let text = shortened(&said.stdout, &self.house) + &shortened(&said.stderr, &self.house);
        writeln!(
            self.transcript,
            "$ inforce {command}\n{text}exit code {}\n",
            said.code.unwrap()
        )
        .unwrap();
    }

    fn note(&mut self, note: &str) {
        writeln!(self.transcript, "({note})").unwrap();
    }
}

/// Without what is another on every machine and in every night: where the house is, times, and hashes.
fn shortened(text: &str, house: &House) -> String {
    let here = house.path("").canonicalize().unwrap().display().to_string();
    let mut text = text.replace(here.trim_end_matches('/'), "...");
    let hash = |word: &str| word.len() >= 16 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let time = |word: &str| word.len() == 20 && word.ends_with('Z') && word.as_bytes()[10] == b'T';
    let words: Vec<String> = text
        .split([' ', '\n', '"', ','])
        .filter(|word| hash(word) || time(word))
        .map(str::to_owned)
        .collect();
    for word in words {
        let other = if hash(&word) {
            "#".repeat(word.len())
        } else {
            "0000-00-00T00:00:00Z".to_owned()
        };
        text = text.replace(&word, &other);
    }
    text
}

#[test]
fn nights_are_told_as_they_were_read() {
    let mut told = Told {
        house: House::new(),
        transcript: String::new(),
        number: 0,
    };
    records_and_filings(&mut told);
    lists_and_options(&mut told);
    questions(&mut told);
    faults(&mut told);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/nights/transcript.txt");
    if std::env::var_os("INFORCE_WRITE").is_some() {
        fs::write(&path, &told.transcript).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let differ = told
        .transcript
        .lines()
        .zip(expected.lines())
        .find(|(found, expected)| found != expected);
    assert!(
        told.transcript == expected,
        "the first line that differs, and what is expected: {differ:#?}"
    );
}

fn records_and_filings(told: &mut Told) {
    told.night("the first", "");
    told.night("nothing has happened", "");
    told.house.records(
        "late",
        "C-3,2024-03-05,2024-04-10,CHE,DEU,import,PD006,7,,A-3,\n",
    );
    told.night("a record comes late", "");
    told.house.records(
        "corrections",
        "C-1,2024-02-01,2024-05-10,CHE,DEU,import,PD006,65.5,,A-1,\n",
    );
    told.night("a record is corrected upwards by a later version", "");
    told.house.records(
        "withdrawn",
        "D-1,2024-02-01,2024-05-20,DEU,CHE,export,PD006,0,,A-1,\n",
    );
    told.night("a record is withdrawn by a later version of 0 g", "");
    told.house
        .filings("supplements", "S-1,CHE,PD006,supplement,2024-03-02,,+20,\n");
    told.night("a supplement comes, which eases an excess", "");
    told.house.filings(
        "more",
        "S-2,CHE,PD006,supplement,2024-02-20,,+20,\nS-1,CHE,PD006,supplement,2024-06-01,,+1000,\n",
    );
    told.night("another supplement, and a later version of the first", "");
    told.house.remove("data/estimates/more.csv");
    told.night("both are gone again", "");
    told.house.filings(
        "new",
        "E-3,CHE,PD006,assessment,2024-02-15,2024-03-01,30,\n",
    );
    told.night("a new estimate, lower than the one before it", "");
    told.house
        .replace("data/estimates/new.csv", ",30,", ",3000,");
    told.night("the estimate is corrected where it stands", "");
    told.house
        .replace("data/estimates/new.csv", ",3000,", ",90,");
    told.house.replace(
        "data/trades/first.csv",
        "C-2,2024-03-01,",
        "C-2,2024-13-01,",
    );
    told.night(
        "the estimate is corrected once more, and a record gets a date that is none",
        "",
    );
    told.house.replace(
        "data/trades/first.csv",
        "C-2,2024-13-01,",
        "C-2,2024-03-01,",
    );
    told.night("the record gets its date back", "");
    told.house.write("data/trades/late.csv", "");
    told.night("a file arrives empty and is left out", "--keep-going");
    told.house.remove("data/trades/late.csv");
    told.house.records(
        "late",
        "C-3,2024-03-05,2024-04-10,CHE,DEU,import,PD006,7,,A-3,\n",
    );
    told.night("the file is whole again", "");
    told.house.remove("data/trades/late.csv");
    told.night("the file is removed", "");
    told.house.replace(
        "data/trades/first.csv",
        "C-2,2024-03-01,2024-03-10,CHE,DEU,import,PD006,60",
        "C-2,2024-03-01,2024-03-10,CHE,DEU,import,PD006,61",
    );
    told.house.write(
        "data/trades/renamed.csv",
        format!("{RECORDS}C-1,2024-02-01,2024-05-10,CHE,DEU,import,PD006,65.5,,A-1,\n"),
    );
    told.house.remove("data/trades/corrections.csv");
    told.night(
        "a record is edited where it stands, and a file has another name",
        "",
    );
}

fn lists_and_options(told: &mut Told) {
    told.house.replace("config/forms.csv", "80.4", "80.5");
    told.night("another edition of the factors", "--accept");
    told.house.replace(
        "config/substances.csv",
        "PL002,lysergide,I,",
        "PL002,lysergide,II,",
    );
    told.night("another edition of the schedules", "--accept");
    told.house.replace(
        "config/prohibitions.csv",
        "KEN,PM005,1999-01-01",
        "KEN,PM005,2024-12-01",
    );
    told.night("a prohibition of another date", "--accept");
    told.house
        .replace("config/countries.csv", "KEN,Kenya\n", "");
    told.house
        .write("config/prohibitions.csv", "country,substance,from\n");
    told.night("a country is no longer listed", "--accept");
    told.house.replace(
        "config/countries.csv",
        "FRA,France\n",
        "FRA,France\nKEN,Kenya\n",
    );
    told.night("it is listed again", "--accept");
    told.house.filings(
        "old",
        "E-4,CHE,PD006,assessment,2024-03-20,2024-02-01,50,\n",
    );
    told.night("an estimate that reaches back", "");
    told.house
        .replace("config/inforce.toml", "honour", "ignore");
    told.night("another policy, by which it does not", "--accept");
    told.night("judged as known on an earlier day", "--known-at 2024-05-01");
    told.night("judged by everything again", "");
}

fn questions(told: &mut Told) {
    for command in [
        "runs",
        "runs --format csv",
        "diff 1 5",
        "diff 5 1",
        "diff 1 2",
        "diff 3 4 --format json",
        "diff 3 5 --format csv",
        "diff 1 99",
        "diff 0 1",
        "diff 1",
        "runs --out nowhere",
        "verify --out nowhere",
        "verify --run 99",
        "verify",
        "verify --run 5 --from-inputs",
        "verify --run 5 --all",
        "explain import-excess:CHE:PD006:2024 --run 99",
        "estimates --on 2024-04-01 --country CHE --run 1",
        "estimates --on 2024-04-01 --country CHE",
        "estimates --run 1 --data data",
    ] {
        told.ask(command);
    }
}

fn faults(told: &mut Told) {
    let nights = told.number;
    told.note("the inputs as they are now");
    told.ask(&format!("verify --run {nights} --from-inputs"));
    told.house.records(
        "since",
        "C-9,2024-03-05,2024-04-10,CHE,DEU,import,PD006,7,,A-3,\n",
    );
    told.note("a file has come since");
    told.ask(&format!("verify --run {nights} --from-inputs"));
    told.house
        .replace("data/trades/renamed.csv", "65.5", "65.6");
    told.house.remove("data/trades/withdrawn.csv");
    told.note("one is changed, and one is gone");
    told.ask(&format!("verify --run {nights} --from-inputs"));
    told.note("another version of the program published the newest run, and found otherwise");
    let folder = told.house.path(&format!("out/runs/{nights:06}"));
    let alerts = crate::forge::table(&folder.join("alerts.parquet"));
    let excess_days = alerts.schema().index_of("excess_days").unwrap();
    crate::forge::put(
        &folder,
        "alerts.parquet",
        &crate::forge::with_other(&alerts, excess_days, 0).unwrap(),
    );
    let mut manifest: Manifest =
        serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    manifest.program = Program {
        version: "0.0.9".into(),
        ..Program::SELF
    };
    let run = RunFile {
        program: manifest.program.clone(),
        ..told.house.run_file(nights)
    };
    crate::forge::seal(&folder, &manifest, run);
    told.ask("verify");
    told.house.records("since", "");
    told.house.write(
        "data/trades/renamed.csv",
        format!("{RECORDS}C-1,2024-02-01,2024-05-10,CHE,DEU,import,PD006,65.5,,A-1,\n"),
    );
    told.house.records(
        "withdrawn",
        "D-1,2024-02-01,2024-05-20,DEU,CHE,export,PD006,0,,A-1,\n",
    );
    told.night("this version of the program, by the same data", "");
    told.note("older runs are pruned");
    told.house.write("data/estimates/none.csv", FILINGS);
    told.night("the same, with --keep 2", "--keep 2");
    told.ask("diff 1 2");
    told.ask("verify --all");
    told.note("a file of the newest run is cut, one is added, and one is gone");
    let newest = format!("out/runs/{:06}", told.number);
    let ledger = fs::read(told.house.path(&format!("{newest}/ledger/2024.parquet"))).unwrap();
    told.house.write(
        &format!("{newest}/ledger/2024.parquet"),
        &ledger[..ledger.len() / 2],
    );
    told.house
        .write(&format!("{newest}/alerts (copy).parquet"), "mine");
    told.house.remove(&format!("{newest}/filings.parquet"));
    for command in ["verify", "verify --quiet", "verify --format json"] {
        told.ask(command);
    }
    let newest = told.number;
    told.ask(&format!("diff {} {newest}", newest - 1));
    told.note("the run.json of the run before the newest is another's");
    let run = fs::read(
        told.house
            .path(&format!("out/runs/{:06}/run.json", newest - 1)),
    )
    .unwrap();
    told.house
        .write(&format!("out/runs/{newest:06}/run.json"), run);
    told.ask("verify");
    told.ask("run data --config config");
}

/// A run with more options, its exit code and what it said besides its summary.
fn flagged(house: &House, options: &str) -> (Option<i32>, String) {
    let said = house.inforce(&format!("run data --config config --quiet {options}"));
    (said.code, said.stderr)
}

fn code(number: i32, lines: &[&str]) -> (Option<i32>, String) {
    (
        Some(number),
        lines
            .iter()
            .fold(String::new(), |said, line| said + "inforce: " + line + "\n"),
    )
}

#[test]
fn old_alerts_are_told_from_new_ones() {
    let house = House::new();
    let of = |run: u32, what: &str, option: &str| {
        format!("published out/runs/{run:06} with {what}: exit code 3 by --fail-on {option}")
    };
    // In a first run every alert is new.
    assert_eq!(
        flagged(&house, "--fail-on new-alerts"),
        code(3, &[&of(1, "6 new alerts", "new-alerts")])
    );
    let any = "--fail-on new-alerts,worse-alerts,changes --fail-on quarantine,new-quarantine";
    assert_eq!(flagged(&house, any), code(0, &[]));
    assert_eq!(
        flagged(&house, "--fail-on alerts"),
        code(3, &[&of(3, "6 alerts", "alerts")])
    );
    house.records(
        "late",
        "C-3,2024-03-05,2024-04-10,CHE,DEU,import,PD006,7,,A-3,\n",
    );
    let worse = of(4, "1 alert that is graver", "worse-alerts");
    assert_eq!(
        flagged(&house, any),
        code(3, &[&worse, &of(4, "1 alert changed", "changes")])
    );
    assert_eq!(flagged(&house, any), code(0, &[]));
    house.remove("data/trades/late.csv");
    assert_eq!(
        flagged(&house, any),
        code(3, &[&of(6, "1 alert changed", "changes")])
    );
    house.records(
        "late",
        "F-2,2024-03-05,2024-04-10,FRA,DEU,import,PD006,41,,A-3,\n",
    );
    let new = of(7, "1 new alert", "new-alerts");
    assert_eq!(
        flagged(&house, any),
        code(3, &[&new, &of(7, "1 alert changed", "changes")])
    );
}

#[test]
fn old_refusals_are_told_from_new_ones() {
    let house = House::new();
    house.night("--quiet");
    let bad = "B-1,2024-02-30,,CHE,DEU,import,PD006,1,,,\n";
    let good = "B-0,2024-02-01,,CHE,DEU,import,PD006,1,,,\n";
    let said = |run: u32, rows: &str, place: &str| {
        let what = format!("{rows}, the first trades/bad.csv {place}: bad-date");
        code(
            3,
            &[&format!(
                "published out/runs/{run:06} with {what}: exit code 3 by --fail-on new-quarantine"
            )],
        )
    };
    house.records("bad", bad);
    assert_eq!(
        flagged(&house, "--fail-on new-quarantine"),
        said(2, "1 newly refused row", "row 1")
    );
    assert_eq!(flagged(&house, "--fail-on new-quarantine"), code(0, &[]));
    // The row stands further down, and is the same.
    house.records("bad", &format!("{good}{bad}"));
    assert_eq!(flagged(&house, "--fail-on new-quarantine"), code(0, &[]));
    // A second one like it.
    house.records("bad", &format!("{good}{bad}{bad}"));
    assert_eq!(
        flagged(&house, "--fail-on new-quarantine"),
        said(5, "1 newly refused row", "row 3")
    );
    // Another text in its place, and one more.
    house.records(
        "bad",
        &format!(
            "{good}{}{bad}{}",
            bad.replace("B-1", "B-2"),
            bad.replace("B-1", "B-3")
        ),
    );
    assert_eq!(
        flagged(&house, "--fail-on new-quarantine"),
        said(6, "2 newly refused rows", "row 2")
    );
    assert_eq!(
        house
            .inforce("refused --new --format csv")
            .stdout
            .lines()
            .count(),
        3
    );
    house.remove("data/trades/bad.csv");
    assert_eq!(
        flagged(&house, "--fail-on new-quarantine,quarantine"),
        code(0, &[])
    );
}

#[test]
fn a_file_may_have_so_many_refused_rows() {
    let house = House::new();
    let bad = "B-1,2024-02-30,,CHE,DEU,import,PD006,1,,,\n";
    house.records(
        "bad",
        &format!("B-0,2024-02-01,,CHE,DEU,import,PD006,1,,,\n{bad}{bad}"),
    );
    house.filings("bad", "E-9,CHE,PD006,promise,2023-11-01,2024-01-01,100,\n");
    let records = |run: u32, limit: &str| {
        let what = "2 of 3 rows of trades/bad.csv refused, the first row 2: bad-date";
        format!("published out/runs/{run:06} with {what}: exit code 3 by --max-refused {limit}")
    };
    let filings = |run: u32, limit: &str| {
        let what = "1 of 1 row of estimates/bad.csv refused, the first row 1: unknown-kind";
        format!("published out/runs/{run:06} with {what}: exit code 3 by --max-refused {limit}")
    };
    assert_eq!(flagged(&house, "--max-refused 100%"), code(0, &[]));
    assert_eq!(
        flagged(&house, "--max-refused 66.6667%"),
        code(3, &[&filings(2, "66.6667%")])
    );
    assert_eq!(
        flagged(&house, "--max-refused 66.6666%"),
        code(3, &[&filings(3, "66.6666%"), &records(3, "66.6666%")])
    );
    assert_eq!(flagged(&house, "--max-refused 2"), code(0, &[]));
    assert_eq!(
        flagged(&house, "--max-refused 1"),
        code(3, &[&records(5, "1")])
    );
    assert_eq!(
        flagged(&house, "--max-refused 2,99%"),
        code(3, &[&filings(6, "99%")])
    );
    assert_eq!(flagged(&house, "--max-refused 101%").0, Some(2));
}

/// What becomes current is judged as the run before was, unless somebody says otherwise.
#[test]
fn another_configuration_is_accepted_before_it_becomes_current() {
    let house = House::new();
    let here = house.path("").canonicalize().unwrap().display().to_string();
    let here = here.trim_end_matches('/');
    house.night("--quiet");
    let mut refused = Vec::new();
    let mut refuse = |options: &str| {
        let said = house.inforce(&format!("run data {options}"));
        assert_eq!(
            (said.code, said.stdout.as_str(), house.current().as_str()),
            (Some(1), "", "runs/000001"),
            "{}",
            said.stderr
        );
        assert_eq!(house.names("out/runs"), ["000001"], "nothing is left");
        refused.push(said.stderr.replace(here, "..."));
    };
    refuse("");
    house.write("other/note.txt", "");
    for (name, text) in [
        ("substances.csv", ""),
        ("forms.csv", ""),
        ("countries.csv", ""),
        ("preparations.csv", ""),
    ] {
        house.write(
            &format!("other/{name}"),
            fs::read_to_string(house.path(&format!("config/{name}"))).unwrap() + text,
        );
    }
    refuse("--config other");
    house.replace("config/inforce.toml", "until-replaced", "three-years");
    house.replace(
        "config/countries.csv",
        "KEN,Kenya\n",
        "KEN,Kenya\nUGA,Uganda\n",
    );
    refuse("--config config");
    house.replace("config/inforce.toml", "three-years", "until-replaced");
    house.replace(
        "config/countries.csv",
        "KEN,Kenya\nUGA,Uganda\n",
        "UGA,Uganda\nKEN,Kenya\n",
    );
    house.replace("config/countries.csv", "UGA,Uganda\n", "");
    house.write(
        "config/preparations.csv",
        "preparation,name,form,percent\nDROPS,drops,PM005-HCL,10\nDROPS,drops,PD006,50\n",
    );
    refuse("--config config");
    insta::assert_snapshot!(refused.concat(), @r#"
    inforce: the configuration is not that of run 000001, so nothing was judged or published: countries.csv has other lines (5 gone, 250 new), forms.csv has other lines (3 gone, 850 new), inforce.toml has other lines (0 gone, 13 new), notices.csv is new, preparations.csv has other lines (3 gone, 19 new), prohibitions.csv has other lines (1 gone, 219 new), substances.csv has other lines (4 gone, 405 new); run 000001 was judged by .../config, and this one would be by the built-in configuration; name the former with --config, or let --accept judge by the latter from now on
    inforce: the configuration is not that of run 000001, so nothing was judged or published: inforce.toml is missing, prohibitions.csv is missing; run 000001 was judged by .../config, and this one would be by .../other; name the former with --config, or let --accept judge by the latter from now on
    inforce: the configuration is not that of run 000001, so nothing was judged or published: countries.csv has other lines (0 gone, 1 new), inforce.toml validity is "three-years" and was "until-replaced"; both were read from .../config, which has changed since; restore it, or let --accept judge by it as it is from now on
    inforce: the configuration is not that of run 000001, so nothing was judged or published: preparations.csv has other lines (the same in another order or with other ends); both were read from .../config, which has changed since; restore it, or let --accept judge by it as it is from now on
    "#);
    // Accepted once, it is the configuration of the nights that follow. The day by which something was known is said on the command line.
    assert_eq!(flagged(&house, "--accept"), code(0, &[]));
    assert_eq!(flagged(&house, ""), code(0, &[]));
    assert_eq!(flagged(&house, "--known-at 2024-05-01"), code(0, &[]));
    assert_eq!(house.current(), "runs/000004");
    // The same lists in another folder are no other configuration.
    house.remove("other");
    crate::house::copy(&house.path("config"), &house.path("other"));
    assert_eq!(
        house.inforce("run data --config other --quiet").code,
        Some(0)
    );
}

#[test]
fn a_run_of_which_every_row_is_refused_is_accepted_before_it_becomes_current() {
    let house = House::new();
    house.night("--quiet");
    let records = fs::read_to_string(house.path("data/trades/first.csv")).unwrap();
    house.write("data/trades/first.csv", records.replace(",2024-", ",24-"));
    let said = flagged(&house, "");
    let why = "bad-date 5; in trades/first.csv";
    let expected = format!(
        "all 5 rows of records were refused ({why}), so nothing was published: run 000001 had 5 that were not; mend the files, publish to another folder with --out to look at what was refused, or let --accept publish it here"
    );
    assert_eq!(said, code(1, &[&expected]));
    assert_eq!(
        (house.current().as_str(), house.names("out/runs").len()),
        ("runs/000001", 1)
    );
    assert_eq!(flagged(&house, "--accept"), code(0, &[]));
    // Nothing is lost any more where the run before had none either.
    assert_eq!(flagged(&house, ""), code(0, &[]));
    house.write("data/trades/first.csv", &records);
    assert_eq!(flagged(&house, ""), code(0, &[]));
    house.replace("data/estimates/first.csv", "PD006", "PD-6");
    let said = flagged(&house, "");
    assert!(
        said.1.contains(
            "all 2 rows of filings were refused (unknown-substance 2; in estimates/first.csv)"
        ),
        "{}",
        said.1
    );
    assert_eq!((said.0, house.current().as_str()), (Some(1), "runs/000004"));
    // A first run has none before it to lose.
    assert_eq!(flagged(&house, "--out elsewhere"), code(0, &[]));
}

#[test]
fn a_summary_for_programs_says_what_that_for_people_does() {
    let house = House::new();
    house.night("--quiet");
    house.records("late", "C-3,2024-03-05,2024-04-10,CHE,DEU,import,PD006,7.000001,,A-3,\nC-4,2024-02-30,,CHE,DEU,import,PD006,1,,,\n");
    house.write("data/trades/torn.csv", "torn");
    let said = house.inforce("run data --config config --keep-going --format json");
    assert_eq!(said.code, Some(3));
    let told: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(
        (&told["run"], &told["previous_run"], &told["folder"]),
        (
            &"000002".into(),
            &"000001".into(),
            &"out/runs/000002".into()
        )
    );
    assert_eq!(told["counts"]["records"]["read"], 7);
    assert_eq!(told["counts"]["alerts"]["import-excess"], 2);
    assert_eq!(
        told["refused"],
        serde_json::json!({"records": {"bad-date": 1}, "filings": {}})
    );
    assert_eq!(told["changed"]["worsened"], 1);
    assert_eq!(told["changes"][0]["after"]["peak_excess_g"], "27.000001");
    assert_eq!(told["left_out"][0]["file"], "trades/torn.csv");
}
