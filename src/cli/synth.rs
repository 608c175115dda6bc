//! `inforce synth`.

use super::args::{Common, Layout, Synth};
use super::figures::{count, of};
use super::{End, complain, progress, say};
use crate::synth::{Format, Made, Options, SynthError, generate};
use std::fmt::Write as _;

/// Makes the dataset and tells what is in it.
pub(super) fn run(synth: &Synth, common: &Common) -> End {
    let options = options(synth);
    let made = progress::of_rows(common, options.records, |advance| generate(&options, advance));
    match made {
        Ok(made) => {
            if !common.quiet {
                say(told(&made, synth).as_bytes());
            }
            End::Done
        }
        Err(error @ (SynthError::RecordCount { .. } | SynthError::NoRowsPerFile)) => complain(common, End::Misuse, &error.to_string()),
        Err(error) => complain(common, End::Failed, &error.to_string()),
    }
}

fn options(synth: &Synth) -> Options {
    let out = synth.out.clone();
    if synth.demo {
        return Options::demo(synth.records, synth.seed, out);
    }
    let format = match synth.format {
        Layout::Parquet => Format::Parquet,
        Layout::Csv => Format::Csv,
        Layout::Both => Format::Both,
    };
    Options { format, rows_per_file: synth.rows_per_file, ..Options::new(synth.records, synth.seed, out) }
}

fn told(made: &Made, synth: &Synth) -> String {
    let refused = |reasons: &std::collections::BTreeMap<&str, u64>| count(reasons.values().sum());
    let mut text = String::new();
    let mut line = |label: &str, value: String| {
        let _ = writeln!(text, "{label:<12}{value}");
    };
    line("records", format!("{} in {} groups of importing country, substance and year", count(made.records), count(made.groups)));
    line("filings", count(made.filings));
    line(
        "versions",
        format!(
            "{}, {}, {}",
            of(made.duplicates, "duplicate", "duplicates"),
            of(made.corrections, "correction", "corrections"),
            of(made.withdrawals, "withdrawal", "withdrawals")
        ),
    );
    line("faults", format!("{} records and {} filings must be refused", refused(&made.refused_records), refused(&made.refused_filings)));
    line(
        "alerts",
        format!(
            "{} must be raised: export-excess {}, import-excess {}, partner-reported-excess {}, prohibited-trade {}, schedule-i-trade {}",
            count(made.alerts.total()),
            count(made.alerts.export_excess),
            count(made.alerts.import_excess),
            count(made.alerts.partner_reported_excess),
            count(made.alerts.prohibited_trade),
            count(made.alerts.schedule_i_trade)
        ),
    );
    line("written", format!("{}, {} bytes, to {}", of(made.files, "file", "files"), count(made.bytes), synth.out.display()));
    text
}
