//! Puts together the causes of each change from all that was gathered.

use super::accounts::Accounts;
use super::evidence::{CompareError, DifferingRecords};
use super::filings::{AlertFilings, ComparedFilings};
use super::found::{Asked, Found};
use super::judge::{RequiredEffect, figures};
use super::overtaken::{Overtaken, is_of, overtaken};
use super::pairs::{Pair, change, new};
use super::portions::{AlertPortion, AlertPortions, SharedRecords, differing, families};
use super::records::{Differing, Reasons};
use super::side::{OneOfTwo, Two};
use super::words::{Causes, both, schedule};
use crate::archive::read::{AlertRow, EvidenceRow};
use crate::archive::tables::{Columns, EstimateColumns};
use crate::archive::{AlertChange, AlertFigures, Cause, Change};
use crate::judgement::{DaySums, DayTotal, Rule};
use crate::parallel;
use crate::terms::{Day, Map, Mass};

/// The alerts that differ, and what concerns all of them.
pub(super) struct Comparison<'t> {
    two: &'t Two<'t>,
    pairs: &'t [Pair],
    filings: ComparedFilings<'t>,
    overtaken: Vec<Overtaken>,
    /// Whether both runs have the same estimates, policy and program.
    same: bool,
}

/// Alerts that are explained together, and what was gathered about them.
struct PortionCases<'c> {
    comparison: &'c Comparison<'c>,
    pairs: Vec<&'c Pair>,
    records: &'c [DifferingRecords],
    accounts: Accounts,
    groups: Vec<Option<AlertFilings<'c>>>,
    differing: Differing<'c>,
}

/// What is known of one change.
struct Case<'c> {
    pair: &'c Pair,
    records: &'c DifferingRecords,
    reasons: Vec<Reasons<'c>>,
    /// What each run has of the group's year; `None` if that is not known.
    days: [Option<Vec<DayTotal>>; 2],
    group: Option<&'c AlertFilings<'c>>,
    causes: Causes,
    /// Whether something that contributed to the change has no cause.
    unexplained: bool,
}

impl<'t> Comparison<'t> {
    /// Reads what both runs say that concerns all alerts that differ.
    pub(super) fn of(two: &'t Two<'t>, pairs: &'t [Pair]) -> Result<Self, CompareError> {
        let [before, after] = OneOfTwo::BOTH.map(|which| two.side(which));
        let same = two.same_output(EstimateColumns::FILE)
            && before.run.policy == after.run.policy
            && before.manifest.program.version == after.manifest.program.version;
        let of_filings = pairs.iter().filter(|pair| has_filings(two, same, pair));
        Ok(Self {
            two,
            pairs,
            filings: ComparedFilings::read(two, of_filings.map(|pair| &pair.key))?,
            overtaken: overtaken(before, after)?,
            same,
        })
    }

    /// Returns how each alert changed, and why. If more rows differ than `most_rows`, no more are in memory at once, or those of one
    /// group.
    pub(super) fn rows(&self, most_rows: u64) -> Result<Vec<AlertChange>, CompareError> {
        let portions = AlertPortions::of(self.two, self.pairs);
        let all: AlertPortion = (0..self.pairs.len()).collect();
        let mut rows = Vec::with_capacity(self.pairs.len());
        if let Some(records) = portions.read_at_most(&all, most_rows)? {
            rows = self.explained((0, &all), &records, &SharedRecords::default())?;
        } else {
            let divided = portions.divided(most_rows);
            let shared = portions.shared(&divided)?;
            for (number, portion) in divided.iter().enumerate() {
                let records = portions.read(portion)?;
                rows.extend(self.explained((number, portion), &records, &shared)?);
            }
        }
        rows.sort_by_key(|(place, _)| *place);
        Ok(rows.into_iter().map(|(_, row)| row).collect())
    }

    /// Returns how the alerts of a portion changed, and why, by their places. `shared` has what other portions have of the same
    /// records.
    fn explained(
        &self,
        (number, portion): (usize, &AlertPortion),
        records: &[DifferingRecords],
        shared: &SharedRecords,
    ) -> Result<Vec<(usize, AlertChange)>, CompareError> {
        let two = self.two;
        let pairs: Vec<&Pair> = portion.iter().map(|place| &self.pairs[*place]).collect();
        let group = |pair: &&'t Pair| {
            has_filings(two, self.same, pair).then(|| self.filings.group(&pair.key))
        };
        let groups: Vec<Option<AlertFilings<'_>>> = pairs.iter().map(group).collect();
        let mut asked = Asked::about(two, differing(portion, records));
        for group in groups.iter().flatten() {
            group.ask(&mut asked);
        }
        let [before, after] = OneOfTwo::BOTH.map(|which| asked.look_up(two.side(which)));
        let found = [before?, after?];
        drop(asked);
        let counted = differing(portion, records).chain(shared.beside(number));
        let explained = PortionCases {
            comparison: self,
            accounts: Accounts::read(two, &pairs)?,
            records,
            groups,
            differing: Differing::of(two, &found, counted),
            pairs,
        };
        let families = families(explained.pairs.iter().copied());
        let rows = parallel::try_map(families.len(), |family| explained.family(&families[family]))?;
        let rows = rows.into_iter().flatten();
        Ok(rows.map(|(place, row)| (portion[place], row)).collect())
    }
}

/// Whether an alert's estimates may be others in the other run.
fn compares(two: &Two<'_>, same: bool, pair: &Pair) -> bool {
    // The published estimates do not show own exports, nor the convention where nothing was filed.
    let [before, after] = OneOfTwo::BOTH.map(|which| two.side(which).convention(&pair.key));
    let raised = after.is_some_and(|of| of.provisions().own_exports_raise);
    let unlike = !same || before != after || raised || pair.only().is_some();
    !pair.key.rule.lists_only() && unlike
}

/// Whether filings may bear on an alert: they make the estimates, and may lift a notice.
fn has_filings(two: &Two<'_>, same: bool, pair: &Pair) -> bool {
    compares(two, same, pair) || pair.key.rule == Rule::ExportAfterNotice
}

impl<'c> PortionCases<'c> {
    /// Returns how the alerts of one group changed, and why, by their places in the portion.
    fn family(&'c self, places: &[usize]) -> Result<Vec<(usize, AlertChange)>, CompareError> {
        let Comparison {
            two,
            same,
            overtaken,
            ..
        } = self.comparison;
        let reasons_of = |place: usize| {
            let filed = self.groups[place].as_ref();
            self.differing
                .reasons(self.pairs[place], &self.records[place], filed)
        };
        // The rows of an exporter's alert are a part of those of all partners, which are settled first.
        let mut reasons: Vec<Vec<Reasons<'c>>> = places.iter().copied().map(reasons_of).collect();
        for (place, reasons) in places.iter().zip(&mut reasons) {
            let pair = self.pairs[*place];
            if let Some(only) = pair.only().filter(|_| pair.key.rule != Rule::ExportExcess) {
                self.accounts.settle(two, &pair.key, only, reasons)?;
            }
        }
        self.settle_exporters(places, &mut reasons);
        let mut rows = Vec::with_capacity(places.len());
        for (place, reasons) in places.iter().zip(reasons) {
            let pair = self.pairs[*place];
            let overtaken = overtaken.iter();
            let overtaken: Vec<&Overtaken> = overtaken
                .filter(|one| is_of(one, &pair.key, two.side(OneOfTwo::After)))
                .collect();
            let group = self.groups[*place].as_ref();
            let group = group.filter(|_| compares(two, *same, pair));
            let case = self.case(*place, group, reasons)?;
            let row = case.row(two, self.differing.found, &overtaken)?;
            rows.extend(row.map(|row| (*place, row)));
        }
        Ok(rows)
    }

    fn case(
        &'c self,
        place: usize,
        group: Option<&'c AlertFilings<'c>>,
        reasons: Vec<Reasons<'c>>,
    ) -> Result<Case<'c>, CompareError> {
        let (pair, records) = (self.pairs[place], &self.records[place]);
        let mut days = [None, None];
        for which in OneOfTwo::BOTH {
            days[which.place()] = match &records.days[which.place()] {
                Some(days) => Some(days.clone()),
                None if pair.key.rule == Rule::ExportExcess => {
                    Some(left(&records.differing[which.other().place()], &reasons)?)
                }
                None => self.accounts.series(which, &pair.key)?,
            };
        }
        Ok(Case {
            pair,
            records,
            reasons,
            days,
            group,
            causes: Causes::default(),
            unexplained: false,
        })
    }

    /// Settles the rows of exporters' alerts where a run has neither that alert nor the alert of all partners. The rows of
    /// the exporter then differ for the same reasons as among the rows of all partners.
    fn settle_exporters(&self, places: &[usize], reasons: &mut [Vec<Reasons<'_>>]) {
        let (two, pairs) = (self.comparison.two, &self.pairs);
        let identity =
            |reasons: &Reasons<'_>| two.side(reasons.which).identity(&reasons.row.record);
        let is_open = |place: usize| {
            let unknown = self.records[place].days.iter().any(Option::is_none);
            pairs[place].key.rule == Rule::ExportExcess && unknown
        };
        if !places.iter().any(|place| is_open(*place)) {
            return;
        }
        let all = places
            .iter()
            .position(|place| pairs[*place].key.rule == Rule::PartnerReportedExcess);
        let of_all = all.map_or_else(Vec::new, |all| std::mem::take(&mut reasons[all]));
        let mut settled: Map<_, &Reasons<'_>> = Map::default();
        for reasons in &of_all {
            settled.entry(identity(reasons)).or_insert(reasons);
        }
        for (place, own) in places.iter().zip(reasons.iter_mut()) {
            if !is_open(*place) {
                continue;
            }
            own.retain_mut(|own| {
                let same = settled.get(&identity(own));
                if let Some(same) = same {
                    (own.causes, own.by_lists) = (same.causes.clone(), same.by_lists);
                    (own.instead, own.withheld) = (same.instead, same.withheld);
                }
                same.is_some()
            });
        }
        if let Some(all) = all {
            reasons[all] = of_all;
        }
    }
}

impl Case<'_> {
    fn asked(&self) -> RequiredEffect {
        if self.pair.only().is_some() {
            RequiredEffect::Presence
        } else {
            RequiredEffect::Figures
        }
    }

    fn row(
        mut self,
        two: &Two<'_>,
        found: &[Found; 2],
        overtaken: &[&Overtaken],
    ) -> Result<Option<AlertChange>, CompareError> {
        let [before, after] = OneOfTwo::BOTH.map(|which| self.pair.alert(two, which));
        self.of_names(two);
        self.of_records()?;
        self.of_estimates(two, found)?;
        self.of_program(two)?;
        for one in overtaken {
            self.causes.note(Cause::Overtaken, one.told());
        }
        let (before, after) = (
            before.map(|alert| (alert, OneOfTwo::Before)),
            after.map(|alert| (alert, OneOfTwo::After)),
        );
        let Some((shown, which)) = after.or(before) else {
            return Ok(None);
        };
        let figures = |alert: Option<(&AlertRow, OneOfTwo)>| {
            alert.map(|(alert, _)| alert.figures.as_of_change())
        };
        let (was, is) = (figures(before), figures(after));
        let change = match (&was, &is) {
            (Some(was), Some(is)) => change(self.pair.key.rule, was, is),
            (None, _) => Change::New,
            (Some(_), None) if self.is_retracted()? => Change::Retracted,
            (Some(_), None) => Change::Cleared,
        };
        Ok(Some(AlertChange {
            change,
            causes: self.causes.because(),
            before: was,
            after: is,
            previous_run: Some(two.side(OneOfTwo::Before).run.run.clone()),
            ..new(two.side(which), &self.pair.key, shown)
        }))
    }

    /// Notes another name, schedule or convention of the substance. In another schedule or convention, other rules apply.
    fn of_names(&mut self, two: &Two<'_>) {
        let said = both(two, |side| schedule(side, &self.pair.key));
        let listed = OneOfTwo::BOTH.map(|which| {
            let side = two.side(which);
            side.substance(&self.pair.key.substance).map(|substance| {
                let about = side.run.config.substance(substance);
                (
                    (about.schedule, about.convention),
                    self.pair.only().is_none().then(|| about.name.clone()),
                )
            })
        });
        if listed[0] != listed[1] {
            self.causes.note(
                Cause::ScheduleEdition,
                format!("{}: {said}", self.pair.key.substance),
            );
        }
    }

    /// Adds the causes of the records, if the records contributed to the change.
    fn of_records(&mut self) -> Result<(), CompareError> {
        let contributed = match self.pair.only() {
            None => !self.reasons.is_empty(),
            Some(only) => self.records_contributed(only)?,
        };
        if !contributed {
            return Ok(());
        }
        let all_known = self.records.days.iter().all(Option::is_some);
        self.unexplained |= self
            .reasons
            .iter()
            .any(|reasons| reasons.causes.is_empty() && all_known);
        self.unexplained |= self.reasons.is_empty() && self.causes.is_empty();
        for reasons in &mut self.reasons {
            self.causes.extend(std::mem::take(&mut reasons.causes));
        }
        Ok(())
    }

    /// Whether the records decided that only one run has the alert. They did if its own records exceed the other run's
    /// estimates as well, or if the other run's records do not exceed its own estimates.
    fn records_contributed(&self, only: OneOfTwo) -> Result<bool, CompareError> {
        let Some(group) = &self.group else {
            return Ok(true);
        };
        let (own, other) = (&self.days[only.place()], &self.days[only.other().place()]);
        let there =
            |days: &Option<Vec<DayTotal>>, which: OneOfTwo| -> Result<Option<bool>, CompareError> {
                days.as_ref()
                    .map(|days| Ok(figures(days, group.timeline(which))?.is_some()))
                    .transpose()
            };
        Ok(there(own, only.other())? == Some(true) || there(other, only)? == Some(false))
    }

    /// Adds the causes of the filings, the policy, the convention and the country's own exports, if these contributed to the change.
    fn of_estimates(&mut self, two: &Two<'_>, found: &[Found; 2]) -> Result<(), CompareError> {
        let Some(group) = &self.group else {
            return Ok(());
        };
        let days = [0, 1].map(|place| self.days[place].as_deref());
        let causes = group.causes(days, self.asked(), &self.decisive(two), found)?;
        let mut contributed = false;
        for days in days.into_iter().flatten() {
            let [one, other] = [
                figures(days, group.timeline(OneOfTwo::Before))?,
                figures(days, group.timeline(OneOfTwo::After))?,
            ];
            contributed |= self.asked().differ(one.as_ref(), other.as_ref());
        }
        self.unexplained |= contributed && causes.is_empty();
        self.causes.extend(causes);
        Ok(())
    }

    /// Returns the days that decide the figures of the alert, those of the later run first.
    fn decisive(&self, two: &Two<'_>) -> Vec<Day> {
        let figures = [OneOfTwo::After, OneOfTwo::Before]
            .into_iter()
            .filter_map(|which| self.pair.alert(two, which))
            .map(|alert| &alert.figures);
        let days = |of: &AlertFigures| {
            let [first, last] = [of.first_excess_date, of.last_excess_date].map(Some);
            [first, of.peak_excess_date, last, of.cured_on]
        };
        figures.flat_map(days).flatten().collect()
    }

    /// Notes another version of the program, if this version does not find what one of the runs found, or if nothing else
    /// explains the change. Between runs of one version, an unexplained change is a fault of the program.
    fn of_program(&mut self, two: &Two<'_>) -> Result<(), CompareError> {
        let versions = OneOfTwo::BOTH.map(|which| two.side(which).manifest.program.version.clone());
        let unexplained = self.unexplained || self.causes.is_empty();
        if versions[0] == versions[1] {
            if unexplained {
                self.causes.note(
                    Cause::Unexplained,
                    "a fault of the program, report it".to_owned(),
                );
            }
            return Ok(());
        }
        let mut otherwise = false;
        for which in OneOfTwo::BOTH {
            if let (Some(alert), Some(days), Some(group)) = (
                self.pair.alert(two, which),
                &self.records.days[which.place()],
                &self.group,
            ) {
                otherwise |= figures(days, group.timeline(which))?.as_ref() != Some(&alert.figures);
            }
        }
        if otherwise || unexplained {
            self.causes
                .note(Cause::ProgramVersion, versions.join(" -> "));
        }
        Ok(())
    }

    /// Whether an alert that is gone would also be gone by the earlier estimates, own exports, policy and configuration.
    fn is_retracted(&self) -> Result<bool, CompareError> {
        let Some(group) = &self.group else {
            let gone = |reasons: &&Reasons<'_>| !reasons.by_lists && reasons.instead.is_none();
            let gone = self.reasons.iter().filter(gone).count();
            return Ok(gone == self.records.differing[OneOfTwo::Before.place()].len());
        };
        // Adds to what the later run has what only the later lists took away: from rows that were there before, and from
        // versions that came.
        let mut days = DaySums::default();
        for day in self.days[OneOfTwo::After.place()].iter().flatten() {
            days.add(day.day, day.base, day.records)?;
        }
        for reasons in self
            .reasons
            .iter()
            .filter(|reasons| reasons.which == OneOfTwo::Before)
        {
            if !reasons.by_lists {
                reasons
                    .withheld
                    .map_or(Ok(()), |(day, base)| days.add(day, base, 0))?;
                continue;
            }
            days.add(reasons.row.record.date, reasons.row.base, 1)?;
            if let Some((day, there)) = reasons.instead {
                days.add(day, Mass::ZERO.minus(there), -1)?;
            }
        }
        Ok(figures(&days.totals(), group.timeline(OneOfTwo::Before))?.is_none())
    }
}

/// Returns what the other run has of an exporter's rows, as far as one run's evidence shows: the rows that count there as
/// well, and the versions that stand in place of others.
fn left(rows: &[EvidenceRow], reasons: &[Reasons<'_>]) -> Result<Vec<DayTotal>, CompareError> {
    let mut days = DaySums::default();
    rows.iter()
        .try_for_each(|row| days.add(row.record.date, row.base, 1))?;
    for reasons in reasons {
        days.add(
            reasons.row.record.date,
            Mass::ZERO.minus(reasons.row.base),
            -1,
        )?;
        if let Some((day, base)) = reasons.instead {
            days.add(day, base, 1)?;
        }
    }
    Ok(days.totals())
}
