//! What became of an alert since the run before, and why: the words and rows of `changes.parquet`.
//!
//! Nothing is found out here: two runs are compared when both are there to be read.

use super::tables::FigureColumns;
use crate::judgement::{FirstExcess, Rule, Verdict, Year};
use crate::terms::{Day, Mass};

/// What became of an alert since the run before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// It was not there.
    New,
    /// It is graver: a greater peak, else more days in excess, else no longer cured; for rules that only list, more
    /// base mass, else more records.
    Worsened,
    /// The reverse.
    Eased,
    /// Its figures are others, and neither graver nor less so.
    Restated,
    /// It is gone, because estimates, policy or configuration are others: what was reported still stands.
    Cleared,
    /// It is gone, because records were corrected, withdrawn, refused or removed: with the later records it would be gone by
    /// the earlier estimates, policy and configuration, too.
    Retracted,
}

impl Change {
    /// All of them, those first that ask for something to be done.
    pub const ALL: [Self; 6] = [
        Self::New,
        Self::Worsened,
        Self::Eased,
        Self::Restated,
        Self::Cleared,
        Self::Retracted,
    ];

    /// The word that the outputs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Worsened => "worsened",
            Self::Eased => "eased",
            Self::Restated => "restated",
            Self::Cleared => "cleared",
            Self::Retracted => "retracted",
        }
    }
}

/// Why an alert changed. A cause is named where it contributed: where it alone, of all that is different, makes the
/// alert of the earlier run another, or that of the later run if it is undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// There is no run before, so that every alert is new.
    FirstRun,
    /// A record that the earlier run did not have.
    LateRecord,
    /// Another version of a record stands, or its row was changed where it stood.
    Correction,
    /// The version of a record that stands has quantity 0.
    Withdrawal,
    /// A supplement that the earlier run did not have.
    Supplement,
    /// An assessment or a value set by the Board that the earlier run did not have.
    NewEstimate,
    /// Another version of a filing stands, or its row was changed where it stood.
    CorrectedFiling,
    /// The share of base of a form is another.
    FactorEdition,
    /// A substance is in another schedule, under control from another day, or called otherwise.
    ScheduleEdition,
    /// A country prohibits the substance from another day, or no longer.
    ProhibitionEdition,
    /// Other lists of the configuration: codes that were known and are not, or the reverse.
    Configuration,
    /// The open points of the rules are decided otherwise.
    Policy,
    /// Another known-at date lets in, or keeps out, what was received between the two.
    KnownAtDate,
    /// Another version of the program found otherwise by the same data.
    ProgramVersion,
    /// A row that counted is refused, or the file it stands in is left out.
    NewlyRefused,
    /// A row that was refused counts, or the file it stands in is no longer left out.
    NoLongerRefused,
    /// A row that counted is not there any more.
    InputsRemoved,
    /// A version of a record has come and does not stand, as one that was there before does: named beside what did
    /// contribute.
    Overtaken,
    /// None of these: a fault of the program.
    Unexplained,
}

impl Cause {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::FirstRun,
        Self::LateRecord,
        Self::Correction,
        Self::Withdrawal,
        Self::Supplement,
        Self::NewEstimate,
        Self::CorrectedFiling,
        Self::FactorEdition,
        Self::ScheduleEdition,
        Self::ProhibitionEdition,
        Self::Configuration,
        Self::Policy,
        Self::KnownAtDate,
        Self::ProgramVersion,
        Self::NewlyRefused,
        Self::NoLongerRefused,
        Self::InputsRemoved,
        Self::Overtaken,
        Self::Unexplained,
    ];

    /// The word that the outputs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FirstRun => "first-run",
            Self::LateRecord => "late-record",
            Self::Correction => "correction",
            Self::Withdrawal => "withdrawal",
            Self::Supplement => "supplement",
            Self::NewEstimate => "new-estimate",
            Self::CorrectedFiling => "corrected-filing",
            Self::FactorEdition => "factor-edition",
            Self::ScheduleEdition => "schedule-edition",
            Self::ProhibitionEdition => "prohibition-edition",
            Self::Configuration => "configuration",
            Self::Policy => "policy",
            Self::KnownAtDate => "known-at-date",
            Self::ProgramVersion => "program-version",
            Self::NewlyRefused => "newly-refused",
            Self::NoLongerRefused => "no-longer-refused",
            Self::InputsRemoved => "inputs-removed",
            Self::Overtaken => "overtaken",
            Self::Unexplained => "unexplained",
        }
    }
}

/// A cause of one change, with what it was in particular.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Because {
    /// The cause.
    pub cause: Cause,
    /// Which records, filings or factors, in words.
    pub detail: String,
}

/// The figures of an alert in one run, as `alerts.parquet` has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertFigures {
    /// The first day in excess.
    pub first_excess_date: Day,
    /// The day of the greatest excess; none for rules that only list, like all that may be absent here.
    pub peak_excess_date: Option<Day>,
    /// The last day in excess.
    pub last_excess_date: Day,
    /// The day on which it was cured, if it was.
    pub cured_on: Option<Day>,
    /// The running total on the first day in excess.
    pub running_total: Option<Mass>,
    /// The estimate in force that day.
    pub estimate: Option<Mass>,
    /// The difference of the two.
    pub excess: Option<Mass>,
    /// The greatest excess.
    pub peak_excess: Option<Mass>,
    /// Base mass of the whole year.
    pub year_total: Mass,
    /// The status of the estimate on the first day in excess.
    pub estimate_status: Option<String>,
    /// The filing that governed then.
    pub filing_id: Option<String>,
    /// Days in excess.
    pub excess_days: i64,
    /// Records on them.
    pub excess_records: i64,
    /// Records of the whole year.
    pub records: i64,
}

impl AlertFigures {
    /// What an alert says of a verdict (`rules.md` 5).
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
                excess_days: listing.days,
                excess_records: records,
                records,
            },
        }
    }

    /// As they are published.
    pub(crate) fn columns(&self) -> FigureColumns<'_> {
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

    /// The status of the estimate on the first day in excess; empty of rules that compare nothing.
    #[must_use]
    pub fn status(&self) -> &str {
        self.estimate_status.as_deref().unwrap_or_default()
    }

    /// The filing that governed then; empty where none did.
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
            excess_days: columns.excess_days,
            excess_records: columns.excess_records,
            records: columns.records,
        }
    }
}

/// A row of `changes.parquet`: an alert that is not what it was in the run before. Codes are texts, because the two runs may
/// have been judged by different lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertChange {
    /// The alert's name.
    pub alert: String,
    /// Its rule.
    pub rule: Rule,
    /// The notified country.
    pub country: String,
    /// The importing country of an `export-excess`.
    pub partner: Option<String>,
    /// The substance.
    pub substance: String,
    /// Its name, by the later run that has the alert.
    pub substance_name: String,
    /// Its schedule, likewise.
    pub schedule: String,
    /// The calendar year.
    pub year: i32,
    /// What became of it.
    pub change: Change,
    /// Why; each cause once, and at least one.
    pub causes: Vec<Because>,
    /// As it was; none where it was not there.
    pub before: Option<AlertFigures>,
    /// As it is; none where it is gone.
    pub after: Option<AlertFigures>,
    /// The number of the earlier run; none where there is none.
    pub previous_run: Option<String>,
}
