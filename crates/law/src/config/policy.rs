//! The policy in `inforce.toml`: decides the points that the sources leave open. The file may also hold the thresholds of
//! [`super::plausibility`], which decide nothing.

use super::plausibility::Thresholds;
use super::{ConfigError, ConfigSource, Faults};
use crate::terms::{escaped, shown};
use serde::{Deserialize, Serialize};
use toml::de::{DeTable, DeValue};

/// The `[judgement]` table of `inforce.toml`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// The start of a filing whose effective date is before its receipt (`rules.md` 3.1).
    pub retroactive: Retroactive,
    /// The validity of an estimate (`rules.md` 3.7).
    pub validity: Validity,
}

crate::words! {
    /// The start of a filing whose effective date is before its receipt (`rules.md` 3.1).
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
    pub enum Retroactive: serde {
        /// The filing starts on its effective date.
        #[default]
        Honour = "honour",
        /// The filing starts on the later of effective and received date.
        Ignore = "ignore",
    }
}

crate::words! {
    /// The validity of an estimate (`rules.md` 3.7).
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
    pub enum Validity: serde {
        /// An estimate is valid until another replaces it; it is stale after three years.
        #[default]
        UntilReplaced = "until-replaced",
        /// An estimate is valid for three years from its receipt; then it is expired, level 0.
        ThreeYears = "three-years",
    }
}

/// The table of the policy.
const JUDGEMENT: &str = "judgement";
const REMEDY: &str = "write [judgement] with retroactive = \"honour\" or \"ignore\" and validity = \"until-replaced\" or \"three-years\"";
/// The tables of the file, in messages.
const TABLES: &str = "judgement and plausibility";

/// Reads `inforce.toml`. A setting that is missing, or that has a fault, keeps its default.
pub(super) fn load(source: &ConfigSource, faults: &mut Faults) -> (Policy, Thresholds) {
    let name = ConfigSource::POLICY;
    source.file(name).map_or_else(Default::default, |bytes| {
        read(bytes, &source.label(name), faults)
    })
}

/// Reads the content of `inforce.toml`; `file` is its name in messages.
pub(super) fn read(bytes: &[u8], file: &str, faults: &mut Faults) -> (Policy, Thresholds) {
    let (mut policy, mut thresholds) = (Policy::default(), Thresholds::default());
    let line_of = |offset: usize| {
        u64::try_from(memchr::memchr_iter(b'\n', &bytes[..offset.min(bytes.len())]).count() + 1)
            .ok()
    };
    let mut fault = |line: Option<u64>, found: String, remedy: &str| {
        faults.add(ConfigError {
            file: file.to_owned(),
            line,
            found,
            remedy: remedy.to_owned(),
        });
    };
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let line = line_of(error.valid_up_to());
            fault(line, "the line is not UTF-8".into(), REMEDY);
            return (policy, thresholds);
        }
    };
    let tables = match DeTable::parse(text) {
        Ok(file) => file.into_inner(),
        Err(error) => {
            let line = error.span().and_then(|span| line_of(span.start));
            fault(line, escaped(error.message()), REMEDY);
            return (policy, thresholds);
        }
    };
    for (table, content) in &tables {
        let (name, line) = (&**table.get_ref(), line_of(table.span().start));
        let entries = match (name, content.get_ref()) {
            (JUDGEMENT | Thresholds::TABLE, DeValue::Table(entries)) => entries,
            (JUDGEMENT, _) => {
                fault(line, format!("{name} is no table"), REMEDY);
                continue;
            }
            (Thresholds::TABLE, _) => {
                let remedy = "write [plausibility], and a line for each threshold below it";
                fault(line, format!("{name} is no table"), remedy);
                continue;
            }
            _ => {
                fault(line, unknown(name, TABLES), REMEDY);
                continue;
            }
        };
        for (key, value) in entries {
            let key_line = line_of(key.span().start);
            let set = if name == JUDGEMENT {
                policy.set(key.get_ref(), value.get_ref().as_str())
            } else {
                thresholds.set(key.get_ref(), whole_number(value.get_ref()))
            };
            match set {
                Ok(()) => {}
                Err(Unset::Key { known, remedy }) => {
                    fault(key_line, unknown(key.get_ref(), &known), &remedy);
                }
                Err(Unset::Value { remedy }) => {
                    let written = shown(text_at(bytes, value.span()));
                    let found = format!("{} is {written}", key.get_ref());
                    fault(line_of(value.span().start), found, &remedy);
                }
            }
        }
        if name == Thresholds::TABLE && thresholds.thousand_from > thresholds.thousand_to {
            let found = format!(
                "thousand_from is {} and thousand_to is {}",
                thresholds.thousand_from, thresholds.thousand_to
            );
            fault(line, found, "write a thousand_to that is not less");
        }
    }
    (policy, thresholds)
}

/// Why a key was not set.
pub(super) enum Unset {
    /// The table has no such key.
    Key {
        /// The keys that it has, in words.
        known: String,
        /// What to write.
        remedy: String,
    },
    /// The key cannot have the value.
    Value {
        /// What to write.
        remedy: String,
    },
}

impl Policy {
    /// Sets a key of the table to a word; `None`: the value is no text.
    fn set(&mut self, key: &str, word: Option<&str>) -> Result<(), Unset> {
        let word = word.unwrap_or_default();
        let known = match key {
            "retroactive" => Retroactive::named(word).map(|known| self.retroactive = known),
            "validity" => Validity::named(word).map(|known| self.validity = known),
            _ => {
                return Err(Unset::Key {
                    known: "retroactive and validity".into(),
                    remedy: REMEDY.into(),
                });
            }
        };
        known.ok_or_else(|| Unset::Value {
            remedy: REMEDY.into(),
        })
    }
}

/// Returns a whole number that is not negative and not too large for any threshold; `None` for another value.
fn whole_number(value: &DeValue<'_>) -> Option<u32> {
    let number = value.as_integer()?;
    u32::from_str_radix(number.as_str(), number.radix()).ok()
}

fn unknown(name: &str, known: &str) -> String {
    format!("unknown name {}, and the file knows {known}", shown(name))
}

/// Returns the text at a place of the file, without its quotes.
fn text_at(bytes: &[u8], span: std::ops::Range<usize>) -> &str {
    let text = bytes
        .get(span)
        .and_then(|bytes| std::str::from_utf8(bytes).ok())
        .unwrap_or_default();
    text.trim_matches(['"', '\''])
}
