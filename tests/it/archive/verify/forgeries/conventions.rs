//! Forgeries of what is published of the 1961 and 1988 Conventions.

use super::*;
use crate::nights::conventions::{World, arrived};

const OF_CONVENTIONS: &str = r#"
alerts | alert_id import-excess:CHE:NF1:2024 0 | convention | 1971 | alerts | alerts | import-excess:CHE:NF1:2024: NF1 is not under the 1971 Convention with binding estimates
alerts | alert_id import-excess:DEU:RE1:2024 0 | force | binding | alerts | alerts | import-excess:DEU:RE1:2024: RE1 is not under the 1988 Convention with binding estimates
alerts | alert_id import-excess:CHE:NF1:2024 0 | own_exports_g | 501 | alerts | alerts | import-excess:CHE:NF1:2024: own_exports_g is 501, expected 500
own_exports | exporter CHE 0 | base_g | 501 | alerts | own_exports | NF1: what countries exported themselves is not, day by day, what the ledger has of all partners' reports
own_exports | exporter CHE 0 | records | 2 | alerts | own_exports | NF1: what countries exported themselves is not, day by day, what the ledger has of all partners' reports
own_exports | exporter FRA 0 | exporter | KEN | evidence | own_exports | FRA, NF1 on 2024-09-01: it has less than the evidence
own_exports | exporter CHE 0 | substance | RE1 | alerts | own_exports | CHE, RE1 on 2024-05-01 is not in order, or nothing
exempt | record_id K-2 0 | reason | exempt-preparation | counts | exempt | row 10 of trades/first.csv: its form, day and procedure are no such reason
exempt | record_id Y-1 0 | substance | PD1 | places | exempt | row 8 of trades/first.csv: it stands, and is missing for NC1 (exempt-preparation)
exempt | record_id Y-1 0 | date | 2024-04-03 | counts | exempt | row 10 of trades/first.csv: it is not in order
exempt | record_id Y-1 0 | quantity_g | 99999 | places | exempt | row 8 of trades/first.csv: quantity_g is 99999 in exempt.parquet, and 100000 in the evidence of import-excess:FRA:PD1:2024
exempt | record_id K-2 0 | source_row | 2 | places | exempt | row 2 of trades/first.csv: record_id is "K-2" in exempt.parquet, and "C-1" in the evidence of import-excess:CHE:NF1:2024
exempt | record_id K-2 0 | source_file | trades/second.csv | counts | exempt | it has 0 rows of trades/first.csv, and the manifest counts 1
superseded | record_id D-2 0 | procedure | simplified | places | evidence | row 6 of trades/first.csv: procedure is "" in the evidence of the run before, and "simplified" in the superseded versions
evidence | alert_id export-after-notice:FRA>CHE:NF1:2024 0 | date | 2024-07-31 | evidence | evidence | export-after-notice:FRA>CHE:NF1:2024: record F-1 of FRA is of another group
"#;

/// Two nights: in the second, a version of the simplified procedure comes.
fn house() -> House {
    let house = House::new();
    for folder in ["data", "config"] {
        house.remove(folder);
    }
    let place = |world: World| {
        for (file, text) in &world.files {
            house.write(file, text);
        }
    };
    place(World::first());
    house.night("");
    place(arrived("a version of the simplified procedure comes"));
    house.night("");
    house
}

#[test]
fn forgeries_of_other_conventions_are_found_and_named() {
    found_and_named(&house(), OF_CONVENTIONS);
}

/// Values of which no law can tell whether another was meant: nothing else that is published depends on them.
const FREE: [super::super::Free; 4] = [
    // Nothing is compared with its imports, for it has no requirement.
    (
        "ledger/2024.parquet",
        "importer",
        &["KEN"],
        &["base_g", "records"],
    ),
    // The estimates are confirmed before their year begins.
    (
        "filings.parquet",
        "filing_id",
        &["E-1", "E-3"],
        &["received", "confirmed"],
    ),
    // It is not confirmed, and counts for nothing.
    (
        "filings.parquet",
        "filing_id",
        &["S-1"],
        &["received", "grams"],
    ),
    // It counts in whole grams.
    ("filings.parquet", "filing_id", &["E-2"], &["grams"]),
];

#[test]
fn a_value_of_another_convention_that_is_changed_is_found_by_the_laws() {
    super::super::assert_noticed(
        &house(),
        &FREE,
        &["quarantine.parquet", "refused.parquet", "warned.parquet"],
    );
}

/// An exporter's alert after a notice that is gone with its evidence is missed by the ledger; a finding that is gone, too.
#[test]
fn an_alert_or_a_finding_that_is_gone_with_all_its_traces_is_missed() {
    let house = house();
    let (folder, aside) = (house.path("out/runs/000002"), house.path("aside"));
    crate::house::copy(&folder, &aside);
    for file in ["alerts.parquet", "evidence/2024.parquet"] {
        let table = crate::forge::table(&folder.join(file));
        let of_alert = rows_with(&table, "alert_id", "export-after-notice:FRA>CHE:NF1:2024");
        assert_eq!(of_alert, [0], "{file}");
        let rest = table.slice(1, table.num_rows() - 1);
        crate::forge::put(&folder, file, &rest);
    }
    let read = || -> (Manifest, RunFile) {
        let manifest = fs::read(folder.join("manifest.json")).unwrap();
        let run = RunFile::read(&fs::read(folder.join("run.json")).unwrap()).unwrap();
        (serde_json::from_slice(&manifest).unwrap(), run)
    };
    let (mut manifest, run) = read();
    manifest.counts.alerts.0[0] = 0;
    crate::forge::seal(&folder, &manifest, run);
    let says = [
        "NF1 to CHE in 2024: the exporters' alerts do not have what the ledger has on the days of the notice",
    ];
    expect(&house, "an alert", (Check::Evidence, "evidence", &says));
    restore(&folder, &aside);
    let (mut manifest, run) = read();
    let found = manifest.findings.len();
    manifest
        .findings
        .retain(|finding| finding.kind.name() != "requirement-unknown");
    assert!(manifest.findings.len() < found);
    crate::forge::seal(&folder, &manifest, run);
    let says =
        ["its findings on trade without requirement are not those that ledger and filings make"];
    expect(&house, "a finding", (Check::Alerts, "manifest.json", &says));
}
