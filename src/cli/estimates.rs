//! The command `inforce estimates`, which shows the estimates in force, their history and their changes.

use super::args::Common;
use super::error::{CommandError, misuse};
use super::figures::of;
use super::source::{Format, Source};
use super::{End, found, names, say};
use crate::archive::read::{PublishedError, PublishedRun, RefusedRow};
use crate::ask::explain::supplements;
use crate::ask::table_v::TableV;
use crate::estimates::{Estimates, Level, Standing, StandingFiling, Status};
use crate::intake::FilingKind;
use crate::terms::{Country, Day, Substance, shown_whole};
use crate::workbook::write_table_v;
use clap::{Args, ValueEnum};
use inforce_present::table::Cell;
use inforce_present::table::answer::{Answer, figure, text};
use inforce_present::table::terminal;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::SystemTime;

const AFTER: &str = "\
Examples:
  inforce estimates --on 2024-01-01 --country kenya
  inforce estimates --country CHE --substance diazepam --history
  inforce estimates --stale --format csv
  inforce estimates --changes 2024-01-01..2024-03-31
  inforce estimates --on 2025-01-01 --layout table-v --xlsx table-v.xlsx";

/// Show the estimates in force on a day, their history, or what changed
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct EstimatesAsked {
    /// The day (YYYY-MM-DD) [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<Day>,
    /// Only those of a country
    #[arg(long, value_name = "COUNTRY")]
    country: Option<String>,
    /// Only those of a substance
    #[arg(long, value_name = "SUBSTANCE")]
    substance: Option<String>,
    /// From when to when each level applied, applies and will apply
    #[arg(long, conflicts_with_all = ["on", "stale", "changes"])]
    history: bool,
    /// Only those that are three years old or more on the day
    #[arg(long, conflicts_with = "changes")]
    stale: bool,
    /// What changed from one day to another, both included (FROM..TO)
    #[arg(long, value_name = "FROM..TO", conflicts_with = "on")]
    changes: Option<Days>,
    /// How to lay out the estimates of a day: a line for each, or countries by substances as in table V of the Board's technical report
    #[arg(long, value_enum, value_name = "LAYOUT", default_value_t = Layout::List, conflicts_with_all = ["history", "stale", "changes"])]
    layout: Layout,
    /// With --layout table-v: write a workbook to this file (XLSX) instead
    #[arg(long, value_name = "FILE", conflicts_with_all = ["history", "stale", "changes"])]
    xlsx: Option<PathBuf>,
    #[command(flatten)]
    source: Source,
}

/// How the estimates of a day are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Layout {
    /// A line for each estimate
    List,
    /// A row for each country, a column for each substance
    TableV,
}

/// Two days, written with two points between them.
#[derive(Clone, Copy, Debug)]
struct Days(Day, Day);

impl FromStr for Days {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (from, to) = text
            .split_once("..")
            .ok_or("expected two days as FROM..TO")?;
        let day = |text: &str| text.parse::<Day>().map_err(|fault| fault.to_string());
        let (from, to) = (day(from)?, day(to)?);
        if from <= to {
            Ok(Self(from, to))
        } else {
            Err("the first day is after the last".into())
        }
    }
}

/// A level and the days on which it applies.
struct Segment<'a> {
    country: Country,
    substance: Substance,
    from: Day,
    to: Option<Day>,
    level: &'a Level,
    before: Option<&'a Level>,
}

/// Runs the command.
pub(super) fn run(asked: &EstimatesAsked, common: &Common) -> Result<End, CommandError> {
    let opened = asked.source.open(common)?;
    let run = &opened.run;
    let (country, substance) = names::country_and_substance(
        (asked.country.as_ref(), asked.substance.as_ref()),
        &run.config,
    )?;
    if asked.layout == Layout::TableV {
        return table_v(asked, common, run, (country, substance));
    }
    if asked.xlsx.is_some() {
        return Err(misuse(
            "--xlsx goes with --layout table-v; inforce workbook writes the rest of a run",
        ));
    }
    let (standing, estimates) = known(run, country)?;
    let on = asked.on.unwrap_or_else(today);
    let picked = segments(&estimates).filter(|segment| {
        country.is_none_or(|country| segment.country == country)
            && substance.is_none_or(|substance| segment.substance == substance)
            && match asked.changes {
                Some(Days(from, to)) => from <= segment.from && segment.from <= to,
                None => {
                    asked.history || (segment.from <= on && segment.to.is_none_or(|to| on < to))
                }
            }
            && (!asked.stale || matches!(segment.level.status, Status::Stale | Status::Expired))
    });
    let title = match asked.changes {
        Some(Days(from, to)) => format!("Estimates that changed from {from} to {to}"),
        None if asked.history => "Estimates by the day from which they applied".to_owned(),
        None if asked.stale => format!("Estimates of three years or more on {on}"),
        None => format!("Estimates in force on {on}"),
    };
    let listed = match asked.changes {
        Some(_) => Listed::Changes,
        None if asked.history => Listed::History,
        None => Listed::On(on),
    };
    let listing = listing(run, &standing, picked, listed);
    let (refused, left_out) = unusable(run, country, substance)?;
    // A filing whose country cannot be read may be of the country asked for.
    let unread = country
        .filter(|_| substance.is_none())
        .map(|country| run.refused_filings_unread(country))
        .transpose()?;
    let unread = unread_filings(unread.unwrap_or(0));
    let table = asked.source.format == Format::Table;
    if !table && let Some(unread) = &unread {
        tracing::warn!("{unread}");
    }
    if !table && (!refused.is_empty() || left_out > 0) {
        let places: Vec<String> = refused
            .iter()
            .map(|row| format!("{} row {}: {}", shown_whole(&row.file), row.row, row.reason))
            .collect();
        tracing::warn!(
            "filings that may be meant were refused, so that no estimate rests on them: {}",
            places.join("; ")
        );
    }
    let more = match (table, country.is_some() || substance.is_some()) {
        (true, true) => terminal::told(&found::unusable(&refused, left_out)),
        (true, false) if !refused.is_empty() => {
            let refused = of(refused.len(), "filing was", "filings were");
            let left_out = found::unusable(&[], left_out);
            format!(
                "\n  {refused} refused, and no estimate rests on them; --country shows those of one country.\n{left_out}"
            )
        }
        (true, false) => found::unusable(&[], left_out),
        (false, _) => String::new(),
    };
    let more = if table {
        more + &unread.map_or_else(String::new, |unread| format!("\n  {unread}.\n"))
    } else {
        more
    };
    let told = asked.source.format.of(&listing, &title, "None.")? + &more;
    say(told.as_bytes());
    Ok(End::Done)
}

/// Returns a sentence on the refused filings whose country cannot be read; `None` if there is none.
fn unread_filings(unread: usize) -> Option<String> {
    let filings = of(unread, "refused filing has", "refused filings have");
    (unread > 0).then(|| format!("{filings} a country that cannot be read and may be of this one; inforce refused --kind filing lists all"))
}

/// Shows the estimates of a day as countries by substances, in the form asked for.
fn table_v(
    asked: &EstimatesAsked,
    common: &Common,
    run: &PublishedRun,
    of: (Option<Country>, Option<Substance>),
) -> Result<End, CommandError> {
    let found = TableV::of(run, asked.on.unwrap_or_else(today), of.0, of.1)?;
    if let Some(path) = &asked.xlsx {
        write_table_v(run, &found, path).map_err(super::workbook::unwritten)?;
        if !common.quiet {
            say(super::table_v::written(&found, path).as_bytes());
        }
        return Ok(End::Done);
    }
    let told = match asked.source.format {
        Format::Table => super::table_v::as_table(&run.config, &found)?,
        Format::Json => super::table_v::as_json(&run.config, &found)?,
        Format::Csv => super::table_v::as_csv(&run.config, &found)?,
    };
    say(told.as_bytes());
    Ok(End::Done)
}

/// Returns the filings of a country, or of all, and the estimates that follow from them.
fn known(
    run: &PublishedRun,
    country: Option<Country>,
) -> Result<(Standing, Estimates), PublishedError> {
    let filings = match country {
        Some(country) => run.filings_of(country)?,
        None => run.filings()?,
    };
    Ok(run.estimates(filings))
}

/// Returns the refused filings that may be of a country and a substance, or all, and the number of files that could not be
/// read.
fn unusable(
    run: &PublishedRun,
    country: Option<Country>,
    substance: Option<Substance>,
) -> Result<(Vec<RefusedRow>, usize), PublishedError> {
    let all = run.unusable()?;
    let refused = match country {
        Some(country) => run.refused_filings(country, substance)?,
        None => all
            .rows
            .iter()
            .filter(|row| substance.is_none_or(|substance| may_be_of(row, substance, run)))
            .cloned()
            .collect(),
    };
    Ok((refused, all.files.len()))
}

fn may_be_of(row: &RefusedRow, substance: Substance, run: &PublishedRun) -> bool {
    let mut named = row
        .fields()
        .flat_map(|code| run.config.substances_by(code))
        .peekable();
    named.peek().is_none() || named.any(|named| named == substance)
}

fn segments(estimates: &Estimates) -> impl Iterator<Item = Segment<'_>> {
    estimates
        .timelines()
        .flat_map(|(country, substance, timeline)| {
            let ends = timeline
                .changes()
                .skip(1)
                .map(|(day, _)| Some(day))
                .chain([None]);
            let before = [None]
                .into_iter()
                .chain(timeline.changes().map(|(_, level)| Some(level)));
            let changes = timeline.changes().zip(ends).zip(before);
            changes.map(move |(((from, level), to), before)| Segment {
                country,
                substance,
                from,
                to,
                level,
                before,
            })
        })
}

/// What to list: the levels in force on a day, those that begin within some days, or all of them.
#[derive(Clone, Copy)]
enum Listed {
    On(Day),
    Changes,
    History,
}

fn listing<'s>(
    run: &PublishedRun,
    standing: &'s Standing,
    segments: impl Iterator<Item = Segment<'s>>,
    listed: Listed,
) -> Answer {
    let config = &run.config;
    // Filings of several substances, or an assessment and a supplement, may have the same id.
    let key =
        |country, substance, kind, id| (country, substance, kind == FilingKind::Supplement, id);
    let of = |standing: &'s StandingFiling| {
        key(
            standing.filing.country,
            standing.filing.substance,
            standing.filing.kind,
            &*standing.id,
        )
    };
    let filings: BTreeMap<(Country, Substance, bool, &str), &StandingFiling> = standing
        .in_use
        .iter()
        .map(|standing| (of(standing), standing))
        .collect();
    let mut columns = vec![
        text("country", "country"),
        text("country_name", ""),
        text("substance", "substance"),
        text("substance_name", ""),
        text("from", "from"),
        text("to", "until"),
    ];
    if matches!(listed, Listed::Changes) {
        columns.push(figure("before_g", "g before"));
    }
    columns.extend([
        figure("level_g", "g"),
        text("status", "status"),
        text("received", "received"),
        text("filing_id", "filing"),
        text("supplements", "supplements"),
        text("note", "note"),
    ]);
    let rows = segments.map(|segment| {
        let Segment {
            country,
            substance,
            level,
            ..
        } = segment;
        let governing = level
            .filing
            .as_deref()
            .and_then(|id| filings.get(&key(country, substance, FilingKind::Assessment, id)));
        let counted: Vec<&str> = match listed {
            Listed::On(day) => level.counting().on(day).map(AsRef::as_ref).collect(),
            Listed::Changes | Listed::History => {
                level.counting().iter().map(AsRef::as_ref).collect()
            }
        };
        let behind = counted
            .iter()
            .filter_map(|id| filings.get(&key(country, substance, FilingKind::Supplement, id)));
        let notes: Vec<&str> = governing
            .into_iter()
            .chain(behind)
            .filter_map(|filing| filing.note.as_deref())
            .collect();
        let shown = match listed {
            Listed::On(_) | Listed::Changes => counted.join(" "),
            Listed::History => supplements(level, segment.to, " "),
        };
        let mut row = vec![
            Cell::of(config.country_code(country)),
            Cell::of(config.country_name(country)),
            Cell::of(config.substance_code(substance)),
            Cell::of(&config.substance(substance).name),
            Cell::of(segment.from),
            Cell::maybe(segment.to),
        ];
        if matches!(listed, Listed::Changes) {
            row.push(
                segment
                    .before
                    .map(|before| Cell::figure(before.mass))
                    .unwrap_or_default(),
            );
        }
        row.extend([
            Cell::figure(level.mass),
            Cell::of(level.status.name()),
            Cell::maybe(governing.map(|filing| filing.filing.received)),
            Cell::maybe(level.filing.as_deref()),
            Cell::both(counted.join(" "), shown),
            Cell::of(notes.join("; ")),
        ]);
        row
    });
    Answer {
        columns,
        rows: rows.collect(),
    }
}

/// Returns today's date by the clock, in UTC.
pub(super) fn today() -> Day {
    let seconds = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    Day::from_number(i32::try_from(seconds / 86_400).unwrap_or(i32::MAX))
}
