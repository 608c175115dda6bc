//! Night after night, word by word: `nights/transcript.txt` holds what happened before each night, what the run says of it, and
//! what is answered about the nights. `INFORCE_WRITE=1` writes the transcript anew, to be read before it is kept.

// Tests panic with a message where something must hold.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "verify/forge.rs"]
mod forge;
mod house;

use std::fmt::Write;
use std::fs;
use std::path::Path;

use house::{FILINGS, House, RECORDS};
use inforce::outputs::{Manifest, Program};

/// A house, and all that was said in it.
struct Told {
    house: House,
    transcript: String,
    number: u64,
}

impl Told {
    /// What the next night says of the one before, after something has happened.
    fn night(&mut self, happened: &str, options: &str) {
        let said = self.house.inforce(&format!("run data --config config {options}"));
        self.number += 1;
        writeln!(self.transcript, "Night {}: {happened}\n", self.number).unwrap();
        let from =
            said.stdout.lines().skip_while(|line| !["Since run", "No alert", "First run"].iter().any(|start| line.starts_with(start)));
        let block: Vec<&str> =
            from.take_while(|line| !["Largest", "Prohibited", "Rows"].iter().any(|start| line.starts_with(start))).collect();
        writeln!(self.transcript, "{}{}", block.join("\n"), said.stderr).unwrap();
        assert!([Some(0), Some(3)].contains(&said.code), "{}", said.stderr);
    }

    /// What is answered to a command.
    fn ask(&mut self, command: &str) {
        let said = self.house.inforce(command);
        let text = shortened(&said.stdout, &self.house) + &shortened(&said.stderr, &self.house);
        writeln!(self.transcript, "$ inforce {command}\n{text}exit code {}\n", said.code.unwrap()).unwrap();
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
    let words: Vec<String> = text.split([' ', '\n', '"', ',']).filter(|word| hash(word) || time(word)).map(str::to_owned).collect();
    for word in words {
        let other = if hash(&word) { "#".repeat(word.len()) } else { "0000-00-00T00:00:00Z".to_owned() };
        text = text.replace(&word, &other);
    }
    text
}

#[test]
fn nights_are_told_as_they_were_read() {
    let mut told = Told { house: House::new(), transcript: String::new(), number: 0 };
    records_and_filings(&mut told);
    lists_and_options(&mut told);
    questions(&mut told);
    faults(&mut told);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/nights/transcript.txt");
    if std::env::var_os("INFORCE_WRITE").is_some() {
        fs::write(&path, &told.transcript).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let differ = told.transcript.lines().zip(expected.lines()).find(|(found, expected)| found != expected);
    assert!(told.transcript == expected, "the first line that differs, and what is expected: {differ:#?}");
}

fn records_and_filings(told: &mut Told) {
    told.night("the first", "");
    told.night("nothing has happened", "");
    told.house.records("late", "C-3,2024-03-05,2024-04-10,CHE,DEU,import,PD006,7,,A-3,\n");
    told.night("a record comes late", "");
    told.house.records("corrections", "C-1,2024-02-01,2024-05-10,CHE,DEU,import,PD006,65.5,,A-1,\n");
    told.night("a record is corrected upwards by a later version", "");
    told.house.records("withdrawn", "D-1,2024-02-01,2024-05-20,DEU,CHE,export,PD006,0,,A-1,\n");
    told.night("a record is withdrawn by a later version of 0 g", "");
    told.house.filings("supplements", "S-1,CHE,PD006,supplement,2024-03-02,,+20,\n");
    told.night("a supplement comes, which eases an excess", "");
    told.house.filings("more", "S-2,CHE,PD006,supplement,2024-02-20,,+20,\nS-1,CHE,PD006,supplement,2024-06-01,,+1000,\n");
    told.night("another supplement, and a later version of the first", "");
    told.house.remove("data/estimates/more.csv");
    told.night("both are gone again", "");
    told.house.filings("new", "E-3,CHE,PD006,assessment,2024-02-15,2024-03-01,30,\n");
    told.night("a new estimate, lower than the one before it", "");
    told.house.replace("data/estimates/new.csv", ",30,", ",3000,");
    told.night("the estimate is corrected where it stands", "");
    told.house.replace("data/estimates/new.csv", ",3000,", ",90,");
    told.house.replace("data/trades/first.csv", "C-2,2024-03-01,", "C-2,2024-13-01,");
    told.night("the estimate is corrected once more, and a record gets a date that is none", "");
    told.house.replace("data/trades/first.csv", "C-2,2024-13-01,", "C-2,2024-03-01,");
    told.night("the record gets its date back", "");
    told.house.write("data/trades/late.csv", "");
    told.night("a file arrives empty and is left out", "--keep-going");
    told.house.remove("data/trades/late.csv");
    told.house.records("late", "C-3,2024-03-05,2024-04-10,CHE,DEU,import,PD006,7,,A-3,\n");
    told.night("the file is whole again", "");
    told.house.remove("data/trades/late.csv");
    told.night("the file is removed", "");
    told.house.replace(
        "data/trades/first.csv",
        "C-2,2024-03-01,2024-03-10,CHE,DEU,import,PD006,60",
        "C-2,2024-03-01,2024-03-10,CHE,DEU,import,PD006,61",
    );
    told.house.write("data/trades/renamed.csv", format!("{RECORDS}C-1,2024-02-01,2024-05-10,CHE,DEU,import,PD006,65.5,,A-1,\n"));
    told.house.remove("data/trades/corrections.csv");
    told.night("a record is edited where it stands, and a file has another name", "");
}

fn lists_and_options(told: &mut Told) {
    told.house.replace("config/forms.csv", "80.4", "80.5");
    told.night("another edition of the factors", "");
    told.house.replace("config/substances.csv", "PL002,lysergide,I,", "PL002,lysergide,II,");
    told.night("another edition of the schedules", "");
    told.house.replace("config/prohibitions.csv", "KEN,PM005,1999-01-01", "KEN,PM005,2024-12-01");
    told.night("a prohibition of another date", "");
    told.house.replace("config/countries.csv", "KEN,Kenya\n", "");
    told.house.write("config/prohibitions.csv", "country,substance,from\n");
    told.night("a country is no longer listed", "");
    told.house.replace("config/countries.csv", "FRA,France\n", "FRA,France\nKEN,Kenya\n");
    told.night("it is listed again", "");
    told.house.filings("old", "E-4,CHE,PD006,assessment,2024-03-20,2024-02-01,50,\n");
    told.night("an estimate that reaches back", "");
    told.house.replace("config/inforce.toml", "honour", "ignore");
    told.night("another policy, by which it does not", "");
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
    told.house.records("since", "C-9,2024-03-05,2024-04-10,CHE,DEU,import,PD006,7,,A-3,\n");
    told.note("a file has come since");
    told.ask(&format!("verify --run {nights} --from-inputs"));
    told.house.replace("data/trades/renamed.csv", "65.5", "65.6");
    told.house.remove("data/trades/withdrawn.csv");
    told.note("one is changed, and one is gone");
    told.ask(&format!("verify --run {nights} --from-inputs"));
    told.note("another version of the program published the newest run, and found otherwise");
    let folder = told.house.path(&format!("out/runs/{nights:06}"));
    let alerts = forge::table(&folder.join("alerts.parquet"));
    let excess_days = alerts.schema().index_of("excess_days").unwrap();
    forge::put(&folder, "alerts.parquet", &forge::with_other(&alerts, excess_days, 0).unwrap());
    let mut manifest: Manifest = serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    manifest.program = Program { version: "0.0.9".into(), ..Program::SELF };
    forge::seal(&folder, &manifest, told.house.run_file(nights));
    told.ask("verify");
    told.house.records("since", "");
    told.house.write("data/trades/renamed.csv", format!("{RECORDS}C-1,2024-02-01,2024-05-10,CHE,DEU,import,PD006,65.5,,A-1,\n"));
    told.house.records("withdrawn", "D-1,2024-02-01,2024-05-20,DEU,CHE,export,PD006,0,,A-1,\n");
    told.night("this version of the program, by the same data", "");
    told.note("older runs are pruned");
    told.house.write("data/estimates/none.csv", FILINGS);
    told.night("the same, with --keep 2", "--keep 2");
    told.ask("diff 1 2");
    told.ask("verify --all");
    told.note("a file of the newest run is cut, one is added, and one is gone");
    let newest = format!("out/runs/{:06}", told.number);
    let ledger = fs::read(told.house.path(&format!("{newest}/ledger.parquet"))).unwrap();
    told.house.write(&format!("{newest}/ledger.parquet"), &ledger[..ledger.len() / 2]);
    told.house.write(&format!("{newest}/alerts (copy).parquet"), "mine");
    told.house.remove(&format!("{newest}/filings.parquet"));
    for command in ["verify", "verify --quiet", "verify --format json"] {
        told.ask(command);
    }
    let newest = told.number;
    told.ask(&format!("diff {} {newest}", newest - 1));
    told.note("the run.json of the run before the newest is another's");
    let run = fs::read(told.house.path(&format!("out/runs/{:06}/run.json", newest - 1))).unwrap();
    told.house.write(&format!("out/runs/{newest:06}/run.json"), run);
    told.ask("verify");
    told.ask("run data --config config");
}
