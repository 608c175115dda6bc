//! Which letters a run calls for: one to each government about imports into its country, and one about its exports.
//!
//! They are two letters because they ask two things: an importing country is asked about its estimate, an exporting
//! one about its shipments alone, and is told no more of another country than the level in force on a day.

use crate::archive::Cause;
use crate::archive::read::AlertRow;
use crate::judgement::Rule;
use crate::terms::{Country, Substance};
use std::collections::BTreeMap;

/// What a letter is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Imports into the country that is written to.
    Imports,
    /// Exports from it.
    Exports,
}

impl Role {
    /// Which letter an alert belongs in.
    #[must_use]
    pub fn of(rule: Rule) -> Self {
        if rule.notifies_exporter() {
            Self::Exports
        } else {
            Self::Imports
        }
    }

    /// The word that file names use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Imports => "imports",
            Self::Exports => "exports",
        }
    }
}

/// An alert that a letter brings up.
#[derive(Clone, Debug)]
pub struct Raised {
    /// The alert.
    pub alert: AlertRow,
    /// The reference of the letter that brought it up with other figures, if one did.
    pub before: Option<String>,
}

/// A finding of an earlier letter that no longer stands.
#[derive(Clone, Debug)]
pub struct Withdrawn {
    /// The name that the alert had.
    pub id: String,
    /// By which rule.
    pub rule: Rule,
    /// The importing country.
    pub importer: Country,
    /// Which substance.
    pub substance: Substance,
    /// Which calendar year.
    pub year: i64,
    /// The reference of the letter that brought it up last.
    pub reference: String,
    /// Why it is gone; nothing where no run says so.
    pub causes: Vec<Cause>,
}

/// A letter to be written.
#[derive(Clone, Debug)]
pub struct Letter {
    /// To whom.
    pub country: Country,
    /// About what.
    pub role: Role,
    /// The alerts of one importing country, substance and year together.
    pub matters: Vec<Vec<Raised>>,
    /// What no longer stands of earlier letters.
    pub withdrawn: Vec<Withdrawn>,
}

/// What an earlier letter brought up.
#[derive(Clone, Debug)]
pub struct Said {
    /// The alert as it was then.
    pub alert: AlertRow,
    /// The code of the notified country; a later configuration may have another place for it, or none.
    pub country: String,
    /// That of the importing country.
    pub importer: String,
    /// That of the substance.
    pub substance: String,
    /// The letter's reference.
    pub reference: String,
    /// The name of its run.
    pub run: String,
}

/// What earlier letters brought up and none took back, by alert.
pub type SaidBefore = BTreeMap<String, Said>;

/// The letters that alerts call for, by country and role. Alerts that earlier letters brought up as they are, are left
/// out unless `all` are asked for.
#[must_use]
pub fn letters(alerts: Vec<AlertRow>, told: &SaidBefore, all: bool) -> Vec<Letter> {
    type Matters = BTreeMap<(Substance, i64, Country), Vec<Raised>>;
    let mut letters: BTreeMap<(Country, Role), Matters> = BTreeMap::new();
    for alert in alerts {
        let before = match told.get(&alert.id) {
            Some(said) if said.alert == alert && !all => continue,
            told => told.map(|said| said.reference.clone()),
        };
        let role = Role::of(alert.rule);
        let matter = (
            alert.substance,
            alert.year,
            alert.partner.unwrap_or(alert.country),
        );
        letters
            .entry((alert.country, role))
            .or_default()
            .entry(matter)
            .or_default()
            .push(Raised { alert, before });
    }
    let letter = |((country, role), matters): ((Country, Role), Matters)| {
        let matters = matters.into_values().collect();
        Letter {
            country,
            role,
            matters,
            withdrawn: Vec::new(),
        }
    };
    letters.into_iter().map(letter).collect()
}

/// The same letters with what no longer stands, and those that say nothing else, by country and role.
#[must_use]
pub fn with_withdrawn(
    letters: Vec<Letter>,
    withdrawn: BTreeMap<(Country, Role), Vec<Withdrawn>>,
) -> Vec<Letter> {
    let mut all: BTreeMap<(Country, Role), Letter> = letters
        .into_iter()
        .map(|letter| ((letter.country, letter.role), letter))
        .collect();
    for ((country, role), withdrawn) in withdrawn {
        let letter = all.entry((country, role)).or_insert_with(|| Letter {
            country,
            role,
            matters: Vec::new(),
            withdrawn: Vec::new(),
        });
        letter.withdrawn = withdrawn;
    }
    all.into_values().collect()
}
