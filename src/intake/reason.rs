//! Why a row is refused, and how that is said.

use super::Lists;
use super::column::Column;
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
    /// Not a day in the strict notation.
    BadDate(Column),
    /// The unit is neither kg, g nor mg.
    UnknownUnit,
    /// Not a number of at most six places, in the unit given and in grams.
    BadNumber(Column),
    /// A day before 1961 or after 2199.
    DateOutOfRange(Column),
    /// The movement is later than its receipt.
    DatedAfterReceipt,
    /// A country that `countries.csv` does not have.
    UnknownCountry(Column),
    /// Reporter and partner are the same.
    SelfTrade,
    /// Neither import nor export.
    UnknownFlow,
    /// A form that neither `forms.csv` nor `preparations.csv` has.
    UnknownForm,
    /// A form without a factor on the day.
    NoFactor,
    /// A substance that `substances.csv` does not have.
    UnknownSubstance,
    /// A filing for a Schedule I substance (`rules.md` 3.9).
    ScheduleI,
    /// A quantity below zero.
    NegativeQuantity(Column),
    /// 10^12 g or more.
    QuantityTooLarge(Column),
    /// More for re-export than was shipped.
    ReexportExceedsQuantity,
}

/// What is wrong with a line of CSV.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadLine {
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// A quote that does not close on its line.
    OpenQuote,
    /// A quote inside an unquoted field.
    StrayQuote,
    /// Text after a closing quote.
    TextAfterQuote,
    /// Not as many fields as the header has columns.
    Fields {
        /// Fields on the line.
        found: usize,
        /// Columns of the header.
        expected: usize,
    },
}

/// The texts of a row, for messages and for quarantine.
pub trait RowText {
    /// The text of a column; empty where it is missing, `None` where the row cannot be read so far.
    fn text(&self, column: Column) -> Option<Cow<'_, str>>;
    /// The whole row: a line of CSV as it stands, or the values of a Parquet row as such a line;
    /// invalid bytes as U+FFFD.
    fn raw(&self) -> String;
    /// The columns of the quantity and of the part for re-export in this file's notation.
    fn quantity_columns(&self) -> (Column, Column);
}

/// A refused row: its reason, and its texts for as long as it is being read.
#[derive(Clone, Copy)]
pub struct Refused<'a> {
    /// Why.
    pub reason: Reason,
    pub(super) row: &'a dyn RowText,
    /// What the row was checked against, where it came so far; for saying what may have been meant.
    pub(super) lists: Option<Lists<'a>>,
}

impl<'a> Refused<'a> {
    /// A row that was checked against lists and refused.
    pub(super) fn checked(reason: Reason, row: &'a dyn RowText, lists: &Lists<'a>) -> Self {
        Self {
            reason,
            row,
            lists: Some(*lists),
        }
    }

    /// The text of a column, such as the row's own id, where there is one and it can be read.
    #[must_use]
    pub fn text(&self, column: Column) -> Option<String> {
        self.row
            .text(column)
            .filter(|text| !text.is_empty())
            .map(Cow::into_owned)
    }

    /// The whole row.
    #[must_use]
    pub fn raw(&self) -> String {
        self.row.raw()
    }
}

impl Reason {
    /// The names of all reasons.
    pub const NAMES: [&'static str; 18] = [
        "bad-line",
        "missing-field",
        "unknown-kind",
        "bad-date",
        "unknown-unit",
        "bad-number",
        "date-out-of-range",
        "dated-after-receipt",
        "unknown-country",
        "self-trade",
        "unknown-flow",
        "unknown-form",
        "no-factor",
        "unknown-substance",
        "schedule-i",
        "negative-quantity",
        "quantity-too-large",
        "reexport-exceeds-quantity",
    ];

    /// The name of a reason that an output holds, if it is one.
    #[must_use]
    pub fn named(text: &str) -> Option<&'static str> {
        Self::NAMES.into_iter().find(|name| *name == text)
    }

    /// The name that the outputs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BadLine(_) => "bad-line",
            Self::MissingField(_) => "missing-field",
            Self::UnknownKind => "unknown-kind",
            Self::BadDate(_) => "bad-date",
            Self::UnknownUnit => "unknown-unit",
            Self::BadNumber(_) => "bad-number",
            Self::DateOutOfRange(_) => "date-out-of-range",
            Self::DatedAfterReceipt => "dated-after-receipt",
            Self::UnknownCountry(_) => "unknown-country",
            Self::SelfTrade => "self-trade",
            Self::UnknownFlow => "unknown-flow",
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
