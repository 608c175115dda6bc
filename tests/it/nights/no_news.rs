//! A night without news publishes the answer of the night before again, without reading a record.

use crate::house::House;
use inforce::archive::RunFile;
use inforce::intake::Inode;
use inforce_synth::{Options, generate};
use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;

const SAME: &str = "nothing is new since run";

/// The published files of a run that do not tell of the clock, each with its bytes and its file on the disk.
fn published(house: &House, run: &str) -> Vec<(String, Vec<u8>, u64)> {
    let run = house.path(&format!("out/runs/{run}"));
    let file = |name: String| {
        let path = run.join(&name);
        let disk = fs::metadata(&path).unwrap().ino();
        (name, fs::read(path).unwrap(), disk)
    };
    let apart = ["run.json", "changes.parquet"];
    let files = crate::forge::files(&run).into_iter().map(file);
    files
        .filter(|(name, ..)| !apart.contains(&name.as_str()) && !name.starts_with("ids/"))
        .collect()
}

fn night(house: &House, options: &str) -> String {
    let run = house.inforce(&format!("run data --config config --out out {options}"));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    run.stdout
}

fn bytes(files: &[(String, Vec<u8>, u64)]) -> Vec<(&String, &Vec<u8>)> {
    files.iter().map(|(name, bytes, _)| (name, bytes)).collect()
}

fn on_disk(files: &[(String, Vec<u8>, u64)]) -> Vec<u64> {
    files.iter().map(|(.., disk)| *disk).collect()
}

#[test]
fn its_answer_is_that_of_the_night_before() {
    let house = House::new();
    house.filings("more", "E-9,CHE,PD006,supplement,2024-02-15,,1 0,\n");
    let first = night(&house, "");
    let again = night(&house, "");
    assert!(again.contains(&format!("{SAME} 000001")), "{again}");
    // The rest of the summary is that of a run over everything.
    let whole = night(&house, "--full");
    let rest = |told: &str| {
        let told = told
            .split("Published")
            .next()
            .unwrap_or_default()
            .to_owned();
        let lines = told.lines().filter(|line| !line.contains(SAME));
        lines
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_eq!(
        rest(&again).replace("run 000001", "run 000002"),
        rest(&whole)
    );
    assert_ne!(
        rest(&first),
        rest(&again),
        "only a first night has new alerts"
    );
    let [one, two, three] = ["000001", "000002", "000003"].map(|run| published(&house, run));
    assert_eq!(bytes(&one), bytes(&two));
    assert_eq!(bytes(&one), bytes(&three));
    assert_eq!(on_disk(&one), on_disk(&two));
    assert_ne!(on_disk(&two), on_disk(&three));
    let verified = house.inforce("verify --out out --from-inputs").stdout;
    assert!(verified.contains("No fault"), "{verified}");
    let json = night(&house, "--format json");
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["course"]["read"], "nothing");
    assert_eq!(json["changes"], serde_json::json!([]));
}

/// What outlives the night before: its files are linked, and stay when it is pruned; and what may be read by others is copied.
#[test]
fn its_files_stay_and_keep_to_their_readers() {
    let house = House::new();
    night(&house, "");
    let told = night(&house, "--private --keep 1");
    assert!(told.contains(&format!("{SAME} 000001")), "{told}");
    let mode = |file: &str| fs::metadata(house.path(file)).unwrap().mode() & 0o777;
    assert_eq!(mode("out/runs/000002/ledger/2024.parquet"), 0o600);
    assert_eq!(mode("out/runs/000002"), 0o700);
    night(&house, "--private --keep 1");
    assert!(!house.path("out/runs/000001").exists());
    let explained = house.inforce("explain import-excess:CHE:PD006:2024 --out out");
    assert_eq!(explained.code, Some(0), "{}", explained.stderr);
    let verified = house.inforce("verify --out out").stdout;
    assert!(verified.contains("No fault"), "{verified}");
}

/// Whatever could change the answer is news.
#[test]
fn anything_that_differs_is_news() {
    let house = House::new();
    let is_news = |what: &str, options: &str| {
        let told = night(&house, options);
        assert!(!told.contains(SAME), "{what}: {told}");
        let told = night(&house, options);
        assert!(told.contains(SAME), "{what}, the next night: {told}");
    };
    night(&house, "");
    house.filings(
        "later",
        "E-7,FRA,PD006,assessment,2024-03-01,2024-05-01,70,\n",
    );
    is_news("a filing", "");
    house.records(
        "later",
        "C-7,2024-07-01,2024-07-02,CHE,DEU,import,PD006,1,,,\n",
    );
    is_news("a record", "");
    house.write("data/trades/_aside.csv", "a file that is skipped");
    is_news("a file that is skipped", "");
    house.write("data/about.toml", "delivered_by = \"the office\"\n");
    is_news("what the dataset says of itself", "");
    house.write(
        "data/layouts/own.toml",
        fs::read("config/layouts/customs.toml").unwrap(),
    );
    is_news("a layout", "");
    is_news("another day", "--known-at 2024-06-30");
    house.remove("data/trades/later.csv");
    is_news("a file that is gone", "--accept");
    // A table that is not what was published is never published again.
    let ledger = house.path("out/current/ledger/2024.parquet");
    let sound = fs::read(&ledger).unwrap();
    house.write("out/current/ledger/2024.parquet", "damaged");
    let told = night(&house, "--accept");
    assert!(!told.contains(SAME), "{told}");
    assert_eq!(
        fs::read(house.path("out/current/ledger/2024.parquet")).unwrap(),
        sound
    );
}

/// The bytes of a file of Parquet are read again after a week, or when anything about the file is another; not before.
#[test]
fn files_are_recognised_for_a_week() {
    let house = House::new();
    generate(&Options::new(2_000, 3, house.path("made")), &|_| {}).unwrap();
    let night = || house.inforce("run made --out out");
    let hashed = |run: u64| house.run_file(run).hashed;
    for _ in 0..2 {
        assert_eq!(night().code, Some(0));
    }
    // What was written a moment ago may be written to again without a trace.
    assert_eq!((hashed(1), hashed(2)), (None, None));
    assert!(house.run_file(2).inodes.is_empty());
    let remember = |run: u64, hashed: Option<&str>| {
        let file = house.run_file(run);
        let inode = |file: &String| {
            let about = fs::metadata(house.path(&format!("made/{file}"))).unwrap();
            let changed = about.ctime() * 1_000_000_000 + about.ctime_nsec();
            let number = about.ino();
            (file.clone(), Inode { number, changed })
        };
        let records = file.modified.keys();
        let records = records.filter(|file| file.starts_with("trades/"));
        let inodes = records.map(inode).collect();
        let hashed = hashed.map(str::to_owned);
        let run_file = RunFile {
            inodes,
            hashed,
            ..file
        };
        house.write(
            &format!("out/runs/{run:06}/run.json"),
            run_file.to_bytes().unwrap(),
        );
    };
    remember(2, None);
    assert!(night().stdout.contains(SAME));
    assert_eq!(hashed(3), Some(house.run_file(2).started));
    remember(3, hashed(3).as_deref());

    // The size and the time of the last write say nothing of this.
    let remembered = house.run_file(3).inodes;
    let name = remembered.keys().next().unwrap();
    let file = house.path(&format!("made/{name}"));
    let (sound, modified) = (
        fs::read(&file).unwrap(),
        fs::metadata(&file).unwrap().modified().unwrap(),
    );
    let write = |bytes: &[u8]| {
        fs::write(&file, bytes).unwrap();
        let file = File::options().write(true).open(&file).unwrap();
        file.set_modified(modified).unwrap();
    };
    let mut turned = sound.clone();
    *turned.last_mut().unwrap() ^= 1;
    write(&turned);
    let told = night();
    assert!(!told.stdout.contains(SAME), "{}", told.stdout);
    assert!(told.stderr.contains(name), "{}", told.stderr);

    write(&sound);
    let told = night();
    assert!(told.stdout.contains(SAME), "{}{}", told.stdout, told.stderr);
    assert_eq!(hashed(4), hashed(3), "the other files were recognised");
    for (days_of_trust, is_over) in [
        (house.run_file(4).started, false),
        ("2024-01-01T02:15:00Z".to_owned(), true),
    ] {
        let newest = house
            .names("out/runs")
            .iter()
            .filter_map(|run| run.parse().ok())
            .max()
            .unwrap();
        remember(newest, Some(&days_of_trust));
        assert!(night().stdout.contains(SAME));
        assert_eq!(hashed(newest + 1).is_none(), is_over);
    }
    // Whoever reads everything hashes everything.
    let newest = 6;
    remember(newest, None);
    let whole = house.inforce("run made --out out --known-at 2024-06-30 --accept");
    assert_eq!((whole.code, hashed(newest + 1)), (Some(0), None));
}
