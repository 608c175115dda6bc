//! The lines of an answer: a place, a year and a group each.

use super::{Class, CountryYear, Group, OPIOIDS, RegionYear, Sources, Status, Year};
use crate::terms::{Ratio, harmless};

/// The name of all countries together.
pub const WORLD: &str = "World";

/// What a line is about.
#[derive(Clone, Debug)]
pub enum Place<'s> {
    /// A country.
    Country(CountryYear<'s>),
    /// A region, or the world.
    Region(RegionYear),
}

/// A line of an answer.
#[derive(Clone, Debug)]
pub struct Line<'s> {
    /// The code of the country, or the name of the region.
    pub code: &'s str,
    /// The name.
    pub name: String,
    /// The year.
    pub year: i32,
    /// The place in the groups that are asked about.
    pub group: usize,
    /// The figures.
    pub place: Place<'s>,
    /// The class; `None` without a value, and of a group that has no classes.
    pub class: Option<Class>,
}

impl<'s> Line<'s> {
    /// Returns the line of a country.
    #[must_use]
    pub fn of_country(
        sources: Sources<'s>,
        (group, place): (&Group<'_>, usize),
        year: i32,
        country: CountryYear<'s>,
    ) -> Self {
        let known = sources.config.country_codes.find(country.code);
        let unknown = sources.consumption.odd.unknown.get(country.code);
        let name = match (known, unknown) {
            (Some(known), _) => sources.config.country_name(known).to_owned(),
            (None, Some(unknown)) => {
                let name = unknown.known_as.unwrap_or(&unknown.name);
                if name.is_empty() {
                    "no name".to_owned()
                } else {
                    harmless(name)
                }
            }
            (None, None) => country.code.to_owned(),
        };
        let class = class(group, country.value.as_ref(), country.status);
        Self {
            code: country.code,
            name,
            year,
            group: place,
            place: Place::Country(country),
            class,
        }
    }

    /// Returns the line of a region, or of the world if no region is given.
    #[must_use]
    pub fn of_region(
        (group, place): (&Group<'_>, usize),
        year: &Year<'_>,
        region: Option<&'s str>,
    ) -> Self {
        let figures = year.region(region);
        let code = region.unwrap_or(WORLD);
        Self {
            code,
            name: code.to_owned(),
            year: year.year,
            group: place,
            class: class(group, figures.value.as_ref(), figures.status),
            place: Place::Region(figures),
        }
    }

    /// Returns the region; `None` for a country and for the world.
    #[must_use]
    pub fn region(&self) -> Option<&'s str> {
        match self.place {
            Place::Region(_) if self.code != WORLD => Some(self.code),
            _ => None,
        }
    }

    /// Returns the doses per million inhabitants per day; `None` if there is no value.
    #[must_use]
    pub const fn value(&self) -> Option<&Ratio> {
        match &self.place {
            Place::Country(country) => country.value.as_ref(),
            Place::Region(region) => region.value.as_ref(),
        }
    }

    /// Returns the doses of all that is reported.
    #[must_use]
    pub const fn doses(&self) -> &Ratio {
        match &self.place {
            Place::Country(country) => &country.doses,
            Place::Region(region) => &region.doses,
        }
    }

    /// Returns the inhabitants by whom the doses are divided; `None` if they are not known or nobody reports.
    #[must_use]
    pub fn people(&self) -> Option<u64> {
        match &self.place {
            Place::Country(country) => country.people.number,
            Place::Region(region) => Some(region.people_reporting).filter(|people| *people > 0),
        }
    }

    /// Returns how far the value is known.
    #[must_use]
    pub const fn status(&self) -> Status {
        match &self.place {
            Place::Country(country) => country.status,
            Place::Region(region) => region.status,
        }
    }

    /// Returns why there is no value; `None` if there is one.
    #[must_use]
    pub const fn reason(&self) -> Option<&'static str> {
        match &self.place {
            Place::Country(CountryYear {
                reason: Some(reason),
                ..
            }) => Some(reason.name()),
            Place::Region(RegionYear { value: None, .. }) => Some("nothing-reported"),
            _ => None,
        }
    }
}

fn class(group: &Group<'_>, value: Option<&Ratio>, status: Status) -> Option<Class> {
    value
        .filter(|_| group.name == OPIOIDS && !group.with_codeine)
        .and_then(|value| Class::of(value, status, group.is_whole()))
}
