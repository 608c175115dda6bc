//! The first reading: the stage over portions, and the stage that adds up what it found.

use super::error::StageError;
use super::files::{FaultNote, misplaced};
use super::message::{MOST_BYTES, Message, MessageKind};
use super::stream::{Outbox, read};
use super::{INPUT, StageName, Stages, Work, key, suspects};
use crate::intake::Rows;
use crate::judgement::Trade;
use crate::ledger::Tally;
use crate::night::first_reading::{FirstReadingSinks, scan_portion};
use crate::night::returns::LongTally;
use crate::scratch::Scratch;
use crate::terms::Set;
use std::io::{Read, Write};

impl Stages<'_> {
    /// Returns the space of a task for data that do not fit in memory.
    pub(super) fn scratch(&self) -> Scratch {
        self.nightly.memory.scratch(self.nightly.out)
    }

    pub(super) fn survey(&self, input: impl Read, output: impl Write) -> Result<(), StageError> {
        let opened = self.opened()?;
        let work = Work::of(input, &opened)?;
        let files = opened.records(self, work.portions.keys().copied())?;
        let scratch = self.scratch();
        let (lists, known_at) = (self.nightly.lists(), self.nightly.known_at);
        let mut tally = self.nightly.tally(1, &scratch);
        let long = LongTally::new(self.nightly, &scratch);
        let mut identities = suspects::Survey::new();
        let mut out = Outbox::new(output, &opened.listed.header)?;
        {
            let sinks = FirstReadingSinks {
                tally: &tally,
                long: &long,
                years: false,
            };
            let mut writers = sinks.writers();
            let mut faults = Vec::new();
            work.each(
                &files,
                |piece| {
                    let key = key(piece.file_index, piece.place);
                    let mut identify = |rows: Rows<'_>| identities.see(rows, known_at);
                    let scanned =
                        scan_portion(piece, &lists, known_at, sinks, &mut writers, &mut identify)?;
                    out.say(MessageKind::Scanned, key, &scanned)?;
                    Ok(identities.send(key, &mut out)?)
                },
                |table, fault| {
                    faults.push((table, FaultNote::of(&fault.fault)));
                    Ok(())
                },
            )?;
            for (table, fault) in faults {
                let file = i64::try_from(opened.tables[table].file).unwrap_or(i64::MAX);
                out.say(MessageKind::Unread, file, &fault)?;
            }
        }
        send_tally(&mut out, MessageKind::Tally, &mut tally)?;
        if let Some((mut tally, trades)) = long.met() {
            send_trades(&mut out, &trades)?;
            send_tally(&mut out, MessageKind::LongTally, &mut tally)?;
        }
        out.end(StageName::Survey, work.read)
    }

    pub(super) fn merge(&self, input: impl Read, output: impl Write) -> Result<(), StageError> {
        let header = self.listed()?.header;
        let scratch = self.scratch();
        let mut tally = self.nightly.tally(1, &scratch);
        let long = LongTally::new(self.nightly, &scratch);
        let room = suspects::Merged::room(&scratch);
        let mut identities = suspects::Merged::new(&room);
        let mut out = Outbox::new(output, &header)?;
        let (read, _) = read(input, INPUT, &header, |message| match message.kind {
            MessageKind::Tally => absorb(&tally, &message, INPUT),
            MessageKind::LongTally => absorb(long.tally(), &message, INPUT),
            MessageKind::Identities => identities.take(&message),
            MessageKind::Scanned
            | MessageKind::Trades
            | MessageKind::Unread
            | MessageKind::Receipt => out.send(&message),
            _ => Err(misplaced(INPUT, &message)),
        })?;
        send_tally(&mut out, MessageKind::Tally, &mut tally)?;
        if let Some((mut tally, _)) = long.met() {
            send_tally(&mut out, MessageKind::LongTally, &mut tally)?;
        }
        let parts = identities.send(&mut out)?;
        out.end_of(StageName::Merge, read, parts)
    }
}

pub(super) fn send_trades<W: Write>(
    out: &mut Outbox<W>,
    trades: &Set<Trade>,
) -> Result<(), StageError> {
    let mut trades: Vec<&Trade> = trades.iter().collect();
    trades.sort_unstable();
    if trades.is_empty() {
        // There are records of longer periods, and none of them counts for a substance.
        return out.say(MessageKind::Trades, 0, &trades);
    }
    out.say_all(MessageKind::Trades, trades)
}

pub(super) fn send_tally<W: Write>(
    out: &mut Outbox<W>,
    kind: MessageKind,
    tally: &mut Tally,
) -> Result<(), StageError> {
    for account in 0..tally.accounts() {
        let key = i64::try_from(account).unwrap_or(i64::MAX);
        let mut payload = Vec::new();
        for entry in tally.exported(account)? {
            if payload.len() + entry.len() > MOST_BYTES && !payload.is_empty() {
                out.put(kind, key, std::mem::take(&mut payload))?;
            }
            payload.extend(entry);
        }
        if !payload.is_empty() {
            out.put(kind, key, payload)?;
        }
    }
    Ok(())
}

pub(super) fn absorb(tally: &Tally, message: &Message, place: &str) -> Result<(), StageError> {
    usize::try_from(message.key)
        .ok()
        .and_then(|account| tally.absorb(account, &message.payload))
        .ok_or_else(|| StageError::message(place, message, "it holds no cells of an account"))
}
