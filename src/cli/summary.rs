//! Sums up what a run found.

use super::args::RunAsked;
use super::changes;
use super::figures::{capitalised, count, heading, kilograms, of, per_cent};
use super::publishing::pruned;
use crate::archive::{Change, run_name};
use crate::config::{Config, Force, Provisions};
use crate::estimates::{FindingKind, Status};
use crate::evidence::Alert;
use crate::intake::Kind;
use crate::judgement::{Excess, Listing, Rule, Verdict};
use crate::night::NotCarried;
use crate::night::run::{Course, Outcome};
use crate::terms::{harmless, path_text, shown_path};
use inforce_present::table::terminal::{self, Align, Align::Left, Align::Right};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};

/// The number of largest excesses that are listed.
const LARGEST: usize = 10;
/// The number of other alerts that are listed.
const LISTED: usize = 5;
/// The characters above which a name is cut.
const NAME_CHARS: usize = 24;

/// Returns the summary as text, with headings in bold if the terminal can show that.
pub(super) fn summary(
    outcome: &Outcome,
    config: &Config,
    run: &RunAsked,
) -> Result<String, fmt::Error> {
    let mut text = String::new();
    subject(&mut text, outcome, run)?;
    left_out(&mut text, outcome)?;
    alerts(&mut text, outcome)?;
    text.push_str(&changes::summary(outcome, &run.out));
    largest(&mut text, outcome, config)?;
    listed(&mut text, outcome, config)?;
    rows(&mut text, outcome)?;
    findings(&mut text, outcome)?;
    warnings(&mut text, outcome)?;
    let folder = outcome
        .published
        .folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    writeln!(text, "{}", heading("Published"))?;
    writeln!(
        text,
        "  {} -> runs/{folder}",
        run.out.join("current").display()
    )?;
    writeln!(
        text,
        "  alerts, quarantine, estimates, exempt, changes; by year evidence and ledger; manifest.json, run.json"
    )?;
    text.push_str(&pruned(outcome));
    Ok(text)
}

/// Returns the summary for programs: all counts, and every change with its figures.
pub(super) fn object(outcome: &Outcome, run: &RunAsked) -> Value {
    let refused = |kind: Kind| {
        let of_kind = outcome.refused.iter().filter(|((of, _), _)| *of == kind);
        of_kind
            .map(|((_, reason), rows)| ((*reason).to_owned(), Value::from(*rows)))
            .collect::<serde_json::Map<_, _>>()
    };
    let changed = |kind: Change| {
        outcome
            .changes
            .iter()
            .filter(|change| change.change == kind)
            .count()
    };
    let course = match &outcome.course {
        Course::ReadAll(why) => json!({"read": "everything", "why": why.to_string()}),
        Course::NoNews { run, carried } => {
            json!({"read": "nothing", "run": run, "carried_files": carried.0, "carried_rows": carried.1})
        }
        Course::CarryOver {
            run,
            carried,
            new,
            groups,
            sampled,
        } => json!({
            "read": "news", "run": run, "carried_files": carried.0, "carried_rows": carried.1, "new_files": new.0, "new_rows": new.1,
            "groups_looked_for": groups, "groups_sampled": sampled,
        }),
    };
    let mut findings: BTreeMap<&str, u64> = BTreeMap::new();
    for finding in &outcome.findings {
        *findings.entry(finding.kind.name()).or_default() += 1;
    }
    json!({
        "dataset": path_text(&run.dataset),
        "config": run.config.as_deref().map(path_text),
        "known_at": run.known_at.map(|day| day.to_string()),
        "run": outcome.published.run,
        "folder": path_text(&outcome.published.folder),
        "current": path_text(&run.out.join("current")),
        "previous_run": outcome.previous,
        "first_date": outcome.days.map(|(first, _)| first.to_string()),
        "last_date": outcome.days.map(|(_, last)| last.to_string()),
        "files": outcome.files,
        "course": course,
        "counts": outcome.counts,
        "refused": {"records": refused(Kind::Record), "filings": refused(Kind::Filing)},
        "left_out": outcome.left_out.iter().map(|fault| json!({"file": fault.file, "fault": fault.fault.to_string()})).collect::<Vec<_>>(),
        "without_filings": outcome.without_filings,
        "findings": findings,
        "warnings": outcome.warnings,
        "about": outcome.about,
        "changed": Change::ALL.into_iter().map(|kind| (kind.name().to_owned(), changed(kind).into())).collect::<serde_json::Map<_, _>>(),
        "changes": outcome.changes.iter().map(changes::object).collect::<Vec<_>>(),
        "pruned": outcome.pruned.as_ref().map(|pruned| pruned.removed.iter().map(|number| run_name(*number)).collect::<Vec<_>>()).unwrap_or_default(),
    })
}

/// Writes what was judged, so that a summary that is read later shows what it is about.
fn subject(text: &mut String, outcome: &Outcome, run: &RunAsked) -> fmt::Result {
    write!(text, "{}: ", run.dataset.display())?;
    match outcome.days {
        Some((first, last)) => write!(text, "movements from {first} to {last}")?,
        None => write!(text, "no valid record")?,
    }
    if let Some(day) = run.known_at {
        write!(text, ", as known on {day}")?;
    }
    if let Some(folder) = &run.config {
        write!(text, ", by the configuration in {}", folder.display())?;
    }
    writeln!(text)?;
    if let Some(about) = &outcome.about {
        let parts = about.told().into_iter().map(|part| harmless(&part));
        writeln!(text, "{}", parts.collect::<Vec<_>>().join("; "))?;
    }
    writeln!(text)
}

fn alerts(text: &mut String, outcome: &Outcome) -> fmt::Result {
    let alerts = &outcome.counts.alerts;
    writeln!(text, "{}", heading(&of(alerts.total(), "alert", "alerts")))?;
    let rows: Vec<Vec<String>> = Rule::ALL
        .iter()
        .zip(alerts.0)
        .map(|(rule, number)| {
            vec![
                rule.name().to_owned(),
                count(number),
                rule.meaning().to_owned(),
            ]
        })
        .collect();
    write_table(text, &[("", Left), ("", Right), ("", Left)], &rows)
}

fn largest(text: &mut String, outcome: &Outcome, config: &Config) -> fmt::Result {
    let mut excesses: Vec<(&Alert, &Excess)> = outcome
        .alerts
        .iter()
        .filter_map(|alert| match &alert.verdict {
            Verdict::Excess(excess) => Some((alert, excess)),
            Verdict::Listing(_) => None,
        })
        .collect();
    if excesses.is_empty() {
        return Ok(());
    }
    excesses.sort_by(|a, b| b.1.peak.cmp(&a.1.peak).then_with(|| a.0.key.cmp(&b.0.key)));
    writeln!(
        text,
        "{}",
        heading("Largest excesses, on the day of their peak")
    )?;
    excesses.truncate(LARGEST);
    let provisions = |alert: &Alert| config.provisions(alert.key.substance);
    let conventions: BTreeSet<&str> = excesses
        .iter()
        .map(|(alert, _)| provisions(alert).name)
        .collect();
    // One word for all that is listed.
    let called: BTreeSet<&str> = excesses
        .iter()
        .map(|(alert, _)| provisions(alert).estimate)
        .collect();
    let mut rows = Vec::new();
    for (alert, excess) in &excesses {
        let level = &excess.peak_level;
        let (estimate, over) = match (level.status, per_cent(excess.peak, level.mass)) {
            // Own exports alone.
            (Status::None, Some(_)) => (kilograms(level.mass), "no estimate".into()),
            (Status::None | Status::Unknown, _) => ("-".into(), "no estimate".into()),
            (Status::InForce | Status::Stale | Status::Expired, Some(over)) => {
                (kilograms(level.mass), over)
            }
            (Status::InForce | Status::Stale, None) => (kilograms(level.mass), "estimate 0".into()),
            (Status::Expired, None) => (kilograms(level.mass), "expired".into()),
        };
        let mut row = vec![
            country(alert, config),
            cut(&config.substance(alert.key.substance).name, NAME_CHARS),
        ];
        if conventions.len() > 1 {
            row.push(provisions(alert).name.to_owned());
        }
        row.extend([
            alert.key.rule.name().to_owned(),
            first_day(alert, excess),
            excess.peak_day.to_string(),
            estimate,
            kilograms(excess.peak),
            over,
        ]);
        rows.push(row);
    }
    let estimate = match called.into_iter().collect::<Vec<_>>()[..] {
        ["requirement"] => "requirement kg",
        _ => "estimate kg",
    };
    let mut titles = vec![("country", Left), ("substance", Left)];
    titles.extend((conventions.len() > 1).then_some(("convention", Left)));
    titles.extend(["rule", "first day", "peak day"].map(|title| (title, Left)));
    titles.extend([estimate, "excess kg", "over by"].map(|title| (title, Right)));
    write_table(text, &titles, &rows)?;
    let mut all = excesses.iter().map(|(alert, _)| provisions(alert));
    match all.find(|of| of.force == Force::Guidance) {
        Some(Provisions {
            name,
            estimate: called,
            ..
        }) => writeln!(
            text,
            "{}\n",
            wrapped(
                "  ",
                &[format!(
                    "Of the {name} Convention, the estimate is a {called}, which is guidance."
                )]
            )
        ),
        None => Ok(()),
    }
}

/// Writes the alerts with the largest totals of the rules that only list.
fn listed(text: &mut String, outcome: &Outcome, config: &Config) -> fmt::Result {
    let mut listings: Vec<(&Alert, &Listing)> = outcome
        .alerts
        .iter()
        .filter_map(|alert| match &alert.verdict {
            Verdict::Listing(listing) => Some((alert, listing)),
            Verdict::Excess(_) => None,
        })
        .collect();
    if listings.is_empty() {
        return Ok(());
    }
    listings.sort_by(|a, b| {
        b.1.year
            .total
            .cmp(&a.1.year.total)
            .then_with(|| a.0.key.cmp(&b.0.key))
    });
    let all = of(listings.len(), "alert", "alerts");
    let of_all = if listings.len() > LISTED {
        format!("{} of {all}", count(LISTED))
    } else {
        all
    };
    writeln!(
        text,
        "{}",
        heading(&format!("{}, {of_all}", listed_rules(&listings)))
    )?;
    let mut rows = Vec::new();
    for (alert, listing) in listings.iter().take(LISTED) {
        rows.push(vec![
            country(alert, config),
            cut(&config.substance(alert.key.substance).name, NAME_CHARS),
            alert.key.rule.name().to_owned(),
            listing.first_day.to_string(),
            listing.last_day.to_string(),
            listing.year.records.to_string(),
            kilograms(listing.year.total),
        ]);
    }
    let left = ["country", "substance", "rule", "first day", "last day"].map(|title| (title, Left));
    write_table(
        text,
        &[&left[..], &[("reports", Right), ("reported kg", Right)]].concat(),
        &rows,
    )
}

/// Returns in words what the rules list of which there are alerts.
fn listed_rules(listings: &[(&Alert, &Listing)]) -> String {
    let rules: BTreeSet<Rule> = listings.iter().map(|(alert, _)| alert.key.rule).collect();
    let words: Vec<&str> = rules
        .into_iter()
        .map(|rule| match rule {
            Rule::ExportAfterNotice => "exports after a notice",
            Rule::ProhibitedTrade => "prohibited trade",
            _ => "Schedule I trade",
        })
        .collect();
    capitalised(&words.join(", "))
}

/// Returns the notified country, and for exports also the importing country.
fn country(alert: &Alert, config: &Config) -> String {
    let name = config.country_name(alert.key.country);
    match alert.key.partner {
        Some(partner) => {
            let partner = config.country_code(partner);
            format!(
                "{} to {partner}",
                cut(
                    name,
                    NAME_CHARS.saturating_sub(" to ".len() + partner.len())
                )
            )
        }
        None => cut(name, NAME_CHARS),
    }
}

/// The first day in excess; where the excess may have begun earlier, says so.
fn first_day(alert: &Alert, excess: &Excess) -> String {
    let day = excess.first.day;
    if alert.not_later == Some(true) {
        format!("by {day}")
    } else {
        day.to_string()
    }
}

fn rows(text: &mut String, outcome: &Outcome) -> fmt::Result {
    let (records, filings) = (outcome.counts.records.each(), outcome.counts.filings.each());
    writeln!(
        text,
        "{}",
        heading(&format!("Rows of {}", of(outcome.files, "file", "files")))
    )?;
    let shown = outcome.counts.shown();
    let shown: Vec<(usize, String)> = shown
        .map(|(place, title)| (place, title.to_lowercase()))
        .collect();
    let headings = shown.iter().map(|(_, title)| (title.as_str(), Right));
    let of_records = shown.iter().map(|(place, _)| count(records[*place]));
    let of_filings = shown
        .iter()
        .map(|(place, _)| filings[*place].map_or_else(|| "-".to_owned(), count));
    write_table(
        text,
        &std::iter::once(("", Left))
            .chain(headings)
            .collect::<Vec<_>>(),
        &[
            std::iter::once("records".to_owned())
                .chain(of_records)
                .collect(),
            std::iter::once("filings".to_owned())
                .chain(of_filings)
                .collect(),
        ],
    )?;
    course(text, &outcome.course)?;
    for kind in [Kind::Record, Kind::Filing] {
        let mut reasons: Vec<(&str, u64)> = outcome
            .refused
            .iter()
            .filter(|((of, _), _)| *of == kind)
            .map(|((_, reason), number)| (*reason, *number))
            .collect();
        reasons.sort_by_key(|(reason, number)| (std::cmp::Reverse(*number), *reason));
        if !reasons.is_empty() {
            let list: Vec<String> = reasons
                .iter()
                .map(|(reason, number)| format!("{reason} {}", count(*number)))
                .collect();
            writeln!(
                text,
                "{}\n",
                wrapped(&format!("  refused {}s: ", kind.name()), &list)
            )?;
        }
    }
    Ok(())
}

/// Writes how much of the dataset was read, if it was not everything, or if everything was read against expectation.
fn course(text: &mut String, course: &Course) -> fmt::Result {
    match course {
        Course::ReadAll(NotCarried::Asked | NotCarried::Stages | NotCarried::First) => Ok(()),
        Course::ReadAll(why) => writeln!(text, "  everything was read, for {why}\n"),
        Course::NoNews { run, .. } => writeln!(
            text,
            "  nothing is new since run {run}, so that its answer was published again\n"
        ),
        Course::CarryOver {
            run,
            carried,
            new,
            groups,
            sampled,
        } => {
            let [carried, new] = [carried, new].map(|(files, rows)| {
                format!(
                    "{} of {}",
                    of(*rows, "record", "records"),
                    of(*files, "file", "files")
                )
            });
            writeln!(
                text,
                "  carried over from run {run}: {carried}; read: {new}"
            )?;
            writeln!(
                text,
                "  looked for in older files: {} newly in excess",
                of(*groups, "group", "groups")
            )?;
            writeln!(
                text,
                "  summed up anew from records: {} drawn by lot, all as carried over\n",
                of(*sampled, "group", "groups")
            )
        }
    }
}

fn findings(text: &mut String, outcome: &Outcome) -> fmt::Result {
    let mut kinds: BTreeMap<_, u64> = BTreeMap::new();
    // A finding that begins after the last day of the data is left out.
    for finding in outcome
        .findings
        .iter()
        .filter(|finding| Some(finding.from) <= outcome.last_day)
    {
        *kinds.entry(finding.kind).or_default() += 1;
    }
    if outcome.without_filings {
        writeln!(
            text,
            "{}\n  none were given: there is no file under estimates/, so every estimate is none\n",
            heading("Estimates")
        )?;
    }
    let Some(until) = outcome.last_day.filter(|_| !kinds.is_empty()) else {
        return Ok(());
    };
    let abouts = [
        ("requirements", FindingKind::RequirementUnknown),
        ("returns", FindingKind::ReturnsDisagree),
    ];
    let there = abouts
        .into_iter()
        .filter(|(_, kind)| kinds.contains_key(kind));
    let about: Vec<&str> = std::iter::once("the estimates")
        .chain(there.map(|(about, _)| about))
        .collect();
    let about = match about.as_slice() {
        [others @ .., last] if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => about.concat(),
    };
    let list: Vec<String> = kinds
        .iter()
        .map(|(kind, number)| format!("{} {}", kind.name(), count(*number)))
        .collect();
    writeln!(
        text,
        "{}",
        heading(&format!("Findings on {about} up to {until}"))
    )?;
    writeln!(text, "{}", wrapped("  ", &list))?;
    let in_words = [
        (
            FindingKind::Unconfirmed,
            "unconfirmed: filings of narcotic drugs that the Board has not confirmed; they limit nothing and add nothing",
        ),
        (
            FindingKind::RequirementUnknown,
            "requirement-unknown: countries and precursors with trade on days without a requirement in force; on these days nothing is compared",
        ),
    ];
    for (kind, words) in in_words {
        if kinds.contains_key(&kind) {
            writeln!(text, "{}", terminal::wrapped(&format!("  {words}")))?;
        }
    }
    writeln!(text)
}

/// Writes the warnings: what is valid but looks wrong, in a limited number of files.
fn warnings(text: &mut String, outcome: &Outcome) -> fmt::Result {
    let warnings = &outcome.warnings;
    if warnings.is_empty() {
        return Ok(());
    }
    writeln!(
        text,
        "{}",
        heading(&of(warnings.len(), "warning", "warnings"))
    )?;
    for of_kind in warnings.chunk_by(|a, b| a.kind == b.kind) {
        if let Some(first) = of_kind.first() {
            writeln!(text, "  {}: {}", first.kind.name(), first.kind.meaning())?;
        }
        for warning in of_kind.iter().take(LISTED) {
            let rows = warning
                .rows
                .map(|rows| format!(", {}", of(rows, "row", "rows")))
                .unwrap_or_default();
            let first = warning
                .first_row
                .map(|row| format!(", first row {row}"))
                .unwrap_or_default();
            writeln!(text, "    {}{rows}{first}", shown_path(&warning.file))?;
            if let Some(example) = &warning.example {
                writeln!(text, "      {}", shown_path(example))?;
            }
        }
        if of_kind.len() > LISTED {
            writeln!(
                text,
                "    and {} more",
                of(of_kind.len() - LISTED, "file", "files")
            )?;
        }
    }
    writeln!(text)
}

fn left_out(text: &mut String, outcome: &Outcome) -> fmt::Result {
    if outcome.left_out.is_empty() {
        return Ok(());
    }
    writeln!(
        text,
        "{}",
        heading(&format!(
            "Left out: {}",
            of(
                outcome.left_out.len(),
                "file that cannot be read",
                "files that cannot be read"
            )
        ))
    )?;
    for fault in &outcome.left_out {
        writeln!(text, "  {fault}")?;
    }
    writeln!(text)
}

/// Writes a table, and a blank line after it.
fn write_table(text: &mut String, headings: &[(&str, Align)], rows: &[Vec<String>]) -> fmt::Result {
    let rows: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.iter().map(String::as_str).collect())
        .collect();
    let lines = terminal::lines(headings, &rows, terminal::width());
    lines
        .head
        .iter()
        .chain(lines.rows.iter().flatten())
        .try_for_each(|line| writeln!(text, "{line}"))?;
    writeln!(text)
}

fn cut(name: &str, width: usize) -> String {
    if name.chars().count() <= width {
        return name.to_owned();
    }
    let start: String = name.chars().take(width.saturating_sub(1)).collect();
    format!("{}…", start.trim_end())
}

/// Breaks a list into lines of at most a hundred characters, or the width of the terminal if that is less. Lines after the
/// first are indented by the width of the label.
fn wrapped(label: &str, items: &[String]) -> String {
    let widest = terminal::width()
        .map_or(100, |width| width.min(100))
        .saturating_sub(2);
    let indent = " ".repeat(label.chars().count());
    let mut lines = vec![label.to_owned()];
    for (place, item) in items.iter().enumerate() {
        let separator = if place + 1 < items.len() { ", " } else { "" };
        let full = lines.last().is_some_and(|line| {
            line.chars().count() + item.chars().count() > widest && line.trim() != label.trim()
        });
        if full {
            lines.push(indent.clone());
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(item);
            line.push_str(separator);
        }
    }
    lines
        .iter()
        .map(|line| line.trim_end())
        .collect::<Vec<_>>()
        .join("\n")
}
