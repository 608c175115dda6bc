//! Asks of each estimate in force whether it fits what is known: the use of past years by both accounts, its own history, what its notes
//! say, and a need computed from use.
//!
//! An estimate that is too high covers diversion, and one that is too low leaves patients without medicine. The answer is advice: it
//! says what to ask about, not that an estimate is wrong, and no alert rests on it. Everything comes from the run; thresholds are those
//! of `inforce.toml` ([`Thresholds`]).
//!
//! *Use* of a year is what an account of the ledger has for the importing country, net of re-export as the convention counts it: where
//! a country's own exports raise its level, they are taken off. The two accounts are never added. Only whole years are judged as years:
//! the year of the run's newest record is not whole.

mod arithmetic;
mod checks;
mod exports;
mod manufacture;
mod neighbours;

pub use arithmetic::{Times, mean, need};
pub use checks::{
    AccountTrade, ConsumptionNeed, FindingGrounds, LatestUse, PlausibilityCheck,
    PlausibilityFinding, Unlike, Versus,
};
pub use exports::{Exports, exports_of};
pub use neighbours::{Neighbour, Neighbours};

use crate::archive::read::{PublishedError, PublishedRun};
use crate::config::{Config, Population, TableFaults, Term, Thresholds};
use crate::estimates::{Level, Standing, StandingFiling, Status};
use crate::judgement::level_on;
use crate::ledger::{Basis, Entry};
use crate::terms::{Country, Day, Mass, MassOverflow, Substance, Timeline};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// What is asked about.
#[derive(Clone, Debug)]
pub struct Question<'p> {
    /// The day on which the estimates are in force.
    pub on: Day,
    /// The country; `None`: every country.
    pub country: Option<Country>,
    /// The substance; `None`: every substance.
    pub substance: Option<Substance>,
    /// From where on an estimate is asked about.
    pub thresholds: Thresholds,
    /// What was found in the records of the dataset about exports of countries and substances, beyond what the tables of the run keep.
    pub exports: BTreeMap<(Country, Substance), Exports>,
    /// The inhabitants of countries, by which neighbours are found; `None`: no neighbours are compared.
    pub population: Option<&'p Population>,
}

impl Question<'_> {
    /// Asks about all estimates in force on a day.
    #[must_use]
    pub const fn of_all(on: Day, thresholds: Thresholds) -> Self {
        Self {
            on,
            country: None,
            substance: None,
            thresholds,
            exports: BTreeMap::new(),
            population: None,
        }
    }
}

/// The answer.
#[derive(Clone, Debug)]
pub struct Plausibility {
    /// The years that the answer rests on.
    pub span: Span,
    /// The thresholds.
    pub thresholds: Thresholds,
    /// The estimates in force on the day, and what is traded without one: the gravest findings first.
    pub examined: Vec<Examined>,
}

/// The years for which the run has data, as far as they are not after the day that is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The day that is asked about.
    pub on: Day,
    /// The first day with base mass in the ledger; `None` if it has none up to the day.
    pub first: Option<Day>,
    /// The date of the newest record of the run; `None` if it has none.
    pub newest: Option<Day>,
}

impl Span {
    /// Returns the last year that is judged as a whole: before the year of the newest record, and before that of the day.
    #[must_use]
    pub fn last_whole(&self) -> Option<i32> {
        let last = self.newest?.year().min(self.on.year()) - 1;
        (last >= self.first?.year()).then_some(last)
    }

    /// Returns the last whole years, at most so many, ascending.
    #[must_use]
    pub fn whole(&self, most: u32) -> RangeInclusive<i32> {
        let (first, last) = self
            .first
            .zip(self.last_whole())
            .map_or((1, 0), |(first, last)| (first.year(), last));
        let most = i32::try_from(most).unwrap_or(i32::MAX);
        first.max(last.saturating_sub(most).saturating_add(1))..=last
    }

    /// Returns in words which years are whole, and why others are not.
    #[must_use]
    pub fn told(&self) -> String {
        let whole = self.whole(u32::MAX);
        let (first, last) = (*whole.start(), *whole.end());
        let years = match (self.last_whole().is_some(), first == last) {
            (false, _) => "No year of the data is whole".to_owned(),
            (true, true) => format!("The only whole year of the data is {first}"),
            (true, false) => format!("The whole years of the data are {first} to {last}"),
        };
        let newest = match (self.newest, self.first) {
            (Some(newest), Some(first)) => format!(
                "the ledger begins on {first}, and the year of the newest record ({newest}) is not judged as a whole"
            ),
            (Some(newest), None) => {
                format!(
                    "the ledger has nothing up to the day, and the newest record is of {newest}"
                )
            }
            (None, _) => "there is no valid record".to_owned(),
        };
        format!("{years}: {newest}.")
    }

    /// Returns so many last whole years; `None` if there are not as many.
    fn exactly(&self, years: u32) -> Option<RangeInclusive<i32>> {
        let whole = self.whole(years);
        (whole.clone().count() == usize::try_from(years).ok()?).then_some(whole)
    }
}

/// An estimate in force, or trade without one, with what is known of it and what there is to ask.
#[derive(Clone, Debug)]
pub struct Examined {
    /// The country whose estimate it is.
    pub country: Country,
    /// The substance.
    pub substance: Substance,
    /// The level on the day, own exports included.
    pub level: Level,
    /// The filings behind the level: the one that governs, then the supplements that count.
    pub behind: Vec<StandingFiling>,
    /// The filings in use, by receipt.
    pub filings: Vec<StandingFiling>,
    /// The days on which the estimate became another one, ascending.
    pub changes: Vec<EstimateChange>,
    /// The number of filings, after the one with which the last change came, that give the same figure.
    pub renewed: usize,
    /// The years from that of the first trade or estimate with data up to that of the day, ascending.
    pub years: Vec<YearOfUse>,
    /// The use of the day's year up to the end of each month, or to the day, by account.
    pub months: Vec<[Mass; 2]>,
    /// The mean use of the last one, three and five whole years ([`PERIODS`]) by account, to six places of a gram; `None` where the
    /// data have not as many whole years.
    pub means: [[Option<Mass>; 2]; 3],
    /// The newest record of the country, and of all others.
    pub data_to: [Option<Day>; 2],
    /// What is known of the country's exports of the substance.
    pub exports: Exports,
    /// The neighbours, where use and inhabitants of the last whole year are known.
    pub neighbours: Option<Neighbours>,
    /// What there is to ask, the gravest first.
    pub findings: Vec<PlausibilityFinding>,
}

/// A change of an estimate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EstimateChange {
    /// The day.
    pub day: Day,
    /// The estimate before, own exports not included; `None` if there was none.
    pub before: Option<Mass>,
    /// The estimate from the day on; `None` if there was none.
    pub after: Option<Mass>,
    /// The id of the filing that governs from the day on, if one does.
    pub by: Option<Arc<str>>,
}

/// What a country used of a substance in a calendar year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearOfUse {
    /// The year.
    pub year: i32,
    /// Whether it is judged as a whole year.
    pub is_whole: bool,
    /// The base mass of each account, in the order of [`Basis::ALL`].
    pub reported: [Mass; 2],
    /// The number of records of each account with base mass.
    pub records: [i64; 2],
    /// What the country itself reports as exported, where that raises its level.
    pub own_exports: Mass,
    /// The use by each account: the base mass less own exports, never below zero.
    pub used: [Mass; 2],
    /// The estimate on the last day of the year, or on the day asked about, own exports not included; `None` if there is none.
    pub estimate: Option<Mass>,
}

impl YearOfUse {
    /// Returns the account with the greater use, the importer's if both are equal, and its use.
    #[must_use]
    pub fn greatest(&self) -> (Basis, Mass) {
        let [importer, partners] = self.used;
        if partners > importer {
            (Basis::PartnerReports, partners)
        } else {
            (Basis::ImportReports, importer)
        }
    }

    /// Whether an account has trade, or the country itself reports exports.
    #[must_use]
    pub fn has_trade(&self) -> bool {
        self.records != [0; 2] || self.own_exports != Mass::ZERO
    }
}

impl Examined {
    /// Returns the estimate in force, own exports not included; `None` if there is none.
    #[must_use]
    pub fn estimate(&self) -> Option<Mass> {
        estimate(&self.level)
    }

    /// Returns the year, if it is among the years.
    #[must_use]
    pub fn year(&self, year: i32) -> Option<&YearOfUse> {
        self.years.iter().find(|of| of.year == year)
    }

    /// Returns the first change, with which the estimate began, and the last; `None` if there never was an estimate.
    #[must_use]
    pub fn first_and_last_change(&self) -> Option<(&EstimateChange, &EstimateChange)> {
        self.changes.first().zip(self.changes.last())
    }

    /// Returns the filing that governed before the change of a day, by the changes; `None` if none did.
    #[must_use]
    pub fn governing_before(&self, day: Day) -> Option<&Arc<str>> {
        let mut earlier = self.changes.iter().rev().filter(|change| change.day < day);
        earlier.find_map(|change| change.by.as_ref())
    }

    /// Returns the total of an account over some years, and the number of the years.
    fn total(
        &self,
        basis: Basis,
        years: impl Iterator<Item = i32>,
    ) -> Result<(Mass, u32), MassOverflow> {
        let mut sum = (Mass::ZERO, 0);
        for year in years {
            let used = self
                .year(year)
                .map_or(Mass::ZERO, |of| of.used[basis.place()]);
            sum = (sum.0.plus(used)?, sum.1 + 1);
        }
        Ok(sum)
    }

    /// Returns the mean use of the last whole years by an account.
    fn mean_use(
        &self,
        basis: Basis,
        span: &Span,
        years: u32,
    ) -> Result<Option<Mass>, MassOverflow> {
        let Some(whole) = span.exactly(years) else {
            return Ok(None);
        };
        let (total, number) = self.total(basis, whole)?;
        Ok(Some(mean(total, number)))
    }

    /// Returns the year of the greatest use among the last whole years, at most three; `None` if none of them has use.
    #[must_use]
    pub fn greatest_use(&self, span: &Span) -> Option<LatestUse> {
        let whole = span.whole(THREE).filter_map(|year| self.year(year));
        let used = whole.map(|of| {
            let (basis, used) = of.greatest();
            LatestUse {
                year: of.year,
                basis,
                used,
            }
        });
        used.filter(|of| of.used > Mass::ZERO)
            .max_by_key(|of| (of.used, of.year))
    }

    /// Returns how many times the greatest use of a year the estimate is; `None` without estimate or without use.
    #[must_use]
    pub fn times_the_use(&self, span: &Span) -> Option<Times> {
        let greatest = self.greatest_use(span)?;
        Times::of(self.estimate()?, greatest.used)
    }

    /// Returns the share of the estimate that each account has used by the end of each month of the day's year, in millionths, rounded
    /// down; `None` without an estimate above zero.
    #[must_use]
    pub fn shares(&self) -> Vec<[Option<i128>; 2]> {
        let estimate = self.estimate().map_or(0, Mass::units);
        let share = |used: Mass| {
            let millions = used.units().checked_mul(1_000_000)?;
            (estimate > 0).then(|| millions / estimate)
        };
        let months = self.months.iter();
        months.map(|used| used.map(share)).collect()
    }

    /// Returns the rank: the gravest findings first, then the most, then by country and substance.
    fn rank(&self) -> impl Ord + use<> {
        let gravest = self.findings.first().map(|finding| finding.check);
        (
            gravest.map_or(PlausibilityCheck::ALL.len(), PlausibilityCheck::place),
            Reverse(self.findings.len()),
            self.country,
            self.substance,
        )
    }
}

/// The most years over which the greatest use is sought, and those of a computed need.
const THREE: u32 = 3;
/// The numbers of whole years of which the mean use is told.
pub const PERIODS: [u32; 3] = [1, THREE, 5];

/// The reason why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum PlausibilityError {
    /// A total has more than 38 digits.
    #[error(transparent)]
    Overflow(#[from] MassOverflow),
    /// The table of inhabitants has faults.
    #[error(transparent)]
    Table(#[from] TableFaults),
    /// The run cannot be read.
    #[error(transparent)]
    Published(#[from] PublishedError),
}

/// Returns the estimate of a level, own exports not included; `None` if there is none in force.
fn estimate(level: &Level) -> Option<Mass> {
    matches!(level.status, Status::InForce | Status::Stale).then(|| level.base())
}

/// A country, a substance, a year, and a month of the day's year; 0 for the months of other years.
type TradeKey = (Country, Substance, i32, i32);

/// The base mass and the records of both accounts, and own exports.
#[derive(Clone, Copy, Debug, Default)]
struct TradeSums {
    reported: [Mass; 2],
    records: [i64; 2],
    own_exports: Mass,
}

impl TradeSums {
    fn add(&mut self, other: &Self) -> Result<(), MassOverflow> {
        for place in [0, 1] {
            self.reported[place] = self.reported[place].plus(other.reported[place])?;
            self.records[place] += other.records[place];
        }
        self.own_exports = self.own_exports.plus(other.own_exports)?;
        Ok(())
    }

    fn used(&self) -> [Mass; 2] {
        self.reported
            .map(|base| base.minus(self.own_exports).max(Mass::ZERO))
    }
}

/// The sums of a part of the ledger, and its first day.
#[derive(Debug)]
struct LedgerSums {
    sums: Result<BTreeMap<TradeKey, TradeSums>, MassOverflow>,
    first: Option<Day>,
}

impl Default for LedgerSums {
    fn default() -> Self {
        Self {
            sums: Ok(BTreeMap::new()),
            first: None,
        }
    }
}

impl LedgerSums {
    fn add(&mut self, key: TradeKey, part: &TradeSums) {
        if let Ok(sums) = &mut self.sums
            && let Err(overflow) = sums.entry(key).or_default().add(part)
        {
            self.sums = Err(overflow);
        }
    }

    fn add_entry(&mut self, entry: &Entry, on: Day, is_asked: bool) {
        self.first = self.first.into_iter().chain([entry.day]).min();
        if is_asked {
            let mut part = TradeSums::default();
            part.reported[entry.basis.place()] = entry.base;
            part.records[entry.basis.place()] = entry.records;
            self.add(key((entry.importer, entry.substance), entry.day, on), &part);
        }
    }
}

fn key((country, substance): (Country, Substance), day: Day, on: Day) -> TradeKey {
    let (year, month, _) = day.civil();
    let month = if year == on.year() { month } else { 0 };
    (country, substance, year, month)
}

/// Compares the estimates in force on the day of the run's newest record, by the thresholds of the run; neighbours, where they are
/// wanted, by the built-in table of inhabitants. Returns `None` if the run has no valid record, or if it is of an older version, which does
/// not say how far its data reach.
pub fn of_newest(
    run: &PublishedRun,
    with_neighbours: bool,
) -> Result<Option<Plausibility>, PlausibilityError> {
    let reach = match run.reach() {
        Err(PublishedError::Layout { .. }) => return Ok(None),
        reach => reach?,
    };
    let Some(on) = reach.newest() else {
        return Ok(None);
    };
    let population = with_neighbours.then(Population::builtin).transpose()?;
    let question = Question {
        population: population.as_ref(),
        ..Question::of_all(on, run.thresholds()?)
    };
    plausibility(run, &question).map(Some)
}

/// Compares the estimates in force on a day with what is known of them.
pub fn plausibility(
    run: &PublishedRun,
    asked: &Question<'_>,
) -> Result<Plausibility, PlausibilityError> {
    let on = asked.on;
    // Neighbours are other countries.
    let only = asked.country.filter(|_| asked.population.is_none());
    let is_asked = |country: Country, substance: Substance| {
        only.is_none_or(|only| only == country)
            && asked.substance.is_none_or(|asked| asked == substance)
            && !run.config.substance(substance).is_listed_only()
    };
    let reach = run.reach()?;
    let filings = match only {
        Some(country) => run.filings_of(country)?,
        None => run.filings()?,
    };
    let (standing, estimates) = run.estimates(filings);
    let limits = run.limits(&estimates)?;
    let parts = run.ledger_on(Day::FIRST..on.next(), |of: &mut LedgerSums, entry| {
        of.add_entry(entry, on, is_asked(entry.importer, entry.substance));
    })?;
    let mut all = LedgerSums::default();
    for part in parts {
        all.first = all.first.into_iter().chain(part.first).min();
        for (key, sums) in part.sums? {
            all.add(key, &sums);
        }
    }
    let of_one = only.zip(asked.substance);
    for export in run.own_exports_by_day(of_one)? {
        if export.day <= on && is_asked(export.exporter, export.substance) {
            let part = TradeSums {
                own_exports: export.base,
                ..TradeSums::default()
            };
            all.add(
                key((export.exporter, export.substance), export.day, on),
                &part,
            );
        }
    }
    let sums = all.sums?;
    let span = Span {
        on,
        first: all.first,
        newest: reach.newest(),
    };
    let filed = estimates
        .timelines()
        .map(|(country, substance, _)| (country, substance));
    let traded = sums
        .keys()
        .map(|(country, substance, ..)| (*country, *substance));
    let about: BTreeSet<(Country, Substance)> = filed
        .chain(traded)
        .filter(|(country, substance)| is_asked(*country, *substance))
        .collect();
    let in_use = by_estimate(&standing);
    let none = Vec::new();
    let mut examined = Vec::new();
    for (country, substance) in about {
        let levels = estimates.levels(country, substance);
        let level = level_on(&limits.of(country, substance), on).clone();
        let provisions = run.config.provisions(substance);
        let filings = in_use.get(&(country, substance)).unwrap_or(&none);
        let changes = changes(&levels, provisions.term, on);
        let (years, months) = years(&sums, (country, substance), &levels, &span);
        let mut one = Examined {
            country,
            substance,
            behind: behind(&level, filings, on),
            renewed: renewed(&levels, changes.last(), on),
            changes,
            years,
            months: months?,
            means: [[None; 2]; 3],
            data_to: [reach.of(country), reach.of_others(country)],
            exports: match asked.exports.get(&(country, substance)) {
                Some(searched) => *searched,
                None => Exports::of_tables(run, (country, substance), &sums, on)?,
            },
            filings: filings.iter().map(|filing| (*filing).clone()).collect(),
            neighbours: None,
            findings: Vec::new(),
            level,
        };
        one.findings = checks::findings(&one, provisions, &span, &asked.thresholds)?;
        if one.estimate().is_some() || !one.findings.is_empty() {
            for (place, years) in PERIODS.into_iter().enumerate() {
                for basis in Basis::ALL {
                    one.means[place][basis.place()] = one.mean_use(basis, &span, years)?;
                }
            }
            examined.push(one);
        }
    }
    if let Some(population) = asked.population {
        let known = (&run.config, population);
        neighbours::add(&mut examined, known, &span, &asked.thresholds);
    }
    examined.retain(|of| asked.country.is_none_or(|asked| asked == of.country));
    examined.sort_by_cached_key(Examined::rank);
    Ok(Plausibility {
        span,
        thresholds: asked.thresholds,
        examined,
    })
}

/// Returns the filings in use by country and substance, each by receipt and id.
fn by_estimate(standing: &Standing) -> BTreeMap<(Country, Substance), Vec<&StandingFiling>> {
    let mut filings: BTreeMap<_, Vec<&StandingFiling>> = BTreeMap::new();
    for of in &standing.in_use {
        let key = (of.filing.country, of.filing.substance);
        filings.entry(key).or_default().push(of);
    }
    for of_one in filings.values_mut() {
        of_one.sort_by_key(|of| (of.filing.received, Arc::clone(&of.id)));
    }
    filings
}

/// Returns the filings behind a level: the one that governs, then the supplements that count.
fn behind(level: &Level, filings: &[&StandingFiling], on: Day) -> Vec<StandingFiling> {
    let with = |id: &Arc<str>, change: bool| {
        let mut of_id = filings.iter();
        of_id.find(|of| of.id == *id && of.filing.kind.is_change() == change)
    };
    let governing = level.filing.iter().filter_map(|id| with(id, false));
    let supplements = level.counting().on(on).filter_map(|id| with(id, true));
    governing
        .chain(supplements)
        .map(|filing| (*filing).clone())
        .collect()
}

/// Returns the changes of an estimate up to a day. Where filings apply to calendar years, the figures of two years are compared: those
/// of the last days of the years, or of the day itself.
fn changes(levels: &Timeline<Level>, term: Term, on: Day) -> Vec<EstimateChange> {
    let of_levels = levels.changes().take_while(|(day, _)| *day <= on);
    let figures = of_levels.map(|(day, level)| (day, estimate(level)));
    let mut steps: Vec<(Day, Option<Mass>)> = Vec::new();
    for (day, figure) in figures {
        let before = steps.last().and_then(|(_, figure)| *figure);
        if figure != before {
            steps.push((day, figure));
        }
    }
    if term == Term::CalendarYear {
        steps = of_years(&steps, on);
    }
    let before = std::iter::once(None).chain(steps.iter().map(|(_, figure)| *figure));
    before
        .zip(&steps)
        .map(|(before, (day, after))| EstimateChange {
            day: *day,
            before,
            after: *after,
            by: level_on(levels, *day).filing.clone(),
        })
        .collect()
}

/// Returns the steps between the figures of calendar years, each on the day of its year on which the figure came to be.
fn of_years(steps: &[(Day, Option<Mass>)], on: Day) -> Vec<(Day, Option<Mass>)> {
    let mut of_years: Vec<(Day, Option<Mass>)> = Vec::new();
    let Some((first, _)) = steps.first() else {
        return of_years;
    };
    for year in first.year()..=on.year() {
        let Some(new_year) = Day::from_civil(year, 1, 1) else {
            continue;
        };
        let end = new_year.end_of_year().min(on);
        let until = steps.partition_point(|(day, _)| *day <= end);
        let last = steps[..until].last();
        let figure = last.and_then(|(_, figure)| *figure);
        if figure != of_years.last().and_then(|(_, figure)| *figure) {
            let day = last.map_or(new_year, |(day, _)| (*day).max(new_year));
            of_years.push((day, figure));
        }
    }
    of_years
}

/// Returns the number of filings that came to govern after the last change and gave the same figure.
fn renewed(levels: &Timeline<Level>, last: Option<&EstimateChange>, on: Day) -> usize {
    let Some(since) = last.map(|change| change.day) else {
        return 0;
    };
    let governing = level_on(levels, since).filing.as_ref();
    let later = levels.changes_within(since, on);
    let ids: BTreeSet<&Arc<str>> = later
        .filter_map(|(_, level)| level.filing.as_ref())
        .filter(|id| Some(*id) != governing)
        .collect();
    ids.len()
}

/// The years, and the use up to the end of each month of the day's year.
type UseByPeriod = (Vec<YearOfUse>, Result<Vec<[Mass; 2]>, MassOverflow>);

/// Returns the years of a country and substance from the first with data on, and the months of the day's year.
fn years(
    sums: &BTreeMap<TradeKey, TradeSums>,
    (country, substance): (Country, Substance),
    levels: &Timeline<Level>,
    span: &Span,
) -> UseByPeriod {
    let on = span.on;
    let last_whole = span.last_whole();
    let of_year = |year: i32| {
        let keys = (country, substance, year, 0)..=(country, substance, year, 12);
        let mut total = TradeSums::default();
        for (_, part) in sums.range(keys) {
            total.add(part)?;
        }
        let end = Day::from_civil(year, 12, 31).unwrap_or(on).min(on);
        Ok(YearOfUse {
            year,
            is_whole: last_whole.is_some_and(|last| year <= last),
            reported: total.reported,
            records: total.records,
            own_exports: total.own_exports,
            used: total.used(),
            estimate: estimate(level_on(levels, end)),
        })
    };
    let first = span.first.map_or(on.year(), Day::year);
    let all: Result<Vec<YearOfUse>, MassOverflow> = (first..=on.year()).map(of_year).collect();
    let months = || {
        let (year, last, _) = on.civil();
        let mut total = TradeSums::default();
        let until = |month| {
            if let Some(part) = sums.get(&(country, substance, year, month)) {
                total.add(part)?;
            }
            Ok(total.used())
        };
        (1..=last).map(until).collect()
    };
    match all {
        Ok(years) => (years, months()),
        Err(overflow) => (Vec::new(), Err(overflow)),
    }
}

/// Returns an account in words, to follow "as".
#[must_use]
pub const fn reporting(basis: Basis) -> &'static str {
    match basis {
        Basis::ImportReports => "the country itself reports",
        Basis::PartnerReports => "its partners report",
    }
}

/// Returns what an estimate is called under the convention of a substance.
#[must_use]
pub fn word(config: &Config, substance: Substance) -> &'static str {
    config.provisions(substance).estimate
}
