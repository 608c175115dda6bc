//! Synthetic datasets know what must come of them: every alert that was planted, and no other, and every
//! row that must be refused, computed while the data was made up and never by judging it.

use std::collections::BTreeMap;
use std::path::Path;

use crate::house::done;
use crate::support::read_output;
use crate::support::table::{ALERTS, Layout, QUARANTINE};
use inforce_synth::{Conventions, Format, Options, generate};

/// The rows of a published table as columns by name; absent values as empty texts.
fn published(out: &Path, layout: &'static Layout) -> Vec<BTreeMap<&'static str, String>> {
    let table = read_output::table(&out.join("current"), layout).unwrap();
    let names = || layout.columns.iter().map(|(name, _)| *name);
    table
        .rows
        .into_iter()
        .map(|row| {
            names()
                .zip(row)
                .map(|(name, cell)| (name, cell.unwrap_or_default()))
                .collect()
        })
        .collect()
}

fn planted(path: &Path) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(path)
        .unwrap()
        .deserialize()
        .map(Result::unwrap)
        .collect()
}

/// Judges a dataset, by its own configuration if it has one, and compares alerts and refusals with those planted. Among
/// the alerts are some of so many `rules`, counted for each convention of their substances.
fn must_come_out_as_planted(dataset: &Path, rules: usize) {
    let out = tempfile::tempdir().unwrap();
    let config = dataset.join("config");
    let mut args = vec![
        "run",
        dataset.to_str().unwrap(),
        "--out",
        out.path().to_str().unwrap(),
        "--quiet",
    ];
    if config.is_dir() {
        args.extend(["--config", config.to_str().unwrap()]);
    }
    done(dataset, &args.join(" "));
    let columns = [
        "alert_id",
        "first_excess_date",
        "last_excess_date",
        "cured_on",
        "excess_days",
        "year_total_g",
        "records",
    ];
    let pick = |row: &dyn Fn(&str) -> String| columns.map(row).join(" ");
    let mut found: Vec<String> = published(out.path(), &ALERTS)
        .iter()
        .map(|row| pick(&|name| row[name].clone()))
        .collect();
    let alerts = planted(&dataset.join("planted/alerts.csv"));
    let mut expected: Vec<String> = alerts
        .iter()
        .map(|row| pick(&|name| row[name].clone()))
        .collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "alerts of {}", dataset.display());
    // The first letter of a code tells the convention in the lists used here.
    let kind = |row: &BTreeMap<String, String>| format!("{:.1} {}", row["substance"], row["rule"]);
    let mut kinds: Vec<String> = alerts.iter().map(kind).collect();
    kinds.sort();
    kinds.dedup();
    assert_eq!(
        kinds.len(),
        rules,
        "rules planted in {}: {kinds:?}",
        dataset.display()
    );
    let columns = ["kind", "source_file", "source_row", "reason"];
    let pick = |row: &dyn Fn(&str) -> String| columns.map(row).join(" ");
    let mut found: Vec<String> = published(out.path(), &QUARANTINE)
        .iter()
        .map(|row| pick(&|name| row[name].clone()))
        .collect();
    let mut expected: Vec<String> = planted(&dataset.join("planted/faults.csv"))
        .iter()
        .map(|row| pick(&|name| row[name].clone()))
        .collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "refusals of {}", dataset.display());
}

#[test]
fn the_demo() {
    must_come_out_as_planted(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/demo"),
        11,
    );
}

#[test]
fn the_demo_with_a_configuration_of_its_own() {
    must_come_out_as_planted(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/demo-mixed"),
        14,
    );
}

#[test]
fn worlds_of_every_format() {
    use Conventions::{All, Only1971};
    for (seed, records, format, conventions, rules) in [
        (1, 60_000, Format::Parquet, Only1971, 5),
        (2, 40_000, Format::Csv, Only1971, 5),
        (3, 50_000, Format::Both, Only1971, 5),
        (4, 60_000, Format::Parquet, All, 11),
        (5, 40_000, Format::Csv, All, 11),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        generate(
            &Options {
                format,
                rows_per_file: 9_000,
                conventions,
                ..Options::new(records, seed, data.clone())
            },
            &|_| {},
        )
        .unwrap();
        must_come_out_as_planted(&data, rules);
    }
}
