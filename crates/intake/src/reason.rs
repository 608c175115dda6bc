//! Names the reasons for which a row is refused.

use super::column::{Column, Kind};
use crate::conversion::Lists;
use std::borrow::Cow;

/// The first reason that applies to a refused row (`rules.md` 4.3; `bad-line` from `data.md` CSV).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The line is not one row of the file's fields.
    BadLine(BadLine),
    /// A value is missing that a row must have.
    MissingField(Column),
    /// A filing is of no known kind.
    UnknownKind,
    /// The text is not a day in the strict notation.
    BadDate(Column),
    /// The unit is neither kg, g nor mg.
    UnknownUnit,
    /// The period is neither a day, a month, a quarter nor a year (`rules.md` 4.6).
    UnknownPeriod,
    /// The text is not a number of at most six places, in the unit given and in grams.
    BadNumber(Column),
    /// A day before 1961 or after 2199.
    DateOutOfRange(Column),
    /// The date of the movement is after the date of receipt.
    DatedAfterReceipt,
    /// The date is not the last day of a calendar period of the record's kind (`rules.md` 4.6).
    NotEndOfPeriod,
    /// The country is not in `countries.csv`.
    UnknownCountry(Column),
    /// The text, in a file that is read by a layout, is a name of several countries, substances or forms.
    AmbiguousName(Column),
    /// Reporter and partner are the same.
    SelfTrade,
    /// Neither import nor export.
    UnknownFlow,
    /// The procedure is no known one (`rules.md` 7.7).
    UnknownProcedure,
    /// The form is in neither `forms.csv` nor `preparations.csv`.
    UnknownForm,
    /// The form has no factor on the day.
    NoFactor,
    /// The substance is not in `substances.csv`.
    UnknownSubstance,
    /// The convention of the substance has no filings of this kind (`rules.md` 7.1).
    WrongKind,
    /// A filing of the 1961 Convention names no calendar year.
    MissingYear,
    /// An established value of the 1971 Convention names no day from which it applies.
    MissingEffective,
    /// The text is not a calendar year.
    BadYear,
    /// A filing was confirmed before it was received.
    ConfirmedBeforeReceived,
    /// A filing for a Schedule I substance (`rules.md` 3.9).
    ScheduleI,
    /// A quantity below zero.
    NegativeQuantity(Column),
    /// The quantity is 10^12 g or more.
    QuantityTooLarge(Column),
    /// The portion for re-export is more than the quantity.
    ReexportExceedsQuantity,
}

/// What is wrong with a line of CSV.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadLine {
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// A value in this column, the first of which is 1, which has no name.
    Nameless(usize),
    /// What a layout's reader of text finds wrong.
    Text(inforce_sheets::text::Reason),
    /// A quote that does not close on its line.
    OpenQuote,
    /// A quote inside an unquoted field.
    StrayQuote,
    /// Text after a closing quote.
    TextAfterQuote,
    /// The number of fields differs from the number of columns in the header.
    Fields {
        /// Fields on the line.
        found: usize,
        /// Columns of the header.
        expected: usize,
    },
}

/// The texts of a row, for messages and for quarantine.
pub trait RowText {
    /// Returns the text of a column; empty if it is missing, `None` if the row cannot be read that far.
    fn text(&self, column: Column) -> Option<Cow<'_, str>>;
    /// Returns the whole row: a line of CSV as written, or the values of a Parquet row as such a line; invalid bytes as U+FFFD.
    fn raw(&self) -> String;
    /// Returns the columns of the quantity and of the part for re-export in this file's notation.
    fn quantity_columns(&self) -> (Column, Column);
    /// Returns what is wrong with the text of a column, what was expected and what may have been meant, if the notation of the
    /// file is not the canonical one.
    fn said(&self, _: Column) -> Option<String> {
        None
    }
}

/// A refused row: its reason, and its texts while it is being read.
#[derive(Clone, Copy)]
pub struct Refused<'a> {
    /// The reason.
    pub reason: Reason,
    pub(super) row: &'a dyn RowText,
    /// The lists that the row was checked against, if it came so far; for suggestions of what may have been meant.
    pub(super) lists: Option<Lists<'a>>,
}

impl<'a> Refused<'a> {
    /// Makes a refusal of a row that was checked against lists.
    pub(super) fn checked(reason: Reason, row: &'a dyn RowText, lists: &Lists<'a>) -> Self {
        Self {
            reason,
            row,
            lists: Some(*lists),
        }
    }

    /// Returns the text of a column, such as the row's own id; `None` if it is absent or cannot be read.
    #[must_use]
    pub fn text(&self, column: Column) -> Option<String> {
        self.row
            .text(column)
            .filter(|text| !text.is_empty())
            .map(Cow::into_owned)
    }

    /// Returns the text of the whole row.
    #[must_use]
    pub fn raw(&self) -> String {
        self.row.raw()
    }
}

impl Reason {
    /// The names of all reasons, each with the kind of row that alone can be refused for it; `None` if either kind can.
    const NAMES: [(&'static str, Option<Kind>); 27] = [
        ("bad-line", None),
        ("missing-field", None),
        ("unknown-kind", Some(Kind::Filing)),
        ("bad-date", None),
        ("unknown-unit", Some(Kind::Record)),
        ("unknown-period", Some(Kind::Record)),
        ("bad-number", None),
        ("date-out-of-range", None),
        ("dated-after-receipt", Some(Kind::Record)),
        ("not-end-of-period", Some(Kind::Record)),
        ("unknown-country", None),
        ("ambiguous-name", None),
        ("self-trade", Some(Kind::Record)),
        ("unknown-flow", Some(Kind::Record)),
        ("unknown-procedure", Some(Kind::Record)),
        ("unknown-form", Some(Kind::Record)),
        ("no-factor", Some(Kind::Record)),
        ("unknown-substance", Some(Kind::Filing)),
        ("wrong-kind", Some(Kind::Filing)),
        ("missing-year", Some(Kind::Filing)),
        ("missing-effective", Some(Kind::Filing)),
        ("bad-year", Some(Kind::Filing)),
        ("confirmed-before-received", Some(Kind::Filing)),
        ("schedule-i", Some(Kind::Filing)),
        ("negative-quantity", None),
        ("quantity-too-large", None),
        ("reexport-exceeds-quantity", Some(Kind::Record)),
    ];

    /// Returns the names of all reasons.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::NAMES.into_iter().map(|(name, _)| name)
    }

    /// Whether a row of a kind can be refused for the reason of that name (`rules.md` 4.3).
    #[must_use]
    pub fn is_of(name: &str, kind: &str) -> bool {
        Self::NAMES
            .into_iter()
            .any(|(known, only)| known == name && only.is_none_or(|only| only.name() == kind))
    }

    /// Returns the reason's name that equals a text of an output, if there is one.
    #[must_use]
    pub fn named(text: &str) -> Option<&'static str> {
        Self::names().find(|name| *name == text)
    }

    /// Returns the column whose text is at fault, if one column is.
    #[must_use]
    pub const fn column(self) -> Option<Column> {
        match self {
            Self::MissingField(column)
            | Self::BadDate(column)
            | Self::BadNumber(column)
            | Self::DateOutOfRange(column)
            | Self::UnknownCountry(column)
            | Self::AmbiguousName(column)
            | Self::NegativeQuantity(column)
            | Self::QuantityTooLarge(column) => Some(column),
            Self::UnknownKind | Self::WrongKind => Some(Column::FilingKind),
            Self::UnknownUnit => Some(Column::Unit),
            Self::UnknownPeriod => Some(Column::Period),
            Self::NotEndOfPeriod => Some(Column::Date),
            Self::UnknownFlow => Some(Column::Flow),
            Self::UnknownProcedure => Some(Column::Procedure),
            Self::MissingYear | Self::BadYear => Some(Column::Year),
            Self::MissingEffective => Some(Column::Effective),
            Self::ConfirmedBeforeReceived => Some(Column::Confirmed),
            Self::UnknownForm => Some(Column::Form),
            Self::UnknownSubstance => Some(Column::Substance),
            Self::BadLine(_)
            | Self::DatedAfterReceipt
            | Self::SelfTrade
            | Self::NoFactor
            | Self::ScheduleI
            | Self::ReexportExceedsQuantity => None,
        }
    }

    /// Returns the name that the outputs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BadLine(_) => "bad-line",
            Self::MissingField(_) => "missing-field",
            Self::UnknownKind => "unknown-kind",
            Self::BadDate(_) => "bad-date",
            Self::UnknownUnit => "unknown-unit",
            Self::UnknownPeriod => "unknown-period",
            Self::BadNumber(_) => "bad-number",
            Self::DateOutOfRange(_) => "date-out-of-range",
            Self::DatedAfterReceipt => "dated-after-receipt",
            Self::NotEndOfPeriod => "not-end-of-period",
            Self::UnknownCountry(_) => "unknown-country",
            Self::AmbiguousName(_) => "ambiguous-name",
            Self::SelfTrade => "self-trade",
            Self::UnknownFlow => "unknown-flow",
            Self::UnknownProcedure => "unknown-procedure",
            Self::WrongKind => "wrong-kind",
            Self::MissingYear => "missing-year",
            Self::MissingEffective => "missing-effective",
            Self::BadYear => "bad-year",
            Self::ConfirmedBeforeReceived => "confirmed-before-received",
            Self::UnknownForm => "unknown-form",
            Self::NoFactor => "no-factor",
            Self::UnknownSubstance => "unknown-substance",
            Self::ScheduleI => "schedule-i",
            Self::NegativeQuantity(_) => "negative-quantity",
            Self::QuantityTooLarge(_) => "quantity-too-large",
            Self::ReexportExceedsQuantity => "reexport-exceeds-quantity",
        }
    }
}
