//! Laws that hold of any right engine, whatever the world: none of them needs to know a single result.

mod conventions;

use crate::support::chance::Chance;
use crate::support::day::Day;
use crate::support::effort::seeds;
use crate::support::engine::{Published, run, run_in};
use crate::support::generate;
use crate::support::guises;
use crate::support::keep;
use crate::support::number::{plain, scaled as units};
use crate::support::table::{Cell, Kind, Table};
use crate::support::transform;
use crate::support::world::World;
use std::collections::BTreeSet;
use std::ops::Range;

/// What is wrong, or that the law says nothing about this world.
type Verdict = Result<Vec<String>, Silent>;

/// The law has nothing to say.
struct Silent;

/// Tries a law on many worlds; it must have something to say about a good part of them.
fn hold(name: &str, law: impl Fn(&World, &mut Chance) -> Verdict) {
    hold_for_one_in(3, seeds(12, 150), name, law);
}

/// Tries a law on worlds; it must have something to say about one in so many.
fn hold_for_one_in(
    times: u64,
    tried: Range<u64>,
    name: &str,
    law: impl Fn(&World, &mut Chance) -> Verdict,
) {
    let (first, worlds) = (tried.start, tried.end - tried.start);
    let mut tried = 0;
    for seed in first..first + worlds {
        // The same chances for a world and for all smaller ones made of it.
        let found = |world: &World| law(world, &mut Chance::new(!seed)).ok();
        let world = generate::world(seed);
        let Some(wrong) = found(&world) else { continue };
        tried += 1;
        if !wrong.is_empty() {
            let name = format!("{name}-{seed}");
            let found = |world: &World| found(world).unwrap_or_default();
            let failure = keep::failure(&name, world, found);
            panic!("{failure}\nagain: INFORCE_SEED={seed} INFORCE_WORLDS=1");
        }
    }
    assert!(
        tried * times >= worlds,
        "{name}: only {tried} of {worlds} worlds"
    );
}

/// Runs both worlds and compares what they publish.
fn both(
    one: &World,
    other: &World,
    compare: impl Fn(&Published, &Published) -> Vec<String>,
) -> Vec<String> {
    match (run(one, 2), run(other, 2)) {
        (Ok(one), Ok(other)) => compare(&one, &other),
        (Err(error), _) | (_, Err(error)) => vec![error],
    }
}

/// The files of both that are not the same byte by byte.
fn bytes_differ(one: &Published, other: &Published, files: &[&str]) -> Vec<String> {
    let differ = files
        .iter()
        .filter(|file| one.bytes(file) != other.bytes(file));
    differ.map(|file| format!("{file}: other bytes")).collect()
}

/// The rows of one that the other does not have, and the reverse, for a table without some columns.
fn rows_differ(one: &Table, other: &Table, without: &[&str]) -> Vec<String> {
    let (one, other) = (
        one.without(without).sorted(),
        other.without(without).sorted(),
    );
    let name = one.layout.name;
    let only = |these: &Table, those: &Table, where_: &str| -> Vec<String> {
        let only = these.rows.iter().filter(|row| !those.rows.contains(row));
        only.take(3)
            .map(|row| format!("{name}: only {where_}: {row:?}"))
            .collect()
    };
    let mut lines = only(&one, &other, "before");
    lines.extend(only(&other, &one, "after"));
    if lines.is_empty() && one.rows.len() != other.rows.len() {
        lines.push(format!(
            "{name}: {} rows, then {}",
            one.rows.len(),
            other.rows.len()
        ));
    }
    lines
}

const TOTALS: [&str; 3] = ["alerts.parquet", "estimates.parquet", "ledger.parquet"];
const SOURCE: [&str; 2] = ["source_file", "source_row"];

#[test]
fn order_and_files_change_nothing() {
    hold("order-and-files", |world, chance| {
        let world = transform::with_all_columns(world);
        let other = transform::spread_otherwise(&world, chance);
        Ok(both(&world, &other, |one, other| {
            let mut lines = bytes_differ(one, other, &TOTALS);
            let evidence = ["evidence"].map(|name| (one.table(name), other.table(name)));
            lines.extend(
                evidence
                    .iter()
                    .flat_map(|(a, b)| rows_differ(a, b, &SOURCE)),
            );
            let places = ["source_file", "source_row", "raw"];
            let (a, b) = (one.table("quarantine"), other.table("quarantine"));
            lines.extend(rows_differ(a, b, &places));
            let (a, b) = (one.table("exempt"), other.table("exempt"));
            lines.extend(rows_differ(a, b, &SOURCE));
            if one.manifest["counts"] != other.manifest["counts"] {
                lines.push("counts: not the same".to_owned());
            }
            lines
        }))
    });
}

#[test]
fn csv_and_parquet_say_the_same() {
    hold("csv-and-parquet", |world, _| {
        let other = transform::as_csv(world);
        if world
            .records
            .iter()
            .zip(&other.records)
            .all(|(a, b)| a.format == b.format)
        {
            return Err(Silent);
        }
        Ok(both(world, &other, |one, other| {
            let mut lines = bytes_differ(one, other, &TOTALS);
            let evidence = (one.table("evidence"), other.table("evidence"));
            lines.extend(rows_differ(evidence.0, evidence.1, &SOURCE));
            let quarantine = (one.table("quarantine"), other.table("quarantine"));
            let places = ["source_file", "source_row", "raw", "detail"];
            lines.extend(rows_differ(quarantine.0, quarantine.1, &places));
            let exempt = (one.table("exempt"), other.table("exempt"));
            lines.extend(rows_differ(exempt.0, exempt.1, &SOURCE));
            lines
        }))
    });
}

/// A dataset in files of any shape that a layout describes gives the same run, but for where its rows stand.
#[test]
fn files_of_other_shapes_say_the_same() {
    let met = std::cell::RefCell::new(BTreeSet::new());
    hold("other-shapes", |world, chance| {
        let plain = guises::that_can_be_dressed(world);
        let folder = tempfile::tempdir().expect("a folder");
        let taken = guises::write(&plain, &folder.path().join("data"), chance);
        met.borrow_mut().extend(taken);
        let no_files = World {
            records: Vec::new(),
            filings: Vec::new(),
            clutter: Vec::new(),
            ..plain.clone()
        };
        let (one, other) = match (run(&plain, 2), run_in(folder.path(), &no_files, 2)) {
            (Ok(one), Ok(other)) => (one, other),
            (Err(error), _) | (_, Err(error)) => return Ok(vec![error]),
        };
        let mut lines = bytes_differ(&one, &other, &TOTALS);
        let (a, b) = (one.table("evidence"), other.table("evidence"));
        lines.extend(rows_differ(a, b, &SOURCE));
        let places = ["source_file", "source_row", "raw", "detail"];
        let (a, b) = (one.table("quarantine"), other.table("quarantine"));
        lines.extend(rows_differ(a, b, &places));
        let (a, b) = (one.table("exempt"), other.table("exempt"));
        lines.extend(rows_differ(a, b, &SOURCE));
        if one.manifest["counts"] != other.manifest["counts"] {
            lines.push("counts: not the same".to_owned());
        }
        Ok(lines)
    });
    assert!(met.borrow().len() >= 5, "{met:?}");
}

#[test]
fn a_file_delivered_twice_changes_only_counts() {
    hold("delivered-twice", |world, chance| {
        let (other, records, filings) = transform::delivered_twice(world, chance);
        Ok(both(world, &other, |one, other| {
            let mut lines = bytes_differ(one, other, &TOTALS);
            for name in ["evidence", "exempt"] {
                lines.extend(rows_differ(one.table(name), other.table(name), &SOURCE));
            }
            let count = |published: &Published, kind: &str, name: &str| {
                published.manifest["counts"][kind][name]
                    .as_u64()
                    .unwrap_or_default()
            };
            for (kind, name, more) in [
                ("records", "read", records),
                ("records", "judged", 0),
                ("records", "out_of_scope", 0),
                ("records", "exempt", 0),
                ("filings", "read", filings),
                ("filings", "in_use", 0),
            ] {
                let more = u64::try_from(more).expect("a few rows");
                let (before, after) = (count(one, kind, name), count(other, kind, name));
                if after != before + more {
                    lines.push(format!("counts: {kind} {name}: {before}, then {after}"));
                }
            }
            lines
        }))
    });
}

#[test]
fn a_record_split_in_two_changes_no_total() {
    hold("split-in-two", |world, chance| {
        let other = transform::split_in_two(world, chance).ok_or(Silent)?;
        Ok(both(world, &other, |one, other| {
            let mut lines = bytes_differ(one, other, &["estimates.parquet"]);
            let counts = ["excess_records", "records"];
            lines.extend(rows_differ(
                one.table("alerts"),
                other.table("alerts"),
                &counts,
            ));
            lines.extend(rows_differ(
                one.table("ledger"),
                other.table("ledger"),
                &["records"],
            ));
            lines
        }))
    });
}

#[test]
fn a_later_filing_changes_nothing_before_it() {
    hold("later-filing", |world, chance| {
        if !transform::has_trade(world) {
            return Err(Silent);
        }
        let into = i32::try_from(chance.below(800)).expect("a few years");
        let day = Day::at("2023-01-01").plus(into);
        let other = transform::with_later_filing(world, day, chance);
        Ok(both(world, &other, |one, other| {
            let mut lines = bytes_differ(one, other, &["ledger.parquet"]);
            let estimates = [one, other].map(|it| estimates_until(it.table("estimates"), day));
            lines.extend(rows_differ(&estimates[0], &estimates[1], &[]));
            let alerts = [one, other].map(|it| first_excess_until(it.table("alerts"), day));
            let later = [
                "peak_excess_date",
                "last_excess_date",
                "cured_on",
                "peak_excess_g",
                "excess_days",
                "excess_records",
            ];
            lines.extend(rows_differ(&alerts[0], &alerts[1], &later));
            let evidence = [(one, &alerts[0]), (other, &alerts[1])];
            let evidence =
                evidence.map(|(it, alerts)| evidence_until(it.table("evidence"), alerts, day));
            lines.extend(rows_differ(&evidence[0], &evidence[1], &[]));
            lines
        }))
    });
}

fn at_or_before(cell: &Cell, day: Day) -> bool {
    cell.as_ref().is_some_and(|text| Day::at(text) <= day)
}

/// The segments up to a day, those that go on beyond it left open.
fn estimates_until(table: &Table, day: Day) -> Table {
    let mut table = table.clone();
    let (from, to) = (table.layout.at("from"), table.layout.at("to"));
    table.rows.retain(|row| at_or_before(&row[from], day));
    for row in &mut table.rows {
        row[to] = row[to].take().filter(|_| at_or_before(&row[to], day));
    }
    table
}

fn first_excess_until(table: &Table, day: Day) -> Table {
    let mut table = table.clone();
    let first = table.layout.at("first_excess_date");
    table.rows.retain(|row| at_or_before(&row[first], day));
    table
}

fn evidence_until(table: &Table, alerts: &Table, day: Day) -> Table {
    let mut table = table.clone();
    let (id, date) = (table.layout.at("alert_id"), table.layout.at("date"));
    let alerts: Vec<&Cell> = alerts.rows.iter().map(|row| &row[0]).collect();
    table
        .rows
        .retain(|row| alerts.contains(&&row[id]) && at_or_before(&row[date], day));
    table
}

#[test]
fn everything_times_k_exceeds_by_k_times_as_much() {
    hold("times-k", |world, chance| {
        let times = *chance.of(&[2, 3, 7, 1_000]);
        let (base, larger) = transform::scaled(world, times);
        if !transform::has_trade(&base) {
            return Err(Silent);
        }
        Ok(both(&base, &larger, |one, other| {
            let names = ["alerts", "evidence", "estimates", "ledger", "exempt"];
            let differ = names.map(|name| {
                let expected = table_times(one.table(name), times);
                rows_differ(&expected, other.table(name), &[])
            });
            differ.concat()
        }))
    });
}

/// The table with every mass that many times as large; a factor is no mass.
fn table_times(table: &Table, times: i128) -> Table {
    let mut table = table.clone();
    for (at, (name, kind)) in table.layout.columns.iter().enumerate() {
        let Kind::Decimal(_, scale) = kind else {
            continue;
        };
        let places = usize::try_from(*scale).expect("scales of the contract");
        if *name == "factor" {
            continue;
        }
        for row in &mut table.rows {
            let larger = |text: String| plain(units(&text, places) * times, places);
            row[at] = row[at].take().map(larger);
        }
    }
    table
}

#[test]
fn threads_change_no_byte() {
    hold("threads", |world, _| {
        let files = [
            "alerts.parquet",
            "evidence.parquet",
            "quarantine.parquet",
            "estimates.parquet",
            "ledger.parquet",
            "exempt.parquet",
            "manifest.json",
        ];
        let published = [1, 2, 7].map(|threads| run(world, threads));
        let [Ok(one), Ok(two), Ok(seven)] = published else {
            let errors = published.into_iter().filter_map(Result::err);
            return Ok(errors.collect());
        };
        let mut lines = bytes_differ(&one, &two, &files);
        lines.extend(bytes_differ(&one, &seven, &files));
        Ok(lines)
    });
}
