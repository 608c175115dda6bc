//! The command `inforce report`, which makes pages of a run.

use super::args::Common;
use super::error::CommandError;
use super::figures::of;
use super::source::published;
use super::{End, say};
use crate::archive::Number;
use crate::pages::{ReportError, report};
use crate::terms::shown_path;
use clap::Args;
use std::path::PathBuf;

const AFTER: &str = "\
Examples:
  inforce report --out /data/out
  inforce report --out /data/out --run 17

The pages are plain files in OUT/runs/NNNNNN/report: open index.html in a browser, mail the folder, or \
put it on a server. They call in nothing from elsewhere. Made again, they replace those that were there.";

/// Make pages of a published run, to be read in a browser
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct ReportAsked {
    /// The folder with the published runs
    #[arg(long, default_value = "out", value_name = "DIR")]
    out: PathBuf,
    /// Of this run [default: the current one]
    #[arg(long, value_name = "N")]
    run: Option<Number>,
}

/// Runs the command: makes the pages and tells where they are.
pub(super) fn run(asked: &ReportAsked, common: &Common) -> Result<End, CommandError> {
    let run = published(&asked.out, asked.run).map_err(ReportError::from)?;
    let made = report(&run)?;
    if !common.quiet {
        let folder = asked.out.join("runs").join(run.run);
        let (pages, alerts) = (
            of(made.pages, "page", "pages"),
            of(made.alerts, "alert", "alerts"),
        );
        let page = shown_path(folder.join("report/index.html"));
        say(format!("{pages}, {alerts}: {page}\n").as_bytes());
    }
    Ok(End::Done)
}
