//! What is said, word by word, and that the workbook that stood there stands there still.

use std::fs;
use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;

use crate::house::{demo, done, inforce};

fn said(folder: &Path, line: &str) -> String {
    let said = inforce(folder, line);
    let here = folder.canonicalize().unwrap().display().to_string();
    let text = (said.stdout + &said.stderr).replace(&here, "...");
    format!("{text}exit code {}", said.code.unwrap())
}

#[test]
fn messages() {
    let folder = demo();
    let folder = folder.path();
    fs::create_dir(folder.join("folder.xlsx")).unwrap();
    fs::write(folder.join("file"), "").unwrap();
    assert_snapshot!(said(folder, "workbook"), @r"
    Run 000001 as a workbook: out/workbooks/000001.xlsx
      8 sheets, 138 alerts, 768 records of evidence
    exit code 0
    ");
    assert_snapshot!(said(folder, "workbook --country CHE --to new/che.xlsx"), @r"
    Run 000001 as a workbook: new/che.xlsx
      8 sheets, 6 alerts, 12 records of evidence
    exit code 0
    ");
    assert_snapshot!(said(folder, "workbook --quiet"), @"exit code 0");
    assert_snapshot!(said(folder, "workbook --out nowhere"), @r"
    inforce: nowhere holds no published run; publish one with inforce run DATASET --out nowhere, or name another folder with --out
    exit code 1
    ");
    assert_snapshot!(said(folder, "workbook --run 7"), @r"
    inforce: run 000007 is not there in out; those that are there go from 000001 to 000001; inforce runs lists them
    exit code 1
    ");
    assert_snapshot!(said(folder, "workbook --run 7 --out nowhere"), @r"
    inforce: nowhere holds no published run; publish one with inforce run DATASET --out nowhere, or name another folder with --out
    exit code 1
    ");
    assert_snapshot!(said(folder, "workbook --country switserland"), @r#"
    inforce: "switserland" is no country of the configuration; did you mean CHE (Switzerland)?
    exit code 2
    "#);
    assert_snapshot!(said(folder, "workbook --to book.xls"), @r"
    inforce: book.xls does not end in .xlsx, by which spreadsheet programs know a workbook; name the file so with --to
    exit code 2
    ");
    assert_snapshot!(said(folder, "workbook --to folder.xlsx"), @r"
    inforce: folder.xlsx is a folder; name a file in it with --to
    exit code 2
    ");
    assert_snapshot!(said(folder, "workbook --to out/current/book.xlsx"), @r"
    inforce: out/current/book.xlsx lies in the folder of the published runs, which never change; name another file with --to
    exit code 2
    ");
    assert_snapshot!(said(folder, "workbook --to file/book.xlsx"), @r"
    inforce: file: not a directory; no workbook was written; check the path, its permissions and the space left, or name another place with --to
    exit code 1
    ");
    fs::remove_file(folder.join("out/current/evidence/2024.parquet")).unwrap();
    let before = fs::read(folder.join("out/workbooks/000001.xlsx")).unwrap();
    assert_snapshot!(said(folder, "workbook"), @r"
    inforce: .../out/runs/000001/evidence/2024.parquet is missing: the run is damaged, or of an older inforce; publish it anew with inforce run
    exit code 1
    ");
    assert!(fs::read(folder.join("out/workbooks/000001.xlsx")).unwrap() == before);
    assert_eq!(
        fs::read_dir(folder.join("out/workbooks")).unwrap().count(),
        1
    );
}

/// The library that writes workbooks panics where nothing can be written; that is said like anything else.
#[test]
fn a_disk_that_is_full() {
    let folder = demo();
    done(folder.path(), "workbook --to book.xlsx");
    let before = fs::read(folder.path().join("book.xlsx")).unwrap();
    // No file may grow past 8 KiB, which is as good as a full disk.
    let limited = format!(
        "ulimit -f 8; trap '' XFSZ; exec {} workbook --to book.xlsx",
        env!("CARGO_BIN_EXE_inforce")
    );
    let output = Command::new("bash")
        .args(["-c", &limited])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_snapshot!(String::from_utf8(output.stderr).unwrap(), @"inforce: no workbook was written: File too large; check the space left where it is to be, or name another place with --to
");
    assert_eq!(output.status.code(), Some(1));
    assert!(fs::read(folder.path().join("book.xlsx")).unwrap() == before);
    let left = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(
        !left
            .collect::<Vec<_>>()
            .iter()
            .any(|name| name.contains("partial"))
    );
}
