//! What a country itself reports as exported, by day: it raises the level of a narcotic drug (`rules.md` 7.4).

use super::tally::Of;
use super::{Basis, Entry, Ledger, LedgerError, Line};
use crate::estimates::OwnExports;
use crate::terms::{Country, Day, Mass, Substance};

/// The base mass of a substance that a country itself reports as exported on a day, to anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnExport {
    /// The exporting country, which reports.
    pub exporter: Country,
    /// The substance.
    pub substance: Substance,
    /// The day of the movements.
    pub day: Day,
    /// The base mass.
    pub base: Mass,
    /// The number of records with base mass above zero.
    pub records: i64,
}

impl OwnExport {
    /// Returns it as an entry of the line in which own exports are kept: with the exporter in the place of the importer.
    #[must_use]
    pub const fn entry(self) -> Entry {
        let line = line(self.exporter, self.substance);
        Entry {
            basis: line.basis,
            importer: line.importer,
            substance: line.substance,
            day: self.day,
            base: self.base,
            records: self.records,
        }
    }
}

impl From<Entry> for OwnExport {
    fn from(entry: Entry) -> Self {
        Self {
            exporter: entry.importer,
            substance: entry.substance,
            day: entry.day,
            base: entry.base,
            records: entry.records,
        }
    }
}

const fn line(exporter: Country, substance: Substance) -> Line {
    Line {
        basis: Basis::PartnerReports,
        importer: exporter,
        substance,
    }
}

impl Ledger<'_> {
    /// Returns the own exports of a country and substance, added up over each year.
    pub fn own_exports(
        &self,
        exporter: Country,
        substance: Substance,
    ) -> Result<OwnExports, LedgerError> {
        let days = self.own_exports_by_day(exporter, substance)?;
        Ok(OwnExports::of(
            days.into_iter().map(|export| (export.day, export.base)),
        )?)
    }

    /// Returns what a country itself reports as exported of a substance, by day; nothing if own exports do not matter for the
    /// substance.
    pub fn own_exports_by_day(
        &self,
        exporter: Country,
        substance: Substance,
    ) -> Result<Vec<OwnExport>, LedgerError> {
        if !self.conversion.is_raised(substance) {
            return Ok(Vec::new());
        }
        let [carried, in_part] = &self.own_exports;
        let line = line(exporter, substance);
        let days = self.days_of(Of::OwnExports(exporter), line, [carried, in_part])?;
        Ok(days.into_iter().map(OwnExport::from).collect())
    }

    /// Returns every exporting country and substance of which own exports matter and may be there, in order.
    #[must_use]
    pub fn exporters(&self) -> Vec<(Country, Substance)> {
        let countries = u16::try_from(self.tally.countries()).unwrap_or(u16::MAX);
        let raised = || {
            self.conversion
                .places_by_substance()
                .filter(|(substance, _)| self.conversion.is_raised(*substance))
        };
        let mut exporters = Vec::new();
        for exporter in (0..countries).map(Country::from) {
            for tally in std::iter::once(&self.tally).chain(&self.aside) {
                let having = tally.having(Of::OwnExports(exporter), raised());
                exporters.extend(having.map(|substance| (exporter, substance)));
            }
        }
        let given = self.own_exports.iter().flat_map(super::Carried::lines);
        exporters.extend(given.map(|line| (line.importer, line.substance)));
        exporters.sort_unstable();
        exporters.dedup();
        exporters
    }
}
