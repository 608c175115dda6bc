//! `inforce run`.

use super::args::{Common, FailOn, Run};
use super::figures::of;
use super::summary::{Bold, summary};
use super::{End, complain, progress, say};
use crate::config::{Config, ConfigError, ConfigSource};
use crate::conversion::Conversion;
use crate::runs::Meter;
use crate::runs::nightly::{Extent, Nightly, Outcome, Unreadable, run as run_nightly};
use std::io::{self, IsTerminal};

/// Runs, shows how far it is, and tells what came out.
pub(super) fn run(run: &Run, common: &Common) -> End {
    let (config, conversion) = match configuration(run) {
        Ok(configuration) => configuration,
        Err(error) => return complain(common, End::Misuse, &error.to_string()),
    };
    let meter = Meter::default();
    let nightly = Nightly {
        dataset: &run.dataset,
        out: &run.out,
        config: &config,
        conversion: &conversion,
        known_at: run.known_at,
        unreadable: if run.keep_going { Unreadable::LeaveOut } else { Unreadable::EndRun },
        extent: if run.full { Extent::Everything } else { Extent::News },
        publishing: run.publishing.publishing(),
        memory: run.memory,
        meter: &meter,
    };
    match progress::shown(common, &meter, || run_nightly(&nightly)) {
        Ok(outcome) => {
            if !common.quiet {
                tell(&outcome, &config, run);
            }
            end(run, common, &outcome)
        }
        Err(error) => complain(common, End::Failed, &error.to_string()),
    }
}

fn tell(outcome: &Outcome, config: &Config, run: &Run) {
    let plain = !io::stdout().is_terminal() || std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let bold = if plain { Bold::No } else { Bold::Yes };
    match summary(outcome, config, run, bold) {
        Ok(text) => say(text.as_bytes()),
        Err(error) => tracing::warn!("cannot tell what the run found: {error}"),
    }
}

fn configuration(run: &Run) -> Result<(Config, Conversion), ConfigError> {
    let source = match &run.config {
        Some(folder) => ConfigSource::folder(folder)?,
        None => ConfigSource::builtin(),
    };
    let config = Config::load(source)?;
    let conversion = Conversion::of(&config)?;
    Ok((config, conversion))
}

/// The exit code, and where it is 3 the reason for it, which a scheduler's log needs.
fn end(run: &Run, common: &Common, outcome: &Outcome) -> End {
    let counts = &outcome.counts;
    let refused = counts.records.quarantined + counts.filings.quarantined;
    let left_out = u64::try_from(outcome.left_out.len()).unwrap_or(u64::MAX);
    let asked = |what: FailOn| run.fail_on.contains(&what);
    let flags = [
        (asked(FailOn::Alerts) && counts.alerts.total() > 0, of(counts.alerts.total(), "alert", "alerts"), "--fail-on alerts"),
        (asked(FailOn::Quarantine) && refused > 0, of(refused, "row refused", "rows refused"), "--fail-on quarantine"),
        (left_out > 0, of(left_out, "file left out", "files left out"), "--keep-going"),
    ];
    let mut end = match &outcome.pruned {
        Ok(_) => End::Done,
        Err(error) => complain(common, End::Failed, &error.to_string()),
    };
    for (_, what, option) in flags.into_iter().filter(|(flagged, _, _)| *flagged) {
        let run = outcome.published.folder.display();
        let said = complain(common, End::Flagged, &format!("published {run} with {what}: exit code 3 by {option}"));
        end = if end == End::Failed { end } else { said };
    }
    end
}
