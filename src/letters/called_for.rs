//! Decides which letters a run calls for: to each government and under each convention, one about imports into its country and one
//! about its exports. No letter is about two conventions, for each has its own legal basis and its own words.
//!
//! The two letters ask different things. An importing country is asked about its estimate. An exporting country is asked about
//! its own shipments, and is told nothing of another country but the level in force on a day.

use crate::archive::Cause;
use crate::archive::read::AlertRow;
use crate::config::{Config, Convention};
use crate::judgement::Rule;
use crate::terms::{Country, Substance};
use std::collections::BTreeMap;

inforce_law::words! {
    /// The subject of a letter.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum LetterRole {
        /// Imports into the country of the addressee.
        Imports = "imports",
        /// Exports from the country of the addressee.
        Exports = "exports",
    }
}

impl LetterRole {
    /// Returns the letter in which an alert under a rule belongs.
    #[must_use]
    pub fn of(rule: Rule) -> Self {
        if rule.notifies_exporter() {
            Self::Exports
        } else {
            Self::Imports
        }
    }
}

/// What a letter is about. Sorted as letters are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// The convention of the substances.
    pub convention: Convention,
    /// The direction of the trade.
    pub role: LetterRole,
}

impl Subject {
    /// Returns the subject of the letter in which an alert under a rule belongs.
    #[must_use]
    pub fn of(rule: Rule, substance: Substance, config: &Config) -> Self {
        Self {
            convention: config.substance(substance).convention,
            role: LetterRole::of(rule),
        }
    }

    /// Returns the word for file names and references. That of the 1971 Convention names no convention: its letters were the first
    /// that there were.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match (self.convention, self.role) {
            (Convention::C1961, LetterRole::Imports) => "1961-imports",
            (Convention::C1961, LetterRole::Exports) => "1961-exports",
            (Convention::C1971, role) => role.name(),
            (Convention::C1988, LetterRole::Imports) => "1988-imports",
            (Convention::C1988, LetterRole::Exports) => "1988-exports",
        }
    }
}

/// An alert that a letter raises.
#[derive(Clone, Debug)]
pub struct RaisedAlert {
    /// The alert.
    pub alert: AlertRow,
    /// The reference of the earlier letter that raised the alert, if there is one.
    pub before: Option<String>,
}

/// A finding of an earlier letter that no longer stands.
#[derive(Clone, Debug)]
pub struct Withdrawn {
    /// The id that the alert had.
    pub id: String,
    /// The rule.
    pub rule: Rule,
    /// The importing country.
    pub importer: Country,
    /// The substance.
    pub substance: Substance,
    /// The calendar year.
    pub year: i64,
    /// The reference of the last letter that raised it.
    pub reference: String,
    /// Why the alert is gone; empty if no run says so.
    pub causes: Vec<Cause>,
}

/// A letter to be written.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The country whose government is the addressee.
    pub country: Country,
    /// What the letter is about.
    pub subject: Subject,
    /// The alerts, grouped by importing country, substance and year.
    pub matters: Vec<Vec<RaisedAlert>>,
    /// The findings of earlier letters that no longer stand.
    pub withdrawn: Vec<Withdrawn>,
}

/// A finding that an earlier letter raised.
#[derive(Clone, Debug)]
pub struct Said {
    /// The alert as it was in that letter.
    pub alert: AlertRow,
    /// The code of the notified country; a later configuration may number it otherwise or not have it.
    pub country: String,
    /// The code of the importing country.
    pub importer: String,
    /// The code of the substance.
    pub substance: String,
    /// The reference of the letter.
    pub reference: String,
    /// The name of the letter's run.
    pub run: String,
}

/// The findings that earlier letters raised and no letter took back, by alert.
pub type SaidBefore = BTreeMap<String, Said>;

/// Returns the letters that alerts call for, by country and subject. An alert that an earlier letter raised and that is
/// unchanged is left out unless `all` is set.
#[must_use]
pub fn letters(
    alerts: Vec<AlertRow>,
    told: &SaidBefore,
    all: bool,
    config: &Config,
) -> Vec<Letter> {
    type Matters = BTreeMap<(Substance, i64, Country), Vec<RaisedAlert>>;
    let mut letters: BTreeMap<(Country, Subject), Matters> = BTreeMap::new();
    for alert in alerts {
        let before = match told.get(&alert.id) {
            Some(said) if said.alert == alert && !all => continue,
            told => told.map(|said| said.reference.clone()),
        };
        let subject = Subject::of(alert.rule, alert.substance, config);
        let matter = (
            alert.substance,
            alert.year,
            alert.partner.unwrap_or(alert.country),
        );
        letters
            .entry((alert.country, subject))
            .or_default()
            .entry(matter)
            .or_default()
            .push(RaisedAlert { alert, before });
    }
    let letter = |((country, subject), matters): ((Country, Subject), Matters)| {
        let matters = matters.into_values().collect();
        Letter {
            country,
            subject,
            matters,
            withdrawn: Vec::new(),
        }
    };
    letters.into_iter().map(letter).collect()
}

/// Adds the withdrawn findings to the letters, with new letters where there is nothing else to say; by country and subject.
#[must_use]
pub fn with_withdrawn(
    letters: Vec<Letter>,
    withdrawn: BTreeMap<(Country, Subject), Vec<Withdrawn>>,
) -> Vec<Letter> {
    let mut all: BTreeMap<(Country, Subject), Letter> = letters
        .into_iter()
        .map(|letter| ((letter.country, letter.subject), letter))
        .collect();
    for ((country, subject), withdrawn) in withdrawn {
        let letter = all.entry((country, subject)).or_insert_with(|| Letter {
            country,
            subject,
            matters: Vec::new(),
            withdrawn: Vec::new(),
        });
        letter.withdrawn = withdrawn;
    }
    all.into_values().collect()
}
