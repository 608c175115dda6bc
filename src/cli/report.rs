//! `inforce report`.

use super::args::Common;
use super::figures::of;
use super::source::{failed, published};
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
pub(super) struct Report {
    /// The folder with the published runs
    #[arg(long, default_value = "out", value_name = "DIR")]
    out: PathBuf,
    /// Of this run [default: the current one]
    #[arg(long, value_name = "N")]
    run: Option<Number>,
}

/// Makes them and says where they are.
pub(super) fn run(asked: &Report, common: &Common) -> End {
    let opened = published(&asked.out, asked.run);
    let made = opened
        .map_err(ReportError::from)
        .and_then(|run| Ok((report(&run)?, run.run)));
    match made {
        Ok((made, number)) => {
            if !common.quiet {
                let page = asked
                    .out
                    .join("runs")
                    .join(number)
                    .join("report/index.html");
                let whole = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
                let (pages, alerts) = (
                    of(whole(made.pages), "page", "pages"),
                    of(whole(made.alerts), "alert", "alerts"),
                );
                say(format!("{pages}, {alerts}: {}\n", shown_path(page)).as_bytes());
            }
            End::Done
        }
        Err(error) => failed(common, &error),
    }
}
