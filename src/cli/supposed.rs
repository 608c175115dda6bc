//! Reads supposed filings from the command line, and lays out their effects as a tree for programs. Figures are texts in
//! grams, so that no digit is lost.

use super::what_if::stretches;
use super::{amounts, names};
use crate::archive::read::PublishedRun;
use crate::ask::explain::told as told_effect;
use crate::ask::what_if::{AlertChange, Clearing, Outcome, Supposed};
use crate::config::Config;
use crate::estimates::Level;
use crate::intake::FilingKind;
use crate::judgement::Excess;
use crate::terms::{Day, Quantity};
use serde_json::{Value, json};
use std::str::FromStr;

/// A supposed supplement, written `COUNTRY:SUBSTANCE:GRAMS@DATE`, with a sign before the grams.
#[derive(Clone, Debug)]
pub(super) struct Supplement(SupposedFiling);

/// A supposed assessment, written `COUNTRY:SUBSTANCE:GRAMS@DATE` or `COUNTRY:SUBSTANCE:GRAMS@DATE,RECEIVED`.
#[derive(Clone, Debug)]
pub(super) struct Assessment(SupposedFiling, Day);

/// What supplements and assessments have in common.
#[derive(Clone, Debug)]
struct SupposedFiling {
    country: String,
    substance: String,
    grams: Quantity,
    date: Day,
}

impl FromStr for Supplement {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (what, date) = text.rsplit_once('@').ok_or(SUPPLEMENT)?;
        let written = SupposedFiling::of(what, date, SUPPLEMENT)?;
        let amount = what.rsplit(':').next().unwrap_or_default();
        if amount.starts_with(['+', '-']) {
            Ok(Self(written))
        } else {
            Err(format!(
                "{amount} has no sign; write +{amount} or -{amount}"
            ))
        }
    }
}

const SUPPLEMENT: &str = "expected COUNTRY:SUBSTANCE:GRAMS@DATE, as in KEN:PD006:+1300g@2024-06-01";

impl FromStr for Assessment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        const EXPECTED: &str = "expected COUNTRY:SUBSTANCE:GRAMS@DATE, as in KEN:PD006:3000g@2025-01-01, and if need be a comma and the \
                                day of receipt";
        let (what, days) = text.rsplit_once('@').ok_or(EXPECTED)?;
        let (date, received) = days
            .split_once(',')
            .map_or((days, None), |(date, received)| (date, Some(received)));
        let written = SupposedFiling::of(what, date, EXPECTED)?;
        let received = received.map_or(Ok(written.date), day)?;
        Ok(Self(written, received))
    }
}

fn day(text: &str) -> Result<Day, String> {
    text.parse::<Day>().map_err(|fault| fault.to_string())
}

impl SupposedFiling {
    fn of(what: &str, date: &str, expected: &str) -> Result<Self, String> {
        let [country, substance, amount] = what.split(':').collect::<Vec<_>>()[..] else {
            return Err(expected.to_owned());
        };
        let grams = amounts::signed(amount).map_err(|fault| format!("{amount:?}: {fault}"))?;
        Ok(Self {
            country: country.to_owned(),
            substance: substance.to_owned(),
            grams,
            date: day(date)?,
        })
    }

    fn supposed(
        &self,
        config: &Config,
        kind: FilingKind,
        received: Day,
        effective: Option<Day>,
    ) -> Result<Supposed, String> {
        let country = names::country(&self.country, config)?;
        let substance = names::substance(&self.substance, config)?;
        Ok(Supposed {
            country,
            substance,
            kind,
            received,
            effective,
            grams: self.grams,
        })
    }
}

impl Supplement {
    pub(super) fn supposed(&self, config: &Config) -> Result<Supposed, String> {
        self.0
            .supposed(config, FilingKind::Supplement, self.0.date, None)
    }
}

impl Assessment {
    pub(super) fn supposed(&self, config: &Config) -> Result<Supposed, String> {
        self.0
            .supposed(config, FilingKind::Assessment, self.1, Some(self.0.date))
    }
}

/// Returns the effects of the supposed filings.
pub(super) fn tree(run: &PublishedRun, outcomes: &[Outcome]) -> Value {
    let config = &run.config;
    let pair = |outcome: &Outcome| {
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
        "status": level.status.name(),
        "filing_id": level.filing.as_deref(),
        "supplements": level.counting().iter().map(AsRef::as_ref).collect::<Vec<&str>>(),
    })
}

fn change(run: &PublishedRun, alert: &AlertChange) -> Value {
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
