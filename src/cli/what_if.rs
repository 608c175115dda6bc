//! The command `inforce what-if`, which tries supposed filings.

use super::args::Common;
use super::error::{CommandError, failed, misuse};
use super::figures::{grams, heading};
use super::source::{AnswerFormat, AnswerSource};
use super::supposed::{WrittenFiling, supplement};
use super::{End, say};
use crate::archive::read::PublishedRun;
use crate::ask::explain::{supplements, told as told_effect};
use crate::ask::what_if::{
    AlertFate, Clearing, Supposed, SupposedAlert, SupposedOutcome, WhatIfError, what_if,
};
use crate::config::{FilingKind, Term};
use crate::estimates::{Effect, Level, NO_LEVEL, Status};
use crate::judgement::Excess;
use crate::terms::{Day, Mass, Timeline};
use clap::{ArgGroup, Args};
use inforce_present::table::answer::{Answer, figure, json, text};
use inforce_present::table::terminal;
use inforce_present::table::{Cell, Fields};
use std::collections::BTreeSet;
use std::fmt::{self, Write};

const AFTER: &str = "\
Examples:
  inforce what-if --supplement KEN:PD006:+1300g@2024-06-01
  inforce what-if --supplement kenya:diazepam:+0g@2024-06-01
  inforce what-if --assessment KEN:PD006:3000g@2025-01-01 \\
    --supplement KEN:PD006:+500g@2024-10-01 --format json
  inforce what-if --assessment KEN:PD006:3000g@2024-01-01,2023-11-15
  inforce what-if --estimate KEN:morphine:12kg@2024-11-20,2025
  inforce what-if --requirement KEN:ephedrine:500kg@2024-01-01

Psychotropic substances (1971) have assessments, established values and supplements; narcotic drugs (1961) have estimates, established \
values, supplements and deductions; precursors (1988) have requirements.

Of 1971 and 1988, a filing applies from its DATE on and is received on the same day, unless another is given after a comma; a supplement \
is received and takes effect on its DATE. Of 1961, a filing is received, and confirmed by the Board, on its DATE, and is for the \
calendar year of that day, unless another year is given after a comma; a deduction needs no confirmation.

Beside each alert stands the smallest supplement that would clear it if it were received (of 1961: confirmed, too, and for the year of \
the alert) on the day of the one supposed; ask with +0g for that alone. It is in whole grams where supplements count in whole grams. \
There are no supplements to requirements. --format csv gives the alerts alone.";

/// Try what could be filed: which alerts would clear, ease, stay or appear
#[derive(Debug, Args)]
#[command(
    override_usage = "inforce what-if [OPTIONS] <SUPPOSED>, where SUPPOSED is at least one of\n       --supplement, --assessment, --estimate, --established, --deduction and\n       --requirement"
)]
#[command(after_help = AFTER, group = ArgGroup::new("supposed").args(["supplement", "assessment", "estimate", "established", "deduction", "requirement"]).required(true).multiple(true))]
pub(super) struct WhatIf {
    /// A supplement, as COUNTRY:SUBSTANCE:GRAMS@DATE, its grams with a sign; may be repeated, as all kinds may
    #[arg(long, value_name = "FILING", value_parser = supplement)]
    supplement: Vec<WrittenFiling>,
    /// An assessment, as COUNTRY:SUBSTANCE:GRAMS@DATE, if need be with a comma and the day of receipt
    #[arg(long, value_name = "FILING")]
    assessment: Vec<WrittenFiling>,
    /// An estimate, as COUNTRY:SUBSTANCE:GRAMS@DATE, if need be with a comma and the year that it is for
    #[arg(long, value_name = "FILING")]
    estimate: Vec<WrittenFiling>,
    /// A value that the Board establishes, likewise
    #[arg(long, value_name = "FILING")]
    established: Vec<WrittenFiling>,
    /// What the Board deducts for an excess of an earlier year, likewise
    #[arg(long, value_name = "FILING")]
    deduction: Vec<WrittenFiling>,
    /// An annual legitimate requirement, as COUNTRY:SUBSTANCE:GRAMS@DATE, if need be with a comma and the day of receipt
    #[arg(long, value_name = "FILING")]
    requirement: Vec<WrittenFiling>,
    #[command(flatten)]
    source: AnswerSource,
}

/// Runs the command.
pub(super) fn run(asked: &WhatIf, common: &Common) -> Result<End, CommandError> {
    let opened = asked.source.open(common)?;
    let run = &opened.run;
    let all = [
        (FilingKind::Supplement, &asked.supplement),
        (FilingKind::Assessment, &asked.assessment),
        (FilingKind::Estimate, &asked.estimate),
        (FilingKind::Established, &asked.established),
        (FilingKind::Deduction, &asked.deduction),
        (FilingKind::Requirement, &asked.requirement),
    ];
    let supposed: Result<Vec<Supposed>, String> = all
        .into_iter()
        .flat_map(|(kind, written)| written.iter().map(move |written| (kind, written)))
        .map(|(kind, written)| written.supposed(kind, &run.config))
        .collect();
    let outcomes = what_if(run, &supposed.map_err(misuse)?).map_err(|error| match error {
        WhatIfError::Refused { .. } | WhatIfError::NotYetKnown { .. } => misuse(error),
        error => failed(error),
    })?;
    let told = match asked.source.format {
        AnswerFormat::Json => json(&super::supposed::tree(run, &outcomes))?,
        AnswerFormat::Csv => {
            alerts(run, outcomes.iter().flat_map(|outcome| &outcome.alerts)).csv()?
        }
        AnswerFormat::Table => terminal::told(&table(run, &outcomes)?),
    };
    say(told.as_bytes());
    Ok(End::Done)
}

fn table(run: &PublishedRun, outcomes: &[SupposedOutcome]) -> Result<String, fmt::Error> {
    let mut out = String::new();
    writeln!(
        out,
        "{}",
        heading(&format!(
            "If this were filed, beside run {}; nothing is published",
            run.run
        ))
    )?;
    for outcome in outcomes {
        let config = &run.config;
        let (country, substance) = (
            config.country_name(outcome.country),
            &config.substance(outcome.substance).name,
        );
        let provisions = config.provisions(outcome.substance);
        let (country_code, code) = (
            config.country_code(outcome.country),
            config.substance_code(outcome.substance),
        );
        writeln!(
            out,
            "\n{}",
            heading(&format!("{country} ({country_code}), {substance} ({code})"))
        )?;
        for effect in &outcome.effects {
            let standing = &outcome.supposed[effect.place];
            let filing = &standing.filing;
            let year = filing.year.map(|year| format!(" for {year}"));
            let confirmed = filing.confirmed.map(|day| format!(", confirmed {day}"));
            writeln!(
                out,
                "  {} {} of {} g{}, received {}{}: {}{}",
                filing.kind.name(),
                standing.id,
                signed(effect.counted, filing.kind),
                year.unwrap_or_default(),
                filing.received,
                confirmed.unwrap_or_default(),
                told_effect(effect),
                untouched(outcome, &effect.effect)
            )?;
        }
        for (from, to) in &outcome.notice_ends {
            writeln!(
                out,
                "  A notice that {country} is in excess for {} would end: exports to it from {from} to {to} would not be listed as export-after-notice (rules 7.5).",
                from.year()
            )?;
        }
        writeln!(
            out,
            "\n{}",
            levels(outcome, provisions.estimate).table().trim_end()
        )?;
        own_exports(&mut out, outcome, country)?;
        if outcome.alerts.is_empty() {
            writeln!(
                out,
                "\n  No rule that compares has an alert of this country and substance, and none would appear."
            )?;
        } else {
            let table = alerts(run, &outcome.alerts).table();
            writeln!(
                out,
                "\n{}\n\n  {}",
                table.trim_end(),
                counted(&outcome.alerts)
            )?;
            if !provisions.kinds.contains(&FilingKind::Supplement) {
                writeln!(
                    out,
                    "  There are no supplements to a {0}; a new {0} could clear an alert from the day on which it applies.",
                    provisions.estimate
                )?;
            }
        }
    }
    Ok(out)
}

/// Returns in words which later filing a supplement does not change, if one takes over from the filing that it changes.
fn untouched(outcome: &SupposedOutcome, effect: &Effect) -> String {
    let Effect::Changes {
        days: Some((_, Some(until))),
        ..
    } = effect
    else {
        return String::new();
    };
    let next = outcome
        .after
        .on(*until)
        .and_then(|level| level.filing.as_deref());
    next.map(|next| format!("; the estimate of {next} from {until} on is not touched"))
        .unwrap_or_default()
}

/// Returns how many alerts have which fate, in words.
fn counted(alerts: &[SupposedAlert]) -> String {
    let count = |fate: AlertFate| alerts.iter().filter(|alert| alert.fate() == fate).count();
    let parts = AlertFate::ALL
        .into_iter()
        .map(|fate| (fate, count(fate)))
        .filter(|(_, count)| *count > 0);
    parts
        .map(|(fate, count)| {
            format!(
                "{count} {}",
                if count == 1 {
                    fate.name()
                } else {
                    plural(fate)
                }
            )
        })
        .collect::<Vec<_>>()
        .join(", ")
}

const fn plural(fate: AlertFate) -> &'static str {
    match fate {
        AlertFate::Clears => "clear",
        AlertFate::Eases => "ease",
        AlertFate::Stays => "stay",
        AlertFate::Changes => "change",
        AlertFate::Worsens => "worsen",
        AlertFate::Appears => "appear",
    }
}

/// Writes what own exports add to the levels by the end of each year of an alert, before and after alike.
fn own_exports(out: &mut String, outcome: &SupposedOutcome, country: &str) -> fmt::Result {
    let years: BTreeSet<i32> = outcome.alerts.iter().map(|alert| alert.key.year).collect();
    for year in years {
        let last = Day::from_civil(year, 12, 31).and_then(|last| outcome.after.on(last));
        let own = last.and_then(|level| level.own_exports);
        if let Some(own) = own.filter(|own| *own > Mass::ZERO) {
            writeln!(
                out,
                "\n  To these levels own exports are added: {} g by the end of {year}, as {country} itself reports them (rules 7.4).",
                grams(own)
            )?;
        }
    }
    Ok(())
}

/// Returns grams; those of a supplement with their sign.
fn signed(counted: Mass, kind: FilingKind) -> String {
    let sign = if kind == FilingKind::Supplement && counted >= Mass::ZERO {
        "+"
    } else {
        ""
    };
    format!("{sign}{}", grams(counted))
}

/// Days on which neither the level before nor the level after changes.
pub(super) struct ComparedStretch {
    pub(super) from: Day,
    pub(super) to: Option<Day>,
    pub(super) before: Level,
    pub(super) after: Level,
}

/// Returns the levels before and after, in stretches of days on which neither changes.
pub(super) fn stretches(outcome: &SupposedOutcome) -> Vec<ComparedStretch> {
    let starts: BTreeSet<Day> = outcome
        .before
        .changes()
        .chain(outcome.after.changes())
        .map(|(day, _)| day)
        .collect();
    let on = |timeline: &Timeline<Level>, day: Day| timeline.on(day).unwrap_or(&NO_LEVEL).clone();
    let ends = starts.iter().skip(1).copied().map(Some).chain([None]);
    starts
        .iter()
        .zip(ends)
        .map(|(from, to)| ComparedStretch {
            from: (*from).max(Day::FIRST),
            to,
            before: on(&outcome.before, *from),
            after: on(&outcome.after, *from),
        })
        .collect()
}

/// Returns the levels before and after without own exports, in stretches of days on which neither changes.
fn filed(outcome: &SupposedOutcome) -> Vec<ComparedStretch> {
    let filed = |level: Level| Level {
        mass: level.base(),
        own_exports: None,
        ..level
    };
    let mut stretches: Vec<ComparedStretch> = Vec::new();
    for ComparedStretch {
        from,
        to,
        before,
        after,
    } in self::stretches(outcome)
    {
        let (before, after) = (filed(before), filed(after));
        match stretches.last_mut() {
            Some(last) if (&last.before, &last.after) == (&before, &after) => last.to = to,
            _ => stretches.push(ComparedStretch {
                from,
                to,
                before,
                after,
            }),
        }
    }
    // What applies before any filing is of no interest.
    let is_before = |first: &ComparedStretch| {
        first.before.status == Status::None && first.before == first.after
    };
    if stretches.len() > 1 && stretches.first().is_some_and(is_before) {
        stretches.remove(0);
    }
    stretches
}

/// Returns the levels before and after as an answer, without own exports.
fn levels(outcome: &SupposedOutcome, called: &str) -> Answer {
    let level = |level: &Level| {
        if level.status == Status::Unknown {
            Cell::for_people("none in force")
        } else {
            Cell::figure(level.mass)
        }
    };
    let title = match called {
        "requirement" => "requirement g",
        _ => "estimate g",
    };
    let fields = Fields::<ComparedStretch>::new()
        .add(text("from", "from"), |of| Cell::of(of.from))
        .add(text("to", "until"), |of| Cell::maybe(of.to))
        .add(figure("before_g", title), move |of| level(&of.before))
        .add(figure("after_g", "would be g"), move |of| {
            if of.before == of.after {
                Cell::for_people("the same")
            } else {
                level(&of.after)
            }
        })
        .add(text("status", "status"), |of| {
            Cell::of(of.after.status.name())
        })
        .add(text("filing_id", "filing"), |of| {
            Cell::maybe(of.after.filing.as_deref())
        })
        .add(text("supplements", "supplements"), |of| {
            Cell::of(supplements(&of.after, of.to, " "))
        });
    Answer::of(&fields, &filed(outcome))
}

fn alerts<'o>(run: &PublishedRun, alerts: impl IntoIterator<Item = &'o SupposedAlert>) -> Answer {
    let maybe = |of: fn(&Excess) -> String| {
        move |excess: &Option<Excess>| Cell::maybe(excess.as_ref().map(of))
    };
    let first = maybe(|excess| excess.first.day.to_string());
    let days = maybe(|excess| excess.days.to_string());
    let peak =
        |excess: &Option<Excess>| Cell::maybe_figure(excess.as_ref().map(|excess| excess.peak));
    let fields = Fields::<SupposedAlert>::new()
        .add(text("fate", "alert"), |alert| Cell::of(alert.fate().name()))
        .add(text("alert_id", ""), |alert| {
            Cell::of(alert.key.id(&run.config))
        })
        .add(text("first_excess_date_before", "first day"), |alert| {
            first(&alert.before)
        })
        .add(text("first_excess_date_after", "would be"), |alert| {
            first(&alert.after)
        })
        .add(figure("excess_days_before", "days"), |alert| {
            days(&alert.before)
        })
        .add(figure("excess_days_after", "would be"), |alert| {
            days(&alert.after)
        })
        .add(figure("peak_excess_g_before", "peak excess g"), |alert| {
            peak(&alert.before)
        })
        .add(figure("peak_excess_g_after", "would be"), |alert| {
            peak(&alert.after)
        })
        .add(text("clearing_supplements", "would clear it"), |alert| {
            clearing(alert, run)
        });
    Answer::of(&fields, alerts)
}

/// Returns the supplements that would clear an alert; for people, also the days on which none could.
fn clearing(alert: &SupposedAlert, run: &PublishedRun) -> Cell {
    let provisions = run.config.provisions(alert.key.substance);
    // A supplement of another day's year, where supplements are for calendar years.
    let other_year = |date: &Day| {
        let year = alert.key.year;
        (provisions.term == Term::CalendarYear && date.year() != year).then_some(year)
    };
    let programs = alert
        .clearing
        .iter()
        .filter_map(|(date, clearing)| match clearing {
            Clearing::Grams(grams) => {
                let year = other_year(date).map(|year| format!(",{year}"));
                Some(format!("+{grams}@{date}{}", year.unwrap_or_default()))
            }
            Clearing::None { .. } => None,
        });
    let people = alert
        .clearing
        .iter()
        .map(|(date, clearing)| cleared(*date, *clearing, other_year(date)));
    Cell::both(
        programs.collect::<Vec<_>>().join(" "),
        people.collect::<Vec<_>>().join("; "),
    )
}

fn cleared(date: Day, clearing: Clearing, year: Option<i32>) -> String {
    let year = year.map(|year| format!(", for {year}")).unwrap_or_default();
    match clearing {
        Clearing::Grams(least) => format!("+{} g on {date}{year}", grams(least)),
        Clearing::None { still } => format!("nothing on {date}: it does not change {still}"),
    }
}
