//! `inforce-synth`: makes a dataset and tells what is in it.

use clap::{Parser, ValueEnum};
use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressStyle};
use inforce_synth::{Conventions, Format, Made, Options, SynthError, generate};
use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

const AFTER: &str = "\
Examples:
  inforce-synth --records 1000000 --seed 7 --out big
  inforce-synth --records 100000000 --seed 1 --out huge --threads 2
  inforce-synth --records 5000000 --conventions all --out mixed

The same options make the same bytes, whatever the number of threads. The folder planted/ in DIR \
lists every alert that the dataset must raise and every row that must be refused.

Exit codes: 0 made, 1 not made, 2 the command line is wrong.";

/// Makes a dataset of believable trade with planted excesses, corrections and faults
#[derive(Debug, Parser)]
#[command(name = "inforce-synth", version, after_help = AFTER, max_term_width = 110)]
struct Cli {
    /// How many records, from 1000 to 10000000000
    #[arg(long, value_name = "N")]
    records: u64,
    /// Another seed makes another world; the same seed makes the same one
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// The folder to make; it must be empty or not there yet
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// How the files are written
    #[arg(long, value_enum, default_value_t = Layout::Parquet)]
    format: Layout,
    /// Rows of a file of records
    #[arg(long, value_name = "N", default_value_t = 10_000_000, value_parser = clap::value_parser!(u64).range(1..))]
    rows_per_file: u64,
    /// Whose substances are traded, beside each other in folders of their own [default: 1971; with --demo: all]
    #[arg(long, value_enum)]
    conventions: Option<Treaties>,
    /// A small world of both formats and notations, as in testdata/demo
    #[arg(long, conflicts_with_all = ["format", "rows_per_file"])]
    demo: bool,
    /// Print nothing but errors
    #[arg(short, long)]
    quiet: bool,
    /// How many threads to work with [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Layout {
    /// Parquet in grams
    Parquet,
    /// CSV in grams
    Csv,
    /// One file as Parquet in grams, the next as CSV with quantity and unit
    Both,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Treaties {
    /// Psychotropic substances
    #[value(name = "1971")]
    Only1971,
    /// Psychotropic substances, narcotic drugs (1961) and precursors (1988)
    All,
}

impl From<Treaties> for Conventions {
    fn from(treaties: Treaties) -> Self {
        match treaties {
            Treaties::Only1971 => Self::Only1971,
            Treaties::All => Self::All,
        }
    }
}

impl From<Layout> for Format {
    fn from(layout: Layout) -> Self {
        match layout {
            Layout::Parquet => Self::Parquet,
            Layout::Csv => Self::Csv,
            Layout::Both => Self::Both,
        }
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let threads = rayon::ThreadPoolBuilder::new()
        .num_threads(cli.threads.map_or(0, usize::from))
        .build_global();
    if let Err(error) = threads {
        return complain(1, &format!("cannot start threads: {error}"));
    }
    match make(&cli) {
        Ok(_) if cli.quiet => ExitCode::SUCCESS,
        Ok(made) => match write!(
            io::stdout().lock(),
            "{}\nwritten     to {}\n",
            Told(&made),
            cli.out.display()
        ) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                complain(1, &format!("cannot write to standard output: {error}"))
            }
            _ => ExitCode::SUCCESS,
        },
        Err(error @ (SynthError::RecordCount { .. } | SynthError::NoRowsPerFile)) => {
            complain(2, &error.to_string())
        }
        Err(error) => complain(1, &error.to_string()),
    }
}

fn make(cli: &Cli) -> Result<Made, SynthError> {
    let mut options = if cli.demo {
        Options::demo(cli.records, cli.seed, cli.out.clone())
    } else {
        let options = Options::new(cli.records, cli.seed, cli.out.clone());
        Options {
            format: cli.format.into(),
            rows_per_file: cli.rows_per_file,
            ..options
        }
    };
    if let Some(conventions) = cli.conventions {
        options.conventions = conventions.into();
    }
    // The bar shows itself on a terminal only.
    let bar = if cli.quiet {
        ProgressBar::hidden()
    } else {
        ProgressBar::new(options.records)
    };
    let style = ProgressStyle::with_template(
        "{spinner} {wide_bar} {human_pos} of {human_len} rows, {per_sec}, {eta} left",
    );
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let made = generate(&options, &|rows| bar.inc(rows));
    bar.finish_and_clear();
    made
}

fn complain(code: u8, message: &str) -> ExitCode {
    // Where even standard error is gone, the exit code is all that is left.
    let _ = writeln!(io::stderr().lock(), "inforce-synth: {message}");
    ExitCode::from(code)
}

/// What was made, for a person.
struct Told<'a>(&'a Made);

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (made, alerts) = (self.0, self.0.alerts);
        let sum = |refused: &std::collections::BTreeMap<_, u64>| HumanCount(refused.values().sum());
        let [records, groups, filings] = [made.records, made.groups, made.filings].map(HumanCount);
        writeln!(
            f,
            "records     {records} in {groups} groups of importing country, substance and year"
        )?;
        writeln!(f, "filings     {filings}")?;
        let [duplicates, corrections, withdrawals] =
            [made.duplicates, made.corrections, made.withdrawals].map(HumanCount);
        writeln!(
            f,
            "versions    duplicates {duplicates}, corrections {corrections}, withdrawals {withdrawals}"
        )?;
        let (records, filings) = (sum(&made.refused_records), sum(&made.refused_filings));
        writeln!(
            f,
            "faults      must be refused: records {records}, filings {filings}"
        )?;
        writeln!(
            f,
            "alerts      must be raised: {}",
            HumanCount(alerts.total())
        )?;
        let of_rule = [
            ("export-excess", alerts.export_excess),
            ("import-excess", alerts.import_excess),
            ("partner-reported-excess", alerts.partner_reported_excess),
            ("prohibited-trade", alerts.prohibited_trade),
            ("schedule-i-trade", alerts.schedule_i_trade),
        ];
        for (rule, number) in of_rule {
            writeln!(f, "            {rule} {}", HumanCount(number))?;
        }
        write!(
            f,
            "files       {}, {}",
            HumanCount(made.files),
            HumanBytes(made.bytes)
        )
    }
}
