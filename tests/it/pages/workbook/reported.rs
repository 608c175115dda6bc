//! Whose a refused row is: what its run kept of it is what stands under the header of its file.

use std::fs;
use std::path::Path;

use inforce::archive::read::PublishedRun;

use super::sheets::Book;
use crate::house::{demo, done};
use crate::support::{engine, generate};

/// The names of the columns of a file, in their order.
fn columns(path: &Path) -> Vec<String> {
    if path.extension().is_some_and(|ending| ending == "csv") {
        let text = String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
        let head = text
            .trim_start_matches('\u{feff}')
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned();
        return head
            .split(',')
            .map(|name| name.trim_matches('"').to_owned())
            .collect();
    }
    let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(
        fs::File::open(path).unwrap(),
    )
    .unwrap();
    reader
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().clone())
        .collect()
}

fn values(raw: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(raw.as_bytes());
    reader
        .records()
        .next()
        .unwrap()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect()
}

/// How many of the refused rows have a reporter that is known by its code; it is kept, and never another.
fn told(dataset: &Path, run: &PublishedRun) -> usize {
    let rows = run.refused(|row| row.reason != "bad-line").unwrap();
    let mut known = 0;
    for row in &rows {
        let owner = if row.kind == "filing" {
            "country"
        } else {
            "reporter"
        };
        let place = columns(&dataset.join(&row.file))
            .iter()
            .position(|name| name == owner)
            .unwrap();
        let text = values(&row.raw)[place].clone();
        let truth = run.config.country_codes.find(&text);
        known += usize::from(truth.is_some());
        assert_eq!(row.kept.reporter, truth, "{row:?}");
    }
    known
}

#[test]
fn a_reporter_is_kept_as_the_header_says() {
    let folder = demo();
    let run = PublishedRun::current(&folder.path().join("out")).unwrap();
    let known = told(&folder.path().join("testdata/demo"), &run);
    assert!(known > 150, "{known}");
    let mut all_known = 0;
    for seed in crate::support::effort::seeds(12, 150) {
        let (folder, world) = (tempfile::tempdir().unwrap(), generate::world(seed));
        if engine::run_in(folder.path(), &world, 1).is_err() {
            continue;
        }
        let run = PublishedRun::current(&folder.path().join("out")).unwrap();
        all_known += told(&folder.path().join("data"), &run);
    }
    assert!(all_known > 50, "{all_known}");
}

/// What another country reported is kept back, and the workbook says how many rows are.
#[test]
fn rows_of_a_country_are_shown_to_it_and_others_counted() {
    let folder = tempfile::tempdir().unwrap();
    let trades = folder.path().join("data/trades");
    fs::create_dir_all(&trades).unwrap();
    fs::create_dir_all(folder.path().join("data/estimates")).unwrap();
    let head = "record_id,date,reporter,partner,flow,form,quantity_g\n";
    fs::write(trades.join("several.csv"), format!("{head}T1,2024-02-01,FRA,CHE,import,PD006,-1\nT2,2024-02-01,FRA,,import,PD006,-1\nT3,2024-02-01,CHE,FRA,export,PD006,-1\nT4,2024-02-01,XXX,CHE,import,PD006,1\nT5,2024-02-01,CHE,KEN,export,PD006,-1\nT6,2024-02-01,ken,,import,PD006,1\n")).unwrap();
    fs::write(
        trades.join("one.csv"),
        format!("{head}U1,2024-02-01,FRA,CHE,import,PD006,-1\n"),
    )
    .unwrap();
    done(folder.path(), "run data --quiet");
    done(folder.path(), "workbook --country FRA --to fra.xlsx");
    let book = Book::read(&folder.path().join("fra.xlsx"));
    let rows = book.table("Not judged");
    let shown: Vec<&str> = rows
        .iter()
        .filter_map(|row| row.get("Id"))
        .map(String::as_str)
        .collect();
    assert_eq!(shown, ["U1", "T1", "T2"]);
    let kept_back: Vec<(&str, &str)> = rows
        .iter()
        .filter(|row| {
            row.get("The row as it was read")
                .is_some_and(|text| text.starts_with("not shown here"))
        })
        .map(|row| (row["Source file"].as_str(), row["Source row"].as_str()))
        .collect();
    assert_eq!(kept_back, [("trades/several.csv", "3")]);
    // T4 is an import of nobody known, and so is T6; T5 is Kenya's, which is none of France's business.
    let unread = rows
        .iter()
        .find(|row| row["What"] == "refused rows not shown")
        .unwrap();
    assert_eq!(
        (unread["Rows"].as_str(), unread["Why"].as_str()),
        ("2", "whose they are cannot be read")
    );
    let read_me: Vec<Vec<String>> = book
        .grid("Read-me")
        .into_values()
        .map(|row| row.into_values().collect())
        .collect();
    for (words, rows) in [
        ("Refused rows listed without what they say", "1"),
        (
            "Refused rows not listed, of which it cannot be read whose they are",
            "2",
        ),
    ] {
        assert!(
            read_me.contains(&vec![words.to_owned(), rows.to_owned()]),
            "{words}: {read_me:?}"
        );
    }
}

/// The day on which the importer's level rose is the importer's to tell.
#[test]
fn an_exporter_is_not_told_when_the_importer_filed() {
    let folder = demo();
    done(folder.path(), "workbook --to all.xlsx");
    done(folder.path(), "workbook --country CHE --to che.xlsx");
    done(
        folder.path(),
        "workbook --country CHE --country SWE --to both.xlsx",
    );
    let cured = |book: &str| {
        let rows = Book::read(&folder.path().join(book)).table("Alerts");
        let row = rows
            .into_iter()
            .find(|row| row["Alert"] == "export-excess:CHE>SWE:PD002:2024")
            .unwrap();
        row.get("No longer in excess from").cloned()
    };
    let day = cured("all.xlsx");
    assert!(day.is_some());
    assert_eq!((cured("che.xlsx"), cured("both.xlsx")), (None, day));
}
