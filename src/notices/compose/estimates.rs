//! What the importing country furnished, whether each filing counted and by which rule, and what was in force when.

use super::{Composer, Part, day_before};
use crate::estimates::Effect;
use crate::intake::FilingKind;
use crate::notices::document::{Block, Column, Row, Table};
use crate::runs::explain::{Became, Explained, Told};
use crate::terms::Day;

impl Composer<'_> {
    pub(super) fn estimates(&self, of: &Explained) -> Part {
        let filings = of.filings();
        let mut blocks = vec![self.heading("heading-estimates")?];
        if filings.is_empty() {
            blocks.push(Self::body_of(self.plain("estimates-nothing")?));
        } else {
            let rows = filings.iter().map(|told| self.filing(told)).collect::<Part<Vec<Row>>>()?;
            let columns = vec![
                Column::days(self.plain("column-received")?, 8),
                Column::words(self.plain("column-filing")?, 14),
                Column::words(self.plain("column-kind")?, 10),
                Column::days(self.plain("column-effective")?, 8),
                Column::figures(self.plain("column-filed")?, 9),
                Column::figures(self.plain("column-counted")?, 9),
                Column::words(self.plain("column-effect")?, 30),
            ];
            blocks.push(Block::Table(Table::lined(columns, rows)));
        }
        blocks.extend(self.levels(of)?);
        Ok(blocks)
    }

    fn filing(&self, told: &Told<'_>) -> Part<Row> {
        let filing = told.filing;
        let id = self.figures.foreign(told.id);
        let id = told.note.map_or_else(|| id.clone(), |note| format!("{id} ({})", self.figures.foreign(note)));
        let kind = match filing.kind {
            FilingKind::Assessment => "kind-assessment",
            FilingKind::Established => "kind-established",
            FilingKind::Supplement => "kind-supplement",
        };
        let supplement = filing.kind == FilingKind::Supplement;
        let change = |text: String| if supplement { self.figures.change(text) } else { self.figures.exact(text) };
        let effective = filing.effective.filter(|_| !supplement).map(|day| self.figures.short_day(day));
        Ok(Row::of(vec![
            self.figures.short_day(filing.received),
            id,
            self.plain(kind)?,
            effective.unwrap_or_default(),
            change(filing.grams.to_string()),
            told.whole_grams.map(|grams| change(grams.to_string())).unwrap_or_default(),
            self.effect(told.became)?,
        ]))
    }

    /// Whether and how a filing counted.
    fn effect(&self, became: Became<'_>) -> Part<String> {
        let day = |day: Day| self.figures.day(day);
        let foreign = |text: &str| self.figures.foreign(text);
        let effect = match became {
            Became::InUse(effect) => effect,
            Became::Superseded => return self.plain("effect-superseded"),
            Became::NotYetKnown => return self.plain("effect-not-yet-known"),
        };
        match effect {
            Effect::Governs { from, until: Some(until) } => {
                self.say("effect-governs", &[("from", &day(*from)), ("to", &day(day_before(*until)))])
            }
            Effect::Governs { from, until: None } => self.say("effect-governs-open", &[("from", &day(*from))]),
            Effect::Outranked { start, by } => self.say("effect-outranked", &[("start", &day(*start)), ("by", &foreign(by))]),
            Effect::Changes { filing, days: Some((from, Some(until))) } => {
                self.say("effect-changes", &[("filing", &foreign(filing)), ("from", &day(*from)), ("to", &day(day_before(*until)))])
            }
            Effect::Changes { filing, days: Some((from, None)) } => {
                self.say("effect-changes-open", &[("filing", &foreign(filing)), ("from", &day(*from))])
            }
            Effect::Changes { filing, days: None } => self.say("effect-changes-nothing", &[("filing", &foreign(filing))]),
            Effect::Alone { days: Some((from, Some(until))) } => {
                self.say("effect-alone", &[("from", &day(*from)), ("to", &day(day_before(*until)))])
            }
            Effect::Alone { days: Some((from, None)) } => self.say("effect-alone-open", &[("from", &day(*from))]),
            Effect::Alone { days: None } => self.plain("effect-alone-nothing"),
        }
    }

    fn levels(&self, of: &Explained) -> Part {
        let heading = self.say("heading-levels", &[("year", &self.figures.plain(of.alert.year))])?;
        let mut blocks = vec![Block::Paragraph(crate::notices::document::Tone::Heading, heading)];
        let levels = of.levels();
        if levels.is_empty() {
            blocks.push(Self::body_of(self.plain("levels-nothing")?));
            return Ok(blocks);
        }
        let mut rows = Vec::new();
        for (from, to, level) in levels {
            let ids: Vec<String> = level.filing.iter().chain(&level.supplements).map(|id| self.figures.foreign(id)).collect();
            rows.push(Row::of(vec![
                self.figures.short_day(from),
                to.map(|to| self.figures.short_day(day_before(to))).unwrap_or_default(),
                self.figures.exact(level.mass),
                self.plain(&format!("status-{}", level.status.name()))?,
                ids.join(" + "),
            ]));
        }
        let columns = vec![
            Column::days(self.plain("column-from")?, 10),
            Column::days(self.plain("column-to")?, 10),
            Column::figures(self.plain("column-level")?, 12),
            Column::words(self.plain("column-status")?, 20),
            Column::words(self.plain("column-behind")?, 36),
        ];
        blocks.push(Block::Table(Table::lined(columns, rows)));
        Ok(blocks)
    }
}
