//! Gathers all that a run knows of a country and a substance.

use super::{Account, PublishedError, PublishedRun, RefusedRow};
use crate::archive::tables::{Columns, OwnExportColumns};
use crate::estimates::{
    Estimates, Level, OwnExports, Standing, StandingFiling, Traced, stand, trace,
};
use crate::judgement::{DayTotal, level_on};
use crate::ledger::Basis;
use crate::terms::{Country, Day, Substance, Timeline};
use std::sync::Arc;

/// The filings of a country and a substance, the estimates that follow from them, and both accounts of the trade.
#[derive(Clone, Debug)]
pub struct Dossier {
    /// The country of the estimate.
    pub country: Country,
    /// The substance of the estimate.
    pub substance: Substance,
    /// The filings of the country and the substance, in use or not.
    pub standing: Standing,
    /// Refused filings that may be of the country and the substance.
    pub refused: Vec<RefusedRow>,
    /// The number of files of filings that could not be read and were left out.
    pub left_out: usize,
    /// The estimates that follow from the filings.
    pub estimates: Estimates,
    /// What the country itself reported as exported; nothing where that does not matter.
    pub own_exports: OwnExports,
    /// The level on every day, own exports included: what trade is compared with.
    pub levels: Timeline<Level>,
    /// The base mass by account and day, of all years.
    pub ledger: Account,
}

impl Dossier {
    /// Reads a dossier from a run's tables.
    pub fn of(
        run: &PublishedRun,
        country: Country,
        substance: Substance,
    ) -> Result<Self, PublishedError> {
        let mut standing = stand(run.filings_of(country)?, run.known_at);
        standing
            .in_use
            .retain(|filing| filing.filing.substance == substance);
        for others in [&mut standing.superseded, &mut standing.not_yet_known] {
            others.retain(|filing| filing.filing.substance == substance);
        }
        let ledger = run.ledger(country, substance)?;
        Self::made(run, (country, substance), standing, ledger)
    }

    /// Makes a dossier of filings and a ledger that were read before; both must be of the country and the substance only.
    pub fn made(
        run: &PublishedRun,
        (country, substance): (Country, Substance),
        standing: Standing,
        ledger: Account,
    ) -> Result<Self, PublishedError> {
        let estimates = Estimates::of(&standing.in_use, &run.config, run.policy);
        let own_exports = run.own_exports(country, substance)?;
        let levels = estimates
            .limits(country, substance, &own_exports)
            .map_err(|error| PublishedError::other(&run.path(OwnExportColumns::FILE), error))?
            .into_owned();
        Ok(Self {
            country,
            substance,
            own_exports,
            levels,
            refused: run.refused_filings(country, Some(substance))?,
            left_out: run.unusable()?.files.len(),
            estimates,
            standing,
            ledger,
        })
    }

    /// Returns the level in force on a day, own exports included.
    #[must_use]
    pub fn level(&self, day: Day) -> &Level {
        level_on(&self.levels, day)
    }

    /// Returns the filings behind the level of a day: the one that governs, then the supplements that count.
    #[must_use]
    pub fn behind(&self, day: Day) -> Vec<&StandingFiling> {
        let level = self.level(day);
        // An assessment and a supplement may have the same id. Deductions count as supplements do.
        let with = |id: &Arc<str>, change: bool| {
            let is = |filing: &&StandingFiling| {
                filing.id == *id && filing.filing.kind.is_change() == change
            };
            self.standing.in_use.iter().find(is)
        };
        let governing = level.filing.iter().filter_map(|id| with(id, false));
        governing
            .chain(level.counting().on(day).filter_map(|id| with(id, true)))
            .collect()
    }

    /// Returns what each filing in use does, in the order of `standing.in_use`.
    #[must_use]
    pub fn trace(&self, run: &PublishedRun) -> Vec<Traced> {
        let in_use: Vec<&StandingFiling> = self.standing.in_use.iter().collect();
        let convention = run.config.substance(self.substance).convention;
        trace(&in_use, convention, run.policy)
    }

    /// Returns what an account has in a calendar year, by day.
    #[must_use]
    pub fn year(&self, basis: Basis, year: i32) -> Vec<DayTotal> {
        let entries = self
            .ledger
            .iter()
            .filter(|entry| entry.basis == basis && entry.day.year() == year);
        entries.map(DayTotal::from).collect()
    }
}
