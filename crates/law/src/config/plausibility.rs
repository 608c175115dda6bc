//! The thresholds in `inforce.toml` from which `inforce plausibility` has something to ask about an estimate. No threshold takes part
//! in the judgement of a run.

use super::policy::Unset;
use std::ops::RangeInclusive;

/// The `[plausibility]` table of `inforce.toml`. A key that is missing has its default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// The least ratio of an estimate to the use of a year that is many times.
    pub many_times: u32,
    /// The least share of an estimate, in per cent, at which use is near the estimate.
    pub near_percent: u32,
    /// The number of whole years in which use must be near the estimate.
    pub near_years: u32,
    /// The number of whole years without trade.
    pub quiet_years: u32,
    /// The number of years that an estimate may stay unchanged.
    pub unchanged_years: u32,
    /// The least ratio that is about a thousand.
    pub thousand_from: u32,
    /// The greatest ratio that is about a thousand.
    pub thousand_to: u32,
    /// The least share, in per cent, of a quantity named for manufacture that imports of a year must reach.
    pub manufacture_percent: u32,
    /// The safety margin of a computed need, in per cent of the mean use.
    pub margin_percent: u32,
    /// The least ratio of an estimate to its computed need, or of the need to the estimate, at which they are unlike.
    pub need_times: u32,
    /// The greatest ratio of the uses per inhabitant of two neighbours.
    pub neighbour_use_times: u32,
    /// The least ratio of an estimate per inhabitant to that of the neighbours, or the other way round, at which they are unlike.
    pub neighbour_times: u32,
    /// The least number of neighbours to compare with.
    pub neighbours: u32,
}

/// A key of the table.
pub(super) struct ThresholdKey {
    /// The name in the file.
    pub(super) name: &'static str,
    /// The numbers that are allowed.
    pub(super) allowed: RangeInclusive<u32>,
    /// The place of the number.
    pub(super) place: fn(&mut Thresholds) -> &mut u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            many_times: 5,
            near_percent: 90,
            near_years: 3,
            quiet_years: 3,
            unchanged_years: 3,
            thousand_from: 500,
            thousand_to: 2_000,
            manufacture_percent: 50,
            margin_percent: 10,
            need_times: 3,
            neighbour_use_times: 2,
            neighbour_times: 5,
            neighbours: 3,
        }
    }
}

impl Thresholds {
    /// The name of the table.
    pub(super) const TABLE: &'static str = "plausibility";

    /// The keys of the table.
    pub(super) const KEYS: [ThresholdKey; 13] = [
        key("many_times", 2..=1_000_000, |of| &mut of.many_times),
        key("near_percent", 1..=100, |of| &mut of.near_percent),
        key("near_years", 1..=50, |of| &mut of.near_years),
        key("quiet_years", 1..=50, |of| &mut of.quiet_years),
        key("unchanged_years", 1..=50, |of| &mut of.unchanged_years),
        key("thousand_from", 2..=1_000_000, |of| &mut of.thousand_from),
        key("thousand_to", 2..=1_000_000, |of| &mut of.thousand_to),
        key("manufacture_percent", 1..=100, |of| {
            &mut of.manufacture_percent
        }),
        key("margin_percent", 0..=100, |of| &mut of.margin_percent),
        key("need_times", 2..=1_000_000, |of| &mut of.need_times),
        key("neighbour_use_times", 1..=1_000, |of| {
            &mut of.neighbour_use_times
        }),
        key("neighbour_times", 2..=1_000_000, |of| {
            &mut of.neighbour_times
        }),
        key("neighbours", 1..=100, |of| &mut of.neighbours),
    ];

    /// Sets a key of the table to a number; `None`: the value is no whole number.
    pub(super) fn set(&mut self, name: &str, number: Option<u32>) -> Result<(), Unset> {
        let Some(key) = Self::KEYS.into_iter().find(|key| key.name == name) else {
            let names = Self::KEYS.map(|key| key.name);
            return Err(Unset::Key {
                known: names.join(", "),
                remedy: "write one of these names, or remove the line".into(),
            });
        };
        let allowed = number.filter(|number| key.allowed.contains(number));
        let number = allowed.ok_or_else(|| Unset::Value {
            remedy: format!(
                "write a whole number from {} to {}",
                key.allowed.start(),
                key.allowed.end()
            ),
        })?;
        *(key.place)(self) = number;
        Ok(())
    }

    /// Returns each key with its number, in the order of the documentation.
    #[must_use]
    pub fn told(mut self) -> Vec<(&'static str, u32)> {
        Self::KEYS
            .into_iter()
            .map(|key| (key.name, *(key.place)(&mut self)))
            .collect()
    }
}

const fn key(
    name: &'static str,
    allowed: RangeInclusive<u32>,
    place: fn(&mut Thresholds) -> &mut u32,
) -> ThresholdKey {
    ThresholdKey {
        name,
        allowed,
        place,
    }
}

/// Returns the text of `inforce.toml` without the lines of the table of thresholds, which change no judgement, so that they are no
/// part of the hash of a configuration.
pub(super) fn judging(toml: &[u8]) -> Vec<u8> {
    let mut inside = false;
    let judges = |line: &&[u8]| {
        let line = line.trim_ascii_start();
        if line.starts_with(b"[") {
            let head = line.split(|byte| *byte == b'#').next().unwrap_or_default();
            let name = head
                .trim_ascii()
                .strip_prefix(b"[")
                .and_then(|head| head.strip_suffix(b"]"));
            inside = name.is_some_and(|name| name.trim_ascii() == Thresholds::TABLE.as_bytes());
        }
        !inside
    };
    toml.split_inclusive(|byte| *byte == b'\n')
        .filter(judges)
        .flatten()
        .copied()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_allowed_and_every_key_has_a_place_of_its_own() {
        let mut thresholds = Thresholds::default();
        for (number, key) in (1_000..).zip(Thresholds::KEYS) {
            let place = (key.place)(&mut thresholds);
            assert!(key.allowed.contains(place), "{}: {place}", key.name);
            *place = number;
        }
        let told = thresholds.told();
        let numbers: Vec<u32> = told.iter().map(|(_, number)| *number).collect();
        assert_eq!(numbers, (1_000..1_013).collect::<Vec<_>>());
    }

    #[test]
    fn the_table_of_thresholds_judges_nothing() {
        let without = "[judgement]\nvalidity = \"three-years\"\n";
        for (with, left) in [
            (without.to_owned(), without),
            (
                format!("{without}[plausibility]\nmany_times = 4\n"),
                without,
            ),
            (
                format!("[ plausibility ] # as \"[judgement]\"\nmany_times = 4\n# why\n{without}"),
                without,
            ),
            (format!("{without}[plausibility]"), without),
            ("[plausible]\na = 1\n".to_owned(), "[plausible]\na = 1\n"),
        ] {
            let judging = judging(with.as_bytes());
            assert_eq!(String::from_utf8(judging).as_deref(), Ok(left), "{with}");
        }
    }
}
