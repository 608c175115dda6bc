//! Makes the fields of filings.

use super::super::codes::Worded;
use super::super::columns::{GivenAmount, are_years};
use super::super::draft::{MadeFrom, list};
use super::super::{heads, is_nothing};
use super::{
    COUNTRY, EFFECTIVE, KIND, Maker, RECEIVED, SUBSTANCE, UNIT, part_field, text_field, unit_field,
};
use crate::column::Column;
use crate::config::FilingKind;
use crate::layout::field::Field;
use crate::record::Unit;
use crate::terms::{folded, shown};

impl Maker<'_> {
    pub(super) fn filing(&mut self) {
        if !self.add_given(COUNTRY) {
            self.lacks(COUNTRY, "the country that files");
        }
        let mut given = self.columns.amounts.clone();
        given.sort_by_key(|amount| (amount.rank, amount.at));
        if given.is_empty() {
            self.find_heads();
        }
        if !self.wide_head(SUBSTANCE) && !self.add_given(SUBSTANCE) {
            self.lacks(SUBSTANCE, "the substance");
        }
        if !self.add_given(KIND) {
            let texts = self
                .table
                .above
                .iter()
                .flatten()
                .chain(self.table.way.sheet.iter());
            let is_supplement = |text: &String| {
                [
                    "supplement",
                    "suplemento",
                    "nachtrag",
                    "дополнен",
                    "补充",
                    "ملحق",
                ]
                .iter()
                .any(|word| folded(text).contains(&folded(word)))
            };
            let is_supplement = texts.chain([&self.found.name]).any(is_supplement);
            let (kind, why) = if is_supplement {
                (FilingKind::Supplement, "a title, or the name of the file")
            } else {
                (
                    FilingKind::Assessment,
                    "no column and no title tells another kind",
                )
            };
            self.add_text(KIND, kind.name(), why);
        }
        if !self.add_given(RECEIVED) {
            self.lacks(RECEIVED, "the day on which the filing was received");
        }
        self.effective();
        if !self.heads.is_empty() {
            self.wide_cell();
        } else if let Some(chosen) = self.one_amount(&given, "grams") {
            self.filing_amounts(&chosen);
        }
        self.add_given(Field::Column(Column::Note));
    }

    pub(super) fn effective(&mut self) {
        if self.add_given(EFFECTIVE) {
            return;
        }
        let year = (0..self.all.len()).find(|at| {
            let values = &self.all[*at];
            values.place().is_some() && heads::is_year(&values.name) && are_years(values)
        });
        let is_supplement = self.draft.fields.iter().any(|made| {
            made.field == KIND
                && made.from == MadeFrom::Template(FilingKind::Supplement.name().to_owned())
        });
        match year {
            Some(at) => {
                let name = self.all[at].name.clone();
                let why = "an assessment for a year counts from 1 January";
                let mut made = text_field(EFFECTIVE, &format!("{{{name}}}-01-01"), why);
                made.values.push(("dates", list(["YYYY-MM-DD"])));
                self.columns.lines.insert(at);
                self.draft.fields.push(made);
            }
            None if is_supplement => {}
            None => self.lacks(EFFECTIVE, "the day from which the filing counts"),
        }
    }

    pub(super) fn filing_amounts(&mut self, chosen: &[GivenAmount]) {
        self.amounts.extend(chosen.iter().map(|given| given.at));
        if let [only] = chosen {
            let (unit, why) = match (only.amount.unit, self.unit_of_filings(), self.told_unit()) {
                (Some(unit), ..) => (unit, "the unit is in the name of the column"),
                (None, Some(unit), _) => (unit, "all rows have this unit"),
                (None, None, Some(unit)) => (unit, "the unit is in a title above the table"),
                (None, None, None) => (
                    Unit::Gram,
                    "no unit is named, and filings are in grams unless they say otherwise",
                ),
            };
            self.add(unit_field(unit, self.kind), only.at, why);
            return;
        }
        for given in chosen {
            let unit = given.amount.unit.unwrap_or(Unit::Gram);
            self.add(
                part_field(unit),
                given.at,
                "amounts in several units add up",
            );
        }
    }

    /// Returns the unit of all rows, if a column of units tells one; filings have no field for units.
    pub(super) fn unit_of_filings(&mut self) -> Option<Unit> {
        let is_unit = |at: &usize| crate::synonyms::is_unit(&self.all[*at].name);
        let at = self.free().into_iter().find(is_unit)?;
        let worded = Worded::of(UNIT, &self.all[at], &is_nothing);
        match &worded.meanings[..] {
            [one] if worded.matched == worded.total => Unit::named(one),
            _ => {
                let name = shown(&self.all[at].name);
                self.problem(format!(
                    "column {name} tells several units, and a layout of filings takes one; write the amounts into columns kg and g"
                ));
                None
            }
        }
    }
}
