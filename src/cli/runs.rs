//! The command `inforce runs`, which lists the runs of an output folder.

use super::End;
use super::error::CommandError;
use super::source::AnswerFormat;
use crate::archive::read::{ListedRun, listed};
use crate::archive::run_name;
use crate::archive::tables::{ChangeColumns, Columns};
use crate::terms::shown_path;
use clap::Args;
use inforce_present::table::answer::{Answer, number, text};
use inforce_present::table::{Cell, Fields};
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
    #[arg(long, value_enum, value_name = "FORM", default_value_t = AnswerFormat::Table)]
    format: AnswerFormat,
}

/// The hexadecimal digits of a hash that are enough to recognise it.
const SHOWN_DIGITS: usize = 16;

/// Runs the command.
pub(super) fn run(asked: &Runs) -> Result<End, CommandError> {
    let runs = listed(&asked.out)?;
    let answer = Answer::of(&fields(), &runs);
    asked.format.tell(&answer, "Runs by number", "None.")?;
    Ok(End::Done)
}

/// Returns the columns of a run.
fn fields() -> Fields<'static, ListedRun> {
    Fields::<ListedRun>::new()
        .add(text("run", "run"), |run| Cell::of(run_name(run.number)))
        .add(text("state", ""), |run| Cell::of(run.state.name()))
        .add(text("started", "started (UTC)"), |run| {
            Cell::maybe(run.notes.as_ref().map(|notes| &notes.started))
        })
        .add(text("known_at", "known at"), |run| {
            Cell::maybe(run.known_at)
        })
        .add(number("alerts", "alerts"), |run| {
            Cell::maybe_figure(run.alerts)
        })
        .add(number("changes", "changes"), |run| {
            let mut more = run.notes.iter().flat_map(|notes| &notes.more);
            let changes = more.find(|entry| entry.file == ChangeColumns::FILE);
            Cell::maybe_figure(changes.and_then(|entry| entry.rows))
        })
        .add(text("dataset", "dataset"), |run| {
            let dataset = run.notes.as_ref().map(|notes| &notes.dataset);
            dataset
                .map(|dataset| Cell::both(dataset, shown_path(dataset)))
                .unwrap_or_default()
        })
        .add(text("blake3", "hash of run.json"), |run| {
            let shown = &run.blake3[..SHOWN_DIGITS.min(run.blake3.len())];
            Cell::both(&run.blake3, shown)
        })
}
