//! `inforce run`.

use super::args::{Common, FailOn, Run};
use super::summary::{Bold, summary};
use super::{End, complain, progress};
use crate::config::{Config, ConfigError, ConfigSource};
use crate::conversion::Conversion;
use crate::runs::Meter;
use crate::runs::nightly::{Nightly, Outcome, Unreadable, run as run_nightly};
use std::io::{self, IsTerminal, Write};

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
        meter: &meter,
    };
    match progress::shown(common, &meter, || run_nightly(&nightly)) {
        Ok(outcome) => {
            if !common.quiet {
                // Nobody may be reading, as with `| head`; the run is published all the same.
                let _ = tell(&outcome, &config, run);
            }
            end(run, &outcome)
        }
        Err(error) => complain(common, End::Failed, &error.to_string()),
    }
}

fn tell(outcome: &Outcome, config: &Config, run: &Run) -> io::Result<()> {
    let mut stdout = io::stdout();
    let plain = !stdout.is_terminal() || std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let bold = if plain { Bold::No } else { Bold::Yes };
    let text = summary(outcome, config, &run.out, bold).map_err(io::Error::other)?;
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
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

fn end(run: &Run, outcome: &Outcome) -> End {
    let counts = &outcome.counts;
    let alerts = run.fail_on.contains(&FailOn::Alerts) && counts.alerts.total() > 0;
    let quarantine = run.fail_on.contains(&FailOn::Quarantine) && counts.records.quarantined + counts.filings.quarantined > 0;
    if alerts || quarantine || !outcome.left_out.is_empty() { End::Flagged } else { End::Done }
}
