//! Shows the two accounts of the trade behind an alert: as a chart of the year, a list of what happened, and a table by
//! month.

use super::{evidence, history};
use crate::ask::explain::{Explained, FilingEffect};
use crate::estimates::{NO_LEVEL, Status};
use crate::judgement::{Rule, running};
use crate::ledger::Basis;
use crate::pages::ReportError;
use crate::pages::chart::{Chart, Event, Lane, Plot, Strip};
use crate::pages::replace_folder::Site;
use crate::pages::shared::RunData;
use crate::terms::figures::grams;
use crate::terms::{Day, Mass, MassOverflow};
use inforce_present::table::Cell;
use inforce_present::table::html::{PageTable, Row, TableBuilder, figure, short};
use std::sync::Arc;

/// Values, each of which holds from its day on.
type Steps = Vec<(Day, Mass)>;

/// An event of the year, for the list beside the chart.
pub(super) struct Happening {
    pub(super) day: Day,
    /// The link to the row that shows the event in full.
    pub(super) href: String,
    pub(super) what: String,
    /// The id of the filing that the event is about.
    pub(super) filing: Option<String>,
    pub(super) of_estimate: bool,
}

/// The year of an alert.
pub(super) struct Year {
    number: i32,
    /// The running totals of both accounts, in the order of [`Basis::ALL`].
    accounts: [Steps; 2],
    /// The running total of the alert's own group.
    own: Steps,
    levels: Steps,
}

impl Year {
    pub(super) fn of(explained: &Explained) -> Result<Self, MassOverflow> {
        let year = explained.year();
        let account = |basis| -> Result<Steps, MassOverflow> {
            let days = explained.dossier.year(basis, year);
            Ok(days
                .iter()
                .map(|day| day.day)
                .zip(running(&days)?)
                .collect())
        };
        let new_year = Day::from_civil(year, 1, 1).unwrap_or(Day::FIRST);
        // The year begins with the level in force before it, which may be that of no filing.
        let mut levels = vec![(new_year, explained.dossier.level(new_year).mass)];
        levels.extend(
            explained
                .levels()
                .iter()
                .filter(|(from, _, _)| *from > new_year)
                .map(|(from, _, level)| (*from, level.mass)),
        );
        let mut own: Steps = explained
            .evidence
            .iter()
            .map(|row| (row.record.date, row.running_total))
            .collect();
        own.dedup();
        Ok(Self {
            number: year,
            accounts: [
                account(Basis::ImportReports)?,
                account(Basis::PartnerReports)?,
            ],
            own,
            levels,
        })
    }

    /// Returns what happened in the year, by day.
    pub(super) fn happenings(
        &self,
        explained: &Explained,
        filings: &[FilingEffect<'_>],
    ) -> Vec<Happening> {
        let figures = &explained.alert.figures;
        let (first, peak) = (figures.first_excess_date, figures.peak_excess_date);
        let mut found = self.of_estimates(explained, filings);
        let to_row = |day: Day| format!("#{}", evidence::row_of(&explained.evidence, day));
        let own = |day: Day, what: String| Happening {
            day,
            href: to_row(day),
            what,
            filing: None,
            of_estimate: false,
        };
        let grams_of = |mass: Option<Mass>| mass.map(grams).unwrap_or_default();
        let (total, estimate) = (grams_of(figures.running_total), grams_of(figures.estimate));
        found.push(own(first, format!("the running total passes the estimate, with {total}\u{a0}g against {estimate}\u{a0}g")));
        let greatest = grams_of(figures.peak_excess);
        found.extend(
            peak.filter(|peak| *peak != first)
                .map(|day| own(day, format!("the greatest excess, {greatest}\u{a0}g"))),
        );
        found.extend(
            figures
                .cured_on
                .map(|day| own(day, "within the estimate again".to_owned())),
        );
        found.sort_by_key(|happening| (happening.day, !happening.of_estimate));
        found
    }

    /// Returns how the estimate changed within the year.
    fn of_estimates(&self, explained: &Explained, filings: &[FilingEffect<'_>]) -> Vec<Happening> {
        let levels = explained.levels();
        let before = std::iter::once(None).chain(levels.iter().map(|(_, _, level)| Some(*level)));
        let changes = before
            .zip(&levels)
            .filter(|(_, (from, _, _))| from.year() == self.number);
        let told = |(before, (from, _, level)): (
            Option<&crate::estimates::Level>,
            &(Day, Option<Day>, &crate::estimates::Level),
        )| {
            let before = before.unwrap_or(&NO_LEVEL);
            let now = grams(level.mass);
            let governs = level.filing.as_ref();
            let is_other = before.filing != level.filing;
            // The supplements already known the day before. They all belong to the filing in force, so a new filing starts
            // with none.
            let known = if is_other {
                0
            } else {
                before
                    .supplements
                    .on(Day::from_number(from.number() - 1))
                    .len()
            };
            let came = level.supplements.len() - known;
            let newest = level.supplements.iter().next_back().filter(|_| came > 0);
            let (what, id) = match (level.status, newest) {
                (Status::Expired, _) if is_other => (
                    "an estimate that has expired governs: 0\u{a0}g".to_owned(),
                    governs,
                ),
                (Status::Expired, _) => (
                    "the estimate is three years old and expires: 0\u{a0}g".to_owned(),
                    governs,
                ),
                _ if is_other && governs.is_some() => {
                    (format!("a new estimate, {now}\u{a0}g"), governs)
                }
                (_, Some(supplement)) if is_other || level.mass != before.mass => {
                    let subject = if came == 1 {
                        "a supplement makes"
                    } else {
                        "supplements make"
                    };
                    (
                        format!("{subject} the estimate {now}\u{a0}g"),
                        Some(supplement),
                    )
                }
                (Status::Stale, _) => (
                    "the estimate is three years old; it stays in force".to_owned(),
                    governs,
                ),
                (Status::InForce | Status::None | Status::Unknown, _) => {
                    (format!("the estimate becomes {now}\u{a0}g"), governs)
                }
            };
            let row = id
                .and_then(|id| {
                    history::row_of(
                        filings,
                        id,
                        newest.is_some_and(|newest| Arc::ptr_eq(newest, id)),
                    )
                })
                .unwrap_or_else(|| "levels".to_owned());
            Happening {
                day: *from,
                href: format!("#{row}"),
                what,
                filing: id.map(ToString::to_string),
                of_estimate: true,
            }
        };
        changes.map(told).collect()
    }

    /// Draws the running total against the level in force; `None` if the calendar has no such year.
    pub(super) fn chart(
        &self,
        of: &RunData<'_>,
        explained: &Explained,
        happenings: &[Happening],
    ) -> Option<Chart> {
        let mut excess: Vec<Day> = explained
            .evidence
            .iter()
            .filter(|row| row.in_excess)
            .map(|row| row.record.date)
            .collect();
        excess.dedup();
        let events: Vec<Event> = happenings
            .iter()
            .map(|happened| Event {
                day: happened.day,
                of_estimate: happened.of_estimate,
            })
            .collect();
        let other = match (explained.alert.rule, explained.alert.rule.basis()) {
            (Rule::ExportExcess, _) | (_, None) => &[][..],
            (_, Some(Basis::ImportReports)) => &self.accounts[1],
            (_, Some(Basis::PartnerReports)) => &self.accounts[0],
        };
        let figures = &explained.alert.figures;
        let (first, last) = (figures.first_excess_date, figures.last_excess_date);
        let peak = figures
            .peak_excess_date
            .map(|day| day.to_string())
            .unwrap_or_default();
        let label = format!(
            "Running total of {} against the estimate in force: it passes the estimate on {first}, is furthest above it on {peak} and in excess for the last time on {last}. The list and the tables below say the same in figures.",
            explained.alert.year
        );
        let until = of.last.unwrap_or(Day::LAST);
        Chart::of(
            &Plot {
                year: self.number,
                until,
                totals: &self.own,
                other,
                levels: &self.levels,
                excess: &excess,
                events: &events,
            },
            label,
        )
    }

    /// Draws the days with movements, for rules that do not compare with an estimate.
    pub(super) fn strip(&self, explained: &Explained) -> Option<Strip> {
        let lane = |basis: Basis, name: &'static str| {
            let of_basis = explained
                .evidence
                .iter()
                .filter(|row| Basis::of(row.record.flow) == basis);
            let mut days: Vec<Day> = of_basis.map(|row| row.record.date).collect();
            days.dedup();
            Lane { name, days }
        };
        let lanes = [
            lane(Basis::ImportReports, "imports"),
            lane(Basis::PartnerReports, "exports"),
        ];
        let count = |lane: &Lane| lane.days.len();
        let label = format!(
            "Days of {} with reported movements: imports on {}, exports on {}",
            self.number,
            count(&lanes[0]),
            count(&lanes[1])
        );
        Strip::of(self.number, &lanes, label)
    }

    /// Returns the table of the running totals and the level at the end of each month.
    pub(super) fn months(
        &self,
        site: &Site,
        page: &str,
        explained: &Explained,
    ) -> Result<PageTable, ReportError> {
        let of_exporter = explained.alert.rule == Rule::ExportExcess;
        let mut columns = vec![short("At the end of")];
        if of_exporter {
            columns.push(figure("This exporter, g"));
        }
        columns.extend([
            figure("Importer reports, g"),
            figure("Partners report, g"),
            figure("Estimate in force, g"),
            short("Status"),
        ]);
        let mut grid = TableBuilder::new(
            site,
            page,
            "accounts",
            "Running totals of both accounts at the end of each month",
            columns,
        );
        for month in 2..=13 {
            let next = if month == 13 {
                Day::from_civil(self.number + 1, 1, 1)
            } else {
                Day::from_civil(self.number, month, 1)
            };
            let Some(day) = next.map(|next| Day::from_number(next.number() - 1)) else {
                continue;
            };
            let on = |steps: &Steps| {
                let known = steps.partition_point(|(from, _)| *from <= day);
                Cell::figure(
                    known
                        .checked_sub(1)
                        .map_or(Mass::ZERO, |last| steps[last].1),
                )
            };
            let level = explained.dossier.level(day);
            let own = of_exporter.then(|| on(&self.own));
            let cells = [
                Some(Cell::of(day)),
                own,
                Some(on(&self.accounts[0])),
                Some(on(&self.accounts[1])),
                Some(Cell::figure(level.mass)),
            ];
            grid.push(Row::of(
                cells
                    .into_iter()
                    .flatten()
                    .chain([Cell::of(level.status.name())])
                    .collect(),
            ))?;
        }
        grid.finish()
    }
}
