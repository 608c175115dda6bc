//! What concerns a country, and what of other countries' trade it may see.
//!
//! A country sees the alerts in which it is notified with their evidence, its own estimates, both accounts of its imports,
//! and the versions of records that it reported or that are about its imports. As an exporter it sees its own shipments and
//! the importer's level on each day, but not the filing behind that level, nor a day on which the level changed. What a
//! refused row says is shown where the country reported it, or where it names no other country.

use crate::archive::read::{AlertRow, PublishedRun, RecordRow, RefusedRow};
use crate::config::Config;
use crate::terms::Country;
use std::collections::BTreeSet;

/// Whom a workbook is about.
pub(super) struct Audience<'a> {
    countries: Option<&'a BTreeSet<Country>>,
    config: &'a Config,
}

/// How much of a refused row is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Visibility {
    Nothing,
    /// Nothing, but that it is there: whose it is cannot be read.
    Number,
    /// Where it stands and why it was refused, but not what it says.
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

    /// Whether it is about all countries.
    pub(super) const fn is_all(&self) -> bool {
        self.countries.is_none()
    }

    /// Whether it is about a country.
    pub(super) fn has(&self, country: Country) -> bool {
        self.countries
            .is_none_or(|countries| countries.contains(&country))
    }

    /// Whom it is about, in words; nothing where about all.
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

    /// Whether the filing behind the level of an alert is shown, and the day on which the excess was cured, which may be
    /// that of a filing.
    pub(super) fn filing(&self, alert: &AlertRow) -> bool {
        self.has(alert.partner.unwrap_or(alert.country))
    }

    /// Whether a record is shown outside evidence.
    pub(super) fn record(&self, record: &RecordRow) -> bool {
        self.has(record.reporter) || record.importer().is_some_and(|importer| self.has(importer))
    }

    /// How much of a refused row is shown.
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
        // Ids and numbers of authorisations name countries, too, as in HUN-2024-0000312.
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
