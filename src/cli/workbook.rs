//! The command `inforce workbook`, which writes a run as a workbook.

use super::args::Common;
use super::error::{CommandError, failed, misuse};
use super::figures::of;
use super::source::published;
use super::{End, names, say};
use crate::archive::Number;
use crate::archive::read::PublishedRun;
use crate::terms::{Country, shown_path};
use crate::workbook::{WorkbookError, WorkbookRequest, write};
use clap::Args;
use std::collections::BTreeSet;
use std::path::PathBuf;

const AFTER: &str = "\
Examples:
  inforce workbook
  inforce workbook --out /srv/incb/out --run 41
  inforce workbook --country kenya --country CHE --to kenya-and-switzerland.xlsx

WorkbookContents to OUT/workbooks/RUN.xlsx, with the codes of the countries in the name, unless --to names a file. \
The same run makes the same bytes. A workbook that stood there before stands there until the new one is whole.";

/// Write a published run as a workbook for spreadsheet programs (XLSX)
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct Workbook {
    /// The folder with the published run
    #[arg(long, default_value = "out", value_name = "DIR")]
    out: PathBuf,
    /// The number of the run [default: the current one]
    #[arg(long, value_name = "N")]
    run: Option<Number>,
    /// Only what concerns this country, by its code or name; may be repeated
    #[arg(long, value_name = "COUNTRY")]
    country: Vec<String>,
    /// The file to write [default: OUT/workbooks/RUN.xlsx]
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

/// Runs the command.
pub(super) fn run(asked: &Workbook, common: &Common) -> Result<End, CommandError> {
    let run = published(&asked.out, asked.run)?;
    let countries: BTreeSet<Country> = names::countries(&asked.country, &run.config)?;
    let countries = Some(countries).filter(|countries| !countries.is_empty());
    let to = asked.to.clone().unwrap_or_else(|| {
        asked
            .out
            .join("workbooks")
            .join(file_name(&run, countries.as_ref()))
    });
    let workbook = WorkbookRequest {
        run: &run,
        countries,
    };
    let written = write(&workbook, &to).map_err(unwritten)?;
    if !common.quiet {
        let alerts = of(written.alerts, "alert", "alerts");
        let evidence = of(
            written.evidence,
            "record of evidence",
            "records of evidence",
        );
        let sheets = of(written.sheets, "sheet", "sheets");
        say(format!(
            "Run {} as a workbook: {}\n  {sheets}, {alerts}, {evidence}\n",
            run.run,
            shown_path(&to)
        )
        .as_bytes());
    }
    Ok(End::Done)
}

/// Returns the error of a workbook that cannot be written: a misuse if the command line is at fault, and a failure
/// otherwise.
pub(super) fn unwritten(error: WorkbookError) -> CommandError {
    if error.is_misuse() {
        misuse(error)
    } else {
        failed(error)
    }
}

/// Returns the name of a workbook: the run's number, and the codes of the countries that it is about.
fn file_name(run: &PublishedRun, countries: Option<&BTreeSet<Country>>) -> String {
    let codes = countries
        .into_iter()
        .flatten()
        .map(|country| run.config.country_code(*country));
    let tame = |code: &str| {
        code.chars()
            .map(|c| if c.is_alphanumeric() { c } else { '_' })
            .collect::<String>()
    };
    codes.fold(run.run.clone(), |name, code| name + "-" + &tame(code)) + ".xlsx"
}
