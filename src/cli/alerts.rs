//! `inforce alerts`.

use super::args::Common;
use super::figures::grams;
use super::listing::{Cell, Column, Listing, figure, number, text};
use super::source::{Source, failed, misuse};
use super::{End, names, say};
use crate::archive::read::{AlertRow, PublishedError, PublishedRun};
use crate::archive::{AlertChange, AlertFigures, Because, Change};
use crate::config::Config;
use crate::judgement::{Doubt, Rule};
use crate::terms::{Country, Substance};
use clap::Args;
use clap::builder::PossibleValuesParser;
use std::collections::BTreeMap;

const AFTER: &str = "\
Examples:
  inforce alerts
  inforce alerts --country kenya --year 2024
  inforce alerts --substance diazepam --rule import-excess --format csv
  inforce alerts --changed --run 41

A country has the alerts that are notified to it and those about exports to it; an alert of \
export-excess is notified to the exporter and rests on the importer's estimate. With --changed, an \
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
    source: Source,
}

/// An alert of the run, or of the run before and no more.
struct Shown {
    id: String,
    rule: Rule,
    country: String,
    partner: Option<String>,
    substance: String,
    /// By the run's own list, if it still has the substance.
    substance_name: String,
    schedule: String,
    year: i64,
    figures: AlertFigures,
    change: Option<Change>,
    causes: Vec<Because>,
    /// None known of an alert that is gone.
    doubts: Vec<Doubt>,
}

/// Which alerts are asked for; of each list any, where it has one.
struct AlertFilter<'a> {
    countries: Vec<&'a str>,
    substances: Vec<&'a str>,
    years: &'a [i32],
    rules: &'a [String],
}

/// Answers.
pub(super) fn run(asked: &AlertsAsked, common: &Common) -> End {
    let opened = match asked.source.open(common) {
        Ok(opened) => opened,
        Err(end) => return end,
    };
    let run = &opened.run;
    let countries: Result<Vec<Country>, String> = asked
        .country
        .iter()
        .map(|text| names::country(text, &run.config))
        .collect();
    let substances: Result<Vec<Substance>, String> = asked
        .substance
        .iter()
        .map(|text| names::substance(text, &run.config))
        .collect();
    let (countries, substances) = match (countries, substances) {
        (Ok(countries), Ok(substances)) => (countries, substances),
        (Err(fault), _) | (_, Err(fault)) => return misuse(common, &fault),
    };
    // In a first run every alert is new, which is worth no column.
    let changes = if asked.changed {
        run.changes()
    } else {
        run.compared().map(Option::unwrap_or_default)
    };
    let changes = match changes {
        Ok(changes) => changes,
        Err(error) => return failed(common, &error),
    };
    let mut alerts = match shown(run, changes) {
        Ok(alerts) => alerts,
        Err(error) => return failed(common, &error),
    };
    let wanted = AlertFilter {
        countries: countries
            .iter()
            .map(|country| run.config.country_code(*country))
            .collect(),
        substances: substances
            .iter()
            .map(|substance| run.config.substance_code(*substance))
            .collect(),
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
    let of = super::figures::of(
        u64::try_from(alerts.len()).unwrap_or(u64::MAX),
        "alert",
        "alerts",
    );
    let title = format!("{what}, run {}: {of}", run.run);
    match listing(&run.config, &alerts).told(asked.source.format, &title, "None.") {
        Ok(text) => say(text.as_bytes()),
        Err(error) => return failed(common, &format!("cannot put the answer in words: {error}")),
    }
    End::Done
}

impl AlertFilter<'_> {
    fn has(&self, alert: &Shown) -> bool {
        let sides = [Some(alert.country.as_str()), alert.partner.as_deref()];
        (self.countries.is_empty()
            || sides
                .into_iter()
                .flatten()
                .any(|side| self.countries.contains(&side)))
            && (self.substances.is_empty() || self.substances.contains(&&*alert.substance))
            && (self.years.is_empty()
                || self.years.iter().any(|year| i64::from(*year) == alert.year))
            && (self.rules.is_empty() || self.rules.iter().any(|rule| rule == alert.rule.name()))
    }
}

impl Shown {
    fn is_gone(&self) -> bool {
        matches!(self.change, Some(Change::Cleared | Change::Retracted))
    }
}

/// All alerts of a run, each with what became of it, and those that are gone; sorted as the run's are.
fn shown(run: &PublishedRun, changes: Vec<AlertChange>) -> Result<Vec<Shown>, PublishedError> {
    let mut changes: BTreeMap<String, AlertChange> = changes
        .into_iter()
        .map(|change| (change.alert.clone(), change))
        .collect();
    let config = &run.config;
    let mut all: Vec<Shown> = run
        .alerts(None)?
        .into_iter()
        .map(|alert| here(config, &alert, changes.remove(&alert.id)))
        .collect();
    all.extend(changes.into_values().filter_map(gone));
    let place = |shown: &Shown| {
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

fn here(config: &Config, alert: &AlertRow, change: Option<AlertChange>) -> Shown {
    let substance = config.substance(alert.substance);
    Shown {
        id: alert.id.clone(),
        rule: alert.rule,
        country: config.country_code(alert.country).to_owned(),
        partner: alert
            .partner
            .map(|partner| config.country_code(partner).to_owned()),
        substance: config.substance_code(alert.substance).to_owned(),
        substance_name: substance.name.clone(),
        schedule: substance.schedule.name().to_owned(),
        year: alert.year,
        figures: alert.figures.clone(),
        change: change.as_ref().map(|change| change.change),
        causes: change.map(|change| change.causes).unwrap_or_default(),
        doubts: alert.doubts.clone(),
    }
}

/// An alert that only the run before has.
fn gone(change: AlertChange) -> Option<Shown> {
    Some(Shown {
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
        doubts: Vec::new(),
    })
}

fn listing(config: &Config, alerts: &[Shown]) -> Listing {
    const fn hidden(name: &'static str) -> Column {
        text(name, "").for_programs()
    }
    const fn hidden_number(name: &'static str) -> Column {
        number(name, "").for_programs()
    }
    let changed = alerts.iter().any(|alert| alert.change.is_some());
    let doubted = alerts.iter().any(|alert| !alert.doubts.is_empty());
    let shown_if = |shown: bool, column: Column| if shown { column } else { column.for_programs() };
    let columns = vec![
        text("alert_id", "alert"),
        hidden("rule"),
        hidden("country"),
        text("country_name", "country"),
        hidden("partner"),
        hidden("partner_name"),
        hidden("substance"),
        text("substance_name", "substance"),
        hidden("schedule"),
        hidden_number("year"),
        text("first_excess_date", "first day"),
        hidden("running_total_g"),
        hidden("estimate_g"),
        hidden("excess_g"),
        hidden("peak_excess_date"),
        hidden("peak_excess_g"),
        text("last_excess_date", "last day"),
        number("excess_days", "days"),
        hidden_number("excess_records"),
        hidden("year_total_g"),
        hidden_number("records"),
        // For people alone: what its gravity goes by.
        figure("", "g too much").for_people(),
        text("cured_on", "cured"),
        hidden("estimate_status"),
        hidden("filing_id"),
        shown_if(changed, text("change", "change")),
        shown_if(changed, text("causes", "because of")),
        hidden("details"),
        shown_if(doubted, text("doubts", "doubts")),
    ];
    Listing {
        columns,
        rows: alerts.iter().map(|alert| row(config, alert)).collect(),
    }
}

fn row(config: &Config, alert: &Shown) -> Vec<Cell> {
    let name = |code: &str| {
        config
            .country_codes
            .find(code)
            .map_or(code, |country| config.country_name(country))
            .to_owned()
    };
    let figures = &alert.figures;
    let joined = |said: fn(&Because) -> &str| {
        alert
            .causes
            .iter()
            .map(said)
            .collect::<Vec<_>>()
            .join(" | ")
    };
    let gravity = figures
        .peak_excess
        .map_or_else(|| format!("{} moved", grams(figures.year_total)), grams);
    let words: Vec<&str> = alert
        .causes
        .iter()
        .map(|because| because.cause.name())
        .collect();
    let doubts: Vec<&str> = alert.doubts.iter().map(|doubt| doubt.name()).collect();
    let some = |words: String, shown: String| {
        if words.is_empty() {
            Cell::default()
        } else {
            Cell::both(words, shown)
        }
    };
    vec![
        Cell::of(&alert.id),
        Cell::of(alert.rule.name()),
        Cell::of(&alert.country),
        Cell::of(name(&alert.country)),
        Cell::maybe(alert.partner.as_ref()),
        Cell::maybe(alert.partner.as_deref().map(name)),
        Cell::of(&alert.substance),
        Cell::of(&alert.substance_name),
        Cell::of(&alert.schedule),
        Cell::of(alert.year),
        Cell::of(figures.first_excess_date),
        Cell::maybe(figures.running_total),
        Cell::maybe(figures.estimate),
        Cell::maybe(figures.excess),
        Cell::maybe(figures.peak_excess_date),
        Cell::maybe(figures.peak_excess),
        Cell::of(figures.last_excess_date),
        Cell::of(figures.excess_days),
        Cell::of(figures.excess_records),
        Cell::of(figures.year_total),
        Cell::of(figures.records),
        Cell::shown(&gravity),
        Cell::maybe(figures.cured_on),
        Cell::maybe(figures.estimate_status.as_ref()),
        Cell::maybe(figures.filing_id.as_ref()),
        Cell::maybe(alert.change.map(Change::name)),
        some(joined(|because| because.cause.name()), words.join(", ")),
        some(joined(|because| &because.detail), String::new()),
        some(doubts.join(" | "), doubts.join(", ")),
    ]
}
