//! Works out how much medicine countries have: defined daily doses for statistical purposes (S-DDD) per million inhabitants per day,
//! by country, group of drugs and region.
//!
//! ```text
//! doses of a drug = reported consumption / S-DDD of the drug
//! value           = doses of all drugs x 1,000,000 / (inhabitants x 365)
//! ```
//!
//! Everything is exact; only what is shown is rounded. A zero may mean that nothing was reported, so it is never counted as one unless
//! the file says that it was reported. The value of a region is that of the countries that report, taken together.

mod consumption;
mod lines;
mod remarks;

pub use consumption::{
    ByYear, Consumption, ConsumptionEntry, JUMP, Jump, NotedRows, OddName, Oddities, UnknownCountry,
};
pub use lines::{AvailabilityLine, AvailabilityPlace, WORLD};
pub use remarks::{Codeine, RemarkExtent, remarks, unknown};

use crate::config::{Config, DoseRow, Doses, Inhabitants, Population, Territories, Territory};
use crate::terms::{Country, Ratio, Substance};
use std::collections::{BTreeMap, BTreeSet};

/// The days by which a year's doses are divided, in leap years as well.
pub const DAYS: u32 = 365;
/// The inhabitants to whom a value refers.
pub const PEOPLE: u32 = 1_000_000;
/// The group of the main opioid analgesics, which alone has classes.
pub const OPIOIDS: &str = "opioid-analgesics";
/// The group of codeine, which is left out of the main opioid analgesics unless it is asked for.
pub const CODEINE: &str = "codeine";

/// What a value rests on.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'s> {
    /// The configuration, for codes, names and regions.
    pub config: &'s Config,
    /// What countries report.
    pub consumption: &'s Consumption,
    /// The inhabitants.
    pub population: &'s Population,
    /// The doses.
    pub doses: &'s Doses,
    /// The territories of former years.
    pub territories: &'s Territories,
}

/// A drug that is counted.
#[derive(Clone, Debug)]
pub struct CountedDrug<'s> {
    /// The drug.
    pub drug: Substance,
    /// The row of its dose.
    pub row: &'s DoseRow,
    /// The dose in micrograms.
    micrograms: u64,
}

impl CountedDrug<'_> {
    /// Returns the dose in milligrams, exactly.
    #[must_use]
    pub fn milligrams(&self) -> String {
        exact(self.micrograms, 1_000)
    }
}

/// Returns an amount in kilograms, exactly.
#[must_use]
pub fn kilograms(micrograms: u64) -> String {
    exact(micrograms, 1_000_000_000)
}

/// Returns a number of small units in the unit that holds so many of them.
fn exact(units: u64, unit: u32) -> String {
    Ratio::of(units, unit).map_or_else(String::new, |exact| exact.to_string())
}

/// The drugs of a group.
#[derive(Clone, Debug)]
pub struct DrugGroup<'s> {
    /// The name of the group.
    pub name: String,
    /// Whether codeine is counted with the main opioid analgesics.
    pub with_codeine: bool,
    /// The drugs that are counted: the file has a row of them and their dose is known.
    pub counted: Vec<CountedDrug<'s>>,
    /// The drugs of the group of which the file has no row.
    pub not_in_file: Vec<Substance>,
    /// The drugs of the group of which the file has rows and whose dose is not known.
    pub without_dose: Vec<Substance>,
    /// The drugs of the group that the configuration does not have, by code.
    pub not_in_config: Vec<String>,
}

impl<'s> DrugGroup<'s> {
    /// Returns the drugs of a group; `with_codeine` adds the group [`CODEINE`].
    #[must_use]
    pub fn of(sources: Sources<'s>, name: &str, with_codeine: bool) -> Self {
        let mut group = Self {
            name: name.to_owned(),
            with_codeine,
            counted: Vec::new(),
            not_in_file: Vec::new(),
            without_dose: Vec::new(),
            not_in_config: Vec::new(),
        };
        let is_of = |row: &&DoseRow| row.group == name || (with_codeine && row.group == CODEINE);
        for row in sources.doses.rows.iter().filter(is_of) {
            let Some(drug) = sources.config.substance_codes.find(&row.substance) else {
                group.not_in_config.push(row.substance.clone());
                continue;
            };
            match (sources.consumption.drugs.contains(&drug), row.micrograms) {
                (false, _) => group.not_in_file.push(drug),
                (true, None) => group.without_dose.push(drug),
                (true, Some(micrograms)) => group.counted.push(CountedDrug {
                    drug,
                    row,
                    micrograms,
                }),
            }
        }
        group
    }

    /// Whether every drug of the group is counted.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.not_in_file.is_empty() && self.without_dose.is_empty() && self.not_in_config.is_empty()
    }
}

/// Returns the names of the groups of a table, in order.
#[must_use]
pub fn groups(doses: &Doses) -> BTreeSet<&str> {
    doses.rows.iter().map(|row| row.group.as_str()).collect()
}

inforce_law::words! {
    /// How far a value is known.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum AvailabilityStatus {
        /// Every drug that is counted is reported; in a region, by every country.
        Ok = "ok",
        /// Some drugs are reported; in a region, by some countries.
        Partial = "partial",
        /// There is no value.
        NoData = "no-data",
    }
}

inforce_law::words! {
    /// Why there is no value.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum NoValue {
        /// No drug is reported, or each is a zero that may mean that nothing was reported.
        NothingReported = "nothing-reported",
        /// The number of inhabitants is not known.
        NoPopulation = "no-population",
        /// The configuration does not have the code.
        UnknownCountry = "unknown-country",
        /// The country is part of a territory whose figures stand under another code.
        CountedElsewhere = "counted-elsewhere",
    }
}

inforce_law::words! {
    /// Where a value of the main opioid analgesics lies, from the lowest.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Class {
        /// It is below 100, and everything is reported.
        Below = "below-100",
        /// It is below 100 by what is reported; what is not reported may change that.
        BelowAsReported = "below-100-as-reported",
        /// It is 100 to 200, and everything is reported.
        Between = "100-to-200",
        /// It is 100 to 200 by what is reported; what is not reported may change that.
        BetweenAsReported = "100-to-200-as-reported",
        /// It is above 200. Of a country, what is not reported could only raise it.
        Above = "above-200",
    }
}

impl Class {
    /// Returns the class of an exact value.
    #[must_use]
    pub fn of(value: &Ratio, status: AvailabilityStatus, is_group_whole: bool) -> Option<Self> {
        let is_whole = match status {
            AvailabilityStatus::Ok => is_group_whole,
            AvailabilityStatus::Partial => false,
            AvailabilityStatus::NoData => return None,
        };
        let (below, above) = (*value < Ratio::whole(100), *value > Ratio::whole(200));
        Some(match (below, above, is_whole) {
            (true, _, true) => Self::Below,
            (true, _, false) => Self::BelowAsReported,
            (_, true, _) => Self::Above,
            (_, _, true) => Self::Between,
            (_, _, false) => Self::BetweenAsReported,
        })
    }

    /// Returns the words for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Below => "below 100",
            Self::BelowAsReported => "below 100 as reported",
            Self::Between => "100 to 200",
            Self::BetweenAsReported => "100 to 200 as reported",
            Self::Above => "above 200",
        }
    }
}

/// A drug of a value, with what was reported of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The row of the file; `None` if there is none.
    pub entry: Option<ConsumptionEntry>,
    /// The doses; `None` if nothing was reported.
    pub doses: Option<Ratio>,
}

/// The inhabitants behind a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct People<'s> {
    /// The number; `None` if that of a part is not known.
    pub number: Option<u64>,
    /// The parts that are added up, by code: the country alone, or those of a territory.
    pub parts: Vec<(&'s str, Option<Inhabitants>)>,
    /// The territory for whose figures those of the country are taken.
    pub territory: Option<&'s Territory>,
}

/// The figures of a country in a year.
#[derive(Clone, Debug)]
pub struct CountryYear<'s> {
    /// The code, as the file or the configuration has it.
    pub code: &'s str,
    /// The region of the configuration; empty if it has none.
    pub region: &'s str,
    /// What was reported, in the order of [`DrugGroup::counted`].
    pub uses: Vec<Use>,
    /// The number of drugs that are reported.
    pub reported: usize,
    /// The doses of all that is reported.
    pub doses: Ratio,
    /// The inhabitants.
    pub people: People<'s>,
    /// The doses per million inhabitants per day; `None` if there is no value.
    pub value: Option<Ratio>,
    /// How far the value is known.
    pub status: AvailabilityStatus,
    /// Why there is no value.
    pub reason: Option<NoValue>,
}

/// The figures of a region in a year: of the countries that report, taken together.
#[derive(Clone, Debug)]
pub struct RegionYear {
    /// The doses of the countries that report.
    pub doses: Ratio,
    /// The number of countries that have a value.
    pub reporting: usize,
    /// The number of countries that have inhabitants or figures.
    pub countries: usize,
    /// The number of countries that have a value and report every drug.
    pub whole: usize,
    /// The inhabitants of the countries that have a value.
    pub people_reporting: u64,
    /// The inhabitants of all countries whose inhabitants are known.
    pub people: u64,
    /// The doses per million inhabitants per day; `None` if no country has a value.
    pub value: Option<Ratio>,
    /// How far the value is known.
    pub status: AvailabilityStatus,
}

impl RegionYear {
    /// Returns the share of the inhabitants that live in the countries with a value, in per cent; `None` if nobody lives there.
    #[must_use]
    pub fn share(&self) -> Option<Ratio> {
        Ratio::of(u128::from(self.people_reporting) * 100, self.people)
    }
}

/// Every country in a year.
#[derive(Clone, Debug)]
pub struct AvailabilityYear<'s> {
    /// The year.
    pub year: i32,
    /// The countries of the configuration and of the file, by code.
    pub countries: BTreeMap<&'s str, CountryYear<'s>>,
}

impl<'s> AvailabilityYear<'s> {
    /// Works out the figures of every country in a year.
    #[must_use]
    pub fn of(sources: Sources<'s>, group: &DrugGroup<'_>, year: i32) -> Self {
        let codes = sources.config.country_codes.iter();
        let codes: BTreeSet<&str> = codes
            .chain(sources.consumption.countries.keys().map(String::as_str))
            .collect();
        let reports = |code: &str| {
            let years = sources.consumption.countries.get(code);
            let drugs = years.and_then(|years| years.get(&year));
            drugs.is_some_and(|drugs| drugs.values().any(|entry| entry.is_reported))
        };
        // A territory is there if its figures are, and ends at the parts that report for themselves.
        let territory = |code: &str| {
            let territory = sources.territories.of(code, year)?;
            reports(code).then_some(territory)
        };
        let is_part =
            |territory: &Territory, part: &str| part == territory.country || !reports(part);
        let elsewhere: BTreeSet<&str> = codes
            .iter()
            .filter_map(|code| territory(code))
            .flat_map(|territory| {
                let parts = territory.parts.iter().map(String::as_str);
                parts.filter(|part| *part != territory.country && is_part(territory, part))
            })
            .collect();
        let people = |code: &'s str| {
            let territory = territory(code);
            let parts: Vec<&str> = match territory {
                None => vec![code],
                Some(territory) => {
                    let parts = territory.parts.iter().map(String::as_str);
                    parts.filter(|part| is_part(territory, part)).collect()
                }
            };
            let parts: Vec<(&str, Option<Inhabitants>)> = parts
                .into_iter()
                .map(|part| (part, sources.population.inhabitants(part, year)))
                .collect();
            let numbers = parts.iter().map(|(_, part)| Some(part.as_ref()?.number));
            People {
                number: numbers.sum(),
                parts,
                territory,
            }
        };
        let mut countries = BTreeMap::new();
        for code in codes {
            let figures = country(
                (sources, group, year),
                code,
                people(code),
                elsewhere.contains(code),
            );
            countries.insert(code, figures);
        }
        Self { year, countries }
    }

    /// Works out the figures of a region, or of the world if no region is given.
    #[must_use]
    pub fn region(&self, region: Option<&str>) -> RegionYear {
        let is_known = |country: &&CountryYear<'_>| {
            !matches!(
                country.reason,
                Some(NoValue::UnknownCountry | NoValue::CountedElsewhere)
            )
        };
        let has_any =
            |country: &&CountryYear<'_>| country.people.number.is_some() || country.reported > 0;
        let of_region: Vec<&CountryYear<'_>> = self
            .countries
            .values()
            .filter(|country| region.is_none_or(|region| country.region == region))
            .filter(is_known)
            .filter(has_any)
            .collect();
        let with_value = || of_region.iter().filter(|country| country.value.is_some());
        let doses = Ratio::sum(with_value().map(|country| &country.doses));
        let number = |country: &&CountryYear<'_>| country.people.number.unwrap_or(0);
        let people_reporting: u64 = with_value().map(number).sum();
        let reporting = with_value().count();
        let whole = with_value()
            .filter(|country| country.status == AvailabilityStatus::Ok)
            .count();
        RegionYear {
            value: per_million_and_day(&doses, people_reporting),
            doses,
            reporting,
            countries: of_region.len(),
            whole,
            people_reporting,
            people: of_region.iter().map(number).sum(),
            status: if reporting == 0 {
                AvailabilityStatus::NoData
            } else if whole == of_region.len() {
                AvailabilityStatus::Ok
            } else {
                AvailabilityStatus::Partial
            },
        }
    }
}

fn country<'s>(
    (sources, group, year): (Sources<'s>, &DrugGroup<'_>, i32),
    code: &'s str,
    people: People<'s>,
    is_elsewhere: bool,
) -> CountryYear<'s> {
    let of_file = sources.consumption.countries.get(code);
    let drugs = of_file.and_then(|years| years.get(&year));
    let known: Option<Country> = sources.config.country_codes.find(code);
    let mut figures = CountryYear {
        code,
        region: known.map_or("", |known| &*sources.config.countries[known.index()].region),
        uses: Vec::new(),
        reported: 0,
        doses: Ratio::whole(0),
        people,
        value: None,
        status: AvailabilityStatus::NoData,
        reason: None,
    };
    for counted in &group.counted {
        let entry = drugs.and_then(|drugs| drugs.get(&counted.drug)).copied();
        let reported = entry.filter(|entry| entry.is_reported);
        // A dose is above zero.
        let doses = reported.and_then(|entry| Ratio::of(entry.micrograms, counted.micrograms));
        if let Some(doses) = &doses {
            figures.doses = figures.doses.plus(doses);
            figures.reported += 1;
        }
        figures.uses.push(Use { entry, doses });
    }
    figures.reason = if known.is_none() {
        Some(NoValue::UnknownCountry)
    } else if is_elsewhere {
        Some(NoValue::CountedElsewhere)
    } else if figures.reported == 0 {
        Some(NoValue::NothingReported)
    } else if let Some(number) = figures.people.number {
        figures.value = per_million_and_day(&figures.doses, number);
        figures.status = if figures.reported == group.counted.len() {
            AvailabilityStatus::Ok
        } else {
            AvailabilityStatus::Partial
        };
        None
    } else {
        Some(NoValue::NoPopulation)
    };
    figures
}

/// Returns doses of a year per million inhabitants per day; `None` if there are no inhabitants.
fn per_million_and_day(doses: &Ratio, people: u64) -> Option<Ratio> {
    Some(doses.times(&Ratio::of(PEOPLE, u128::from(people) * u128::from(DAYS))?))
}

/// Returns the regions of a configuration, in order.
#[must_use]
pub fn regions(config: &Config) -> BTreeSet<&str> {
    let regions = config.countries.iter().map(|row| row.region.as_str());
    regions.filter(|region| !region.is_empty()).collect()
}

#[cfg(test)]
mod tests;
