//! Nights on which two things happen at once, the harder for files that are not the same on both: each alert names what made
//! it what it is, and nothing else.

use crate::house::House;
use inforce::archive::read::PublishedRun;
use inforce::compare::{MOST_ROWS, changes};

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
    let change = changes
        .iter()
        .find(|change| change.alert == alert)
        .unwrap_or_else(|| panic!("{changes:#?}"));
    let causes: Vec<&str> = change
        .causes
        .iter()
        .map(|because| because.cause.name())
        .collect();
    format!("{} by {}", change.change.name(), causes.join(", "))
}

const HYDROCHLORIDE: &str = "\
R1,2024-10-23,2024-11-01,DEU,CHE,import,PM005-HCL,5,,,
R2,2024-11-14,2024-11-20,DEU,CHE,import,PM005-HCL,5,,,
";

#[test]
fn a_correction_in_a_file_that_grows_is_told_beside_other_factors() {
    let house = house(HYDROCHLORIDE);
    house.filings(
        "of-deu",
        "E-9,DEU,PM005,assessment,2023-11-01,2024-01-01,10,\n",
    );
    house.night("");
    house.records(
        "grows",
        &format!("{HYDROCHLORIDE}R2,2024-11-14,2025-08-01,DEU,CHE,import,PM005-HCL,15,,,\n"),
    );
    house.replace("config/forms.csv", "80.4", "90");
    house.night("");
    // By the factors alone 9 g of 10 g, by the correction alone 16.08 g.
    let run = PublishedRun::numbered(&house.path("out"), 3).unwrap();
    let changes = run.changes().unwrap();
    let change = changes
        .iter()
        .find(|change| change.alert == "import-excess:DEU:PM005:2024")
        .unwrap();
    let causes: Vec<&str> = change
        .causes
        .iter()
        .map(|because| because.cause.name())
        .collect();
    assert_eq!(
        (change.change.name(), causes),
        ("new", vec!["correction", "factor-edition"])
    );
}

#[test]
fn a_record_of_another_country_is_a_correction_to_both_however_few_rows_are_compared_at_once() {
    let house = house("R1,2024-04-10,,DEU,FRA,export,PM005,5,,,\n");
    house.records("grows", "R1,2024-04-10,,DEU,KEN,export,PM005,5,,,\n");
    house.night("");
    let [before, after] =
        [1, 2].map(|number| PublishedRun::numbered(&house.path("out"), number).unwrap());
    for most_rows in [MOST_ROWS, 0] {
        let changes = changes(Some(&before), &after, most_rows).unwrap();
        assert_eq!(changes.len(), 5, "{changes:#?}");
        for change in changes {
            let causes: Vec<&str> = change
                .causes
                .iter()
                .map(|because| because.cause.name())
                .collect();
            assert_eq!(
                causes,
                ["correction"],
                "{} with {most_rows} rows",
                change.alert
            );
        }
    }
}

#[test]
fn a_late_record_is_told_beside_another_schedule() {
    let first = "R1,2024-04-10,,DEU,FRA,export,PM005,5,,,\n";
    let house = house(first);
    house.records(
        "grows",
        &format!("{first}R9,2024-05-10,2025-08-01,DEU,KEN,export,PD006,7,,,\n"),
    );
    house.replace("config/substances.csv", "diazepam,IV", "diazepam,I");
    assert_eq!(
        told(&house, "schedule-i-trade:KEN:PD006:2024"),
        "new by late-record, schedule-edition"
    );
}

#[test]
fn a_correction_that_changes_no_figure_is_no_cause() {
    let house = house("R3,2024-02-25,,DEU,FRA,export,PM005,10,,,\n");
    house.records(
        "licence",
        "R3,2024-02-25,2025-08-01,DEU,FRA,export,PM005,10,,,LICENCE\n",
    );
    house.replace("config/substances.csv", "2000-01-01", "2024-06-01");
    let by_all = told(&house, "partner-reported-excess:FRA:PM005:2024");
    let run = PublishedRun::numbered(&house.path("out"), 2).unwrap();
    let changes = run.changes().unwrap();
    let by_one = changes
        .iter()
        .find(|change| change.alert == "export-excess:DEU>FRA:PM005:2024")
        .unwrap();
    assert_eq!(
        (by_all.as_str(), by_one.change.name()),
        ("cleared by schedule-edition", "cleared")
    );
}

#[test]
fn one_id_under_both_flows_is_two_records() {
    let first = "R1,2024-04-10,,DEU,FRA,export,PM005,5,,,\n";
    let house = house(first);
    house.records(
        "grows",
        &format!("{first}R1,2024-04-10,2025-08-01,DEU,FRA,import,PM005,5,,,\n"),
    );
    assert_eq!(
        told(&house, "import-excess:DEU:PM005:2024"),
        "new by late-record"
    );
    let run = PublishedRun::numbered(&house.path("out"), 2).unwrap();
    assert!(
        run.changes()
            .unwrap()
            .iter()
            .all(|change| change.after.is_some()),
        "nothing is gone"
    );
}

#[test]
fn one_id_of_two_forms_is_two_records() {
    let first =
        "R1,2024-04-10,,DEU,FRA,import,PM005,5,,,\nR1,2024-04-11,,DEU,FRA,import,PD006,5,,,\n";
    let house = house(first);
    // One of them is corrected, and another form of its substance is a version of it.
    house.records(
        "corrected",
        "R1,2024-04-10,2025-08-01,DEU,FRA,import,PM005-HCL,50,,,\n",
    );
    assert_eq!(
        told(&house, "import-excess:DEU:PM005:2024"),
        "worsened by correction"
    );
    let run = PublishedRun::numbered(&house.path("out"), 2).unwrap();
    assert!(
        run.changes()
            .unwrap()
            .iter()
            .all(|change| change.substance == "PM005")
    );
}

#[test]
fn a_refused_row_of_one_id_is_no_reason_for_another_record() {
    let house = house("R1,2024-04-10,,DEU,FRA,import,PM005,5,,,\n");
    house.remove("data/trades/grows.csv");
    // The row that is refused names another substance, so that the record is simply not there any more.
    house.records("other", "R1,2024-04-10,,DEU,FRA,import,PD006,-5,,,\n");
    assert_eq!(
        told(&house, "import-excess:DEU:PM005:2024"),
        "retracted by inputs-removed"
    );
}

#[test]
fn one_id_of_filings_of_two_substances_is_two_filings() {
    let house = house("R1,2024-04-10,,DEU,FRA,import,PM005,5,,,\n");
    house.filings("more", "B-1,DEU,PM005,assessment,2023-11-01,2024-01-01,1,\nB-1,DEU,PD006,assessment,2023-11-01,2024-01-01,1,\n");
    house.night("");
    house.filings("supplement", "B-1,DEU,PM005,supplement,2024-01-15,,+2,\n");
    house.night("");
    let run = PublishedRun::numbered(&house.path("out"), 3).unwrap();
    let told: Vec<String> = run
        .changes()
        .unwrap()
        .iter()
        .map(|change| {
            format!(
                "{} {} by {}",
                change.alert,
                change.change.name(),
                change
                    .causes
                    .iter()
                    .map(|because| because.cause.name())
                    .collect::<Vec<_>>()
                    .join(", ")
            )
        })
        .collect();
    assert_eq!(told, ["import-excess:DEU:PM005:2024 eased by supplement"]);
}
