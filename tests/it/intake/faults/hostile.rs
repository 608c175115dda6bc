//! Text that acts on a terminal: wherever it comes from, no message repeats it as it is.

use insta::assert_snapshot;

use super::harness::{World, assert_harmless};

/// Turns a terminal red, hides what follows, ends the line, and turns the reading direction.
const HOSTILE: &str = "a\u{1b}[31m\u{9b}8m\r\n\u{202e}b\u{2066}\u{200b}\u{7}.csv";

#[test]
fn names_of_files() {
    let world = World::sound();
    world.write(&format!("dataset/trades/{HOSTILE}"), "");
    world.write(&format!("dataset/estimates/{HOSTILE}.txt"), "");
    assert_snapshot!(world.run(&[]), @r#"
    exit code 1, nothing published

    inforce: 2 files cannot be read, so nothing was judged; mend what is named here, or leave it out with --keep-going
      "estimates/a\u{1b}[31m\u{9b}8m\r\n\u{202e}b\u{2066}\u{200b}\u{7}.csv.txt": is text, and no layout recognises it; run inforce inspect on the file to see what it holds, and write a layout for it, for which inforce inspect --propose makes a draft; if it holds no table, move it out of the dataset, or let its name start with _ to have it skipped
      "trades/a\u{1b}[31m\u{9b}8m\r\n\u{202e}b\u{2066}\u{200b}\u{7}.csv": is empty, without even column names; deliver it again, or remove it
    "#);
    assert_snapshot!(world.run(&["--keep-going", "-vv"]).stderr.lines().filter(|line| line.contains("WARN left out")).collect::<Vec<_>>().join("\n"), @r#"
     WARN left out file="estimates/a\u{1b}[31m\u{9b}8m\r\n\u{202e}b\u{2066}\u{200b}\u{7}.csv.txt" fault=is text, and no layout recognises it; run inforce inspect on the file to see what it holds, and write a layout for it, for which inforce inspect --propose makes a draft; if it holds no table, move it out of the dataset, or let its name start with _ to have it skipped
     WARN left out file="trades/a\u{1b}[31m\u{9b}8m\r\n\u{202e}b\u{2066}\u{200b}\u{7}.csv" fault=is empty, without even column names; deliver it again, or remove it
    "#);
}

#[test]
fn names_of_columns() {
    let world = World::sound();
    let name = HOSTILE.replace(['\r', '\n'], "");
    world.write(
        "dataset/trades/unknown.csv",
        format!("record_id,\"{name}\"\n"),
    );
    assert_snapshot!(world.run(&[]), @r#"
    exit code 1, nothing published

    inforce: 1 file cannot be read, so nothing was judged; mend what is named here, or leave it out with --keep-going
      trades/unknown.csv: has unknown column "a\u{1b}[31m\u{9b}8m\u{202e}b\u{2066}\u{200b}\u{7}.csv"; lacks columns "date", "reporter", "flow", "form", "quantity_g"; known are record_id, date, received, reporter, partner, flow, form, quantity_g, reexport_g, quantity, unit, reexport, authorisation, special_licence, period, procedure; call each that holds one of them by its name, and leave out any other
    "#);
}

#[test]
fn names_of_folders() {
    let world = World::sound();
    for arguments in [
        ["run", HOSTILE, "--out", "out", "--config", "config"],
        ["run", "dataset", "--out", HOSTILE, "--config", "config"],
        ["run", "dataset", "--out", "out", "--config", HOSTILE],
    ] {
        if arguments[3] == HOSTILE {
            world.write(HOSTILE, "in the way");
        }
        let output = world.program(&arguments).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_harmless(&stderr);
        assert!(stderr.starts_with("inforce: \"a\\u{1b}[31m"), "{stderr}");
    }
}

#[test]
fn rows_that_are_refused() {
    let world = World::sound();
    let name = HOSTILE.replace(['\r', '\n'], "");
    let head = "record_id,date,reporter,partner,flow,form,quantity_g\n";
    let row = format!("{name},{name},{name},{name},{name},{name},{name}\n");
    world.write("dataset/trades/hostile.csv", format!("{head}{row}"));
    let said = world.run(&["-vv"]);
    assert_eq!(said.code, Some(0));
    assert_snapshot!(said.quarantine, @r#"
    record trades/hostile.csv row 1, id a\u{1b}[31m\u{9b}8m\u{202e}b\u{2066}\u{200b}\u{7}.csv
      bad-date: date is "a\u{1b}[31m\u{9b}8m\u{202e}b\u{2066}\u{200b}\u{7}.csv"; expected YYYY-MM-DD, such as 2022-03-01
      a\u{1b}[31m\u{9b}8m\u{202e}b\u{2066}\u{200b}\u{7}.csv,a\u{1b}[31m\u{9b}8m\u{202e}b\u{2066}\u{200b}\u{7}.csv,a\u{1b}[31m\u{9b}8m\u{202e}b\u{2066}\u{200b}\u{7}.csv,a\u{1b}[31m\u{9b}8m\u{202e}b\u{2066}\u{200b}\u{7}.csv,a\u{1b}[31m\u{9b}8m\u{202e}b\u{2066}\u{200b}\u{7}.csv,a\u{1b}[31m\u{9b}8m\u{202e}b\u{2066}\u{200b}\u{7}.csv,a\u{1b}[31m\u{9b}8m\u{202e}b\u{2066}\u{200b}\u{7}.csv
    "#);
}

#[test]
fn a_line_without_end() {
    let world = World::sound();
    let head = "record_id,date,reporter,partner,flow,form,quantity_g\n";
    world.write(
        "dataset/trades/long.csv",
        format!("{head}A-1,{}\n", "x".repeat(1 << 20)),
    );
    world.write("dataset/trades/long-header.csv", "x".repeat((1 << 20) + 1));
    assert_snapshot!(world.run(&[]), @"
    exit code 1, nothing published

    inforce: 2 files cannot be read, so nothing was judged; mend what is named here, or leave it out with --keep-going
      trades/long-header.csv: line 1 is longer than 1 MiB, which no row is; deliver it again, with a line end after each row
      trades/long.csv: line 2 is longer than 1 MiB, which no row is; deliver it again, with a line end after each row
    ");
}
