//! Files of many batches.

use std::fs::{self, File};
use std::path::Path;

use crate::house::done;
use crate::support::read_output;
use crate::support::world::RECORD_COLUMNS;

/// The same dataset with every file of records as lines of text.
fn as_text(dataset: &Path, to: &Path) {
    for entry in fs::read_dir(dataset).expect("a folder") {
        let path = entry.expect("an entry").path();
        let to = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            as_text(&path, &to);
            continue;
        }
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder can be made");
        if !path.components().any(|part| part.as_os_str() == "trades") {
            fs::copy(&path, &to).expect("a file can be copied");
            continue;
        }
        // The dataset has no records of periods, and none of a procedure.
        let columns: Vec<String> = RECORD_COLUMNS
            .iter()
            .filter(|column| !["period", "procedure"].contains(column))
            .map(|column| (*column).to_owned())
            .collect();
        let mut writer =
            csv::Writer::from_path(to.with_extension("csv")).expect("a file can be made");
        writer.write_record(&columns).expect("a header");
        for row in read_output::input(File::open(&path).expect("a file"), &columns) {
            writer.write_record(row).expect("a row");
        }
        writer.flush().expect("all of it");
    }
}

/// Of lines of text every one is looked at, of Parquet a few columns of many rows first: both must find the same, in files
/// of many batches.
#[test]
fn few_columns_of_many_rows_find_what_all_of_every_row_do() {
    let folder = tempfile::tempdir().expect("a folder");
    inforce_synth::generate(
        &inforce_synth::Options::new(200_000, 3, folder.path().join("parquet")),
        &|_| {},
    )
    .expect("a dataset");
    as_text(&folder.path().join("parquet"), &folder.path().join("csv"));
    for form in ["parquet", "csv"] {
        done(
            folder.path(),
            &format!("run {form} --out of-{form} --quiet"),
        );
    }
    let asked = |question: &str| {
        let [parquet, csv] = ["parquet", "csv"]
            .map(|form| done(folder.path(), &format!("{question} --out of-{form}")));
        assert_eq!(parquet.replace(".parquet", ".csv"), csv, "{question}");
        parquet
    };
    let all = asked("trades --importer FRA --substance diazepam --year 2024 --format csv");
    let record = all
        .lines()
        .find(|line| line.contains(",FRA/") && line.contains(",import,"))
        .expect("a record with a number");
    let cells: Vec<&str> = record.split(',').collect();
    let (partner, number) = (cells[4], cells[10]);
    assert!(all.lines().count() > 90, "{}", all.lines().count());
    for question in [
        format!("trades --authorisation {number} --format csv"),
        format!("trades --authorisation {number} --importer FRA --year 2024 --format csv"),
        format!("trades --exporter {partner} --substance PT003 --format csv"),
        format!("trades --importer KEN --exporter {partner} --year 2023 --format json"),
        format!(
            "check --importer FRA --form PT003 --quantity 0g --date 2024-02-01 --authorisation {number} --format json"
        ),
    ] {
        assert!(asked(&question).lines().count() > 2, "{question}");
    }
}
