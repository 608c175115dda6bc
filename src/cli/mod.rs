//! The command line: reads the arguments, calls the library, reports the outcome, and returns an exit code.
//!
//! Results go to standard output, and everything else to standard error. This module decides nothing about trade.

mod alerts;
mod amounts;
mod args;
mod authorisations;
mod availability;
mod balance;
mod changes;
mod chart;
mod check;
mod emergencies;
mod error;
mod estimates;
mod explain;
mod explained;
mod figures;
mod forms;
mod found;
mod headroom;
mod inspect;
mod log;
mod names;
mod need;
mod nightly;
mod notices;
mod oddities;
mod parts;
mod plausibility;
mod progress;
mod proposals;
mod publishing;
mod refused;
mod report;
mod runs;
mod source;
mod stage;
mod summary;
mod supposed;
mod table_v;
mod tables;
mod trades;
mod verify;
mod what_if;
mod workbook;

use crate::intake::decoding;
use args::{Cli, Command, Common, LogFormat};
use clap::{CommandFactory, Parser};
use inforce_present::text::terminal;
use std::io::{self, IsTerminal, Write};
use std::panic;
use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The work is done.
    Done,
    /// The work failed.
    Failed,
    /// The command line or the configuration is wrong.
    Misuse,
    /// The work is done, with something of which the user wants to be told by an exit code.
    Flagged,
    /// The question is answered, and a shipment does not fit.
    DoesNotFit,
}

impl From<End> for ExitCode {
    fn from(end: End) -> Self {
        Self::from(match end {
            End::Done => 0,
            End::Failed => 1,
            End::Misuse => 2,
            End::Flagged => 3,
            End::DoesNotFit => 10,
        })
    }
}

/// Runs the program with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, and everything else is misuse; clap prints either.
            let text = error.render().to_string();
            let harmless = terminal::lines(&text);
            // clap prints in colour, unless its text repeats parts of the command line that could act on a terminal.
            let _ = if harmless == text {
                error.print()
            } else {
                io::stderr().write_all(harmless.as_bytes())
            };
            return if error.use_stderr() {
                End::Misuse
            } else {
                End::Done
            }
            .into();
        }
    };
    log::start(&cli.common);
    silence_what_is_reported();
    if let Err(error) = threads(cli.common.threads) {
        return complain(
            &cli.common,
            End::Failed,
            &format!("cannot start threads: {error}"),
        )
        .into();
    }
    let ended = match &cli.command {
        Command::Run(run) => nightly::run(run, &cli.common),
        Command::Stage(asked) => stage::run(asked, &cli.common),
        Command::Alerts(asked) => alerts::run(asked, &cli.common),
        Command::Refused(asked) => refused::run(asked, &cli.common),
        Command::Oddities(asked) => oddities::run(asked, &cli.common),
        Command::Check(check) => check::run(check, &cli.common),
        Command::Explain(asked) => explain::run(asked, &cli.common),
        Command::Inspect(asked) => inspect::run(asked),
        Command::Headroom(asked) => headroom::run(asked, &cli.common),
        Command::Workbook(asked) => workbook::run(asked, &cli.common),
        Command::Estimates(asked) => estimates::run(asked, &cli.common),
        Command::WhatIf(asked) => what_if::run(asked, &cli.common),
        Command::Trades(asked) => trades::run(asked, &cli.common),
        Command::Diff(asked) => changes::run(asked),
        Command::Runs(asked) => runs::run(asked),
        Command::Verify(asked) => verify::run(asked, &cli.common),
        Command::Report(asked) => report::run(asked, &cli.common),
        Command::Notices(asked) => notices::run(asked, &cli.common),
        Command::Forms(asked) => forms::run(asked, &cli.common),
        Command::Balance(asked) => balance::run(asked, &cli.common),
        Command::Need(asked) => need::run(asked, &cli.common),
        Command::Emergencies(asked) => emergencies::run(asked, &cli.common),
        Command::Availability(asked) => availability::run(asked),
        Command::Plausibility(asked) => plausibility::run(asked, &cli.common),
        Command::Tables(asked) => tables::run(asked),
        Command::Completions(completions) => {
            let mut script = Vec::new();
            clap_complete::generate(
                completions.shell,
                &mut Cli::command(),
                "inforce",
                &mut script,
            );
            say(&script);
            Ok(End::Done)
        }
    };
    ended
        .unwrap_or_else(|error| complain(&cli.common, error.end, &error.message))
        .into()
}

fn threads(number: Option<u16>) -> Result<(), rayon::ThreadPoolBuildError> {
    let mut builder = rayon::ThreadPoolBuilder::new();
    if let Some(number) = number {
        builder = builder.num_threads(usize::from(number));
    }
    builder.build_global()
}

/// Keeps panics silent that are reported in another way: a panic of a decoder as damage of its file, and a panic of the
/// writer of workbooks as an error.
fn silence_what_is_reported() {
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !decoding() && !inforce_present::xlsx::writing() {
            print(info);
        }
    }));
}

/// Writes a result to standard output. A reader that has gone, as with `| head`, is no fault. If the result cannot be
/// written, the work is done all the same, and a warning says so.
fn say(result: &[u8]) {
    let mut stdout = io::stdout();
    let shown = stdout
        .is_terminal()
        .then(|| terminal::lines(&String::from_utf8_lossy(result)));
    let result = shown.as_ref().map_or(result, String::as_bytes);
    match stdout.write_all(result).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            tracing::warn!("cannot write to standard output: {error}");
        }
        _ => {}
    }
}

/// Writes on standard error what went wrong, in the form of the log.
fn complain(common: &Common, end: End, message: &str) -> End {
    match common.log_format {
        LogFormat::Json => tracing::error!("{message}"),
        LogFormat::Text => {
            // If standard error fails as well, only the exit code is left.
            let _ = writeln!(io::stderr().lock(), "inforce: {message}");
        }
    }
    end
}
