//! Files of several portions and batches.

use std::path::Path;
use std::process::Command;

fn inforce(folder: &Path, command: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_inforce")).args(command.split_whitespace()).current_dir(folder).output();
    let output = output.expect("the binary can be started");
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// Of lines of text every one is looked at, of Parquet a few columns of many rows first: both must find the same, in files
/// of several portions and batches.
#[test]
fn few_columns_of_many_rows_find_what_all_of_every_row_do() {
    let folder = tempfile::tempdir().expect("a folder");
    for form in ["parquet", "csv"] {
        inforce(folder.path(), &format!("synth --records 600000 --seed 3 --format {form} --out {form}"));
        inforce(folder.path(), &format!("run {form} --out of-{form} --quiet"));
    }
    let asked = |question: &str| {
        let [parquet, csv] = ["parquet", "csv"].map(|form| inforce(folder.path(), &format!("{question} --out of-{form}")));
        assert_eq!(parquet.replace(".parquet", ".csv"), csv, "{question}");
        parquet
    };
    let all = asked("trades --importer FRA --substance diazepam --year 2024 --format csv");
    let record = all.lines().find(|line| line.contains(",FRA/") && line.contains(",import,")).expect("a record with a number");
    let cells: Vec<&str> = record.split(',').collect();
    let (partner, number) = (cells[4], cells[10]);
    assert!(all.lines().count() > 1000, "{}", all.lines().count());
    for question in [
        format!("trades --authorisation {number} --format csv"),
        format!("trades --authorisation {number} --importer FRA --year 2024 --format csv"),
        format!("trades --exporter {partner} --substance PT003 --format csv"),
        format!("trades --importer KEN --exporter {partner} --year 2023 --format json"),
        format!("check --importer FRA --form PT003 --quantity 0g --date 2024-02-01 --authorisation {number} --format json"),
    ] {
        assert!(asked(&question).lines().count() > 2, "{question}");
    }
}
