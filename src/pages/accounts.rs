//! Shows the two accounts of the trade behind an alert: as a chart of the year, a list of what happened, and a table by
//! month.

use super::{evidence, history};
use crate::ask::explain::{Explained, FilingEffect};
use crate::config::FilingKind;
use crate::estimates::{Level, NO_LEVEL, Status};
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
use std::collections::BTreeSet;
use std::sync::Arc;

/// Values, each of which holds from its day on.
type Steps = Vec<(Day, Mass)>;
/// Levels, each of which holds from its day on; `None` where nothing is compared.
type Levels = Vec<(Day, Option<Mass>)>;

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
pub(super) struct AlertYear {
    number: i32,
    /// The running totals of both accounts, in the order of [`Basis::ALL`].
    accounts: [Steps; 2],
    /// The running total of the alert's own group.
    own: Steps,
    levels: Levels,
    /// The level without own exports; empty if there are none.
    estimates: Levels,
}

impl AlertYear {
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
        let mut levels = vec![(new_year, explained.dossier.level(new_year))];
        levels.extend(
            explained
                .levels()
                .iter()
                .filter(|(from, _, _)| *from > new_year)
                .map(|(from, _, level)| (*from, *level)),
        );
        let has_own_exports = history::has_own_exports(explained);
        let estimates = levels.iter().filter(|_| has_own_exports);
        let estimates =
            estimates.map(|(day, level)| (*day, level.compared().map(|_| level.base())));
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
            estimates: estimates.collect(),
            levels: levels
                .iter()
                .map(|(day, level)| (*day, level.compared()))
                .collect(),
        })
    }

    /// Returns what happened in the year, by day.
    pub(super) fn happenings(
        &self,
        of: &RunData<'_>,
        explained: &Explained,
        filings: &[FilingEffect<'_>],
    ) -> Vec<Happening> {
        let word = of.run.config.provisions(explained.alert.substance).level();
        let figures = &explained.alert.figures;
        let (first, peak) = (figures.first_excess_date, figures.peak_excess_date);
        let mut found = self.of_estimates(of, explained, filings);
        let to_row = |day: Day| format!("#{}", evidence::row_of(&explained.evidence, day));
        let own = |day: Day, what: String| Happening {
            day,
            href: to_row(day),
            what,
            filing: None,
            of_estimate: false,
        };
        let grams_of = |mass: Option<Mass>| mass.map(grams).unwrap_or_default();
        let (total, level) = (grams_of(figures.running_total), grams_of(figures.estimate));
        found.push(own(
            first,
            format!(
                "the running total passes the {word}, with {total}\u{a0}g against {level}\u{a0}g"
            ),
        ));
        let greatest = grams_of(figures.peak_excess);
        found.extend(
            peak.filter(|peak| *peak != first)
                .map(|day| own(day, format!("the greatest excess, {greatest}\u{a0}g"))),
        );
        found.extend(
            figures
                .cured_on
                .map(|day| own(day, format!("within the {word} again"))),
        );
        found.sort_by_key(|happening| (happening.day, !happening.of_estimate));
        found
    }

    /// Returns how the estimate changed within the year, and from when on own exports raise it.
    fn of_estimates(
        &self,
        of: &RunData<'_>,
        explained: &Explained,
        filings: &[FilingEffect<'_>],
    ) -> Vec<Happening> {
        let (importer, substance) = (explained.importer, explained.alert.substance);
        let estimate = of.run.config.provisions(substance).estimate;
        let levels = explained.dossier.estimates.levels(importer, substance);
        let before = std::iter::once(&NO_LEVEL).chain(levels.changes().map(|(_, level)| level));
        let changes = before
            .zip(levels.changes())
            .filter(|(_, (from, _))| from.year() == self.number);
        let told = |(before, (from, level)): (&Level, (Day, &Level))| {
            let (what, filing) = told(estimate, before, from, level, filings);
            // Ids may occur twice among supplements and other filings, so the text itself is looked for.
            let row = filing.and_then(|id| filings.iter().position(|told| is_id(told, id)));
            Happening {
                day: from,
                href: format!("#{}", row.map_or("levels".to_owned(), history::anchor)),
                what,
                filing: filing.map(ToString::to_string),
                of_estimate: true,
            }
        };
        let mut all: Vec<Happening> = changes.map(told).collect();
        let mut exported = explained.dossier.own_exports.of_year(self.number);
        all.extend(exported.next().map(|(day, total)| Happening {
            day,
            href: "#own-exports".to_owned(),
            what: format!(
                "own exports raise the level from here on, by {}\u{a0}g at first",
                grams(total)
            ),
            filing: None,
            of_estimate: true,
        }));
        all
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
        let word = of.run.config.provisions(explained.alert.substance).level();
        let figures = &explained.alert.figures;
        let (first, last) = (figures.first_excess_date, figures.last_excess_date);
        let peak = figures
            .peak_excess_date
            .map(|day| day.to_string())
            .unwrap_or_default();
        let label = format!(
            "Running total of {} against the {word} in force: it passes the {word} on {first}, is furthest above it on {peak} and in excess for the last time on {last}. The list and the tables below say the same in figures.",
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
                estimates: &self.estimates,
                excess: &excess,
                events: &events,
            },
            word,
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
        let lanes = explained
            .alert
            .rule
            .accounts()
            .iter()
            .map(|basis| match basis {
                Basis::ImportReports => lane(*basis, "imports"),
                Basis::PartnerReports => lane(*basis, "exports"),
            });
        let lanes: Vec<Lane> = lanes.collect();
        let told = lanes
            .iter()
            .map(|lane| format!("{} on {}", lane.name, lane.days.len()));
        let label = format!(
            "Days of {} with reported movements: {}",
            self.number,
            told.collect::<Vec<_>>().join(", ")
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
            figure("Level in force, g"),
        ]);
        let has_own_exports = history::has_own_exports(explained);
        if has_own_exports {
            columns.extend([figure("Estimate, g"), figure("Own exports, g")]);
        }
        columns.push(short("Status"));
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
            let exported = level.own_exports.filter(|_| has_own_exports);
            let cells = [
                Some(Cell::of(day)),
                own,
                Some(on(&self.accounts[0])),
                Some(on(&self.accounts[1])),
                Some(Cell::maybe_figure(level.compared())),
                exported.map(|_| Cell::figure(level.base())),
                exported.map(Cell::figure),
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

/// Whether a filing is the one of an id, which a level holds.
fn is_id(told: &FilingEffect<'_>, id: &Arc<str>) -> bool {
    std::ptr::eq(told.id, id.as_ref())
}

/// Returns how the level without own exports differs from the one before, and the filing that it is about.
fn told<'l>(
    estimate: &str,
    before: &Level,
    from: Day,
    level: &'l Level,
    filings: &[FilingEffect<'_>],
) -> (String, Option<&'l Arc<str>>) {
    let now = grams(level.mass);
    let governs = level.filing.as_ref();
    let is_other = before.filing != level.filing;
    let known: BTreeSet<*const str> = before
        .supplements
        .on(from.previous())
        .map(Arc::as_ptr)
        .collect();
    let came = level.supplements.iter();
    let came: Vec<&Arc<str>> = came
        .filter(|id| !known.contains(&Arc::as_ptr(id)))
        .collect();
    match (level.status, came.last()) {
        (Status::Expired, _) if is_other => (
            format!("the {estimate} that governs has expired: 0\u{a0}g"),
            governs,
        ),
        (Status::Expired, _) => (
            format!("the {estimate} is three years old and expires: 0\u{a0}g"),
            governs,
        ),
        _ if is_other && governs.is_some() => (format!("a new {estimate}, {now}\u{a0}g"), governs),
        (_, Some(newest)) if is_other || level.mass != before.mass => {
            let subject = changes(&came, filings);
            (
                format!("{subject} the {estimate} {now}\u{a0}g"),
                Some(newest),
            )
        }
        (Status::Stale, _) => (
            format!("the {estimate} is three years old; it stays in force"),
            governs,
        ),
        (Status::None, _) => (format!("no {estimate} applies: 0\u{a0}g"), governs),
        (Status::InForce | Status::Unknown, _) => {
            (format!("the {estimate} becomes {now}\u{a0}g"), governs)
        }
    }
}

/// Returns the words for the supplements and deductions that begin to count on a day.
fn changes(ids: &[&Arc<str>], filings: &[FilingEffect<'_>]) -> &'static str {
    let is_deduction = |id: &Arc<str>| {
        let filing = filings.iter().find(|told| is_id(told, id));
        filing.is_some_and(|told| told.filing.kind == FilingKind::Deduction)
    };
    let deductions = ids.iter().filter(|id| is_deduction(id)).count();
    match (ids.len(), deductions) {
        (1, 0) => "a supplement makes",
        (1, _) => "a deduction makes",
        (_, 0) => "supplements make",
        (all, some) if all == some => "deductions make",
        _ => "supplements and deductions make",
    }
}
