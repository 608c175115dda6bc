//! Writes the letter itself, on one page: the addressee, the findings and the questions; and the last annex, which states the
//! basis of the letter and how to read its figures.

use super::{Composer, LetterPart, Matter, many};
use crate::archive::WarningKind;
use crate::archive::read::RecordRow;
use crate::ask::explain::Explained;
use crate::judgement::{Doubt, Rule};
use inforce_present::document::{Block, Table, Tone};
use std::collections::BTreeSet;

/// The most findings that a letter of one page has room for.
const ROOM: usize = 3;
/// The most findings and doubts together that a letter of one page has room for.
const ROOM_WITH_DOUBTS: usize = 5;

/// The days that a government has for its answer, unless a date is given.
pub(in crate::letters) const DAYS_TO_REPLY: i32 = 60;

impl Composer<'_> {
    pub(super) fn subject(&self) -> LetterPart<String> {
        let withdrawn = self.letter.withdrawn.iter().map(|withdrawn| withdrawn.year);
        let years: BTreeSet<i64> = self
            .matters
            .iter()
            .map(|matter| matter.year)
            .chain(withdrawn)
            .collect();
        let years: Vec<String> = years
            .into_iter()
            .map(|year| self.figures.plain(year))
            .collect();
        let years = years.join(self.figures.comma());
        self.say(&self.by_role("subject"), &[("years", years)])
    }

    /// Returns the first page.
    pub(super) fn first_page(&self) -> LetterPart {
        let mut blocks = self.head()?;
        blocks.push(self.body("salutation")?);
        let raised = self.raised();
        if raised > 0 {
            blocks.push(self.told(&self.by_role("opening"), raised)?);
        } else {
            blocks.push(self.body("opening-withdrawn")?);
        }
        if self.has_list() {
            blocks.push(self.body("findings-listed")?);
        } else {
            blocks.extend(self.findings()?);
            blocks.extend(self.withdrawals(raised)?);
        }
        if raised > 0 {
            let asks = self
                .matters
                .iter()
                .map(|matter| self.asks(matter))
                .collect::<LetterPart<Vec<bool>>>()?;
            blocks.push(Self::body_of(match self.source.reply_by {
                _ if !asks.contains(&true) => self.plain("request-none")?,
                Some(day) => self.say("request-by", &[("date", self.figures.day(day))])?,
                None => self.tell("request-within", DAYS_TO_REPLY.into(), &[])?,
            }));
            blocks.push(self.body("request-note")?);
        }
        blocks.push(self.body("closing")?);
        blocks.push(self.paragraph(Tone::Strong, "signature")?);
        if raised > 0 {
            let file = self.figures.foreign(self.workbook);
            blocks.push(Self::body_of(self.say("enclosures", &[("file", file)])?));
        }
        Ok(blocks)
    }

    /// Returns the number of findings that the letter raises.
    fn raised(&self) -> usize {
        self.matters.iter().map(|matter| matter.raised.len()).sum()
    }

    /// Whether the findings are in a list behind the letter, because the letter has no room for them.
    fn has_list(&self) -> bool {
        let findings = self.raised() + self.letter.withdrawn.len();
        let raised = self.matters.iter().flat_map(|matter| &matter.raised);
        findings > ROOM
            || findings + raised.map(|(of, _)| remarks(of)).sum::<usize>() > ROOM_WITH_DOUBTS
    }

    /// Returns the list of findings behind the letter, if there is one.
    pub(super) fn list(&self) -> LetterPart {
        if !self.has_list() {
            return Ok(Vec::new());
        }
        let mut blocks = vec![self.paragraph(Tone::Annex, "heading-list")?];
        blocks.extend(self.invented()?);
        blocks.extend(self.findings()?);
        blocks.extend(self.withdrawals(self.raised())?);
        Ok(blocks)
    }

    /// Returns each finding in a sentence or two.
    fn findings(&self) -> LetterPart {
        let mut blocks = Vec::new();
        let mut number = 0;
        for (annex, matter) in (1..).zip(&self.matters) {
            for (of, before) in &matter.raised {
                number += 1;
                let mut said = vec![self.finding(of, annex)?];
                said.extend(self.not_later(of)?);
                said.extend(self.grown(of)?);
                for doubt in &of.alert.doubts {
                    said.push(self.doubt(of, *doubt)?);
                }
                if let Some(reference) = before {
                    let reference = self.figures.foreign(reference);
                    said.push(self.say("found-before", &[("reference", reference)])?);
                }
                blocks.push(Block::Numbered(
                    format!("{}.", self.figures.plain(number)),
                    self.sentences(&said),
                ));
            }
        }
        Ok(blocks)
    }

    /// Returns what a doubt means for a finding.
    fn doubt(&self, of: &Explained, doubt: Doubt) -> LetterPart<String> {
        let message = format!("doubt-{}", doubt.name());
        if doubt != Doubt::LicenceWord {
            return self.plain(&message);
        }
        let own = |record: &RecordRow| {
            self.exporter()
                .is_none_or(|exporter| exporter == record.reporter)
        };
        let licensed = of
            .doubted
            .iter()
            .filter(|row| row.kind == WarningKind::LicenceWord && own(&row.record));
        self.tell(&message, many(licensed.count()), &[])
    }

    fn head(&self) -> LetterPart {
        let date = self
            .source
            .date
            .map_or_else(|| self.plain("date-open"), |day| Ok(self.figures.day(day)))?;
        let reference = (
            self.plain("label-reference")?,
            self.figures.foreign(self.reference),
        );
        let head = match self.source.scheme.letterhead(self.wording.language()) {
            Some(lines) => lines
                .iter()
                .map(|line| self.figures.foreign(line))
                .collect(),
            None => vec![self.plain("board")?, self.plain("board-address")?],
        };
        let tones = std::iter::once(Tone::Letterhead).chain(std::iter::repeat(Tone::Sender));
        let mut blocks: Vec<Block> = tones
            .zip(head)
            .map(|(tone, line)| Block::Paragraph(tone, line))
            .collect();
        blocks.push(self.paragraph(Tone::Draft, "draft")?);
        blocks.extend(self.invented()?);
        blocks.extend([
            Block::Table(Table::open_facts(vec![
                reference,
                (self.plain("label-date")?, date),
            ])),
            self.body("addressee")?,
            Block::Paragraph(Tone::Strong, self.country(self.letter.country)),
            Block::Table(Table::open_facts(vec![(
                self.plain("label-subject")?,
                self.subject()?,
            )])),
        ]);
        Ok(blocks)
    }

    fn rules(&self) -> impl Iterator<Item = Rule> {
        let explained = self.matters.iter().flat_map(Matter::explained);
        explained.map(|of| of.alert.rule)
    }

    /// Returns the last annex: the basis of the letter, and how to read its figures.
    pub(super) fn notes(&self) -> LetterPart {
        if self.matters.is_empty() {
            return Ok(Vec::new());
        }
        let mut blocks = vec![
            self.paragraph(Tone::Annex, "heading-notes")?,
            self.heading("heading-legal")?,
        ];
        let has = |is: fn(Rule) -> bool| self.rules().any(is);
        let compares = has(|rule| !rule.lists_only());
        let schedule_i = has(|rule| rule == Rule::ScheduleITrade);
        let prohibited = has(|rule| rule == Rule::ProhibitedTrade);
        let after_notice = has(|rule| rule == Rule::ExportAfterNotice);
        for (applies, tone, text) in [
            (compares, Tone::Body, "legal-estimates"),
            (schedule_i, Tone::Body, "legal-schedule-i"),
            (prohibited, Tone::Body, "legal-prohibited"),
            (after_notice, Tone::Body, "legal-after-notice"),
            (true, Tone::Heading, "heading-method"),
            (compares, Tone::Body, "method-estimates"),
            (has(Rule::lists_only), Tone::Body, "method-lists"),
        ] {
            if applies {
                blocks.push(self.paragraph(tone, text)?);
            }
        }
        Ok(blocks)
    }

    /// Returns the sentence that states a finding.
    fn finding(&self, of: &Explained, annex: usize) -> LetterPart<String> {
        let alert = &of.alert;
        let first = alert.figures.first_excess_date;
        let filled = [
            ("substance", self.substance(alert.substance)),
            ("schedule", self.schedule(alert.substance)?),
            ("year", self.figures.plain(alert.year)),
            ("importer", self.country(of.importer)),
            ("first", self.figures.day(first)),
            ("period", self.figures.since_new_year(first)),
            ("last", self.figures.day(alert.figures.last_excess_date)),
            ("quantity", self.mass(alert.figures.running_total)),
            (
                "compared",
                if alert.rule.lists_only() {
                    String::new()
                } else {
                    self.compared(of)?
                },
            ),
            ("annex", self.figures.plain(annex)),
            ("notice", self.notices(of).join(self.figures.comma())),
        ];
        let message = format!("found-{}", alert.rule.name());
        if alert.rule.lists_only() {
            self.tell(&message, alert.figures.records, &filled)
        } else {
            self.say(&message, &filled)
        }
    }

    /// Returns what the finding compares with.
    fn compared(&self, of: &Explained) -> LetterPart<String> {
        let alert = &of.alert;
        let (estimate, excess) = (alert.figures.estimate, alert.figures.excess);
        let percent = self.per_cent(excess, estimate)?;
        let message = match (alert.figures.status(), &percent) {
            ("in-force" | "stale", None) => "compared-zero",
            ("in-force", Some(_)) => "compared-in-force",
            ("stale", Some(_)) => "compared-stale",
            ("expired", _) => "compared-expired",
            // If a filing could not be used, the letter must not say that nothing was furnished.
            _ if self.unusable(of).is_some() => "compared-unusable",
            _ => "compared-none",
        };
        let whose = self.plain(&self.by_role("whose"))?;
        let mut filled = vec![
            ("whose", whose),
            ("estimate", self.mass(estimate)),
            ("excess", self.mass(excess)),
            ("percent", percent.unwrap_or_default()),
        ];
        let Some(own) = self.own_exports(of) else {
            return self.say(message, &filled);
        };
        let base = estimate.unwrap_or_default().minus(own);
        filled.extend([
            ("base", self.mass(Some(base))),
            ("own", self.mass(Some(own))),
        ]);
        self.say(&format!("{message}-raised"), &filled)
    }

    /// Returns the first days of the Board's notices that applied to an export of an alert.
    pub(super) fn notices(&self, of: &Explained) -> Vec<String> {
        let exports = || of.evidence.iter().map(|row| row.record.date);
        let notices = of.notices(&self.source.run.config).into_iter();
        notices
            .filter(|notice| exports().any(|day| notice.lists(day)))
            .map(|notice| self.figures.day(notice.from))
            .collect()
    }

    /// Returns that the excess may have begun earlier, if records of a month, a quarter or a year are of its first day.
    fn not_later(&self, of: &Explained) -> LetterPart<Option<String>> {
        let day = self.figures.day(of.alert.figures.first_excess_date);
        let is_so = of.alert.not_later == Some(true);
        is_so
            .then(|| self.say("excess-not-later", &[("date", day)]))
            .transpose()
    }

    /// Returns how far the excess has grown since its first day; `None` if the first day has the greatest excess. The estimate is
    /// that of the later day, from the evidence of that day.
    fn grown(&self, of: &Explained) -> LetterPart<Option<String>> {
        let figures = &of.alert.figures;
        let greatest = figures.peak_excess;
        let Some(day) = figures
            .peak_excess_date
            .filter(|peak| *peak != figures.first_excess_date)
        else {
            return Ok(None);
        };
        let estimate = of
            .evidence
            .iter()
            .find(|row| row.record.date == day)
            .and_then(|row| row.estimate);
        let percent = self.per_cent(greatest, estimate)?;
        let message = if percent.is_some() {
            "grown"
        } else {
            "grown-zero"
        };
        let filled = [
            ("peak", self.figures.day(day)),
            ("greatest", self.mass(greatest)),
            ("estimate", self.mass(estimate)),
            ("percent", percent.unwrap_or_default()),
        ];
        self.say(message, &filled).map(Some)
    }

    /// Returns which data the letter considers and, if the dataset says so, who delivered them and as of when.
    pub(super) fn considered(&self) -> LetterPart<String> {
        let mut said = vec![match self.source.run.known_at {
            Some(day) => self.say("considered-until", &[("date", self.figures.day(day))])?,
            None => self.plain("considered-all")?,
        }];
        let about = self.source.run.about.as_ref();
        if let Some(name) = about.and_then(|about| about.delivered_by.as_ref()) {
            let name = self.figures.foreign(&cut(name));
            said.push(self.say("delivered-by", &[("name", name)])?);
        }
        if let Some(day) = about.and_then(|about| about.as_of) {
            said.push(self.say("as-of", &[("date", self.figures.day(day))])?);
        }
        Ok(self.sentences(&said))
    }

    /// Returns the notice that the data are invented, if the dataset says so.
    pub(super) fn invented(&self) -> LetterPart<Option<Block>> {
        let invented = self
            .source
            .run
            .about
            .as_ref()
            .is_some_and(|about| about.invented);
        invented
            .then(|| self.paragraph(Tone::Draft, "invented"))
            .transpose()
    }
}

/// Returns the number of sentences about a finding besides those that state it: its doubts, and that it may have begun earlier.
fn remarks(of: &Explained) -> usize {
    of.alert.doubts.len() + usize::from(of.alert.not_later == Some(true))
}

/// Cuts a name to the length of a line.
fn cut(name: &str) -> String {
    const ROOM: usize = 80;
    if name.chars().count() <= ROOM {
        name.to_owned()
    } else {
        name.chars().take(ROOM).chain(['…']).collect()
    }
}
