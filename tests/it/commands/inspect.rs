//! `inforce inspect`: what it shows of files, and the layouts that it proposes, tried by a run.

use crate::house::told;
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const RECORDS: &str = "record_id,date,received,reporter,partner,flow,form,quantity_g,reexport_g,authorisation,special_licence\n";
const FILINGS: &str = "filing_id,country,substance,kind,received,effective,grams,note\n\
    B-1,CHE,PD006,assessment,2023-10-02,2024-01-01,1000,\n";

/// A folder with a dataset in `data` that holds these files.
fn dataset(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content) in files {
        let path = folder.path().join("data").join(name);
        fs::create_dir_all(path.parent().expect("a folder above")).expect("made");
        fs::write(path, content).expect("written");
    }
    folder
}

fn inspected(folder: &Path, arguments: &str) -> (Option<i32>, Value) {
    let said = told(folder, &format!("inspect --format json {arguments}"));
    assert_eq!(said.stderr, "");
    let shown = serde_json::from_str(&said.stdout).expect("JSON");
    (said.code, shown)
}

#[test]
fn files_of_the_demo_are_shown_as_canonical() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (code, shown) = inspected(
        project,
        "testdata/demo/trades/2024/third-quarter.parquet testdata/demo/estimates/2024.csv",
    );
    assert_eq!(code, Some(0));
    for (place, rows_are, columns) in [(0, "records", 12), (1, "filings", 8)] {
        let file = &shown[place];
        assert_eq!(file["rows_are"], rows_are);
        assert!(
            file["dataset"]
                .as_str()
                .expect("a text")
                .ends_with("testdata/demo")
        );
        let table = &file["tables"][0];
        assert_eq!(table["whose"], "canonical");
        assert_eq!(table["columns"].as_array().map(Vec::len), Some(columns));
        assert_eq!(table["first_rows"].as_array().map(Vec::len), Some(5));
        let number = |value: &Value| value.as_u64().expect("a number");
        let refused = table["refused"].as_array().expect("a list");
        let refused: u64 = refused.iter().map(|refused| number(&refused["rows"])).sum();
        assert_eq!(number(&table["rows"]), number(&table["valid"]) + refused);
    }
}

#[test]
fn a_layout_is_shown_with_its_columns_rows_and_refusals() {
    let layout = br#"
title = "Declarations"
rows = "records"
[file]
types = ["text"]
path = ["trades/*.csv"]
separators = [";"]
[table]
ignore = ["Office"]
[values]
decimal = ","
[fields]
record_id = "{file}:{row}"
date = ["Day"]
reporter = ["Country"]
flow = "import"
form = ["Substance"]
quantity_g = ["Grams"]
"#;
    let text = "Declarations of 2024\nDay;Country;Substance;Grams;Office\n2024-03-01;CHE;PD006;600,5;Bern\n2024-03-02;CHE;PD006;much;Bern\n2024-03-03;XXX;PD006;1;Bern\n";
    let folder = dataset(&[
        ("layouts/declarations.toml", layout),
        ("trades/a.csv", text.as_bytes()),
        ("trades/b.csv", b"Colour;Shape\nred;round\n"),
        ("trades/c.xlsx", b"%PDF-1.4"),
        ("trades/d.parquet", b"PAR1 and no more"),
    ]);
    let (code, shown) = inspected(folder.path(), "data/trades/a.csv");
    assert_eq!(code, Some(0));
    let table = &shown[0]["tables"][0];
    assert_eq!(table["layout"], "declarations");
    assert_eq!(table["whose"], "dataset");
    assert_eq!(table["names_row"], 2);
    assert_eq!((&table["rows"], &table["valid"]), (&3.into(), &1.into()));
    let columns = table["columns"].to_string();
    for part in [
        r#"{"column":"Grams","fields":["quantity_g"],"text":null}"#,
        r#"{"column":"Office","fields":[],"text":null}"#,
        r#"{"column":null,"fields":["flow"],"text":"import"}"#,
    ] {
        assert!(columns.contains(part), "{columns} lacks {part}");
    }
    assert_eq!(table["first_rows"][0]["row"], 3);
    assert_eq!(table["first_rows"][0]["fields"]["quantity_g"], "600.5");
    let refused: Vec<String> = table["refused"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|refused| format!("{} {}", refused["reason"], refused["first_row"]))
        .collect();
    assert_eq!(refused, ["\"bad-number\" 4", "\"unknown-country\" 5"]);

    // For people, within 80 columns.
    let files = ["a.csv", "b.csv", "c.xlsx", "d.parquet"].map(|name| format!("data/trades/{name}"));
    let said = told(folder.path(), &format!("inspect {}", files.join(" ")));
    assert_eq!((said.code, said.stderr.as_str()), (Some(1), ""));
    for line in said.stdout.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    for part in [
        "the dataset's layout declarations",
        "stand on row 2",
        "ignored",
        "600.5",
        "bad-number",
        "nearest layouts",
        "a PDF document",
        "Parquet without its end",
    ] {
        assert!(said.stdout.contains(part), "{} lacks {part}", said.stdout);
    }
}

#[test]
fn a_file_elsewhere_is_tried_as_either_kind() {
    let folder = dataset(&[("trades/x.csv", RECORDS.as_bytes())]);
    fs::write(folder.path().join("filings.csv"), FILINGS).expect("written");
    let (code, shown) = inspected(folder.path(), "filings.csv");
    assert_eq!((code, &shown[0]["rows_are"]), (Some(0), &"filings".into()));
    assert_eq!(shown[0]["dataset"], Value::Null);
    let (code, shown) = inspected(folder.path(), "filings.csv --dataset data");
    assert_eq!((code, &shown[0]["rows_are"]), (Some(0), &"filings".into()));
    assert!(
        shown[0]["dataset"]
            .as_str()
            .expect("a text")
            .ends_with("data")
    );
}

#[test]
fn misuse_is_told() {
    let folder = dataset(&[("trades/x.csv", RECORDS.as_bytes())]);
    for (arguments, code, part) in [
        ("inspect", 2, "FILE"),
        ("inspect data", 2, "is a folder"),
        (
            "inspect data/trades/x.csv --dataset nowhere",
            2,
            "no such folder",
        ),
        (
            "inspect data/trades/x.csv --config nowhere",
            2,
            "no such folder",
        ),
        (
            "inspect data/trades/x.csv data/trades/x.csv --propose",
            2,
            "one file",
        ),
        ("inspect data/trades/gone.csv --propose", 1, "No such file"),
    ] {
        let said = told(folder.path(), arguments);
        assert_eq!(said.code, Some(code), "{arguments}: {}", said.stderr);
        assert!(said.stderr.contains(part), "{arguments}: {}", said.stderr);
        assert_eq!(said.stdout, "");
    }
    let (code, shown) = inspected(folder.path(), "data/trades/gone.csv");
    assert_eq!(code, Some(1));
    assert!(
        shown[0]["fault"]
            .as_str()
            .expect("a text")
            .contains("cannot be read")
    );
}

/// Proposes a layout for a file, saves it, runs, and returns the mass of CHE's imports of diazepam in 2024, in grams.
fn total(name: &str, content: &[u8]) -> String {
    let folder = dataset(&[
        (name, content),
        ("estimates/filings.csv", FILINGS.as_bytes()),
    ]);
    let file = format!("data/{name}");
    let said = told(folder.path(), &format!("inspect {file} --propose"));
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""), "{name}");
    fs::create_dir(folder.path().join("data/layouts")).expect("made");
    fs::write(folder.path().join("data/layouts/made.toml"), &said.stdout).expect("written");
    let ran = told(folder.path(), "run data");
    assert_eq!(ran.code, Some(0), "{name}: {}\n{}", ran.stderr, said.stdout);
    let asked = "alerts --rule import-excess --format json";
    let alerts: Value = serde_json::from_str(&told(folder.path(), asked).stdout).expect("JSON");
    assert_eq!(
        alerts.as_array().map(Vec::len),
        Some(1),
        "{name}: {}\n{alerts}",
        said.stdout
    );
    let alert = &alerts[0];
    assert_eq!(alert["alert_id"], "import-excess:CHE:PD006:2024");
    let excess = alert["excess_g"].as_str().expect("a text");
    excess
        .trim_end_matches('0')
        .trim_end_matches('.')
        .to_owned()
}

/// Encodes a text in a code page.
fn windows(label: &str, text: &str) -> Vec<u8> {
    let page: &[(char, u8)] = match label {
        "windows-1252" => &[('é', 0xe9), ('ç', 0xe7), ('É', 0xc9)],
        _ => &[],
    };
    text.chars()
        .map(|c| {
            let own = page
                .iter()
                .find(|(known, _)| *known == c)
                .map(|(_, byte)| *byte);
            let cyrillic = u32::from(c)
                .checked_sub(u32::from('А'))
                .and_then(|offset| u8::try_from(offset + 0xc0).ok());
            own.or_else(|| u8::try_from(c).ok().filter(u8::is_ascii))
                .or(cyrillic)
                .expect("a character of the page")
        })
        .collect()
}

#[test]
fn proposed_layouts_read_their_files() {
    let utf_16 = |text: &str| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    };
    let files: Vec<(&str, Vec<u8>)> = vec![
        (
            "trades/fr.csv",
            windows(
                "windows-1252",
                "Référence;Date;Reçu;Pays déclarant;Pays partenaire;Flux;Substance;Quantité (g)\r\n\
                 A;01.03.2024;10.04.2024;Suisse;Allemagne;Importation;Diazépam;600,5\r\n\
                 B;13.06.2024;10.07.2024;Suisse;Allemagne;Importation;Diazépam;700,25\r\n",
            ),
        ),
        (
            "trades/ru.csv",
            windows(
                "windows-1251",
                "Номер;Дата;Страна;Партнер;Направление;Вещество;Количество, кг\n\
                 A;1 марта 2024;Швейцария;Германия;импорт;Диазепам;0,6005\n\
                 B;13 июня 2024;Швейцария;Германия;импорт;Диазепам;0,70025\n",
            ),
        ),
        (
            "trades/de.txt",
            utf_16(
                "Nr.\tDatum\tLand\tPartnerland\tRichtung\tStoff\tMenge (g)\n\
                 1\t01.03.2024\tSchweiz\tDeutschland\tEinfuhr\tDiazepam\t600,5\n\
                 2\t13.06.2024\tSchweiz\tDeutschland\tEinfuhr\tDiazepam\t700,25\n",
            ),
        ),
        (
            "trades/m49.csv",
            b"Statistics,,,,,,\nid,date,reporter,partner,flow,form,quantity_kg\n\
              A,20240301,756,276,M,PD 006,0.6005\nB,20240613,756,276,M,PD006,0.70025\n\
              Total,,,,,,1.30075\nPrepared by,J. Doe,,,,,\n"
                .to_vec(),
        ),
        (
            "trades/by-importer.csv",
            b"Date,Importer,Exporter,Flow,Substance,Quantity,Unit\n\
              03/01/2024,CH,DE,Import,Diazepam,600.5,g\n06/13/2024,CH,DE,Import,439-14-5,0.70025,KGM\n"
                .to_vec(),
        ),
        (
            "trades/wide.csv",
            b"Quantities in grams,,,,\nDate,Reporter,Flow,Substance,Germany,France\n\
              2024-03-01,CHE,import,PD006,600.5,-\n2024-06-13,CHE,import,PD006,,700.25\n"
                .to_vec(),
        ),
        (
            "trades/both.csv",
            b"Date,Reporter,Partner,Substance,Imports (g),Exports (g)\n\
              2024-03-01,CHE,DEU,PD006,600.5,NULL\n2024-06-13,CHE,DEU,PD006,700.25,\n"
                .to_vec(),
        ),
        (
            "trades/x.xml",
            b"<a><row id='A' day='2024-03-01'><reporter><code>CHE</code></reporter><partner>DEU</partner><flow>import</flow>\
              <form>PD006</form><quantity unit='g'>600.5</quantity></row><row id='B' day='2024-06-13'><reporter><code>CHE</code>\
              </reporter><partner>DEU</partner><flow>import</flow><form>PD006</form><quantity unit='kg'>0.70025</quantity></row></a>"
                .to_vec(),
        ),
        (
            "trades/CHE/2024-03.csv",
            b"date,partner,flow,form,quantity_g\n2024-03-01,DEU,import,PD006,600.5\n2024-06-13,DEU,import,PD006,700.25\n"
                .to_vec(),
        ),
    ];
    for (name, content) in files {
        assert_eq!(total(name, &content), "300.75", "{name}");
    }
}

#[test]
fn a_proposal_says_what_was_inferred_and_reads_no_other_file() {
    let text = "record_id;date;reporter;partner;flow;form;quantity_g;office\n\
        C-1;13.06.2024;CHE;DEU;import;PD006;600,5;Bern\nC-2;14.06.2024;CHE;DEU;import;PD006;viel;Bern\n";
    let folder = dataset(&[("trades/part-0012.csv", text.as_bytes())]);
    let said = told(folder.path(), "inspect data/trades/part-0012.csv --propose");
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let inferred = said.stdout.lines().filter(|line| {
        line.contains(" = ") && !line.starts_with("title") && !line.starts_with("rows")
    });
    for line in inferred {
        assert!(line.contains("# inferred: "), "{line}");
    }
    for part in [
        "path = [\"trades/part-*.csv\"]",
        "ignore = [\"office\"]",
        "dates = [\"DD.MM.YYYY\"]",
        "decimal = \",\"",
    ] {
        assert!(said.stdout.contains(part), "{} lacks {part}", said.stdout);
    }
    // An amount that was authorised is no number of an authorisation, and a quarter of which nothing is taken no part of the path.
    let text = "record_id,Year,Month,reporter,partner,flow,form,Authorised (g),quantity_g\n\
        C-1,2024,6,CHE,DEU,import,PD006,10,8\n";
    let other = dataset(&[("trades/q3.csv", text.as_bytes())]);
    let asked = "inspect data/trades/q3.csv --propose";
    let proposed = told(other.path(), asked).stdout;
    assert!(
        proposed.contains("path = [\"trades/q*.csv\"]") && !proposed.contains("authorisation ="),
        "{proposed}"
    );
    // A second layout for the file would be one too many.
    fs::create_dir(folder.path().join("data/layouts")).expect("made");
    fs::write(folder.path().join("data/layouts/made.toml"), &said.stdout).expect("written");
    let again = told(folder.path(), "inspect data/trades/part-0012.csv --propose");
    assert_eq!((again.code, &again.stdout), (Some(0), &said.stdout));
    assert!(
        again
            .stderr
            .contains("the dataset's layout made recognises the file already"),
        "{}",
        again.stderr
    );
    // An empty file where the layout is to be written is no layout yet.
    fs::write(folder.path().join("data/layouts/made.toml"), "").expect("written");
    let emptied = told(folder.path(), "inspect data/trades/part-0012.csv --propose");
    assert_eq!((emptied.code, &emptied.stdout), (Some(0), &said.stdout));
    assert!(emptied.stderr.contains("made.toml"), "{}", emptied.stderr);
}

#[test]
fn what_is_in_the_way_of_a_proposal_is_told() {
    let records = |date: &str, quantity: &str| {
        format!(
            "id;date;reporter;partner;flow;form;quantity_g\nA;{date};CHE;DEU;import;PD006;{quantity}\n"
        )
    };
    let wrong = |header: &str, row: &str| format!("{header}\n{row}\n");
    for (name, content, parts) in [
        (
            "trades/a.csv",
            records("01/02/2024", "1"),
            &["2024-02-01", "2024-01-02"][..],
        ),
        (
            "trades/a.csv",
            records("2024-02-01", "1.250"),
            &["1250", "1.25"],
        ),
        ("trades/a.csv", records("13.06.24", "1"), &["two digits"]),
        ("trades/a.csv", records("2024-06", "1"), &["without a day"]),
        (
            "trades/a.csv",
            records("2024-06-13", "many"),
            &["no number", "many"],
        ),
        (
            "trades/a.csv",
            wrong(
                "date,reporter,partner,form,quantity_g",
                "2024-06-13,CHE,DEU,PD006,1",
            ),
            &["flow is needed"],
        ),
        (
            "trades/a.csv",
            wrong(
                "date,reporter,partner,flow,form,Quantity,Colour",
                "2024-06-13,CHE,DEU,import,PD006,1,red",
            ),
            &["unit is needed", "Quantity"],
        ),
        (
            "trades/a.csv",
            wrong(
                "date,reporter,flow,form,Quantity (g),Net weight (kg)",
                "2024-06-13,CHE,import,PD006,1,5",
            ),
            &["two readings fit", "Quantity (g)", "Net weight (kg)"],
        ),
        (
            "trades/a.csv",
            wrong(
                "date,importer,exporter,form,quantity_g",
                "2024-06-13,CHE,DEU,PD006,1",
            ),
            &["reporter is needed"],
        ),
        (
            "trades/a.csv",
            wrong(
                "date,reporter,flow,form,quantity_g",
                "2024-06-13,Atlantis,import,PD006,1",
            ),
            &["Atlantis", "no country"],
        ),
        (
            "trades/a.csv",
            wrong(
                "date,date,reporter,flow,form,quantity_g",
                "2024-06-13,2024-06-14,CHE,import,PD006,1",
            ),
            &["stands twice"],
        ),
        (
            "estimates/a.csv",
            wrong("Country,Substance,Grams", "CHE,PD006,1"),
            &["received is needed", "effective is needed"],
        ),
        (
            "trades/a.csv",
            wrong(
                "date,Quarter,reporter,partner,flow,form,quantity_g",
                "2024-03-31,Q1,CHE,DEU,import,PD006,1\n2024-06-30,Q2,CHE,DEU,import,PD006,2",
            ),
            &["two readings fit", "totals of a quarter"],
        ),
        (
            "trades/a.csv",
            wrong(
                "id,date,reporter,partner,flow,form,quantity_g",
                "A,2024-06-13,CHE,DEU,import,PD006,1\nT,2024-06-13,CHE,-,import,PD006,1",
            ),
            &["two readings fit", "the sum of several"],
        ),
        (
            "trades/a.csv",
            wrong(
                "Year,Half,reporter,partner,flow,form,quantity_g",
                "2024,H1,CHE,DEU,import,PD006,1\n2024,H2,CHE,DEU,import,PD006,2",
            ),
            &["Half", "totals of the whole year"],
        ),
        (
            "trades/a.csv",
            "Colour,Shape\nred,round\n".to_owned(),
            &["no row names columns"],
        ),
        ("trades/a.csv", "%PDF-1.4".to_owned(), &["PDF"]),
        ("trades/a.csv", String::new(), &["no row names columns"]),
    ] {
        let folder = dataset(&[(name, content.as_bytes())]);
        let said = told(folder.path(), &format!("inspect data/{name} --propose"));
        assert_eq!(
            (said.code, said.stdout.as_str()),
            (Some(1), ""),
            "{content}"
        );
        for part in parts {
            assert!(
                said.stderr.contains(part),
                "{content}: {} lacks {part}",
                said.stderr
            );
        }
    }
}
