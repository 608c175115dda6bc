//! The command `inforce run`, which judges a dataset and publishes the result.

use super::args::{Common, FailOn, MaxRefused, RunAsked, SummaryFormat};
use super::error::{CommandError, failed, misuse};
use super::figures::{count, of};
use super::source::configuration;
use super::summary::{object, summary};
use super::{End, complain, progress, say};
use crate::archive::read::{PublishedError, PublishedRun, RefusedRow};
use crate::archive::{Change, InputEntry, number_of};
use crate::ask::refused::{first_refused, newly_refused};
use crate::config::Config;
use crate::conversion::Conversion;
use crate::night::Meter;
use crate::night::run::{Extent, Nightly, Outcome, Unreadable, run as run_nightly};
use crate::terms::shown_path;
use clap::ValueEnum;
use inforce_present::table::answer::json;
use inforce_present::table::terminal;

/// Runs the night, shows its progress, and reports the outcome.
pub(super) fn run(run: &RunAsked, common: &Common) -> Result<End, CommandError> {
    let (config, conversion) = configuration(run.config.as_deref()).map_err(misuse)?;
    let meter = Meter::default();
    let nightly = options(run, &config, &conversion, &meter);
    let outcome = progress::shown(common, &meter, || run_nightly(&nightly))?;
    report(run, common, &config, &outcome)
}

/// Returns the options of a run.
pub(super) fn options<'a>(
    run: &'a RunAsked,
    config: &'a Config,
    conversion: &'a Conversion,
    meter: &'a Meter,
) -> Nightly<'a> {
    Nightly {
        dataset: &run.dataset,
        out: &run.out,
        config,
        conversion,
        known_at: run.known_at,
        unreadable: if run.keep_going {
            Unreadable::LeaveOut
        } else {
            Unreadable::EndRun
        },
        extent: if run.full {
            Extent::Everything
        } else {
            Extent::News
        },
        publishing: run.publishing.publishing(),
        memory: run.memory,
        meter,
    }
}

/// Reports the outcome of a run, and returns its exit code.
pub(super) fn report(
    run: &RunAsked,
    common: &Common,
    config: &Config,
    outcome: &Outcome,
) -> Result<End, CommandError> {
    if !common.quiet {
        tell(outcome, config, run);
    }
    end(run, common, outcome)
}

fn tell(outcome: &Outcome, config: &Config, run: &RunAsked) {
    let told = match run.format {
        SummaryFormat::Text => summary(outcome, config, run).map(|text| terminal::wrapped(&text)),
        SummaryFormat::Json => json(&object(outcome, run)),
    };
    match told {
        Ok(text) => say(text.as_bytes()),
        Err(error) => tracing::warn!("cannot tell what the run found: {error}"),
    }
}

/// Returns the exit code. If it is 3, writes the reasons, because the log of a scheduler needs them.
fn end(run: &RunAsked, common: &Common, outcome: &Outcome) -> Result<End, CommandError> {
    let mut end = match &outcome.pruned {
        Ok(_) => End::Done,
        Err(error) => complain(common, End::Failed, &error.to_string()),
    };
    let flags = flags(run, outcome).map_err(|error| {
        failed(format!(
            "published, but what was found cannot be compared: {error}"
        ))
    })?;
    for (what, option) in flags {
        let run = outcome.published.folder.display();
        let said = complain(
            common,
            End::Flagged,
            &format!("published {run} with {what}: exit code 3 by {option}"),
        );
        end = if end == End::Failed { end } else { said };
    }
    Ok(end)
}

/// Returns what ends the run with exit code 3, each with the option that asks for it.
fn flags(run: &RunAsked, outcome: &Outcome) -> Result<Vec<(String, String)>, PublishedError> {
    let counts = &outcome.counts;
    let refused = counts.records.quarantined + counts.filings.quarantined;
    let left_out = u64::try_from(outcome.left_out.len()).unwrap_or(u64::MAX);
    let changed = |of: &dyn Fn(Change) -> bool| {
        u64::try_from(
            outcome
                .changes
                .iter()
                .filter(|change| of(change.change))
                .count(),
        )
        .unwrap_or(u64::MAX)
    };
    let mut flags: Vec<(String, String)> = Vec::new();
    let mut asked: Vec<FailOn> = run.fail_on.clone();
    asked.dedup();
    for what in asked {
        let (number, one, several) = match what {
            FailOn::Alerts => (counts.alerts.total(), "alert", "alerts"),
            FailOn::NewAlerts => (
                changed(&|change| change == Change::New),
                "new alert",
                "new alerts",
            ),
            FailOn::WorseAlerts => (
                changed(&|change| change == Change::Worsened),
                "alert that is graver",
                "alerts that are graver",
            ),
            FailOn::Changes => (changed(&|_| true), "alert changed", "alerts changed"),
            FailOn::Quarantine => (refused, "row refused", "rows refused"),
            FailOn::Warnings => (
                u64::try_from(outcome.warnings.len()).unwrap_or(u64::MAX),
                "warning",
                "warnings",
            ),
            FailOn::NewQuarantine if refused == 0 => continue,
            FailOn::NewQuarantine => {
                let (number, first) = new_rows(run, outcome)?;
                if let Some(first) = first {
                    let rows = of(number, "newly refused row", "newly refused rows");
                    flags.push((format!("{rows}, the first {}", place(&first)), option(what)));
                }
                continue;
            }
        };
        if number > 0 {
            flags.push((of(number, one, several), option(what)));
        }
    }
    if left_out > 0 {
        flags.push((
            of(left_out, "file left out", "files left out"),
            "--keep-going".to_owned(),
        ));
    }
    flags.extend(too_many_refused(run, outcome)?);
    Ok(flags)
}

fn option(what: FailOn) -> String {
    format!(
        "--fail-on {}",
        what.to_possible_value()
            .map(|value| value.get_name().to_owned())
            .unwrap_or_default()
    )
}

/// Returns the place of a refused row and the reason. Leaves out the text of the row, because people read the log who may
/// not see records.
fn place(row: &RefusedRow) -> String {
    format!("{} row {}: {}", shown_path(&row.file), row.row, row.reason)
}

/// Returns the number of rows that are refused and were not in the previous run, and the first of them.
fn new_rows(
    run: &RunAsked,
    outcome: &Outcome,
) -> Result<(u64, Option<RefusedRow>), PublishedError> {
    let before = outcome.previous.as_deref().and_then(number_of);
    let before = before
        .map(|number| PublishedRun::numbered(&run.out, number))
        .transpose()?;
    newly_refused(
        before.as_ref(),
        &PublishedRun::at(&outcome.published.folder)?,
    )
}

/// Returns the files with more refused rows than the limits allow, each with the option.
fn too_many_refused(
    run: &RunAsked,
    outcome: &Outcome,
) -> Result<Vec<(String, String)>, PublishedError> {
    if run.max_refused.is_empty() {
        return Ok(Vec::new());
    }
    let published = PublishedRun::at(&outcome.published.folder)?;
    let inputs = published.manifest()?.inputs;
    let exceeded = |input: &&InputEntry| {
        run.max_refused
            .iter()
            .find(|limit| limit.is_exceeded(input.counts.quarantined(), input.rows))
    };
    let over: Vec<(&InputEntry, &MaxRefused)> = inputs
        .iter()
        .filter_map(|input| Some((input, exceeded(&input)?)))
        .collect();
    let first = first_refused(
        &published,
        &over.iter().map(|(input, _)| &*input.file).collect(),
    )?;
    let flag = |(input, limit): (&InputEntry, &MaxRefused)| {
        let first = first
            .get(&input.file)
            .map(|row| format!(", the first row {}: {}", row.row, row.reason))
            .unwrap_or_default();
        let rows = of(input.rows, "row", "rows");
        (
            format!(
                "{} of {rows} of {} refused{first}",
                count(input.counts.quarantined()),
                shown_path(&input.file)
            ),
            format!("--max-refused {limit}"),
        )
    };
    Ok(over.into_iter().map(flag).collect())
}
