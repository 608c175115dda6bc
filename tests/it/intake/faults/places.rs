//! What stands where a dataset or a file of one should be, and where nothing can be published.

use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt;
use std::process::Command;

use insta::assert_snapshot;

use super::harness::{Said, World};
use crate::house::copy;

#[test]
fn no_dataset() {
    let world = World::sound();
    world.remove("dataset");
    assert_snapshot!(world.run(&[]), @r"
    exit code 1, nothing published

    inforce: dataset: there is no such folder; name a dataset, which is a folder with trades/ and estimates/ in it
    ");
    world.write("dataset", "a file");
    assert_snapshot!(world.run(&[]), @r"
    exit code 1, nothing published

    inforce: dataset: there is no such folder; name a dataset, which is a folder with trades/ and estimates/ in it
    ");
}

#[test]
fn a_file_where_layouts_should_be() {
    let world = World::sound();
    world.write("dataset/layouts", "a file");
    assert_snapshot!(world.run(&[]), @r"
    exit code 1, nothing published

    inforce: dataset/layouts: cannot be read: Not a directory (os error 20); put a folder that can be read in its place; nothing was judged
    ");
}

#[test]
fn what_a_dataset_says_of_itself() {
    let world = World::sound();
    let remedy = r#"write delivered_by = "who", as_of = 2024-12-31, invented = true or false, and note = "text", each on a line of its own, and leave out those of which there is nothing to say; nothing was judged"#;
    for (content, found) in [
        (
            "invented = true\nas_of = \"30.11.2024\"\n".to_owned(),
            ", line 2: \"30.11.2024\" is not a day from 1961-01-01 to 2199-12-31",
        ),
        (
            "as_of = 20241130\n".to_owned(),
            ", line 1: a day is expected, and integer was found",
        ),
        ("note = ''\n".to_owned(), ", line 1: the text is empty"),
        ("#".repeat(65_537), ": has more than 65536 bytes"),
    ] {
        world.write("dataset/about.toml", content);
        let said = world.run(&[]);
        assert_eq!((said.code, said.published), (Some(1), false), "{said}");
        assert_eq!(
            said.stderr,
            format!("inforce: dataset/about.toml{found}; {remedy}\n")
        );
    }
    world.remove("dataset/about.toml");
    world.write("dataset/About.toml", "invented = true\n");
    assert_snapshot!(world.run(&[]), @r"
    exit code 1, nothing published

    inforce: dataset/About.toml: would be ignored; rename it to about.toml; nothing was judged
    ");
    fs::rename(
        world.path("dataset/About.toml"),
        world.path("dataset/about.toml"),
    )
    .unwrap();
    assert_eq!(world.run(&[]).code, Some(0));
    assert_eq!(
        world.manifest()["about"],
        serde_json::json!({"delivered_by": null, "as_of": null, "invented": true, "note": null})
    );
    world.write("dataset/about.toml", "delivered_by = 'the \\u001b Board'\nas_of = 2025-01-15\ninvented = true\nnote = \"a \\u001b[2J\"\n");
    let told = String::from_utf8(world.command(&[]).output().unwrap().stdout).unwrap();
    assert!(
        told.contains(
            "\ninvented data; delivered by the \\u001b Board; as of 2025-01-15; a \\u{1b}[2J\n"
        ),
        "{told}"
    );
    // Of a night without it, nothing is said; the run goes on from the one before all the same.
    world.remove("dataset/about.toml");
    assert_eq!(world.run(&[]).code, Some(0));
    assert!(world.manifest()["about"].is_null());
    symlink("nowhere", world.path("dataset/about.toml")).unwrap();
    assert_snapshot!(world.run(&[]).stderr, @"inforce: dataset/about.toml: cannot be read: No such file or directory (os error 2); put a file that can be read in its place, or remove it; nothing was judged");
    world.remove("dataset/about.toml");
    fs::create_dir(world.path("dataset/about.toml")).unwrap();
    assert_snapshot!(world.run(&[]).stderr, @"inforce: dataset/about.toml: is no regular file; put a text file in its place, or remove it; nothing was judged");
}

#[test]
fn no_records() {
    let world = World::sound();
    world.remove("dataset/trades/records.csv");
    world.write("dataset/trades/_notes.txt", "skipped");
    world.write("dataset/trades/.partial/records.csv", "skipped");
    assert_snapshot!(world.run(&[]), @r"
    exit code 1, nothing published

    inforce: dataset holds no record file; put .csv or .parquet files under dataset/trades
    ");
    world.remove("dataset/trades");
    assert_snapshot!(world.run(&[]), @r"
    exit code 1, nothing published

    inforce: dataset holds no record file; put .csv or .parquet files under dataset/trades
    ");
}

#[test]
fn records_in_another_place() {
    let world = World::sound();
    world.remove("dataset/trades");
    world.write("dataset/records.csv", "record_id\n");
    assert_snapshot!(world.run(&[]), @r"
    exit code 1, nothing published

    inforce: dataset holds what would not be read: records.csv (put it into trades/ if it holds records, or estimates/ if it holds filings, or call it _records.csv); nothing was judged; records belong in dataset/trades, filings in dataset/estimates
    ");
    world.write("dataset/Trades/records.csv", "record_id\n");
    assert_snapshot!(world.run(&[]), @r"
    exit code 1, nothing published

    inforce: dataset holds what would not be read: Trades/ (call the folder trades, in lower case, or put its files there), records.csv (put it into trades/ if it holds records, or estimates/ if it holds filings, or call it _records.csv); nothing was judged; records belong in dataset/trades, filings in dataset/estimates
    ");
    world.remove("dataset/Trades");
    world.write("dataset/trade/records.csv", "record_id\n");
    assert_snapshot!(world.run(&[]), @r"
    exit code 1, nothing published

    inforce: dataset holds what would not be read: records.csv (put it into trades/ if it holds records, or estimates/ if it holds filings, or call it _records.csv), trade/ (call the folder trades, in lower case, or put its files there); nothing was judged; records belong in dataset/trades, filings in dataset/estimates
    ");
}

/// What a path means is not ignored, nor what lies where it would not be read.
#[test]
fn folders_that_mean_something() {
    let world = World::sound();
    let records =
        "record_id,date,partner,flow,form,quantity_g\nA-1,2022-03-01,DEU,import,PD006,1\n";
    world.write("dataset/trades/reporter=CHE/part-0.csv", records);
    world.write(
        "dataset/trades/2022/received=2022-04-01/part-0.csv",
        records,
    );
    world.write("dataset/trades/delta/part-0.csv", records);
    world.write(
        "dataset/trades/delta/_delta_log/00000000000000000000.json",
        "{}",
    );
    world.write("dataset/estimates/iceberg/metadata/v1.metadata.json", "{}");
    world.write("dataset/estimates/hudi/.hoodie/hoodie.properties", "");
    assert_snapshot!(world.run(&[]), @r#"
    exit code 1, nothing published

    inforce: 4 files cannot be read, so nothing was judged; mend what is named here, or leave it out with --keep-going
      estimates/hudi: is a Hudi table (.hoodie), whose log says which of its files are current: read without it, rows would count that were removed; export the current version of the table as Parquet or CSV, and put that here in place of the folder
      estimates/iceberg: is an Iceberg table (metadata), whose log says which of its files are current: read without it, rows would count that were removed; export the current version of the table as Parquet or CSV, and put that here in place of the folder
      trades/2022/received=2022-04-01/part-0.csv: is text, and no layout recognises it (layout records: the columns "reporter" were not found; layout customs: the columns "Reporter", "Substance", "Year", "Month", "Net weight (kg)" were not found; the layout does not know "record_id", "date", "form", "quantity_g"; layout permits: the columns "Permit number", "Date of shipment", "Reporting country", "Partner country", "Substance", "Quantity shipped", "Unit" were not found; the layout does not know "record_id", "date", "partner", "form", "quantity_g"); run inforce inspect on the file to see what it holds, and write a layout for it, for which inforce inspect --propose makes a draft; if it holds no table, move it out of the dataset, or let its name start with _ to have it skipped
      trades/delta: is a Delta table (_delta_log), whose log says which of its files are current: read without it, rows would count that were removed; export the current version of the table as Parquet or CSV, and put that here in place of the folder
    "#);
    let world = World::sound();
    world.write("dataset/Estimates/filings.csv", "");
    world.write("dataset/docs/records.csv", "");
    assert_snapshot!(world.run(&[]), @r"
    exit code 1, nothing published

    inforce: dataset holds what would not be read: Estimates/ (call the folder estimates, in lower case, or put its files there); nothing was judged; records belong in dataset/trades, filings in dataset/estimates
    ");
}

/// What is advised about a value in the name of a folder leads to a run over all rows.
#[test]
fn values_in_the_names_of_folders_are_moved_as_advised() {
    let world = World::sound();
    let records =
        "record_id,date,reporter,partner,form,quantity_g\nA-9,2022-03-01,CHE,DEU,PD006,1\n";
    world.write(
        "dataset/trades/year=2022/month=03/flujo=import/part-0.csv",
        records,
    );
    world.write(
        "dataset/estimates/source=mail/filings.csv",
        fs::read(world.path("dataset/estimates/filings.csv")).unwrap(),
    );
    world.write(
        "dataset/trades/partner=__HIVE_DEFAULT_PARTITION__/none.csv",
        "",
    );
    assert_snapshot!(world.run(&[]), @r#"
    exit code 1, nothing published

    inforce: 3 files cannot be read, so nothing was judged; mend what is named here, or leave it out with --keep-going
      estimates/source=mail/filings.csv: the name of the folder gives a value for all files in it, which is not read; a filing has no column "source": give the folder a name without =, such as source-mail, or move the files out of it
      trades/partner=__HIVE_DEFAULT_PARTITION__/none.csv: is text, and no layout recognises it; run inforce inspect on the file to see what it holds, and write a layout for it, for which inforce inspect --propose makes a draft; if it holds no table, move it out of the dataset, or let its name start with _ to have it skipped
      trades/year=2022/month=03/flujo=import/part-0.csv: the name of the folder gives a value for all files in it, which is not read; a record has no column "year": give the folder a name without =, such as year-2022, or move the files out of it (the day in each row tells it)
    "#);
    world.remove("dataset/trades/partner=__HIVE_DEFAULT_PARTITION__");
    // As advised: a column flow, and names without =.
    let with_flow = "record_id,date,reporter,partner,form,quantity_g,flow\nA-9,2022-03-01,CHE,DEU,PD006,1,import\n";
    world.write(
        "dataset/trades/year=2022/month=03/flujo=import/part-0.csv",
        with_flow,
    );
    for (from, to) in [
        (
            "trades/year=2022/month=03/flujo=import",
            "trades/year=2022/month=03/flujo-import",
        ),
        ("trades/year=2022/month=03", "trades/year=2022/month-03"),
        ("trades/year=2022", "trades/year-2022"),
        ("estimates/source=mail", "estimates/source-mail"),
    ] {
        fs::rename(
            world.path("dataset").join(from),
            world.path("dataset").join(to),
        )
        .unwrap();
    }
    assert_snapshot!(world.run(&[]), @"exit code 0, published");
    let inputs: Vec<String> = world.manifest()["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|input| input["file"].to_string())
        .collect();
    assert!(
        inputs.contains(&"\"trades/year-2022/month-03/flujo-import/part-0.csv\"".to_owned()),
        "{inputs:?}"
    );
}

/// A workbook of estimates beside the folders is none of the two kinds of file that are read, wherever it is put.
#[test]
fn a_workbook_beside_the_folders() {
    let world = World::sound();
    world.write(
        "dataset/estimates.xlsx",
        b"PK\x03\x04..[Content_Types].xml..xl/workbook.xml",
    );
    for name in ["d.CSV", "trades.pq", "trades.csv.gz"] {
        world.write(&format!("dataset/{name}"), "");
    }
    assert_snapshot!(world.run(&[]), @r"
    exit code 1, nothing published

    inforce: dataset holds what would not be read: d.CSV (put it under the name d.csv into trades/ if it holds records, or estimates/ if it holds filings, or call it _d.CSV), estimates.xlsx (save the table that it holds as CSV in UTF-8 or as Parquet into estimates/, and move it away or call it _estimates.xlsx), trades.csv.gz (unpack it, put the tables that it holds as CSV or Parquet into trades/, and move it away or call it _trades.csv.gz), trades.pq (put it under the name trades.parquet into trades/, or call it _trades.pq); nothing was judged; records belong in dataset/trades, filings in dataset/estimates
    ");
    for name in ["d.CSV", "trades.pq", "trades.csv.gz"] {
        world.remove(&format!("dataset/{name}"));
    }
    fs::rename(
        world.path("dataset/estimates.xlsx"),
        world.path("dataset/_estimates.xlsx"),
    )
    .unwrap();
    let saved = fs::read_to_string(world.path("dataset/estimates/filings.csv")).unwrap();
    world.write("dataset/estimates/estimates.csv", saved);
    assert_snapshot!(world.run(&[]), @"exit code 0, published");
}

#[test]
fn no_folder_of_records_but_a_file() {
    let world = World::sound();
    world.remove("dataset/trades");
    world.write("dataset/trades", "a file");
    assert_snapshot!(world.run(&[]), @r"
    exit code 1, nothing published

    inforce: 1 file cannot be read, so nothing was judged; mend what is named here, or leave it out with --keep-going
      trades: cannot be read: Not a directory (os error 20); check that it is there, its permissions and the disk, or deliver it again
    ");
}

#[test]
fn no_estimates_is_a_warning() {
    let world = World::sound();
    world.remove("dataset/estimates");
    assert_snapshot!(world.run(&[]), @r"
    exit code 0, published

     WARN no file under estimates/: every estimate is none
    ");
}

/// A link that leads nowhere is no missing folder: every estimate would be none.
#[test]
fn a_link_to_estimates_that_leads_nowhere() {
    let world = World::sound();
    world.remove("dataset/estimates");
    symlink("elsewhere", world.path("dataset/estimates")).unwrap();
    assert_snapshot!(world.run(&[]), @r"
    exit code 1, nothing published

    inforce: 1 file cannot be read, so nothing was judged; mend what is named here, or leave it out with --keep-going
      estimates: cannot be read: No such file or directory (os error 2); check that it is there, its permissions and the disk, or deliver it again
    ");
}

#[test]
fn no_regular_files() {
    let world = World::sound();
    let trades = world.path("dataset/trades");
    assert!(
        Command::new("mkfifo")
            .arg(trades.join("pipe.csv"))
            .status()
            .unwrap()
            .success()
    );
    let _socket = UnixListener::bind(trades.join("socket.csv")).unwrap();
    symlink("nowhere.csv", trades.join("link.csv")).unwrap();
    symlink(".", trades.join("link-to-a-folder")).unwrap();
    symlink("records.csv", trades.join("sound-link.csv")).unwrap();
    assert_snapshot!(world.run(&[]), @r"
    exit code 1, nothing published

    inforce: 4 files cannot be read, so nothing was judged; mend what is named here, or leave it out with --keep-going
      trades/link-to-a-folder: is a link to a folder, a pipe, a socket or a device; put the files themselves here
      trades/link.csv: cannot be read: No such file or directory (os error 2); check that it is there, its permissions and the disk, or deliver it again
      trades/pipe.csv: is a link to a folder, a pipe, a socket or a device; put the files themselves here
      trades/socket.csv: is a link to a folder, a pipe, a socket or a device; put the files themselves here
    ");
}

/// Two names that differ only in such bytes are two files all the same.
#[test]
fn names_that_are_not_utf8() {
    let world = World::sound();
    for name in [&b"\xff.csv"[..], b"\xfe.csv", b"folder-\xff"] {
        copy(
            &world.path("dataset/estimates"),
            &world.path("dataset/trades").join(OsStr::from_bytes(name)),
        );
    }
    assert_snapshot!(world.run(&[]), @r"
    exit code 1, nothing published

    inforce: 3 files cannot be read, so nothing was judged; mend what is named here, or leave it out with --keep-going
      trades/\xfe.csv: has a name that is not UTF-8; rename it
      trades/\xff.csv: has a name that is not UTF-8; rename it
      trades/folder-\xff: has a name that is not UTF-8; rename it
    ");
}

#[test]
fn what_may_not_be_read() {
    let world = World::sound();
    world.write("dataset/trades/locked.csv", "");
    world.write("dataset/trades/locked/records.csv", "");
    shut(&world, "dataset/trades/locked.csv", 0o000);
    shut(&world, "dataset/trades/locked", 0o000);
    fs::create_dir(world.path("out")).unwrap();
    shut(&world, "out", 0o777);
    assert_snapshot!(unprivileged(&world, &[]), @r"
    exit code 1, nothing published

    inforce: 2 files cannot be read, so nothing was judged; mend what is named here, or leave it out with --keep-going
      trades/locked: cannot be read: Permission denied (os error 13); check that it is there, its permissions and the disk, or deliver it again
      trades/locked.csv: cannot be read: Permission denied (os error 13); check that it is there, its permissions and the disk, or deliver it again
    ");
    shut(&world, "dataset/trades/locked", 0o700);
}

#[test]
fn a_config_that_may_not_be_read() {
    let world = World::sound();
    shut(&world, "config/forms.csv", 0o000);
    assert_snapshot!(unprivileged(&world, &[]), @r"
    exit code 2, nothing published

    inforce: config/forms.csv: cannot be read: Permission denied (os error 13); put a file that can be read in its place
    ");
}

#[test]
fn nowhere_to_write() {
    let world = World::sound();
    fs::create_dir(world.path("out")).unwrap();
    shut(&world, "out", 0o555);
    assert_snapshot!(unprivileged(&world, &[]), @r"
    exit code 1, nothing published

    inforce: out/runs: Permission denied (os error 13); nothing was published; check the path, its permissions and the space left, or name another with --out
    ");
    shut(&world, "out", 0o755);
}

fn shut(world: &World, name: &str, mode: u32) {
    fs::set_permissions(world.path(name), Permissions::from_mode(mode)).unwrap();
}

/// Runs as somebody whom permissions bind, which they do not where the tests are run as root.
fn unprivileged(world: &World, options: &[&str]) -> Said {
    const NOBODY: u32 = 65534;
    let mut command = world.command(options);
    if fs::metadata("/proc/self").unwrap().uid() == 0 {
        // The program may lie where only root can reach it.
        let program = world.path("inforce");
        let built = env!("CARGO_BIN_EXE_inforce");
        fs::hard_link(built, &program)
            .or_else(|_| fs::copy(built, &program).map(drop))
            .unwrap();
        shut(world, "", 0o755);
        let mut copied = Command::new(program);
        copied
            .args(command.get_args())
            .current_dir(world.path(""))
            .env_remove("INFORCE_CONFIG");
        copied.uid(NOBODY).gid(NOBODY);
        command = copied;
    }
    world.said(&command.output().unwrap())
}

#[test]
fn out_is_a_file() {
    let world = World::sound();
    world.write("out", "a file");
    assert_snapshot!(world.run(&[]), @r"
    exit code 1, nothing published

    inforce: out is not a folder; nothing was published; move it away, or name another folder with --out
    ");
    let below = world
        .program(&["run", "dataset", "--out", "out/below", "--config", "config"])
        .output()
        .unwrap();
    assert_snapshot!(world.said(&below), @r"
    exit code 1, nothing published

    inforce: out/below/runs: Not a directory (os error 20); nothing was published; check the path, its permissions and the space left, or name another with --out
    ");
}

#[test]
fn out_is_among_the_inputs() {
    let world = World::sound();
    let among = world
        .program(&[
            "run",
            "dataset",
            "--out",
            "dataset/trades/out",
            "--config",
            "config",
        ])
        .output()
        .unwrap();
    assert_snapshot!(world.said(&among), @r"
    exit code 1, nothing published

    inforce: dataset/trades/out lies under dataset/trades, where the next run would read it as data; name another folder with --out
    ");
    assert!(!world.path("dataset/trades/out").exists());
}

#[test]
fn out_is_held_by_another_run() {
    let world = World::sound();
    fs::create_dir(world.path("out")).unwrap();
    let lock = File::create(world.path("out/.lock")).unwrap();
    lock.lock().unwrap();
    assert_snapshot!(world.run(&[]), @r"
    exit code 1, nothing published

    inforce: out is being written by another run; nothing was published; wait for it with --wait, or name another folder with --out
    ");
    drop(lock);
    assert_snapshot!(world.run(&[]), @"exit code 0, published");
}

#[test]
fn current_is_not_the_link_of_a_run() {
    let world = World::sound();
    world.write("out/current/notes.txt", "mine");
    assert_snapshot!(world.run(&[]), @r"
    exit code 1, nothing published

    inforce: out/current is not a symbolic link; nothing was published; move it away, or name another folder with --out
    ");
    assert_eq!(
        fs::read_to_string(world.path("out/current/notes.txt")).unwrap(),
        "mine"
    );
}

/// A run whose link cannot be made is gone again, and the one before stays current.
#[test]
fn current_cannot_be_made() {
    let world = World::sound();
    world.write("out/.current/notes.txt", "in the way");
    assert_snapshot!(world.run(&[]), @r"
    exit code 1, nothing published

    inforce: out/.current: Is a directory (os error 21); nothing was published; check the path, its permissions and the space left, or name another with --out
    ");
    world.remove("out/.current");
    assert_eq!(world.run(&[]).code, Some(0));
    world.write("out/.current/notes.txt", "in the way");
    assert_eq!(world.run(&[]).code, Some(1));
    assert_eq!(
        fs::read_link(world.path("out/current")).unwrap(),
        OsStr::new("runs/000001")
    );
    assert_eq!(fs::read_dir(world.path("out/runs")).unwrap().count(), 1);
}

#[test]
fn what_a_killed_run_left_is_cleared_and_what_is_not_ours_stays() {
    let world = World::sound();
    world.write("out/runs/.000001.partial/alerts.parquet", "half");
    world.write("out/runs/notes.partial", "mine");
    assert_eq!(world.run(&[]).code, Some(0));
    assert!(!world.path("out/runs/.000001.partial").exists());
    assert!(world.path("out/runs/notes.partial").exists());
}

#[test]
fn a_failed_run_leaves_the_one_before() {
    let world = World::sound();
    world.run(&[]);
    world.write("dataset/trades/empty.csv", "");
    let said = world.run(&[]);
    assert_eq!(said.code, Some(1));
    assert_eq!(
        fs::read_link(world.path("out/current")).unwrap(),
        OsStr::new("runs/000001")
    );
    assert_eq!(fs::read_dir(world.path("out/runs")).unwrap().count(), 1);
}
