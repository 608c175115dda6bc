//! `inforce emergencies`: sums worked out by hand, what the other side reports, what is said, and the page of a country.

use crate::house::{House, said};
use serde_json::{Value, json};
use std::fs;

const RECORDS: &str = "\
record_id,date,received,reporter,partner,flow,form,quantity_g,reexport_g,procedure,period
C-1,2023-03-01,2023-03-09,CHE,YEM,export,NM009-SULFATE-5H2O,400,,simplified,
C-2,2023-07-01,2023-07-09,CHE,YEM,export,NM009-SULFATE-5H2O,100.5,,simplified,
C-3,2023-08-01,2023-08-09,CHE,YEM,export,NM009,10,,,
C-4,2024-01-05,2024-01-09,CHE,YEM,export,NM009-SULFATE-5H2O,7,,simplified,
C-5,2023-09-01,2023-09-09,CHE,YEM,export,PD006,50,20,simplified,
C-6,2023-09-02,2023-09-09,CHE,YEM,export,NC005-SIII,100,,simplified,
C-7,2023-10-01,2023-10-02,CHE,YEM,export,NF001,3,,simplified,
C-7,2023-10-01,2023-11-02,CHE,YEM,export,NF001,0,,simplified,
Y-1,2023-03-20,2023-04-01,YEM,CHE,import,NM009-SULFATE-5H2O,400,,simplified,
Y-2,2023-12-31,2024-02-01,YEM,,import,NM009,8,,simplified,year
D-1,2023-05-05,2023-05-09,DEU,KEN,export,NM009-SULFATE-5H2O,1,,simplified,
";

fn house() -> House {
    House::judged(&[("trades/records.csv", RECORDS)])
}

fn tree(house: &House, more: &str) -> Value {
    house.tree(&format!("emergencies {more}"))
}

/// The sums: year, reporter, flow, partner, substance, form, period, grams as shipped, grams of base, number of records, and what the
/// other side reports.
fn sums(house: &House, asked: &str) -> Vec<Value> {
    let sum = |sum: &Value| {
        let keys = [
            "year",
            "reporter",
            "flow",
            "partner",
            "substance",
            "form",
            "period",
            "shipped_g",
            "base_g",
        ];
        let mut cells: Vec<Value> = keys.iter().map(|key| sum[key].clone()).collect();
        cells.push(sum["records"].as_array().unwrap().len().into());
        cells.push(sum["other_side"]["base_g"].clone());
        cells.push(sum["other_side"]["records"].clone());
        Value::Array(cells)
    };
    tree(house, asked)["moved"]
        .as_array()
        .unwrap()
        .iter()
        .map(sum)
        .collect()
}

#[test]
fn sums_come_out_as_by_hand() {
    let house = house();
    let sulfate = "NM009-SULFATE-5H2O";
    let all = [
        // 400 + 100.5 = 500.5, of which 0.75 is base; Yemen reports 400 × 0.75 = 300 of it.
        json!([
            2023, "CHE", "export", "YEM", "NM009", sulfate, "day", "500.5", "375.375", 2, "300", 1
        ]),
        // The whole quantity moved, with what is declared for re-export.
        json!([
            2023, "CHE", "export", "YEM", "PD006", "PD006", "day", "50", "50", 1, "0", 0
        ]),
        json!([
            2023, "DEU", "export", "KEN", "NM009", sulfate, "day", "1", "0.75", 1, "0", 0
        ]),
        json!([
            2023, "YEM", "import", null, "NM009", "NM009", "year", "8", "8", 1, "0", 0
        ]),
        json!([
            2023, "YEM", "import", "CHE", "NM009", sulfate, "day", "400", "300", 1, "375.375", 2
        ]),
        json!([
            2024, "CHE", "export", "YEM", "NM009", sulfate, "day", "7", "5.25", 1, "0", 0
        ]),
    ];
    let mut found = sums(&house, "");
    // Of an exempt preparation, too: 2.5 of a hundred parts are codeine.
    let preparation = found.iter().position(|sum| sum[5] == "NC005-SIII");
    assert_eq!(
        found.remove(preparation.unwrap()),
        json!([
            2023,
            "CHE",
            "export",
            "YEM",
            "NC005",
            "NC005-SIII",
            "day",
            "100",
            "2.5",
            1,
            "0",
            0
        ])
    );
    assert_eq!(found, all);
    let picked = |asked: &str| sums(&house, asked);
    assert_eq!(picked("--year 2024"), all[5..]);
    assert_eq!(picked("--country kenya"), all[2..3]);
    assert_eq!(picked("--country CHE --substance diazepam"), all[1..2]);
    assert_eq!(picked("--country FRA"), Vec::<Value>::new());
    let record = &tree(&house, "--year 2024")["moved"][0]["records"][0];
    assert_eq!(
        ["record_id", "quantity_g", "factor", "base_g", "source_file"]
            .map(|key| record[key].clone()),
        ["C-4", "7", "0.75", "5.25", "trades/records.csv"].map(Value::from)
    );
    assert_eq!(record["source_row"], 4);
}

/// A total and the records of its days may hold the same movements: each stands beside what the other side reports of the same period.
#[test]
fn totals_stand_beside_totals() {
    let house = House::new();
    house.remove("data");
    house.write(
        "data/trades/r.csv",
        "record_id,date,reporter,partner,flow,form,quantity_g,procedure,period\n\
         C-1,2023-05-01,CHE,YEM,export,NM009,100,simplified,day\n\
         C-2,2023-12-31,CHE,YEM,export,NM009,100,simplified,year\n\
         Y-1,2023-05-01,YEM,CHE,import,NM009,100,simplified,day\n",
    );
    assert_eq!(house.inforce("run data").code, Some(0));
    let beside: Vec<(Value, Value)> = sums(&house, "")
        .iter()
        .map(|sum| (sum[1].clone(), json!([sum[6], sum[10]])))
        .collect();
    let of = |reporter: &str, period: &str, other: &str| (json!(reporter), json!([period, other]));
    assert_eq!(
        beside,
        [
            of("CHE", "day", "100"),
            of("CHE", "year", "0"),
            of("YEM", "day", "100"),
        ]
    );
}

#[test]
fn a_terminal_never_calls_it_an_excess() {
    let house = house();
    let ask = |asked: &str| {
        let mut command = house.command(&format!("emergencies {asked}"));
        said(&command.env("COLUMNS", "80").output().unwrap()).stdout
    };
    assert_eq!(
        ask("--year 2024"),
        "\
Moved under the simplified procedure for emergency medical care, by run
  000001: 1 sum

  year  reporter  flow    partner  substance  form                period
      g shipped  g base  records  other side g base
  2024  CHE       export  YEM      morphine   NM009-SULFATE-5H2O  day
              7    5.25        1            nothing

  None of it counts in any rule or account, and none of it is an excess: it is
    taken as consumed in the exporting country (rules 7.7).

  Each sum is of one reporter. What both sides report of one movement is never
    added, and a receiving country may report nothing.

  What was not declared as shipped under the procedure is not here.

  Totals of a month, a quarter or a year may hold the same movements as
    records of days: they stand on lines of their own.
"
    );
    let explained = ask("--year 2024 --explain");
    assert!(
        explained.contains("\nThe records\n") && explained.contains("trades/records.csv"),
        "{explained}"
    );
    assert!(ask("--country FRA").contains("\n  None.\n"));
    let csv =
        house.inforce("emergencies --country CHE --substance morphine --year 2023 --format csv");
    assert_eq!(
        csv.stdout,
        "\
year,reporter,reporter_name,flow,partner,partner_name,substance,substance_name,convention,form,period,shipped_g,base_g,records,other_side_base_g,other_side_records
2023,CHE,Switzerland,export,YEM,Yemen,NM009,morphine,1961,NM009-SULFATE-5H2O,day,500.5,375.375,2,300,1
2023,YEM,Yemen,import,CHE,Switzerland,NM009,morphine,1961,NM009-SULFATE-5H2O,day,400,300,1,375.375,2
"
    );
    let alerts = house.inforce("alerts --format json");
    assert!(
        !alerts.stdout.contains("YEM:NM009:2024"),
        "{}",
        alerts.stdout
    );
    let unknown = house.inforce("emergencies --year 24");
    assert!(
        unknown.code == Some(2) && unknown.stderr.contains("--year <YEAR>"),
        "{}",
        unknown.stderr
    );
}

#[test]
fn the_page_of_a_country_has_the_sums() {
    let house = house();
    let said = house.inforce("report");
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let page = |code: &str| {
        fs::read_to_string(house.path(&format!("out/current/report/country/{code}.html"))).unwrap()
    };
    let yemen = page("YEM");
    for part in [
        "Emergencies: moved under the simplified procedure",
        "375.375",
        "none of it is an excess",
    ] {
        assert!(yemen.contains(part), "{part}");
    }
    assert!(!page("FRA").contains("Emergencies:"));
}
