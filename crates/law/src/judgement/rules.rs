//! The six rules: which records fall under each rule, which account of the trade it goes through, and which country it notifies
//! (`rules.md` 5, 7.5). Every module that gathers, judges, explains or verifies alerts uses the definitions here.
//!
//! Every movement comes to an importing country. A rule either compares one account of a calendar year with the estimate of that
//! country, or lists movements. The group of an exporter is a part of the reports of all partners.

use super::Notices;
use crate::config::{Config, SubstanceRow};
use crate::conversion::{Conversion, Lists, Share};
use crate::ledger::{Basis, Entry, Line, OwnExport};
use crate::records::{Flow, Movement, Record};
use crate::terms::{Country, Day, Substance};
use crate::versions::Version;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

crate::words! {
    /// The rules in the byte order of their names; alerts are sorted in this order.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    pub enum Rule: serde {
        /// Exports to a country of which the Board told exporting countries that it is in excess.
        ExportAfterNotice = "export-after-notice",
        /// The exports of one exporter to one importer exceed the importer's estimate.
        ExportExcess = "export-excess",
        /// A country's reported imports exceed its estimate.
        ImportExcess = "import-excess",
        /// The exports to a country that its partners report exceed the country's estimate.
        PartnerReportedExcess = "partner-reported-excess",
        /// Trade without a special licence in a substance whose import the country prohibits.
        ProhibitedTrade = "prohibited-trade",
        /// Trade in a Schedule I substance; every movement is reported.
        ScheduleITrade = "schedule-i-trade",
    }
}

impl Rule {
    /// Returns the meaning in a few words.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::ExportAfterNotice => "exports to a country that the Board said is in excess",
            Self::ExportExcess => "one exporter alone sent more than the importer's estimate",
            Self::ImportExcess => "a country imported more than its estimate, by its own reports",
            Self::PartnerReportedExcess => {
                "a country was sent more than its estimate, by its partners' reports"
            }
            Self::ProhibitedTrade => {
                "trade in what the importer prohibits, without a special licence"
            }
            Self::ScheduleITrade => "trade in a substance of Schedule I of the 1971 Convention",
        }
    }

    /// Whether the rule only lists movements and compares nothing.
    #[must_use]
    pub const fn lists_only(self) -> bool {
        matches!(
            self,
            Self::ExportAfterNotice | Self::ProhibitedTrade | Self::ScheduleITrade
        )
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
            Self::ExportAfterNotice | Self::ExportExcess | Self::PartnerReportedExcess => {
                &[Basis::PartnerReports]
            }
            Self::ProhibitedTrade | Self::ScheduleITrade => &Basis::ALL,
        }
    }

    /// Returns the account that the rule compares with the estimate; `None` if the rule only lists.
    #[must_use]
    pub const fn basis(self) -> Option<Basis> {
        match self.accounts() {
            [basis] if !self.lists_only() => Some(*basis),
            _ => None,
        }
    }

    /// Whether the rule goes through records of a flow.
    #[must_use]
    pub fn takes(self, flow: Flow) -> bool {
        self.accounts().contains(&Basis::of(flow))
    }

    /// Whether the rule goes through records of a substance (`rules.md` 7.1). Schedule I of the 1971 Convention is listed and never
    /// compared.
    #[must_use]
    pub fn applies_to(self, substance: &SubstanceRow) -> bool {
        match self {
            Self::ExportAfterNotice => substance.convention.provisions().has_notices,
            Self::ProhibitedTrade => true,
            Self::ScheduleITrade => substance.is_listed_only(),
            Self::ExportExcess | Self::ImportExcess | Self::PartnerReportedExcess => {
                !substance.is_listed_only()
            }
        }
    }

    /// Whether the rule notifies the exporter, with the importing country as partner; otherwise it notifies the importing
    /// country.
    #[must_use]
    pub const fn notifies_exporter(self) -> bool {
        matches!(self, Self::ExportAfterNotice | Self::ExportExcess)
    }
}

/// The group that an alert is about. Sorted as `alerts.parquet` is: by rule, country, partner, substance, year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AlertKey {
    /// The rule.
    pub rule: Rule,
    /// The notified country.
    pub country: Country,
    /// The importing country where the rule notifies the exporter; `None` for the other rules.
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

    /// Whether the records of the group are those of all exporters, of which each has a group of its own.
    #[must_use]
    pub const fn is_of_all_exporters(&self) -> bool {
        match self.rule {
            Rule::PartnerReportedExcess => true,
            Rule::ExportAfterNotice => self.partner.is_none(),
            _ => false,
        }
    }

    /// Whether the group can make an alert. The exports of all exporters after a notice are gathered together, and each exporter has
    /// an alert.
    #[must_use]
    pub const fn makes_alerts(&self) -> bool {
        !self.rule.notifies_exporter() || self.partner.is_some()
    }

    /// Returns the group of all exporters that contains this group of one.
    #[must_use]
    pub const fn of_all_exporters(self) -> Self {
        let rule = match self.rule {
            Rule::ExportExcess => Rule::PartnerReportedExcess,
            rule => rule,
        };
        Self {
            rule,
            country: self.importer(),
            partner: None,
            ..self
        }
    }

    /// Returns the group of an exporter, which is a part of this group of all exporters.
    #[must_use]
    pub const fn of_exporter(self, exporter: Country) -> Self {
        let rule = match self.rule {
            Rule::PartnerReportedExcess => Rule::ExportExcess,
            rule => rule,
        };
        Self {
            rule,
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

/// What the rules look up: the lists, and the notices with the days on which they apply.
#[derive(Clone, Debug)]
pub struct RuleBook<'a> {
    /// The configuration and the contents of its forms.
    pub lists: Lists<'a>,
    /// The notices, by the filings of the run.
    pub notices: Arc<Notices>,
}

/// Returns what a record adds to the ledger: its base mass of each substance for which it counts.
pub fn entries(moved: Movement, conversion: &Conversion) -> impl Iterator<Item = Entry> {
    lines(moved, conversion).map(move |(line, share)| Entry {
        basis: line.basis,
        importer: line.importer,
        substance: line.substance,
        day: moved.date,
        base: moved.base(share),
        records: 1,
    })
}

/// Returns what a record adds to its reporter's own exports (`rules.md` 7.4).
pub fn own_exports(moved: Movement, conversion: &Conversion) -> impl Iterator<Item = OwnExport> {
    let shares = counting(moved, conversion);
    let raised = shares
        .filter(move |share| moved.flow == Flow::Export && conversion.is_raised(share.substance));
    raised.map(move |share| OwnExport {
        exporter: moved.reporter,
        substance: share.substance,
        day: moved.date,
        base: moved.base(share),
        records: 1,
    })
}

/// Returns the shares of a record that add base mass.
fn counting(moved: Movement, conversion: &Conversion) -> impl Iterator<Item = &Share> {
    let shares = if moved.amounts.are_none() {
        &[]
    } else {
        conversion.shares(moved.form, moved.date)
    };
    shares
        .iter()
        .filter(move |share| share.factor.billionths() > 0 && moved.amounts.by(share.measure) > 0)
}

/// Returns the lines of the ledger that a record adds to, each with the share of base.
fn lines(moved: Movement, conversion: &Conversion) -> impl Iterator<Item = (Line, &Share)> {
    moved.importer.into_iter().flat_map(move |importer| {
        counting(moved, conversion).map(move |share| {
            let line = Line {
                basis: Basis::of(moved.flow),
                importer,
                substance: share.substance,
            };
            (line, share)
        })
    })
}

/// The groups that contain movements of a line of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupsOfLine {
    /// The group of the rule that judges or lists every movement.
    pub all: AlertKey,
    /// The group of prohibited trade, which has the movements without a special licence.
    pub prohibited: Option<AlertKey>,
    /// The group of all exporters whose movements are listed after a notice.
    pub after_notice: Option<AlertKey>,
}

/// Returns the groups that contain the movements of a line of the ledger on a day.
#[must_use]
pub fn groups_of_line(line: Line, day: Day, book: &RuleBook<'_>) -> GroupsOfLine {
    let (config, year) = (book.lists.config, day.year());
    let rule = if config.substance(line.substance).is_listed_only() {
        Rule::ScheduleITrade
    } else {
        Rule::of_account(line.basis)
    };
    let key = |rule| AlertKey::of_importer(rule, line, year);
    let prohibited = config.prohibits(line.importer, line.substance, day);
    let noticed = Rule::ExportAfterNotice.accounts().contains(&line.basis)
        && book.notices.apply(line.importer, line.substance, day);
    GroupsOfLine {
        all: key(rule),
        prohibited: prohibited.then(|| key(Rule::ProhibitedTrade)),
        after_notice: noticed.then(|| key(Rule::ExportAfterNotice)),
    }
}

/// Returns the groups that contain movements of a line of the ledger in a calendar year, of which a day is the last with movements.
#[must_use]
pub fn groups_of_year(line: Line, last: Day, book: &RuleBook<'_>) -> GroupsOfLine {
    // A substance that is prohibited on a day is prohibited on all later days.
    let of_last = groups_of_line(line, last, book);
    let noticed = Rule::ExportAfterNotice.accounts().contains(&line.basis)
        && book
            .notices
            .apply_in(line.importer, line.substance, last.year());
    let after_notice =
        noticed.then(|| AlertKey::of_importer(Rule::ExportAfterNotice, line, last.year()));
    GroupsOfLine {
        after_notice,
        ..of_last
    }
}

/// Returns the groups that a record belongs to, each of which may have an alert.
pub fn groups<'b>(
    record: Reported,
    book: &'b RuleBook<'_>,
) -> impl Iterator<Item = AlertKey> + use<'b> {
    let moved = record.moved;
    lines(moved, book.lists.conversion).flat_map(move |(line, _)| {
        let GroupsOfLine {
            all,
            prohibited,
            after_notice,
        } = groups_of_line(line, moved.date, book);
        let pair =
            (all.rule == Rule::PartnerReportedExcess).then(|| all.of_exporter(record.reporter));
        let groups = [
            Some(all),
            pair,
            prohibited.filter(|_| !record.licensed),
            after_notice.map(|key| key.of_exporter(record.reporter)),
        ];
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
    use crate::records::Amounts;
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
                reporter,
                importer: Some(importer),
                form: config.form_codes.find(form).unwrap(),
                date: Day::parse(date.as_bytes()).unwrap(),
                amounts: Amounts {
                    net: 1_000_000,
                    whole: 1_000_000,
                },
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
        let book = RuleBook {
            lists,
            notices: Arc::default(),
        };
        groups(record, &book)
            .map(|key| {
                let takes =
                    key.rule.takes(flow) && key.lines().any(|line| line.basis == Basis::of(flow));
                let substance = config.substance(key.substance);
                assert!(takes && key.rule.applies_to(substance), "{key:?}");
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
