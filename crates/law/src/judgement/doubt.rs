//! Doubts: what may touch an alert without changing it (`rules.md` 4.7).

use super::rules::{AlertKey, Reported, RuleBook, groups, prohibited};
use crate::terms::{Country, Map, Substance};
use std::collections::BTreeSet;

crate::words! {
    /// A doubt about an alert. Alerts list doubts in the byte order of their names.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Doubt {
        /// A record of the group, or a filing of its importing country and substance, has an id that another record or filing has,
        /// too.
        IdShared = "id-shared",
        /// A record of the importing country and substance counts as licensed because of a word that names no licence.
        LicenceWord = "licence-word",
        /// A refused filing names the importing country, and the substance or no readable substance.
        RefusedFiling = "refused-filing",
        /// A refused record names the importing country, and the substance or no readable substance.
        RefusedRecord = "refused-record",
        /// What a reporter of the group reports by different periods is not the same (`rules.md` 4.6).
        ReturnsDisagree = "returns-disagree",
        /// A record of the group has versions that do not look like versions of one record.
        VersionsUnlike = "versions-unlike",
    }
}

impl Doubt {
    /// Returns what the doubt means for the alert, in a sentence.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::IdShared => {
                "The id of a record of this group stands for several records of its reporter, or the id of a filing of this \
                 country and substance for several filings; each counts as one of its own."
            }
            Self::LicenceWord => {
                "At least one record of this importing country and substance has a word such as \"NA\" for a special licence, and counts \
                 as licensed."
            }
            Self::RefusedFiling => {
                "A filing of this importing country was refused; it is of this substance, or its substance cannot be read."
            }
            Self::RefusedRecord => {
                "A record of imports into this country was refused; it is of this substance, or its substance cannot be read."
            }
            Self::ReturnsDisagree => {
                "What a reporter of this group reports of this substance and year by month, quarter or year differs from what it reports by a \
                 finer period; only the finest counts."
            }
            Self::VersionsUnlike => {
                "A record of this group has versions more than 31 days apart, or with different partners or authorisations; only \
                 the greatest counts."
            }
        }
    }
}

/// The doubts about the alerts of a run (`rules.md` 4.7).
#[derive(Debug, Default)]
pub struct Doubts {
    /// Doubts about groups with a record whose id is shared or whose versions are unlike.
    groups: Map<AlertKey, BTreeSet<Doubt>>,
    /// Doubts about importing countries and substances, or about a country and no readable substance: a record counts as licensed
    /// by a word, the id of a filing is shared, or a row was refused.
    importers: Map<(Country, Option<Substance>), BTreeSet<Doubt>>,
}

impl Doubts {
    /// Adds a doubt about all alerts of an importing country and a substance, or of any substance if `substance` is `None`.
    pub fn add_importer(&mut self, importer: Country, substance: Option<Substance>, doubt: Doubt) {
        self.importers
            .entry((importer, substance))
            .or_default()
            .insert(doubt);
    }

    /// Adds a doubt about the alert of a group.
    pub fn add_group(&mut self, group: AlertKey, doubt: Doubt) {
        self.groups.entry(group).or_default().insert(doubt);
    }

    /// Adds a doubt that a standing record raises. It is about the groups of the record; if the record counts as licensed by a
    /// word, it is about all alerts of the importing country and of each substance of the record that the country prohibits. Only
    /// the substances for which the record `counts` are concerned.
    pub fn add_record(
        &mut self,
        record: Reported,
        doubt: Doubt,
        counts: impl Fn(Substance) -> bool,
        book: &RuleBook<'_>,
    ) {
        if doubt == Doubt::LicenceWord {
            for (importer, substance) in prohibited(record.moved, book.lists) {
                if counts(substance) {
                    self.add_importer(importer, Some(substance), doubt);
                }
            }
        } else {
            for key in groups(record, book) {
                if counts(key.substance) {
                    self.add_group(key, doubt);
                }
            }
        }
    }

    /// Adds all doubts of another collection.
    pub fn extend(&mut self, other: Self) {
        for (key, doubts) in other.groups {
            self.groups.entry(key).or_default().extend(doubts);
        }
        for (importer, doubts) in other.importers {
            self.importers.entry(importer).or_default().extend(doubts);
        }
    }

    /// Returns the doubts about an alert, in order.
    #[must_use]
    pub fn about(&self, alert: &AlertKey) -> BTreeSet<Doubt> {
        let of_importer = [Some(alert.substance), None]
            .into_iter()
            .filter_map(|substance| self.importers.get(&(alert.importer(), substance)));
        let of_group = self.groups.get(alert).into_iter();
        of_group.chain(of_importer).flatten().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubts_are_in_the_order_of_their_names() {
        assert!(Doubt::ALL.is_sorted() && Doubt::ALL.map(Doubt::name).is_sorted());
    }
}
