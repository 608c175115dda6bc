//! Accepts a valid record in a few comparisons.
//!
//! Nearly every row passes. A row that does not pass is not yet refused: [`RawRecord::check`] decides on it, and only that
//! function gives reasons.
//!
//! [`RawRecord::check`]: super::RawRecord::check

use crate::conversion::Lists;
use crate::records::{Flow, Period, Procedure, Record};
use crate::terms::{Country, Day, Form, Quantity};

/// The values of a row in which every column is present or rightly absent, and is read without a fault.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plain {
    /// `date`, as days since 1970-01-01.
    pub(super) date: i32,
    /// `received`, as days since 1970-01-01; `None` if the row has none.
    pub(super) received: Option<i32>,
    /// `reporter`; `None` if it is missing or unknown.
    pub(super) reporter: Option<Country>,
    /// `partner`; `None` if it is missing. A row with an unknown partner never becomes a `Plain`.
    pub(super) partner: Option<Country>,
    /// `flow`; `None` if it is missing or unknown.
    pub(super) flow: Option<Flow>,
    /// `form`; `None` if it is missing or unknown.
    pub(super) form: Option<Form>,
    /// The quantity in millionths of a gram.
    pub(super) quantity: i64,
    /// The part for re-export in millionths of a gram; 0 where the row has none.
    pub(super) reexport: i64,
    /// `period`; a day where the row has none. A row with an unknown period never becomes a `Plain`.
    pub(super) period: Period,
    /// `procedure`; the usual one where the row has none. A row with an unknown procedure never becomes a `Plain`.
    pub(super) procedure: Procedure,
}

impl Plain {
    /// Whether `RawRecord::check` would accept a row with an id and these values.
    #[allow(
        clippy::inline_always,
        reason = "a call would take as long as what it calls"
    )]
    #[inline(always)]
    pub(super) fn is_fine(self, lists: &Lists) -> bool {
        let (Some(reporter), Some(flow), Some(form)) = (self.reporter, self.flow, self.form) else {
            return false;
        };
        let date = Day::from_number(self.date);
        let received = self.received.map_or(date, Day::from_number);
        // If the date is in order and the received date is not after the last day, both are in the range.
        let days = Day::FIRST <= date && date <= received && received <= Day::LAST;
        let partner = match self.partner {
            Some(partner) => partner != reporter,
            None => flow == Flow::Import,
        };
        let sizes = 0 <= self.reexport && self.reexport <= self.quantity && self.quantity < LIMIT;
        days && partner
            && sizes
            && self.period.ends_on(date)
            && lists.conversion.has_factor(form, date)
    }

    /// Returns the record that `RawRecord::check` would make of such a row; `None` if the check would refuse the row.
    #[allow(clippy::inline_always, reason = "as above")]
    #[inline(always)]
    pub(super) fn record(self, lists: &Lists) -> Option<Record> {
        if !self.is_fine(lists) {
            return None;
        }
        let date = Day::from_number(self.date);
        Some(Record {
            date,
            received: self.received.map_or(date, Day::from_number),
            reporter: self.reporter?,
            partner: self.partner,
            flow: self.flow?,
            form: self.form?,
            quantity: Quantity::from_millionths(i128::from(self.quantity))?,
            reexport: Quantity::from_millionths(i128::from(self.reexport))?,
            period: self.period,
            procedure: self.procedure,
        })
    }
}

/// The least quantity that is too large, in millionths of a gram.
const LIMIT: i64 = Quantity::LIMIT_MILLIONTHS;

#[cfg(test)]
mod tests {
    use super::super::{Cell, RawRecord, Unit};
    use super::*;
    use crate::config::{Config, ConfigSource};
    use crate::conversion::Conversion;
    use crate::terms::ScaledNumber;
    use proptest::option::weighted;
    use proptest::prelude::*;
    use proptest::sample::select;
    use std::sync::LazyLock;

    static LISTS: LazyLock<(Config, Conversion)> = LazyLock::new(|| {
        let config = Config::load(ConfigSource::builtin()).expect("the built-in config");
        let conversion = Conversion::of(&config).expect("the built-in factors");
        (config, conversion)
    });

    fn raw(plain: Plain) -> RawRecord {
        let number =
            |millionths: i64| Cell::Is(ScaledNumber::from_decimal(i128::from(millionths), 6));
        RawRecord {
            has_id: true,
            date: Cell::Is(Day::from_number(plain.date)),
            received: plain
                .received
                .map_or(Cell::Missing, |number| Cell::Is(Day::from_number(number))),
            reporter: plain.reporter.map_or(Cell::Faulty, Cell::Is),
            partner: plain.partner.map_or(Cell::Missing, Cell::Is),
            flow: plain.flow.map_or(Cell::Faulty, Cell::Is),
            form: plain.form.map_or(Cell::Faulty, Cell::Is),
            unit: Cell::Is(Unit::Gram),
            quantity: number(plain.quantity),
            reexport: number(plain.reexport),
            period: Cell::Is(plain.period),
            procedure: Cell::Is(plain.procedure),
            in_grams: true,
        }
    }

    /// Days near the ends of the range, and near a change of factors in 2019.
    fn day() -> impl Strategy<Value = i32> {
        prop_oneof![-3290..-3280_i32, 17_890..17_910_i32, 84_000..84_010_i32]
    }

    fn millionths() -> impl Strategy<Value = i64> {
        const LIMIT: i64 = 1_000_000_000_000_000_000;
        prop_oneof![
            Just(i64::MIN),
            -2..3_i64,
            LIMIT - 2..LIMIT + 2,
            Just(i64::MAX)
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        /// For values like these, the short check accepts exactly what the full check accepts, as the same record.
        #[test]
        fn what_is_plainly_fine_is_what_the_check_accepts(
            (date, received) in (day(), weighted(0.8, day())),
            (reporter, partner) in (weighted(0.9, 0..3_u16), weighted(0.8, 0..3_u16)),
            flow in weighted(0.9, prop_oneof![Just(Flow::Import), Just(Flow::Export)]),
            form in weighted(0.9, any::<prop::sample::Index>()),
            (quantity, reexport) in (millionths(), millionths()),
            period in prop_oneof![3 => Just(Period::Day), 1 => select(&Period::ALL[..])],
            procedure in select(&[Procedure::Usual, Procedure::Simplified][..]),
        ) {
            let (config, conversion) = &*LISTS;
            let form = form.map(|index| u16::try_from(index.index(config.form_codes.len())).expect("few forms").into());
            let (reporter, partner) = (reporter.map(Country::from), partner.map(Country::from));
            let plain = Plain { date, received, reporter, partner, flow, form, quantity, reexport, period, procedure };
            let lists = Lists { config, conversion };
            prop_assert_eq!(plain.record(&lists), raw(plain).check(&lists).ok());
        }
    }
}
