//! Shows how the alerts differ between two runs: in the summary of a run, and in the command `inforce diff`.

use super::error::CommandError;
use super::figures::{count, grams, heading, of};
use super::source::AnswerFormat;
use super::{End, say};
use crate::archive::read::PublishedRun;
use crate::archive::tables::{FigureColumns, Together, names, values};
use crate::archive::{AlertChange, AlertFigures, Because, Change, Number, run_name};
use crate::compare::{MOST_ROWS, changes};
use crate::night::run::Outcome;
use crate::terms::{escaped, shown_path};
use clap::Args;
use inforce_present::table::Cell;
use inforce_present::table::answer::{Answer, csv, figure, text};
use serde_json::{Value, json};
use std::fmt::{self, Write};
use std::path::{Path, PathBuf};

const AFTER: &str = "\
Examples:
  inforce diff 41 42
  inforce diff 41 42 --out /srv/incb/out --format csv

new: was not there. worsened, eased: graver or less so, by the greatest excess, else by the days in excess, else by whether \
it is cured. restated: other figures, neither graver nor less so. cleared: gone, because estimates, own exports, policy or \
configuration are others. retracted: gone, because records were corrected, withdrawn, refused or removed. \
An alert that is not listed has the same figures in both; doubts about it are not compared.";

/// Show what became of each alert from one run to another, and why
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct Diff {
    /// The number of the run before
    before: Number,
    /// The number of the run after
    after: Number,
    /// The folder with the runs
    #[arg(long, default_value = "out", value_name = "DIR")]
    out: PathBuf,
    /// How to give the answer
    #[arg(long, value_enum, value_name = "FORM", default_value_t = AnswerFormat::Table)]
    format: AnswerFormat,
}

/// The most changes that a summary lists.
const LISTED: usize = 10;

/// Runs the command.
pub(super) fn run(asked: &Diff) -> Result<End, CommandError> {
    let open = |number| PublishedRun::numbered(&asked.out, number);
    let (before, after) = (open(asked.before)?, open(asked.after)?);
    let changes = changes(Some(&before), &after, MOST_ROWS)?;
    let told = match asked.format {
        AnswerFormat::Table => as_table(&changes, asked),
        AnswerFormat::Json => {
            serde_json::to_string_pretty(&changes.iter().map(object).collect::<Vec<_>>())? + "\n"
        }
        AnswerFormat::Csv => as_csv(&changes)?,
    };
    say(told.as_bytes());
    Ok(End::Done)
}

/// Returns the lines of a run's summary.
pub(super) fn summary(outcome: &Outcome, out: &Path) -> String {
    let changes = &outcome.changes;
    let Some(previous) = &outcome.previous else {
        return format!(
            "First run in {}: there is none before it to compare with\n\n",
            shown_path(out)
        );
    };
    let overtaken = overtaken(outcome, previous);
    if changes.is_empty() {
        return format!("No alert has changed since run {previous}\n\n{overtaken}");
    }
    let mut shown: Vec<&AlertChange> = changes.iter().collect();
    shown.sort_by_key(|change| change.change);
    let rest = shown.len().saturating_sub(LISTED);
    shown.truncate(LISTED);
    let mut text = format!(
        "{}\n  {}\n\n{}",
        heading(&format!("Since run {previous}")),
        totals(changes),
        listed(&shown)
    );
    if rest > 0 {
        let (rest, run, out) = (count(rest), &outcome.published.run, shown_path(out));
        let _ = writeln!(
            text,
            "  and {rest} more: inforce diff {previous} {run} --out {out}"
        );
    }
    text + "\n" + &overtaken
}

/// Returns the versions that came and do not stand; empty if there is none.
fn overtaken(outcome: &Outcome, previous: &str) -> String {
    let all = &outcome.overtaken;
    if all.is_empty() {
        return String::new();
    }
    let (number, verb) = (
        of(all.len(), "version", "versions"),
        if all.len() == 1 { "does" } else { "do" },
    );
    let have = if all.len() == 1 { "has" } else { "have" };
    let mut text = heading(&format!(
        "{number} that {have} come since run {previous} {verb} not stand (rules 4.2)"
    )) + "\n";
    for one in all.iter().take(LISTED) {
        let _ = writeln!(text, "  {}", escaped(&one.told()));
    }
    let rest = all.len().saturating_sub(LISTED);
    if rest > 0 {
        let _ = writeln!(text, "  and {}", of(rest, "more", "more"));
    }
    text + "\n"
}

/// Returns the number of changes of each kind.
fn totals(changes: &[AlertChange]) -> String {
    let of_kind = |kind: Change| {
        changes
            .iter()
            .filter(|change| change.change == kind)
            .count()
    };
    let known = Change::ALL.map(|kind| (kind, of_kind(kind)));
    known
        .into_iter()
        .filter(|(_, number)| *number > 0)
        .map(|(kind, some)| format!("{} {}", count(some), kind.name()))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Returns a line for each change with its figures, and below it a line for each cause.
fn listed(changes: &[&AlertChange]) -> String {
    let columns = vec![
        text("change", "change"),
        text("alert", "alert"),
        figure("before", "g before"),
        figure("after", "g after"),
        figure("days_before", "days before"),
        figure("days_after", "days after"),
        text("cured", "cured"),
    ];
    let mass = |figures: &Option<AlertFigures>| {
        figures
            .as_ref()
            .map(|figures| Cell::for_people(grams(gravity(figures))))
            .unwrap_or_default()
    };
    let days = |figures: &Option<AlertFigures>| {
        Cell::maybe(figures.as_ref().map(|figures| figures.excess_days))
    };
    let row = |change: &&AlertChange| {
        let cured = change.after.as_ref().and_then(|figures| figures.cured_on);
        let sides = [
            mass(&change.before),
            mass(&change.after),
            days(&change.before),
            days(&change.after),
        ];
        [Cell::of(change.change.name()), Cell::of(&change.alert)]
            .into_iter()
            .chain(sides)
            .chain([Cell::maybe(cured)])
            .collect()
    };
    let lines = Answer {
        columns,
        rows: changes.iter().map(row).collect(),
    }
    .lines();
    let mut text = String::new();
    let told = |lines: Vec<String>, text: &mut String| {
        for line in lines {
            text.extend([line.as_str(), "\n"]);
        }
    };
    told(lines.head, &mut text);
    for (row, change) in lines.rows.into_iter().zip(changes) {
        told(row, &mut text);
        for because in &change.causes {
            let _ = writeln!(text, "    {}", in_words(because));
        }
    }
    text
}

/// Returns the greatest excess or, for rules that only list, the total of the year.
fn gravity(figures: &AlertFigures) -> crate::terms::Mass {
    figures.peak_excess.unwrap_or(figures.year_total)
}

/// Returns a cause in words, without characters that could act on a terminal.
fn in_words(because: &Because) -> String {
    let detail = escaped(&because.detail);
    if detail.is_empty() {
        because.cause.name().to_owned()
    } else {
        format!("{}: {detail}", because.cause.name())
    }
}

fn as_table(changes: &[AlertChange], asked: &Diff) -> String {
    let title = format!(
        "From run {} to run {}",
        run_name(asked.before),
        run_name(asked.after)
    );
    if changes.is_empty() {
        return format!("{title}: no alert has changed\n");
    }
    format!(
        "{title}: {}\n\n{}",
        totals(changes),
        listed(&changes.iter().collect::<Vec<_>>())
    )
}

/// Returns a change with its figures, for programs.
pub(super) fn object(change: &AlertChange) -> Value {
    let of_figures =
        |figures: &AlertFigures| Value::Object(values(&figures.columns()).into_iter().collect());
    let causes = change
        .causes
        .iter()
        .map(|because| json!({"cause": because.cause.name(), "detail": because.detail}));
    json!({
        "alert_id": change.alert,
        "rule": change.rule.name(),
        "country": change.country,
        "partner": change.partner,
        "substance": change.substance,
        "substance_name": change.substance_name,
        "schedule": change.schedule,
        "year": change.year,
        "change": change.change.name(),
        "causes": causes.collect::<Vec<_>>(),
        "before": change.before.as_ref().map(of_figures),
        "after": change.after.as_ref().map(of_figures),
    })
}

fn as_csv(changes: &[AlertChange]) -> Result<String, fmt::Error> {
    let figures =
        |figures: Option<&AlertFigures>| values(&Together(figures.map(AlertFigures::columns)));
    let text = |(_, value): (String, Value)| match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let sides = ["before_", "after_"].map(|side| {
        names::<FigureColumns<'_>>()
            .into_iter()
            .map(move |name| format!("{side}{name}"))
    });
    let head = [
        "alert_id",
        "rule",
        "country",
        "partner",
        "substance",
        "year",
        "change",
        "causes",
        "details",
    ];
    let head = head.map(ToOwned::to_owned).into_iter();
    let head: Vec<String> = head.chain(sides.into_iter().flatten()).collect();
    let row = |change: &AlertChange| -> Vec<String> {
        let joined = |said: fn(&Because) -> &str| {
            change
                .causes
                .iter()
                .map(said)
                .collect::<Vec<_>>()
                .join(" | ")
        };
        let first = [
            change.alert.clone(),
            change.rule.name().to_owned(),
            change.country.clone(),
            change.partner.clone().unwrap_or_default(),
            change.substance.clone(),
            change.year.to_string(),
            change.change.name().to_owned(),
            joined(|because| because.cause.name()),
            joined(|because| &because.detail),
        ];
        let sides = [change.before.as_ref(), change.after.as_ref()]
            .into_iter()
            .flat_map(figures)
            .map(text);
        first.into_iter().chain(sides).collect()
    };
    csv(std::iter::once(head).chain(changes.iter().map(row)))
}
