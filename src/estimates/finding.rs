//! What is odd about the filings.

use crate::terms::{Country, Day, Substance};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A point about the estimates of a country and substance that somebody should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub kind: FindingKind,
    /// Whose estimate.
    pub country: Country,
    /// Of what.
    pub substance: Substance,
    /// The first day it holds.
    pub from: Day,
    /// The day it ends; `None`: open.
    pub to: Option<Day>,
    /// The filing it is about; `None`: a level of supplements alone.
    pub filing: Option<Arc<str>>,
}

/// The kinds of findings (`data.md` manifest).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// Supplements take the level below zero; it counts as zero (`rules.md` 3.6).
    LevelBelowZero,
    /// In force, though received three years ago or more (`rules.md` 3.7).
    Stale,
    /// Received three years ago or more and, by policy, no longer in force (`rules.md` 3.7).
    Expired,
    /// Several filings start on one day; the one named governs (`rules.md` 3.2).
    SeveralFilingsOnOneStart,
    /// A supplement came in while nothing governed (`rules.md` 3.5).
    SupplementWithoutFiling,
}

impl FindingKind {
    /// The word the outputs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LevelBelowZero => "level-below-zero",
            Self::Stale => "stale",
            Self::Expired => "expired",
            Self::SeveralFilingsOnOneStart => "several-filings-on-one-start",
            Self::SupplementWithoutFiling => "supplement-without-filing",
        }
    }
}
