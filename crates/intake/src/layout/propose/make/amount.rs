//! Finds the columns that hold the amount, and their unit.

use super::super::codes::CodeList;
use super::super::columns::{GivenAmount, named};
use super::super::draft::{DraftLine, quoted};
use super::super::sample::ColumnValues;
use super::super::{is_nothing, place};
use super::{FORM, Maker, PARTNER, SUBSTANCE, UNIT, unit_field};
use crate::column::{Column, Kind};
use crate::layout::field::Field;
use crate::layout::value::shown_text;
use crate::record::{Unit, millionths_of};
use inforce_sheets::{Cell, Row};
use std::collections::BTreeSet;

impl Maker<'_> {
    /// Finds the columns of a wide table: columns whose names are substances or partners.
    pub(super) fn find_heads(&mut self) {
        let thing = match self.kind {
            Kind::Record => FORM,
            Kind::Filing => SUBSTANCE,
        };
        let lists: Vec<Field> = match self.kind {
            Kind::Filing => vec![thing],
            Kind::Record => vec![thing, PARTNER],
        };
        for field in lists {
            let Some(list) = CodeList::of(field).filter(|_| !self.columns.has(field)) else {
                continue;
            };
            let is_head = |at: &usize| {
                let values = &self.all[*at];
                values.place().is_some()
                    && list.names(&values.name, self.config)
                    && holds_amounts(values)
            };
            let heads: Vec<usize> = self.free().into_iter().filter(is_head).collect();
            if heads.len() >= 2 || heads.len() == 1 && field == thing {
                self.heads = heads;
                self.blank_amounts = Some("an empty cell of a wide table is no record");
                self.draft.wide.push(DraftLine::new(
                    "head",
                    quoted(field.name()),
                    format!(
                        "the columns {} are named so",
                        named(&self.all, self.heads.iter().copied().take(3))
                    ),
                ));
                return;
            }
        }
    }

    /// Whether the names of the columns of a wide table give a field.
    pub(super) fn wide_head(&self, field: Field) -> bool {
        let CodeList::Countries = CodeList::of(field).unwrap_or(CodeList::Forms) else {
            return !self.heads.is_empty() && !self.columns.has(field);
        };
        !self.heads.is_empty()
            && field == PARTNER
            && !self.columns.has(PARTNER)
            && self.columns.has(FORM)
    }

    /// Returns the unit that a title or the sheet tells.
    pub(super) fn told_unit(&self) -> Option<Unit> {
        let above = self.table.above.iter().flatten();
        let sheet = self.table.way.sheet.iter();
        place::unit(above.chain(sheet).map(String::as_str))
    }

    /// Chooses the columns that are the amount: one, or the same amount in several units.
    pub(super) fn one_amount(
        &mut self,
        given: &[GivenAmount],
        what: &str,
    ) -> Option<Vec<GivenAmount>> {
        let canonical = given.iter().find(|given| {
            given.rank == 0 && !matches!(self.all[given.at].name.as_str(), "kg" | "g" | "mg")
        });
        if let Some(canonical) = canonical {
            return Some(vec![canonical.clone()]);
        }
        let [first, ..] = given else {
            self.problem(format!(
                "{what} is needed and no column was found for it: the amount{}",
                {
                    let free = self.free();
                    if free.is_empty() {
                        String::new()
                    } else {
                        format!(
                            "; columns that no field was found for: {}",
                            named(&self.all, free)
                        )
                    }
                }
            ));
            return None;
        };
        if given.len() == 1 {
            return Some(given.to_vec());
        }
        let units: BTreeSet<Option<&str>> = given
            .iter()
            .map(|given| given.amount.unit.map(Unit::name))
            .collect();
        let same_words = given
            .iter()
            .all(|other| other.amount.words == first.amount.words);
        if same_words && units.len() == given.len() && !units.contains(&None) {
            if self.are_the_same(given) {
                let grams = given
                    .iter()
                    .find(|given| given.amount.unit == Some(Unit::Gram));
                return Some(vec![grams.unwrap_or(first).clone()]);
            }
            return Some(given.to_vec());
        }
        // A column without values is no second reading.
        let filled: Vec<GivenAmount> = given
            .iter()
            .filter(|given| self.all[given.at].filled() > 0)
            .cloned()
            .collect();
        if filled.len() == 1 {
            return Some(filled);
        }
        self.problem(format!(
            "two readings fit: the amount may be in any of the columns {}; write the layout by hand, or leave out the others",
            named(&self.all, given.iter().map(|given| given.at))
        ));
        None
    }

    /// Whether columns in several units hold the same amount twice, and no parts of one.
    pub(super) fn are_the_same(&self, given: &[GivenAmount]) -> bool {
        let mut is_seen = false;
        let amount = |row: &Row, given: &GivenAmount| -> Option<i128> {
            let place = self.all[given.at].place()?;
            let cell = row.cells.get(place)?;
            millionths_of(shown_text(cell).trim(), given.amount.unit?)
        };
        for row in &self.table.first {
            let found: Vec<i128> = given
                .iter()
                .filter_map(|given| amount(row, given))
                .collect();
            if found.len() < 2 || found.iter().all(|amount| *amount == 0) {
                continue;
            }
            if found.windows(2).any(|pair| pair[0] != pair[1]) {
                return false;
            }
            is_seen = true;
        }
        is_seen
    }

    /// Adds the field of the cells of a wide table.
    pub(super) fn wide_cell(&mut self) {
        let (field, why) = match (self.kind, self.told_unit()) {
            (_, Some(unit)) => (
                unit_field(unit, self.kind),
                "the unit is in a title above the table",
            ),
            (Kind::Filing, None) => (
                Field::Column(Column::Grams),
                "no unit is named, and filings are in grams unless they say otherwise",
            ),
            (Kind::Record, None) if self.columns.has(UNIT) => {
                self.add_given(UNIT);
                (Field::Column(Column::Quantity), "beside a column of units")
            }
            (Kind::Record, None) => {
                return self.problem(
                    "unit is needed: no title and no column tells whether the wide table is in kg, g or mg",
                );
            }
        };
        self.amounts.extend(self.heads.iter().copied());
        self.draft
            .wide
            .push(DraftLine::new("cell", quoted(field.name()), why));
    }
}

/// Whether most values of a column could be amounts.
fn holds_amounts(values: &ColumnValues) -> bool {
    let is_number = |cell: &Cell| match cell {
        Cell::Number(_) => true,
        Cell::Text(text) => {
            is_nothing(text)
                || text.chars().any(|c| c.is_ascii_digit())
                    && !text.chars().any(char::is_alphabetic)
        }
        _ => false,
    };
    let numbers: u64 = values
        .seen
        .iter()
        .filter(|(cell, _)| is_number(cell))
        .map(|(_, rows)| rows)
        .sum();
    numbers * 2 >= values.filled()
}
