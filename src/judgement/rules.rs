//! The five rules: which records fall under each rule, which account of the trade it goes through, and which country it notifies
//! (`rules.md` 5). Every module that gathers, judges, explains or verifies alerts uses the definitions here.
//!
//! Every movement comes to an importing country. A rule either compares one account of a calendar year with the estimate of that
//! country, or lists movements of both accounts. The group of an exporter is a part of the reports of all partners.

use crate::config::{Config, Schedule};
use crate::conversion::Conversion;
use crate::intake::{Flow, Lists, Movement, Record};
use crate::ledger::{Basis, Entry, Line};
use crate::terms::{Country, Day, Factor, Quantity, Substance};
use crate::versions::Version;

/// The rules in the byte order of their names; alerts are sorted in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The exports of one exporter to one importer exceed the importer's estimate.
    ExportExcess,
    /// A country's reported imports exceed its estimate.
    ImportExcess,
    /// The exports to a country that its partners report exceed the country's estimate.
    PartnerReportedExcess,
    /// Trade without a special licence in a substance whose import the country prohibits.
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

    /// Returns the word that the outputs use.
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

    /// Returns the meaning in a few words.
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

    /// Returns the rule that judges a whole account.
    #[must_use]
    pub const fn of_account(basis: Basis) -> Self {
        match basis {
            Basis::ImportReports => Self::ImportExcess,
            Basis::PartnerReports => Self::PartnerReportedExcess,
        }
    }

    /// Returns the accounts whose records the rule goes through.
    #[must_use]
    pub const fn accounts(self) -> &'static [Basis] {
        match self {
            Self::ImportExcess => &[Basis::ImportReports],
            Self::ExportExcess | Self::PartnerReportedExcess => &[Basis::PartnerReports],
            Self::ProhibitedTrade | Self::ScheduleITrade => &Basis::ALL,
        }
    }

    /// Returns the account that the rule compares with the estimate; `None` if the rule lists both.
    #[must_use]
    pub const fn basis(self) -> Option<Basis> {
        match self.accounts() {
            [basis] => Some(*basis),
            _ => None,
        }
    }

    /// Whether the rule goes through records of a flow.
    #[must_use]
    pub fn takes(self, flow: Flow) -> bool {
        self.accounts().contains(&Basis::of(flow))
    }

    /// Whether the rule goes through records of a substance of a schedule. Schedule I is listed and never compared.
    #[must_use]
    pub fn applies_to(self, schedule: Schedule) -> bool {
        match self {
            Self::ProhibitedTrade => true,
            Self::ScheduleITrade => schedule == Schedule::I,
            Self::ExportExcess | Self::ImportExcess | Self::PartnerReportedExcess => {
                schedule != Schedule::I
            }
        }
    }

    /// Whether the rule notifies the exporter, with the importing country as partner; otherwise it notifies the importing
    /// country.
    #[must_use]
    pub const fn notifies_exporter(self) -> bool {
        matches!(self, Self::ExportExcess)
    }
}

/// The group that an alert is about. Sorted as `alerts.parquet` is: by rule, country, partner, substance, year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlertKey {
    /// The rule.
    pub rule: Rule,
    /// The notified country.
    pub country: Country,
    /// The importing country of an `export-excess`; `None` for the other rules.
    pub partner: Option<Country>,
    /// The substance.
    pub substance: Substance,
    /// The calendar year.
    pub year: i32,
}

impl AlertKey {
    /// Returns the group of a rule that notifies the importing country: a calendar year of a line of the ledger.
    #[must_use]
    const fn of_importer(rule: Rule, line: Line, year: i32) -> Self {
        Self {
            rule,
            country: line.importer,
            partner: None,
            substance: line.substance,
            year,
        }
    }

    /// Returns the group that is the whole of a calendar year of a line of the ledger.
    #[must_use]
    pub const fn of_account(line: Line, year: i32) -> Self {
        Self::of_importer(Rule::of_account(line.basis), line, year)
    }

    /// Returns the group of an exporter, which is a part of this group of all partners.
    #[must_use]
    pub const fn of_exporter(self, exporter: Country) -> Self {
        Self {
            rule: Rule::ExportExcess,
            country: exporter,
            partner: Some(self.country),
            ..self
        }
    }

    /// Returns the lines of the ledger that contain the group.
    pub fn lines(self) -> impl Iterator<Item = Line> {
        self.rule.accounts().iter().map(move |basis| Line {
            basis: *basis,
            importer: self.importer(),
            substance: self.substance,
        })
    }

    /// Returns the importing country, whose estimate the rule compares with.
    #[must_use]
    pub const fn importer(&self) -> Country {
        match self.partner {
            Some(partner) => partner,
            None => self.country,
        }
    }

    /// Returns the stable id of the alert, such as `export-excess:CHE>KEN:PD006:2024`.
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

/// A record with what the rules need of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reported {
    /// The reporter.
    pub reporter: Country,
    /// The movement into the importing country.
    pub moved: Movement,
    /// Whether the record has a special licence, with any text.
    pub licensed: bool,
}

impl Reported {
    /// Makes it from a record and the text of its special licence.
    #[must_use]
    pub fn of(record: &Record, special_licence: &str) -> Self {
        Self {
            reporter: record.reporter,
            moved: record.into(),
            licensed: !special_licence.is_empty(),
        }
    }
}

impl From<&Version<'_>> for Reported {
    fn from(version: &Version<'_>) -> Self {
        Self::of(&version.record, version.texts.special_licence)
    }
}

/// Returns what a record adds to the ledger: its base mass of each substance that it contains.
pub fn entries(moved: Movement, conversion: &Conversion) -> impl Iterator<Item = Entry> {
    lines(moved, conversion).map(move |(line, factor)| Entry {
        basis: line.basis,
        importer: line.importer,
        substance: line.substance,
        day: moved.date,
        base: Quantity::from_checked(moved.net).times(factor),
        records: 1,
    })
}

/// Returns the lines of the ledger that a record adds to, each with the share of base.
fn lines(moved: Movement, conversion: &Conversion) -> impl Iterator<Item = (Line, Factor)> {
    let importer = moved.importer.filter(|_| moved.net > 0);
    importer.into_iter().flat_map(move |importer| {
        let shares = conversion.shares(moved.form, moved.date).iter();
        shares
            .filter(|share| share.factor.billionths() > 0)
            .map(move |share| {
                let line = Line {
                    basis: Basis::of(moved.flow),
                    importer,
                    substance: share.substance,
                };
                (line, share.factor)
            })
    })
}

/// Returns the group of the rule that judges or lists every movement of a line of the ledger on a day. If the importing country
/// prohibits the substance on that day, also returns the group of prohibited trade, which has the movements without a special
/// licence.
#[must_use]
pub fn groups_of_line(line: Line, day: Day, config: &Config) -> (AlertKey, Option<AlertKey>) {
    let rule = match config.substance(line.substance).schedule {
        Schedule::I => Rule::ScheduleITrade,
        _ => Rule::of_account(line.basis),
    };
    let key = |rule| AlertKey::of_importer(rule, line, day.year());
    let prohibited = config.prohibits(line.importer, line.substance, day);
    (key(rule), prohibited.then(|| key(Rule::ProhibitedTrade)))
}

/// Returns the groups that a record belongs to.
pub fn groups(record: Reported, lists: Lists<'_>) -> impl Iterator<Item = AlertKey> {
    let (config, moved) = (lists.config, record.moved);
    lines(moved, lists.conversion).flat_map(move |(line, _)| {
        let (key, prohibited) = groups_of_line(line, moved.date, config);
        let pair =
            (key.rule == Rule::PartnerReportedExcess).then(|| key.of_exporter(record.reporter));
        let groups = [Some(key), pair, prohibited.filter(|_| !record.licensed)];
        groups.into_iter().flatten()
    })
}

/// Returns the substances of a record whose import the importing country prohibits on the record's day, with that country.
pub fn prohibited(moved: Movement, lists: Lists<'_>) -> impl Iterator<Item = (Country, Substance)> {
    let config = lists.config;
    lines(moved, lists.conversion)
        .map(|(line, _)| (line.importer, line.substance))
        .filter(move |(importer, substance)| config.prohibits(*importer, *substance, moved.date))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ConfigSource;
    use crate::terms::Mass;

    /// Returns the groups of a gram into Argentina that Argentina or Switzerland reports.
    fn groups_of(form: &str, date: &str, flow: Flow, licensed: bool) -> Vec<String> {
        let (config, conversion) = Conversion::load(ConfigSource::builtin()).unwrap();
        let country = |code| config.country_codes.find(code).unwrap();
        let (reporter, importer) = match flow {
            Flow::Import => (country("ARG"), country("ARG")),
            Flow::Export => (country("CHE"), country("ARG")),
        };
        let record = Reported {
            reporter,
            moved: Movement {
                flow,
                importer: Some(importer),
                form: config.form_codes.find(form).unwrap(),
                date: Day::parse(date.as_bytes()).unwrap(),
                net: 1_000_000,
            },
            licensed,
        };
        let lists = Lists {
            config: &config,
            conversion: &conversion,
        };
        for Entry { base, .. } in entries(record.moved, &conversion) {
            assert!(Mass::ZERO < base && base <= Mass::from_whole_grams(1));
        }
        groups(record, lists)
            .map(|key| {
                let takes =
                    key.rule.takes(flow) && key.lines().any(|line| line.basis == Basis::of(flow));
                let schedule = config.substance(key.substance).schedule;
                assert!(takes && key.rule.applies_to(schedule), "{key:?}");
                assert_eq!(key.importer(), importer);
                assert_eq!(key.partner.is_some(), key.rule.notifies_exporter());
                key.id(&config)
            })
            .collect()
    }

    #[test]
    fn a_record_is_a_part_of_the_groups_of_its_rules() {
        let day = "2024-03-01";
        for (form, day, flow, licensed, expected) in [
            (
                "PD006",
                day,
                Flow::Import,
                false,
                &["import-excess:ARG:PD006:2024"][..],
            ),
            (
                "PD006",
                day,
                Flow::Export,
                false,
                &[
                    "partner-reported-excess:ARG:PD006:2024",
                    "export-excess:CHE>ARG:PD006:2024",
                ],
            ),
            (
                "PC010",
                day,
                Flow::Export,
                false,
                &["schedule-i-trade:ARG:PC010:2024"],
            ),
            (
                "PM006",
                "1982-03-24",
                Flow::Import,
                false,
                &[
                    "import-excess:ARG:PM006:1982",
                    "prohibited-trade:ARG:PM006:1982",
                ],
            ),
            (
                "PM006",
                "1982-03-23",
                Flow::Import,
                false,
                &["import-excess:ARG:PM006:1982"],
            ),
            (
                "PM006",
                day,
                Flow::Import,
                true,
                &["import-excess:ARG:PM006:2024"],
            ),
        ] {
            assert_eq!(
                groups_of(form, day, flow, licensed),
                expected,
                "{form} {day} {flow:?}"
            );
        }
    }
}
