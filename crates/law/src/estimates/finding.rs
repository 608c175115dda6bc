//! Findings: what is odd about the filings, and what reporters state in two ways.

use crate::terms::{Country, Day, Substance};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An oddity in the filings of a country and substance that somebody should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The kind of the finding.
    pub kind: FindingKind,
    /// The country whose estimate it is.
    pub country: Country,
    /// The substance.
    pub substance: Substance,
    /// The first day on which the finding holds.
    pub from: Day,
    /// The day on which the finding ends; `None` if it is open.
    pub to: Option<Day>,
    /// The filing concerned; `None` for a level of supplements alone.
    pub filing: Option<Arc<str>>,
}

crate::words! {
    /// The kinds of findings (`data.md` manifest).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    pub enum FindingKind: serde {
        /// Supplements take the level below zero; the level counts as zero (`rules.md` 3.6).
        LevelBelowZero = "level-below-zero",
        /// A filing is in force, though it was received three years ago or more (`rules.md` 3.7).
        Stale = "stale",
        /// A filing was received three years ago or more and, by policy, is no longer in force (`rules.md` 3.7).
        Expired = "expired",
        /// Several filings start on one day; the named filing governs (`rules.md` 3.2).
        SeveralFilingsOnOneStart = "several-filings-on-one-start",
        /// A supplement was received while no filing governed (`rules.md` 3.5).
        SupplementWithoutFiling = "supplement-without-filing",
        /// What a country reports of a substance and year by different periods is not the same (`rules.md` 4.6). It is no finding about
        /// filings.
        ReturnsDisagree = "returns-disagree",
        /// An estimate or supplement of the 1961 Convention that the Board has not confirmed: it limits nothing and adds nothing
        /// (`rules.md` 7.2).
        Unconfirmed = "unconfirmed",
        /// Trade in a precursor into a country that has filed no requirement for it yet: nothing is compared (`rules.md` 7.9). It is no
        /// finding about filings.
        RequirementUnknown = "requirement-unknown",
    }
}

impl FindingKind {
    /// Whether the finding follows from filings alone.
    #[must_use]
    pub const fn is_of_filings(self) -> bool {
        !matches!(self, Self::ReturnsDisagree | Self::RequirementUnknown)
    }

    /// Returns the meaning, with the rule.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::LevelBelowZero => {
                "supplements or deductions take the level below zero; it counts as zero (rules 3.6, 7.3)"
            }
            Self::Stale => "in force, though received three years ago or more (rules 3.7)",
            Self::Expired => "received three years ago or more and no longer in force (rules 3.7)",
            Self::SeveralFilingsOnOneStart => {
                "several filings start on this day; the one named governs (rules 3.2)"
            }
            Self::SupplementWithoutFiling => {
                "a supplement came in while no filing governed (rules 3.5)"
            }
            Self::ReturnsDisagree => {
                "what the country reports of the year by month, quarter or year is not what it reports by a finer period, which counts (rules 4.6)"
            }
            Self::Unconfirmed => {
                "the Board has not confirmed this estimate or supplement for the year, so that it limits nothing and adds nothing (rules 7.2)"
            }
            Self::RequirementUnknown => {
                "trade while no requirement was in force, which was compared with nothing (rules 7.9)"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_kind_has_a_meaning_with_its_rule() {
        let kinds = FindingKind::ALL;
        for kind in kinds {
            assert!(kind.meaning().contains("(rules "), "{kind:?}");
        }
        let meanings: BTreeSet<&str> = kinds.map(FindingKind::meaning).into();
        assert_eq!(meanings.len(), kinds.len());
        let beyond: Vec<&str> = kinds
            .into_iter()
            .filter(|kind| !kind.is_of_filings())
            .map(FindingKind::name)
            .collect();
        assert_eq!(beyond, ["returns-disagree", "requirement-unknown"]);
    }
}
