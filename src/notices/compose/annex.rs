//! An annex: the findings on one importing country, substance and year in figures, and what they rest on.

use super::reports::Reports;
use super::{Composer, Matter, Part};
use crate::notices::document::{Block, Table, Tone};
use crate::runs::explain::Explained;

impl Composer<'_> {
    pub(super) fn annex(&self, number: usize, matter: &Matter) -> Part {
        let filled = [
            ("annex", self.figures.plain(number)),
            ("substance", self.substance(matter.substance)),
            ("schedule", self.schedule(matter.substance)?),
            ("year", self.figures.plain(matter.year)),
        ];
        let filled: Vec<(&'static str, &str)> = filled.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let mut blocks = vec![Block::Paragraph(Tone::Annex, self.say("annex-heading", &filled)?)];
        if self.exports() {
            blocks.push(Block::Paragraph(Tone::Strong, self.say("annex-exports", &[("importer", &self.country(matter.importer))])?));
        }
        blocks.push(self.heading("heading-figures")?);
        for (of, _) in &matter.raised {
            blocks.push(Block::Paragraph(Tone::Strong, self.plain(&format!("label-finding-{}", of.alert.rule.name()))?));
            blocks.push(Block::Table(Table::facts(self.facts(of)?)));
        }
        let compared = matter.raised.iter().find(|(of, _)| !of.alert.rule.lists_only());
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

    /// What the alert says, figure by figure.
    fn facts(&self, of: &Explained) -> Part<Vec<(String, String)>> {
        let alert = &of.alert;
        let [first, peak, last, _] = alert.days;
        let [total, estimate, excess, greatest, year] = alert.masses;
        let [days, _, records] = alert.counts;
        let grams = |mass| self.say("grams", &[("value", &self.mass(mass))]);
        let year = (self.plain("label-year-total")?, grams(year)?);
        let identity = (self.plain("label-alert")?, self.figures.foreign(&alert.id));
        if alert.rule.lists_only() {
            let (first_day, last_day) = (self.plain("label-first-movement")?, self.plain("label-last-movement")?);
            // One shipment may be reported by both sides, so that movements cannot be counted.
            let reports = (self.plain("label-reports")?, self.by_account(&Reports::of(of.evidence.iter()))?);
            return Ok(vec![identity, (first_day, self.day(first)), (last_day, self.day(last)), reports, year]);
        }
        let records = (self.plain("label-records")?, self.figures.exact(records));
        let excess = match self.per_cent(excess, estimate)? {
            Some(percent) => self.say("grams-percent", &[("value", &self.mass(excess)), ("percent", &percent)])?,
            None => grams(excess)?,
        };
        // No estimate is never an estimate of 0 g (rules 3.8).
        let level = if alert.status == "none" { self.plain("status-none")? } else { grams(estimate)? };
        Ok(vec![
            identity,
            (self.plain("label-first")?, self.day(first)),
            (self.plain("label-total")?, grams(total)?),
            (self.plain("label-estimate")?, level),
            (self.plain("label-excess")?, excess),
            (self.plain("label-peak")?, self.say("grams-day", &[("value", &self.mass(greatest)), ("date", &self.day(peak))])?),
            (self.plain("label-last")?, self.day(last)),
            (self.plain("label-days")?, self.figures.exact(days)),
            self.cured(of)?,
            records,
            year,
        ])
    }

    /// From when on there was no excess any more. That may be the day on which the importing country furnished a supplement, of
    /// which an exporter is told nothing: it is told which of its own shipments was the first to be within the estimate again.
    fn cured(&self, of: &Explained) -> Part<(String, String)> {
        let [.., last, cured] = of.alert.days;
        let (label, day, never) = if self.exports() {
            let later = of.evidence.iter().find(|row| Some(row.record.date) > last && !row.in_excess);
            ("label-within-exports", later.map(|row| row.record.date), "within-never-exports")
        } else {
            ("label-cured", cured, "cured-never")
        };
        Ok((self.plain(label)?, day.map_or_else(|| self.plain(never), |day| Ok(self.figures.day(day)))?))
    }
}
