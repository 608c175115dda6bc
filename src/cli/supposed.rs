//! Reads supposed filings from the command line, and lays out their effects as a tree for programs. Figures are texts in
//! grams, so that no digit is lost.

use super::what_if::stretches;
use super::{amounts, names};
use crate::archive::read::PublishedRun;
use crate::ask::explain::told as told_effect;
use crate::ask::what_if::{Clearing, Supposed, SupposedAlert, SupposedOutcome};
use crate::config::{Config, FilingKind, Provisions, Term};
use crate::estimates::Level;
use crate::judgement::Excess;
use crate::terms::{Day, Quantity};
use serde_json::{Value, json};
use std::str::FromStr;

/// A supposed filing, written `COUNTRY:SUBSTANCE:GRAMS@DATE`, and if need be a comma and the calendar year that it is for, or the day
/// of receipt.
#[derive(Clone, Debug)]
pub(super) struct WrittenFiling {
    country: String,
    substance: String,
    grams: Quantity,
    date: Day,
    more: Option<SupposedTiming>,
}

/// What stands after the comma.
#[derive(Clone, Copy, Debug)]
enum SupposedTiming {
    Year(i32),
    Received(Day),
}

const EXPECTED: &str = "expected COUNTRY:SUBSTANCE:GRAMS@DATE, as in KEN:PD006:3000g@2025-01-01, and if need be a comma and the calendar \
                        year or the day of receipt";

impl FromStr for WrittenFiling {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (what, days) = text.rsplit_once('@').ok_or(EXPECTED)?;
        let (date, more) = days
            .split_once(',')
            .map_or((days, None), |(date, more)| (date, Some(more)));
        let [country, substance, amount] = what.split(':').collect::<Vec<_>>()[..] else {
            return Err(EXPECTED.to_owned());
        };
        let grams = amounts::signed(amount).map_err(|fault| format!("{amount:?}: {fault}"))?;
        Ok(Self {
            country: country.to_owned(),
            substance: substance.to_owned(),
            grams,
            date: day(date)?,
            more: more.map(SupposedTiming::read).transpose()?,
        })
    }
}

/// Reads a supplement, whose grams have a sign.
pub(super) fn supplement(text: &str) -> Result<WrittenFiling, String> {
    let written: WrittenFiling = text.parse()?;
    let what = text.rsplit_once('@').map_or(text, |(what, _)| what);
    let amount = what.rsplit(':').next().unwrap_or_default();
    if amount.starts_with(['+', '-']) {
        Ok(written)
    } else {
        Err(format!(
            "{amount} has no sign; write +{amount} or -{amount}"
        ))
    }
}

impl SupposedTiming {
    fn read(text: &str) -> Result<Self, String> {
        if text.len() == 4
            && let Ok(year) = text.parse()
        {
            return Ok(Self::Year(year));
        }
        day(text).map(Self::Received)
    }
}

fn day(text: &str) -> Result<Day, String> {
    text.parse::<Day>().map_err(|fault| fault.to_string())
}

impl WrittenFiling {
    /// Returns the filing of a kind. Of a calendar year, it is received and confirmed on its date, and for the year of the date or
    /// another that is given. Of another term, it applies from its date, and is received then or on another day that is given; a
    /// supplement applies from its receipt.
    pub(super) fn supposed(&self, kind: FilingKind, config: &Config) -> Result<Supposed, String> {
        let country = names::country(&self.country, config)?;
        let substance = names::substance(&self.substance, config)?;
        let Provisions {
            name, term, kinds, ..
        } = config.provisions(substance);
        let of = || {
            format!(
                "{} is of the {name} Convention",
                config.substance_code(substance)
            )
        };
        let filing = Supposed {
            country,
            substance,
            kind,
            received: self.date,
            effective: None,
            year: None,
            confirmed: None,
            grams: self.grams,
        };
        if !kinds.contains(&kind) {
            // The check says that the kind is wrong, whatever the days.
            return Ok(Supposed {
                effective: Some(self.date),
                ..filing
            });
        }
        match (term, self.more) {
            (Term::CalendarYear, Some(SupposedTiming::Received(day))) => Err(format!(
                "{}, whose filings are for a calendar year; write the year in place of {day}, as in @{},{}",
                of(),
                self.date,
                day.year()
            )),
            (Term::CalendarYear, more) => Ok(Supposed {
                year: Some(match more {
                    Some(SupposedTiming::Year(year)) => year,
                    _ => self.date.year(),
                }),
                confirmed: (kind != FilingKind::Deduction).then_some(self.date),
                ..filing
            }),
            (Term::UntilReplaced { .. }, Some(SupposedTiming::Year(year))) => Err(format!(
                "{}, whose filings apply until replaced; write the day of receipt in place of {year}, or leave it out",
                of()
            )),
            (Term::UntilReplaced { .. }, Some(SupposedTiming::Received(_)))
                if kind == FilingKind::Supplement =>
            {
                Err("a supplement applies from its receipt; write one date".to_owned())
            }
            (Term::UntilReplaced { .. }, more) => Ok(Supposed {
                received: match more {
                    Some(SupposedTiming::Received(day)) => day,
                    _ => self.date,
                },
                effective: (kind != FilingKind::Supplement).then_some(self.date),
                ..filing
            }),
        }
    }
}

/// Returns the effects of the supposed filings.
pub(super) fn tree(run: &PublishedRun, outcomes: &[SupposedOutcome]) -> Value {
    let config = &run.config;
    let pair = |outcome: &SupposedOutcome| {
        json!({
            "country": config.country_code(outcome.country),
            "substance": config.substance_code(outcome.substance),
            "supposed": outcome.effects.iter().map(|effect| {
                let filing = &outcome.supposed[effect.place];
                json!({
                    "filing_id": &*filing.id,
                    "kind": filing.filing.kind.name(),
                    "received": filing.filing.received,
                    "effective": filing.filing.effective,
                    "year": filing.filing.year,
                    "confirmed": filing.filing.confirmed,
                    "grams": filing.filing.grams.to_string(),
                    "counted_g": effect.counted.to_string(),
                    "effect": told_effect(effect),
                })
            }).collect::<Vec<_>>(),
            "estimate": stretches(outcome).iter().map(|of| json!({
                "from": of.from,
                "to": of.to,
                "before": level(&of.before),
                "after": level(&of.after),
            })).collect::<Vec<_>>(),
            "alerts": outcome.alerts.iter().map(|alert| change(run, alert)).collect::<Vec<_>>(),
            "notice_ends": outcome.notice_ends.iter().map(|(from, to)| json!({"from": from, "to": to})).collect::<Vec<_>>(),
        })
    };
    json!({
        "run": run.run,
        "known_at": run.known_at,
        "policy": run.policy,
        "outcomes": outcomes.iter().map(pair).collect::<Vec<_>>(),
    })
}

fn level(level: &Level) -> Value {
    json!({
        "level_g": level.mass.to_string(),
        "own_exports_g": level.own_exports.map(|own| own.to_string()),
        "status": level.status.name(),
        "filing_id": level.filing.as_deref(),
        "supplements": level.counting().iter().map(AsRef::as_ref).collect::<Vec<&str>>(),
    })
}

fn change(run: &PublishedRun, alert: &SupposedAlert) -> Value {
    let clearing = |(date, clearing): &(Day, Clearing)| match clearing {
        Clearing::Grams(grams) => {
            json!({ "received": date, "grams": grams.to_string(), "still_in_excess": null })
        }
        Clearing::None { still } => {
            json!({ "received": date, "grams": null, "still_in_excess": still })
        }
    };
    json!({
        "alert_id": alert.key.id(&run.config),
        "fate": alert.fate().name(),
        "before": alert.before.as_ref().map(excess),
        "after": alert.after.as_ref().map(excess),
        "clearing_supplements": alert.clearing.iter().map(clearing).collect::<Vec<_>>(),
    })
}

fn excess(excess: &Excess) -> Value {
    let first = &excess.first;
    json!({
        "first_excess_date": first.day,
        "peak_excess_date": excess.peak_day,
        "last_excess_date": excess.last_day,
        "cured_on": excess.cured_on,
        "running_total_g": first.running_total.to_string(),
        "estimate_g": first.level.mass.to_string(),
        "excess_g": first.running_total.minus(first.level.mass).to_string(),
        "peak_excess_g": excess.peak.to_string(),
        "year_total_g": excess.year.total.to_string(),
        "estimate_status": first.level.status.name(),
        "filing_id": first.level.filing.as_deref(),
        "excess_days": excess.days,
        "excess_records": excess.records,
        "records": excess.year.records,
    })
}
