//! Decides what concerns a country, and what the country may see of other countries' trade.
//!
//! A country sees the alerts of which it is notified, with their evidence; its own estimates; both accounts of its imports;
//! and the versions of records, and the exempt records, that it reported or that are about its imports. As an exporter, it sees
//! its own shipments and the importer's level on each of those days, but neither the filing behind that level, nor what the
//! importer's own exports add to it, nor the day on which the excess was cured. A refused row is shown in full if the country reported it, or if it names no other country.

use crate::archive::read::{AlertRow, PublishedRun, RecordRow, RefusedRow};
use crate::config::Config;
use crate::terms::Country;
use std::collections::BTreeSet;

/// The countries that a workbook is about.
pub(super) struct Audience<'a> {
    countries: Option<&'a BTreeSet<Country>>,
    config: &'a Config,
}

/// How much of a refused row is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Visibility {
    Nothing,
    /// Only the number of such rows: the row does not show whose it is.
    Number,
    /// Where the row stands and why it was refused, but not its text.
    Place,
    Whole,
}

impl<'a> Audience<'a> {
    pub(super) const fn of(
        countries: Option<&'a BTreeSet<Country>>,
        run: &'a PublishedRun,
    ) -> Self {
        Self {
            countries,
            config: &run.config,
        }
    }

    /// Whether the workbook is about all countries.
    pub(super) const fn is_all(&self) -> bool {
        self.countries.is_none()
    }

    /// Whether the workbook is about the country.
    pub(super) fn has(&self, country: Country) -> bool {
        self.countries
            .is_none_or(|countries| countries.contains(&country))
    }

    /// Returns the countries in words; empty for a workbook about all.
    pub(super) fn words(&self) -> String {
        let names = |countries: &BTreeSet<Country>| {
            countries
                .iter()
                .map(|country| self.config.country_name(*country))
                .collect::<Vec<_>>()
                .join("; ")
        };
        self.countries
            .map(|countries| format!(", only what concerns {}", names(countries)))
            .unwrap_or_default()
    }

    /// Whether an alert is shown.
    pub(super) fn alert(&self, alert: &AlertRow) -> bool {
        self.has(alert.country)
    }

    /// Whether the filing behind an alert's level is shown, and the day on which the excess was cured, which may be the day
    /// of a filing.
    pub(super) fn filing(&self, alert: &AlertRow) -> bool {
        self.has(alert.partner.unwrap_or(alert.country))
    }

    /// Whether a record is shown outside the sheet Evidence.
    pub(super) fn record(&self, record: &RecordRow) -> bool {
        self.has(record.reporter) || record.importer().is_some_and(|importer| self.has(importer))
    }

    /// Returns how much of a refused row is shown.
    pub(super) fn refused(&self, row: &RefusedRow) -> Visibility {
        let Some(countries) = self.countries else {
            return Visibility::Whole;
        };
        if row
            .kept
            .reporter
            .is_some_and(|reporter| countries.contains(&reporter))
        {
            return Visibility::Whole;
        }
        // Ids and authorisation numbers name countries as well, as in HUN-2024-0000312.
        let parts = row.raw.split(|c: char| !c.is_alphanumeric());
        let mention = row.mention(self.config);
        let named: BTreeSet<Country> = parts
            .filter_map(|part| self.config.country_codes.find(part))
            .chain(mention.named)
            .collect();
        if !named.is_disjoint(countries) {
            return if named.is_subset(countries) {
                Visibility::Whole
            } else {
                Visibility::Place
            };
        }
        if mention.importers.is_none() {
            Visibility::Number
        } else {
            Visibility::Nothing
        }
    }
}
