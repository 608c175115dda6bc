//! The rule tables of estimates (`tests/rules`), worked out by this module alone: filings in, levels and findings out.

#[path = "../../../../tests/it/rules/tables/layout.rs"]
#[allow(dead_code, reason = "the tests of the whole program use all of it")]
mod layout;

use super::{Estimates, ReadFiling, stand};
use crate::config::{Config, ConfigSource, FilingKind, Policy, Retroactive, Validity};
use crate::records::Filing;
use crate::terms::{Country, Day, Origin, Quantity, ScaledNumber, Substance};
use layout::{Scenario, Table};
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
        let kind = FilingKind::read(text("kind").unwrap_or("assessment")).unwrap();
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
            let ends = timeline.changes().skip(1).map(|(day, _)| Some(day));
            let levels = timeline.changes().zip(ends.chain([None]));
            levels.map(move |((from, level), to)| {
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
