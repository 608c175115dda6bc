//! The movements: summed by partner and quarter, and each of those in excess as it was reported, with its factor and the
//! running total.

use super::{Composer, Matter, Part};
use crate::archive::read::{EvidenceRow, RecordRow};
use crate::ask::explain::{ExplainError, Explained};
use crate::intake::Flow;
use crate::judgement::Rule;
use crate::terms::{Country, Day, Mass};
use inforce_present::document::{Block, Column, Row};
use std::collections::BTreeMap;

/// Rows of sums, of movements, and of forms in an annex.
const SUMS: usize = 14;
const MOVEMENTS: usize = 16;
const FORMS: usize = 8;

/// Base mass by quarter, and how many reports.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Quarters {
    pub(super) masses: [Mass; 4],
    reports: i64,
}

impl Quarters {
    pub(super) fn add(&mut self, day: Day, base: Mass, reports: i64) -> Part<()> {
        let (_, month, _) = day.civil();
        let place = usize::try_from((month - 1) / 3).unwrap_or(0);
        self.masses[place] = self.masses[place].plus(base).map_err(ExplainError::from)?;
        self.reports += reports;
        Ok(())
    }

    pub(super) fn year(&self) -> Part<Mass> {
        let sum = self
            .masses
            .iter()
            .try_fold(Mass::ZERO, |sum, mass| sum.plus(*mass));
        Ok(sum.map_err(ExplainError::from)?)
    }
}

/// What tells the movements of one sum from those of another, in the order of the sides.
type Key = (Option<Country>, Option<Flow>, Option<Country>);

/// What says whose movement it is.
#[derive(Clone, Copy)]
enum Side {
    Exporting,
    Importing,
    Reporter,
    Flow,
    Partner,
}

impl Side {
    /// The sides that movements of a rule can differ in.
    const fn of(rule: Rule) -> &'static [Self] {
        match rule {
            Rule::ImportExcess | Rule::PartnerReportedExcess => &[Self::Exporting],
            Rule::ExportExcess => &[Self::Importing],
            Rule::ProhibitedTrade | Rule::ScheduleITrade => {
                &[Self::Reporter, Self::Flow, Self::Partner]
            }
        }
    }

    /// The sides that a list of single movements has columns for: each of an exporter's goes to the one importing country.
    const fn listed(rule: Rule) -> &'static [Self] {
        match rule {
            Rule::ExportExcess => &[],
            _ => Self::of(rule),
        }
    }

    /// The message that is the heading of its column.
    const fn title(self) -> &'static str {
        match self {
            Self::Exporting => "column-exporting",
            Self::Importing => "column-importing",
            Self::Reporter => "column-reporter",
            Self::Flow => "column-flow",
            Self::Partner => "column-partner",
        }
    }
}

impl Composer<'_> {
    pub(super) fn movements(&self, of: &Explained) -> Part {
        let rule = of.alert.rule;
        let heading = self.heading(&format!("heading-movements-{}", rule.name()))?;
        if self.source.full {
            return Ok(vec![
                heading,
                self.each(
                    of,
                    |_| true,
                    usize::MAX,
                    Some(self.total(of, self.columns(rule)?.len())?),
                )?,
            ]);
        }
        let mut blocks = vec![heading, self.sums(of)?];
        blocks.push(self.heading(if rule.lists_only() {
            "heading-each"
        } else {
            "heading-each-excess"
        })?);
        blocks.push(self.each(
            of,
            |row| row.in_excess || rule.lists_only(),
            MOVEMENTS,
            None,
        )?);
        Ok(blocks)
    }

    /// The sums by partner and quarter, the largest first.
    fn sums(&self, of: &Explained) -> Part<Block> {
        let sides = Side::of(of.alert.rule);
        let lists = of.alert.rule.lists_only();
        let mut sums: BTreeMap<Key, (&RecordRow, Quarters)> = BTreeMap::new();
        let mut whole = Quarters::default();
        for row in &of.evidence {
            let record = &row.record;
            let key = match sides {
                [Side::Exporting] => (record.exporter(), None, None),
                [Side::Importing] => (record.importer(), None, None),
                _ => (Some(record.reporter), Some(record.flow), record.partner),
            };
            let (_, sum) = sums
                .entry(key)
                .or_insert_with(|| (record, Quarters::default()));
            sum.add(record.date, row.base, 1)?;
            whole.add(record.date, row.base, 1)?;
        }
        let mut sums: Vec<(Key, &RecordRow, Quarters, Mass)> = sums
            .into_iter()
            .map(|(key, (record, sum))| Ok((key, record, sum, sum.year()?)))
            .collect::<Part<_>>()?;
        sums.sort_by(|(a, .., of_a), (b, .., of_b)| of_b.cmp(of_a).then(a.cmp(b)));
        let mut columns = Vec::new();
        for side in sides {
            columns.push(Column::words(
                self.plain(side.title())?,
                if lists { 12 } else { 30 },
            ));
        }
        columns.extend(self.quarters()?);
        columns.push(Column::figures(self.plain("column-year")?, 12));
        columns.push(Column::figures(
            self.plain(if lists {
                "label-reports"
            } else {
                "label-records"
            })?,
            8,
        ));
        let figures = |sum: &Quarters, year: Mass| {
            let masses = sum
                .masses
                .iter()
                .chain([&year])
                .map(|mass| self.figures.exact(*mass));
            masses
                .chain([self.figures.exact(sum.reports)])
                .collect::<Vec<String>>()
        };
        let mut rows = Vec::new();
        for (_, record, sum, year) in &sums {
            let mut cells = self.sides(sides, record)?;
            cells.extend(figures(sum, *year));
            rows.push(Row::of(cells));
        }
        let mut total = vec![self.total_label(of)?];
        total.extend(figures(&whole, of.alert.figures.year_total));
        self.bounded(columns, rows, SUMS, Some(Row::strong(sides.len(), total)))
    }

    /// Whose movement a record is.
    fn sides(&self, sides: &[Side], record: &RecordRow) -> Part<Vec<String>> {
        let side = |side: &Side| match side {
            Side::Exporting => self.side(record.exporter()),
            Side::Importing => self.side(record.importer()),
            Side::Reporter => Ok(self.country(record.reporter)),
            Side::Flow => self.flow(record.flow),
            Side::Partner => self.side(record.partner),
        };
        sides.iter().map(side).collect()
    }

    /// The columns of the four quarters.
    pub(super) fn quarters(&self) -> Part<Vec<Column>> {
        let quarter = |number: usize| {
            let quarter = self.figures.plain(number);
            let title = self.say("column-quarter", &[("quarter", quarter)])?;
            Ok(Column::figures(title, 10))
        };
        (1..=4).map(quarter).collect()
    }

    /// What the sum of the whole year is called. Both sides may have reported one movement, where they are listed together.
    fn total_label(&self, of: &Explained) -> Part<String> {
        self.wording.counted(
            if of.alert.rule.lists_only() {
                "year-total-lists"
            } else {
                "year-total"
            },
            of.alert.figures.records,
            &[],
        )
    }

    /// The last row of a table of all movements.
    fn total(&self, of: &Explained, columns: usize) -> Part<Row> {
        let rule = of.alert.rule;
        // What the first cell spans: all before the column of the base mass.
        let before_base = Side::listed(rule).len() + 7;
        let mut total = vec![
            self.total_label(of)?,
            self.mass(Some(of.alert.figures.year_total)),
        ];
        total.resize(columns - before_base + 1, String::new());
        Ok(Row::strong(before_base, total))
    }

    /// The columns of movements. Factors stand with the forms, and where all are in excess none need say so: they have columns
    /// where there is room for every row.
    fn columns(&self, rule: Rule) -> Part<Vec<Column>> {
        let mut columns = vec![
            Column::days(self.plain("column-date")?, 8),
            Column::words(self.plain("column-record")?, 13),
        ];
        for side in Side::listed(rule) {
            let share = match side {
                Side::Exporting | Side::Importing => 20,
                Side::Flow => 7,
                Side::Reporter | Side::Partner => 14,
            };
            columns.push(Column::words(self.plain(side.title())?, share));
        }
        columns.push(Column::words(self.plain("column-authorisation")?, 13));
        columns.push(Column::words(self.plain("column-form")?, 9));
        columns.push(Column::figures(self.plain("column-quantity")?, 9));
        columns.push(Column::figures(self.plain("column-reexport")?, 8));
        if self.source.full {
            columns.push(Column::figures(self.plain("column-factor")?, 7));
        }
        columns.push(Column::figures(self.plain("column-base")?, 10));
        columns.push(Column::figures(self.plain("column-running")?, 11));
        if !rule.lists_only() {
            columns.push(Column::figures(self.plain("column-level")?, 9));
            if self.source.full {
                columns.push(Column::words(self.plain("column-excess")?, 8));
            }
        }
        Ok(columns)
    }

    /// Those movements that are wanted, one by one.
    fn each(
        &self,
        of: &Explained,
        wanted: impl Fn(&EvidenceRow) -> bool,
        room: usize,
        total: Option<Row>,
    ) -> Part<Block> {
        let rule = of.alert.rule;
        let mut rows = Vec::new();
        let mut crossed = false;
        for row in &of.evidence {
            let first = row.in_excess && !crossed;
            crossed |= row.in_excess;
            if wanted(row) {
                rows.push(self.movement(rule, row, first)?);
            }
        }
        self.bounded(self.columns(rule)?, rows, room, total)
    }

    fn movement(&self, rule: Rule, row: &EvidenceRow, first: bool) -> Part<Row> {
        let record = &row.record;
        let mut cells = vec![
            self.figures.short_day(record.date),
            self.figures.foreign(&record.id),
        ];
        cells.extend(self.sides(Side::listed(rule), record)?);
        cells.extend([
            Some(&record.authorisation)
                .filter(|text| !text.is_empty())
                .map(|text| self.figures.foreign(text))
                .unwrap_or_default(),
            self.figures
                .foreign(self.source.run.config.form_code(record.form)),
            self.figures.exact(record.quantity),
            self.figures.exact(record.reexport),
        ]);
        if self.source.full {
            cells.push(self.figures.plain(row.factor));
        }
        cells.extend([
            self.figures.exact(row.base),
            self.figures.exact(row.running_total),
        ]);
        if !rule.lists_only() {
            cells.push(self.mass(row.estimate));
            if self.source.full {
                cells.push(match (row.in_excess, first) {
                    (true, true) => self.plain("mark-first")?,
                    (true, false) => self.plain("mark-excess")?,
                    _ => String::new(),
                });
            }
        }
        Ok(Row::of(cells))
    }

    /// Each form once, with its name and the factors used.
    pub(super) fn forms(&self, matter: &Matter) -> Part {
        let config = &self.source.run.config;
        let used: BTreeMap<_, _> = matter
            .evidence()
            .map(|row| {
                (
                    (config.form_code(row.record.form), row.factor),
                    row.record.form,
                )
            })
            .collect();
        let rows = used.into_iter().map(|((code, factor), form)| {
            let name = self.figures.foreign(&config.form_names[form.index()]);
            Row::of(vec![
                self.figures.foreign(code),
                name,
                self.figures.plain(factor),
            ])
        });
        let rows = rows.collect();
        let columns = vec![
            Column::words(self.plain("column-code")?, 12),
            Column::words(self.plain("column-name")?, 30),
            Column::figures(self.plain("column-factor")?, 8),
        ];
        Ok(vec![
            self.heading("heading-forms")?,
            self.bounded(columns, rows, FORMS, None)?,
        ])
    }
}
