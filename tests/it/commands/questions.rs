//! What the program answers when it is asked about a published run, word by word: `questions/transcript.txt` holds each
//! command with its exit code and what it says. `INFORCE_WRITE=1` writes the transcript anew, to be read before it is kept.

use crate::house::{demo, done, inforce};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Commands about the demo, published in `out`, and about a small dataset of our own; before some, something is changed: a file
/// of the run that is current in `out`, or one by its path.
const ASKED: &[(&str, &str)] = &[
    ("", "alerts --country sweden"),
    (
        "",
        "alerts --country sweden --substance PD002 --rule import-excess --format csv",
    ),
    (
        "",
        "alerts --year 2023 --rule schedule-i-trade --format json",
    ),
    ("", "alerts --country AND"),
    ("", "alerts --changed --country sweden"),
    ("", "alerts --rule import"),
    ("", "alerts --country swedn"),
    ("", "refused --country KEN"),
    (
        "",
        "refused --file trades/2024/third-quarter.parquet --reason unknown-form",
    ),
    (
        "",
        "refused --kind filing --reason unknown-kind --reason bad-number --format csv",
    ),
    (
        "",
        "refused --file estimates --country mexico --format json",
    ),
    ("", "refused --file exports.csv"),
    ("", "refused --reason bad"),
    (
        "",
        "estimates --on 2024-07-15 --layout table-v --country france",
    ),
    (
        "",
        "estimates --on 2024-07-15 --layout table-v --substance diazepam --format csv",
    ),
    (
        "",
        "estimates --on 2024-07-15 --layout table-v --country france --format json",
    ),
    ("", "estimates --on 1961-07-15 --layout table-v"),
    ("", "estimates --on 2024-07-15 --layout table-v --stale"),
    ("", "estimates --on 2024-07-15 --xlsx table-v.xlsx"),
    (
        "",
        "check --importer france --exporter CHE --form diazepam --quantity 25kg --date 2024-07-15",
    ),
    (
        "",
        "check --importer FRA --form PD006 --quantity 25kg --date 2024-07-15 --format json",
    ),
    (
        "",
        "check --importer FRA --form PD006 --quantity 25kg --date 2024-07-15 --format csv",
    ),
    (
        "",
        "check --importer FRA --form PD006 --quantity 2kg --reexport 2000g --date 2024-12-30",
    ),
    (
        "",
        "check --importer FRA --form PD006 --quantity 1g --date 2024-12-30",
    ),
    (
        "",
        "check --importer ARG --form PM002 --quantity 1g --date 2024-12-30",
    ),
    (
        "",
        "check --importer ARG --form PM002 --quantity 1g --date 2024-12-30 --special-licence",
    ),
    (
        "",
        "check --importer FRA --form PC010 --quantity 1g --date 2024-12-30",
    ),
    (
        "",
        "check --importer FRA --form BINOCET --quantity 1g --date 2024-12-30",
    ),
    (
        "",
        "check --importer FRA --form PD006 --quantity 1kg --date 1961-01-01",
    ),
    ("", "check --file proposed.csv"),
    ("", "check --file proposed.csv --format csv"),
    ("", "check --file proposed.csv --format json"),
    ("", "check --file wrong.csv"),
    ("", "check --file nowhere.csv"),
    (
        "",
        "check --importer fance --form PD006 --quantity 1kg --date 2024-07-15",
    ),
    (
        "",
        "check --importer FRA --form diazepan --quantity 1kg --date 2024-07-15",
    ),
    (
        "",
        "check --importer FRA --form xyzzy --quantity 1kg --date 2024-07-15",
    ),
    (
        "",
        "check --importer FRA --form PD006 --quantity 1 --date 2024-07-15",
    ),
    (
        "",
        "check --importer FRA --form PD006 --quantity 1g --reexport 2g --date 2024-07-15",
    ),
    (
        "",
        "check --importer FRA --exporter FRA --form PD006 --quantity 1g --date 2024-07-15",
    ),
    ("", "check --importer FRA --form PD006 --quantity 1g"),
    (
        "",
        "check --importer FRA --form PD006 --quantity 1g --date 2024-07-15 --out nowhere",
    ),
    (
        "",
        "check --importer FRA --form PD006 --quantity 25kg --date 2024-07-15 --data testdata/demo --format csv",
    ),
    ("", "estimates --on 2024-07-15 --country france"),
    (
        "",
        "estimates --country FRA --substance diazepam --history --format csv",
    ),
    (
        "",
        "estimates --changes 2024-01-01..2024-01-31 --country france",
    ),
    (
        "",
        "estimates --stale --on 2024-03-05 --substance diazepam --format json",
    ),
    ("", "estimates --on 1961-01-01"),
    ("", "estimates --changes 2024-03-05..2024-03-01"),
    ("", "explain import-excess:SWE:PD002:2024"),
    ("", "explain export-excess:ITA>KOR:PB003:2023"),
    ("", "explain import-excess:SWE:PD002:2024 --format csv"),
    ("", "explain import-excess:SWE:PD002:2024 --format json"),
    ("", "explain prohibited-trade:NGA:PM007:2023"),
    ("", "explain import-excess:SWE:PD002:2042"),
    ("", "explain nothing"),
    ("", "what-if --supplement FRA:diazepam:+0g@2024-07-01"),
    (
        "",
        "what-if --supplement SWE:PD002:+300g@2024-02-01 --assessment sweden:PD002:1kg@2024-03-01,2024-02-15",
    ),
    (
        "",
        "what-if --supplement SWE:PD002:+5g@2024-02-01 --format json",
    ),
    (
        "",
        "what-if --supplement SWE:PD002:+5g@2024-08-01 --format csv",
    ),
    (
        "",
        "what-if --supplement SWE:PD002:-10g@2024-02-01 --supplement FRA:PD006:+800kg@2024-07-01",
    ),
    ("", "what-if --supplement AND:PD006:+1g@2024-07-01"),
    ("", "what-if --supplement FRA:PD006:1g@2024-07-01"),
    ("", "what-if --supplement FRA:PD006:+1@2024-07-01"),
    ("", "what-if --supplement FRA:PD006:+1g"),
    ("", "what-if --supplement FRA:+1g@2024-07-01"),
    ("", "what-if --supplement FRA:PD006:+1g@2024-02-30"),
    ("", "what-if --supplement FRA:diazepan:+1g@2024-07-01"),
    ("", "what-if --supplement FRA:PC010:+1g@2024-07-01"),
    ("", "what-if --assessment FRA:PD006:-1g@2024-07-01"),
    ("", "what-if --assessment FRA:PD006:1g@1960-07-01"),
    ("", "what-if --assessment FRA:PD006:1g"),
    (
        "",
        "what-if --supplement FRA:PD006:+1g@2024-07-01 --data testdata/demo --known-at 2024-06-30",
    ),
    ("", "what-if"),
    ("", "headroom --on 2024-09-30 --within 1%"),
    ("", "headroom --on 2024-09-30 --within 3% --format csv"),
    ("", "headroom --on 1961-09-30"),
    ("", "headroom --within 101%"),
    ("", "trades --importer canada --substance PC006 --year 2023"),
    (
        "",
        "trades --importer NGA --substance PM007 --year 2023 --format json",
    ),
    (
        "",
        "trades --importer ESP --substance diazepam --exporter USA --format csv",
    ),
    (
        "",
        "trades --importer ESP --substance diazepam --exporter USA --accounts",
    ),
    (
        "",
        "trades --importer ITA --substance PG002 --year 2023 --accounts --format csv",
    ),
    ("", "trades --authorisation FRA/2024/078145"),
    ("", "trades --authorisation FRA/2024/078145 --importer DEU"),
    (
        "",
        "trades --importer canada --substance PC006 --year 2023 --data testdata/demo --known-at 2023-06-30",
    ),
    ("", "trades --year 2024"),
    ("", "trades --importer FRA --year 1066"),
    ("", "trades --importer frnace --substance diazepam"),
    ("", "trades --authorisation="),
    (
        "",
        "check --importer FRA --form PD006 --quantity 25kg --date 2024-07-15 --authorisation FRA/2024/078145",
    ),
    (
        "",
        "check --importer FRA --form PD006 --quantity 25kg --date 2024-07-15 --authorisation FRA/2O24/O78145",
    ),
    (
        "",
        "check --importer FRA --form PD006 --quantity 25kg --date 2024-07-15 --authorisation FRA/2024/07845 --format json",
    ),
    (
        "",
        "check --importer FRA --form PD006 --quantity 25kg --date 2024-07-15 --authorisation FRA/2024/078154 --format csv",
    ),
    (
        "",
        "check --importer TUR --form PT003 --quantity 1g --date 2023-06-03 --authorisation TUR/2023/067308",
    ),
    (
        "",
        "check --importer FRA --form PD006 --quantity 25kg --date 2024-07-15 --authorisation nothing-like-it",
    ),
    ("", "check --file authorised.csv"),
    ("", "check --file authorised.csv --format csv"),
    ("", "check --file authorised.csv --format json"),
    ("", "run own --out of-own --quiet"),
    ("", "trades --importer FRA --out of-own"),
    (
        "",
        "check --importer FRA --form PD006 --quantity 1g --date 2024-03-01 --authorisation FRA-0001 --out of-own",
    ),
    (
        "touch own/trades/2024.csv",
        "trades --exporter CHE --substance diazepam --out of-own --format csv",
    ),
    (
        "change own/trades/2024.csv",
        "trades --importer FRA --substance diazepam --out of-own",
    ),
    (
        "cut own/trades/2023.csv",
        "check --file authorised.csv --out of-own",
    ),
    (
        "remove own/trades/2023.csv",
        "trades --importer FRA --substance diazepam --out of-own",
    ),
    (
        "",
        "check --importer FRA --form PD006 --quantity 1g --date 2024-07-15 --out of-own",
    ),
    (
        "add own/trades/broken.csv",
        "run own --out of-own --quiet --keep-going",
    ),
    (
        "",
        "trades --importer FRA --substance diazepam --out of-own --accounts",
    ),
    (
        "",
        "check --importer FRA --form PD006 --quantity 1g --date 2024-03-01 --authorisation FRA-9 --out of-own",
    ),
    (
        "",
        "trades --importer FRA --substance diazepam --out of-own --format csv",
    ),
    ("", "check --file authorised.csv --out of-own --format csv"),
    (
        "cut of-own/current/ledger/2025.parquet",
        "trades --importer FRA --substance diazepam --out of-own",
    ),
    (
        "remove of-own/current/superseded/2025.parquet",
        "trades --importer FRA --substance diazepam --out of-own",
    ),
    ("", "oddities"),
    ("", "run odd --out of-odd --quiet"),
    ("", "oddities --out of-odd"),
    ("", "oddities --out of-odd --country CI --kind thousandfold"),
    (
        "",
        "oddities --out of-odd --country FRA --substance diazepam --year 2024 --kind same-shipment --format json",
    ),
    (
        "",
        "oddities --out of-odd --country FRA --country DEU --year 2023 --format csv",
    ),
    ("", "oddities --out of-odd --year 2022"),
    ("", "oddities --out of-odd --run 7"),
    ("", "oddities --out of-odd --country frnace"),
    ("", "oddities --out of-odd --kind double"),
    (
        "cut out/current/ledger/2024.parquet",
        "check --importer FRA --form PD006 --quantity 1g --date 2024-07-15",
    ),
    ("remove filings.parquet", "estimates --country FRA"),
    ("change config.json", "estimates --country FRA"),
];

const PROPOSED: &str = "\
importer,form,quantity,date,exporter,reexport,special_licence
FRA,PD006,1g,2024-02-01,,,
france,diazepam,2000kg,2024-07-15,CHE,0.5kg,
FRA,PD006,1,2024-07-15,,,
FRA,PD006,1kg,2024-02-30,,,
,PD006,1kg,2024-02-28,,,
ARG,PM002,1g,2024-12-30,,,L-1
";

const AUTHORISED: &str = "\
importer,form,quantity,date,authorisation
FRA,PD006,1g,2024-02-01,FRA/2024/078145
FRA,PD006,1g,2024-02-01,
FRA,PD006,1000kg,2024-02-01,FRA/2024/O78145
FRA,PD006,1,2024-02-01,FRA/2024/078154
FRA,PD006,1g,2024-02-01,FRA/2024/0
";

/// Records of a small dataset, with numbers that are alike, hostile texts and faults.
const OWN: [(&str, &str); 3] = [
    (
        "trades/2024.csv",
        "record_id,date,received,reporter,partner,flow,form,quantity_g,reexport_g,authorisation
F-1,2024-03-01,2024-03-10,FRA,CHE,import,PD006,100,,FRA-0001
F-1,2024-03-01,2024-06-10,FRA,CHE,import,PD006,90,,FRA-0001
C-1,2024-02-28,2024-03-05,CHE,FRA,export,PD006,100,10,FRA-OOO1
C-2,2024-06-30,,CHE,FRA,export,PA002-NA,1000.000001,,FRA-0010
\u{1b}[31mF-3,2024-07-01,,FRA,,import,PD006,5,,FRA-0002
F-4,2024-07-01,,FRA,FRA,import,PD006,5,,FRA-001
F-5,2024-07-01,,FRA,CHE,import,PD006,\"5,,FRA-0001
F-6,2024-07-01,,FRA,,import,BINOCET,100,,
",
    ),
    (
        "trades/2023.csv",
        "record_id,date,reporter,flow,form,quantity_g\nF-9,2023-07-01,FRA,import,PD006,5\n",
    ),
    (
        "estimates/filings.csv",
        "filing_id,country,substance,kind,received,effective,grams\nB-1,FRA,PD006,assessment,2022-10-02,2023-01-01,700\n",
    ),
];

/// Records of alerts that look odd: doubles that make an excess, that add to one, and that come after one; a quantity and a base
/// mass a thousand times what is usual; with hostile texts, no partner and no authorisation; and beside them what is not odd.
const ODD: [(&str, &str); 2] = [
    (
        "trades/records.csv",
        "record_id,date,received,reporter,partner,flow,form,quantity_g,reexport_g,authorisation
F-1,2024-03-01,2024-03-10,FRA,CHE,import,PD006,400,100,FRA-0001
F-2,2024-03-01,2024-03-11,FRA,CHE,import,PD006,400,100,FRA-0001
F-3,2024-03-01,2024-03-11,FRA,CHE,import,PD006,400,100,FRA-0002
C-1,2024-02-01,2024-02-10,CHE,FRA,export,PD006,2000.5,,FRA-0001
C-2,2024-03-01,2024-03-10,CHE,FRA,export,PD006,300,,\u{1b}[31mFRA
C-3,2024-03-01,2024-03-10,CHE,FRA,export,PD006,300,,\u{1b}[31mFRA
C-4,2024-03-01,2024-03-10,CHE,FRA,export,PD006,300,,\u{1b}[31mFRA
D-1,2023-02-01,2023-02-10,DEU,,import,PD002-HCL,5,,
D-2,2023-02-01,2023-02-10,DEU,,import,PD002-HCL,5,,
D-3,2023-03-01,2023-03-10,DEU,CHE,import,PD002-HCL,7.25,,DEU-1
D-4,2023-04-01,2023-04-10,DEU,CHE,import,PD002-HCL,6,,DEU-2
D-5,2023-05-01,2023-05-10,DEU,CHE,import,PD002-HCL,5250,,DEU-3
I-1,2024-04-01,2024-04-10,CIV,FRA,import,PD006,7000,,CIV-1
N-1,2024-05-01,2024-05-10,NLD,FRA,import,PD006,10,,NLD-1
N-2,2024-05-01,2024-05-10,NLD,FRA,import,PD006,10,,NLD-1
",
    ),
    (
        "estimates/filings.csv",
        "filing_id,country,substance,kind,received,effective,grams
B-1,FRA,PD006,assessment,2022-10-02,2023-01-01,700
B-2,DEU,PD002,assessment,2022-10-02,2023-01-01,20
B-3,CIV,PD006,assessment,2022-10-02,2023-01-01,7
B-4,NLD,PD006,assessment,2022-10-02,2023-01-01,20
",
    ),
];

#[test]
fn answers_are_as_they_were_read() {
    let folder = tempfile::tempdir().unwrap();
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    std::os::unix::fs::symlink(testdata, folder.path().join("testdata")).unwrap();
    fs::write(folder.path().join("proposed.csv"), PROPOSED).unwrap();
    fs::write(
        folder.path().join("wrong.csv"),
        "importer,form,quantity\nFRA,PD006,1g\n",
    )
    .unwrap();
    fs::write(folder.path().join("authorised.csv"), AUTHORISED).unwrap();
    let [own, odd] = [("own", &OWN[..]), ("odd", &ODD[..])]
        .map(|(dataset, files)| files.iter().map(move |file| (dataset, file)));
    for (dataset, (name, text)) in own.chain(odd) {
        let path = folder.path().join(dataset).join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    done(folder.path(), "run testdata/demo --quiet");
    let mut transcript = String::new();
    for (change, command) in ASKED {
        if let Some((what, file)) = change.split_once(' ') {
            damage(
                &folder
                    .path()
                    .join(if file.contains('/') {
                        ""
                    } else {
                        "out/current"
                    })
                    .join(file),
                what,
            );
            writeln!(transcript, "({change})").unwrap();
        }
        let said = inforce(folder.path(), command);
        let here = folder.path().canonicalize().unwrap().display().to_string();
        let text = |text: &str| text.replace(&here, "...");
        writeln!(
            transcript,
            "$ inforce {command}\n{}{}",
            text(&said.stdout),
            text(&said.stderr)
        )
        .unwrap();
        writeln!(transcript, "exit code {}\n", said.code.unwrap()).unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/questions/transcript.txt");
    if std::env::var_os("INFORCE_WRITE").is_some() {
        fs::write(&path, &transcript).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let differ = transcript
        .lines()
        .zip(expected.lines())
        .find(|(found, expected)| found != expected);
    assert!(
        transcript == expected,
        "the first line that differs, and what is expected: {differ:#?}"
    );
}

fn damage(path: &Path, what: &str) {
    let bytes = if what == "add" {
        b"no header\n".to_vec()
    } else {
        fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    match what {
        "add" | "touch" => fs::write(path, bytes).unwrap(),
        "cut" => fs::write(path, &bytes[..bytes.len() / 2]).unwrap(),
        "change" => fs::write(
            path,
            String::from_utf8(bytes)
                .unwrap()
                .replace("2024", "2025")
                .replacen("KEN", "KEM", 1),
        )
        .unwrap(),
        _ => fs::remove_file(path).unwrap(),
    }
}

/// Where a line has room for 80 characters, none is longer, and every word of the whole table is there.
#[test]
fn tables_keep_to_the_width_of_a_terminal() {
    let folder = demo();
    for command in [
        "alerts",
        "alerts --changed",
        "estimates --on 2024-07-15 --substance diazepam",
        "estimates --on 2024-07-15 --layout table-v --substance diazepam",
        "headroom --on 2024-09-30 --within 10%",
        "runs",
        "explain import-excess:SWE:PD002:2024",
        "explain export-excess:ITA>KOR:PB003:2023",
        "check --importer france --exporter CHE --form diazepam --quantity 25kg --date 2024-07-15 --require-data-to 2025-01-01",
        "what-if --supplement SWE:PD002:+300g@2024-02-01",
        "refused --country KEN",
    ] {
        let told = |columns: Option<&str>| {
            let mut narrow = Command::new(env!("CARGO_BIN_EXE_inforce"));
            narrow
                .args(command.split(' '))
                .current_dir(folder.path())
                .env_remove("COLUMNS")
                .envs(columns.map(|columns| ("COLUMNS", columns)));
            String::from_utf8(narrow.output().unwrap().stdout).unwrap()
        };
        let words = |text: &str| {
            let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
            words.sort();
            words
        };
        let (wide, narrow) = (told(None), told(Some("80")));
        let longest = |text: &str| text.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(
            longest(&wide) > 80 || command.contains("table-v"),
            "{command} is no test"
        );
        // A word that is longer than a line has one to itself.
        let lines_of_words: String = narrow
            .lines()
            .filter(|line| line.split_whitespace().count() > 1)
            .map(|line| line.to_owned() + "\n")
            .collect();
        assert!(longest(&lines_of_words) <= 80, "{command}:\n{narrow}");
        assert_eq!(words(&narrow), words(&wide), "{command}:\n{narrow}");
    }
    let mut run = Command::new(env!("CARGO_BIN_EXE_inforce"));
    run.args(["run", "testdata/demo"])
        .current_dir(folder.path())
        .env("COLUMNS", "80");
    let told = String::from_utf8(run.output().unwrap().stdout).unwrap();
    assert!(
        told.lines().all(|line| line.chars().count() <= 80),
        "{told}"
    );
}

/// Row groups are read side by side; each must be read as if it were alone.
#[test]
fn a_ledger_of_many_row_groups_is_read_whole() {
    let folder = tempfile::tempdir().unwrap();
    inforce_synth::generate(
        &inforce_synth::Options::new(600_000, 3, folder.path().join("world")),
        &|_| {},
    )
    .unwrap();
    done(folder.path(), "run world --quiet");
    let asked = |threads: &str| {
        done(
            folder.path(),
            &format!("headroom --on 2024-09-30 --format csv --threads {threads}"),
        )
    };
    let alone = asked("1");
    assert!(alone.len() > 10_000);
    assert!((0..20).all(|_| asked("4") == alone));
}
