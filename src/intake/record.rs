//! A record: what a reporter says was moved, and the checks it must pass.

use super::column::Layout;
use super::{Cell, Column, Lists, Reason};
use crate::conversion::Content;
use crate::terms::{Country, Day, Form, Quantity, ScaledNumber};

/// The direction of a movement as the reporter sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flow {
    /// Out of the reporting country. Before `Import`, as the words sort.
    Export,
    /// Into the reporting country.
    Import,
}

impl Flow {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Import, Self::Export];

    /// The word in the files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Export => "export",
            Self::Import => "import",
        }
    }

    /// The flow of that name.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flow| flow.name() == text)
    }
}

/// The unit of a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// 1,000 g.
    Kilogram,
    /// 1 g.
    Gram,
    /// 0.001 g.
    Milligram,
}

impl Unit {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Kilogram, Self::Gram, Self::Milligram];

    /// The word in the files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kilogram => "kg",
            Self::Gram => "g",
            Self::Milligram => "mg",
        }
    }

    /// The unit of that name.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.name() == text)
    }

    /// Millionths of a gram; `None` where that takes more than six places.
    fn to_grams(self, number: ScaledNumber) -> Option<i128> {
        let millionths = number.millionths();
        match self {
            Self::Kilogram => Some(millionths * 1000),
            Self::Gram => Some(millionths),
            Self::Milligram => (millionths % 1000 == 0).then_some(millionths / 1000),
        }
    }
}

/// Millionths of a gram of a number in a unit, of whatever size and sign; `None` where it is none, or has more than six
/// places in the unit or in grams.
#[must_use]
pub fn millionths_of(number: &str, unit: Unit) -> Option<i128> {
    ScaledNumber::parse(number.as_bytes())
        .ok()
        .and_then(|number| unit.to_grams(number))
}

/// A row of a record file, column by column, before it is checked.
#[derive(Clone, Copy, Debug)]
pub struct RawRecord {
    /// Whether `record_id` has a text.
    pub has_id: bool,
    /// `date`.
    pub date: Cell<Day>,
    /// `received`.
    pub received: Cell<Day>,
    /// `reporter`.
    pub reporter: Cell<Country>,
    /// `partner`.
    pub partner: Cell<Country>,
    /// `flow`.
    pub flow: Cell<Flow>,
    /// `form`.
    pub form: Cell<Form>,
    /// `unit`; grams where the file has no such column.
    pub unit: Cell<Unit>,
    /// `quantity_g` or `quantity`.
    pub quantity: Cell<ScaledNumber>,
    /// `reexport_g` or `reexport`.
    pub reexport: Cell<ScaledNumber>,
    /// Whether the file counts in grams, for the names in messages.
    pub in_grams: bool,
}

/// A valid record, but for its texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// Day of the movement.
    pub date: Day,
    /// Day it reached the Board; the date where none was given.
    pub received: Day,
    /// Who reports.
    pub reporter: Country,
    /// The other side; always given for exports.
    pub partner: Option<Country>,
    /// As the reporter sees it.
    pub flow: Flow,
    /// What was shipped.
    pub form: Form,
    /// How much of it.
    pub quantity: Quantity,
    /// How much of that is declared for re-export; 0 where nothing was given.
    pub reexport: Quantity,
}

/// The texts of a valid record; empty where absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Texts<'a> {
    /// The reporter's own id of the record.
    pub record_id: &'a str,
    /// Number of the import authorisation.
    pub authorisation: &'a str,
    /// Number of the special import licence under Article 13.
    pub special_licence: &'a str,
}

/// What stands in place of a special licence's number where there is none, in any case (`rules.md` 4.7).
const LICENCE_WORDS: [&str; 10] = [
    "null", "na", "n/a", "\\N", "-", "--", "no", "none", "nan", "0",
];

/// Whether the text of a special licence is blank, or a word for having none: it counts as a licence all the same, but is
/// to be doubted. An empty text is no licence, and so no such word.
#[must_use]
#[inline]
pub fn is_licence_word(text: &str) -> bool {
    let blank = |text: &str| !text.is_empty() && text.chars().all(char::is_whitespace);
    // None of the words is longer.
    (text.len() <= 4
        && LICENCE_WORDS
            .iter()
            .any(|word| word.eq_ignore_ascii_case(text)))
        || blank(text)
}

/// Who imports what and when, by a row of which nothing else is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heading {
    /// As the reporter sees it.
    pub flow: Flow,
    /// The importing country.
    pub importer: Country,
    /// What was shipped.
    pub form: Form,
    /// When.
    pub date: Day,
}

/// What a valid record moves into which country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Movement {
    /// Who reports it: an import is reported by the importing country, an export by its partner.
    pub flow: Flow,
    /// The importing country.
    pub importer: Option<Country>,
    /// What was shipped.
    pub form: Form,
    /// When.
    pub date: Day,
    /// How much of it stays in the country, in millionths of a gram; not below zero.
    pub net: i64,
}

impl From<&Record> for Movement {
    fn from(record: &Record) -> Self {
        let Record {
            flow, form, date, ..
        } = *record;
        Self {
            flow,
            importer: record.importer(),
            form,
            date,
            net: record.net().millionths(),
        }
    }
}

impl Record {
    /// What counts: the quantity less the portion for re-export (`rules.md` 4.1).
    #[must_use]
    pub fn net(&self) -> Quantity {
        self.quantity.less(self.reexport)
    }

    /// Who imports what and when; none where the importing country is not given.
    #[must_use]
    pub fn heading(&self) -> Option<Heading> {
        Some(Heading {
            flow: self.flow,
            importer: self.importer()?,
            form: self.form,
            date: self.date,
        })
    }

    /// The importing country: the reporter of an import, the partner of an export.
    #[must_use]
    pub fn importer(&self) -> Option<Country> {
        match self.flow {
            Flow::Import => Some(self.reporter),
            Flow::Export => self.partner,
        }
    }
}

impl RawRecord {
    /// A row whose columns hold texts, empty where there is none.
    pub(super) fn of_texts<'t>(
        layout: &Layout,
        lists: &Lists,
        text: impl Fn(Column) -> &'t str,
    ) -> Self {
        let (quantity, reexport, unit) = layout.notation();
        let country =
            |column| Cell::read(text(column), |code| lists.config.country_codes.find(code));
        Self {
            has_id: !text(Column::RecordId).is_empty(),
            date: Cell::day(text(Column::Date)),
            received: Cell::day(text(Column::Received)),
            reporter: country(Column::Reporter),
            partner: country(Column::Partner),
            flow: Cell::read(text(Column::Flow), Flow::read),
            form: Cell::read(text(Column::Form), |code| lists.form(code)),
            unit: unit.map_or(Cell::Is(Unit::Gram), |unit| {
                Cell::read(text(unit), Unit::named)
            }),
            quantity: Cell::number(text(quantity)),
            reexport: Cell::number(text(reexport)),
            in_grams: unit.is_none(),
        }
    }

    /// The record, or the first reason of `rules.md` 4.3 that applies.
    pub fn check(&self, lists: &Lists) -> Result<Record, Reason> {
        self.check_presence()?;
        let date = day(self.date, Column::Date)?.unwrap_or(Day::FIRST);
        let received = day(self.received, Column::Received)?.unwrap_or(date);
        let (quantity, reexport) = self.numbers()?;
        for (day, column) in [(date, Column::Date), (received, Column::Received)] {
            if !day.is_in_range() {
                return Err(Reason::DateOutOfRange(column));
            }
        }
        if date > received {
            return Err(Reason::DatedAfterReceipt);
        }
        let Cell::Is(reporter) = self.reporter else {
            return Err(Reason::UnknownCountry(Column::Reporter));
        };
        let partner = match self.partner {
            Cell::Is(partner) => Some(partner),
            Cell::Missing => None,
            Cell::Faulty => return Err(Reason::UnknownCountry(Column::Partner)),
        };
        if partner == Some(reporter) {
            return Err(Reason::SelfTrade);
        }
        let Cell::Is(flow) = self.flow else {
            return Err(Reason::UnknownFlow);
        };
        let Cell::Is(form) = self.form else {
            return Err(Reason::UnknownForm);
        };
        if lists.conversion.content(form, date) == Content::NoFactor {
            return Err(Reason::NoFactor);
        }
        let (quantity, reexport) = self.sizes(quantity, reexport)?;
        Ok(Record {
            date,
            received,
            reporter,
            partner,
            flow,
            form,
            quantity,
            reexport,
        })
    }

    /// `missing-field`: what every record needs, and a partner unless it is an import.
    fn check_presence(&self) -> Result<(), Reason> {
        let (quantity, _) = self.quantity_columns();
        let missing = [
            (!self.has_id, Column::RecordId),
            (self.date.is_missing(), Column::Date),
            (self.reporter.is_missing(), Column::Reporter),
            (self.flow.is_missing(), Column::Flow),
            (self.form.is_missing(), Column::Form),
            (self.quantity.is_missing(), quantity),
            (self.unit.is_missing(), Column::Unit),
            (
                self.partner.is_missing() && self.flow != Cell::Is(Flow::Import),
                Column::Partner,
            ),
        ];
        missing
            .iter()
            .find(|(missing, _)| *missing)
            .map_or(Ok(()), |(_, column)| Err(Reason::MissingField(*column)))
    }

    /// `unknown-unit` and `bad-number`: both figures in millionths of a gram, whatever their size.
    fn numbers(&self) -> Result<(i128, i128), Reason> {
        let (quantity_column, reexport_column) = self.quantity_columns();
        let Cell::Is(unit) = self.unit else {
            return Err(Reason::UnknownUnit);
        };
        let grams = |cell: Cell<ScaledNumber>, column: Column| match cell {
            Cell::Missing => Ok(0),
            Cell::Faulty => Err(Reason::BadNumber(column)),
            Cell::Is(number) => unit.to_grams(number).ok_or(Reason::BadNumber(column)),
        };
        Ok((
            grams(self.quantity, quantity_column)?,
            grams(self.reexport, reexport_column)?,
        ))
    }

    /// `negative-quantity`, `quantity-too-large` and `reexport-exceeds-quantity`.
    fn sizes(&self, quantity: i128, reexport: i128) -> Result<(Quantity, Quantity), Reason> {
        let (quantity_column, reexport_column) = self.quantity_columns();
        if quantity < 0 {
            return Err(Reason::NegativeQuantity(quantity_column));
        }
        if reexport < 0 {
            return Err(Reason::NegativeQuantity(reexport_column));
        }
        let size =
            Quantity::from_millionths(quantity).ok_or(Reason::QuantityTooLarge(quantity_column))?;
        // A portion of 10^12 g and more is more than any quantity that is left by now.
        match Quantity::from_millionths(reexport) {
            Some(portion) if portion <= size => Ok((size, portion)),
            _ => Err(Reason::ReexportExceedsQuantity),
        }
    }

    const fn quantity_columns(&self) -> (Column, Column) {
        if self.in_grams {
            (Column::QuantityG, Column::ReexportG)
        } else {
            (Column::Quantity, Column::Reexport)
        }
    }
}

/// `bad-date`: the day of a cell, if it is not missing.
fn day(cell: Cell<Day>, column: Column) -> Result<Option<Day>, Reason> {
    match cell {
        Cell::Missing => Ok(None),
        Cell::Faulty => Err(Reason::BadDate(column)),
        Cell::Is(day) => Ok(Some(day)),
    }
}

#[cfg(test)]
mod tests {
    use super::is_licence_word;

    #[test]
    fn a_word_for_no_licence_is_one_in_any_case_and_nothing_else_is() {
        for word in [
            "null",
            "NULL",
            "Na",
            "n/a",
            "N/A",
            "\\N",
            "\\n",
            "-",
            "--",
            "No",
            "none",
            "NONE",
            "NaN",
            "0",
            " ",
            "\t",
            "\u{a0} \u{3000}",
        ] {
            assert!(is_licence_word(word), "{word:?}");
        }
        for number in [
            "", "00", "---", "no.", " no", "none ", "nil", "0.", "\u{200b}", "A-1", "NO-77",
            "null0", "nonesuch",
        ] {
            assert!(!is_licence_word(number), "{number:?}");
        }
    }
}
