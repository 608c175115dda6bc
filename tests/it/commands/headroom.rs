//! `headroom` against a slow count: what each account has used of the year and of the twelve months, added up movement by movement,
//! the reference's estimate of the day, and the day on which the pace would use it up, found by trying one day after the other.
//!

use crate::support::chance::Chance;
use crate::support::day::Day;
use crate::support::effort::{assert_met, seeds};
use crate::support::generate;
use crate::support::reference::book::Book;
use crate::support::reference::judgement::{level, movements};
use crate::support::reference::levels::Levels;
use crate::support::reference::{Books, close_books};
use crate::support::world::World;
use inforce::archive::read::PublishedRun;
use inforce::ask::headroom::{headroom, share};
use inforce::ledger::Basis;
use std::collections::BTreeMap;

/// Account, country and substance, with estimate, status, use of the year, of the twelve months, and the day that uses it up.
type Used =
    BTreeMap<(&'static str, String, String), (i128, &'static str, i128, i128, Option<String>)>;

#[test]
fn what_is_used_is_what_a_slow_count_finds() {
    let (mut accounts, mut exhausted, mut exceeded) = (0_u64, 0_u64, 0_u64);
    let tried = seeds(60, 300);
    for seed in tried.clone() {
        let world = generate::world(seed);
        let folder = tempfile::tempdir().expect("a folder");
        crate::support::engine::run_in(folder.path(), &world, 1).expect("a run");
        let run = PublishedRun::current(&folder.path().join("out")).expect("a published run");
        let books = close_books(&world);
        let mut chance = Chance::new(seed ^ 0x0ead);
        for _ in 0..3 {
            let on = day(&books, &mut chance);
            let found = headroom(&run, inforce::terms::Day::from_number(on.0)).expect("an answer");
            let shares: Vec<i128> = found.iter().map(share).collect();
            assert!(
                shares.is_sorted_by(|a, b| a >= b),
                "world {seed}, {on}: the most first"
            );
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
