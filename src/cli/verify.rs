//! The command `inforce verify`, which checks published runs.

use super::args::Common;
use super::error::CommandError;
use super::figures::of;
use super::{End, progress, say};
use crate::archive::{Number, run_name};
use crate::night::{Memory, Meter};
use crate::terms::shown_path;
use crate::verify::{Checked, Report, Verify, Which, verify};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::PathBuf;

const AFTER: &str = "\
Examples:
  inforce verify --out /srv/incb/out
  inforce verify --all
  inforce verify --run 41 --from-inputs

Exit codes:
  0  all that was checked is as it was published
  1  something is not, or could not be checked
  2  the command line is wrong";

/// Check that published runs are what was published, and keep their laws
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct VerifyAsked {
    /// The folder with the runs
    #[arg(long, default_value = "out", value_name = "DIR")]
    out: PathBuf,
    /// A run by its number [default: the current one]
    #[arg(long, value_name = "N", conflicts_with = "all")]
    run: Option<Number>,
    /// All runs that are there
    #[arg(long)]
    all: bool,
    /// Run the night again from its inputs, where they are still there, and compare byte for byte
    #[arg(long)]
    from_inputs: bool,
    /// With --from-inputs: how much memory to use in all, about, as in 256M or 4G
    #[arg(long, value_name = "SIZE", default_value_t = Memory::DEFAULT)]
    memory: Memory,
    /// How to give the answer
    #[arg(long, value_enum, value_name = "FORM", default_value_t = VerifyFormat::Table)]
    format: VerifyFormat,
}

/// The form of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum VerifyFormat {
    /// For people, a line for each thing checked
    Table,
    /// For programs
    Json,
}

/// Runs the command.
pub(super) fn run(asked: &VerifyAsked, common: &Common) -> Result<End, CommandError> {
    let which = match (asked.all, asked.run) {
        (true, _) => Which::All,
        (false, Some(number)) => Which::Run(number),
        (false, None) => Which::Current,
    };
    let meter = Meter::default();
    let question = Verify {
        out: &asked.out,
        which,
        from_inputs: asked.from_inputs.then_some(asked.memory),
        meter: &meter,
    };
    let report = progress::shown(common, &meter, || verify(&question))?;
    let told = match asked.format {
        VerifyFormat::Table => as_text(&report, asked, common),
        VerifyFormat::Json => serde_json::to_string_pretty(&as_json(&report))? + "\n",
    };
    say(told.as_bytes());
    Ok(if report.is_sound() {
        End::Done
    } else {
        End::Failed
    })
}

fn as_text(report: &Report, asked: &VerifyAsked, common: &Common) -> String {
    let mut text = String::new();
    let mut last = None;
    for checked in &report.checks {
        if common.quiet && checked.is_sound() {
            continue;
        }
        if last != Some(checked.run) {
            let what = checked.run.map_or_else(
                || shown_path(&asked.out),
                |number| format!("run {}", run_name(number)),
            );
            let _ = writeln!(text, "{what}");
            last = Some(checked.run);
        }
        line(&mut text, checked);
    }
    let faults: u64 = report
        .checks
        .iter()
        .map(|checked| u64::try_from(checked.faults.len()).unwrap_or(u64::MAX) + checked.more)
        .sum();
    if faults > 0 {
        let _ = writeln!(text, "{}", of(faults, "fault", "faults"));
    } else if !common.quiet {
        text.push_str("No fault\n");
    }
    text
}

/// Writes a line for a check; if it found faults, a line for each fault and what to do about them.
fn line(text: &mut String, checked: &Checked) {
    let name = checked.check.name();
    if checked.is_sound() {
        let _ = writeln!(text, "  ok     {name:<10} {}", checked.holds);
        return;
    }
    for fault in &checked.faults {
        let _ = writeln!(text, "  WRONG  {name:<10} {}: {}", fault.file, fault.found);
    }
    if checked.more > 0 {
        let _ = writeln!(
            text,
            "         {:<10} and {}",
            "",
            of(checked.more, "more", "more")
        );
    }
    let _ = writeln!(text, "         {:<10} what to do: {}", "", checked.remedy);
}

fn as_json(report: &Report) -> Value {
    let checks = report.checks.iter().map(|checked| {
        let faults: Vec<Value> = checked
            .faults
            .iter()
            .map(|fault| json!({"file": fault.file, "found": fault.found}))
            .collect();
        json!({
            "run": checked.run.map(run_name),
            "check": checked.check.name(),
            "sound": checked.is_sound(),
            "holds": checked.is_sound().then_some(&checked.holds),
            "faults": faults,
            "more_faults": checked.more,
            "remedy": (!checked.is_sound()).then_some(&checked.remedy),
        })
    });
    json!({"sound": report.is_sound(), "checks": checks.collect::<Vec<_>>()})
}
