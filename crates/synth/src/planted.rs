//! What a dataset must lead to: the alerts of the default policy and the refused rows, computed from the sums and levels
//! that the dataset was made from, and written beside it.

use std::path::Path;

use super::accounts::{self, GroupTrade, Series};
use super::catalogue::Catalogue;
use super::days;
use super::error::SynthError;
use super::files;
use super::plan::Limit;
use super::text;

/// A rule of judgement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Rule {
    ImportExcess,
    PartnerReportedExcess,
    ExportExcess,
    ScheduleOneTrade,
    ProhibitedTrade,
}

impl Rule {
    pub(super) fn name(self) -> &'static str {
        match self {
            Rule::ImportExcess => "import-excess",
            Rule::PartnerReportedExcess => "partner-reported-excess",
            Rule::ExportExcess => "export-excess",
            Rule::ScheduleOneTrade => "schedule-i-trade",
            Rule::ProhibitedTrade => "prohibited-trade",
        }
    }
}

/// An alert that must be raised.
pub(super) struct Alert {
    pub(super) rule: Rule,
    country: u16,
    partner: Option<u16>,
    substance: u16,
    year: usize,
    days: Days,
    /// 10⁻¹⁵ g.
    total: u128,
    records: u64,
}

/// Days of the year in excess, or of any movement for the rules that compare nothing.
struct Days {
    first: usize,
    last: usize,
    number: u64,
    cured: Option<usize>,
}

/// A row that must be refused.
pub(super) struct Refused {
    /// `filing` or `record`.
    pub(super) kind: &'static str,
    /// Relative to the dataset, `/` between parts.
    pub(super) file: String,
    /// Counted from 1, after the header.
    pub(super) row: u64,
    pub(super) reason: &'static str,
}

/// Importing country, substance, index of the year.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) importer: u16,
    pub(super) substance: u16,
    pub(super) year: usize,
}

/// The alerts of a group of a substance with estimates.
pub(super) fn excesses(place: Place, trade: &GroupTrade, limit: &Limit) -> Vec<Alert> {
    let mut out = Vec::new();
    let mut judge = |rule, series: &Series, exporter: Option<u16>| {
        if let Some(days) = in_excess(series, place.year, limit) {
            out.push(alert(rule, place, exporter, series, days));
        }
    };
    judge(Rule::ImportExcess, &trade.imports, None);
    judge(Rule::PartnerReportedExcess, &trade.all_exports(), None);
    for (exporter, series) in &trade.exports {
        judge(Rule::ExportExcess, series, Some(*exporter));
    }
    out
}

/// The alerts of a group that need no estimate: every movement counts.
pub(super) fn listed(catalogue: &Catalogue, place: Place, trade: &GroupTrade) -> Vec<Alert> {
    let mut out = Vec::new();
    let mut list = |rule, series: &Series| {
        if let Some(days) = movements(series) {
            out.push(alert(rule, place, None, series, days));
        }
    };
    if catalogue.substance(place.substance).listed_only {
        list(Rule::ScheduleOneTrade, &trade.reports());
    }
    list(Rule::ProhibitedTrade, &trade.unlicensed);
    out
}

fn alert(rule: Rule, place: Place, exporter: Option<u16>, series: &Series, days: Days) -> Alert {
    Alert {
        rule,
        country: exporter.unwrap_or(place.importer),
        partner: exporter.map(|_| place.importer),
        substance: place.substance,
        year: place.year,
        days,
        total: series.daily.iter().sum(),
        records: series.records,
    }
}

fn in_excess(series: &Series, year: usize, limit: &Limit) -> Option<Days> {
    let totals = accounts::running(series, year);
    let beyond = |day: usize| limit.is_passed(day, totals[day]);
    let moved = |day: &usize| series.daily.get(*day).is_some_and(|mass| *mass > 0);
    let mut excess = (0..totals.len()).filter(moved).filter(|day| beyond(*day));
    let first = excess.next()?;
    let (number, last) = excess.fold((1, first), |(number, _), day| (number + 1, day));
    let cured = (last + 1..totals.len()).find(|day| !beyond(*day));
    Some(Days {
        first,
        last,
        number,
        cured,
    })
}

fn movements(series: &Series) -> Option<Days> {
    let mut moved = (0..series.daily.len()).filter(|day| series.daily[*day] > 0);
    let first = moved.next()?;
    let (number, last) = moved.fold((1, first), |(number, _), day| (number + 1, day));
    Some(Days {
        first,
        last,
        number,
        cured: None,
    })
}

/// What is planted in a dataset.
#[derive(Default)]
pub(super) struct Planted {
    /// The key to sort by, and the line.
    alerts: Vec<(Vec<String>, String)>,
    pub(super) refused_filings: Vec<Refused>,
    pub(super) refused_records: Vec<Refused>,
}

impl Planted {
    /// Adds alerts, whose codes are those of the catalogue.
    pub(super) fn add_alerts(&mut self, catalogue: &Catalogue, alerts: &[Alert]) {
        self.alerts
            .extend(alerts.iter().map(|alert| alert.line(catalogue)));
    }

    /// Writes `planted/alerts.csv`, in the order of an alerts file, and `planted/faults.csv`.
    pub(super) fn write(mut self, out: &Path) -> Result<(), SynthError> {
        self.alerts.sort();
        let mut text = String::from(
            "alert_id,rule,country,partner,substance,year,first_excess_date,last_excess_date,cured_on,excess_days,\
             year_total_g,records\n",
        );
        for (_, line) in self.alerts {
            text.push_str(&line);
        }
        files::write_text(&out.join("planted/alerts.csv"), &text)?;
        let mut text = String::from("kind,source_file,source_row,reason\n");
        for row in self.refused_filings.iter().chain(&self.refused_records) {
            text.push_str(&row.line());
        }
        files::write_text(&out.join("planted/faults.csv"), &text)
    }
}

impl Refused {
    fn line(&self) -> String {
        format!("{},{},{},{}\n", self.kind, self.file, self.row, self.reason)
    }
}

impl Alert {
    /// The key to sort by, and the line.
    fn line(&self, catalogue: &Catalogue) -> (Vec<String>, String) {
        let country = catalogue.country_code(self.country);
        let partner = self
            .partner
            .map_or("", |partner| catalogue.country_code(partner));
        let substance = &catalogue.substance(self.substance).code;
        let year = days::YEARS[self.year].to_string();
        let rule = self.rule.name();
        let date = |day: usize| {
            text::date(days::NEW_YEAR[self.year] + i32::try_from(day).unwrap_or(i32::MAX))
        };
        let arrow = if partner.is_empty() { "" } else { ">" };
        let line = format!(
            "{rule}:{country}{arrow}{partner}:{substance}:{year},{rule},{country},{partner},{substance},{year},{},{},{},{},{},{}\n",
            date(self.days.first),
            date(self.days.last),
            self.days.cured.map(date).unwrap_or_default(),
            self.days.number,
            text::exact_grams(self.total),
            self.records,
        );
        let key = [rule, country, partner, substance, &year];
        (key.map(str::to_owned).to_vec(), line)
    }
}
