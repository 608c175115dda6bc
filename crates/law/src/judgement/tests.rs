//! Judgement against its definition, day by day (`rules.md` 5), and notices against the days on which they apply (7.5).

use super::*;
use crate::config::{FilingKind, Notice};
use crate::estimates::{Level, NO_LEVEL, StandingFiling, Status};
use crate::records::Filing;
use crate::terms::{Country, Day, Mass, Origin, Quantity, Substance, Timeline};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn grams(grams: i128) -> Mass {
    Mass::from_whole_grams(grams)
}

fn level(mass: i128, status: Status) -> Level {
    Level {
        mass: grams(mass),
        status,
        ..NO_LEVEL.clone()
    }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

prop_compose! {
    /// Movements on some days of 2024, ascending, and a level from each of some days on, the first of them perhaps after the first movement.
    fn group()(
        movements in prop::collection::btree_map(0..366_i32, (1..40_i128, 1..4_i64), 0..12),
        levels in prop::collection::btree_map(-5..370_i32, (0..200_i128, 0..4_u8), 0..8),
    ) -> (Vec<DayTotal>, Timeline<Level>) {
        let first = day("2024-01-01").number();
        let days = movements.into_iter().map(|(at, (mass, records))| DayTotal {
            day: Day::from_number(first + at),
            base: grams(mass),
            records,
        });
        let levels = levels.into_iter().map(|(at, (mass, status))| {
            let status = match status {
                0 => Status::Unknown,
                1 => Status::Stale,
                _ => Status::InForce,
            };
            (Day::from_number(first + at), level(mass, status))
        });
        (days.collect(), Timeline::from_changes(levels.collect()))
    }
}

/// The year's days one by one: the day, its total so far, its records, and the level in force.
fn year(
    (days, levels): &(Vec<DayTotal>, Timeline<Level>),
) -> impl Iterator<Item = (Day, Mass, i64, &Level)> {
    let all = (day("2024-01-01").number()..=day("2024-12-31").number()).map(Day::from_number);
    all.map(move |on| {
        let total = days
            .iter()
            .filter(|of| of.day <= on)
            .fold(Mass::ZERO, |sum, of| sum.plus(of.base).unwrap());
        let records = days.iter().filter(|of| of.day == on).map(|of| of.records);
        (on, total, records.sum(), level_on(levels, on))
    })
}

fn is_over(total: Mass, level: &Level) -> bool {
    level.status != Status::Unknown && total > level.mass
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_excess_is_what_each_day_of_the_year_says(group in group()) {
        let found = excess(&group.0, &group.1).unwrap();
        let over: Vec<_> = year(&group)
            .filter(|(_, total, records, level)| *records > 0 && is_over(*total, level))
            .collect();
        let Some((first, total, _, at)) = over.first().copied() else {
            prop_assert_eq!(found, None);
            return Ok(());
        };
        let found = found.unwrap();
        prop_assert_eq!((found.first.day, found.first.running_total, &found.first.level), (first, total, at));
        let peak = over.iter().map(|(_, total, _, level)| total.minus(level.mass)).max().unwrap();
        let (peak_day, _, _, peak_level) = *over.iter().find(|(_, total, _, level)| total.minus(level.mass) == peak).unwrap();
        prop_assert_eq!((found.peak, found.peak_day, &found.peak_level), (peak, peak_day, peak_level));
        let last = over.last().unwrap().0;
        prop_assert_eq!(found.last_day, last);
        prop_assert_eq!(found.days, i64::try_from(over.len()).unwrap());
        prop_assert_eq!(found.records, over.iter().map(|(_, _, records, _)| records).sum::<i64>());
        let cured = year(&group).find(|(on, total, _, level)| *on > last && !is_over(*total, level));
        prop_assert_eq!(found.cured_on, cured.map(|(on, ..)| on));
        let whole = Year {
            total: year(&group).last().unwrap().1,
            records: group.0.iter().map(|of| of.records).sum(),
        };
        prop_assert_eq!(found.year, whole);
        let figures = found.figures();
        prop_assert_eq!((figures.first.level.mass, figures.peak_level.mass), (at.mass, peak_level.mass));
        prop_assert_eq!(&figures.first.level.filing, &None);
        prop_assert_eq!(judge(Rule::ImportExcess, &group.0, &group.1).unwrap(), Some(Verdict::Excess(found)));
    }

    #[test]
    fn a_listing_is_all_movements(group in group()) {
        let (days, levels) = &group;
        let expected = days.first().zip(days.last()).map(|(first, last)| Listing {
            first_day: first.day,
            last_day: last.day,
            days: i64::try_from(days.len()).unwrap(),
            year: Year {
                total: year(&group).last().unwrap().1,
                records: days.iter().map(|of| of.records).sum(),
            },
        });
        prop_assert_eq!(listing(days).unwrap(), expected);
        for rule in Rule::ALL.into_iter().filter(|rule| rule.lists_only()) {
            let verdict = judge(rule, days, levels).unwrap();
            prop_assert_eq!(&verdict, &expected.map(Verdict::Listing));
            prop_assert_eq!(verdict.map(|verdict| verdict.year()), expected.map(|listing| listing.year));
        }
        let totals: Vec<Mass> = running(days).unwrap();
        let expected: Vec<Mass> = days.iter().map(|of| year(&group).find(|(on, ..)| *on == of.day).unwrap().1).collect();
        prop_assert_eq!(totals, expected);
    }
}

#[test]
fn sums_of_days_leave_out_what_was_taken_out() {
    let (one, other) = (day("2024-03-01"), day("2024-02-01"));
    let mut sums = DaySums::default();
    for (on, mass, records) in [(one, 5, 1), (other, 7, 2), (one, 6, 1), (other, -7, -2)] {
        sums.add(on, grams(mass), records).unwrap();
    }
    assert_eq!(sums.on(one), (grams(11), 2));
    assert_eq!(sums.on(day("2024-01-01")), (Mass::ZERO, 0));
    let left = DayTotal {
        day: one,
        base: grams(11),
        records: 2,
    };
    assert_eq!(sums.totals(), [left]);
    let mut days = Vec::new();
    for (on, mass) in [(other, 1), (one, 2), (one, 3)] {
        DayTotal::add(&mut days, on, grams(mass)).unwrap();
    }
    let figures: Vec<_> = days
        .iter()
        .map(|of| (of.day, of.base, of.records))
        .collect();
    assert_eq!(figures, [(other, grams(1), 1), (one, grams(5), 2)]);
}

#[test]
fn words_are_read_back_and_differ() {
    for doubt in Doubt::ALL {
        assert_eq!(Doubt::named(doubt.name()), Some(doubt));
    }
    for exemption in ExemptReason::ALL {
        assert_eq!(ExemptReason::named(exemption.name()), Some(exemption));
    }
    let words = |words: Vec<&'static str>| {
        let number = words.len();
        assert!(words.iter().all(|word| word.len() > 3), "{words:?}");
        assert_eq!(words.into_iter().collect::<BTreeSet<_>>().len(), number);
    };
    words(Doubt::ALL.iter().map(|doubt| doubt.name()).collect());
    words(Doubt::ALL.iter().map(|doubt| doubt.meaning()).collect());
    words(ExemptReason::ALL.iter().map(|of| of.name()).collect());
    words(ExemptReason::ALL.iter().map(|of| of.meaning()).collect());
    words(Rule::ALL.iter().map(|rule| rule.name()).collect());
    assert_eq!((Doubt::named("x"), ExemptReason::named("x")), (None, None));
}

const IMPORTER: u16 = 3;
const DRUG: u16 = 5;

fn notice(country: u16, from: &str) -> Notice {
    let from = day(from);
    Notice {
        country: Country::from(country),
        substance: Substance::from(DRUG),
        year: from.year(),
        from,
    }
}

/// A supplement of a year, confirmed on a day if it was.
fn supplement(id: &str, year: i32, grams: i64, confirmed: Option<&str>) -> StandingFiling {
    StandingFiling {
        filing: Filing {
            country: Country::from(IMPORTER),
            substance: Substance::from(DRUG),
            kind: FilingKind::Supplement,
            received: day("2023-11-01"),
            effective: None,
            grams: Quantity::from_millionths(i128::from(grams)).unwrap(),
            year: Some(year),
            confirmed: confirmed.map(day),
        },
        id: id.into(),
        note: None,
        origin: Origin { file: 0, row: 1 },
        known_from: day("2023-11-01"),
    }
}

#[test]
fn a_notice_applies_until_its_year_ends_or_a_supplement_of_it_is_confirmed() {
    let estimate = StandingFiling {
        filing: Filing {
            kind: FilingKind::Estimate,
            ..supplement("E", 2024, 5, Some("2024-06-01")).filing
        },
        ..supplement("E", 2024, 5, None)
    };
    for (filings, last) in [
        (vec![], "2024-12-31"),
        (
            vec![supplement("S", 2024, 1, Some("2024-06-01"))],
            "2024-05-31",
        ),
        (
            vec![
                supplement("S", 2024, 1, Some("2024-03-02")),
                supplement("T", 2024, 1, Some("2024-03-01")),
            ],
            "2024-02-29",
        ),
        (
            vec![supplement("S", 2024, 1, Some("2024-12-31"))],
            "2024-12-30",
        ),
        // None of these lifts it.
        (
            vec![supplement("S", 2024, 0, Some("2024-06-01"))],
            "2024-12-31",
        ),
        (
            vec![supplement("S", 2024, -1, Some("2024-06-01"))],
            "2024-12-31",
        ),
        (vec![supplement("S", 2024, 1, None)], "2024-12-31"),
        (
            vec![supplement("S", 2023, 1, Some("2024-06-01"))],
            "2024-12-31",
        ),
        (
            vec![supplement("S", 2024, 1, Some("2024-02-09"))],
            "2024-12-31",
        ),
        (
            vec![supplement("S", 2024, 1, Some("2025-01-01"))],
            "2024-12-31",
        ),
        (vec![estimate], "2024-12-31"),
    ] {
        let notices = Notices::among(&[notice(IMPORTER, "2024-02-10")], &filings);
        let days = notices.days();
        let key = (Country::from(IMPORTER), Substance::from(DRUG));
        assert_eq!(
            days,
            [(key.0, key.1, day("2024-02-10")..=day(last))],
            "{filings:?}"
        );
        for (on, applies) in [("2024-02-09", false), ("2024-02-10", true), (last, true)] {
            assert_eq!(notices.apply(key.0, key.1, day(on)), applies, "{on}");
        }
        assert!(!notices.apply(key.0, key.1, day(last).next()));
        assert!(!notices.apply(Country::from(1), key.1, day("2024-02-10")));
        assert_eq!(
            [2023, 2024, 2025].map(|year| notices.apply_in(key.0, key.1, year)),
            [false, true, false]
        );
        assert_eq!(Notices::applying(days.clone()).days(), days);
    }
    // Lifted on its first day, it never applies.
    let filings = [supplement("S", 2024, 1, Some("2024-02-10"))];
    let notices = Notices::among(&[notice(IMPORTER, "2024-02-10")], &filings);
    assert!(!notices.apply_in(Country::from(IMPORTER), Substance::from(DRUG), 2024));
    let by = lifted(&notice(IMPORTER, "2024-02-10"), &filings).unwrap();
    assert_eq!((by.0, &*by.1.id), (day("2024-02-10"), "S"));
}

#[test]
fn notices_are_compared_day_by_day() {
    let of = |from: &[&str]| {
        let all: Vec<Notice> = from.iter().map(|from| notice(IMPORTER, from)).collect();
        Notices::among(&all, &[])
    };
    let key = (Country::from(IMPORTER), Substance::from(DRUG));
    for (own, others, beyond, unlike) in [
        (&["2024-02-10"][..], &["2024-02-10"][..], false, &[][..]),
        (&["2024-02-10"], &["2024-02-09"], false, &[2024]),
        (&["2024-02-09"], &["2024-02-10"], true, &[2024]),
        (&["2024-02-10"], &[], true, &[2024]),
        (&[], &["2024-02-10"], false, &[2024]),
        (&["2023-05-01"], &[], false, &[2023]),
        (
            &["2023-05-01", "2024-02-10"],
            &["2023-05-01"],
            true,
            &[2024],
        ),
    ] {
        let (own, others) = (of(own), of(others));
        assert_eq!(
            own.reach_beyond(&others, key, 2024),
            beyond,
            "{own:?} {others:?}"
        );
        let years: Vec<i32> = own.years_unlike(&others).into_iter().collect();
        assert_eq!(years, unlike, "{own:?} {others:?}");
    }
    let mut both = [notice(IMPORTER, "2024-03-01"), notice(1, "2024-02-01")].to_vec();
    both.push(notice(IMPORTER, "2023-03-01"));
    let days = Notices::among(&both, &[]).days();
    let order: Vec<(Country, Day)> = days
        .iter()
        .map(|(country, _, days)| (*country, *days.start()))
        .collect();
    let of = Country::from;
    assert_eq!(
        order,
        [
            (of(1), day("2024-02-01")),
            (of(IMPORTER), day("2023-03-01")),
            (of(IMPORTER), day("2024-03-01"))
        ]
    );
}
