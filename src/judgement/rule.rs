//! The five rules, and what an alert is about.

use crate::config::Config;
use crate::terms::{Country, Substance};

/// The rules in the byte order of their names, in which alerts are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// One exporter's own exports to one importer exceed the importer's estimate.
    ExportExcess,
    /// A country's reported imports exceed its estimate.
    ImportExcess,
    /// Its partners' reported exports to it exceed its estimate.
    PartnerReportedExcess,
    /// Trade in a substance whose import the country prohibits, without a special licence.
    ProhibitedTrade,
    /// Trade in a Schedule I substance; every movement is reported.
    ScheduleITrade,
}

impl Rule {
    /// All rules, in order.
    pub const ALL: [Rule; 5] = [
        Self::ExportExcess,
        Self::ImportExcess,
        Self::PartnerReportedExcess,
        Self::ProhibitedTrade,
        Self::ScheduleITrade,
    ];

    /// The word the outputs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ExportExcess => "export-excess",
            Self::ImportExcess => "import-excess",
            Self::PartnerReportedExcess => "partner-reported-excess",
            Self::ProhibitedTrade => "prohibited-trade",
            Self::ScheduleITrade => "schedule-i-trade",
        }
    }

    /// What it means, in a few words.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::ExportExcess => "one exporter alone sent more than the importer's estimate",
            Self::ImportExcess => "a country imported more than its estimate, by its own reports",
            Self::PartnerReportedExcess => {
                "a country was sent more than its estimate, by its partners' reports"
            }
            Self::ProhibitedTrade => {
                "trade in what the importer prohibits, without a special licence"
            }
            Self::ScheduleITrade => "trade in a substance of Schedule I",
        }
    }

    /// Whether the rule only lists movements and compares nothing.
    #[must_use]
    pub const fn lists_only(self) -> bool {
        matches!(self, Self::ProhibitedTrade | Self::ScheduleITrade)
    }
}

/// What an alert is about. Sorted as `alerts.parquet` is: by rule, country, partner, substance, year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlertKey {
    /// Which rule.
    pub rule: Rule,
    /// The notified country.
    pub country: Country,
    /// The importing country of an `export-excess`; none for the other rules.
    pub partner: Option<Country>,
    /// Which substance.
    pub substance: Substance,
    /// Which calendar year.
    pub year: i32,
}

impl AlertKey {
    /// The country whose estimate is compared with.
    #[must_use]
    pub const fn importer(&self) -> Country {
        match self.partner {
            Some(partner) => partner,
            None => self.country,
        }
    }

    /// The stable name of the alert, such as `export-excess:CHE>KEN:PD006:2024`.
    #[must_use]
    pub fn id(&self, config: &Config) -> String {
        let partner = self
            .partner
            .map(|partner| format!(">{}", config.country_code(partner)))
            .unwrap_or_default();
        let (country, substance) = (
            config.country_code(self.country),
            config.substance_code(self.substance),
        );
        format!(
            "{}:{country}{partner}:{substance}:{}",
            self.rule.name(),
            self.year
        )
    }
}
