//! What was made.

use std::collections::BTreeMap;

/// What a dataset holds, and what is planted in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// Rows of records, all versions and faulty ones included.
    pub records: u64,
    /// Rows of filings, all versions and faulty ones included.
    pub filings: u64,
    /// Files of records and filings.
    pub files: u64,
    /// Their size.
    pub bytes: u64,
    /// Groups of importing country, substance and year with trade.
    pub groups: u64,
    /// Alerts that the default policy must raise.
    pub alerts: PerRule,
    /// Records delivered a second time.
    pub duplicates: u64,
    /// Records with a later version of another quantity.
    pub corrections: u64,
    /// Records with a later version of quantity 0.
    pub withdrawals: u64,
    /// Records that must be refused, by reason.
    pub refused_records: BTreeMap<&'static str, u64>,
    /// Filings that must be refused, by reason.
    pub refused_filings: BTreeMap<&'static str, u64>,
}

impl Made {
    /// Adds what another part of the dataset holds.
    pub(crate) fn add(&mut self, other: &Made) {
        self.records += other.records;
        self.filings += other.filings;
        self.files += other.files;
        self.bytes += other.bytes;
        self.groups += other.groups;
        self.duplicates += other.duplicates;
        self.corrections += other.corrections;
        self.withdrawals += other.withdrawals;
        self.alerts.import_excess += other.alerts.import_excess;
        self.alerts.partner_reported_excess += other.alerts.partner_reported_excess;
        self.alerts.export_excess += other.alerts.export_excess;
        self.alerts.schedule_i_trade += other.alerts.schedule_i_trade;
        self.alerts.prohibited_trade += other.alerts.prohibited_trade;
    }
}

/// A number for each rule of judgement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PerRule {
    /// `import-excess`.
    pub import_excess: u64,
    /// `partner-reported-excess`.
    pub partner_reported_excess: u64,
    /// `export-excess`.
    pub export_excess: u64,
    /// `schedule-i-trade`.
    pub schedule_i_trade: u64,
    /// `prohibited-trade`.
    pub prohibited_trade: u64,
}

impl PerRule {
    /// The sum over all rules.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.import_excess
            + self.partner_reported_excess
            + self.export_excess
            + self.schedule_i_trade
            + self.prohibited_trade
    }
}
