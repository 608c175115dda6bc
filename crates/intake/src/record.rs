//! Checks a row of a record file (`rules.md` 4.3).

use super::column::FileColumns;
use super::{Cell, Column, Reason};
use crate::conversion::{Content, Lists};
use crate::records::{Flow, Period, Procedure, Record};
use crate::terms::{Country, Day, Form, Quantity, ScaledNumber};

inforce_law::words! {
    /// The unit of a quantity.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Unit {
        /// 1,000 g.
        Kilogram = "kg",
        /// 1 g.
        Gram = "g",
        /// 0.001 g.
        Milligram = "mg",
    }
}

impl Unit {
    /// Returns a number as millionths of a gram; `None` if that takes more than six decimal places.
    fn to_grams(self, number: ScaledNumber) -> Option<i128> {
        let millionths = number.millionths();
        match self {
            Self::Kilogram => Some(millionths * 1000),
            Self::Gram => Some(millionths),
            Self::Milligram => (millionths % 1000 == 0).then_some(millionths / 1000),
        }
    }
}

/// Returns a number in a unit as millionths of a gram, whatever its size and sign; `None` if the text is not a number, or has
/// more than six decimal places in the unit or in grams.
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
    /// `period`.
    pub period: Cell<Period>,
    /// `procedure`.
    pub procedure: Cell<Procedure>,
    /// Whether the columns of the file are in grams; messages name the columns accordingly.
    pub in_grams: bool,
}

impl RawRecord {
    /// Makes a record of a row's texts; a missing text is empty.
    pub(super) fn of_texts<'t>(
        layout: &FileColumns,
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
            flow: Cell::read(text(Column::Flow), Flow::named),
            form: Cell::read(text(Column::Form), |code| lists.form(code)),
            unit: unit.map_or(Cell::Is(Unit::Gram), |unit| {
                Cell::read(text(unit), Unit::named)
            }),
            quantity: Cell::number(text(quantity)),
            reexport: Cell::number(text(reexport)),
            period: Cell::read(text(Column::Period), Period::named),
            procedure: Cell::read(text(Column::Procedure), Procedure::named),
            in_grams: unit.is_none(),
        }
    }

    /// Returns the record, or the first reason of `rules.md` 4.3 that applies.
    pub fn check(&self, lists: &Lists) -> Result<Record, Reason> {
        self.check_presence()?;
        let date = day(self.date, Column::Date)?.unwrap_or(Day::FIRST);
        let received = day(self.received, Column::Received)?.unwrap_or(date);
        let unit = self.unit()?;
        let period = self.period()?;
        let (quantity, reexport) = self.numbers(unit)?;
        for (day, column) in [(date, Column::Date), (received, Column::Received)] {
            if !day.is_in_range() {
                return Err(Reason::DateOutOfRange(column));
            }
        }
        if date > received {
            return Err(Reason::DatedAfterReceipt);
        }
        if !period.ends_on(date) {
            return Err(Reason::NotEndOfPeriod);
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
        let procedure = match self.procedure {
            Cell::Is(procedure) => procedure,
            Cell::Missing => Procedure::Usual,
            Cell::Faulty => return Err(Reason::UnknownProcedure),
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
            period,
            procedure,
        })
    }

    /// Checks for `missing-field`: the fields that every record needs, and a partner unless it is an import.
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

    /// Checks for `unknown-unit`.
    const fn unit(&self) -> Result<Unit, Reason> {
        match self.unit {
            Cell::Is(unit) => Ok(unit),
            Cell::Missing | Cell::Faulty => Err(Reason::UnknownUnit),
        }
    }

    /// Checks for `unknown-period`; a missing period is a day.
    const fn period(&self) -> Result<Period, Reason> {
        match self.period {
            Cell::Is(period) => Ok(period),
            Cell::Missing => Ok(Period::Day),
            Cell::Faulty => Err(Reason::UnknownPeriod),
        }
    }

    /// Checks for `bad-number`; returns the quantity and the portion in millionths of a gram, whatever their size.
    fn numbers(&self, unit: Unit) -> Result<(i128, i128), Reason> {
        let (quantity_column, reexport_column) = self.quantity_columns();
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

    /// Checks for `negative-quantity`, `quantity-too-large` and `reexport-exceeds-quantity`.
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
        // A portion of 10^12 g or more exceeds every quantity that has passed so far.
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

/// Checks for `bad-date`; returns the day of a cell, `None` if it is missing.
pub(super) fn day(cell: Cell<Day>, column: Column) -> Result<Option<Day>, Reason> {
    match cell {
        Cell::Missing => Ok(None),
        Cell::Faulty => Err(Reason::BadDate(column)),
        Cell::Is(day) => Ok(Some(day)),
    }
}
