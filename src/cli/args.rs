//! The command line.

use super::changes::Diff;
use super::check::Check;
use super::estimates::EstimatesAsked;
use super::explain::Explain;
use super::headroom::Headroom;
use super::notices::NoticesAsked;
use super::publishing::PublishingOptions;
use super::report::Report;
use super::runs::Runs;
use super::trades::TradesAsked;
use super::verify::VerifyAsked;
use super::what_if::WhatIf;
use super::workbook::Workbook;
use crate::runs::Memory;
use crate::terms::Day;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

const AFTER: &str = "\
Examples:
  inforce run testdata/demo --out out
  inforce run /data/2024 --out /data/out --known-at 2024-12-31
  inforce run /data/2024 --out /data/out --quiet --log-format json --fail-on alerts
  inforce synth --records 1000000 --seed 7 --out big
  inforce check --importer KEN --form PM005-HCL --quantity 2kg --date 2024-05-03
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
  inforce completions bash > /etc/bash_completion.d/inforce

Exit codes:
  0  done and published, with or without alerts
  1  the work failed, nothing was published
  2  the command line or the configuration is wrong
  3  published, but --fail-on found what it names, or --keep-going left files out
  10 the shipment that was asked about does not fit

Results go to files and standard output; progress, log and errors to standard error.
NO_COLOR is respected.";

/// Finds trade in psychotropic substances beyond the estimate in force on the day.
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
    Run(Run),
    Check(Check),
    Explain(Explain),
    Estimates(EstimatesAsked),
    WhatIf(WhatIf),
    Headroom(Headroom),
    Trades(TradesAsked),
    Runs(Runs),
    Diff(Diff),
    Verify(VerifyAsked),
    Report(Report),
    Workbook(Workbook),
    Notices(NoticesAsked),
    Synth(Synth),
    Completions(Completions),
}

const RUN_AFTER: &str = "\
Examples:
  inforce run testdata/demo
  inforce run /data/2024 --out /data/out --known-at 2024-12-31
  inforce run /data/2024 --config my-config --keep-going
  inforce run /data/2024 --quiet --log-format json --fail-on alerts,quarantine
  inforce run /data/2024 --out /data/out --keep 31 --wait 2h --private

DATASET holds trades/ (records) and estimates/ (filings), each with .csv and .parquet files
at any depth. The answer is published as OUT/runs/NNNNNN, and OUT/current points to it.

Exit codes:
  0  done and published, with or without alerts
  1  the work failed, nothing was published
  2  the command line or the configuration is wrong
  3  published, but --fail-on found what it names, or --keep-going left files out";

/// Judge a dataset and publish alerts, evidence, quarantine, estimates and ledger
#[derive(Debug, Args)]
#[command(after_help = RUN_AFTER)]
pub(super) struct Run {
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
    #[command(flatten)]
    pub(super) publishing: PublishingOptions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// At least one alert
    Alerts,
    /// At least one refused row
    Quarantine,
}

const SYNTH_AFTER: &str = "\
Examples:
  inforce synth --records 1000000 --seed 7 --out big
  inforce synth --records 100000000 --seed 1 --out huge --threads 2

The same options make the same bytes, whatever the number of threads. The folder planted/ in DIR
lists every alert that the dataset must raise and every row that must be refused.";

/// Make a dataset of believable trade with planted excesses, corrections and faults
#[derive(Debug, Args)]
#[command(after_help = SYNTH_AFTER)]
pub(super) struct Synth {
    /// How many records, from 1000 to 10000000000
    #[arg(long, value_name = "N")]
    pub(super) records: u64,
    /// Another seed makes another world; the same seed makes the same one
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(super) seed: u64,
    /// The folder to make; it must be empty or not there yet
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// How the files are written
    #[arg(long, value_enum, default_value_t = Layout::Parquet)]
    pub(super) format: Layout,
    /// Rows of a file of records
    #[arg(long, value_name = "N", default_value_t = 10_000_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) rows_per_file: u64,
    /// A small world of both formats and notations, as in testdata/demo
    #[arg(long, conflicts_with_all = ["format", "rows_per_file"])]
    pub(super) demo: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Layout {
    /// Parquet in grams
    Parquet,
    /// CSV in grams
    Csv,
    /// One file as Parquet in grams, the next as CSV with quantity and unit
    Both,
}

/// Print a completion script for a shell
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}
