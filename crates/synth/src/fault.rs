//! Faults planted in records: at least one for every reason to refuse a record, in the files that can hold it.

use super::convention::Convention;
use super::layout::Container;
use super::row::Row;
use super::shipment::Side;

/// A way to spoil a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fault {
    NoId,
    NoDate,
    NoReporter,
    NoPartner,
    NoFlow,
    NoForm,
    NoQuantity,
    NoUnit,
    NoSuchDay,
    OtherDateOrder,
    YearZero,
    OtherUnit,
    Exponent,
    Comma,
    SevenPlaces,
    TooFine,
    TooEarly,
    TooLate,
    BeforeItsDate,
    OtherReporter,
    OtherPartner,
    WithItself,
    OtherFlow,
    OtherForm,
    NoFactor,
    Negative,
    NegativeReexport,
    TooLarge,
    MoreReexported,
    FieldMissing,
    FieldTooMany,
    OpenQuote,
    QuoteInside,
    AfterQuote,
    NotUtf8,
    BlankLine,
    OtherProcedure,
}

/// All of them. The first one is for files that say by which procedure a record went.
const ALL: [Fault; 37] = [
    Fault::OtherProcedure,
    Fault::NoId,
    Fault::NoDate,
    Fault::NoReporter,
    Fault::NoPartner,
    Fault::NoFlow,
    Fault::NoForm,
    Fault::NoQuantity,
    Fault::NoUnit,
    Fault::NoSuchDay,
    Fault::OtherDateOrder,
    Fault::YearZero,
    Fault::OtherUnit,
    Fault::Exponent,
    Fault::Comma,
    Fault::SevenPlaces,
    Fault::TooFine,
    Fault::TooEarly,
    Fault::TooLate,
    Fault::BeforeItsDate,
    Fault::OtherReporter,
    Fault::OtherPartner,
    Fault::WithItself,
    Fault::OtherFlow,
    Fault::OtherForm,
    Fault::NoFactor,
    Fault::Negative,
    Fault::NegativeReexport,
    Fault::TooLarge,
    Fault::MoreReexported,
    Fault::FieldMissing,
    Fault::FieldTooMany,
    Fault::OpenQuote,
    Fault::QuoteInside,
    Fault::AfterQuote,
    Fault::NotUtf8,
    Fault::BlankLine,
];

impl Fault {
    /// Those that trade of a convention can have.
    pub(super) fn of_convention(convention: Convention) -> impl Iterator<Item = Fault> {
        ALL.into_iter().filter(move |fault| match fault {
            Fault::OtherProcedure => convention.has_procedure(),
            // Only the Green List has forms without a factor.
            Fault::NoFactor => convention == Convention::C1971,
            _ => true,
        })
    }

    /// The reason with which the row must be refused (rules 4.3).
    pub(super) fn reason(self) -> &'static str {
        match self {
            Fault::NoId
            | Fault::NoDate
            | Fault::NoReporter
            | Fault::NoPartner
            | Fault::NoFlow
            | Fault::NoForm
            | Fault::NoQuantity
            | Fault::NoUnit => "missing-field",
            Fault::NoSuchDay | Fault::OtherDateOrder | Fault::YearZero => "bad-date",
            Fault::OtherUnit => "unknown-unit",
            Fault::Exponent | Fault::Comma | Fault::SevenPlaces | Fault::TooFine => "bad-number",
            Fault::TooEarly | Fault::TooLate => "date-out-of-range",
            Fault::BeforeItsDate => "dated-after-receipt",
            Fault::OtherReporter | Fault::OtherPartner => "unknown-country",
            Fault::WithItself => "self-trade",
            Fault::OtherFlow => "unknown-flow",
            Fault::OtherProcedure => "unknown-procedure",
            Fault::OtherForm => "unknown-form",
            Fault::NoFactor => "no-factor",
            Fault::Negative | Fault::NegativeReexport => "negative-quantity",
            Fault::TooLarge => "quantity-too-large",
            Fault::MoreReexported => "reexport-exceeds-quantity",
            Fault::FieldMissing
            | Fault::FieldTooMany
            | Fault::OpenQuote
            | Fault::QuoteInside
            | Fault::AfterQuote
            | Fault::NotUtf8
            | Fault::BlankLine => "bad-line",
        }
    }

    /// Whether a file can hold it; `side` where the file has the reports of one side only.
    pub(super) fn fits(self, container: Container, side: Option<Side>) -> bool {
        match self {
            Fault::NoSuchDay
            | Fault::OtherDateOrder
            | Fault::YearZero
            | Fault::Exponent
            | Fault::Comma
            | Fault::SevenPlaces
            | Fault::FieldMissing
            | Fault::FieldTooMany
            | Fault::OpenQuote
            | Fault::QuoteInside
            | Fault::AfterQuote
            | Fault::NotUtf8
            | Fault::BlankLine => container.is_csv(),
            Fault::NoUnit | Fault::OtherUnit | Fault::TooFine => container.has_units(),
            Fault::TooLarge => container.is_csv() || container.has_units(),
            Fault::NoDate | Fault::NoQuantity => container.is_nullable(),
            Fault::NoPartner => side != Some(Side::Importer),
            _ => true,
        }
    }

    /// The side whose report it needs.
    pub(super) fn side(self) -> Option<Side> {
        (self == Fault::NoPartner).then_some(Side::Exporter)
    }

    /// Spoils what a row says; what only text can hold is spoilt when the line is written.
    pub(super) fn spoil<'w>(self, row: &mut Row<'w>, form_without_factor: &'w str) {
        row.fault = Some(self);
        match self {
            Fault::NoId => row.numbered_by = "",
            Fault::NoDate => row.date = None,
            Fault::NoReporter => row.reporter = "",
            Fault::NoPartner => row.partner = "",
            Fault::NoFlow => row.flow = "",
            Fault::NoForm => row.form = "",
            Fault::NoQuantity => row.quantity = None,
            Fault::NoUnit => row.stated = Some((1_500_000, "")),
            Fault::OtherUnit => row.stated = Some((1_500_000, "lb")),
            // A thousandth of a microgram, in a unit that has room for it.
            Fault::TooFine => row.stated = Some((1, "mg")),
            Fault::TooEarly => row.date = Some(-3_289),
            Fault::TooLate => row.received = Some(84_006),
            Fault::BeforeItsDate => row.received = row.date.map(|day| day - 30),
            Fault::OtherReporter => row.reporter = "XXA",
            Fault::OtherPartner => row.partner = "ken",
            Fault::WithItself => row.partner = row.reporter,
            Fault::OtherFlow => {
                row.flow = "Import";
                // Only an import may leave its partner out, and this is none any more.
                if row.partner.is_empty() {
                    row.partner = if row.reporter == "CHE" { "DEU" } else { "CHE" };
                }
            }
            Fault::OtherProcedure => row.procedure = "Simplified",
            Fault::OtherForm => row.form = "PD 006",
            Fault::NoFactor => row.form = form_without_factor,
            Fault::Negative => row.quantity = row.quantity.map(|quantity| -quantity),
            Fault::NegativeReexport => row.reexport = row.quantity.map(|quantity| -quantity),
            // 10^9 kg.
            Fault::TooLarge => {
                row.reexport = None;
                row.stated = Some((1_000_000_000_000_000, "kg"));
            }
            Fault::MoreReexported => row.reexport = row.quantity.map(|quantity| quantity * 2),
            _ => {}
        }
        if matches!(self, Fault::Negative | Fault::NoQuantity) {
            row.reexport = None;
        }
    }

    /// What stands in the date's place, where it is no date.
    pub(super) fn date(self) -> Option<&'static str> {
        match self {
            Fault::NoSuchDay => Some("2024-02-30"),
            Fault::OtherDateOrder => Some("15/03/2024"),
            Fault::YearZero => Some("0000-01-01"),
            _ => None,
        }
    }

    /// What stands in the quantity's place, where it is no quantity.
    pub(super) fn quantity(self, units: bool) -> Option<&'static str> {
        match self {
            Fault::Exponent => Some("1e3"),
            Fault::Comma => Some("\"1,500\""),
            Fault::SevenPlaces => Some("0.1234567"),
            Fault::TooLarge if !units => Some("1000000000000"),
            _ => None,
        }
    }

    /// Spoils a line, without its end.
    pub(super) fn spoil_line(self, line: &mut Vec<u8>) {
        match self {
            Fault::FieldMissing => {
                let last = line.iter().rposition(|byte| *byte == b',').unwrap_or(0);
                line.truncate(last);
            }
            Fault::FieldTooMany => line.extend_from_slice(b",see letter"),
            Fault::OpenQuote => line.insert(0, b'"'),
            Fault::QuoteInside => line.insert(4.min(line.len()), b'"'),
            Fault::AfterQuote => {
                line.splice(0..0, *b"\"re\"sent ");
            }
            Fault::NotUtf8 => line.insert(0, 0xE9),
            Fault::BlankLine => line.clear(),
            _ => {}
        }
    }
}
