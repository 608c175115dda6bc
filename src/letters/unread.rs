//! Refused rows of which a country or a substance cannot be read. Such a row may concern a finding that it does not name.

use crate::archive::read::{RefusedMention, RefusedRow};
use crate::config::Config;
use crate::intake::Kind;
use crate::terms::{Country, Substance};
use std::collections::BTreeMap;

/// Counts of refused rows that do not name a country and a substance, by what they name.
#[derive(Debug)]
pub(super) struct UnreadCounts<'r> {
    config: &'r Config,
    records: BTreeMap<RefusedMention, i64>,
    filings: BTreeMap<RefusedMention, i64>,
}

impl<'r> UnreadCounts<'r> {
    /// Makes an empty count.
    pub(super) const fn new(config: &'r Config) -> Self {
        Self {
            config,
            records: BTreeMap::new(),
            filings: BTreeMap::new(),
        }
    }

    /// Counts a refused row if it does not name a country and a substance.
    pub(super) fn count(&mut self, row: &RefusedRow) {
        let mention = row.mention(self.config);
        if mention.is_unread() {
            let of_kind = if row.kind == Kind::Filing.name() {
                &mut self.filings
            } else {
                &mut self.records
            };
            *of_kind.entry(mention).or_default() += 1;
        }
    }

    /// Returns how many records may concern a country's imports of a substance; for an exporter, only those that may be its own.
    pub(super) fn records(
        &self,
        importer: Country,
        substance: Substance,
        exporter: Option<Country>,
    ) -> i64 {
        let own = |mention: &RefusedMention| {
            exporter.is_none_or(|exporter| mention.exporters.contains(&exporter))
        };
        let concerning = self
            .records
            .iter()
            .filter(|(mention, _)| mention.may_concern(importer, substance) && own(mention));
        concerning.map(|(_, rows)| rows).sum()
    }

    /// Returns how many filings may be estimates of a country for a substance.
    pub(super) fn filings(&self, importer: Country, substance: Substance) -> i64 {
        self.filings
            .iter()
            .filter(|(mention, _)| mention.may_concern(importer, substance))
            .map(|(_, rows)| rows)
            .sum()
    }

    /// Whether a refused record may be an export that a country reported.
    pub(super) fn may_be_export_of(&self, exporter: Country, row: &RefusedRow) -> bool {
        row.mention(self.config).exporters.contains(&exporter)
    }

    /// Whether a refused record that may be an export of a country is the country's own report, or a report of trade with it: the
    /// record names no third country that may have reported it.
    pub(super) fn is_between(&self, exporter: Country, row: &RefusedRow) -> bool {
        row.kept.reporter == Some(exporter) || row.mention(self.config).named.len() <= 2
    }
}
