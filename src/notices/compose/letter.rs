//! The letter itself: to whom, on what basis, what was found, what is asked, and where the figures come from.

use super::{Composer, Part};
use crate::judgement::Rule;
use crate::notices::document::{Block, Table, Tone};
use crate::published::AlertRow;
use crate::runs::explain::Explained;
use std::collections::BTreeSet;

/// How long a government has for its answer where nothing else is said, in days.
pub(in crate::notices) const DAYS_TO_REPLY: i32 = 60;

impl Composer<'_> {
    pub(super) fn subject(&self) -> Part<String> {
        let withdrawn = self.letter.withdrawn.iter().map(|withdrawn| withdrawn.year);
        let years: BTreeSet<i64> = self.matters.iter().map(|matter| matter.year).chain(withdrawn).collect();
        let years: Vec<String> = years.into_iter().map(|year| self.figures.plain(year)).collect();
        let message = if self.exports() { "subject-exports" } else { "subject-imports" };
        self.say(message, &[("years", &years.join(self.figures.comma()))])
    }

    pub(super) fn body(&self) -> Part {
        let mut blocks = self.head()?;
        blocks.push(Block::Paragraph(Tone::Body, self.plain("salutation")?));
        let raised = self.matters.iter().map(|matter| matter.raised.len()).sum::<usize>();
        if raised > 0 {
            blocks.extend(self.findings(raised)?);
        } else {
            blocks.push(Self::body_of(self.plain("opening-withdrawn")?));
        }
        blocks.extend(self.withdrawals(raised)?);
        if raised > 0 {
            blocks.push(self.heading("heading-request")?);
            blocks.push(Self::body_of(match self.desk.reply_by {
                Some(day) => self.say("request-by", &[("date", &self.figures.day(day))])?,
                None => self.wording.counted("request-within", DAYS_TO_REPLY.into(), &[])?,
            }));
            blocks.push(Self::body_of(self.plain("request-note")?));
        }
        blocks.push(Self::body_of(self.plain("closing")?));
        blocks.push(Block::Paragraph(Tone::Strong, self.plain("signature")?));
        blocks.extend(self.provenance()?);
        Ok(blocks)
    }

    /// So many findings, on what basis, and how they are to be read.
    fn findings(&self, raised: usize) -> Part {
        let opening = if self.exports() { "opening-exports" } else { "opening-imports" };
        let mut blocks = vec![Self::body_of(self.wording.counted(opening, i64::try_from(raised).unwrap_or(i64::MAX), &[])?)];
        blocks.extend(self.legal()?);
        blocks.push(self.heading("heading-findings")?);
        let mut number = 0;
        for (annex, matter) in (1..).zip(&self.matters) {
            for (of, before) in &matter.raised {
                number += 1;
                let mut text = self.finding(of, annex)?;
                if let Some(grown) = self.grown(of)? {
                    text = format!("{text}{}{grown}", self.figures.space());
                }
                if let Some(reference) = before {
                    let before = self.say("found-before", &[("reference", &self.figures.foreign(reference))])?;
                    text = format!("{text}{}{before}", self.figures.space());
                }
                blocks.push(Block::Numbered(format!("{}.", self.figures.plain(number)), text));
            }
        }
        Ok(blocks)
    }

    fn head(&self) -> Part {
        let date = self.desk.date.map_or_else(|| self.plain("date-open"), |day| Ok(self.figures.day(day)))?;
        let reference = (self.plain("label-reference")?, self.figures.foreign(self.reference));
        Ok(vec![
            Block::Paragraph(Tone::Letterhead, self.plain("board")?),
            Block::Paragraph(Tone::Sender, self.plain("board-address")?),
            Block::Paragraph(Tone::Draft, self.plain("draft")?),
            Block::Table(Table::open_facts(vec![reference, (self.plain("label-date")?, date)])),
            Block::Paragraph(Tone::Body, self.plain("addressee")?),
            Block::Paragraph(Tone::Strong, self.country(self.letter.country)),
            Block::Table(Table::open_facts(vec![(self.plain("label-subject")?, self.subject()?)])),
        ])
    }

    fn rules(&self) -> impl Iterator<Item = Rule> {
        self.matters.iter().flat_map(|matter| matter.raised.iter().map(|(of, _)| of.alert.rule))
    }

    fn legal(&self) -> Part {
        let mut blocks = vec![self.heading("heading-legal")?];
        let compares = self.rules().any(|rule| !rule.lists_only());
        let texts = [
            (compares, "legal-estimates"),
            (self.rules().any(|rule| rule == Rule::ScheduleITrade), "legal-schedule-i"),
            (self.rules().any(|rule| rule == Rule::ProhibitedTrade), "legal-prohibited"),
        ];
        for (_, text) in texts.into_iter().filter(|(applies, _)| *applies) {
            blocks.push(Self::body_of(self.plain(text)?));
        }
        blocks.push(self.heading("heading-method")?);
        for (_, text) in [(compares, "method-estimates"), (self.rules().any(Rule::lists_only), "method-lists")]
            .into_iter()
            .filter(|(applies, _)| *applies)
        {
            blocks.push(Self::body_of(self.plain(text)?));
        }
        Ok(blocks)
    }

    /// The one sentence that says what was found.
    fn finding(&self, of: &Explained, annex: usize) -> Part<String> {
        let alert = &of.alert;
        let [first, _, last, _] = alert.days;
        let filled = [
            ("substance", self.substance(alert.substance)),
            ("schedule", self.schedule(alert.substance)?),
            ("year", self.figures.plain(alert.year)),
            ("importer", self.country(of.importer)),
            ("first", self.day(first)),
            ("last", self.day(last)),
            ("quantity", self.mass(alert.masses[0])),
            ("compared", if alert.rule.lists_only() { String::new() } else { self.compared(alert)? }),
            ("annex", self.figures.plain(annex)),
        ];
        let filled: Vec<(&'static str, &str)> = filled.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let message = format!("found-{}", alert.rule.name());
        let [_, _, records] = alert.counts;
        if alert.rule.lists_only() { self.wording.counted(&message, records, &filled) } else { self.say(&message, &filled) }
    }

    /// Against what.
    fn compared(&self, alert: &AlertRow) -> Part<String> {
        let [_, estimate, excess, ..] = alert.masses;
        let percent = self.per_cent(excess, estimate)?;
        let message = match (alert.status.as_str(), &percent) {
            ("in-force" | "stale", None) => "compared-zero",
            ("in-force", Some(_)) => "compared-in-force",
            ("stale", Some(_)) => "compared-stale",
            ("expired", _) => "compared-expired",
            _ => "compared-none",
        };
        let (estimate, excess) = (self.mass(estimate), self.mass(excess));
        let whose = self.plain(if self.exports() { "whose-exports" } else { "whose-imports" })?;
        self.say(message, &[("whose", &whose), ("estimate", &estimate), ("excess", &excess), ("percent", &percent.unwrap_or_default())])
    }

    /// How far the excess has grown since its first day; nothing where that day has the greatest. The estimate is that of
    /// the later day, which the evidence of that day holds.
    fn grown(&self, of: &Explained) -> Part<Option<String>> {
        let [first, peak, ..] = of.alert.days;
        let [_, _, _, greatest, _] = of.alert.masses;
        let Some(day) = peak.filter(|_| peak != first) else { return Ok(None) };
        let estimate = of.evidence.iter().find(|row| row.record.date == day).and_then(|row| row.estimate);
        let percent = self.per_cent(greatest, estimate)?;
        let message = if percent.is_some() { "grown" } else { "grown-zero" };
        let (greatest, estimate, percent) = (self.mass(greatest), self.mass(estimate), percent.unwrap_or_default());
        let filled = [("peak", self.figures.day(day)), ("greatest", greatest), ("estimate", estimate), ("percent", percent)];
        let filled: Vec<(&'static str, &str)> = filled.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.say(message, &filled).map(Some)
    }

    fn provenance(&self) -> Part {
        let run = self.desk.run;
        let [manifest, configuration] = self.desk.hashes;
        let foreign = |text: &str| self.figures.foreign(text);
        let known =
            run.known_at.map_or_else(|| self.plain("known-all"), |day| self.say("known-at", &[("date", &self.figures.day(day))]))?;
        let mut facts = vec![
            (self.plain("label-run")?, foreign(&run.run)),
            (self.plain("label-program")?, foreign(&format!("inforce {}", env!("CARGO_PKG_VERSION")))),
            (self.plain("label-manifest")?, foreign(manifest)),
            (self.plain("label-configuration")?, foreign(configuration)),
            (self.plain("label-known")?, known),
        ];
        let alert = self.plain("label-alert")?;
        let raised = self.matters.iter().flat_map(|matter| &matter.raised);
        facts.extend((1..).zip(raised).map(|(number, (of, _))| (format!("{alert} {}", self.figures.plain(number)), foreign(&of.alert.id))));
        let gone = self.plain("label-withdrawn")?;
        facts.extend(self.letter.withdrawn.iter().map(|withdrawn| (gone.clone(), foreign(&withdrawn.id))));
        Ok(vec![self.heading("heading-provenance")?, Block::Table(Table::facts(facts))])
    }
}
