//! What no dataset can provoke, because it takes a failing disk, a file changed at the wrong moment, or a fault of the
//! program itself: the words are looked at all the same.

use std::fs;
use std::io;

use inforce::archive::PublishError;
use inforce::evidence::EvidenceError;
use inforce::intake::{FileFault, InputFile, IntakeError, Kind, find};
use inforce::ledger::LedgerError;
use inforce::night::{Memory, RunError};
use inforce::scratch::ScratchError;
use inforce::terms::{MassOverflow, PathError};
use insta::assert_snapshot;

use super::harness::World;

#[test]
fn a_file_that_changes_between_two_readings() {
    let world = World::sound();
    let found = find(&world.path("dataset"), Kind::Record).unwrap().files;
    let file = InputFile::open_canonical(&found[0]).unwrap();
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
    assert_snapshot!(PublishError::Io(PathError::new("out/runs/.000001.partial/alerts.parquet", error())), @"out/runs/.000001.partial/alerts.parquet: Input/output error; nothing was published; check the path, its permissions and the space left, or name another with --out");
    assert_snapshot!(PublishError::ReadBack { path: "out/runs/.000001.partial/alerts.parquet".into() }, @"out/runs/.000001.partial/alerts.parquet reads back otherwise than it was written; nothing was published; check the disk, or name another with --out");
    assert_snapshot!(PublishError::Unconfirmed { path: "out".into(), error: error() }, @"out: Input/output error; the run is published, but could be lost if the machine stops now; check the disk and run again");
    assert_snapshot!(PublishError::NotCurrent { path: "out/current".into(), run: "out/runs/000002".into(), error: error() }, @"out/current: Input/output error; out/runs/000002 is published, but current names the run before it; check the disk and run again");
    assert_snapshot!(PublishError::Damaged { path: "out/runs/000002/run.json".into(), found: "it is missing".into() }, @"out/runs/000002/run.json is not what was published: it is missing; nothing was published; put a sound copy of the run in its place, or move the run's folder out of runs, so that the one before it is followed");
}

#[test]
fn a_fault_of_the_program() {
    assert_snapshot!(RunError::Books { file: "trades/records.csv".into(), found: "10 rows were found and 9 were read".into() }, @"trades/records.csv: 10 rows were found and 9 were read, so nothing was published; this is a fault of the program, report it");
    assert_snapshot!(EvidenceError::Disagreement { alert: "import-excess:CHE:PD006:2024".into() }, @"import-excess:CHE:PD006:2024: the ledger and the records of the group disagree, so nothing was published; this is a fault of the program, report it");
    assert_snapshot!(EvidenceError::Rows { expected: 2, found: 1 }, @"the alerts rest on 2 records and 1 were found again, so nothing was published; this is a fault of the program, report it");
}

#[test]
fn more_than_the_outputs_hold() {
    assert_snapshot!(RunError::from(LedgerError::from(MassOverflow)), @"a total of base mass exceeds 38 digits (10^23 g); the quantities of the records cannot be right");
}

#[test]
fn memory_and_disk_that_do_not_suffice() {
    let folder = || String::from("out");
    let error = || io::Error::other("No space left on device");
    assert_snapshot!(ScratchError::Make { folder: folder(), error: error() }, @"out: no file can be made there for what does not fit in memory: No space left on device; check the folder and its permissions, or give the run more memory with --memory");
    assert_snapshot!(ScratchError::Write { folder: folder(), error: error() }, @"out: what does not fit in memory cannot be written there: No space left on device; free space in out, or give the run more memory with --memory");
    assert_snapshot!(ScratchError::Read { folder: folder(), error: error() }, @"out: what did not fit in memory cannot be read back: No space left on device; check the disk, or give the run more memory with --memory");
    assert_snapshot!(ScratchError::Damaged { folder: folder() }, @"out: what did not fit in memory reads back otherwise than it was written; check the disk, or give the run more memory with --memory");
    assert_snapshot!("1.5G".parse::<Memory>().unwrap_err(), @"expected a whole number with K, M, G or T for the powers of 1024, as in 256M");
    assert_snapshot!("64M".parse::<Memory>().unwrap_err(), @"expected at least 128M");
}
