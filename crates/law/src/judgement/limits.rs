//! The levels that trade is compared with.

use crate::estimates::{Estimates, Level, OwnExports};
use crate::terms::{Country, Map, MassOverflow, Substance, Timeline};
use std::borrow::Cow;

/// The levels of countries and substances, raised by their own exports where these matter (`rules.md` 7.4).
#[derive(Debug)]
pub struct Limits<'e> {
    estimates: &'e Estimates,
    /// The levels of those that have own exports.
    raised: Raised,
}

/// Levels that are raised by own exports, by country and substance.
pub type Raised = Map<(Country, Substance), Timeline<Level>>;

impl<'e> Limits<'e> {
    /// Makes the levels without any own exports.
    #[must_use]
    pub fn without_own_exports(estimates: &'e Estimates) -> Self {
        Self {
            estimates,
            raised: Raised::default(),
        }
    }

    /// Raises the levels of a country and substance by their own exports. An error: a level has more than 38 digits.
    pub fn raise(
        &mut self,
        country: Country,
        substance: Substance,
        own_exports: &OwnExports,
    ) -> Result<(), MassOverflow> {
        if !own_exports.are_none() {
            let raised = self.estimates.limits(country, substance, own_exports)?;
            self.raised
                .insert((country, substance), raised.into_owned());
        }
        Ok(())
    }

    /// Makes the levels again from the raised ones, as [`Limits::raised`] returned them.
    #[must_use]
    pub const fn with_raised(estimates: &'e Estimates, raised: Raised) -> Self {
        Self { estimates, raised }
    }

    /// Returns the raised levels.
    #[must_use]
    pub fn raised(self) -> Raised {
        self.raised
    }

    /// Returns the level of a country and substance on every day.
    #[must_use]
    pub fn of(&self, country: Country, substance: Substance) -> Cow<'_, Timeline<Level>> {
        match self.raised.get(&(country, substance)) {
            Some(raised) => Cow::Borrowed(raised),
            None => self.estimates.levels(country, substance),
        }
    }
}
