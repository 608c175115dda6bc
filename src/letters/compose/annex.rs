//! An annex: the findings on one importing country, substance and year in figures, and what they rest on.

use super::reports::Reports;
use super::{Composer, Matter, Part};
use crate::archive::AlertFigures;
use crate::ask::explain::Explained;
use crate::judgement::Rule;
use inforce_present::document::{Block, Column, Row, Table, Tone};

impl Composer<'_> {
    pub(super) fn annex(&self, number: usize, matter: &Matter) -> Part {
        let filled = [
            ("annex", self.figures.plain(number)),
            ("substance", self.substance(matter.substance)),
            ("schedule", self.schedule(matter.substance)?),
            ("year", self.figures.plain(matter.year)),
        ];
        let filled: Vec<(&'static str, &str)> = filled
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let mut blocks = vec![Block::Paragraph(
            Tone::Annex,
            self.say("annex-heading", &filled)?,
        )];
        blocks.extend(self.invented()?);
        if self.exports() {
            blocks.push(Block::Paragraph(
                Tone::Strong,
                self.say(
                    "annex-exports",
                    &[("importer", &self.country(matter.importer))],
                )?,
            ));
        }
        blocks.push(self.heading("heading-figures")?);
        blocks.extend(self.figures_of(matter)?);
        let compared = matter
            .raised
            .iter()
            .find(|(of, _)| !of.alert.rule.lists_only());
        // Another country's filings are none of an exporter's business; the level on the day stands beside each shipment.
        if let Some((of, _)) = compared.filter(|_| !self.exports()) {
            blocks.extend(self.estimates(of)?);
        }
        for (of, _) in &matter.raised {
            blocks.extend(self.movements(of)?);
        }
        blocks.extend(self.forms(matter)?);
        blocks.extend(self.accounts(matter)?);
        blocks.extend(self.allowances(matter)?);
        blocks.extend(self.certainty(matter)?);
        blocks.extend(self.reply(number, matter)?);
        Ok(blocks)
    }

    /// What the alerts say, figure by figure: those that compare beside each other, then those that list.
    fn figures_of(&self, matter: &Matter) -> Part {
        let mut blocks = Vec::new();
        let (lists, compared): (Vec<&Explained>, Vec<&Explained>) = matter
            .raised
            .iter()
            .map(|(of, _)| of)
            .partition(|of| of.alert.rule.lists_only());
        let title = |of: &Explained| self.plain(&format!("label-finding-{}", of.alert.rule.name()));
        if !compared.is_empty() {
            let mut columns = vec![Column::words(String::new(), 3)];
            let mut rows: Vec<Vec<String>> = Vec::new();
            for of in &compared {
                columns.push(Column::words(title(of)?, 4));
                for (place, (label, value)) in self.facts(of)?.into_iter().enumerate() {
                    match rows.get_mut(place) {
                        Some(row) => row.push(value),
                        None => rows.push(vec![label, value]),
                    }
                }
            }
            blocks.push(Block::Table(Table::lined(
                columns,
                rows.into_iter().map(Row::of).collect(),
            )));
        }
        for of in lists {
            blocks.push(Block::Paragraph(Tone::Strong, title(of)?));
            blocks.push(Block::Table(Table::facts(self.listed(of)?)));
        }
        Ok(blocks)
    }

    /// What an alert that lists says.
    fn listed(&self, of: &Explained) -> Part<Vec<(String, String)>> {
        let figures = &of.alert.figures;
        // One shipment may be reported by both sides, so that movements cannot be counted.
        let reports = self.by_account(&Reports::of(of.evidence.iter()))?;
        let mut facts = vec![
            (
                self.plain("label-first-movement")?,
                self.day(Some(figures.first_excess_date)),
            ),
            (
                self.plain("label-last-movement")?,
                self.day(Some(figures.last_excess_date)),
            ),
            (self.plain("label-reports")?, reports),
            (
                self.plain("label-year-total")?,
                self.say("grams", &[("value", &self.mass(Some(figures.year_total)))])?,
            ),
        ];
        let config = &self.source.run.config;
        if let Some(prohibition) = config
            .prohibition(of.importer, of.alert.substance)
            .filter(|_| of.alert.rule == Rule::ProhibitedTrade)
        {
            let source = self.plain(if prohibition.is_builtin {
                "prohibitions-builtin"
            } else {
                "prohibitions-own"
            })?;
            let (date, line) = (
                self.figures.day(prohibition.from),
                self.figures.plain(prohibition.line),
            );
            let since = self.say(
                "prohibited-since",
                &[("date", &date), ("source", &source), ("line", &line)],
            )?;
            facts.insert(0, (self.plain("label-prohibited")?, since));
        }
        Ok(facts)
    }

    /// What an alert that compares says.
    fn facts(&self, of: &Explained) -> Part<Vec<(String, String)>> {
        let alert = &of.alert;
        let AlertFigures {
            running_total,
            estimate,
            excess,
            peak_excess,
            peak_excess_date,
            ..
        } = alert.figures;
        let grams = |mass| self.say("grams", &[("value", &self.mass(mass))]);
        let excess = match self.per_cent(excess, estimate)? {
            Some(percent) => self.say(
                "grams-percent",
                &[("value", &self.mass(excess)), ("percent", &percent)],
            )?,
            None => grams(excess)?,
        };
        // No estimate is never an estimate of 0 g (rules 3.8).
        let level = match alert.figures.status() {
            "none" if self.unusable(of).is_some() => self.plain("status-unusable")?,
            "none" => self.plain("status-none")?,
            _ => grams(estimate)?,
        };
        Ok(vec![
            (
                self.plain("label-first")?,
                self.day(Some(alert.figures.first_excess_date)),
            ),
            (self.plain("label-total")?, grams(running_total)?),
            (self.plain("label-estimate")?, level),
            (self.plain("label-excess")?, excess),
            (
                self.plain("label-peak")?,
                self.say(
                    "grams-day",
                    &[
                        ("value", &self.mass(peak_excess)),
                        ("date", &self.day(peak_excess_date)),
                    ],
                )?,
            ),
            (
                self.plain("label-last")?,
                self.day(Some(alert.figures.last_excess_date)),
            ),
            (
                self.plain("label-days")?,
                self.figures.exact(alert.figures.excess_days),
            ),
            self.cured(of)?,
            (
                self.plain("label-records")?,
                self.figures.exact(alert.figures.records),
            ),
            (
                self.plain("label-year-total")?,
                grams(Some(alert.figures.year_total))?,
            ),
        ])
    }

    /// From when on there was no excess any more. That may be the day on which the importing country furnished a supplement, of
    /// which an exporter is told nothing: it is told which of its own shipments was the first to be within the estimate again.
    fn cured(&self, of: &Explained) -> Part<(String, String)> {
        let (last, cured) = (of.alert.figures.last_excess_date, of.alert.figures.cured_on);
        let (label, day, never) = if self.exports() {
            let later = of
                .evidence
                .iter()
                .find(|row| row.record.date > last && !row.in_excess);
            (
                "label-within-exports",
                later.map(|row| row.record.date),
                "within-never-exports",
            )
        } else {
            ("label-cured", cured, "cured-never")
        };
        Ok((
            self.plain(label)?,
            day.map_or_else(|| self.plain(never), |day| Ok(self.figures.day(day)))?,
        ))
    }
}
