//! The form for the answer: numbered questions with boxes to tick.

use super::reports::Reports;
use super::{Composer, Matter, Part};
use crate::notices::document::{Block, Column, Row, Table, Tone};
use crate::terms::Country;
use std::collections::BTreeMap;

impl Composer<'_> {
    pub(super) fn reply(&self, annex: usize, matter: &Matter) -> Part {
        let compares = matter.raised.iter().any(|(of, _)| !of.alert.rule.lists_only());
        let lists = matter.raised.iter().any(|(of, _)| of.alert.rule.lists_only());
        let supplement = compares && !self.exports();
        let mut asked: Vec<(&str, &[&str])> = vec![
            ("question-confirm", &["answer-confirm-yes", "answer-confirm-no"]),
            ("question-correct", &["answer-correct-none", "answer-correct-attached"]),
        ];
        if supplement {
            asked.push(("question-supplement", &["answer-supplement-attached", "answer-supplement-none"]));
            asked.push(("question-explain-imports", EXPLAIN));
        }
        if lists {
            asked.push(("question-explain-lists", EXPLAIN));
        }
        if self.exports() {
            asked.push(("question-explain-exports", EXPLAIN));
        }
        let heading = self.say("heading-reply", &[("annex", &self.figures.plain(annex))])?;
        let mut blocks = vec![Block::Paragraph(Tone::Heading, heading)];
        let number = |place: usize| self.figures.plain(format_args!("{annex}-{place}"));
        let next = asked.len() + 1;
        for (place, (question, answers)) in (1..).zip(asked) {
            blocks.push(Block::Numbered(number(place), self.plain(question)?));
            blocks.push(Block::Choices(answers.iter().map(|answer| self.plain(answer)).collect::<Part<_>>()?));
            if answers.contains(&"answer-explain-below") {
                blocks.push(Block::Lines(3));
            }
        }
        blocks.extend(self.authorisations(matter, number(next))?);
        let blank = || String::new();
        blocks.push(Block::Table(Table::facts(vec![
            (self.plain("reply-name")?, blank()),
            (self.plain("reply-date")?, blank()),
            (self.plain("reply-signature")?, blank()),
        ])));
        Ok(blocks)
    }

    /// The import authorisations on record, each to be recognised or not, with how many reports name it: those of the
    /// importer and those of the exporter apart, for both may report the same shipment.
    fn authorisations(&self, matter: &Matter, number: String) -> Part {
        let mut listed: BTreeMap<(&str, Option<Country>), Reports<'_>> = BTreeMap::new();
        let evidence = matter.raised.iter().flat_map(|(of, _)| &of.evidence);
        for row in evidence.filter(|row| !row.record.authorisation.is_empty()) {
            let record = &row.record;
            let exporter = if record.reporter == matter.importer { record.partner } else { Some(record.reporter) };
            listed.entry((&record.authorisation, exporter)).or_default().add(record);
        }
        if listed.is_empty() {
            return Ok(Vec::new());
        }
        let (question, yes, no) = if self.exports() {
            ("question-authenticate-exports", "answer-in-files", "answer-not-in-files")
        } else {
            ("question-authenticate", "answer-issued", "answer-not-issued")
        };
        let mut rows = Vec::new();
        for ((authorisation, exporter), reports) in listed {
            let exporter = exporter.map(|country| self.country(country)).unwrap_or_default();
            let mut cells = vec![self.figures.foreign(authorisation), exporter];
            let counts = reports.counts().map(|count| self.figures.exact(count));
            cells.extend(counts.into_iter().skip(usize::from(self.exports())));
            let mut row = Row::of(cells);
            row.cells.extend([self.cell(yes)?, self.cell(no)?]);
            rows.push(row);
        }
        let mut columns = vec![Column::words(self.plain("column-authorisation")?, 24), Column::words(self.plain("column-exporting")?, 24)];
        // An exporter's letter rests on its own reports alone.
        for title in ["column-reports-importer", "column-reports-exporter"].into_iter().skip(usize::from(self.exports())) {
            columns.push(Column::figures(self.plain(title)?, 12));
        }
        columns.extend([Column::words(String::new(), 16), Column::words(String::new(), 16)]);
        Ok(vec![Block::Numbered(number, self.plain(question)?), Block::Table(Table::lined(columns, rows))])
    }
}

/// How a question that asks for reasons can be answered.
const EXPLAIN: &[&str] = &["answer-explain-attached", "answer-explain-below"];
