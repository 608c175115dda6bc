//! `inforce workbook`.

use super::args::Common;
use super::figures::of;
use super::source::{failed, misuse};
use super::{End, names, say};
use crate::published::{PublishedError, PublishedRun};
use crate::terms::{Country, shown_path};
use crate::workbook::{Asked, write};
use clap::Args;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const AFTER: &str = "\
Examples:
  inforce workbook
  inforce workbook --out /srv/incb/out --run 41
  inforce workbook --country kenya --country CHE --to kenya-and-switzerland.xlsx

Written to OUT/workbooks/RUN.xlsx, with the codes of the countries in the name, unless --to names a file.
The same run makes the same bytes. A workbook that stood there before stands there until the new one is whole.";

/// Write a published run as a workbook for spreadsheet programs (XLSX)
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct Workbook {
    /// The folder with the published run
    #[arg(long, default_value = "out", value_name = "DIR")]
    out: PathBuf,
    /// The number of the run [default: the current one]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    run: Option<u64>,
    /// Only what concerns this country, by its code or name; may be repeated
    #[arg(long, value_name = "COUNTRY")]
    country: Vec<String>,
    /// The file to write [default: OUT/workbooks/RUN.xlsx]
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

/// Writes it.
pub(super) fn run(asked: &Workbook, common: &Common) -> End {
    let run = match opened(&asked.out, asked.run) {
        Ok(run) => run,
        Err(error) => return failed(common, &error),
    };
    let found: Result<BTreeSet<Country>, String> = asked.country.iter().map(|text| names::country(text, &run.config)).collect();
    let countries = match found {
        Ok(countries) => Some(countries).filter(|countries| !countries.is_empty()),
        Err(error) => return misuse(common, &error),
    };
    let to = asked.to.clone().unwrap_or_else(|| asked.out.join("workbooks").join(file_name(&run, countries.as_ref())));
    // What changed since the last run is no part of a run yet.
    let workbook = Asked { run: &run, countries, changes: None };
    match write(&workbook, &to) {
        Ok(written) => {
            let alerts = of(written.alerts, "alert", "alerts");
            let evidence = of(written.evidence, "record of evidence", "records of evidence");
            let sheets = of(written.sheets.into(), "sheet", "sheets");
            say(format!("Run {} as a workbook: {}\n  {sheets}, {alerts}, {evidence}\n", run.run, shown_path(&to)).as_bytes());
            End::Done
        }
        Err(error) if error.is_misuse() => misuse(common, &error),
        Err(error) => failed(common, &error),
    }
}

/// There is no such run, or it cannot be opened.
#[derive(Debug, thiserror::Error)]
enum OpenError {
    #[error("{folder}: there is no such run; {there}")]
    NoSuchRun { folder: String, there: String },
    #[error(transparent)]
    Published(#[from] PublishedError),
}

fn opened(out: &Path, number: Option<u64>) -> Result<PublishedRun, OpenError> {
    let Some(number) = number else {
        return Ok(PublishedRun::current(out)?);
    };
    let folder = out.join("runs").join(format!("{number:06}"));
    if folder.is_dir() {
        return Ok(PublishedRun::at(&folder)?);
    }
    let entries = std::fs::read_dir(out.join("runs")).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut runs: Vec<String> = names.filter(|name| name.bytes().all(|byte| byte.is_ascii_digit())).collect();
    runs.sort();
    let out = shown_path(out);
    let there = match &runs[..] {
        [] => format!("publish one with inforce run DATASET --out {out}, or name another folder with --out"),
        [one] => format!("{out} holds run {one}: leave out --run, or name another folder with --out"),
        [first, .., last] => format!("{out} holds runs {first} to {last}: name one of them with --run"),
    };
    Err(OpenError::NoSuchRun { folder: shown_path(&folder), there })
}

/// The name of a workbook: that of the run, and the codes of the countries it is about.
fn file_name(run: &PublishedRun, countries: Option<&BTreeSet<Country>>) -> String {
    let codes = countries.into_iter().flatten().map(|country| run.config.country_code(*country));
    let tame = |code: &str| code.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect::<String>();
    codes.fold(run.run.clone(), |name, code| name + "-" + &tame(code)) + ".xlsx"
}
