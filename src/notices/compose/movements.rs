//! The ledger of the movements: each as it was reported, with its factor and the running total.

use super::{Composer, Matter, Part};
use crate::intake::Flow;
use crate::judgement::Rule;
use crate::notices::document::{Block, Column, Row, Table, Tone};
use crate::published::EvidenceRow;
use crate::runs::explain::Explained;
use crate::terms::Country;
use std::collections::BTreeMap;

impl Composer<'_> {
    pub(super) fn movements(&self, of: &Explained) -> Part {
        let rule = of.alert.rule;
        let mut columns = vec![Column::days(self.plain("column-date")?, 12), Column::words(self.plain("column-record")?, 15)];
        let sides: &[(&str, usize)] = match rule {
            Rule::ImportExcess | Rule::PartnerReportedExcess => &[("column-exporting", 13)],
            Rule::ExportExcess => &[],
            Rule::ProhibitedTrade | Rule::ScheduleITrade => &[("column-reporter", 12), ("column-flow", 7), ("column-partner", 12)],
        };
        for (title, share) in sides {
            columns.push(Column::words(self.plain(title)?, *share));
        }
        columns.push(Column::words(self.plain("column-authorisation")?, 15));
        columns.push(Column::words(self.plain("column-form")?, 10));
        let figures = [("column-quantity", 10), ("column-reexport", 9), ("column-factor", 9), ("column-base", 12), ("column-running", 12)];
        for (title, share) in figures {
            columns.push(Column::figures(self.plain(title)?, share));
        }
        if !rule.lists_only() {
            columns.push(Column::figures(self.plain("column-level")?, 10));
            columns.push(Column::words(self.plain("column-excess")?, 8));
        }
        // What the first cell of the last row spans: all before the column of the base mass.
        let before_base = sides.len() + 7;
        let mut rows = Vec::new();
        let mut crossed = false;
        for row in &of.evidence {
            let first = row.in_excess && !crossed;
            crossed |= row.in_excess;
            rows.push(self.movement(rule, row, first)?);
        }
        let [.., year] = of.alert.masses;
        let [.., records] = of.alert.counts;
        // Both sides may have reported one movement, where they are listed together.
        let message = if rule.lists_only() { "year-total-lists" } else { "year-total" };
        let mut total = vec![self.wording.counted(message, records, &[])?, self.mass(year)];
        total.resize(columns.len() - before_base + 1, String::new());
        rows.push(Row::strong(before_base, total));
        let heading = self.heading(&format!("heading-movements-{}", rule.name()))?;
        Ok(vec![heading, Block::Table(Table::lined(columns, rows))])
    }

    fn movement(&self, rule: Rule, row: &EvidenceRow, first: bool) -> Part<Row> {
        let record = &row.record;
        let country = |country: Option<Country>| country.map(|country| self.country(country)).unwrap_or_default();
        let mut cells = vec![self.figures.short_day(record.date), self.figures.foreign(&record.id)];
        match rule {
            Rule::ImportExcess => cells.push(country(record.partner)),
            Rule::PartnerReportedExcess => cells.push(country(Some(record.reporter))),
            Rule::ExportExcess => {}
            Rule::ProhibitedTrade | Rule::ScheduleITrade => {
                let flow = self.plain(if record.flow == Flow::Import { "flow-import" } else { "flow-export" })?;
                cells.extend([country(Some(record.reporter)), flow, country(record.partner)]);
            }
        }
        cells.extend([
            Some(&record.authorisation).filter(|text| !text.is_empty()).map(|text| self.figures.foreign(text)).unwrap_or_default(),
            self.figures.foreign(self.desk.run.config.form_code(record.form)),
            self.figures.exact(record.quantity),
            self.figures.exact(record.reexport),
            self.figures.plain(row.factor),
            self.figures.exact(row.base),
            self.figures.exact(row.running_total),
        ]);
        if !rule.lists_only() {
            cells.push(self.mass(row.estimate));
            cells.push(match (row.in_excess, first) {
                (true, true) => self.plain("mark-first")?,
                (true, false) => self.plain("mark-excess")?,
                _ => String::new(),
            });
        }
        Ok(Row::of(cells))
    }

    /// Each form once, with its name and the factors used.
    pub(super) fn forms(&self, matter: &Matter) -> Part {
        let config = &self.desk.run.config;
        let evidence = matter.raised.iter().flat_map(|(of, _)| &of.evidence);
        let used: BTreeMap<_, _> = evidence.map(|row| ((config.form_code(row.record.form), row.factor), row.record.form)).collect();
        let rows = used.into_iter().map(|((code, factor), form)| {
            let name = self.figures.foreign(&config.form_names[form.index()]);
            Row::of(vec![self.figures.foreign(code), name, self.figures.plain(factor)])
        });
        let rows = rows.collect();
        let columns = vec![
            Column::words(self.plain("column-code")?, 12),
            Column::words(self.plain("column-name")?, 30),
            Column::figures(self.plain("column-factor")?, 8),
        ];
        Ok(vec![Block::Paragraph(Tone::Heading, self.plain("heading-forms")?), Block::Table(Table::lined(columns, rows))])
    }
}
