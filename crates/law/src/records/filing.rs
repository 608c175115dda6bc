//! Defines a filing.

use crate::config::FilingKind;
use crate::terms::{Country, Day, Quantity, Substance};

/// The texts of a valid filing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilingTexts<'a> {
    /// The government's own id of the filing; one form has one id for all its substances.
    pub filing_id: &'a str,
    /// A footnote; empty where absent.
    pub note: &'a str,
}

/// A valid filing, without its texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filing {
    /// The country whose estimate it is.
    pub country: Country,
    /// The substance.
    pub substance: Substance,
    /// What the filing is.
    pub kind: FilingKind,
    /// The day on which it reached the Board.
    pub received: Day,
    /// The day from which it applies; `None` where the kind and the convention give it no use, whatever the row states.
    pub effective: Option<Day>,
    /// Grams a year as filed, not yet rounded; signed for supplements.
    pub grams: Quantity,
    /// The calendar year that a filing of the 1961 Convention is for; `None` for the other conventions (`rules.md` 7.2).
    pub year: Option<i32>,
    /// The day on which the Board confirmed an estimate, an established value or a supplement of the 1961 Convention; `None` if it has
    /// not, and for other filings.
    pub confirmed: Option<Day>,
}

impl Filing {
    /// Whether the filing is of a calendar year, and neither its confirmation nor its kind lets it count yet (`rules.md` 7.2).
    #[must_use]
    pub fn is_unconfirmed(&self) -> bool {
        self.year.is_some()
            && self.confirmed.is_none()
            && matches!(self.kind, FilingKind::Estimate | FilingKind::Supplement)
    }

    /// Returns the filing as it was known on a day: a later confirmation is absent (`rules.md` 7.2).
    #[must_use]
    pub fn known_at(self, known_at: Option<Day>) -> Self {
        let is_known = |day: &Day| known_at.is_none_or(|known_at| *day <= known_at);
        Self {
            confirmed: self.confirmed.filter(is_known),
            ..self
        }
    }
}
