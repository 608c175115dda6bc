//! Defines a filing, which is one line that a government or the Board put on record, and its checks.

use super::{Cell, Column, Lists, Reason};
use crate::config::Schedule;
use crate::terms::{Country, Day, Quantity, ScaledNumber, Substance};

/// The kinds of filing, in the byte order of their words, which decides between versions (`rules.md` 4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FilingKind {
    /// An assessment by a government, on form B/P.
    Assessment,
    /// A value set by the Board where a government gave none.
    Established,
    /// A signed change.
    Supplement,
}

impl FilingKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Assessment, Self::Established, Self::Supplement];

    /// Returns the word in the files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Assessment => "assessment",
            Self::Established => "established",
            Self::Supplement => "supplement",
        }
    }

    /// Returns the kind of a word.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == text)
    }
}

/// A row of a filing file, column by column, before it is checked.
#[derive(Clone, Copy, Debug)]
pub struct RawFiling {
    /// Whether `filing_id` has a text.
    pub has_id: bool,
    /// `country`.
    pub country: Cell<Country>,
    /// `substance`.
    pub substance: Cell<Substance>,
    /// `kind`.
    pub kind: Cell<FilingKind>,
    /// `received`.
    pub received: Cell<Day>,
    /// `effective`.
    pub effective: Cell<Day>,
    /// `grams`.
    pub grams: Cell<ScaledNumber>,
}

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
    /// The day from which it applies; `None` for supplements, whatever they state.
    pub effective: Option<Day>,
    /// Grams a year as filed, not yet rounded; signed for supplements.
    pub grams: Quantity,
}

impl RawFiling {
    /// Makes a filing of a row's texts; a missing text is empty.
    pub(super) fn of_texts<'t>(lists: &Lists, text: impl Fn(Column) -> &'t str) -> Self {
        Self {
            has_id: !text(Column::FilingId).is_empty(),
            country: Cell::read(text(Column::Country), |code| lists.country(code)),
            substance: Cell::read(text(Column::Substance), |code| lists.substance(code)),
            kind: Cell::read(text(Column::FilingKind), FilingKind::read),
            received: Cell::day(text(Column::Received)),
            effective: Cell::day(text(Column::Effective)),
            grams: Cell::number(text(Column::Grams)),
        }
    }

    /// Returns the filing, or the first reason of `rules.md` 4.3 that applies.
    pub fn check(&self, lists: &Lists) -> Result<Filing, Reason> {
        self.check_presence()?;
        let Cell::Is(kind) = self.kind else {
            return Err(Reason::UnknownKind);
        };
        let Cell::Is(received) = self.received else {
            return Err(Reason::BadDate(Column::Received));
        };
        let effective = match (kind, self.effective) {
            (FilingKind::Supplement, _) => None,
            (_, Cell::Is(day)) => Some(day),
            (_, Cell::Missing | Cell::Faulty) => return Err(Reason::BadDate(Column::Effective)),
        };
        for (day, column) in [
            (Some(received), Column::Received),
            (effective, Column::Effective),
        ] {
            if day.is_some_and(|day| !day.is_in_range()) {
                return Err(Reason::DateOutOfRange(column));
            }
        }
        let Cell::Is(grams) = self.grams else {
            return Err(Reason::BadNumber(Column::Grams));
        };
        let Cell::Is(country) = self.country else {
            return Err(Reason::UnknownCountry(Column::Country));
        };
        let Cell::Is(substance) = self.substance else {
            return Err(Reason::UnknownSubstance);
        };
        if lists.config.substance(substance).schedule == Schedule::I {
            return Err(Reason::ScheduleI);
        }
        if grams.millionths() < 0 && kind != FilingKind::Supplement {
            return Err(Reason::NegativeQuantity(Column::Grams));
        }
        let grams = Quantity::from_millionths(grams.millionths())
            .ok_or(Reason::QuantityTooLarge(Column::Grams))?;
        Ok(Filing {
            country,
            substance,
            kind,
            received,
            effective,
            grams,
        })
    }

    /// Checks for `missing-field`: the fields that every filing needs, and an effective date unless it is a supplement.
    fn check_presence(&self) -> Result<(), Reason> {
        let missing = [
            (!self.has_id, Column::FilingId),
            (self.country.is_missing(), Column::Country),
            (self.substance.is_missing(), Column::Substance),
            (self.kind.is_missing(), Column::FilingKind),
            (self.received.is_missing(), Column::Received),
            (self.grams.is_missing(), Column::Grams),
            (
                self.effective.is_missing() && self.kind != Cell::Is(FilingKind::Supplement),
                Column::Effective,
            ),
        ];
        missing
            .iter()
            .find(|(missing, _)| *missing)
            .map_or(Ok(()), |(_, column)| Err(Reason::MissingField(*column)))
    }
}
