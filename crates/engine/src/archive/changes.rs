//! How an alert differs from the previous run, and why: the words and rows of `changes.parquet`.
//!
//! This module finds nothing out: `compare` compares two runs when both can be read.

use super::tables::FigureColumns;
use crate::judgement::{FirstExcess, Rule, Verdict, Year};
use crate::terms::{Day, Mass};

inforce_law::words! {
    /// How an alert differs from the previous run; changes that ask for action come first.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Change {
        /// The alert was not there.
        New = "new",
        /// The alert is graver. It has a greater peak; or, with the same peak, more days in excess; or, with the same days, it
        /// is no longer cured. An alert that only lists has more base mass or, with the same, more records.
        Worsened = "worsened",
        /// The alert is less grave, by the same figures.
        Eased = "eased",
        /// The alert has other figures, and is neither graver nor less grave.
        Restated = "restated",
        /// The alert is gone because estimates, the country's own exports, policy or configuration changed: the movements that it rested
        /// on still stand.
        Cleared = "cleared",
        /// The alert is gone because records that it rested on were corrected, withdrawn, refused or removed: it would also be gone by the
        /// later records of its group with the earlier estimates, own exports, policy and configuration.
        Retracted = "retracted",
    }
}

inforce_law::words! {
    /// Why an alert changed. A cause is named if it contributed: if it alone, done to the earlier run or undone in the later,
    /// makes another alert.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Cause {
        /// There is no previous run, so every alert is new.
        FirstRun = "first-run",
        /// A record that the earlier run did not have.
        LateRecord = "late-record",
        /// Another version of a record stands, or its row was changed where it stood.
        Correction = "correction",
        /// The version of a record that stands has quantity 0.
        Withdrawal = "withdrawal",
        /// A supplement that the earlier run did not have.
        Supplement = "supplement",
        /// An assessment, an estimate, a requirement or a value set by the Board that the earlier run did not have.
        NewEstimate = "new-estimate",
        /// Another version of a filing stands, or its row was changed where it stood.
        CorrectedFiling = "corrected-filing",
        /// A confirmation by the Board, of a filing that the earlier run had without one.
        Confirmation = "confirmation",
        /// A deduction that the earlier run did not have.
        Deduction = "deduction",
        /// What the country itself exported changed, which raises its level.
        OwnExports = "own-exports",
        /// The share of base of a form changed.
        FactorEdition = "factor-edition",
        /// A substance is under another convention, in another schedule, under control from another day, or has another name.
        ScheduleEdition = "schedule-edition",
        /// A preparation is exempt from the rules of a convention, or is no longer.
        ExemptEdition = "exempt-edition",
        /// A country prohibits the substance from another day, or prohibits it no longer.
        ProhibitionEdition = "prohibition-edition",
        /// Other notices to exporting countries are in the list.
        NoticeEdition = "notice-edition",
        /// The lists of the configuration changed: codes that were known are not, or the reverse.
        Configuration = "configuration",
        /// The policy decides open points of the rules in another way.
        Policy = "policy",
        /// The known-at date changed, and lets in or keeps out what was received or confirmed between the two.
        KnownAtDate = "known-at-date",
        /// Another version of the program found something else in the same data.
        ProgramVersion = "program-version",
        /// A row that counted is refused, or its file is left out.
        NewlyRefused = "newly-refused",
        /// A row that was refused counts, or its file is no longer left out.
        NoLongerRefused = "no-longer-refused",
        /// A row that counted is gone.
        InputsRemoved = "inputs-removed",
        /// A record that counted is set aside, because records of a finer period of its trade count, or the reverse.
        SetAside = "set-aside",
        /// A version of a record came and does not stand, because a version that was there before stands. Named beside the
        /// causes that contributed.
        Overtaken = "overtaken",
        /// None of these causes, which is a fault of the program.
        Unexplained = "unexplained",
    }
}

impl Cause {
    /// Whether the detail of the cause says what the importing country filed or exported itself.
    #[must_use]
    pub const fn tells_of_level(self) -> bool {
        matches!(
            self,
            Self::Supplement
                | Self::NewEstimate
                | Self::CorrectedFiling
                | Self::Confirmation
                | Self::Deduction
                | Self::OwnExports
        )
    }
}

/// A cause of one change, with its detail.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Because {
    /// The cause.
    pub cause: Cause,
    /// Which records, filings or factors, in words.
    pub detail: String,
}

/// The figures of an alert in one run, as in `alerts.parquet`. Those of excess are `None` for rules that only list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertFigures {
    /// The first day in excess; for rules that only list, the first day with a movement.
    pub first_excess_date: Day,
    /// The day of the greatest excess.
    pub peak_excess_date: Option<Day>,
    /// The last day in excess; for rules that only list, the last day with a movement.
    pub last_excess_date: Day,
    /// The day on which the excess was cured, if it was.
    pub cured_on: Option<Day>,
    /// The running total on the first day in excess.
    pub running_total: Option<Mass>,
    /// The estimate in force on that day.
    pub estimate: Option<Mass>,
    /// The running total less the estimate.
    pub excess: Option<Mass>,
    /// The greatest excess.
    pub peak_excess: Option<Mass>,
    /// The base mass of the whole year.
    pub year_total: Mass,
    /// The status of the estimate on the first day in excess.
    pub estimate_status: Option<String>,
    /// The filing that governed on that day, if one did.
    pub filing_id: Option<String>,
    /// What own exports add to the estimate; `None` where they do not matter, and in `changes.parquet`.
    pub own_exports: Option<Mass>,
    /// The number of days in excess; for rules that only list, of days with a movement.
    pub excess_days: i64,
    /// The number of records on those days.
    pub excess_records: i64,
    /// The number of records of the whole year.
    pub records: i64,
}

impl AlertFigures {
    /// Returns the figures of a verdict (`rules.md` 5).
    #[must_use]
    pub fn of(verdict: &Verdict) -> Self {
        let Year { total, records } = verdict.year();
        match verdict {
            Verdict::Excess(excess) => {
                let FirstExcess {
                    day,
                    running_total,
                    level,
                } = &excess.first;
                Self {
                    first_excess_date: *day,
                    peak_excess_date: Some(excess.peak_day),
                    last_excess_date: excess.last_day,
                    cured_on: excess.cured_on,
                    running_total: Some(*running_total),
                    estimate: Some(level.mass),
                    excess: Some(running_total.minus(level.mass)),
                    peak_excess: Some(excess.peak),
                    year_total: total,
                    estimate_status: Some(level.status.name().to_owned()),
                    filing_id: level.filing.as_deref().map(ToOwned::to_owned),
                    own_exports: level.own_exports,
                    excess_days: excess.days,
                    excess_records: excess.records,
                    records,
                }
            }
            Verdict::Listing(listing) => Self {
                first_excess_date: listing.first_day,
                peak_excess_date: None,
                last_excess_date: listing.last_day,
                cured_on: None,
                running_total: None,
                estimate: None,
                excess: None,
                peak_excess: None,
                year_total: total,
                estimate_status: None,
                filing_id: None,
                own_exports: None,
                excess_days: listing.days,
                excess_records: records,
                records,
            },
        }
    }

    /// Returns the figures that `changes.parquet` has.
    #[must_use]
    pub fn as_of_change(&self) -> Self {
        Self {
            own_exports: None,
            ..self.clone()
        }
    }

    /// Returns the columns of the figures.
    #[must_use]
    pub fn columns(&self) -> FigureColumns<'_> {
        FigureColumns {
            first_excess_date: self.first_excess_date,
            peak_excess_date: self.peak_excess_date,
            last_excess_date: self.last_excess_date,
            cured_on: self.cured_on,
            running_total_g: self.running_total,
            estimate_g: self.estimate,
            excess_g: self.excess,
            peak_excess_g: self.peak_excess,
            year_total_g: self.year_total,
            estimate_status: self.estimate_status.as_deref(),
            filing_id: self.filing_id.as_deref(),
            excess_days: self.excess_days,
            excess_records: self.excess_records,
            records: self.records,
        }
    }

    /// Returns the status of the estimate on the first day in excess; empty for rules that only list.
    #[must_use]
    pub fn status(&self) -> &str {
        self.estimate_status.as_deref().unwrap_or_default()
    }

    /// Returns the filing that governed on that day; empty if none did.
    #[must_use]
    pub fn filing(&self) -> &str {
        self.filing_id.as_deref().unwrap_or_default()
    }
}

impl From<FigureColumns<'_>> for AlertFigures {
    fn from(columns: FigureColumns<'_>) -> Self {
        Self {
            first_excess_date: columns.first_excess_date,
            peak_excess_date: columns.peak_excess_date,
            last_excess_date: columns.last_excess_date,
            cured_on: columns.cured_on,
            running_total: columns.running_total_g,
            estimate: columns.estimate_g,
            excess: columns.excess_g,
            peak_excess: columns.peak_excess_g,
            year_total: columns.year_total_g,
            estimate_status: columns.estimate_status.map(ToOwned::to_owned),
            filing_id: columns.filing_id.map(ToOwned::to_owned),
            own_exports: None,
            excess_days: columns.excess_days,
            excess_records: columns.excess_records,
            records: columns.records,
        }
    }
}

/// A row of `changes.parquet`: an alert that differs from the previous run. Codes are texts, because the two runs may have
/// had different lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertChange {
    /// The id of the alert.
    pub alert: String,
    /// The rule.
    pub rule: Rule,
    /// The notified country.
    pub country: String,
    /// The importing country where the rule notifies the exporter.
    pub partner: Option<String>,
    /// The substance.
    pub substance: String,
    /// The name of the substance, from the later run that has the alert.
    pub substance_name: String,
    /// The schedule of the substance, from the same run.
    pub schedule: String,
    /// The calendar year.
    pub year: i32,
    /// How the alert differs.
    pub change: Change,
    /// The causes, each once; at least one.
    pub causes: Vec<Because>,
    /// The figures in the previous run; `None` if the alert was not there.
    pub before: Option<AlertFigures>,
    /// The figures in this run; `None` if the alert is gone.
    pub after: Option<AlertFigures>,
    /// The number of the previous run; `None` if there is none.
    pub previous_run: Option<String>,
}
