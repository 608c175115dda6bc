//! The command `inforce stage`: one stage of a run, for an engine that strings the stages together.

use super::args::{Common, RunAsked};
use super::error::{CommandError, misuse};
use super::source::configuration;
use super::{End, nightly, progress};
use crate::night::Meter;
use crate::night::stages::{Records, StageName, Stages};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use std::io::{self, BufWriter};
use std::os::unix::process::parent_id;
use std::path::PathBuf;
use std::process;
use std::thread;
use std::time::Duration;

/// One stage of a run, for an engine: reads and writes Arrow streams
#[derive(Debug, Args)]
pub(super) struct StageAsked {
    /// The stage
    #[arg(value_parser = stages())]
    stage: StageName,
    #[command(flatten)]
    run: RunAsked,
    /// The folder with what stages leave for others
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    /// With settle: the files of records are elsewhere, and DATASET has outlines of them
    #[arg(long)]
    records_elsewhere: bool,
}

/// Returns the parser of the stages' names.
fn stages() -> impl TypedValueParser<Value = StageName> {
    let value = |stage: StageName| PossibleValue::new(stage.name()).help(stage.help());
    PossibleValuesParser::new(StageName::ALL.map(value))
        .try_map(|name| StageName::named(&name).ok_or("no stage"))
}

/// Runs a stage from standard input to standard output.
pub(super) fn run(asked: &StageAsked, common: &Common) -> Result<End, CommandError> {
    end_with_parent();
    let run = &asked.run;
    let (config, conversion) = configuration(run.config.as_deref()).map_err(misuse)?;
    let meter = Meter::default();
    let stages = Stages {
        nightly: &nightly::options(run, &config, &conversion, &meter),
        state: &asked.state,
        records: if asked.records_elsewhere {
            Records::Elsewhere
        } else {
            Records::Here
        },
    };
    let outcome = progress::shown(common, &meter, || {
        let output = BufWriter::new(io::stdout().lock());
        stages.run(asked.stage, io::stdin().lock(), output)
    })?;
    outcome.map_or(Ok(End::Done), |outcome| {
        nightly::report(run, common, &config, &outcome)
    })
}

/// The time between two looks at the parent.
const PERIOD: Duration = Duration::from_millis(200);

/// Ends the process when its parent has ended: nobody reads what a task of a killed executor writes.
fn end_with_parent() {
    let parent = parent_id();
    thread::spawn(move || {
        while parent_id() == parent {
            thread::sleep(PERIOD);
        }
        process::exit(i32::from(u8::MAX));
    });
}
