//! The command `inforce alerts`, which lists the alerts of a run.

use super::args::Common;
use super::error::CommandError;
use super::figures::grams;
use super::source::AnswerSource;
use super::{End, names};
use crate::archive::read::{AlertRow, PublishedError, PublishedRun};
use crate::archive::{AlertChange, AlertFigures, Because, Change};
use crate::config::{Config, Convention, Force};
use crate::judgement::{Doubt, Rule};
use crate::terms::Country;
use clap::Args;
use clap::builder::PossibleValuesParser;
use inforce_present::table::answer::{Answer, figure, hidden, number, text};
use inforce_present::table::{Cell, Column, Fields};
use std::collections::{BTreeMap, BTreeSet};

const AFTER: &str = "\
Examples:
  inforce alerts
  inforce alerts --country kenya --year 2024
  inforce alerts --substance diazepam --rule import-excess --format csv
  inforce alerts --convention 1961 --format json
  inforce alerts --changed --run 41

A country has the alerts that are notified to it and those about exports to it; alerts of \
export-excess, which rest on the importer's estimate, and of export-after-notice are notified to the \
exporter. Estimates of narcotic drugs (1961) are binding, those of psychotropic substances (1971) \
filed voluntarily, and requirements of precursors (1988) guidance. With --changed, an \
alert that is gone has the figures that it had in the run before; in a first run every alert is \
new. Options of several values may be \
repeated: --year 2023 --year 2024. The table shows the greatest excess, or for rules that only list \
what was moved in the year; --format json and csv have every figure of alerts.parquet, exact.";

/// List the alerts of a run, all or some, with what became of them since the run before
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct AlertsAsked {
    /// Only those notified to this country, or about exports to it
    #[arg(long, value_name = "COUNTRY")]
    country: Vec<String>,
    /// Only those of this substance
    #[arg(long, value_name = "SUBSTANCE")]
    substance: Vec<String>,
    /// Only those of substances of this convention
    #[arg(long, value_name = "CONVENTION", value_parser = PossibleValuesParser::new(Convention::ALL.map(Convention::name)))]
    convention: Vec<String>,
    /// Only those of this calendar year
    #[arg(long, value_name = "YEAR")]
    year: Vec<i32>,
    /// Only those of this rule
    #[arg(long, value_name = "RULE", value_parser = PossibleValuesParser::new(Rule::ALL.map(Rule::name)))]
    rule: Vec<String>,
    /// Only those that are not what they were in the run before, gone ones included
    #[arg(long, conflicts_with = "data")]
    changed: bool,
    #[command(flatten)]
    source: AnswerSource,
}

/// An alert of the run, or an alert that only the previous run has.
struct ShownAlert {
    id: String,
    rule: Rule,
    country: String,
    partner: Option<String>,
    substance: String,
    /// The name in the run's own list, if that still has the substance.
    substance_name: String,
    schedule: String,
    /// The convention in the run's own list, if that still has the substance.
    convention: Option<Convention>,
    year: i64,
    figures: AlertFigures,
    change: Option<Change>,
    causes: Vec<Because>,
    /// None known of an alert that is gone.
    not_later: Option<bool>,
    /// The doubts about the alert; empty for an alert that is gone.
    doubts: Vec<Doubt>,
}

/// The alerts that are asked for. An alert must match one entry of each list that is not empty.
struct AlertFilter<'a> {
    countries: Vec<&'a str>,
    substances: Vec<&'a str>,
    conventions: &'a [String],
    years: &'a [i32],
    rules: &'a [String],
}

/// Runs the command.
pub(super) fn run(asked: &AlertsAsked, common: &Common) -> Result<End, CommandError> {
    let opened = asked.source.open(common)?;
    let run = &opened.run;
    let countries: Vec<Country> = names::countries(&asked.country, &run.config)?;
    let substances = names::substances(&asked.substance, &run.config)?;
    // In a first run every alert is new, so a column of changes would say nothing.
    let changes = if asked.changed {
        run.changes()?
    } else {
        run.compared()?.unwrap_or_default()
    };
    let mut alerts = shown(run, changes)?;
    let wanted = AlertFilter {
        countries: countries
            .iter()
            .map(|country| run.config.country_code(*country))
            .collect(),
        substances: substances
            .iter()
            .map(|substance| run.config.substance_code(*substance))
            .collect(),
        conventions: &asked.convention,
        years: &asked.year,
        rules: &asked.rule,
    };
    alerts.retain(|alert| {
        if asked.changed {
            alert.change.is_some()
        } else {
            !alert.is_gone()
        }
    });
    alerts.retain(|alert| wanted.has(alert));
    let what = if asked.changed {
        "Alerts that changed since the run before"
    } else {
        "Alerts"
    };
    let of = super::figures::of(alerts.len(), "alert", "alerts");
    let conventions: BTreeSet<Option<Convention>> =
        alerts.iter().map(|alert| alert.convention).collect();
    let under = match conventions.first() {
        Some(Some(one)) if conventions.len() == 1 => {
            format!(" under the {} Convention", one.name())
        }
        _ => String::new(),
    };
    let title = format!("{what}, run {}: {of}{under}", run.run);
    asked.source.format.tell(
        &Answer::of(&fields(&run.config, &alerts), &alerts),
        &title,
        "None.",
    )?;
    Ok(End::Done)
}

impl AlertFilter<'_> {
    fn has(&self, alert: &ShownAlert) -> bool {
        let sides = [Some(alert.country.as_str()), alert.partner.as_deref()];
        (self.countries.is_empty()
            || sides
                .into_iter()
                .flatten()
                .any(|side| self.countries.contains(&side)))
            && (self.substances.is_empty() || self.substances.contains(&&*alert.substance))
            && (self.conventions.is_empty()
                || self
                    .conventions
                    .iter()
                    .any(|name| alert.convention.map(Convention::name) == Some(name)))
            && (self.years.is_empty()
                || self.years.iter().any(|year| i64::from(*year) == alert.year))
            && (self.rules.is_empty() || self.rules.iter().any(|rule| rule == alert.rule.name()))
    }
}

impl ShownAlert {
    fn is_gone(&self) -> bool {
        matches!(self.change, Some(Change::Cleared | Change::Retracted))
    }
}

/// Returns all alerts of a run, each with its change, and those that are gone; sorted as the run's alerts are.
fn shown(run: &PublishedRun, changes: Vec<AlertChange>) -> Result<Vec<ShownAlert>, PublishedError> {
    let mut changes: BTreeMap<String, AlertChange> = changes
        .into_iter()
        .map(|change| (change.alert.clone(), change))
        .collect();
    let config = &run.config;
    let mut all: Vec<ShownAlert> = run
        .alerts(None)?
        .into_iter()
        .map(|alert| here(config, &alert, changes.remove(&alert.id)))
        .collect();
    all.extend(
        changes
            .into_values()
            .filter_map(|change| gone(config, change)),
    );
    let place = |shown: &ShownAlert| {
        (
            shown.rule,
            shown.country.clone(),
            shown.partner.clone(),
            shown.substance.clone(),
            shown.year,
        )
    };
    all.sort_by_cached_key(place);
    Ok(all)
}

fn here(config: &Config, alert: &AlertRow, change: Option<AlertChange>) -> ShownAlert {
    let substance = config.substance(alert.substance);
    ShownAlert {
        id: alert.id.clone(),
        rule: alert.rule,
        country: config.country_code(alert.country).to_owned(),
        partner: alert
            .partner
            .map(|partner| config.country_code(partner).to_owned()),
        substance: config.substance_code(alert.substance).to_owned(),
        substance_name: substance.name.clone(),
        schedule: substance.schedule.name().to_owned(),
        convention: Some(substance.convention),
        year: alert.year,
        figures: alert.figures.clone(),
        change: change.as_ref().map(|change| change.change),
        causes: change.map(|change| change.causes).unwrap_or_default(),
        not_later: alert.not_later,
        doubts: alert.doubts.clone(),
    }
}

/// Returns an alert that only the previous run has.
fn gone(config: &Config, change: AlertChange) -> Option<ShownAlert> {
    let substance = config.substance_codes.find(&change.substance);
    Some(ShownAlert {
        convention: substance.map(|substance| config.substance(substance).convention),
        id: change.alert,
        rule: change.rule,
        country: change.country,
        partner: change.partner,
        substance: change.substance,
        substance_name: change.substance_name,
        schedule: change.schedule,
        year: change.year.into(),
        figures: change.before?,
        change: Some(change.change),
        causes: change.causes,
        not_later: None,
        doubts: Vec::new(),
    })
}

/// Returns the columns of alerts; columns of changes and of doubts only if there are any.
fn fields<'c>(config: &'c Config, alerts: &[ShownAlert]) -> Fields<'c, ShownAlert> {
    let changed = alerts.iter().any(|alert| alert.change.is_some());
    let doubted = alerts.iter().any(|alert| !alert.doubts.is_empty());
    let mut conventions = alerts.iter().map(|alert| alert.convention);
    let first = conventions.next();
    let mixed = conventions.any(|other| Some(other) != first);
    let shown_if = |shown: bool, column: Column| if shown { column } else { column.for_programs() };
    let name = |code: &str| {
        let country = config.country_codes.find(code);
        country.map_or_else(
            || code.to_owned(),
            |country| config.country_name(country).to_owned(),
        )
    };
    let hidden_number = |name| number(name, "").for_programs();
    Fields::<ShownAlert>::new()
        .add(text("alert_id", "alert"), |alert| Cell::of(&alert.id))
        .add(hidden("rule"), |alert| Cell::of(alert.rule.name()))
        .add(hidden("country"), |alert| Cell::of(&alert.country))
        .add(text("country_name", "country"), move |alert| {
            Cell::of(name(&alert.country))
        })
        .add(hidden("partner"), |alert| {
            Cell::maybe(alert.partner.as_ref())
        })
        .add(hidden("partner_name"), move |alert| {
            Cell::maybe(alert.partner.as_deref().map(name))
        })
        .add(hidden("substance"), |alert| Cell::of(&alert.substance))
        .add(text("substance_name", "substance"), |alert| {
            Cell::of(&alert.substance_name)
        })
        .add(hidden("schedule"), |alert| Cell::of(&alert.schedule))
        .add(shown_if(mixed, text("convention", "convention")), |alert| {
            Cell::maybe(alert.convention.map(Convention::name))
        })
        .add(hidden("force"), |alert| {
            let force = alert.convention.map(|of| of.provisions().force);
            Cell::maybe(force.map(Force::name))
        })
        .add(hidden_number("year"), |alert| Cell::of(alert.year))
        .add(text("first_excess_date", "first day"), |alert| {
            let day = alert.figures.first_excess_date;
            if alert.not_later == Some(true) {
                Cell::both(day, format!("by {day}"))
            } else {
                Cell::of(day)
            }
        })
        .add(hidden("running_total_g"), |alert| {
            Cell::maybe(alert.figures.running_total)
        })
        .add(hidden("estimate_g"), |alert| {
            Cell::maybe(alert.figures.estimate)
        })
        .add(hidden("own_exports_g"), |alert| {
            Cell::maybe(alert.figures.own_exports)
        })
        .add(hidden("excess_g"), |alert| {
            Cell::maybe(alert.figures.excess)
        })
        .add(hidden("peak_excess_date"), |alert| {
            Cell::maybe(alert.figures.peak_excess_date)
        })
        .add(hidden("peak_excess_g"), |alert| {
            Cell::maybe(alert.figures.peak_excess)
        })
        .add(text("last_excess_date", "last day"), |alert| {
            Cell::of(alert.figures.last_excess_date)
        })
        .add(number("excess_days", "days"), |alert| {
            Cell::of(alert.figures.excess_days)
        })
        .add(hidden_number("excess_records"), |alert| {
            Cell::of(alert.figures.excess_records)
        })
        .add(hidden("year_total_g"), |alert| {
            Cell::of(alert.figures.year_total)
        })
        .add(hidden_number("records"), |alert| {
            Cell::of(alert.figures.records)
        })
        .add(hidden("first_excess_not_later"), |alert| {
            Cell::maybe(alert.not_later)
        })
        // Shows people the figure by which the gravity is ranked.
        .add(figure("", "g too much").for_people(), |alert| {
            let moved = || format!("{} moved", grams(alert.figures.year_total));
            Cell::for_people(alert.figures.peak_excess.map_or_else(moved, grams))
        })
        .add(text("cured_on", "cured"), |alert| {
            Cell::maybe(alert.figures.cured_on)
        })
        .add(hidden("estimate_status"), |alert| {
            Cell::maybe(alert.figures.estimate_status.as_ref())
        })
        .add(hidden("filing_id"), |alert| {
            Cell::maybe(alert.figures.filing_id.as_ref())
        })
        .add(shown_if(changed, text("change", "change")), |alert| {
            Cell::maybe(alert.change.map(Change::name))
        })
        .add(shown_if(changed, text("causes", "because of")), |alert| {
            listed(alert.causes.iter().map(|because| because.cause.name()))
        })
        .add(hidden("details"), |alert| {
            listed(alert.causes.iter().map(|because| because.detail.as_str()))
        })
        .add(shown_if(doubted, text("doubts", "doubts")), |alert| {
            listed(alert.doubts.iter().map(|doubt| doubt.name()))
        })
}

/// Returns a list of words as a cell; an empty cell for an empty list.
fn listed<'w>(words: impl Iterator<Item = &'w str>) -> Cell {
    let words: Vec<&str> = words.collect();
    let exact = words.join(" | ");
    if exact.is_empty() {
        Cell::Nothing
    } else {
        Cell::both(exact, words.join(", "))
    }
}
