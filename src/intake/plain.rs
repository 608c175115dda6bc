//! Rows in which nothing is missing or odd: nearly all of them, found so by a few comparisons.
//!
//! What is accepted here is what [`RawRecord::check`](super::RawRecord::check) would accept, as the same
//! record; every other row is left to it, which alone knows the reasons of a refusal.

use super::{Flow, Lists, Record};
use crate::terms::{Country, Day, Form, Quantity};

/// The values of a row, each known to be one of its kind; grams in millionths.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plain {
    pub(super) date: Day,
    pub(super) received: Day,
    pub(super) reporter: Country,
    pub(super) partner: Option<Country>,
    pub(super) flow: Flow,
    pub(super) form: Form,
    pub(super) quantity: i64,
    pub(super) reexport: i64,
}

impl Plain {
    /// The record, unless something about the row needs a closer look.
    pub(super) fn record(self, lists: &Lists) -> Option<Record> {
        let Self { date, received, reporter, partner, flow, form, quantity, reexport } = self;
        let dated = date.is_in_range() && received.is_in_range() && date <= received;
        let between = partner != Some(reporter) && (partner.is_some() || flow == Flow::Import);
        let sized = 0 <= reexport && reexport <= quantity;
        if !(dated && between && sized && lists.conversion.has_factor(form, date)) {
            return None;
        }
        let quantity = Quantity::from_millionths(i128::from(quantity))?;
        let reexport = Quantity::from_millionths(i128::from(reexport))?;
        Some(Record { date, received, reporter, partner, flow, form, quantity, reexport })
    }
}
