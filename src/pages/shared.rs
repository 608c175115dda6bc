//! The data that the pages share, read from the run once.

use super::ReportError;
use crate::archive::read::{AlertRow, PublishedError, PublishedRun, RefusedRow};
use crate::archive::{AlertChange, Manifest, RunFile};
use crate::ask::emergencies::{EmergenciesError, EmergencyQuery, Moved, emergencies};
use crate::ask::explain::Arguments;
use crate::ask::headroom::{HeadroomError, Used, headroom};
use crate::config::{Convention, Provisions};
use crate::estimates::{Estimates, ReadFiling};
use crate::judgement::{Limits, Rule};
use crate::ledger::{Basis, Entry};
use crate::terms::{Country, Day, Mass, MassOverflow, Substance};
use std::collections::{BTreeMap, BTreeSet};

/// A run and the data that its pages share.
pub(super) struct RunData<'r> {
    pub(super) run: &'r PublishedRun,
    pub(super) manifest: Manifest,
    pub(super) notes: RunFile,
    /// The alerts, in the order of the run.
    pub(super) alerts: Vec<AlertRow>,
    /// How the alerts differ from the previous run, if the run says so.
    pub(super) changes: Option<Vec<AlertChange>>,
    /// The totals of each account, by importing country, substance and year.
    pub(super) traded: Years,
    /// The last day with a movement.
    pub(super) last: Option<Day>,
    /// The estimates of every country and substance with a filing.
    pub(super) estimates: &'r Estimates,
    /// The levels that trade is compared with.
    pub(super) limits: Limits<'r>,
    /// The conventions of the substances that the run has trade, filings or alerts of.
    pub(super) conventions: BTreeSet<Convention>,
    pub(super) refused: RefusedCounts,
    /// The day of the newest record, and what is left on it of every estimate with trade; `None` if there is no record, or if
    /// the run is of an older version, which does not say how far its data reach.
    pub(super) headroom: Option<(Day, Vec<Used>)>,
    /// What moved under the simplified procedure; empty for a run of an older version.
    pub(super) moved: Vec<Moved>,
    /// What the alerts rest on.
    pub(super) arguments: Arguments<'r>,
    /// The places in `changes`, by alert.
    places_of_changes: BTreeMap<String, usize>,
    /// The places in `alerts` of the alerts without a partner, by rule, country, substance and year.
    places: BTreeMap<(Rule, Country, Substance, i64), usize>,
}

/// The totals of both accounts for a country, a substance and a year; the two are never added.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TradeTotals {
    /// The totals in the order of [`Basis::ALL`]; `None` if the account has no record.
    pub(super) totals: [Option<Mass>; 2],
}

/// The counts of refused rows.
#[derive(Debug, Default)]
pub(super) struct RefusedCounts {
    /// The number of rows by kind of file and reason.
    pub(super) reasons: BTreeMap<(String, String), u64>,
    /// The number of rows that name each country; a row may name two.
    pub(super) countries: BTreeMap<Country, u64>,
    /// The number of rows that name no country.
    pub(super) nobody: u64,
}

impl TradeTotals {
    /// Returns the total of one account.
    pub(super) const fn of(&self, basis: Basis) -> Option<Mass> {
        match basis {
            Basis::ImportReports => self.totals[0],
            Basis::PartnerReports => self.totals[1],
        }
    }

    fn add(&mut self, basis: Basis, base: Mass) -> Result<(), MassOverflow> {
        let place = match basis {
            Basis::ImportReports => 0,
            Basis::PartnerReports => 1,
        };
        self.totals[place] = Some(self.totals[place].unwrap_or(Mass::ZERO).plus(base)?);
        Ok(())
    }
}

impl RefusedCounts {
    /// Counts a row and returns the countries that it names.
    fn count(&mut self, run: &PublishedRun, row: &RefusedRow) -> Vec<Country> {
        *self
            .reasons
            .entry((row.kind.clone(), row.reason.clone()))
            .or_default() += 1;
        let named: BTreeSet<Country> = row
            .fields()
            .filter_map(|field| run.config.country_codes.find(field))
            .collect();
        self.nobody += u64::from(named.is_empty());
        for country in &named {
            *self.countries.entry(*country).or_default() += 1;
        }
        named.into_iter().collect()
    }
}

/// The totals of both accounts by importing country, substance and year.
type Years = BTreeMap<(Country, Substance, i32), TradeTotals>;
/// The totals and the last day of a row group.
type RowGroupTotals = (Result<Years, MassOverflow>, Option<Day>);

impl<'r> RunData<'r> {
    /// Returns the id of the previous run, if there is one.
    pub(super) fn previous(&self) -> Option<&str> {
        self.notes
            .previous
            .as_ref()
            .map(|previous| previous.run.as_str())
    }

    /// Reads the shared data of a run; passes every refused row to `each_refused`, with the countries that it names.
    pub(super) fn of(
        run: &'r PublishedRun,
        (filings, estimates): (&[ReadFiling], &'r Estimates),
        mut each_refused: impl FnMut(&RefusedRow, &[Country]) -> Result<(), ReportError>,
    ) -> Result<Self, ReportError> {
        let alerts = run.alerts(None)?;
        let (traded, last) = traded(run)?;
        let mut refused = RefusedCounts::default();
        let arguments = Arguments::of(
            run,
            &alerts,
            |_| true,
            |row| each_refused(row, &refused.count(run, row)),
        )?;
        let substances = traded
            .keys()
            .map(|(_, substance, _)| *substance)
            .chain(filings.iter().map(|read| read.filing.substance))
            .chain(alerts.iter().map(|alert| alert.substance));
        let conventions = substances.map(|substance| run.config.substance(substance).convention);
        let conventions = conventions.collect();
        let single = alerts
            .iter()
            .enumerate()
            .filter(|(_, alert)| alert.partner.is_none());
        let places = single
            .map(|(place, alert)| {
                (
                    (alert.rule, alert.country, alert.substance, alert.year),
                    place,
                )
            })
            .collect();
        let (manifest, notes) = (run.manifest()?, run.run_file()?);
        let changes = run.compared()?;
        let places_of_changes = changes
            .iter()
            .flatten()
            .enumerate()
            .map(|(place, change)| (change.alert.clone(), place))
            .collect();
        Ok(Self {
            run,
            manifest,
            notes,
            alerts,
            changes,
            traded,
            last,
            estimates,
            limits: run.limits(estimates)?,
            conventions,
            refused,
            headroom: left(run)?,
            moved: moved(run)?,
            arguments,
            places_of_changes,
            places,
        })
    }

    /// Adds the conventions of more substances that the run has records of.
    pub(super) fn add_conventions(&mut self, substances: impl Iterator<Item = Substance>) {
        let config = &self.run.config;
        let conventions = substances.map(|substance| config.substance(substance).convention);
        self.conventions.extend(conventions);
    }

    /// Returns what the conventions of the run lay down, in order.
    pub(super) fn provisions(&self) -> impl Iterator<Item = &'static Provisions> {
        self.conventions
            .iter()
            .map(|convention| convention.provisions())
    }

    /// Returns how an alert differs from the previous run; `None` if it does not.
    pub(super) fn change_of(&self, alert: &AlertRow) -> Option<&AlertChange> {
        self.changes
            .as_ref()
            .zip(self.places_of_changes.get(&alert.id))
            .map(|(changes, place)| &changes[*place])
    }

    /// Returns the alert of a rule that concerns one country, for a country, a substance and a year.
    pub(super) fn alert_of(
        &self,
        rule: Rule,
        country: Country,
        substance: Substance,
        year: impl Into<i64>,
    ) -> Option<&AlertRow> {
        self.places
            .get(&(rule, country, substance, year.into()))
            .map(|place| &self.alerts[*place])
    }

    /// Returns the alerts that meet a condition.
    pub(super) fn alerts_where(
        &self,
        wanted: impl Fn(&AlertRow) -> bool,
    ) -> impl Iterator<Item = &AlertRow> {
        self.alerts.iter().filter(move |alert| wanted(alert))
    }

    /// Returns the number of alerts of which each country is notified.
    pub(super) fn by_country(&self) -> BTreeMap<Country, u64> {
        let mut counts = BTreeMap::new();
        for alert in &self.alerts {
            *counts.entry(alert.country).or_default() += 1;
        }
        counts
    }
}

/// Returns the day of the newest record, and what is left on it of every estimate with trade.
fn left(run: &PublishedRun) -> Result<Option<(Day, Vec<Used>)>, ReportError> {
    let reach = match run.reach() {
        Err(PublishedError::Layout { .. }) => return Ok(None),
        reach => reach?,
    };
    let Some(on) = reach.newest() else {
        return Ok(None);
    };
    match headroom(run, on) {
        Ok(found) => Ok(Some((on, found.used))),
        Err(HeadroomError::Overflow(overflow)) => Err(overflow.into()),
        Err(HeadroomError::Published(published)) => Err(published.into()),
    }
}

/// Adds up what moved under the simplified procedure.
fn moved(run: &PublishedRun) -> Result<Vec<Moved>, ReportError> {
    match emergencies(run, EmergencyQuery::default()) {
        Err(EmergenciesError::Older { .. }) => Ok(Vec::new()),
        Err(EmergenciesError::Overflow(overflow)) => Err(overflow.into()),
        Err(EmergenciesError::Published(published)) => Err(published.into()),
        Ok(moved) => Ok(moved),
    }
}

/// Reads the totals of each account by year, and the last day with a movement.
fn traded(run: &PublishedRun) -> Result<(Years, Option<Day>), ReportError> {
    let add = |sums: &mut Option<RowGroupTotals>, entry: &Entry| {
        let (totals, last) = sums.get_or_insert_with(|| (Ok(Years::new()), None));
        *last = (*last).max(Some(entry.day));
        if let Ok(map) = totals {
            let sum: &mut TradeTotals = map
                .entry((entry.importer, entry.substance, entry.day.year()))
                .or_default();
            if let Err(overflow) = sum.add(entry.basis, entry.base) {
                *totals = Err(overflow);
            }
        }
    };
    let (mut all, mut last) = (Years::new(), None);
    for (totals, latest) in run
        .ledger_on(Day::FIRST..Day::LAST.next(), add)?
        .into_iter()
        .flatten()
    {
        last = last.max(latest);
        for (key, of) in totals? {
            let sum = all.entry(key).or_default();
            for basis in Basis::ALL {
                of.of(basis).map_or(Ok(()), |base| sum.add(basis, base))?;
            }
        }
    }
    Ok((all, last))
}
