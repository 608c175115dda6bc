//! Whatever the dataset, and however the work is split: the bytes of a run in one process.

use super::carrier::{Setting, as_it_is};
use crate::support::chance::Chance;
use crate::support::effort::seeds;
use crate::support::generate;
use crate::support::guises;
use inforce::night::Memory;
use inforce::night::run::Unreadable;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Returns what differs between a run in one process and a run by stages.
fn wrong(setting: &Setting, chance: &mut Chance) -> Vec<String> {
    match (setting.once(), setting.by_stages(chance, &mut as_it_is)) {
        (Ok(_), Ok(_)) => setting.differences(),
        (Err(once), Err(staged)) if once == staged => Vec::new(),
        (once, staged) => vec![format!(
            "in one process {:?}, by stages {:?}",
            once.map(|_| "published"),
            staged.map(|_| "published")
        )],
    }
}

#[test]
fn random_worlds() {
    let mut found = Vec::new();
    for seed in seeds(12, 1500) {
        let mut chance = Chance::new(seed);
        let world = generate::world(seed);
        let folder = TempDir::new().unwrap();
        let [data, config] = ["data", "config"].map(|name| folder.path().join(name));
        world.write(&data, &config);
        if chance.one_in(3) {
            fs::remove_dir_all(&data).unwrap();
            guises::write(&guises::that_can_be_dressed(&world), &data, &mut chance);
        }
        let mut setting = Setting::of(&data, Some(&config));
        setting.known_at = world
            .known_at
            .map(|day| day.to_string().parse().expect("a day"));
        if chance.one_in(2) {
            setting.memory = Memory::of_bytes(0);
        }
        let wrong = wrong(&setting, &mut chance);
        found.extend(
            wrong
                .into_iter()
                .map(|what| format!("world {seed}: {what}")),
        );
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_demos() {
    let mut chance = Chance::new(7);
    for (dataset, config) in [
        ("testdata/demo", None),
        ("testdata/demo-mixed", Some("testdata/demo-mixed/config")),
    ] {
        let setting = Setting::of(Path::new(dataset), config.map(Path::new));
        let found = wrong(&setting, &mut chance);
        assert!(found.is_empty(), "{dataset}: {}", found.join("\n"));
        let once = setting.once().unwrap();
        assert!(once.counts.alerts.total() > 10, "{dataset}");
    }
}

/// Records with an id of their own, some of which come twice, in one CSV file of several portions.
fn large(folder: &Path) {
    let mut records = "record_id,date,received,reporter,partner,flow,form,quantity_g\n".to_owned();
    for number in 0..120_000 {
        let (year, month, day) = (2020 + number % 5, 1 + number % 12, 1 + number % 28);
        let (id, flow) = (number % 118_998, ["import", "export"][number % 2]);
        let other = ["KEN", "CHE", "FRA"][number % 3];
        let partner = ["GBR", "DEU"][number % 2];
        writeln!(
            records,
            "R-{id:030},{year}-{month:02}-{day:02},{}-01-0{},{other},{partner},{flow},PD006,{}.{number:06}",
            year + 1,
            1 + number % 9,
            number % 977
        )
        .unwrap();
    }
    let filings = "filing_id,country,substance,kind,received,effective,grams\n\
        A-1,KEN,PD006,assessment,2019-11-01,2020-01-01,1000000\n\
        A-2,GBR,PD006,assessment,2019-11-01,2020-01-01,2000000\n";
    fs::create_dir_all(folder.join("trades")).unwrap();
    fs::create_dir_all(folder.join("estimates")).unwrap();
    fs::write(folder.join("trades/all.csv"), records).unwrap();
    fs::write(folder.join("estimates/all.csv"), filings).unwrap();
}

#[test]
fn a_file_of_several_portions_is_read_by_several_tasks() {
    let folder = TempDir::new().unwrap();
    large(folder.path());
    let setting = Setting::of(folder.path(), None);
    let mut chance = Chance::new(3);
    let found = wrong(&setting, &mut chance);
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(setting.once().unwrap().counts.records.superseded >= 1000);
}

#[test]
fn an_alert_in_several_bundles_is_written_by_several_tasks() {
    let folder = TempDir::new().unwrap();
    let mut records = "record_id,date,reporter,partner,flow,form,quantity_g\n".to_owned();
    // One exporter sends nearly everything to one importer in one year, which both report; others send little.
    for number in 0..150_000 {
        let (month, day) = (1 + number % 12, 1 + number % 28);
        let exporter = if number % 51 == 0 { "CHE" } else { "GBR" };
        let (reporter, partner, flow) = match number % 2 {
            0 => ("KEN", exporter, "import"),
            _ => (exporter, "KEN", "export"),
        };
        let id = number % 149_000;
        writeln!(
            records,
            "{id},2024-{month:02}-{day:02},{reporter},{partner},{flow},PD006,{}.5",
            1 + number % 97
        )
        .unwrap();
    }
    let filings = "filing_id,country,substance,kind,received,effective,grams\n\
        A-1,KEN,PD006,assessment,2019-11-01,2020-01-01,1000\n";
    for (name, text) in [("trades", records.as_str()), ("estimates", filings)] {
        fs::create_dir_all(folder.path().join(name)).unwrap();
        fs::write(folder.path().join(name).join("all.csv"), text).unwrap();
    }
    let setting = Setting::of(folder.path(), None);
    let found = wrong(&setting, &mut Chance::new(6));
    assert!(found.is_empty(), "{}", found.join("\n"));
    let alerts = setting.once().unwrap().alerts;
    let most = alerts.iter().map(|alert| alert.verdict.year().records);
    assert_eq!(alerts.len(), 4);
    // More than one bundle of evidence holds.
    assert!(most.clone().filter(|records| *records > 64 * 1024).count() >= 3);
}

#[test]
fn files_that_cannot_be_read_are_named_at_once_or_left_out() {
    let folder = TempDir::new().unwrap();
    let trades = folder.path().join("trades");
    large(folder.path());
    let cut = || fs::write(trades.join("cut.csv"), "record_id,date,reporter,flow,form").unwrap();
    let picture = || fs::write(trades.join("picture.png"), "\u{89}PNG\r\n\x1a\n").unwrap();
    cut();
    picture();
    let mut setting = Setting::of(folder.path(), None);
    let mut chance = Chance::new(5);
    let mut named = |names: &[&str]| {
        let once = setting.once().unwrap_err();
        let staged = setting.by_stages(&mut chance, &mut as_it_is).unwrap_err();
        assert_eq!(staged, once);
        assert!(names.iter().all(|name| once.contains(name)), "{once}");
    };
    named(&["cut.csv", "picture.png"]);
    fs::remove_file(trades.join("cut.csv")).unwrap();
    fs::remove_file(trades.join("picture.png")).unwrap();
    // Damage that only reading finds.
    let damaged = flipped(fs::read("testdata/faults/checksummed.parquet").unwrap());
    fs::write(trades.join("damaged.parquet"), damaged).unwrap();
    named(&["damaged.parquet"]);
    cut();
    picture();
    setting.unreadable = Unreadable::LeaveOut;
    let found = wrong(&setting, &mut chance);
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(setting.once().unwrap().left_out.len(), 3);
}

#[test]
fn files_that_cannot_be_read_to_their_end_are_named_together_or_left_out() {
    let folder = TempDir::new().unwrap();
    let records = "record_id,date,reporter,partner,flow,form,quantity_g\n1,2024-05-03,KEN,GBR,import,PD006,7\n";
    let filings = "filing_id,country,substance,kind,received,effective,grams\n\
        A-1,KEN,PD006,assessment,2019-11-01,2020-01-01,3\n";
    // A header that stands further down in another order is found by whoever reads so far.
    let turned = |text: &str, first: &str, second: &str| {
        let header = text.lines().next().unwrap();
        let (a, b) = (format!("{first},{second}"), format!("{second},{first}"));
        format!("{text}{}\n", header.replacen(&a, &b, 1))
    };
    for (name, text) in [
        ("trades/sound.csv", records.to_owned()),
        ("trades/turned.csv", turned(records, "record_id", "date")),
        ("estimates/sound.csv", filings.to_owned()),
        (
            "estimates/turned.csv",
            turned(filings, "filing_id", "country"),
        ),
    ] {
        fs::create_dir_all(folder.path().join(name).parent().unwrap()).unwrap();
        fs::write(folder.path().join(name), text).unwrap();
    }
    let mut setting = Setting::of(folder.path(), None);
    let mut chance = Chance::new(11);
    let once = setting.once().unwrap_err();
    let staged = setting.by_stages(&mut chance, &mut as_it_is).unwrap_err();
    assert_eq!(staged, once);
    for name in ["trades/turned.csv", "estimates/turned.csv"] {
        assert!(once.contains(name), "{once}");
    }
    setting.unreadable = Unreadable::LeaveOut;
    let found = wrong(&setting, &mut chance);
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(setting.once().unwrap().left_out.len(), 2);
}

/// Returns a Parquet file with a bit flipped at the end of its last page, which stands before the footer and the length of the footer.
fn flipped(mut file: Vec<u8>) -> Vec<u8> {
    let (rest, _mark) = file.split_last_chunk::<4>().unwrap();
    let (rest, length) = rest.split_last_chunk::<4>().unwrap();
    let footer = usize::try_from(u32::from_le_bytes(*length)).unwrap();
    let last = rest.len() - footer - 1;
    file[last] ^= 1;
    file
}
