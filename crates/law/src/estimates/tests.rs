//! The rule tables of estimates (`tests/rules`), worked out by this module alone: filings in, levels and findings out.

#[path = "../../../../tests/it/rules/tables/layout.rs"]
#[allow(dead_code, reason = "the tests of the whole program use all of it")]
mod layout;

use super::{Effect, Estimates, OwnExports, ReadFiling, Status, stand, trace, whole_grams};
use crate::config::{Config, ConfigSource, Convention, FilingKind, Policy, Retroactive, Validity};
use crate::records::Filing;
use crate::terms::{Country, Day, Mass, Origin, Quantity, ScaledNumber, Substance};
use layout::{Scenario, Table};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/rules");

/// Returns the tables by file name, of those that expect estimates of the substances that the built-in configuration knows, and
/// refuse nothing.
fn scenarios() -> BTreeMap<String, Scenario> {
    let texts = fs::read_dir(FOLDER).unwrap().filter_map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let is_table = path.extension().is_some_and(|extension| extension == "txt");
        is_table.then(|| (name, fs::read_to_string(path).unwrap()))
    });
    let scenarios = texts.map(|(name, text)| (name, Scenario::parse(&text).unwrap()));
    let is_meant = |(_, scenario): &(String, Scenario)| {
        let has = |section: &str| scenario.tables.contains_key(section);
        has("filings") && has("estimates") && !has("quarantine") && !has("substances")
    };
    scenarios.filter(is_meant).collect()
}

fn policy(scenario: &Scenario) -> Policy {
    let word = |key: &str| scenario.policy.get(key).map(String::as_str);
    Policy {
        retroactive: match word("retroactive") {
            Some("ignore") => Retroactive::Ignore,
            _ => Retroactive::Honour,
        },
        validity: match word("validity") {
            Some("three-years") => Validity::ThreeYears,
            _ => Validity::UntilReplaced,
        },
    }
}

/// Returns the filings of a scenario, with what it leaves out as `tests/rules/README.md` says.
fn filings(scenario: &Scenario, config: &Config) -> Vec<ReadFiling> {
    let table = &scenario.tables["filings"];
    let filing = |(row, number): (&Vec<String>, u64)| {
        let text = |column| table.cell(row, column).filter(|text| !text.is_empty());
        let day = |column| text(column).map(|text| text.parse::<Day>().unwrap());
        let country = config
            .country_codes
            .find(text("country").unwrap_or("CHE"))
            .unwrap();
        let substance = text("substance").unwrap_or("PD006");
        let substance = config.substance_codes.find(substance).unwrap();
        let kind = FilingKind::named(text("kind").unwrap_or("assessment")).unwrap();
        let is_of_years = config.provisions(substance).term == crate::config::Term::CalendarYear;
        let (received, year) = (
            day("received").unwrap(),
            text("year").map(|year| year.parse().unwrap()),
        );
        let has_effective = matches!(kind, FilingKind::Assessment | FilingKind::Requirement)
            || (kind == FilingKind::Established && year.is_none());
        let effective = if table.has("effective") {
            day("effective")
        } else {
            Some(received)
        };
        let grams = ScaledNumber::parse(text("grams").unwrap().as_bytes()).unwrap();
        ReadFiling {
            filing: Filing {
                country,
                substance,
                kind,
                received,
                effective: effective.filter(|_| has_effective && !is_of_years),
                grams: Quantity::from_millionths(grams.millionths()).unwrap(),
                year: year.filter(|_| is_of_years),
                confirmed: day("confirmed").filter(|_| is_of_years),
            },
            id: text("filing_id").unwrap().into(),
            note: None,
            origin: Origin {
                file: 0,
                row: number,
            },
        }
    };
    table.rows.iter().zip(1..).map(filing).collect()
}

/// Returns the levels as rows of `estimates.parquet`, by the names of their columns.
fn levels<'a>(estimates: &'a Estimates, config: &'a Config) -> Vec<BTreeMap<&'static str, String>> {
    let rows = estimates
        .timelines()
        .flat_map(|(country, substance, timeline)| {
            timeline.stretches().map(move |(from, to, level)| {
                let supplements: Vec<&str> = level.supplements.iter().map(AsRef::as_ref).collect();
                BTreeMap::from([
                    ("country", config.country_code(country).to_owned()),
                    ("substance", config.substance_code(substance).to_owned()),
                    ("from", from.to_string()),
                    ("to", to.map(|to| to.to_string()).unwrap_or_default()),
                    ("level_g", level.mass.to_string()),
                    ("status", level.status.name().to_owned()),
                    (
                        "filing_id",
                        level.filing.as_deref().unwrap_or_default().to_owned(),
                    ),
                    ("supplements", supplements.join(",")),
                ])
            })
        });
    rows.collect()
}

/// Returns the findings about filings, by the names of their columns.
fn findings(estimates: &Estimates, config: &Config) -> Vec<BTreeMap<&'static str, String>> {
    let row = |finding: &super::Finding| {
        BTreeMap::from([
            ("kind", finding.kind.name().to_owned()),
            ("country", config.country_code(finding.country).to_owned()),
            (
                "substance",
                config.substance_code(finding.substance).to_owned(),
            ),
            ("from", finding.from.to_string()),
            (
                "to",
                finding.to.map(|to| to.to_string()).unwrap_or_default(),
            ),
            (
                "filing_id",
                finding.filing.as_deref().unwrap_or_default().to_owned(),
            ),
        ])
    };
    estimates.findings().iter().map(row).collect()
}

/// Returns the columns of the rows that a table has.
fn seen(rows: &[BTreeMap<&'static str, String>], expected: &Table) -> Vec<Vec<String>> {
    let of = |row: &BTreeMap<&str, String>| -> Vec<String> {
        let columns = expected.columns.iter();
        columns.map(|column| row[column.as_str()].clone()).collect()
    };
    rows.iter().map(of).collect()
}

#[test]
fn the_levels_are_those_of_the_rule_tables() {
    let config = Config::load(ConfigSource::builtin()).unwrap();
    let scenarios = scenarios();
    assert!(scenarios.len() > 30, "{}", scenarios.len());
    for (name, scenario) in &scenarios {
        let read = filings(scenario, &config);
        let known_at = scenario.policy.get("known-at");
        let known_at = known_at.map(|day| day.parse().unwrap());
        for reversed in [false, true] {
            let mut read = read.clone();
            if reversed {
                read.reverse();
            }
            let standing = stand(read, known_at);
            let estimates = Estimates::of(&standing.in_use, &config, policy(scenario));
            let expected = &scenario.tables["estimates"];
            let levels = seen(&levels(&estimates, &config), expected);
            assert_eq!(levels, expected.rows, "{name}");
            if let Some(expected) = scenario.tables.get("findings") {
                let of_filings = |row: &&Vec<String>| {
                    let beyond = ["returns-disagree", "requirement-unknown"];
                    expected
                        .cell(row, "kind")
                        .is_none_or(|kind| !beyond.contains(&kind))
                };
                let mut wanted: Vec<Vec<String>> =
                    expected.rows.iter().filter(of_filings).cloned().collect();
                let mut found = seen(&findings(&estimates, &config), expected);
                // The manifest sorts them by kind.
                wanted.sort_unstable();
                found.sort_unstable();
                assert_eq!(found, wanted, "{name}");
            }
        }
    }
}

/// A day of each year of a timeline, and the days around each change.
#[test]
fn years_unlike_are_those_with_a_day_of_another_level() {
    let config = Config::load(ConfigSource::builtin()).unwrap();
    let scenarios = scenarios();
    let all: Vec<Estimates> = scenarios
        .values()
        .map(|scenario| {
            let standing = stand(filings(scenario, &config), None);
            Estimates::of(&standing.in_use, &config, policy(scenario))
        })
        .collect();
    let mut met = 0;
    for (one, other) in all.iter().zip(all.iter().skip(1)) {
        let unlike = one.years_unlike(other, 2015..=2026);
        for year in 2015..=2026 {
            let days = || {
                let first = Day::from_civil(year, 1, 1).unwrap();
                std::iter::successors(Some(first), |day| Some(day.next()))
                    .take_while(move |day| day.year() == year)
            };
            let differs = |(country, substance): (Country, Substance)| {
                let levels = [one, other].map(|of| of.levels(country, substance));
                days().any(|day| {
                    let [a, b] = levels
                        .each_ref()
                        .map(|levels| levels.on(day).unwrap_or(&super::NO_LEVEL));
                    !a.looks_like(b)
                })
            };
            let keys = [one, other]
                .into_iter()
                .flat_map(|of| of.timelines.keys().copied());
            let is_unlike = keys
                .collect::<std::collections::BTreeSet<_>>()
                .into_iter()
                .any(differs);
            assert_eq!(unlike.contains(&year), is_unlike, "{year}");
            met += u32::from(is_unlike);
        }
    }
    assert!(met > 20, "{met}");
}

/// Whether a day is from one day on and before another.
fn is_within((from, until): (Day, Option<Day>), on: Day) -> bool {
    from <= on && until.is_none_or(|until| on < until)
}

/// The effect of each filing is what the level of each day names.
#[test]
fn effects_are_those_that_the_levels_name() {
    let config = Config::load(ConfigSource::builtin()).unwrap();
    let mut met = BTreeMap::new();
    for (name, scenario) in &scenarios() {
        let standing = stand(filings(scenario, &config), None);
        let policy = policy(scenario);
        let estimates = Estimates::of(&standing.in_use, &config, policy);
        for (country, substance, timeline) in estimates.timelines() {
            let of_group = |filing: &&super::StandingFiling| {
                (filing.filing.country, filing.filing.substance) == (country, substance)
            };
            let group: Vec<_> = standing.in_use.iter().filter(of_group).collect();
            let convention = config.substance(substance).convention;
            let traced = trace(&group, convention, policy);
            let places: Vec<usize> = traced.iter().map(|traced| traced.place).collect();
            assert_eq!(places, (0..group.len()).collect::<Vec<_>>(), "{name}");
            for traced in &traced {
                let filing = group[traced.place];
                assert_eq!(traced.first_received, filing.first_received(), "{name}");
                let filed = filing.filing.grams;
                let counted = if traced.provisions.whole_grams {
                    Mass::from_whole_grams(whole_grams(filed).into())
                } else if filing.filing.kind == FilingKind::Deduction {
                    Mass::from_millionths(-i128::from(filed.millionths()))
                } else {
                    Mass::from_millionths(filed.millionths().into())
                };
                assert_eq!(traced.counted, counted, "{name}");
                let effect = format!("{:?}", traced.effect);
                *met.entry(effect.split([' ', '{']).next().unwrap().to_owned())
                    .or_insert(0) += 1;
            }
            let levels: Vec<_> = timeline.changes().map(|(_, level)| level).collect();
            for pair in levels.windows(2) {
                let ids =
                    |level: &super::Level| level.supplements.iter().cloned().collect::<Vec<_>>();
                let [one, other] = [pair[0], pair[1]];
                assert_eq!(
                    one.supplements == other.supplements,
                    ids(one) == ids(other),
                    "{name}"
                );
            }
            let first = Day::from_civil(2018, 1, 1).unwrap();
            for on in (0..3650).map(|days| Day::from_number(first.number() + days)) {
                let level = timeline.on(on).unwrap_or(&super::NO_LEVEL);
                let governs = |traced: &&super::Traced| match &traced.effect {
                    Effect::Governs { from, until } => is_within((*from, *until), on),
                    _ => false,
                };
                let governing: Vec<&str> = traced
                    .iter()
                    .filter(governs)
                    .map(|traced| &*group[traced.place].id)
                    .collect();
                assert_eq!(
                    governing,
                    level.filing.as_deref().into_iter().collect::<Vec<_>>(),
                    "{name} on {on}"
                );
                let counts = |traced: &&super::Traced| match &traced.effect {
                    Effect::Changes { days, .. } | Effect::Alone { days } => {
                        days.is_some_and(|days| is_within(days, on))
                    }
                    Effect::OfYear { from, until, .. } => is_within((*from, Some(*until)), on),
                    _ => false,
                };
                let mut counting: Vec<&str> = traced
                    .iter()
                    .filter(counts)
                    .map(|traced| &*group[traced.place].id)
                    .collect();
                let mut named: Vec<&str> = level.supplements.on(on).map(AsRef::as_ref).collect();
                // A deduction alone is no estimate (7.3).
                if level.status == Status::None {
                    counting.clear();
                }
                counting.sort_unstable();
                named.sort_unstable();
                assert_eq!(counting, named, "{name} on {on}");
                let expired = traced
                    .iter()
                    .filter(governs)
                    .any(|traced| traced.expired.is_some_and(|from| from <= on));
                assert_eq!(expired, level.status == Status::Expired, "{name} on {on}");
            }
        }
    }
    assert!(
        met.len() == 6 && met.values().all(|met| *met > 0),
        "{met:?}"
    );
    assert_eq!(trace(&[], Convention::C1971, Policy::default()), []);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Exports of a country add to its level on each day what they come to since 1 January, where they matter (7.4).
    #[test]
    fn own_exports_raise_the_level_of_each_day(
        exports in prop::collection::btree_map(-20..760_i32, 1..50_i128, 0..12),
        levels in prop::collection::btree_map(-20..760_i32, 0..200_i64, 0..6),
        code in prop::sample::select(vec!["NM009", "PD006"]),
    ) {
        let config = Config::load(ConfigSource::builtin()).unwrap();
        let substance = config.substance_codes.find(code).unwrap();
        let (country, first) = (Country::from(3), Day::from_civil(2023, 1, 1).unwrap());
        let day = |at: i32| Day::from_number(first.number() + at);
        let is_raised = code == "NM009";
        let filing = |(at, grams): (&i32, &i64)| {
            let on = day(*at);
            let filing = Filing {
                country,
                substance,
                kind: if is_raised { FilingKind::Estimate } else { FilingKind::Assessment },
                received: on,
                effective: Some(on).filter(|_| !is_raised),
                grams: Quantity::from_millionths(i128::from(*grams) * 1_000_000).unwrap(),
                year: Some(on.year()).filter(|_| is_raised),
                confirmed: Some(on).filter(|_| is_raised),
            };
            super::ReadFiling { filing, id: at.to_string().into(), note: None, origin: Origin { file: 0, row: 1 } }
        };
        let standing = stand(levels.iter().map(filing).collect(), None);
        let estimates = Estimates::of(&standing.in_use, &config, Policy::default());
        let by_day = exports.iter().map(|(at, grams)| (day(*at), Mass::from_whole_grams(*grams)));
        let own = OwnExports::of(by_day).unwrap();
        prop_assert_eq!(own.are_none(), exports.is_empty());
        let limits = estimates.limits(country, substance, &own).unwrap();
        let plain = estimates.levels(country, substance);
        for at in -30..800 {
            let on = day(at);
            let of_year = exports.iter().filter(|(export, _)| day(**export).year() == on.year());
            let exported: i128 = of_year.filter(|(export, _)| **export <= at).map(|(_, grams)| grams).sum();
            let exported = Mass::from_whole_grams(exported);
            prop_assert_eq!(own.until(on), exported);
            let (limit, level) = (limits.on(on).unwrap_or(&super::NO_LEVEL), plain.on(on).unwrap_or(&super::NO_LEVEL));
            let raised = if is_raised { exported } else { Mass::ZERO };
            prop_assert_eq!(limit.mass, level.mass.plus(raised).unwrap());
            prop_assert_eq!((limit.status, &limit.filing), (level.status, &level.filing));
            prop_assert_eq!(limit.base(), level.mass);
            prop_assert_eq!(limit.own_exports, is_raised.then_some(raised));
        }
        let of_year: Vec<(Day, Mass)> = own.days().filter(|at| at.year() == 2023).map(|at| (at, own.until(at))).collect();
        prop_assert_eq!(own.of_year(2023).collect::<Vec<_>>(), of_year);
    }
}

#[test]
fn a_level_is_compared_unless_nothing_is_known() {
    let level = |status| super::Level {
        mass: Mass::from_whole_grams(7),
        status,
        ..super::NO_LEVEL.clone()
    };
    for status in [
        Status::InForce,
        Status::Stale,
        Status::Expired,
        Status::None,
    ] {
        assert_eq!(level(status).compared(), Some(Mass::from_whole_grams(7)));
    }
    assert_eq!(level(Status::Unknown).compared(), None);
}

/// An assessment of 5 g of diazepam.
fn assessment(id: &str, received: &str, effective: &str, config: &Config) -> ReadFiling {
    let mut read = of_2024(id, FilingKind::Assessment, None, config);
    read.filing.substance = config.substance_codes.find("PD006").unwrap();
    read.filing.received = received.parse().unwrap();
    read.filing.effective = Some(effective.parse().unwrap());
    read.filing.year = None;
    read
}

/// A supplement to assessments of diazepam.
fn supplement(id: &str, received: &str, grams: i128, config: &Config) -> ReadFiling {
    let mut read = assessment(id, received, received, config);
    read.filing.kind = FilingKind::Supplement;
    read.filing.effective = None;
    read.filing.grams = Quantity::from_millionths(grams * 1_000_000).unwrap();
    read
}

#[test]
fn effects_of_no_day_have_no_days() {
    let config = Config::load(ConfigSource::builtin()).unwrap();
    let of = |read: Vec<ReadFiling>| {
        let standing = stand(read, None);
        let policy = Policy {
            validity: Validity::ThreeYears,
            ..Policy::default()
        };
        let filings: Vec<_> = standing.in_use.iter().collect();
        trace(&filings, Convention::C1971, policy)
    };
    let day = |text: &str| text.parse::<Day>().unwrap();
    for (effective, days) in [
        ("2024-05-01", None),
        (
            "2024-05-02",
            Some((day("2024-05-01"), Some(day("2024-05-02")))),
        ),
    ] {
        // Nobody knows of the assessment when the supplement comes in.
        let traced = of(vec![
            supplement("A", "2024-05-01", 5, &config),
            assessment("B", "2024-06-01", effective, &config),
        ]);
        assert_eq!(traced[0].effect, Effect::Alone { days }, "{effective}");
    }
    for (next, expired) in [
        ("2023-05-01", None),
        ("2023-05-02", Some(day("2023-05-01"))),
    ] {
        let traced = of(vec![
            assessment("A", "2020-05-01", "2020-05-01", &config),
            assessment("B", next, next, &config),
        ]);
        assert_eq!(traced[0].expired, expired, "{next}");
    }
}

#[test]
fn of_filings_with_one_start_the_last_outranks_the_others() {
    let config = Config::load(ConfigSource::builtin()).unwrap();
    let (first, later) = ("2024-05-01", "2024-06-01");
    let starts = [("A", first), ("B", first), ("C", first), ("D", later)];
    let confirmed = |id, on| of_2024(id, FilingKind::Estimate, Some(on), &config);
    let effective = |id, on| assessment(id, first, on, &config);
    for (convention, read, end) in [
        (
            Convention::C1961,
            starts.map(|(id, on)| confirmed(id, on)),
            Some("2025-01-01"),
        ),
        (
            Convention::C1971,
            starts.map(|(id, on)| effective(id, on)),
            None,
        ),
    ] {
        let standing = stand(read.into(), None);
        let filings: Vec<_> = standing.in_use.iter().collect();
        let traced = trace(&filings, convention, Policy::default());
        let effects: Vec<Effect> = traced.into_iter().map(|traced| traced.effect).collect();
        let day = |text: &str| text.parse::<Day>().unwrap();
        let outranked = Effect::Outranked {
            start: day(first),
            by: "C".into(),
        };
        let governs = |from, until: Option<&str>| Effect::Governs {
            from: day(from),
            until: until.map(day),
        };
        let last = [governs(first, Some(later)), governs(later, end)];
        assert_eq!(effects[..2], [outranked.clone(), outranked]);
        assert_eq!(effects[2..], last);
    }
}

#[test]
fn a_level_of_zero_is_not_below_zero() {
    let config = Config::load(ConfigSource::builtin()).unwrap();
    let estimate = of_2024("A", FilingKind::Estimate, Some("2023-12-01"), &config);
    for (grams, is_below) in [(5, false), (6, true)] {
        let mut deduction = of_2024("B", FilingKind::Deduction, None, &config);
        deduction.filing.grams = Quantity::from_millionths(grams * 1_000_000).unwrap();
        for read in [
            vec![
                assessment("A", "2024-05-01", "2024-05-01", &config),
                supplement("B", "2024-05-02", -grams, &config),
            ],
            vec![estimate.clone(), deduction],
        ] {
            let standing = stand(read, None);
            let estimates = Estimates::of(&standing.in_use, &config, Policy::default());
            let below = super::FindingKind::LevelBelowZero;
            let found = estimates.findings().iter().any(|of| of.kind == below);
            assert_eq!(found, is_below, "{grams}");
        }
    }
}

#[test]
fn a_finding_lasts_while_its_state_lasts() {
    let config = Config::load(ConfigSource::builtin()).unwrap();
    let read = vec![
        assessment("A", "2024-05-01", "2024-05-01", &config),
        supplement("B", "2024-05-02", -6, &config),
        supplement("C", "2024-05-03", -1, &config),
        supplement("D", "2024-05-04", 7, &config),
        supplement("E", "2024-05-05", -8, &config),
    ];
    let standing = stand(read, None);
    let estimates = Estimates::of(&standing.in_use, &config, Policy::default());
    let below = super::FindingKind::LevelBelowZero;
    let of_kind = estimates.findings().iter().filter(|of| of.kind == below);
    let shown = |day: Day| day.to_string();
    let found: Vec<_> = of_kind
        .map(|of| (shown(of.from), of.to.map(shown)))
        .collect();
    let expected = [
        ("2024-05-02".to_owned(), Some("2024-05-04".to_owned())),
        // The assessment grows stale, and the level stays below zero.
        ("2024-05-05".to_owned(), None),
    ];
    assert_eq!(found, expected);
}

#[test]
fn the_supplements_of_an_expired_filing_count_no_more() {
    let config = Config::load(ConfigSource::builtin()).unwrap();
    let substance = config.substance_codes.find("PD006").unwrap();
    let day = |text: &str| text.parse::<Day>().unwrap();
    let read = vec![
        assessment("F", "2020-05-01", "2020-05-01", &config),
        supplement("S", "2020-05-01", 5, &config),
    ];
    for (validity, counting) in [
        (Validity::UntilReplaced, ["S", "S"]),
        (Validity::ThreeYears, ["S", ""]),
    ] {
        let policy = Policy {
            validity,
            ..Policy::default()
        };
        let standing = stand(read.clone(), None);
        let estimates = Estimates::of(&standing.in_use, &config, policy);
        let levels = estimates.levels(Country::from(3), substance);
        let found = ["2023-04-30", "2023-05-01"].map(|on| {
            let level = levels.on(day(on)).unwrap();
            level
                .counting()
                .iter()
                .map(AsRef::as_ref)
                .collect::<String>()
        });
        assert_eq!(found, counting, "{validity:?}");
    }
}

#[test]
fn a_filing_is_known_from_the_first_receipt_of_its_versions() {
    let config = Config::load(ConfigSource::builtin()).unwrap();
    let day = |text: &str| text.parse::<Day>().unwrap();
    let version = |received| {
        let mut read = of_2024("A", FilingKind::Estimate, None, &config);
        read.filing.received = day(received);
        read
    };
    for (read, known_at, known_from, first_received) in [
        (&["2023-11-01"][..], None, "2023-11-01", None),
        (&["2023-11-01", "2023-11-01"], None, "2023-11-01", None),
        (
            &["2023-11-01", "2023-10-01", "2023-12-01"],
            None,
            "2023-10-01",
            Some("2023-10-01"),
        ),
        (
            &["2023-12-02", "2023-12-01", "2023-10-01"],
            Some("2023-12-01"),
            "2023-10-01",
            Some("2023-10-01"),
        ),
    ] {
        let versions = read.iter().map(|received| version(received)).collect();
        let standing = stand(versions, known_at.map(day));
        let [filing] = standing.in_use.as_slice() else {
            panic!("{standing:?}");
        };
        assert_eq!(filing.known_from, day(known_from), "{read:?}");
        assert_eq!(filing.first_received(), first_received.map(day), "{read:?}");
        let later = read
            .iter()
            .filter(|of| known_at.is_some_and(|at| **of > at));
        assert_eq!(standing.not_yet_known.len(), later.count(), "{read:?}");
    }
}

/// A filing of morphine for 2024 that the Board confirmed on a day, if it did.
fn of_2024(id: &str, kind: FilingKind, confirmed: Option<&str>, config: &Config) -> ReadFiling {
    ReadFiling {
        filing: Filing {
            country: Country::from(3),
            substance: config.substance_codes.find("NM009").unwrap(),
            kind,
            received: "2023-11-01".parse().unwrap(),
            effective: None,
            grams: Quantity::from_millionths(5_000_000).unwrap(),
            year: Some(2024),
            confirmed: confirmed.map(|day| day.parse().unwrap()),
        },
        id: id.into(),
        note: None,
        origin: Origin { file: 0, row: 1 },
    }
}

#[test]
fn what_is_confirmed_only_after_its_year_is_too_late() {
    let config = Config::load(ConfigSource::builtin()).unwrap();
    let day = |text: &str| text.parse::<Day>().unwrap();
    for kind in [FilingKind::Estimate, FilingKind::Supplement] {
        for (confirmed, counts, too_late) in [
            (Some("2023-12-01"), true, None),
            (Some("2024-12-31"), true, None),
            (Some("2025-01-01"), false, Some("2025-01-01")),
            (None, false, None),
        ] {
            let standing = stand(vec![of_2024("A", kind, confirmed, &config)], None);
            let filings: Vec<_> = standing.in_use.iter().collect();
            let traced = trace(&filings, Convention::C1961, Policy::default());
            let [traced] = traced.as_slice() else {
                panic!("{traced:?}");
            };
            let none = Effect::NotConfirmed { year: 2024 };
            assert_eq!(traced.effect != none, counts, "{kind:?} {confirmed:?}");
            assert_eq!(traced.too_late, too_late.map(day), "{kind:?} {confirmed:?}");
        }
    }
}

#[test]
fn where_nothing_was_filed_the_convention_says_what_is_compared() {
    let config = Config::load(ConfigSource::builtin()).unwrap();
    let none = Estimates::of(&[], &config, Policy::default());
    for (code, status, own_exports) in [
        ("NM009", Status::None, Some(Mass::ZERO)),
        ("PD006", Status::None, None),
        ("RE101", Status::Unknown, None),
    ] {
        let substance = config.substance_codes.find(code).unwrap();
        let levels = none.levels(Country::from(3), substance);
        let level = levels.on(Day::FIRST).unwrap();
        assert_eq!((level.status, level.own_exports), (status, own_exports));
        assert_eq!((level.mass, &level.filing), (Mass::ZERO, &None), "{code}");
    }
}

/// A country may give one id to a filing, to a supplement, and to those of other substances (4.2, 4.7).
#[test]
fn filings_that_share_an_id_stand_each_for_itself() {
    let config = Config::load(ConfigSource::builtin()).unwrap();
    let of = |id, kind| of_2024(id, kind, None, &config);
    let (estimate, supplement) = (FilingKind::Estimate, FilingKind::Supplement);
    let mut other = of("A", estimate);
    other.filing.substance = config.substance_codes.find("NC004").unwrap();
    let mut elsewhere = of("A", estimate);
    elsewhere.filing.country = Country::from(4);
    for (read, stands, is_shared) in [
        (
            vec![of("A", supplement), of("A", estimate)],
            &[estimate, supplement][..],
            true,
        ),
        (vec![of("A", estimate), other], &[estimate, estimate], true),
        (
            vec![of("A", estimate), elsewhere],
            &[estimate, estimate],
            false,
        ),
        (
            vec![of("A", estimate), of("B", estimate)],
            &[estimate, estimate],
            false,
        ),
        (
            vec![of("A", estimate), of("A", estimate)],
            &[estimate],
            false,
        ),
    ] {
        let standing = stand(read, None);
        let kinds: Vec<FilingKind> = standing.in_use.iter().map(|of| of.filing.kind).collect();
        assert_eq!(kinds, stands);
        assert_eq!(standing.superseded.len(), 2 - stands.len());
        let shared = if is_shared { 2 } else { 0 };
        assert_eq!(standing.id_shared.len(), shared, "{kinds:?}");
    }
}
