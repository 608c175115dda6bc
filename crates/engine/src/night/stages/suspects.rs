//! The ids that may occur more than once, answered for each portion.
//!
//! A survey sends, for each portion and part, the hashes of reporter and record id that it met. A merge has all hashes of a part,
//! finds those that occur more than once, and tells each portion which of its own these are. So a task that looks at some portions
//! holds the suspects of these portions alone, however many there are in all.

use super::error::StageError;
use super::files::misplaced;
use super::message::{MOST_BYTES, Message, MessageKind};
use super::{INPUT, stream::Outbox};
use crate::intake::Rows;
use crate::night::first_reading::is_known;
use crate::scratch::{Parts, PartsWriter, Scratch};
use crate::terms::Day;
use crate::versions::{PARTS, WideNumber};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// The hashes of a portion, by part.
pub(super) struct Survey(Vec<Vec<u8>>);

impl Survey {
    pub(super) fn new() -> Self {
        Self(vec![Vec::new(); PARTS])
    }

    /// Adds the hashes of the known rows among valid ones.
    pub(super) fn see(&mut self, rows: Rows<'_>, known_at: Option<Day>) {
        for row in rows.iter().filter(|row| is_known(row.received(), known_at)) {
            let (part, number) = WideNumber::of(row.reporter(), row.id());
            self.0[part].extend(number.to_bytes());
        }
    }

    /// Writes the hashes as those of a portion, and forgets them.
    pub(super) fn send<W: Write>(
        &mut self,
        portion: i64,
        out: &mut Outbox<W>,
    ) -> Result<(), StageError> {
        for (part, numbers) in (0..).zip(&mut self.0) {
            for some in numbers.chunks(MOST_NUMBERS) {
                let payload = [&portion.to_le_bytes(), some].concat();
                out.put(MessageKind::Identities, part, payload)?;
            }
            numbers.clear();
        }
        Ok(())
    }
}

/// The most bytes of hashes in a message: whole hashes, with room for what stands before them.
const MOST_NUMBERS: usize = (MOST_BYTES - 16) / 6 * 6;

/// The most bytes of suspects in a message: whole ones, each a part and a number.
const MOST_SUSPECTS: usize = MOST_BYTES / 5 * 5;

/// The hashes of all portions that a merge is given, by part.
pub(super) struct Merged<'s> {
    room: &'s Parts,
    writer: PartsWriter<'s>,
    /// The parts of which there are hashes.
    parts: BTreeSet<i64>,
}

impl<'s> Merged<'s> {
    /// Returns room for the hashes.
    pub(super) fn room(scratch: &Scratch) -> Parts {
        Parts::new(scratch, PARTS)
    }

    pub(super) fn new(room: &'s Parts) -> Self {
        Self {
            room,
            writer: room.writer(),
            parts: BTreeSet::new(),
        }
    }

    /// Adds the hashes that a survey sent.
    pub(super) fn take(&mut self, message: &Message) -> Result<(), StageError> {
        let part = usize::try_from(message.key)
            .ok()
            .filter(|part| *part < PARTS);
        let part = part.ok_or_else(|| misplaced(INPUT, message))?;
        let numbers = message.payload.get(8..).and_then(WideNumber::of_bytes);
        if numbers.is_none() {
            return Err(StageError::message(
                INPUT,
                message,
                "it ends within a number",
            ));
        }
        let length = u32::try_from(message.payload.len()).unwrap_or(u32::MAX);
        self.parts.insert(message.key);
        self.writer.add(part, |to| {
            to.extend(length.to_le_bytes());
            to.extend_from_slice(&message.payload);
        });
        Ok(())
    }

    /// Writes, for each portion, those of its hashes that occur more than once, by portion. Returns the parts of which there were
    /// hashes.
    pub(super) fn send<W: Write>(self, out: &mut Outbox<W>) -> Result<Vec<i64>, StageError> {
        let Self {
            room,
            writer,
            parts,
        } = self;
        drop(writer);
        let mut by_portion: BTreeMap<i64, Vec<u8>> = BTreeMap::new();
        for part in 0..room.len() {
            let bytes = room.take(part)?;
            let sent: Vec<(i64, &[u8])> = sent(&bytes);
            let numbers = |bytes| WideNumber::of_bytes(bytes).into_iter().flatten();
            let all = sent.iter().flat_map(|(_, bytes)| numbers(*bytes));
            let repeated = WideNumber::repeated(all);
            if repeated.is_empty() {
                continue;
            }
            let [number, ..] = part.to_le_bytes();
            for (portion, bytes) in &sent {
                let found = numbers(bytes).filter(|number| repeated.binary_search(number).is_ok());
                for number_of_part in found.map(WideNumber::narrow) {
                    let of_portion = by_portion.entry(*portion).or_default();
                    of_portion.push(number);
                    of_portion.extend(number_of_part.to_le_bytes());
                }
            }
        }
        for (portion, suspects) in by_portion {
            for some in suspects.chunks(MOST_SUSPECTS) {
                out.put(MessageKind::Suspects, portion, some.to_vec())?;
            }
        }
        Ok(parts.into_iter().collect())
    }
}

/// Returns what surveys sent of a part: portions with their hashes.
fn sent(mut bytes: &[u8]) -> Vec<(i64, &[u8])> {
    let mut all = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk() {
        let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
        let (of_message, rest) = rest.split_at(length.min(rest.len()));
        if let Some((portion, numbers)) = of_message.split_first_chunk() {
            all.push((i64::from_le_bytes(*portion), numbers));
        }
        bytes = rest;
    }
    all
}

/// The suspects that a task was sent.
#[derive(Default)]
pub(super) struct SuspectsGathered {
    portions: BTreeSet<i64>,
    parts: Vec<Vec<u32>>,
}

impl SuspectsGathered {
    pub(super) fn take(&mut self, message: &Message) -> Result<(), StageError> {
        let (suspects, rest) = message.payload.as_chunks();
        if !rest.is_empty() {
            return Err(StageError::message(
                INPUT,
                message,
                "it ends within a number",
            ));
        }
        self.parts.resize(PARTS, Vec::new());
        for [part, a, b, c, d] in suspects {
            let number = u32::from_le_bytes([*a, *b, *c, *d]);
            self.parts[usize::from(*part)].push(number);
        }
        self.portions.insert(message.key);
        Ok(())
    }

    /// Returns the hashes of each part, ascending. An error if one is of a portion that is not the task's own.
    pub(super) fn of(mut self, is_own: impl Fn(i64) -> bool) -> Result<Vec<Vec<u32>>, StageError> {
        if let Some(other) = self.portions.into_iter().find(|portion| !is_own(*portion)) {
            return Err(misplaced(
                INPUT,
                &Message::about(MessageKind::Suspects, other),
            ));
        }
        for of_part in &mut self.parts {
            of_part.sort_unstable();
            of_part.dedup();
        }
        let suspects: usize = self.parts.iter().map(Vec::len).sum();
        if u32::try_from(suspects).is_err() {
            return Err(StageError::Suspects { suspects });
        }
        Ok(self.parts)
    }
}
