//! A run as a workbook, read back: every row and every total is the run's, whatever the texts; and what is said where
//! there is none.

mod compare;
mod hostile;
mod messages;
mod reported;
mod sheets;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::mixed;
use crate::house::{demo, done};
use crate::support::{engine, generate};
use sheets::Book;

#[test]
fn the_demo_is_in_it_row_by_row() {
    let folder = demo();
    done(folder.path(), "workbook");
    let path = folder.path().join("out/workbooks/000001.xlsx");
    compare::everything(&Book::read(&path), &folder.path().join("out/current"));
    // Written again, it is the same, and nothing is left beside it.
    let bytes = fs::read(&path).unwrap();
    done(
        folder.path(),
        "workbook --run 1 --to again.xlsx --threads 1",
    );
    assert!(
        fs::read(folder.path().join("again.xlsx")).unwrap() == bytes,
        "the bytes differ"
    );
    assert_eq!(
        fs::read_dir(folder.path().join("out/workbooks"))
            .unwrap()
            .count(),
        1
    );
}

#[test]
fn random_worlds_are_in_it_row_by_row() {
    let tried = crate::support::effort::seeds(10, 60);
    let (first, worlds) = (tried.start, tried.end - tried.start);
    let mut judged = 0;
    for seed in first..first + worlds {
        let world = generate::world(seed);
        let folder = tempfile::tempdir().unwrap();
        if engine::run_in(folder.path(), &world, 1).is_err() {
            continue;
        }
        judged += 1;
        done(folder.path(), "workbook --to book.xlsx");
        compare::everything(
            &Book::read(&folder.path().join("book.xlsx")),
            &folder.path().join("out/current"),
        );
    }
    assert!(
        judged * 2 > worlds,
        "{judged} of {worlds} worlds could be judged"
    );
}

/// Whoever prints a sheet or reads the first one is told; a country is told no folder of the machine.
#[test]
fn invented_data_are_marked_on_every_sheet() {
    let folder = demo();
    let book = |options: &str| {
        done(folder.path(), &format!("workbook --to book.xlsx {options}"));
        Book::read(&folder.path().join("book.xlsx"))
    };
    let headers = |book: &Book| -> Vec<String> {
        let sheets = book
            .parts()
            .into_iter()
            .filter(|(name, _)| name.starts_with("xl/worksheets/sheet"));
        sheets
            .map(|(_, xml)| {
                xml.split_once("<oddHeader>")
                    .map(|(_, rest)| rest.split_once("</oddHeader>").unwrap().0.to_owned())
                    .unwrap_or_default()
            })
            .collect()
    };
    let says = |book: &Book, words: &str| {
        ["Read-me", "Summary"].map(|sheet| {
            book.grid(sheet)
                .values()
                .flat_map(BTreeMap::values)
                .any(|cell| cell.contains(words))
        })
    };
    for (options, path) in [("", true), ("--country MEX", false)] {
        let book = book(options);
        assert_eq!(
            headers(&book),
            vec!["&amp;Ldelivered by inforce synth&amp;C&amp;BInvented data"; 8]
        );
        assert_eq!(says(&book, ", invented data"), [true, true]);
        assert_eq!(
            says(&book, "invented data: the dataset says that it is made up"),
            [true, false]
        );
        assert_eq!(
            says(&book, "nothing in it is about real trade"),
            [true, false]
        );
        let here = folder.path().canonicalize().unwrap();
        let named = book
            .parts()
            .values()
            .any(|xml| xml.contains("testdata/demo") || xml.contains(here.to_str().unwrap()));
        assert_eq!(named, path, "a path of the machine");
    }
    // Of other data it is said who delivered them; a header holds 255 characters, and an ampersand is doubled in it.
    std::fs::remove_file(folder.path().join("testdata")).unwrap();
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/demo");
    fs::create_dir_all(folder.path().join("data")).unwrap();
    for part in ["trades", "estimates"] {
        std::os::unix::fs::symlink(demo.join(part), folder.path().join("data").join(part))
            .unwrap_or_default();
    }
    let who = format!("A & {}", "é".repeat(300));
    fs::write(
        folder.path().join("data/about.toml"),
        format!("delivered_by = '{who}'\nas_of = 2025-01-15\n"),
    )
    .unwrap();
    done(folder.path(), "run data --quiet");
    let book = book("");
    for header in headers(&book) {
        assert!(
            header.starts_with("&amp;Ldelivered by A &amp;&amp; éé") && header.ends_with('…'),
            "{header}"
        );
    }
    assert_eq!(says(&book, "invented data"), [false, false]);
    assert_eq!(says(&book, &who), [true, false]);
}

/// A doubt stands beside its alert and is explained; warnings name files and rows, and are shown to those who may see all.
#[test]
fn doubts_and_warnings_are_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let records = "record_id,date,received,reporter,partner,flow,form,quantity_g\n\
        U-1,2024-02-01,2024-02-10,CHE,DEU,import,PD006,700\nU-1,2024-05-01,2024-09-10,CHE,DEU,import,PD006,800\n\
        E-1,2024-02-01,2024-02-10,DEU,CHE,export,PD006,700\n";
    let filings = "filing_id,country,substance,kind,received,effective,grams\nF-1,CHE,PD006,assessment,2023-10-01,2024-01-01,2 000\n";
    for (file, text) in [
        ("trades/records.csv", records),
        ("trades/_draft.csv", "x"),
        ("estimates/filings.csv", filings),
    ] {
        let path = folder.path().join("data").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    done(folder.path(), "run data --quiet");
    let doubts = |book: &Book| {
        book.table("Alerts")
            .iter()
            .map(|row| (row["Alert"].clone(), row["Doubts"].clone()))
            .collect::<Vec<_>>()
    };
    let cells = |book: &Book| {
        book.grid("Summary")
            .into_values()
            .flat_map(BTreeMap::into_values)
            .collect::<Vec<String>>()
    };
    done(folder.path(), "workbook --to all.xlsx");
    let all = Book::read(&folder.path().join("all.xlsx"));
    let of = |id: &str, doubts: &str| (id.to_owned(), doubts.to_owned());
    assert_eq!(
        doubts(&all),
        [
            of("export-excess:DEU>CHE:PD006:2024", "refused-filing"),
            of(
                "import-excess:CHE:PD006:2024",
                "refused-filing; versions-unlike"
            ),
            of("partner-reported-excess:CHE:PD006:2024", "refused-filing"),
        ]
    );
    let said = cells(&all);
    for words in [
        "versions-unlike",
        "trades/records.csv",
        "skipped-file",
        "trades/_draft.csv",
    ] {
        assert!(said.iter().any(|cell| cell == words), "{words}");
    }
    assert!(
        said.iter().any(|cell| cell.starts_with("U-1,2024-"))
            && said
                .iter()
                .any(|cell| cell.starts_with("A filing of this importing country was refused"))
    );
    // An exporter is told of the importer's estimate, but not that a filing was refused, and no row of others.
    done(folder.path(), "workbook --country DEU --to one.xlsx");
    let one = Book::read(&folder.path().join("one.xlsx"));
    assert_eq!(
        doubts(&one),
        [of(
            "export-excess:DEU>CHE:PD006:2024",
            "importer's estimate in doubt"
        )]
    );
    assert!(
        cells(&one)
            .iter()
            .all(|cell| !cell.contains("refused-filing")
                && !cell.contains("U-1")
                && !cell.contains("_draft"))
    );
}

/// A total of a quarter or of a year is of no month, and what is reported by month cannot be compared with it.
#[test]
fn totals_of_a_year_are_of_no_month() {
    let folder = tempfile::tempdir().unwrap();
    let records = "record_id,date,received,reporter,partner,flow,form,quantity_g,period\n\
        F-Y,2024-12-31,2025-02-10,FRA,DEU,import,PD006,70,year\nC-1,2024-12-01,2025-02-10,CHE,DEU,import,PD006,5,\n\
        D-1,2024-02-01,2024-02-10,DEU,FRA,export,PD006,30,\nD-2,2024-06-20,2024-09-10,DEU,FRA,export,PD006,40,day\n";
    let filings = "filing_id,country,substance,kind,received,effective,grams\nF-1,FRA,PD006,assessment,2023-10-01,2024-01-01,2000\n";
    for (file, text) in [
        ("trades/records.csv", records),
        ("estimates/filings.csv", filings),
    ] {
        let path = folder.path().join("data").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    done(folder.path(), "run data --quiet");
    done(folder.path(), "workbook --to all.xlsx");
    let book = Book::read(&folder.path().join("all.xlsx"));
    let rows: Vec<[String; 6]> = book
        .table("Two accounts")
        .iter()
        .map(|row| {
            [
                "Importer",
                "Month",
                "Reported by the importer, g of base",
                "Reported by its partners, g of base",
                "Importer less partners, g",
                "Who reports more",
            ]
            .map(|name| row.get(name).cloned().unwrap_or_default())
        })
        .collect();
    let expected = [
        ["CHE", "whole year", "5", "", "5", "only the importer"],
        ["CHE", "12", "5", "", "5", "only the importer"],
        ["FRA", "whole year", "70", "70", "0", "neither"],
        ["FRA", "2", "", "30", "", ""],
        ["FRA", "6", "", "40", "", ""],
        ["FRA", "longer totals", "70", "", "", ""],
    ];
    assert_eq!(rows, expected.map(|row| row.map(str::to_owned)));
}

/// A country sees its own alerts, estimates and imports, and as an exporter its own shipments.
#[test]
fn a_country_sees_what_concerns_it() {
    let folder = demo();
    done(folder.path(), "workbook --to all.xlsx");
    done(
        folder.path(),
        "workbook --country switzerland --country MEX --country BEL",
    );
    let (all, some) = (
        Book::read(&folder.path().join("all.xlsx")),
        Book::read(&folder.path().join("out/workbooks/000001-BEL-CHE-MEX.xlsx")),
    );
    let ours = |code: &String| ["BEL", "CHE", "MEX"].contains(&code.as_str());
    let alerts = some.table("Alerts");
    assert_eq!(
        alerts.len(),
        all.table("Alerts")
            .iter()
            .filter(|row| ours(&row["Country"]))
            .count()
    );
    assert!(
        alerts.iter().any(|row| row["Rule"] == "export-excess")
            && alerts.iter().any(|row| row["Rule"] == "import-excess")
    );
    for row in &alerts {
        assert!(ours(&row["Country"]));
        let importer = row
            .get("Importer, where the exporter is notified")
            .unwrap_or(&row["Country"]);
        assert!(
            ours(importer) || !row.contains_key("Filing that governs"),
            "{row:?}"
        );
    }
    let evidence = some.table("Evidence");
    let whole = all.table("Evidence");
    let named: Vec<&String> = alerts.iter().map(|row| &row["Alert"]).collect();
    let shown = |mut row: sheets::Row| {
        let importer = row["Alert"].split_once('>').map(|(_, rest)| &rest[..3]);
        // What other countries export is theirs to know.
        if importer.is_some_and(|code| !ours(&code.to_owned())) {
            row.remove("Own exports in it, g");
        }
        row
    };
    assert_eq!(
        evidence,
        whole
            .into_iter()
            .filter(|row| named.contains(&&row["Alert"]))
            .map(shown)
            .collect::<Vec<_>>()
    );
    for row in evidence
        .iter()
        .filter(|row| row["Alert"].starts_with("export-excess"))
    {
        assert!(ours(&row["Reporter"]), "{row:?}");
    }
    for (sheet, column) in [("Estimates", "Country"), ("Two accounts", "Importer")] {
        let expected: Vec<_> = all
            .table(sheet)
            .into_iter()
            .filter(|row| ours(&row[column]))
            .collect();
        assert!(!expected.is_empty());
        assert_eq!(some.table(sheet), expected, "{sheet}");
    }
    let (mut kept_back, mut shown) = (0, 0);
    for row in some.table("Not judged") {
        match row["What"].as_str() {
            "superseded record" | "record not counted" => assert!(
                ours(&row["Reporter, or country of the filing"])
                    || row.get("Partner").is_some_and(ours)
            ),
            "superseded filing" => assert!(ours(&row["Reporter, or country of the filing"])),
            "refused record" | "refused filing"
                if row["The row as it was read"].starts_with("not shown here") =>
            {
                kept_back += 1;
                assert!(!row.contains_key("Id"), "{row:?}");
            }
            "refused record" | "refused filing" => {
                shown += 1;
                let raw = &row["The row as it was read"];
                // Ids and authorisations name countries, too.
                let mut parts = raw.split(|c: char| !c.is_alphanumeric());
                assert!(parts.any(|part| ours(&part.to_owned())), "{raw}");
            }
            "refused rows not shown" => {
                assert!(
                    row["Rows"].parse::<u64>().unwrap() > 0 && !row.contains_key("Source file")
                );
            }
            what => panic!("{what}"),
        }
    }
    assert!(
        kept_back > 0 && shown > 0,
        "{kept_back} kept back, {shown} shown"
    );
    let read_me: Vec<String> = some
        .grid("Read-me")
        .into_values()
        .flat_map(BTreeMap::into_values)
        .collect();
    assert!(read_me.iter().any(|cell| cell
        == "inforce: run 000001, only what concerns Belgium; Switzerland; Mexico, invented data"));
    assert!(read_me.iter().any(|cell| cell == "What is left out"));
}

/// Narcotic drugs and precursors stand beside psychotropics, each by its own provisions.
#[test]
fn three_conventions_are_in_it() {
    let folder = tempfile::tempdir().unwrap();
    mixed::judged(folder.path(), false);
    done(folder.path(), "workbook --to all.xlsx");
    let book = Book::read(&folder.path().join("all.xlsx"));
    compare::everything(&book, &folder.path().join("out/current"));
    let of = |sheet: &str, of: &dyn Fn(&sheets::Row) -> bool, columns: &[&str]| {
        let rows = book.table(sheet).into_iter().filter(|row| of(row));
        rows.map(|row| {
            let cell = |name: &&str| row.get(*name).cloned().unwrap_or_default();
            columns.iter().map(cell).collect::<Vec<_>>().join("|")
        })
        .collect::<Vec<String>>()
    };
    let alert = "import-excess:FRA:NM009:2024";
    assert_eq!(
        of(
            "Evidence",
            &|row| row["Alert"] == alert,
            &[
                "Record",
                "Level in force that day, g",
                "Own exports in it, g"
            ]
        ),
        ["F-1|15400|0", "F-2|16600|1200"]
    );
    assert_eq!(
        of(
            "Evidence",
            &|row| row["Alert"].starts_with("import-excess:MEX"),
            &[
                "Record",
                "Level in force that day, g",
                "Own exports in it, g"
            ]
        ),
        ["M-1||", "M-2|500|"]
    );
    assert_eq!(
        of(
            "Estimates",
            &|row| row["What"] == "filing" && row["Country"] == "FRA",
            &[
                "Convention",
                "Filing",
                "Kind of filing",
                "For the year",
                "Confirmed",
                "Filed, g",
                "Counts as, g"
            ]
        ),
        [
            "1961|EST-0|supplement|2023|2023-03-01|10|10",
            "1961|EST-1|estimate|2024|2023-11-01|16200|16200",
            "1961|DED-1|deduction|2024||800|-800",
            "1961|SUP-1|supplement|2024|2024-09-15|500.5|500.5",
            "1961|SUP-2|supplement|2024||900|",
        ]
    );
    assert_eq!(
        of(
            "Not judged",
            &|row| row["What"] == "record not counted",
            &["Why", "Id", "Reporter, or country of the filing"]
        ),
        ["simplified-procedure|D-2|DEU", "exempt-preparation|F-6|FRA"]
            .into_iter()
            .rev()
            .collect::<Vec<_>>()
    );
    let summary: Vec<Vec<String>> = book
        .grid("Summary")
        .into_values()
        .map(|row| row.into_values().collect())
        .collect();
    let has = |cells: &[&str]| summary.iter().any(|row| row == cells);
    assert!(has(&[
        "1961 Convention, narcotic drugs",
        "estimates are binding (Articles 19, 21 and 31)",
        "10"
    ]));
    assert!(has(&["Germany", "DEU", "1", "0", "0", "0", "0", "0", "1"]));
    assert!(
        summary
            .iter()
            .any(|row| row[0].starts_with("exempt: ") && row.last().unwrap() == "2")
    );
    // An exporter is told the level, but not what the importer's own exports add to it.
    done(
        folder.path(),
        "workbook --country DEU --country BEL --to some.xlsx",
    );
    let some = Book::read(&folder.path().join("some.xlsx"));
    for sheet in ["Alerts", "Evidence"] {
        for row in some.table(sheet) {
            let own = row.contains_key("Own exports in it, g");
            let of_importer = row["Alert"].starts_with("partner-reported-excess:BEL");
            assert_eq!(own, of_importer, "{row:?}");
        }
    }
    let not_counted = some.table("Not judged");
    assert!(
        not_counted
            .iter()
            .any(|row| row.get("Id").is_some_and(|id| id == "D-2"))
    );
    assert!(
        not_counted
            .iter()
            .all(|row| row.get("Id").is_none_or(|id| id != "F-6"))
    );
}
