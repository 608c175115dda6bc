//! Makes a layout, part by part, of what was found in a table.

mod amount;
mod around;
mod filing;
mod record;
mod values;

use super::Proposal;
use super::columns::{Given, GivenColumns, named};
use super::draft::{Draft, DraftLine, MadeField, MadeFrom, list};
use super::fault::{NoProposal, Problem};
use super::heads;
use super::place::{self, Labelled};
use super::sample::{ColumnValues, Sample, ValueOrigin};
use crate::column::{Column, Kind};
use crate::config::Config;
use crate::dataset::DatasetFile;
use crate::layout::field::Field;
use crate::layout::value::shown_text;
use crate::record::Unit;
use crate::terms::{Map, folded, shown};
use inforce_sheets::Cell;
use std::collections::{BTreeMap, BTreeSet};

const REPORTER: Field = Field::Column(Column::Reporter);
const PARTNER: Field = Field::Column(Column::Partner);
const FLOW: Field = Field::Column(Column::Flow);
const FORM: Field = Field::Column(Column::Form);
const UNIT: Field = Field::Column(Column::Unit);
const DATE: Field = Field::Column(Column::Date);
const RECEIVED: Field = Field::Column(Column::Received);
const COUNTRY: Field = Field::Column(Column::Country);
const SUBSTANCE: Field = Field::Column(Column::Substance);
const KIND: Field = Field::Column(Column::FilingKind);
const EFFECTIVE: Field = Field::Column(Column::Effective);

/// Makes the layout of a file.
pub(super) fn make(
    found: &DatasetFile,
    tables: &[Sample],
    others: &[String],
    config: &Config,
) -> Result<Proposal, NoProposal> {
    let Some(table) = tables.first() else {
        return Err(NoProposal::of("the file holds no table".to_owned()));
    };
    let mut all = merged(tables);
    let rows = tables.iter().map(|table| table.rows).sum();
    all.extend(place::folders(&found.name, rows));
    let columns = GivenColumns::of(&all, found.kind, config);
    let mut maker = Maker {
        found,
        table,
        tables,
        others,
        config,
        kind: found.kind,
        labels: place::labels(&table.above),
        all,
        columns,
        draft: Draft::default(),
        problems: Vec::new(),
        amounts: Vec::new(),
        heads: Vec::new(),
        blank_amounts: None,
        written: String::new(),
    };
    maker.make();
    maker.problems.dedup();
    if maker.problems.is_empty() {
        Ok(Proposal {
            text: maker.draft.text(),
            fields: maker.columns.fields.len() + maker.amounts.len(),
        })
    } else {
        Err(NoProposal(maker.problems))
    }
}

/// Returns the values of the columns of several tables with the same columns.
fn merged(tables: &[Sample]) -> Vec<ColumnValues> {
    let mut tables = tables.iter();
    let mut all = tables
        .next()
        .map_or_else(Vec::new, |table| table.columns.clone());
    for table in tables {
        for (values, more) in all.iter_mut().zip(&table.columns) {
            values.seen.extend(more.seen.iter().cloned());
            values.unseen += more.unseen;
        }
    }
    all
}

struct Maker<'a> {
    found: &'a DatasetFile,
    table: &'a Sample,
    tables: &'a [Sample],
    others: &'a [String],
    config: &'a Config,
    kind: Kind,
    labels: Vec<Labelled>,
    all: Vec<ColumnValues>,
    columns: GivenColumns,
    draft: Draft,
    problems: Vec<Problem>,
    /// The places of the values that are amounts.
    amounts: Vec<usize>,
    /// The columns of a wide table.
    heads: Vec<usize>,
    /// Why rows without an amount give no record.
    blank_amounts: Option<&'static str>,
    /// The pattern of the path.
    written: String,
}

impl Maker<'_> {
    fn problem(&mut self, said: impl Into<String>) {
        self.problems.push(Problem::new(said.into()));
    }

    fn make(&mut self) {
        self.bare_country();
        self.beside();
        match self.kind {
            Kind::Record => self.record(),
            Kind::Filing => self.filing(),
        }
        self.id();
        self.others();
        self.codes();
        self.words();
        self.days();
        self.signs();
        self.rest_of_values();
        self.file();
        self.sheets();
        self.table();
        self.in_order();
    }

    /// Refuses a column called Country or the like as the reporter's unless another column is called the partner's: it may be
    /// either side.
    fn bare_country(&mut self) {
        let reporter = self.columns.fields.get(&REPORTER);
        let Some(name) = reporter.map(|given| self.all[given.at].name.clone()) else {
            return;
        };
        let partner = self.columns.fields.get(&PARTNER);
        let is_told = partner.is_some_and(|partner| partner.rank != usize::MAX);
        if self.kind == Kind::Record && heads::is_bare_country(&name) && !is_told {
            self.problem(format!(
                "the column {} may hold the reporting country or the other side; call it Reporter or Partner, and the other one likewise",
                shown(&name)
            ));
        }
    }

    /// Fills needed fields without a column from the cells above the table and from the path.
    fn beside(&mut self) {
        let wanted: Vec<Field> = match self.kind {
            Kind::Record => vec![
                REPORTER,
                RECEIVED,
                Field::Year,
                Field::Quarter,
                Field::Month,
                PARTNER,
                FLOW,
            ],
            Kind::Filing => vec![COUNTRY, RECEIVED, EFFECTIVE, KIND],
        };
        let has_date =
            self.columns.has(DATE) || self.all.iter().any(|values| heads::is_year(&values.name));
        for field in wanted {
            let is_period = matches!(field, Field::Year | Field::Quarter | Field::Month);
            let is_side = field == REPORTER || field == PARTNER;
            let has_sides = self.columns.has(Field::Importer) && self.columns.has(Field::Exporter);
            if self.columns.has(field)
                || is_period && has_date
                || is_side && has_sides && !self.columns.has(REPORTER) && field == PARTNER
            {
                continue;
            }
            if let Some(values) = place::covered(field, &self.labels, self.kind, self.config) {
                let label = values.name.clone();
                self.draft.cover.push(DraftLine::new(
                    field.name(),
                    list([&label]),
                    "a label above the table",
                ));
                self.put(field, values, "a label above the table");
            }
        }
        let wanted: Vec<Field> = [REPORTER, COUNTRY, Field::Year, Field::Quarter]
            .into_iter()
            .filter(|field| field.is_of(self.kind) && !self.columns.has(*field))
            .filter(|field| match field {
                Field::Year | Field::Quarter => {
                    !self.columns.has(DATE)
                        && (!has_date
                            || *field == Field::Quarter && !self.columns.has(Field::Month))
                }
                _ => !(self.columns.has(Field::Importer) && self.columns.has(Field::Exporter)),
            })
            .collect();
        let pattern = place::pattern(&self.found.name, &wanted, self.config);
        self.written = pattern.written;
        for (field, value) in pattern.given {
            let values = ColumnValues::of(
                ValueOrigin::Path,
                field.name().to_owned(),
                Cell::Text(value),
                1,
            );
            self.put(field, values, "a part of the path");
        }
    }

    fn put(&mut self, field: Field, values: ColumnValues, why: &str) {
        self.all.push(values);
        self.columns.fields.insert(
            field,
            Given {
                at: self.all.len() - 1,
                rank: usize::MAX,
                why: why.to_owned(),
            },
        );
    }

    /// Adds a field that the values at a place give.
    fn add(&mut self, field: Field, at: usize, why: impl Into<String>) {
        let made = self.made(field, at, why);
        self.draft.fields.push(made);
    }

    fn made(&self, field: Field, at: usize, why: impl Into<String>) -> MadeField {
        let values = &self.all[at];
        let from = match values.origin {
            ValueOrigin::Column(_) => MadeFrom::Column(values.name.clone()),
            ValueOrigin::Folder if values.name == field.name() => {
                MadeFrom::Column(values.name.clone())
            }
            ValueOrigin::Folder => MadeFrom::Template(format!("{{path.{}}}", values.name)),
            ValueOrigin::Path => MadeFrom::Template(format!("{{path.{}}}", field.name())),
            ValueOrigin::Cover => MadeFrom::Template(format!("{{cover.{}}}", field.name())),
        };
        MadeField {
            field,
            from,
            values: Vec::new(),
            why: why.into(),
        }
    }

    /// Adds a field that is a text.
    fn add_text(&mut self, field: Field, text: &str, why: impl Into<String>) {
        self.draft.fields.push(text_field(field, text, why));
    }

    /// Adds a field if its values were found.
    fn add_given(&mut self, field: Field) -> bool {
        let Some(Given { at, why, .. }) = self.columns.fields.get(&field).cloned() else {
            return false;
        };
        self.add(field, at, why);
        true
    }

    fn lacks(&mut self, field: Field, what: &str) {
        let free = self.free();
        let rest = if free.is_empty() {
            String::new()
        } else {
            format!(
                "; columns that no field was found for: {}",
                named(&self.all, free)
            )
        };
        self.problem(format!(
            "{} is needed and no column was found for it: {what}{rest}",
            field.name()
        ));
    }

    /// Returns the columns that give nothing.
    fn free(&self) -> Vec<usize> {
        (0..self.all.len())
            .filter(|at| !self.columns.uses(*at) && !self.heads.contains(at))
            .filter(|at| !self.all[*at].name.is_empty())
            .collect()
    }

    fn id(&mut self) {
        let field = match self.kind {
            Kind::Record => Field::Column(Column::RecordId),
            Kind::Filing => Field::Column(Column::FilingId),
        };
        let given = self.columns.fields.get(&field).cloned();
        let rows: u64 = self.tables.iter().map(|table| table.rows).sum();
        if let Some(Given { at, rank, why }) = given {
            let values = &self.all[at];
            let distinct: BTreeSet<String> = values.texts().map(|(text, _)| text).collect();
            let is_unique = distinct.len() == values.seen.len()
                && values.seen.iter().all(|(_, rows)| *rows == 1)
                && values.filled() == rows;
            let is_of_lines = self.kind == Kind::Filing;
            if rank == 0
                || is_unique && !counts_rows(values)
                || is_of_lines && values.filled() == rows && !counts_rows(values)
            {
                self.add(field, at, why);
                return;
            }
            self.columns.fields.remove(&field);
        }
        let mut id = String::from("{file}");
        if self.tables.len() > 1 {
            id.push_str("/{sheet}");
        }
        id.push_str(":{row}");
        if !self.heads.is_empty() && self.kind == Kind::Record {
            id.push_str(":{head}");
        }
        self.add_text(
            field,
            &id,
            "no column is known to tell rows apart for good; a file sent again must keep its name and its rows",
        );
    }

    /// Columns that give no field are ignored.
    fn others(&mut self) {
        let used: BTreeSet<String> = self
            .used()
            .into_iter()
            .map(|at| folded(&self.all[at].name))
            .collect();
        let (mut ignored, mut twice): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        let mut seen: Map<String, usize> = Map::default();
        for (at, values) in self.all.iter().enumerate() {
            let by_path = values.origin == ValueOrigin::Folder;
            if values.place().is_none() && !by_path {
                continue;
            }
            let name = folded(&values.name);
            if used.contains(&name) && !name.is_empty() {
                if !by_path && seen.insert(name, at).is_some() {
                    twice.push(values.name.clone());
                }
                continue;
            }
            if !ignored.contains(&values.name) {
                ignored.push(values.name.clone());
            }
        }
        for name in twice {
            self.problem(format!(
                "the column {} stands twice; keep one of the two, or give one another name",
                shown(&name)
            ));
        }
        if !ignored.is_empty() {
            self.draft.table.push(DraftLine::new(
                "ignore",
                list(&ignored),
                "no field was found for these columns",
            ));
        }
    }

    /// Returns the places of the values that fields use.
    fn used(&self) -> Vec<usize> {
        let fields = self.draft.fields.iter();
        let overlays = self.draft.parts.iter().chain(&self.draft.sections);
        let fields = fields.chain(overlays.flat_map(|(_, fields)| fields));
        let mut used: Vec<usize> = Vec::new();
        for made in fields {
            let is_of = |values: &ColumnValues| match &made.from {
                MadeFrom::Column(name) => values.name == *name,
                MadeFrom::Template(text) => match values.origin {
                    ValueOrigin::Column(_) | ValueOrigin::Folder => {
                        text.contains(&format!("{{path.{}}}", values.name))
                            && values.origin == ValueOrigin::Folder
                            || text.contains(&format!("{{{}}}", values.name))
                                && made.field == EFFECTIVE
                    }
                    _ => false,
                },
            };
            used.extend(self.all.iter().position(is_of));
        }
        used.extend(self.heads.iter().copied());
        used
    }

    /// Returns the values of a field that is in the draft.
    fn values_of(&self, field: Field) -> Option<&ColumnValues> {
        let is_made = self.draft.fields.iter().any(|made| made.field == field);
        let given = self.columns.fields.get(&field).map(|given| given.at);
        let at = given.or_else(|| {
            // A partner may be named as the importer or the exporter.
            let made = self.draft.fields.iter().find(|made| made.field == field)?;
            let MadeFrom::Column(name) = &made.from else {
                return None;
            };
            self.all.iter().position(|values| values.name == *name)
        })?;
        is_made.then(|| &self.all[at])
    }

    /// Puts the fields into the order of the canonical columns.
    fn in_order(&mut self) {
        let order: BTreeMap<Column, usize> = self.kind.columns().iter().copied().zip(0..).collect();
        let place = |field: Field| match field {
            Field::Column(column) => order.get(&column).copied().unwrap_or(99) * 10,
            Field::Year => 11,
            Field::Quarter | Field::Month => 12,
            Field::Importer => 31,
            Field::Exporter => 32,
            Field::Kilograms => 71,
            Field::Grams => 72,
            Field::Milligrams => 73,
        };
        self.draft.fields.sort_by_key(|made| place(made.field));
    }
}

fn text_field(field: Field, text: &str, why: impl Into<String>) -> MadeField {
    MadeField {
        field,
        from: MadeFrom::Template(text.to_owned()),
        values: Vec::new(),
        why: why.into(),
    }
}

/// Returns the field of an amount that is one column.
const fn unit_field(unit: Unit, kind: Kind) -> Field {
    match (unit, kind) {
        (Unit::Gram, Kind::Record) => Field::Column(Column::QuantityG),
        (Unit::Gram, Kind::Filing) => Field::Column(Column::Grams),
        (Unit::Kilogram | Unit::Milligram, _) => part_field(unit),
    }
}

/// Returns the field of one of several amounts that add up.
const fn part_field(unit: Unit) -> Field {
    match unit {
        Unit::Kilogram => Field::Kilograms,
        Unit::Gram => Field::Grams,
        Unit::Milligram => Field::Milligrams,
    }
}

/// Whether the values of a column only count rows: 1, 2, 3.
fn counts_rows(values: &ColumnValues) -> bool {
    let counted = values.seen.iter().zip(1_u64..);
    values.seen.len() > 1
        && counted
            .into_iter()
            .all(|((cell, _), place)| shown_text(cell).trim() == place.to_string())
}
