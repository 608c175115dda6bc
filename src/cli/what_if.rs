//! The command `inforce what-if`, which tries supposed filings.

use super::args::Common;
use super::error::{CommandError, failed, misuse};
use super::figures::{grams, heading};
use super::source::{Format, Source};
use super::supposed::{Assessment, Supplement};
use super::{End, say};
use crate::archive::read::PublishedRun;
use crate::ask::explain::{supplements, told as told_effect};
use crate::ask::what_if::{AlertChange, Clearing, Fate, Outcome, Supposed, WhatIfError, what_if};
use crate::estimates::{Effect, Level, NO_LEVEL};
use crate::judgement::Excess;
use crate::terms::Mass;
use crate::terms::{Day, Timeline};
use clap::Args;
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

A supplement is received and takes effect on its DATE, an assessment applies from its DATE on and is received on the same \
day, unless another is given after a comma. Beside each alert stands the smallest supplement that would clear it if it were received \
on the day of the one supposed; ask with +0g for that alone. --format csv gives the alerts alone.";

/// Try a supplement or an assessment: which alerts would clear, ease, stay or appear
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct WhatIf {
    /// A supplement, as COUNTRY:SUBSTANCE:GRAMS@DATE, its grams with a sign; may be repeated
    #[arg(
        long,
        value_name = "SUPPLEMENT",
        required_unless_present = "assessment"
    )]
    supplement: Vec<Supplement>,
    /// An assessment, as COUNTRY:SUBSTANCE:GRAMS@DATE, if need be with a comma and the day of receipt; may be repeated
    #[arg(long, value_name = "ASSESSMENT")]
    assessment: Vec<Assessment>,
    #[command(flatten)]
    source: Source,
}

/// Runs the command.
pub(super) fn run(asked: &WhatIf, common: &Common) -> Result<End, CommandError> {
    let opened = asked.source.open(common)?;
    let run = &opened.run;
    let supplements = asked
        .supplement
        .iter()
        .map(|supplement| supplement.supposed(&run.config));
    let assessments = asked
        .assessment
        .iter()
        .map(|assessment| assessment.supposed(&run.config));
    let supposed: Result<Vec<Supposed>, String> = supplements.chain(assessments).collect();
    let outcomes = what_if(run, &supposed.map_err(misuse)?).map_err(|error| match error {
        WhatIfError::Refused { .. } | WhatIfError::NotYetKnown { .. } => misuse(error),
        error => failed(error),
    })?;
    let told = match asked.source.format {
        Format::Json => json(&super::supposed::tree(run, &outcomes))?,
        Format::Csv => alerts(run, outcomes.iter().flat_map(|outcome| &outcome.alerts)).csv()?,
        Format::Table => terminal::told(&table(run, &outcomes)?),
    };
    say(told.as_bytes());
    Ok(End::Done)
}

fn table(run: &PublishedRun, outcomes: &[Outcome]) -> Result<String, fmt::Error> {
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
            let filing = &outcome.supposed[effect.place];
            let kind = filing.filing.kind.name();
            let received = filing.filing.received;
            let (whole, told) = (signed(effect.counted, kind), told_effect(effect));
            writeln!(
                out,
                "  {kind} {} of {whole} g, received {received}: {told}{}",
                filing.id,
                untouched(outcome, &effect.effect)
            )?;
        }
        writeln!(out, "\n{}", levels(outcome).table().trim_end())?;
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
        }
    }
    Ok(out)
}

/// Returns in words which later filing a supplement does not change, if one takes over from the filing that it changes.
fn untouched(outcome: &Outcome, effect: &Effect) -> String {
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
fn counted(alerts: &[AlertChange]) -> String {
    let count = |fate: Fate| alerts.iter().filter(|alert| alert.fate() == fate).count();
    let parts = Fate::ALL
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

const fn plural(fate: Fate) -> &'static str {
    match fate {
        Fate::Clears => "clear",
        Fate::Eases => "ease",
        Fate::Stays => "stay",
        Fate::Changes => "change",
        Fate::Worsens => "worsen",
        Fate::Appears => "appear",
    }
}

/// Returns grams; those of a supplement with their sign.
fn signed(counted: Mass, kind: &str) -> String {
    let sign = if kind == "supplement" && counted >= Mass::ZERO {
        "+"
    } else {
        ""
    };
    format!("{sign}{}", grams(counted))
}

/// Days on which neither the level before nor the level after changes.
pub(super) struct Stretch {
    pub(super) from: Day,
    pub(super) to: Option<Day>,
    pub(super) before: Level,
    pub(super) after: Level,
}

/// Returns the levels before and after, in stretches of days on which neither changes.
pub(super) fn stretches(outcome: &Outcome) -> Vec<Stretch> {
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
        .map(|(from, to)| Stretch {
            from: *from,
            to,
            before: on(&outcome.before, *from),
            after: on(&outcome.after, *from),
        })
        .collect()
}

/// Returns the levels before and after as an answer.
fn levels(outcome: &Outcome) -> Answer {
    let fields = Fields::<Stretch>::new()
        .add(text("from", "from"), |of| Cell::of(of.from))
        .add(text("to", "until"), |of| Cell::maybe(of.to))
        .add(figure("before_g", "estimate g"), |of| {
            Cell::figure(of.before.mass)
        })
        .add(figure("after_g", "would be g"), |of| {
            if of.before == of.after {
                Cell::for_people("the same")
            } else {
                Cell::figure(of.after.mass)
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
    Answer::of(&fields, &stretches(outcome))
}

fn alerts<'o>(run: &PublishedRun, alerts: impl IntoIterator<Item = &'o AlertChange>) -> Answer {
    let maybe = |of: fn(&Excess) -> String| {
        move |excess: &Option<Excess>| Cell::maybe(excess.as_ref().map(of))
    };
    let first = maybe(|excess| excess.first.day.to_string());
    let days = maybe(|excess| excess.days.to_string());
    let peak =
        |excess: &Option<Excess>| Cell::maybe_figure(excess.as_ref().map(|excess| excess.peak));
    let fields = Fields::<AlertChange>::new()
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
        .add(text("clearing_supplements", "would clear it"), clearing);
    Answer::of(&fields, alerts)
}

/// Returns the supplements that would clear an alert; for people, also the days on which none could.
fn clearing(alert: &AlertChange) -> Cell {
    let programs = alert
        .clearing
        .iter()
        .filter_map(|(date, clearing)| match clearing {
            Clearing::Grams(grams) => Some(format!("+{grams}@{date}")),
            Clearing::None { .. } => None,
        });
    let people = alert
        .clearing
        .iter()
        .map(|(date, clearing)| cleared(*date, *clearing));
    Cell::both(
        programs.collect::<Vec<_>>().join(" "),
        people.collect::<Vec<_>>().join("; "),
    )
}

fn cleared(date: Day, clearing: Clearing) -> String {
    match clearing {
        Clearing::Grams(whole) => format!("+{} g on {date}", grams(whole)),
        Clearing::None { still } => format!("nothing on {date}: it does not change {still}"),
    }
}
