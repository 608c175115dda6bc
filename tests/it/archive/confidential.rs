//! The log says what is done, and at its default level nothing of what records and filings say.

use crate::house::House;

/// Nothing else contains it.
const MARK: &str = "Qx7Zq";

/// Every text that a row can carry is marked: in rows that count, that are evidence, superseded, refused, not yet
/// known, unreadable as a line, and in files that are no such files.
fn marked() -> House {
    let house = House::new();
    house.records(
        "marked",
        &format!(
            "{MARK}-1,2024-02-01,2024-02-10,CHE,DEU,import,PD006,500,,{MARK}-a,{MARK}-l\n\
             {MARK}-1,2024-02-01,2024-02-11,CHE,DEU,import,PD006,400,,{MARK}-b,{MARK}-m\n\
             {MARK}-2,{MARK},2024-02-10,CHE,DEU,import,PD006,500,,,\n\
             {MARK}-3,2024-02-01,2024-02-10,CHE,{MARK},import,PD006,500,,,\n\
             {MARK}-4,2024-02-01,2024-02-10,CHE,DEU,import,{MARK},500,,,\n\
             {MARK}-5,2024-02-01,2025-02-10,CHE,DEU,import,PD006,500,,{MARK}-c,\n\
             {MARK}-6,\"{MARK}\n"
        ),
    );
    house.filings("marked", &format!("{MARK}-7,CHE,PD006,assessment,2023-12-01,2024-02-01,70,{MARK}-n\n{MARK}-8,{MARK},,,,,,\n"));
    house.write(
        "data/trades/headless.csv",
        format!("{MARK}-9,2024-02-01,2024-02-10,CHE,DEU,import,PD006,500\n"),
    );
    house.write(
        "data/trades/odd.csv",
        format!("record_id,{MARK}\nA,{MARK}\n"),
    );
    house
}

#[test]
fn the_log_holds_nothing_of_what_records_say() {
    let house = marked();
    for format in ["text", "json"] {
        for more in [
            "",
            "--known-at 2024-12-31",
            "--fail-on alerts,quarantine --keep 1",
        ] {
            let said = house.inforce(&format!(
                "run data --config config --keep-going --log-format {format} {more}"
            ));
            assert_eq!(said.code, Some(3), "{}", said.stderr);
            assert!(said.stderr.contains("left out"), "{}", said.stderr);
            assert!(
                !said.stderr.contains(MARK),
                "{format} {more}:\n{}",
                said.stderr
            );
        }
    }
    // The marks are where they belong: in what is published, which has its own permissions.
    let evidence = house
        .inforce("explain import-excess:CHE:PD006:2024 --format csv")
        .stdout;
    assert!(evidence.contains(MARK), "{evidence}");
}
