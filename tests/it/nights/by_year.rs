//! A night writes the files of the years that something new touches, and links those of the others. Whatever it links is what a run
//! over everything would write.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::os::unix::fs::MetadataExt;

use crate::house::House;
use inforce::config::{Config, ConfigSource};
use inforce::versions::Identity;

/// The years of which a table's file is another than in the run before, by its place on the disk; of those that both runs have.
fn written(house: &House, table: &str, run: u64) -> BTreeSet<String> {
    let place = |run: u64, file: &str| {
        let path = house.path(&format!("out/runs/{run:06}/{table}/{file}"));
        fs::metadata(path).ok().map(|found| found.ino())
    };
    let files = house
        .names(&format!("out/runs/{run:06}/{table}"))
        .into_iter();
    let files = files.filter(|file| place(run - 1, file) != place(run, file));
    files
        .map(|file| file.trim_end_matches(".parquet").to_owned())
        .collect()
}

/// The years that a night wrote, over all three tables; checks that the night published what a run over everything does.
fn touched(house: &House, run: u64) -> Vec<String> {
    let tables = ["evidence", "ledger", "superseded"];
    let years: BTreeSet<String> = tables
        .into_iter()
        .flat_map(|table| written(house, table, run))
        .collect();
    let full = house.inforce("run data --config config --out full --full --quiet --accept");
    assert_eq!(full.code, Some(0), "{}", full.stderr);
    let folders = ["full/current", &format!("out/runs/{run:06}")].map(|run| house.path(run));
    assert_eq!(crate::forge::unlike(&folders[0], &folders[1]), [""; 0]);
    let verified = house.inforce("verify --out out");
    assert_eq!(verified.code, Some(0), "{}", verified.stdout);
    years.into_iter().collect()
}

/// Trade beyond the estimate in each of four years.
fn four_years() -> House {
    let house = House::new();
    for year in 2021..=2024 {
        house.records(
            &format!("of-{year}"),
            &format!(
                "Y-{year},{year}-02-01,{year}-03-10,CHE,DEU,import,PD006,5000,,A-1,\n\
                 Z-{year},{year}-02-01,{year}-03-10,DEU,CHE,export,PD006,5000,,A-1,\n\
                 Z-{year},{year}-02-01,{year}-03-11,DEU,CHE,export,PD006,5001,,A-1,\n"
            ),
        );
    }
    house.night("");
    house
}

#[test]
fn the_years_of_new_records_and_of_their_versions_are_written() {
    let house = four_years();
    house.records(
        "news",
        "N-1,2023-06-01,2024-07-01,CHE,DEU,import,PD006,1,,A-1,\n",
    );
    house.night("");
    assert_eq!(touched(&house, 2), ["2023"]);
    // A correction takes a record from one year to another.
    house.records(
        "moved",
        "Y-2021,2022-05-01,2024-07-02,CHE,DEU,import,PD006,5000,,A-1,\n",
    );
    house.night("");
    assert_eq!(touched(&house, 3), ["2021", "2022"]);
    // A record of a superseded version's year alone: the version of 2021 is superseded by another.
    house.records(
        "again",
        "Y-2021,2024-05-01,2024-07-03,CHE,DEU,import,PD006,5000,,A-1,\n",
    );
    house.night("");
    assert_eq!(touched(&house, 4), ["2021", "2022", "2024"]);
    // Records that count for nothing.
    house.records(
        "nothing",
        "N-2,2022-05-01,2024-07-03,CHE,DEU,import,PD006,0,,A-1,\n",
    );
    house.night("");
    assert_eq!(touched(&house, 5), ["2022"]);
    // Refused rows are of no year.
    house.records(
        "refused",
        "N-3,2022-02-30,2024-07-03,CHE,DEU,import,PD006,1,,A-1,\n",
    );
    house.night("");
    assert_eq!(touched(&house, 6), [""; 0]);
}

#[test]
fn the_years_in_which_a_level_changed_are_written() {
    let house = four_years();
    // A supplement of 2023 changes the level until the next estimate comes, and no level before.
    house.filings("late", "S-2023,CHE,PD006,supplement,2023-06-01,,7,\n");
    house.night("");
    let years = touched(&house, 2);
    assert!(
        !years.is_empty() && years.iter().all(|year| year.as_str() >= "2023"),
        "{years:?}"
    );
    // A filing of a country without any trade that is compared with it changes levels, and the tables stay what they are.
    house.filings(
        "elsewhere",
        "S-9,FRA,PD006,assessment,2021-11-02,2022-01-01,9,\n",
    );
    house.night("");
    let years = touched(&house, 3);
    assert!(
        years.iter().all(|year| year.as_str() >= "2021"),
        "{years:?}"
    );
}

/// Files that cannot be linked are copied: for other readers than before, as on another disk.
#[test]
fn files_for_other_readers_are_copied() {
    let house = four_years();
    house.records(
        "news",
        "N-1,2023-06-01,2024-07-01,CHE,DEU,import,PD006,1,,A-1,\n",
    );
    house.night("--private");
    let mode = |file: &str| fs::metadata(house.path(file)).unwrap().mode() & 0o777;
    assert_eq!(mode("out/runs/000002/ledger/2021.parquet"), 0o600);
    assert_eq!(mode("out/runs/000001/ledger/2021.parquet"), 0o640);
    assert_eq!(mode("out/runs/000002/ledger"), 0o700);
    assert_eq!(touched(&house, 2), ["2021", "2022", "2023", "2024"]);
    // What was linked outlives the run from which it was linked.
    house.records(
        "later",
        "N-2,2023-06-02,2024-07-02,CHE,DEU,import,PD006,1,,A-1,\n",
    );
    house.night("--private --keep 1");
    house.records(
        "last",
        "N-3,2023-06-03,2024-07-03,CHE,DEU,import,PD006,1,,A-1,\n",
    );
    house.night("--private --keep 1");
    assert_eq!(house.names("out/runs"), ["000003", "000004", "pruned"]);
    let explained = house.inforce("explain import-excess:CHE:PD006:2021");
    assert_eq!(explained.code, Some(0), "{}", explained.stderr);
}

/// A file of an untouched year that is not what was published is not taken over.
#[test]
fn a_damaged_file_of_an_untouched_year_is_written_anew() {
    let house = four_years();
    let file = "out/runs/000001/ledger/2021.parquet";
    let sound = fs::read(house.path(file)).unwrap();
    let mut damaged = sound.clone();
    let middle = sound.len() / 2;
    damaged[middle] ^= 1;
    house.write(file, &damaged);
    house.records(
        "news",
        "N-1,2023-06-01,2024-07-01,CHE,DEU,import,PD006,1,,A-1,\n",
    );
    house.night("");
    let now = fs::read(house.path("out/runs/000002/ledger/2021.parquet")).unwrap();
    assert!(now == sound, "what is damaged must not be passed on");
}

/// The ids of records that were read before come from the runs that read them, and one file is read all the same.
#[test]
fn ids_that_are_not_those_of_the_records_are_not_trusted() {
    let house = House::new();
    house.night("");
    house.records(
        "second",
        "N-1,2024-06-01,2024-07-01,CHE,DEU,import,PD006,1,,A-1,\n",
    );
    house.night("");
    assert_eq!(
        house.names("out/runs/000002/ids"),
        ["000001.ids", "000002.ids"]
    );
    // Without them, the ids are read anew, and noted.
    let folder = house.path("out/runs/000002");
    let mut run = house.run_file(2);
    let manifest = fs::read(folder.join("manifest.json")).unwrap();
    let manifest = serde_json::from_slice(&manifest).unwrap();
    run.more.retain(|entry| !entry.file.starts_with("ids/"));
    crate::forge::seal(&folder, &manifest, run);
    fs::remove_dir_all(folder.join("ids")).unwrap();
    house.records(
        "third",
        "C-1,2024-06-01,2024-07-02,CHE,DEU,import,PD006,1,,A-1,\n",
    );
    let told = house.night("");
    assert!(told.contains("carried over from run 000002"), "{told}");
    assert_eq!(house.names("out/runs/000003/ids"), ["000003.ids"]);
    assert_eq!(touched(&house, 3), ["2024"]);
    // Ids of other records, with all hashes mended.
    let ids = house.path("out/runs/000003/ids/000003.ids");
    let mut bytes = fs::read(&ids).unwrap();
    let end = bytes.iter().position(|byte| *byte == b'[').unwrap();
    bytes[..end].iter_mut().for_each(|byte| *byte ^= 1);
    fs::write(&ids, bytes).unwrap();
    crate::forge::vouch(&house.path("out/runs/000003"), "ids/000003.ids", 1);
    house.records(
        "fourth",
        "C-2,2024-06-01,2024-07-03,CHE,DEU,import,PD006,1,,A-1,\n",
    );
    let told = house.night("");
    assert!(told.contains("the ids of trades/"), "{told}");
}

/// Two ids of one reporter whose hashes are equal.
fn look_alikes(house: &House) -> [String; 2] {
    let config = Config::load(ConfigSource::folder(&house.path("config")).unwrap()).unwrap();
    let reporter = config.country_codes.find("CHE").unwrap();
    let mut seen = HashMap::new();
    for number in 0..20_000_000_u32 {
        let id = |number: u32| format!("L-{number}");
        let hash = Identity::of(reporter, &id(number)).to_bytes();
        if let Some(other) = seen.insert(hash, number) {
            return [id(other), id(number)];
        }
    }
    panic!("no two ids have equal hashes")
}

/// A record that only looks like a version of a new one touches no year, unless a version of it is of a touched year.
#[test]
fn ids_with_equal_hashes_are_told_apart() {
    let house = four_years();
    let [old, new] = look_alikes(&house);
    let other = format!("{old}x");
    house.records(
        "old",
        &format!(
            "{old},2021-05-01,2024-06-01,CHE,DEU,import,PD006,7,,A-1,\n\
             {other},2022-05-01,2024-06-01,CHE,DEU,import,PD006,0,,A-1,\n"
        ),
    );
    house.night("");
    house.records(
        "new",
        &format!("{new},2024-05-01,2024-07-01,CHE,DEU,import,PD006,8,,A-1,\n"),
    );
    house.night("");
    assert_eq!(touched(&house, 3), ["2024"]);
    // The old record is corrected, and its versions are of two years. The new one, which looks like it, is of another.
    house.records(
        "corrected",
        &format!("{old},2023-05-01,2024-07-02,CHE,DEU,import,PD006,9,,A-1,\n"),
    );
    house.night("");
    assert_eq!(touched(&house, 4), ["2021", "2023"]);
    // A new version of the other one: the old record looks like it, and has a version of its year.
    house.records(
        "newer",
        &format!("{new},2023-06-01,2024-07-03,CHE,DEU,import,PD006,8,,A-1,\n"),
    );
    house.night("");
    assert_eq!(touched(&house, 5), ["2021", "2023", "2024"]);
}
