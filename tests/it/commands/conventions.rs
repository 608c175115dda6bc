//! What the questions answer of a dataset of all three conventions: what is filed, own exports and their sum, notices, exempt
//! preparations, and precursors without a requirement. Each sentence is met where it is true, and missing where it is not.

use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const FILINGS: &str = "\
filing_id,country,substance,kind,received,effective,grams,note,year,confirmed
KEN-E24,KEN,NM009,estimate,2023-10-01,,15000,,2024,2023-11-01
KEN-D24,KEN,NM009,deduction,2024-01-15,,800,excess of 2023,2024,
KEN-S24,KEN,NM009,supplement,2024-05-10,,2000.5,,2024,2024-06-03
KEN-U24,KEN,NM009,supplement,2024-09-01,,500,,2024,
CHE-U24,CHE,NM009,estimate,2023-10-01,,700,,2024,
KEN-B,KEN,PD006,assessment,2023-10-01,2024-01-01,1000,,,
FRA-R,FRA,RE001,requirement,2024-03-01,2024-04-01,500000,,,
FRA-E24,FRA,NM009,estimate,2023-10-01,,1,,2024,2023-11-01
KEN-C24,KEN,NC005,estimate,2023-10-01,,1000,,2024,2023-11-01
";

const RECORDS: &str = "\
record_id,date,reporter,partner,flow,form,quantity_g,reexport_g,authorisation,special_licence,procedure
K-1,2024-02-01,KEN,CHE,import,NM009,9000,1000,,,
K-2,2024-03-10,KEN,UGA,export,NM009,300,,,,
K-3,2024-04-20,KEN,UGA,export,NM009,900,,,,
K-4,2024-05-20,KEN,CHE,import,NM009,8000,,,,
K-5,2024-08-01,KEN,UGA,export,NM009,100,,,,simplified
K-6,2024-09-10,KEN,UGA,export,NM009,150,,,,
S-1,2024-02-01,CHE,KEN,export,NM009,9000,,,,
S-2,2024-07-15,CHE,KEN,export,NM009,500,,,,
S-3,2024-08-15,CHE,KEN,export,NM009,600,,,,
S-4,2024-03-01,CHE,UGA,export,NM009,100,,,,
S-5,2024-03-02,CHE,KEN,export,NC005-SIII,1000,,,,
S-6,2024-03-03,CHE,KEN,export,NC005,1200.25,,,,
K-7,2024-03-05,KEN,CHE,import,NC005-SIII,1000,,,,
K-8,2024-03-06,KEN,CHE,import,PD006,1500,300,,,
K-9,2024-03-06,KEN,CHE,import,MIXED,1000,,,,
F-1,2024-02-10,FRA,CHE,import,RE001,430000,,,,
F-2,2024-05-10,FRA,CHE,import,RE001,100000,,,,
F-3,2024-03-01,FRA,CHE,import,NM009,600,,,,
G-1,2024-02-10,DEU,CHE,import,RE001,1000,,,,
";

/// A run of the dataset, by the built-in configuration with a notice and with a preparation of codeine and diazepam.
struct Mixed {
    folder: TempDir,
    /// The summary of the run.
    summary: String,
}

impl Mixed {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        };
        write("data/estimates/filings.csv", FILINGS);
        write("data/trades/records.csv", RECORDS);
        let builtin = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
        for name in [
            "substances",
            "forms",
            "preparations",
            "countries",
            "prohibitions",
        ] {
            let mut text = fs::read_to_string(builtin.join(format!("{name}.csv"))).expect("a list");
            if name == "preparations" {
                text += "MIXED,codeine with diazepam,NC005,2,1961\nMIXED,codeine with diazepam,PD006,1,1961\n";
            }
            write(&format!("config/{name}.csv"), &text);
        }
        let notices = "country,substance,year,from\nKEN,NM009,2024,2024-08-01\n";
        write("config/notices.csv", notices);
        let mut mixed = Self {
            folder,
            summary: String::new(),
        };
        mixed.summary = mixed.asks("run data --config config", 0);
        mixed
    }

    /// Returns what a command says, with the exit code that it must have.
    fn asks(&self, command: &str, code: i32) -> String {
        self.asks_within(None, command, code)
    }

    fn asks_within(&self, columns: Option<&str>, command: &str, code: i32) -> String {
        let mut inforce = Command::new(env!("CARGO_BIN_EXE_inforce"));
        inforce
            .args(command.split(' '))
            .current_dir(self.folder.path())
            .env_remove("COLUMNS");
        if let Some(columns) = columns {
            inforce.env("COLUMNS", columns);
        }
        let output = inforce.output().expect("the program");
        let said = String::from_utf8(output.stdout).expect("text");
        let complained = String::from_utf8(output.stderr).expect("text");
        assert_eq!(
            output.status.code(),
            Some(code),
            "{command}:\n{said}{complained}"
        );
        if code == 2 { complained } else { said }
    }

    fn json(&self, command: &str, code: i32) -> serde_json::Value {
        let said = self.asks(&format!("{command} --format json"), code);
        serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
    }
}

fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is missing in:\n{text}");
    }
}

fn has_not(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(!text.contains(part), "{part:?} is in:\n{text}");
    }
}

#[test]
fn questions_know_three_conventions() {
    let mixed = Mixed::new();
    summary(&mixed.summary);
    estimates(&mixed);
    explains(&mixed);
    checks(&mixed);
    checks_exempt(&mixed);
    checks_precursors(&mixed);
    what_if(&mixed);
    headroom(&mixed);
    trades(&mixed);
    alerts(&mixed);
    forms(&mixed);
    oddities(&mixed);
    fits_80_columns(&mixed);
}

fn summary(said: &str) {
    has(
        said,
        &[
            "convention",
            "Of the 1988 Convention, the estimate is a requirement, which is guidance.",
            "Exports after a notice, 1 alert",
            "not yet known  exempt  refused",
            "Findings on the estimates and requirements up to 2024-09-10",
            "unconfirmed: filings of narcotic drugs that the Board has not confirmed; they limit nothing and add nothing",
            "requirement-unknown: countries and precursors with trade on days without a requirement in force",
            "by year evidence and ledger",
        ],
    );
    has_not(said, &["Prohibited trade", "Schedule I trade, "]);
}

fn estimates(mixed: &Mixed) {
    let of = |on: &str| {
        mixed.json(
            &format!("estimates --country KEN --substance morphine --on {on}"),
            0,
        )
    };
    let on = of("2024-05-20");
    assert_eq!(on[0]["filed_g"], "14200");
    assert_eq!(on[0]["own_exports_g"], "1200");
    assert_eq!(on[0]["own_export_records"], "2");
    assert_eq!(on[0]["level_g"], "15400");
    assert_eq!(on[0]["filing_id"], "KEN-E24");
    assert_eq!(on[0]["supplements"], "KEN-D24");
    let on = of("2025-01-01");
    assert_eq!(
        (&on[0]["level_g"], &on[0]["status"], &on[0]["own_exports_g"]),
        (&"0".into(), &"none".into(), &"0".into())
    );
    let said = mixed.asks(
        "estimates --country KEN --substance morphine --on 2024-05-20",
        0,
    );
    has(
        &said,
        &[
            "Estimates in force on 2024-05-20",
            "g filed",
            "g exported",
            "Own exports are what the country itself reports as exported from 2024-01-01 to 2024-05-20 (rules 7.4), listed by:",
            "inforce trades --reporter KEN --exporter KEN --substance NM009 --year 2024 --until 2024-05-20",
        ],
    );
    let csv = mixed.asks("estimates --country KEN --on 2024-05-20 --format csv", 0);
    has(&csv, &["14200,1200,2,15400,in-force"]);
    let history = mixed.asks("estimates --country KEN --substance morphine --history", 0);
    has(&history, &["Without own exports", "14,200", "16,200.5"]);
    has_not(&history, &["15,400"]);
    let others = mixed.asks(
        "estimates --country KEN --substance PD006 --on 2024-05-20",
        0,
    );
    has_not(&others, &["g exported", "wn exports", "confirmed"]);
    let requirement = mixed.asks(
        "estimates --country FRA --substance RE001 --on 2024-05-20",
        0,
    );
    has(&requirement, &["Requirements in force on 2024-05-20"]);
    let both = mixed.asks("estimates --country FRA --on 2024-05-20", 0);
    has(
        &both,
        &["Estimates and requirements in force on 2024-05-20"],
    );
    let table_v = mixed.asks(
        "estimates --on 2024-05-20 --layout table-v --substance NM009",
        2,
    );
    has(
        &table_v,
        &["NM009 is of the 1961 Convention, and table V is of psychotropic substances"],
    );
}

fn explains(mixed: &Mixed) {
    let said = mixed.asks("explain import-excess:KEN:NM009:2024", 0);
    has(
        &said,
        &[
            "morphine (Schedule I of the 1961 Convention), 2024",
            "1961 Convention: its estimates are binding (rules 7.1)",
            "2024-05-20: 17,000 g against 15,400 g (in-force), 1,600 g too much",
            "own exports       of the 15,400 g, 14,200 g are filed and 1,200 g were exported by Kenya itself, in 2 records from 2024-01-01 to 2024-05-20 (rules 7.4)",
            "listed by         inforce trades --reporter KEN --exporter KEN --substance NM009 --year 2024 --until 2024-05-20",
            "sets the estimate from 2024-01-01 until 2025-01-01 (rules 7.3)",
            "counts in the level of 2024 from 2024-01-15 until 2025-01-01",
            "counts in the level of 2024 from 2024-06-03 until 2025-01-01",
            "counts for nothing: the Board has not confirmed it (rules 7.2)",
            "from 2024-01-01 until 2024-01-15: 15,000 g, in-force, by KEN-E24",
            "from 2024-06-03 until 2025-01-01: 16,200.5 g, in-force, by KEN-E24 + KEN-D24 + KEN-S24",
            "Own exports raise it, from 1 January on, as Kenya reports them (rules 7.4):",
            "2024-04-20: 900 g, in all 1,200 g, in 1 record",
            "2024-09-10: 150 g, in all 1,350 g, in 1 record",
        ],
    );
    let tree = mixed.json("explain import-excess:KEN:NM009:2024", 0);
    assert_eq!(tree["alert"]["own_exports_g"], "1200");
    assert_eq!(tree["alert"]["force"], "binding");
    assert_eq!(tree["own_exports"].as_array().map(Vec::len), Some(3));
    assert_eq!(tree["filings"][0]["year"], 2024);
    let none = mixed.asks("explain export-excess:KEN>UGA:NM009:2024", 0);
    has(
        &none,
        &[
            "own exports       none: Uganda itself reports no export from 2024-01-01 to 2024-03-10 (rules 7.4)",
            "no estimate       no filing was received",
            "None: 0 g; no filing was received.",
        ],
    );
    has_not(&none, &["-5877641", "by \n"]);
    let notice = mixed.asks("explain export-after-notice:CHE>KEN:NM009:2024", 0);
    has(
        &notice,
        &[
            "the Board has told exporting countries that Kenya is in excess for 2024 (Article 21(4)(b) of the 1961 Convention); exports are listed from 2024-08-01 to the end of the year",
            "every movement is reported: 1 record on 1 day from 2024-08-15 to 2024-08-15",
        ],
    );
    let guidance = mixed.asks("explain import-excess:FRA:RE001:2024", 0);
    has(
        &guidance,
        &[
            "ephedrine (Table I of the 1988 Convention), 2024",
            "1988 Convention: its requirements are guidance (rules 7.1)",
            "sets the requirement from 2024-04-01 on (rules 3.2)",
            "until 2024-04-01: no requirement in force, nothing is compared (rules 7.9)",
            "from 2024-04-01",
        ],
    );
    has_not(&guidance, &["own exports", "Own exports", "1961-01-01"]);
    let voluntary = mixed.asks("explain import-excess:KEN:PD006:2024", 0);
    has(
        &voluntary,
        &["1971 Convention: its estimates are filed voluntarily (rules 7.1)"],
    );
    has_not(&voluntary, &["wn exports", "confirmed"]);
}

fn checks(mixed: &Mixed) {
    let asked = "check --importer KEN --form NM009 --quantity 100g";
    let over = mixed.asks(&format!("{asked} --date 2024-05-20"), 10);
    has(
        &over,
        &[
            "EXCEEDS: 100 g of morphine",
            "morphine (NM009), Schedule I of the 1961 Convention: exceeds",
            "estimate          15,400 g on 2024-05-20, in force",
            "estimate KEN-E24: 15,000 g for 2024, received 2023-10-01, confirmed 2023-11-01",
            "deduction KEN-D24: -800 g for 2024, received 2024-01-15 (excess of 2023)",
            "own exports: +1,200 g, which Kenya itself reports as exported from 2024-01-01 to 2024-05-20 (rules 7.4); 14,200 g without them",
            "listed by: inforce trades --reporter KEN --exporter KEN --substance NM009 --year 2024 --until 2024-05-20",
        ],
    );
    has_not(&over, &["notice  "]);
    // 14,200 g and 300 g exported by then, of which 9,000 g are imported.
    let fits = mixed.asks(&format!("{asked} --date 2024-03-10"), 0);
    has(
        &fits,
        &[
            "FITS: 100 g",
            "14,500 g on 2024-03-10",
            "5,500 g left before it",
        ],
    );
    let noticed = mixed.asks(&format!("{asked} --exporter CHE --date 2024-08-02"), 10);
    has(
        &noticed,
        &[
            "AFTER-NOTICE: 100 g",
            "the Board has told exporting countries from 2024-08-01 on that Kenya is in excess for 2024",
            "this export, reported by Switzerland, is listed, whatever the quantity (rules 7.5)",
        ],
    );
    has_not(&noticed, &["The largest quantity"]);
    let noticed = mixed.asks(&format!("{asked} --date 2024-08-02"), 10);
    has(
        &noticed,
        &["an export to it by any country is listed, whatever the quantity (rules 7.5)"],
    );
    let before = mixed.asks(&format!("{asked} --exporter CHE --date 2024-07-31"), 0);
    has(&before, &["FITS: 100 g"]);
    has_not(&before, &["notice  "]);
    // Switzerland has no confirmed estimate, but exports.
    let none = "check --importer CHE --form NM009 --date 2024-07-20 --quantity";
    let fits = mixed.asks(&format!("{none} 9600g"), 0);
    has(
        &fits,
        &[
            "FITS: 9,600 g",
            "estimate          9,600 g on 2024-07-20, none: the Board has not confirmed 1 filing for 2024",
            "own exports: +9,600 g, which Switzerland itself reports as exported from 2024-01-01 to 2024-07-20 (rules 7.4); 0 g without them",
            "The largest quantity of this form that fits: 9,600 g",
        ],
    );
    let over = mixed.asks(&format!("{none} 9600.000001g"), 10);
    has(&over, &["NO-ESTIMATE: 9,600.000001 g"]);
    let tree = mixed.json(&format!("{none} 9600g"), 0);
    let of = &tree["substances"][0];
    assert_eq!(
        (
            &of["estimate_g"],
            &of["filed_g"],
            &of["own_exports_g"],
            &of["estimate_status"]
        ),
        (&"9600".into(), &"0".into(), &"9600".into(), &"none".into())
    );
    let csv = mixed.asks(&format!("{none} 9600g --format csv"), 0);
    has(&csv, &["own_exports_g", "1961,9600"]);
    // What is for re-export counts of 1961 and not of 1971.
    let reexport = "--importer KEN --quantity 500g --reexport 200g --date 2024-03-10";
    let counts = mixed.asks(&format!("check --form NM009 {reexport}"), 0);
    has(
        &counts,
        &[
            "base mass         500 g = 500 g x 1, with what is for re-export, which counts (rules 7.1)",
        ],
    );
    let net = mixed.asks(&format!("check --form PD006 {reexport}"), 10);
    has(&net, &["base mass         300 g = 300 g x 1\n"]);
}

fn checks_exempt(mixed: &Mixed) {
    let asked = "check --importer KEN --quantity 100g --date 2024-03-10 --form";
    let exempt = mixed.asks(&format!("{asked} NC005-SIII"), 0);
    has(
        &exempt,
        &[
            "FITS: 100 g",
            "codeine (NC005), Schedule II of the 1961 Convention: exempt",
            "counts for nothing: preparations.csv marks NC005-SIII as exempt from the rules of the 1961 Convention on import and export (rules 7.6)",
        ],
    );
    has_not(&exempt, &["It holds no substance"]);
    let other = mixed.asks(&format!("{asked} MIXED"), 10);
    has(
        &other,
        &[
            "codeine (NC005), Schedule II of the 1961 Convention: exempt",
            "diazepam (PD006), Schedule IV of the 1971 Convention: exceeds",
        ],
    );
    let simplified = mixed.asks(&format!("{asked} NC005 --procedure simplified"), 0);
    has(
        &simplified,
        &[
            "FITS: 100 g",
            "under the simplified procedure",
            "counts for nothing: it is treated as consumed in the exporting country (rules 7.7)",
        ],
    );
    let usual = mixed.asks(&format!("{asked} NC005"), 10);
    has_not(&usual, &["exempt", "simplified"]);
    let tree = mixed.json(&format!("{asked} NC005 --procedure simplified"), 0);
    assert_eq!(tree["exempt"][0]["reason"], "simplified-procedure");
    assert_eq!(tree["substances"].as_array().map(Vec::len), Some(0));
    let list = mixed.folder.path().join("list.csv");
    let lines = "importer,form,quantity,date,procedure\nKEN,NC005-SIII,1kg,2024-03-10,\nKEN,NC005,1kg,2024-03-10,simplified\nDEU,RE001,1kg,2024-03-10,\n";
    fs::write(&list, lines).expect("a list");
    let listed = mixed.asks("check --file list.csv", 0);
    has(
        &listed,
        &[
            "exempt preparation: nothing counts for NC005",
            "simplified procedure: nothing counts for NC005",
            "not-compared",
        ],
    );
    fs::write(
        &list,
        "importer,form,quantity,date,procedure\nKEN,NC005,1kg,2024-03-10,fast\n",
    )
    .expect("a list");
    has(
        &mixed.asks("check --file list.csv", 1),
        &["procedure is \"fast\"; expected simplified or nothing"],
    );
}

fn checks_precursors(mixed: &Mixed) {
    let none = mixed.asks(
        "check --importer DEU --form RE001 --quantity 9000kg --date 2024-03-10",
        0,
    );
    has(
        &none,
        &[
            "NOT-COMPARED: 9,000,000 g of ephedrine",
            "requirement       not compared: no requirement in force; no filing was received (rules 7.9)",
        ],
    );
    has_not(
        &none,
        &["left before it", "The largest quantity", "No quantity"],
    );
    let asked = "check --importer FRA --form RE001 --quantity 20kg --date";
    let early = mixed.asks(&format!("{asked} 2024-03-31"), 0);
    has(
        &early,
        &[
            "NOT-COMPARED",
            "it exceeds the requirement of ephedrine by import reports, on 2024-05-10 by 50,000 g",
            "no requirement in force; the first requirement applies from 2024-04-01",
        ],
    );
    let fits = mixed.asks(&format!("{asked} 2024-04-01"), 0);
    has(
        &fits,
        &[
            "FITS",
            "requirement       500,000 g on 2024-04-01, in force",
        ],
    );
    let over = mixed.asks(&format!("{asked} 2024-05-10"), 10);
    has(&over, &["EXCEEDS"]);
    let tree = mixed.json(
        "check --importer DEU --form RE001 --quantity 9kg --date 2024-03-10",
        0,
    );
    let of = &tree["substances"][0];
    assert_eq!(
        (&of["verdict"], &of["force"], &of["estimate_g"]),
        (
            &"not-compared".into(),
            &"guidance".into(),
            &serde_json::Value::Null
        )
    );
}

fn what_if(mixed: &Mixed) {
    let said = mixed.asks("what-if --supplement KEN:NM009:+1600g@2024-05-20", 0);
    has(
        &said,
        &[
            "supplement what-if-1 of +1,600 g for 2024, received 2024-05-20, confirmed 2024-05-20: counts in the level of 2024 from 2024-05-20 until 2025-01-01",
            "clears  import-excess:KEN:NM009:2024",
            "+1,600 g on 2024-05-20",
            "To these levels own exports are added: 1,350 g by the end of 2024, as Kenya itself reports them (rules 7.4).",
        ],
    );
    has_not(&said, &["The notice"]);
    // The least amount is not in whole grams.
    let tree = mixed.json("what-if --supplement KEN:NC005:+0g@2024-03-03", 0);
    let clearing = &tree["outcomes"][0]["alerts"][0]["clearing_supplements"][0];
    assert_eq!(clearing["grams"], "200.25");
    let deducted = mixed.asks("what-if --deduction KEN:NC005:0.5g@2024-01-01", 0);
    has(
        &deducted,
        &[
            "deduction what-if-1 of -0.5 g for 2024, received 2024-01-01: counts in the level of 2024",
            "999.5",
            "worsens",
        ],
    );
    let estimated = mixed.asks("what-if --estimate KEN:NC005:2kg@2023-11-02,2024", 0);
    has(
        &estimated,
        &[
            "estimate what-if-1 of 2,000 g for 2024, received 2023-11-02, confirmed 2023-11-02: sets the estimate from 2024-01-01 until 2025-01-01 (rules 7.3)",
            "2 clear\n",
        ],
    );
    let outranked = mixed.asks("what-if --established KEN:NC005:2kg@2023-09-02,2024", 0);
    has(
        &outranked,
        &[
            "sets nothing: KEN-C24 starts on 2024-01-01, too, and governs (rules 7.3)",
            "2 stay\n",
        ],
    );
    let late = mixed.asks("what-if --supplement KEN:NC005:+2kg@2025-01-01,2024", 0);
    has(
        &late,
        &[
            "counts for nothing: it would count from 2025-01-01 on, and 2024 is over by then (rules 7.3)",
        ],
    );
    let other_year = mixed.asks(
        "what-if --supplement KEN:NC005:+0g@2023-12-01,2024 --format csv",
        0,
    );
    has(&other_year, &["+200.25@2023-12-01,2024"]);
    let other_year = mixed.asks("what-if --supplement KEN:NC005:+0g@2023-12-01,2024", 0);
    has(&other_year, &["+200.25 g on 2023-12-01, for 2024"]);
    let ended = mixed.asks("what-if --supplement KEN:NM009:+1g@2024-08-10", 0);
    has(
        &ended,
        &[
            "A notice that Kenya is in excess for 2024 would end: exports to it from 2024-08-10 to 2024-12-31 would not be listed as export-after-notice (rules 7.5).",
        ],
    );
    let requirement = mixed.asks("what-if --requirement FRA:RE001:530kg@2024-05-01", 0);
    has(
        &requirement,
        &[
            "requirement what-if-1 of 530,000 g, received 2024-05-01: sets the requirement from 2024-05-01 on (rules 3.2)",
            "clears  import-excess:FRA:RE001:2024",
            "There are no supplements to a requirement; a new requirement could clear an alert from the day on which it applies.",
            "none in force",
            "requirement g",
        ],
    );
    has_not(&requirement, &["estimate g", "own exports"]);
    let wrong = mixed.asks("what-if --assessment KEN:NM009:1g@2024-01-01", 2);
    has(
        &wrong,
        &[
            "the assessment for KEN:NM009 would be refused: wrong-kind (rules 7.2)",
            "NM009 is of the 1961 Convention, which has estimate, established, supplement, deduction",
        ],
    );
    let wrong = mixed.asks("what-if --estimate KEN:NM009:1g@2024-01-01,2023-12-01", 2);
    has(
        &wrong,
        &[
            "NM009 is of the 1961 Convention, whose filings are for a calendar year; write the year in place of 2023-12-01",
        ],
    );
    let wrong = mixed.asks("what-if --assessment KEN:PD006:1g@2024-01-01,2024", 2);
    has(
        &wrong,
        &[
            "PD006 is of the 1971 Convention, whose filings apply until replaced; write the day of receipt in place of 2024",
        ],
    );
    let wrong = mixed.asks("what-if --supplement KEN:PD006:1g@2024-01-01", 2);
    has(&wrong, &["1g has no sign; write +1g or -1g"]);
}

fn headroom(mixed: &Mixed) {
    let on = |command: &str| mixed.json(&format!("headroom {command}"), 0);
    let ken = on("--on 2024-05-20 --country KEN --substance NM009");
    assert_eq!(
        (
            &ken[0]["filed_g"],
            &ken[0]["own_exports_g"],
            &ken[0]["estimate_g"],
            &ken[0]["used_g"]
        ),
        (
            &"14200".into(),
            &"1200".into(),
            &"15400".into(),
            &"17000".into()
        )
    );
    assert_eq!(
        on("--on 2024-03-31 --country FRA --substance RE001"),
        serde_json::json!([])
    );
    assert_eq!(
        on("--on 2024-04-01 --country FRA --substance RE001")[0]["left_g"],
        "70000"
    );
    assert_eq!(on("--on 2024-05-20 --country DEU"), serde_json::json!([]));
    let said = mixed.asks(
        "headroom --on 2024-05-20 --country KEN --substance NM009",
        0,
    );
    has(&said, &["filed g", "own exports g"]);
    let said = mixed.asks(
        "headroom --on 2024-05-20 --country KEN --substance PD006",
        0,
    );
    has_not(&said, &["filed g", "own exports g"]);
}

fn trades(mixed: &Mixed) {
    // The command that explain names.
    let own = mixed.asks(
        "trades --reporter KEN --exporter KEN --substance NM009 --year 2024 --until 2024-05-20",
        0,
    );
    has(
        &own,
        &[
            "Trade in morphine (NM009) from Kenya (KEN) reported by Kenya (KEN) in 2024 up to 2024-05-20",
            "2 records",
            "Own exports among these records",
            "1,200",
            "with the records of this reporter alone, so that no difference is shown",
        ],
    );
    let year = mixed.json("trades --exporter KEN --substance NM009 --year 2024", 0);
    assert_eq!(
        year["own_exports"],
        serde_json::json!([{ "exporter": "KEN", "substance": "NM009", "year": 2024, "base_g": "1350", "records": 3 }])
    );
    let simplified = &year["records"][2];
    assert_eq!(
        (
            &simplified["became"],
            &simplified["exempt_reason"],
            &simplified["bases"]
        ),
        (
            &"exempt".into(),
            &"simplified-procedure".into(),
            &serde_json::json!([])
        )
    );
    let said = mixed.asks("trades --exporter KEN --substance NM009 --year 2024", 0);
    has(&said, &["exempt: simplified procedure"]);
    // The accounts agree with the ledger: with what is for re-export of 1961, without it of 1971.
    let morphine = mixed.json("trades --importer KEN --substance NM009 --year 2024", 0);
    assert_eq!(morphine["records"][0]["bases"][0]["base_g"], "9000");
    assert_eq!(morphine["accounts"][0]["import-reports"]["base_g"], "9000");
    let diazepam = mixed.json("trades --importer KEN --substance PD006 --year 2024", 0);
    assert_eq!(diazepam["records"][0]["bases"][0]["base_g"], "1200");
    let codeine = mixed.asks("trades --importer KEN --substance NC005 --year 2024", 0);
    has(&codeine, &["exempt: exempt preparation"]);
    let all = mixed.asks("trades --importer KEN --exporter CHE --year 2024", 0);
    has(&all, &["judged; exempt for NC005: exempt preparation"]);
    let none = mixed.asks("trades --importer KEN --substance PD006", 0);
    has_not(&none, &["Own exports among", "exempt"]);
    let csv = mixed.asks(
        "trades --importer KEN --substance NC005 --year 2024 --format csv",
        0,
    );
    has(&csv, &["NC005,exempt-preparation"]);
}

fn alerts(mixed: &Mixed) {
    let all = mixed.asks("alerts", 0);
    has(&all, &["convention"]);
    let one = mixed.asks("alerts --convention 1988", 0);
    has(
        &one,
        &[
            "1 alert under the 1988 Convention",
            "import-excess:FRA:RE001:2024",
        ],
    );
    has_not(&one, &["convention", "NM009"]);
    let csv = mixed.asks("alerts --convention 1961 --format csv", 0);
    has(&csv, &["own_exports_g", "1961,binding"]);
    has_not(&csv, &["PD006", "RE001"]);
    has(
        &mixed.asks("alerts --convention 1972", 2),
        &["[possible values: 1961, 1971, 1988]"],
    );
}

fn forms(mixed: &Mixed) {
    let kenya = mixed.asks("forms --country KEN --on 2024-09-10 --to kenya", 0);
    has(
        &kenya,
        &[
            "Form B/P is that of the 1971 Convention. Of other conventions, and in no form:",
            "  import-excess:KEN:NM009:2024\n",
        ],
    );
    let france = mixed.asks("forms --country FRA --on 2024-09-10 --to france", 1);
    assert_eq!(france, "");
}

fn oddities(mixed: &Mixed) {
    has(
        &mixed.asks("oddities --country FRA", 0),
        &[
            "The base mass of 600 g alone is 600 times the estimate of 1 g, own exports included, in force for FRA on 2024-03-01.",
        ],
    );
}

fn fits_80_columns(mixed: &Mixed) {
    for (command, code) in [
        ("alerts", 0),
        ("explain import-excess:KEN:NM009:2024", 0),
        ("explain export-after-notice:CHE>KEN:NM009:2024", 0),
        ("estimates --country KEN --on 2024-05-20", 0),
        (
            "check --importer KEN --form NM009 --quantity 1g --date 2024-08-02",
            10,
        ),
        ("what-if --supplement KEN:NM009:+1600g@2024-05-20", 0),
        ("headroom --on 2024-05-20", 0),
        ("trades --exporter KEN --substance NM009", 0),
        ("oddities", 0),
        ("run data --config config --out again", 0),
    ] {
        let said = mixed.asks_within(Some("80"), command, code);
        let long: Vec<&str> = said
            .lines()
            .filter(|line| line.chars().count() > 80)
            .collect();
        assert!(long.is_empty(), "{command}: {long:#?}");
    }
}
