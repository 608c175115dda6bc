//! Nights on which two things happen at once, the harder for files that are not the same on both: each alert names what made
//! it what it is, and nothing else.

// Tests panic with a message where something must hold.
#![allow(clippy::unwrap_used, missing_docs)]

mod house;

use house::House;
use inforce::published::PublishedRun;

/// A record that is there on the first night, alone in its file.
fn house(row: &str) -> House {
    let house = House::new();
    house.records("grows", row);
    house.night("");
    house
}

/// What became of an alert in the second night, with its causes.
fn told(house: &House, alert: &str) -> String {
    house.night("");
    let run = PublishedRun::numbered(&house.path("out"), 2).unwrap();
    let changes = run.changes().unwrap();
    let change = changes.iter().find(|change| change.alert == alert).unwrap_or_else(|| panic!("{changes:#?}"));
    let causes: Vec<&str> = change.causes.iter().map(|because| because.cause.name()).collect();
    format!("{} by {}", change.change.name(), causes.join(", "))
}

const HYDROCHLORIDE: &str = "\
R1,2024-10-23,2024-11-01,DEU,CHE,import,PM005-HCL,5,,,
R2,2024-11-14,2024-11-20,DEU,CHE,import,PM005-HCL,5,,,
";

#[test]
fn a_correction_in_a_file_that_grows_is_told_beside_other_factors() {
    let house = house(HYDROCHLORIDE);
    house.filings("of-deu", "E-9,DEU,PM005,assessment,2023-11-01,2024-01-01,10,\n");
    house.night("");
    house.records("grows", &format!("{HYDROCHLORIDE}R2,2024-11-14,2025-08-01,DEU,CHE,import,PM005-HCL,15,,,\n"));
    house.replace("config/forms.csv", "80.4", "90");
    house.night("");
    // By the factors alone 9 g of 10 g, by the correction alone 16.08 g.
    let run = PublishedRun::numbered(&house.path("out"), 3).unwrap();
    let changes = run.changes().unwrap();
    let change = changes.iter().find(|change| change.alert == "import-excess:DEU:PM005:2024").unwrap();
    let causes: Vec<&str> = change.causes.iter().map(|because| because.cause.name()).collect();
    assert_eq!((change.change.name(), causes), ("new", vec!["correction", "factor-edition"]));
}

#[test]
fn a_late_record_is_told_beside_another_schedule() {
    let first = "R1,2024-04-10,,DEU,FRA,export,PM005,5,,,\n";
    let house = house(first);
    house.records("grows", &format!("{first}R9,2024-05-10,2025-08-01,DEU,KEN,export,PD006,7,,,\n"));
    house.replace("config/substances.csv", "diazepam,IV", "diazepam,I");
    assert_eq!(told(&house, "schedule-i-trade:KEN:PD006:2024"), "new by late-record, schedule-edition");
}

#[test]
fn a_correction_that_changes_no_figure_is_no_cause() {
    let house = house("R3,2024-02-25,,DEU,FRA,export,PM005,10,,,\n");
    house.records("licence", "R3,2024-02-25,2025-08-01,DEU,FRA,export,PM005,10,,,LICENCE\n");
    house.replace("config/substances.csv", "2000-01-01", "2024-06-01");
    let by_all = told(&house, "partner-reported-excess:FRA:PM005:2024");
    let run = PublishedRun::numbered(&house.path("out"), 2).unwrap();
    let changes = run.changes().unwrap();
    let by_one = changes.iter().find(|change| change.alert == "export-excess:DEU>FRA:PM005:2024").unwrap();
    assert_eq!((by_all.as_str(), by_one.change.name()), ("cleared by schedule-edition", "cleared"));
}

#[test]
fn a_version_with_the_other_flow_is_a_correction_on_both_sides() {
    let first = "R1,2024-04-10,,DEU,FRA,export,PM005,5,,,\n";
    let house = house(first);
    house.records("grows", &format!("{first}R1,2024-04-10,2025-08-01,DEU,FRA,import,PM005,5,,,\n"));
    assert_eq!(told(&house, "import-excess:DEU:PM005:2024"), "new by correction");
    let run = PublishedRun::numbered(&house.path("out"), 2).unwrap();
    let gone = run.changes().unwrap().into_iter().filter(|change| change.after.is_none());
    assert!(gone.flat_map(|change| change.causes).all(|because| because.cause.name() == "correction"));
}
