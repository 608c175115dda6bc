//! What no dataset can provoke, because it takes a failing disk, a file changed at the wrong moment, or a fault of the
//! program itself: the words are looked at all the same.

use std::fs;
use std::io;

use inforce::evidence::EvidenceError;
use inforce::intake::{FileFault, InputFile, IntakeError, Kind, find};
use inforce::outputs::PublishError;
use inforce::runs::RunError;
use inforce::terms::MassOverflow;
use insta::assert_snapshot;

use super::harness::World;

#[test]
fn a_file_that_changes_between_two_readings() {
    let world = World::sound();
    let (found, _) = find(&world.path("dataset"), Kind::Record).unwrap();
    let file = InputFile::open(&found[0]).unwrap();
    file.check_unchanged().unwrap();
    world.write("dataset/trades/records.csv", "other\n");
    assert_snapshot!(IntakeError::Lost(file.check_unchanged().unwrap_err()), @"trades/records.csv: changed while it was being read; deliver files under another name and rename them when they are complete, then run again; nothing was judged");
    fs::remove_file(world.path("dataset/trades/records.csv")).unwrap();
    let gone: FileFault = file.check_unchanged().unwrap_err();
    assert_snapshot!(gone, @"trades/records.csv: cannot be read: No such file or directory (os error 2); check that it is there, its permissions and the disk, or deliver it again");
}

#[test]
fn a_disk_that_fails() {
    let error = || io::Error::other("Input/output error");
    assert_snapshot!(PublishError::Io { path: "out/runs/.000001.partial/alerts.parquet".into(), error: error() }, @"out/runs/.000001.partial/alerts.parquet: Input/output error; nothing was published; check the path, its permissions and the space left, or name another with --out");
    assert_snapshot!(PublishError::ReadBack { path: "out/runs/.000001.partial/alerts.parquet".into() }, @"out/runs/.000001.partial/alerts.parquet reads back otherwise than it was written; nothing was published; check the disk, or name another with --out");
    assert_snapshot!(PublishError::Unconfirmed { path: "out".into(), error: error() }, @"out: Input/output error; the run is published, but could be lost if the machine stops now; check the disk and run again");
}

#[test]
fn a_fault_of_the_program() {
    assert_snapshot!(RunError::Books { file: "trades/records.csv".into(), found: "10 rows were found and 9 were read".into() }, @"trades/records.csv: 10 rows were found and 9 were read, so nothing was published; this is a fault of the program, report it");
    assert_snapshot!(EvidenceError::Disagreement { alert: "import-excess:CHE:PD006:2024".into() }, @"import-excess:CHE:PD006:2024: the ledger and the records of the group disagree, so nothing was published; this is a fault of the program, report it");
    assert_snapshot!(EvidenceError::Groups { ledger: 2, records: 1 }, @"2 groups are in excess by the ledger and 1 by their records, so nothing was published; this is a fault of the program, report it");
}

#[test]
fn more_than_the_outputs_hold() {
    assert_snapshot!(RunError::from(MassOverflow), @"a total of base mass exceeds 38 digits (10^23 g); the quantities of the records cannot be right");
}
