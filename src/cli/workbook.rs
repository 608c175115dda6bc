//! `inforce workbook`.

use super::args::Common;
use super::figures::of;
use super::source::{failed, misuse, published};
use super::{End, names, say};
use crate::archive::Number;
use crate::archive::read::PublishedRun;
use crate::terms::{Country, shown_path};
use crate::workbook::{WorkbookRequest, write};
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

/// Writes it.
pub(super) fn run(asked: &Workbook, common: &Common) -> End {
    let run = match published(&asked.out, asked.run) {
        Ok(run) => run,
        Err(error) => return failed(common, &error),
    };
    let found: Result<BTreeSet<Country>, String> = asked
        .country
        .iter()
        .map(|text| names::country(text, &run.config))
        .collect();
    let countries = match found {
        Ok(countries) => Some(countries).filter(|countries| !countries.is_empty()),
        Err(error) => return misuse(common, &error),
    };
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
    match write(&workbook, &to) {
        Ok(written) => {
            if !common.quiet {
                let alerts = of(written.alerts, "alert", "alerts");
                let evidence = of(
                    written.evidence,
                    "record of evidence",
                    "records of evidence",
                );
                let sheets = of(written.sheets.into(), "sheet", "sheets");
                say(format!(
                    "Run {} as a workbook: {}\n  {sheets}, {alerts}, {evidence}\n",
                    run.run,
                    shown_path(&to)
                )
                .as_bytes());
            }
            End::Done
        }
        Err(error) if error.is_misuse() => misuse(common, &error),
        Err(error) => failed(common, &error),
    }
}

/// The name of a workbook: that of the run, and the codes of the countries it is about.
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
