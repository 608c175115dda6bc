//! Tells how far the data of a run reach.

use super::{PublishedError, PublishedRun};
use crate::archive::PASSED_ON;
use crate::terms::{Country, Day};
use std::collections::BTreeMap;

/// The date of the newest valid, known record of each reporter; versions that do not stand count as well.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    by_reporter: BTreeMap<Country, Day>,
}

impl Reach {
    /// Returns the date of the newest record of all; `None` if there is none.
    #[must_use]
    pub fn newest(&self) -> Option<Day> {
        self.by_reporter.values().copied().max()
    }

    /// Returns the date of a reporter's newest record; `None` if it reported none.
    #[must_use]
    pub fn of(&self, reporter: Country) -> Option<Day> {
        self.by_reporter.get(&reporter).copied()
    }

    /// Returns the date of the newest record of all reporters but one; `None` if no other reported any.
    #[must_use]
    pub fn of_others(&self, reporter: Country) -> Option<Day> {
        self.by_reporter
            .iter()
            .filter(|(other, _)| **other != reporter)
            .map(|(_, day)| *day)
            .max()
    }
}

impl PublishedRun {
    /// Returns how far the data of the run reach.
    pub fn reach(&self) -> Result<Reach, PublishedError> {
        let path = self.table(PASSED_ON)?;
        let passed_on = self.passed_on()?;
        let mut reach = Reach::default();
        for (code, day) in passed_on.files.iter().flat_map(|file| &file.newest) {
            let unknown = || {
                PublishedError::other(&path, format!("{code} is no country of its configuration"))
            };
            let newest = reach
                .by_reporter
                .entry(self.config.country_codes.find(code).ok_or_else(unknown)?)
                .or_insert(*day);
            *newest = (*newest).max(*day);
        }
        Ok(reach)
    }
}
