//! Decides whether a run may follow the run before without `--accept`.
//!
//! Two differences change all results at once and are mostly mistakes: another configuration, because `--config` was forgotten or
//! names another folder; and data whose rows are all refused, because their format has changed. Such a run is published only if
//! it is accepted. Options of one run, such as the known-at date, are not checked. A first run is not checked, because there is
//! no run before.

use super::RunError;
use crate::archive::read::PublishedRun;
use crate::archive::{Counts, Program, Refusals, RunFile};
use crate::config::{Config, ConfigSource, Policy};
use crate::intake::Kind;
use crate::terms::figures::{count, of};
use crate::terms::shown_path;
use std::collections::{BTreeMap, BTreeSet};

/// Returns an error if the configuration is not that of the run before.
pub(super) fn configuration(before: &PublishedRun, config: &Config) -> Result<(), RunError> {
    if before.config.source.hash() == config.source.hash() {
        return Ok(());
    }
    let notes = before.run_file()?;
    let differences = differences(
        &before.config.source,
        (before.policy, config.policy),
        &config.source,
    )
    .join(", ");
    let now = config
        .source
        .folder
        .as_deref()
        .map(super::publish::absolute);
    Err(RunError::OtherConfig {
        run: notes.run.clone(),
        differences,
        sources: sources(&notes, now.as_deref()),
    })
}

/// Returns an error if every row of a kind is refused and the run before had rows of that kind that were not.
pub(super) fn everything_refused(
    before: &PublishedRun,
    counts: &Counts,
    refusals: &[Refusals],
) -> Result<(), RunError> {
    let was = before.manifest()?.counts;
    let of_kinds = [
        (
            Kind::Record,
            counts.records.read,
            counts.records.quarantined,
            was.records.read - was.records.quarantined,
        ),
        (
            Kind::Filing,
            counts.filings.read,
            counts.filings.quarantined,
            was.filings.read - was.filings.quarantined,
        ),
    ];
    let refused = of_kinds
        .into_iter()
        .find(|(_, read, refused, used_before)| *read > 0 && refused == read && *used_before > 0);
    let Some((kind, read, _, used_before)) = refused else {
        return Ok(());
    };
    let rows = match kind {
        Kind::Record => of(read, "row of records", "rows of records"),
        Kind::Filing => of(read, "row of filings", "rows of filings"),
    };
    let (mut reasons, mut files) = (BTreeMap::<&str, u64>::new(), BTreeSet::new());
    for refused in refusals {
        for ((_, reason), rows) in refused.reasons().filter(|((of, _), _)| *of == kind) {
            *reasons.entry(reason).or_default() += rows;
            files.insert(refused.file());
        }
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(reason, rows)| (std::cmp::Reverse(*rows), *reason));
    let reasons: Vec<String> = reasons
        .into_iter()
        .map(|(reason, rows)| format!("{reason} {}", count(rows)))
        .collect();
    let file = files.first().map(shown_path).unwrap_or_default();
    let files = match files.len() {
        1 => file,
        more => format!(
            "{file} and {}",
            of(
                u64::try_from(more - 1).unwrap_or(u64::MAX),
                "other file",
                "other files"
            )
        ),
    };
    let refused = format!(
        "all {rows} were refused ({}; in {files})",
        reasons.join(", ")
    );
    Err(RunError::EverythingRefused {
        run: before.run.clone(),
        refused,
        used_before,
    })
}

/// Returns the differences between two configurations, file by file; for the policy, option by option.
fn differences(
    before: &ConfigSource,
    (was, is): (Policy, Policy),
    now: &ConfigSource,
) -> Vec<String> {
    let (before, now) = (before.texts(), now.texts());
    let names: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    let of_file = |name: &String| match (before.get(name), now.get(name)) {
        (Some(_), None) => vec![format!("{name} is missing")],
        (None, Some(_)) => vec![format!("{name} is new")],
        (before, now) if before == now => Vec::new(),
        (Some(_), Some(_)) if *name == ConfigSource::POLICY && was != is => options(was, is),
        (Some(before), Some(now)) => {
            vec![format!("{name} has other lines ({})", lines(before, now))]
        }
        (None, None) => Vec::new(),
    };
    names.into_iter().flat_map(of_file).collect()
}

fn options(was: Policy, is: Policy) -> Vec<String> {
    let options = [
        ("retroactive", was.retroactive.name(), is.retroactive.name()),
        ("validity", was.validity.name(), is.validity.name()),
    ];
    let changed = options.into_iter().filter(|(_, was, is)| was != is);
    changed
        .map(|(option, was, is)| {
            format!(
                "{} {option} is \"{is}\" and was \"{was}\"",
                ConfigSource::POLICY
            )
        })
        .collect()
}

/// Counts the lines that are in only one of two texts. A repeated line counts as often as it occurs.
fn lines(before: &str, now: &str) -> String {
    let mut more: BTreeMap<&str, i64> = BTreeMap::new();
    before
        .lines()
        .for_each(|line| *more.entry(line).or_default() -= 1);
    now.lines()
        .for_each(|line| *more.entry(line).or_default() += 1);
    if more.values().all(|number| *number == 0) {
        return "the same in another order or with other ends".to_owned();
    }
    let of = |wanted: fn(&i64) -> bool| {
        count(
            more.values()
                .filter(|number| wanted(number))
                .map(|number| number.unsigned_abs())
                .sum::<u64>(),
        )
    };
    format!(
        "{} gone, {} new",
        of(|number| *number < 0),
        of(|number| *number > 0)
    )
}

/// Says where the two configurations come from and what to do.
fn sources(notes: &RunFile, now: Option<&str>) -> String {
    let (run, accept) = (&notes.run, "--accept");
    match (notes.config.as_deref(), now) {
        (None, None) if notes.program.version == Program::SELF.version => format!(
            "both are built in, and this program was built with other lists than that of run {run} (version {}); {accept} judges by its own from now on",
            notes.program.version
        ),
        (None, None) => format!(
            "both are built in: version {} of the program has other lists than version {}, which judged run {run}; {accept} judges by them from now on",
            Program::SELF.version,
            notes.program.version
        ),
        (Some(was), Some(is)) if was == is => {
            format!(
                "both were read from {}, which has changed since; restore it, or let {accept} judge by it as it is from now on",
                shown_path(is)
            )
        }
        (Some(was), is) => format!(
            "run {run} was judged by {}, and this one would be by {}; name the former with --config, or let {accept} judge by the latter from now on",
            shown_path(was),
            is.map_or_else(|| "the built-in configuration".to_owned(), shown_path)
        ),
        (None, Some(is)) => format!(
            "run {run} was judged by the built-in configuration, and this one would be by {}; leave out --config, or let {accept} judge by the latter from now on",
            shown_path(is)
        ),
    }
}
