//! The counts of what became of every row (`rules.md` 4.5).

use crate::judgement::Rule;
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeMap};
use std::collections::BTreeMap;
use std::ops::AddAssign;

/// The counts of the rows of record files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordCounts {
    /// All rows.
    pub read: u64,
    /// Rows that are valid, known, standing, and of a substance under control on their date.
    pub judged: u64,
    /// Rows that are valid, known and standing, but of no substance under control on their date.
    pub out_of_scope: u64,
    /// Rows that are replaced by a greater version.
    pub superseded: u64,
    /// Rows that were received after the known-at date.
    pub not_yet_known: u64,
    /// Rows that are valid, known and standing, but count for nothing under any convention (`rules.md` 7.8).
    #[serde(default)]
    pub exempt: u64,
    /// Rows that are valid, known and standing, but set aside: records of a finer period count in their place (`rules.md` 4.6).
    #[serde(default)]
    pub set_aside: u64,
    /// Rows that were refused.
    pub quarantined: u64,
}

/// The counts of the rows of filing files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilingCounts {
    /// All rows.
    pub read: u64,
    /// Rows that are valid, known and standing.
    pub in_use: u64,
    /// Rows that are replaced by a greater version.
    pub superseded: u64,
    /// Rows that were received after the known-at date.
    pub not_yet_known: u64,
    /// Rows that were refused.
    pub quarantined: u64,
}

/// The number of alerts of each rule, in the order of [`Rule::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AlertCounts(pub [u64; Rule::ALL.len()]);

/// All counts of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// The counts of all record files.
    pub records: RecordCounts,
    /// The counts of all filing files.
    pub filings: FilingCounts,
    /// The counts of alerts.
    pub alerts: AlertCounts,
}

/// The titles of the counts in the order of [`RecordCounts::each`], each with whether it is shown where no record is counted: few
/// datasets have exempt records, or records of a month, a quarter or a year.
const TITLES: [(&str, bool); 8] = [
    ("Read", true),
    ("Used", true),
    ("Out of scope", true),
    ("Superseded", true),
    ("Not yet known", true),
    ("Exempt", false),
    ("Set aside", false),
    ("Refused", true),
];

impl Counts {
    /// Returns the place in [`RecordCounts::each`] and the title of each count to show.
    pub fn shown(&self) -> impl Iterator<Item = (usize, &'static str)> {
        let counted = self.records.each().map(|count| count > 0);
        (0..)
            .zip(TITLES)
            .filter(move |(place, (_, always))| *always || counted[*place])
            .map(|(place, (title, _))| (place, title))
    }
}

impl RecordCounts {
    /// Returns the counts in order: all rows, and what became of them.
    #[must_use]
    pub const fn each(&self) -> [u64; 8] {
        [
            self.read,
            self.judged,
            self.out_of_scope,
            self.superseded,
            self.not_yet_known,
            self.exempt,
            self.set_aside,
            self.quarantined,
        ]
    }

    /// Whether every row that was read is accounted for.
    #[must_use]
    pub fn close(&self) -> bool {
        let [read, became @ ..] = self.each();
        read == became.iter().sum::<u64>()
    }
}

impl FilingCounts {
    /// Returns the counts in the order of [`RecordCounts::each`]; `None` for what becomes of no filing.
    #[must_use]
    pub const fn each(&self) -> [Option<u64>; 8] {
        [
            Some(self.read),
            Some(self.in_use),
            None,
            Some(self.superseded),
            Some(self.not_yet_known),
            None,
            None,
            Some(self.quarantined),
        ]
    }

    /// Whether every row that was read is accounted for.
    #[must_use]
    pub fn close(&self) -> bool {
        let [read, became @ ..] = self.each();
        read == Some(became.iter().flatten().sum::<u64>())
    }
}

impl AddAssign for RecordCounts {
    fn add_assign(&mut self, other: Self) {
        self.read += other.read;
        self.judged += other.judged;
        self.out_of_scope += other.out_of_scope;
        self.superseded += other.superseded;
        self.not_yet_known += other.not_yet_known;
        self.exempt += other.exempt;
        self.set_aside += other.set_aside;
        self.quarantined += other.quarantined;
    }
}

impl AddAssign for FilingCounts {
    fn add_assign(&mut self, other: Self) {
        self.read += other.read;
        self.in_use += other.in_use;
        self.superseded += other.superseded;
        self.not_yet_known += other.not_yet_known;
        self.quarantined += other.quarantined;
    }
}

impl AlertCounts {
    /// Returns the number of all alerts.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// Counts alerts by their rules.
    pub fn of(rules: impl Iterator<Item = Rule>) -> Self {
        let mut counts = Self::default();
        for rule in rules {
            for (count, candidate) in counts.0.iter_mut().zip(Rule::ALL) {
                *count += u64::from(candidate == rule);
            }
        }
        counts
    }
}

impl Serialize for AlertCounts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(Rule::ALL.len()))?;
        for (rule, count) in Rule::ALL.iter().zip(self.0) {
            map.serialize_entry(rule.name(), &count)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for AlertCounts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut counts = <BTreeMap<String, u64>>::deserialize(deserializer)?;
        let mut of_rules = [0; Rule::ALL.len()];
        for (count, rule) in of_rules.iter_mut().zip(Rule::ALL) {
            // Older versions did not know the rule.
            *count = match counts.remove(rule.name()) {
                None if rule == Rule::ExportAfterNotice => 0,
                found => found.ok_or_else(|| serde::de::Error::missing_field(rule.name()))?,
            };
        }
        match counts.pop_first() {
            None => Ok(Self(of_rules)),
            Some((other, _)) => Err(serde::de::Error::custom(format!(
                "{other} is none of the six rules"
            ))),
        }
    }
}
