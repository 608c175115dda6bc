//! Gives each column its field, by its name and by its values.

use super::codes::{CodeList, ColumnNotations, Worded};
use super::days;
use super::heads::{self, Amount, Role};
use super::sample::{ColumnValues, ValueOrigin};
use super::{is_nothing, nothing_in};
use crate::column::{Column, Kind};
use crate::config::Config;
use crate::layout::field::Field;
use crate::terms::{folded, shown};
use inforce_sheets::Cell;
use std::collections::{BTreeMap, BTreeSet};

/// The values that give a field, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Given {
    /// The place among all values.
    pub(super) at: usize,
    pub(super) rank: usize,
    pub(super) why: String,
}

/// A column that holds an amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GivenAmount {
    pub(super) at: usize,
    pub(super) rank: usize,
    pub(super) amount: Amount,
}

/// What the columns give.
#[derive(Clone, Debug, Default)]
pub(super) struct GivenColumns {
    pub(super) fields: BTreeMap<Field, Given>,
    pub(super) amounts: Vec<GivenAmount>,
    /// The columns that number rows.
    pub(super) lines: BTreeSet<usize>,
}

/// The certainty of codes, which is greater than that of names.
const CODES: u32 = 4;

impl GivenColumns {
    pub(super) fn has(&self, field: Field) -> bool {
        self.fields.contains_key(&field)
    }

    pub(super) fn uses(&self, at: usize) -> bool {
        self.lines.contains(&at)
            || self.fields.values().any(|given| given.at == at)
            || self.amounts.iter().any(|amount| amount.at == at)
    }

    /// Gives the columns their fields, by their names first and then by their values.
    pub(super) fn of(all: &[ColumnValues], kind: Kind, config: &Config) -> Self {
        let mut columns = Self::default();
        let mut candidates: Vec<(usize, usize, Role)> = Vec::new();
        for (at, values) in all.iter().enumerate() {
            let guesses = heads::guesses(&values.name, kind).into_iter();
            candidates.extend(guesses.map(|guess| (guess.rank, at, guess.role)));
        }
        candidates.sort_by_key(|(rank, at, _)| (*rank, *at));
        for (rank, at, role) in &candidates {
            if columns.uses(*at) {
                continue;
            }
            match role {
                Role::Line => _ = columns.lines.insert(*at),
                Role::Amount(amount) => columns.amounts.push(GivenAmount {
                    at: *at,
                    rank: *rank,
                    amount: amount.clone(),
                }),
                Role::Field(field) if columns.has(*field) => {}
                Role::Field(field) => columns.give(*field, *at, *rank, all),
            }
        }
        columns.prefer_codes(all, &candidates, config);
        columns.by_values(all, kind, config);
        columns
    }

    fn give(&mut self, field: Field, at: usize, rank: usize, all: &[ColumnValues]) {
        let why = match all[at].origin {
            ValueOrigin::Folder => "the name of a folder",
            _ if rank == 0 => "its own name",
            _ => "the name of the column",
        };
        self.fields.insert(
            field,
            Given {
                at,
                rank,
                why: why.to_owned(),
            },
        );
    }

    /// Among several columns for one field, takes the one whose values are surest: a code before a name.
    fn prefer_codes(
        &mut self,
        all: &[ColumnValues],
        candidates: &[(usize, usize, Role)],
        config: &Config,
    ) {
        let certainty = |field: Field, at: usize| {
            CodeList::of(field).map_or(0, |list| {
                let some = all[at].some();
                ColumnNotations::of(list, &some, config, &|text| nothing_in(list, &some, text))
                    .certainty()
            })
        };
        for (rank, at, role) in candidates {
            let Role::Field(field) = role else { continue };
            let Some(given) = self.fields.get(field) else {
                continue;
            };
            if given.rank == 0 || self.uses(*at) || CodeList::of(*field).is_none() {
                continue;
            }
            if certainty(*field, *at) > certainty(*field, given.at) {
                self.fields.insert(
                    *field,
                    Given {
                        at: *at,
                        rank: *rank,
                        why: "the name of the column, whose values are surer than those of another"
                            .to_owned(),
                    },
                );
            }
        }
    }

    /// Gives fields that no name told to columns whose values tell it.
    fn by_values(&mut self, all: &[ColumnValues], kind: Kind, config: &Config) {
        let take = |columns: &mut Self, field: Field, at: usize, what: &str| {
            let why = format!("its values are {what}");
            columns.fields.insert(
                field,
                Given {
                    at,
                    rank: usize::MAX,
                    why,
                },
            );
        };
        let free = |columns: &Self| -> Vec<usize> {
            (0..all.len())
                .filter(|at| !columns.uses(*at) && all[*at].filled() > 0)
                .collect()
        };
        let thing = match kind {
            Kind::Record => Field::Column(Column::Form),
            Kind::Filing => Field::Column(Column::Substance),
        };
        let sure = |field: Field, at: usize| {
            CodeList::of(field).map_or(0, |list| {
                ColumnNotations::of(list, &all[at].some(), config, &is_nothing).certainty()
            })
        };
        let best = free(self)
            .into_iter()
            .max_by_key(|at| (sure(thing, *at), std::cmp::Reverse(*at)));
        let known = self.fields.get(&thing);
        let known = known.map(|given| (given.rank, sure(thing, given.at)));
        if let Some(at) = best {
            let certainty = sure(thing, at);
            let is_better = match known {
                None => certainty > 0,
                // Codes say more than names, such as which salt.
                Some((rank, known)) => rank > 0 && certainty >= CODES && known < CODES,
            };
            if is_better {
                take(self, thing, at, "substances");
            }
        }
        let worded = [
            (Field::Column(Column::Flow), "flows", Kind::Record),
            (Field::Column(Column::Unit), "units", Kind::Record),
            (
                Field::Column(Column::FilingKind),
                "kinds of filing",
                Kind::Filing,
            ),
        ];
        for (field, what, of_kind) in worded {
            if of_kind != kind || self.has(field) {
                continue;
            }
            let is_it = |at: &usize| {
                let worded = Worded::of(field, &all[*at], &is_nothing);
                worded.total > 0 && worded.matched == worded.total
            };
            if let [at] = free(self).into_iter().filter(is_it).collect::<Vec<_>>()[..] {
                take(self, field, at, what);
            }
        }
        self.countries_by_values(all, kind, &sure, &take);
        let date = Field::Column(Column::Date);
        if kind == Kind::Record && !self.has(date) && !self.has(Field::Year) {
            let is_day = |at: &usize| {
                let values = &all[*at];
                let is_other = [
                    "valid", "expir", "issue", "issu", "until", "gultig", "vencim", "order",
                    "invoice", "author", "autoris", "autoriz", "permit", "factur", "rechnung",
                    "bestell", "entry", "entered",
                ]
                .iter()
                .any(|part| folded(&values.name).contains(part));
                !is_other && days::are_days(values)
            };
            if let [at] = free(self).into_iter().filter(is_day).collect::<Vec<_>>()[..] {
                take(self, date, at, "the only other days");
            }
        }
    }

    fn countries_by_values(
        &mut self,
        all: &[ColumnValues],
        kind: Kind,
        sure: &dyn Fn(Field, usize) -> u32,
        take: &dyn Fn(&mut Self, Field, usize, &str),
    ) {
        let [reporter, partner, country] =
            [Column::Reporter, Column::Partner, Column::Country].map(Field::Column);
        let wanted: Vec<Field> = match kind {
            Kind::Filing => vec![country],
            Kind::Record if self.has(Field::Importer) || self.has(Field::Exporter) => {
                return;
            }
            Kind::Record => vec![reporter, partner],
        };
        let missing: Vec<Field> = wanted
            .into_iter()
            .filter(|field| !self.has(*field))
            .collect();
        // A number may be anything, so that numbers of countries need a name that says so.
        let found: Vec<usize> = (0..all.len())
            .filter(|at| !self.uses(*at) && sure(reporter, *at) > 1)
            .collect();
        if let ([field], [at]) = (&missing[..], &found[..]) {
            take(self, *field, *at, "countries");
        }
    }
}

/// Whether all values are years, which tell a period of a year and no day.
pub(super) fn are_years(values: &ColumnValues) -> bool {
    let worded = Worded::of(Field::Year, values, &is_nothing);
    worded.total > 0
        && worded.matched == worded.total
        && !values
            .seen
            .iter()
            .any(|(cell, _)| matches!(cell, Cell::Date { .. }))
}

/// Returns the names of columns for a message.
pub(super) fn named(all: &[ColumnValues], places: impl IntoIterator<Item = usize>) -> String {
    let names: Vec<String> = places.into_iter().map(|at| shown(&all[at].name)).collect();
    names.join(", ")
}
