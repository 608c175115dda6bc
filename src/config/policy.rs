//! How the points that the sources leave open are decided: `inforce.toml`.

use super::{ConfigError, ConfigSource, toml_file};
use serde::{Deserialize, Serialize};

/// The `[judgement]` table of `inforce.toml`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// When a filing with an effective date before its receipt starts (`rules.md` 3.1).
    pub retroactive: Retroactive,
    /// How long an estimate stays valid (`rules.md` 3.7).
    pub validity: Validity,
}

/// When a filing with an effective date before its receipt starts (`rules.md` 3.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Retroactive {
    /// On its effective date.
    #[default]
    Honour,
    /// On the later of effective and received date.
    Ignore,
}

impl Retroactive {
    /// The word in `inforce.toml`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Honour => "honour",
            Self::Ignore => "ignore",
        }
    }
}

impl Validity {
    /// The word in `inforce.toml`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::UntilReplaced => "until-replaced",
            Self::ThreeYears => "three-years",
        }
    }
}

/// How long an estimate stays valid (`rules.md` 3.7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Validity {
    /// Until another replaces it; stale after three years.
    #[default]
    UntilReplaced,
    /// Three years from its receipt; then expired, level 0.
    ThreeYears,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    judgement: Policy,
}

/// Reads `inforce.toml`; defaults where it is missing.
pub(super) fn load(source: &ConfigSource) -> Result<Policy, ConfigError> {
    const NAME: &str = "inforce.toml";
    let Some(bytes) = source.file(NAME) else {
        return Ok(Policy::default());
    };
    toml_file::<File>(
        &source.label(NAME),
        bytes,
        "write [judgement] with retroactive = \"honour\" or \"ignore\" and validity = \"until-replaced\" or \"three-years\"",
    )
    .map(|file| file.judgement)
}
