//! Writes the movements: sums by partner and quarter, and each movement in excess as reported, with its factor and the running
//! total.

use super::{Composer, Matter, Part};
use crate::archive::read::EvidenceRow;
use crate::ask::explain::{ExplainError, Explained};
use crate::intake::Flow;
use crate::judgement::Rule;
use crate::terms::{Country, Day, Mass};
use inforce_present::document::{Block, Column, Holds, Row};
use inforce_present::table::Cell;
use std::collections::BTreeMap;
use std::fmt::Display;

/// The most rows in an annex of sums, of movements, and of forms.
const SUMS: usize = 14;
const MOVEMENTS: usize = 16;
const FORMS: usize = 8;

/// Base mass by quarter, and the number of reports.
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

/// The key of a sum of movements: its sides, in their order.
type Key = (Option<Country>, Option<Flow>, Option<Country>);

/// A column of a table of movements, in an annex or in the workbook.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Date,
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

impl Field {
    /// Returns the message of the heading, and what the column holds.
    pub(super) const fn heading(self) -> (&'static str, Holds) {
        match self {
            Self::Date => ("column-date", Holds::Days),
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
            Rule::ExportExcess => &[Self::Importing],
            Rule::ProhibitedTrade | Rule::ScheduleITrade => {
                &[Self::Reporter, Self::Flow, Self::Partner]
            }
        }
    }
}

/// Fields, each with its share of the width.
pub(super) type Fields = Vec<(Field, usize)>;

impl Composer<'_> {
    pub(super) fn movements(&self, of: &Explained) -> Part {
        let rule = of.alert.rule;
        let heading = self.heading(&format!("heading-movements-{}", rule.name()))?;
        if self.source.full {
            let total = Some(self.total(of)?);
            return Ok(vec![heading, self.each(of, |_| true, usize::MAX, total)?]);
        }
        let mut blocks = vec![heading, self.sums(of)?];
        blocks.push(self.heading(if rule.lists_only() {
            "heading-each"
        } else {
            "heading-each-excess"
        })?);
        let wanted = |row: &EvidenceRow| row.in_excess || rule.lists_only();
        blocks.push(self.each(of, wanted, MOVEMENTS, None)?);
        Ok(blocks)
    }

    /// Returns the sums by partner and quarter, the largest first.
    fn sums(&self, of: &Explained) -> Part<Block> {
        let sides = Field::sides(of.alert.rule);
        let lists = of.alert.rule.lists_only();
        let mut sums: BTreeMap<Key, (&EvidenceRow, Quarters)> = BTreeMap::new();
        let mut whole = Quarters::default();
        for row in &of.evidence {
            let record = &row.record;
            let key = match sides {
                [Field::Exporting] => (record.exporter(), None, None),
                [Field::Importing] => (record.importer(), None, None),
                _ => (Some(record.reporter), Some(record.flow), record.partner),
            };
            let (_, sum) = sums
                .entry(key)
                .or_insert_with(|| (row, Quarters::default()));
            sum.add(record.date, row.base, 1)?;
            whole.add(record.date, row.base, 1)?;
        }
        let mut sums: Vec<(Key, &EvidenceRow, Quarters, Mass)> = sums
            .into_iter()
            .map(|(key, (row, sum))| Ok((key, row, sum, sum.year()?)))
            .collect::<Part<_>>()?;
        sums.sort_by(|(a, .., of_a), (b, .., of_b)| of_b.cmp(of_a).then(a.cmp(b)));
        let share = if lists { 12 } else { 30 };
        let fields: Fields = sides.iter().map(|side| (*side, share)).collect();
        let mut columns = self.columns(&fields)?;
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
        for (_, row, sum, year) in &sums {
            let mut cells = self.cells(&fields, row, None)?;
            cells.extend(figures(sum, *year));
            rows.push(Row::of(cells));
        }
        let mut total = vec![self.total_label(of)?];
        total.extend(figures(&whole, of.alert.figures.year_total));
        self.bounded(columns, rows, SUMS, Some(Row::strong(sides.len(), total)))
    }

    /// Returns the columns of the four quarters.
    pub(super) fn quarters(&self) -> Part<Vec<Column>> {
        let quarter = |number: usize| {
            let quarter = self.figures.plain(number);
            let title = self.say("column-quarter", &[("quarter", quarter)])?;
            Ok(Column::figures(title, 10))
        };
        (1..=4).map(quarter).collect()
    }

    /// Returns the label of the sum of the whole year. Under a rule that lists, both sides may have reported one
    /// movement.
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

    /// Returns the last row of a table of all movements.
    fn total(&self, of: &Explained) -> Part<Row> {
        let fields = self.fields(of.alert.rule);
        // The first cell spans all columns before the base mass.
        let before_base = fields
            .iter()
            .take_while(|(field, _)| *field != Field::Base)
            .count();
        let mut total = vec![
            self.total_label(of)?,
            self.mass(Some(of.alert.figures.year_total)),
        ];
        total.resize(fields.len() - before_base + 1, String::new());
        Ok(Row::strong(before_base, total))
    }

    /// Returns the columns of single movements in an annex. An exporter's movements all go to the one importing country. Factors
    /// stand with the forms, and rows that are all in excess need no column that says so; both have columns in a full annex.
    fn fields(&self, rule: Rule) -> Fields {
        let full = self.source.full;
        let share = |side: &Field| match side {
            Field::Exporting => 20,
            Field::Flow => 7,
            _ => 14,
        };
        let sides = Field::sides(rule)
            .iter()
            .filter(|side| **side != Field::Importing);
        let mut fields = vec![(Field::Date, 8), (Field::Record, 13)];
        fields.extend(sides.map(|side| (*side, share(side))));
        fields.extend([
            (Field::Authorisation, 13),
            (Field::Form, 9),
            (Field::Quantity, 9),
            (Field::Reexport, 8),
        ]);
        fields.extend(full.then_some((Field::Factor, 7)));
        fields.extend([(Field::Base, 10), (Field::Running, 11)]);
        if !rule.lists_only() {
            fields.push((Field::Level, 9));
            fields.extend(full.then_some((Field::Excess, 8)));
        }
        fields
    }

    /// Returns the columns of some fields.
    pub(super) fn columns(&self, fields: &Fields) -> Part<Vec<Column>> {
        let column = |(field, share): &(Field, usize)| {
            let (title, holds) = field.heading();
            Ok(Column {
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
        fields: &Fields,
        row: &EvidenceRow,
        mark: Option<&str>,
    ) -> Part<Vec<String>> {
        let cell = |(field, _): &(Field, usize)| Ok(self.text(&self.value(*field, row, mark)?));
        fields.iter().map(cell).collect()
    }

    /// Returns the content of a field of a movement; `mark` is the message that says that the day is in excess.
    pub(super) fn value(&self, field: Field, row: &EvidenceRow, mark: Option<&str>) -> Part<Cell> {
        let (config, record) = (&self.source.run.config, &row.record);
        let figure = |figure: &dyn Display| Cell::figure(figure);
        Ok(match field {
            Field::Date => Cell::day(record.date),
            Field::Record => Cell::text(record.id.clone()),
            Field::Exporting => self.side(record.exporter())?,
            Field::Importing => self.side(record.importer())?,
            Field::Reporter => self.side(Some(record.reporter))?,
            Field::Flow => self.own(&format!("flow-{}", record.flow.name()))?,
            Field::Partner => self.side(record.partner)?,
            Field::Authorisation => Cell::text(record.authorisation.clone()),
            Field::Licence => Cell::text(record.special_licence.clone()),
            Field::Form | Field::Code => Cell::text(config.form_code(record.form).to_owned()),
            Field::FormName => Cell::text(config.form_names[record.form.index()].clone()),
            Field::Quantity => figure(&record.quantity),
            Field::Reexport => figure(&record.reexport),
            Field::Factor => figure(&row.factor),
            Field::Base => figure(&row.base),
            Field::Running => figure(&row.running_total),
            Field::Level => row
                .estimate
                .map_or(Cell::Nothing, |estimate| figure(&estimate)),
            Field::Excess => mark.map_or(Ok(Cell::Nothing), |mark| self.own(mark))?,
        })
    }

    /// Returns the wanted movements, one by one.
    fn each(
        &self,
        of: &Explained,
        wanted: impl Fn(&EvidenceRow) -> bool,
        room: usize,
        total: Option<Row>,
    ) -> Part<Block> {
        let fields = self.fields(of.alert.rule);
        let first = of.evidence.iter().position(|row| row.in_excess);
        let mut rows = Vec::new();
        for (place, row) in of.evidence.iter().enumerate() {
            let mark = match first {
                Some(first) if first == place => "mark-first",
                _ => "mark-excess",
            };
            if wanted(row) {
                let mark = Some(mark).filter(|_| row.in_excess);
                rows.push(Row::of(self.cells(&fields, row, mark)?));
            }
        }
        self.bounded(self.columns(&fields)?, rows, room, total)
    }

    /// Returns each form once, with its name and the factors used.
    pub(super) fn forms(&self, matter: &Matter) -> Part {
        let config = &self.source.run.config;
        let used: BTreeMap<_, _> = matter
            .evidence()
            .map(|row| ((config.form_code(row.record.form), row.factor), row))
            .collect();
        let fields = vec![(Field::Code, 12), (Field::FormName, 30), (Field::Factor, 8)];
        let rows = used
            .into_values()
            .map(|row| Ok(Row::of(self.cells(&fields, row, None)?)))
            .collect::<Part<_>>()?;
        let columns = self.columns(&fields)?;
        Ok(vec![
            self.heading("heading-forms")?,
            self.bounded(columns, rows, FORMS, None)?,
        ])
    }
}
