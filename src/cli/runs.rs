//! `inforce runs`.

use super::args::Common;
use super::figures::count;
use super::listing::{Cell, Listing, number, text};
use super::source::{Format, failed};
use super::{End, say};
use crate::archive::read::{Listed, listed};
use crate::archive::run_name;
use clap::Args;
use std::path::PathBuf;

const AFTER: &str = "\
Examples:
  inforce runs --out /srv/incb/out
  inforce explain import-excess:KEN:PD006:2024 --run 41

The hash is that of the run's run.json, which vouches for all of the run and for the run before it. Note the newest one \
down elsewhere, and nobody can change what any of them said without being found out.";

/// List the runs that were published, and which is current
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct Runs {
    /// The folder with the runs
    #[arg(long, default_value = "out", value_name = "DIR")]
    out: PathBuf,
    /// How to give the answer
    #[arg(long, value_enum, value_name = "FORM", default_value_t = Format::Table)]
    format: Format,
}

/// Hexadecimal digits of a hash that tell it from others at a glance.
const SHOWN_DIGITS: usize = 16;

/// Answers.
pub(super) fn run(asked: &Runs, common: &Common) -> End {
    let runs = match listed(&asked.out) {
        Ok(runs) => runs,
        Err(error) => return failed(common, &error),
    };
    let columns = vec![
        text("run", "run"),
        text("state", ""),
        text("started", "started (UTC)"),
        text("known_at", "known at"),
        number("alerts", "alerts"),
        number("changes", "changes"),
        text("dataset", "dataset"),
        text("blake3", "hash of run.json"),
    ];
    match (Listing {
        columns,
        rows: runs.iter().map(row).collect(),
    })
    .told(asked.format, "Runs by number", "None.")
    {
        Ok(text) => say(text.as_bytes()),
        Err(error) => return failed(common, &format!("cannot put the answer in words: {error}")),
    }
    End::Done
}

fn row(run: &Listed) -> Vec<Cell> {
    let notes = run.notes.as_ref();
    let changes = notes.and_then(|notes| {
        notes
            .more
            .iter()
            .find(|entry| entry.file == "changes.parquet")?
            .rows
    });
    let counted = |number: u64| Cell::both(number, count(number));
    vec![
        Cell::of(run_name(run.number)),
        Cell::of(run.state.name()),
        Cell::maybe(notes.map(|notes| &notes.started)),
        Cell::maybe(run.known_at),
        run.alerts.map(counted).unwrap_or_default(),
        changes.map(counted).unwrap_or_default(),
        notes
            .map(|notes| Cell::both(&notes.dataset, crate::terms::shown_path(&notes.dataset)))
            .unwrap_or_default(),
        Cell::both(
            &run.blake3,
            &run.blake3[..SHOWN_DIGITS.min(run.blake3.len())],
        ),
    ]
}
