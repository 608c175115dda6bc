//! Writes what the importing country furnished, whether each filing counted, what could not be used, and which level was in force
//! when.

use super::{Composer, LetterPart, day_before, many};
use crate::archive::read::RefusedRow;
use crate::ask::explain::{Explained, FilingEffect, FilingOutcome};
use crate::config::{FilingKind, Term};
use crate::estimates::{Effect, Level, Status};
use crate::terms::{Day, Mass};
use inforce_present::document::{Block, DocumentColumn, DocumentRow, Holds, Tone};
use inforce_present::table::Cell;
use std::collections::BTreeSet;

/// The most rows in an annex of filings, of filings that could not be used, and of levels.
const FILINGS: usize = 14;
const UNUSABLE: usize = 8;
const LEVELS: usize = 9;

/// Filings that were received, or may have been received, for a country and substance and could not be used. If there are any, no
/// letter says that nothing was furnished.
pub(super) struct UnusableFilings<'e> {
    /// Refused filings that name the country and the substance.
    pub(super) refused: Vec<&'e RefusedRow>,
    /// The number of refused filings of which the country or the substance cannot be read.
    unread: i64,
    /// Whether a file of filings could not be read.
    left_out: bool,
}

/// What a table says of a filing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    Received,
    Number,
    Kind,
    Effective,
    Year,
    Confirmed,
    Filed,
    Counted,
    Effect,
}

impl Fact {
    /// Returns the message of the heading, what the column holds, and its share of the width.
    pub(super) const fn column(self) -> (&'static str, Holds, usize) {
        match self {
            Self::Received => ("column-received", Holds::Days, 8),
            Self::Number => ("column-filing", Holds::Words, 14),
            Self::Kind => ("column-kind", Holds::Words, 10),
            Self::Effective => ("column-effective", Holds::Days, 8),
            Self::Year => ("column-filed-for", Holds::Days, 6),
            Self::Confirmed => ("column-confirmed", Holds::Days, 8),
            Self::Filed => ("column-filed", Holds::Figures, 9),
            Self::Counted => ("column-counted", Holds::Figures, 9),
            Self::Effect => ("column-effect", Holds::Words, 30),
        }
    }
}

impl Fact {
    /// Returns the width of the column in a workbook, in pixels.
    pub(super) const fn width(self) -> u32 {
        match self {
            Self::Received => 90,
            Self::Number => 160,
            Self::Kind => 150,
            Self::Effective | Self::Confirmed => 110,
            Self::Year => 80,
            Self::Filed | Self::Counted => 120,
            Self::Effect => 480,
        }
    }
}

/// Whether the Board confirms filings of a kind.
const fn is_confirmed(kind: FilingKind) -> bool {
    matches!(
        kind,
        FilingKind::Estimate | FilingKind::Established | FilingKind::Supplement
    )
}

impl Composer<'_> {
    /// Returns the filings for the country and substance of an alert that could not be used; `None` if there are none.
    pub(super) fn unusable<'e>(&self, of: &'e Explained) -> Option<UnusableFilings<'e>> {
        let unread = self.source.unread;
        let unusable = UnusableFilings {
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

    pub(super) fn estimates(&self, of: &Explained) -> LetterPart {
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
    fn filings(&self, of: &Explained, filings: &[FilingEffect<'_>]) -> LetterPart<Block> {
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
            .collect::<LetterPart<Vec<DocumentRow>>>()?;
        let column = |field: Fact| {
            let (title, holds, share) = field.column();
            Ok(DocumentColumn {
                title: self.plain(title)?,
                share,
                holds,
            })
        };
        let columns = self.facts_of_filings().into_iter().map(column);
        let columns = columns.collect::<LetterPart<Vec<DocumentColumn>>>()?;
        if !others.is_empty() {
            let more = self
                .wording
                .counted("filings-more", many(others.len()), &[])?;
            rows.push(DocumentRow::across(columns.len(), more));
        }
        self.bounded(columns, rows, FILINGS, None)
    }

    fn filing(&self, told: &FilingEffect<'_>) -> LetterPart<DocumentRow> {
        let cells = self.facts_of_filings().into_iter().map(|fact| {
            let text = self.text(&self.fact(fact, told)?);
            Ok(match fact {
                Fact::Number => match told.note {
                    Some(note) => format!("{text} ({})", self.figures.foreign(note)),
                    None => text,
                },
                Fact::Filed => self.amount(told, told.filing.grams.to_string()),
                Fact::Counted => told
                    .counted
                    .map(|grams| self.amount(told, grams.to_string()))
                    .unwrap_or_default(),
                _ => text,
            })
        });
        Ok(DocumentRow::of(cells.collect::<LetterPart<_>>()?))
    }

    /// Writes the grams of a filing; those of a change have a sign.
    fn amount(&self, told: &FilingEffect<'_>, grams: String) -> String {
        if told.filing.kind == FilingKind::Supplement {
            self.figures.change(grams)
        } else {
            self.figures.exact(grams)
        }
    }

    /// Returns what a table says of each filing. A filing for a calendar year has a year and a confirmation in place of an effective
    /// date, and what counts in whole grams need not be what was filed.
    pub(super) fn facts_of_filings(&self) -> Vec<Fact> {
        let provisions = self.provisions();
        let mut facts = vec![Fact::Received, Fact::Number, Fact::Kind];
        facts.extend(match provisions.term {
            Term::CalendarYear => &[Fact::Year, Fact::Confirmed][..],
            Term::UntilReplaced { .. } => &[Fact::Effective],
        });
        facts.push(Fact::Filed);
        facts.extend(provisions.whole_grams.then_some(Fact::Counted));
        facts.push(Fact::Effect);
        facts
    }

    /// Returns a fact of a filing as the content of a cell.
    pub(super) fn fact(&self, fact: Fact, told: &FilingEffect<'_>) -> LetterPart<Cell> {
        let filing = told.filing;
        Ok(match fact {
            Fact::Received => Cell::day(filing.received),
            Fact::Number => Cell::text(told.id.to_owned()),
            Fact::Kind => Cell::words(self.kind(filing.kind)?),
            Fact::Effective => {
                let supplement = filing.kind == FilingKind::Supplement;
                Cell::date(filing.effective.filter(|_| !supplement))
            }
            Fact::Year => filing
                .year
                .map_or(Cell::Nothing, |year| Cell::Whole(year.into())),
            Fact::Confirmed => {
                let confirmed = filing.confirmed.filter(|_| is_confirmed(filing.kind));
                Cell::date(confirmed)
            }
            Fact::Filed => Cell::figure(filing.grams),
            Fact::Counted => Cell::maybe_figure(told.counted),
            Fact::Effect => Cell::words(self.became(told)?),
        })
    }

    pub(super) fn kind(&self, kind: FilingKind) -> LetterPart<String> {
        self.plain(&format!("kind-{}", kind.name()))
    }

    /// Returns whether and how a filing counted and, where it matters, that the filing had been received before.
    pub(super) fn became(&self, told: &FilingEffect<'_>) -> LetterPart<String> {
        let effect = match told.became {
            FilingOutcome::InUse(effect) => self.effect(effect, told.expired)?,
            FilingOutcome::Superseded => self.plain("effect-superseded")?,
            FilingOutcome::NotYetKnown => self.plain("effect-not-yet-known")?,
        };
        let Some(first) = told.first_received else {
            return Ok(effect);
        };
        let first = self.say("first-received", &[("day", self.figures.day(first))])?;
        Ok(self.sentences(&[effect, first]))
    }

    /// Returns the effect of a filing in use, until the filing expires.
    fn effect(&self, effect: &Effect, expired: Option<Day>) -> LetterPart<String> {
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
                    ("year", self.figures.plain(year)),
                    ("from", day(*from)),
                    ("to", day(day_before(*until))),
                ];
                return self.say("effect-of-year", &filled);
            }
            (Effect::NotConfirmed { year }, _) => {
                let year = self.figures.plain(year);
                return self.say("effect-not-confirmed", &[("year", year)]);
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
    fn not_used(&self, unusable: &UnusableFilings<'_>) -> LetterPart {
        let mut blocks = Vec::new();
        if !unusable.refused.is_empty() {
            blocks.push(self.told("filings-unusable", unusable.refused.len())?);
            blocks.push(self.refused(&unusable.refused, "column-filing", UNUSABLE)?);
        }
        if unusable.unread > 0 {
            let text = self.tell("filings-unread", unusable.unread, &[])?;
            blocks.push(Self::body_of(text));
        }
        if unusable.left_out {
            blocks.push(self.body("filings-left-out")?);
        }
        Ok(blocks)
    }

    /// Returns a table of refused rows by their numbers, each with the reason.
    pub(super) fn refused(
        &self,
        rows: &[&RefusedRow],
        number: &str,
        room: usize,
    ) -> LetterPart<Block> {
        let columns = vec![
            DocumentColumn::words(self.plain(number)?, 20),
            DocumentColumn::words(self.plain("column-reason")?, 30),
        ];
        let row = |row: &&RefusedRow| {
            let place = || format!("{} {}", row.file, row.row);
            let number = self.number_of(row).map_or_else(place, str::to_owned);
            Ok(DocumentRow::of(vec![
                self.figures.foreign(&number),
                self.plain(&format!("reason-{}", row.reason))?,
            ]))
        };
        self.bounded(
            columns,
            rows.iter().map(row).collect::<LetterPart<_>>()?,
            room,
            None,
        )
    }

    fn levels(&self, of: &Explained, unusable: bool) -> LetterPart {
        let year = self.figures.plain(of.alert.year);
        let heading = self.say("heading-levels", &[("year", year)])?;
        let mut blocks = vec![Block::Paragraph(Tone::Heading, heading)];
        let levels = of.levels();
        // Own exports may be a level by themselves.
        let is_nothing = |level: &Level| level.status == Status::None && level.mass == Mass::ZERO;
        if levels.iter().all(|(.., level)| is_nothing(level)) {
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
            // Before anything is filed, a level has no first day.
            let from = Some(from).filter(|from| *from > Day::FIRST);
            let mut cells = vec![
                from.map(|from| self.figures.short_day(from))
                    .unwrap_or_default(),
                to.map(|to| self.figures.short_day(day_before(to)))
                    .unwrap_or_default(),
            ];
            if let Some(own) = level.own_exports {
                cells.push(self.figures.exact(level.base()));
                cells.push(self.figures.exact(own));
            }
            let is_known = level.status != Status::Unknown;
            cells.extend([
                if is_known {
                    self.figures.exact(level.mass)
                } else {
                    String::new()
                },
                self.plain(&format!("status-{}", level.status.name()))?,
                self.some_of(&ids)?,
            ]);
            rows.push(DocumentRow::of(cells));
        }
        let mut columns = vec![
            DocumentColumn::days(self.plain("column-from")?, 10),
            DocumentColumn::days(self.plain("column-to")?, 10),
        ];
        if self.provisions().own_exports_raise {
            columns.push(DocumentColumn::figures(
                self.plain("column-base-level")?,
                12,
            ));
            columns.push(DocumentColumn::figures(
                self.plain("column-own-exports")?,
                12,
            ));
        }
        columns.extend([
            DocumentColumn::figures(self.plain("column-level")?, 12),
            DocumentColumn::words(self.plain("column-status")?, 20),
            DocumentColumn::words(self.plain("column-behind")?, 36),
        ]);
        blocks.push(self.bounded(columns, rows, LEVELS, None)?);
        Ok(blocks)
    }

    /// Returns the numbers of filings; the first and the last if there are many.
    fn some_of(&self, ids: &[String]) -> LetterPart<String> {
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
