//! Writes what a rule test gives as a dataset and a config, filling in what it leaves out.

use std::fs;
use std::path::Path;

use super::layout::{Scenario, Table};

/// Records in one file as listed, or reversed and spread over two: the results must be the same.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Spread {
    AsListed,
    ReversedInTwoFiles,
}

/// Writes `trades` and `estimates` below `folder`.
pub(crate) fn write_dataset(scenario: &Scenario, folder: &Path, spread: Spread) {
    let mut records = scenario.tables.get("records").cloned().unwrap_or_default();
    records.default_column("record_id", |row, _| (row + 1).to_string());
    records.default_column("date", |_, _| "2022-03-01".to_owned());
    records.default_column("reporter", |_, _| "CHE".to_owned());
    records.default_column("partner", |_, _| "DEU".to_owned());
    records.default_column("flow", |_, _| "import".to_owned());
    records.default_column("form", |_, _| "PD006".to_owned());
    if !records.has("quantity") {
        records.default_column("quantity_g", |_, _| "10".to_owned());
    }
    write_spread(&records, &folder.join("trades"), spread);
    if let Some(filings) = scenario.tables.get("filings") {
        let mut filings = filings.clone();
        filings.default_column("country", |_, _| "CHE".to_owned());
        filings.default_column("substance", |_, _| "PD006".to_owned());
        filings.default_column("kind", |_, _| "assessment".to_owned());
        filings.default_column("effective", |row, table| {
            let row = &table.rows[row];
            let kind = table.cell(row, "kind").unwrap_or_default();
            let has_year = table.cell(row, "year").is_some_and(|year| !year.is_empty());
            if ["supplement", "estimate", "deduction"].contains(&kind)
                || (kind == "established" && has_year)
            {
                return String::new();
            }
            table.cell(row, "received").unwrap_or_default().to_owned()
        });
        write_spread(&filings, &folder.join("estimates"), spread);
    }
}

/// Writes the small config every rule test starts from, with the rows the test adds.
pub(crate) fn write_config(scenario: &Scenario, folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let with_added = |section: &str, columns: [&str; 5], rows: &[[&str; 5]]| {
        let columns: Vec<&str> = columns
            .into_iter()
            .filter(|name| !name.is_empty())
            .collect();
        let mut table = Table {
            columns: columns.iter().map(|name| (*name).to_owned()).collect(),
            rows: rows
                .iter()
                .map(|row| {
                    row.iter()
                        .take(columns.len())
                        .map(|cell| (*cell).to_owned())
                })
                .map(Iterator::collect)
                .collect(),
        };
        if let Some(added) = scenario.tables.get(section) {
            for name in &added.columns {
                assert!(table.has(name), "{section} has no column {name}");
            }
            for row in &added.rows {
                let cell = |column: &&str| added.cell(row, column).unwrap_or_default().to_owned();
                table.rows.push(columns.iter().map(cell).collect());
            }
        }
        // A name that is left out is the code.
        if let Some(name) = columns.iter().position(|column| *column == "name") {
            for row in &mut table.rows {
                if row[name].is_empty() {
                    let code = row[0].clone();
                    row[name] = code;
                }
            }
        }
        write(&table, &folder.join(section).with_extension("csv"));
    };
    with_added(
        "countries",
        ["alpha3", "name", "", "", ""],
        &[
            ["BRA", "Brazil", "", "", ""],
            ["CHE", "Switzerland", "", "", ""],
            ["DEU", "Germany", "", "", ""],
            ["IND", "India", "", "", ""],
            ["KEN", "Kenya", "", "", ""],
            ["URY", "Uruguay", "", "", ""],
        ],
    );
    with_added(
        "substances",
        ["code", "name", "schedule", "controlled_from", "convention"],
        &[
            ["PA002", "amobarbital", "III", "", ""],
            ["PD006", "diazepam", "IV", "", ""],
            ["PL002", "(+)-lysergide", "I", "", ""],
            ["PM005", "metamfetamine", "II", "", ""],
            ["PS001", "secobarbital", "II", "", "1971"],
            ["NC002", "codeine", "II", "", "1961"],
            ["NM001", "morphine", "I", "", "1961"],
            ["RA002", "acetone", "TII", "", "1988"],
            ["RE101", "ephedrine preparations", "TI", "", "1988"],
        ],
    );
    with_added(
        "forms",
        ["form", "substance", "name", "base_percent", "from"],
        &[
            ["PA002", "PA002", "", "100", ""],
            ["PD006", "PD006", "", "100", ""],
            ["PL002", "PL002", "", "100", ""],
            ["PM005", "PM005", "", "100", ""],
            ["PM005-HCL", "PM005", "", "80.4", ""],
            ["PM005-TARTRATE", "PM005", "", "49.9", ""],
            ["PS001", "PS001", "", "100", ""],
            ["NC002", "NC002", "", "100", ""],
            ["NC002-PHOS", "NC002", "", "75.2", ""],
            ["NM001", "NM001", "", "100", ""],
            ["NM001-HCL", "NM001", "", "75.9", ""],
            ["RA002", "RA002", "", "100", ""],
            ["RE101", "RE101", "", "100", ""],
        ],
    );
    with_added(
        "preparations",
        ["preparation", "name", "form", "percent", "exempt"],
        &[],
    );
    with_added(
        "prohibitions",
        ["country", "substance", "from", "", ""],
        &[],
    );
    with_added("notices", ["country", "substance", "year", "from", ""], &[]);
    let policy = |key: &str, default: &str| {
        let value = scenario.policy.get(key).map_or(default, String::as_str);
        format!("{key} = \"{value}\"\n")
    };
    let policies = policy("retroactive", "honour") + &policy("validity", "until-replaced");
    fs::write(
        folder.join("inforce.toml"),
        format!("[judgement]\n{policies}"),
    )
    .unwrap();
}

fn write_spread(table: &Table, folder: &Path, spread: Spread) {
    match spread {
        Spread::AsListed => write(table, &folder.join("listed.csv")),
        Spread::ReversedInTwoFiles => {
            let mut rows = table.rows.clone();
            rows.reverse();
            let second = rows.split_off(rows.len() / 2);
            for (rows, path) in [(rows, "b.csv"), (second, "a/first.csv")] {
                let columns = table.columns.clone();
                write(&Table { columns, rows }, &folder.join(path));
            }
        }
    }
}

fn write(table: &Table, path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut writer = csv::Writer::from_path(path).unwrap();
    writer.write_record(&table.columns).unwrap();
    for row in &table.rows {
        writer.write_record(row).unwrap();
    }
    writer.flush().unwrap();
}
