//! Files that cannot be read left out because the user says so.

use insta::assert_snapshot;

use super::harness::World;

fn damaged() -> World {
    let world = World::sound();
    world.write("dataset/trades/2022/empty.csv", "");
    world.write("dataset/trades/cut.csv", "record_id,date");
    world.write("dataset/estimates/notes.txt", "Received by mail.");
    world
}

#[test]
fn the_rest_is_published_and_flagged() {
    let world = damaged();
    assert_snapshot!(world.run(&[]), @r"
    exit code 1, nothing published

    inforce: 3 files cannot be read, so nothing was judged; mend what is named here, or leave it out with --keep-going
      estimates/notes.txt: is text, and no layout recognises it; run inforce inspect on the file to see what it holds, and write a layout for it, for which inforce inspect --propose makes a draft; if it holds no table, move it out of the dataset, or let its name start with _ to have it skipped
      trades/2022/empty.csv: is empty, without even column names; deliver it again, or remove it
      trades/cut.csv: ends within a line: its last line (1) has no newline, as in a transfer cut short; deliver it again, or end it with a newline
    ");
    assert_snapshot!(world.run(&["--keep-going"]), @r#"
    exit code 3, published

     WARN left out file="estimates/notes.txt" fault=is text, and no layout recognises it; run inforce inspect on the file to see what it holds, and write a layout for it, for which inforce inspect --propose makes a draft; if it holds no table, move it out of the dataset, or let its name start with _ to have it skipped
     WARN left out file="trades/2022/empty.csv" fault=is empty, without even column names; deliver it again, or remove it
     WARN left out file="trades/cut.csv" fault=ends within a line: its last line (1) has no newline, as in a transfer cut short; deliver it again, or end it with a newline
    inforce: published out/runs/000001 with 3 files left out: exit code 3 by --keep-going
    "#);
    let manifest = world.manifest();
    assert_snapshot!(serde_json::to_string_pretty(&manifest["left_out"]).unwrap(), @r#"
    [
      {
        "fault": "is text, and no layout recognises it; run inforce inspect on the file to see what it holds, and write a layout for it, for which inforce inspect --propose makes a draft; if it holds no table, move it out of the dataset, or let its name start with _ to have it skipped",
        "file": "estimates/notes.txt"
      },
      {
        "fault": "is empty, without even column names; deliver it again, or remove it",
        "file": "trades/2022/empty.csv"
      },
      {
        "fault": "ends within a line: its last line (1) has no newline, as in a transfer cut short; deliver it again, or end it with a newline",
        "file": "trades/cut.csv"
      }
    ]
    "#);
    let files = manifest["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|input| input["file"].as_str().unwrap());
    assert_eq!(
        files.collect::<Vec<_>>(),
        ["estimates/filings.csv", "trades/records.csv"]
    );
}

#[test]
fn quiet_or_for_machines_it_is_flagged_all_the_same() {
    assert_snapshot!(damaged().run(&["--keep-going", "--quiet"]), @r"
    exit code 3, published

    inforce: published out/runs/000001 with 3 files left out: exit code 3 by --keep-going
    ");
    let said = damaged().run(&["--keep-going", "--log-format", "json"]);
    assert_eq!(said.code, Some(3));
    let left_out = said
        .stderr
        .lines()
        .filter(|line| line.contains("left out") && line.contains("WARN"));
    assert!(
        left_out.clone().count() == 3 && left_out.clone().all(|line| line.starts_with('{')),
        "{said}"
    );
}

#[test]
fn nothing_is_left() {
    let world = damaged();
    world.remove("dataset/trades/records.csv");
    assert_snapshot!(world.run(&["--keep-going"]), @r"
    exit code 1, nothing published

    inforce: 3 files cannot be read, which leaves no record file to judge; mend at least one under trades/
      estimates/notes.txt: is text, and no layout recognises it; run inforce inspect on the file to see what it holds, and write a layout for it, for which inforce inspect --propose makes a draft; if it holds no table, move it out of the dataset, or let its name start with _ to have it skipped
      trades/2022/empty.csv: is empty, without even column names; deliver it again, or remove it
      trades/cut.csv: ends within a line: its last line (1) has no newline, as in a transfer cut short; deliver it again, or end it with a newline
    ");
}

#[test]
fn there_is_nothing_to_leave_out() {
    assert_snapshot!(World::sound().run(&["--keep-going"]), @"exit code 0, published");
}
