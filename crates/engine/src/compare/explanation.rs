//! Puts together the causes of each change from all that was gathered.

use super::accounts::Accounts;
use super::evidence::{CompareError, DifferingRecords, compare, compare_rows};
use super::filings::{AlertFilings, ComparedFilings};
use super::found::{Asked, Found};
use super::judge::{RequiredEffect, figures};
use super::overtaken::{Overtaken, is_of, overtaken};
use super::pairs::{Key, Pair, by_key, change, new};
use super::records::{Differing, Reasons};
use super::side::{OneOfTwo, Two};
use super::words::{Causes, both, schedule};
use crate::archive::read::{AlertRow, EvidenceRow};
use crate::archive::tables::{Columns, EstimateColumns};
use crate::archive::{AlertChange, AlertFigures, Cause, Change};
use crate::config::Convention;
use crate::judgement::{DaySums, DayTotal, Rule};
use crate::terms::{Day, Mass};
use std::collections::BTreeMap;

/// The alerts that differ, and all that was gathered about them.
pub(super) struct Comparison<'t> {
    two: &'t Two<'t>,
    pairs: &'t [Pair],
    records: Vec<DifferingRecords>,
    accounts: Accounts,
}

/// What is known of one change.
struct Case<'c> {
    pair: &'c Pair,
    records: &'c DifferingRecords,
    reasons: Vec<Reasons>,
    /// What each run has of the group's year; `None` if that is not known.
    days: [Option<Vec<DayTotal>>; 2],
    group: Option<AlertFilings<'c>>,
    causes: Causes,
    /// Whether something that contributed to the change has no cause.
    unexplained: bool,
}

impl<'t> Comparison<'t> {
    /// Gathers what both runs published about the alerts that differ.
    pub(super) fn of(two: &'t Two<'t>, pairs: &'t [Pair]) -> Result<Self, CompareError> {
        let mut records = compare(two, pairs)?;
        of_exporters(two, pairs, &mut records)?;
        let accounts = Accounts::read(two, pairs)?;
        Ok(Self {
            two,
            pairs,
            records,
            accounts,
        })
    }

    /// Returns how each alert changed, and why.
    pub(super) fn rows(self) -> Result<Vec<AlertChange>, CompareError> {
        let two = self.two;
        let policies = OneOfTwo::BOTH.map(|which| two.side(which).run.policy);
        let versions = OneOfTwo::BOTH.map(|which| &two.side(which).manifest.program.version);
        let same = two.same_output(EstimateColumns::FILE)
            && policies[0] == policies[1]
            && versions[0] == versions[1];
        // The published estimates do not show own exports, nor the convention where nothing was filed.
        let by_estimates = |key: &Key| {
            let [before, after] = OneOfTwo::BOTH.map(|which| two.side(which).convention(key));
            let raised =
                |of: Option<Convention>| of.is_some_and(|of| of.provisions().own_exports_raise);
            before == after && !raised(after)
        };
        let compares = |pair: &Pair| {
            let unlike = !same || !by_estimates(&pair.key) || pair.only().is_some();
            !pair.key.rule.lists_only() && unlike
        };
        // Filings may also lift a notice.
        let of_filings = |pair: &&Pair| compares(pair) || pair.key.rule == Rule::ExportAfterNotice;
        let filings = ComparedFilings::read(
            two,
            self.pairs.iter().filter(of_filings).map(|pair| &pair.key),
        )?;
        let groups: Vec<Option<AlertFilings<'_>>> = self
            .pairs
            .iter()
            .map(|pair| of_filings(&pair).then(|| filings.group(&pair.key)))
            .collect();
        let mut asked = Asked::about(two, &self.records);
        groups
            .iter()
            .flatten()
            .for_each(|group| group.ask(&mut asked));
        let found = [
            asked.look_up(two.side(OneOfTwo::Before))?,
            asked.look_up(two.side(OneOfTwo::After))?,
        ];
        let differing = Differing::of(two, &found, &self.records);
        let after = two.side(OneOfTwo::After);
        let overtaken = overtaken(two.side(OneOfTwo::Before), after)?;
        // The rows of an exporter's alert are a part of those of all partners, which are settled first.
        let mut reasons: Vec<Vec<Reasons>> = self
            .pairs
            .iter()
            .zip(&self.records)
            .zip(&groups)
            .map(|((pair, records), filed)| differing.reasons(pair, records, filed.as_ref()))
            .collect();
        for (pair, reasons) in self.pairs.iter().zip(&mut reasons) {
            if let Some(only) = pair.only().filter(|_| pair.key.rule != Rule::ExportExcess) {
                self.accounts.settle(two, &pair.key, only, reasons)?;
            }
        }
        self.settle_exporters(&mut reasons);
        let cases = self
            .pairs
            .iter()
            .zip(&self.records)
            .zip(groups)
            .zip(reasons);
        let rows = cases.map(|(((pair, records), group), reasons)| {
            let overtaken: Vec<&Overtaken> = overtaken
                .iter()
                .filter(|one| is_of(one, &pair.key, after))
                .collect();
            let group = group.filter(|_| compares(pair));
            self.case(pair, records, group, reasons)?
                .row(two, &found, &overtaken)
        });
        rows.filter_map(Result::transpose).collect()
    }

    fn case<'c>(
        &self,
        pair: &'c Pair,
        records: &'c DifferingRecords,
        group: Option<AlertFilings<'c>>,
        reasons: Vec<Reasons>,
    ) -> Result<Case<'c>, CompareError> {
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
    fn settle_exporters(&self, reasons: &mut [Vec<Reasons>]) {
        let identity =
            |reasons: &Reasons| self.two.side(reasons.which).identity(&reasons.row.record);
        let places: BTreeMap<_, usize> = self
            .pairs
            .iter()
            .enumerate()
            .map(|(place, pair)| (pair.key.clone(), place))
            .collect();
        for (place, pair) in self.pairs.iter().enumerate() {
            let unknown = self.records[place].days.iter().any(Option::is_none);
            if pair.key.rule != Rule::ExportExcess || !unknown {
                continue;
            }
            let mut own = std::mem::take(&mut reasons[place]);
            let of_all = places
                .get(&pair.key.of_all_partners())
                .map_or(&[][..], |place| &reasons[*place]);
            own.retain_mut(|own| {
                let same = of_all.iter().find(|other| identity(other) == identity(own));
                if let Some(same) = same {
                    (own.causes, own.by_lists) = (same.causes.clone(), same.by_lists);
                    (own.instead, own.withheld) = (same.instead, same.withheld);
                }
                same.is_some()
            });
            reasons[place] = own;
        }
    }
}

/// Completes the records of exporters' alerts that only one run has. An exporter's shipments are a part of what all partners
/// report: if the other run has the alert of all partners, its evidence shows what it has of the exporter's group.
fn of_exporters(
    two: &Two<'_>,
    pairs: &[Pair],
    records: &mut [DifferingRecords],
) -> Result<(), CompareError> {
    let places = OneOfTwo::BOTH.map(|which| by_key(two.side(which)));
    for (pair, records) in pairs.iter().zip(records) {
        let Some(only) = pair.only().filter(|_| pair.key.rule == Rule::ExportExcess) else {
            continue;
        };
        let other = two.side(only.other());
        if let Some(of_all) = places[only.other().place()].get(&pair.key.of_all_partners()) {
            let of_all = &other.alerts[*of_all];
            let mut rows: Vec<EvidenceRow> = other.run.evidence(&of_all.id, of_all.year)?;
            rows.retain(|row| other.codes(&row.record)[0] == pair.key.country);
            let own = std::mem::take(&mut records.differing[only.place()]);
            *records = compare_rows(
                two,
                &if only == OneOfTwo::Before {
                    [own, rows]
                } else {
                    [rows, own]
                },
            )?;
        }
    }
    Ok(())
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
        for reasons in std::mem::take(&mut self.reasons) {
            self.causes.extend(reasons.causes.clone());
            self.reasons.push(reasons);
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
            let gone = |reasons: &&Reasons| !reasons.by_lists && reasons.instead.is_none();
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
fn left(rows: &[EvidenceRow], reasons: &[Reasons]) -> Result<Vec<DayTotal>, CompareError> {
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
