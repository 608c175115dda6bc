//! Lays out the estimates in force on a day as table V of the Board's technical report does: countries by substances.

use crate::archive::read::{PublishedError, PublishedRun};
use crate::estimates::{Level, Status};
use crate::terms::{Country, Day, Mass, Substance, Timeline};
use std::collections::{BTreeMap, BTreeSet};

/// The estimates in force on a day, countries by substances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableV {
    /// The day.
    pub on: Day,
    /// The countries with an estimate, by name.
    pub countries: Vec<Country>,
    /// The substances for which a country has an estimate, by schedule and name.
    pub substances: Vec<Substance>,
    /// The grams a year; `None` for an expired estimate, whose level is 0 and which is not an estimate of 0 g (rules 3.8). There
    /// is no entry if no filing governs and no supplement counts.
    pub grams: BTreeMap<(Country, Substance), Option<Mass>>,
}

/// The text where there is no estimate.
pub const NONE: &str = "—";
/// The text where an estimate has expired.
pub const EXPIRED: &str = "expired";

impl TableV {
    /// Returns the title of a table that shows a dash where there is no estimate.
    #[must_use]
    pub fn title(&self) -> String {
        let any_expired = self.grams.values().any(Option::is_none);
        let expired = if any_expired {
            format!(", {EXPIRED} where it is three years old or more and the level is 0")
        } else {
            String::new()
        };
        format!(
            "Estimates of psychotropic substances in force on {}, grams a year; {NONE} where there is none{expired}",
            self.on
        )
    }

    /// Reads the table of a run, or of one country or one substance.
    pub fn of(
        run: &PublishedRun,
        on: Day,
        country: Option<Country>,
        substance: Option<Substance>,
    ) -> Result<Self, PublishedError> {
        let filings = country.map_or_else(|| run.filings(), |country| run.filings_of(country))?;
        let (_, estimates) = run.estimates(filings);
        let timelines = estimates.timelines().filter(|(of, what, _)| {
            run.config.provisions(*what).is_on_form_bp
                && country.is_none_or(|country| country == *of)
                && substance.is_none_or(|substance| substance == *what)
        });
        let level = |(country, substance, timeline): (Country, Substance, &Timeline<Level>)| {
            let level = timeline
                .on(on)
                .filter(|level| level.status != Status::None)?;
            Some((
                (country, substance),
                Some(level.mass).filter(|_| level.status != Status::Expired),
            ))
        };
        let grams: BTreeMap<(Country, Substance), Option<Mass>> =
            timelines.filter_map(level).collect();
        let (countries, substances): (BTreeSet<Country>, BTreeSet<Substance>) =
            grams.keys().copied().unzip();
        let (mut countries, mut substances): (Vec<_>, Vec<_>) = (
            countries.into_iter().collect(),
            substances.into_iter().collect(),
        );
        countries.sort_by_key(|country| run.config.country_name(*country));
        substances.sort_by_key(|substance| {
            let about = run.config.substance(*substance);
            (about.schedule, about.name.as_str())
        });
        Ok(Self {
            on,
            countries,
            substances,
            grams,
        })
    }
}
