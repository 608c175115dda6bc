//! Checks a row of a filing file (`rules.md` 7.2).

use super::record::day;
use super::{Cell, Column, Reason, Refused};
use crate::config::{FilingKind, Term, calendar_year};
use crate::conversion::Lists;
use crate::records::{Filing, FilingTexts};
use crate::terms::{Country, Day, Quantity, ScaledNumber, Substance};

/// A row of a filing file after its check: the filing with its texts, or the refused row.
pub type CheckedFiling<'a> = Result<(&'a Filing, FilingTexts<'a>), Refused<'a>>;

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
    /// `year`: a calendar year of the rules.
    pub year: Cell<i32>,
    /// `confirmed`.
    pub confirmed: Cell<Day>,
}

impl RawFiling {
    /// Makes a filing of a row's texts; a missing text is empty.
    pub(super) fn of_texts<'t>(lists: &Lists, text: impl Fn(Column) -> &'t str) -> Self {
        Self {
            has_id: !text(Column::FilingId).is_empty(),
            country: Cell::read(text(Column::Country), |code| lists.country(code)),
            substance: Cell::read(text(Column::Substance), |code| lists.substance(code)),
            kind: Cell::read(text(Column::FilingKind), FilingKind::named),
            received: Cell::day(text(Column::Received)),
            effective: Cell::day(text(Column::Effective)),
            grams: Cell::number(text(Column::Grams)),
            year: Cell::read(text(Column::Year), calendar_year),
            confirmed: Cell::day(text(Column::Confirmed)),
        }
    }

    /// Returns the filing, or the first reason of `rules.md` 7.2 that applies.
    pub fn check(&self, lists: &Lists) -> Result<Filing, Reason> {
        self.check_presence()?;
        let Cell::Is(kind) = self.kind else {
            return Err(Reason::UnknownKind);
        };
        let Cell::Is(received) = self.received else {
            return Err(Reason::BadDate(Column::Received));
        };
        let effective = match (self.effective, kind) {
            (cell, FilingKind::Assessment | FilingKind::Established | FilingKind::Requirement) => {
                day(cell, Column::Effective)?
            }
            _ => None,
        };
        let confirmed = match (self.confirmed, kind) {
            (cell, FilingKind::Estimate | FilingKind::Established | FilingKind::Supplement) => {
                day(cell, Column::Confirmed)?
            }
            _ => None,
        };
        for (day, column) in [
            (Some(received), Column::Received),
            (effective, Column::Effective),
            (confirmed, Column::Confirmed),
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
        let row = lists.config.substance(substance);
        let provisions = row.convention.provisions();
        if !provisions.kinds.contains(&kind) {
            return Err(Reason::WrongKind);
        }
        let (mut year, mut effective, mut confirmed) = (None, effective, confirmed);
        if provisions.term == Term::CalendarYear {
            year = match self.year {
                Cell::Is(year) => Some(year),
                Cell::Missing => return Err(Reason::MissingYear),
                Cell::Faulty => return Err(Reason::BadYear),
            };
            if confirmed.is_some_and(|confirmed| confirmed < received) {
                return Err(Reason::ConfirmedBeforeReceived);
            }
            effective = None;
        } else {
            confirmed = None;
            if kind == FilingKind::Established && effective.is_none() {
                return Err(Reason::MissingEffective);
            }
        }
        if row.is_listed_only() {
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
            year,
            confirmed,
        })
    }

    /// Whether a row without an effective date lacks it: kinds of a calendar year need none, nor an established value of a year.
    fn lacks_effective(&self) -> bool {
        let Cell::Is(kind) = self.kind else {
            return self.effective.is_missing();
        };
        self.effective.is_missing()
            && match kind {
                FilingKind::Supplement | FilingKind::Estimate | FilingKind::Deduction => false,
                FilingKind::Established => self.year.is_missing(),
                FilingKind::Assessment | FilingKind::Requirement => true,
            }
    }

    /// Checks for `missing-field`: the fields that every filing needs, and an effective date where the kind needs it.
    fn check_presence(&self) -> Result<(), Reason> {
        let missing = [
            (!self.has_id, Column::FilingId),
            (self.country.is_missing(), Column::Country),
            (self.substance.is_missing(), Column::Substance),
            (self.kind.is_missing(), Column::FilingKind),
            (self.received.is_missing(), Column::Received),
            (self.grams.is_missing(), Column::Grams),
            (self.lacks_effective(), Column::Effective),
        ];
        missing
            .iter()
            .find(|(missing, _)| *missing)
            .map_or(Ok(()), |(_, column)| Err(Reason::MissingField(*column)))
    }
}
