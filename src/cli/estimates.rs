//! The command `inforce estimates`, which shows the estimates in force, their history and their changes.

use super::args::Common;
use super::error::{CommandError, misuse};
use super::figures::{capitalised, of};
use super::source::{AnswerFormat, AnswerSource};
use super::{End, found, names, say};
use crate::archive::read::{PublishedError, PublishedRun, RefusedRow};
use crate::ask::explain::supplements;
use crate::ask::table_v::TableV;
use crate::config::{FilingKind, Term};
use crate::estimates::{Estimates, Level, Standing, StandingFiling, Status};
use crate::terms::{Country, Day, Mass, MassOverflow, Substance, shown_whole};
use crate::workbook::write_table_v;
use clap::{Args, ValueEnum};
use inforce_present::table::answer::{Answer, figure, hidden, text};
use inforce_present::table::terminal;
use inforce_present::table::{Cell, Column};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::SystemTime;

const AFTER: &str = "\
Examples:
  inforce estimates --on 2024-01-01 --country kenya
  inforce estimates --country CHE --substance diazepam --history
  inforce estimates --stale --format csv
  inforce estimates --changes 2024-01-01..2024-03-31
  inforce estimates --on 2025-01-01 --layout table-v --xlsx table-v.xlsx

Of narcotic drugs (1961), a level is what was filed for the calendar year and, on a day, what the country itself has exported in the \
year up to it. --history and --changes give what was filed alone, as estimates.parquet does. Of precursors (1988), the level is the annual \
legitimate requirement.";

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
    changes: Option<DaySpan>,
    /// How to lay out the estimates of a day: a line for each, or countries by substances as in table V of the Board's technical report
    #[arg(long, value_enum, value_name = "LAYOUT", default_value_t = EstimatesLayout::List, conflicts_with_all = ["history", "stale", "changes"])]
    layout: EstimatesLayout,
    /// With --layout table-v: write a workbook to this file (XLSX) instead
    #[arg(long, value_name = "FILE", conflicts_with_all = ["history", "stale", "changes"])]
    xlsx: Option<PathBuf>,
    #[command(flatten)]
    source: AnswerSource,
}

/// How the estimates of a day are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum EstimatesLayout {
    /// A line for each estimate
    List,
    /// A row for each country, a column for each substance
    TableV,
}

/// Two days, written with two points between them.
#[derive(Clone, Copy, Debug)]
struct DaySpan(Day, Day);

impl FromStr for DaySpan {
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

/// A level without own exports and the days on which it applies.
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
    if asked.layout == EstimatesLayout::TableV {
        if let Some(other) = substance.filter(|of| !run.config.provisions(*of).is_on_form_bp) {
            return Err(misuse(format!(
                "{} is of the {} Convention, and table V is of psychotropic substances; leave out --layout",
                run.config.substance_code(other),
                run.config.provisions(other).name
            )));
        }
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
                Some(DaySpan(from, to)) => from <= segment.from && segment.from <= to,
                None => {
                    asked.history || (segment.from <= on && segment.to.is_none_or(|to| on < to))
                }
            }
            && (!asked.stale || matches!(segment.level.status, Status::Stale | Status::Expired))
    });
    let picked: Vec<Segment<'_>> = picked.collect();
    let what = called(run, &picked);
    let title = match asked.changes {
        Some(DaySpan(from, to)) => format!("{what} that changed from {from} to {to}"),
        None if asked.history => format!("{what} by the day from which they applied"),
        None if asked.stale => format!("{what} of three years or more on {on}"),
        None => format!("{what} in force on {on}"),
    };
    let listed = match asked.changes {
        Some(_) => ListedLevels::Changes,
        None if asked.history => ListedLevels::History,
        None => ListedLevels::On(on),
    };
    let own_exports = match listed {
        ListedLevels::On(day) => exported(run, &picked, day)?,
        ListedLevels::Changes | ListedLevels::History => OwnExportsByPair::new(),
    };
    let raised = own_exports_told(run, &picked, listed);
    let listing = listing(run, &standing, picked, (listed, &own_exports))?;
    let (refused, left_out) = unusable(run, country, substance)?;
    // A filing whose country cannot be read may be of the country asked for.
    let unread = country
        .filter(|_| substance.is_none())
        .map(|country| run.refused_filings_unread(country))
        .transpose()?;
    let unread = unread_filings(unread.unwrap_or(0));
    let table = asked.source.format == AnswerFormat::Table;
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
    let raised = if table {
        terminal::told(&raised)
    } else {
        String::new()
    };
    let told = asked.source.format.of(&listing, &title, "None.")? + &raised + &more;
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
        AnswerFormat::Table => super::table_v::as_table(&run.config, &found)?,
        AnswerFormat::Json => super::table_v::as_json(&run.config, &found)?,
        AnswerFormat::Csv => super::table_v::as_csv(&run.config, &found)?,
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
            let before = [None]
                .into_iter()
                .chain(timeline.changes().map(|(_, level)| Some(level)));
            let stretches = timeline.stretches().zip(before);
            stretches.map(move |((from, to, level), before)| Segment {
                country,
                substance,
                from,
                to,
                level,
                before,
            })
        })
}

/// What a country itself reports as exported of a substance in a year: base mass and number of records.
type OwnExportsByPair = BTreeMap<(Country, Substance), (Mass, i64)>;

/// Reads what countries themselves report as exported from 1 January of the year of a day up to the day, where that raises a level.
fn exported(
    run: &PublishedRun,
    segments: &[Segment<'_>],
    day: Day,
) -> Result<OwnExportsByPair, CommandError> {
    let wanted: BTreeSet<(Country, Substance)> = segments
        .iter()
        .filter(|segment| segment.level.own_exports.is_some())
        .map(|segment| (segment.country, segment.substance))
        .collect();
    let pair = wanted.first().copied().filter(|_| wanted.len() == 1);
    let mut sums = OwnExportsByPair::new();
    if wanted.is_empty() {
        return Ok(sums);
    }
    for of_day in run.own_exports_by_day(pair)? {
        let key = (of_day.exporter, of_day.substance);
        if wanted.contains(&key) && of_day.day.year() == day.year() && of_day.day <= day {
            let (base, records) = sums.entry(key).or_default();
            *base = base.plus(of_day.base)?;
            *records += of_day.records;
        }
    }
    Ok(sums)
}

/// Returns the word for what is listed.
fn called(run: &PublishedRun, segments: &[Segment<'_>]) -> String {
    let words: BTreeSet<&str> = segments
        .iter()
        .map(|segment| run.config.provisions(segment.substance).estimate)
        .collect();
    let words: Vec<String> = words.into_iter().map(|word| format!("{word}s")).collect();
    let words = if words.is_empty() {
        "estimates".to_owned()
    } else {
        words.join(" and ")
    };
    capitalised(&words)
}

/// Returns in words what own exports have to do with the levels, if they matter.
fn own_exports_told(run: &PublishedRun, segments: &[Segment<'_>], listed: ListedLevels) -> String {
    let mut raised = segments
        .iter()
        .filter(|segment| segment.level.own_exports.is_some());
    let Some(first) = raised.next() else {
        return String::new();
    };
    let ListedLevels::On(day) = listed else {
        return "\n  Without own exports, which raise the levels of narcotic drugs (rules 7.4); --on DATE adds those up to a day.\n"
            .to_owned();
    };
    let config = &run.config;
    let command = if raised.next().is_some() {
        super::trades::own_exports_command("COUNTRY", "SUBSTANCE", day)
    } else {
        super::trades::own_exports_command(
            config.country_code(first.country),
            config.substance_code(first.substance),
            day,
        )
    };
    format!(
        "\n  Own exports are what the country itself reports as exported from {}-01-01 to {day} (rules 7.4), listed by:\n  {command}\n",
        day.year()
    )
}

/// What to list: the levels in force on a day, those that begin within some days, or all of them.
#[derive(Clone, Copy)]
enum ListedLevels {
    On(Day),
    Changes,
    History,
}

fn listing<'s>(
    run: &PublishedRun,
    standing: &'s Standing,
    segments: Vec<Segment<'s>>,
    (listed, own_exports): (ListedLevels, &OwnExportsByPair),
) -> Result<Answer, MassOverflow> {
    let config = &run.config;
    // Filings of several substances, or an assessment and a supplement, may have the same id.
    let changes = |kind| matches!(kind, FilingKind::Supplement | FilingKind::Deduction);
    let key = |country, substance, kind, id| (country, substance, changes(kind), id);
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
    if matches!(listed, ListedLevels::Changes) {
        columns.push(figure("before_g", "g before"));
    }
    let (raised, of_year) = (
        segments
            .iter()
            .any(|segment| segment.level.own_exports.is_some()),
        segments
            .iter()
            .any(|segment| config.provisions(segment.substance).term == Term::CalendarYear),
    );
    let shown_if = |shown: bool, column: Column| if shown { column } else { column.for_programs() };
    let is_on_day = matches!(listed, ListedLevels::On(_));
    if is_on_day {
        columns.extend([
            shown_if(raised, figure("filed_g", "g filed")),
            shown_if(raised, figure("own_exports_g", "g exported")),
            figure("own_export_records", "").for_programs(),
        ]);
    }
    columns.extend([
        figure("level_g", "g"),
        text("status", "status"),
        text("received", "received"),
        shown_if(of_year, text("confirmed", "confirmed")),
        hidden("convention"),
        text("filing_id", "filing"),
        text("supplements", "supplements"),
        text("note", "note"),
    ]);
    let row = |segment: Segment<'s>| {
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
            ListedLevels::On(day) => level.counting().on(day).map(AsRef::as_ref).collect(),
            ListedLevels::Changes | ListedLevels::History => {
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
            ListedLevels::On(_) | ListedLevels::Changes => counted.join(" "),
            ListedLevels::History => supplements(level, segment.to, " "),
        };
        let mut row = vec![
            Cell::of(config.country_code(country)),
            Cell::of(config.country_name(country)),
            Cell::of(config.substance_code(substance)),
            Cell::of(&config.substance(substance).name),
            Cell::of(segment.from),
            Cell::maybe(segment.to),
        ];
        if matches!(listed, ListedLevels::Changes) {
            row.push(
                segment
                    .before
                    .map(|before| Cell::figure(before.mass))
                    .unwrap_or_default(),
            );
        }
        let (own, records) = own_exports
            .get(&(country, substance))
            .copied()
            .unwrap_or_default();
        if is_on_day {
            let matters = level.own_exports.is_some();
            row.extend([
                Cell::figure(level.mass),
                Cell::maybe_figure(matters.then_some(own)),
                Cell::maybe(matters.then_some(records)),
            ]);
        }
        row.extend([
            Cell::figure(level.mass.plus(own)?),
            Cell::of(level.status.name()),
            Cell::maybe(governing.map(|filing| filing.filing.received)),
            Cell::maybe(governing.and_then(|filing| filing.filing.confirmed)),
            Cell::of(config.provisions(substance).name),
            Cell::maybe(level.filing.as_deref()),
            Cell::both(counted.join(" "), shown),
            Cell::of(notes.join("; ")),
        ]);
        Ok(row)
    };
    let rows = segments.into_iter().map(row);
    Ok(Answer {
        rows: rows.collect::<Result<_, _>>()?,
        columns,
    })
}

/// Returns today's date by the clock, in UTC.
pub(super) fn today() -> Day {
    let seconds = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    Day::from_number(i32::try_from(seconds / 86_400).unwrap_or(i32::MAX))
}
