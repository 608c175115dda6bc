//! `headroom` against a slow count: what each account has used of the year and of the twelve months, added up movement by movement,
//! the reference's estimate of the day, and the day on which the pace would use it up, found by trying one day after the other; of the
//! twelve months, and of the year so far. Then `--access` and the page of a country, by a small dataset worked out by hand.

use crate::house::{House, said};
use crate::support::chance::Chance;
use crate::support::day::Day;
use crate::support::effort::{assert_met, seeds};
use crate::support::generate;
use crate::support::reference::book::Book;
use crate::support::reference::judgement::{Movement, level, movements};
use crate::support::reference::levels::Levels;
use crate::support::reference::{Books, close_books};
use crate::support::world::World;
use inforce::archive::read::PublishedRun;
use inforce::ask::headroom::{FEWEST_DAYS, Reached, headroom, share};
use inforce::ledger::Basis;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Account, country and substance, with estimate, status, use of the year, of the twelve months, and the day that uses it up.
type Used =
    BTreeMap<(&'static str, String, String), (i128, &'static str, i128, i128, Option<String>)>;

#[test]
fn what_is_used_is_what_a_slow_count_finds() {
    let (mut accounts, mut exhausted, mut exceeded, mut used_up) = (0_u64, 0_u64, 0_u64, 0_u64);
    let tried = seeds(25, 300);
    for seed in tried.clone() {
        let world = generate::world(seed);
        let folder = tempfile::tempdir().expect("a folder");
        crate::support::engine::run_in(folder.path(), &world, 1).expect("a run");
        let run = PublishedRun::current(&folder.path().join("out")).expect("a published run");
        let books = close_books(&world);
        let mut chance = Chance::new(seed ^ 0x0ead);
        for _ in 0..3 {
            let on = day(&books, &mut chance);
            let on_day = inforce::terms::Day::from_number(on.0);
            let found = headroom(&run, on_day).expect("an answer").used;
            let shares: Vec<i128> = found.iter().map(share).collect();
            assert!(
                shares.is_sorted_by(|a, b| a >= b),
                "world {seed}, {on}: the most first"
            );
            for used in &found {
                let code = run.config.country_code(used.country);
                let substance = run.config.substance_code(used.substance);
                let told = used.outlook.used_up().map(|found| found.on.to_string());
                used_up += u64::from(told.is_some());
                let told = told.unwrap_or(used.outlook.name().to_owned());
                let tried = outlook(
                    &world,
                    &books,
                    (used.basis, code, substance),
                    on,
                    (used.total.units(), used.reached),
                );
                assert_eq!(told, tried, "world {seed}, {on}: {code} {substance}");
            }
            let told = found.iter().map(|used| {
                let (country, substance) = (
                    run.config.country_code(used.country),
                    run.config.substance_code(used.substance),
                );
                let exhausted = used.exhausted.map(|day| day.to_string());
                let figures = (
                    used.level.mass.units(),
                    used.level.status.name(),
                    used.total.units(),
                    used.twelve_months.units(),
                    exhausted,
                );
                (
                    (used.basis.name(), country.to_owned(), substance.to_owned()),
                    figures,
                )
            });
            let counted = slowly(&world, &books, on);
            accounts += u64::try_from(counted.len()).expect("small");
            exhausted += u64::try_from(counted.values().filter(|used| used.4.is_some()).count())
                .expect("small");
            exceeded += u64::try_from(counted.values().filter(|used| used.2 > used.0).count())
                .expect("small");
            assert_eq!(told.collect::<Used>(), counted, "world {seed}, {on}");
        }
    }
    let met = [
        ("accounts", accounts, 500),
        ("used up later", exhausted, 50),
        ("exceeded", exceeded, 50),
        ("used up at the pace of the year", used_up, 20),
    ];
    assert_met(&tried, 300, met);
}

/// Mostly a day of a record or one soon after.
fn day(books: &Books, chance: &mut Chance) -> Day {
    if books.judged.is_empty() || chance.one_in(5) {
        return Day::of(2024, 2, 29).plus(i32::try_from(chance.below(800)).expect("small") - 400);
    }
    let record = chance.of(&books.judged);
    record
        .date
        .plus(i32::try_from(chance.below(3) * chance.below(100)).expect("small"))
}

fn slowly(world: &World, books: &Books, on: Day) -> Used {
    let book = Book {
        config: &world.config,
    };
    // Those that end with 29 February begin with 1 March.
    let year_ago = if on.years_on(-1).years_on(1) == on {
        on.years_on(-1)
    } else {
        on.years_on(-1).plus(-1)
    };
    let window = i128::from(on.0 - year_ago.0);
    let mut sums: BTreeMap<(&'static str, String, String), (i128, i128)> = BTreeMap::new();
    let movements = movements(&books.judged, &book);
    for movement in &movements {
        let basis = if movement.is_import() {
            Basis::ImportReports
        } else {
            Basis::PartnerReports
        };
        let of_year = movement.record.date.year() == on.year() && movement.record.date <= on;
        let of_months = movement.record.date > year_ago && movement.record.date <= on;
        if movement.base > 0 && (of_year || of_months) {
            let key = (
                basis.name(),
                movement.importer().to_owned(),
                movement.substance.to_owned(),
            );
            let (year, months) = sums.entry(key).or_default();
            *year += if of_year { movement.base } else { 0 };
            *months += if of_months { movement.base } else { 0 };
        }
    }
    let mut used = Used::new();
    for ((basis, country, substance), (year, months)) in sums {
        let levels = Levels::new(&book, &books.filings, &country, &substance);
        let level = level((&country, &substance), on, &levels, &movements);
        if let Some(level) = level.filter(|level| level.status != "none") {
            let limit = level.amount();
            let past =
                |day: &Day| year * window + i128::from(day.0 - on.0) * months > limit * window;
            let later = on
                .plus(1)
                .up_to(on.last_of_year())
                .find(past)
                .filter(|_| year <= limit);
            used.insert(
                (basis, country, substance),
                (
                    limit,
                    level.status,
                    year,
                    months,
                    later.map(|day| day.to_string()),
                ),
            );
        }
    }
    used
}

/// The outlook of an account with a total, or the day on which its estimate is used up at the pace of the year so far.
fn outlook(
    world: &World,
    books: &Books,
    (basis, country, substance): (Basis, &str, &str),
    on: Day,
    (total, reached): (i128, Reached),
) -> String {
    let book = Book {
        config: &world.config,
    };
    let movements = movements(&books.judged, &book);
    let levels = Levels::new(&book, &books.filings, country, substance);
    let of = |day: Day| level((country, substance), day, &levels, &movements);
    let today = of(on).expect("a level");
    if total > today.amount() {
        return "exceeded".to_owned();
    }
    let is_total = |movement: &Movement<'_>| {
        let record = movement.record;
        record.period != "day"
            && record.date.year() == on.year()
            && record.date <= on
            && movement.base > 0
            && movement.is_import() == (basis == Basis::ImportReports)
            && (movement.importer(), movement.substance) == (country, substance)
    };
    if movements.iter().any(is_total) {
        return "has-totals".to_owned();
    }
    if reached.days < FEWEST_DAYS {
        return "too-short".to_owned();
    }
    let to = Day(reached.to.expect("days").number());
    let first = Day::of(on.year(), 1, 1);
    let past = |day: &Day| {
        // Own exports stay as they are on the day asked about.
        let filed = levels.level(*day).map_or(0, |level| level.amount());
        let estimate = filed + today.own_exports;
        total * i128::from(day.0 - first.0 + 1) > estimate * i128::from(reached.days)
    };
    let later = to.plus(1).up_to(on.last_of_year()).find(past);
    later.map_or("lasts".to_owned(), |day| day.to_string())
}

const FILINGS: &str = "\
filing_id,country,substance,kind,received,effective,grams,year,confirmed
BP-24,KEN,PD006,assessment,2023-10-01,2024-01-01,150,,
BP-24-JULY,KEN,PD006,assessment,2024-03-01,2024-07-01,120,,
E-24,KEN,NM009,estimate,2023-10-01,,140,2024,2023-11-01
E-25,KEN,NM009,estimate,2024-03-01,,1,2025,2024-04-01
R-24,KEN,RE001,requirement,2023-10-01,2024-01-01,1000,,
BP-UGA,UGA,PD006,assessment,2023-10-01,2024-01-01,40,,
BP-CHE,CHE,PD006,assessment,2023-10-01,2024-01-01,9,,
";

const RECORDS: &str = "\
record_id,date,reporter,partner,flow,form,quantity_g
K-1,2024-02-01,KEN,CHE,import,PD006,60
K-2,2024-04-09,KEN,CHE,import,PD006,40
C-1,2024-02-01,CHE,KEN,export,PD006,30
K-3,2024-03-01,KEN,CHE,import,NM009,100
K-4,2024-03-15,KEN,UGA,export,NM009,10
K-5,2024-03-02,KEN,CHE,import,RE001,1000
K-6,2024-03-02,KEN,CHE,import,RP001,5
K-7,2024-03-02,KEN,CHE,import,PM005,5
U-1,2024-03-29,UGA,CHE,import,PD006,39
S-1,2024-04-01,CHE,DEU,import,PD006,10
";

/// 9 April 2024 is the hundredth day of its year, which has 366.
fn house() -> House {
    House::judged(&[
        ("trades/records.csv", RECORDS),
        ("estimates/filings.csv", FILINGS),
    ])
}

fn rows(house: &House, asked: &str) -> Vec<Value> {
    let told = house.tree(&format!("headroom {asked}"));
    told.as_array().unwrap().clone()
}

#[test]
fn what_may_be_used_up_is_told_as_by_hand() {
    let house = house();
    let told: Vec<Value> = rows(&house, "--access")
        .iter()
        .map(|row| {
            let keys = [
                "country",
                "substance",
                "basis",
                "outlook",
                "reached_to",
                "reached_days",
                "used_up_on",
                "estimate_then_g",
                "missing_g",
            ];
            json!(keys.map(|key| row[key].clone()))
        })
        .collect();
    assert_eq!(
        told,
        [
            // 10 g against 9 g.
            json!([
                "CHE",
                "PD006",
                "import-reports",
                "exceeded",
                "2024-04-01",
                92,
                null,
                null,
                null
            ]),
            // 1,000 g of 1,000 g are used.
            json!([
                "KEN",
                "RE001",
                "import-reports",
                "used-up",
                "2024-04-09",
                100,
                "2024-04-10",
                "1000",
                "2660"
            ]),
            // A gram a day: 150 g, with 10 g of own exports, are exceeded by the 151st day.
            json!([
                "KEN",
                "NM009",
                "import-reports",
                "used-up",
                "2024-04-09",
                100,
                "2024-05-30",
                "150",
                "216"
            ]),
            json!([
                "KEN",
                "PD006",
                "import-reports",
                "used-up",
                "2024-04-09",
                100,
                "2024-05-30",
                "150",
                "246"
            ]),
        ]
    );
    // Uganda's data reach to 29 March, the 89th day; a day more would tell.
    let uganda = &rows(&house, "--country UGA")[0];
    assert_eq!(
        (
            &uganda["outlook"],
            &uganda["reached_days"],
            &uganda["used_up_on"]
        ),
        (&json!("too-short"), &json!(89), &json!(null))
    );
    // Switzerland reports 30 g to Kenya in 92 days; 30 x 366 / 92 = 119.3 g keep within 120 g.
    let kenya = rows(&house, "--country KEN --substance PD006");
    let partners = kenya.iter().find(|row| row["basis"] == "partner-reports");
    assert_eq!(partners.unwrap()["outlook"], "lasts");
    // On 1 May the data still reach to 9 April.
    let later = &rows(
        &house,
        "--access --on 2024-05-01 --country KEN --substance PD006",
    )[0];
    assert_eq!(
        (&later["reached_to"], &later["used_up_on"]),
        (&json!("2024-04-09"), &json!("2024-05-30"))
    );
    // In January nothing is told yet.
    assert_eq!(
        rows(&house, "--access --on 2024-02-29 --country KEN"),
        Vec::<Value>::new()
    );
}

#[test]
fn a_terminal_tells_what_may_be_used_up_as_advice() {
    let house = house();
    let ask = |asked: &str| {
        let mut command = house.command(&format!("headroom --access {asked}"));
        said(&command.env("COLUMNS", "80").output().unwrap()).stdout
    };
    assert_eq!(
        ask("--country KEN"),
        "\
Estimates that are used up on 2024-04-09, 266 days before the year ends, or
  may be before it ends, the earliest first; the newest record is of 2024-04-09

  country         substance             account         filed      own  estimate
                                                            g  exports         g
                                                                     g
      used g  left g  data to     used up on  estimate then g  missing g
  KEN      Kenya  RE001      ephedrine  import-reports  1,000              1,000
       1,000       0  2024-04-09  2024-04-10            1,000      2,660
  KEN      Kenya  NM009      morphine   import-reports    140       10       150
         100      50  2024-04-09  2024-05-30              150        216
  KEN      Kenya  PD006      diazepam   import-reports    150                150
         100      50  2024-04-09  2024-05-30              150        246

  Advice, and no alert: an estimate that is used up may hold up imports and
    leave patients without medicine. The pace is the total of 2024 over the days
    from 1 January to the last day that the data of the account reach,
    2024-04-09 at most; where shipments come seldom, it tells little. The two
    accounts are never added.
  Of narcotic drugs, own exports stay as they are on the day; later ones raise
    the level.
  1 account has trade in the year and no estimate in force: nothing is told of
    it.
  1 account has trade in the year and no requirement in force: nothing is
    compared.
"
    );
    let spoken = |asked: &str| ask(asked).replace("\n    ", " ");
    let uganda = spoken("--country UGA");
    assert!(
        uganda.contains("\n  None.\n")
            && uganda.contains(
                "Nothing is told of 1 account whose data reach over fewer than 90 days of the year."
            )
            && !uganda.contains("own exports")
            && !uganda.contains("requirement"),
        "{uganda}"
    );
    let both = house.inforce("headroom --access --within 5%");
    assert!(
        both.code == Some(2) && both.stderr.contains("cannot be used with"),
        "{}",
        both.stderr
    );
}

#[test]
fn the_page_of_a_country_shows_both_sides() {
    let house = house();
    let said = house.inforce("report");
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let page = |code: &str| {
        std::fs::read_to_string(house.path(&format!("out/current/report/country/{code}.html")))
            .unwrap()
    };
    let kenya = page("KEN");
    for part in [
        "What is left of its estimates, and until when",
        "On 2024-04-09, the day of the newest record of all",
        "2024-05-30",
        "With fewer than 90 such days nothing is told.",
        "Of the 1961 Convention, own exports up to the day are in the level.",
        "not this year",
    ] {
        assert!(kenya.contains(part), "{part}");
    }
    assert!(page("UGA").contains("too few days"));
    assert!(page("CHE").contains("exceeded"));
    assert!(!page("FRA").contains("What is left of its estimates"));
}
