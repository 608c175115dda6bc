//! The policy in `inforce.toml`: decides the points that the sources leave open.

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

/// The start of a filing whose effective date is before its receipt (`rules.md` 3.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Retroactive {
    /// The filing starts on its effective date.
    #[default]
    Honour,
    /// The filing starts on the later of effective and received date.
    Ignore,
}

impl Retroactive {
    /// Both options.
    pub(super) const ALL: [Self; 2] = [Self::Honour, Self::Ignore];

    /// Returns the word in `inforce.toml`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Honour => "honour",
            Self::Ignore => "ignore",
        }
    }
}

impl Validity {
    /// Both options.
    pub(super) const ALL: [Self; 2] = [Self::UntilReplaced, Self::ThreeYears];

    /// Returns the word in `inforce.toml`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::UntilReplaced => "until-replaced",
            Self::ThreeYears => "three-years",
        }
    }
}

/// The validity of an estimate (`rules.md` 3.7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Validity {
    /// An estimate is valid until another replaces it; it is stale after three years.
    #[default]
    UntilReplaced,
    /// An estimate is valid for three years from its receipt; then it is expired, level 0.
    ThreeYears,
}

/// Reads `inforce.toml`. A setting that is missing, or that has a fault, keeps its default.
pub(super) fn load(source: &ConfigSource, faults: &mut Faults) -> Policy {
    const NAME: &str = ConfigSource::POLICY;
    let mut policy = Policy::default();
    let Some(bytes) = source.file(NAME) else {
        return policy;
    };
    let line_of = |offset: usize| {
        u64::try_from(memchr::memchr_iter(b'\n', &bytes[..offset.min(bytes.len())]).count() + 1)
            .ok()
    };
    let mut fault = |line: Option<u64>, found: String| {
        faults.add(ConfigError {
            file: source.label(NAME),
            line,
            found,
            remedy: "write [judgement] with retroactive = \"honour\" or \"ignore\" and validity = \"until-replaced\" or \"three-years\""
                .into(),
        });
    };
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            fault(line_of(error.valid_up_to()), "the line is not UTF-8".into());
            return policy;
        }
    };
    let file = match DeTable::parse(text) {
        Ok(file) => file.into_inner(),
        Err(error) => {
            fault(
                error.span().and_then(|span| line_of(span.start)),
                escaped(error.message()),
            );
            return policy;
        }
    };
    for (table, content) in &file {
        let (DeValue::Table(entries), "judgement") = (content.get_ref(), &**table.get_ref()) else {
            let found = if &**table.get_ref() == "judgement" {
                "judgement is no table".to_owned()
            } else {
                unknown(table.get_ref(), "judgement")
            };
            fault(line_of(table.span().start), found);
            continue;
        };
        for (key, value) in entries {
            let text = value.get_ref().as_str().unwrap_or_default();
            let known = match &**key.get_ref() {
                "retroactive" => Retroactive::ALL
                    .into_iter()
                    .find(|known| known.name() == text)
                    .map(|known| policy.retroactive = known),
                "validity" => Validity::ALL
                    .into_iter()
                    .find(|known| known.name() == text)
                    .map(|known| policy.validity = known),
                other => {
                    fault(
                        line_of(key.span().start),
                        unknown(other, "retroactive and validity"),
                    );
                    continue;
                }
            };
            if known.is_none() {
                let written = shown(text_at(bytes, value.span()));
                fault(
                    line_of(value.span().start),
                    format!("{} is {written}", key.get_ref()),
                );
            }
        }
    }
    policy
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
