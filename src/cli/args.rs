//! The arguments of the command line.

use super::alerts::AlertsAsked;
use super::availability::AvailabilityAsked;
use super::balance::BalanceAsked;
use super::changes::Diff;
use super::check::CheckAsked;
use super::emergencies::EmergenciesAsked;
use super::estimates::EstimatesAsked;
use super::explain::Explain;
use super::forms::FormsAsked;
use super::headroom::HeadroomAsked;
use super::inspect::InspectAsked;
use super::need::NeedAsked;
use super::notices::NoticesAsked;
use super::oddities::OdditiesAsked;
use super::plausibility::PlausibilityAsked;
use super::publishing::PublishingOptions;
use super::refused::RefusedAsked;
use super::report::ReportAsked;
use super::runs::Runs;
use super::stage::StageAsked;
use super::tables::TablesAsked;
use super::trades::TradesAsked;
use super::verify::VerifyAsked;
use super::what_if::WhatIf;
use super::workbook::Workbook;
use crate::night::Memory;
use crate::terms::Day;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

const AFTER: &str = "\
Examples:
  inforce run testdata/demo --out out
  inforce run /data/2024 --out /data/out --known-at 2024-12-31
  inforce run /data/2024 --out /data/out --fail-on new-alerts --log-format json
  inforce inspect /data/2024/trades/q1.xlsx
  inforce check --importer KEN --form PM005-HCL --quantity 2kg --date 2024-05-03
  inforce alerts --country kenya --changed
  inforce refused --file trades/march.csv
  inforce oddities --country kenya --year 2024
  inforce explain import-excess:KEN:PD006:2024
  inforce estimates --on 2024-01-01 --country kenya
  inforce what-if --supplement KEN:PD006:+1300g@2024-06-01
  inforce headroom --on 2024-09-30 --within 10%
  inforce trades --importer KEN --substance diazepam --year 2024
  inforce runs
  inforce diff 41 42
  inforce verify --all
  inforce report --out out
  inforce workbook --country kenya --to kenya.xlsx
  inforce notices --out out --country france
  inforce forms --country kenya
  inforce balance --country kenya --year 2024 --figures balance.csv
  inforce need need.toml --explain
  inforce emergencies --country yemen
  inforce plausibility --country kenya --explain
  inforce completions bash > /etc/bash_completion.d/inforce

Exit codes:
  0  done and published, with or without alerts
  1  the work failed, nothing was published
  2  the command line or the configuration is wrong
  3  published, but with what --fail-on, --max-refused or --keep-going name
  10 the shipment that was asked about does not fit, or the data are too old

Results go to files and standard output; progress, log and errors to standard error. \
NO_COLOR is respected.";

/// Finds trade in narcotic drugs, psychotropic substances and precursors beyond the estimate in force on the day.
#[derive(Debug, Parser)]
#[command(name = "inforce", version, about, after_help = AFTER, max_term_width = 110)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
    #[command(flatten)]
    pub(super) common: Common,
}

const GLOBAL: &str = "Options of every command";

/// Options of every command.
#[derive(Clone, Debug, Args)]
pub(super) struct Common {
    /// Print nothing but errors, and the reason of an exit code 3
    #[arg(short, long, global = true, help_heading = GLOBAL)]
    pub(super) quiet: bool,
    /// Log what is being done; twice: in detail
    #[arg(short, long, global = true, help_heading = GLOBAL, action = clap::ArgAction::Count, conflicts_with = "quiet")]
    pub(super) verbose: u8,
    /// How to write the log to standard error
    #[arg(long, global = true, help_heading = GLOBAL, value_enum, default_value_t = LogFormat::Text, value_name = "FORMAT")]
    pub(super) log_format: LogFormat,
    /// How many threads to work with [default: all cores]
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) threads: Option<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// For people
    Text,
    /// One object a line, for machines
    Json,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Run(RunAsked),
    Inspect(InspectAsked),
    Alerts(AlertsAsked),
    Refused(RefusedAsked),
    Oddities(OdditiesAsked),
    Check(CheckAsked),
    Explain(Explain),
    Estimates(EstimatesAsked),
    WhatIf(WhatIf),
    Headroom(HeadroomAsked),
    Trades(TradesAsked),
    Runs(Runs),
    Diff(Diff),
    Verify(VerifyAsked),
    Report(ReportAsked),
    Workbook(Workbook),
    Notices(NoticesAsked),
    Forms(FormsAsked),
    Balance(BalanceAsked),
    Need(NeedAsked),
    Emergencies(EmergenciesAsked),
    Availability(AvailabilityAsked),
    Plausibility(PlausibilityAsked),
    Tables(TablesAsked),
    Completions(Completions),
    #[command(hide = true)]
    Stage(StageAsked),
}

const RUN_AFTER: &str = "\
Examples:
  inforce run testdata/demo
  inforce run /data/2024 --out /data/out --known-at 2024-12-31
  inforce run /data/2024 --config my-config --keep-going
  inforce run /data/2024 --log-format json --fail-on new-alerts,new-quarantine
  inforce run /data/2024 --max-refused 5% --format json
  inforce run /data/2024 --out /data/out --keep 31 --wait 2h --private

DATASET holds trades/ (records) and estimates/ (filings), each with .csv and .parquet files \
at any depth. The answer is published as OUT/runs/NNNNNN, and OUT/current points to it.

Without --accept, a run is not published where its configuration is not that of the run before, \
as where --config was forgotten, or where every row of records or of filings is refused and the run \
before had some that were not. It ends with exit code 1 and says what differs.

Exit codes:
  0  done and published, with or without alerts
  1  the work failed, or --accept is needed; nothing was published
  2  the command line or the configuration is wrong
  3  published, but with what --fail-on, --max-refused or --keep-going name";

/// Judge a dataset and publish alerts, evidence, quarantine, estimates and ledger
#[derive(Debug, Args)]
#[command(after_help = RUN_AFTER)]
pub(super) struct RunAsked {
    /// The folder that holds trades/ and estimates/
    pub(super) dataset: PathBuf,
    /// Where to publish
    #[arg(long, default_value = "out", value_name = "DIR")]
    pub(super) out: PathBuf,
    /// The configuration to judge by: lists and policy [default: the built-in one]
    #[arg(long, value_name = "DIR")]
    pub(super) config: Option<PathBuf>,
    /// Judge with only what had been received by this day (YYYY-MM-DD); the answer becomes current like any other
    #[arg(long, value_name = "DATE")]
    pub(super) known_at: Option<Day>,
    /// How much memory to use in all, about, as in 256M or 4G; what does not fit goes to disk, in the folder of --out
    #[arg(long, value_name = "SIZE", default_value_t = Memory::DEFAULT)]
    pub(super) memory: Memory,
    /// Read everything, even where only new files would need it
    #[arg(long)]
    pub(super) full: bool,
    /// Leave out files that cannot be read, say so, and end with exit code 3
    #[arg(long)]
    pub(super) keep_going: bool,
    /// End a published run that has these with exit code 3; several with commas or by repeating the option
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    pub(super) fail_on: Vec<FailOn>,
    /// End a published run with exit code 3 where more rows of one file are refused, as in 10% or 500; several likewise
    #[arg(long, value_name = "LIMIT", value_delimiter = ',')]
    pub(super) max_refused: Vec<MaxRefused>,
    /// How to print the summary
    #[arg(long, value_enum, value_name = "FORM", default_value_t = SummaryFormat::Text)]
    pub(super) format: SummaryFormat,
    #[command(flatten)]
    pub(super) publishing: PublishingOptions,
}

/// What ends a published run with exit code 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// At least one alert
    Alerts,
    /// At least one alert that the run before did not have; in a first run every alert is new
    NewAlerts,
    /// At least one alert that is graver than in the run before
    WorseAlerts,
    /// At least one alert that is new, or not what it was, or gone
    Changes,
    /// At least one refused row
    Quarantine,
    /// At least one refused row that the run before did not refuse, by its file and text
    NewQuarantine,
    /// At least one warning: something valid that looks wrong
    Warnings,
}

/// The form of a summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SummaryFormat {
    /// For people
    #[value(alias = "table")]
    Text,
    /// For programs: one object, masses in grams as exact texts
    Json,
}

/// The most rows of a file that may be refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MaxRefused {
    /// A number of rows.
    Rows(u64),
    /// A share of the file's rows, in millionths.
    Share(u32),
}

impl MaxRefused {
    /// Whether a file has more refused rows than the limit.
    pub(super) fn is_exceeded(self, refused: u64, rows: u64) -> bool {
        match self {
            Self::Rows(most) => refused > most,
            Self::Share(millionths) => {
                u128::from(refused) * 1_000_000 > u128::from(rows) * u128::from(millionths)
            }
        }
    }
}

impl fmt::Display for MaxRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rows(rows) => write!(f, "{rows}"),
            Self::Share(millionths) => {
                let places = format!("{}.{:04}", millionths / 10_000, millionths % 10_000);
                write!(f, "{}%", places.trim_end_matches('0').trim_end_matches('.'))
            }
        }
    }
}

impl FromStr for MaxRefused {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || {
            "expected a number of rows, as in 500, or a share from 0% to 100% with at most four decimals, as in 2.5%".to_owned()
        };
        let digits =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let Some(share) = text.strip_suffix('%') else {
            return text
                .parse()
                .ok()
                .filter(|_| digits(text))
                .map(Self::Rows)
                .ok_or_else(expected);
        };
        let (whole, places) = share.split_once('.').unwrap_or((share, "0"));
        let whole_share: Option<u32> = whole
            .parse()
            .ok()
            .filter(|number| digits(whole) && *number <= 100);
        let places: Option<u32> = format!("{places:0<4}")
            .parse()
            .ok()
            .filter(|_| digits(places) && places.len() <= 4);
        let millionths = whole_share
            .zip(places)
            .map(|(whole, places)| whole * 10_000 + places);
        millionths
            .filter(|millionths| *millionths <= 1_000_000)
            .map(Self::Share)
            .ok_or_else(expected)
    }
}

/// Print a completion script for a shell
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    /// Returns the help of the program and of every command, at some width.
    fn helps(width: usize) -> Vec<(String, String)> {
        let mut commands = vec![Cli::command()];
        commands.extend(Cli::command().get_subcommands().cloned());
        let of = |mut command: clap::Command| {
            let name = command.get_name().to_owned();
            command = command.max_term_width(0).term_width(width);
            (
                name,
                format!("{}\n{}", command.render_help(), command.render_long_help()),
            )
        };
        commands.into_iter().map(of).collect()
    }

    #[test]
    fn help_fits_a_terminal_of_80_columns() {
        let long = |(command, help): (String, String)| {
            let lines = help
                .lines()
                .filter(|line| line.chars().count() > 80)
                .map(str::to_owned);
            lines
                .map(|line| format!("{command}: {line}"))
                .collect::<Vec<_>>()
        };
        let long: Vec<String> = helps(80).into_iter().flat_map(long).collect();
        assert!(long.is_empty(), "{}", long.join("\n"));
    }

    /// The program breaks sentences into lines itself, so no sentence may hold a line break of its own, which would stand in
    /// the middle of a line at other widths. Examples and tables of words stand on lines of their own, which must fit.
    #[test]
    fn no_sentence_of_help_is_broken_by_hand() {
        let mut broken = Vec::new();
        for (command, help) in helps(10_000) {
            let lines: Vec<&str> = help.lines().collect();
            for (line, next) in lines.iter().zip(lines.iter().skip(1)) {
                let goes_on = !line.is_empty()
                    && !next.is_empty()
                    && !line.starts_with(' ')
                    && !next.starts_with(' ');
                let on_its_own = line.starts_with("  inforce ")
                    || line.starts_with("  0 ")
                    || line.starts_with("  3 ");
                if goes_on || on_its_own && line.chars().count() > 80 {
                    broken.push(format!("{command}: {line}"));
                }
            }
        }
        assert!(broken.is_empty(), "{}", broken.join("\n"));
    }

    #[test]
    fn limits_are_exact() {
        for (text, refused, rows, exceeded) in [
            ("10%", 1, 10, false),
            ("10%", 2, 19, true),
            ("10%", 2, 20, false),
            ("0%", 1, u64::MAX, true),
            ("0%", 0, 0, false),
            ("100%", 7, 7, false),
            ("33.3333%", 333_333, 1_000_000, false),
            ("33.3333%", 333_334, 1_000_000, true),
            ("0.5%", u64::MAX, u64::MAX, true),
            ("500", 500, 500, false),
            ("500", 501, 1_000_000, true),
            ("0", 1, 9, true),
        ] {
            let limit: MaxRefused = text.parse().expect("a limit");
            assert_eq!(limit.to_string(), text);
            assert_eq!(
                limit.is_exceeded(refused, rows),
                exceeded,
                "{refused} of {rows} by {text}"
            );
        }
        for text in [
            "", "%", "-1", "+1", "1.5", "101%", "100.1%", "1.23456%", ".5%", "5.%", "ten", "1 %",
            "1_0",
        ] {
            assert!(text.parse::<MaxRefused>().is_err(), "{text}");
        }
    }
}
