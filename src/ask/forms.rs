//! Works out the forms that a government would check or send: Form B/P and its Supplements with what is in force on a day, and
//! Supplements with the smallest amounts that would clear alerts.
//!
//! A form has one date for all its lines, and Form B/P one effective date. So there is a form for each date and effective date.

use super::what_if::{Clearing, Supposed, WhatIfError, what_if};
use crate::archive::read::{AlertRow, PublishedError, PublishedRun};
use crate::config::FilingKind;
use crate::estimates::{Effect, Standing, StandingFiling, Status, Traced, trace};
use crate::terms::{Country, Day, Factor, Mass, Quantity, Substance};
use std::collections::{BTreeMap, BTreeSet};

/// The forms of a country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountryForms {
    /// The country.
    pub country: Country,
    /// The day on which the filed forms are in force.
    pub on: Day,
    /// The forms, by kind and date.
    pub forms: Vec<EstimateForm>,
    /// The alerts about the country that no supplement in the forms would clear.
    pub left: Vec<UnclearedAlert>,
    /// The ids of the alerts about the country whose substances governments do not file on Form B/P.
    pub elsewhere: Vec<String>,
}

/// A form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EstimateForm {
    /// What the form is, with its dates.
    pub what: FormKind,
    /// The lines, by schedule and name of the substance; no two lines have the same substance.
    pub lines: Vec<FormLine>,
}

/// What a form is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FormKind {
    /// Form B/P with filings that govern.
    Assessments {
        /// The date of the form.
        date: Day,
        /// The day from which its assessments apply.
        effective: Day,
    },
    /// A Supplement with changes that count.
    Filed {
        /// The date of the form, from which its changes count.
        date: Day,
    },
    /// A Supplement that nobody has sent, which would clear alerts.
    Proposed {
        /// The date of the form, from which its changes would count.
        date: Day,
    },
}

impl FormKind {
    /// Returns the date of the form.
    #[must_use]
    pub const fn date(self) -> Day {
        match self {
            Self::Assessments { date, .. } | Self::Filed { date } | Self::Proposed { date } => date,
        }
    }

    /// Returns the day from which its assessments apply; `None` for a Supplement.
    #[must_use]
    pub const fn effective(self) -> Option<Day> {
        match self {
            Self::Assessments { effective, .. } => Some(effective),
            Self::Filed { .. } | Self::Proposed { .. } => None,
        }
    }
}

/// A line of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormLine {
    /// The substance.
    pub substance: Substance,
    /// Whole grams a year, as they count; signed in a Supplement.
    pub grams: i64,
    /// What is to be said about the line.
    pub remarks: Vec<String>,
}

/// An alert that no supplement in the forms would clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnclearedAlert {
    /// The id of the alert.
    pub alert: String,
    /// Why no supplement would clear it.
    pub why: &'static str,
}

const OTHERS_ESTIMATE: &str = "rests on the estimate of the importing country";
const LISTED: &str = "lists trade, whatever the estimate";
const NO_SUPPLEMENT: &str = "no single supplement of that day would clear it";

/// Returns the forms of a country, with what is in force on a day.
pub fn forms(run: &PublishedRun, country: Country, on: Day) -> Result<CountryForms, WhatIfError> {
    let (standing, _) = run.estimates(run.filings_of(country)?);
    let mut lines: BTreeMap<FormKind, Vec<FormLine>> = BTreeMap::new();
    for filings in by_substance(&standing, run).values() {
        for (what, line) in in_force(run, filings, on) {
            let of_form = lines.entry(what).or_default();
            match of_form
                .iter_mut()
                .find(|other| other.substance == line.substance)
            {
                // A form has one line for a substance, and supplements of one day add up.
                Some(other) => {
                    other.grams = other.grams.saturating_add(line.grams);
                    other.remarks.extend(line.remarks);
                }
                None => of_form.push(line),
            }
        }
    }
    let (mut left, mut elsewhere) = (Vec::new(), Vec::new());
    let mut of_substance: BTreeMap<Substance, Vec<AlertRow>> = BTreeMap::new();
    for alert in run.alerts(None)? {
        if !run.config.provisions(alert.substance).is_on_form_bp {
            if alert.importer() == country || alert.country == country {
                elsewhere.push(alert.id);
            }
            continue;
        }
        let why = if alert.importer() == country && !alert.rule.lists_only() {
            of_substance.entry(alert.substance).or_default().push(alert);
            continue;
        } else if alert.country != country {
            continue;
        } else if alert.rule.lists_only() {
            LISTED
        } else {
            OTHERS_ESTIMATE
        };
        left.push(UnclearedAlert {
            alert: alert.id,
            why,
        });
    }
    for (substance, alerts) in of_substance {
        let taken = supplement_days(&standing, substance);
        let clearing = clearing(run, (country, substance), alerts, &taken)?;
        for (date, line) in clearing.lines {
            lines
                .entry(FormKind::Proposed { date })
                .or_default()
                .push(line);
        }
        left.extend(clearing.left);
    }
    left.sort_by(|a, b| a.alert.cmp(&b.alert));
    let order = |line: &FormLine| {
        let about = run.config.substance(line.substance);
        (about.schedule, about.name.clone(), line.substance)
    };
    let forms = lines.into_iter().map(|(what, mut lines)| {
        lines.sort_by_key(order);
        EstimateForm { what, lines }
    });
    Ok(CountryForms {
        country,
        on,
        forms: forms.collect(),
        left,
        elsewhere,
    })
}

/// Returns the last day that a run knows of: its known-at date, else the date of its newest record, else that of its newest
/// filing; `None` for a run of nothing.
pub fn last_day(run: &PublishedRun) -> Result<Option<Day>, PublishedError> {
    if run.known_at.is_some() {
        return Ok(run.known_at);
    }
    if let Some(newest) = run.reach()?.newest() {
        return Ok(Some(newest));
    }
    let filings = run.filings()?;
    Ok(filings.iter().map(|filing| filing.filing.received).max())
}

/// Returns the filings in use that go on Form B/P, by substance.
fn by_substance<'s>(
    standing: &'s Standing,
    run: &PublishedRun,
) -> BTreeMap<Substance, Vec<&'s StandingFiling>> {
    let mut by_substance: BTreeMap<Substance, Vec<&StandingFiling>> = BTreeMap::new();
    let is_of_form =
        |filing: &&StandingFiling| run.config.provisions(filing.filing.substance).is_on_form_bp;
    for filing in standing.in_use.iter().filter(is_of_form) {
        by_substance
            .entry(filing.filing.substance)
            .or_default()
            .push(filing);
    }
    by_substance
}

/// Returns the filings of one substance that are behind the level of a day, each with the form on which it stands.
fn in_force(run: &PublishedRun, filings: &[&StandingFiling], on: Day) -> Vec<(FormKind, FormLine)> {
    let Some(first) = filings.first() else {
        return Vec::new();
    };
    let convention = run.config.substance(first.filing.substance).convention;
    let traced = trace(filings, convention, run.policy);
    let holds = |from: Day, until: Option<Day>| from <= on && until.is_none_or(|until| on < until);
    let has_expired = |traced: &Traced| traced.expired.is_some_and(|expired| expired <= on);
    let supplements: Vec<&Traced> = traced
        .iter()
        .filter(|traced| match traced.effect {
            Effect::Changes { days, .. } | Effect::Alone { days } => {
                days.is_some_and(|(from, until)| holds(from, until)) && !has_expired(traced)
            }
            Effect::OfYear { from, until, .. } => holds(from, Some(until)),
            Effect::Governs { .. } | Effect::Outranked { .. } | Effect::NotConfirmed { .. } => {
                false
            }
        })
        .collect();
    let governing = traced.iter().find(
        |traced| matches!(traced.effect, Effect::Governs { from, until } if holds(from, until)),
    );
    let line = |traced: &Traced, remarks: Vec<String>| {
        let standing = filings[traced.place];
        let filed = standing.filing.grams;
        let rounded = Some(format!("filed as {filed} g"))
            .filter(|_| Mass::from_millionths(filed.millionths().into()) != traced.counted);
        let note = standing.note.as_deref().map(ToOwned::to_owned);
        FormLine {
            substance: standing.filing.substance,
            grams: traced.counted.whole_grams(),
            remarks: remarks.into_iter().chain(rounded).chain(note).collect(),
        }
    };
    let mut lines = Vec::new();
    if let Some(governing) = governing {
        let standing = filings[governing.place];
        let filing = &standing.filing;
        let counted = supplements
            .iter()
            .map(|supplement| filings[supplement.place].known_from);
        // A corrected form keeps the supplements to the form that it corrects: the form that carries both is dated by then.
        let date = counted.fold(filing.received, Day::min);
        let mut remarks = Vec::new();
        if let Some(status) = age(run, standing, on) {
            let since = filing.received.plus_years(3);
            remarks.push(format!(
                "{} since {since}, three years after its receipt",
                status.name()
            ));
        }
        if filing.kind == FilingKind::Established {
            remarks.push("established by the Board".to_owned());
        }
        if date < filing.received {
            remarks.push(format!("corrected on {}", filing.received));
        }
        if let Some(effective) = filing.effective {
            lines.push((
                FormKind::Assessments { date, effective },
                line(governing, remarks),
            ));
        }
    }
    lines.extend(supplements.into_iter().map(|supplement| {
        let date = filings[supplement.place].known_from;
        (FormKind::Filed { date }, line(supplement, Vec::new()))
    }));
    lines
}

/// Returns whether a filing that governs is stale or has expired.
fn age(run: &PublishedRun, standing: &StandingFiling, on: Day) -> Option<Status> {
    let alone = std::slice::from_ref(standing);
    let alone = crate::estimates::Estimates::of(alone, &run.config, run.policy);
    let filing = &standing.filing;
    let status = alone
        .timeline(filing.country, filing.substance)?
        .on(on)?
        .status;
    matches!(status, Status::Stale | Status::Expired).then_some(status)
}

/// Returns the days of the supplements of a substance, on which a form with another one of the same date would replace it.
fn supplement_days(standing: &Standing, substance: Substance) -> BTreeSet<Day> {
    let supplements = standing.in_use.iter().filter(|filing| {
        filing.filing.substance == substance && filing.filing.kind == FilingKind::Supplement
    });
    supplements
        .flat_map(|filing| [filing.known_from, filing.filing.received])
        .collect()
}

/// The supplements of a substance that would clear alerts, by date, and the alerts that they would not clear.
struct Clearances {
    lines: Vec<(Day, FormLine)>,
    left: Vec<UnclearedAlert>,
}

/// Finds for the earliest alert the smallest supplement of its first day in excess that would clear it and all others that a
/// supplement of that day would clear, and goes on with the other alerts.
fn clearing(
    run: &PublishedRun,
    (country, substance): (Country, Substance),
    mut alerts: Vec<AlertRow>,
    taken: &BTreeSet<Day>,
) -> Result<Clearances, WhatIfError> {
    let mut found = Clearances {
        lines: Vec::new(),
        left: Vec::new(),
    };
    alerts.sort_by_key(|alert| (alert.figures.first_excess_date, alert.key()));
    while let Some(first) = alerts.first() {
        let day = first.figures.first_excess_date;
        let date = free_day(day, taken);
        let supposed = Supposed {
            country,
            substance,
            kind: FilingKind::Supplement,
            received: date,
            effective: None,
            year: None,
            confirmed: None,
            grams: Quantity::default(),
        };
        let outcomes = what_if(run, &[supposed])?;
        let enough: BTreeMap<_, i64> = outcomes
            .iter()
            .flat_map(|outcome| &outcome.alerts)
            .flat_map(|alert| {
                alert
                    .clearing
                    .iter()
                    .map(move |(_, clearing)| (alert.key, clearing))
            })
            .filter_map(|(key, clearing)| match clearing {
                Clearing::Grams(grams) => Some((key, grams.times(Factor::ONE).whole_grams())),
                Clearing::None { .. } => None,
            })
            .collect();
        let (cleared, others): (Vec<AlertRow>, Vec<AlertRow>) = alerts
            .into_iter()
            .partition(|alert| enough.contains_key(&alert.key()));
        // No supplement of its first day in excess clears an alert that is still among the others.
        let (beyond, later): (Vec<AlertRow>, Vec<AlertRow>) = others
            .into_iter()
            .partition(|alert| alert.figures.first_excess_date == day);
        alerts = later;
        found
            .left
            .extend(beyond.into_iter().map(|alert| UnclearedAlert {
                alert: alert.id,
                why: NO_SUPPLEMENT,
            }));
        let grams = cleared.iter().filter_map(|alert| enough.get(&alert.key()));
        if let Some(grams) = grams.max() {
            let names: Vec<&str> = cleared.iter().map(|alert| alert.id.as_str()).collect();
            let line = FormLine {
                substance,
                grams: *grams,
                remarks: vec![format!("would clear {}", names.join(", "))],
            };
            found.lines.push((date, line));
        }
    }
    Ok(found)
}

/// Returns the last day up to a day that is not taken.
fn free_day(day: Day, taken: &BTreeSet<Day>) -> Day {
    let mut days = (0..).map(|before| Day::from_number(day.number() - before));
    days.find(|day| !taken.contains(day)).unwrap_or(day)
}
