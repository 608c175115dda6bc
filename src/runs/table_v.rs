//! The estimates in force on a day as the Board's technical report prints them in its table V: countries by substances.

use crate::published::{PublishedError, PublishedRun};
use crate::terms::{Country, Day, Mass, Substance};
use std::collections::{BTreeMap, BTreeSet};

/// The estimates in force on a day, countries by substances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableV {
    /// The day.
    pub on: Day,
    /// Countries with an estimate, by name.
    pub countries: Vec<Country>,
    /// Substances of which a country has an estimate, by schedule and name.
    pub substances: Vec<Substance>,
    /// Grams a year; none where no filing governs and no supplement counts. An estimate that has expired is 0.
    pub grams: BTreeMap<(Country, Substance), Mass>,
}

impl TableV {
    /// Of a run, or of one country or one substance of it.
    pub fn of(run: &PublishedRun, on: Day, country: Option<Country>, substance: Option<Substance>) -> Result<Self, PublishedError> {
        let filings = country.map_or_else(|| run.filings(), |country| run.filings_of(country))?;
        let (_, estimates) = run.estimates(filings);
        let timelines = estimates
            .timelines()
            .filter(|(of, what, _)| country.is_none_or(|country| country == *of) && substance.is_none_or(|substance| substance == *what));
        let level = |(country, substance, timeline): (Country, Substance, &crate::terms::Timeline<crate::estimates::Level>)| {
            let level = timeline.on(on).filter(|level| level.status != crate::estimates::Status::None)?;
            Some(((country, substance), level.mass))
        };
        let grams: BTreeMap<(Country, Substance), Mass> = timelines.filter_map(level).collect();
        let (countries, substances): (BTreeSet<Country>, BTreeSet<Substance>) = grams.keys().copied().unzip();
        let (mut countries, mut substances): (Vec<_>, Vec<_>) = (countries.into_iter().collect(), substances.into_iter().collect());
        countries.sort_by_key(|country| run.config.country_name(*country));
        substances.sort_by_key(|substance| {
            let about = run.config.substance(*substance);
            (about.schedule, about.name.as_str())
        });
        Ok(Self { on, countries, substances, grams })
    }
}
