//! Writes what the importing country furnished, whether each filing counted, what could not be used, and which level was in force
//! when.

use super::{Composer, Part, day_before, many};
use crate::archive::read::RefusedRow;
use crate::ask::explain::{Became, Explained, FilingEffect};
use crate::estimates::Effect;
use crate::intake::FilingKind;
use crate::terms::Day;
use inforce_present::document::{Block, Column, Row, Tone};
use std::collections::BTreeSet;

/// The most rows in an annex of filings, of filings that could not be used, and of levels.
const FILINGS: usize = 14;
const UNUSABLE: usize = 8;
const LEVELS: usize = 9;

/// Filings that were received, or may have been received, for a country and substance and could not be used. If there are any, no
/// letter says that nothing was furnished.
pub(super) struct Unusable<'e> {
    /// Refused filings that name the country and the substance.
    pub(super) refused: Vec<&'e RefusedRow>,
    /// The number of refused filings of which the country or the substance cannot be read.
    unread: i64,
    /// Whether a file of filings could not be read.
    left_out: bool,
}

impl Composer<'_> {
    /// Returns the filings for the country and substance of an alert that could not be used; `None` if there are none.
    pub(super) fn unusable<'e>(&self, of: &'e Explained) -> Option<Unusable<'e>> {
        let unread = self.source.unread;
        let unusable = Unusable {
            refused: of.refused_filings().collect(),
            unread: unread.filings(of.importer, of.alert.substance),
            left_out: of.dossier.left_out > 0,
        };
        let not_yet_known = !of.dossier.standing.not_yet_known.is_empty();
        let any = !unusable.refused.is_empty()
            || unusable.unread > 0
            || unusable.left_out
            || not_yet_known;
        any.then_some(unusable)
    }

    pub(super) fn estimates(&self, of: &Explained) -> Part {
        let filings = of.filings();
        let unusable = self.unusable(of);
        let mut blocks = vec![self.heading("heading-estimates")?];
        if !filings.is_empty() {
            blocks.push(self.filings(of, &filings)?);
        } else if unusable.is_none() {
            blocks.push(self.body("estimates-nothing")?);
        }
        if let Some(unusable) = &unusable {
            blocks.extend(self.not_used(unusable)?);
        }
        blocks.extend(self.levels(of, unusable.is_some())?);
        Ok(blocks)
    }

    /// Returns a table of the filings; if there are many, of those behind a level of the year.
    fn filings(&self, of: &Explained, filings: &[FilingEffect<'_>]) -> Part<Block> {
        let levels = of.levels();
        let behind: BTreeSet<&str> = levels
            .iter()
            .flat_map(|(_, to, level)| {
                let ids = level.filing.iter().chain(level.counting());
                ids.chain(level.counting().later(*to).map(|(_, id)| id))
                    .map(AsRef::as_ref)
            })
            .collect();
        let all = self.source.full || filings.len() <= FILINGS;
        let (shown, others): (Vec<&FilingEffect<'_>>, Vec<&FilingEffect<'_>>) = filings
            .iter()
            .partition(|told| all || behind.contains(told.id));
        let mut rows = shown
            .into_iter()
            .map(|told| self.filing(told))
            .collect::<Part<Vec<Row>>>()?;
        let columns = vec![
            Column::days(self.plain("column-received")?, 8),
            Column::words(self.plain("column-filing")?, 14),
            Column::words(self.plain("column-kind")?, 10),
            Column::days(self.plain("column-effective")?, 8),
            Column::figures(self.plain("column-filed")?, 9),
            Column::figures(self.plain("column-counted")?, 9),
            Column::words(self.plain("column-effect")?, 30),
        ];
        if !others.is_empty() {
            let more = self
                .wording
                .counted("filings-more", many(others.len()), &[])?;
            rows.push(Row::across(columns.len(), more));
        }
        self.bounded(columns, rows, FILINGS, None)
    }

    fn filing(&self, told: &FilingEffect<'_>) -> Part<Row> {
        let filing = told.filing;
        let mut id = self.figures.foreign(told.id);
        if let Some(note) = told.note {
            id = format!("{id} ({})", self.figures.foreign(note));
        }
        let supplement = filing.kind == FilingKind::Supplement;
        let change = |text: String| {
            if supplement {
                self.figures.change(text)
            } else {
                self.figures.exact(text)
            }
        };
        let effective = filing
            .effective
            .filter(|_| !supplement)
            .map(|day| self.figures.short_day(day));
        Ok(Row::of(vec![
            self.figures.short_day(filing.received),
            id,
            self.kind(filing.kind)?,
            effective.unwrap_or_default(),
            change(filing.grams.to_string()),
            told.counted
                .map(|grams| change(grams.to_string()))
                .unwrap_or_default(),
            self.became(told)?,
        ]))
    }

    pub(super) fn kind(&self, kind: FilingKind) -> Part<String> {
        self.plain(&format!("kind-{}", kind.name()))
    }

    /// Returns whether and how a filing counted and, where it matters, that the filing had been received before.
    pub(super) fn became(&self, told: &FilingEffect<'_>) -> Part<String> {
        let effect = match told.became {
            Became::InUse(effect) => self.effect(effect, told.expired)?,
            Became::Superseded => self.plain("effect-superseded")?,
            Became::NotYetKnown => self.plain("effect-not-yet-known")?,
        };
        let Some(first) = told.first_received else {
            return Ok(effect);
        };
        let first = self.say("first-received", &[("day", self.figures.day(first))])?;
        Ok(self.sentences(&[effect, first]))
    }

    /// Returns the effect of a filing in use, until the filing expires.
    fn effect(&self, effect: &Effect, expired: Option<Day>) -> Part<String> {
        let day = |day: Day| self.figures.day(day);
        // The message, the filing named in it, and the days on which the filing counts.
        let (message, filing, days) = match (effect, expired) {
            (Effect::Governs { from, until }, None) => {
                ("effect-governs", None, Some((*from, *until)))
            }
            (Effect::Governs { from, .. }, Some(expired)) if *from < expired => {
                ("effect-governs-expired", None, Some((*from, Some(expired))))
            }
            (Effect::Governs { .. }, Some(_)) => ("effect-expired", None, None),
            (Effect::Outranked { start, by }, _) => {
                let filled = [("start", day(*start)), ("by", self.figures.foreign(by))];
                return self.say("effect-outranked", &filled);
            }
            (Effect::Changes { filing, days: None }, _) => {
                ("effect-changes-nothing", Some(filing), None)
            }
            (Effect::Changes { filing, days }, None) => ("effect-changes", Some(filing), *days),
            (
                Effect::Changes {
                    filing,
                    days: Some((from, _)),
                },
                Some(expired),
            ) if *from < expired => (
                "effect-changes-expired",
                Some(filing),
                Some((*from, Some(expired))),
            ),
            (Effect::Changes { filing, .. }, Some(_)) => {
                ("effect-changes-after-expiry", Some(filing), None)
            }
            (Effect::OfYear { year, from, until }, _) => {
                let filled = [
                    ("year", year.to_string()),
                    ("from", day(*from)),
                    ("to", day(day_before(*until))),
                ];
                return self.say("effect-of-year", &filled);
            }
            (Effect::NotConfirmed { year }, _) => {
                return self.say("effect-not-confirmed", &[("year", year.to_string())]);
            }
            (Effect::Alone { days: None }, _) => ("effect-alone-nothing", None, None),
            (Effect::Alone { days }, _) => ("effect-alone", None, *days),
        };
        let filing = filing.map(|filing| ("filing", self.figures.foreign(filing)));
        let mut filled: Vec<(&str, String)> = filing.into_iter().collect();
        let Some((from, until)) = days else {
            return self.say(message, &filled);
        };
        filled.push(("from", day(from)));
        let Some(until) = until else {
            return self.say(&format!("{message}-open"), &filled);
        };
        filled.push(("to", day(day_before(until))));
        self.say(message, &filled)
    }

    /// Returns what was received and could not be used, and why.
    fn not_used(&self, unusable: &Unusable<'_>) -> Part {
        let mut blocks = Vec::new();
        if !unusable.refused.is_empty() {
            blocks.push(self.told("filings-unusable", unusable.refused.len())?);
            blocks.push(self.refused(&unusable.refused, "column-filing", UNUSABLE)?);
        }
        if unusable.unread > 0 {
            let text = self.wording.told("filings-unread", unusable.unread, &[])?;
            blocks.push(Self::body_of(text));
        }
        if unusable.left_out {
            blocks.push(self.body("filings-left-out")?);
        }
        Ok(blocks)
    }

    /// Returns a table of refused rows by their numbers, each with the reason.
    pub(super) fn refused(&self, rows: &[&RefusedRow], number: &str, room: usize) -> Part<Block> {
        let columns = vec![
            Column::words(self.plain(number)?, 20),
            Column::words(self.plain("column-reason")?, 30),
        ];
        let row = |row: &&RefusedRow| {
            let place = || format!("{} {}", row.file, row.row);
            let number = self.number_of(row).map_or_else(place, str::to_owned);
            Ok(Row::of(vec![
                self.figures.foreign(&number),
                self.plain(&format!("reason-{}", row.reason))?,
            ]))
        };
        self.bounded(
            columns,
            rows.iter().map(row).collect::<Part<_>>()?,
            room,
            None,
        )
    }

    fn levels(&self, of: &Explained, unusable: bool) -> Part {
        let year = self.figures.plain(of.alert.year);
        let heading = self.say("heading-levels", &[("year", year)])?;
        let mut blocks = vec![Block::Paragraph(Tone::Heading, heading)];
        let levels = of.levels();
        if levels.is_empty() {
            blocks.push(self.body(if unusable {
                "levels-unusable"
            } else {
                "levels-nothing"
            })?);
            return Ok(blocks);
        }
        let mut rows = Vec::new();
        for (from, to, level) in levels {
            let ids = level
                .filing
                .iter()
                .chain(level.counting())
                .map(|id| self.figures.foreign(id));
            // The supplements that came later without changing the level, for example because the level is held at zero.
            let later = level.counting().later(to).map(|(day, id)| {
                format!(
                    "{} ({})",
                    self.figures.foreign(id),
                    self.figures.short_day(day)
                )
            });
            let ids: Vec<String> = ids.chain(later).collect();
            rows.push(Row::of(vec![
                self.figures.short_day(from),
                to.map(|to| self.figures.short_day(day_before(to)))
                    .unwrap_or_default(),
                self.figures.exact(level.mass),
                self.plain(&format!("status-{}", level.status.name()))?,
                self.some_of(&ids)?,
            ]));
        }
        let columns = vec![
            Column::days(self.plain("column-from")?, 10),
            Column::days(self.plain("column-to")?, 10),
            Column::figures(self.plain("column-level")?, 12),
            Column::words(self.plain("column-status")?, 20),
            Column::words(self.plain("column-behind")?, 36),
        ];
        blocks.push(self.bounded(columns, rows, LEVELS, None)?);
        Ok(blocks)
    }

    /// Returns the numbers of filings; the first and the last if there are many.
    fn some_of(&self, ids: &[String]) -> Part<String> {
        const ROOM: usize = 8;
        const END: usize = 3;
        if self.source.full || ids.len() <= ROOM {
            return Ok(ids.join(" + "));
        }
        let hidden = many(ids.len() - 2 * END);
        let more = self.wording.counted("numbers-more", hidden, &[])?;
        Ok([
            ids[..END].join(" + "),
            more,
            ids[ids.len() - END..].join(" + "),
        ]
        .join(" + "))
    }
}
