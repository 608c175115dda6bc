//! Puts a letter into words: the letter itself on one page, an annex of a few pages for each importing country, substance and
//! year, and the tables of a workbook with everything that the findings rest on.
//!
//! Nothing is worked out here but percentages: the figures are those of the alerts, their evidence, the estimates and the ledger
//! of the run.

mod annex;
mod enclosure;
mod estimates;
mod grounds;
mod letter;
mod movements;
mod reply;
mod reports;
mod withdrawn;

use super::called_for::{Letter, LetterRole, Subject};
use super::figures::FigureWriter;
use super::names::{self, LetterNames};
use super::scheme::Scheme;
use super::unread::UnreadCounts;
use super::wording::{Filled, Wording};
use super::{NoticeError, UncountedRecords};
use crate::archive::read::{EvidenceRow, PublishedRun, RefusedRow};
use crate::ask::explain::{Arguments, Explained};
use crate::config::Provisions;
use crate::judgement::Rule;
use crate::terms::{Country, Day, Mass, Substance};
use grounds::Differences;
use inforce_present::document::{Block, Document, DocumentColumn, DocumentRow, Table, Tone};
use inforce_present::table::Cell;
use inforce_present::xlsx::PlainTable;
use std::collections::{BTreeMap, BTreeSet};

pub(super) use letter::DAYS_TO_REPLY;

/// The data that all letters of a run share.
pub(super) struct LetterSource<'a> {
    /// The run.
    pub(super) run: &'a PublishedRun,
    /// The ids of the run's alerts.
    pub(super) alerts: &'a BTreeSet<String>,
    /// The arguments of the alerts in the letters.
    pub(super) arguments: &'a Arguments<'a>,
    /// The refused rows that may concern a finding that they do not name.
    pub(super) unread: &'a UnreadCounts<'a>,
    /// The records that count for nothing, of the substances, countries and years of the letters.
    pub(super) exempt: &'a UncountedRecords,
    /// The names of substances.
    pub(super) names: &'a LetterNames,
    /// The references and letterheads.
    pub(super) scheme: &'a Scheme,
    /// Whether the annexes have every row, in any number.
    pub(super) full: bool,
    /// The date of the letters, if known.
    pub(super) date: Option<Day>,
    /// The day by which an answer is asked for, if known.
    pub(super) reply_by: Option<Day>,
}

/// The alerts of one importing country, substance and year, each with its argument.
struct Matter {
    importer: Country,
    substance: Substance,
    year: i64,
    raised: Vec<(Explained, Option<String>)>,
    /// Both accounts of the trade, if they are compared.
    differences: Option<Differences>,
}

impl Matter {
    fn explained(&self) -> impl Iterator<Item = &Explained> {
        self.raised.iter().map(|(of, _)| of)
    }

    /// Returns the evidence of all alerts; one record may be evidence of several.
    fn evidence(&self) -> impl Iterator<Item = &EvidenceRow> {
        self.explained().flat_map(|of| &of.evidence)
    }

    fn has(&self, is: impl Fn(Rule) -> bool) -> bool {
        self.explained().any(|of| is(of.alert.rule))
    }
}

/// A letter in words, and its enclosure.
pub(super) struct Composed {
    /// The letter with its annexes.
    pub(super) document: Document,
    /// The tables of the workbook that goes with the letter; none if the letter only takes findings back.
    pub(super) enclosure: Vec<PlainTable>,
}

/// The state while one letter is put into words.
struct Composer<'a> {
    source: &'a LetterSource<'a>,
    letter: &'a Letter,
    wording: &'a Wording,
    figures: FigureWriter,
    reference: &'a str,
    /// The name of the workbook that goes with the letter.
    workbook: &'a str,
    matters: Vec<Matter>,
}

/// A part of a letter, or the reason why it cannot be written.
type LetterPart<T = Vec<Block>> = Result<T, NoticeError>;

/// Puts a letter into words.
pub(super) fn compose(
    source: &LetterSource<'_>,
    letter: &Letter,
    wording: &Wording,
    reference: &str,
    workbook: &str,
) -> Result<Composed, NoticeError> {
    let composer = Composer {
        source,
        letter,
        wording,
        figures: wording.figures,
        reference,
        workbook,
        matters: matters(source, letter)?,
    };
    let mut annexes = vec![composer.list()?];
    for (number, matter) in (1..).zip(&composer.matters) {
        annexes.push(composer.annex(number, matter)?);
    }
    annexes.push(composer.notes()?);
    annexes.retain(|annex| !annex.is_empty());
    let document = Document {
        locale: wording.figures.locale(),
        creator: "inforce",
        title: composer.subject()?,
        reference: reference.to_owned(),
        page: composer.page()?,
        notes: vec![composer.considered()?],
        letter: composer.first_page()?,
        annexes,
    };
    Ok(Composed {
        document,
        enclosure: composer.enclosure()?,
    })
}

/// Returns the alerts of a letter with their arguments.
fn matters(source: &LetterSource<'_>, letter: &Letter) -> LetterPart<Vec<Matter>> {
    let alerts = letter.matters.iter().flatten().map(|one| &one.alert);
    let mut explained: BTreeMap<String, Explained> = BTreeMap::new();
    for one in source.arguments.explain(alerts)? {
        let one = one?;
        explained.insert(one.alert.id.clone(), one);
    }
    let mut matters = Vec::new();
    for raised in &letter.matters {
        let raised: Vec<(Explained, Option<String>)> = raised
            .iter()
            .filter_map(|one| Some((explained.remove(&one.alert.id)?, one.before.clone())))
            .collect();
        if let Some((first, _)) = raised.first() {
            matters.push(Matter {
                importer: first.importer,
                substance: first.alert.substance,
                year: first.alert.year,
                differences: Differences::of(&raised)?,
                raised,
            });
        }
    }
    Ok(matters)
}

impl Composer<'_> {
    fn plain(&self, message: &str) -> LetterPart<String> {
        self.say(message, &[])
    }

    /// Formats a message. The words of some depend on what the letter is about: `role`.
    fn say(&self, message: &str, filled: &Filled) -> LetterPart<String> {
        self.wording.say(message, &self.with_role(filled))
    }

    /// Formats a message that states a number in running text, likewise.
    fn tell(&self, message: &str, count: i64, filled: &Filled) -> LetterPart<String> {
        self.wording.told(message, count, &self.with_role(filled))
    }

    fn with_role(&self, filled: &Filled) -> Vec<(&'static str, String)> {
        let role = ("role", self.role().name().to_owned());
        filled.iter().cloned().chain([role]).collect()
    }

    /// Returns a paragraph with a message without placeables.
    fn paragraph(&self, tone: Tone, message: &str) -> LetterPart<Block> {
        Ok(Block::Paragraph(tone, self.plain(message)?))
    }

    fn heading(&self, message: &str) -> LetterPart<Block> {
        self.paragraph(Tone::Heading, message)
    }

    fn body(&self, message: &str) -> LetterPart<Block> {
        self.paragraph(Tone::Body, message)
    }

    /// Returns a paragraph of body text.
    fn body_of(text: String) -> Block {
        Block::Paragraph(Tone::Body, text)
    }

    /// Returns a paragraph that states a number.
    fn told(&self, message: &str, count: usize) -> LetterPart<Block> {
        self.tell(message, many(count), &[]).map(Self::body_of)
    }

    /// Returns the letters' name for the finding of a rule.
    fn finding_of(&self, rule: Rule) -> LetterPart<String> {
        self.plain(&format!("label-finding-{}", rule.name()))
    }

    /// Returns a message as the content of a cell.
    fn own(&self, message: &str) -> LetterPart<Cell> {
        self.plain(message).map(Cell::words)
    }

    /// Returns the content of a cell as the letter writes it.
    fn text(&self, value: &Cell) -> String {
        match value {
            Cell::Text(text) => self.figures.foreign(text),
            Cell::Date(day) => self.figures.short_day(day),
            Cell::Whole(number) => self.figures.plain(number),
            Cell::Figure(figure) => self.figures.exact(figure),
            words => words.shown().into_owned(),
        }
    }

    /// Returns a table with no more rows than there is room for: the first and the last rows, between them the number of rows
    /// that only the workbook has, and at the end a total.
    fn bounded(
        &self,
        columns: Vec<DocumentColumn>,
        mut rows: Vec<DocumentRow>,
        room: usize,
        total: Option<DocumentRow>,
    ) -> LetterPart<Block> {
        if !self.source.full && rows.len() > room {
            let kept = room.saturating_sub(1);
            let hidden = rows.len() - kept;
            let last = rows.split_off(rows.len() - kept / 2);
            rows.truncate(kept - kept / 2);
            rows.push(DocumentRow::across(
                columns.len(),
                self.wording.counted("rows-more", many(hidden), &[])?,
            ));
            rows.extend(last);
        }
        rows.extend(total);
        Ok(Block::Table(Table::lined(columns, rows)))
    }

    fn country(&self, country: Country) -> String {
        names::country(country, &self.source.run.config, self.figures)
    }

    /// Returns a side of a movement, which a record may leave out.
    fn side(&self, country: Option<Country>) -> LetterPart<Cell> {
        let config = &self.source.run.config;
        let name = country.map(|country| config.country_name_in(country, self.figures.0));
        name.map_or_else(|| self.own("not-stated"), |name| Ok(Cell::text(name)))
    }

    fn substance(&self, substance: Substance) -> String {
        self.source
            .names
            .substance(substance, &self.source.run.config, self.figures)
    }

    fn schedule(&self, substance: Substance) -> LetterPart<String> {
        let schedule = self.source.run.config.substance(substance).schedule;
        self.plain(&format!(
            "schedule-{}",
            schedule.name().to_ascii_lowercase()
        ))
    }

    fn mass(&self, mass: Option<Mass>) -> String {
        self.figures.exact(mass.unwrap_or(Mass::ZERO))
    }

    fn grams(&self, mass: Option<Mass>) -> LetterPart<String> {
        self.say("grams", &[("value", self.mass(mass))])
    }

    /// Joins texts as sentences.
    fn sentences(&self, texts: &[String]) -> String {
        texts.join(self.figures.space())
    }

    /// Returns a mass in per cent of another, in words; `None` if there is no percentage.
    fn per_cent(&self, part: Option<Mass>, whole: Option<Mass>) -> LetterPart<Option<String>> {
        let figure = part
            .zip(whole)
            .and_then(|(part, whole)| self.figures.per_cent(part, whole));
        let message = |below| if below { "percent-below" } else { "percent" };
        figure
            .map(|(value, below)| self.say(message(below), &[("value", value)]))
            .transpose()
    }

    /// Returns the importing country that an exporter's findings are about.
    fn exports_to(&self, importer: Country) -> LetterPart<String> {
        self.say("annex-exports", &[("importer", self.country(importer))])
    }

    /// Returns the variant of a message for letters about imports, or for letters about exports.
    fn by_role(&self, name: &str) -> String {
        format!("{name}-{}", self.role().name())
    }

    fn role(&self) -> LetterRole {
        self.letter.subject.role
    }

    fn exports(&self) -> bool {
        self.role() == LetterRole::Exports
    }

    /// Returns what the convention lays down on estimates.
    fn provisions(&self) -> &'static Provisions {
        let Subject { convention, .. } = self.letter.subject;
        convention.provisions()
    }

    /// Returns what the importing country's own exports add to the level on the first day in excess, if anything. An exporter is not
    /// told: those are shipments of another country.
    fn own_exports(&self, of: &Explained) -> Option<Mass> {
        let own = of.alert.figures.own_exports;
        own.filter(|own| *own != Mass::ZERO && !self.exports())
    }

    /// Returns the addressee if the letter is about its exports; such a letter shows nothing that others report.
    fn exporter(&self) -> Option<Country> {
        self.exports().then_some(self.letter.country)
    }

    /// Returns the refused records that name the importing country and the substance of a finding; for an exporter, those that
    /// may be its own.
    fn refused_records<'e>(&self, of: &'e Explained) -> Vec<&'e RefusedRow> {
        let told = |row: &&RefusedRow| {
            self.exporter()
                .is_none_or(|exporter| self.source.unread.may_be_export_of(exporter, row))
        };
        of.refused_records().filter(told).collect()
    }

    /// Returns the number of a refused row. Of a record that a third country may have reported, an exporter is told only the
    /// place.
    fn number_of<'e>(&self, row: &'e RefusedRow) -> Option<&'e str> {
        let told = self
            .exporter()
            .is_none_or(|exporter| self.source.unread.is_between(exporter, row));
        told.then_some(row.id.as_str())
    }

    /// Returns the page line, cut at the numbers.
    fn page(&self) -> LetterPart<[String; 3]> {
        // A character that no language and no text uses.
        const CUT: &str = "\u{e000}";
        let text = self.say(
            "page",
            &[("page", CUT.to_owned()), ("pages", CUT.to_owned())],
        )?;
        let mut parts = text.split(CUT).map(str::to_owned);
        Ok([(); 3].map(|()| parts.next().unwrap_or_default()))
    }
}

/// Returns a number of rows as messages count it.
fn many(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Returns the day before another.
fn day_before(day: Day) -> Day {
    Day::from_number(day.number() - 1)
}
