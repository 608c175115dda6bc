//! The messages that stages send one another, and the checksums by which a lost, doubled or truncated message is found.

use super::StageName;
use super::error::StageError;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

/// The most bytes of a message that an engine carries. Engines limit what they pass on: some refuse 4 MiB.
pub const MOST_BYTES: usize = 1 << 20;

/// The contents of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MessageKind {
    /// Something to work on, by its key: a file of the list, or a portion.
    Work,
    /// A file of the dataset by its place in the list: its size in eight bytes, and its name.
    Listed,
    /// What was found in a file, by its place in the list.
    Opened,
    /// Why a file cannot be opened, by its place in the list.
    Fault,
    /// Why a file cannot be read to its end, by its place in the list.
    Unread,
    /// A portion of a file of records: its rows in eight bytes, the time of the file's last write in eight, 0 if a layout describes the
    /// file, and the name of the file.
    Portion,
    /// What the first reading leaves of a portion.
    Scanned,
    /// The trades that records of longer periods are about.
    Trades,
    /// Cells of an account.
    Tally,
    /// Cells of an account of the records of longer periods.
    LongTally,
    /// The hashes of reporter and record id of a part, in a portion.
    Identities,
    /// The hashes in a portion that occur more than once among all portions.
    Suspects,
    /// The alerts whose evidence is gathered, and the bundles for it.
    Alerts,
    /// The days on which notices apply.
    Notices,
    /// The first and the last date of all records.
    Days,
    /// A portion that was read again.
    Looked,
    /// Records of a part, of which other versions may be among the data.
    Versions,
    /// The evidence of a bundle.
    Evidence,
    /// Records of a part that count for nothing, by exemption.
    Exempt,
    /// The number of those records, by substance and day.
    ExemptDays,
    /// The refused rows of a portion.
    Refused,
    /// What standing records report about trades that records of longer periods are about, too.
    Sums,
    /// Versions of a part that do not stand, each with the version that does.
    Superseded,
    /// Versions of a part that a warning concerns.
    Warned,
    /// Records of a part that are held back until it is known whether they count.
    HeldBack,
    /// The number of versions of a file that do not stand.
    Replaced,
    /// Sums of groups that the ledger does not tell apart.
    GroupSums,
    /// What a bundle is told, whose evidence is to be written.
    Told,
    /// A piece of the file with the evidence of a bundle.
    Written,
    /// What a task read and wrote.
    Receipt,
}

impl MessageKind {
    const ALL: [Self; 30] = [
        Self::Work,
        Self::Listed,
        Self::Opened,
        Self::Fault,
        Self::Unread,
        Self::Portion,
        Self::Scanned,
        Self::Trades,
        Self::Tally,
        Self::LongTally,
        Self::Identities,
        Self::Suspects,
        Self::Alerts,
        Self::Notices,
        Self::Days,
        Self::Looked,
        Self::Versions,
        Self::Evidence,
        Self::Exempt,
        Self::ExemptDays,
        Self::Refused,
        Self::Sums,
        Self::Superseded,
        Self::Warned,
        Self::HeldBack,
        Self::Replaced,
        Self::GroupSums,
        Self::Told,
        Self::Written,
        Self::Receipt,
    ];

    /// Returns the number that stands for the kind in a stream.
    #[must_use]
    pub fn number(self) -> i8 {
        let place = Self::ALL.into_iter().position(|kind| kind == self);
        place
            .and_then(|place| i8::try_from(place).ok())
            .unwrap_or(i8::MAX)
    }

    /// Returns the kind of a number; `None` if no kind has it.
    #[must_use]
    pub fn numbered(number: i8) -> Option<Self> {
        Self::ALL.get(usize::try_from(number).ok()?).copied()
    }
}

/// A message of a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What it holds.
    pub kind: MessageKind,
    /// What it is about. Messages with one key are merged by one task.
    pub key: i64,
    /// The contents.
    pub payload: Vec<u8>,
}

impl Message {
    /// Returns a file or portion to work on.
    #[must_use]
    pub const fn work(key: i64) -> Self {
        Self::about(MessageKind::Work, key)
    }

    /// Returns a message without contents.
    pub(super) const fn about(kind: MessageKind, key: i64) -> Self {
        Self {
            kind,
            key,
            payload: Vec::new(),
        }
    }
}

/// The number of some messages, their bytes, and the sum of their hashes: the same in whatever order they come, and another if one
/// is missing, is there twice or has changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Checksum {
    pub(super) messages: u64,
    bytes: u64,
    #[serde(serialize_with = "as_text", deserialize_with = "from_text")]
    sum: u128,
}

/// What a task of a stage read and wrote, receipts not counted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Receipt {
    pub(super) stage: String,
    pub(super) read: Sent,
    pub(super) written: Sent,
    /// The keys of which this task alone must have had all messages.
    keys: Vec<i64>,
}

/// The messages of a stream, by the way that they go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sent {
    /// The messages that go from one stage to the next.
    pub(super) on: Checksum,
    /// The suspects, which go from stage `merge` to the tasks of stage `look`.
    pub(super) suspects: Checksum,
    /// The evidence and what bundles are told, which go to the tasks of stage `exhibit`.
    pub(super) evidence: Checksum,
}

impl Sent {
    pub(super) fn add(&mut self, message: &Message) {
        match message.kind {
            MessageKind::Receipt => {}
            MessageKind::Suspects => self.suspects.add(message),
            MessageKind::Evidence | MessageKind::Told => self.evidence.add(message),
            _ => self.on.add(message),
        }
    }
}

impl Receipt {
    pub(super) fn new(stage: StageName, read: Sent, written: Sent, keys: Vec<i64>) -> Self {
        Self {
            stage: stage.name().to_owned(),
            read,
            written,
            keys,
        }
    }

    /// Fails if the messages with one key came to several tasks of a stage.
    pub(super) fn check_keys(receipts: &[Self], stage: StageName) -> Result<(), StageError> {
        let mut tasks: BTreeMap<i64, usize> = BTreeMap::new();
        for receipt in receipts
            .iter()
            .filter(|receipt| receipt.stage == stage.name())
        {
            for key in &receipt.keys {
                *tasks.entry(*key).or_default() += 1;
            }
        }
        match tasks.into_iter().find(|(_, tasks)| *tasks > 1) {
            None => Ok(()),
            Some((key, tasks)) => Err(StageError::Split {
                key,
                stage: stage.name(),
                tasks,
            }),
        }
    }

    /// Returns the messages that some tasks of a stage read or wrote, in all.
    pub(super) fn sum(
        receipts: &[Self],
        stage: StageName,
        which: fn(&Self) -> Checksum,
    ) -> Checksum {
        let of_stage = receipts
            .iter()
            .filter(|receipt| receipt.stage == stage.name());
        of_stage.map(which).fold(Checksum::default(), Checksum::and)
    }
}

impl Checksum {
    pub(super) fn add(&mut self, message: &Message) {
        let hash = blake3::Hasher::new()
            .update(&message.kind.number().to_le_bytes())
            .update(&message.key.to_le_bytes())
            .update(&message.payload)
            .finalize();
        let (half, _) = hash
            .as_bytes()
            .split_first_chunk()
            .unwrap_or((&[0; 16], &[]));
        self.messages += 1;
        self.bytes += u64::try_from(message.payload.len()).unwrap_or(u64::MAX);
        self.sum = self.sum.wrapping_add(u128::from_le_bytes(*half));
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self {
            messages: self.messages + other.messages,
            bytes: self.bytes + other.bytes,
            sum: self.sum.wrapping_add(other.sum),
        }
    }
}

impl std::fmt::Display for Checksum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            messages,
            bytes,
            sum,
        } = self;
        write!(f, "{messages} messages of {bytes} bytes ({sum:032x})")
    }
}

fn as_text<S: Serializer>(sum: &u128, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{sum:032x}"))
}

fn from_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u128, D::Error> {
    let text = String::deserialize(deserializer)?;
    u128::from_str_radix(&text, 16).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_numbers_of_their_own() {
        for kind in MessageKind::ALL {
            assert_eq!(MessageKind::numbered(kind.number()), Some(kind));
        }
        assert_eq!(MessageKind::numbered(-1), None);
        assert_eq!(MessageKind::numbered(30), None);
    }

    #[test]
    fn a_checksum_is_free_of_order_and_finds_every_change() {
        let messages: Vec<Message> = (0..5)
            .map(|key| Message {
                kind: MessageKind::Tally,
                key,
                payload: vec![7; 3],
            })
            .collect();
        let of = |messages: &[Message]| {
            let mut sum = Checksum::default();
            for message in messages {
                sum.add(message);
            }
            sum
        };
        let whole = of(&messages);
        let turned: Vec<Message> = messages.iter().rev().cloned().collect();
        assert_eq!(of(&turned), whole);
        assert_eq!(of(&messages[..2]).and(of(&messages[2..])), whole);
        let text = serde_json::to_string(&whole).expect("written");
        assert_eq!(
            serde_json::from_str::<Checksum>(&text).expect("read"),
            whole
        );
        assert_ne!(of(&messages[1..]), whole);
        assert_ne!(of(&[messages.as_slice(), &messages[..1]].concat()), whole);
        let mut cut = messages.clone();
        cut[3].payload.pop();
        assert_ne!(of(&cut), whole);
        let mut other = messages;
        other[3].key = 9;
        assert_ne!(of(&other), whole);
    }
}
