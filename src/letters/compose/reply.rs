//! Writes the reply form: numbered questions with boxes to tick, each only if there is something to ask.

use super::grounds::Differences;
use super::movements::MovementField;
use super::{Composer, LetterPart, Matter, many};
use crate::archive::read::{EvidenceRow, RecordRow};
use crate::ask::explain::Explained;
use crate::ask::similar_numbers::{Likeness, NumberIndex};
use crate::judgement::Rule;
use crate::records::Flow;
use crate::terms::Country;
use inforce_present::document::{Block, DocumentCell, DocumentColumn, DocumentRow, Table, Tone};
use std::collections::{BTreeMap, BTreeSet};

/// The most rows of a question in an annex.
const ROOM: usize = 6;

/// The evidence of an annex, each record once, by reporter, id, flow and row.
type AnnexRecords<'m> = BTreeMap<(Country, &'m str, Flow, i64), &'m EvidenceRow>;

/// A question of the reply form.
struct ReplyQuestion {
    text: String,
    /// The table that the question is about.
    about: Option<Block>,
    answers: &'static [&'static str],
    /// The number of lines to write on.
    lines: usize,
}

impl ReplyQuestion {
    fn new(text: String, answers: &'static [&'static str]) -> Self {
        Self {
            text,
            about: None,
            answers,
            lines: 0,
        }
    }
}

impl Composer<'_> {
    /// Whether the annex asks anything.
    pub(super) fn asks(&self, matter: &Matter) -> LetterPart<bool> {
        self.questions(matter)
            .map(|questions| !questions.is_empty())
    }

    pub(super) fn reply(&self, annex: usize, matter: &Matter) -> LetterPart {
        let questions = self.questions(matter)?;
        if questions.is_empty() {
            return Ok(Vec::new());
        }
        let heading = self.say("heading-reply", &[("annex", self.figures.plain(annex))])?;
        let mut blocks = vec![Block::Paragraph(Tone::Heading, heading)];
        for (place, question) in (1..).zip(questions) {
            blocks.push(Block::Numbered(
                self.figures.plain(format_args!("{annex}-{place}")),
                question.text,
            ));
            blocks.extend(question.about);
            if !question.answers.is_empty() {
                blocks.push(Block::Choices(
                    question
                        .answers
                        .iter()
                        .map(|answer| self.plain(answer))
                        .collect::<LetterPart<_>>()?,
                ));
            }
            if question.lines > 0 {
                blocks.push(Block::Lines(question.lines));
            }
        }
        let (mut columns, mut cells) = (Vec::new(), Vec::new());
        for (title, share) in [("reply-name", 5), ("reply-date", 3), ("reply-signature", 5)] {
            columns.extend([
                DocumentColumn::words(String::new(), 3),
                DocumentColumn::words(String::new(), share),
            ]);
            cells.extend([self.plain(title)?, String::new()]);
        }
        blocks.push(Block::Table(Table::lined(
            columns,
            vec![DocumentRow::of(cells)],
        )));
        Ok(blocks)
    }

    /// Returns the questions: about accounts that differ, partners that are not stated, shipments without an authorisation,
    /// authorisation numbers that look alike, a purpose that no estimate states, and an excess that nothing has cured.
    fn questions<'m>(&self, matter: &'m Matter) -> LetterPart<Vec<ReplyQuestion>> {
        let mut asked = Vec::new();
        let differences = matter.differences.as_ref().map(Differences::are_any);
        if differences.transpose()?.unwrap_or(false) {
            asked.push(ReplyQuestion::new(
                self.plain("question-differences")?,
                DIFFERENCES,
            ));
        }
        // One record may be evidence of several findings.
        let key =
            |record: &'m RecordRow| (record.reporter, record.id.as_str(), record.flow, record.row);
        let records: AnnexRecords<'_> = matter
            .evidence()
            .map(|row| (key(&row.record), row))
            .collect();
        let (message, is_missing): (_, fn(&RecordRow) -> bool) = if self.exports() {
            ("question-authorisations", |record| {
                record.authorisation.is_empty()
            })
        } else {
            ("question-partners", |record| {
                record.flow == Flow::Import && record.partner.is_none()
            })
        };
        // A total of a period rests on no single authorisation.
        let may_miss = |row: &EvidenceRow| !self.exports() || !self.is_total(row);
        let missing: Vec<&EvidenceRow> = records
            .values()
            .copied()
            .filter(|row| is_missing(&row.record) && may_miss(row))
            .collect();
        if !missing.is_empty() {
            let text = self.tell(message, many(missing.len()), &[])?;
            asked.push(ReplyQuestion {
                about: Some(self.listed_records(missing)?),
                lines: 2,
                ..ReplyQuestion::new(text, &[])
            });
        }
        if let Some(about) = self.alike(&records)? {
            asked.push(ReplyQuestion {
                about: Some(about),
                ..ReplyQuestion::new(self.plain("question-alike")?, &[])
            });
        }
        if matter.has(Rule::lists_only) {
            asked.push(ReplyQuestion {
                lines: 2,
                ..ReplyQuestion::new(self.plain("question-explain-lists")?, EXPLAIN)
            });
        }
        let uncured =
            |of: &Explained| !of.alert.rule.lists_only() && of.alert.figures.cured_on.is_none();
        if !self.exports() && matter.explained().any(uncured) {
            asked.push(ReplyQuestion::new(
                self.plain("question-supplement")?,
                SUPPLEMENT,
            ));
        }
        Ok(asked)
    }

    /// Returns a table of the records that a question is about.
    fn listed_records(&self, mut records: Vec<&EvidenceRow>) -> LetterPart<Block> {
        records.sort_by_key(|row| (row.record.date, &row.record.id));
        let fields = vec![
            (MovementField::Date, 10),
            (MovementField::Record, 24),
            (MovementField::Form, 16),
            (MovementField::Quantity, 14),
        ];
        let rows = records
            .into_iter()
            .map(|row| Ok(DocumentRow::of(self.cells(&fields, row, None)?)))
            .collect::<LetterPart<_>>()?;
        self.bounded(self.columns(&fields)?, rows, ROOM, None)
    }

    /// Returns pairs of authorisation numbers that differ only in characters that look alike.
    fn alike(&self, records: &AnnexRecords<'_>) -> LetterPart<Option<Block>> {
        let numbers: BTreeSet<&String> = records
            .values()
            .map(|row| &row.record.authorisation)
            .filter(|number| !number.is_empty())
            .collect();
        let numbers: Vec<String> = numbers.into_iter().cloned().collect();
        let asked = NumberIndex::new(&numbers);
        let mut rows = Vec::new();
        for (place, number) in numbers.iter().enumerate() {
            let like = asked
                .like(number)
                .into_iter()
                .filter(|(other, likeness)| *other > place && *likeness == Likeness::LookAlike);
            for (other, _) in like {
                let mut row = DocumentRow::of(vec![
                    self.figures.foreign(number),
                    self.figures.foreign(&numbers[other]),
                ]);
                for answer in ["answer-both", "answer-first", "answer-second"] {
                    row.cells.push(DocumentCell::Choice(self.plain(answer)?));
                }
                rows.push(row);
            }
        }
        if rows.is_empty() {
            return Ok(None);
        }
        let title = self.plain("column-authorisation")?;
        let mut columns = vec![
            DocumentColumn::words(title.clone(), 24),
            DocumentColumn::words(title, 24),
        ];
        columns.extend((0..3).map(|_| DocumentColumn::words(String::new(), 16)));
        self.bounded(columns, rows, ROOM, None).map(Some)
    }
}

/// The answers to the question about accounts that differ.
const DIFFERENCES: &[&str] = &["answer-own", "answer-partners", "answer-corrected"];
/// The answers to the question about an excess that nothing has cured.
const SUPPLEMENT: &[&str] = &["answer-supplement-attached", "answer-supplement-none"];
/// The answers to a question that asks for reasons.
const EXPLAIN: &[&str] = &["answer-explain-attached", "answer-explain-below"];
