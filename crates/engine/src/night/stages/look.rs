//! The second reading, and the comparison of versions that follows it: the stage over portions, and the stage over the parts in which
//! versions of one record meet.

use super::error::StageError;
use super::files::misplaced;
use super::message::{MOST_BYTES, Message, MessageKind};
use super::plan::Planned;
use super::stream::{Outbox, read};
use super::survey::send_tally;
use super::{INPUT, StageName, Stages, Work, key};
use crate::conversion::Lists;
use crate::evidence::{Gathering, Groups};
use crate::intake::ColumnSet;
use crate::judgement::{Notices, RuleBook};
use crate::ledger::LedgerError;
use crate::night::resolve_versions::resolve_versions;
use crate::night::returns::HeldBack;
use crate::night::run::Sides;
use crate::night::second_reading::{SecondReading, SecondReadingSinks, look};
use crate::parallel::Pool;
use crate::scratch::{Parts, Scratch};
use crate::terms::Day;
use crate::versions::Suspects;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::sync::Arc;

/// What a task of these stages gathers.
struct Gathered<'a> {
    gathering: Gathering<'a>,
    held_back: HeldBack,
    sides: Sides,
}

impl<'a> Gathered<'a> {
    fn new(
        planned: Planned,
        lists: Lists<'a>,
        days: Option<(Day, Day)>,
        scratch: &Scratch,
    ) -> Self {
        let notices = planned.notices.into_iter();
        let book = RuleBook {
            lists,
            notices: Arc::new(Notices::applying(notices.map(
                |(country, substance, first, last)| (country, substance, first..=last),
            ))),
        };
        Self {
            gathering: Gathering::planned(planned.alerts, book, scratch),
            held_back: HeldBack::of(planned.trades, scratch),
            sides: Sides::new(scratch, days),
        }
    }

    /// Writes everything but the versions that are still to be compared.
    fn send<W: Write>(self, out: &mut Outbox<W>) -> Result<(), StageError> {
        send_parts(out, MessageKind::Evidence, self.gathering.bundles())?;
        for (kind, parts) in gathered_parts(&self.held_back, &self.sides) {
            send_parts(out, kind, parts)?;
        }
        out.say_all(MessageKind::ExemptDays, self.sides.exempt.days())?;
        let group_sums = self.gathering.take_sums().days();
        out.say_all(
            MessageKind::GroupSums,
            group_sums.map_err(LedgerError::from)?,
        )?;
        let sums = self.held_back.take_sums().into_accounts();
        let sums = sums.map_err(LedgerError::from)?.into_iter();
        out.say_all(
            MessageKind::Sums,
            sums.map(|((trade, period), (base, groups))| (trade, period, base.units(), groups)),
        )
    }
}

/// Returns the parts that tasks gather and the last stage puts together, by the kind of the messages that carry them.
pub(super) fn gathered_parts<'p>(
    held_back: &'p HeldBack,
    sides: &'p Sides,
) -> [(MessageKind, &'p Parts); 4] {
    [
        (MessageKind::Exempt, sides.exempt.parts()),
        (MessageKind::Superseded, sides.superseded.parts()),
        (MessageKind::Warned, sides.warned.parts()),
        (MessageKind::HeldBack, held_back.records().parts()),
    ]
}

impl Stages<'_> {
    pub(super) fn look(&self, input: impl Read, output: impl Write) -> Result<(), StageError> {
        let opened = self.opened()?;
        let work = Work::of(input, &opened)?;
        let planned = self.planned(&opened.listed.header, |key| work.has(key))?;
        let suspects = Suspects::found(&work.suspects)?;
        let files = opened.records(self, work.portions.keys().copied())?;
        let scratch = self.scratch();
        let lists = self.nightly.lists();
        let records = Groups::of(
            planned.alerts.iter().map(|(alert, ..)| alert),
            lists.config,
            lists.conversion,
        );
        let scanned = planned.scanned;
        let planned = Planned {
            scanned: BTreeMap::new(),
            ..planned
        };
        let gathered = Gathered::new(planned, lists, None, &scratch);
        let sought = SecondReading {
            known_at: self.nightly.known_at,
            book: gathered.gathering.book(),
            suspects: &suspects,
            records: &records,
            held_back: &gathered.held_back,
            columns: ColumnSet::Judged,
        };
        let sinks = SecondReadingSinks {
            versions: &gathered.sides.versions,
            gathering: &gathered.gathering,
            exempt: &gathered.sides.exempt,
            scratch: &scratch,
        };
        let mut out = Outbox::new(output, &opened.listed.header)?;
        {
            let writers = Pool::new();
            work.each(
                &files,
                |piece| {
                    let key = key(piece.file_index, piece.place);
                    let scanned = scanned
                        .get(&key)
                        .ok_or_else(|| misplaced(INPUT, &Message::work(key)))?;
                    let mut refusals = look(piece, &lists, scanned, sought, sinks, &writers)?;
                    refusals.check().map_err(StageError::from)?;
                    let mut place = 0_u32;
                    refusals.each_piece(|rows| {
                        let payload = [&place.to_le_bytes(), rows].concat();
                        place += 1;
                        out.put(MessageKind::Refused, key, payload)
                    })?;
                    out.put(MessageKind::Looked, key, Vec::new())?;
                    Ok(())
                },
                |_, fault| Err(fault.into()),
            )?;
        }
        send_parts(&mut out, MessageKind::Versions, &gathered.sides.versions)?;
        gathered.send(&mut out)?;
        out.end(StageName::Look, work.read)
    }

    pub(super) fn resolve(&self, input: impl Read, output: impl Write) -> Result<(), StageError> {
        let header = self.listed()?.header;
        let scratch = self.scratch();
        let planned = self.planned(&header, |_| false)?;
        let days = planned.days;
        let gathered = Gathered::new(planned, self.nightly.lists(), days, &scratch);
        let Gathered {
            gathering,
            held_back,
            sides,
        } = &gathered;
        let mut keys = BTreeSet::new();
        let (read, _) = {
            let mut versions = sides.versions.writer();
            read(input, INPUT, &header, |message| {
                let part = usize::try_from(message.key).unwrap_or(usize::MAX);
                if message.kind != MessageKind::Versions || part >= sides.versions.len() {
                    return Err(misplaced(INPUT, &message));
                }
                keys.insert(message.key);
                versions.add(part, |to| to.extend_from_slice(&message.payload));
                Ok(())
            })?
        };
        let mut superseded = self.nightly.tally(1, &scratch);
        let aside = sides.sinks(held_back);
        let replaced = resolve_versions(
            &sides.versions,
            aside,
            gathering,
            &superseded,
            gathering.book(),
        )?;
        let mut out = Outbox::new(output, &header)?;
        send_tally(&mut out, MessageKind::Tally, &mut superseded)?;
        out.say_all(MessageKind::Replaced, replaced)?;
        gathered.send(&mut out)?;
        out.end_of(StageName::Resolve, read, keys.into_iter().collect())
    }
}

pub(super) fn send_parts<W: Write>(
    out: &mut Outbox<W>,
    kind: MessageKind,
    parts: &Parts,
) -> Result<(), StageError> {
    for part in 0..parts.len() {
        let key = i64::try_from(part).unwrap_or(i64::MAX);
        parts.take_pieces(part, MOST_BYTES, |piece| out.put(kind, key, piece))?;
    }
    Ok(())
}
