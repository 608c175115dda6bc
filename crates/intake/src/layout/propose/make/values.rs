//! Finds how the values are written.

use super::super::amounts::Signs;
use super::super::codes::{CodeList, ColumnNotations, Worded};
use super::super::days::DayPatterns;
use super::super::draft::{DraftLine, list, notations, quoted, words};
use super::super::fault::Problem;
use super::super::sample::{ColumnValues, ValueOrigin};
use super::super::{amounts, days, is_nothing, nothing_in};
use super::{
    COUNTRY, DATE, EFFECTIVE, FLOW, FORM, KIND, Maker, PARTNER, RECEIVED, REPORTER, SUBSTANCE, UNIT,
};
use crate::column::Column;
use crate::config::Notation;
use crate::layout::field::Field;
use crate::terms::shown;
use inforce_sheets::Cell;
use std::collections::BTreeSet;

impl Maker<'_> {
    /// Finds the notations of codes.
    pub(super) fn codes(&mut self) {
        let fields = [
            REPORTER,
            PARTNER,
            Field::Importer,
            Field::Exporter,
            COUNTRY,
            FORM,
            SUBSTANCE,
        ];
        let mut found: Vec<(Field, ColumnNotations)> = Vec::new();
        let mut problems = Vec::new();
        for field in fields {
            let Some(list) = CodeList::of(field) else {
                continue;
            };
            let Some(values) = self.values_of(field) else {
                continue;
            };
            let coded = ColumnNotations::of(list, values, self.config, &|text| {
                nothing_in(list, values, text)
            });
            if coded.total > 0 && coded.matched * 2 < coded.total {
                problems.push(Problem::new(format!(
                    "column {} should give {}, and {} is no {} of the lists, by code or name",
                    shown(&values.name),
                    field.name(),
                    shown(coded.unknown.as_deref().unwrap_or_default()),
                    list.told()
                )));
            }
            found.push((field, coded));
        }
        self.problems.append(&mut problems);
        if !self.heads.is_empty() {
            let field = [FORM, SUBSTANCE, PARTNER]
                .into_iter()
                .find(|field| field.is_of(self.kind) && self.wide_head(*field));
            if let Some((field, list)) = field.and_then(|field| Some((field, CodeList::of(field)?)))
            {
                let seen = self
                    .heads
                    .iter()
                    .map(|at| (Cell::Text(self.all[*at].name.clone()), 1));
                let values = ColumnValues {
                    seen: seen.collect(),
                    ..ColumnValues::empty(ValueOrigin::Path, String::new())
                };
                found.push((
                    field,
                    ColumnNotations::of(list, &values, self.config, &is_nothing),
                ));
            }
        }
        let (countries, things): (Vec<_>, Vec<_>) = found
            .into_iter()
            .filter(|(_, coded)| !coded.notations.is_empty())
            .partition(|(field, _)| CodeList::of(*field) == Some(CodeList::Countries));
        self.notations("countries", &countries);
        self.notations("substances", &things);
    }

    /// Writes notations under a key: for all fields where they agree, for each where not.
    pub(super) fn notations(&mut self, key: &'static str, of: &[(Field, ColumnNotations)]) {
        let Some((_, first)) = of.first() else { return };
        let agree = of.iter().all(|(_, coded)| {
            let (own, other): (BTreeSet<_>, BTreeSet<_>) = (
                coded.notations.iter().collect(),
                first.notations.iter().collect(),
            );
            own == other
        });
        let matched: u64 = of.iter().map(|(_, coded)| coded.matched).sum();
        let total: u64 = of.iter().map(|(_, coded)| coded.total).sum();
        if agree {
            if first.notations != [Notation::Code] {
                let why = format!("{matched} of {total} values are written so");
                self.draft
                    .values
                    .push(DraftLine::new(key, notations(&first.notations), why));
            }
            return;
        }
        for (field, coded) in of {
            let made = self
                .draft
                .fields
                .iter_mut()
                .find(|made| made.field == *field);
            if let Some(made) = made {
                made.values.push((key, notations(&coded.notations)));
                made.why = format!(
                    "{}; {} of {} values are written so",
                    made.why, coded.matched, coded.total
                );
            } else {
                let why = format!(
                    "{} of {} names of columns are written so",
                    coded.matched, coded.total
                );
                let line = DraftLine::new(key, notations(&coded.notations), why);
                self.draft.values.push(line);
            }
        }
    }

    /// Finds the words of fields that take only certain words.
    pub(super) fn words(&mut self) {
        for field in [
            FLOW,
            UNIT,
            KIND,
            Field::Column(Column::Period),
            Field::Quarter,
            Field::Month,
            Field::Year,
        ] {
            let Some(values) = self.values_of(field).cloned() else {
                continue;
            };
            let worded = Worded::of(field, &values, &is_nothing);
            if worded.total > 0 && !worded.is_sound() {
                self.problem(format!(
                    "column {} should give {}, and {} is no word for it that is known",
                    shown(&values.name),
                    field.name(),
                    shown(worded.unknown.as_deref().unwrap_or_default())
                ));
            }
            let made = self
                .draft
                .fields
                .iter_mut()
                .find(|made| made.field == field);
            if let Some(made) = made.filter(|_| !worded.words.is_empty()) {
                made.values.push(("words", words(&worded.words)));
                made.why = format!(
                    "{}; {} of {} values are known",
                    made.why, worded.matched, worded.total
                );
            }
        }
    }

    /// Finds the patterns of days.
    pub(super) fn days(&mut self) {
        let of: Vec<&ColumnValues> = [DATE, RECEIVED, EFFECTIVE]
            .into_iter()
            .filter_map(|field| self.values_of(field))
            .collect();
        match days::days(&of, &is_nothing) {
            Ok(DayPatterns { patterns, .. }) if patterns.is_empty() => {}
            Ok(DayPatterns { patterns, why }) => {
                self.draft
                    .values
                    .push(DraftLine::new("dates", list(&patterns), why));
            }
            Err(mut problems) => self.problems.append(&mut problems),
        }
    }

    /// Finds the signs of amounts.
    pub(super) fn signs(&mut self) {
        let of: Vec<&ColumnValues> = self.amounts.iter().map(|at| &self.all[*at]).collect();
        let has_floats = of.iter().any(|values| values.is_float);
        match amounts::signs(&of, &is_nothing) {
            Ok(None) => {}
            Ok(Some(Signs {
                decimal,
                thousands,
                footnotes,
                example,
            })) => {
                let why = format!("so all amounts are written, such as {}", shown(&example));
                for (key, sign) in [("decimal", decimal), ("thousands", thousands)] {
                    let sign = sign.map(|sign| quoted(&sign.to_string()));
                    self.draft
                        .values
                        .extend(sign.map(|sign| DraftLine::new(key, sign, why.clone())));
                }
                if footnotes {
                    self.draft.values.push(DraftLine::new(
                        "footnotes",
                        "true",
                        "marks follow some amounts",
                    ));
                }
            }
            Err(mut problems) => self.problems.append(&mut problems),
        }
        if has_floats {
            let why = "an amount is a column of binary floats";
            self.draft
                .values
                .push(DraftLine::new("floats", "true", why));
        }
    }

    /// Finds blanks around values and words for nothing.
    pub(super) fn rest_of_values(&mut self) {
        let used = self.used();
        let mut nothing: Vec<String> = Vec::new();
        let mut is_trimmed = false;
        for at in &used {
            for (text, _) in self.all[*at].texts() {
                is_trimmed |= text.trim() != text;
                let text = text.trim().to_owned();
                if is_nothing(&text) && !text.is_empty() && !nothing.contains(&text) {
                    nothing.push(text);
                }
            }
        }
        is_trimmed |= used.iter().any(|at| {
            self.all[*at]
                .seen
                .iter()
                .any(|(cell, _)| matches!(cell, Cell::Text(text) if text.trim() != text))
        });
        if is_trimmed {
            self.draft.values.push(DraftLine::new(
                "trim",
                "true",
                "blanks stand around some values",
            ));
        }
        if nothing.is_empty() {
            return;
        }
        if nothing.iter().any(|text| text == "NA") {
            self.spare_namibia(&nothing);
        }
        // A row without a partner may be the sum of the rows with one.
        let partner = self.values_of(PARTNER).filter(|values| {
            let mut texts = values.texts();
            texts.any(|(text, _)| nothing.contains(&text.trim().to_owned()))
        });
        if let Some(name) = partner.map(|values| shown(&values.name)) {
            self.problem(format!(
                "two readings fit: where the column {name} says {}, the partner may be unknown, or the row may be the sum of several; remove rows of sums, and leave the cell empty where the partner is unknown",
                nothing.join(" or ")
            ));
        }
        let why = "words that stand where a value could";
        self.draft
            .values
            .push(DraftLine::new("nothing", list(&nothing), why));
    }

    /// `NA` among codes of two letters is Namibia.
    pub(super) fn spare_namibia(&mut self, nothing: &[String]) {
        let others: Vec<&String> = nothing.iter().filter(|text| *text != "NA").collect();
        let others = list(others);
        let fields: Vec<Field> = [REPORTER, PARTNER, Field::Importer, Field::Exporter, COUNTRY]
            .into_iter()
            .filter(|field| {
                self.values_of(*field).is_some_and(|values| {
                    values.texts().any(|(text, _)| text.trim() == "NA")
                        && !nothing_in(CodeList::Countries, values, "NA")
                })
            })
            .collect();
        for made in &mut self.draft.fields {
            if fields.contains(&made.field) {
                made.values.push(("nothing", others.clone()));
            }
        }
    }
}
