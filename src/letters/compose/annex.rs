//! Writes an annex: the figures of the findings on one importing country, substance and year, and what the findings rest on.

use super::movements::total_of;
use super::reports::Reports;
use super::{Composer, LetterPart, Matter};
use crate::ask::explain::Explained;
use crate::judgement::Rule;
use crate::terms::Mass;
use inforce_present::document::{Block, DocumentColumn, DocumentRow, Table, Tone};

impl Composer<'_> {
    pub(super) fn annex(&self, number: usize, matter: &Matter) -> LetterPart {
        let filled = [
            ("annex", self.figures.plain(number)),
            ("substance", self.substance(matter.substance)),
            ("schedule", self.schedule(matter.substance)?),
            ("year", self.figures.plain(matter.year)),
        ];
        let heading = self.say("annex-heading", &filled)?;
        let mut blocks = vec![Block::Paragraph(Tone::Annex, heading)];
        blocks.extend(self.invented()?);
        if self.exports() {
            let to = self.exports_to(matter.importer)?;
            blocks.push(Block::Paragraph(Tone::Strong, to));
        }
        blocks.push(self.heading("heading-figures")?);
        blocks.extend(self.figures_of(matter)?);
        let compared = matter.explained().find(|of| !of.alert.rule.lists_only());
        // Another country's filings are not for an exporter to see; the level on the day stands beside each shipment.
        if let Some(of) = compared.filter(|_| !self.exports()) {
            blocks.extend(self.estimates(of)?);
        }
        for of in matter.explained() {
            blocks.extend(self.movements(of)?);
        }
        blocks.extend(self.forms(matter)?);
        blocks.extend(self.accounts(matter)?);
        blocks.extend(self.allowances(matter)?);
        blocks.extend(self.certainty(matter)?);
        blocks.extend(self.reply(number, matter)?);
        Ok(blocks)
    }

    /// Returns the figures of the alerts: alerts that compare beside each other, then alerts that list.
    fn figures_of(&self, matter: &Matter) -> LetterPart {
        let mut blocks = Vec::new();
        let (lists, compared): (Vec<&Explained>, Vec<&Explained>) = matter
            .explained()
            .partition(|of| of.alert.rule.lists_only());
        let title = |of: &Explained| self.finding_of(of.alert.rule);
        if !compared.is_empty() {
            let mut columns = vec![DocumentColumn::words(String::new(), 3)];
            let mut rows: Vec<Vec<String>> = Vec::new();
            for of in &compared {
                columns.push(DocumentColumn::words(title(of)?, 4));
                for (place, (label, value)) in self.facts(of)?.into_iter().enumerate() {
                    match rows.get_mut(place) {
                        Some(row) => row.push(value),
                        None => rows.push(vec![label, value]),
                    }
                }
            }
            blocks.push(Block::Table(Table::lined(
                columns,
                rows.into_iter().map(DocumentRow::of).collect(),
            )));
        }
        for of in lists {
            blocks.push(Block::Paragraph(Tone::Strong, title(of)?));
            blocks.push(Block::Table(Table::facts(self.listed(of)?)));
        }
        Ok(blocks)
    }

    /// Returns the facts of an alert that lists.
    fn listed(&self, of: &Explained) -> LetterPart<Vec<(String, String)>> {
        let figures = &of.alert.figures;
        // Both sides may report one shipment, so movements cannot be counted.
        let reports = self.by_account(&Reports::of(of.evidence.iter()))?;
        let mut facts = vec![
            (
                "label-first-movement",
                self.figures.day(figures.first_excess_date),
            ),
            (
                "label-last-movement",
                self.figures.day(figures.last_excess_date),
            ),
            ("label-reports", reports),
            (
                total_of(of.alert.rule).0,
                self.grams(Some(figures.year_total))?,
            ),
        ];
        if let Some(prohibition) = of.prohibition(&self.source.run.config) {
            let source = self.plain(if prohibition.is_builtin {
                "prohibitions-builtin"
            } else {
                "prohibitions-own"
            })?;
            let filled = [
                ("date", self.figures.day(prohibition.from)),
                ("source", source),
                ("line", self.figures.plain(prohibition.line)),
            ];
            facts.insert(
                0,
                ("label-prohibited", self.say("prohibited-since", &filled)?),
            );
        }
        if of.alert.rule == Rule::ExportAfterNotice {
            let days = self.notices(of).join(self.figures.comma());
            facts.insert(0, ("label-noticed", days));
        }
        self.labelled(facts)
    }

    /// Returns the facts of an alert that compares.
    fn facts(&self, of: &Explained) -> LetterPart<Vec<(String, String)>> {
        let figures = &of.alert.figures;
        let excess = match self.per_cent(figures.excess, figures.estimate)? {
            Some(percent) => {
                let value = self.mass(figures.excess);
                self.say("grams-percent", &[("value", value), ("percent", percent)])?
            }
            None => self.grams(figures.excess)?,
        };
        // A missing estimate is never shown as an estimate of 0 g (rules 3.8).
        let absent = match figures.status() {
            "none" if self.unusable(of).is_some() => Some("status-unusable"),
            "none" => Some("status-none"),
            _ => None,
        };
        let or_absent = |mass| absent.map_or_else(|| self.grams(mass), |none| self.plain(none));
        let level = match figures.own_exports {
            // Own exports are a level by themselves.
            Some(own) if own != Mass::ZERO => self.grams(figures.estimate)?,
            _ => or_absent(figures.estimate)?,
        };
        let peak = figures.peak_excess_date.map(|day| self.figures.day(day));
        let peak = [
            ("value", self.mass(figures.peak_excess)),
            ("date", peak.unwrap_or_default()),
        ];
        let mut facts = vec![
            ("label-first", self.first(of)?),
            ("label-total", self.grams(figures.running_total)?),
        ];
        if let Some(own) = figures.own_exports.filter(|_| !self.exports()) {
            let base = figures.estimate.map(|level| level.minus(own));
            facts.push(("label-base", or_absent(base)?));
            facts.push(("label-own-exports", self.grams(Some(own))?));
        }
        facts.extend([
            ("label-estimate", level),
            ("label-excess", excess),
            ("label-peak", self.say("grams-day", &peak)?),
            ("label-last", self.figures.day(figures.last_excess_date)),
            ("label-days", self.figures.exact(figures.excess_days)),
            self.cured(of)?,
            ("label-reports", self.figures.exact(figures.records)),
            ("label-year-total", self.grams(Some(figures.year_total))?),
        ]);
        self.labelled(facts)
    }

    /// Returns the first day in excess; where the excess may have begun earlier, says so.
    fn first(&self, of: &Explained) -> LetterPart<String> {
        let day = self.figures.day(of.alert.figures.first_excess_date);
        if of.alert.not_later == Some(true) {
            self.say("day-not-later", &[("date", day)])
        } else {
            Ok(day)
        }
    }

    /// Returns values, each with its label, which a message names.
    fn labelled(&self, facts: Vec<(&str, String)>) -> LetterPart<Vec<(String, String)>> {
        facts
            .into_iter()
            .map(|(label, value)| Ok((self.plain(label)?, value)))
            .collect()
    }

    /// Returns the day from which there was no excess any more. On that day the importing country may have furnished a
    /// supplement, which an exporter is not told of; an exporter is told which of its own shipments was the first within the
    /// estimate again.
    fn cured(&self, of: &Explained) -> LetterPart<(&'static str, String)> {
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
        let day = day.map_or_else(|| self.plain(never), |day| Ok(self.figures.day(day)))?;
        Ok((label, day))
    }
}
