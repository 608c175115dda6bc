//! The lines of an answer: a place, a year and a group each.

use super::{
    AvailabilityStatus, AvailabilityYear, Class, CountryYear, DrugGroup, OPIOIDS, RegionYear,
    Sources,
};
use crate::terms::{Ratio, harmless};

/// The name of all countries together.
pub const WORLD: &str = "World";

/// What a line is about.
#[derive(Clone, Debug)]
pub enum AvailabilityPlace<'s> {
    /// A country.
    Country(CountryYear<'s>),
    /// A region, or the world.
    Region(RegionYear),
}

/// A line of an answer.
#[derive(Clone, Debug)]
pub struct AvailabilityLine<'s> {
    /// The code of the country, or the name of the region.
    pub code: &'s str,
    /// The name.
    pub name: String,
    /// The year.
    pub year: i32,
    /// The place in the groups that are asked about.
    pub group: usize,
    /// The figures.
    pub place: AvailabilityPlace<'s>,
    /// The class; `None` without a value, and of a group that has no classes.
    pub class: Option<Class>,
}

impl<'s> AvailabilityLine<'s> {
    /// Returns the line of a country.
    #[must_use]
    pub fn of_country(
        sources: Sources<'s>,
        (group, place): (&DrugGroup<'_>, usize),
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
            place: AvailabilityPlace::Country(country),
            class,
        }
    }

    /// Returns the line of a region, or of the world if no region is given.
    #[must_use]
    pub fn of_region(
        (group, place): (&DrugGroup<'_>, usize),
        year: &AvailabilityYear<'_>,
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
            place: AvailabilityPlace::Region(figures),
        }
    }

    /// Returns the region; `None` for a country and for the world.
    #[must_use]
    pub fn region(&self) -> Option<&'s str> {
        match self.place {
            AvailabilityPlace::Region(_) if self.code != WORLD => Some(self.code),
            _ => None,
        }
    }

    /// Returns the doses per million inhabitants per day; `None` if there is no value.
    #[must_use]
    pub const fn value(&self) -> Option<&Ratio> {
        match &self.place {
            AvailabilityPlace::Country(country) => country.value.as_ref(),
            AvailabilityPlace::Region(region) => region.value.as_ref(),
        }
    }

    /// Returns the doses of all that is reported.
    #[must_use]
    pub const fn doses(&self) -> &Ratio {
        match &self.place {
            AvailabilityPlace::Country(country) => &country.doses,
            AvailabilityPlace::Region(region) => &region.doses,
        }
    }

    /// Returns the inhabitants by whom the doses are divided; `None` if they are not known or nobody reports.
    #[must_use]
    pub fn people(&self) -> Option<u64> {
        match &self.place {
            AvailabilityPlace::Country(country) => country.people.number,
            AvailabilityPlace::Region(region) => {
                Some(region.people_reporting).filter(|people| *people > 0)
            }
        }
    }

    /// Returns how far the value is known.
    #[must_use]
    pub const fn status(&self) -> AvailabilityStatus {
        match &self.place {
            AvailabilityPlace::Country(country) => country.status,
            AvailabilityPlace::Region(region) => region.status,
        }
    }

    /// Returns why there is no value; `None` if there is one.
    #[must_use]
    pub const fn reason(&self) -> Option<&'static str> {
        match &self.place {
            AvailabilityPlace::Country(CountryYear {
                reason: Some(reason),
                ..
            }) => Some(reason.name()),
            AvailabilityPlace::Region(RegionYear { value: None, .. }) => Some("nothing-reported"),
            _ => None,
        }
    }
}

fn class(
    group: &DrugGroup<'_>,
    value: Option<&Ratio>,
    status: AvailabilityStatus,
) -> Option<Class> {
    value
        .filter(|_| group.name == OPIOIDS && !group.with_codeine)
        .and_then(|value| Class::of(value, status, group.is_whole()))
}
