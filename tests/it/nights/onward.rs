//! Night after night: however a world arrives, the last night publishes what one run over everything does, byte by byte.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::house::{copy, testdata};
use crate::support::chance::Chance;
use crate::support::effort::seeds;
use crate::support::generate;
use crate::support::keep;
use crate::support::transform;
use crate::support::world::{DataFile, Retroactive, World};
use arrow_array::Array;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use tempfile::TempDir;

/// What became of a sequence of nights.
#[derive(Default)]
struct Told {
    wrong: Vec<String>,
    /// Nights that went on from the one before.
    onward: u64,
    /// Nights that read everything, though there was one before.
    whole: u64,
}

fn command(folder: &Path, world: &World, out: &str, options: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inforce"));
    command
        .arg("run")
        .arg(folder.join("data"))
        .arg("--config")
        .arg(folder.join("config"))
        .arg("--out")
        .arg(folder.join(out));
    command
        .args(["--accept", "-v", "--log-format", "json"])
        .args(options);
    if let Some(day) = world.known_at {
        command.args(["--known-at", &day.to_string()]);
    }
    command.output().expect("the binary can be started")
}

/// Puts a world in the place of the one before.
fn place(folder: &Path, world: &World) {
    for part in ["data", "config"] {
        let part = folder.join(part);
        if part.exists() {
            fs::remove_dir_all(part).expect("the night before can be cleared away");
        }
    }
    world.write(&folder.join("data"), &folder.join("config"));
}

/// Runs night after night into one folder, then once over everything into another.
fn told(nights: &[World], threads: &str) -> Told {
    let folder = TempDir::new().expect("a temporary folder can be made");
    let mut told = Told::default();
    let Some(last) = nights.last() else {
        return told;
    };
    for (night, world) in nights.iter().enumerate() {
        place(folder.path(), world);
        let done = command(folder.path(), world, "nightly", &["--threads", threads]);
        let log = String::from_utf8_lossy(&done.stderr).into_owned();
        if !done.status.success() {
            told.wrong.push(format!("night {night}: {log}"));
            return told;
        }
        told.onward += u64::from(
            log.contains("goes on from the run before") && !log.contains("everything is read"),
        );
        told.whole += u64::from(night > 0 && log.contains("everything is read"));
    }
    let done = command(folder.path(), last, "once", &["--full"]);
    if !done.status.success() {
        told.wrong
            .push(format!("once: {}", String::from_utf8_lossy(&done.stderr)));
        return told;
    }
    let run = |out: &str| folder.path().join(out).join("current");
    let differ = crate::forge::unlike(&run("nightly"), &run("once"));
    let differ = differ.into_iter();
    told.wrong
        .extend(differ.map(|file| format!("{file}: other bytes than one run over everything")));
    told
}

/// What arrives when: a file of records or filings first stands there on that night.
fn arrivals(files: &[DataFile], nights: usize, chance: &mut Chance) -> Vec<usize> {
    files.iter().map(|_| chance.below(nights)).collect()
}

/// Nights of which the last is the world.
fn nights(world: &World, chance: &mut Chance) -> Vec<World> {
    let world = if chance.one_in(3) {
        world.clone()
    } else {
        transform::spread_otherwise(world, chance)
    };
    let count = chance.between(2, 4);
    let (records, filings) = (
        arrivals(&world.records, count, chance),
        arrivals(&world.filings, count, chance),
    );
    let by = |files: &[DataFile], arrivals: &[usize], night: usize| -> Vec<DataFile> {
        files
            .iter()
            .zip(arrivals)
            .filter(|(_, arrives)| **arrives <= night)
            .map(|(file, _)| file.clone())
            .collect()
    };
    let mut nights = Vec::new();
    for night in 0..count {
        let mut some = World {
            records: by(&world.records, &records, night),
            filings: by(&world.filings, &filings, night),
            ..world.clone()
        };
        if night + 1 < count {
            unsettle(&mut some, chance);
        }
        if !some.records.is_empty() {
            nights.push(some);
        }
    }
    nights
}

/// Now and then a night has something that the next does not.
fn unsettle(world: &mut World, chance: &mut Chance) {
    match chance.below(12) {
        0 => world.known_at = None,
        1 => world.config.retroactive = Retroactive::Ignore,
        2 => drop(world.config.prohibitions.pop()),
        // A file that will be gone, or stand elsewhere.
        3 if !world.records.is_empty() => {
            let mut file = chance.of(&world.records).clone();
            "trades/gone".clone_into(&mut file.stem);
            world.records.push(file);
        }
        // A file that will be longer.
        4 if !world.records.is_empty() => {
            let at = chance.below(world.records.len());
            let lines = &mut world.records[at].lines;
            lines.truncate(lines.len() / 2);
        }
        // Filings that will be withdrawn, which takes no reading of records.
        5 if !world.filings.is_empty() => {
            let mut file = chance.of(&world.filings).clone();
            "estimates/gone".clone_into(&mut file.stem);
            world.filings.push(file);
        }
        6 if !world.filings.is_empty() => {
            let at = chance.below(world.filings.len());
            let lines = &mut world.filings[at].lines;
            lines.truncate(lines.len() / 2);
        }
        _ => {}
    }
}

#[test]
fn the_last_night_equals_one_run_over_everything() {
    let tried = seeds(12, 150);
    let (first, worlds) = (tried.start, tried.end - tried.start);
    let (mut onward, mut whole) = (0, 0);
    for seed in first..first + worlds {
        let threads = ["1", "2", "5"][usize::try_from(seed % 3).expect("below 3")];
        let world = generate::world(seed);
        let tell = |world: &World| told(&nights(world, &mut Chance::new(!seed)), threads);
        let found = tell(&world);
        (onward, whole) = (onward + found.onward, whole + found.whole);
        if !found.wrong.is_empty() {
            let failure =
                keep::failure(&format!("nights-{seed}"), world, |world| tell(world).wrong);
            panic!("{failure}\nagain: INFORCE_SEED={seed} INFORCE_WORLDS=1");
        }
    }
    eprintln!(
        "{worlds} worlds: {onward} nights went on from the one before, {whole} read everything"
    );
    // Worlds with records of a month, a quarter or a year are read whole.
    assert!(
        onward * 4 >= worlds * 3,
        "only {onward} nights of {worlds} worlds went on from the one before"
    );
}

/// The demo, in a folder where it can be changed.
fn demo() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder can be made");
    copy(&testdata().join("demo"), &folder.path().join("data"));
    folder
}

/// Runs the demo; what it says of how much it read, or the error.
fn said(folder: &Path, options: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inforce"));
    command
        .arg("run")
        .arg("data")
        .args(["--out", "out", "--accept", "-v", "--log-format", "json"])
        .args(options)
        .current_dir(folder);
    let done = command.output().expect("the binary can be started");
    let log = String::from_utf8_lossy(&done.stderr).into_owned();
    let lines = log
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let of_interest = lines.filter_map(|line| match line["message"].as_str()? {
        "everything is read" => Some(format!("everything: {}", line["why"].as_str()?)),
        "goes on from the run before" => Some(format!("on from {}", line["run"].as_str()?)),
        "nothing is new since the run before" => Some(format!("as {}", line["run"].as_str()?)),
        message => (line["level"] == "ERROR").then(|| message.to_owned()),
    });
    let told: Vec<String> = of_interest.collect();
    told.join("; ")
}

/// A file of the run that is current, changed.
fn change(folder: &Path, file: &str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) {
    let path = folder.join("out/current").join(file);
    let bytes = fs::read(&path).expect("it was published");
    fs::write(&path, change(bytes)).expect("it can be changed");
}

fn flipped(mut bytes: Vec<u8>) -> Vec<u8> {
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    bytes
}

#[test]
fn everything_is_read_where_anything_has_changed_and_the_log_says_why() {
    let demo = demo();
    let at = demo.path();
    let first = first_file(&at.join("data/trades"));
    let name = first
        .strip_prefix(at.join("data"))
        .expect("it lies there")
        .display()
        .to_string();
    assert_eq!(said(at, &[]), "everything: there is no run before");
    assert_eq!(said(at, &[]), "as 000001");
    assert_eq!(said(at, &["--full"]), "everything: --full was given");
    assert_eq!(
        said(at, &["--known-at", "2024-06-30"]),
        "everything: run 000003 was judged with all that had been received"
    );
    assert_eq!(said(at, &["--known-at", "2024-06-30"]), "as 000004");
    assert_eq!(
        said(at, &[]),
        "everything: run 000005 was judged as known on 2024-06-30"
    );
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("config"),
        &at.join("config"),
    );
    fs::write(
        at.join("config/inforce.toml"),
        "[judgement]\nretroactive = \"ignore\"\n",
    )
    .expect("written");
    assert_eq!(
        said(at, &["--config", "config"]),
        "everything: run 000006 was judged by another configuration"
    );
    assert_eq!(said(at, &["--config", "config"]), "as 000007");
    assert_eq!(said(at, &["--full"]), "everything: --full was given");
    let bytes = fs::read(&first).expect("it is there");
    fs::remove_file(&first).expect("it can be removed");
    assert_eq!(
        said(at, &[]),
        format!("everything: {name} is not what run 000009 read")
    );
    fs::write(&first, bytes).expect("written");
    assert_eq!(said(at, &[]), "on from 000010");
    let unreadable = at.join("data/trades/unreadable.parquet");
    fs::write(&unreadable, "no Parquet").expect("written");
    assert_eq!(
        said(at, &["--keep-going"]),
        "everything: not every file can be read; published out/runs/000012 with 1 file left out: exit code 3 by --keep-going"
    );
    fs::remove_file(&unreadable).expect("it can be removed");
    assert_eq!(said(at, &[]), "on from 000012");
    for table in ["ledger", "evidence", "alerts", "quarantine", "superseded"] {
        let run = fs::canonicalize(at.join("out/current")).expect("a run");
        let files = crate::forge::tables(&run);
        let file = files.iter().find(|file| file.starts_with(table));
        let file = file.expect("it was published");
        change(at, file, flipped);
        let path = run.join(file);
        let why = format!(
            "{} is not what was published: its hash is another; publish the run anew with inforce run",
            path.display()
        );
        assert_eq!(said(at, &[]), format!("everything: {why}"));
    }
    change(at, "passed-on.json", |_| b"{}".to_vec());
    assert!(
        said(at, &[]).ends_with("passed-on.json is not what was published: its hash is another; publish the run anew with inforce run")
    );
    // No run follows one that cannot vouch for itself.
    let manifest = fs::read(at.join("out/current/manifest.json")).expect("it is there");
    change(at, "manifest.json", flipped);
    let told = said(at, &[]);
    assert!(
        told.contains("manifest.json is not what was published")
            && told.contains("nothing was published"),
        "{told}"
    );
    fs::write(at.join("out/current/manifest.json"), manifest).expect("written");
    assert!(said(at, &[]).starts_with("as "));
}

/// It is nothing that is carried over: what the night finds is what its manifest says.
#[test]
fn what_the_dataset_says_of_itself_is_read_anew_every_night() {
    let demo = demo();
    let at = demo.path();
    let about = || {
        let manifest: serde_json::Value = serde_json::from_slice(
            &fs::read(at.join("out/current/manifest.json")).expect("it is there"),
        )
        .expect("JSON");
        manifest["about"].clone()
    };
    said(at, &[]);
    assert_eq!(about()["invented"], true);
    fs::write(
        at.join("data/about.toml"),
        "delivered_by = \"the Board\"\nas_of = 2025-01-15\n",
    )
    .expect("written");
    assert_eq!(said(at, &[]), "on from 000001");
    assert_eq!(
        about(),
        serde_json::json!({"delivered_by": "the Board", "as_of": "2025-01-15", "invented": false, "note": null})
    );
    fs::remove_file(at.join("data/about.toml")).expect("removed");
    assert_eq!(said(at, &[]), "on from 000002");
    assert_eq!(about(), serde_json::Value::Null);
    // The run that had it cannot be made again; the one without can, whatever is there now.
    let verified = |run: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_inforce"));
        let done = command
            .args(["verify", "--from-inputs", "--run", run])
            .current_dir(at)
            .output()
            .expect("the binary can be started");
        (
            done.status.code(),
            String::from_utf8(done.stdout).expect("text"),
        )
    };
    let (code, told) = verified("2");
    assert!(
        code == Some(1)
            && told.contains("data/about.toml: it does not say what it said that night"),
        "{told}"
    );
    fs::write(at.join("data/about.toml"), "invented = true\n").expect("written");
    assert_eq!(verified("3").0, Some(0));
    fs::write(
        at.join("data/about.toml"),
        "as_of = '2025-01-15'\ndelivered_by = 'the Board'\n",
    )
    .expect("written");
    assert_eq!(
        verified("2").0,
        Some(0),
        "a manifest keeps what was said, and not how"
    );
    assert!(said(at, &[]).starts_with("on from 000003"));
}

fn first_file(folder: &Path) -> std::path::PathBuf {
    let first = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .min()
        .expect("a file");
    if first.is_dir() {
        first_file(&first)
    } else {
        first
    }
}

/// Every entry of the ledger, a little larger.
fn larger(bytes: Vec<u8>) -> Vec<u8> {
    use arrow_array::cast::AsArray;
    use arrow_array::types::Decimal128Type;
    let mut batches = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes))
        .expect("a table")
        .build()
        .expect("a reader");
    let mut out = Vec::new();
    let mut writer = ArrowWriter::try_new(
        &mut out,
        arrow_array::RecordBatchReader::schema(&batches),
        None,
    )
    .expect("a writer");
    for batch in &mut batches {
        let batch = batch.expect("rows");
        let mut columns = batch.columns().to_vec();
        let base = columns[4].as_primitive::<Decimal128Type>();
        let more = base
            .unary::<_, Decimal128Type>(|units| units + 1)
            .with_data_type(base.data_type().clone());
        columns[4] = std::sync::Arc::new(more);
        writer
            .write(
                &arrow_array::RecordBatch::try_new(batch.schema(), columns)
                    .expect("the same columns"),
            )
            .expect("written");
    }
    writer.close().expect("closed");
    out
}

/// A `run.json` with the hash of what it says now.
fn resealed(bytes: Vec<u8>) -> Vec<u8> {
    let text = String::from_utf8(bytes).expect("text");
    let (content, _) = text.split_once(",\n  \"seal\"").expect("a seal");
    format!(
        "{content},\n  \"seal\": \"{}\"\n}}\n",
        blake3::hash(content.as_bytes()).to_hex()
    )
    .into_bytes()
}

#[test]
fn a_ledger_that_is_not_what_the_records_say_fails_the_run() {
    let demo = demo();
    let at = demo.path();
    said(at, &[]);
    // A forger who mends all hashes on the way.
    let hash = |file: &str| {
        blake3::hash(&fs::read(at.join("out/current").join(file)).expect("it is there"))
            .to_hex()
            .to_string()
    };
    let mend = |file: &str, before: &str, after: &str| {
        change(at, file, |bytes| {
            String::from_utf8(bytes)
                .expect("text")
                .replace(before, after)
                .into_bytes()
        });
    };
    let manifest = hash("manifest.json");
    let files = crate::forge::tables(&at.join("out/current"));
    for file in files.iter().filter(|file| file.starts_with("ledger/")) {
        let ledger = hash(file);
        change(at, file, larger);
        mend("manifest.json", &ledger, &hash(file));
    }
    mend("run.json", &manifest, &hash("manifest.json"));
    change(at, "run.json", resealed);
    let header = "record_id,date,received,reporter,partner,flow,form,quantity_g";
    let row = "NEWS-1,2024-12-01,2024-12-02,CHE,DEU,import,PD006,1";
    fs::write(
        at.join("data/trades/news.csv"),
        format!("{header}\n{row}\n"),
    )
    .expect("written");
    let told = said(at, &[]);
    assert!(told.starts_with("on from 000001; "), "{told}");
    let expected = ": the ledger carried over from run 000001 and the records of the group disagree, so nothing was published; run again with --full, and report it";
    assert!(told.ends_with(expected), "{told}");
    assert_eq!(
        fs::read_link(at.join("out/current")).expect("a link"),
        Path::new("runs/000001")
    );
    assert!(!at.join("out/runs/000002").exists());
    assert_eq!(said(at, &["--full"]), "everything: --full was given");
}
