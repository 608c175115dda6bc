//! Writes the movements: sums by partner and quarter, and each movement in excess as reported, with its factor and the running
//! total. Where a report is the total of a month, a quarter or a year, its period stands beside it.

use super::{Composer, LetterPart, Matter};
use crate::archive::read::{EvidenceRow, RecordRow};
use crate::ask::explain::{ExplainError, Explained};
use crate::judgement::Rule;
use crate::records::{Flow, Period};
use crate::terms::{Country, Day, Mass};
use inforce_present::document::{Block, DocumentColumn, DocumentRow, Holds};
use inforce_present::table::Cell;
use std::collections::BTreeMap;
use std::fmt::Display;

/// The most rows in an annex of sums, of movements, and of forms.
const SUMS: usize = 14;
const MOVEMENTS: usize = 16;
const FORMS: usize = 8;

/// Base mass of a year by quarter, and the number of reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Quarters {
    masses: [Mass; 4],
    /// What was reported in totals of the year, which belong to no quarter.
    undivided: Mass,
    reports: i64,
}

impl Quarters {
    pub(super) fn add(
        &mut self,
        day: Day,
        period: Period,
        base: Mass,
        reports: i64,
    ) -> LetterPart<()> {
        let sum = match period.quarter(day) {
            Some(quarter) => &mut self.masses[usize::from(quarter) - 1],
            None => &mut self.undivided,
        };
        *sum = sum.plus(base).map_err(ExplainError::from)?;
        self.reports += reports;
        Ok(())
    }

    /// Takes out of the last quarter what was reported in totals of the year.
    pub(super) fn undivide(&mut self, base: Mass) -> LetterPart<()> {
        self.masses[3] = self.masses[3].minus(base);
        self.undivided = self.undivided.plus(base).map_err(ExplainError::from)?;
        Ok(())
    }

    /// Whether there are totals of the year.
    pub(super) fn has_undivided(&self) -> bool {
        self.undivided != Mass::ZERO
    }

    /// Returns the sums that a table shows before that of the year: by quarter and, if asked for, the totals of the year.
    pub(super) fn shown(&self, undivided: bool) -> impl Iterator<Item = Mass> {
        let undivided = undivided.then_some(self.undivided);
        self.masses.into_iter().chain(undivided)
    }

    pub(super) fn year(&self) -> LetterPart<Mass> {
        let sum = self.shown(true).try_fold(Mass::ZERO, Mass::plus);
        Ok(sum.map_err(ExplainError::from)?)
    }

    /// Whether two accounts of the same trade differ. A total of a year in one of them can only be compared with the whole year of
    /// the other.
    pub(super) fn differs(&self, other: &Self) -> LetterPart<bool> {
        Ok(if self.has_undivided() || other.has_undivided() {
            self.year()? != other.year()?
        } else {
            self.masses != other.masses
        })
    }
}

/// The key of a sum of movements: its sides, in their order.
type MovementKey = (Option<Country>, Option<Flow>, Option<Country>);

/// A column of a table of movements, in an annex or in the workbook.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum MovementField {
    Date,
    Period,
    Record,
    Exporting,
    Importing,
    Reporter,
    Flow,
    Partner,
    Authorisation,
    Licence,
    Form,
    /// The code of a form in a list of forms.
    Code,
    FormName,
    Quantity,
    Reexport,
    Factor,
    Base,
    Running,
    Level,
    Excess,
}

impl MovementField {
    /// Returns the message of the heading, and what the column holds.
    pub(super) const fn heading(self) -> (&'static str, Holds) {
        match self {
            Self::Date => ("column-date", Holds::Days),
            Self::Period => ("column-period", Holds::Words),
            Self::Record => ("column-record", Holds::Words),
            Self::Exporting => ("column-exporting", Holds::Words),
            Self::Importing => ("column-importing", Holds::Words),
            Self::Reporter => ("column-reporter", Holds::Words),
            Self::Flow => ("column-flow", Holds::Words),
            Self::Partner => ("column-partner", Holds::Words),
            Self::Authorisation => ("column-authorisation", Holds::Words),
            Self::Licence => ("column-licence", Holds::Words),
            Self::Form => ("column-form", Holds::Words),
            Self::Code => ("column-code", Holds::Words),
            Self::FormName => ("column-name", Holds::Words),
            Self::Quantity => ("column-quantity", Holds::Figures),
            Self::Reexport => ("column-reexport", Holds::Figures),
            Self::Factor => ("column-factor", Holds::Figures),
            Self::Base => ("column-base", Holds::Figures),
            Self::Running => ("column-running", Holds::Figures),
            Self::Level => ("column-level", Holds::Figures),
            Self::Excess => ("column-excess", Holds::Words),
        }
    }

    /// Returns the sides in which movements under a rule can differ.
    const fn sides(rule: Rule) -> &'static [Self] {
        match rule {
            Rule::ImportExcess | Rule::PartnerReportedExcess => &[Self::Exporting],
            Rule::ExportAfterNotice | Rule::ExportExcess => &[Self::Importing],
            Rule::ProhibitedTrade | Rule::ScheduleITrade => {
                &[Self::Reporter, Self::Flow, Self::Partner]
            }
        }
    }
}

/// Returns the messages that call the sum of all movements of an alert what it is, in facts and in tables: that of the whole year, or
/// of the exports after a notice.
pub(super) const fn total_of(rule: Rule) -> (&'static str, &'static str) {
    match rule {
        Rule::ExportAfterNotice => ("label-total-after-notice", "total-after-notice"),
        _ => ("label-year-total", "year-total"),
    }
}

/// Fields, each with its share of the width.
pub(super) type MovementFields = Vec<(MovementField, usize)>;

impl Composer<'_> {
    pub(super) fn movements(&self, of: &Explained) -> LetterPart {
        let rule = of.alert.rule;
        let heading = self.heading(&format!("heading-movements-{}", rule.name()))?;
        if self.source.full {
            let total = Some(self.total(of)?);
            let mut blocks = vec![heading, self.each(of, |_| true, usize::MAX, total)?];
            blocks.extend(self.totals(&of.evidence)?);
            return Ok(blocks);
        }
        let mut blocks = vec![heading, self.sums(of)?];
        blocks.extend(self.totals(&of.evidence)?);
        blocks.push(self.heading(if rule.lists_only() {
            "heading-each"
        } else {
            "heading-each-excess"
        })?);
        let wanted = |row: &EvidenceRow| row.in_excess || rule.lists_only();
        blocks.push(self.each(of, wanted, MOVEMENTS, None)?);
        Ok(blocks)
    }

    /// Returns that some of the reports are totals, and what their dates mean; `None` if each is a movement.
    fn totals(&self, evidence: &[EvidenceRow]) -> LetterPart<Option<Block>> {
        let totals = evidence.iter().filter(|row| self.is_total(row)).count();
        (totals > 0)
            .then(|| self.told("reports-totals", totals))
            .transpose()
    }

    /// Returns the period that a record reports on.
    pub(super) fn period(&self, record: &RecordRow) -> Period {
        let explained = self.matters.iter().flat_map(Matter::explained);
        let periods = explained.map(|of| of.period(record));
        periods.max().unwrap_or_default()
    }

    /// Whether a row is the total of a month, a quarter or a year.
    pub(super) fn is_total(&self, row: &EvidenceRow) -> bool {
        self.period(&row.record).is_longer_than_a_day()
    }

    /// Returns the sums by partner and quarter, the largest first.
    fn sums(&self, of: &Explained) -> LetterPart<Block> {
        let sides = MovementField::sides(of.alert.rule);
        let lists = of.alert.rule.lists_only();
        let mut sums: BTreeMap<MovementKey, (&EvidenceRow, Quarters)> = BTreeMap::new();
        let mut whole = Quarters::default();
        for row in &of.evidence {
            let record = &row.record;
            let key = match sides {
                [MovementField::Exporting] => (record.exporter(), None, None),
                [MovementField::Importing] => (record.importer(), None, None),
                _ => (Some(record.reporter), Some(record.flow), record.partner),
            };
            let (_, sum) = sums
                .entry(key)
                .or_insert_with(|| (row, Quarters::default()));
            let period = self.period(record);
            sum.add(record.date, period, row.base, 1)?;
            whole.add(record.date, period, row.base, 1)?;
        }
        let mut sums: Vec<(MovementKey, &EvidenceRow, Quarters, Mass)> = sums
            .into_iter()
            .map(|(key, (row, sum))| Ok((key, row, sum, sum.year()?)))
            .collect::<LetterPart<_>>()?;
        sums.sort_by(|(a, .., of_a), (b, .., of_b)| of_b.cmp(of_a).then(a.cmp(b)));
        let share = if lists { 12 } else { 30 };
        let fields: MovementFields = sides.iter().map(|side| (*side, share)).collect();
        let mut columns = self.columns(&fields)?;
        let undivided = whole.has_undivided();
        columns.extend(self.quarters(undivided)?);
        columns.push(DocumentColumn::figures(self.plain("label-reports")?, 8));
        let figures = |sum: &Quarters, year: Mass| {
            let masses = self.by_quarter(sum, undivided).into_iter();
            masses
                .chain([self.figures.exact(year)])
                .chain([self.figures.exact(sum.reports)])
                .collect::<Vec<String>>()
        };
        let mut rows = Vec::new();
        for (_, row, sum, year) in &sums {
            let mut cells = self.cells(&fields, row, None)?;
            cells.extend(figures(sum, *year));
            rows.push(DocumentRow::of(cells));
        }
        let mut total = vec![self.total_label(of)?];
        total.extend(figures(&whole, of.alert.figures.year_total));
        self.bounded(
            columns,
            rows,
            SUMS,
            Some(DocumentRow::strong(sides.len(), total)),
        )
    }

    /// Returns the sums by quarter and, if asked for, those of totals of the year. Where there are such totals, a quarter without
    /// another report is not said to be without trade.
    pub(super) fn by_quarter(&self, sums: &Quarters, undivided: bool) -> Vec<String> {
        let text = |mass: Mass| {
            if mass == Mass::ZERO && sums.has_undivided() {
                String::new()
            } else {
                self.figures.exact(mass)
            }
        };
        sums.shown(undivided).map(text).collect()
    }

    /// Returns the columns of the four quarters, of totals of the year if there are such, and of the year.
    pub(super) fn quarters(&self, undivided: bool) -> LetterPart<Vec<DocumentColumn>> {
        let quarter = |number: usize| {
            let quarter = self.figures.plain(number);
            let title = self.say("column-quarter", &[("quarter", quarter)])?;
            Ok(DocumentColumn::figures(title, 10))
        };
        let mut columns: Vec<DocumentColumn> = (1..=4).map(quarter).collect::<LetterPart<_>>()?;
        let undivided = undivided.then_some("column-undivided");
        for title in undivided.into_iter().chain(["column-year"]) {
            columns.push(DocumentColumn::figures(self.plain(title)?, 12));
        }
        Ok(columns)
    }

    /// Returns the label of the sum of all movements of an alert.
    fn total_label(&self, of: &Explained) -> LetterPart<String> {
        let (_, message) = total_of(of.alert.rule);
        self.wording.counted(message, of.alert.figures.records, &[])
    }

    /// Returns the last row of a table of all movements.
    fn total(&self, of: &Explained) -> LetterPart<DocumentRow> {
        let fields = self.fields(of);
        // The first cell spans all columns before the base mass.
        let before_base = fields
            .iter()
            .take_while(|(field, _)| *field != MovementField::Base)
            .count();
        let mut total = vec![
            self.total_label(of)?,
            self.mass(Some(of.alert.figures.year_total)),
        ];
        total.resize(fields.len() - before_base + 1, String::new());
        Ok(DocumentRow::strong(before_base, total))
    }

    /// Returns the columns of single movements in an annex. An exporter's movements all go to the one importing country. Factors
    /// stand with the forms, and rows that are all in excess need no column that says so; both have columns in a full annex.
    fn fields(&self, of: &Explained) -> MovementFields {
        let (full, rule) = (self.source.full, of.alert.rule);
        let share = |side: &MovementField| match side {
            MovementField::Exporting => 20,
            MovementField::Flow => 7,
            _ => 14,
        };
        let sides = MovementField::sides(rule)
            .iter()
            .filter(|side| **side != MovementField::Importing);
        let mut fields = vec![(MovementField::Date, 8)];
        let totals = of.evidence.iter().any(|row| self.is_total(row));
        fields.extend(totals.then_some((MovementField::Period, 8)));
        fields.push((MovementField::Record, 13));
        fields.extend(sides.map(|side| (*side, share(side))));
        fields.extend([
            (MovementField::Authorisation, 13),
            (MovementField::Form, 9),
            (MovementField::Quantity, 9),
            (MovementField::Reexport, 8),
        ]);
        fields.extend(full.then_some((MovementField::Factor, 7)));
        fields.extend([(MovementField::Base, 10), (MovementField::Running, 11)]);
        if !rule.lists_only() {
            fields.push((MovementField::Level, 9));
            fields.extend(full.then_some((MovementField::Excess, 8)));
        }
        fields
    }

    /// Returns the columns of some fields.
    pub(super) fn columns(&self, fields: &MovementFields) -> LetterPart<Vec<DocumentColumn>> {
        let column = |(field, share): &(MovementField, usize)| {
            let (title, holds) = field.heading();
            Ok(DocumentColumn {
                title: self.plain(title)?,
                share: *share,
                holds,
            })
        };
        fields.iter().map(column).collect()
    }

    /// Returns the texts of some fields of a movement; see [`Self::value`].
    pub(super) fn cells(
        &self,
        fields: &MovementFields,
        row: &EvidenceRow,
        mark: Option<&str>,
    ) -> LetterPart<Vec<String>> {
        let cell =
            |(field, _): &(MovementField, usize)| Ok(self.text(&self.value(*field, row, mark)?));
        fields.iter().map(cell).collect()
    }

    /// Returns the content of a field of a movement; `mark` is the message that says that the day is in excess.
    pub(super) fn value(
        &self,
        field: MovementField,
        row: &EvidenceRow,
        mark: Option<&str>,
    ) -> LetterPart<Cell> {
        let (config, record) = (&self.source.run.config, &row.record);
        let figure = |figure: &dyn Display| Cell::figure(figure);
        Ok(match field {
            MovementField::Date => Cell::day(record.date),
            MovementField::Period => self.own(&format!("period-{}", self.period(record).name()))?,
            MovementField::Record => Cell::text(record.id.clone()),
            MovementField::Exporting => self.side(record.exporter())?,
            MovementField::Importing => self.side(record.importer())?,
            MovementField::Reporter => self.side(Some(record.reporter))?,
            MovementField::Flow => self.own(&format!("flow-{}", record.flow.name()))?,
            MovementField::Partner => self.side(record.partner)?,
            MovementField::Authorisation => Cell::text(record.authorisation.clone()),
            MovementField::Licence => Cell::text(record.special_licence.clone()),
            MovementField::Form | MovementField::Code => {
                Cell::text(config.form_code(record.form).to_owned())
            }
            MovementField::FormName => Cell::text(config.form_names[record.form.index()].clone()),
            MovementField::Quantity => figure(&record.quantity),
            MovementField::Reexport => figure(&record.reexport),
            MovementField::Factor => figure(&row.factor),
            MovementField::Base => figure(&row.base),
            MovementField::Running => figure(&row.running_total),
            MovementField::Level => row
                .estimate
                .map_or(Cell::Nothing, |estimate| figure(&estimate)),
            MovementField::Excess => mark.map_or(Ok(Cell::Nothing), |mark| self.own(mark))?,
        })
    }

    /// Returns the wanted movements, one by one.
    fn each(
        &self,
        of: &Explained,
        wanted: impl Fn(&EvidenceRow) -> bool,
        room: usize,
        total: Option<DocumentRow>,
    ) -> LetterPart<Block> {
        let fields = self.fields(of);
        let first = of.evidence.iter().position(|row| row.in_excess);
        let mut rows = Vec::new();
        for (place, row) in of.evidence.iter().enumerate() {
            let mark = match first {
                Some(first) if first == place => "mark-first",
                _ => "mark-excess",
            };
            if wanted(row) {
                let mark = Some(mark).filter(|_| row.in_excess);
                rows.push(DocumentRow::of(self.cells(&fields, row, mark)?));
            }
        }
        self.bounded(self.columns(&fields)?, rows, room, total)
    }

    /// Returns each form once, with its name and the factors used.
    pub(super) fn forms(&self, matter: &Matter) -> LetterPart {
        let config = &self.source.run.config;
        let used: BTreeMap<_, _> = matter
            .evidence()
            .map(|row| ((config.form_code(row.record.form), row.factor), row))
            .collect();
        let fields = vec![
            (MovementField::Code, 12),
            (MovementField::FormName, 30),
            (MovementField::Factor, 8),
        ];
        let rows = used
            .into_values()
            .map(|row| Ok(DocumentRow::of(self.cells(&fields, row, None)?)))
            .collect::<LetterPart<_>>()?;
        let columns = self.columns(&fields)?;
        Ok(vec![
            self.heading("heading-forms")?,
            self.bounded(columns, rows, FORMS, None)?,
        ])
    }
}
