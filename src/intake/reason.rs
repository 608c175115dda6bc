//! Why a row is refused, and how that is said.

use super::column::Column;
use crate::terms::{Day, NumberFault, ScaledNumber, shown};
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
}

impl Refused<'_> {
    /// The row's own id, where it can be read.
    #[must_use]
    pub fn id(&self, id: Column) -> Option<String> {
        self.row.text(id).filter(|text| !text.is_empty()).map(Cow::into_owned)
    }

    /// The whole row.
    #[must_use]
    pub fn raw(&self) -> String {
        self.row.raw()
    }

    /// What was found and what was expected.
    #[must_use]
    pub fn detail(&self) -> String {
        let text = |column: Column| shown(self.row.text(column).as_deref().unwrap_or_default());
        let is = |column: Column| format!("{} is {}", column.name(), text(column));
        match self.reason {
            Reason::BadLine(fault) => bad_line(fault),
            Reason::MissingField(column @ Column::Partner) => {
                format!("{} is missing; only a record whose flow is import may leave it out", column.name())
            }
            Reason::MissingField(column @ Column::Effective) => {
                format!("{} is missing; only a supplement may leave it out", column.name())
            }
            Reason::MissingField(column) => format!("{} is missing; every row needs it", column.name()),
            Reason::UnknownKind => format!("{}; expected assessment, established or supplement", is(Column::FilingKind)),
            Reason::BadDate(column) => format!("{}; expected a day that exists, as YYYY-MM-DD", is(column)),
            Reason::UnknownUnit => format!("{}; expected kg, g or mg", is(Column::Unit)),
            Reason::BadNumber(column) => self.bad_number(column),
            Reason::DateOutOfRange(column) => format!("{}; expected {} to {}", is(column), Day::FIRST, Day::LAST),
            Reason::DatedAfterReceipt => {
                format!("{} and {}; expected a receipt on the day of the movement or later", is(Column::Date), is(Column::Received))
            }
            Reason::UnknownCountry(column) => {
                format!("{}; expected a code exactly as in countries.csv: ISO 3166-1 alpha-3, such as CHE", is(column))
            }
            Reason::SelfTrade => format!("{} and {}; expected two different countries", is(Column::Reporter), is(Column::Partner)),
            Reason::UnknownFlow => format!("{}; expected import or export", is(Column::Flow)),
            Reason::UnknownForm => format!("{}; expected a code exactly as in forms.csv or preparations.csv", is(Column::Form)),
            Reason::NoFactor => format!(
                "{} and {}; expected a base_percent in forms.csv that applies on that day, for a preparation one for each form in it",
                is(Column::Form),
                is(Column::Date)
            ),
            Reason::UnknownSubstance => format!("{}; expected a code exactly as in substances.csv", is(Column::Substance)),
            Reason::ScheduleI => {
                format!("{}; expected a substance of Schedule II to IV: Schedule I has no estimates", is(Column::Substance))
            }
            Reason::NegativeQuantity(column @ Column::Grams) => format!("{}; expected 0 or more: only a supplement is signed", is(column)),
            Reason::NegativeQuantity(column) => format!("{}; expected 0 or more", is(column)),
            Reason::QuantityTooLarge(column @ Column::Grams) => {
                format!("{}; expected less than 1000000000000 g, its sign aside", is(column))
            }
            Reason::QuantityTooLarge(column) => format!("{}{}; expected less than 1000000000000 g", is(column), self.unit()),
            Reason::ReexportExceedsQuantity => {
                let (quantity, reexport) = self.row.quantity_columns();
                format!("{} and {}; expected at most the whole quantity", is(reexport), is(quantity))
            }
        }
    }

    fn bad_number(&self, column: Column) -> String {
        let text = self.row.text(column).unwrap_or_default();
        let expected = match ScaledNumber::parse(text.as_bytes()) {
            Err(NumberFault::NotANumber) => "digits, with an optional sign before and an optional point and digits after",
            Err(NumberFault::TooManyPlaces) => "at most 6 digits after the point",
            Ok(_) => "at most 6 digits after the point once it is in grams",
        };
        format!("{} is {}{}; expected {expected}", column.name(), shown(&text), self.unit())
    }

    /// The unit, where the file names one.
    fn unit(&self) -> String {
        match self.row.text(Column::Unit) {
            Some(unit) if !unit.is_empty() => format!(" {unit}"),
            _ => String::new(),
        }
    }
}

fn bad_line(fault: BadLine) -> String {
    match fault {
        BadLine::NotUtf8 => "the line is not UTF-8; expected UTF-8 text".into(),
        BadLine::OpenQuote => "a quote does not close on its line; expected one line for each row".into(),
        BadLine::StrayQuote => {
            "a quote stands inside a field without quotes; expected the whole field in quotes and inner ones doubled".into()
        }
        BadLine::TextAfterQuote => "text follows a closing quote; expected a comma or the end of the line, and inner quotes doubled".into(),
        BadLine::Fields { found: 0, expected } => format!("the line is blank; expected {expected} fields, as the header has"),
        BadLine::Fields { found, expected } => {
            format!("{found} {} on the line; expected {expected}, as the header has", if found == 1 { "field" } else { "fields" })
        }
    }
}

impl Reason {
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
