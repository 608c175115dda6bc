//! Which letters a run calls for: one to each government about imports into its country, and one about its exports.
//!
//! They are two letters because they ask two things: an importing country is asked about its estimate, an exporting
//! one about its shipments alone, and is told no more of another country than the level in force on a day.

use crate::judgement::Rule;
use crate::published::AlertRow;
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

/// A letter to be written.
#[derive(Clone, Debug)]
pub struct Letter {
    /// To whom.
    pub country: Country,
    /// About what.
    pub role: Role,
    /// The alerts of one importing country, substance and year together.
    pub matters: Vec<Vec<Raised>>,
}

/// What earlier letters brought up: each alert as it was then, and the letter's reference.
pub type Told = BTreeMap<String, (AlertRow, String)>;

/// The letters that alerts call for, by country and role. Alerts that earlier letters brought up as they are, are left
/// out unless `all` are asked for.
#[must_use]
pub fn letters(alerts: Vec<AlertRow>, told: &Told, all: bool) -> Vec<Letter> {
    type Matters = BTreeMap<(Substance, i64, Country), Vec<Raised>>;
    let mut letters: BTreeMap<(Country, Role), Matters> = BTreeMap::new();
    for alert in alerts {
        let before = match told.get(&alert.id) {
            Some((as_told, _)) if *as_told == alert && !all => continue,
            told => told.map(|(_, reference)| reference.clone()),
        };
        let role = if alert.rule == Rule::ExportExcess { Role::Exports } else { Role::Imports };
        let matter = (alert.substance, alert.year, alert.partner.unwrap_or(alert.country));
        letters.entry((alert.country, role)).or_default().entry(matter).or_default().push(Raised { alert, before });
    }
    let letter =
        |((country, role), matters): ((Country, Role), Matters)| Letter { country, role, matters: matters.into_values().collect() };
    letters.into_iter().map(letter).collect()
}
