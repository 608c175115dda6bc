//! The command `inforce refused`, which lists the rows that a run refused.

use super::args::Common;
use super::error::{CommandError, misuse};
use super::source::AnswerSource;
use super::{End, names};
use crate::archive::number_of;
use crate::archive::read::{PublishedError, PublishedRun, RefusedRow};
use crate::ask::refused::RefusedBefore;
use crate::intake::Reason;
use crate::terms::{Country, escaped, shown, shown_whole};
use clap::{Args, ValueEnum};
use inforce_present::table::answer::{Answer, number, text};
use inforce_present::table::{Cell, Fields};

const AFTER: &str = "\
Examples:
  inforce refused
  inforce refused --file trades/2024/march.csv --reason bad-date
  inforce refused --country kenya --format csv
  inforce refused --new

With --country, a row is listed where a field of it is the country's code exactly, as in \
countries.csv, whatever the field, or where the file tells that the country reported it (of a \
filing: filed it). A row with a name of the country in its place, or nearly one, is listed as well, \
with that text as named_so: it may mean the country. A row that names it in no such way, or whose text \
cannot be read, is not. A file is named as the table names it, or by its folder. Options of several values may be \
repeated: --reason bad-date --reason bad-number.";

/// List the rows that a run refused, all or some, with the reason and the row itself
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct RefusedAsked {
    /// Only those of this file, or of the files in this folder, relative to the dataset
    #[arg(long, value_name = "FILE")]
    file: Vec<String>,
    /// Only those refused for this reason
    #[arg(long, value_name = "REASON")]
    reason: Vec<String>,
    /// Only those that this country reported, or that hold its code in any field
    #[arg(long, value_name = "COUNTRY")]
    country: Vec<String>,
    /// Only records, or only filings
    #[arg(long, value_enum, value_name = "KIND")]
    kind: Option<KindAsked>,
    /// Only those that the run before did not refuse, by file and text
    #[arg(long, conflicts_with = "data")]
    new: bool,
    #[command(flatten)]
    source: AnswerSource,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum KindAsked {
    /// Rows of files under trades/
    Record,
    /// Rows of files under estimates/
    Filing,
}

impl KindAsked {
    const fn name(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Filing => "filing",
        }
    }
}

/// Runs the command.
pub(super) fn run(asked: &RefusedAsked, common: &Common) -> Result<End, CommandError> {
    let opened = asked.source.open(common)?;
    let run = &opened.run;
    let countries: Vec<Country> = names::countries(&asked.country, &run.config)?;
    if let Some(unknown) = asked
        .reason
        .iter()
        .find(|reason| Reason::named(reason).is_none())
    {
        return Err(misuse(format!(
            "{} is no reason to refuse a row; the reasons are {}",
            shown(unknown),
            Reason::names().collect::<Vec<_>>().join(", ")
        )));
    }
    let files = files(run)?;
    if let Some(unknown) = asked
        .file
        .iter()
        .find(|asked| !files.iter().any(|file| is_of(file, asked)))
    {
        return Err(misuse(no_file(run, &files, unknown)));
    }
    let rows = picked(asked, run, &countries)?;
    let rows_refused = super::figures::of(rows.len(), "row", "rows");
    let title = format!(
        "Rows refused{}, run {}: {rows_refused}{}",
        if asked.new {
            " that the run before did not refuse"
        } else {
            ""
        },
        run.run,
        if run.knows_refused_fields() {
            ""
        } else {
            "; by whom they were reported was not recorded by the program of that run"
        }
    );
    let answer = Answer::of(&fields(&rows), &rows);
    asked.source.format.tell(&answer, &title, "None.")?;
    Ok(End::Done)
}

/// Returns the files that the run read.
fn files(run: &PublishedRun) -> Result<Vec<String>, PublishedError> {
    Ok(run
        .manifest()?
        .inputs
        .into_iter()
        .map(|input| input.file)
        .collect())
}

/// Whether a file is the one asked for, or lies in the folder asked for.
fn is_of(file: &str, asked: &str) -> bool {
    let asked = asked.trim_end_matches('/');
    file.strip_prefix(asked)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn no_file(run: &PublishedRun, files: &[String], asked: &str) -> String {
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let near: Vec<String> = files
        .iter()
        .filter(|file| name(file) == name(asked))
        .take(3)
        .map(|file| shown_whole(file))
        .collect();
    let hint = if near.is_empty() {
        "name it as in trades/2024/march.csv".to_owned()
    } else {
        format!("did you mean {}?", near.join(" or "))
    };
    format!(
        "{} is no file that run {} read; {hint}",
        shown(asked),
        run.run
    )
}

/// A row that was asked for.
struct Picked {
    row: RefusedRow,
    /// The country that reported the row, if that is known.
    reporter: Option<String>,
    /// The text that may name a country asked for, if the row names that country in no other way.
    named_so: Option<String>,
}

/// Returns the rows asked for, by kind, file and row.
fn picked(
    asked: &RefusedAsked,
    run: &PublishedRun,
    countries: &[Country],
) -> Result<Vec<Picked>, PublishedError> {
    let before = run.previous().filter(|_| asked.new).and_then(number_of);
    let before = before
        .map(|number| PublishedRun::numbered(&asked.source.out, number))
        .transpose()?;
    let mut before = RefusedBefore::of(before.as_ref())?;
    let mut rows = Vec::new();
    run.each_refused(|row| {
        let is_new = !asked.new || !before.take(&row);
        let of_kind = asked.kind.is_none_or(|kind| kind.name() == row.kind);
        let of_file = asked.file.is_empty() || asked.file.iter().any(|file| is_of(&row.file, file));
        let of_reason = asked.reason.is_empty() || asked.reason.contains(&row.reason);
        if is_new && of_kind && of_file && of_reason {
            let reporter = row.kept.reporter;
            let concerns = |country: &Country| {
                reporter == Some(*country) || row.names(run.config.country_code(*country))
            };
            let is_named = countries.is_empty() || countries.iter().any(concerns);
            let calls = |country: &Country| row.calls(*country, &run.config).map(ToOwned::to_owned);
            let named_so = if is_named {
                None
            } else {
                countries.iter().find_map(calls)
            };
            if is_named || named_so.is_some() {
                let reporter =
                    reporter.map(|reporter| run.config.country_code(reporter).to_owned());
                rows.push(Picked {
                    row,
                    reporter,
                    named_so,
                });
            }
        }
        Ok::<(), PublishedError>(())
    })?;
    Ok(rows)
}

/// Returns the columns of a row.
fn fields(rows: &[Picked]) -> Fields<'static, Picked> {
    let named_so = text("named_so", "named so in the file");
    let named_so = if rows.iter().any(|picked| picked.named_so.is_some()) {
        named_so
    } else {
        named_so.for_programs()
    };
    Fields::<Picked>::new()
        .add(text("kind", "kind"), |picked| Cell::of(&picked.row.kind))
        .add(text("source_file", "file"), |picked| {
            Cell::text(&picked.row.file)
        })
        .add(number("source_row", "row"), |picked| {
            Cell::of(picked.row.row)
        })
        .add(text("id", "id"), |picked| Cell::text(&picked.row.id))
        .add(text("reporter", "reported by"), |picked| {
            Cell::maybe(picked.reporter.as_ref())
        })
        .add(text("reason", "reason"), |picked| {
            Cell::of(&picked.row.reason)
        })
        .add(
            text("detail", "what was found; what was expected"),
            |picked| Cell::of(&picked.row.detail),
        )
        .add(text("raw", "the row"), |picked| {
            Cell::both(&picked.row.raw, escaped(&picked.row.raw))
        })
        .add(named_so, |picked| {
            let text = picked.named_so.as_ref();
            text.map(|text| Cell::both(text, shown_whole(text)))
                .unwrap_or_default()
        })
}
