//! The warnings of what is valid but looks wrong, and is judged as it stands (`rules.md` 4.7).

use crate::judgement::Doubt;
use serde::{Deserialize, Serialize};

inforce_law::words! {
    /// The kinds of warnings, in the byte order of their names.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    pub enum WarningKind: serde {
        /// The header line appears again among the rows.
        HeaderRepeated = "header-repeated",
        /// One reporter and record id stand for several flows or substances, or one country and filing id stand for several
        /// substances or kinds.
        IdShared = "id-shared",
        /// The special licence is a word that means nothing.
        LicenceWord = "licence-word",
        /// At least five rows of a file, and more than half of its rows, were refused.
        MostlyRefused = "mostly-refused",
        /// A file has as many rows as a sheet of a spreadsheet can hold.
        RowLimit = "row-limit",
        /// A file or folder was skipped for its name.
        SkippedFile = "skipped-file",
        /// Every quantity of a file that has a decimal point has three digits after it, as if the point separated thousands.
        ThousandsSuspect = "thousands-suspect",
        /// The versions of one record are far apart, or have different partners or authorisations.
        VersionsUnlike = "versions-unlike",
        /// A record has quantity 0 and withdraws nothing.
        ZeroQuantity = "zero-quantity",
    }
}

impl WarningKind {
    /// Returns the doubt that a warning of this kind raises about the alerts of a record that stands.
    #[must_use]
    pub const fn doubt(self) -> Option<Doubt> {
        match self {
            Self::IdShared => Some(Doubt::IdShared),
            Self::VersionsUnlike => Some(Doubt::VersionsUnlike),
            Self::LicenceWord => Some(Doubt::LicenceWord),
            _ => None,
        }
    }

    /// Whether the number of refused rows makes a file of so many rows mostly refused.
    #[must_use]
    pub const fn is_mostly_refused(refused: u64, rows: u64) -> bool {
        refused >= 5 && refused * 2 > rows
    }

    /// Whether a file has as many rows as a spreadsheet's sheet holds besides its header, in the older or the newer file
    /// format.
    #[must_use]
    pub const fn is_row_limit(rows: u64) -> bool {
        matches!(rows, 65_535 | 1_048_575)
    }

    /// Returns what the warning means, in a few words.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::HeaderRepeated => {
                "the header line stands among the rows again and is refused; were two files put together?"
            }
            Self::IdShared => {
                "one id stands for several flows, substances or kinds; each counts as a record or filing of its own"
            }
            Self::LicenceWord => {
                "the special licence is a word for nothing; the record counts as licensed"
            }
            Self::MostlyRefused => "more than half of the rows were refused",
            Self::RowLimit => {
                "the file has exactly as many rows as fit a sheet of a spreadsheet; are later rows missing?"
            }
            Self::SkippedFile => "skipped for its name; nothing of it was read",
            Self::ThousandsSuspect => {
                "every quantity with a point has three digits after it; is the point a mark of thousands?"
            }
            Self::VersionsUnlike => {
                "versions of one record are more than 31 days apart, or name different partners or authorisations; the greatest counts"
            }
            Self::ZeroQuantity => {
                "the only version of the record has quantity 0; it withdraws nothing"
            }
        }
    }
}

/// A warning about a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WarningEntry {
    /// The kind of the warning.
    pub kind: WarningKind,
    /// The path relative to the dataset; a skipped folder ends with `/`.
    pub file: String,
    /// The number of rows that the warning concerns; null for a skipped file.
    pub rows: Option<u64>,
    /// The first of these rows.
    pub first_row: Option<u64>,
    /// The text of that row, shortened.
    pub example: Option<String>,
}

/// The characters of a row that a warning shows.
const SHOWN: usize = 120;

/// Returns the start of a row's text, as a warning shows it.
#[must_use]
pub fn cut(text: &str) -> String {
    let mut cut: String = text
        .trim_end_matches(['\r', '\n'])
        .chars()
        .take(SHOWN)
        .collect();
    if text.chars().nth(SHOWN).is_some() {
        cut.push('…');
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_in_the_order_of_their_names() {
        assert!(
            WarningKind::ALL.is_sorted() && WarningKind::ALL.map(WarningKind::name).is_sorted()
        );
    }
}
